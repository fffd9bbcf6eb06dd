//! `storylint graph`: a pipeline as a graph in the DOT language.

use clap::Args;

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::report::Status;

/// The arguments of `storylint graph`.
#[derive(Debug, Args)]
pub(super) struct Graph {
    #[command(flatten)]
    story: StoryArguments,
}

impl Graph {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let (pipeline, sound) = self.story.declared()?;
        terminal.print(&pipeline.graph.to_dot())?;
        sound?;
        Ok(Status::Clean)
    }
}
