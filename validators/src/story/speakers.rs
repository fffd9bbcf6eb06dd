//! Who says what.

use crate::story::cast::{Cast, Gender};
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::speeches::Speech;
use crate::story::tags::{Tag, Who};

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
const NARRATOR: f32 = 0.95;
const SAME_PARAGRAPH: f32 = 0.95;
const ACTS: f32 = 0.9;
const ANTECEDENT: f32 = 0.92;
const PRONOUN: f32 = 0.9;
const ALTERNATION: f32 = 0.9;
const CALLED: f32 = 0.9;
const UNKNOWN_OTHER: f32 = 0.88;

/// So many turns before and after one tell whose turn it is.
const REACH: usize = 4;

/// So many turns lie at most between two of which it is known who speaks, less one, for those between to be known.
const LONGEST: usize = 8;

/// Whoever spoke in so many turns before may be meant by a pronoun.
const COMPANY: usize = 6;

/// For each of the speeches of `facts` who speaks, as far as the text leaves one reading.
///
/// A name beside a verb of saying comes first; then what else stands in the paragraph, whom a
/// pronoun stands for by the sentence before it or because nobody else of that gender speaks, and
/// turns in an exchange between two. Takes the logarithm of the number of names for
/// each speech.
pub fn speakers(facts: &Facts, cast: &Cast) -> Vec<Option<Speaker>> {
    let speeches = facts.speeches.all();
    // Who says "I" is told from where their name is first told.
    let narrator = cast.narrator().and_then(|it| Some((it, cast.characters[it].first_place()?)));
    let beside = |speech: &Speech| beside(speech, cast).or_else(|| speech.told_by(narrator?));
    let mut speakers: Vec<_> = speeches.iter().map(beside).collect();
    let paragraphs = facts.paragraphs.starts();
    let n_turns = speeches.chunk_by(is_same_turn).count();
    let mut turns = Turns { cast, paragraphs, all: Vec::with_capacity(n_turns) };
    let mut start = 0;
    for paragraph in speeches.chunk_by(is_same_turn) {
        let end = start + paragraph.len();
        turns.push(paragraph, &speakers[start..end]);
        start = end;
    }
    turns.alternate();
    turns.bridge();
    let mut rest = (speeches, &mut *speakers);
    for turn in &turns.all {
        let (speeches, later) = rest.0.split_at(turn.n_speeches);
        let (speakers, later_speakers) = rest.1.split_at_mut(turn.n_speeches);
        turn.hand_out(speeches, speakers, cast);
        rest = (later, later_speakers);
    }
    speakers
}

/// Whether a speech is in the paragraph of the one before it.
fn is_same_turn(_: &Speech, next: &Speech) -> bool {
    next.n_paragraphs == 0
}

impl Speech {
    /// The gender of the pronoun beside it.
    fn gender(&self) -> Option<Gender> {
        match self.tag?.subject {
            Who::She => Some(Gender::Female),
            Who::He => Some(Gender::Male),
            Who::Name(_) | Who::I | Who::Other => None,
        }
    }

    /// That `narrator` speaks, who is named from some place on, if whoever says "I" does.
    fn told_by(&self, (narrator, named): (usize, Place)) -> Option<Speaker> {
        let tag = self.tag.filter(|tag| tag.subject == Who::I && named <= self.place)?;
        let confidence = if tag.says { NARRATOR } else { ACTS };
        Some(Speaker { character: narrator, is_explicit: false, confidence })
    }

    /// Whether it follows right upon `earlier`, with nothing but a space between.
    fn is_upon(&self, earlier: &Self) -> bool {
        self.place.span.start <= earlier.place.span.end + 2
    }

    /// Whether a name and a verb of saying stand beside it.
    fn is_named(&self) -> bool {
        matches!(self.tag, Some(Tag { subject: Who::Name(_), says: true }))
    }
}

/// A paragraph with speech.
#[derive(Debug, Clone)]
struct Turn {
    n_speeches: usize,
    /// Where the first speech of it is.
    place: Place,
    /// Whether the turn before it is the paragraph before it.
    is_answer: bool,
    speaker: Option<Speaker>,
    /// Whether the speaker is named beside a verb of saying.
    is_named: bool,
    /// Whether the text says that somebody speaks, if not always who.
    has_tag: bool,
    /// The gender of the pronoun that does.
    pronoun: Option<Gender>,
    /// Whether a speech follows right upon another, so that it is rather somebody else's.
    is_mixed: bool,
    /// The people who are named in its speeches do not speak.
    named: Vec<usize>,
    /// Who is called by name, and may be expected to speak next.
    called: Option<usize>,
    /// Whether the paragraph opens with what is said, so that nobody was named in between.
    opens: bool,
}

/// All paragraphs with speech.
struct Turns<'a> {
    cast: &'a Cast,
    /// Where paragraphs start, from the last turn on.
    paragraphs: &'a [u64],
    all: Vec<Turn>,
}

impl Turns<'_> {
    /// Appends a paragraph, given the speakers that are named beside its speeches.
    fn push(&mut self, speeches: &[Speech], speakers: &[Option<Speaker>]) {
        let known =
            speeches.iter().zip(speakers).filter_map(|it| Some((it.0.is_named(), (*it.1)?)));
        let strongest = known.reduce(|one, other| if other.0 && !one.0 { other } else { one });
        let place = speeches[0].place;
        let n_before = self.paragraphs.iter().take_while(|&&it| it < place.start()).count();
        self.paragraphs = &self.paragraphs[n_before..];
        let mut turn = Turn {
            n_speeches: speeches.len(),
            place,
            is_answer: speeches[0].n_paragraphs == 1
                && self.all.last().is_some_and(|last| last.place.document == place.document),
            speaker: strongest.map(|(_, speaker)| Speaker {
                is_explicit: false,
                confidence: speaker.confidence * SAME_PARAGRAPH,
                ..speaker
            }),
            is_named: strongest.is_some_and(|(is_named, _)| is_named),
            has_tag: speeches.iter().any(|speech| speech.tag.is_some()),
            pronoun: speeches.iter().find_map(Speech::gender),
            is_mixed: speeches.array_windows().any(|[speech, next]| next.is_upon(speech)),
            named: speeches
                .iter()
                .flat_map(|speech| self.cast.people_within(speech.place))
                .collect(),
            called: speeches.iter().rev().find_map(|speech| called(speech, self.cast)),
            opens: self.paragraphs.first() == Some(&place.start()),
        };
        let pronoun = speeches.iter().find_map(|speech| Some((speech.gender()?, speech)));
        if let (None, Some((gender, speech))) = (turn.speaker, pronoun) {
            turn.speaker = self
                .antecedent(gender, speech)
                .or_else(|| self.in_company(gender, &turn))
                .or_else(|| self.only_one(gender, &turn))
                .filter(|speaker| !turn.named.contains(&speaker.character));
        }
        self.all.push(turn);
    }

    /// Whom the pronoun beside `speech` stands for by the sentences before it.
    fn antecedent(&self, gender: Gender, speech: &Speech) -> Option<Speaker> {
        let span = speech.antecedent?;
        let character = self.cast.person_at(Place { span, ..speech.place })?;
        let is_possible = self.cast.may_be(character, gender);
        is_possible.then_some(Speaker { character, is_explicit: false, confidence: ANTECEDENT })
    }

    /// Whom the pronoun in `turn` stands for, which is an answer to what somebody else says: whoever
    /// spoke before that, if nobody else of that gender takes part.
    fn in_company(&self, gender: Gender, turn: &Turn) -> Option<Speaker> {
        let [.., earlier, last] = &*self.all else { return None };
        let speaker = earlier.speaker.filter(|_| turn.is_answer && last.is_answer)?;
        let company = self.all[self.all.len().saturating_sub(COMPANY)..].iter();
        let mut others = company.filter_map(|turn| Some(turn.speaker?.character));
        let is_only =
            others.all(|other| other == speaker.character || !self.cast.may_be(other, gender));
        let is_known = self.cast.characters[speaker.character].gender == Some(gender)
            && last.speaker.is_some_and(|last| last.character != speaker.character);
        let is_called = last.expects().is_none_or(|called| called == speaker.character);
        (is_known && is_only && is_called).then_some(Speaker { confidence: PRONOUN, ..speaker })
    }

    /// Whom the pronoun in `turn` stands for, which is an answer: the only one of that gender who takes part in
    /// the exchange between people of both, whose turn it may be.
    fn only_one(&self, gender: Gender, turn: &Turn) -> Option<Speaker> {
        let (mut own, mut is_between_both) = (None, false);
        let mut is_answer = turn.is_answer;
        for (earlier, back) in self.all.iter().rev().zip(1..=COMPANY) {
            if !is_answer {
                break;
            }
            match earlier.speaker {
                Some(speaker) if self.cast.may_be(speaker.character, gender) => {
                    let &mut (first, last) = own.get_or_insert((speaker, back));
                    let is_turn = last.is_multiple_of(2);
                    if first.character != speaker.character || !is_turn {
                        return None;
                    }
                }
                Some(_) => is_between_both |= true,
                None if earlier.has_tag && earlier.pronoun != Some(gender.other()) => return None,
                None => {}
            }
            is_answer = earlier.is_answer;
        }
        let (speaker, _) = own.filter(|_| is_between_both)?;
        let is_known = self.cast.characters[speaker.character].gender == Some(gender);
        let last = self.all.last()?;
        let is_called = last.expects().is_none_or(|called| called == speaker.character);
        (is_known && is_called).then_some(Speaker { confidence: PRONOUN, ..speaker })
    }

    /// Finds who speaks where nothing stands beside, if two people take turns.
    fn alternate(&mut self) {
        let mut found = Vec::new();
        let mut start = 0;
        for exchange in self.all.chunk_by(|_, next| next.is_answer) {
            for i in 0..exchange.len() {
                let speaker = match (whose_turn(exchange, i), answering(exchange, i)) {
                    (Some(one), Some(other)) if one.character != other.character => None,
                    (turn, answer) => turn.or(answer),
                };
                found.extend(speaker.map(|speaker| (start + i, speaker)));
            }
            start += exchange.len();
        }
        for (i, speaker) in found {
            self.all[i].speaker = Some(speaker);
        }
    }

    /// Finds who speaks in the turns between two of which it is known, if two people take turns all along.
    fn bridge(&mut self) {
        for exchange in self.all.chunk_by_mut(|_, next| next.is_answer) {
            let known: Vec<usize> =
                (0..exchange.len()).filter(|&i| exchange[i].speaker.is_some()).collect();
            for &[from, to] in known.array_windows() {
                let Some(speakers) = between(exchange, from, to, self.cast) else { continue };
                for (turn, character) in exchange[from + 1..to].iter_mut().zip(speakers) {
                    let speaker =
                        Speaker { character, is_explicit: false, confidence: ALTERNATION };
                    turn.speaker = Some(speaker);
                }
            }
        }
    }
}

/// Who speaks in the turns of an exchange between `from` and `to`, of which it is known: whoever took the turns
/// up to `from`, if they are two, and nobody else speaks near.
fn between(exchange: &[Turn], from: usize, to: usize, cast: &Cast) -> Option<Vec<usize>> {
    if !(2..=LONGEST).contains(&(to - from)) {
        return None;
    }
    let at = |i: usize| Some(exchange.get(i)?.speaker?.character);
    let first = at(from)?;
    let other = at(from.checked_sub(1)?)?;
    let whose = |i: usize| if i.abs_diff(from).is_multiple_of(2) { first } else { other };
    let near = from.saturating_sub(REACH)..exchange.len().min(to + REACH + 1);
    if first == other || !near.clone().all(|i| at(i).is_none_or(|known| known == whose(i))) {
        return None;
    }
    let may_be = |i: usize| {
        let turn = &exchange[i];
        let is_his = match turn.pronoun {
            Some(gender) => cast.may_be(whose(i), gender),
            None => !turn.has_tag,
        };
        is_his && !turn.is_mixed && turn.opens && !turn.named.contains(&whose(i))
    };
    let turns = from + 1..to;
    turns.clone().all(may_be).then(|| turns.map(whose).collect())
}

/// Who speaks in turn `i` of an exchange, of whom nothing is said there: whoever the turn before calls
/// by name.
fn answering(exchange: &[Turn], i: usize) -> Option<Speaker> {
    let (turn, last) = (&exchange[i], &exchange[i.checked_sub(1)?]);
    let character = last.expects().filter(|called| !turn.named.contains(called))?;
    let is_open = !turn.has_tag && !turn.is_mixed && turn.speaker.is_none() && turn.opens;
    is_open.then_some(Speaker { character, is_explicit: false, confidence: CALLED })
}

/// Who speaks in turn `i` of an exchange, of whom nothing is said there: whoever speaks two turns
/// before or after, if all turns near are those of two people.
fn whose_turn(exchange: &[Turn], i: usize) -> Option<Speaker> {
    let turn = &exchange[i];
    // What comes first may be said by whoever did something in the paragraph before.
    let mut beside = [i.checked_sub(2), Some(i + 2).filter(|_| i > 0)].into_iter().flatten();
    let speaker =
        beside.find_map(|beside| exchange.get(beside)?.speaker).filter(|_| !turn.has_tag)?;
    let near = i.saturating_sub(REACH)..(i + REACH + 1).min(exchange.len());
    if exchange[near.clone()].iter().any(|turn| turn.is_mixed) {
        return None;
    }
    let mut other = None;
    for j in near {
        let Some(Speaker { character, .. }) = exchange[j].speaker else { continue };
        let is_own = (i.abs_diff(j)).is_multiple_of(2);
        if is_own != (character == speaker.character)
            || (!is_own && *other.get_or_insert(character) != character)
        {
            return None;
        }
    }
    let is_asked = i.checked_sub(1).is_some_and(|last| exchange[last].has_tag);
    let is_known_at = |i: usize| exchange.get(i).is_some_and(|turn| turn.speaker.is_some());
    let is_between = i > 1 && is_known_at(i - 2) && is_known_at(i + 2);
    let alternation = match other.is_some() || is_asked || is_between {
        true => ALTERNATION,
        false if i > 1 && exchange[i - 2].is_named => UNKNOWN_OTHER,
        false => return None,
    };
    let is_known = !turn.named.contains(&speaker.character);
    let confidence = speaker.confidence * alternation;
    is_known.then_some(Speaker { is_explicit: false, confidence, ..speaker })
}

impl Turn {
    /// Who is called by name and expected to answer: nobody else is named, nor does somebody call who
    /// has no name, as one of many may.
    fn expects(&self) -> Option<usize> {
        let called = self.called.filter(|_| !self.is_mixed)?;
        let is_other = match self.speaker {
            Some(speaker) => speaker.character != called,
            None => !self.has_tag,
        };
        (is_other && self.named.iter().all(|&named| named == called)).then_some(called)
    }

    /// Gives its speaker to those of its speeches that have none.
    fn hand_out(&self, speeches: &[Speech], speakers: &mut [Option<Speaker>], cast: &Cast) {
        let Some(own) = self.speaker else { return };
        for (i, (speech, speaker)) in speeches.iter().zip(speakers).enumerate() {
            if i.checked_sub(1).is_some_and(|last| speech.is_upon(&speeches[last])) {
                break;
            }
            let is_open = match (speech.tag, speech.gender()) {
                (None, _) => true,
                (Some(_), Some(gender)) => cast.may_be(own.character, gender),
                (Some(_), None) => false,
            };
            if speaker.is_none() && is_open {
                *speaker = Some(own);
            }
        }
    }
}

/// Who is named beside a speech.
fn beside(speech: &Speech, cast: &Cast) -> Option<Speaker> {
    let Some(Tag { subject: Who::Name(span), says }) = speech.tag else { return None };
    let character = cast.person_at(Place { span, ..speech.place })?;
    let confidence = if says { NAMED } else { ACTS };
    let is_speaker = says || cast.people_within(speech.place).all(|named| named != character);
    is_speaker.then_some(Speaker { character, is_explicit: says, confidence })
}

/// Who is called by name in a speech.
fn called(speech: &Speech, cast: &Cast) -> Option<usize> {
    cast.person_at(Place { span: speech.addressee?, ..speech.place })
}

#[cfg(test)]
mod tests {
    use crate::story::document::{Document, Role};

    use super::*;

    /// Checks who speaks in a text: for each speech a name, or `-`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.md", text);
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
    fn told_by_somebody() {
        let calls = "“Go, Ann,” said Jon.\n\n“No,” said I.\n\n".repeat(3);
        check(
            &format!("“Stay,” I said.\n\n{calls}I rose."),
            &["-", "Jon", "Ann", "Jon", "Ann", "Jon", "Ann"],
        );
        check("“Go, Ann,” said Jon.\n\n“No,” said I.", &["Jon", "-"]);
    }

    #[test]
    fn called_by_name() {
        check("Ann slept. Jon slept.\n\n“Go, Ann.”\n\n“No.”", &["-", "Ann"]);
        check("Ann slept. Jon slept.\n\n“Go, Ann.”\n\nIt rained. “No.”", &["-", "-"]);
        check("Ann slept. Jon slept.\n\n“Jon rose, Ann.”\n\n“No.”", &["-", "-"]);
        check("“Go, Ann,” said Ann Hale.\n\n“No.”", &["Ann Hale", "-"]);
    }

    #[test]
    fn by_a_title() {
        let admiral = "Admiral Orme slept. “No,” said the Admiral.\n\n".repeat(3);
        check(&admiral, &["Admiral Orme", "Admiral Orme", "Admiral Orme"]);
    }

    #[test]
    fn in_turns() {
        check("“A,” said Ann.\n\n“B,” said Jon.\n\n“C.”\n\n“D.”", &["Ann", "Jon", "Ann", "Jon"]);
        check("“A,” said Ann.\n\n“B.”\n\n“C.”", &["Ann", "-", "Ann"]);
        check("“A,” said Ann.\n\n“B,” said a man.\n\n“C.”", &["Ann", "-", "Ann"]);
        check("“A.”\n\n“B.”\n\n“C,” said Ann.\n\n“D,” said Jon.", &["-", "Jon", "Ann", "Jon"]);
        check("“A,” said Ann.\n\n“B,” said Jon.\n\nIt rained.\n\n“C.”", &["Ann", "Jon", "-"]);
        check("“A,” said Ann.\n\n“B,” said Jon.\n\n“Go, Ann.”", &["Ann", "Jon", "-"]);
        check(
            "“A,” said Ann.\n\n“B,” said Jon. “C?” “D.”\n\n“E.”",
            &["Ann", "Jon", "Jon", "-", "-"],
        );
        check(
            "“A,” said Ann.\n\n“B,” said Jon.\n\n“C,” said Eve.\n\n“D.”",
            &["Ann", "Jon", "Eve", "-"],
        );
    }

    #[test]
    fn between_turns_of_one() {
        let text = "Ann rose. “A.”\n\n“B.”\n\n“C.”\n\n“D.”";
        check(text, &["Ann", "-", "-", "-"]);
        check(&format!("{text}\n\n“E,” said Ann."), &["Ann", "-", "Ann", "-", "Ann"]);
    }

    #[test]
    fn between_turns() {
        let (start, end) =
            ("“A,” said Ann.\n\n“B,” said Jon.\n\n", "“I,” said Ann.\n\n“J,” said Jon.");
        let two = ["Ann", "Jon"];
        check(&format!("{start}{}{end}", "“C.”\n\n".repeat(6)), &two.repeat(5));
        let odd = [&two.repeat(2)[..], &["-"; 3], &two.repeat(2)].concat();
        check(&format!("{start}{}{end}", "“C.”\n\n".repeat(7)), &odd);
    }

    #[test]
    fn pronouns() {
        check("Ann laughed. “Go,” she said. “Now.”", &["Ann", "Ann"]);
        check("Ann laughed.\n\n“Go,” she said.", &["Ann"]);
        check("Ann laughed, but Eve rose.\n\n“Go,” she said.", &["-"]);
        check("The other girl looked at Ann. “Go,” she said.", &["-"]);
        check("Mr. Hale laughed.\n\n“Go,” she said.", &["-"]);
        let exchange = "“A,” said Mrs. Hale.\n\n“B,” said Mr. Orme.\n\n“C,” she said.";
        check(exchange, &["Mrs. Hale", "Mr. Orme", "Mrs. Hale"]);
        let later = "“A,” said Mrs. Hale.\n\n“B,” said Mr. Orme.\n\n“C.”\n\n“D.”\n\n“E,” she said.";
        let two = ["Mrs. Hale", "Mr. Orme", "Mrs. Hale", "Mr. Orme", "Mrs. Hale"];
        check(later, &two);
        check(
            &later.replace("“C.”", "“C,” said the girl."),
            &[&two[..2], &["-", "Mr. Orme", "-"]].concat(),
        );
        check(
            &format!("“X,” said Mrs. Orme.\n\n{exchange}"),
            &["Mrs. Orme", "Mrs. Hale", "Mr. Orme", "-"],
        );
    }

    #[test]
    fn in_a_script() {
        let text = "Jon sees a sign: “No entry.”\n\nJON (V.O.)\nHello.\n(to Ann)\nI am Ann’s “man”.\n\n\
            @McGurk\nNo.\n\nANN AND JON\nYes.\n\nJON (CONT'D)\n(aside)\nOh.\n";
        let document = Document::parse("a.fountain", Role::Story, text.into());
        let facts = Facts::of(&document);
        let cast = Cast::of(&facts);
        let jon =
            cast.characters.iter().find(|it| it.forms.iter().any(|form| &*form.text == "JON"));
        let uses =
            jon.map(|it| it.forms.iter().map(|form| (&*form.text, form.places.len())).collect());
        assert_eq!(uses, Some(vec![("JON", 2), ("Jon", 1)]));
        let told = facts.speeches.iter().zip(speakers(&facts, &cast)).map(|(speech, speaker)| {
            let name = speaker.map_or("-", |it| &*cast.characters[it.character].forms[0].text);
            let sure = speaker.is_some_and(|it| it.is_explicit);
            format!("{name}{} {}", if sure { "!" } else { "" }, document.shown(speech.place.span))
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            ["JON! Hello.(to Ann)I am Ann’s “man”.", "McGurk! No.", "- Yes.", "JON! Oh."]
        );
        let chunks = document.chunks(1).into_iter();
        let chunks = chunks.map(|blocks| Facts::of_chunk(&document, blocks, None));
        assert!(chunks.len() > 4);
        assert_eq!(chunks.fold(Facts::default(), Facts::merge), facts);
    }

    #[test]
    fn does_something_else() {
        check("Then Elena rose. “Go.”", &["Elena"]);
    }
}
