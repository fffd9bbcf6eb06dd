//! Reads the words of a document, block by block, and keeps them for those who look at them later.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::prose::{self, Word};
use crate::story::word_table::WordTable;

/// Reads the words of consecutive blocks.
pub(crate) struct WordReader<'a> {
    document: &'a Document,
    /// The words of the blocks so far, if they are to be kept and nobody has kept them yet.
    table: Option<WordTable>,
}

impl<'a> WordReader<'a> {
    /// A reader of these blocks, of which none is left out but those that no [`WordTable`] has.
    pub(crate) fn of(document: &'a Document, blocks: &Range<usize>) -> Self {
        let is_whole = *blocks == (0..document.blocks.len());
        let is_new = is_whole && document.keeps_words() && document.words.get().is_none();
        Self { document, table: is_new.then(|| WordTable::in_bytes(document.prose.len())) }
    }

    /// Makes `words` those of the next block, at `span`. Linear in the span.
    pub(crate) fn read(&mut self, words: &mut Vec<Word<'a>>, span: Span) {
        match &mut self.table {
            Some(table) => {
                prose::read_words(words, &self.document.prose, span);
                table.push(span, words);
            }
            None => self.document.read_words(words, span),
        }
    }

    /// Keeps the words.
    pub(crate) fn finish(self) {
        if let Some(table) = self.table {
            // Whoever was faster has kept the same.
            _ = self.document.words.set(table);
        }
    }
}
