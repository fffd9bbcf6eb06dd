//! What a story leads its readers to expect by promises and questions, and where it comes back to it.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::story::cast::{Cast, Gender};
use crate::story::document::Scope;
use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::Place;
use crate::story::promises::{PromiseMention, PromiseStep};
use crate::story::pronouns::{Referent, Referents};
use crate::story::questions::{Concern, QuestionMention};
use crate::story::speakers::Speaker;
use crate::story::statements::{Subject, SubjectKind};
use crate::story::world;

/// Somebody's promise or vow.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// From who makes it to the first word of what.
    pub place: Place,
    /// Who makes it, if the text leaves one reading.
    pub by: Option<Referent>,
    /// Where it is kept, broken or spoken of later, in reading order.
    pub returns: Vec<(PromiseStep, Place)>,
}

/// A question that the story asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// From the first word that makes it a question to the last that asks.
    pub place: Place,
    /// Why readers wait for an answer.
    pub concern: Concern,
    /// Whom it is about, if the text leaves one reading.
    pub about: Option<Referent>,
    /// Where the same is asked, known or told later, in reading order.
    pub returns: Vec<Place>,
}

/// The promises and the questions of a story, each in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expectations {
    /// Promises and vows.
    pub promises: Vec<Promise>,
    /// Questions.
    pub questions: Vec<Question>,
}

/// So sure it must be whose promise it is.
const SURE: f32 = 0.9;

/// Within so many paragraphs "his promise" is the last one that he made.
const NEAR: usize = 30;

/// Within so many it is so if all that is known is that it is he in both places.
const SOON: usize = 12;

/// Whose promise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    /// Index into [`Cast::characters`].
    Character(usize),
    /// "I", outside of what is said.
    Narrator,
}

impl Expectations {
    /// Those of merged facts, given who speaks each of the speeches. Takes the logarithm of the number of
    /// names and speeches for each place at which something is promised or asked.
    pub(crate) fn of(
        facts: &Facts,
        cast: &Cast,
        speakers: &[Option<Speaker>],
        referents: &Referents<'_>,
    ) -> Self {
        let who = |subject: Subject| {
            let speech = referents.speech_at(subject.place);
            let speaker = speech.and_then(|speech| speakers.get(speech).copied().flatten());
            world::subject(subject, cast, referents, speaker).flatten()
        };
        Self {
            promises: promises(facts, cast, referents, who),
            questions: questions(facts, referents, who),
        }
    }
}

/// The promises, each with the places where the same person is said to have promised the same, or
/// soon after that to keep it or not.
fn promises(
    facts: &Facts,
    cast: &Cast,
    referents: &Referents<'_>,
    who: impl Fn(Subject) -> Option<Referent>,
) -> Vec<Promise> {
    let starts = facts.paragraphs.starts();
    let paragraph = |place: Place| paragraph_at(starts, place);
    let mut promises: Vec<Promise> = Vec::new();
    let mut heard = Heard::default();
    for &PromiseMention { place, by: subject, step, deed } in &facts.promises {
        let by = subject.and_then(&who);
        let is_narrator =
            |it: &Subject| it.kind == SubjectKind::I && referents.speech_at(it.place).is_none();
        let whose = match by.filter(|by| by.confidence >= SURE) {
            Some(by) => Some(Whose::Character(by.character)),
            None => subject.filter(is_narrator).map(|_| Whose::Narrator),
        };
        let gender = match (subject.map(|it| it.kind), whose) {
            (Some(SubjectKind::She(_)), _) => Some(Gender::Female),
            (Some(SubjectKind::He(_)), _) => Some(Gender::Male),
            (_, Some(Whose::Character(character))) => cast.characters[character].gender,
            _ => None,
        };
        let is_made = matches!(step, PromiseStep::Made | PromiseStep::Retold);
        let mention = Mention {
            promise: promises.len(),
            paragraph: paragraph(place),
            whose,
            gender,
            deed,
            is_made,
        };
        let same = if step == PromiseStep::Made { None } else { heard.before(&mention) };
        match same {
            Some(same) => promises[same].returns.push((step, place)),
            None if !is_made => continue,
            None => promises.push(Promise { place, by, returns: Vec::new() }),
        }
        heard.hear(Mention { promise: same.unwrap_or(mention.promise), ..mention });
    }
    promises
}

/// What is said of a promise at a place.
#[derive(Debug, Clone, Copy)]
struct Mention {
    /// Index into the promises.
    promise: usize,
    paragraph: usize,
    whose: Option<Whose>,
    gender: Option<Gender>,
    /// The number of what is promised, or 0.
    deed: u16,
    /// Whether the words tell that it is made, and not only speak of it.
    is_made: bool,
}

/// The promises that a reader knows of.
#[derive(Debug, Default)]
struct Heard {
    /// The last place for each person.
    by_person: FxHashMap<Whose, Mention>,
    /// By what they promise.
    by_deed: FxHashMap<(Whose, u16), usize>,
    /// The last place of all.
    last: Option<Mention>,
}

impl Heard {
    /// The promise that `mention` speaks of, if there is one before it.
    fn before(&self, mention: &Mention) -> Option<usize> {
        let Mention { paragraph, whose, gender, deed, is_made, .. } = *mention;
        let is_any = deed == 0 && !is_made;
        if let Some(whose) = whose {
            if let Some(&same) = self.by_deed.get(&(whose, deed)).filter(|_| deed != 0) {
                return Some(same);
            }
            let last = self.by_person.get(&whose).filter(|_| is_any);
            if let Some(last) = last.filter(|last| paragraph <= last.paragraph + NEAR) {
                return Some(last.promise);
            }
        }
        let last = self.last.as_ref().filter(|last| paragraph <= last.paragraph + SOON)?;
        let may_be = last.whose.is_none() || whose.is_none();
        let is_same = is_any || deed == last.deed && deed != 0;
        (may_be && is_same && gender.is_some() && gender == last.gender).then_some(last.promise)
    }

    /// Takes in what is said of a promise.
    fn hear(&mut self, mention: Mention) {
        let Mention { promise, whose, deed, is_made, .. } = mention;
        self.last = Some(mention);
        if let Some(whose) = whose {
            self.by_person.insert(whose, mention);
            if deed != 0 && is_made {
                self.by_deed.insert((whose, deed), promise);
            }
        }
    }
}

/// What a question asks: the verb, and the person or the thing that it is about.
type Topic = (u16, Result<usize, u16>);

/// The questions, each with the places where the same is asked, known or told of the same person or thing.
fn questions(
    facts: &Facts,
    referents: &Referents<'_>,
    who: impl Fn(Subject) -> Option<Referent>,
) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    let mut by_topic: FxHashMap<Topic, usize> = FxHashMap::default();
    for &QuestionMention { place, concern, about, deed, thing } in &facts.questions {
        let is_said = referents.speech_at(place).is_some();
        let document = &facts.documents[place.document as usize];
        let is_told = document
            .passage_at(place.span.start)
            .is_none_or(|passage| passage.scope == Scope::Thought);
        let concern = concern.filter(|_| !is_said && is_told);
        let about = about.and_then(&who);
        let person = about.filter(|about| about.confidence >= SURE).map(|about| about.character);
        let of_thing = (thing != 0).then_some(Err(thing));
        let topic = person.map(Ok).or(of_thing).filter(|_| deed != 0).map(|it| (deed, it));
        let mut question = || {
            let concern = concern?;
            questions.push(Question { place, concern, about, returns: Vec::new() });
            Some(questions.len() - 1)
        };
        match topic.map(|topic| by_topic.entry(topic)) {
            Some(Entry::Occupied(known)) => questions[*known.get()].returns.push(place),
            Some(Entry::Vacant(free)) => {
                if let Some(question) = question() {
                    free.insert(question);
                }
            }
            None => {
                question();
            }
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::story::{Facts, Story};

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Whatever the words, what is promised and asked stands in the text.
        #[test]
        fn within(parts in prop::collection::vec(any::<prop::sample::Index>(), 0..25)) {
            let all: Vec<&str> = "Anna Orme he she her him I the letter had been has was did killed gone \
                become of to who Who where Where why Why how what What happened knew learnt never \
                nobody not one wondered herself asked mystery question remained out found told \
                promised promise word kept broke as good true his own swear will vowed that never . , \
                ? : \0 é “ ” _ ’s"
                .split(' ')
                .collect();
            let text: Vec<&str> = parts.iter().map(|index| *index.get(&all)).collect();
            let text = text.join(" ");
            let facts = Facts::of_text("a.txt", &text);
            let promises = facts.promises.iter().map(|it| (it.place, it.by));
            let questions = facts.questions.iter().map(|it| (it.place, it.about));
            for (place, who) in promises.chain(questions) {
                let who = who.map_or(place, |who| who.place);
                for span in [place, who].map(|it| it.span.range()) {
                    prop_assert!(text.get(span).is_some_and(|text| !text.is_empty()));
                }
            }
            Story::new(facts, Default::default()).expectations();
        }
    }

    /// Checks the promises and questions of a text, each with the texts where it returns.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let facts = Facts::of_text("a.txt", text);
        let story = Story::new(facts, Default::default());
        let at = |place: crate::story::Place| &text[place.span.range()];
        let expectations = story.expectations();
        let promises = expectations
            .promises
            .iter()
            .map(|it| (at(it.place), it.returns.iter().map(|it| at(it.1)).collect::<Vec<_>>()));
        let questions = expectations
            .questions
            .iter()
            .map(|it| (at(it.place), it.returns.iter().map(|&it| at(it)).collect::<Vec<_>>()));
        let shown: Vec<_> = promises.chain(questions).collect();
        let expected: Vec<_> = expected.iter().map(|it| (it.0, it.1.to_vec())).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn promises() {
        check(
            "That day Anna promised to write.\n\nThey slept.\n\nThen Anna kept her promise.",
            &[("Anna promised to write", &["Anna kept her promise"])],
        );
        check(
            "That day Anna promised to write.\n\nIn May Anna had promised to write.",
            &[("Anna promised to write", &["Anna had promised to write"])],
        );
        check(
            "That day Anna promised to write.\n\nThen Tom kept his promise.",
            &[("Anna promised to write", &[])],
        );
        check(
            "That day Anna promised to write.\n\nThen Anna kept her promise to sing.",
            &[("Anna promised to write", &[])],
        );
        check("Then Anna kept her promise.", &[]);
        check(
            "I promised to write.\n\nThey slept.\n\nI kept my promise.",
            &[("I promised to write", &["I kept my promise"])],
        );
        check(
            "Then he promised to write.\n\nThey slept.\n\nHe was as good as his word.",
            &[("he promised to write", &["He was as good as his word"])],
        );
        check(
            "Then she promised to write.\n\nThey slept.\n\nHe was as good as his word.",
            &[("she promised to write", &[])],
        );
    }

    #[test]
    fn questions() {
        check(
            "Then they met Anna.\n\nWho had killed Anna?\n\nAt last they knew who killed Anna.",
            &[("Who had killed Anna", &["knew who killed Anna"])],
        );
        check(
            "Who had stolen the letter?\n\nNobody knew who had stolen the letter.",
            &[("Who had stolen the letter", &["Nobody knew who had stolen the letter"])],
        );
        check(
            "They met Anna.\n\nWhere had Anna gone?\n\nThey knew where Anna was.",
            &[("Where had Anna gone", &["knew where Anna was"])],
        );
        check(
            "They met Anna.\n\nWho was Anna?\n\nNobody knew who Anna was.",
            &[("Who was Anna", &["Nobody knew who Anna was"])],
        );
        check(
            "Who had stolen the letter?\n\nThey knew who had written the letter.",
            &[("Who had stolen the letter", &[])],
        );
    }
}
