//! What a clause with "who" or "where" asks: what was done, to whom and by whom.

use crate::story::clauses::is_function;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::word_forms::is_past;

/// Verbs of which the past and the form after "had" differ.
const PARTICIPLES: [[&str; 2]; 14] = [
    ["began", "begun"],
    ["broke", "broken"],
    ["came", "come"],
    ["chose", "chosen"],
    ["did", "done"],
    ["drew", "drawn"],
    ["gave", "given"],
    ["hid", "hidden"],
    ["saw", "seen"],
    ["stole", "stolen"],
    ["threw", "thrown"],
    ["took", "taken"],
    ["went", "gone"],
    ["wrote", "written"],
];

/// What a clause asks: what is done to whom.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// The verb; nothing if it is asked who or where somebody is.
    pub(crate) verb: Option<usize>,
    pub(crate) about: Option<Phrase>,
    /// The last word that is known to belong to it.
    pub(crate) last: usize,
}

/// `who had killed him`: what was done, and to whom.
pub(crate) fn of_doer(text: Text<'_>, i: usize) -> Option<Asked> {
    const AUXILIARIES: &str = "been could had has have might must";
    let verb = (i + 1..text.len().min(i + 5))
        .take_while(|&at| text.follows(at))
        .find(|&at| !is_listed(AUXILIARIES, text.raw(at)))?;
    let is_had = (i + 1..verb).any(|at| is_listed("had has have", text.raw(at)));
    let word = text.raw(verb);
    let is_verb = is_past(word) || is_had && is_participle(word);
    (is_verb && (verb > i + 1 || text.follows(verb))).then(|| with_object(text, verb))
}

/// `Anna had gone`: what was done, and by whom.
pub(crate) fn of_subject(text: Text<'_>, first: usize) -> Option<Asked> {
    let subject = subject_from(text, first)?;
    let is_part = |at: &usize| is_listed("been could had has have might", text.raw(*at));
    let mut verb = subject.end;
    let is_inverted = first > 1 && is_listed("did had", text.raw(first - 1));
    let is_verb = is_past(text.raw(verb)) || is_next(text, verb) && is_part(&verb);
    if !is_inverted && !is_verb {
        return None;
    }
    while is_next(text, verb) && is_part(&verb) {
        verb += 1;
    }
    let word = text.raw(verb);
    let is_verb = is_participle(word) || is_past(word) || is_inverted && is_plain(word);
    (is_next(text, verb) && is_verb).then_some(Asked {
        verb: Some(verb),
        about: Some(subject),
        last: verb,
    })
}

/// `Anna was`, at the end of a clause: who or where somebody is.
pub(crate) fn of_identity(text: Text<'_>, first: usize) -> Option<Asked> {
    let subject = subject_from(text, first).filter(|it| it.noun != Noun::Thing)?;
    let is_last = is_next(text, subject.end) && text.ends(subject.end);
    (is_last && is_listed("was were", text.raw(subject.end))).then_some(Asked {
        verb: None,
        about: Some(subject),
        last: subject.end,
    })
}

/// `had become of Anna`, `happened to him`: what came about, and to whom.
pub(crate) fn of_event(text: Text<'_>, first: usize) -> Option<Asked> {
    let verb = if is_listed("had has", text.raw(first)) { first + 1 } else { first };
    let is_event =
        is_listed("became become befallen befell brought driven happened killed", text.raw(verb));
    if !is_event || !is_next(text, verb) {
        return None;
    }
    let is_of = is_listed("of to", text.raw(verb + 1)) && is_next(text, verb + 1);
    let about = object_from(text, verb + 1 + usize::from(is_of));
    let last = about.map_or(verb, |it| it.end - 1);
    // "What became clear", "what happened next".
    let is_asked = about.is_some() || is_listed("happened", text.raw(verb)) && text.ends(verb);
    is_asked.then_some(Asked { verb: Some(verb), about, last })
}

/// What is done at `verb`, and to whom.
fn with_object(text: Text<'_>, verb: usize) -> Asked {
    let about = object_from(text, verb + 1);
    Asked { verb: Some(verb), about, last: about.map_or(verb, |it| it.end - 1) }
}

/// Who or what the words from `first` are, before a verb.
pub(crate) fn subject_from(text: Text<'_>, first: usize) -> Option<Phrase> {
    let noun = match text.raw(first) {
        "he" => Noun::He,
        "she" => Noun::She,
        _ => return named_from(text, first),
    };
    is_next(text, first).then_some(Phrase { noun, first, end: first + 1 })
}

/// Who or what the words from `first` are, after a verb.
fn object_from(text: Text<'_>, first: usize) -> Option<Phrase> {
    let noun = match text.raw(first) {
        "him" => Noun::He,
        "her" if text.ends(first) || is_function(text.raw(first + 1)) => Noun::She,
        _ => return named_from(text, first),
    };
    is_next(text, first).then_some(Phrase { noun, first, end: first + 1 })
}

/// The name or the noun that starts with word `first`.
fn named_from(text: Text<'_>, first: usize) -> Option<Phrase> {
    if !is_next(text, first) {
        return None;
    }
    if let Some(name) = text.name_at(first) {
        return Some(name);
    }
    let is_determined =
        is_listed("a an his its my our that the their these this those", text.raw(first))
            || text.owner(first).is_some();
    let end = (first + 1..text.len().min(first + 4))
        .take_while(|&at| text.follows(at) && !is_function(text.raw(at)) && !is_past(text.raw(at)))
        .last()?;
    is_determined.then_some(Phrase { noun: Noun::Thing, first, end: end + 1 })
}

/// Whether word `i` is there and follows the one before it.
pub(crate) fn is_next(text: Text<'_>, i: usize) -> bool {
    i > 0 && i < text.len() && text.follows(i)
}

/// Whether `word` may stand after "had".
fn is_participle(word: &str) -> bool {
    const OTHERS: &str = "been brought driven fallen grown known risen shown slain spoken sworn";
    is_past(word) || PARTICIPLES.iter().any(|pair| pair[1] == word) || is_listed(OTHERS, word)
}

/// Whether `word` may be a verb after "did".
fn is_plain(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase()) && !is_function(word)
}

/// The form of a verb after "had".
pub(crate) fn participle(word: &str) -> &str {
    PARTICIPLES.iter().find(|pair| pair[0] == word).map_or(word, |pair| pair[1])
}
