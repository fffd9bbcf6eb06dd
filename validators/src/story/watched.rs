//! Which words readers look at.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::antecedents;
use crate::story::common_words::{COMMON_WORDS, N_COMMON};
use crate::story::fates::MAKING;
use crate::story::first_person::FIRST_PERSON;
use crate::story::novelties;
use crate::story::own_pronouns;
use crate::story::promises::PROMISING;
use crate::story::prose::{self, Packed};
use crate::story::questions::ASKING;
use crate::story::things;
use crate::story::traits;
use crate::story::triggers;
use crate::story::unreal;
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
    Retold,
    Makings,
    Vocabulary,
}

const N_WATCHERS: usize = 11;

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

/// The words of less than [`MIN_BYTES`] that come most often, the most frequent first.
const SHORT_WORDS: &str = "\
the and to of a in I was his it he you her had as for be not at she on is him but all by my so me or one an up no if \
do out are who any man old we say did see now am has can way sir two too day how may own go us its off few boy our \
get put let saw far men sat yet set end use new eye son ask why nor met run yes low led lay ten six sit ago try big \
bad hat red bed arm air sun Mr Mrs";

/// Who may want a word. All in one place, so that there is one address to keep at hand.
struct Readers {
    /// The words of up to eight bytes that come most often, three of four that come, by the [`place`]s of their heads.
    known: [Known; N_PLACES],
    /// Of others, by their [`slot`](prose::slot), in the bits of the first watchers.
    by_slot: [u16; 1 << 16],
    /// By its first byte: whatever begins with a figure may tell of a time, and with a capital be of a name.
    by_first: [u16; 256],
    /// By its [`form`](Packed::form): what is not plain may be of a name, too.
    by_form: [u16; 32],
}

/// What there is to know of a word.
#[derive(Clone, Copy)]
struct Known {
    /// Its head, which no other word of up to eight bytes has.
    head: u64,
    /// Its number among the [`CommonWords`].
    number: u16,
    /// Who looks at it: nobody for the vocabulary, as it is common or short.
    wanted: u16,
}

/// Four places for each common word.
const N_PLACES: usize = N_COMMON * 4;

/// Where a word with this [`slot`](prose::slot) is among those that are known.
#[inline]
fn place(slot: u16) -> usize {
    usize::from(slot) / ((1 << u16::BITS) / N_PLACES)
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
            let known = self.known[place(slot)];
            let wanted = if known.head == word.head && word.len() <= 8 {
                common.add(known.number);
                known.wanted
            } else {
                let first = self.by_first[word.head as usize % 256];
                self.by_slot[usize::from(slot)] | first | self.by_form[word.form()]
            };
            any[n] = (i, wanted);
            n += usize::from(wanted != 0);
        }
        n
    }
}

static READERS: LazyLock<Box<Readers>> = LazyLock::new(|| {
    let head = |word: &str| prose::head(word.as_bytes(), word.len());
    let mut by_head: FxHashMap<u64, u16> = FxHashMap::default();
    let mut add = |word: &str, watcher: Watcher| {
        *by_head.entry(prose::folded(head(word))).or_default() |= 1 << watcher as u8;
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
    unreal::words().for_each(|word| add(word, Watcher::Retold));
    MAKING.words().for_each(|word| add(word, Watcher::Makings));
    let mut by_slot = [0; 1 << 16];
    by_head.iter().for_each(|(&head, own)| by_slot[usize::from(prose::slot(head))] |= own);
    let by_first = std::array::from_fn(|byte| {
        let is = |is: fn(&u8) -> bool| u16::from(is(&(byte as u8)));
        (is(u8::is_ascii_digit) << Watcher::Times as u8) | (is(u8::is_ascii_uppercase) * OF_NAME)
    });
    let by_form = std::array::from_fn(|form| {
        (u16::from(form % 2 == 1) * OF_NAME)
            | (u16::from(form / 2 >= MIN_BYTES) << Watcher::Vocabulary as u8)
    });
    let none = Known { head: 0, number: CommonWords::OTHER, wanted: 0 };
    let mut known = [none; N_PLACES];
    let short = SHORT_WORDS.split(' ').map(|word| (word, CommonWords::OTHER));
    let listed = short.chain(COMMON_WORDS.words().zip(0..));
    for (word, number) in listed.filter(|(word, _)| word.len() <= 8) {
        let head = head(word);
        let known = &mut known[place(prose::slot(head))];
        // Of two with one place that which more stories have.
        if known.head == 0 {
            let own = by_head.get(&prose::folded(head)).copied().unwrap_or(0);
            // Whoever reads statements makes something of any word, and is to see those of its slots, whichever they are.
            let alike = by_slot[usize::from(prose::slot(head))] & 1 << Watcher::Statements as u8;
            let first = by_first[head as usize % 256];
            let wanted = own | alike | first | by_form[2 * word.len()];
            *known = Known { head, number, wanted: wanted & !(1 << Watcher::Vocabulary as u8) };
        }
    }
    Box::new(Readers { known, by_slot, by_first, by_form })
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn short_words_are_short() {
        assert!(SHORT_WORDS.split(' ').all(|word| word.len() < MIN_BYTES));
    }

    #[test]
    fn what_is_watched() {
        let text = "In May he promised the doctor 3 apples and a key.";
        let words = prose::packed(text, Span::new(0..text.len()));
        let mut watched = Watched::default();
        watched.read(&words, &mut CommonWords::default());
        let [times, statements, promises, .., things, names, _, _, vocabulary] = watched.by_watcher;
        assert!(times.contains(&1) && times.contains(&6), "{times:?}");
        assert!(statements.contains(&5) && promises == [3], "{statements:?} {promises:?}");
        assert!(things.contains(&10), "{things:?}");
        assert_eq!(names, [0, 1, 2]);
        assert_eq!(vocabulary, [7], "the others are common, or short");
        assert!(![times, statements].concat().contains(&4), "nobody looks at `the`");
    }
}
