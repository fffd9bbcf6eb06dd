//! Words that are looked up again and again.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::story::prose::head;

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
    /// Words of up to seven bytes, each as a number, and all others.
    short: FxHashSet<u64>,
    long: FxHashSet<&'static str>,
}

impl WordList {
    /// The words of `text`, in which one space parts them.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, known: OnceLock::new() }
    }

    /// Whether `word` is one of them. Linear in the word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        let Known { lengths, short, long } = self.known.get_or_init(|| self.known());
        let Some(&first) = word.as_bytes().first() else { return false };
        lengths[usize::from(first)] & bit(word) != 0
            && number(word).map_or_else(|| long.contains(word), |number| short.contains(&number))
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
        let long = self.words().filter(|word| number(word).is_none()).collect();
        Known { lengths, short: self.words().filter_map(number).collect(), long }
    }
}

/// The bit for words as long as this one.
fn bit(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// A short word as a number, which no other word is.
fn number(word: &str) -> Option<u64> {
    let n = word.len();
    (n < 8).then(|| head(word.as_bytes(), n) | (n as u64) << 56)
}
