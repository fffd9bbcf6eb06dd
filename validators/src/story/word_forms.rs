//! What a word tells by its form alone: an abbreviation, a possessive, the past, a capital that makes no name.

use crate::story::prose::{self, Text};
use crate::story::word_list::WordList;

/// Titles that are cut short before a name.
static TITLES: WordList =
    WordList::new("Capt Col Dr Fr Gen Hon Lieut Lt Maj Messrs Mlle Mme Mr Mrs Ms Prof Rev St Sr");

/// Other words that are cut short, of which some are words by themselves: "No. 7", "No. She stayed."
static ABBREVIATIONS: WordList = WordList::new("Co Esq Jr Ltd No cf etc viz vs");

/// Words that have a capital where they begin a sentence, and are no name.
static NO_NAMES: WordList = WordList::new(
    "\
A After Afterwards Again All Also Although Am An And Another Any Are As At Be Because Before Both But \
By Can Come Could Did Do Does Each Either Even Ever Every Everybody Everyone Everything Finally For \
From Go God Had Has Have He Heaven Her Here His How However I If In Indeed Instead Is It Its Just \
Let Look Many Meanwhile Most Much My Neither Never Next No Nobody None Nor Not Nothing Now O Of Off \
Oh On Once One Only Or Our Out Perhaps Presently Several She Should Since So Some Somebody Someone \
Something Soon Still Such Suddenly That The Their Them Then There Therefore These They Thereupon \
This Those Though Thus To Too Two Until Up Upon Very Was We Well Were What When Where Whereupon \
Whether Which While Who Whom Whose Why With Without Would Yes Yet You Your",
);

/// Verbs whose past has another form than -ed, in the order of the alphabet.
static PAST: WordList = WordList::new(
    "\
ate awoke beat became began bent bit blew broke brought built bought came caught chose clung crept cut did \
drank drew drove fell felt fled flew flung forgot found froze gave got grew had heard held hid hit hung hurt kept \
knelt knew laid lay led left lent let lit lost made meant met paid put ran rang read rode rose said sang sank \
sat saw sent set shone shook shot shut slept slid sold spent spoke sprang spun stole stood struck stuck \
swam swept swore swung taught thought threw told took tore understood was went were woke won wore wrote",
);

/// Whether `word` is cut short as it stands before a name, a title or an initial, so that a period
/// after it ends no sentence.
pub(crate) fn is_short(word: &str) -> bool {
    let mut letters = word.chars();
    let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    is_letter && word != "I" || TITLES.contains(word)
}

/// Whether `word` may be cut short anywhere, so that a period after it need not end a sentence.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    is_short(word) || ABBREVIATIONS.contains(word)
}

/// Whether `word` has a capital that it has not only because it begins a sentence, as far as that
/// can be told of it alone.
pub(crate) fn may_be_name(word: &str) -> bool {
    prose::starts_with_capital(word) && !NO_NAMES.contains(word) && contracted(word).is_none()
}

/// The pronoun that `word` begins with and what is left of the verb that it ends with: "she" and "d" of "she'd".
pub(crate) fn contracted(word: &str) -> Option<(&str, &str)> {
    // Most words are longer, or begin with another letter.
    let initial = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    if !matches!(word.len(), 3..=9) || !b"histwy".contains(&initial) {
        return None;
    }
    let parts = word.split_once(prose::is_apostrophe)?;
    let is_pronoun = matches!(
        parts.0,
        "He" | "I"
            | "It"
            | "She"
            | "They"
            | "We"
            | "You"
            | "he"
            | "it"
            | "she"
            | "they"
            | "we"
            | "you"
    );
    let is_verb = matches!(parts.1, "d" | "ll" | "m" | "re" | "s" | "ve");
    (is_pronoun && is_verb).then_some(parts)
}

/// `word` without `'s`, `’s` or `’S` at its end, and whether it had that. What is unseen around an
/// apostrophe goes with it: that may be an entity.
#[inline]
pub(crate) fn without_possessive(word: &str) -> (&str, bool) {
    // Few words end in that letter, and nearly all of those in a letter before it.
    if !matches!(word.as_bytes(), [.., before, b's' | b'S'] if !before.is_ascii_alphanumeric()) {
        return (word, false);
    }
    let stem = word
        .strip_suffix(['s', 'S'])
        .and_then(|rest| rest.trim_end_matches('\0').strip_suffix(prose::is_apostrophe));
    match stem {
        Some(stem) => (stem.trim_end_matches('\0'), true),
        None => (word, false),
    }
}

/// Whether `word` may be a verb in the past, other than `be`, `have` and `do` with their like.
pub(crate) fn is_past(word: &str) -> bool {
    is_regular_past(word) || PAST.contains(word)
}

fn is_regular_past(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed")
}

/// Whether `word` may be any verb in the past.
pub(crate) fn is_any_past(word: &str) -> bool {
    is_past(word) || matches!(word, "had" | "was" | "were")
}

/// Whether word `i` of `text` is one that [`is_past`] finds.
#[inline]
pub(crate) fn is_past_at(text: Text<'_>, i: usize) -> bool {
    // Few words end in that letter.
    let may_be_regular = text.prose().as_bytes()[text.end(i) - 1] == b'd';
    may_be_regular && is_regular_past(text.raw(i)) || PAST.holds(text, i)
}

/// A word as a number from 1 to 16383, which takes two bytes. Words with one number are seldom two.
pub(crate) fn number(word: &str) -> u16 {
    let hash =
        word.bytes().fold(0_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 8) as u16 % 16383 + 1
}

/// Whether `word` ends as "wasn't" does.
pub(crate) fn is_negated(word: &str) -> bool {
    word.strip_suffix('t')
        .and_then(|rest| rest.trim_end_matches('\0').strip_suffix(prose::is_apostrophe))
        .is_some_and(|stem| stem.trim_end_matches('\0').ends_with('n'))
}

/// Whether `word` ends as what somebody owns begins: "Anna's".
#[inline]
pub(crate) fn is_possessive(word: &str) -> bool {
    without_possessive(word).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations() {
        for word in ["Mr", "J", "É", "e"] {
            assert!(is_short(word) && is_abbreviation(word), "{word}");
        }
        assert!(!is_short("No") && is_abbreviation("No"));
        for word in ["I", "he", "5", ""] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }

    #[test]
    fn names() {
        for (word, expected) in [
            ("Anna", true),
            ("Will", true),
            ("Soon", false),
            ("I’m", false),
            ("anna", false),
            ("", false),
        ] {
            assert_eq!(may_be_name(word), expected, "{word}");
        }
    }

    #[test]
    fn negations() {
        assert!(is_negated("didn’\0\0t") && is_negated("isn't"));
        assert!(!is_negated("hunt") && !is_negated("it’t"));
    }

    #[test]
    fn possessives() {
        for (word, expected) in [
            ("Anna’s", ("Anna", true)),
            ("ANNA'S", ("ANNA", true)),
            ("Jess's", ("Jess", true)),
            ("boys", ("boys", false)),
            ("'s", ("", true)),
            ("Anna’\0\0\0s", ("Anna", true)),
            ("Anna\0\0’s", ("Anna", true)),
        ] {
            assert_eq!(without_possessive(word), expected);
        }
    }
}
