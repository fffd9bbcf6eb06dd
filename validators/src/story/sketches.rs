//! What each long paragraph says, in so few bytes that one written twice is known.

use memchr::{memchr, memchr_iter};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::positions::join_documents;
use crate::story::prose::Packed;
use crate::story::rice::{RiceReader, RiceWriter, Scale};

/// A paragraph of so many words is long: shorter ones are repeated on purpose, and by chance.
const MIN_WORDS: usize = 25;

/// A list of values has a colon for fewer words.
const WORDS_A_VALUE: usize = 8;

/// It begins with a name of so many bytes at most, and a colon.
const LONGEST_NAME: usize = 60;

/// Words of so many bytes are looked at, each with its neighbours: one of four.
const LONG_WORD: usize = 6;

/// Rows of words fall into so many classes.
const N_CLASSES: usize = 8;

/// The classes that are looked up together: two quarters of four. Of the classes of two paragraphs that are alike two
/// differ at most, so that two quarters at least are the same.
pub(crate) const HALVES: [u64; 6] = [
    0xffff_ffff,
    0xffff << 32 | 0xffff,
    0xffff << 48 | 0xffff,
    0xffff_ffff << 16,
    0xffff << 48 | 0xffff << 16,
    0xffff_ffff << 32,
];

/// Of twelve classes that have rows in one of two paragraphs, so many are the same where the paragraphs are.
const SAME_OF_TWELVE: u32 = 8;

/// With fewer classes that are the same, paragraphs are the same by chance.
const FEWEST_SAME: u32 = 4;

/// A long paragraph: where it is, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sketch {
    pub(crate) place: Place,
    pub(crate) classes: Classes,
}

/// Of each class of rows of three words in a paragraph a byte of the smallest hash, or 0 if there is none: those of
/// the first class are the low bits.
///
/// Broder's sketches (On the resemblance and containment of documents), with classes as in Li, Owen and
/// Zhang (One permutation hashing): a class is the same in two paragraphs about as often as a row of words
/// of one is in the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

impl Classes {
    /// Whether most rows of words of the two paragraphs are the same. Then one of the [`HALVES`] is that has some.
    pub(crate) fn are_like(self, other: Self) -> bool {
        let n_any = n_others_than_0(self.0 | other.0);
        let n_same = n_any - n_others_than_0(self.0 ^ other.0);
        n_same >= FEWEST_SAME && n_same * 12 >= n_any * SAME_OF_TWELVE
    }

    /// A hash of so many bits of one of the [`HALVES`] of them; nothing if that has no rows.
    pub(crate) fn key(self, half: u64, n_bits: u32) -> Option<usize> {
        let hash = (self.0 & half).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash > 0).then_some((hash >> (u64::BITS - n_bits)) as usize)
    }
}

/// How many bytes of `bytes` are not 0.
fn n_others_than_0(bytes: u64) -> u32 {
    // The lowest bit of each becomes whether it has any.
    let any = bytes | bytes >> 4;
    let any = any | any >> 2;
    let any = any | any >> 1;
    (any & 0x0101_0101_0101_0101).count_ones()
}

/// The sketches of the long paragraphs of documents, some eleven bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sketches {
    /// By document: of each the step from the start of the one before, its length, its classes, as a
    /// [`RiceWriter`] wrote them.
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
}

impl Sketches {
    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        let documents = join_documents(parts, |parts| {
            let mut reader = SketchReader::default();
            let sketches = parts.iter().flat_map(|bytes| sketches(bytes, 0));
            sketches.for_each(|sketch| reader.push(&sketch));
            reader.numbers.finish()
        });
        Self { documents }
    }

    /// Those in the documents that are `asked` for, in reading order. Linear.
    pub(crate) fn of(&self, asked: impl Fn(u32) -> bool) -> Vec<Sketch> {
        let n_bytes: usize = self.documents.iter().map(|bytes| bytes.len()).sum();
        let mut all = Vec::with_capacity(n_bytes / LEAST_BYTES);
        for (bytes, document) in self.documents.iter().zip(0..).filter(|it| asked(it.1)) {
            sketches(bytes, document).for_each(|sketch| all.push(sketch));
        }
        all
    }
}

/// A sketch takes so many bytes at least, or nearly so: one of its classes each, and a step with a length.
const LEAST_BYTES: usize = N_CLASSES + 2;

/// The sketches in `bytes`, which are those of a document.
fn sketches(bytes: &[u8], document: u32) -> impl Iterator<Item = Sketch> {
    let (mut numbers, mut scales) = (RiceReader::new(bytes), [Scale::of(MEAN); 2]);
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        let [steps, lengths] = &mut scales;
        start = start.checked_add(numbers.take(steps)?)?;
        let end = start.checked_add(numbers.take(lengths)?)?;
        let classes = Classes(numbers.take_eight()?);
        Some(Sketch { place: Place { document, span: Span { start, end } }, classes })
    })
}

/// About so many bytes a long paragraph has.
const MEAN: u32 = 400;

/// Collects the sketches of a document.
pub(crate) struct SketchReader {
    numbers: RiceWriter,
    scales: [Scale; 2],
    start: u32,
}

impl Default for SketchReader {
    fn default() -> Self {
        let scales = [Scale::of(MEAN); 2];
        Self { numbers: RiceWriter::default(), scales, start: 0 }
    }
}

impl SketchReader {
    /// Reads the paragraph at `span` of `prose`, given as the words of it in order, if it is long and no list of
    /// values ("Level: 4 HP: 40/40"). Linear in the words.
    pub(crate) fn read(&mut self, prose: &str, span: Span, words: &[Packed]) {
        if words.len() < MIN_WORDS {
            return;
        }
        // Most paragraphs have no colon near their beginning.
        let bytes = prose[span.range()].as_bytes();
        let has_name = memchr(b':', &bytes[..bytes.len().min(LONGEST_NAME)]).is_some();
        if has_name && memchr_iter(b':', bytes).count() * WORDS_A_VALUE > words.len() {
            return;
        }
        let mut smallest = [u64::MAX; N_CLASSES];
        for row in words.windows(3) {
            let &[before, word, after] = row else { break };
            if word.len() >= LONG_WORD {
                let hash = hash([before, word, after]);
                let least = &mut smallest[hash as usize % N_CLASSES];
                *least = hash.min(*least);
            }
        }
        // The high bits of what is smallest are alike, the low ones tell the class.
        let byte = |hash: u64| if hash == u64::MAX { 0 } else { (hash >> 8) as u8 | 1 };
        let place = Place::alone(span);
        self.push(&Sketch { place, classes: Classes(u64::from_le_bytes(smallest.map(byte))) });
    }

    fn push(&mut self, Sketch { place, classes }: &Sketch) {
        let [steps, lengths] = &mut self.scales;
        self.numbers.push(place.span.start - self.start, steps);
        self.numbers.push(place.span.end - place.span.start, lengths);
        self.numbers.push_bytes(&classes.0.to_le_bytes());
        self.start = place.span.start;
    }

    /// All sketches.
    pub(crate) fn finish(self) -> Sketches {
        Sketches { documents: vec![self.numbers.finish()] }
    }
}

/// The hash of what three words in a row begin with. Facts travel, so it is the same on every machine.
fn hash(row: [Packed; 3]) -> u64 {
    let mix = |hash: u64, word: Packed| {
        (hash.rotate_left(23) ^ word.head).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    let hash = row.into_iter().fold(0, mix);
    hash ^ hash >> 32
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
        let words = prose::packed(text, span);
        let mut reader = SketchReader::default();
        reader.read(text, span, &words);
        reader.finish().of(|_| true).pop()
    }

    #[test]
    fn much_alike() {
        let whole = sketch(TEXT).expect("it is long");
        let is_like =
            |text: &str| sketch(text).is_some_and(|it| it.classes.are_like(whole.classes));
        assert!(is_like(TEXT) && is_like(&TEXT.replace("ferry", "steamer")));
        let other = "The harbour was crowded that winter morning, and the fishermen left their baskets on the \
                     quay of the ferry, where some lanterns had been burning until the constable came.";
        assert!(!is_like(other));
        assert_eq!(sketch(&TEXT[..60]), None);
        assert_eq!(sketch(&TEXT.replace(" the ", ": the ")), None);
    }

    #[test]
    fn broken() {
        let sketches = Sketches { documents: vec![[0; 9].into(), [0xff; 30].into()] };
        assert!(sketches.of(|_| true).len() <= 3);
    }
}
