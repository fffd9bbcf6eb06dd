//! Which names name the same person.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::story::answers::Answers;
use crate::story::callings;
use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
pub(crate) use crate::story::name_counts::Name;
use crate::story::name_counts::{NameCounts, RANKS, SOLDIERS};
use crate::story::people::{DOMINANT, People, Person, is_same_given, most};
use crate::story::presence::Scene;
use crate::story::titles::BEFORE_GIVEN;
use crate::story::word_list::WordList;

/// Titles of those who are not named without.
static RULERS: WordList = WordList::new("emperor empress king lord pope queen st");

/// Titles of those who are called by their surnames at work, women too.
static WORKING: WordList = WordList::new(
    "agent captain commander constable corporal deputy detective inspector lieutenant major marshal officer pilot private sergeant sheriff superintendent trooper",
);

/// Titles of wives.
const MARRIED: [&str; 2] = ["lady", "mrs"];

/// So often it is a habit.
const OFTEN: u32 = 5;

/// One name in so many is an exception.
const SELDOM: u32 = 4;

/// Whoever has a rank with a given name is called by this name alone less than once in so many times,
/// if at all.
const RANKED: u32 = 8;

/// What the story tells of names, beside themselves. A name is given by its index.
#[derive(Clone, Copy)]
pub(crate) struct Hints<'a> {
    /// Whether several people who bear a surname are named together: "the Hales".
    pub(crate) is_family: &'a dyn Fn(&str) -> bool,
    /// Whether a surname is that of an elder and a younger: "the elder Mr. Hale".
    pub(crate) is_shared: &'a dyn Fn(&str) -> bool,
    /// How often a name stands in what is said.
    pub(crate) n_said: &'a dyn Fn(usize) -> u32,
    /// Whether somebody is called by a name, which the narration hardly uses.
    pub(crate) is_only_called: &'a dyn Fn(usize) -> bool,
    /// Pairs of which the text says that they name one person, which goes if nothing speaks against it.
    pub(crate) said: &'a [[usize; 2]],
    /// Pairs of which the text says that they name two.
    pub(crate) two: &'a [[usize; 2]],
    /// Who answers to the names.
    pub(crate) answers: &'a Answers,
    /// Who is there where people are called by a name that only those who talk use.
    pub(crate) scenes: &'a [Scene],
    /// Whether the narration keeps some names apart from others.
    pub(crate) are_apart: &'a dyn Fn(&[usize], &[usize]) -> bool,
}

/// Who bears each of some names.
pub(crate) struct Groups {
    /// For each name the number of who bears it, which starts at 0.
    pub(crate) groups: Vec<usize>,
    /// A name of whoever tells the story.
    pub(crate) narrator: Option<usize>,
}

/// Who bears each of the names.
pub(crate) fn group(names: &[Name], hints: Hints<'_>) -> Groups {
    let (counts, people) = (NameCounts::of(names), People::new(names, hints.two));
    let mut grouping = Grouping { names, counts, hints, people };
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&i| Reverse(names[i].n));
    let (full, single): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|&i| names[i].name.words.len() > 1);
    let (bare, titled): (Vec<_>, Vec<_>) =
        single.into_iter().partition(|&i| names[i].name.titles.is_empty());
    full.iter().for_each(|&i| grouping.add_full(i));
    full.into_iter().for_each(|i| grouping.join_beginning(i));
    let (given, surnames): (Vec<_>, Vec<_>) =
        titled.into_iter().partition(|&i| grouping.is_given(i));
    surnames.into_iter().for_each(|i| grouping.add_surname(i));
    bare.into_iter().for_each(|i| grouping.add_bare(i));
    given.into_iter().for_each(|i| grouping.add_given(i));
    grouping.join_nicknames();
    let apart = grouping.kept_apart();
    let said: Vec<_> = hints.said.iter().filter(|pair| grouping.may_be_same(**pair)).collect();
    let Grouping { mut people, .. } = grouping;
    for pair in said {
        let [one, other] = pair.map(|name| people.bearer(name));
        people.unite(one, other);
    }
    part_daughters(&mut people, &apart, names);
    unite_all(&mut people, apart, callings::may_be_one);
    let called = callings::called(&people, hints.answers, hints.is_only_called);
    unite_all(&mut people, called, |one, other| callings::may_answer(one, other, hints.answers));
    let present = callings::present(&people, hints.scenes);
    unite_all(&mut people, present, callings::may_be_one);
    let narrators = callings::narrators(&people, hints.answers);
    let narrator = narrators.first().map(|&narrator| people[narrator].names[0]);
    for &other in narrators.iter().skip(1) {
        people.unite_if_both([other, narrators[0]]);
    }
    if let [narrator, ..] = *narrators {
        for other in callings::only_called(&people, narrator, hints.is_only_called) {
            people.unite_if_both([other, narrator]);
        }
    }
    Groups { groups: people.groups(), narrator }
}

/// Unites pairs of people, but for those of whom one became another's by a pair before, so that they may no longer be
/// one.
fn unite_all(
    people: &mut People<'_>,
    pairs: Vec<[usize; 2]>,
    may_be_one: impl Fn(&Person, &Person) -> bool,
) {
    for [one, other] in pairs {
        if may_be_one(&people[one], &people[other]) {
            people.unite_if_both([one, other]);
        }
    }
}

/// Takes "Miss Hale" from those whom one of the `apart` shows to be Mrs. Hale.
fn part_daughters(people: &mut People<'_>, apart: &[[usize; 2]], names: &[Name]) {
    let wives = apart.iter().filter(|[one, _]| people[*one].has("mrs"));
    let is_daughter = |person: &Person, i: usize| {
        let FullName { titles, words } = &names[i].name;
        *titles == ["miss"] && words.len() == 1 && words.last() == person.last.as_ref()
    };
    let of = |person| {
        let person: &Person = &people[person];
        person.names.iter().copied().filter(|&i| is_daughter(person, i))
    };
    let daughters: BTreeSet<usize> = wives.flat_map(|&[_, other]| of(other)).collect();
    daughters.into_iter().for_each(|i| people.take_away(i));
}

struct Grouping<'a> {
    names: &'a [Name],
    counts: NameCounts<'a>,
    hints: Hints<'a>,
    people: People<'a>,
}

impl Grouping<'_> {
    /// A name of several words: whoever has the same first and last, or somebody new.
    fn add_full(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        // Of a rare full name, the words around the given name alone tell more.
        let bare = name.first().and_then(|first| self.counts.bare_gender(first));
        let own = name.first().and_then(given_names::gender_of);
        // "Mrs. George Hale" is not George.
        let is_his = || match own.or(bare) {
            Some(gender) => gender == Gender::Male,
            None => name.first().is_some_and(|first| self.counts.plain(first, name.last()) > *n),
        };
        let is_wife = name.has("mrs") && is_his();
        let first = name
            .first()
            .map(|first| if is_wife { format!("mrs {first}") } else { first.to_owned() });
        let gender = name.gender().or(own).or(*gender).or(bare.filter(|_| !is_wife));
        let same = |person: &Person| {
            let firsts = person.first.as_deref().zip(first.as_deref());
            let is_same = firsts.is_some_and(|(a, b)| {
                // Sir Thomas is the father of Tom.
                is_same_given(a, b)
                    && (a == b || person.is_titled(&RANKS) == name.is_titled(&RANKS))
            });
            (is_same || self.has_longer(person, name)) && person.suits(gender)
        };
        let found = self
            .people
            .with_last(name.last())
            .filter(|&it| same(&self.people[it]) && !self.people.is_another(it, i));
        match self.people.dominant(found) {
            Some(person) => {
                // One who was known by an initial or a nickname.
                if !self.has_longer(&self.people[person], name) {
                    first.into_iter().for_each(|first| self.people.also_called(person, first));
                }
                self.people.join(person, i, gender);
            }
            None => self.people.start(i, first, Some(name.last().to_owned()), gender),
        }
    }

    /// Joins who bears a name of several words to the only one whose longer name begins so: "Pavel Andreyevich", "Pavel
    /// Andreyevich Zuyev".
    fn join_beginning(&mut self, i: usize) {
        let name = &self.names[i].name;
        let (Some(first), bearer) = (name.first(), self.people.bearer(i)) else { return };
        let begins = |&other: &usize| {
            let long = &self.names[other].name.words;
            long.len() > name.words.len() && long.starts_with(&name.words)
        };
        let is_longer = |&person: &usize| {
            let person = &self.people[person];
            person.names.iter().any(begins) && person.suits(self.people[bearer].gender)
        };
        let is_surname = name.words.len() > 2 || self.counts.is_surname(name.last());
        let others = self.people.with_first(first).filter(|&it| it != bearer);
        if !is_surname && let Some(other) = self.people.dominant(others.filter(is_longer)) {
            self.people.unite(bearer, other);
        }
    }

    /// Whether one name of `person` ends in `name`, or the other way round, which begins with no given
    /// name but a part of the surname: "James Peel Orme", "Peel Orme".
    fn has_longer(&self, person: &Person, name: &FullName) -> bool {
        person.names.iter().any(|&other| {
            let (ours, theirs) = (&*name.words, &*self.names[other].name.words);
            let (short, long) =
                if ours.len() < theirs.len() { (ours, theirs) } else { (theirs, ours) };
            short.len() > 1
                && short.len() < long.len()
                && long.ends_with(short)
                && given_names::gender_of(&short[0]).is_none()
        })
    }

    /// Whether the one word after a title is a given name.
    fn is_given(&self, i: usize) -> bool {
        let Name { name, n, .. } = &self.names[i];
        let word = name.last();
        let n_bare = self.counts.bare(word);
        if name.has("mr") || name.has("mrs") {
            // "Mr. Edgar", who is mostly called Edgar.
            let n_full = self.people.with_first(word).map(|i| self.people[i].n_full).sum::<u32>();
            let is_last = self.people.with_last(word).next().is_some();
            return !is_last && n_full >= OFTEN && n_bare > *n;
        }
        let is_known = given_names::gender_of(word).is_some();
        let is_first = || {
            is_known
                || self.people.with_first(word).next().is_some()
                || n_bare > 0 && !self.counts.is_surname(word)
        };
        let n = |i: usize| self.people[i].n;
        let n_lasts = self.people.with_last(word).map(n).sum::<u32>();
        let n_firsts = self.people.with_first(word).map(n).sum::<u32>();
        n_lasts <= n_firsts && (is_known || name.is_titled(&BEFORE_GIVEN) && is_first())
    }

    /// A title and a given name.
    fn add_given(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        let gender = name.gender().or(*gender);
        let (is_ruler, is_ranked) = (name.is_titled(&RULERS), name.is_titled(&RANKS));
        let fits = |&person: &usize| {
            let is_another = self.people.is_another(person, i);
            let person = &self.people[person];
            person.suits(gender)
                && !is_another
                && !self.are_two(person, i)
                && (person.shares_title(name)
                    || !is_ruler
                        && !person.is_titled(&RULERS)
                        && (!is_ranked || DOMINANT * person.n_titled < *n))
        };
        let fitting: Vec<usize> = self.people.with_first(name.last()).filter(fits).collect();
        // "Sir John" is Sir John Hale, before another John, unless this one is more often named in full.
        let found = self.people.dominant(fitting.iter().copied());
        let n_other = found.map_or(0, |other| self.people[other].n_full);
        let is_known = |i: &&usize| {
            let person = &self.people[**i];
            (is_ranked || is_ruler) && person.shares_title(name) && person.n_full >= n_other
        };
        match fitting.iter().find(is_known).copied().or(found) {
            Some(person) => self.people.join(person, i, gender),
            None => self.people.start(i, Some(name.last().to_owned()), None, gender),
        }
    }

    /// A title and a surname.
    fn add_surname(&mut self, i: usize) {
        let Name { name, gender, .. } = &self.names[i];
        let word = name.last();
        let gender = name.gender().or(*gender);
        let fitting: Vec<usize> =
            self.people.with_last(word).filter(|&person| self.may_bear(person, i)).collect();
        // One who is known by this very title alone, before all others.
        let is_known =
            |&&i: &&usize| self.people[i].first.is_none() && self.people[i].shares_title(name);
        let known: Vec<usize> = fitting.iter().filter(is_known).copied().collect();
        let found = if !known.is_empty() {
            self.people.dominant(known)
        } else if gender == Some(Gender::Female) {
            self.best_known(fitting)
        } else if name.has("master") {
            // A boy, before his father.
            let boys = fitting.iter().filter(|&&i| self.people[i].first.is_some());
            self.people.dominant(boys.copied()).or_else(|| self.people.dominant(fitting))
        } else {
            self.people.dominant(fitting)
        };
        match found {
            Some(person) => self.people.join(person, i, gender),
            None => self.people.start(i, None, Some(word.to_owned()), gender),
        }
    }

    /// Whether the surname and title that are name number `i` may be those of a person who has that
    /// surname.
    fn may_bear(&self, person: usize, i: usize) -> bool {
        let Name { name, gender, n } = &self.names[i];
        let (at, person) = (person, &self.people[person]);
        let word = name.last();
        if !person.suits(name.gender().or(*gender))
            || self.is_told_by(i) && self.speaks(at)
            || self.are_two(person, i)
            || self.people.is_another(at, i)
        {
            return false;
        }
        let is_titled = person.shares_title(name);
        let Some(first) = &person.first else {
            return is_titled || !self.counts.has_ranks(word) && person.may_be(name, *n);
        };
        let is_woman = person.is_woman();
        let n_first = self.counts.bare(first);
        if person.is_wife() {
            // "Mrs. George Hale" may be told so from "Mrs. Hale".
            is_titled && (person.n_full < OFTEN || *n < OFTEN)
        } else if name.has("lady") {
            let is_other = person.has_any(&["miss", "mrs"]);
            // "The Hales" may be husband and wife.
            let is_only = || {
                self.is_only_woman(at)
                    || person.n_full >= OFTEN && !self.has_other(at, Person::is_woman)
            };
            is_titled || is_woman && !is_other && is_only()
        } else if name.has("lord") || name.has("sir") {
            is_titled
        } else if name.has("mrs") {
            // A daughter goes by the given name, where the mother is "Mrs. Hale".
            let is_child = n_first > 2 * SELDOM * n;
            let is_rare = person.n_full == 1 && *n >= OFTEN;
            is_woman && (is_titled || !self.counts.has_miss(word) && !is_child && !is_rare)
        } else if name.has("mr") && (self.hints.is_shared)(word) {
            false
        } else if name.has("mr") {
            // Nor is "Mr. George Hale", who is often called so, the "Mr. Hale" who is the elder.
            let n_plain = self.counts.plain(first, word);
            let n_titled = self.counts.titled_given("mr", first);
            let is_alone = || self.counts.bare(word) > n_first || self.is_only_bearer(at);
            let is_rare = || DOMINANT * person.n_full < *n;
            let is_one = || {
                self.is_called(i) && self.is_only_man(at)
                    || (self.hints.is_only_called)(i) && !self.has_other(at, Person::may_be_mister)
            };
            let is_child = self.is_son(at, *n) && (is_rare() || !is_alone()) && !is_one();
            // Nor is his brother, who goes by his given name, too.
            let is_brother = || {
                let is_other = |other: &String| !is_same_given(other, first);
                let is_son = |j: usize| {
                    let other = &self.people[j];
                    other.first.as_ref().is_some_and(is_other)
                        && !other.is_woman()
                        && self.is_son(j, *n)
                };
                person.n_full < OFTEN && n_first > 0 && self.people.with_last(word).any(is_son)
            };
            !is_child
                && !is_brother()
                && (n_titled < OFTEN || n_titled <= n_plain || self.is_only_man(at))
                && !person.has_any(&["lord", "sir"])
        } else if name.has("miss") {
            // A younger sister is "Miss Emma".
            let n_titled = self.counts.titled_given("miss", first);
            let is_younger = SELDOM * n_titled >= *n;
            let is_other = person.has_any(&["dame", "lady", "mrs"]);
            let is_alone = || self.is_only_woman(at);
            // "Miss Jane Hale", once, where another is Jane, is not the "Miss Hale" of whom all speak.
            let is_other_first = |i: usize| i != at && self.people[i].n_full >= OFTEN;
            let is_rare = || {
                let n_plain = self.counts.plain(first, word);
                let is_once = person.n_full == 1 && n_plain == 0 && *n >= OFTEN;
                is_once && self.people.with_first(first).any(is_other_first)
            };
            let may_be_woman = is_woman || !self.has_rival(at, |_| true);
            may_be_woman && !is_rare() && !is_other && (!is_younger || is_alone())
        } else {
            let is_mister = |&i: &usize| {
                let known = &self.names[i].name;
                known.has("mr") && known.words.len() == 1 && known.last() == word
            };
            let is_elder =
                || name.has("master") || person.names.iter().any(is_mister) || !self.is_son(at, *n);
            // "Squire Hale" is not that one of his sons who is hardly named.
            let is_rare = || DOMINANT * person.n < *n && self.has_other(at, Person::may_be_mister);
            is_titled || !is_woman && is_elder() && !is_rare()
        }
    }

    /// Whether name number `i` is that of whoever tells the story.
    fn is_told_by(&self, i: usize) -> bool {
        self.hints.answers.by_narrator(i).is_some()
    }

    /// Whether the story, which calls its narrator `I`, tells by the given name that somebody speaks.
    fn speaks(&self, person: usize) -> bool {
        let first = self.people[person].first.as_deref().and_then(|it| self.counts.bare_name(it));
        first.is_some_and(|name| self.hints.answers.said(name) >= OFTEN)
    }

    /// Whether name number `i` is rather what people call somebody whom the narration calls otherwise.
    fn is_called(&self, i: usize) -> bool {
        2 * (self.hints.n_said)(i) > self.names[i].n
    }

    /// Whether name number `i` is that of somebody who talks to a person, under one of its names or its given
    /// name alone.
    fn are_two(&self, person: &Person, i: usize) -> bool {
        let talk = |&name: &usize| self.hints.answers.talk(name, i);
        let first = person.first.as_deref().and_then(|it| self.counts.bare_name(it));
        self.hints.answers.said(i) > 0 && first.iter().chain(&person.names).any(talk)
    }

    /// Whether name number `i`, which is one word, is a given name other than the one by which the story tells
    /// that a person speaks: "said Tom", "said Thomas".
    fn is_told_from(&self, person: &Person, i: usize) -> bool {
        let word = self.names[i].name.last();
        self.hints.answers.said(i) > 0
            && person.names.iter().any(|&name| {
                let FullName { titles, words } = &self.names[name].name;
                titles.is_empty()
                    && words.len() == 1
                    && is_same_given(&words[0], word)
                    && self.hints.answers.both_speak(name, i)
            })
    }

    /// Whether somebody goes by the given name, so that another is meant by surname and title, which
    /// stand together `n` times.
    fn is_son(&self, person: usize, n: u32) -> bool {
        let person = &self.people[person];
        let (Some(first), Some(last)) = (&person.first, &person.last) else { return false };
        let is_hers = self.counts.bare_gender(last) == Some(Gender::Female);
        let n_last = if is_hers { 0 } else { self.counts.bare(last) };
        DOMINANT * self.counts.bare(first) > n + n_last
    }

    /// Whether no woman beside this person has the surname, alone or with others.
    fn is_only_woman(&self, person: usize) -> bool {
        !self.has_rival(person, Person::is_woman)
    }

    /// Whether nobody beside this person has the surname who may be a man.
    fn is_only_man(&self, person: usize) -> bool {
        !self.has_rival(person, Person::may_be_mister)
    }

    /// Whether nobody beside this person has the surname.
    fn is_only_bearer(&self, person: usize) -> bool {
        let last = self.people[person].last.as_deref().unwrap_or_default();
        self.counts.bare_gender(last) != Some(Gender::Female)
            && !self.counts.has_woman(last)
            && !self.has_rival(person, |_| true)
    }

    /// Whether one of those whom `is_rival` accepts, or a family, has this person's surname too.
    fn has_rival(&self, person: usize, is_rival: impl Fn(&Person) -> bool) -> bool {
        let last = self.people[person].last.as_deref().unwrap_or_default();
        (self.hints.is_family)(last) || self.has_other(person, is_rival)
    }

    /// Whether one of those whom `is_rival` accepts, who has a given name, has this person's surname too.
    fn has_other(&self, person: usize, is_rival: impl Fn(&Person) -> bool) -> bool {
        let last = self.people[person].last.as_deref().unwrap_or_default();
        let is_other = |i: usize| {
            let other = &self.people[i];
            i != person && other.first.is_some() && is_rival(other)
        };
        self.people.with_last(last).any(is_other)
    }

    /// One word.
    fn add_bare(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        let word = name.last();
        let suits = |&person: &usize| {
            let is_another = self.people.is_another(person, i);
            let person = &self.people[person];
            // "Sir Walter" is hardly ever "Walter", who is rather his grandson.
            let is_ranked = || {
                person.is_titled(&RANKS)
                    && person.n_titled.max(self.counts.ranked(word)) >= RANKED * n
            };
            person.suits(*gender)
                && !is_another
                && !person.is_wife()
                && !is_ranked()
                && !self.is_told_from(person, i)
        };
        let firsts: Vec<usize> = self.people.with_first(word).filter(suits).collect();
        let lasts: Vec<usize> = self.people.with_last(word).filter(suits).collect();
        let n_given = |i: usize| {
            let person = &self.people[i];
            if person.last.is_none() { person.n } else { person.n_full }
        };
        let n_firsts = firsts.iter().map(|&i| n_given(i)).sum::<u32>();
        let n_lasts = lasts.iter().map(|&i| self.people[i].n).sum::<u32>();
        let found = if firsts.is_empty() {
            self.known_by_surname(&lasts, *gender, *n)
        } else if n_firsts >= n_lasts {
            self.known_by_given(firsts)
        } else if n_firsts < OFTEN || n_lasts > DOMINANT * SELDOM * n_firsts {
            // Whoever goes by the given name is not called by the surname, too, where that is somebody's
            // given name.
            let goes_by_given = |&i: &usize| {
                let first = self.people[i].first.as_deref();
                first.is_some_and(|first| SELDOM * self.counts.bare(first) >= *n)
            };
            let is_known = firsts.iter().any(|&i| self.people[i].n >= OFTEN);
            match self.known_by_surname(&lasts, *gender, *n) {
                Some(other) if is_known && goes_by_given(&other) => self.known_by_given(firsts),
                found => found,
            }
        } else {
            None
        };
        let gender = given_names::gender_of(word).or(*gender);
        match found {
            Some(person) => self.people.join(person, i, None),
            None => self.people.start(i, Some(word.to_owned()), None, gender),
        }
    }

    /// Who of those with a given name goes by it alone. Two who are often named in full are told
    /// apart so, which says nothing about the name alone.
    fn known_by_given(&self, mut people: Vec<usize>) -> Option<usize> {
        people.sort_unstable();
        people.dedup();
        people.sort_by_key(|&i| Reverse((self.people[i].n_full, self.people[i].n)));
        match *people {
            [] => None,
            [one] => Some(one),
            [one, other, ..] => {
                let (one, other, i) = (&self.people[one], &self.people[other], one);
                let is_more = one.n >= DOMINANT * other.n;
                let is_clear =
                    other.n_full < OFTEN && (one.n_full >= DOMINANT * other.n_full || is_more);
                // A girl who marries has two surnames.
                let is_wife = is_more && one.has_any(&MARRIED) && !other.has_any(&MARRIED);
                (is_clear || is_wife).then_some(i)
            }
        }
    }

    /// Who of those with a surname goes by it alone, which stands `n` times.
    fn known_by_surname(&self, people: &[usize], gender: Option<Gender>, n: u32) -> Option<usize> {
        let is_woman = |&i: &usize| self.people[i].is_woman();
        let (women, men): (Vec<usize>, Vec<usize>) = people.iter().copied().partition(is_woman);
        let is_hers = gender == Some(Gender::Female) && !women.is_empty();
        // By the bare surname go men, and of women those who are not mostly called so.
        if men.is_empty() || is_hers {
            let found = if is_hers { self.people.dominant(women) } else { only(&women) };
            return found.filter(|&i| self.people[i].n >= n || self.people[i].is_titled(&WORKING));
        }
        let by_surname = most(&men, |i| self.people[i].n_last);
        let by_all = most(&men, |i| self.people[i].n);
        if by_surname.is_some() && by_all.is_some() && by_surname != by_all {
            return None;
        }
        by_surname.or(by_all)
    }

    /// Joins those who go by a nickname alone, or by what it is short for, to the one person who goes
    /// by the other and has a surname, or is named more often.
    fn join_nicknames(&mut self) {
        for one in self.people.ids() {
            let person = &self.people[one];
            let (Some(first), None) = (&person.first, &person.last) else { continue };
            if person.is_titled(&RULERS) {
                continue;
            }
            let is_other = |&i: &usize| {
                let other = &self.people[i];
                i != one
                    && !person.names.iter().any(|&name| self.is_told_from(other, name))
                    && !other.names.is_empty()
                    && (2 * other.n_titled <= other.n || !other.is_titled(&RANKS))
                    && other.suits(person.gender)
                    && (other.last.is_some() || other.n > person.n)
                    && self.goes_by_given(other, person.n)
                    && (person.n <= DOMINANT * other.n
                        || !other.has_any(&MARRIED) && self.is_of_family(i, person.n))
            };
            let of = |names: &[String]| -> Vec<usize> {
                names
                    .iter()
                    .flat_map(|name| self.people.with_first(name))
                    .filter(is_other)
                    .collect()
            };
            let long = given_names::long_for(first);
            let mut found = of(long);
            if long.is_empty() {
                found = of(given_names::short_for(first));
                found.extend(of(&given_names::stems(first)));
                found.retain(|&i| self.people[i].n > person.n);
                // "Mary" is rather one of those who are Mary Hale and Mary Orme than Molly.
                let is_rather = |i: usize| {
                    let other = &self.people[i];
                    other.last.is_some()
                        && !other.names.is_empty()
                        && !other.is_titled(&RANKS)
                        && !found.contains(&i)
                };
                if self.people.with_first(first).any(is_rather) {
                    continue;
                }
            }
            if let Some(other) = self.people.dominant(found) {
                self.people.unite(one, other);
            }
        }
    }

    /// Whether those who talk call one person, whom the narration names by a title, by the given name of the
    /// other, which the narration hardly uses: a son or daughter it would name so.
    fn is_close(&self, one: &Person, other: &Person) -> bool {
        let n_said =
            |names: &[usize]| names.iter().map(|&name| (self.hints.n_said)(name)).sum::<u32>();
        let first = other.first.as_deref().and_then(|it| self.counts.bare_name(it));
        first.is_some_and(|first| {
            let n = self.names[first].n;
            n >= OFTEN
                && one.n >= n
                && other.n_full > 1
                && 2 * n_said(&one.names) <= one.n
                && 5 * n_said(&[first]) >= 4 * n
        })
    }

    /// Pairs of people who are one: of one surname, by which the one goes after a title, and of which the
    /// narration keeps the names apart. The first of a pair goes by the title.
    fn kept_apart(&self) -> Vec<[usize; 2]> {
        let pair = |one: usize| {
            let person = &self.people[one];
            let last = person.last.as_deref().filter(|_| person.first.is_none())?;
            let may_be = |other: &Person| {
                let first = other.first.as_deref().unwrap_or_default();
                let n_titled = self.counts.titled_given("mr", first);
                let is_other = person.has("miss") && other.has_any(&MARRIED)
                    || person.has("mrs") && self.counts.titled_given("miss", first) > 0
                    || person.has("mr") && (!other.may_be_mister() || other.is_titled(&SOLDIERS))
                    // "Mr. George Hale", who is often called so, is told so from "Mr. Hale".
                    || n_titled >= OFTEN && n_titled > self.counts.plain(first, last);
                other.first.is_some()
                    && !other.is_wife()
                    && !is_other
                    && callings::may_be_one(person, other)
                    && !person.names.iter().any(|&name| self.are_two(other, name))
            };
            let mut others: Vec<usize> = self.people.with_last(last).collect();
            others.sort_unstable();
            others.dedup();
            others.retain(|&other| {
                let other = &self.people[other];
                may_be(other)
                    && ((self.hints.are_apart)(&person.names, &other.names)
                        || self.is_close(person, other))
            });
            let is_titled = person.has_any(&["miss", "mr", "mrs"]);
            Some([one, only(&others).filter(|_| is_titled)?])
        };
        self.people.ids().filter_map(pair).collect()
    }

    /// Whether others have the surname of somebody, too, and are named `n` times at least: whoever is hardly
    /// named with it may be one of them who goes by a nickname.
    fn is_of_family(&self, person: usize, n: u32) -> bool {
        let last = self.people[person].last.as_deref().unwrap_or_default();
        let others = self.people.with_last(last).filter(|&other| other != person);
        others.map(|other| self.people[other].n).sum::<u32>() >= n
    }

    /// Whether somebody is called by the given name, so that it may have a short form that stands `n`
    /// times; or is hardly called at all.
    fn goes_by_given(&self, person: &Person, n: u32) -> bool {
        let first = person.first.as_deref().unwrap_or_default();
        let last = person.last.as_deref().unwrap_or_default();
        let n_given = self.counts.bare(first) + self.counts.plain(first, last);
        SELDOM * n_given >= n || person.n <= SELDOM * n_given
    }

    /// Whether nothing speaks against two names being one person's: neither is the surname of somebody
    /// who has a given name, and both are of one gender.
    fn may_be_same(&self, pair: [usize; 2]) -> bool {
        let [one, other] = pair.map(|name| self.people.bearer(name));
        let is_own = |name: usize, person: usize| {
            let (words, person) = (&self.names[name].name.words, &self.people[person]);
            words.len() > 1 || person.n_full < OFTEN || person.first.as_ref() == words.first()
        };
        is_own(pair[0], one)
            && is_own(pair[1], other)
            && self.people[one].suits(self.people[other].gender)
    }

    /// Of women with one surname who is meant by it: the only one, or the one whom the story is about,
    /// if she is no younger sister, who is called by title and given name.
    fn best_known(&self, mut women: Vec<usize>) -> Option<usize> {
        let bare = |i: usize| {
            let first = self.people[i].first.as_deref();
            first.map_or(0, |first| self.counts.bare(first))
        };
        let n = |i: usize| self.people[i].n + bare(i);
        let most = women.iter().map(|&i| n(i)).max()?;
        let is_elder = |&i: &usize| {
            let first = self.people[i].first.as_deref();
            first.is_some_and(|first| self.counts.titled_given("miss", first) == 0)
                && DOMINANT * n(i) >= most
        };
        if women.iter().any(is_elder) {
            women.retain(is_elder);
        }
        let best = *women.iter().max_by_key(|&&i| n(i))?;
        let n_full = |i: usize| self.people[i].n_full;
        let is_less = |&i: &usize| {
            let is_rival = n_full(i) > n_full(best) || n_full(i) == n_full(best) && n_full(i) > 1;
            i == best || n(best) >= DOMINANT * n(i) && !is_rival
        };
        women.iter().all(is_less).then_some(best)
    }
}

fn only(people: &[usize]) -> Option<usize> {
    match *people {
        [one] => Some(one),
        _ => None,
    }
}
