//! Who is known under one name to those who tell the story, and under another to those who call them.

use std::collections::BTreeMap;

use crate::story::answers::{Answers, Voice};
use crate::story::people::{People, Person, is_same_given};

/// So many answers to a name tell whose it is,
const ENOUGH: u32 = 3;

/// if so many in four are by the same person.
const MOST: u32 = 3;

/// One in so many is a slip: somebody is called who says nothing, and another goes on.
const SELDOM: u32 = 8;

/// Pairs of people who are one, as those tell who answer: "Come, Miss Hale!" and "said Emma" in the next
/// paragraph, again and again, where nobody else answers and no "Miss Hale" ever speaks. The first of a
/// pair has the names by which the other is only called.
pub(crate) fn called(people: &People<'_>, answers: &Answers) -> Vec<[usize; 2]> {
    let mut after: BTreeMap<usize, BTreeMap<Option<usize>, u32>> = BTreeMap::new();
    let bearer = |voice: Voice| match voice {
        Voice::Name(name) => Some(people.bearer(name)),
        Voice::Narrator => None,
    };
    for (name, voice, n) in answers.after() {
        *after.entry(people.bearer(name)).or_default().entry(bearer(voice)).or_default() += n;
    }
    let mut calls: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for (voice, name, n) in answers.calls() {
        if let Some(caller) = bearer(voice) {
            *calls.entry((caller, people.bearer(name))).or_default() += n;
        }
    }
    let mut pairs = Vec::new();
    for (one, answered) in after {
        let n_all: u32 = answered.values().sum();
        let best = answered.iter().max_by_key(|(_, n)| **n);
        let Some((&Some(other), &n)) = best else { continue };
        let n_calls = calls.get(&(other, one)).copied().unwrap_or(0);
        let is_one = one != other
            && n >= ENOUGH
            && 4 * n >= MOST * n_all
            && SELDOM * n_said(&people[one], answers) <= n
            && SELDOM * n_calls <= n
            && may_be_one(&people[one], &people[other]);
        if is_one {
            pairs.push([one, other]);
        }
    }
    pairs
}

/// Those who are the one that says "I", the one with most answers first.
pub(crate) fn narrators(people: &People<'_>, answers: &Answers) -> Vec<usize> {
    let n_answers = |person: &Person| -> u32 {
        person.names.iter().filter_map(|&name| answers.by_narrator(name)).sum()
    };
    let mut known: Vec<(u32, usize)> = people
        .ids()
        .map(|i| (n_answers(&people[i]), i))
        .filter(|&(n, i)| n > 0 && 4 * n_said(&people[i], answers) <= n)
        .collect();
    known.sort_by_key(|&(n, i)| (std::cmp::Reverse(n), i));
    let Some(&(_, first)) = known.first() else { return Vec::new() };
    let is_same = |i: usize| {
        let (one, other) = (&people[first], &people[i]);
        i == first || one.suits(other.gender) && may_share_surname(one, other)
    };
    let n_all: u32 = known.iter().map(|(n, _)| n).sum();
    known.retain(|&(_, i)| is_same(i));
    let n: u32 = known.iter().map(|(n, _)| n).sum();
    // Some stories are told by several, of whom no "I" tells which it is.
    if n < ENOUGH || 4 * n < MOST * n_all {
        return Vec::new();
    }
    known.into_iter().map(|(_, i)| i).collect()
}

/// How often the text names somebody as who speaks.
fn n_said(person: &Person, answers: &Answers) -> u32 {
    person.names.iter().map(|&name| answers.said(name)).sum()
}

/// Whether nothing in their names speaks against two people being one.
pub(crate) fn may_be_one(one: &Person, other: &Person) -> bool {
    let has_same_given = match (&one.first, &other.first) {
        (Some(one), Some(other)) => is_same_given(one, other),
        _ => true,
    };
    one.suits(other.gender) && has_same_given && may_share_surname(one, other)
}

fn may_share_surname(one: &Person, other: &Person) -> bool {
    one.last.is_none() || other.last.is_none() || one.last == other.last
}
