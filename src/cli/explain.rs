//! `storylint explain`: what a rule finds, why, and how to allow it.

use clap::Args;
use storylint_graph::did_you_mean;
use storylint_validators::CATALOGUE;

use super::terminal::{Stop, Terminal};
use crate::report::Status;

/// The arguments of `storylint explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule, such as `links/broken-link`; `storylint rules` lists them
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let Some(entry) = CATALOGUE.iter().find(|entry| entry.meta.id == self.rule) else {
            let ids = CATALOGUE.iter().map(|entry| entry.meta.id);
            let help = did_you_mean(&self.rule, ids);
            let help = help.unwrap_or("`storylint rules` lists them all".to_owned());
            return Err(Stop(format!("error: there is no rule `{}`\nhelp: {help}\n", self.rule)));
        };
        terminal.print(&entry.page())?;
        Ok(Status::Clean)
    }
}
