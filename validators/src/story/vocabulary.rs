//! The words that a story writes without a capital.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::story::common_words::{COMMON_WORDS, N_COMMON};
use crate::story::prose::{self, Packed};

/// Hashes have this many bits. With the 10,000 words of a novel a word that never occurs is taken
/// for one that does in 0.2 of 100 cases.
const HASH_BITS: u32 = 22;

/// Shorter words are not kept: no name that short is judged.
pub(crate) const MIN_BYTES: usize = 4;

/// A step over so many hashes of which none is of a word: few are that long.
const FAR: u16 = u16::MAX;

/// The set of words that occur without a capital, as hashes: some words that do not occur may seem to.
///
/// Those that most stories have are a bit each, so that to merge them takes no more than an *or*. A chapter takes
/// two bytes for any other word; all of them take 2 to 5 % of the text of a chapter, and of a novel 0.6 to 1.2 %.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Which of the words that most stories have are there, a bit each; nothing if none is.
    #[serde(with = "crate::story::packed_bits")]
    common: Box<[u8]>,
    /// Of each stretch of text that was read by itself: by how much the hash of each other word is larger than the
    /// one before is at least, in two bytes.
    #[serde(with = "crate::story::packed_bytes")]
    steps: Vec<Box<[u8]>>,
}

/// In however many stretches they were read.
impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.set() == other.set()
    }
}

impl Eq for Vocabulary {}

impl Vocabulary {
    /// The same words in a form that can be asked. Linear in the vocabulary.
    pub(crate) fn set(&self) -> WordSet {
        let mut set = WordSet::default();
        let common = COMMON.hashes.iter().enumerate();
        let is_there = |number: usize| {
            self.common.get(number / 8).is_some_and(|it| it >> (number % 8) & 1 == 1)
        };
        common.filter(|(number, _)| is_there(*number)).for_each(|(_, &hash)| set.insert(hash));
        for steps in &self.steps {
            hashes(steps).for_each(|hash| set.insert(hash));
        }
        set
    }

    /// Adds the words of other text.
    pub(crate) fn extend(&mut self, other: Self) {
        if self.common.is_empty() {
            self.common = other.common;
        } else {
            self.common.iter_mut().zip(&other.common).for_each(|(own, other)| *own |= other);
        }
        self.steps.extend(other.steps);
    }
}

/// The hashes that `steps` lead to.
fn hashes(steps: &[u8]) -> impl Iterator<Item = u32> {
    let mut least = 0_u32;
    steps.as_chunks().0.iter().filter_map(move |&step| {
        let step = u16::from_le_bytes(step);
        let hash = least.saturating_add(step.into());
        least = hash.saturating_add(u32::from(step < FAR));
        (step < FAR).then_some(hash)
    })
}

/// The words that most stories have.
struct Common {
    /// Their hashes, by number.
    hashes: Vec<u32>,
    /// The hashes in order, each with the number; and how many of them begin with less than a number of [`BEGIN_BITS`].
    sorted: Vec<(u32, u16)>,
    begins: Vec<u16>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let hashes: Vec<u32> = COMMON_WORDS.words().map(hash).collect();
    let mut sorted: Vec<(u32, u16)> = hashes.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    let mut begins = vec![0; (1 << BEGIN_BITS) + 1];
    hashes.iter().for_each(|&hash| begins[begin_of(hash) + 1] += 1);
    let mut before = 0;
    for begin in &mut begins {
        before += *begin;
        *begin = before;
    }
    Common { hashes, sorted, begins }
});

impl Common {
    /// The number of the word with this hash, if there is one. In constant time.
    #[inline]
    fn number(&self, hash: u32) -> Option<u16> {
        let begin = begin_of(hash);
        let alike = usize::from(self.begins[begin])..usize::from(self.begins[begin + 1]);
        self.sorted[alike].iter().find(|it| it.0 == hash).map(|it| it.1)
    }
}

/// By so many bits of their hashes common words are told apart: hardly two have the same, and of other words few
/// have those of one.
const BEGIN_BITS: u32 = N_COMMON.ilog2() + 2;

/// The first bits of a hash.
fn begin_of(hash: u32) -> usize {
    (hash >> (HASH_BITS - BEGIN_BITS)) as usize
}

/// A vocabulary that can be asked, in constant time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordSet {
    /// A bit for each hash.
    bits: Box<[u64]>,
}

impl Default for WordSet {
    fn default() -> Self {
        Self { bits: vec![0; 1 << (HASH_BITS - u64::BITS.ilog2())].into() }
    }
}

impl WordSet {
    fn insert(&mut self, hash: u32) {
        // Facts that are damaged may have any number.
        if let Some(bits) = self.bits.get_mut((hash / u64::BITS) as usize) {
            *bits |= 1 << (hash % u64::BITS);
        }
    }

    /// Whether `word`, given in lower case, occurs. Words of up to three bytes always do.
    pub(crate) fn contains(&self, word: &str) -> bool {
        let has = |hash: u32| self.bits[(hash / u64::BITS) as usize] & 1 << (hash % u64::BITS) != 0;
        word.len() < MIN_BYTES || has(hash(word))
    }
}

/// Which of the words that most stories have came, as far as they are known at sight: nearly all that come.
#[derive(Debug)]
pub(crate) struct CommonWords {
    /// By number, with one more for all other words.
    seen: [u8; N_COMMON + 1],
}

impl Default for CommonWords {
    fn default() -> Self {
        Self { seen: [0; _] }
    }
}

impl CommonWords {
    /// The number of any other word.
    pub(crate) const OTHER: u16 = N_COMMON as u16;

    /// Takes in the word with this number.
    #[inline]
    pub(crate) fn add(&mut self, number: u16) {
        self.seen[usize::from(number)] = 1;
    }

    /// A bit for each, of which the first are low.
    fn bits(&self) -> [u8; N_COMMON / 8] {
        let (eights, _) = self.seen.as_chunks();
        // The lowest bit of byte n becomes bit n of the highest byte.
        let byte = |&eight| u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        std::array::from_fn(|i| byte(&eights[i]) as u8)
    }
}

/// Collects the words of a document.
#[derive(Debug, Default)]
pub(crate) struct VocabularyReader {
    /// The common ones.
    pub(crate) common: CommonWords,
    /// The hashes of all others, in no order, and some more than once: that takes less time than to look
    /// for each.
    hashes: Vec<u32>,
    /// How many are kept before those that are there more than once are dropped.
    most: usize,
}

/// With fewer hashes it does not matter that some are there more than once.
const FEW: usize = 1 << 14;

impl VocabularyReader {
    /// Adds a word given in lower case.
    pub(crate) fn insert(&mut self, word: &str) {
        if word.len() >= MIN_BYTES {
            self.add(&COMMON, hash(word));
        }
    }

    /// Adds the words with these numbers, which are none of the [`CommonWords`].
    pub(crate) fn insert_all(&mut self, prose: &str, words: &[Packed], left: &[usize]) {
        let known = &*COMMON;
        for &i in left {
            let hash = match words[i] {
                word if word.len() <= 8 => truncated(mixed(0, word.head)),
                word => hash(word.raw(prose)),
            };
            self.add(known, hash);
        }
        if self.hashes.len() > FEW.max(self.most) {
            self.hashes = sorted(std::mem::take(&mut self.hashes));
            self.most = 2 * self.hashes.len();
        }
    }

    /// Adds the word with this hash.
    #[inline]
    fn add(&mut self, known: &Common, hash: u32) {
        match known.number(hash) {
            Some(number) => self.common.add(number),
            None => self.hashes.push(hash),
        }
    }

    /// The words as a fact.
    pub(crate) fn finish(self) -> Vocabulary {
        let common = self.common.bits();
        let hashes = sorted(self.hashes);
        let (mut steps, mut least) = (Vec::with_capacity(3 * hashes.len() / 2), 0);
        for hash in hashes {
            while hash - least >= FAR.into() {
                steps.push(FAR.to_le_bytes());
                least += u32::from(FAR);
            }
            steps.push(((hash - least) as u16).to_le_bytes());
            least = hash + 1;
        }
        let steps = steps.into_flattened().into_boxed_slice();
        let steps = Some(steps).filter(|steps| !steps.is_empty());
        let common = if common == [0; _] { Box::default() } else { Box::from(common) };
        Vocabulary { common, steps: steps.into_iter().collect() }
    }
}

/// `hashes` in order, each once.
fn sorted(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Eight bytes at a time, mixed as in splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom
/// number generators). Our own, because facts travel: the same on every machine, in every version.
fn hash(word: &str) -> u32 {
    let mut hash = 0_u64;
    let mut rest = word.as_bytes();
    while !rest.is_empty() {
        hash = mixed(hash, prose::head(rest, rest.len()));
        rest = rest.get(8..).unwrap_or_default();
    }
    truncated(hash)
}

/// The hash of what was read so far, and of eight more bytes.
#[inline]
fn mixed(hash: u64, eight: u64) -> u64 {
    let mut mixed = hash.rotate_left(23) ^ eight;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// As many bits of a hash as are kept.
#[inline]
fn truncated(hash: u64) -> u32 {
    (hash >> (64 - HASH_BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut set = VocabularyReader::default();
        words.iter().for_each(|word| set.insert(word));
        set.finish()
    }

    #[test]
    fn knows_its_words() {
        let set = vocabulary(&["house", "garden", "unbelievable", "été"]).set();
        assert!(
            ["house", "garden", "unbelievable", "été"].map(|word| set.contains(word)) == [true; 4]
        );
        assert!(!set.contains("river"));
    }

    #[test]
    fn of_prose() {
        let expected = ["of", "house", "gardens", "mountain", "unbelievable", "a", "house"];
        let (text, mut set) = (expected.join(" ") + " Ann isn't", VocabularyReader::default());
        let words = prose::packed(&text, Span::new(0..text.len()));
        let mut is_left = |word: Packed| {
            let mut common = COMMON_WORDS.words();
            let number = common.position(|common| common == word.raw(&text));
            set.common.add(number.map_or(CommonWords::OTHER, |number| number as u16));
            number.is_none() && word.len() >= MIN_BYTES && !word.may_be_name()
        };
        let left: Vec<usize> = (0..words.len()).filter(|&i| is_left(words[i])).collect();
        set.insert_all(&text, &words, &left);
        assert!(left.len() < words.len() - 3, "house is common, and some words are not kept");
        assert_eq!(set.finish(), vocabulary(&expected));
    }

    #[test]
    fn does_not_judge_short_words() {
        assert!(vocabulary(&[]).set().contains("ann"));
    }

    #[test]
    fn merged() {
        let mut merged = vocabulary(&["house", "garden"]);
        merged.extend(vocabulary(&["garden", "river"]));
        assert_eq!(merged, vocabulary(&["river", "house", "garden"]));
    }

    #[test]
    fn hashes_do_not_change() {
        assert_eq!(hash("garden"), 1384489);
    }

    #[test]
    fn common_words() {
        assert_eq!(COMMON.hashes.len(), N_COMMON);
        assert!(COMMON_WORDS.words().all(|word| word.len() >= MIN_BYTES));
    }

    /// A word that most stories have takes a bit, and any other two bytes where there are some hundred.
    #[test]
    fn few_bytes() {
        let common: Vec<&str> = COMMON_WORDS.words().step_by(3).take(400).collect();
        let others: Vec<String> = (100_000..100_400).map(|n| format!("x{n}")).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        assert!(vocabulary(&common).steps.is_empty());
        assert!(vocabulary(&others).steps[0].len() < 900);
    }

    #[test]
    fn broken() {
        let broken = Vocabulary { common: Box::new([0xff]), steps: vec![[0xff; 9].into()] };
        let n: u32 = broken.set().bits.iter().map(|bits| bits.count_ones()).sum();
        assert!(n <= 80);
    }
}
