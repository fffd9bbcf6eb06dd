//! `storylint trust`: let a pipeline run the programs that it declares.

use std::collections::BTreeSet;

use clap::Args;
use storylint_graph::{Command, NodeKind, Pipeline};

use super::opened::Opened;
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::command::{Permission, Trust, TrustError, Trusted, own_files};
use crate::printable::printable;
use crate::report::Status;

/// The arguments of `storylint trust`.
#[derive(Debug, Args)]
#[command(
    after_help = "A pipeline file may have come with a story from somebody else, so no program \
    that it declares is run before you say so. What is trusted is the file as it is now, with all that \
    it extends, at the place where it is: a change takes that back. What it runs is not part of that: a \
    script in the story may be changed later, and runs as it is then. It is remembered outside of the \
    story, in `$XDG_STATE_HOME/storylint` or `~/.local/state/storylint`."
)]
pub(super) struct MakeTrusted {
    #[command(flatten)]
    story: StoryArguments,

    /// Trust it no more
    #[arg(long, conflicts_with = "list")]
    revoke: bool,

    /// Print the pipeline files that are trusted
    #[arg(long)]
    list: bool,
}

/// Whether the programs of a pipeline may be run.
#[derive(Debug, Args)]
pub(super) struct Allowing {
    /// Run the programs that the pipeline declares, even if it is not trusted (see `storylint trust`)
    #[arg(long)]
    allow_commands: bool,
}

impl MakeTrusted {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let mut trust = Trust::of_user()?;
        if self.list {
            let lines = trust.paths().map(|path| format!("{}\n", printable(path)));
            terminal.print(&lines.collect::<String>())?;
            return Ok(Status::Clean);
        }
        if self.story.sets_keys() {
            // It would be told what these let the pipeline run, and not what the file does later.
            let help = "what is trusted is the file as it is";
            return Err(Stop::error("`--config KEY=VALUE` cannot be trusted").with_help(help));
        }
        let stories = self.story.open_all()?;
        if !self.revoke {
            stories.must_be_sound()?;
        }
        let mut told = BTreeSet::new();
        for story in &stories.all {
            let files = self.story.files_of(&story.pipeline);
            let Some((path, _)) = files.first() else {
                let help = "a pipeline file is called `storylint.toml`";
                return Err(Stop::error("there is no pipeline file to trust").with_help(help));
            };
            if told.insert(*path) {
                let told = self.change(&mut trust, &files, story)?;
                terminal.print(&told)?;
            }
        }
        Ok(Status::Clean)
    }

    /// Trusts the pipeline of `files`, that of `story`, or no more. What there is to tell of it.
    fn change(
        &self,
        trust: &mut Trust,
        files: &[(&str, &str)],
        story: &Opened,
    ) -> Result<String, Stop> {
        let path = printable(files.first().map_or("", |(path, _)| path));
        if self.revoke {
            return Ok(match trust.revoke(files)? {
                true => format!("`{path}` may run no programs any more.\n"),
                false => format!("`{path}` was not trusted.\n"),
            });
        }
        let programs = programs(&story.pipeline);
        if programs.is_empty() {
            return Ok(format!("`{path}` runs no programs, so there is nothing to trust.\n"));
        }
        trust.add(files)?;
        let own: BTreeSet<&str> = commands(&story.pipeline)
            .flat_map(|(_, command)| own_files(command, &story.sources))
            .collect();
        let own = own.into_iter().map(|file| {
            let file = printable(file);
            format!("note: `{file}` is a file of the story, which may be changed without being trusted anew\n")
        });
        Ok(format!("`{path}` may now run:\n{programs}{}", own.collect::<String>()))
    }
}

impl Allowing {
    /// Whether the programs of `pipeline` may be run. What is not read from a file was said by whoever
    /// runs the check.
    pub(super) fn permission(&self, story: &StoryArguments, pipeline: &Pipeline) -> Permission {
        let files = story.files_of(pipeline);
        let path = match files.first() {
            Some((path, _)) if !self.allow_commands && !programs(pipeline).is_empty() => path,
            _ => return Permission::Granted,
        };
        let remedy = "`storylint trust` allows it for good, `--allow-commands` once";
        Permission::Refused(match Trust::of_user().map(|trust| trust.of(&files)) {
            Ok(Trusted::Yes) => return Permission::Granted,
            Ok(Trusted::AsItWas) => {
                let below = if files.len() > 1 { ", or what it extends," } else { "" };
                format!(
                    "`{path}`{below} has changed since it was trusted to run programs; {remedy}"
                )
            }
            Ok(Trusted::No) => format!("`{path}` is not trusted to run programs; {remedy}"),
            Err(error) => format!("{error}; `--allow-commands` allows it once"),
        })
    }
}

/// The programs of `pipeline` with their arguments, a line each.
fn programs(pipeline: &Pipeline) -> String {
    let lines = commands(pipeline).map(|(node, command)| {
        let words = command.run.iter().map(|word| quoted(word.get_ref()));
        let words = words.collect::<Vec<_>>().join(" ");
        format!("    {}  (command node `{}`)\n", printable(&words), printable(node))
    });
    lines.collect()
}

/// The command nodes of `pipeline`, by name.
fn commands(pipeline: &Pipeline) -> impl Iterator<Item = (&str, &Command)> {
    pipeline.graph.nodes().filter_map(|node| match &node.kind {
        NodeKind::Command(command) => Some((node.name.as_str(), command)),
        NodeKind::Source(_)
        | NodeKind::Validate(_)
        | NodeKind::Pattern(_)
        | NodeKind::Result(_) => None,
    })
}

/// An argument as people know it, so that what is one word is seen to be one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_=./{}:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("{word:?}")
    }
}

impl From<TrustError> for Stop {
    fn from(error: TrustError) -> Self {
        Self::error(error)
    }
}
