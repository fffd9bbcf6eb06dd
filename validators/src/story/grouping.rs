//! Which names name the same person.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
pub(crate) use crate::story::name_counts::Name;
use crate::story::name_counts::{BEFORE_GIVEN, NameCounts};
use crate::story::word_list::WordList;

/// Titles of those who are not named without.
static RULERS: WordList = WordList::new("emperor empress king lord pope queen st");

/// Titles with a given name that are a rank: whoever is often called by another has none of them.
static RANKS: WordList = WordList::new("dame lady sir");

/// One who has several candidates is the one who is named so many times as often as the others.
const DOMINANT: u32 = 3;

/// So many people of one name are looked at, at most: no story has more, but a list of names may.
const MOST_BEARERS: usize = 200;

/// So often it is a habit.
const OFTEN: u32 = 5;

/// One name in so many is an exception.
const SELDOM: u32 = 4;

/// Somebody, as far as the names read so far tell.
#[derive(Default)]
struct Person {
    first: Option<String>,
    last: Option<String>,
    gender: Option<Gender>,
    /// The titles of the names.
    titles: Vec<String>,
    n: u32,
    /// Uses of names with both given name and surname.
    n_full: u32,
    /// Uses of names with a title.
    n_titled: u32,
    /// Uses of names with the surname.
    n_last: u32,
    names: Vec<usize>,
}

impl Person {
    fn suits(&self, gender: Option<Gender>) -> bool {
        self.gender.is_none() || gender.is_none() || self.gender == gender
    }

    fn has(&self, title: &str) -> bool {
        self.titles.iter().any(|own| own == title)
    }

    /// Whether `name` has one of the titles.
    fn shares_title(&self, name: &FullName) -> bool {
        self.titles.iter().any(|title| name.has(title))
    }

    /// Whether it is somebody's wife, known by his name: `Mrs. George Hale`.
    fn is_wife(&self) -> bool {
        self.first.as_deref().is_some_and(|first| first.starts_with("mrs "))
    }
}

/// For each of the names the number of who bears it, which starts at 0. Of a pair in `said`, each by
/// its index, the text says that they name one person, which goes if nothing speaks against it.
pub(crate) fn group(
    names: &[Name],
    is_family: &dyn Fn(&str) -> bool,
    said: &[[usize; 2]],
) -> Vec<usize> {
    let mut grouping = Grouping {
        names,
        counts: NameCounts::of(names),
        is_family,
        people: Vec::new(),
        by_first: FxHashMap::default(),
        by_last: FxHashMap::default(),
    };
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
    let may_be_same = |pair: &&[usize; 2]| grouping.may_be_same(**pair);
    let said: Vec<[usize; 2]> = said.iter().filter(may_be_same).copied().collect();
    said.iter().for_each(|&pair| grouping.join_pair(pair));
    let mut groups = vec![0; names.len()];
    let people = grouping.people.iter().filter(|person| !person.names.is_empty());
    for (group, person) in people.enumerate() {
        person.names.iter().for_each(|&i| groups[i] = group);
    }
    groups
}

struct Grouping<'a> {
    names: &'a [Name],
    counts: NameCounts<'a>,
    /// Whether several people who bear a surname are named together: "the Hales".
    is_family: &'a dyn Fn(&str) -> bool,
    people: Vec<Person>,
    by_first: FxHashMap<String, Vec<usize>>,
    by_last: FxHashMap<String, Vec<usize>>,
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
        let Name { name, n, .. } = &self.names[i];
        let word = name.last();
        let n_bare = self.counts.bare(word);
        if name.has("mr") || name.has("mrs") {
            // "Mr. Edgar", who is mostly called Edgar.
            let n_full = self.with_first(word).map(|i| self.people[i].n_full).sum::<u32>();
            return !self.by_last.contains_key(word) && n_full >= OFTEN && n_bare > *n;
        }
        let is_known = given_names::gender_of(word).is_some();
        let is_first = || {
            is_known
                || self.by_first.contains_key(word)
                || n_bare > 0 && !self.counts.is_surname(word)
        };
        let is_before_given = name.titles.iter().any(|title| BEFORE_GIVEN.contains(title));
        let n = |people: Option<&Vec<usize>>| {
            people.into_iter().flatten().map(|&i| self.people[i].n).sum::<u32>()
        };
        n(self.by_last.get(word)) <= n(self.by_first.get(word))
            && (is_known || is_before_given && is_first())
    }

    /// A title and a given name.
    fn add_given(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        let gender = name.gender().or(*gender);
        let has = |list: &WordList| name.titles.iter().any(|title| list.contains(title));
        let (is_ruler, is_ranked) = (has(&RULERS), has(&RANKS));
        let fits = |&i: &usize| {
            let person = &self.people[i];
            person.suits(gender)
                && (person.shares_title(name) || !is_ruler && (!is_ranked || person.n_titled < *n))
        };
        let firsts: Vec<usize> = self.with_first(name.last()).filter(fits).collect();
        match self.dominant(firsts) {
            Some(person) => self.join(person, i, gender),
            None => self.start(i, Some(name.last().to_owned()), None, gender),
        }
    }

    /// A title and a surname.
    fn add_surname(&mut self, i: usize) {
        let Name { name, gender, .. } = &self.names[i];
        let word = name.last();
        let gender = name.gender().or(*gender);
        let fitting: Vec<usize> =
            self.with_last(word).filter(|&person| self.may_bear(person, i)).collect();
        // One who is known by this very title alone, before all others.
        let is_known =
            |&&i: &&usize| self.people[i].first.is_none() && self.people[i].shares_title(name);
        let known: Vec<usize> = fitting.iter().filter(is_known).copied().collect();
        let found = if !known.is_empty() {
            self.dominant(known)
        } else if gender == Some(Gender::Female) {
            self.best_known(fitting)
        } else if name.has("master") {
            // A boy, before his father.
            let boys = fitting.iter().filter(|&&i| self.people[i].first.is_some());
            self.dominant(boys.copied().collect()).or_else(|| self.dominant(fitting))
        } else {
            self.dominant(fitting)
        };
        match found {
            Some(person) => self.join(person, i, gender),
            None => self.start(i, None, Some(word.to_owned()), gender),
        }
    }

    /// Whether the surname and title that are name number `i` may be those of a person who has that
    /// surname.
    fn may_bear(&self, person: usize, i: usize) -> bool {
        let Name { name, gender, n } = &self.names[i];
        let (at, person) = (person, &self.people[person]);
        let word = name.last();
        if !person.suits(name.gender().or(*gender)) {
            return false;
        }
        let is_titled = person.shares_title(name);
        let Some(first) = &person.first else { return is_titled || may_be(person, name, *n) };
        let is_woman = person.gender == Some(Gender::Female);
        let n_first = self.counts.bare(first);
        if person.is_wife() {
            // "Mrs. George Hale" may be told so from "Mrs. Hale".
            is_titled && (person.n_full < OFTEN || *n < OFTEN)
        } else if name.has("lady") {
            let is_other = ["miss", "mrs"].iter().any(|title| person.has(title));
            is_titled || is_woman && !is_other && self.is_only_woman(at)
        } else if name.has("lord") || name.has("sir") {
            is_titled
        } else if name.has("mrs") {
            // A daughter goes by the given name, where the mother is "Mrs. Hale".
            let is_child = n_first > 2 * SELDOM * n;
            let is_rare = person.n_full == 1 && *n >= OFTEN;
            is_woman && (is_titled || !self.counts.has_miss(word) && !is_child && !is_rare)
        } else if name.has("mr") {
            // Nor is "Mr. George Hale", who is often called so, the "Mr. Hale" who is the elder.
            let n_plain = self.counts.plain(first, word);
            let n_titled = self.counts.titled_given("mr", first);
            let is_alone = || self.counts.bare(word) > n_first || self.is_only_bearer(at);
            let is_child = self.is_son(at, *n) && (DOMINANT * person.n_full < *n || !is_alone());
            !is_child
                && (n_titled < OFTEN || n_titled <= n_plain)
                && !person.has("sir")
                && !person.has("lord")
        } else if name.has("miss") {
            // A younger sister is "Miss Emma".
            let n_titled = self.counts.titled_given("miss", first);
            let is_younger = SELDOM * n_titled >= *n;
            let is_other = ["dame", "lady", "mrs"].iter().any(|title| person.has(title));
            let is_alone = || self.is_only_woman(at) && n_first <= *n;
            is_woman && !is_other && (!is_younger || is_alone())
        } else {
            is_titled || !is_woman && (name.has("master") || !self.is_son(at, *n))
        }
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
        let last = self.people[person].last.as_deref().unwrap_or_default();
        let is_other = |&i: &usize| {
            let other = &self.people[i];
            i != person && other.first.is_some() && other.gender == Some(Gender::Female)
        };
        !(self.is_family)(last) && !self.with_last(last).any(|i| is_other(&i))
    }

    /// Whether nobody beside this person has the surname.
    fn is_only_bearer(&self, person: usize) -> bool {
        let last = self.people[person].last.as_deref().unwrap_or_default();
        let is_other = |&i: &usize| i != person && self.people[i].first.is_some();
        !(self.is_family)(last)
            && self.counts.bare_gender(last) != Some(Gender::Female)
            && !self.counts.has_woman(last)
            && !self.with_last(last).any(|i| is_other(&i))
    }

    /// One word.
    fn add_bare(&mut self, i: usize) {
        let Name { name, gender, n } = &self.names[i];
        let word = name.last();
        let suits = |&i: &usize| {
            let person = &self.people[i];
            person.suits(*gender) && !person.is_wife()
        };
        let firsts: Vec<usize> = self.with_first(word).filter(suits).collect();
        let lasts: Vec<usize> = self.with_last(word).filter(suits).collect();
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
            self.known_by_surname(&lasts, *gender, *n)
        } else {
            None
        };
        let gender = given_names::gender_of(word).or(*gender);
        match found {
            Some(person) => self.join(person, i, None),
            None => self.start(i, Some(word.to_owned()), None, gender),
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
                let is_wife = is_more && one.has("mrs") && !other.has("mrs");
                (is_clear || is_wife).then_some(i)
            }
        }
    }

    /// Who of those with a surname goes by it alone, which stands `n` times.
    fn known_by_surname(&self, people: &[usize], gender: Option<Gender>, n: u32) -> Option<usize> {
        let is_woman = |&i: &usize| self.people[i].gender == Some(Gender::Female);
        let (women, men): (Vec<usize>, Vec<usize>) = people.iter().copied().partition(is_woman);
        let is_hers = gender == Some(Gender::Female) && !women.is_empty();
        // By the bare surname go men, and of women those who are not mostly called so.
        if men.is_empty() || is_hers {
            let found = if is_hers { self.dominant(women) } else { only(&women) };
            return found.filter(|&i| self.people[i].n >= n);
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
        for one in 0..self.people.len() {
            let person = &self.people[one];
            let (Some(first), None) = (&person.first, &person.last) else { continue };
            if person.titles.iter().any(|title| RULERS.contains(title)) {
                continue;
            }
            let is_other = |&i: &usize| {
                let other = &self.people[i];
                i != one
                    && !other.names.is_empty()
                    && other.suits(person.gender)
                    && (other.last.is_some() || other.n > person.n)
                    && self.goes_by_given(other, person.n)
            };
            let of = |names: &[String]| -> Vec<usize> {
                names.iter().flat_map(|name| self.with_first(name)).filter(is_other).collect()
            };
            let long = given_names::long_for(first);
            let mut found = of(long);
            if long.is_empty() {
                found = of(given_names::short_for(first));
                found.retain(|&i| self.people[i].n > person.n);
            }
            if let Some(other) = self.dominant(found) {
                self.unite(one, other);
            }
        }
    }

    /// Whether somebody is called by the given name, so that it may have a short form that stands `n`
    /// times; or is hardly called at all.
    fn goes_by_given(&self, person: &Person, n: u32) -> bool {
        let first = person.first.as_deref().unwrap_or_default();
        let last = person.last.as_deref().unwrap_or_default();
        let n_given = self.counts.bare(first) + self.counts.plain(first, last);
        SELDOM * n_given >= n || person.n <= SELDOM * n_given
    }

    /// The person who bears a name.
    fn bearer(&self, name: usize) -> Option<usize> {
        self.people.iter().position(|person| person.names.contains(&name))
    }

    /// Whether nothing speaks against two names being one person's: neither is the surname of somebody
    /// who has a given name, and both are of one gender.
    fn may_be_same(&self, pair: [usize; 2]) -> bool {
        let [Some(one), Some(other)] = pair.map(|name| self.bearer(name)) else { return false };
        let is_own = |name: usize, person: usize| {
            let (words, person) = (&self.names[name].name.words, &self.people[person]);
            words.len() > 1 || person.n_full < OFTEN || person.first.as_ref() == words.first()
        };
        is_own(pair[0], one)
            && is_own(pair[1], other)
            && self.people[one].suits(self.people[other].gender)
    }

    /// Joins the bearers of two names.
    fn join_pair(&mut self, pair: [usize; 2]) {
        if let [Some(one), Some(other)] = pair.map(|name| self.bearer(name)) {
            self.unite(one, other);
        }
    }

    /// Gives the names of `one` to `other`.
    fn unite(&mut self, one: usize, other: usize) {
        if one != other {
            let Person { n, n_full, n_titled, n_last, names, gender, .. } =
                std::mem::take(&mut self.people[one]);
            let other = &mut self.people[other];
            other.n += n;
            other.n_full += n_full;
            other.n_titled += n_titled;
            other.n_last += n_last;
            other.names.extend(names);
            other.gender = other.gender.or(gender);
        }
    }

    /// Those with the given name, the most frequent first.
    fn with_first(&self, first: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_first.get(first).into_iter().flatten().copied().take(MOST_BEARERS)
    }

    /// Those with the surname, the most frequent first.
    fn with_last(&self, last: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_last.get(last).into_iter().flatten().copied().take(MOST_BEARERS)
    }

    /// The only one of them, or the one who is named much more often than any other.
    fn dominant(&self, mut people: Vec<usize>) -> Option<usize> {
        people.sort_unstable();
        people.dedup();
        most(&people, |i| self.people[i].n)
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
        self.people.push(Person { first, last, gender, ..Person::default() });
        self.join(person, i, gender);
    }

    fn join(&mut self, person: usize, i: usize, gender: Option<Gender>) {
        let name = &self.names[i];
        let person = &mut self.people[person];
        person.n += name.n;
        person.n_full += if name.name.words.len() > 1 { name.n } else { 0 };
        person.n_titled += if name.name.titles.is_empty() { 0 } else { name.n };
        person.n_last += if person.last.as_deref() == Some(name.name.last()) { name.n } else { 0 };
        person.names.push(i);
        person.gender = person.gender.or(gender);
        person.titles.extend(name.name.titles.iter().cloned());
    }
}

/// The only one of `people`, or the one of whom there is much more than of any other.
fn most(people: &[usize], n: impl Fn(usize) -> u32) -> Option<usize> {
    let best = *people.iter().max_by_key(|&&i| n(i))?;
    people.iter().all(|&i| i == best || n(best) >= DOMINANT * n(i)).then_some(best)
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
    let any = |title: &str| name.has(title) || person.has(title);
    let kin = ["aunt", "mother", "nurse", "sister", "widow"];
    match (person.gender, name.gender()) {
        (Some(Gender::Female), Some(Gender::Female)) => {
            // By those who are not her family she is mostly called another way.
            let is_kin = kin.iter().any(|title| person.has(title));
            (is_kin || kin.iter().any(|title| name.has(title)))
                && any("mrs") != any("miss")
                && person.n >= DOMINANT * n
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
