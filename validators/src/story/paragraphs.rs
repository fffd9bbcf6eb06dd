//! Where paragraphs start.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::positions::{join_documents, push_number, take_small};

/// Where the paragraphs of documents start, one or two bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraphs {
    /// The distances from each start to the next, by document.
    documents: Vec<Box<[u8]>>,
}

impl Paragraphs {
    /// These paragraphs, and after them those of later documents, of which the first may go on with the last
    /// one here.
    pub(crate) fn merge(self, later: Self, goes_on: bool) -> Self {
        let last_start = |bytes: &[u8]| starts(bytes).last();
        Self { documents: join_documents(self.documents, later.documents, goes_on, last_start) }
    }

    /// The document and first byte of each paragraph, in reading order.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| starts(bytes).map(move |start| (document, start)))
    }
}

/// Where the paragraphs in `bytes` start.
fn starts(mut bytes: &[u8]) -> impl Iterator<Item = u32> {
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        start = start.checked_add(take_small(&mut bytes)?)?;
        Some(start)
    })
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
