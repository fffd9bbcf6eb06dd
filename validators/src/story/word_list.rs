//! Words that are looked up again and again.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// A list of words that is hashed when it is first asked.
pub(crate) struct WordList {
    /// The words, parted by one space.
    text: &'static str,
    set: OnceLock<FxHashSet<&'static str>>,
}

impl WordList {
    /// The words of `text`, in which one space parts them.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether `word` is one of them. Linear in the word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.words().collect()).contains(word)
    }

    /// The words, in the order of the list.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.split(' ')
    }
}
