//! Who is there when somebody is called by name.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::story::answers::{Answers, Call, Voice};
use crate::story::candidates::Candidate;
use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::Place;
use crate::story::placed::Placed;

/// Somebody is called by a name that those who talk use, and the narration hardly.
#[derive(Debug)]
pub(crate) struct Scene {
    /// The index of the name.
    pub(crate) called: usize,
    /// Who calls, if the text says so.
    pub(crate) caller: Option<Voice>,
    /// The names without a title by which the narration names people in this paragraph or one near it,
    /// sorted, each once.
    pub(crate) present: Vec<usize>,
}

/// A name is only called, if so many uses in [`OF`] are in what is said,
const SAID: u32 = 2;

const OF: u32 = 3;

/// and somebody is called by it so often,
const CALLS: u32 = 3;

/// and so many times as often as it tells who speaks.
const TELLS: u32 = 8;

/// Whoever is named in so many paragraphs before and after the one in which somebody is called is there.
const AROUND: usize = 2;

/// Who is there where people are called by title and surname, and hardly named so otherwise: "Miss Hale".
/// `people` are the names of people by index, and `n_said` tells how often one stands in speech. `named` is where
/// names are, and `untitled` tells of one the index, if it is that of people and has no title. Linear in the names
/// around such calls.
pub(crate) fn scenes(
    facts: &Facts,
    people: &[Candidate],
    answers: &Answers,
    n_said: &dyn Fn(usize) -> u32,
    named: &Placed<u32>,
    untitled: &dyn Fn(u32) -> Option<usize>,
) -> Vec<Scene> {
    let mut n_calls: FxHashMap<usize, u32> = FxHashMap::default();
    for call in answers.called() {
        *n_calls.entry(call.name).or_default() += 1;
    }
    n_calls.retain(|&i, n| {
        let Candidate { name, n: n_all, .. } = &people[i];
        *n >= CALLS
            && ["miss", "mr", "mrs"].iter().any(|title| name.has(title))
            && name.words.len() == 1
            && OF * n_said(i) >= SAID * n_all
            && TELLS * answers.said(i) <= *n
    });
    let starts = facts.paragraphs.starts();
    let scene = |call: &Call| {
        let here = paragraph_at(starts, call.place);
        let first = starts.get(here.saturating_sub(1 + AROUND)).copied().unwrap_or_default();
        let end = starts.get(here + AROUND).copied().unwrap_or(u64::MAX);
        let own = named.of(call.place.document);
        let around = own[own.partition_point(|(at, _)| at.start() < first)..].iter();
        let around = around.take_while(|(at, _)| at.start() < end);
        let is_told = |place: Place| facts.speeches.at(place).is_none();
        let present = around.filter_map(|&(at, name)| untitled(name).filter(|_| is_told(at)));
        let present = BTreeSet::from_iter(present).into_iter().collect();
        Scene { called: call.name, caller: call.caller, present }
    };
    let called = answers.called().iter().filter(|call| n_calls.contains_key(&call.name));
    called.map(scene).collect()
}
