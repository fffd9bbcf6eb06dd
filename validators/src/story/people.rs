//! People, as far as the names read so far tell who there is.

use std::ops::Index;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
use crate::story::name_counts::Name;
use crate::story::namesakes::Likeness;
use crate::story::word_list::WordList;

/// So many people of one name are looked at, at most: no story has more, but a list of names may.
const MOST_BEARERS: usize = 200;

/// Two names that may be one person's are told of as two people's more often than once in so many uses of the rarer, or it is
/// a slip.
const SLIP: u32 = 16;

/// One who has several candidates is the one who is named so many times as often as the others.
pub(crate) const DOMINANT: u32 = 3;

/// Titles that only a family gives to women.
static KIN: WordList = WordList::new("aunt mother nurse sister widow");

/// Somebody, as far as the names read so far tell.
#[derive(Default)]
pub(crate) struct Person {
    /// The given name; of a wife known by her husband's, `mrs ` and his.
    pub(crate) first: Option<String>,
    /// The surname.
    pub(crate) last: Option<String>,
    pub(crate) gender: Option<Gender>,
    /// The titles of the names.
    titles: Vec<String>,
    /// Uses of all names.
    pub(crate) n: u32,
    /// Uses of names with both given name and surname.
    pub(crate) n_full: u32,
    /// Uses of names with a title.
    pub(crate) n_titled: u32,
    /// Uses of names with the surname.
    pub(crate) n_last: u32,
    /// The names, each by its index; none if another was found to bear them all.
    pub(crate) names: Vec<usize>,
}

impl Person {
    /// Whether nothing speaks against this gender.
    pub(crate) fn suits(&self, gender: Option<Gender>) -> bool {
        self.gender.is_none() || gender.is_none() || self.gender == gender
    }

    /// Whether one of the names has the title.
    pub(crate) fn has(&self, title: &str) -> bool {
        self.titles.iter().any(|own| own == title)
    }

    /// Whether one of the names has one of `titles`.
    pub(crate) fn has_any(&self, titles: &[&str]) -> bool {
        titles.iter().any(|title| self.has(title))
    }

    /// Whether one of the titles is in `list`.
    pub(crate) fn is_titled(&self, list: &WordList) -> bool {
        self.titles.iter().any(|title| list.contains(title))
    }

    /// Whether `name` has one of the titles.
    pub(crate) fn shares_title(&self, name: &FullName) -> bool {
        self.titles.iter().any(|title| name.has(title))
    }

    /// Whether it is known to be a woman.
    pub(crate) fn is_woman(&self) -> bool {
        self.gender == Some(Gender::Female)
    }

    /// Whether it may be a man without a rank, who is "Mr. Hale" if that is the surname.
    pub(crate) fn may_be_mister(&self) -> bool {
        !self.is_woman() && !self.is_wife() && !self.has_any(&["lord", "sir"])
    }

    /// Whether it is somebody's wife, known by his name: `Mrs. George Hale`.
    pub(crate) fn is_wife(&self) -> bool {
        self.first.as_deref().is_some_and(|first| first.starts_with("mrs "))
    }

    /// Whether one who is known by a surname and a title may bear another title: `Mr. Hale` for
    /// `Dr. Hale`, `Aunt Hale` for `Mrs. Hale`. `n` is how often `name`, with that other title, is used.
    pub(crate) fn may_be(&self, name: &FullName, n: u32) -> bool {
        let any = |title: &str| name.has(title) || self.has(title);
        match (self.gender, name.gender()) {
            (Some(Gender::Female), Some(Gender::Female)) => {
                // By those who are not her family she is mostly called another way.
                (self.is_titled(&KIN) || name.is_titled(&KIN))
                    && any("mrs") != any("miss")
                    && self.n >= DOMINANT * n
            }
            (Some(Gender::Female), _) | (_, Some(Gender::Female)) => false,
            _ => !any("sir") && !any("lord") && (any("mr") || n <= 2),
        }
    }
}

/// Everybody, found by the parts of their names.
pub(crate) struct People<'a> {
    names: &'a [Name],
    all: Vec<Person>,
    by_first: FxHashMap<String, Vec<usize>>,
    by_last: FxHashMap<String, Vec<usize>>,
    /// Who bears each of the names, as far as they were given to somebody.
    bearers: Vec<usize>,
    /// Of each name those of which the text says that they are another's,
    others: FxHashMap<usize, Vec<usize>>,
    /// and given names of which it says so, although one may stand for the other.
    other_given: FxHashSet<[&'a str; 2]>,
}

impl Index<usize> for People<'_> {
    type Output = Person;

    fn index(&self, person: usize) -> &Person {
        &self.all[person]
    }
}

impl<'a> People<'a> {
    /// Nobody yet who bears one of `names`, of which the text says of pairs that they are `two` people's.
    pub(crate) fn new(names: &'a [Name], two: &[[usize; 2]]) -> Self {
        let (by_first, by_last) = Default::default();
        let bearers = vec![usize::MAX; names.len()];
        let (mut others, mut other_given): (FxHashMap<usize, Vec<usize>>, FxHashSet<_>) =
            Default::default();
        // "Captain Hale and Captain Hale" says nothing of either.
        let differ = two.iter().filter(|[one, other]| one != other);
        let mut two: Vec<[usize; 2]> =
            differ.map(|&[one, other]| [one.min(other), one.max(other)]).collect();
        two.sort_unstable();
        for told in two.chunk_by(|a, b| a == b) {
            let pair = told[0];
            let [one, other] = pair.map(|name| &names[name].name);
            let n = pair.map(|name| names[name].n).into_iter().min().unwrap_or_default();
            if Likeness::of(one, other).is_some() && SLIP * told.len() as u32 <= n {
                continue;
            }
            if let [Some(a), Some(b)] = [one, other].map(given) {
                if a != b && is_same_given(a, b) {
                    other_given.extend([[a, b], [b, a]]);
                }
            } else if !is_short_for(one, other) && !is_short_for(other, one) {
                let [one, other] = pair;
                others.entry(one).or_default().push(other);
                others.entry(other).or_default().push(one);
            }
        }
        Self { names, all: Vec::new(), by_first, by_last, bearers, others, other_given }
    }

    /// Whether the text says that name number `name` is another's than one that `person` bears.
    pub(crate) fn is_another(&self, person: usize, name: usize) -> bool {
        let others = self.others.get(&name).into_iter().flatten();
        let given = given(&self.names[name].name).zip(self.all[person].first.as_deref());
        others.into_iter().any(|&other| match self.bearers[other] {
            usize::MAX => self.will_bear(person, other),
            bearer => bearer == person,
        }) || given.is_some_and(|(a, b)| self.other_given.contains(&[a, b]))
    }

    /// Whether name number `name`, which nobody was found to bear yet, is the given name of `person`, with a title of
    /// theirs if it has one.
    fn will_bear(&self, person: usize, name: usize) -> bool {
        let (name, person) = (&self.names[name].name, &self.all[person]);
        name.words.len() == 1
            && person.first.as_deref() == Some(name.last())
            && (name.titles.is_empty() || person.shares_title(name))
    }

    /// Everybody's number.
    pub(crate) fn ids(&self) -> std::ops::Range<usize> {
        0..self.all.len()
    }

    /// Who has that given name, in the order in which they were found to.
    pub(crate) fn with_first(&self, first: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_first.get(first).into_iter().flatten().copied().take(MOST_BEARERS)
    }

    /// Who has that surname, in the order in which they were found to.
    pub(crate) fn with_last(&self, last: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_last.get(last).into_iter().flatten().copied().take(MOST_BEARERS)
    }

    /// Who bears a name that was given to somebody.
    pub(crate) fn bearer(&self, name: usize) -> usize {
        self.bearers[name]
    }

    /// The only one of `people`, or the one who is named much more often than any other.
    pub(crate) fn dominant(&self, people: impl IntoIterator<Item = usize>) -> Option<usize> {
        let mut people: Vec<usize> = people.into_iter().collect();
        people.sort_unstable();
        people.dedup();
        most(&people, |i| self[i].n)
    }

    /// Somebody new, who bears name number `name`.
    pub(crate) fn start(
        &mut self,
        name: usize,
        first: Option<String>,
        last: Option<String>,
        gender: Option<Gender>,
    ) {
        let person = self.all.len();
        if let Some(first) = &first {
            self.by_first.entry(first.clone()).or_default().push(person);
        }
        if let Some(last) = &last {
            self.by_last.entry(last.clone()).or_default().push(person);
        }
        self.all.push(Person { first, last, gender, ..Person::default() });
        self.join(person, name, gender);
    }

    /// Gives name number `name` to `person`.
    pub(crate) fn join(&mut self, person: usize, name: usize, gender: Option<Gender>) {
        let Name { name: parts, n, .. } = &self.names[name];
        self.bearers[name] = person;
        let person = &mut self.all[person];
        person.n += n;
        person.n_full += if parts.words.len() > 1 { *n } else { 0 };
        person.n_titled += if parts.titles.is_empty() { 0 } else { *n };
        person.n_last += if person.last.as_deref() == Some(parts.last()) { *n } else { 0 };
        person.names.push(name);
        person.gender = person.gender.or(gender);
        person.titles.extend(parts.titles.iter().cloned());
    }

    /// Lets `person` have the given name `first`, which is another form of the known one.
    pub(crate) fn also_called(&mut self, person: usize, first: String) {
        let known = &mut self.all[person].first;
        if known.as_ref() != Some(&first) {
            self.by_first.entry(first.clone()).or_default().push(person);
            if known.as_deref().is_some_and(is_initial) {
                *known = Some(first);
            }
        }
    }

    /// Gives the names of `one` to `other`, unless the text says that they are two.
    pub(crate) fn unite(&mut self, one: usize, other: usize) {
        let is_another = |&name: &usize| self.is_another(other, name);
        if one != other && !self.all[one].names.iter().any(is_another) {
            let Person { first, last, titles, n, n_full, n_titled, n_last, names, gender } =
                std::mem::take(&mut self.all[one]);
            names.iter().for_each(|&name| self.bearers[name] = other);
            let other = &mut self.all[other];
            other.first = other.first.take().or(first);
            other.last = other.last.take().or(last);
            other.titles.extend(titles);
            other.n += n;
            other.n_full += n_full;
            other.n_titled += n_titled;
            other.n_last += n_last;
            other.names.extend(names);
            other.gender = other.gender.or(gender);
        }
    }

    /// Takes name number `name`, a title and a surname, from whoever bears it, as somebody else's.
    pub(crate) fn take_away(&mut self, name: usize) {
        let Name { name: parts, n, .. } = &self.names[name];
        let person = &mut self.all[self.bearers[name]];
        person.names.retain(|&own| own != name);
        person.titles.retain(|title| !parts.has(title));
        person.n -= n;
        person.n_titled -= n;
        person.n_last -= n;
        self.start(name, None, Some(parts.last().to_owned()), parts.gender());
    }

    /// Gives the names of the first to the second, if both have some.
    pub(crate) fn unite_if_both(&mut self, [one, other]: [usize; 2]) {
        if ![one, other].iter().any(|&person| self.all[person].names.is_empty()) {
            self.unite(one, other);
        }
    }

    /// For each of the names the number of who bears it; those who bear none have no number.
    pub(crate) fn groups(&self) -> Vec<usize> {
        let mut groups = vec![0; self.names.len()];
        let people = self.all.iter().filter(|person| !person.names.is_empty());
        for (group, person) in people.enumerate() {
            person.names.iter().for_each(|&i| groups[i] = group);
        }
        groups
    }
}

/// The only one of `people`, or the one of whom there is much more than of any other.
pub(crate) fn most(people: &[usize], n: impl Fn(usize) -> u32) -> Option<usize> {
    let best = *people.iter().max_by_key(|&&i| n(i))?;
    people.iter().all(|&i| i == best || n(best) >= DOMINANT * n(i)).then_some(best)
}

/// Whether one given name may stand for the other: the same, a nickname, an initial.
pub(crate) fn is_same_given(a: &str, b: &str) -> bool {
    let is_short = |short: &str, long: &str| {
        is_initial(short) && long.starts_with(short)
            || given_names::long_for(short).iter().any(|name| name == long)
    };
    a == b || is_short(a, b) || is_short(b, a)
}

/// The given name that is written, or may be.
fn given(name: &FullName) -> Option<&str> {
    let is_bare = name.titles.is_empty() && name.words.len() == 1;
    name.first().or_else(|| is_bare.then(|| name.last()))
}

/// Whether a name is one word of another, so that both may be of one family: "Anna and her mother Anna Hale".
fn is_short_for(one: &FullName, other: &FullName) -> bool {
    one.titles.is_empty()
        && one.words.len() == 1
        && other.titles.is_empty()
        && other.words.contains(&one.words[0])
}

fn is_initial(given: &str) -> bool {
    given.chars().count() == 1
}
