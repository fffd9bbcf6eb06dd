//! The people of a story, and the names they go by.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::apart::are_apart;
pub use crate::story::candidates::Form;
use crate::story::candidates::{Candidate, Candidates, candidates};
use crate::story::declared::Declared;
use crate::story::evidence::Clue;
use crate::story::facts::Facts;
use crate::story::full_name::FullName;
pub use crate::story::gender::Gender;
use crate::story::gender::Signs;
use crate::story::grouping::{Groups, Hints, Name, group};
use crate::story::introductions::Introduction;
pub use crate::story::kinds::Kind;
use crate::story::names::NameUse;
use crate::story::namesakes::Likeness;
use crate::story::place::Place;
use crate::story::placed::Placed;
use crate::story::presence::scenes;
use crate::story::speeches::Speeches;
use crate::story::titles::BEFORE_GIVEN;
use crate::story::vocabulary::WordSet;

/// So many titles and pronouns must tell whether somebody is he or she before a rule judges it,
const SIGNS: u32 = 5;

/// so many if a title or a given name tells it too,
const FEW_SIGNS: u32 = 1;

/// and so many times as many as tell the opposite.
const TIMES_AS_MANY: u32 = 3;

/// What stands less than once among so many names is there now and then.
const NOW_AND_THEN: usize = 16;

/// A title alone stands so often for somebody who is named with it.
const BEARS: u32 = 3;

/// Who or what goes by some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Character {
    /// What it is.
    pub kind: Kind,
    /// If the text leaves one reading.
    pub gender: Option<Gender>,
    /// How many titles with the names, and pronouns and words beside them, say that it is she; and he.
    pub(crate) signs: [u32; 2],
    /// Whether titles or a given name tell the gender.
    pub(crate) is_told_by_name: bool,
    /// Where the text first tells who it is, if it is a person and it does.
    pub introduction: Option<Introduction>,
    /// Names that the text says are this person's too: "Orme, alias Rook". In reading order.
    pub aliases: Vec<Place>,
    /// Whether it is whoever tells the story, by "I".
    pub is_narrator: bool,
    /// The names, the main one that is declared first, then the fullest.
    pub forms: Vec<Form>,
}

impl Character {
    /// The fullest of its names.
    pub fn name(&self) -> &str {
        &self.forms[0].text
    }

    /// Whether many titles and pronouns say that it is of a gender, and few the opposite.
    pub(crate) fn is_surely(&self, gender: Gender) -> bool {
        let [female, male] = self.signs;
        let (n, n_other) = match gender {
            Gender::Female => (female, male),
            Gender::Male => (male, female),
        };
        n >= SIGNS && n >= TIMES_AS_MANY * n_other
    }

    /// Whether a title or a given name says that it is of a gender, pronouns agree, and few say the opposite
    /// beside one that may be a slip.
    pub(crate) fn is_by_name(&self, gender: Gender) -> bool {
        let (n, n_other) = (self.signs[gender as usize], self.signs[gender.other() as usize]);
        self.is_told_by_name
            && self.gender == Some(gender)
            && n >= FEW_SIGNS
            && n >= TIMES_AS_MANY * n_other.saturating_sub(1)
    }

    /// Whether one of `names` is one of its own.
    pub(crate) fn is_one_of(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.is_called(name))
    }

    /// Whether `name` is one of its names, whatever the case of the letters.
    pub fn is_called(&self, name: &str) -> bool {
        self.forms.iter().any(|form| form.text.eq_ignore_ascii_case(name))
    }

    /// Where it is next named after `place`. Takes the logarithm of its places for each of its names.
    pub(crate) fn named_after(&self, place: Place) -> Option<Place> {
        let next =
            |form: &Form| form.places.get(form.places.partition_point(|at| *at <= place)).copied();
        self.forms.iter().filter_map(next).min()
    }

    /// Whether it is a person of whom nothing is told that may be true of a namesake.
    pub(crate) fn is_distinct_person(&self) -> bool {
        self.kind == Kind::Person && !self.has_namesake()
    }

    /// Whether its names tell it, not only now and then, from an elder or a younger one of the same name: "John Hale Jr.",
    /// "Old Tom". What is told by the others may be of that one.
    fn has_namesake(&self) -> bool {
        const BEFORE: [&str; 4] = ["Old ", "Young ", "Elder ", "Younger "];
        let is_told = |form: &Form| {
            has_rank(&form.text) || BEFORE.iter().any(|before| form.text.starts_with(before))
        };
        let (told, others): (Vec<_>, Vec<_>) = self.forms.iter().partition(|form| is_told(form));
        let n = |forms: Vec<&Form>| forms.into_iter().map(|form| form.places.len()).sum::<usize>();
        !told.is_empty() && NOW_AND_THEN * n(told) >= n(others)
    }

    /// Where it is first named.
    pub fn first_place(&self) -> Option<Place> {
        self.forms.iter().filter_map(|form| form.places.first()).min().copied()
    }

    /// Where it is last named.
    pub fn last_place(&self) -> Option<Place> {
        self.forms.iter().filter_map(|form| form.places.last()).max().copied()
    }

    /// Whether the text tells who it is where it first names it, instead of naming somebody whom the
    /// reader does not know.
    pub fn is_introduced(&self) -> bool {
        self.introduction.is_some_and(|it| Some(it.place) <= self.first_place())
    }

    /// The documents that name it, each with how often, in reading order. Linear in the uses, but for
    /// sorting.
    pub fn documents(&self) -> Vec<(u32, usize)> {
        let uses = self.forms.iter().flat_map(|form| form.places.iter());
        let mut documents: Vec<u32> = uses.map(|place| place.document).collect();
        documents.sort_unstable();
        documents.chunk_by(|a, b| a == b).map(|uses| (uses[0], uses.len())).collect()
    }
}

/// Everybody and everything that has a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// In the order of first appearance.
    pub characters: Vec<Character>,
    /// The places where people are named, each with the index of its character.
    people: Placed<u32>,
    /// Those of all else that has a name.
    others: Placed<u32>,
    /// Those of these that are only a title, which some person's names have, too, each with who that is: "the
    /// Admiral" is Admiral Orme. These places name nobody, but tell who speaks.
    titles: Placed<u32>,
}

impl Cast {
    /// Who is who, from merged facts. Linear in the names, but for sorting.
    pub fn of(facts: &Facts) -> Self {
        Self::by(facts, &facts.names.uses(), &facts.names.vocabulary.set())
    }

    /// As [`of`](Self::of), given all names and the words that the story writes without a capital.
    pub(crate) fn by(facts: &Facts, uses: &[NameUse], lower: &WordSet) -> Self {
        let declared = Declared::of(&facts.declarations);
        let mut all = candidates(facts, uses, lower);
        declare_kinds(&mut all.names, &declared);
        let titles: Vec<(String, Place)> = all.names.iter().filter_map(bare_title).collect();
        let mut who = vec![0; all.names.len()];
        let (mut characters, named) = characters(all, facts, &declared);
        characters.sort_by_cached_key(Character::first_place);
        for (character, i) in characters.iter().zip(0..) {
            let firsts = character.forms.iter().filter_map(|form| form.places.first());
            let names = firsts.filter_map(|&place| named.at(place));
            names.for_each(|&name| who[name as usize] = i);
        }
        let mut people = named.mapped(|name| who[name as usize]);
        let bearers = title_bearers(&characters, &people, &titles);
        let others = people.take_out(|i| characters[i as usize].kind != Kind::Person);
        let titles = Placed::sorted(bearers.iter().flat_map(|(&title, &person)| {
            let forms = characters[title].forms.iter();
            forms.map(move |form| (form.places.as_slice(), person as u32))
        }));
        let mut cast = Self { characters, people, others, titles };
        for &[one, other] in &facts.names.aliases {
            let Some(i) = cast.named_at(one).filter(|&i| cast.named_at(other) == Some(i)) else {
                continue;
            };
            cast.characters[i].aliases.push(other);
        }
        cast
    }

    /// The places where people are named, in reading order, each with the index of its character.
    pub(crate) fn people(&self) -> &[(Place, u32)] {
        self.people.all()
    }

    /// Who is named at a place, or a part of it: a person, if only by a title that stands for one: "the Admiral".
    pub(crate) fn person_at(&self, place: Place) -> Option<usize> {
        last_at([&self.people, &self.titles], place)
    }

    /// Who is named within `place`, as [`Self::person_at`] has it, in reading order.
    pub(crate) fn people_within(&self, place: Place) -> impl Iterator<Item = usize> {
        let mut people = self.people.within(place).peekable();
        let mut titles = self.titles.within(place).peekable();
        std::iter::from_fn(move || {
            let is_title = match (people.peek(), titles.peek()) {
                (Some((person, _)), Some((title, _))) => title < person,
                (person, _) => person.is_none(),
            };
            let (_, who) = if is_title { titles.next()? } else { people.next()? };
            Some(*who as usize)
        })
    }

    /// Who tells the story, if they do it by "I" and it tells their name.
    pub fn narrator(&self) -> Option<usize> {
        self.characters.iter().position(|character| character.is_narrator)
    }

    /// Whether nothing speaks against a gender.
    pub(crate) fn may_be(&self, character: usize, gender: Gender) -> bool {
        self.characters[character].gender.is_none_or(|known| known == gender)
    }

    /// The index of the character that is named at a place, or in a part of it: names do not
    /// overlap. Takes the logarithm of the number of uses in the document.
    pub fn named_at(&self, place: Place) -> Option<usize> {
        last_at([&self.people, &self.others], place)
    }
}

/// Whom the last of `named` that is at a place, or in a part of it, names.
fn last_at(named: [&Placed<u32>; 2], place: Place) -> Option<usize> {
    let last = named.into_iter().filter_map(|it| it.over(place).next());
    last.max_by_key(|(at, _)| at.span.start).map(|&(_, who)| who as usize)
}

/// Who is meant by `titles`, each with a place where it stands alone: the person who is `named` with the title before
/// most of these places, if it is not another one now and then.
fn title_bearers(
    characters: &[Character],
    named: &Placed<u32>,
    titles: &[(String, Place)],
) -> FxHashMap<usize, usize> {
    let mut bearers = FxHashMap::default();
    if titles.is_empty() {
        return bearers;
    }
    let number = |title: &String| titles.iter().position(|(own, _)| own == title);
    let titles_of = |character: &Character| {
        let names = character.forms.iter().map(|form| FullName::of(&form.text));
        let mut numbers: Vec<_> =
            names.flat_map(|it| it.titles).filter_map(|it| number(&it)).collect();
        numbers.dedup();
        numbers
    };
    let of_person: Vec<Vec<usize>> = characters
        .iter()
        .map(|it| if it.kind == Kind::Person { titles_of(it) } else { Vec::new() })
        .collect();
    let mut alone: Vec<Option<usize>> = vec![None; characters.len()];
    for ((_, place), number) in titles.iter().zip(0..) {
        named.at(*place).into_iter().for_each(|&i| alone[i as usize] = Some(number));
    }
    let mut last: Vec<Option<usize>> = vec![None; titles.len()];
    let mut counts: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); titles.len()];
    for &(_, i) in named.all() {
        let i = i as usize;
        of_person[i].iter().for_each(|&number| last[number] = Some(i));
        if let Some(number) = alone[i]
            && let Some(person) = last[number]
        {
            *counts[number].entry(person).or_default() += 1;
        }
    }
    for (title, number) in alone.into_iter().enumerate().filter_map(|(i, it)| Some((i, it?))) {
        let n: u32 = counts[number].values().sum();
        let best = counts[number].iter().max_by_key(|(_, n)| **n);
        if let Some((&person, &most)) = best
            && most >= BEARS
            && 5 * most >= 4 * n
            && characters[title].kind != Kind::Person
        {
            bearers.insert(title, person);
        }
    }
    bearers
}

/// The title that a name is, if it is one that mostly has an article, with a place of it.
fn bare_title(name: &Candidate) -> Option<(String, Place)> {
    let title = name.name.bare_title().filter(|_| name.is_with_article())?;
    Some((title.to_owned(), *name.forms.first()?.places.first()?))
}

/// Lets what is declared of names win.
fn declare_kinds(names: &mut [Candidate], declared: &Declared) {
    // If the text shows one name to be a person's, the others that are declared with it are, too.
    let is_person = |name: &&Candidate| name.kind == Kind::Person;
    let entries = names.iter().filter(is_person).filter_map(|name| declared.entry(&name.name));
    let people: FxHashSet<usize> = entries.collect();
    for name in names {
        let is_known = declared.entry(&name.name).is_some_and(|entry| people.contains(&entry));
        if let Some(kind) = declared.kind(&name.name) {
            name.kind = kind;
        } else if is_known
            || name.kind == Kind::Other && !name.is_ordinary && declared.is_part_of_one(&name.name)
        {
            name.kind = Kind::Person;
        }
    }
}

/// Groups names to characters. With them comes where the names are, each with its index.
fn characters(
    all: Candidates,
    facts: &Facts,
    declared: &Declared,
) -> (Vec<Character>, Placed<u32>) {
    let Candidates { names, named, said, others: two, answers } = all;
    // "Mrs. Hales" is a slip for "Mrs. Hale's".
    let last_names = names.iter().filter(|name| !name.name.has("mrs")).map(|name| name.name.last());
    let last_names = last_names.filter(|last| last.ends_with('s'));
    let plurals: FxHashSet<String> = last_names.map(str::to_owned).collect();
    let is_family = |last: &str| {
        plurals.contains(&format!("{last}s")) || plurals.contains(&format!("{last}es"))
    };
    let shared = shared(&names);
    let is_shared = |last: &str| shared.contains(last);
    // Of each name that is a person's, its index among these.
    let is_person = |name: &Candidate| name.kind == Kind::Person;
    let mut numbers = 0_usize..;
    let person: Vec<Option<usize>> =
        names.iter().map(|name| if is_person(name) { numbers.next() } else { None }).collect();
    let of_people = |pairs: &[[usize; 2]]| -> Vec<[usize; 2]> {
        pairs.iter().filter_map(|&[one, other]| Some([person[one]?, person[other]?])).collect()
    };
    let (said, mut two) = (of_people(&said), of_people(&two));
    let answers = answers.renamed(|name| person[name]);
    let (people, others): (Vec<_>, Vec<_>) = names.into_iter().partition(is_person);
    let may_be_one = |pair: &[usize; 2]| {
        let [one, other] = pair.map(|name| &people[name].name);
        Likeness::of(one, other).is_some()
    };
    two.extend(answers.exchanged().filter(may_be_one));
    let to_group = people.iter().map(|name| Name {
        name: name.name.clone(),
        n: name.n,
        gender: Signs { evidence: name.evidence, ..Signs::default() }.clear_gender(),
    });
    let to_group: Vec<_> = to_group.collect();
    let n_said = |name: usize| n_said(&people[name], &facts.speeches);
    let untitled =
        |name: u32| person[name as usize].filter(|&it| people[it].name.titles.is_empty());
    let scenes = scenes(facts, &people, &answers, &n_said, &named, &untitled);
    let only_called: FxHashSet<usize> = scenes.iter().map(|scene| scene.called).collect();
    let hints = Hints {
        is_family: &is_family,
        is_shared: &is_shared,
        n_said: &n_said,
        said: &said,
        two: &two,
        answers: &answers,
        scenes: &scenes,
        is_only_called: &|name| only_called.contains(&name),
        are_apart: &|ones, others| are_apart(facts, &people, ones, others),
    };
    let Groups { groups, narrator } = group(&to_group, hints);
    let counts: Vec<_> = people.iter().map(|name| (&name.name, name.n)).collect();
    let groups = declared.regroup(&counts, &groups);
    let mut sizes = vec![0; groups.iter().max().map_or(0, |max| max + 1)];
    groups.iter().for_each(|&group| sizes[group] += 1);
    let mut grouped: Vec<Vec<Candidate>> = sizes.into_iter().map(Vec::with_capacity).collect();
    let narrator = narrator.map(|name| groups[name]);
    for (name, group) in people.into_iter().zip(groups) {
        grouped[group].push(name);
    }
    let mut characters: Vec<Character> =
        grouped.into_iter().map(|names| merged(names, declared)).collect();
    narrator.into_iter().for_each(|narrator| characters[narrator].is_narrator = true);
    // What is no person has several names only if it is declared to have.
    let mut by_entry: FxHashMap<usize, usize> = FxHashMap::default();
    for Candidate { name, kind, forms, .. } in others {
        let n = characters.len();
        let entry = declared.entry(&name);
        match entry.map_or(n, |entry| *by_entry.entry(entry).or_insert(n)) {
            known if known < n => characters[known].forms.extend(forms),
            _ => {
                let (gender, signs, introduction, aliases) = Default::default();
                let (is_narrator, is_told_by_name) = (false, false);
                characters.push(Character {
                    kind,
                    gender,
                    signs,
                    is_told_by_name,
                    introduction,
                    aliases,
                    is_narrator,
                    forms,
                });
            }
        }
    }
    (characters, named)
}

/// Whether a name ends with what tells father and son apart.
fn has_rank(name: &str) -> bool {
    const RANKS: [&str; 6] = ["Senior", "Junior", "Sr", "Jr", "Sen", "Jun"];
    let last = name.trim_end_matches('.').rsplit([' ', '.']).next();
    last.is_some_and(|last| RANKS.contains(&last))
}

/// The surnames of an elder and a younger man: "the elder Mr. Hale", "Mr. Hale, junior".
fn shared(names: &[Candidate]) -> FxHashSet<String> {
    let is_shared = |name: &&Candidate| {
        name.kind == Kind::Person
            && name.name.gender() != Some(Gender::Female)
            && (name.evidence.count(Clue::Generation) > 0
                || name.forms.iter().any(|form| has_rank(&form.text)))
    };
    names.iter().filter(is_shared).map(|name| name.name.last().to_owned()).collect()
}

/// The person who bears `names`.
fn merged(mut names: Vec<Candidate>, declared: &Declared) -> Character {
    let mut signs = Signs::default();
    for name in &names {
        signs.evidence.merge(&name.evidence);
        let count = |counts: &mut [u32; 2], gender: Option<Gender>| {
            gender.into_iter().for_each(|gender| counts[gender as usize] += name.n);
        };
        count(&mut signs.titles, name.name.gender());
        // "Doctor May" has a surname there.
        let FullName { titles, words } = &name.name;
        if words.len() > 1 || titles.iter().all(|title| BEFORE_GIVEN.contains(title)) {
            count(&mut signs.given, name.name.given_gender());
        }
    }
    let entry = names.iter().find_map(|name| declared.entry(&name.name));
    names.sort_by_cached_key(|name| {
        let n_letters = name.name.words.concat().len();
        let is_main = entry.is_some_and(|entry| declared.is_main(entry, &name.name));
        Reverse((is_main, name.name.words.len(), name.name.titles.len(), n_letters, name.n))
    });
    let introduction = names.iter().filter_map(|name| name.introduction).min();
    let gender = entry.and_then(|entry| declared.gender(entry)).or(signs.gender());
    let forms = names.into_iter().flat_map(|name| name.forms).collect();
    let is_told_by_name = gender.is_some() && signs.named() == gender;
    let (kind, signs, aliases, is_narrator) = (Kind::Person, signs.counts(), Vec::new(), false);
    Character { kind, gender, signs, is_told_by_name, introduction, aliases, is_narrator, forms }
}

/// How often a name stands in one of `speeches`. Takes the logarithm of the number of these in a document for each use.
fn n_said(name: &Candidate, speeches: &Speeches) -> u32 {
    let is_said = |place: &&Place| speeches.at(**place).is_some();
    name.forms.iter().flat_map(|form| form.places.iter()).filter(is_said).count() as u32
}

#[cfg(test)]
mod tests;
