//! What a program says of a story, in its own terms.

use std::ops::Range;

use storylint_validators::Severity;

/// What a program says of one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Remark {
    /// The file as the program calls it, if it does.
    pub(super) path: Option<String>,
    /// Which of the files it is, from 0 in the order in which the program was given them, where it tells of each and
    /// calls it by the last part of its path only.
    pub(super) nth: Option<usize>,
    /// Where in the file.
    pub(super) at: At,
    /// The text there, as the program saw it.
    pub(super) seen: Option<String>,
    /// What the program calls its rule.
    pub(super) rule: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) message: String,
    /// How often the program says the same again.
    pub(super) n_again: usize,
    /// What may stand there instead.
    pub(super) suggestions: Vec<String>,
    /// A change that the program would make; without one, the only suggestion is.
    pub(super) change: Option<(At, String)>,
    /// Evidence from other places.
    pub(super) related: Vec<Remark>,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum At {
    /// All of it.
    #[default]
    File,
    /// From a line and column on, both from 1, up to another, which is excluded.
    Lines { start: Point, end: Option<Point>, unit: Unit },
    /// A range of the file.
    Range(Range<usize>, Unit),
}

/// A line and a column, from 1; without a column the start of the line, or its end for the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) line: usize,
    pub(super) column: Option<usize>,
}

/// What a program counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Chars,
    Utf16,
    /// Of the file as the program reads it.
    Bytes,
}

/// All that a program says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Remarks {
    pub(super) all: Vec<Remark>,
    /// Lines that are of no form that is known, each as a message, and what precedes it as a path if it may
    /// be one.
    pub(super) others: Vec<Remark>,
    /// What the program says went wrong, if something did.
    pub(super) failures: Vec<String>,
}

impl At {
    /// A place that begins at a line and maybe a column, both from 1.
    pub(super) fn from(line: usize, column: Option<usize>, unit: Unit) -> Self {
        Self::Lines { start: Point { line, column }, end: None, unit }
    }
}

/// The severity that a program calls `name`, in whatever case.
pub(super) fn severity(name: &str) -> Option<Severity> {
    match name.to_ascii_lowercase().as_str() {
        "error" | "fatal" | "critical" | "high" => Some(Severity::Error),
        "warning" | "warn" | "medium" | "moderate" => Some(Severity::Warning),
        "info" | "information" | "note" | "notice" | "hint" | "suggestion" | "style" | "ignore"
        | "low" | "none" => Some(Severity::Info),
        _ => None,
    }
}
