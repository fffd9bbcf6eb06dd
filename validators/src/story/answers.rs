//! Who answers to which name.

use std::collections::BTreeMap;

use crate::diagnostic::Span;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::placed::Placed;
use crate::story::speeches::Speech;
use crate::story::tags::{Tag, Who};

/// Who speaks, as the words beside the speech have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Voice {
    /// Whoever has the name with this index.
    Name(usize),
    /// "I said".
    Narrator,
}

impl Voice {
    /// The same, where each name has another index, if it has one.
    fn renamed(self, to: &impl Fn(usize) -> Option<usize>) -> Option<Self> {
        match self {
            Self::Name(name) => to(name).map(Self::Name),
            Self::Narrator => Some(Self::Narrator),
        }
    }
}

/// How often which names are called, and who answers.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Of a name, and who speaks in the paragraph after a speech that calls somebody by it.
    after: BTreeMap<(usize, Voice), u32>,
    /// Of who speaks, and a name by which they call somebody.
    calls: BTreeMap<(Voice, usize), u32>,
    /// Of who speaks.
    said: BTreeMap<Voice, u32>,
    /// Of two names, the lesser first, by which who speaks is named in paragraphs that follow one another.
    exchanges: BTreeMap<[usize; 2], u32>,
    /// Each time that somebody is called, in reading order.
    called: Vec<Call>,
}

/// Somebody is called by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    /// The index of the name.
    pub(crate) name: usize,
    /// Who calls, if the text says so.
    pub(crate) caller: Option<Voice>,
    /// The first speech of the paragraph in which this is.
    pub(crate) place: Place,
}

/// A paragraph with speech.
struct Turn {
    /// Where the first speech is.
    place: Place,
    /// Whether the paragraph before has speech, too.
    is_answer: bool,
    called: Option<Span>,
    speaker: Option<Who>,
}

impl Turn {
    /// The index of the name that it has at `span`: names do not overlap, so that where one ends tells which it is.
    fn name(&self, span: Span, named: &Placed<u32>) -> Option<usize> {
        Some(*named.ending_at(self.place.document, span.end)? as usize)
    }

    /// Who speaks, if that is told by a name or by "I".
    fn voice(&self, named: &Placed<u32>) -> Option<Voice> {
        match self.speaker? {
            Who::Name(span) => self.name(span, named).map(Voice::Name),
            Who::I => Some(Voice::Narrator),
            Who::She | Who::He | Who::Other => None,
        }
    }
}

/// So many answers by whoever says "I" tell that a name is the narrator's.
const ENOUGH: u32 = 2;

/// So many times two speak one after the other if they are two.
const EXCHANGES: u32 = 3;

/// Whoever is told to speak by a name is told to so often,
const OFTEN: u32 = 5;

/// and one time in so many is an exception.
const SELDOM: u32 = 4;

impl Answers {
    /// From merged facts and where names are, each with its index. Takes the logarithm of the number of these in a
    /// document for each paragraph with speech.
    pub(crate) fn of(facts: &Facts, named: &Placed<u32>) -> Self {
        let mut answers = Self::default();
        let mut turns = turns(facts).into_iter().map(|it| (it.voice(named), it)).peekable();
        while let Some((speaker, turn)) = turns.next() {
            if let Some(speaker) = speaker {
                *answers.said.entry(speaker).or_default() += 1;
            }
            let answer = turns.peek().and_then(|(voice, next)| voice.filter(|_| next.is_answer));
            if let (Some(Voice::Name(one)), Some(Voice::Name(other))) = (speaker, answer) {
                *answers.exchanges.entry([one.min(other), one.max(other)]).or_default() += 1;
            }
            let Some(called) = turn.called.and_then(|span| turn.name(span, named)) else {
                continue;
            };
            if let Some(speaker) = speaker {
                *answers.calls.entry((speaker, called)).or_default() += 1;
            }
            answers.called.push(Call { name: called, caller: speaker, place: turn.place });
            if let Some(answer) = answer
                && speaker != Some(answer)
            {
                *answers.after.entry((called, answer)).or_default() += 1;
            }
        }
        answers
    }

    /// The same of those names that have an index `to` which theirs is to change.
    pub(crate) fn renamed(&self, to: impl Fn(usize) -> Option<usize>) -> Self {
        let after = self
            .after
            .iter()
            .filter_map(|(&(name, voice), &n)| Some(((to(name)?, voice.renamed(&to)?), n)));
        let calls = self
            .calls
            .iter()
            .filter_map(|(&(voice, name), &n)| Some(((voice.renamed(&to)?, to(name)?), n)));
        let said = self.said.iter().filter_map(|(&voice, &n)| Some((voice.renamed(&to)?, n)));
        let called = self.called.iter().filter_map(|call| {
            let caller = call.caller.and_then(|caller| caller.renamed(&to));
            Some(Call { name: to(call.name)?, caller, ..*call })
        });
        let exchanges = self
            .exchanges
            .iter()
            .filter_map(|(&[one, other], &n)| Some(([to(one)?, to(other)?], n)));
        Self {
            after: after.collect(),
            calls: calls.collect(),
            said: said.collect(),
            exchanges: exchanges
                .map(|([one, other], n)| ([one.min(other), one.max(other)], n))
                .collect(),
            called: called.collect(),
        }
    }

    /// How often the text names who speaks by the name.
    pub(crate) fn said(&self, name: usize) -> u32 {
        self.said.get(&Voice::Name(name)).copied().unwrap_or(0)
    }

    /// How often whom answers to the name, each once, in order.
    pub(crate) fn after(&self) -> impl Iterator<Item = (usize, Voice, u32)> {
        self.after.iter().map(|(&(name, voice), &n)| (name, voice, n))
    }

    /// How often who calls somebody by the name, each once, in order.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (Voice, usize, u32)> {
        self.calls.iter().map(|(&(voice, name), &n)| (voice, name, n))
    }

    /// Whether those who go by two names talk to one another, so that they are two: one speaks in the
    /// paragraph after the other again and again, and seldom in that after their own.
    pub(crate) fn talk(&self, one: usize, other: usize) -> bool {
        self.turns([one.min(other), one.max(other)]).is_some_and(|n| n >= EXCHANGES)
    }

    /// Pairs of names by which who speaks is named in paragraphs that follow one another, more often than either is
    /// twice on end, each once, in order.
    pub(crate) fn exchanged(&self) -> impl Iterator<Item = [usize; 2]> {
        self.exchanges.keys().copied().filter(|&pair| self.turns(pair).is_some())
    }

    /// How often who speaks is named by the one and the other of two names, in order, in paragraphs that follow one
    /// another, if that is more often than by either twice on end.
    fn turns(&self, [one, other]: [usize; 2]) -> Option<u32> {
        let of = |one: usize, other: usize| self.exchanges.get(&[one, other]).copied().unwrap_or(0);
        let n = of(one, other);
        (one != other && n > of(one, one) + of(other, other)).then_some(n)
    }

    /// Whether the text tells so often by each of two names that somebody speaks, and by neither as an
    /// exception, that two go by them.
    pub(crate) fn both_speak(&self, one: usize, other: usize) -> bool {
        let (n, m) = (self.said(one), self.said(other));
        one != other && n.min(m) >= OFTEN && SELDOM * n.min(m) >= n.max(m)
    }

    /// Each time that somebody is called, in reading order.
    pub(crate) fn called(&self) -> &[Call] {
        &self.called
    }

    /// How often whoever tells the story answers to the name, if it is theirs: hardly anybody else
    /// answers to it, nor is it by this name that the text tells who speaks.
    pub(crate) fn by_narrator(&self, name: usize) -> Option<u32> {
        let of = |voice: Voice| self.after.get(&(name, voice)).copied().unwrap_or(0);
        let n = of(Voice::Narrator);
        let all = || -> u32 {
            self.after
                .range((name, Voice::Name(0))..(name + 1, Voice::Name(0)))
                .map(|(_, n)| n)
                .sum()
        };
        let n_calls = || self.calls.get(&(Voice::Narrator, name)).copied().unwrap_or(0);
        let is_theirs =
            n >= ENOUGH && 3 * n >= 2 * all() && 4 * self.said(name) <= n && 2 * n_calls() <= n;
        is_theirs.then_some(n)
    }
}

/// The paragraphs with speech, in reading order.
fn turns(facts: &Facts) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for Speech { place, tag, addressee, n_paragraphs, .. } in facts.speeches.iter() {
        let said = tag.filter(|tag: &Tag| tag.says).map(|tag| tag.subject);
        match turns.last_mut() {
            Some(turn) if n_paragraphs == 0 && turn.place.document == place.document => {
                turn.called = addressee.or(turn.called);
                turn.speaker = turn.speaker.or(said);
            }
            _ => turns.push(Turn {
                place,
                is_answer: n_paragraphs == 1,
                called: addressee,
                speaker: said,
            }),
        }
    }
    turns
}
