//! `storylint config`: a pipeline with all that it extends, and where each value is from.

use std::path::PathBuf;

use clap::Args;
use storylint_graph::is_key;

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::report::Status;

/// The arguments of `storylint config`.
#[derive(Debug, Args)]
#[command(
    after_help = "What is printed is a pipeline file itself. Each value stands with the file and the \
    line that it is from, or `default`."
)]
pub(super) struct Config {
    /// Print only this key with what is below it, such as `run.workers` or `rules."style/echo"`
    ///
    /// A path that looks like a key is written with `./` before it.
    #[arg(value_name = "KEY")]
    key: Option<String>,

    #[command(flatten)]
    story: StoryArguments,
}

impl Config {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let key = self.key.as_deref().filter(|key| is_key(key));
        let path = self.key.iter().filter(|_| key.is_none()).map(PathBuf::from);
        let (pipeline, sound) = self.story.with_paths(path).declared()?;
        let effective = pipeline.effective(key).map_err(|(message, help)| {
            let stop = Stop::error(message);
            // A word by itself may be meant as the name of a folder.
            let word = key.filter(|key| !key.contains('.'));
            match help.or_else(|| Some(format!("a path is written `./{}`", word?))) {
                Some(help) => stop.with_help(help),
                None => stop,
            }
        })?;
        terminal.print(&effective)?;
        sound?;
        Ok(Status::Clean)
    }
}
