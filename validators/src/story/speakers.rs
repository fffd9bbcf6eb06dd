//! Who says what.

use crate::diagnostic::Span;
use crate::story::cast::{Cast, Gender, Kind};
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::speeches::Speech;
use crate::story::tags::{Subject, Tag};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speaker {
    /// Index into [`Cast::characters`].
    pub character: usize,
    /// Whether a name and a verb of saying stand beside the speech.
    pub is_explicit: bool,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

/// How sure each kind of evidence is.
const NAMED: f32 = 0.98;
const SAME_PARAGRAPH: f32 = 0.95;
const ACTS: f32 = 0.9;
const PRONOUN: f32 = 0.9;
const ALTERNATION: f32 = 0.9;

/// So many speeches in a row without a tag may alternate. Later ones are not told apart.
const LONGEST_ALTERNATION: usize = 4;

/// Whoever spoke in so many paragraphs with speech before may speak again.
const COMPANY: usize = 8;

/// How many bytes before a pronoun somebody may be named that it stands for.
const PRONOUN_REACH: u32 = 500;

/// For each of the speeches of `facts` who speaks, as far as the text leaves one reading.
///
/// A name beside a verb of saying comes first; then what else stands in the paragraph, a pronoun
/// for the one person in reach, and turns in an exchange between two.
pub fn speakers(facts: &Facts, cast: &Cast) -> Vec<Option<Speaker>> {
    let speeches: Vec<Speech> = facts.speeches.iter().collect();
    let named = Named::of(cast, &speeches);
    let mut speakers: Vec<Option<Speaker>> = vec![None; speeches.len()];
    let mut turns: Vec<Turn> = Vec::new();
    let mut start = 0;
    while start < speeches.len() {
        let mut end = start + 1;
        while end < speeches.len() && speeches[end].is_beside(&speeches[start]) {
            end += 1;
        }
        let turn = Turn::of(&speeches[start..end], &mut speakers[start..end], &named, cast, &turns);
        turns.push(turn);
        start = end;
    }
    speakers
}

impl Speech {
    /// Whether it stands in the paragraph in which `earlier` ends.
    fn is_beside(&self, earlier: &Self) -> bool {
        self.n_paragraphs == 0 && self.place.document == earlier.place.document
    }

    /// The gender of the pronoun beside it.
    fn gender(&self) -> Option<Gender> {
        match self.tag?.subject {
            Subject::She => Some(Gender::Female),
            Subject::He => Some(Gender::Male),
            Subject::Name(_) | Subject::I | Subject::Other => None,
        }
    }
}

/// A paragraph with speech.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// How many paragraphs it is after the turn before it.
    n_paragraphs: u32,
    document: u32,
    speaker: Option<Speaker>,
    /// Whether the text says that somebody speaks, if not always who.
    has_tag: bool,
    /// How many turns before it had no tag.
    n_silent: usize,
}

impl Turn {
    /// Finds the speakers of the speeches of a paragraph, given the turns before it.
    fn of(
        speeches: &[Speech],
        speakers: &mut [Option<Speaker>],
        named: &Named,
        cast: &Cast,
        turns: &[Self],
    ) -> Self {
        for (speech, speaker) in speeches.iter().zip(speakers.iter_mut()) {
            *speaker = named.beside(speech);
        }
        let is_named = |speech: &Speech| {
            matches!(speech.tag, Some(Tag { subject: Subject::Name(_), says: true }))
        };
        let strongest = speeches
            .iter()
            .zip(speakers.iter())
            .filter_map(|(speech, speaker)| Some((is_named(speech), (*speaker)?)))
            .reduce(|one, other| if other.0 && !one.0 { other } else { one })
            .map(|(_, speaker)| speaker);
        let has_tag = speeches.iter().any(|speech| speech.tag.is_some());
        let first = speeches[0];
        let pronoun = speeches.iter().find_map(|speech| Some((speech.gender()?, speech.place)));
        let n_silent = turns.last().filter(|_| !has_tag).map_or(0, |turn| turn.n_silent + 1);
        let guess = if let Some(speaker) = strongest {
            Some(Speaker {
                is_explicit: false,
                confidence: speaker.confidence * SAME_PARAGRAPH,
                ..speaker
            })
        } else if let Some((gender, place)) = pronoun {
            let near = turns
                .last()
                .filter(|turn| turn.document == first.place.document && first.n_paragraphs <= 1);
            named
                .only(gender, place, cast, near.and_then(|turn| turn.speaker))
                .map(|character| Speaker { character, is_explicit: false, confidence: PRONOUN })
        } else if has_tag || n_silent > LONGEST_ALTERNATION {
            None
        } else {
            alternation(turns, first)
        };
        let guess = guess.filter(|guess| {
            strongest.is_some()
                || !speeches.iter().any(|speech| named.is_within(guess.character, speech.place))
        });
        for (speech, speaker) in speeches.iter().zip(speakers.iter_mut()) {
            let is_open = match (speech.tag, speech.gender()) {
                (None, _) => true,
                (Some(_), Some(gender)) => {
                    guess.is_some_and(|it| cast.may_be(it.character, gender))
                }
                (Some(_), None) => false,
            };
            if speaker.is_none() && is_open {
                *speaker = guess;
            }
        }
        let place = first.place;
        Self {
            n_paragraphs: first.n_paragraphs,
            document: place.document,
            speaker: strongest.or(guess),
            has_tag,
            n_silent,
        }
    }
}

/// Who speaks in a paragraph without a tag, if two people take turns.
fn alternation(turns: &[Turn], first: Speech) -> Option<Speaker> {
    let [.., earlier, last] = turns else { return None };
    let is_exchange = first.n_paragraphs == 1
        && last.n_paragraphs == 1
        && last.document == first.place.document
        && earlier.document == last.document;
    let speaker = earlier.speaker?;
    let is_other = match last.speaker {
        Some(other) => other.character != speaker.character,
        None => last.has_tag,
    };
    // Nobody else has spoken lately.
    let others = turns[turns.len().saturating_sub(COMPANY)..].iter().filter_map(|turn| {
        let character = turn.speaker?.character;
        (turn.document == last.document && character != speaker.character).then_some(character)
    });
    let is_other = is_other && is_one(others);
    let confidence = speaker.confidence * ALTERNATION;
    (is_exchange && is_other).then_some(Speaker { is_explicit: false, confidence, ..speaker })
}

/// Whether no two of these differ.
fn is_one(mut characters: impl Iterator<Item = usize>) -> bool {
    let first = characters.next();
    characters.all(|character| Some(character) == first)
}

impl Cast {
    /// Whether nothing speaks against a gender.
    fn may_be(&self, character: usize, gender: Gender) -> bool {
        self.characters[character].gender.is_none_or(|known| known == gender)
    }
}

/// Where people are named.
struct Named {
    /// By place.
    all: Vec<(Place, usize)>,
    /// Those of them that are not within a speech, by place.
    narrated: Vec<(Place, usize)>,
}

impl Named {
    fn of(cast: &Cast, speeches: &[Speech]) -> Self {
        let people = cast.characters.iter().zip(0..).filter(|it| it.0.kind == Kind::Person);
        let mut all: Vec<_> = people
            .flat_map(|(character, i)| {
                character.forms.iter().flat_map(|form| &form.places).map(move |&place| (place, i))
            })
            .collect();
        all.sort_unstable();
        let is_narrated = |&&(place, _): &&(Place, usize)| {
            let after = speeches.partition_point(|speech| speech.place <= place);
            after.checked_sub(1).is_none_or(|before| !holds(speeches[before].place, place))
        };
        let narrated = all.iter().filter(is_narrated).copied().collect();
        Self { all, narrated }
    }

    /// Who is named beside a speech.
    fn beside(&self, speech: &Speech) -> Option<Speaker> {
        let Some(Tag { subject: Subject::Name(span), says }) = speech.tag else { return None };
        let character = self.at(Place { span, ..speech.place })?;
        let confidence = if says { NAMED } else { ACTS };
        let is_speaker = says || !self.is_within(character, speech.place);
        is_speaker.then_some(Speaker { character, is_explicit: says, confidence })
    }

    /// Who is named at a place, or a part of it.
    fn at(&self, place: Place) -> Option<usize> {
        let end = Place { span: Span { start: place.span.end, end: place.span.end }, ..place };
        let after = self.all.partition_point(|(named, _)| *named < end);
        let (named, character) = self.all[..after].last()?;
        (named.document == place.document && named.span.end > place.span.start)
            .then_some(*character)
    }

    /// Whether a character is named within `place`.
    fn is_within(&self, character: usize, place: Place) -> bool {
        let first = self.all.partition_point(|(named, _)| *named < place);
        let within = self.all[first..].iter().take_while(|(named, _)| holds(place, *named));
        within.into_iter().any(|named| named.1 == character)
    }

    /// The one person of a gender who is named shortly before `place` or spoke last, if there is
    /// nobody else whom the pronoun could stand for.
    fn only(
        &self,
        gender: Gender,
        place: Place,
        cast: &Cast,
        last: Option<Speaker>,
    ) -> Option<usize> {
        let end = self.narrated.partition_point(|(named, _)| *named < place);
        let near = self.narrated[..end].iter().rev().take_while(|(named, _)| {
            named.document == place.document && named.span.start + PRONOUN_REACH > place.span.start
        });
        let mut people = near
            .map(|named| named.1)
            .chain(last.map(|speaker| speaker.character))
            .filter(|&character| cast.may_be(character, gender));
        let only = people.next()?;
        let is_known = cast.characters[only].gender == Some(gender);
        (is_known && people.all(|character| character == only)).then_some(only)
    }
}

/// Whether `inner` is within `outer`.
fn holds(outer: Place, inner: Place) -> bool {
    outer.document == inner.document
        && outer.span.start <= inner.span.start
        && inner.span.end <= outer.span.end
}

#[cfg(test)]
mod tests {
    use crate::story::document::{Document, Role};

    use super::*;

    /// Checks who speaks in a text: for each speech a name, or `-`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let cast = Cast::of(&facts);
        let name = |speaker: Option<Speaker>| {
            speaker.map_or("-", |speaker| &*cast.characters[speaker.character].forms[0].text)
        };
        assert_eq!(speakers(&facts, &cast).into_iter().map(name).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn beside_the_speech() {
        check("“Go,” said Ann. “Now.”\n\nThen Jon cried, “No!”", &["Ann", "Ann", "Jon"]);
        check("“Go,” said the old man.\n\n“No.”", &["-", "-"]);
    }

    #[test]
    fn in_turns() {
        check("“A,” said Ann.\n\n“B,” said Jon.\n\n“C.”\n\n“D.”", &["Ann", "Jon", "Ann", "Jon"]);
        check("“A,” said Ann.\n\n“B,” said Jon.\n\nIt rained.\n\n“C.”", &["Ann", "Jon", "-"]);
        check("“A,” said Ann.\n\n“B,” said Jon.\n\n“Go, Ann.”", &["Ann", "Jon", "-"]);
    }

    #[test]
    fn does_something_else() {
        check("Then Elena rose. “Go.”", &["Elena"]);
    }
}
