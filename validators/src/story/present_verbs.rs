//! Verbs in the present after `he`, `she` or a name.

use crate::diagnostic::Span;
use crate::story::prose::{self, Packed, Text};
use crate::story::sentences::begins;
use crate::story::titles::is_title;
use crate::story::word_forms::{is_possessive, may_be_name};
use crate::story::word_list::WordList;

/// Words in -s after `he` that are no verbs, and verbs that a remark of the narrator has.
static NO_SLIPS: WordList = WordList::new(
    "\
across afterwards alas always as assures backwards besides calls declares describes does doubtless downstairs downwards forwards has hers \
his indoors insists inwards is its less likewise maintains needs nevertheless nowadays onwards ours outdoors outwards \
overseas perhaps plus regardless relates says sometimes theirs this thus towards unawares unless upstairs upwards \
us was whose yes yours",
);

/// Verbs in the present that tell what somebody does, for names, after which another word in -s may
/// be anything.
static ACTS: WordList = WordList::new(
    "\
answers asks begins brings carries catches climbs closes comes crosses draws drinks drops eats enters falls \
feels finds follows frowns gets gives glances goes hears holds hurries jumps keeps knocks knows laughs leans leaves \
lifts listens looks lowers makes moves nods opens pauses picks places points pulls pushes puts raises reaches \
replies returns rides rises runs sees seems shakes shrugs sighs sits sleeps smiles speaks stands stares starts \
steps stops takes tells thinks throws tries turns waits wakes walks wants watches whispers wonders writes",
);

/// Those of them that are no nouns: a name before is the subject anywhere,
static ACTS_ONLY: WordList = WordList::new(
    "\
asks begins brings carries climbs comes eats enters feels finds follows gets gives goes hears holds keeps knows \
leans listens makes opens puts reaches replies says sees seems sits sleeps speaks takes tells thinks throws wants",
);

/// but after one of these words.
static BEFORE_OBJECTS: WordList = WordList::new(
    "\
a an at by for from in into like of on or than the to with as because how if once since that though unless \
until what when where whether which who whom whose why",
);

/// A verb in the present after `he`, `she` or a name.
pub(crate) struct Verb {
    /// Which word of its paragraph it is.
    pub(crate) at: usize,
    /// Where it is.
    pub(crate) span: Span,
    /// The last word of its subject.
    pub(crate) subject: usize,
    /// What has to be a name for it to be one, as far as that is not clear from the words around it.
    pub(crate) name: Option<Span>,
}

/// The verbs in the present after `he`, `she` or a name in a paragraph with these words. Linear in them.
pub(crate) fn verbs_after_subjects(prose: &str, words: &[Packed]) -> Vec<Verb> {
    let last = |word: Packed| prose.as_bytes()[word.end() - 1];
    let mut verbs = Vec::new();
    for (&word, i) in words.iter().zip(0..) {
        // Nothing else is read of most words.
        if last(word) == b's'
            && let Some(before) = usize::checked_sub(i, 1)
            && (is_pronoun(words[before])
                || words[before].may_be_name()
                || last(words[before]) == b'y')
        {
            verbs.extend(verb_in_s(Text::new(prose, words), i));
        }
    }
    verbs
}

/// Whether it is `he` or `she`.
#[inline]
fn is_pronoun(word: Packed) -> bool {
    const LOWER: u64 = b'a' as u64 - b'A' as u64;
    const HE: u64 = u64::from_le_bytes(*b"he\0\0\0\0\0\0");
    const SHE: u64 = u64::from_le_bytes(*b"she\0\0\0\0\0");
    matches!(word.head | LOWER, HE | SHE)
}

/// The verb that word `i` is, which ends in -s and is not the first. By itself, so that the loop is short that calls
/// it: that looks at all words.
#[inline(never)]
fn verb_in_s(text: Text<'_>, i: usize) -> Option<Verb> {
    let before = text.get(i - 1)?;
    // What is a verb takes longer to tell than that it is none.
    let may_be_verb = (is_pronoun(before) || text.raw(i - 1).ends_with("ly"))
        && is_present(text, i)
        || before.may_be_name() && ACTS.holds(text, i);
    if may_be_verb { verb(text, i) } else { None }
}

/// The word before word `i`, or before an adverb between, if nothing but spaces parts them, for a verb:
/// "He slowly rises".
pub(crate) fn before(text: Text<'_>, i: usize) -> Option<usize> {
    let is_next = |k: usize| k > 0 && text.follows(k);
    if !is_next(i) {
        return None;
    }
    let is_adverb = text.raw(i - 1).ends_with("ly") && is_next(i - 1);
    Some(i - 1 - usize::from(is_adverb))
}

/// Word `i`, if it is a verb in the present after `he`, `she` or a name, which begins a sentence, follows right after
/// `and`, or the verb is nothing else.
fn verb(text: Text<'_>, i: usize) -> Option<Verb> {
    let subject = before(text, i)?;
    let verb = |name| Verb { at: i, span: text.word(i).span(), subject, name };
    let name = text.word(subject);
    if matches!(name.raw, "he" | "He" | "she" | "She") {
        return is_present(text, i).then(|| verb(None));
    }
    if !name.is_capitalised() || !ACTS.holds(text, i) || is_possessive(name.raw) {
        return None;
    }
    let is_titled = !begins(text, subject)
        && is_title(text.raw(subject - 1))
        && prose::is_blank(text.gap(subject).trim_start_matches('.'));
    let first = subject - usize::from(is_titled);
    let is_sure = is_titled && may_be_name(name.raw);
    let is_subject = begins(text, first)
        || text.follows(first) && matches!(text.raw(first - 1), "and" | "but")
        || ACTS_ONLY.holds(text, i) && !BEFORE_OBJECTS.holds(text, first - 1);
    is_subject.then(|| verb((!is_sure).then(|| name.span())))
}

/// Whether word `i`, if it stands after `he`, is surely a verb in the present.
fn is_present(text: Text<'_>, i: usize) -> bool {
    let word = text.raw(i).as_bytes();
    word.len() > 2
        && word.ends_with(b"s")
        && !matches!(word, [.., b's' | b'o', b's'] | [.., b'o', b'u', b's'])
        && word.iter().all(u8::is_ascii_lowercase)
        && !NO_SLIPS.holds(text, i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, bool)]) {
        let words = prose::packed(text, Span::new(0..text.len()));
        let verbs = verbs_after_subjects(text, &words);
        let shown = verbs
            .iter()
            .map(|it| (words[it.subject].raw(text), &text[it.span.range()], it.name.is_some()));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn pronouns() {
        check("She slowly rises, and he goes.", &[("She", "rises", false), ("he", "goes", false)]);
        check("He always was, he says. She, turns. Her eyes shone.", &[]);
    }

    #[test]
    fn names() {
        check(
            "Ann walks, and Tom stands there.",
            &[("Ann", "walks", true), ("Tom", "stands", true)],
        );
        check("Here Mr. Orme walks.", &[]);
        check(
            "He left. Mr. Orme walks. Then Ann goes.",
            &[("Orme", "walks", false), ("Ann", "goes", true)],
        );
        check("He saw the Ann walks. Ann's looks fell.", &[]);
    }
}
