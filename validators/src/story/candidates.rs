//! Names in all their spellings, and what each names.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Span;
use crate::story::answers::Answers;
use crate::story::evidence::{Clue, Evidence};
use crate::story::facts::Facts;
use crate::story::full_name::FullName;
use crate::story::given_names;
use crate::story::introductions::{How, Introduction};
use crate::story::kinds::{self, Features, Kind};
use crate::story::names::NameUse;
use crate::story::place::Place;
use crate::story::placed::Placed;
use crate::story::prose;
use crate::story::texts;
use crate::story::titles;
use crate::story::vocabulary::WordSet;
use crate::story::word_list::WordList;

/// One of the names that somebody goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it is mostly written, without a possessive: `Mrs. Bennet`.
    pub text: Box<str>,
    /// Every use of it in running text, in reading order.
    pub places: Arc<Vec<Place>>,
}

/// A name in all spellings that differ in capitals and diacritics.
pub(crate) struct Candidate {
    pub(crate) name: FullName,
    pub(crate) forms: Vec<Form>,
    pub(crate) evidence: Evidence,
    pub(crate) n: u32,
    /// Whether it is a word that the story writes without a capital too.
    pub(crate) is_ordinary: bool,
    /// Whether the first of its words is.
    has_epithet: bool,
    /// Uses in capitals.
    n_loud: u32,
    pub(crate) introduction: Option<Introduction>,
    pub(crate) kind: Kind,
}

/// All names, with what tells whose they are.
pub(crate) struct Candidates {
    /// Sorted, with what each names.
    pub(crate) names: Vec<Candidate>,
    /// Where they are, each with its index.
    pub(crate) named: Placed<u32>,
    /// Pairs of them, by index, of which the text says that they are one person's.
    pub(crate) said: Vec<[usize; 2]>,
    /// Pairs of them of which it says that they are two people's.
    pub(crate) others: Vec<[usize; 2]>,
    /// Who answers to them, by index.
    pub(crate) answers: Answers,
}

/// All names, whose uses are `uses`. `lower` are the words that the story writes without a capital. Linear in
/// the uses, but for sorting.
pub(crate) fn candidates(facts: &Facts, uses: &[NameUse], lower: &WordSet) -> Candidates {
    let mut names = spellings(uses, lower);
    let named = Placed::sorted(
        names
            .iter()
            .zip(0..)
            .flat_map(|(name, i)| name.forms.iter().map(move |form| (form.places.as_slice(), i))),
    );
    let answers = Answers::of(facts, &named);
    judge_kinds(&mut names, &answers);
    let said = at_places(&named, &facts.names.aliases);
    judge_said(&mut names, &said);
    let others = at_places(&named, &facts.names.others);
    Candidates { names, named, said, others, answers }
}

/// The names at pairs of places, by index. Names do not overlap, so that where one ends tells which
/// it is, even if the word before it was found to be none of it.
fn at_places(named: &Placed<u32>, pairs: &[[Place; 2]]) -> Vec<[usize; 2]> {
    let at = |place: Place| Some(*named.ending_at(place.document, place.span.end)? as usize);
    pairs.iter().filter_map(|&[one, other]| Some([at(one)?, at(other)?])).collect()
}

/// All names, sorted.
fn spellings(uses: &[NameUse], lower: &WordSet) -> Vec<Candidate> {
    let mut names: Vec<Candidate> = Vec::with_capacity(uses.len());
    let mut by_name: FxHashMap<FullName, usize> = FxHashMap::default();
    // Which of the opposed adjectives stand before which names: "Old Tom", "Young Tom".
    let epithets: FxHashSet<(usize, &str)> =
        uses.iter().filter_map(|name| split_epithet(&name.text)).collect();
    let is_contrasted =
        |i: usize, rest: &str| [i, opposite(i)].iter().all(|&i| epithets.contains(&(i, rest)));
    for name in uses {
        let (text, skipped) = without_opener(name, lower);
        let parts = match split_epithet(text) {
            Some((i, rest)) if is_contrasted(i, rest) => {
                FullName::of(rest).with_epithet(OPPOSED[i])
            }
            _ => FullName::of(text),
        };
        if parts.words.is_empty() || is_shouted(name, &parts, lower) {
            continue;
        }
        let starts = |place: Place| {
            let start = (place.span.start as usize + skipped).min(place.span.range().end);
            Place { span: Span::new(start..place.span.range().end), ..place }
        };
        let places = match skipped {
            0 => Arc::clone(&name.places),
            _ => Arc::new(name.places.iter().map(|&place| starts(place)).collect()),
        };
        let form = Form { text: text.into(), places };
        let has_title = !parts.titles.is_empty();
        let at = *by_name.entry(parts).or_insert_with_key(|name| {
            names.push(Candidate::new(name, lower));
            names.len() - 1
        });
        let candidate = &mut names[at];
        candidate.n += name.n();
        candidate.n_loud += if prose::is_loud(text) { name.n() } else { 0 };
        candidate.evidence.merge(&name.evidence);
        let told = name.introduction().map(|it| Introduction { place: starts(it.place), ..it });
        let first = form.places.first().filter(|_| has_title);
        let titled = first.map(|&place| Introduction { place, how: How::Titled });
        candidate.introduction = [candidate.introduction, told, titled].into_iter().flatten().min();
        match candidate.forms.iter_mut().find(|known| known.text == form.text) {
            Some(known) => Arc::make_mut(&mut known.places).extend(form.places.iter()),
            None => candidate.forms.push(form),
        }
    }
    // Of a name that was read with other words before it, what was read of each follows one another.
    let forms = names.iter_mut().flat_map(|it| &mut it.forms);
    let mixed = forms.filter(|form| !form.places.is_sorted());
    mixed.for_each(|form| Arc::make_mut(&mut form.places).sort());
    let with_start = |(name, at): (FullName, usize)| {
        // Those without titles come first. How the first word starts mostly tells the order.
        let (has_title, first) = (!name.titles.is_empty(), name.titles.first());
        let start = texts::start(first.or(name.words.first()).map_or("", String::as_str));
        (has_title, start, name, at)
    };
    let mut order: Vec<_> = by_name.into_iter().map(with_start).collect();
    order.sort_unstable();
    let mut names: Vec<_> = names.into_iter().map(Some).collect();
    let named = |(.., name, at): (_, _, FullName, usize)| {
        names[at].take().map(|candidate| Candidate { name, ..candidate })
    };
    order.into_iter().filter_map(named).collect()
}

/// Adjectives of two people of one name, the opposites side by side.
const OPPOSED: [&str; 4] = ["Old", "Young", "Big", "Little"];

/// The number of what is opposed to one of the [`OPPOSED`].
fn opposite(i: usize) -> usize {
    i ^ 1
}

/// The number of the [`OPPOSED`] adjective that a name begins with, and the rest of it.
fn split_epithet(text: &str) -> Option<(usize, &str)> {
    let rest = |epithet: &str| text.strip_prefix(epithet)?.strip_prefix(' ');
    // Few names begin so.
    if !matches!(text.as_bytes().first(), Some(b'O' | b'Y' | b'B' | b'L')) {
        return None;
    }
    OPPOSED.iter().enumerate().find_map(|(i, epithet)| Some((i, rest(epithet)?)))
}

impl Candidate {
    /// One that nothing is known of but the name, which is given to it later.
    fn new(name: &FullName, lower: &WordSet) -> Self {
        let (has_title, words) = (!name.titles.is_empty(), &name.words);
        let is_ordinary = !has_title && is_ordinary(&words[0], lower);
        Self {
            name: FullName::default(),
            forms: Vec::new(),
            evidence: Evidence::default(),
            n: 0,
            is_ordinary: is_ordinary && words.len() == 1,
            has_epithet: is_ordinary
                && words.len() > 1
                && given_names::gender_of(&words[0]).is_none(),
            n_loud: 0,
            introduction: None,
            kind: Kind::Other,
        }
    }
}

/// A name without a word that only has a capital because it opens a sentence, and how many bytes
/// that has: `When Anna`.
fn without_opener<'a>(name: &'a NameUse, lower: &WordSet) -> (&'a str, usize) {
    let all = (&*name.text, 0);
    if name.n_opening() < name.n() {
        return all;
    }
    let Some((first, rest)) = name.text.split_once(' ') else { return all };
    let is_opener = !first.ends_with('.')
        && is_ordinary(&first.to_lowercase(), lower)
        && !titles::is_title(first)
        && given_names::gender_of(&first.to_lowercase()).is_none()
        && prose::starts_with_capital(rest);
    if is_opener { (rest, first.len() + 1) } else { all }
}

/// Whether a name is rather a sentence in capitals: "DUNCAN SHOUTED AT TOM". Of a cue a script says
/// that it is a name.
fn is_shouted(name: &NameUse, parts: &FullName, lower: &WordSet) -> bool {
    let is_word =
        |word: &String| is_ordinary(word, lower) && given_names::gender_of(word).is_none();
    parts.words.len() > 2
        && !name.text.contains(char::is_lowercase)
        && name.evidence.count(Clue::Said) == 0
        && parts.words.iter().any(is_word)
}

/// Whether the story writes a word without a capital too. Of short ones that is not known.
fn is_ordinary(word: &str, lower: &WordSet) -> bool {
    // Of a name the apostrophes are straight.
    let is_curly = || word.contains('\'') && lower.contains(&word.replace('\'', "’"));
    word.len() >= 4 && (lower.contains(word) || is_curly()) || SHORT.contains(word)
}

/// Short words that open sentences.
static SHORT: WordList = WordList::new(
    "\
a act add ago ah ain all am an and any are as ask at aw ay aye bad be bid big boy but by bye can cry \
cut day did do don eh end far few fie for get go god got ha had has he her hey him his ho hot how i \
if in is it its lay let lo low man may me men mr my nay new no nor not now o of off oh old on one or \
our out own pa put ran read red run sad saw say see set she sir sit six so son ten the they tis to \
too try two up us use was way we who why yes yet you ye",
);

/// How much it speaks against a person that the words alone say that it is none.
const NOBODY: f32 = 2.5;

/// A person goes by a single word so often that it is no chance.
const FREQUENT: u32 = 5;

/// Says of each name what it names.
fn judge_kinds(names: &mut [Candidate], answers: &Answers) {
    let scores = scores(names);
    let is_sure = |(_, score): &(&Candidate, &f32)| **score > 0.5;
    // The words that are surely names of people by themselves, and often.
    let mut frequent: FxHashSet<String> = FxHashSet::default();
    // The first and last words of names that are surely of people.
    let mut sure: FxHashSet<&str> = FxHashSet::default();
    for (name, _) in names.iter().zip(&scores).filter(is_sure) {
        let words = &name.name.words;
        if name.n >= FREQUENT && words.len() == 1 {
            frequent.insert(words[0].clone());
        }
        sure.extend([&*words[0], name.name.last()]);
    }
    let is_person = |(name, score): (&Candidate, &f32)| {
        let words = &name.name.words;
        let is_known = sure.contains(&*words[0]) || sure.contains(name.name.last());
        // "Jo March" is no month.
        let is_named = words.len() > 1 && frequent.contains(&*words[0]);
        let bonus = match (is_known || is_named) && kinds::is_nobody(words) {
            true if is_named && !kinds::is_place(words) => NOBODY + 1.5,
            true => 0.0,
            false if is_known => 1.5,
            false => 0.0,
        };
        score + bonus > 0.0
    };
    let is_person: Vec<bool> = names.iter().zip(&scores).map(is_person).collect();
    let titled = titled(names);
    for (i, (name, is_person)) in names.iter_mut().zip(is_person).enumerate() {
        name.kind = match is_person && !is_sign(name) || speaks(name, answers.said(i), &titled) {
            true => Kind::Person,
            false => kinds::kind_of(&name.name.words, &name.evidence),
        };
    }
    judge_plurals(names);
    drop_epithets(names, &frequent);
}

/// Titles that have no article before a name.
static WITHOUT_ARTICLE: WordList =
    WordList::new("admiral captain colonel general major miss mr mrs sir");

/// Somebody without a name of their own speaks so often,
const SPEECHES: u32 = 3;

/// and one use in so many of what they go by tells it.
const SPEAKS: u32 = 10;

/// Whether a noun with a capital and an article is somebody, who speaks, `n_said` times: "said the Mouse".
/// A title alone is, if none of `titled` tells who bears it: "said the Duchess".
fn speaks(name: &Candidate, n_said: u32, titled: &FxHashSet<String>) -> bool {
    n_said >= SPEECHES
        && SPEAKS * n_said >= name.n
        && name.is_with_article()
        && match name.name.bare_title() {
            Some(title) => !titled.contains(title),
            None => !kinds::is_nobody(&name.name.words),
        }
}

/// So often a verb of saying stands beside a given name that is a month's, too, if it is somebody's.
const SAID: u32 = 2;

/// Whether a given name that the word alone says to be nobody's is that of somebody who speaks: "“No,” said May."
fn is_who_speaks(name: &Candidate) -> bool {
    let n_said = name.evidence.count(Clue::Said);
    n_said >= SAID
        && SPEAKS * n_said >= name.n
        && name.name.given_gender().is_some()
        && !kinds::is_place(&name.name.words)
}

/// Whether a name with the title of somebody has an article, too, and is that of an inn or a ship: "the
/// Admiral Benbow".
fn is_sign(name: &Candidate) -> bool {
    name.is_with_article() && name.name.titles.len() == 1 && name.name.is_titled(&WITHOUT_ARTICLE)
}

/// The titles that names have.
fn titled(names: &[Candidate]) -> FxHashSet<String> {
    names.iter().flat_map(|name| &name.name.titles).cloned().collect()
}

impl Candidate {
    /// Whether it mostly has an article.
    pub(crate) fn is_with_article(&self) -> bool {
        2 * self.evidence.count(Clue::Article) > self.n
    }
}

/// "The two Mr. Hales" are nobody of that name where there is a Mr. Hale.
fn judge_plurals(names: &mut [Candidate]) {
    let mut people: FxHashMap<String, u32> = FxHashMap::default();
    for name in names.iter().filter(|name| name.kind == Kind::Person) {
        *people.entry(name.name.last().to_owned()).or_default() += name.n;
    }
    for name in names.iter_mut().filter(|name| name.kind == Kind::Person) {
        let n_many = name.evidence.count(Clue::Article) + name.evidence.count(Clue::Determined);
        let one = name.name.last().strip_suffix('s').and_then(|last| people.get(last));
        let is_many = |&n: &u32| n >= FREQUENT * name.n || 2 * n_many >= name.n;
        if n_many > 0 && one.is_some_and(is_many) {
            name.kind = Kind::Other;
        }
    }
}

/// How much speaks for each name being a person's, by itself.
fn scores(names: &[Candidate]) -> Vec<f32> {
    let mut titled: FxHashMap<&str, u32> = FxHashMap::default();
    for name in names.iter().filter(|name| !name.name.titles.is_empty()) {
        *titled.entry(name.name.last()).or_default() += name.n;
    }
    let score = |name: &Candidate| {
        let words = &name.name.words;
        let has_title = !name.name.titles.is_empty();
        // "Will he?", "I WILL".
        let n_other = name.evidence.count(Clue::Opening) + name.n_loud;
        let is_word = name.is_ordinary && 4 * n_other >= 3 * name.n;
        let features = Features {
            n: name.n,
            is_given: !is_word
                && name.name.given_gender().is_some()
                && !(words[0].starts_with("st ") && kinds::is_place(words)),
            is_ordinary: name.is_ordinary,
            has_title,
            n_titled: titled.get(name.name.last()).copied().unwrap_or(0),
        };
        let is_nobody = kinds::is_nobody(words) && !has_title && !is_who_speaks(name);
        kinds::personhood(&name.evidence, features) - if is_nobody { NOBODY } else { 0.0 }
    };
    names.iter().map(score).collect()
}

/// Takes the first word from names of people that are known without: "Ragged Jack" is Jack, "Long John
/// Silver" is John Silver. `frequent` are the single words that are surely people's names, and often.
fn drop_epithets(names: &mut [Candidate], frequent: &FxHashSet<String>) {
    // The words of all names of people, titles aside.
    let mut people: FxHashMap<String, u32> = FxHashMap::default();
    // The given names that stand after a title: "Mr. Sherlock Holmes".
    let mut titled_given: FxHashSet<String> = FxHashSet::default();
    for name in names.iter().filter(|name| name.kind == Kind::Person) {
        *people.entry(name.name.words.join(" ")).or_default() += name.n;
        if !name.name.titles.is_empty() {
            titled_given.extend(name.name.first().map(str::to_owned));
        }
    }
    for name in names.iter_mut().filter(|name| name.kind == Kind::Person && name.has_epithet) {
        let (first, rest) = (&name.name.words[0], &name.name.words[1..]);
        let is_known = match rest {
            [word] => frequent.contains(word),
            _ => people.contains_key(&rest.join(" ")),
        };
        let is_name =
            people.get(first).is_some_and(|&n| n >= FREQUENT) || titled_given.contains(first);
        if !is_name && is_known {
            name.name.words.remove(0);
        }
    }
}

/// What is said to be another name of somebody's is somebody's too, if it may be.
fn judge_said(names: &mut [Candidate], said: &[[usize; 2]]) {
    for &[one, other] in said {
        if names[one].kind == Kind::Person && names[other].kind != Kind::Place {
            names[other].kind = Kind::Person;
        }
    }
}
