//! Where paragraphs start.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::rice::{RiceReader, RiceWriter, Scale};

/// Where the paragraphs of documents start, some ten bits each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraphs {
    /// The distances from each start to the next, by document, as a [`RiceWriter`] wrote them.
    documents: Vec<Box<[u8]>>,
}

impl Paragraphs {
    /// These paragraphs, and after them those of later documents, of which the first may go on with the last
    /// one here.
    pub(crate) fn merge(mut self, later: Self, goes_on: bool) -> Self {
        let mut later = later.documents.into_iter();
        if goes_on
            && let Some(last) = self.documents.last_mut()
            && let Some(rest) = later.next()
        {
            let mut reader = ParagraphReader::default();
            starts(last).chain(starts(&rest)).for_each(|start| reader.push(start));
            *last = reader.numbers.finish();
        }
        self.documents.extend(later);
        self.documents.shrink_to_fit();
        self
    }

    /// The document and first byte of each paragraph, in reading order.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| starts(bytes).map(move |start| (document, start)))
    }
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
        Paragraphs { documents: vec![self.numbers.finish()] }
    }
}
