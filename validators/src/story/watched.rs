//! Which words readers look at.

use std::sync::LazyLock;

use crate::story::first_person::FIRST_PERSON;
use crate::story::name_reader::THIRD_PERSON;
use crate::story::novelties;
use crate::story::own_pronouns;
use crate::story::promises::PROMISING;
use crate::story::prose::{Word, head};
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
    Names,
}

const N_WATCHERS: usize = 8;

/// The numbers of the words of a block that readers look at, for each reader. All others, nearly all
/// of them, are passed over once for all.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    by_watcher: [Vec<usize>; N_WATCHERS],
    /// Those that any reader looks at, after which there may be others, each with its readers.
    any: Vec<(u32, u8)>,
}

impl Watched {
    /// Makes these the numbers of `words`. Linear in them.
    pub(crate) fn read(&mut self, words: &[Word<'_>]) {
        let readers = &*READERS;
        let Self { by_watcher, any } = self;
        if any.len() < words.len() {
            any.resize(words.len(), (0, 0));
        }
        // Every number is written down, and kept if a reader wants its word, because a branch on that
        // would be hard to predict.
        let mut n = 0;
        for (word, i) in words.iter().zip(0..) {
            // Whatever begins with a figure may tell of a time.
            let is_figure = (word.head as u8).is_ascii_digit();
            let wanted = readers[slot(word.head)]
                | u8::from(is_figure) << Watcher::Times as u8
                | u8::from(word.may_be_name()) << Watcher::Names as u8;
            any[n] = (i, wanted);
            n += usize::from(wanted != 0);
        }
        by_watcher.iter_mut().for_each(Vec::clear);
        for &(i, mut wanted) in &any[..n] {
            while wanted != 0 {
                by_watcher[wanted.trailing_zeros() as usize].push(i as usize);
                wanted &= wanted - 1;
            }
        }
    }

    /// The numbers of the words that `watcher` looks at.
    pub(crate) fn by(&self, watcher: Watcher) -> &[usize] {
        &self.by_watcher[watcher as usize]
    }
}

/// The readers that may want a word, by its [`slot`].
static READERS: LazyLock<Box<[u8; 1 << N_BITS]>> = LazyLock::new(|| {
    let mut readers = Box::new([0; 1 << N_BITS]);
    let mut add = |word: &str, watcher: Watcher| {
        readers[slot(head(word.as_bytes(), word.len()))] |= 1 << watcher as u8;
    };
    triggers::words().for_each(|word| add(word, Watcher::Times));
    traits::words().for_each(|word| add(word, Watcher::Statements));
    PROMISING.iter().for_each(|word| add(word, Watcher::Promises));
    own_pronouns::words().for_each(|word| add(word, Watcher::OwnPronouns));
    FIRST_PERSON.iter().for_each(|word| add(word, Watcher::FirstPersons));
    novelties::words().for_each(|word| add(word, Watcher::Novelties));
    things::words().for_each(|word| add(word, Watcher::Things));
    THIRD_PERSON.iter().for_each(|word| add(word, Watcher::Names));
    readers
});

const N_BITS: u32 = 16;

/// A hash of the [`head`] of a word, whatever the case of its letters.
#[inline]
fn slot(head: u64) -> usize {
    const LOWER: u64 = u64::from_le_bytes([b'a' - b'A'; 8]);
    ((head | LOWER).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - N_BITS)) as usize
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
        let [times, statements, promises, .., things, names] = watched.by_watcher;
        assert!(times.contains(&1) && times.contains(&6), "{times:?}");
        assert!(statements.contains(&5) && promises == [3], "{statements:?} {promises:?}");
        assert!(things.contains(&10), "{things:?}");
        assert_eq!(names, [0, 1, 2]);
        assert!(![times, statements].concat().contains(&4), "nobody looks at `the`");
    }
}
