//! Where something is, as other programs read it.

use serde::Serialize;

use crate::report::lines::Point;

/// A place in a file. Ends are exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as messages show it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// From 1.
    pub end_line: usize,
    /// From 1, in characters.
    pub end_column: usize,
    /// From 0, in the file as it is on disk.
    pub byte_start: usize,
    /// From 0, in the file as it is on disk.
    pub byte_end: usize,
}

impl Place {
    pub(super) fn new(file: String, start: Point, end: Point) -> Self {
        Self {
            file,
            line: start.at.line,
            column: start.at.column,
            end_line: end.at.line,
            end_column: end.at.column,
            byte_start: start.byte,
            byte_end: end.byte,
        }
    }
}
