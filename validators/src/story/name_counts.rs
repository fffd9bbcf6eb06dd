//! How often the parts of people's names are used, and in which company.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::titles::BEFORE_GIVEN;
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

/// Titles with a given name that are a rank: whoever is often called by another has none of them.
pub(crate) static RANKS: WordList = WordList::new("dame lady sir");

/// Titles of soldiers, of which nobody has two for long.
pub(crate) static SOLDIERS: WordList =
    WordList::new("admiral captain colonel commodore general lieutenant major sergeant");

/// A title that stands with a name so often is no slip.
const HABIT: u32 = 3;

/// Uses of the parts of names.
#[derive(Default)]
pub(crate) struct NameCounts<'a> {
    /// Of single words as names.
    bare: FxHashMap<&'a str, u32>,
    /// The index of each of these.
    bare_names: FxHashMap<&'a str, usize>,
    /// The gender that the words around these show.
    bare_gender: FxHashMap<&'a str, Gender>,
    /// Surnames after `Miss`,
    misses: FxHashSet<&'a str>,
    /// and in any name of a woman.
    women: FxHashSet<&'a str>,
    /// How many titles of soldiers stand before a surname, each more than now and then.
    ranks: FxHashMap<&'a str, u32>,
    /// Of given names after `Mr`, where the surname follows, and alone after `Miss`.
    titled_given: FxHashMap<(&'a str, &'a str), u32>,
    /// Of single words after one of the [`RANKS`].
    ranked: FxHashMap<&'a str, u32>,
    /// Of given name and surname without a title.
    plain: FxHashMap<(&'a str, &'a str), u32>,
    /// Words after titles that only stand before a surname.
    surnames: FxHashSet<&'a str>,
}

impl<'a> NameCounts<'a> {
    pub(crate) fn of(names: &'a [Name]) -> Self {
        let mut counts = Self::default();
        for (i, Name { name, n, gender }) in names.iter().enumerate() {
            let last = name.last();
            if !name.titles.iter().all(|title| BEFORE_GIVEN.contains(title)) {
                counts.surnames.insert(last);
            }
            if name.has("miss") {
                counts.misses.insert(last);
            }
            if name.first().is_none() && *n >= HABIT && name.is_titled(&SOLDIERS) {
                *counts.ranks.entry(last).or_default() += 1;
            }
            if !name.titles.is_empty() && name.gender() == Some(Gender::Female) {
                counts.women.insert(last);
            }
            if name.first().is_none() && name.is_titled(&RANKS) {
                *counts.ranked.entry(last).or_default() += n;
            }
            match name.first() {
                None if name.titles.is_empty() => {
                    *counts.bare.entry(last).or_default() += n;
                    counts.bare_names.insert(last, i);
                    counts.bare_gender.extend(gender.map(|gender| (last, gender)));
                }
                None if name.has("miss") => {
                    *counts.titled_given.entry(("miss", last)).or_default() += n;
                }
                None => {}
                Some(first) => {
                    if name.has("mr") {
                        *counts.titled_given.entry(("mr", first)).or_default() += n;
                    }
                    if name.titles.is_empty() {
                        *counts.plain.entry((first, last)).or_default() += n;
                    }
                }
            }
        }
        counts
    }

    /// Uses of a word as a whole name.
    pub(crate) fn bare(&self, word: &str) -> u32 {
        self.bare.get(word).copied().unwrap_or(0)
    }

    /// The index of a word that is a whole name.
    pub(crate) fn bare_name(&self, word: &str) -> Option<usize> {
        self.bare_names.get(word).copied()
    }

    /// The gender that the words around it show then.
    pub(crate) fn bare_gender(&self, word: &str) -> Option<Gender> {
        self.bare_gender.get(word).copied()
    }

    /// Whether `Miss` stands before a surname.
    pub(crate) fn has_miss(&self, last: &str) -> bool {
        self.misses.contains(last)
    }

    /// Whether a title of women stands in a name with a surname.
    pub(crate) fn has_woman(&self, last: &str) -> bool {
        self.women.contains(last)
    }

    /// Whether soldiers of several ranks have a surname: "General Hale", "Captain Hale".
    pub(crate) fn has_ranks(&self, last: &str) -> bool {
        self.ranks.get(last).is_some_and(|&n| n > 1)
    }

    /// Uses of a given name after `title`: `mr` where the surname follows, `miss` where it does not.
    pub(crate) fn titled_given(&self, title: &str, first: &str) -> u32 {
        self.titled_given.get(&(title, first)).copied().unwrap_or(0)
    }

    /// Uses of a single word after a rank: "Lady Anna".
    pub(crate) fn ranked(&self, word: &str) -> u32 {
        self.ranked.get(word).copied().unwrap_or(0)
    }

    /// Uses of given name and surname without a title.
    pub(crate) fn plain(&self, first: &str, last: &str) -> u32 {
        self.plain.get(&(first, last)).copied().unwrap_or(0)
    }

    /// Whether a word stands after a title that only stands before a surname.
    pub(crate) fn is_surname(&self, word: &str) -> bool {
        self.surnames.contains(word)
    }
}
