//! Letters, verse and what else of a story is not simply told.

use serde::Serialize;
use storylint_validators::Span;
use storylint_validators::story::{DocumentFacts, Passage, Scope};

use crate::report::place::Place;
use crate::report::plain::{edge, plain};

/// A letter, an entry of a diary, verse, a motto, a note, a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPassage {
    /// From its first line to its last.
    #[serde(flatten)]
    pub place: Place,
    /// What it is: a letter and an entry of a diary are both a `letter`.
    pub scope: Scope,
    /// When a letter is written, as a reader sees it.
    pub date: Option<String>,
    /// The name under a letter, or in the title of a diary.
    pub writer: Option<String>,
    /// The name in `Dear …,`.
    pub addressee: Option<String>,
}

impl KnownPassage {
    /// `passage`, which is at `place`, in the file whose text is `text`.
    pub(super) fn new(passage: &Passage, place: Place, text: &str) -> Self {
        let part = |span: Option<Span>| {
            let span = span?.range();
            Some(plain(text.get(span.start..edge(text, span.end))?))
        };
        Self {
            place,
            scope: passage.scope,
            date: part(passage.date),
            writer: part(passage.writer),
            addressee: part(passage.addressee),
        }
    }
}

/// The passages of `documents`, each with the index of its document.
pub(super) fn passages(documents: &[DocumentFacts]) -> impl Iterator<Item = (u32, &Passage)> {
    let documents = documents.iter().zip(0..);
    documents.flat_map(|(document, i)| document.passages.iter().map(move |passage| (i, passage)))
}
