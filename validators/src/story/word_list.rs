//! Words that are looked up again and again.

use std::sync::OnceLock;

use crate::story::lexicon::Lexicon;
use crate::story::prose::Text;

/// A list of words that is hashed when it is first asked.
pub(crate) struct WordList {
    /// The words, parted by one space.
    text: &'static str,
    known: OnceLock<Lexicon<()>>,
}

impl WordList {
    /// The words of `text`, in which one space parts them.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, known: OnceLock::new() }
    }

    /// Whether `word` is one of them. Linear in the word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        match self.known.get() {
            Some(known) => known.get(word).is_some(),
            None => self.contains_at_first(word),
        }
    }

    /// Whether word `i` of `text` is one of them. In constant time for nearly all that are not.
    #[inline]
    pub(crate) fn holds(&self, text: Text<'_>, i: usize) -> bool {
        match self.known.get() {
            Some(known) => known.at(text, i).is_some(),
            None => self.contains_at_first(text.raw(i)),
        }
    }

    /// The same when it is first asked.
    #[cold]
    #[inline(never)]
    fn contains_at_first(&self, word: &str) -> bool {
        let words = || self.words().filter(|word| !word.is_empty()).map(|word| (word, ()));
        self.known.get_or_init(|| words().collect()).get(word).is_some()
    }

    /// The words, in the order of the list.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.split(' ')
    }
}
