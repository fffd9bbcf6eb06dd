//! Where paragraphs start.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::positions::join_documents;
use crate::story::rice::{RiceReader, RiceWriter, Scale};
use crate::story::unpacked::Unpacked;

/// Where the paragraphs of documents start, some ten bits each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraphs {
    /// The distances from each start to the next, by document, as a [`RiceWriter`] wrote them.
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
    #[serde(skip)]
    all: Unpacked<(u32, u32)>,
}

impl Paragraphs {
    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        let documents = join_documents(parts, |parts| {
            let mut reader = ParagraphReader::default();
            parts.iter().flat_map(|bytes| starts(bytes)).for_each(|start| reader.push(start));
            reader.numbers.finish()
        });
        Self { documents, all: Unpacked::default() }
    }

    /// The document and first byte of each paragraph, in reading order. Linear when they are first asked for.
    pub(crate) fn starts(&self) -> &[(u32, u32)] {
        self.all.get(|| {
            let documents = (0..).zip(&self.documents);
            documents.flat_map(|(it, bytes)| starts(bytes).map(move |start| (it, start))).collect()
        })
    }
}

/// The number, from one, of the paragraph that `place` is in: of the last of those at `starts` that does not start
/// after it. Takes the logarithm of their number.
pub(crate) fn paragraph_at(starts: &[(u32, u32)], place: Place) -> usize {
    starts.partition_point(|&start| start <= (place.document, place.span.start))
}

/// Where the paragraphs in `bytes` start.
fn starts(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (mut numbers, mut scale) = (RiceReader::new(bytes), Scale::default());
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        start = start.checked_add(numbers.take(&mut scale)?)?;
        Some(start)
    })
}

/// Collects the starts of a document.
#[derive(Default)]
pub(crate) struct ParagraphReader {
    numbers: RiceWriter,
    scale: Scale,
    start: u32,
}

impl ParagraphReader {
    /// Keeps where the paragraph at `span` starts.
    pub(crate) fn read(&mut self, span: Span) {
        self.push(span.start);
    }

    fn push(&mut self, start: u32) {
        self.numbers.push(start - self.start, &mut self.scale);
        self.start = start;
    }

    /// All starts.
    pub(crate) fn finish(self) -> Paragraphs {
        Paragraphs { documents: vec![self.numbers.finish()], all: Unpacked::default() }
    }
}
