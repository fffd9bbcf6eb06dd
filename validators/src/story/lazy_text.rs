//! A paragraph whose words are read when they are first needed.

use std::cell::OnceCell;

use crate::story::prose::{Packed, Text};

/// A paragraph whose words are read when they are first needed.
pub(crate) struct LazyText<'a> {
    /// All of the prose, in which the paragraph is.
    pub(crate) prose: &'a str,
    read: &'a dyn Fn() -> Vec<Packed>,
    words: OnceCell<Vec<Packed>>,
}

impl<'a> LazyText<'a> {
    /// A paragraph of `prose`, of which `read` tells the words.
    pub(crate) fn new(prose: &'a str, read: &'a dyn Fn() -> Vec<Packed>) -> Self {
        Self { prose, read, words: OnceCell::new() }
    }

    /// With its words.
    pub(crate) fn text(&self) -> Text<'_> {
        Text::new(self.prose, self.words.get_or_init(self.read))
    }
}
