//! Words that are or may be names, and how they are used.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::evidence::{Clue, Evidence};
use crate::story::introductions::{How, Introduction};
use crate::story::place::Place;
use crate::story::positions::{self, PositionWriter};
use crate::story::prose;
use crate::story::vocabulary::Vocabulary;

/// Places of a name that its words keep. Enough to show every use of one that is rare.
const PLACES: usize = 3;

/// How a name was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameUse<'a> {
    /// Capitalised words in a row, parted by one space, without a possessive: `Mrs. Hale`. Particles
    /// may stand between them.
    pub text: &'a str,
    /// How often exactly these words stand together.
    pub n: u32,
    /// What the words around it say.
    pub evidence: Evidence,
    /// The first use in which it is told who bears it, and how.
    pub(crate) introduction: Option<(u32, How)>,
    /// Its places, as a [`PositionWriter`] wrote them.
    pub(crate) positions: &'a [u8],
}

impl<'a> NameUse<'a> {
    /// How many uses open a sentence, where any word has a capital.
    pub fn n_opening(&self) -> u32 {
        self.evidence.count(Clue::Opening)
    }

    /// All uses in reading order.
    pub fn places(&self) -> impl Iterator<Item = Place> + use<'a> {
        positions::places(self.positions, self.text.len())
    }

    /// Where the words around it first tell who bears it.
    pub fn introduction(&self) -> Option<Introduction> {
        let (i, how) = self.introduction?;
        Some(Introduction { place: self.places().nth(i as usize)?, how })
    }

    /// Where `word`, which starts at byte `offset` of the name, is at one of the name's places: the
    /// whole place if the file writes the name in another way.
    fn part(&self, place: Place, offset: usize, word: &str) -> Place {
        if place.span.range().len() != self.text.len() {
            return place;
        }
        let start = place.span.start as usize + offset;
        Place { span: Span::new(start..start + word.len()), ..place }
    }

    /// This name, and its uses in later documents, as a row of a table.
    fn write_merged(&self, later: &Self, n_documents: u32, table: &mut Vec<u8>) {
        let length = self.text.len();
        let mut positions = PositionWriter::after(self.positions, length);
        later.places().for_each(|place| positions.push(place.shifted(n_documents), length));
        let mut evidence = self.evidence;
        evidence.merge(&later.evidence);
        let introduction =
            self.introduction.or(later.introduction.map(|(i, how)| (self.n + i, how)));
        let n = self.n + later.n;
        let positions = &positions.bytes;
        NameUse { text: self.text, n, evidence, introduction, positions }.write(table);
    }

    /// Appends it to a table.
    fn write(&self, table: &mut Vec<u8>) {
        positions::push_number(table, self.text.len() as u64);
        table.extend_from_slice(self.text.as_bytes());
        positions::push_number(table, u64::from(self.n));
        self.evidence.write(table);
        positions::push_number(table, How::number(self.introduction));
        positions::push_number(table, self.positions.len() as u64);
        table.extend_from_slice(self.positions);
    }

    /// Takes a row off the front of a table.
    fn take(table: &mut &'a [u8]) -> Option<Self> {
        let length = positions::take_small(table)?;
        let text = str::from_utf8(positions::take_bytes(table, length)?).ok()?;
        let n = positions::take_small(table)?;
        let evidence = Evidence::take(table)?;
        let introduction = How::of_number(positions::take_number(table)?);
        let length = positions::take_small(table)?;
        let positions = positions::take_bytes(table, length)?;
        Some(Self { text, n, evidence, introduction, positions })
    }
}

/// Capitalised words of running text, and the words that also occur without a capital.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// A row for each name, sorted by text. As a list of structures it would take three times as much.
    table: Vec<u8>,
    /// Words without a capital.
    pub vocabulary: Vocabulary,
    /// Where the text says that two names are one person's: "Rook Hale, alias Finch".
    pub aliases: Vec<[Place; 2]>,
}

impl Names {
    /// The names, which are sorted by text, each once.
    pub(crate) fn new<'a>(
        names: impl Iterator<Item = NameUse<'a>>,
        vocabulary: Vocabulary,
        aliases: Vec<[Place; 2]>,
    ) -> Self {
        let mut table = Vec::new();
        names.for_each(|name| name.write(&mut table));
        table.shrink_to_fit();
        Self { table, vocabulary, aliases }
    }

    /// The names, each once, sorted by text.
    pub fn uses(&self) -> impl Iterator<Item = NameUse<'_>> {
        let mut rest = self.table.as_slice();
        std::iter::from_fn(move || NameUse::take(&mut rest))
    }

    /// These names, and after them those of later documents.
    pub(crate) fn merge(self, later: Self, n_documents: u32) -> Self {
        let vocabulary = self.vocabulary.merge(&later.vocabulary);
        let mut aliases = self.aliases.clone();
        aliases.extend(later.aliases.iter().map(|it| it.map(|place| place.shifted(n_documents))));
        let mut table = Vec::with_capacity(self.table.len() + later.table.len());
        let (mut left, mut right) = (self.uses().peekable(), later.uses().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(left), Some(right)) => left.text.cmp(right.text),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => {
                    table.shrink_to_fit();
                    return Self { table, vocabulary, aliases };
                }
            };
            let earlier = if order.is_le() { left.next() } else { None };
            let later = if order.is_ge() { right.next() } else { None };
            match (earlier, later) {
                (Some(name), None) => name.write(&mut table),
                (name, Some(later)) => {
                    let none = NameUse {
                        n: 0,
                        evidence: Evidence::default(),
                        introduction: None,
                        positions: &[],
                        ..later
                    };
                    name.unwrap_or(none).write_merged(&later, n_documents, &mut table);
                }
                (None, None) => {}
            }
        }
    }

    /// The words of all names, by text. Linear in the names, but for sorting.
    pub(crate) fn words(&self) -> Vec<NameWord<'_>> {
        let mut words: FxHashMap<&str, NameWord<'_>> = FxHashMap::default();
        for name in self.uses() {
            let mut start = 0;
            let mut before = None;
            for text in name.text.split([' ', '.']) {
                if text.is_empty() {
                    // After a period stands a space.
                } else if is_quiet(text) {
                    if let Some(before) = before {
                        words.entry(before).or_default().beside.push(text);
                    }
                    let word = words.entry(text).or_default();
                    word.text = text;
                    word.n += name.n;
                    word.n_opening += if start == 0 { name.n_opening() } else { 0 };
                    let places = name.places().take(PLACES);
                    word.places.extend(places.map(|place| name.part(place, start, text)));
                    word.beside.extend(before);
                    before = Some(text);
                } else {
                    before = None;
                }
                start += text.len() + 1;
            }
        }
        let lower = self.vocabulary.set();
        let is_name = |word: &NameWord<'_>| {
            word.n > word.n_opening || !lower.contains(&word.text.to_lowercase())
        };
        let mut words: Vec<_> = words.into_values().filter(is_name).collect();
        for word in &mut words {
            word.places.sort_unstable();
            word.beside.sort_unstable();
            word.beside.dedup();
        }
        words.sort_unstable_by_key(|word| word.text);
        words
    }
}

/// Whether a word of a name is one by itself: no particle, no initial, not in capitals.
fn is_quiet(word: &str) -> bool {
    prose::starts_with_capital(word) && word.chars().nth(1).is_some() && !prose::is_loud(word)
}

/// A single word of names, with what all names that it is part of say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NameWord<'a> {
    /// The word.
    pub(crate) text: &'a str,
    /// How often it is used in names.
    pub(crate) n: u32,
    /// How many of these uses open a sentence.
    pub(crate) n_opening: u32,
    /// The first uses of each name that it is part of.
    pub(crate) places: Vec<Place>,
    /// The words beside it in names, sorted, each once.
    pub(crate) beside: Vec<&'a str>,
}
