//! Which words the readers of times, statements, promises, things, pronouns and novelties look at.

use std::sync::LazyLock;

use crate::story::novelties;
use crate::story::own_pronouns;
use crate::story::promises::PROMISING;
use crate::story::prose::Word;
use crate::story::things;
use crate::story::traits;
use crate::story::triggers;

/// The numbers of the words of a block that readers look at, for each reader. All others, nearly all
/// of them, are passed over once for all.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    pub(crate) times: Vec<usize>,
    pub(crate) statements: Vec<usize>,
    pub(crate) promises: Vec<usize>,
    pub(crate) things: Vec<usize>,
    pub(crate) own_pronouns: Vec<usize>,
    pub(crate) novelties: Vec<usize>,
}

const TIME: u8 = 1;
const STATEMENT: u8 = 2;
const PROMISE: u8 = 4;
const THING: u8 = 8;
const OWN_PRONOUN: u8 = 16;
const NOVELTY: u8 = 32;

impl Watched {
    /// Makes these the numbers of `words`. Linear in them.
    pub(crate) fn read(&mut self, words: &[Word<'_>]) {
        let readers = &*READERS;
        self.times.clear();
        self.statements.clear();
        self.promises.clear();
        self.things.clear();
        self.own_pronouns.clear();
        self.novelties.clear();
        for (i, word) in words.iter().enumerate() {
            let wanted = readers[bits(word.raw.as_bytes())];
            if wanted == 0 {
                continue;
            }
            for (reader, list) in [
                (TIME, &mut self.times),
                (STATEMENT, &mut self.statements),
                (PROMISE, &mut self.promises),
                (THING, &mut self.things),
                (OWN_PRONOUN, &mut self.own_pronouns),
                (NOVELTY, &mut self.novelties),
            ] {
                if wanted & reader != 0 {
                    list.push(i);
                }
            }
        }
    }
}

/// The readers that may want a word, by its [`bits`].
static READERS: LazyLock<Box<[u8; 1 << N_BITS]>> = LazyLock::new(|| {
    let mut readers = Box::new([0; 1 << N_BITS]);
    let mut add = |word: &[u8], reader| readers[bits(word)] |= reader;
    triggers::words().for_each(|word| add(word.as_bytes(), TIME));
    traits::words().for_each(|word| add(word.as_bytes(), STATEMENT));
    PROMISING.iter().for_each(|word| add(word.as_bytes(), PROMISE));
    things::words().for_each(|word| add(word.as_bytes(), THING));
    own_pronouns::words().for_each(|word| add(word.as_bytes(), OWN_PRONOUN));
    novelties::words().for_each(|word| add(word.as_bytes(), NOVELTY));
    // Whatever begins with a figure may tell of a time.
    for digit in b'0'..=b'9' {
        let first = first_bits(digit);
        readers.iter_mut().skip(first).step_by(1 << FIRST_BITS).for_each(|it| *it |= TIME);
    }
    readers
});

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
        let Watched { times, statements, promises, things, .. } = watched;
        assert!(times.contains(&1) && times.contains(&6), "{times:?}");
        assert!(statements.contains(&5) && promises == [3], "{statements:?} {promises:?}");
        assert!(things.contains(&10), "{things:?}");
        assert!(![times, statements].concat().contains(&4), "nobody looks at `the`");
    }
}
