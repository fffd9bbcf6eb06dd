//! Words that are or may be names, and how they are used.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::evidence::{self, Clue, Evidence};
use crate::story::introductions::{How, Introduction};
use crate::story::place::Place;
use crate::story::prose;
use crate::story::rice::{RiceReader, RiceWriter, Scale};
use crate::story::texts::{self, Texts};
use crate::story::vocabulary::{Vocabulary, WordSet};

/// How a name was used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameUse {
    /// Capitalised words in a row, parted by one space, without a possessive: `Mrs. Hale`. Particles
    /// may stand between them.
    pub text: String,
    /// Where exactly these words stand together, in reading order.
    pub places: Arc<Vec<Place>>,
    /// Those of them at which a sentence begins in which its bearer does what only the living do.
    pub(crate) deeds: Vec<Place>,
    /// What the words around it say.
    pub evidence: Evidence,
    /// The first use in which it is told who bears it, and how.
    pub(crate) introduction: Option<(u32, How)>,
}

impl NameUse {
    /// How often it is used.
    pub fn n(&self) -> u32 {
        self.places.len() as u32
    }

    /// How many uses open a sentence, where any word has a capital.
    pub fn n_opening(&self) -> u32 {
        self.evidence.count(Clue::Opening)
    }

    /// Where the words around it first tell who bears it.
    pub fn introduction(&self) -> Option<Introduction> {
        let (i, how) = self.introduction?;
        Some(Introduction { place: *self.places.get(i as usize)?, how })
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
}

/// What is written of a name in a document, as [`NameUse`] has it.
pub(crate) struct NameRow<'a> {
    pub(crate) text: &'a str,
    pub(crate) places: &'a [Place],
    /// At which of these a sentence begins in which its bearer does what only the living do.
    pub(crate) acts: &'a [bool],
    pub(crate) evidence: &'a Evidence,
    pub(crate) introduction: Option<(u32, How)>,
}

/// How large the numbers of a table are, by what they tell of a name.
#[derive(Debug, Default)]
struct Scales {
    evidence: evidence::Scales,
    /// How often it is used, with whether it is introduced; how, and in which use.
    uses: Scale,
    how: Scale,
    introduction: Scale,
    /// Where the first use starts; how long one is that is not as long as the text or in which its bearer acts,
    /// with whether that is so.
    first: Scale,
    length: Scale,
}

/// Writes names, sorted by text.
#[derive(Default)]
struct TableWriter {
    numbers: RiceWriter,
    texts: Texts,
    scales: Scales,
}

impl TableWriter {
    /// Appends a name, if it is used.
    fn push(&mut self, name: NameRow<'_>) {
        if name.places.is_empty() {
            return;
        }
        let Self { numbers, texts, scales } = self;
        texts.write(name.text, numbers);
        name.evidence.write(numbers, &mut scales.evidence);
        let (n, is_introduced) = (name.places.len() as u32, name.introduction.is_some());
        numbers.push((n - 1) << 1 | u32::from(is_introduced), &mut scales.uses);
        if let Some((i, how)) = name.introduction {
            numbers.push(how as u32, &mut scales.how);
            numbers.push(i, &mut scales.introduction);
        }
        let (mut start, mut gaps) = (None, Scale::default());
        for (Place { span, .. }, &acts) in name.places.iter().zip(name.acts) {
            let scale = if start.is_some() { &mut gaps } else { &mut scales.first };
            let length = span.range().len();
            // Few are.
            if acts || length != name.text.len() {
                numbers.push(0, scale);
                numbers.push((length as u32) << 1 | u32::from(acts), &mut scales.length);
            }
            numbers.push(span.start - start.unwrap_or(0) + 1, scale);
            if start.is_none() {
                gaps = Scale::of(span.start);
            }
            start = Some(span.start);
        }
    }
}

/// Reads the names of a table.
struct TableReader<'a> {
    numbers: RiceReader<'a>,
    texts: Texts,
    scales: Scales,
}

impl<'a> TableReader<'a> {
    fn new(table: &'a [u8]) -> Self {
        Self { numbers: RiceReader::new(table), texts: Texts::default(), scales: Scales::default() }
    }

    /// The text of the next name, in UTF-8, if there is one.
    fn text(&mut self) -> Option<&[u8]> {
        self.texts.take_bytes(&mut self.numbers)
    }

    /// Appends the uses of the name whose text was taken, which are in `document`, to those that `name` has before,
    /// and where they are to its `places`.
    fn uses(&mut self, name: &mut NameUse, places: &mut Vec<Place>, document: u32) -> Option<()> {
        let Self { numbers, scales, .. } = self;
        name.evidence.take(numbers, &mut scales.evidence)?;
        let n_uses = numbers.take(&mut scales.uses)?;
        if n_uses & 1 > 0 {
            let how = *How::READ.get(numbers.take(&mut scales.how)? as usize)?;
            let i = (places.len() as u32).checked_add(numbers.take(&mut scales.introduction)?)?;
            name.introduction.get_or_insert((i, how));
        }
        let (mut start, mut gaps) = (None, Scale::default());
        for _ in 0..=n_uses >> 1 {
            let scale = if start.is_some() { &mut gaps } else { &mut scales.first };
            let (mut length, mut acts) = (name.text.len() as u32, false);
            let mut step = numbers.take(scale)?;
            if step == 0 {
                let both = numbers.take(&mut scales.length)?;
                (length, acts) = (both >> 1, both & 1 > 0);
                step = numbers.take(scale)?;
            }
            let at = start.unwrap_or(0_u32).checked_add(step.checked_sub(1)?)?;
            if start.is_none() {
                gaps = Scale::of(at);
            }
            start = Some(at);
            let span = Span { start: at, end: at.checked_add(length)? };
            let place = Place { document, span };
            places.push(place);
            if acts {
                name.deeds.push(place);
            }
        }
        Some(())
    }
}

/// Capitalised words of running text, and the words that also occur without a capital.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Names {
    /// The names of each stretch of text that was read by itself, in order. To merge them they are only put
    /// one after another: most are merged several times before somebody asks for one.
    tables: Vec<Table>,
    /// Words without a capital.
    pub vocabulary: Vocabulary,
    /// Where the text says that two names are one person's: "Rook Hale, alias Finch".
    pub aliases: Vec<[Place; 2]>,
    /// Where the text says that they are two people's: "Anna and her mother Jane".
    pub others: Vec<[Place; 2]>,
}

/// Names, sorted by text. As a list of structures they would take five times as much.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Table {
    #[serde(with = "serde_bytes")]
    bytes: Box<[u8]>,
    /// The document in which they are.
    document: u32,
}

/// In however many stretches they were read.
impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        let Self { tables: _, vocabulary, aliases, others } = self;
        vocabulary == &other.vocabulary
            && aliases == &other.aliases
            && others == &other.others
            && self.uses() == other.uses()
    }
}

impl Eq for Names {}

impl Names {
    /// The names of a document, which are sorted by text, each once.
    pub(crate) fn new<'a>(
        names: impl Iterator<Item = NameRow<'a>>,
        vocabulary: Vocabulary,
        aliases: Vec<[Place; 2]>,
        others: Vec<[Place; 2]>,
    ) -> Self {
        let mut table = TableWriter::default();
        names.for_each(|name| table.push(name));
        let table = Table { bytes: table.numbers.finish(), document: 0 };
        let tables = if table.bytes.is_empty() { Vec::new() } else { vec![table] };
        Self { tables, vocabulary, aliases, others }
    }

    /// The names, each once, sorted by text. Linear in their uses, but for sorting; [`Story::names`] has
    /// them at once.
    ///
    /// [`Story::names`]: crate::story::Story::names
    pub fn uses(&self) -> Vec<NameUse> {
        let mut names: Vec<NameUse> = Vec::new();
        // Nobody shares them yet.
        let mut places: Vec<Vec<Place>> = Vec::new();
        let none = Arc::default();
        let mut known: FxHashMap<Box<[u8]>, usize> = FxHashMap::default();
        for table in &self.tables {
            let mut reader = TableReader::new(&table.bytes);
            while let Some(text) = reader.text() {
                let at = match known.get(text) {
                    Some(&at) => at,
                    None => {
                        let Ok(own) = str::from_utf8(text) else { break };
                        names.push(NameUse {
                            text: own.to_owned(),
                            places: Arc::clone(&none),
                            deeds: Vec::new(),
                            evidence: Evidence::default(),
                            introduction: None,
                        });
                        places.push(Vec::new());
                        known.insert(text.into(), names.len() - 1);
                        names.len() - 1
                    }
                };
                if reader.uses(&mut names[at], &mut places[at], table.document).is_none() {
                    break;
                }
            }
        }
        let with_start = |(text, at): (Box<[u8]>, usize)| (texts::start(&names[at].text), text, at);
        let mut sorted: Vec<_> = known.into_iter().map(with_start).collect();
        sorted.sort_unstable();
        let whole = |(name, mut places): (NameUse, Vec<Place>)| {
            // They are kept for long.
            places.shrink_to_fit();
            Some(NameUse { places: Arc::new(places), ..name })
        };
        let mut names: Vec<_> = names.into_iter().zip(places).map(whole).collect();
        // Each is there once, so that there is room for just as many.
        sorted.into_iter().map(|(.., at)| names[at].take().unwrap_or_default()).collect()
    }

    /// Appends the names of later documents, before which there are `n_documents`.
    pub(crate) fn extend(&mut self, later: Self, n_documents: u32) {
        self.tables.extend(
            later
                .tables
                .into_iter()
                .map(|table| Table { document: table.document + n_documents, ..table }),
        );
        self.vocabulary.extend(later.vocabulary);
        let shifted = |pair: [Place; 2]| pair.map(|place| place.shifted(n_documents));
        self.aliases.extend(later.aliases.into_iter().map(shifted));
        self.others.extend(later.others.into_iter().map(shifted));
    }
}

/// The words of all of `names`, by text. `lower` are the words that the story writes without a capital.
/// Linear in the names, but for sorting.
pub(crate) fn words_of(names: &[NameUse], lower: &WordSet) -> Vec<NameWord> {
    let mut words: FxHashMap<&str, NameWord> = FxHashMap::default();
    let mut loud: FxHashMap<String, u32> = FxHashMap::default();
    let mut cues = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let mut start = 0;
        let mut before = None;
        for text in name.text.split([' ', '.']) {
            if text.is_empty() {
                // After a period stands a space.
            } else if is_quiet(text) {
                if let Some(before) = before {
                    words.entry(before).or_default().beside.push(text.to_owned());
                }
                let word = words.entry(text).or_default();
                if word.text.is_empty() {
                    text.clone_into(&mut word.text);
                }
                word.n += name.n();
                word.n_opening += if start == 0 { name.n_opening() } else { 0 };
                word.names.push((number, start));
                if let Some(before) = before {
                    word.beside.push(before.to_owned());
                }
                before = Some(text);
            } else if prose::is_loud(text) && is_cue(name) {
                cues.push((text, number, start));
                before = None;
            } else {
                *loud.entry(text.to_lowercase()).or_default() += name.n();
                before = None;
            }
            start += text.len() + 1;
        }
    }
    // A name that stands above speeches of a script only is a word by itself, as it is there.
    let mut quiet: FxHashSet<String> = FxHashSet::default();
    if !cues.is_empty() {
        quiet.extend(words.keys().map(|word| word.to_lowercase()));
    }
    for (text, number, start) in cues {
        if quiet.contains(&text.to_lowercase()) {
            *loud.entry(text.to_lowercase()).or_default() += names[number].n();
        } else if text.len() > 1 {
            let word = words.entry(text).or_default();
            text.clone_into(&mut word.text);
            word.n += names[number].n();
            word.names.push((number, start));
        }
    }
    let is_name =
        |word: &NameWord| word.n > word.n_opening || !lower.contains(&word.text.to_lowercase());
    let mut words: Vec<_> = words.into_values().filter(is_name).collect();
    for word in &mut words {
        let quiet = word.text.to_lowercase();
        if let Some(n) = loud.get(&quiet).filter(|_| !lower.contains(&quiet)) {
            word.n += n;
        }
        word.beside.sort_unstable();
        word.beside.dedup();
    }
    words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    words
}

/// Whether every use of a name says who speaks, as those above the speeches of a script do.
fn is_cue(name: &NameUse) -> bool {
    name.evidence.count(Clue::Said) == name.n()
}

/// Whether a word of a name is one by itself: no particle, no initial, not in capitals.
fn is_quiet(word: &str) -> bool {
    prose::starts_with_capital(word) && word.chars().nth(1).is_some() && !prose::is_loud(word)
}

/// A single word of names, with what all names that it is part of say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NameWord {
    /// The word.
    pub(crate) text: String,
    /// How often it is used in names, in capitals or not.
    pub(crate) n: u32,
    /// How many of these uses open a sentence.
    pub(crate) n_opening: u32,
    /// The names that it is part of, by number, each with the byte of it where it starts; but for those in
    /// capitals.
    names: Vec<(usize, usize)>,
    /// The words beside it in names, sorted, each once.
    pub(crate) beside: Vec<String>,
}

impl NameWord {
    /// Its uses, but for those in capitals, in reading order, given all `names`.
    pub(crate) fn places(&self, names: &[NameUse]) -> Vec<Place> {
        let places = self.names.iter().flat_map(|&(number, start)| {
            let name = &names[number];
            name.places.iter().map(move |&place| name.part(place, start, &self.text))
        });
        let mut places = Vec::from_iter(places);
        places.sort_unstable();
        places
    }

    /// The names that it is part of, but for those in capitals, given all `names`.
    pub(crate) fn uses<'a>(&self, names: &'a [NameUse]) -> impl Iterator<Item = &'a NameUse> {
        self.names.iter().map(|&(number, _)| &names[number])
    }
}

/// Checks the names that a text teaches, each with how often it is used and how often it opens
/// a sentence.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_uses(text: &str, expected: &[(&str, u32, u32)]) {
    use crate::story::Facts;

    let facts = Facts::of_text("a.md", text);
    let uses = facts.names.uses();
    let found: Vec<_> = uses.iter().map(|name| (&*name.text, name.n(), name.n_opening())).collect();
    assert_eq!(found, expected);
}

/// Checks the pairs of names that a text speaks of, some that are `read` from what it says of its names.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_pairs(
    text: &str,
    read: impl Fn(&Names) -> &[[Place; 2]],
    expected: &[[&str; 2]],
) {
    use crate::story::Facts;

    let facts = Facts::of_text("a.md", text);
    let pairs = read(&facts.names).iter();
    let found: Vec<_> = pairs.map(|it| it.map(|place| &text[place.span.range()])).collect();
    assert_eq!(found, expected, "{text}");
}

/// Checks which names a text says are two people's.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_others(text: &str, expected: &[[&str; 2]]) {
    check_pairs(text, |names| &names.others, expected);
}
