//! `storylint facts`: what is known of a story.

use std::collections::HashSet;

use clap::Args;

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::facts::facts;
use crate::report::{self, Status};

/// The arguments of `storylint facts`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0, or 2 when a file could not be read.")]
pub(super) struct Facts {
    #[command(flatten)]
    story: StoryArguments,

    /// Print an object for programs, with every use of a name and every speech
    #[arg(long)]
    json: bool,
}

impl Facts {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let mut story = self.story.open()?;
        if self.json {
            story.sources = story.sources.shown_as(story.for_programs.clone());
        }
        let known = facts(&story.pipeline, &story.sources, &story.only, None)?;
        if known.documents.is_empty() && known.failures.is_empty() {
            return Err(self.story.nothing_to("read", &story));
        }
        story.complain(&known.failures, &mut HashSet::new(), terminal);
        terminal.print(&match self.json {
            true => report::facts_json(&known),
            false => report::facts_text(&known),
        })?;
        Ok(if known.failures.is_empty() { Status::Clean } else { Status::Incomplete })
    }
}
