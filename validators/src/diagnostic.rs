//! One finding: what is wrong, where, and what other places show it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A range of bytes in the text of a file, end excluded. Where a file is UTF-8, these are its bytes
/// on disk.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of a range of byte offsets.
    ///
    /// # Panics
    /// If it ends beyond 4 GiB, which no file of a story does.
    pub fn new(range: Range<usize>) -> Self {
        let offset = |at| u32::try_from(at).expect("files are smaller than 4 GiB");
        Self { start: offset(range.start), end: offset(range.end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same number of bytes, `offset` bytes further on.
    pub fn shifted(self, offset: u32) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    /// Whether it shares a byte with one of `spans`, which are in order and apart. Takes the logarithm of their
    /// number.
    pub(crate) fn meets_any(self, spans: &[Self]) -> bool {
        let next = spans.partition_point(|span| span.end <= self.start);
        spans.get(next).is_some_and(|span| span.start < self.end)
    }
}

/// A span in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file, relative to the story's root, with `/` between its parts.
    pub path: Arc<str>,
    /// The bytes meant.
    pub span: Span,
}

/// How bad a finding is, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word for it in reports and pipelines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Evidence for a finding from another place, or more about the place itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// Where the evidence is.
    pub location: Location,
    /// What it shows, in a few words.
    pub message: String,
}

/// A change of the text that mends a finding, made as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// At least one; none overlaps another.
    pub edits: Vec<Edit>,
    /// Whether it can do no harm, even where the finding is wrong.
    pub is_safe: bool,
}

/// One stretch of text that is replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub location: Location,
    /// What stands there then.
    pub replacement: String,
}

/// One finding about the story.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where the finding is.
    pub location: Location,
    /// The rule that found it, such as `links/broken-link`.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence about this story, without a final period.
    pub message: String,
    /// Evidence from other places.
    pub labels: Vec<Label>,
    /// What the author can do about it.
    pub help: Option<String>,
    /// What mends it, if that can be said.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Where it is found once more: what its fix changes after the first place.
    pub fn again(&self) -> impl Iterator<Item = &Location> {
        self.fix.iter().flat_map(|fix| &fix.edits).skip(1).map(|edit| &edit.location)
    }

    /// Adds evidence.
    pub fn label(&mut self, location: Location, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { location, message: message.into() });
        self
    }

    /// Says what the author can do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says what mends it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(fix);
        self
    }
}

/// What messages tell of `text`, which others wrote: on one line, with a space for all between two words, and of a long
/// one the beginning, of `most` characters.
pub fn told(text: &str, most: usize) -> String {
    let words = text.split_whitespace().enumerate();
    let mut chars = words
        .flat_map(|(n_before, word)| (n_before > 0).then_some(' ').into_iter().chain(word.chars()));
    let mut told = String::from_iter(chars.by_ref().take(most));
    if chars.next().is_some() {
        told.truncate(told.trim_end().len());
        told.push('…');
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_a_text() {
        for (text, expected) in
            [(" a\n b ", "a b"), ("a  bc", "a b…"), ("a b c", "a b…"), ("abc d", "abc…")]
        {
            assert_eq!(told(text, 3), expected, "{text}");
        }
    }
}
