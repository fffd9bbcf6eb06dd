//! Promises and vows in the text, for which a reader waits to be kept or broken.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::clauses::kind;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::place::Place;
use crate::story::prose::{Text, is_listed};
use crate::story::statements::Subject;
use crate::story::word_forms::{is_negated, number};

/// The words beside which somebody promises, and those for what was promised.
pub(crate) const PROMISING: [&str; 12] = [
    "oath", "pledge", "promise", "promised", "promises", "swear", "swore", "sworn", "vow", "vowed",
    "vows", "word",
];

/// A place at which somebody promises something, or at which a promise is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseMention {
    /// From who makes it to the first word of what; what is said of it.
    pub place: Place,
    /// Whose promise it is, if the words around tell.
    pub by: Option<Subject>,
    /// What is done.
    pub step: PromiseStep,
    /// The [number] of the verb that says what is promised; 0 if there is none.
    pub(crate) deed: u16,
}

/// What is said of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromiseStep {
    /// It is made: "he promised to come".
    Made,
    /// It was made before: "he had promised to come". Where that is told for the first time, it is all
    /// that is heard of it.
    Retold,
    /// It is kept: "she kept her word".
    Kept,
    /// It is broken.
    Broken,
    /// It is spoken of: "as he had promised", "remembering her promise".
    Recalled,
}

impl PromiseMention {
    /// The same after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        let by = |by: Subject| Subject { place: by.place.shifted(n_documents), ..by };
        Self { place: self.place.shifted(n_documents), by: self.by.map(by), ..self }
    }
}

/// Adds where in the words of a paragraph somebody promises, swears or vows to do something, and where
/// that is spoken of. `watched` are the numbers of those that may be [`PROMISING`]. Linear in these.
pub(crate) fn read_promises(text: Text<'_>, watched: &[usize], promises: &mut Vec<PromiseMention>) {
    for &i in watched {
        let end = match text.raw(i) {
            "promised" => promised(text, i),
            "swore" | "sworn" | "vowed" => vowed(text, i),
            "promise" | "swear" | "vow" => promise(text, i),
            "oath" | "pledge" | "promises" | "vows" | "word" => None,
            _ => continue,
        };
        let made = subject(text, i).zip(end).map(|(start, end)| made(text, start, i, end));
        promises.extend(made.or_else(|| recalled(text, i)).or_else(|| owned(text, i)));
    }
}

/// The promise by the word `start` with the verb at `i` and what is promised at `end`.
fn made(text: Text<'_>, start: usize, i: usize, end: usize) -> PromiseMention {
    let verb = if text.raw(i + 1) == "to" && end == i + 2 { end } else { end + 1 };
    let is_before = (start + 1..i).any(|at| text.raw(at) == "had");
    PromiseMention {
        step: if is_before { PromiseStep::Retold } else { PromiseStep::Made },
        deed: deed(text, verb),
        ..mention(text, start, end, promiser(text, start))
    }
}

/// The one person whom word `i` names, or ends to name.
fn promiser(text: Text<'_>, i: usize) -> Option<Phrase> {
    let noun = match text.raw(i) {
        "He" | "he" => Noun::He,
        "She" | "she" => Noun::She,
        "I" => Noun::I,
        _ => return text.name_before(i + 1),
    };
    Some(Phrase { noun, first: i, end: i + 1 })
}

/// That a promise is spoken of in the words from `first` to `last`.
fn mention(text: Text<'_>, first: usize, last: usize, by: Option<Phrase>) -> PromiseMention {
    let by =
        by.map(|by| Subject { place: Place::alone(text.phrase_span(by)), kind: kind(text, by) });
    let span = Span::new(text.word(first).start..text.word(last).end());
    PromiseMention { place: Place::alone(span), by, step: PromiseStep::Recalled, deed: 0 }
}

/// The number of the verb at `i`, if it can be one.
fn deed(text: Text<'_>, i: usize) -> u16 {
    let is_it = i < text.len() && text.follows(i) && is_verb(text.raw(i));
    if is_it { number(text.raw(i)) } else { 0 }
}

/// `as he had promised`.
fn recalled(text: Text<'_>, i: usize) -> Option<PromiseMention> {
    let is_verb = is_listed("promised sworn vowed", text.raw(i)) && text.ends(i);
    let start = subject(text, i).filter(|_| is_verb)?;
    let by = promiser(text, start)?;
    let before = by.first.checked_sub(1).filter(|_| text.follows(by.first))?;
    is_listed("As as", text.raw(before)).then(|| mention(text, before, i, Some(by)))
}

/// `kept his promise`, `broke her word`, `reminded him of his promise to`.
fn owned(text: Text<'_>, i: usize) -> Option<PromiseMention> {
    let before = |i: usize| i.checked_sub(1).filter(|_| text.follows(i));
    let mut first = before(i)?;
    if is_listed("former last old own solemn", text.raw(first)) {
        first = before(first)?;
    }
    let owner = text.owner(first);
    let is_any = is_listed("that the this", text.raw(first)) && text.raw(i) != "word";
    if owner.is_none() && !is_any && !is_listed("our their", text.raw(first)) {
        return None;
    }
    let verb = before(owner.map_or(first, |owner| owner.first))?;
    let (verb, step) = match text.raw(verb) {
        "fulfilled" | "kept" | "redeemed" => (verb, PromiseStep::Kept),
        "broke" | "broken" => (verb, PromiseStep::Broken),
        "forget" | "forgot" | "forgotten" | "recollect" | "recollected" | "remember"
        | "remembered" | "remembering" => (verb, PromiseStep::Recalled),
        "of" => {
            let is_reminded = |at: &usize| is_listed("remind reminded reminding", text.raw(*at));
            ((verb.saturating_sub(3)..verb).rev().find(is_reminded)?, PromiseStep::Recalled)
        }
        "to" => {
            let of = before(verb)?;
            let step = match text.raw(of) {
                "faithful" | "true" => PromiseStep::Kept,
                "according" => PromiseStep::Recalled,
                _ => return None,
            };
            (of, step)
        }
        "as" => {
            let good = before(verb).filter(|&good| text.raw(good) == "good")?;
            (before(good).filter(|&at| text.raw(at) == "as")?, PromiseStep::Kept)
        }
        _ => return None,
    };
    // Who keeps it is whose it is, and not so who reminds somebody of it.
    let is_act = matches!(text.raw(verb), "according" | "remind" | "reminded" | "reminding");
    let is_be = |at: &usize| is_listed("be been is was were", text.raw(*at));
    let finite = match text.raw(verb) {
        "as" | "faithful" | "true" => before(verb).filter(is_be),
        _ => Some(verb),
    };
    let subject = finite.filter(|_| !is_act).and_then(|verb| text.subject(verb));
    let is_denied = |subject: Phrase| {
        (subject.end..verb)
            .any(|at| is_listed("never not", text.raw(at)) || is_negated(text.raw(at)))
    };
    // "He would keep his word" may be said of any.
    if subject.is_none() && step != PromiseStep::Recalled {
        return None;
    }
    let is_told = subject.is_some_and(|subject| !is_denied(subject));
    let by = subject.filter(|it| !matches!(it.noun, Noun::Thing | Noun::You)).or(owner)?;
    let first = subject.map_or(verb, |subject| subject.first.min(verb));
    let deed = if text.raw(i + 1) == "to" && text.follows(i + 1) { deed(text, i + 2) } else { 0 };
    let step = if is_told { step } else { PromiseStep::Recalled };
    Some(PromiseMention { step, deed, ..mention(text, first, i, Some(by)) })
}

/// The word that says who does what word `i` says: `he promised`, `Ann had promised`.
fn subject(text: Text<'_>, i: usize) -> Option<usize> {
    let before = |i: usize| i.checked_sub(1).filter(|_| text.follows(i));
    let mut at = before(i)?;
    if is_listed("had has have", text.raw(at)) {
        at = before(at)?;
    }
    let word = text.raw(at);
    let is_pronoun = is_listed("He I She They We he she they we", word);
    // A word with a capital that opens a sentence may be any.
    let is_inner = before(at).is_some();
    let is_name = is_inner && text.word(at).is_capitalised() && !word.contains(['\'', '’']);
    (is_pronoun || is_name).then_some(at)
}

/// `promised to come`, `promised him that`: the last of these words.
fn promised(text: Text<'_>, i: usize) -> Option<usize> {
    let next = |n: usize| if is_row(text, i, n) { text.raw(i + n) } else { "" };
    match (next(1), next(2)) {
        ("that", what) if !matches!(what, "" | "and") => Some(i + 1),
        ("to", verb) if is_verb(verb) => Some(i + 2),
        ("never", "to") | ("her" | "him" | "me" | "them" | "us", "that" | "to") => Some(i + 2),
        _ => None,
    }
}

/// `vowed never to return`, `swore that she would`.
fn vowed(text: Text<'_>, i: usize) -> Option<usize> {
    let next = |n: usize| if is_row(text, i, n) { text.raw(i + n) } else { "" };
    match (next(1), next(2)) {
        ("never", "to") => Some(i + 2),
        ("to", verb) if is_verb(verb) => Some(i + 2),
        ("I" | "he" | "she" | "that" | "they" | "we", _) => {
            let is_future = |word: &str| is_listed("should would wouldn't wouldn’t", word);
            soon(text, i, 4, is_future)
        }
        _ => None,
    }
}

/// `I swear that I will come back`.
fn promise(text: Text<'_>, i: usize) -> Option<usize> {
    let start = subject(text, i).filter(|&start| start + 1 == i && text.raw(start) == "I")?;
    let is_asked = start.checked_sub(1).is_some_and(|before| {
        const ASKED: &str = "If Unless What When can could do did if may must shall should unless \
                             what when which would";
        is_listed(ASKED, text.raw(before))
    });
    if is_asked {
        return None;
    }
    let is_future = |word: &str| {
        is_listed("I'll I’ll he'll he’ll shall shan't shan’t she'll she’ll will won't won’t", word)
    };
    soon(text, i, 5, is_future)
}

/// The first of the next `n` words for which `is_it` holds, with no more than a comma before it.
fn soon(text: Text<'_>, i: usize, n: usize, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    let next = (i + 1..text.len().min(i + 1 + n))
        .take_while(|&at| text.follows(at) || text.gap(at) == ", ");
    next.into_iter().find(|&at| is_it(text.raw(at)))
}

/// Whether the `n` words after word `i` follow it with nothing but space between.
fn is_row(text: Text<'_>, i: usize, n: usize) -> bool {
    i + n < text.len() && (i + 1..=i + n).all(|at| text.follows(at))
}

/// Whether `word` can be a verb after `to`, and is not `be`: who promises to be tall grows.
fn is_verb(word: &str) -> bool {
    const OTHERS: &str = "a an be her him himself herself it me my myself that the their them \
                          themselves this us you your";
    word.starts_with(char::is_lowercase) && !is_listed(OTHERS, word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// Checks the promises of a text, each with whose it is and what is done, if that is told.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.txt", text);
        let at = |place: Place| &text[place.span.range()];
        let shown = facts.promises.iter().map(|it| match it.step {
            PromiseStep::Made | PromiseStep::Retold => at(it.place).to_owned(),
            step => format!("{step:?} {}: {}", it.by.map_or("-", |by| at(by.place)), at(it.place)),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn promises() {
        for (text, expected) in [
            ("Then she promised to come.", "she promised to come"),
            ("At last Ann promised him to wait.", "Ann promised him to"),
            ("Then Ann had promised never to go.", "Ann had promised never to"),
            ("He vowed never to return.", "He vowed never to"),
            ("They swore that they would be back.", "They swore that they would"),
            ("I have sworn to find it.", "I have sworn to find"),
            ("“I promise you, I will come back for you.”", "I promise you, I will"),
            ("“I swear I'll find him.”", "I swear I'll"),
        ] {
            check(text, &[expected]);
        }
    }

    #[test]
    fn others() {
        for text in [
            "The day promised to be fine.",
            "He promised to be tall.",
            "It was promised to him.",
            "“If I promise that I will come”",
            "“I swear I saw him.”",
            "He swore that he had seen it.",
            "He swore to himself",
            "He vowed that life without her would be dull.",
            "He had promised this, he had promised that, and the end of it was this.",
            "He swore. To be sure",
            "She promised well.",
            "promised",
            "vow",
            "A word of his promise. In a word, the promise was kept. He kept the word.",
            "Upon my word! She sent word.",
            "He would keep his word. It meant breaking Ann’s promise.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn returns() {
        for (text, expected) in [
            ("She kept her promise.", "Kept She: She kept her promise"),
            ("Then Ann Orme broke her word.", "Broken Ann Orme: Ann Orme broke her word"),
            ("He had never broken his vow.", "Recalled He: He had never broken his vow"),
            ("He was as good as his word.", "Kept He: He was as good as his word"),
            ("He was true to his own word.", "Kept He: He was true to his own word"),
            ("Then, as she had promised, she sang.", "Recalled she: as she had promised"),
            ("The old man, as Ann had promised, sang.", "Recalled Ann: as Ann had promised"),
            ("Tom reminded her of her promise.", "Recalled her: reminded her of her promise"),
            ("Ann kept the promise.", "Kept Ann: Ann kept the promise"),
        ] {
            check(text, &[expected]);
        }
    }
}
