//! The words of a document, read once for all that look at them.

use crate::diagnostic::Span;
use crate::story::prose::{self, Packed, most_words};

/// The words of the blocks of a document, 16 bytes each.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordTable {
    /// Where each block is, and the number of words up to its end.
    blocks: Vec<(Span, u32)>,
    words: Vec<Packed>,
}

impl WordTable {
    /// The words of `prose` in blocks with these spans, which are in order. Linear in the prose.
    pub(crate) fn of(prose: &str, blocks: impl Iterator<Item = Span>) -> Self {
        let mut table = Self::in_bytes(prose.len());
        for span in blocks {
            table.add(prose, span);
        }
        table
    }

    /// A table with room for the words of prose of `n_bytes`.
    pub(crate) fn in_bytes(n_bytes: usize) -> Self {
        Self { blocks: Vec::new(), words: Vec::with_capacity(most_words(n_bytes)) }
    }

    /// The words of `prose` in the block at `span`, which is after those before, once they are appended. Linear in
    /// the span.
    pub(crate) fn add(&mut self, prose: &str, span: Span) -> &[Packed] {
        let start = self.words.len();
        prose::read_words(&mut self.words, prose, span);
        self.blocks.push((span, self.words.len() as u32));
        &self.words[start..]
    }

    /// The words of the block at `span`, if it is one of its blocks.
    pub(crate) fn row(&self, span: Span) -> Option<&[Packed]> {
        let at = self.blocks.binary_search_by_key(&span.start, |(block, _)| block.start).ok()?;
        let (block, end) = self.blocks[at];
        let start = at.checked_sub(1).map_or(0, |before| self.blocks[before].1);
        (block == span).then(|| &self.words[start as usize..end as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_read() {
        let prose = "One día,\0two.\n\nThree o'clock";
        let spans = [Span::new(0..14), Span::new(16..prose.len())];
        let table = WordTable::of(prose, spans.into_iter());
        for span in spans {
            assert_eq!(table.row(span).expect("it is a block"), prose::packed(prose, span));
        }
        assert!(table.row(Span::new(0..3)).is_none() && table.row(Span::new(1..14)).is_none());
    }
}
