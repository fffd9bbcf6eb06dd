//! Whether something is said to be so, or only thought, asked, denied or dreamt.

use crate::story::attributes::{COLOURS, PARTS};
use crate::story::noun_phrases::SENTENCE_WORDS;
use crate::story::prose::{Text, is_listed};
use crate::story::statements::Modality;
use crate::story::word_forms::{contracted, is_negated, is_past};
use crate::story::word_list::WordList;

/// Words after which it is only somebody's thought, or one of several cases.
static DOUBTS: WordList = WordList::new(
    "\
According If Maybe Perhaps Possibly Rumour Suppose Supposing Unless Whether anybody anyone apparently appeared \
appears belief believe believed believing believes can cannot certain conjectured convinced could deemed denied \
doubt doubted dreaded dreading either expected expecting fancied fancy fear feared fearing guess guessed hear \
heard hope \
hoped hopes hoping if imagine imagined impression inferred lest likely may maybe might must nearly almost \
nobody ought perhaps persuaded pictured possibly presume presumed pretend pretended pretending probably read reported \
reports rumour rumoured said say saying says seem seemed seeming seems shall should some somebody \
someone story suppose supposed supposing suspected swore think thinking thinks thought threatened \
told understood unless whether whoever wish wished would",
);

/// Adjectives of parts of the body, beside their colours.
const LOOKS: &str = "beautiful big bright broad clear curly dark deep fine good large light little long lovely narrow pale \
pretty sharp short small soft straight strong thick thin";

/// What tells of people and things that are none of the story around it.
static TOLD: WordList = WordList::new(
    "\
act ballad book books bronze chapter chapters clay comedy draft drafts drama drawing drawings effigy fable film films \
game legend likeness marble miniature movie novel novels opera \
painting photograph picture pictures play plays poem portrait romance sketch song stage stories story tale tales \
tragedy version versions wax",
);

/// The modality of what the words from `first`, where the subject starts, to `last` say. The words
/// between the subject, which ends before `after`, and `last` are the verb and what belongs to it.
/// Nothing if it is a figure of speech.
pub(crate) fn modality(
    text: Text<'_>,
    first: usize,
    after: usize,
    last: usize,
) -> Option<Modality> {
    let mut found = Modality::Asserted;
    let start = text.sentence_first(first);
    // "The letter said: Anna has blue eyes."
    if text.gap(start).starts_with(':') {
        let is_said = |i| text.raw(i) == "wrote" || DOUBTS.contains(text.raw(i));
        if (start.saturating_sub(4)..start).any(is_said) {
            found = Modality::Supposed;
        }
    }
    for i in start..first {
        match text.raw(i) {
            "like" | "Like" | "resembling" => return None,
            "if" | "though" if i > 0 && matches!(text.raw(i - 1), "as" | "As") => return None,
            "dream" | "dreamed" | "dreaming" | "dreams" | "dreamt" => found = Modality::Dreamt,
            "Not" | "not" | "Never" | "no" | "Nor" | "nor" | "Neither" => {
                found = found.max(Modality::Supposed);
            }
            word if DOUBTS.contains(word) && found != Modality::Dreamt => {
                found = Modality::Supposed;
            }
            // "Let it be known that", "gave out that", "put it about that".
            "about" | "known" | "out"
                if i > 0
                    && text.raw(i + 1) == "that"
                    && is_listed("be gave given it", text.raw(i - 1)) =>
            {
                found = found.max(Modality::Supposed);
            }
            _ => found = found.max(told_in(text, i)),
        }
    }
    if found == Modality::Dreamt {
        return Some(found);
    }
    found = found.max(outlook(text, last));
    if found == Modality::Asked {
        return Some(found);
    }
    // "She'd died", "she'd die", "she'd a scar".
    if let Some((_, verb)) = after.checked_sub(1).and_then(|it| contracted(text.raw(it))) {
        let next = text.raw(after);
        found = match verb {
            "ll" if found == Modality::Asserted => Modality::Future,
            "d" if is_listed("a an no the", next) || is_of_part(text, after) => found,
            "d" if is_past(next) || is_listed("been done gone had seen", next) => found.recalled(),
            "d" => found.max(Modality::Supposed),
            _ => found,
        };
    }
    for i in after..last {
        match text.raw(i) {
            "like" => return None,
            "not" | "never" | "no" | "nor" | "neither" | "hardly" | "scarcely" | "cannot" => {
                return Some(denied(found));
            }
            word if is_negated(word) => {
                return Some(denied(found));
            }
            "will" | "shall" if found == Modality::Asserted => found = Modality::Future,
            word if word.ends_with("'ll") || word.ends_with("’ll") => found = Modality::Future,
            // "Was to have been."
            "to" if i > 0
                && is_listed("is was were", text.raw(i - 1))
                && is_listed("be have", text.raw(i + 1)) =>
            {
                found = Modality::Supposed;
            }
            "had" | "used" if found == Modality::Asserted => found = Modality::Recalled,
            word if word.ends_with("'d") || word.ends_with("’d") => found = Modality::Supposed,
            word if DOUBTS.contains(word) => found = Modality::Supposed,
            _ => {}
        }
    }
    Some(found)
}

/// Whether word `i` is an adjective of a part of the body: "She'd brown eyes".
fn is_of_part(text: Text<'_>, i: usize) -> bool {
    let is_adjective = |k: usize| is_listed(COLOURS, text.raw(k)) || is_listed(LOOKS, text.raw(k));
    let part = (i..i + 4).find(|&k| !is_adjective(k) && text.raw(k) != "and").unwrap_or(i);
    let word = text.raw(part);
    let is_part = is_listed("beard eyelashes feet hair moustache teeth whiskers", word)
        || is_listed(PARTS, word.strip_suffix('s').unwrap_or(word));
    part > i && is_part && (i + 1..=part).all(|k| text.is_joined(k))
}

impl Modality {
    /// What is so, as what was so before.
    pub(crate) fn recalled(self) -> Self {
        if self == Self::Asserted { Self::Recalled } else { self }
    }
}

/// What the rest of a sentence after word `i` makes of it: a question, somebody's thought, or as it is.
fn outlook(text: Text<'_>, i: usize) -> Modality {
    let mut outlook = Modality::Asserted;
    for k in i + 1..text.len().min(i + SENTENCE_WORDS) {
        if !text.runs_on(k) && text.gap(k).contains('?') {
            return Modality::Asked;
        }
        if text.opens(k) {
            return outlook;
        }
        let word = text.raw(k);
        if matches!(word, "maybe" | "perhaps" | "probably" | "supposedly")
            || text.raw(k - 1) == "I"
                && is_listed("believe expect fancy guess hope suppose think", word)
        {
            outlook = Modality::Supposed;
        }
        outlook = outlook.max(told_in(text, k));
    }
    let mut rest = text.prose()[text.word(text.len() - 1).end()..].chars().take(3);
    let is_asked = i + SENTENCE_WORDS >= text.len() && rest.any(|c| c == '?');
    if is_asked { Modality::Asked } else { outlook }
}

/// Whether `word` tells of what is none of the story around it: "novel".
pub(crate) fn is_told(word: &str) -> bool {
    TOLD.contains(word)
}

/// What it makes of a clause that word `i` stands there: somebody's thought where it is in that book or
/// play, a dream where it is in a dream.
pub(crate) fn told_in(text: Text<'_>, i: usize) -> Modality {
    let told = match text.raw(i) {
        "dream" | "dreams" | "nightmare" | "nightmares" => Modality::Dreamt,
        // "In the drawing-room."
        word if is_told(word) && text.raw(i + 1) != "room" => Modality::Supposed,
        _ => return Modality::Asserted,
    };
    let into = if text.raw(i) == "stage" { "On on" } else { "In in" };
    let is_in = |k: usize| is_listed(into, text.raw(k)) && (k + 1..=i).all(|k| text.follows(k));
    if (i.saturating_sub(4)..i).any(is_in) { told } else { Modality::Asserted }
}

/// What is denied, or is only a thought and denied there.
fn denied(found: Modality) -> Modality {
    match found {
        Modality::Asserted | Modality::Denied | Modality::Recalled | Modality::Future => {
            Modality::Denied
        }
        Modality::Supposed | Modality::Asked | Modality::Dreamt => found,
    }
}
