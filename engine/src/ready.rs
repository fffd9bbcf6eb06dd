//! The ready nodes of a worker that works alone: a set of places from which the first is taken.

use crate::sync::{AtomicU32, AtomicU64, Ordering};

/// A set of numbers below some limit, as bits, with bits for the words that are not empty and bits
/// for the words of those: a tree of width 64 and height 3, as van Emde Boas trees are (1975).
///
/// Adding and taking touches one word of each level at most, in most cases only the lowest. Only
/// one thread at a time may use it; who that is, and how it is handed over, is the business of
/// `solo`. Everything is atomic only so that another thread may take over, and `Relaxed` because the
/// hand-over publishes it.
#[derive(Debug)]
pub(crate) struct ReadySet {
    /// A bit for every number.
    words: Vec<AtomicU64>,
    /// A bit for every word that is not empty.
    upper: Vec<AtomicU64>,
    /// A bit for every upper word that is not empty. For a million numbers these are four words.
    top: Vec<AtomicU64>,
    /// All words before this one are empty.
    first: AtomicU32,
}

const BITS: u32 = u64::BITS;

fn zeros(n: u32) -> Vec<AtomicU64> {
    vec![0; n as usize].into_iter().map(AtomicU64::new).collect()
}

impl ReadySet {
    /// An empty set of numbers below `limit`.
    pub(crate) fn new(limit: u32) -> Self {
        let n_words = limit.div_ceil(BITS);
        let n_upper = n_words.div_ceil(BITS);
        Self {
            words: zeros(n_words),
            upper: zeros(n_upper),
            top: zeros(n_upper.div_ceil(BITS)),
            first: AtomicU32::new(n_words),
        }
    }

    #[inline(always)]
    fn first(&self) -> u32 {
        self.first.load(Ordering::Relaxed)
    }

    /// Whether every number in the set is greater than `number`. It may say no where it is so.
    #[inline(always)]
    pub(crate) fn all_after(&self, number: u32) -> bool {
        number / BITS < self.first()
    }

    /// Whether there is anything in it, as far as who does not use it can tell.
    pub(crate) fn may_hold_any(&self) -> bool {
        self.top.iter().any(|word| word.load(Ordering::Relaxed) != 0)
    }

    #[inline(always)]
    pub(crate) fn insert(&self, number: u32) {
        let word = number / BITS;
        if add(&self.words, number) && add(&self.upper, word) {
            add(&self.top, word / BITS);
        }
        if word < self.first() {
            self.first.store(word, Ordering::Relaxed);
        }
    }

    /// Adds those of `numbers` that come with `true`, without a branch.
    #[inline(always)]
    pub(crate) fn insert_some(&self, numbers: impl Iterator<Item = (u32, bool)>) {
        let mut first = self.first();
        for (number, whether) in numbers {
            let word = number / BITS;
            add_if(&self.words, number, whether);
            add_if(&self.upper, word, whether);
            add_if(&self.top, word / BITS, whether);
            first = first.min(if whether { word } else { u32::MAX });
        }
        self.first.store(first, Ordering::Relaxed);
    }

    /// The least number.
    #[inline(always)]
    pub(crate) fn min(&self) -> Option<u32> {
        let first = self.first();
        let word = self.words.get(first as usize)?.load(Ordering::Relaxed);
        if word != 0 {
            return Some(first * BITS + word.trailing_zeros());
        }
        self.next_word()?;
        let first = self.first();
        Some(first * BITS + load(&self.words, first).trailing_zeros())
    }

    /// Moves `first` to the first word that is not empty.
    fn next_word(&self) -> Option<u32> {
        let top = (0..self.top.len() as u32).find(|i| load(&self.top, *i) != 0);
        let first = top.map(|top| {
            let upper = top * BITS + load(&self.top, top).trailing_zeros();
            upper * BITS + load(&self.upper, upper).trailing_zeros()
        });
        self.first.store(first.unwrap_or(self.words.len() as u32), Ordering::Relaxed);
        first
    }

    /// Takes out the least number, which is `number`.
    #[inline(always)]
    pub(crate) fn remove(&self, number: u32) {
        let word = number / BITS;
        if take(&self.words, number) && take(&self.upper, word) {
            take(&self.top, word / BITS);
        }
    }

    /// Takes everything out, the greatest first.
    pub(crate) fn drain(&self, give: impl FnMut(u32)) {
        let mut all = Vec::new();
        while let Some(number) = self.min() {
            self.remove(number);
            all.push(number);
        }
        all.into_iter().rev().for_each(give);
    }
}

#[inline(always)]
fn load(words: &[AtomicU64], word: u32) -> u64 {
    words[word as usize].load(Ordering::Relaxed)
}

/// Sets a bit. Gives whether its word was empty.
#[inline(always)]
fn add(words: &[AtomicU64], bit: u32) -> bool {
    let word = &words[(bit / BITS) as usize];
    let before = word.load(Ordering::Relaxed);
    word.store(before | 1 << (bit % BITS), Ordering::Relaxed);
    before == 0
}

/// Sets a bit or not.
#[inline(always)]
fn add_if(words: &[AtomicU64], bit: u32, whether: bool) {
    let word = &words[(bit / BITS) as usize];
    let before = word.load(Ordering::Relaxed);
    word.store(before | u64::from(whether) << (bit % BITS), Ordering::Relaxed);
}

/// Clears a bit. Gives whether its word is empty.
#[inline(always)]
fn take(words: &[AtomicU64], bit: u32) -> bool {
    let word = &words[(bit / BITS) as usize];
    let after = word.load(Ordering::Relaxed) & !(1 << (bit % BITS));
    word.store(after, Ordering::Relaxed);
    after == 0
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_least_is_taken_first(
            limit in prop_oneof![1..200_u32, 262_000..530_000_u32],
            actions in prop::collection::vec(prop::option::weighted(0.6, any::<u32>()), 0..200),
        ) {
            let set = ReadySet::new(limit);
            let mut model = BTreeSet::new();
            for action in actions {
                match action.map(|number| number % limit) {
                    Some(number) if number % 3 == 0 => {
                        set.insert_some([(number, number % 2 == 0)].into_iter());
                        model.extend((number % 2 == 0).then_some(number));
                    }
                    Some(number) => {
                        set.insert(number);
                        model.insert(number);
                    }
                    None => {
                        prop_assert_eq!(set.min(), model.first().copied());
                        if let Some(number) = model.pop_first() {
                            set.remove(number);
                        }
                    }
                }
                if let Some(number) = model.first() {
                    prop_assert!(!set.all_after(*number));
                }
            }
            let mut rest = Vec::new();
            set.drain(|number| rest.push(number));
            prop_assert!(rest.into_iter().rev().eq(model));
            prop_assert_eq!(set.min(), None);
            prop_assert!(set.all_after(limit - 1));
        }
    }
}
