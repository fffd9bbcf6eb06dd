//! A paragraph whose words are read when they are first needed.

use std::cell::LazyCell;

use crate::story::prose::{Text, Word};

/// A paragraph whose words are read when they are first needed.
pub(crate) struct LazyText<'a> {
    /// All of the prose, in which the paragraph is.
    pub(crate) prose: &'a str,
    words: LazyCell<Vec<Word<'a>>, Box<dyn FnOnce() -> Vec<Word<'a>> + 'a>>,
}

impl<'a> LazyText<'a> {
    /// A paragraph of `prose`, of which `read` tells the words.
    pub(crate) fn new(prose: &'a str, read: impl FnOnce() -> Vec<Word<'a>> + 'a) -> Self {
        Self { prose, words: LazyCell::new(Box::new(read)) }
    }

    /// With its words.
    pub(crate) fn text(&self) -> Text<'_> {
        Text::new(self.prose, &self.words)
    }
}
