//! Words that are looked up again and again.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// A list of words that is hashed when it is first asked.
pub(crate) struct WordList {
    /// The words, parted by one space.
    text: &'static str,
    known: OnceLock<Known>,
}

/// What is known of the words of a list.
struct Known {
    /// How long those are that begin with each byte, a bit for each length: most words that are asked for
    /// are in no list, and this tells.
    lengths: [u32; 256],
    words: FxHashSet<&'static str>,
}

impl WordList {
    /// The words of `text`, in which one space parts them.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, known: OnceLock::new() }
    }

    /// Whether `word` is one of them. Linear in the word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        let Known { lengths, words } = self.known.get_or_init(|| self.known());
        let Some(&first) = word.as_bytes().first() else { return false };
        lengths[usize::from(first)] & bit(word) != 0 && words.contains(word)
    }

    /// The words, in the order of the list.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.split(' ')
    }

    fn known(&self) -> Known {
        let mut lengths = [0; 256];
        for word in self.words().filter(|word| !word.is_empty()) {
            lengths[usize::from(word.as_bytes()[0])] |= bit(word);
        }
        Known { lengths, words: self.words().collect() }
    }
}

/// The bit for words as long as this one.
fn bit(word: &str) -> u32 {
    1 << word.len().min(31)
}
