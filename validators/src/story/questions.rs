//! Questions that the story itself asks, and leaves its readers with.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::asked::{
    Asked, is_next, of_doer, of_event, of_identity, of_subject, participle, subject_from,
};
use crate::story::clauses::kind;
use crate::story::noun_phrases::Noun;
use crate::story::place::Place;
use crate::story::prose::{Text, is_listed};
use crate::story::statements::Subject;
use crate::story::word_forms::{is_negated, number};
use crate::story::word_list::WordList;

/// The words that ask.
pub(crate) const ASKING: [&str; 5] = ["how", "what", "where", "who", "why"];

/// A place at which the story asks something, or at which what may be asked is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionMention {
    /// From the first word that makes it a question to the last that asks.
    pub place: Place,
    /// Why readers wait for an answer; nothing if somebody only knows or tells it.
    pub concern: Option<Concern>,
    /// Whom it is about, if that is one person: who was killed, who had gone.
    pub about: Option<Subject>,
    /// The [number] of the verb that says what was done; 0 if there is none.
    pub(crate) deed: u16,
    /// The number of the noun that it is about, if that has no name: "letter"; 0 if there is none.
    pub(crate) thing: u16,
}

/// Why readers wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// The narration asks it, or somebody in thought: "Who had killed him?"
    Asked,
    /// Somebody wonders: "She wondered who had killed him".
    Wondered,
    /// Nobody knows, or somebody never learns: "She never learnt who had killed him".
    Unknown,
    /// It is called a question or a mystery: "The question remained: who had killed him".
    Open,
}

impl QuestionMention {
    /// The same after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        let about = |it: Subject| Subject { place: it.place.shifted(n_documents), ..it };
        Self { place: self.place.shifted(n_documents), about: self.about.map(about), ..self }
    }
}

/// What somebody comes to know or tells, before a word that asks.
static KNOWING: WordList = WordList::new(
    "\
ascertained confess confessed discover discovered explain explained guess guessed knew know known knows learn \
learned learnt out remember remembered revealed said say see seen saw tell telling tells told understand understood",
);

/// What is a question, as it is called.
static TOPICS: WordList = WordList::new("mystery question riddle secret");

/// So many words before the one that asks tell why.
const BEFORE: usize = 6;

/// So many words a question has.
const LONGEST: usize = 30;

/// Adds the questions in the words of a paragraph. `watched` are the numbers of those that may be
/// [`ASKING`]; `is_thought` tells whether somebody thinks what starts at a byte. Linear in these.
pub(crate) fn read_questions(
    text: Text<'_>,
    watched: &[usize],
    is_thought: impl Fn(u32) -> bool,
    questions: &mut Vec<QuestionMention>,
) {
    for &i in watched {
        let question = match text.raw(i) {
            "How" | "What" | "Where" | "Who" | "Why" => direct(text, i, &is_thought),
            "how" | "what" | "where" | "who" | "why" => {
                indirect(text, i).or_else(|| direct(text, i, &is_thought))
            }
            _ => continue,
        };
        questions.extend(question);
    }
}

/// The question that a sentence is: `Who had killed him?`
fn direct(text: Text<'_>, i: usize, is_thought: impl Fn(u32) -> bool) -> Option<QuestionMention> {
    let is_joined = || {
        i > 0
            && text.word(i - 1).is_capitalised()
            && is_listed("And But So Then Yet", text.raw(i - 1))
            && text.opens(i - 1)
            && text.is_joined(i)
    };
    let opens = if text.word(i).is_capitalised() { text.opens(i) } else { is_joined() };
    if !(opens && is_next(text, i + 1)) {
        return None;
    }
    let is_thought = || is_thought(text.word(i).start as u32);
    let word = text.raw(i).to_ascii_lowercase();
    let (next, third) = (text.raw(i + 1), text.raw(i + 2));
    let asked = match (&*word, next) {
        ("who", "had") => of_doer(text, i)?,
        ("who", "has") if is_thought() => of_doer(text, i)?,
        ("who", "is" | "was" | "were") => {
            let is_person = matches!(third, "he" | "she" | "they") && text.ends(i + 2);
            // "Who was the better for it?"
            let is_one = is_listed("the that this these those", third)
                && !is_listed("better wiser worse", text.raw(i + 3))
                || text.may_name(i + 2);
            if next == "is" && !is_thought() || !(is_person || is_one) {
                return None;
            }
            let about = subject_from(text, i + 2).filter(|it| it.noun != Noun::Thing);
            Asked { verb: None, about, last: i + 2 }
        }
        ("who", _) if is_thought() => of_doer(text, i)?,
        ("where" | "why" | "how", "had" | "did") => {
            if next == "did" && (word != "where" || !is_thought()) {
                return None;
            }
            of_subject(text, i + 2)?
        }
        ("where", "was" | "were" | "is") => {
            let is_meant = matches!(third, "he" | "she" | "they") || text.may_name(i + 2);
            let end = text.name_from(i + 2).map_or(i + 3, |name| name.end);
            if next == "is" && !is_thought() || !is_meant || !text.ends(end - 1) {
                return None;
            }
            let about = subject_from(text, i + 2);
            Asked { verb: None, about, last: end - 1 }
        }
        ("what", "had" | "has" | "happened") if next == "had" || is_thought() => {
            of_event(text, if next == "happened" { i + 1 } else { i + 2 })?
        }
        _ => return None,
    };
    let end = (asked.last..text.len().min(i + LONGEST)).find(|&at| is_end(text, at))?;
    let is_asked = text.gap_after(end).starts_with('?') || asks_at_end(text, end);
    // "Who had not?", "who was he to judge?" ask nothing.
    let is_empty =
        |at: usize| is_listed("not never ever else", text.raw(at)) || is_negated(text.raw(at));
    if !is_asked || (i..=end).any(is_empty) || has_infinitive(text, &asked) {
        return None;
    }
    Some(question(text, i, [i, end], Some(Concern::Asked), asked))
}

/// The question that is part of a sentence: `nobody knew who had killed him`.
fn indirect(text: Text<'_>, i: usize) -> Option<QuestionMention> {
    let (first, concern) = concern(text, i)?;
    let is_known = concern.is_none();
    let asked = match text.raw(i) {
        "who" => of_doer(text, i).or_else(|| of_identity(text, i + 1))?,
        "where" => of_subject(text, i + 1).or_else(|| of_identity(text, i + 1))?,
        "what" => of_event(text, i + 1)?,
        "why" if concern != Some(Concern::Wondered) => of_subject(text, i + 1)?,
        "how" if concern == Some(Concern::Open) || is_known => of_subject(text, i + 1)?,
        _ => return None,
    };
    // What is known is kept only if it can be told what.
    if is_known && asked.about.is_none() {
        return None;
    }
    Some(question(text, i, [first, asked.last], concern, asked))
}

/// Why the words before word `i` make a question of what begins with it, and the first of these.
fn concern(text: Text<'_>, i: usize) -> Option<(usize, Option<Concern>)> {
    let raw = |at: usize| text.raw(at);
    let before = i.checked_sub(1)?;
    let floor = i.saturating_sub(BEFORE);
    let is_near = || text.follows(i) || text.is_joined(i);
    // "The question remained: who", "a mystery to them all how".
    if let Some(topic) = (floor..i).rev().find(|&at| TOPICS.holds(text, at)) {
        const BETWEEN: &str =
            "all always as been everybody her him is me of remained remains still them to us was";
        let gap = text.gap(i);
        let is_colon = gap.starts_with([':', '—']) || gap.starts_with("--");
        let is_it = (topic + 1..i).all(|at| is_listed(BETWEEN, raw(at)) && !text.opens(at));
        // Of a question by itself, "the question who", little is said.
        let is_open = is_colon || topic + 1 < i || raw(topic) == "mystery" && raw(i) != "who";
        let is_it = is_it && is_open && (is_colon || is_near());
        return is_it.then_some((topic, Some(Concern::Open)));
    }
    let is_self =
        matches!(raw(before), "herself" | "himself" | "myself" | "themselves" | "ourselves");
    if raw(before) == "wondered" || is_self && before > 0 && raw(before - 1) == "asked" {
        let first = before - usize::from(is_self);
        return is_near().then_some((first, Some(Concern::Wondered)));
    }
    if !KNOWING.holds(text, before)
        || raw(before) == "out" && !is_found(raw(before.checked_sub(1)?))
    {
        return (raw(i) == "who" && text.follows(i) && is_cleft(text, i)).then_some((before, None));
    }
    if !is_near() {
        return None;
    }
    let start = (floor..i).rev().find(|&at| text.opens(at)).unwrap_or(floor);
    let verb = before - usize::from(raw(before) == "out");
    let denied = (start..verb).rev().find(|&at| {
        is_listed("Never Nobody None never nobody none not", raw(at))
            || is_negated(raw(at))
            || raw(at) == "one" && at > 0 && matches!(raw(at - 1), "no" | "No")
    });
    let Some(denied) = denied else { return Some((before, None)) };
    // What somebody does not know today is seldom a question of the story.
    let is_never = !(raw(denied) == "not" || is_negated(raw(denied)));
    let is_weighty = is_never || raw(i) == "who" && raw(verb) == "know";
    let is_past = !is_listed("know knows say tell tells", raw(verb))
        || (denied..verb).any(|at| is_listed("could did", raw(at)) || raw(at).starts_with("did"))
        || (denied.saturating_sub(1)..denied).any(|at| is_listed("could did", raw(at)));
    if !is_weighty || !is_past {
        return None;
    }
    let first = denied - usize::from(raw(denied) == "one");
    Some((first, Some(Concern::Unknown)))
}

fn is_found(word: &str) -> bool {
    is_listed("find finding found", word)
}

/// Whether words `i` and on tell who it was: "It was Anna who".
fn is_cleft(text: Text<'_>, i: usize) -> bool {
    let Some(name) = text.name_before(i) else { return false };
    name.first > 1
        && is_listed("is was", text.raw(name.first - 1))
        && is_listed("It it", text.raw(name.first - 2))
}

/// The question with the word `asking` in those from `first` to `last`.
fn question(
    text: Text<'_>,
    asking: usize,
    [first, last]: [usize; 2],
    concern: Option<Concern>,
    asked: Asked,
) -> QuestionMention {
    let span = Span::new(text.word(first).start..text.word(last).end());
    let thing = asked.about.filter(|it| it.noun == Noun::Thing);
    let about = asked.about.filter(|it| it.noun != Noun::Thing);
    let word = text.raw(asking).to_ascii_lowercase();
    QuestionMention {
        place: Place::alone(span),
        concern,
        about: about.map(|about| Subject {
            place: Place::alone(text.phrase_span(about)),
            kind: kind(text, about),
        }),
        deed: match asked.verb {
            Some(verb) if word != "where" => number(participle(text.raw(verb))),
            // Where somebody has gone is where they are.
            Some(_) | None => number(&word),
        },
        thing: thing.map_or(0, |thing| number(text.raw(thing.end - 1))),
    }
}

/// Whether "to" and a verb follow who somebody is: "Who was he to judge?"
fn has_infinitive(text: Text<'_>, asked: &Asked) -> bool {
    let is_to = |at: usize| text.raw(at) == "to" && is_next(text, at);
    asked.verb.is_none() && is_to(asked.last + 1)
}

/// Whether word `at` is the last of its sentence.
fn is_end(text: Text<'_>, at: usize) -> bool {
    let gap = text.gap_after(at);
    gap.contains(['?', '!', ';', '…', '“', '”', '"'])
        || gap.contains('.') && (at + 1 >= text.len() || text.opens(at + 1))
        || at + 1 >= text.len()
}

/// Whether a question mark ends the paragraph after word `end`.
fn asks_at_end(text: Text<'_>, end: usize) -> bool {
    let rest = &text.prose()[text.word(end).end()..];
    end + 1 >= text.len() && rest.trim_start_matches(['\0', '_', '*']).starts_with('?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// Checks the questions of a text, each with why it is one and whom it is about.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.txt", text);
        let at = |place: Place| &text[place.span.range()];
        let shown = facts.questions.iter().map(|it| {
            let about = it.about.map_or("-", |about| at(about.place));
            let concern = it.concern.map_or("Known".to_owned(), |it| format!("{it:?}"));
            format!("{concern} {about}: {}", at(it.place))
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn asked() {
        for (text, expected) in [
            ("Who had killed Tom Orme?", "Asked Tom Orme: Who had killed Tom Orme"),
            ("He sat. But who had sent the letter?", "Asked -: who had sent the letter"),
            ("Where had Anna gone?", "Asked Anna: Where had Anna gone"),
            ("Why had she come back to Whitby?", "Asked she: Why had she come back to Whitby"),
            ("What had become of him?", "Asked him: What had become of him"),
            ("Who was the man in the boat?", "Asked -: Who was the man in the boat"),
            ("Who was she?", "Asked she: Who was she"),
            ("Who was Nina Carr?", "Asked Nina Carr: Who was Nina Carr"),
            ("Where was Mr. Orme?", "Asked Mr. Orme: Where was Mr. Orme"),
            ("_Who killed Tom? I must know._ He sat.", "Asked Tom: Who killed Tom"),
        ] {
            check(text, &[expected]);
        }
    }

    #[test]
    fn told() {
        for (text, expected) in [
            (
                "She never learnt who had killed Tom.",
                "Unknown Tom: never learnt who had killed Tom",
            ),
            ("Nobody knew where he had gone.", "Unknown he: Nobody knew where he had gone"),
            (
                "No one ever found out who had sent it.",
                "Unknown -: No one ever found out who had sent",
            ),
            ("He did not know who had written it.", "Unknown -: not know who had written"),
            (
                "She wondered who had sent the letter.",
                "Wondered -: wondered who had sent the letter",
            ),
            (
                "The question remained: who had killed Tom?",
                "Open Tom: question remained: who had killed Tom",
            ),
            (
                "It was a mystery to all how she had come.",
                "Open she: mystery to all how she had come",
            ),
            ("At last she knew who had killed Tom.", "Known Tom: knew who had killed Tom"),
            ("At last she knew who he was.", "Known he: knew who he was"),
            ("It was Anna who had killed Tom.", "Known Tom: Anna who had killed Tom"),
        ] {
            check(text, &[expected]);
        }
    }

    #[test]
    fn others() {
        for text in [
            "“Who had killed Tom?” she asked.",
            "Who had not heard of it?",
            "Who could have thought it?",
            "Who was he to judge her?",
            "Who was the better for it?",
            "What had he done?",
            "How could she?",
            "Why had she not told him?",
            "Who are you? What is it? Where am I?",
            "I do not know who you are. I don't know why.",
            "The question was how to do so.",
            "She wondered why he smiled.",
            "Anna, who had killed Tom, slept.",
            "who",
        ] {
            let facts = Facts::of_text("a.txt", text);
            let story = crate::story::Story::new(facts, Default::default());
            assert_eq!(story.expectations().questions, [], "{text}");
        }
    }
}
