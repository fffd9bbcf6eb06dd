//! What people annotated in a novel.

use std::ops::Range;

use storylint_validators::story::Gender;

/// A novel and what is known of it.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The part of the text that is annotated.
    pub(crate) region: Range<usize>,
    pub(crate) people: Vec<Person>,
    /// Whether `Person::named` has every place where somebody is named.
    pub(crate) has_mentions: bool,
    pub(crate) quotes: Vec<Quote>,
    /// Where "he" or "she" stand for somebody, by index into `people`.
    pub(crate) pronouns: Vec<(Range<usize>, usize)>,
}

/// Somebody in a novel.
#[derive(Debug, Default)]
pub(crate) struct Person {
    /// Each name that is used of this person, with where.
    pub(crate) named: Vec<(String, Option<Range<usize>>)>,
    pub(crate) gender: Option<Gender>,
}

/// A quotation.
#[derive(Debug)]
pub(crate) struct Quote {
    /// With its marks.
    pub(crate) span: Range<usize>,
    /// Index into [`Work::people`].
    pub(crate) speaker: Option<usize>,
    /// Whether a verb of saying and a name stand beside it, where that was annotated.
    pub(crate) is_explicit: Option<bool>,
}

/// Why a gold file cannot be read.
pub(crate) fn broken(path: &std::path::Path, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", path.display())
}

/// The text of a file.
pub(crate) fn read_file(path: &std::path::Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
