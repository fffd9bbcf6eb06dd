//! What each long paragraph says, in so few bytes that one written twice is known.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::positions::{join_documents, push_number, take_small};
use crate::story::prose::Word;

/// A paragraph of so many words is long: shorter ones are repeated on purpose, and by chance.
const MIN_WORDS: usize = 25;

/// Words of so many bytes are looked at, each with its neighbours: one of four.
const LONG_WORD: usize = 6;

/// Rows of words fall into so many classes.
const N_CLASSES: usize = 8;

/// Of twelve classes that have rows in one of two paragraphs, so many are the same where the paragraphs are.
const SAME_OF_TWELVE: usize = 8;

/// With fewer classes that are the same, paragraphs are the same by chance.
const FEWEST_SAME: usize = 4;

/// A long paragraph: where it is, and of each class of rows of three words in it a byte of the smallest
/// hash, or 0 if there is none.
///
/// Broder's sketches (On the resemblance and containment of documents), with classes as in Li, Owen and
/// Zhang (One permutation hashing): a class is the same in two paragraphs about as often as a row of words
/// of one is in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sketch {
    pub(crate) place: Place,
    pub(crate) classes: [u8; N_CLASSES],
}

impl Sketch {
    /// Whether most rows of words of the two paragraphs are the same.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let n_same =
            self.classes.iter().zip(other.classes).filter(|&(&a, b)| a == b && a != 0).count();
        let n_any = self.classes.iter().zip(other.classes).filter(|&(&a, b)| a | b != 0).count();
        n_same >= FEWEST_SAME && n_same * 12 >= n_any * SAME_OF_TWELVE
    }
}

/// The sketches of the long paragraphs of documents, twelve bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sketches {
    /// By document: of each the step from the start of the one before, its length, its classes.
    documents: Vec<Box<[u8]>>,
}

impl Sketches {
    /// These sketches, and after them those of later documents, of which the first may go on with the
    /// last one here.
    pub(crate) fn merge(self, later: Self, goes_on: bool) -> Self {
        let last_start = |bytes: &[u8]| sketches(bytes, 0).last().map(|it| it.place.span.start);
        Self { documents: join_documents(self.documents, later.documents, goes_on, last_start) }
    }

    /// All of them, in reading order. Linear.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Sketch> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| sketches(bytes, document))
    }
}

/// The sketches in `bytes`, which are those of a document.
fn sketches(mut bytes: &[u8], document: u32) -> impl Iterator<Item = Sketch> {
    let mut last = 0_u32;
    std::iter::from_fn(move || {
        let start = last.checked_add(take_small(&mut bytes)?)?;
        let end = start.checked_add(take_small(&mut bytes)?)?;
        let (&classes, rest) = bytes.split_first_chunk()?;
        bytes = rest;
        last = start;
        Some(Sketch { place: Place { document, span: Span { start, end } }, classes })
    })
}

/// Collects the sketches of a document.
#[derive(Default)]
pub(crate) struct SketchReader {
    bytes: Vec<u8>,
    start: u32,
}

impl SketchReader {
    /// Reads the paragraph at `span`, given as the words of it in order, if it is long.
    pub(crate) fn read(&mut self, span: Span, words: &[Word<'_>]) {
        if words.len() < MIN_WORDS {
            return;
        }
        let mut smallest = [u64::MAX; N_CLASSES];
        for row in words.array_windows().filter(|row: &&[_; 3]| row[1].raw.len() >= LONG_WORD) {
            let hash = hash(row.map(|word| word.raw.as_bytes()));
            let least = &mut smallest[hash as usize % N_CLASSES];
            *least = hash.min(*least);
        }
        push_number(&mut self.bytes, u64::from(span.start - self.start));
        push_number(&mut self.bytes, u64::from(span.end - span.start));
        // The high bits of what is smallest are alike, the low ones tell the class.
        let byte = |hash: u64| if hash == u64::MAX { 0 } else { (hash >> 8) as u8 | 1 };
        self.bytes.extend(smallest.map(byte));
        self.start = span.start;
    }

    /// All sketches.
    pub(crate) fn finish(self) -> Sketches {
        Sketches { documents: vec![self.bytes.into_boxed_slice()] }
    }
}

/// The hash of a long word with its neighbours, of which only first and last bytes count. Facts travel, so
/// it is the same on every machine.
fn hash([before, word, after]: [&[u8]; 3]) -> u64 {
    let ends = |word: &[u8]| {
        let [first, last] =
            [word.first(), word.last()].map(|byte| byte.map_or(0, |&byte| byte.into()));
        first | last << 8 | (word.len() as u64) << 16
    };
    let halves = [word.first_chunk(), word.last_chunk()];
    let [first, last] = halves.map(|half| half.map_or(0, |&half| u32::from_le_bytes(half).into()));
    let mut hash: u64 = (first | last << 32) ^ ends(before).rotate_left(17);
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ ends(after);
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::prose;

    const TEXT: &str = "\
The harbour lay quiet under the winter morning, and the fishermen carried their baskets slowly along \
the frozen quay while the lanterns of the ferry were burning still.";

    fn sketch(text: &str) -> Option<Sketch> {
        let span = Span::new(0..text.len());
        let words: Vec<_> = prose::words(text, span).collect();
        let mut reader = SketchReader::default();
        reader.read(span, &words);
        reader.finish().iter().next()
    }

    #[test]
    fn much_alike() {
        let whole = sketch(TEXT).expect("it is long");
        let is_like = |text: &str| sketch(text).is_some_and(|it| it.is_like(&whole));
        assert!(is_like(TEXT) && is_like(&TEXT.replace("ferry", "steamer")));
        let other = "The harbour was crowded that winter morning, and the fishermen left their baskets on the \
                     quay of the ferry, where some lanterns had been burning until the constable came.";
        assert!(!is_like(other));
        assert_eq!(sketch(&TEXT[..60]), None);
    }

    #[test]
    fn broken() {
        let sketches = Sketches { documents: vec![[1, 200, 1, 7].into(), [0xff; 30].into()] };
        assert_eq!(sketches.iter().count(), 0);
    }
}
