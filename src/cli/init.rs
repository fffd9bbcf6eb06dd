//! `storylint init`: a pipeline file for a story that has none.

use std::path::PathBuf;
use std::slice;

use clap::Args;

use super::opened::unread_formats;
use super::story::current_folder;
use super::terminal::{Stop, Terminal};
use crate::printable::printable;
use crate::report::Status;
use crate::sources::{Governing, PIPELINE_NAMES, Sources, create, locate};
use crate::starter::{found, starter};
use crate::survey::{Layout, Survey};

/// The arguments of `storylint init`.
#[derive(Debug, Args)]
#[command(
    after_help = "An mdBook, a vault of Obsidian, the source of an e-book, a screenplay and plain \
    chapters are told apart, with the folders of character sheets and notes beside them."
)]
pub(super) struct Init {
    /// The folder of the story
    #[arg(value_name = "PATH", default_value = ".")]
    folder: PathBuf,

    /// Print the pipeline file, and write nothing
    #[arg(long)]
    print: bool,
}

impl Init {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let current = current_folder()?;
        let located = locate(slice::from_ref(&self.folder), &current, Governing::Nothing)?;
        if !located.only.is_empty() {
            return Err(Stop::error(format_args!("`{}` is no folder", self.folder.display())));
        }
        let sources = Sources::open(&located.root, &[], located.shown);
        let [name, _] = PIPELINE_NAMES;
        if !self.print
            && let Some(there) = PIPELINE_NAMES.into_iter().find(|name| sources.holds(name))
        {
            let there = sources.shown(there);
            let stop = Stop::error(format_args!("there is a pipeline file already, `{there}`"));
            return Err(stop.with_help("`storylint init --print` shows what would be written"));
        }
        let survey = Survey::of(&sources);
        let text = starter(&survey);
        let found = printable(found(&survey).trim_end()) + "\n";
        let unread = survey
            .unread
            .iter()
            .map(|unread| format!("warning: {}\n", printable(&unread.error.to_string())));
        let binary = survey.binary.iter().map(|path| {
            let path = printable(&sources.shown(path));
            format!("warning: `{path}` is a binary file, and none of the story\n")
        });
        let mut warnings = unread.chain(binary).collect::<String>();
        if !survey.unread.is_empty() {
            warnings += "note: what cannot be read is left out of the sources\n";
        }
        terminal.complain(&(warnings + &unread_formats(&sources).unwrap_or_default()));
        if self.print {
            terminal.complain(&found);
            terminal.print(&text)?;
            return Ok(Status::Clean);
        }
        let file = printable(&sources.shown(name));
        create(&located.root.join(name), &file, text.as_bytes())?;
        let path = match printable(&self.folder.display().to_string()) {
            path if path == "." => String::new(),
            path if path.contains(char::is_whitespace) => format!(" '{path}'"),
            path => format!(" {path}"),
        };
        // They are those of one story.
        let facts = if matches!(survey.layout, Layout::Series { .. }) {
            String::new()
        } else {
            format!("  storylint facts{path}     what is known of it: people, dates, files\n")
        };
        terminal.print(&format!(
            "{found}Wrote `{file}`.\n\n\
             What to do next:\n\
             \x20 storylint check{path}     what is inconsistent in the story\n\
             {facts}\
             \x20 storylint baseline{path}  take what is found now as known, and be told of what is new\n"
        ))?;
        Ok(Status::Clean)
    }
}
