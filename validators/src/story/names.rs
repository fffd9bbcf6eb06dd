//! Words that are or may be names.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::prose::{self, Word};
use crate::story::vocabulary::{Vocabulary, WordSet};

/// Places kept for a name. Enough to show every use of one that is rare.
const PLACES: usize = 3;

/// Words beside a name that say who bears it, as far as many people share them.
const TITLES: &str = "\
Aunt Auntie Baron Baroness Brother Capt Captain Colonel Count Countess Dame Dear Doctor Don Dr \
Duchess Duke Father General Inspector King Lady Lieutenant Little Lord Madame Mademoiselle Major \
Master Miss Monsieur Mr Mrs Ms Old Poor Prince Princess Professor Queen Sir Uncle";

/// Abbreviations before a name, after which a period ends no sentence.
const ABBREVIATED: [&str; 18] = [
    "Capt", "Col", "Dr", "Fr", "Gen", "Hon", "Lieut", "Lt", "Maj", "Messrs", "Mlle", "Mme", "Mr",
    "Mrs", "Ms", "Prof", "Rev", "St",
];

/// Words that open many a sentence and are nobody's name, so that they are not kept at all. (Looked up
/// at every sentence: as one string this list and the one above make reading facts a third slower.)
const OPENERS: [&str; 60] = [
    "A", "After", "All", "An", "And", "Are", "As", "At", "Before", "But", "By", "Did", "Do",
    "Even", "Every", "For", "From", "Had", "Has", "Have", "He", "Her", "Here", "His", "How", "If",
    "In", "Is", "It", "Its", "My", "No", "Not", "Now", "Of", "On", "One", "Or", "Our", "She", "So",
    "Some", "That", "The", "Their", "Then", "There", "They", "This", "To", "Was", "We", "Well",
    "What", "When", "Who", "Why", "With", "You", "Your",
];

/// How a name was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameUse {
    /// Capitalised words in a row, parted by one space, without a possessive: `Mrs. Hale`.
    pub text: Box<str>,
    /// How often exactly these words stand together.
    pub n: u32,
    /// How many of these uses open a sentence, where any word has a capital.
    pub n_opening: u32,
    /// The first uses in reading order.
    pub places: Vec<Place>,
}

/// Capitalised words of running text, and the words that also occur without a capital.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// By text, each once.
    pub uses: Vec<NameUse>,
    /// Words without a capital.
    pub vocabulary: Vocabulary,
}

impl Names {
    /// These names, and after them those of later documents.
    pub(crate) fn merge(self, later: Self, n_documents: u32) -> Self {
        let vocabulary = self.vocabulary.merge(&later.vocabulary);
        let shift = |mut name: NameUse| {
            name.places.iter_mut().for_each(|place| *place = place.shifted(n_documents));
            name
        };
        let mut uses = Vec::with_capacity(self.uses.len().max(later.uses.len()));
        let mut left = self.uses.into_iter().peekable();
        let mut right = later.uses.into_iter().map(shift).peekable();
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(left), Some(right)) => left.text.cmp(&right.text),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Self { uses, vocabulary },
            };
            let mut earliest = if order.is_gt() { right.next() } else { left.next() };
            if order.is_eq() {
                earliest = earliest.zip(right.next()).map(|(left, right)| left.merge(right));
            }
            uses.extend(earliest);
        }
    }

    /// The words of all names, by text. Linear in the names, but for sorting.
    pub(crate) fn words(&self) -> Vec<NameWord<'_>> {
        let mut words: FxHashMap<&str, NameWord<'_>> = FxHashMap::default();
        for name in &self.uses {
            let mut start = 0;
            let mut before = None;
            for part in name.text.split(' ') {
                let text = part.trim_end_matches('.');
                if let Some(before) = before {
                    words.entry(before).or_default().beside.push(text);
                }
                let word = words.entry(text).or_default();
                word.text = text;
                word.n += name.n;
                word.n_opening += if start == 0 { name.n_opening } else { 0 };
                word.places.extend(name.places.iter().map(|&place| name.part(place, start, text)));
                word.beside.extend(before);
                before = Some(text);
                start += part.len() + 1;
            }
        }
        let mut words: Vec<_> = words.into_values().collect();
        for word in &mut words {
            word.places.sort_unstable();
            word.beside.sort_unstable();
            word.beside.dedup();
        }
        words.sort_unstable_by_key(|word| word.text);
        words
    }
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

/// Whether `word` says of many people who they are: `Mr`, `Aunt`, `Poor`.
pub(crate) fn is_title(word: &str) -> bool {
    prose::is_listed(TITLES, word)
}

impl NameUse {
    /// Where `word`, which starts at byte `offset` of the name, is at one of the name's places: the
    /// whole place if the file writes the name in another way.
    fn part(&self, place: Place, offset: usize, word: &str) -> Place {
        if place.span.range().len() != self.text.len() {
            return place;
        }
        let start = place.span.start as usize + offset;
        Place { span: Span::new(start..start + word.len()), ..place }
    }

    fn merge(mut self, later: Self) -> Self {
        self.n += later.n;
        self.n_opening += later.n_opening;
        let room = PLACES.saturating_sub(self.places.len());
        self.places.extend(later.places.into_iter().take(room));
        self
    }
}

/// Collects the names of a document, paragraph by paragraph.
#[derive(Default)]
pub(crate) struct NameReader {
    uses: FxHashMap<Box<str>, NameUse>,
    words: WordSet,
    /// The name that is being put together, empty if none is.
    phrase: String,
    phrase_span: Span,
    phrase_opens: bool,
}

impl NameReader {
    /// Reads a paragraph, given as the words of it in order.
    pub(crate) fn read(&mut self, prose: &str, words: &[Word<'_>]) {
        let mut last: Option<Word<'_>> = None;
        for &word in words {
            let text = word.text();
            let (stem, possessive) = without_possessive(&text);
            let before = last.replace(word);
            if !word.is_capitalised() {
                self.close();
                self.words.insert(stem);
                continue;
            }
            let (joint, opens) = match before {
                Some(before) => joint(&prose[before.end()..word.start], before),
                None => (None, true),
            };
            if !is_name_like(stem) || (opens && OPENERS.contains(&stem)) {
                self.close();
                continue;
            }
            let span = Span::new(word.start..word.end() - (text.len() - stem.len()));
            self.add(stem, span, joint, opens);
            if possessive {
                self.close();
            }
        }
        self.close();
    }

    /// Adds a capitalised word: to the open name, if there is one and `joint` joins them.
    fn add(&mut self, word: &str, span: Span, joint: Option<&str>, opens: bool) {
        match joint {
            Some(joint) if !self.phrase.is_empty() => {
                self.phrase.push_str(joint);
                self.phrase_span.end = span.end;
            }
            _ => {
                self.close();
                self.phrase_span = span;
                self.phrase_opens = opens;
            }
        }
        self.phrase.push_str(word);
    }

    /// Counts the open name.
    fn close(&mut self) {
        if self.phrase.is_empty() {
            return;
        }
        let place = Place::alone(self.phrase_span);
        let n_opening = u32::from(self.phrase_opens);
        if let Some(name) = self.uses.get_mut(self.phrase.as_str()) {
            name.n += 1;
            name.n_opening += n_opening;
            if name.places.len() < PLACES {
                name.places.push(place);
            }
        } else {
            let text: Box<str> = self.phrase.as_str().into();
            let name = NameUse { text: text.clone(), n: 1, n_opening, places: vec![place] };
            self.uses.insert(text, name);
        }
        self.phrase.clear();
    }

    /// All names. A word that only opens sentences with a capital, and that the document also
    /// writes without one, is none.
    pub(crate) fn finish(self) -> Names {
        let mut uses: Vec<_> = self.uses.into_values().collect();
        uses.retain(|name| {
            name.n > name.n_opening
                || name.text.contains([' ', '-'])
                || !self.words.contains(&name.text.to_lowercase())
        });
        uses.sort_unstable_by(|left, right| left.text.cmp(&right.text));
        Names { uses, vocabulary: self.words.finish() }
    }
}

/// What joins a word to `last` into one name over `gap`, if anything can, and whether the word
/// opens a sentence, a speech or the part after a dash.
fn joint(gap: &str, last: Word<'_>) -> (Option<&'static str>, bool) {
    if prose::is_blank(gap) {
        return (Some(" "), false);
    }
    if gap == "-" {
        return (Some("-"), false);
    }
    if gap.starts_with('.') && prose::is_blank(&gap[1..]) {
        if ABBREVIATED.contains(&last.raw) {
            return (Some(". "), false);
        }
        // An initial: "J. Hale".
        if last.raw.len() == 1 && last.is_capitalised() && last.raw != "I" {
            return (None, false);
        }
    }
    let opens = gap.contains(['.', '!', '?', ':', '…', '—', '"', '“', '‘', '«', '»', '„'])
        || gap.contains("--")
        || gap.ends_with('\'');
    (None, opens)
}

/// Whether a capitalised word can be a name: not a number, a single letter, "I'm", or a word in
/// capitals for emphasis, as "McGURK".
fn is_name_like(word: &str) -> bool {
    let is_loud = || word.chars().rev().take(2).all(char::is_uppercase);
    let is_pronoun = || word.starts_with("I'") || word.starts_with("I’");
    word.chars().nth(1).is_some() && !is_loud() && !is_pronoun()
}

/// A word without `'s` or `’s` at its end, and whether it had one.
fn without_possessive(word: &str) -> (&str, bool) {
    match word.strip_suffix('s').and_then(|rest| rest.strip_suffix(prose::is_apostrophe)) {
        Some(stem) => (stem, true),
        None => (word, false),
    }
}

#[cfg(test)]
mod tests {
    use crate::story::{Document, Facts, Role};

    /// Checks the names that a text teaches, each with how often it is used and how often it opens
    /// a sentence.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, u32, u32)]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let uses = facts.names.uses.iter();
        let found: Vec<_> = uses.map(|name| (&*name.text, name.n, name.n_opening)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn several_words() {
        check(
            "He met Mrs. Anna Hale and\nJean-Luc.",
            &[("Jean-Luc", 1, 0), ("Mrs. Anna Hale", 1, 0)],
        );
    }

    #[test]
    fn possessive_ends_a_name() {
        check("It was Anna's Bible.", &[("Anna", 1, 0), ("Bible", 1, 0)]);
    }

    #[test]
    fn opens_a_sentence() {
        check("Anna came. “Anna!” he said to Anna.", &[("Anna", 3, 2)]);
    }

    #[test]
    fn after_an_initial() {
        check("It was J. Hale.", &[("Hale", 1, 0)]);
    }

    #[test]
    fn ordinary_words() {
        check("The rain fell. Rain and RAIN, I'm told. But then", &[]);
    }

    #[test]
    fn headings_are_no_running_text() {
        check("# The Long Road\n\nIt was long.", &[]);
    }

    #[test]
    fn markup_inside() {
        check("He met *An*na and An**na Ha**le.", &[("Anna", 1, 0), ("Anna Hale", 1, 0)]);
    }

    #[test]
    fn words_of_names() {
        let text = "He met Anna Hale. Hale saw Mr. Hale.";
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let words = facts.names.words();
        let hale = words.iter().find(|word| word.text == "Hale").expect("it is used");
        assert_eq!((hale.n, hale.n_opening, &*hale.beside), (3, 1, ["Anna", "Mr"].as_slice()));
        let places: Vec<_> = hale.places.iter().map(|place| &text[place.span.range()]).collect();
        assert_eq!(places, ["Hale"; 3]);
    }
}
