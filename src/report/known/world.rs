//! What is believed of people, things and places.

use serde::Serialize;
use storylint_validators::story::{
    Attribute, Belief, Modality, Place as StoryPlace, Side, Speaker, Story, World,
};

use super::confidence::rounded;
use crate::report::place::Place;

/// Something that is said of somebody or something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownBelief {
    /// The words that say it.
    #[serde(flatten)]
    pub place: Place,
    /// Whom or what it is said of, as a reader sees it.
    pub subject: String,
    /// Who that is, as an index into `Known::characters`, if the text
    /// leaves one reading.
    pub character: Option<usize>,
    /// How sure it is that it is said of this character, from 0 to 1, to three digits.
    pub confidence: Option<f64>,
    /// What is said of them.
    pub attribute: Attribute,
    /// What it is, if the attribute has a closed list of values.
    pub value: Option<&'static str>,
    /// Of which side of the body.
    pub side: Option<Side>,
    /// What the subject or the object is, if it is a thing or a relative without a name.
    pub thing: Option<&'static str>,
    /// The relative, the thing, the town that it is about too, as a reader sees it.
    pub object: Option<String>,
    /// Who or what that is, as an index into `Known::characters`.
    pub object_character: Option<usize>,
    /// How it is said.
    pub modality: Modality,
    /// Whether somebody says it, and the text does not.
    pub in_speech: bool,
    /// Who says it, as an index into `Known::characters`.
    pub speaker: Option<usize>,
}

/// What is believed, and who says what of it.
pub(super) struct Believed<'a> {
    world: &'a World,
    speakers: &'a [Option<Speaker>],
}

impl<'a> Believed<'a> {
    pub(super) fn of(story: &'a Story) -> Self {
        Self { world: story.world(), speakers: story.speakers() }
    }

    /// All places of beliefs that `is_within` accepts.
    pub(super) fn places(
        &self,
        is_within: impl Fn(StoryPlace) -> bool,
    ) -> impl Iterator<Item = StoryPlace> {
        let within = self.world.beliefs.iter().filter(move |it| is_within(it.statement.place));
        within.map(|belief| belief.statement.place)
    }

    /// The beliefs at places that `is_within` accepts, in reading order. Characters are those in
    /// `index`, places and texts what `place` and `text` make of them.
    pub(super) fn known(
        &self,
        is_within: impl Fn(StoryPlace) -> bool,
        index: &[Option<usize>],
        place: impl Fn(StoryPlace) -> Place,
        text: impl Fn(StoryPlace) -> String,
    ) -> Vec<KnownBelief> {
        let known = |belief: &Belief| {
            let statement = &belief.statement;
            let speaker = belief.speech.and_then(|speech| self.speakers[speech]);
            KnownBelief {
                place: place(statement.place),
                subject: text(statement.subject.place),
                character: belief.subject.and_then(|subject| index[subject.character]),
                confidence: belief.subject.map(|it| rounded(it.confidence)),
                attribute: statement.attribute,
                value: statement.value,
                side: statement.side,
                thing: statement.thing,
                object: statement.object.map(&text),
                object_character: belief.object.and_then(|object| index[object]),
                modality: statement.modality,
                in_speech: belief.speech.is_some(),
                speaker: speaker.and_then(|speaker| index[speaker.character]),
            }
        };
        let within = self.world.beliefs.iter().filter(|it| is_within(it.statement.place));
        within.map(known).collect()
    }
}
