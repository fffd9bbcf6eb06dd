//! `storylint trust`: let a pipeline run the programs that it declares.

use std::collections::BTreeSet;

use clap::Args;
use storylint_graph::{NodeKind, Pipeline};

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::command::{Permission, Trust, TrustError, Trusted};
use crate::printable::printable;
use crate::report::Status;

/// The arguments of `storylint trust`.
#[derive(Debug, Args)]
#[command(
    after_help = "A pipeline file may have come with a story from somebody else, so no program \
    that it declares is run before you say so. What is trusted is the file as it is now, with all that \
    it extends, at the place where it is: a change takes that back. It is remembered outside of the \
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
        let stories = self.story.open_all()?;
        let mut told = BTreeSet::new();
        for story in &stories.all {
            let files = self.story.files_of(&story.pipeline);
            let Some((path, _)) = files.first() else {
                let help = "a pipeline file is called `storylint.toml`";
                return Err(Stop::error("there is no pipeline file to trust").with_help(help));
            };
            if told.insert(*path) {
                let told = self.change(&mut trust, &files, &programs(&story.pipeline))?;
                terminal.print(&told)?;
            }
        }
        Ok(Status::Clean)
    }

    /// Trusts the pipeline of `files`, which runs `programs`, or no more. What there is to tell of it.
    fn change(
        &self,
        trust: &mut Trust,
        files: &[(&str, &str)],
        programs: &str,
    ) -> Result<String, Stop> {
        let path = printable(files.first().map_or("", |(path, _)| path));
        if self.revoke {
            return Ok(match trust.revoke(files)? {
                true => format!("`{path}` may run no programs any more.\n"),
                false => format!("`{path}` was not trusted.\n"),
            });
        }
        if programs.is_empty() {
            return Ok(format!("`{path}` runs no programs, so there is nothing to trust.\n"));
        }
        trust.add(files)?;
        Ok(format!("`{path}` may now run:\n{programs}"))
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
                format!("`{path}` has changed since it was trusted to run programs; {remedy}")
            }
            Ok(Trusted::No) => format!("`{path}` is not trusted to run programs; {remedy}"),
            Err(error) => format!("{error}; `--allow-commands` allows it once"),
        })
    }
}

/// The programs of `pipeline` with their arguments, a line each.
fn programs(pipeline: &Pipeline) -> String {
    let nodes = pipeline.graph.ids().map(|id| &pipeline.graph[id]);
    let lines = nodes.filter_map(|node| match &node.kind {
        NodeKind::Command(command) => {
            let words = command.run.iter().map(|word| quoted(word.get_ref()));
            let words = words.collect::<Vec<_>>().join(" ");
            Some(format!("    {}  (command node `{}`)\n", printable(&words), printable(&node.name)))
        }
        NodeKind::Source(_)
        | NodeKind::Validate(_)
        | NodeKind::Pattern(_)
        | NodeKind::Result(_) => None,
    });
    lines.collect()
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
