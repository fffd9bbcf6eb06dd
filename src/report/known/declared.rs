//! What the author declares: people, places and things.

use serde::Serialize;
use storylint_validators::story::{self, Declaration, Facts, Gender, Kind};

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

/// The places that declarations have.
pub(super) fn all_places(facts: &Facts) -> impl Iterator<Item = story::Place> {
    let declared = facts.declarations.iter().filter_map(|it| Some((it, it.place?)));
    declared.flat_map(|(it, place)| {
        let of = move |span| story::Place { span, ..place };
        std::iter::once(place).chain(it.attributes.iter().map(move |it| of(it.span)))
    })
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
