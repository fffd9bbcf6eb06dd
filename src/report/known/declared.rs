//! What the author declares: people, places and things, and threads.

use serde::Serialize;
use storylint_validators::story::{self, Declaration, Facts, Gender, Kind, ThreadStep, Threads};

use super::places::Places;
use crate::report::place::Place;

/// What is declared of somebody or something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownDeclaration {
    /// The names, the main one first.
    pub names: Vec<String>,
    /// What it is, if that is said.
    pub kind: Option<Kind>,
    /// If that is said.
    pub gender: Option<Gender>,
    /// Where; nowhere, if the pipeline says it.
    pub place: Option<Place>,
    /// Whether it is no more than named, as who is in a chapter.
    pub is_mention: bool,
    /// What else is said.
    pub attributes: Vec<KnownAttribute>,
}

/// Something that is declared of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownAttribute {
    /// Of the value.
    #[serde(flatten)]
    pub place: Place,
    /// What it is of them.
    pub key: String,
    /// As it is written.
    pub value: String,
}

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

/// The places that declarations and threads have.
pub(super) fn all_places(facts: &Facts) -> impl Iterator<Item = story::Place> {
    let declared = facts.declarations.iter().filter_map(|it| Some((it, it.place?)));
    let declared = declared.flat_map(|(it, place)| {
        let of = move |span| story::Place { span, ..place };
        std::iter::once(place).chain(it.attributes.iter().map(move |it| of(it.span)))
    });
    let marks = facts.thread_marks.iter().map(|mark| mark.place);
    declared.chain(marks).chain(facts.promises.iter().copied())
}

/// What is declared at places that `is_within` accepts, and in the pipeline.
pub(super) fn declarations(
    facts: &Facts,
    places: &Places<'_>,
    is_within: impl Fn(story::Place) -> bool,
) -> Vec<KnownDeclaration> {
    let known = |it: &Declaration| KnownDeclaration {
        names: it.names.iter().map(ToString::to_string).collect(),
        kind: it.kind,
        gender: it.gender,
        place: it.place.map(|place| places.of(place)),
        is_mention: it.is_mention,
        attributes: it
            .place
            .into_iter()
            .flat_map(|place| {
                it.attributes.iter().map(move |it| KnownAttribute {
                    place: places.of(story::Place { span: it.span, ..place }),
                    key: it.key.to_string(),
                    value: it.value.to_string(),
                })
            })
            .collect(),
    };
    let within = facts.declarations.iter().filter(|it| it.place.is_none_or(&is_within));
    within.map(known).collect()
}

/// The threads and promises at places that `is_within` accepts.
pub(super) fn threads(
    facts: &Facts,
    places: &Places<'_>,
    is_within: impl Fn(story::Place) -> bool,
) -> (Vec<KnownThread>, Vec<KnownPromise>) {
    let Threads { declared, promises } = Threads::of(facts);
    let known = declared.iter().map(|thread| {
        let marks = thread.marks.iter().filter(|(_, place)| is_within(*place));
        let marks = marks.map(|&(step, place)| KnownMark { place: places.of(place), step });
        KnownThread { name: thread.name.to_string(), marks: marks.collect() }
    });
    let known = known.filter(|thread| !thread.marks.is_empty()).collect();
    let promises = promises.into_iter().filter(|&place| is_within(place));
    let promises =
        promises.map(|place| KnownPromise { place: places.of(place), text: places.text(place) });
    (known, promises.collect())
}
