//! Who is known under one name to those who tell the story, and under another to those who call them.

use std::collections::BTreeMap;

use crate::story::answers::{Answers, Voice};
use crate::story::people::{People, Person, is_same_given};
use crate::story::presence::Scene;

/// So many answers to a name tell whose it is,
const ENOUGH: u32 = 3;

/// if so many in four are by the same person.
const MOST: u32 = 3;

/// One in so many is a slip: somebody is called who says nothing, and another goes on.
const SELDOM: u32 = 8;

/// Pairs of people who are one, as those tell who answer: "Come, Miss Hale!" and "said Emma" in the next
/// paragraph, again and again, where nobody else answers and no "Miss Hale" ever speaks. The first of a
/// pair has the names by which the other is only called.
/// `is_only_called` tells of a name whether those who talk use it, and the narration hardly.
pub(crate) fn called(
    people: &People<'_>,
    answers: &Answers,
    is_only_called: &dyn Fn(usize) -> bool,
) -> Vec<[usize; 2]> {
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
            && (SELDOM * n_said(&people[one], answers) <= n
                || people[one].names.iter().all(|&name| is_only_called(name)))
            && SELDOM * n_calls <= n
            && may_answer(&people[one], &people[other], answers);
        if is_one {
            pairs.push([one, other]);
        }
    }
    pairs
}

/// Pairs of people who are one, as those tell who are there: the narration names Emma where somebody is called
/// "Miss Hale" by those who talk, and nobody else who may be she. The surname of the former is not written
/// anywhere. The first of a pair has the names by which the other is only called.
pub(crate) fn present(people: &People<'_>, scenes: &[Scene]) -> Vec<[usize; 2]> {
    let mut by_called: BTreeMap<usize, Vec<&Scene>> = BTreeMap::new();
    for scene in scenes {
        by_called.entry(people.bearer(scene.called)).or_default().push(scene);
    }
    let mut pairs = Vec::new();
    for (one, scenes) in by_called {
        // Whoever has a given name, or a name by which the narration goes, is known already.
        let is_known = people[one].first.is_some()
            || people[one].names.iter().any(|&name| scenes.iter().all(|it| it.called != name));
        if is_known {
            continue;
        }
        // Of each who may be meant, in how many scenes they are named, and in how many nobody else is; and in how
        // many they call.
        let mut counts: BTreeMap<usize, [u32; 3]> = BTreeMap::new();
        for Scene { caller, present, .. } in &scenes {
            let caller = match caller {
                Some(Voice::Name(name)) => Some(people.bearer(*name)),
                Some(Voice::Narrator) | None => None,
            };
            let present = present.iter().map(|&name| people.bearer(name));
            let mut present: Vec<usize> = present
                .filter(|&other| {
                    people[other].last.is_none()
                        && other != one
                        && may_be_one(&people[one], &people[other])
                })
                .collect();
            present.sort_unstable();
            present.dedup();
            let n_present = present.iter().filter(|&&other| caller != Some(other)).count();
            for other in present {
                let [n, n_alone, n_calls] = counts.entry(other).or_default();
                let is_caller = caller == Some(other);
                *n_calls += u32::from(is_caller);
                *n += u32::from(!is_caller);
                *n_alone += u32::from(!is_caller && n_present == 1);
            }
        }
        let n_all: u32 = counts.values().map(|[_, n_alone, _]| n_alone).sum();
        let best = counts.into_iter().max_by_key(|(_, [_, n_alone, _])| *n_alone);
        let Some((other, [n, n_alone, n_calls])) = best else { continue };
        let is_one = n_alone >= ENOUGH
            && 4 * n_alone >= MOST * n_all
            && 2 * n >= scenes.len() as u32
            && SELDOM * n_calls <= n;
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

/// Those who are `narrator`, too: people of the same surname who are called, and whom the narration never names.
pub(crate) fn only_called(
    people: &People<'_>,
    narrator: usize,
    is_only_called: &dyn Fn(usize) -> bool,
) -> Vec<usize> {
    let teller = &people[narrator];
    let is_teller = |&i: &usize| {
        let other = &people[i];
        i != narrator
            && other.first.is_none()
            && other.last.is_some()
            && other.last == teller.last
            && teller.suits(other.gender)
            && other.names.iter().all(|&name| is_only_called(name))
    };
    people.ids().filter(is_teller).collect()
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

/// Whether nothing speaks against `other` being who is called by the names of `one`: a pet name, by which the
/// story never tells who speaks, may be like none of the others.
pub(crate) fn may_answer(one: &Person, other: &Person, answers: &Answers) -> bool {
    let is_pet_name = one.last.is_none() && n_said(one, answers) == 0 && one.suits(other.gender);
    is_pet_name || may_be_one(one, other)
}

fn may_share_surname(one: &Person, other: &Person) -> bool {
    one.last.is_none() || other.last.is_none() || one.last == other.last
}
