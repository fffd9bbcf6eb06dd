//! What a reader waits for: the threads that the author names, promises, questions, and things that are set up.

use serde::Serialize;
use storylint_validators::story::{
    self, Concern, Expectations, Promise, PromiseStep, Question, Referent, SetUp, Story,
    ThreadStep, Threads, Weight,
};

use super::confidence::rounded;
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownPromise {
    /// From who makes it to the first word of what.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// Who makes it, as an index into `Known::characters`, if the text leaves one reading.
    pub character: Option<usize>,
    /// How sure that is, from 0 to 1, to three digits.
    pub confidence: Option<f64>,
    /// Where it is kept, broken or spoken of later, in reading order.
    pub returns: Vec<KnownReturn>,
}

/// A place at which a promise or a question comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownReturn {
    /// The words that do it.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// What becomes of a promise there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<PromiseStep>,
}

/// A question that the story asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownQuestion {
    /// From the first word that makes it a question to the last that asks.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// Why readers wait for an answer.
    pub concern: Concern,
    /// Whom it is about, as an index into `Known::characters`, if the text leaves one reading.
    pub character: Option<usize>,
    /// How sure that is, from 0 to 1, to three digits.
    pub confidence: Option<f64>,
    /// Where the same is asked, known or told later, in reading order.
    pub returns: Vec<KnownReturn>,
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
    pub(super) questions: Vec<KnownQuestion>,
    pub(super) set_ups: Vec<KnownSetUp>,
}

/// The places that the threads of `story` have.
pub(super) fn all_places(story: &Story) -> impl Iterator<Item = story::Place> {
    let Threads { declared, set_ups, revivals: _ } = story.threads();
    let Expectations { promises, questions } = story.expectations();
    let marks = declared.iter().flat_map(|thread| &thread.marks).map(|&(_, place)| place);
    let set_ups = set_ups.iter().flat_map(|it| with(it.place, it.returns.iter().copied()));
    let promises = promises.iter();
    let promises = promises.flat_map(|it| with(it.place, it.returns.iter().map(|it| it.1)));
    let questions = questions.iter().flat_map(|it| with(it.place, it.returns.iter().copied()));
    marks.chain(set_ups).chain(promises).chain(questions)
}

/// A place, and after it those where it returns.
fn with(
    place: story::Place,
    returns: impl Iterator<Item = story::Place>,
) -> impl Iterator<Item = story::Place> {
    std::iter::once(place).chain(returns)
}

/// What of the threads of `story` is at places that `is_within` accepts. What returns has all its
/// returns. Characters are those in `index`.
pub(super) fn known(
    story: &Story,
    places: &Places<'_>,
    index: &[Option<usize>],
    is_within: impl Fn(story::Place) -> bool,
) -> KnownThreads {
    let Threads { declared, set_ups, revivals: _ } = story.threads();
    let Expectations { promises, questions } = story.expectations();
    let declared = declared.iter().map(|thread| {
        let marks = thread.marks.iter().filter(|(_, place)| is_within(*place));
        let marks = marks.map(|&(step, place)| KnownMark { place: places.of(place), step });
        KnownThread { name: thread.name.to_string(), marks: marks.collect() }
    });
    let who = |it: Option<Referent>| Some((index[it?.character]?, rounded(it?.confidence)));
    let returned =
        |place, step| KnownReturn { place: places.of(place), text: places.text(place), step };
    let promise = |it: &Promise| {
        let (character, confidence) = who(it.by).unzip();
        KnownPromise {
            place: places.of(it.place),
            text: places.text(it.place),
            character,
            confidence,
            returns: it.returns.iter().map(|&(step, place)| returned(place, Some(step))).collect(),
        }
    };
    let question = |it: &Question| {
        let (character, confidence) = who(it.about).unzip();
        KnownQuestion {
            place: places.of(it.place),
            text: places.text(it.place),
            concern: it.concern,
            character,
            confidence,
            returns: it.returns.iter().map(|&place| returned(place, None)).collect(),
        }
    };
    let set_up = |it: &SetUp| KnownSetUp {
        place: places.of(it.place),
        text: places.text(it.place),
        noun: it.noun,
        weight: it.weight,
        returns: it.returns.iter().map(|&place| places.of(place)).collect(),
    };
    KnownThreads {
        threads: declared.filter(|thread| !thread.marks.is_empty()).collect(),
        promises: promises.iter().filter(|it| is_within(it.place)).map(promise).collect(),
        questions: questions.iter().filter(|it| is_within(it.place)).map(question).collect(),
        set_ups: set_ups.iter().filter(|it| is_within(it.place)).map(set_up).collect(),
    }
}
