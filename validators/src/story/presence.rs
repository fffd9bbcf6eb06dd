//! Who is there when somebody is called by name.

use rustc_hash::FxHashMap;

use crate::story::answers::{Answers, Call, Voice};
use crate::story::candidates::Candidate;
use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::speeches::speech_at;

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
/// `people` are the names of people by index, and `n_said` tells how often one stands in speech. Takes the
/// logarithm of the number of such calls for each use of a name.
pub(crate) fn scenes(
    facts: &Facts,
    people: &[Candidate],
    answers: &Answers,
    n_said: &dyn Fn(usize) -> u32,
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
    let calls: Vec<&Call> =
        answers.called().iter().filter(|call| n_calls.contains_key(&call.name)).collect();
    if calls.is_empty() {
        return Vec::new();
    }
    let starts = facts.paragraphs.starts();
    let window = |call: &&Call| {
        let document = call.place.document;
        let here = paragraph_at(starts, call.place);
        let first = starts.get(here.saturating_sub(1 + AROUND)).copied().unwrap_or_default();
        let end = starts.get(here + AROUND).copied().unwrap_or((u32::MAX, u32::MAX));
        (first.max((document, 0)), end.min((document, u32::MAX)))
    };
    let windows: Vec<_> = calls.iter().map(window).collect();
    let mut scenes: Vec<Scene> = calls
        .iter()
        .map(|call| Scene { called: call.name, caller: call.caller, present: Vec::new() })
        .collect();
    for (i, name) in people.iter().enumerate().filter(|(_, name)| name.name.titles.is_empty()) {
        for &place in name.forms.iter().flat_map(|form| form.places.iter()) {
            let at = (place.document, place.span.start);
            // Calls come in order, and so do the ends of what is around them.
            let first = windows.partition_point(|&(_, end)| end <= at);
            let mut around =
                (first..windows.len()).take_while(|&it| windows[it].0 <= at).peekable();
            if around.peek().is_some() && speech_at(facts.speeches.places(), place).is_none() {
                around.for_each(|it| scenes[it].present.push(i));
            }
        }
    }
    for scene in &mut scenes {
        scene.present.sort_unstable();
        scene.present.dedup();
    }
    scenes
}
