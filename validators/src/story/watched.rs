//! Which words readers look at.

use std::sync::LazyLock;

use crate::story::first_person::FIRST_PERSON;
use crate::story::novelties;
use crate::story::own_pronouns;
use crate::story::promises::PROMISING;
use crate::story::prose::Word;
use crate::story::things;
use crate::story::traits;
use crate::story::triggers;

/// What looks at some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watcher {
    Times,
    Statements,
    Promises,
    OwnPronouns,
    FirstPersons,
    Novelties,
    Things,
}

const N_WATCHERS: usize = 7;

/// The numbers of the words of a block that readers look at, for each reader. All others, nearly all
/// of them, are passed over once for all.
#[derive(Debug, Default)]
pub(crate) struct Watched([Vec<usize>; N_WATCHERS]);

impl Watched {
    /// Makes these the numbers of `words`. Linear in them.
    pub(crate) fn read(&mut self, words: &[Word<'_>]) {
        let readers = &*READERS;
        self.0.iter_mut().for_each(Vec::clear);
        for (i, word) in words.iter().enumerate() {
            let mut wanted = readers[bits(word.raw.as_bytes())];
            while wanted != 0 {
                self.0[wanted.trailing_zeros() as usize].push(i);
                wanted &= wanted - 1;
            }
        }
    }

    /// The numbers of the words that `watcher` looks at.
    pub(crate) fn by(&self, watcher: Watcher) -> &[usize] {
        &self.0[watcher as usize]
    }
}

/// The readers that may want a word, by its [`bits`].
static READERS: LazyLock<Box<[u8; 1 << N_BITS]>> = LazyLock::new(|| {
    let mut readers = Box::new([0; 1 << N_BITS]);
    let mut add = |word: &str, watcher| readers[bits(word.as_bytes())] |= bit(watcher);
    triggers::words().for_each(|word| add(word, Watcher::Times));
    traits::words().for_each(|word| add(word, Watcher::Statements));
    PROMISING.iter().for_each(|word| add(word, Watcher::Promises));
    own_pronouns::words().for_each(|word| add(word, Watcher::OwnPronouns));
    FIRST_PERSON.iter().for_each(|word| add(word, Watcher::FirstPersons));
    novelties::words().for_each(|word| add(word, Watcher::Novelties));
    things::words().for_each(|word| add(word, Watcher::Things));
    // Whatever begins with a figure may tell of a time.
    for digit in b'0'..=b'9' {
        let first = first_bits(digit);
        readers
            .iter_mut()
            .skip(first)
            .step_by(1 << FIRST_BITS)
            .for_each(|it| *it |= bit(Watcher::Times));
    }
    readers
});

fn bit(watcher: Watcher) -> u8 {
    1 << watcher as u8
}

const FIRST_BITS: u32 = 6;
const N_BITS: u32 = FIRST_BITS + 10;

/// Of the first letter, whatever its case, or figure.
#[inline]
fn first_bits(byte: u8) -> usize {
    usize::from(byte & 31 | byte >> 1 & 32)
}

/// Bits of the first, middle and last byte of a word and of its length: enough to pass over nearly all
/// words, and without a branch on how long it is, which is hard to predict.
#[inline]
fn bits(word: &[u8]) -> usize {
    let (Some(&first), Some(&middle), Some(&last)) =
        (word.first(), word.get(word.len() / 2), word.last())
    else {
        return 0;
    };
    let five = |number: usize| number & 31;
    let others = five(middle.into()) | five(usize::from(last) ^ word.len()) << 5;
    first_bits(first) | others << FIRST_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    #[test]
    fn what_is_watched() {
        let text = "In May he promised the doctor 3 apples and a key.";
        let words: Vec<_> = prose::words(text, Span::new(0..text.len())).collect();
        let mut watched = Watched::default();
        watched.read(&words);
        let [times, statements, promises, .., things] = watched.0;
        assert!(times.contains(&1) && times.contains(&6), "{times:?}");
        assert!(statements.contains(&5) && promises == [3], "{statements:?} {promises:?}");
        assert!(things.contains(&10), "{things:?}");
        assert!(![times, statements].concat().contains(&4), "nobody looks at `the`");
    }
}
