//! `storylint explain`: what a rule finds, why, and how to allow it.

use clap::Args;
use storylint_validators::{CATALOGUE, Pattern};

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::levels::{known, no_such_rule};
use crate::patterns::page;
use crate::report::Status;

/// The arguments of `storylint explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule, such as `links/broken-link`; `storylint rules` lists them
    ///
    /// Or one of the pipeline that governs the current folder: `pattern/ID`.
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let refuse = |(message, help)| Stop(format!("error: {message}\nhelp: {help}\n"));
        if Pattern::parse(&self.rule).is_some_and(Pattern::is_of_pipeline) {
            let (pipeline, _) = StoryArguments::default().pipeline()?;
            known(&pipeline, &self.rule).map_err(refuse)?;
            let page =
                page(&pipeline, &self.rule).ok_or_else(|| refuse(no_such_rule(&self.rule)))?;
            terminal.print(&page)?;
            return Ok(Status::Clean);
        }
        let Some(entry) = CATALOGUE.iter().find(|entry| entry.meta.id == self.rule) else {
            return Err(refuse(no_such_rule(&self.rule)));
        };
        terminal.print(&entry.meta.page())?;
        Ok(Status::Clean)
    }
}
