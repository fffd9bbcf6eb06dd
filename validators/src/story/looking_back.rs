//! Whether what is told is of another time than the story: years before, or while something else happened.

use crate::story::prose::{Text, is_listed};
use crate::story::word_list::WordList;

/// Words of a sentence that is, with the next one, of an earlier time.
static EARLIER: WordList = WordList::new(
    "\
ago memories memory recalled recalling remembered remembering reminisced",
);

/// What goes before "earlier" and "before", and after "those" and "back in".
static SPANS: WordList =
    WordList::new("childhood days decade decades summers times winters year years youth");

/// What a sentence may begin with that says when something was: "the summer Anna sailed".
const TIMES: &str = "autumn day fall month morning night spring summer week winter year";

/// What comes after a time that something else tells, but for a name: "the time he left", "of the fire".
const WHO: &str = "I he of she the they we when you";

/// Whether the sentence with word `i`, up to there, or the one before tells of earlier years. Looks at a
/// limited number of words.
pub(crate) fn looks_back(text: Text<'_>, i: usize) -> bool {
    (text.sentence_before(text.sentence_first(i))..i).any(|k| is_earlier(text, k))
}

/// Whether the sentence with word `i` begins with something else that happened then: "When Tom was born",
/// "by the time", "during the war", "the summer Anna sailed". Looks at a limited number of words.
pub(crate) fn is_beside_event(text: Text<'_>, i: usize) -> bool {
    let start = text.sentence_first(i);
    let is_time_of = |the: usize, times: &str| {
        let next = text.joined_after(the + 1);
        the + 2 <= i
            && matches!(text.raw(the), "the" | "The")
            && is_listed(times, text.raw(the + 1))
            && (is_listed(WHO, next) || next.starts_with(char::is_uppercase))
    };
    match text.raw(start) {
        "During" | "When" | "Whenever" | "While" => start < i,
        "At" | "By" | "Until" => is_time_of(start + 1, "time"),
        "The" => is_time_of(start, TIMES),
        _ => false,
    }
}

/// Whether word `i` says that it is of earlier years: "ten years before", "back then", "in those days".
fn is_earlier(text: Text<'_>, i: usize) -> bool {
    let before = text.joined_before(i);
    match text.raw(i) {
        "before" | "earlier" | "previously" => SPANS.contains(before),
        "then" => matches!(before, "Back" | "back"),
        word if SPANS.contains(word) => matches!(before, "Those" | "those"),
        word => EARLIER.contains(word),
    }
}
