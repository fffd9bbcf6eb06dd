//! What a reader waits for: the threads that the author names, promises, and things that are set up.

use serde::Serialize;
use storylint_validators::story::{self, SetUp, ThreadStep, Threads, Weight};

use super::places::Places;
use crate::report::place::Place;

/// A thread that the author names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownThread {
    /// As it is first written.
    pub name: String,
    /// Where it is named.
    pub marks: Vec<KnownMark>,
}

/// A place at which a thread is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownMark {
    /// The name there.
    #[serde(flatten)]
    pub place: Place,
    /// What is said of it.
    pub step: ThreadStep,
}

/// Somebody's promise or vow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPromise {
    /// From who makes it to the first word of what.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
}

/// A thing that the story gives weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownSetUp {
    /// From the article or owner of the noun to the noun.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// The noun.
    pub noun: &'static str,
    /// What gives it weight there.
    pub weight: Weight,
    /// Where the same thing returns, in reading order.
    pub returns: Vec<Place>,
}

/// What a reader waits for, at the places that are asked for.
#[derive(Debug, Default)]
pub(super) struct KnownThreads {
    pub(super) threads: Vec<KnownThread>,
    pub(super) promises: Vec<KnownPromise>,
    pub(super) set_ups: Vec<KnownSetUp>,
}

/// The places that `threads` have.
pub(super) fn all_places(threads: &Threads) -> impl Iterator<Item = story::Place> {
    let marks = threads.declared.iter().flat_map(|thread| &thread.marks).map(|&(_, place)| place);
    let set_ups = threads.set_ups.iter();
    let set_ups =
        set_ups.flat_map(|it| std::iter::once(it.place).chain(it.returns.iter().copied()));
    marks.chain(threads.promises.iter().copied()).chain(set_ups)
}

/// What of `threads` is at places that `is_within` accepts. A set-up has all its returns.
pub(super) fn known(
    threads: &Threads,
    places: &Places<'_>,
    is_within: impl Fn(story::Place) -> bool,
) -> KnownThreads {
    let Threads { declared, promises, set_ups } = threads;
    let declared = declared.iter().map(|thread| {
        let marks = thread.marks.iter().filter(|(_, place)| is_within(*place));
        let marks = marks.map(|&(step, place)| KnownMark { place: places.of(place), step });
        KnownThread { name: thread.name.to_string(), marks: marks.collect() }
    });
    let promises = promises.iter().filter(|&&place| is_within(place));
    let promise =
        |&place: &story::Place| KnownPromise { place: places.of(place), text: places.text(place) };
    let set_up = |it: &SetUp| KnownSetUp {
        place: places.of(it.place),
        text: places.text(it.place),
        noun: it.noun,
        weight: it.weight,
        returns: it.returns.iter().map(|&place| places.of(place)).collect(),
    };
    KnownThreads {
        threads: declared.filter(|thread| !thread.marks.is_empty()).collect(),
        promises: promises.map(promise).collect(),
        set_ups: set_ups.iter().filter(|it| is_within(it.place)).map(set_up).collect(),
    }
}
