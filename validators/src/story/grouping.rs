//! Which names name the same person.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
use crate::story::word_list::WordList;

/// A name of somebody.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// Its parts.
    pub(crate) name: FullName,
    /// How often it is used.
    pub(crate) n: u32,
    /// The gender that the words around it show.
    pub(crate) gender: Option<Gender>,
}

/// Titles that stand before a given name as well as before a surname.
static BEFORE_GIVEN: WordList = WordList::new(
    "\
aunt brother cousin dame father grandma grandmother grandpa granny king lady lord master miss mother \
nanny prince princess queen sir sister squire uncle",
);

/// Titles of those who are not named without.
static RULERS: WordList = WordList::new("emperor empress king lord pope queen st");

/// One who has several candidates is the one who is named so many times as often as the others.
const DOMINANT: u32 = 3;

/// So often it is a habit.
const OFTEN: u32 = 5;

/// One name in so many is an exception.
const SELDOM: u32 = 4;

/// Somebody, as far as the names read so far tell.
struct Person {
    first: Option<String>,
    last: Option<String>,
    gender: Option<Gender>,
    /// The titles of the names.
    titles: Vec<String>,
    n: u32,
    names: Vec<usize>,
}

impl Person {
    fn suits(&self, gender: Option<Gender>) -> bool {
        self.gender.is_none() || gender.is_none() || self.gender == gender
    }
}

/// For each of the names the number of who bears it, which starts at 0.
pub(crate) fn group(names: &[Name]) -> Vec<usize> {
    let mut grouping = Grouping::of(names);
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&i| Reverse(names[i].n));
    let (full, single): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|&i| names[i].name.words.len() > 1);
    let (bare, titled): (Vec<_>, Vec<_>) =
        single.into_iter().partition(|&i| names[i].name.titles.is_empty());
    full.into_iter().for_each(|i| grouping.add_full(i));
    let (given, surnames): (Vec<_>, Vec<_>) =
        titled.into_iter().partition(|&i| grouping.is_given(i));
    surnames.into_iter().for_each(|i| grouping.add_surname(i));
    bare.into_iter().for_each(|i| grouping.add_bare(i));
    given.into_iter().for_each(|i| grouping.add_given(i));
    grouping.join_nicknames();
    let mut groups = vec![0; names.len()];
    let people = grouping.people.iter().filter(|person| !person.names.is_empty());
    for (group, person) in people.enumerate() {
        person.names.iter().for_each(|&i| groups[i] = group);
    }
    groups
}

struct Grouping<'a> {
    names: &'a [Name],
    people: Vec<Person>,
    by_first: FxHashMap<String, Vec<usize>>,
    by_last: FxHashMap<String, Vec<usize>>,
    /// Uses of single words as names.
    bare: FxHashMap<&'a str, u32>,
    /// The gender that the words around these show.
    bare_gender: FxHashMap<&'a str, Gender>,
    /// Uses of surnames after `Miss`.
    misses: FxHashMap<&'a str, u32>,
    /// Uses of given names after `Mr`, where the surname follows, and alone after `Miss`.
    titled_given: FxHashMap<(&'a str, &'a str), u32>,
    /// Uses of given name and surname without a title.
    plain: FxHashMap<(&'a str, &'a str), u32>,
    /// Words after titles that only stand before a surname.
    surnames: FxHashSet<&'a str>,
}

impl<'a> Grouping<'a> {
    fn of(names: &'a [Name]) -> Self {
        let mut bare: FxHashMap<&str, u32> = FxHashMap::default();
        let mut bare_gender: FxHashMap<&str, Gender> = FxHashMap::default();
        let mut misses: FxHashMap<&str, u32> = FxHashMap::default();
        let mut titled_given: FxHashMap<(&str, &str), u32> = FxHashMap::default();
        let mut plain: FxHashMap<(&str, &str), u32> = FxHashMap::default();
        for name in names {
            if name.name.words.len() == 1 && name.name.titles.is_empty() {
                *bare.entry(name.name.last()).or_default() += name.n;
                bare_gender.extend(name.gender.map(|gender| (name.name.last(), gender)));
            }
            let (parts, last) = (&name.name, name.name.last());
            if parts.has("miss") {
                *misses.entry(last).or_default() += name.n;
                if parts.words.len() == 1 {
                    *titled_given.entry(("miss", last)).or_default() += name.n;
                }
            }
            if let Some(first) = parts.first() {
                if parts.has("mr") {
                    *titled_given.entry(("mr", first)).or_default() += name.n;
                }
                if parts.titles.is_empty() {
                    *plain.entry((first, last)).or_default() += name.n;
                }
            }
        }
        let is_surname = |name: &&Name| {
            let is_before_given = |title: &String| BEFORE_GIVEN.contains(title);
            !name.name.titles.iter().all(is_before_given)
        };
        let surnames = names.iter().filter(is_surname).map(|name| name.name.last()).collect();
        let (people, by_first, by_last) = Default::default();
        Self {
            names,
            people,
            by_first,
            by_last,
            bare,
            bare_gender,
            misses,
            titled_given,
            plain,
            surnames,
        }
    }

    /// A name of several words: whoever has the same first and last, or somebody new.
    fn add_full(&mut self, i: usize) {
        let Name { name, gender, .. } = &self.names[i];
        let own = name.first().and_then(given_names::gender_of);
        // "Mrs. George Hale" is not George.
        let is_wife = name.gender() == Some(Gender::Female) && own == Some(Gender::Male);
        let first = name
            .first()
            .map(|first| if is_wife { format!("mrs {first}") } else { first.to_owned() });
        // Of a rare full name, the words around the given name alone tell more.
        let bare = name.first().filter(|_| !is_wife).and_then(|first| self.bare_gender.get(first));
        let gender = name.gender().or(own).or(*gender).or(bare.copied());
        let same = |person: &Person| {
            let firsts = person.first.as_deref().zip(first.as_deref());
            firsts.is_some_and(|(a, b)| is_same_given(a, b)) && person.suits(gender)
        };
        let found = self.with_last(name.last()).filter(|&i| same(&self.people[i]));
        match self.dominant(found.collect()) {
            Some(person) => {
                // One who was known by an initial or a nickname.
                if let Some(first) =
                    first.filter(|first| self.people[person].first.as_ref() != Some(first))
                {
                    self.by_first.entry(first.clone()).or_default().push(person);
                    if self.people[person].first.as_ref().is_some_and(|known| known.len() == 1) {
                        self.people[person].first = Some(first);
                    }
                }
                self.join(person, i, gender);
            }
            None => self.start(i, first, Some(name.last().to_owned()), gender),
        }
    }

    /// Whether the one word after a title is a given name.
    fn is_given(&self, i: usize) -> bool {
        let name = &self.names[i].name;
        let word = name.last();
        let is_before_given = name.titles.iter().any(|title| BEFORE_GIVEN.contains(title));
        let is_first =
            || self.by_first.contains_key(word) || given_names::gender_of(word).is_some();
        let is_bare = || self.bare.contains_key(word) && !self.surnames.contains(word);
        let n = |people: Option<&Vec<usize>>| {
            people.into_iter().flatten().map(|&i| self.people[i].n).sum::<u32>()
        };
        n(self.by_last.get(word)) <= n(self.by_first.get(word))
            && (is_before_given && (is_first() || is_bare())
                || !name.has("mr") && !name.has("mrs") && is_first())
    }

    /// A title and a given name.
    fn add_given(&mut self, i: usize) {
        let Name { name, gender, .. } = &self.names[i];
        let gender = name.gender().or(*gender);
        let is_ruler = name.titles.iter().any(|title| RULERS.contains(title));
        let fits = |&i: &usize| {
            let person = &self.people[i];
            person.suits(gender)
                && (!is_ruler || name.titles.iter().any(|title| person.titles.contains(title)))
        };
        let firsts: Vec<usize> = self.with_first(name.last()).filter(fits).collect();
        match self.dominant(firsts) {
            Some(person) => self.join(person, i, gender),
            None => self.start(i, Some(name.last().to_owned()), None, gender),
        }
    }

    /// A title and a surname.
    fn add_surname(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        let word = name.last();
        let gender = name.gender().or(*gender);
        let is_titled = |person: &Person| person.titles.iter().any(|title| name.has(title));
        let n_surname = n + self.bare.get(word).copied().unwrap_or(0);
        let fits = |&i: &usize| {
            let person = &self.people[i];
            if !person.suits(gender) {
                return false;
            }
            let Some(first) = &person.first else {
                return is_titled(person) || may_be(person, name, *n);
            };
            // A son goes by the given name, where the father is "Mr. Hale".
            let n_first = self.bare.get(first.as_str()).copied().unwrap_or(0);
            let is_child = 2 * n_first > n_surname;
            if first.starts_with("mrs ") || name.has("lady") || name.has("lord") || name.has("sir")
            {
                is_titled(person)
            } else if name.has("mrs") {
                person.gender == Some(Gender::Female)
                    && (is_titled(person) || !self.misses.contains_key(word))
            } else if name.has("mr") {
                // Nor is "Mr. George Hale", who is often called so, the "Mr. Hale" who is the elder.
                let n_plain = self.plain.get(&(first, word)).copied().unwrap_or(0);
                let n_titled = self.titled_given("mr", first);
                !is_child
                    && (n_titled < OFTEN || n_titled <= n_plain)
                    && !person.titles.iter().any(|title| title == "sir" || title == "lord")
            } else if name.has("miss") {
                // A younger sister is "Miss Emma".
                person.gender == Some(Gender::Female)
                    && !person.titles.iter().any(|title| title == "mrs")
                    && SELDOM * self.titled_given("miss", first) < *n
            } else {
                is_titled(person)
                    || person.gender != Some(Gender::Female) && (name.has("master") || !is_child)
            }
        };
        let fitting: Vec<usize> = self.with_last(word).filter(fits).collect();
        // One who is known by this very title alone, before all others.
        let is_known = |&&i: &&usize| self.people[i].first.is_none() && is_titled(&self.people[i]);
        let known: Vec<usize> = fitting.iter().filter(is_known).copied().collect();
        let found = match known.is_empty() {
            false => self.dominant(known),
            // Of sisters, the one the story is about.
            true if gender == Some(Gender::Female) => self.best_known(&fitting),
            true => self.dominant(fitting),
        };
        match found {
            Some(person) => self.join(person, i, gender),
            None => self.start(i, None, Some(word.to_owned()), gender),
        }
    }

    /// One word.
    fn add_bare(&mut self, i: usize) {
        let Name { name, gender, .. } = &self.names[i];
        let word = name.last();
        let suits = |&i: &usize| {
            self.people[i].suits(*gender)
                && !self.people[i].first.as_deref().is_some_and(|first| first.starts_with("mrs "))
        };
        let firsts: Vec<usize> = self.with_first(word).filter(suits).collect();
        let lasts: Vec<usize> = self.with_last(word).filter(suits).collect();
        let n = |people: &[usize]| people.iter().map(|&i| self.people[i].n).sum::<u32>();
        let found = if n(&firsts) >= n(&lasts) && !firsts.is_empty() {
            self.dominant(firsts)
        } else {
            // By the bare surname go men.
            let is_man = |&i: &usize| self.people[i].gender != Some(Gender::Female);
            let men: Vec<usize> = lasts.iter().copied().filter(is_man).collect();
            if men.is_empty() { only(&lasts) } else { self.dominant(men) }
        };
        let gender = given_names::gender_of(word).or(*gender);
        match found {
            Some(person) => self.join(person, i, None),
            None => self.start(i, Some(word.to_owned()), None, gender),
        }
    }

    /// Joins those who go by a nickname alone, or by what it is short for, to the one person who goes
    /// by the other and has a surname, or is named more often.
    fn join_nicknames(&mut self) {
        for one in 0..self.people.len() {
            let person = &self.people[one];
            let (Some(first), None) = (&person.first, &person.last) else { continue };
            let is_other = |&i: &usize| {
                let other = &self.people[i];
                i != one
                    && !other.names.is_empty()
                    && other.suits(person.gender)
                    && (other.last.is_some() || other.n > person.n)
            };
            let of = |names: &[String]| -> Vec<usize> {
                names.iter().flat_map(|name| self.with_first(name)).filter(is_other).collect()
            };
            let long = of(given_names::long_for(first));
            let found = if long.is_empty() { of(given_names::short_for(first)) } else { long };
            let Some(other) = self.dominant(found) else { continue };
            let names = std::mem::take(&mut self.people[one].names);
            self.people[other].n += self.people[one].n;
            self.people[other].names.extend(names);
        }
    }

    fn titled_given(&self, title: &'a str, first: &str) -> u32 {
        self.titled_given.get(&(title, first)).copied().unwrap_or(0)
    }

    fn with_first(&self, first: &str) -> impl Iterator<Item = usize> + use<'_, 'a> {
        self.by_first.get(first).into_iter().flatten().copied()
    }

    fn with_last(&self, last: &str) -> impl Iterator<Item = usize> + use<'_, 'a> {
        self.by_last.get(last).into_iter().flatten().copied()
    }

    /// The only one of them, or the one who is named much more often than any other.
    fn dominant(&self, mut people: Vec<usize>) -> Option<usize> {
        people.sort_unstable();
        people.dedup();
        people.sort_by_key(|&i| Reverse(self.people[i].n));
        match *people {
            [] => None,
            [one] => Some(one),
            [one, other, ..] => {
                (self.people[one].n >= DOMINANT * self.people[other].n).then_some(one)
            }
        }
    }

    /// The only one of them, or the one who goes by the given name much more often than any other.
    fn best_known(&self, people: &[usize]) -> Option<usize> {
        let n = |&&i: &&usize| {
            let person = &self.people[i];
            let bare = person.first.as_deref().and_then(|first| self.bare.get(first));
            person.n + bare.copied().unwrap_or(0)
        };
        let best = people.iter().max_by_key(n)?;
        let others = people.iter().filter(|i| *i != best);
        others.map(|i| n(&i)).all(|other| n(&best) >= DOMINANT * other).then_some(*best)
    }

    fn start(
        &mut self,
        i: usize,
        first: Option<String>,
        last: Option<String>,
        gender: Option<Gender>,
    ) {
        let person = self.people.len();
        if let Some(first) = &first {
            self.by_first.entry(first.clone()).or_default().push(person);
        }
        if let Some(last) = &last {
            self.by_last.entry(last.clone()).or_default().push(person);
        }
        self.people.push(Person { first, last, gender, titles: vec![], n: 0, names: vec![] });
        self.join(person, i, gender);
    }

    fn join(&mut self, person: usize, i: usize, gender: Option<Gender>) {
        let name = &self.names[i];
        let person = &mut self.people[person];
        person.n += name.n;
        person.names.push(i);
        person.gender = person.gender.or(gender);
        person.titles.extend(name.name.titles.iter().cloned());
    }
}

fn only(people: &[usize]) -> Option<usize> {
    match *people {
        [one] => Some(one),
        _ => None,
    }
}

/// Whether somebody known by a surname and a title may bear another title: `Mr. Hale` for `Dr. Hale`,
/// `Aunt Hale` for `Mrs. Hale`. `n` is how often the name with that other title is used.
fn may_be(person: &Person, name: &FullName, n: u32) -> bool {
    let is_borne = |title: &str| person.titles.iter().any(|own| own == title);
    let any = |title: &str| name.has(title) || is_borne(title);
    let kin = ["aunt", "mother", "nurse", "sister", "widow"];
    let wife = ["mrs", "miss"];
    match (person.gender, name.gender()) {
        (Some(Gender::Female), Some(Gender::Female)) => {
            kin.into_iter().any(is_borne) && wife.iter().any(|title| name.has(title))
                || wife.into_iter().any(is_borne) && kin.iter().any(|title| name.has(title))
        }
        (Some(Gender::Female), _) | (_, Some(Gender::Female)) => false,
        _ => !any("sir") && !any("lord") && (any("mr") || n <= 2),
    }
}
/// Whether one given name may stand for the other: the same, a nickname, an initial.
fn is_same_given(a: &str, b: &str) -> bool {
    let is_initial =
        |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let is_nickname =
        |short: &str, long: &str| given_names::long_for(short).iter().any(|name| name == long);
    a == b || is_initial(a, b) || is_initial(b, a) || is_nickname(a, b) || is_nickname(b, a)
}
