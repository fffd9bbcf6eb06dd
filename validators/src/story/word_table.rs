//! The words of a document, read once for all that look at them.

use crate::diagnostic::Span;
use crate::story::prose::{self, Word};

/// The words of the blocks of a document, 16 bytes each.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordTable {
    /// Where each block is, and the number of words up to its end.
    blocks: Vec<(Span, u32)>,
    words: Vec<Packed>,
}

/// A word without its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed {
    /// As in [`Word`].
    pub(crate) head: u64,
    start: u32,
    /// Twice the length, and one more if it is plain.
    rest: u32,
}

impl Packed {
    /// Its bytes in the prose.
    #[inline]
    pub(crate) fn span(self) -> Span {
        Span { start: self.start, end: self.start + (self.rest >> 1) }
    }

    /// Whether it may be of a name, as [`Word::may_be_name`] tells.
    #[inline]
    pub(crate) fn may_be_name(self) -> bool {
        !self.is_plain() | (self.head as u8).is_ascii_uppercase()
    }

    fn is_plain(self) -> bool {
        self.rest & 1 == 1
    }
}

impl From<Word<'_>> for Packed {
    fn from(word: Word<'_>) -> Self {
        let rest = (word.raw.len() as u32) << 1 | u32::from(word.is_plain);
        Self { head: word.head, start: word.start as u32, rest }
    }
}

impl WordTable {
    /// The words of `prose` in blocks with these spans, which are in order. Linear in the prose.
    pub(crate) fn of(prose: &str, blocks: impl Iterator<Item = Span>) -> Self {
        let (mut table, mut words) = (Self::in_bytes(prose.len()), Vec::new());
        for span in blocks {
            prose::read_words(&mut words, prose, span);
            table.push(span, &words);
        }
        table
    }

    /// A table with room for the words of prose of `n_bytes`.
    pub(crate) fn in_bytes(n_bytes: usize) -> Self {
        // A word and the blank after it have five bytes or more in most texts.
        Self { blocks: Vec::new(), words: Vec::with_capacity(n_bytes / 5) }
    }

    /// Appends the words of the block at `span`, which is after those before.
    pub(crate) fn push(&mut self, span: Span, words: &[Word<'_>]) {
        self.words.extend(words.iter().map(|&word| Packed::from(word)));
        self.blocks.push((span, self.words.len() as u32));
    }

    /// The words of the block at `span`, if it is one of its blocks.
    pub(crate) fn row(&self, span: Span) -> Option<&[Packed]> {
        let at = self.blocks.binary_search_by_key(&span.start, |(block, _)| block.start).ok()?;
        let (block, end) = self.blocks[at];
        let start = at.checked_sub(1).map_or(0, |before| self.blocks[before].1);
        (block == span).then(|| &self.words[start as usize..end as usize])
    }
}

/// Makes `words` those of a `row`, which are in `prose`.
pub(crate) fn unpack<'a>(words: &mut Vec<Word<'a>>, prose: &'a str, row: &[Packed]) {
    words.clear();
    words.extend(row.iter().map(|&word| {
        let range = word.span().range();
        let start = range.start;
        Word { raw: &prose[range], head: word.head, start, is_plain: word.is_plain() }
    }));
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
            let (mut words, row) = (Vec::new(), table.row(span).expect("it is a block"));
            unpack(&mut words, prose, row);
            assert_eq!(words, prose::words(prose, span).collect::<Vec<_>>());
        }
        assert!(table.row(Span::new(0..3)).is_none() && table.row(Span::new(1..14)).is_none());
    }
}
