//! The ready nodes of a worker that works alone: a set of places from which the first is taken.

use crate::sync::{AtomicU32, AtomicU64, Ordering};

/// A set of numbers that does not change.
#[derive(Debug)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// The set of some numbers below `limit`.
    pub(crate) fn new(limit: u32, numbers: &[u32]) -> Self {
        let mut words = vec![0; limit.div_ceil(BITS) as usize];
        numbers.iter().for_each(|number| words[(number / BITS) as usize] |= 1 << (number % BITS));
        Self(words)
    }

    /// The words with the numbers from `start` on.
    fn from(&self, start: u32) -> impl Iterator<Item = (u32, u64)> {
        let first = start / BITS;
        (0..).zip(&self.0).skip(first as usize).map(move |(word, bits)| {
            (word, if word == first { bits & (u64::MAX << (start % BITS)) } else { *bits })
        })
    }
}

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
    /// All numbers are below this.
    limit: u32,
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
            limit,
        }
    }

    #[inline(always)]
    fn first(&self) -> u32 {
        self.first.load(Ordering::Relaxed)
    }

    /// Whether no number in the set is less than `number`. It may say no where it is so.
    #[inline(always)]
    pub(crate) fn none_before(&self, number: u32) -> bool {
        let (word, first) = (number / BITS, self.first());
        let before = |first| load(&self.words, first) & ((1 << (number % BITS)) - 1);
        word < first || (word == first && before(first) == 0)
    }

    /// Whether there is anything in it, as far as who does not use it can tell.
    pub(crate) fn may_hold_any(&self) -> bool {
        self.top.iter().any(|word| word.load(Ordering::Relaxed) != 0)
    }

    #[inline(always)]
    pub(crate) fn insert(&self, number: u32) {
        debug_assert!(number < self.limit, "{number} is no number below {}", self.limit);
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

    /// Adds the numbers of `all` from `start` on.
    pub(crate) fn insert_all(&self, all: &Bits, start: u32) {
        for (word, bits) in all.from(start) {
            if bits != 0 && add_bits(&self.words, word, bits) && add(&self.upper, word) {
                add(&self.top, word / BITS);
            }
        }
        self.first.store(self.first().min(start / BITS), Ordering::Relaxed);
    }

    /// Takes out the numbers of `all` from `start` on. Gives the least of them that was here.
    pub(crate) fn remove_all(&self, all: &Bits, start: u32) -> Option<u32> {
        let mut least = None;
        for (word, bits) in all.from(start.max(self.first() * BITS)) {
            let here = load(&self.words, word) & bits;
            if here != 0 {
                least.get_or_insert(word * BITS + here.trailing_zeros());
                if take_bits(&self.words, word, here) {
                    self.emptied(word);
                }
            }
        }
        least
    }

    /// The least number.
    pub(crate) fn min(&self) -> Option<u32> {
        let first = match self.words.get(self.first() as usize)?.load(Ordering::Relaxed) {
            0 => self.next_word()?,
            _ => self.first(),
        };
        Some(first * BITS + load(&self.words, first).trailing_zeros())
    }

    /// Takes out the least number.
    #[inline(always)]
    pub(crate) fn pop(&self) -> Option<u32> {
        loop {
            let first = self.first();
            let cell = self.words.get(first as usize)?;
            let word = cell.load(Ordering::Relaxed);
            if word == 0 {
                self.next_word()?;
                continue;
            }
            let rest = word & (word - 1);
            cell.store(rest, Ordering::Relaxed);
            if rest == 0 {
                self.emptied(first);
            }
            return Some(first * BITS + word.trailing_zeros());
        }
    }

    /// Moves `first` to the first word that is not empty.
    #[inline(never)]
    fn next_word(&self) -> Option<u32> {
        let top = (0..self.top.len() as u32).find(|i| load(&self.top, *i) != 0);
        let first = top.map(|top| {
            let upper = top * BITS + load(&self.top, top).trailing_zeros();
            upper * BITS + load(&self.upper, upper).trailing_zeros()
        });
        self.first.store(first.unwrap_or(self.words.len() as u32), Ordering::Relaxed);
        first
    }

    /// A word has become empty.
    #[inline(always)]
    fn emptied(&self, word: u32) {
        if take(&self.upper, word) {
            take(&self.top, word / BITS);
        }
    }

    /// Takes everything out, the greatest first.
    pub(crate) fn drain(&self, give: impl FnMut(u32)) {
        let all: Vec<_> = std::iter::from_fn(|| self.pop()).collect();
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
    add_bits(words, bit / BITS, 1 << (bit % BITS))
}

/// Sets some bits of a word. Gives whether it was empty.
#[inline(always)]
fn add_bits(words: &[AtomicU64], word: u32, bits: u64) -> bool {
    let word = &words[word as usize];
    let before = word.load(Ordering::Relaxed);
    word.store(before | bits, Ordering::Relaxed);
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
    take_bits(words, bit / BITS, 1 << (bit % BITS))
}

/// Clears bits of a word that are set there. Gives whether it is empty.
#[inline(always)]
fn take_bits(words: &[AtomicU64], word: u32, bits: u64) -> bool {
    let word = &words[word as usize];
    let after = word.load(Ordering::Relaxed) ^ bits;
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
                        prop_assert_eq!(set.pop(), model.pop_first());
                    }
                }
                if let Some(number) = model.first() {
                    prop_assert!(number + 1 == limit || !set.none_before(number + 1));
                }
            }
            let mut rest = Vec::new();
            set.drain(|number| rest.push(number));
            prop_assert!(rest.into_iter().rev().eq(model));
            prop_assert_eq!(set.min(), None);
            prop_assert!(set.none_before(limit - 1));
        }

        #[test]
        fn many_come_and_go_at_once(
            limit in prop_oneof![1..200_u32, 4_000..9_000_u32],
            here in prop::collection::btree_set(any::<u32>(), 0..50),
            all in prop::collection::btree_set(any::<u32>(), 0..50),
            [start, from] in any::<[u32; 2]>(),
        ) {
            let within = |numbers: BTreeSet<u32>| -> BTreeSet<u32> {
                numbers.into_iter().map(|number| number % limit).collect()
            };
            let (mut model, all) = (within(here), within(all));
            let (start, from) = (start % limit, from % limit);
            let bits = Bits::new(limit, &Vec::from_iter(all.iter().copied()));
            let set = ReadySet::new(limit);
            model.iter().for_each(|number| set.insert(*number));
            set.insert_all(&bits, start);
            model.extend(all.range(start..));
            prop_assert_eq!(set.min(), model.first().copied());
            let back = Vec::from_iter(model.intersection(&all).copied().filter(|it| *it >= from));
            prop_assert_eq!(set.remove_all(&bits, from), back.first().copied());
            back.iter().for_each(|number| assert!(model.remove(number)));
            let mut rest = Vec::new();
            set.drain(|number| rest.push(number));
            prop_assert!(rest.into_iter().rev().eq(model));
        }
    }
}
