//! What declarations say of the names in the text.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::declarations::Declaration;
use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::kinds::Kind;

/// Everybody and everything declared, by name.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    entries: Vec<Entity>,
    /// The entry that a name is of; `None` if it is of several.
    by_name: FxHashMap<FullName, Option<usize>>,
    /// People that are mentioned, and no more.
    mentioned: FxHashSet<FullName>,
    /// The given names and surnames of declared people, each with the entry; `None` if of several.
    parts: FxHashMap<String, Option<usize>>,
    /// The given names alone, also of those whose kind is not declared.
    givens: FxHashMap<String, Option<usize>>,
}

/// Somebody or something declared, maybe in several places.
#[derive(Debug)]
struct Entity {
    kind: Option<Kind>,
    gender: Option<Gender>,
    main: FullName,
}

impl Declared {
    /// Brings together what is declared under one main name; the pipeline has the first word, then
    /// the documents in reading order. Linear in the declarations.
    pub(crate) fn of(declarations: &[Declaration]) -> Self {
        let mut this = Self::default();
        let main = |it: &Declaration| it.names.first().map(|name| named(name));
        let in_order = || {
            let by_pipeline = declarations.iter().filter(|it| it.place.is_none());
            by_pipeline.chain(declarations.iter().filter(|it| it.place.is_some()))
        };
        let mut owners = Vec::new();
        for declaration in in_order() {
            let Some(name) = main(declaration).filter(|name| !name.words.is_empty()) else {
                continue;
            };
            if declaration.is_mention {
                this.mentioned.insert(name);
                continue;
            }
            let n = this.entries.len();
            let at = this.by_name.entry(name.clone()).or_insert(Some(n));
            let at = at.expect("main names are of one");
            if at == n {
                this.entries.push(Entity { kind: None, gender: None, main: name });
            }
            let entity = &mut this.entries[at];
            entity.kind = entity.kind.or(declaration.kind);
            entity.gender = entity.gender.or(declaration.gender);
            owners.push((at, declaration));
        }
        let main_names: FxHashSet<FullName> = this.by_name.keys().cloned().collect();
        for &(at, declaration) in &owners {
            for name in declaration.names.iter().map(|name| named(name)) {
                if !main_names.contains(&name) && !name.words.is_empty() {
                    add(&mut this.by_name, name, at);
                }
            }
        }
        for (name, at) in &this.by_name {
            let Some(at) = *at else { continue };
            let kind = this.entries[at].kind;
            if let Some(first) = name.first().filter(|_| kind.is_none_or(|it| it == Kind::Person)) {
                add(&mut this.givens, first.to_owned(), at);
            }
            if kind != Some(Kind::Person) {
                continue;
            }
            for word in [name.first(), Some(name.last())].into_iter().flatten() {
                add(&mut this.parts, word.to_owned(), at);
            }
        }
        this
    }

    /// The number of whom or what the author has declared to go by just this name.
    pub(crate) fn entry(&self, name: &FullName) -> Option<usize> {
        let entry = self.by_name.get(name);
        *match &*name.words {
            [the, _, ..] if the == "the" => entry.or_else(|| self.by_name.get(&plain(name))),
            _ => entry,
        }?
    }

    /// Whether `name` is the main one of an entry.
    pub(crate) fn is_main(&self, entry: usize, name: &FullName) -> bool {
        self.entries[entry].main == *name
    }

    /// The kind of what bears `name`, if declarations say it.
    pub(crate) fn kind(&self, name: &FullName) -> Option<Kind> {
        let of_entry = self.entry(name).and_then(|at| self.entries[at].kind);
        of_entry.or_else(|| self.mentioned.contains(name).then_some(Kind::Person))
    }

    /// Whether one declared person has `name` as given name or surname.
    pub(crate) fn is_part_of_one(&self, name: &FullName) -> bool {
        let is_single = name.titles.is_empty() && name.words.len() == 1;
        is_single && self.parts.get(name.last()).is_some_and(Option::is_some)
    }

    /// The gender of an entry, if it is declared.
    pub(crate) fn gender(&self, entry: usize) -> Option<Gender> {
        self.entries[entry].gender
    }

    /// `groups` of `names`, each with how often it is used, in which all declared names of somebody
    /// are in one group, and people who are declared apart in several. Groups are numbered from 0.
    pub(crate) fn regroup(&self, names: &[(&FullName, u32)], groups: &[usize]) -> Vec<usize> {
        let entries: Vec<_> = names.iter().map(|(name, _)| self.entry(name)).collect();
        // Of two with full names in one group, whoever is named less gets a group of their own. What
        // else is in the group stays with the other.
        let mut claims: Vec<_> = (0..names.len()).filter(|&i| entries[i].is_some()).collect();
        claims.sort_by_key(|&i| Reverse(names[i].1));
        let mut owner: FxHashMap<usize, usize> = FxHashMap::default();
        for i in claims {
            owner.entry(groups[i]).or_insert(entries[i].expect("only such claim"));
        }
        // One who is only known by a given name, which no full name in the text begins with, is the
        // one who is declared to have it.
        let firsts: FxHashSet<&str> = names.iter().filter_map(|(name, _)| name.first()).collect();
        let mut alone: FxHashMap<usize, Option<&str>> = FxHashMap::default();
        for ((name, _), &group) in names.iter().zip(groups) {
            let is_bare = name.titles.is_empty() && name.words.len() == 1;
            let word = is_bare.then(|| name.last()).filter(|word| !firsts.contains(word));
            let known = alone.entry(group).or_insert(word);
            *known = known.filter(|&known| word == Some(known));
        }
        for (group, word) in alone {
            if let Some(&Some(entry)) = word.and_then(|word| self.givens.get(word)) {
                owner.entry(group).or_insert(entry);
            }
        }
        // Keys of new groups: of an entry, or of nobody declared.
        let key = |i: usize| {
            let own = entries[i].filter(|&entry| {
                let owner = owner[&groups[i]];
                let is_full = |entry: usize| self.entries[entry].main.words.len() > 1;
                owner == entry || is_full(entry) && is_full(owner)
            });
            match own.or(owner.get(&groups[i]).copied()) {
                Some(entry) => (true, entry),
                None => (false, groups[i]),
            }
        };
        let mut numbers = FxHashMap::default();
        (0..names.len())
            .map(|i| {
                let n = numbers.len();
                *numbers.entry(key(i)).or_insert(n)
            })
            .collect()
    }
}

/// A declared name, without the article of "The Keeper".
fn named(text: &str) -> FullName {
    plain(&FullName::of(text))
}

/// `name` without an article at its start.
fn plain(name: &FullName) -> FullName {
    let mut name = name.clone();
    if name.words.len() > 1 && name.words[0] == "the" {
        name.words.remove(0);
    }
    name
}

/// Adds `name` of entry `at`, unless another has it.
fn add<K: std::hash::Hash + Eq>(names: &mut FxHashMap<K, Option<usize>>, name: K, at: usize) {
    names
        .entry(name)
        .and_modify(|other| *other = other.filter(|&other| other == at))
        .or_insert(Some(at));
}
