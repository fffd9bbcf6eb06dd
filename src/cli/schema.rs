//! `storylint schema`: a JSON Schema of the pipeline file.

use super::terminal::{Stop, Terminal};
use crate::report::Status;
use crate::schema::schema;

pub(super) fn run(terminal: &Terminal) -> Result<Status, Stop> {
    terminal.print(&schema())?;
    Ok(Status::Clean)
}
