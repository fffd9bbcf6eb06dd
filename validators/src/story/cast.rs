//! The people of a story, and the names they go by.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Span;
use crate::story::declared::Declared;
use crate::story::evidence::Evidence;
use crate::story::facts::Facts;
use crate::story::full_name::FullName;
pub use crate::story::gender::Gender;
use crate::story::gender::Signs;
use crate::story::given_names;
use crate::story::grouping::{Name, group};
pub use crate::story::kinds::Kind;
use crate::story::kinds::{self, Features};
use crate::story::names::NameUse;
use crate::story::place::Place;
use crate::story::prose;
use crate::story::titles;
use crate::story::vocabulary::WordSet;
use crate::story::word_list::WordList;

/// One of the names that somebody goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it is mostly written, without a possessive: `Mrs. Bennet`.
    pub text: Box<str>,
    /// Every use of it in running text, in reading order.
    pub places: Vec<Place>,
}

/// Who or what goes by some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Character {
    /// What it is.
    pub kind: Kind,
    /// If the text leaves one reading.
    pub gender: Option<Gender>,
    /// The names, the fullest first.
    pub forms: Vec<Form>,
}

impl Character {
    /// Where it is first named.
    pub fn first_place(&self) -> Option<Place> {
        self.forms.iter().filter_map(|form| form.places.first()).min().copied()
    }
}

/// Everybody and everything that has a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// In the order of first appearance.
    pub characters: Vec<Character>,
    /// All places in reading order, each with the index of its character.
    named: Vec<(Place, usize)>,
}

impl Cast {
    /// Who is who, from merged facts. Linear in the names, but for sorting.
    pub fn of(facts: &Facts) -> Self {
        let declared = Declared::of(&facts.declarations);
        let mut names = candidates(facts);
        judge_kinds(&mut names);
        declare_kinds(&mut names, &declared);
        let mut characters = characters(names, &declared);
        characters.sort_by_key(Character::first_place);
        let mut named: Vec<_> = characters
            .iter()
            .enumerate()
            .flat_map(|(i, character)| {
                character
                    .forms
                    .iter()
                    .flat_map(move |form| form.places.iter().map(move |&p| (p, i)))
            })
            .collect();
        named.sort_unstable();
        Self { characters, named }
    }

    /// The index of the character that is named at a place, or in a part of it: names do not
    /// overlap. Takes the logarithm of the number of uses.
    pub fn named_at(&self, place: Place) -> Option<usize> {
        let is_before = |&(at, _): &(Place, usize)| {
            (at.document, at.span.start) < (place.document, place.span.end)
        };
        let end = self.named.partition_point(is_before);
        let &(at, character) = self.named[..end].last()?;
        let overlaps = at.document == place.document && at.span.end > place.span.start;
        overlaps.then_some(character)
    }
}

/// A name in all spellings that differ in capitals and diacritics.
struct Candidate {
    name: FullName,
    forms: Vec<Form>,
    evidence: Evidence,
    n: u32,
    /// Whether it is a word that the story writes without a capital too.
    is_ordinary: bool,
    /// Whether the first of its words is.
    has_epithet: bool,
    kind: Kind,
}

/// All names, sorted.
fn candidates(facts: &Facts) -> Vec<Candidate> {
    let lower = facts.names.vocabulary.set();
    let mut by_name: FxHashMap<FullName, Candidate> = FxHashMap::default();
    for name in facts.names.uses() {
        let (text, skipped) = without_opener(&name, &lower);
        let parts = FullName::of(text);
        if parts.words.is_empty() {
            continue;
        }
        let starts = |place: Place| {
            let start = (place.span.start as usize + skipped).min(place.span.range().end);
            Place { span: Span::new(start..place.span.range().end), ..place }
        };
        let form = Form { text: text.into(), places: name.places().map(starts).collect() };
        let candidate = by_name.entry(parts).or_insert_with_key(|name| Candidate {
            name: name.clone(),
            forms: Vec::new(),
            evidence: Evidence::default(),
            n: 0,
            is_ordinary: name.titles.is_empty()
                && name.words.len() == 1
                && is_ordinary(&name.words[0], &lower),
            has_epithet: name.titles.is_empty()
                && name.words.len() == 2
                && is_ordinary(&name.words[0], &lower)
                && given_names::gender_of(&name.words[0]).is_none(),
            kind: Kind::Other,
        });
        candidate.n += name.n;
        candidate.evidence.merge(&name.evidence);
        match candidate.forms.iter_mut().find(|known| known.text == form.text) {
            Some(known) => {
                known.places.extend(form.places);
                known.places.sort_unstable();
            }
            None => candidate.forms.push(form),
        }
    }
    let mut names: Vec<_> = by_name.into_values().collect();
    names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    names
}

/// A name without a word that only has a capital because it opens a sentence, and how many bytes
/// that has: `When Anna`.
fn without_opener<'a>(name: &NameUse<'a>, lower: &WordSet) -> (&'a str, usize) {
    let all = (name.text, 0);
    if name.n_opening() < name.n {
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

/// Whether the story writes a word without a capital too. Of short ones that is not known.
fn is_ordinary(word: &str, lower: &WordSet) -> bool {
    word.len() >= 4 && lower.contains(word) || SHORT.contains(word)
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
fn judge_kinds(names: &mut [Candidate]) {
    let mut titled: FxHashMap<String, u32> = FxHashMap::default();
    for name in names.iter().filter(|name| !name.name.titles.is_empty()) {
        *titled.entry(name.name.last().to_owned()).or_default() += name.n;
    }
    let scores: Vec<f32> = names
        .iter()
        .map(|name| {
            let words = &name.name.words;
            let features = Features {
                n: name.n,
                is_given: given_names::gender_of(&words[0]).is_some(),
                is_ordinary: name.is_ordinary,
                has_title: !name.name.titles.is_empty(),
                n_titled: titled.get(name.name.last()).copied().unwrap_or(0),
            };
            let is_nobody = kinds::is_nobody(words) && name.name.titles.is_empty();
            kinds::personhood(&name.evidence, features) - if is_nobody { NOBODY } else { 0.0 }
        })
        .collect();
    // The words that are surely names of people by themselves.
    let is_frequent = |(name, score): &(&Candidate, &f32)| {
        **score > 0.5 && name.n >= FREQUENT && name.name.words.len() == 1
    };
    let frequent: FxHashSet<String> = (names.iter().zip(&scores).filter(is_frequent))
        .map(|(name, _)| name.name.last().to_owned())
        .collect();
    // The words of names that are surely of people.
    let mut sure: FxHashMap<&str, f32> = FxHashMap::default();
    for (name, &score) in names.iter().zip(&scores).filter(|(_, score)| **score > 0.5) {
        for word in [&name.name.words[0], &name.name.words[name.name.words.len() - 1]] {
            let most = sure.entry(word).or_default();
            *most = most.max(score);
        }
    }
    let is_person: Vec<bool> = names
        .iter()
        .zip(&scores)
        .map(|(name, &score)| {
            let words = &name.name.words;
            let is_known = sure.contains_key(&*words[0]) || sure.contains_key(name.name.last());
            // "Jo March" is no month.
            let is_named = words.len() > 1 && frequent.contains(&*words[0]);
            let bonus = match kinds::is_nobody(words) {
                true if is_named && kinds::is_no_place(words) => NOBODY + 1.5,
                true => 0.0,
                false if is_known => 1.5,
                false => 0.0,
            };
            score + bonus > 0.0
        })
        .collect();
    for (name, is_person) in names.iter_mut().zip(is_person) {
        if !is_person {
            name.kind = kinds::kind_of(&name.name.words, &name.evidence);
            continue;
        }
        name.kind = Kind::Person;
        // "Ragged Jack" is Jack.
        if name.has_epithet && frequent.contains(name.name.last()) {
            name.name.words.remove(0);
        }
    }
}

/// Lets what is declared of names win.
fn declare_kinds(names: &mut [Candidate], declared: &Declared) {
    for name in names {
        if let Some(kind) = declared.kind(&name.name) {
            name.kind = kind;
        } else if name.kind == Kind::Other
            && !name.is_ordinary
            && declared.is_part_of_one(&name.name)
        {
            name.kind = Kind::Person;
        }
    }
}

/// Groups names to characters.
fn characters(names: Vec<Candidate>, declared: &Declared) -> Vec<Character> {
    let (people, others): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| name.kind == Kind::Person);
    let to_group: Vec<Name> = people
        .iter()
        .map(|name| Name {
            name: name.name.clone(),
            n: name.n,
            gender: Signs { evidence: name.evidence, ..Signs::default() }.clear_gender(),
        })
        .collect();
    let counts: Vec<_> = people.iter().map(|name| (&name.name, name.n)).collect();
    let groups = declared.regroup(&counts, &group(&to_group));
    let mut grouped: Vec<(Signs, Vec<Candidate>)> = Vec::new();
    grouped.resize_with(groups.iter().max().map_or(0, |max| max + 1), Default::default);
    for (name, group) in people.into_iter().zip(groups) {
        let (signs, names) = &mut grouped[group];
        signs.evidence.merge(&name.evidence);
        let count = |counts: &mut [u32; 2], gender: Option<Gender>| {
            gender.into_iter().for_each(|gender| counts[gender as usize] += name.n);
        };
        count(&mut signs.titles, name.name.gender());
        count(&mut signs.given, given_names::gender_of(&name.name.words[0]));
        names.push(name);
    }
    let people = grouped.into_iter().map(|(signs, mut names)| {
        names.sort_by_cached_key(|name| {
            let n_letters = name.name.words.concat().len();
            Reverse((name.name.words.len(), name.name.titles.len(), n_letters, name.n))
        });
        let entry = names.iter().find_map(|name| declared.entry(&name.name));
        let gender = entry.and_then(|entry| declared.gender(entry)).or(signs.gender());
        let forms = names.into_iter().flat_map(|name| name.forms).collect();
        Character { kind: Kind::Person, gender, forms }
    });
    let mut characters: Vec<Character> = people.collect();
    let mut by_entry: FxHashMap<usize, usize> = FxHashMap::default();
    for name in others {
        let n = characters.len();
        let entry = declared.entry(&name.name);
        match entry.map_or(n, |entry| *by_entry.entry(entry).or_insert(n)) {
            known if known < n => characters[known].forms.extend(name.forms),
            _ => {
                let Candidate { kind, forms, .. } = name;
                characters.push(Character { kind, gender: None, forms });
            }
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Role};

    fn cast(text: &str) -> Cast {
        Cast::of(&Facts::of(&Document::parse("a.md", Role::Story, text.into())))
    }

    /// Checks the people of a text: gender, and all names.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let cast = cast(text);
        let people = cast.characters.iter().filter(|character| character.kind == Kind::Person);
        let people: Vec<String> = people
            .map(|person| {
                let gender = match person.gender {
                    Some(Gender::Female) => "she",
                    Some(Gender::Male) => "he",
                    None => "?",
                };
                let forms: Vec<&str> = person.forms.iter().map(|form| &*form.text).collect();
                format!("{gender}: {}", forms.join(", "))
            })
            .collect();
        assert_eq!(people, expected);
    }

    #[test]
    fn names_of_one() {
        check(
            "Emma Hale smiled. Then Miss Hale said that Emma was ill. “EMMA!” cried poor Emma.",
            &["she: Emma Hale, Miss Hale, EMMA, Emma"],
        );
        check(
            "Mr. Silas Orme nodded. Then Orme said: “I am Silas.”",
            &["he: Mr. Silas Orme, Silas, Orme"],
        );
    }

    #[test]
    fn families() {
        check(
            "Mr. Hale nodded. Then Mrs. Hale nodded, and George Hale said no to Miss Emma Hale.",
            &["he: George Hale, Mr. Hale", "she: Mrs. Hale", "she: Miss Emma Hale"],
        );
        let sons = "Then George said no. Then George said yes. Then George laughed.";
        check(
            &format!("Mr. Hale nodded, and George Hale said no. {sons}"),
            &["he: Mr. Hale", "he: George Hale, George"],
        );
        check(
            "Mr. Orme and Mrs. George Orme said that George Orme was ill.",
            &["he: George Orme, Mr. Orme", "she: Mrs. George Orme"],
        );
    }

    #[test]
    fn sisters_and_brothers() {
        let misses =
            "Miss Hale nodded. Then Miss Anna smiled, and Miss Anna said to Jane Hale no. ";
        check(
            &format!("{misses}Then Anna Hale smiled."),
            &["she: Jane Hale, Miss Hale", "she: Anna Hale, Miss Anna"],
        );
        check(
            &format!("Mr. Hale nodded. {}", "Then Mr. John Hale laughed. ".repeat(5)),
            &["he: Mr. Hale", "he: Mr. John Hale"],
        );
        check("Dr. Orme nodded. Then Mrs. Orme laughed.", &["?: Dr. Orme", "she: Mrs. Orme"]);
    }

    #[test]
    fn epithets() {
        let jack = "Then Jack laughed. ".repeat(5);
        check(
            &format!("They were ragged. {jack}Then came Ragged Jack."),
            &["he: Jack, Ragged Jack"],
        );
    }

    #[test]
    fn two_of_one_name() {
        check(
            "Charles Hale nodded. Charles Orme laughed. Then Charles said no.",
            &["he: Charles Hale", "he: Charles Orme", "he: Charles"],
        );
    }

    #[test]
    fn nicknames() {
        check("Thomas Orme nodded. Then Tom said no.", &["he: Thomas Orme, Tom"]);
        check("J. Orme nodded. John Orme laughed.", &["he: John Orme, J. Orme"]);
    }

    #[test]
    fn spellings() {
        check(
            "Zoë Orme nodded. Then Zoe Orme laughed at poor Zoe.",
            &["she: Zoe Orme, Zoë Orme, Zoe"],
        );
        check(
            "Lady Catherine de Orme nodded. Then Lady Catherine laughed.",
            &["she: Lady Catherine de Orme, Lady Catherine"],
        );
    }

    #[test]
    fn gender_by_pronouns() {
        let orme = "Orme took his hat, and he went. ".repeat(4);
        check(&orme, &["he: Orme"]);
        let orme = "Orme took her hat, and he went. ".repeat(4);
        check(&orme, &["?: Orme"]);
    }

    #[test]
    fn opening_a_sentence() {
        check("While Emma slept, it rained. They slept a while.", &["she: Emma"]);
    }

    #[test]
    fn not_people() {
        let cast = cast("They lived in Ormeton. On Monday a German came to Ormeton.");
        let kinds: Vec<_> =
            cast.characters.iter().map(|it| (it.kind, &*it.forms[0].text)).collect();
        let expected = [(Kind::Place, "Ormeton"), (Kind::Other, "Monday"), (Kind::Other, "German")];
        assert_eq!(kinds, expected);
    }

    /// Checks the people of a story after a reference document.
    #[track_caller]
    fn check_declared(sheet: &str, text: &str, expected: &[&str]) {
        let sheet = Facts::of(&Document::parse("characters.md", None, sheet.into()));
        let story = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let cast = Cast::of(&sheet.merge(story));
        let people = cast.characters.iter().filter(|it| it.kind == Kind::Person);
        let show = |it: &Character| {
            let forms: Vec<&str> = it.forms.iter().map(|form| &*form.text).collect();
            format!("{:?}: {}", it.gender, forms.join(", "))
        };
        assert_eq!(people.map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn declared() {
        let text = "They saw the Eel. Then Zil Orme nodded, and Quell went to Ormeton. ";
        check_declared("", text, &["None: Zil Orme", "None: Quell"]);
        check_declared(
            "Name | Aliases | Gender\n---|---|---\nZil Orme | Eel | f\nQuell | | m\n",
            text,
            &["Some(Female): Zil Orme, Eel", "Some(Male): Quell"],
        );
        check_declared(
            "# Places\n\nName | Size\n---|---\nZil Orme | small\n",
            text,
            &["None: Quell"],
        );
        let hales = "William Hale nodded. Will Hale said no. ";
        check_declared("", hales, &["Some(Male): William Hale, Will Hale"]);
        check_declared(
            "Name | Age\n---|---\nWilliam Hale | 60\nWill Hale | 30\n",
            hales,
            &["Some(Male): William Hale", "Some(Male): Will Hale"],
        );
        check_declared(
            "Name | Aliases\n---|---\nWilliam Hale | Chief\nJon Orme | Chief\n",
            "William Hale nodded. Jon Orme nodded. They saw Chief.",
            &["Some(Male): William Hale", "None: Jon Orme"],
        );
    }

    #[test]
    fn named_at() {
        let text = "While Emma slept, Mr. Orme's man slept a while.";
        let cast = cast(text);
        let at = |word: &str| {
            let start = text.find(word).expect("it is there");
            let place = Place::alone(Span::new(start..start + word.len()));
            Some(&*cast.characters[cast.named_at(place)?].forms[0].text)
        };
        assert_eq!(
            ["Emma", "Orme", "Mr. Orme"].map(at),
            [Some("Emma"), Some("Mr. Orme"), Some("Mr. Orme")]
        );
        assert_eq!(["While", "slept", "man"].map(at), [None; 3]);
    }
}
