//! Words that are looked up again and again.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::story::prose::{Text, head, slot};

/// A list of words that is hashed when it is first asked.
pub(crate) struct WordList {
    /// The words, parted by one space.
    text: &'static str,
    known: OnceLock<Known>,
}

/// What is known of the words of a list.
struct Known {
    /// A bit for each [`slot`] of their heads, less the low bits: most words that are asked for are in no list, and
    /// this tells.
    slots: [u64; N_SLOTS / 64],
    /// Words of up to seven bytes, each as a number, and all others.
    short: FxHashSet<u64>,
    long: FxHashSet<&'static str>,
}

/// Hardly a list has so many words that many of these are taken.
const N_SLOTS: usize = 1 << 12;

impl Known {
    /// Whether `word`, which has this head, is one of the words.
    fn has(&self, head: u64, word: &str) -> bool {
        match number(head, word) {
            Some(number) => self.short.contains(&number),
            None => self.long.contains(word),
        }
    }

    /// Whether one of the words may have this head.
    #[inline]
    fn may_have(&self, head: u64) -> bool {
        let slot = slot_of(head);
        self.slots[slot / 64] >> (slot % 64) & 1 == 1
    }
}

impl WordList {
    /// The words of `text`, in which one space parts them.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, known: OnceLock::new() }
    }

    /// Whether `word` is one of them. Linear in the word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        !word.is_empty() && self.has(head(word.as_bytes(), word.len()), || word)
    }

    /// Whether word `i` of `text` is one of them. In constant time for nearly all that are not.
    #[inline]
    pub(crate) fn holds(&self, text: Text<'_>, i: usize) -> bool {
        text.get(i).is_some_and(|word| self.has(word.head, || text.raw(i)))
    }

    /// Whether a word with this [`head`] is one of them.
    #[inline]
    fn has<'a>(&self, head: u64, word: impl FnOnce() -> &'a str) -> bool {
        let known = self.known.get_or_init(|| self.known());
        known.may_have(head) && known.has(head, word())
    }

    /// The words, in the order of the list.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.split(' ')
    }

    fn known(&self) -> Known {
        let (mut slots, mut short, mut long) =
            ([0; N_SLOTS / 64], FxHashSet::default(), FxHashSet::default());
        for word in self.words().filter(|word| !word.is_empty()) {
            let head = head(word.as_bytes(), word.len());
            slots[slot_of(head) / 64] |= 1 << (slot_of(head) % 64);
            match number(head, word) {
                Some(number) => _ = short.insert(number),
                None => _ = long.insert(word),
            }
        }
        Known { slots, short, long }
    }
}

/// The number of the bit for words with this head.
#[inline]
fn slot_of(head: u64) -> usize {
    usize::from(slot(head)) / ((1 << u16::BITS) / N_SLOTS)
}

/// A short word, which has this head, as a number that no other word is.
fn number(head: u64, word: &str) -> Option<u64> {
    let n = word.len();
    (n < 8).then_some(head | (n as u64) << 56)
}
