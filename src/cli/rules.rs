//! `storylint rules`: all rules, a line each.

use storylint_validators::{CATALOGUE, Entry};

use super::terminal::{Stop, Terminal};
use crate::report::Status;

pub(super) fn run(terminal: &Terminal) -> Result<Status, Stop> {
    terminal.print(&listed(CATALOGUE))?;
    Ok(Status::Clean)
}

/// `entries`, a line each, as wide as all rules.
pub(super) fn listed<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> String {
    let width = CATALOGUE.iter().map(|entry| entry.meta.id.len()).max().unwrap_or(0);
    let lines = entries.into_iter().map(|entry| {
        let meta = entry.meta;
        format!("{:width$}  {:11}  {}\n", meta.id, meta.group.name(), meta.summary)
    });
    lines.collect()
}
