//! Where paragraphs start.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::positions::{push_number, take_small};

/// Where the paragraphs of documents start, one or two bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraphs {
    /// The distances from each start to the next, by document.
    documents: Vec<Box<[u8]>>,
}

impl Paragraphs {
    /// These paragraphs, and after them those of later documents.
    pub(crate) fn merge(mut self, later: Self) -> Self {
        self.documents.extend(later.documents);
        self
    }

    /// The document and first byte of each paragraph, in reading order.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.documents.iter().zip(0..).flat_map(|(bytes, document)| {
            let (mut bytes, mut start) = (&**bytes, 0_u32);
            std::iter::from_fn(move || {
                start = start.checked_add(take_small(&mut bytes)?)?;
                Some((document, start))
            })
        })
    }
}

/// Collects the starts of a document.
#[derive(Default)]
pub(crate) struct ParagraphReader {
    bytes: Vec<u8>,
    start: u32,
}

impl ParagraphReader {
    /// Keeps where the paragraph at `span` starts.
    pub(crate) fn read(&mut self, span: Span) {
        push_number(&mut self.bytes, u64::from(span.start - self.start));
        self.start = span.start;
    }

    /// All starts.
    pub(crate) fn finish(self) -> Paragraphs {
        Paragraphs { documents: vec![self.bytes.into_boxed_slice()] }
    }
}
