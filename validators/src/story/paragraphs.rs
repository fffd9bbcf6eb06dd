//! Where paragraphs start, and who is in them without a name.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::gender::Gender;
use crate::story::place::{Place, position};
use crate::story::positions::join_documents;
use crate::story::rice::{RiceReader, RiceWriter, Scale};
use crate::story::unpacked::Unpacked;

/// What a paragraph tells of those who may be meant by a pronoun after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Company {
    /// Whether a heading or a break before it begins a scene.
    pub(crate) begins_scene: bool,
    /// Whether it speaks of somebody without a name who may be she; and he.
    pub(crate) unnamed: [bool; 2],
}

impl Company {
    /// Whether it speaks of somebody without a name who may be of that gender.
    pub(crate) fn has_unnamed(self, gender: Gender) -> bool {
        self.unnamed[gender as usize]
    }

    fn bits(self) -> u32 {
        let [she, he] = self.unnamed;
        u32::from(self.begins_scene) | u32::from(she) << 1 | u32::from(he) << 2
    }

    fn of(bits: u32) -> Self {
        let has = |bit: u32| bits >> bit & 1 == 1;
        Self { begins_scene: has(0), unnamed: [has(1), has(2)] }
    }
}

/// The paragraphs of documents, some thirteen bits each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraphs {
    /// The distances from each start to the next with what is in it, by document, as a [`RiceWriter`] wrote them.
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
    #[serde(skip)]
    all: Unpacked<All>,
}

/// Where paragraphs start, and what is in each.
#[derive(Debug, Clone, Default)]
struct All {
    starts: Vec<u64>,
    companies: Vec<Company>,
}

impl Paragraphs {
    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        let documents = join_documents(parts, |parts| {
            let mut reader = ParagraphReader::default();
            let all = parts.iter().flat_map(|bytes| paragraphs(bytes));
            all.for_each(|(start, company)| reader.push(start, company));
            reader.numbers.finish()
        });
        Self { documents, ..Self::default() }
    }

    /// The [`position`] at which each paragraph starts, in reading order. Linear when it is first asked for.
    pub(crate) fn starts(&self) -> &[u64] {
        &self.all().starts
    }

    /// What is in each of them, in the same order. Linear when it is first asked for.
    pub(crate) fn companies(&self) -> &[Company] {
        &self.all().companies
    }

    fn all(&self) -> &All {
        self.all.get(|| {
            let mut all = All::default();
            for (document, bytes) in (0..).zip(&self.documents) {
                for (start, company) in paragraphs(bytes) {
                    all.starts.push(position(document, start));
                    all.companies.push(company);
                }
            }
            all.starts.shrink_to_fit();
            all.companies.shrink_to_fit();
            all
        })
    }
}

/// The number, from one, of the paragraph that `place` is in: of the last of those at `starts` that does not start
/// after it. Takes the logarithm of their number.
pub(crate) fn paragraph_at(starts: &[u64], place: Place) -> usize {
    let at = place.start();
    starts.partition_point(|&start| start <= at)
}

/// Where the paragraphs in `bytes` start, and what is in them.
fn paragraphs(bytes: &[u8]) -> impl Iterator<Item = (u32, Company)> {
    let (mut numbers, mut scale) = (RiceReader::new(bytes), Scale::default());
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        let number = numbers.take(&mut scale)?;
        start = start.checked_add(number >> BITS)?;
        Some((start, Company::of(number)))
    })
}

/// So many bits say what is in a paragraph.
const BITS: u32 = 3;

/// Collects the paragraphs of a document.
#[derive(Default)]
pub(crate) struct ParagraphReader {
    numbers: RiceWriter,
    scale: Scale,
    start: u32,
}

impl ParagraphReader {
    /// Keeps where the paragraph at `span` starts, and what is in it.
    pub(crate) fn read(&mut self, span: Span, company: Company) {
        self.push(span.start, company);
    }

    fn push(&mut self, start: u32, company: Company) {
        self.numbers.push((start - self.start) << BITS | company.bits(), &mut self.scale);
        self.start = start;
    }

    /// All of them.
    pub(crate) fn finish(self) -> Paragraphs {
        Paragraphs { documents: vec![self.numbers.finish()], ..Paragraphs::default() }
    }
}
