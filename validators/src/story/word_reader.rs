//! Reads the words of a document, block by block, and keeps them for those who look at them later.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::prose::{self, Packed};
use crate::story::word_table::WordTable;

/// Reads the words of consecutive blocks.
pub(crate) struct WordReader<'a> {
    document: &'a Document,
    /// The words of the blocks so far, if they are to be kept and nobody has kept them yet.
    table: Option<WordTable>,
    /// Those of the last block, if nobody keeps them.
    words: Vec<Packed>,
}

impl<'a> WordReader<'a> {
    /// A reader of these blocks, of which none is left out but those that no [`WordTable`] has.
    pub(crate) fn of(document: &'a Document, blocks: &Range<usize>) -> Self {
        let is_whole = *blocks == (0..document.blocks.len());
        let is_new = is_whole && document.keeps_words() && document.words.get().is_none();
        let table = is_new.then(|| WordTable::in_bytes(document.prose.len()));
        Self { document, table, words: Vec::new() }
    }

    /// The words of the next block, at `span`. Linear in the span.
    pub(crate) fn read(&mut self, span: Span) -> &[Packed] {
        let Self { document, table, words } = self;
        if let Some(table) = table {
            return table.add(&document.prose, span);
        }
        if let Some(row) = document.row(span) {
            return row;
        }
        words.clear();
        prose::read_words(words, &document.prose, span);
        words
    }

    /// Keeps the words.
    pub(crate) fn finish(self) {
        if let Some(table) = self.table {
            // Whoever was faster has kept the same.
            _ = self.document.words.set(table);
        }
    }
}
