//! `storylint rules`: all rules, a line each.

use storylint_validators::CATALOGUE;

use super::terminal::{Stop, Terminal};
use crate::report::Status;

pub(super) fn run(terminal: &Terminal) -> Result<Status, Stop> {
    let width = CATALOGUE.iter().map(|entry| entry.meta.id.len()).max().unwrap_or(0);
    let lines = CATALOGUE.iter().map(|entry| {
        let meta = entry.meta;
        format!("{:width$}  {:11}  {}\n", meta.id, meta.group.name(), meta.summary)
    });
    terminal.print(&lines.collect::<String>())?;
    Ok(Status::Clean)
}
