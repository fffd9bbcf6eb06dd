//! Which words readers look at.

use std::sync::LazyLock;

use crate::story::antecedents;
use crate::story::first_person::FIRST_PERSON;
use crate::story::novelties;
use crate::story::own_pronouns;
use crate::story::promises::PROMISING;
use crate::story::prose::{self, Packed, head};
use crate::story::questions::ASKING;
use crate::story::sketches::LONG_WORD;
use crate::story::things;
use crate::story::traits;
use crate::story::triggers;
use crate::story::vocabulary::{CommonWords, MIN_BYTES};

/// Pronouns that may stand for a name before them.
const THIRD_PERSON: [&str; 18] = [
    "he", "he'd", "he'll", "he's", "he’d", "he’ll", "he’s", "her", "herself", "himself", "his",
    "she", "she'd", "she'll", "she's", "she’d", "she’ll", "she’s",
];

/// What looks at some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watcher {
    Times,
    Statements,
    Expectations,
    OwnPronouns,
    FirstPersons,
    Novelties,
    Things,
    Names,
    Vocabulary,
    Sketches,
}

const N_WATCHERS: usize = 10;

/// Of what may be of a name, with one more bit than its watcher has: of such a word whoever reads names tells
/// whether the vocabulary has it.
const OF_NAME: u16 = 1 << N_WATCHERS | 1 << Watcher::Names as u8;

/// All watchers.
const ALL: u16 = (1 << N_WATCHERS) - 1;

/// The numbers of the words of a block that readers look at, for each reader. All others, nearly all
/// of them, are passed over once for all.
#[derive(Debug)]
pub(crate) struct Watched {
    by_watcher: [Vec<usize>; N_WATCHERS],
    /// Those that any reader looks at, after which there may be others, each with its readers.
    any: Vec<(u32, u16)>,
}

impl Default for Watched {
    fn default() -> Self {
        let by_watcher = [(); N_WATCHERS].map(|()| Vec::with_capacity(FEW));
        Self { by_watcher, any: Vec::new() }
    }
}

/// Most paragraphs have fewer words that a reader looks at.
const FEW: usize = 64;

impl Watched {
    /// Makes these the numbers of `words`, of which those that most stories have are left to `common`.
    /// Linear in them.
    pub(crate) fn read(&mut self, words: &[Packed], common: &mut CommonWords) {
        let Self { by_watcher, any } = self;
        if any.len() < words.len() {
            any.resize(words.len(), (0, 0));
        }
        let n = READERS.read(words, common, &mut any[..words.len()]);
        by_watcher.iter_mut().for_each(Vec::clear);
        for &(i, mut wanted) in &any[..n] {
            // Without the vocabulary what may be of a name, and no branch on that.
            wanted &= ALL & !(wanted >> N_WATCHERS << Watcher::Vocabulary as u8);
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

/// Who may want a word. All in one place, so that there is one address to keep at hand.
struct Readers {
    /// By its [`slot`](prose::slot), in the bits of the first watchers.
    by_slot: [u8; 1 << 16],
    /// By its first byte: whatever begins with a figure may tell of a time, and with a capital be of a name.
    by_first: [u16; 256],
    /// By whether it is one of the [`CommonWords`], and its [`form`](Packed::form): what is not plain may be of a
    /// name, too.
    by_form: [[u16; 32]; 2],
}

impl Readers {
    /// Makes `any`, of which there are as many as `words`, begin with the numbers of those that a reader wants, each
    /// with its readers: how many there are. By itself, so that the loop is short: it looks at all words.
    #[inline(never)]
    fn read(&self, words: &[Packed], common: &mut CommonWords, any: &mut [(u32, u16)]) -> usize {
        // Every number is written down, and kept if a reader wants its word, because a branch on that
        // would be hard to predict.
        let mut n = 0;
        for (&word, i) in words.iter().zip(0..) {
            let slot = prose::slot(word.head);
            let wanted = u16::from(self.by_slot[usize::from(slot)])
                | self.by_first[word.head as usize % 256]
                | self.by_form[usize::from(common.take(word, slot))][word.form()];
            any[n] = (i, wanted);
            n += usize::from(wanted != 0);
        }
        n
    }
}

static READERS: LazyLock<Box<Readers>> = LazyLock::new(|| {
    let mut by_slot = [0; 1 << 16];
    let mut add = |word: &str, watcher: Watcher| {
        by_slot[usize::from(prose::slot(head(word.as_bytes(), word.len())))] |= 1 << watcher as u8;
    };
    triggers::words().for_each(|word| add(word, Watcher::Times));
    traits::words().chain(antecedents::words()).for_each(|word| add(word, Watcher::Statements));
    let expecting = PROMISING.iter().chain(&ASKING);
    expecting.for_each(|word| add(word, Watcher::Expectations));
    own_pronouns::words().for_each(|word| add(word, Watcher::OwnPronouns));
    FIRST_PERSON.iter().for_each(|word| add(word, Watcher::FirstPersons));
    novelties::words().for_each(|word| add(word, Watcher::Novelties));
    things::words().for_each(|word| add(word, Watcher::Things));
    THIRD_PERSON.iter().for_each(|word| add(word, Watcher::Names));
    let by_first = std::array::from_fn(|byte| {
        let is = |is: fn(&u8) -> bool| u16::from(is(&(byte as u8)));
        (is(u8::is_ascii_digit) << Watcher::Times as u8) | (is(u8::is_ascii_uppercase) * OF_NAME)
    });
    let by_form = [false, true].map(|is_common| {
        std::array::from_fn(|form| {
            (u16::from(form % 2 == 1) * OF_NAME)
                | (u16::from(form / 2 >= MIN_BYTES && !is_common) << Watcher::Vocabulary as u8)
                | (u16::from(form / 2 >= LONG_WORD) << Watcher::Sketches as u8)
        })
    });
    Box::new(Readers { by_slot, by_first, by_form })
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn what_is_watched() {
        let text = "In May he promised the doctor 3 apples and a key.";
        let words = prose::packed(text, Span::new(0..text.len()));
        let mut watched = Watched::default();
        watched.read(&words, &mut CommonWords::default());
        let [times, statements, promises, .., things, names, vocabulary, _] = watched.by_watcher;
        assert!(times.contains(&1) && times.contains(&6), "{times:?}");
        assert!(statements.contains(&5) && promises == [3], "{statements:?} {promises:?}");
        assert!(things.contains(&10), "{things:?}");
        assert_eq!(names, [0, 1, 2]);
        assert_eq!(vocabulary, [7], "the others are common, or short");
        assert!(![times, statements].concat().contains(&4), "nobody looks at `the`");
    }
}
