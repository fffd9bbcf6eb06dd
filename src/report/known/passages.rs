//! Letters, verse and what else of a story is not simply told.

use serde::Serialize;
use storylint_validators::Span;
use storylint_validators::story::{DocumentFacts, Passage, Scope};

use crate::report::place::Place;

/// A letter, an entry of a diary, verse, a motto, a note, a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPassage {
    /// From its first line to its last.
    #[serde(flatten)]
    pub place: Place,
    /// What it is: a letter and an entry of a diary are both a `letter`.
    pub scope: Scope,
    /// When a letter is written, as the file has it.
    pub date: Option<String>,
    /// The name under a letter, or in the title of a diary.
    pub writer: Option<String>,
    /// The name in `Dear …,`.
    pub addressee: Option<String>,
}

impl KnownPassage {
    /// `passage`, which is at `place`, in the file whose text is `text`.
    pub(super) fn new(passage: &Passage, place: Place, text: &str) -> Self {
        let part = |span: Option<Span>| Some(plain(text.get(span?.range())?));
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

/// `text` on one line, without tags of HTML and marks of emphasis.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (i, part) in text.split('<').enumerate() {
        plain += if i == 0 { part } else { part.split_once('>').map_or("", |(_, shown)| shown) };
    }
    let plain = plain.replace(['_', '*'], "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn plain() {
        assert_eq!(super::plain("3 <i>May</i>,\n_1850_ <b"), "3 May, 1850");
    }
}
