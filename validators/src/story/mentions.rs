//! Whether what stands between marks is said, or only mentioned.

use crate::diagnostic::Span;
use crate::story::lazy_text::LazyText;
use crate::story::prose::{is_alphanumeric, is_edge};
use crate::story::tags;
use crate::story::word_list::WordList;

/// Whether `quote`, which is closed, is said and not a title or a word that is only mentioned.
/// `is_later` if there is another before it in the paragraph.
pub(crate) fn is_said(text: &LazyText<'_>, paragraph: Span, quote: Span, is_later: bool) -> bool {
    let prose = text.prose;
    let lead = &prose[paragraph.start as usize..quote.start as usize];
    let follows = prose[quote.end as usize..paragraph.end as usize].trim_start_matches(is_edge);
    let mut inner = prose[quote.range()].chars();
    inner.next();
    inner.next_back();
    let inner = inner.as_str();
    let Some(first) = inner.chars().find(|&c| is_alphanumeric(c)) else { return false };
    let Some(end) = last(inner) else { return false };
    // Speech may break off in the middle for what the speaker does.
    let breaks_off = || {
        (is_later || last(lead).is_none())
            && follows.starts_with(['(', ';'])
            && inner.split_whitespace().nth(MIN_WORDS).is_some()
    };
    let ends = !is_alphanumeric(end) || breaks_off();
    if is_unheard(lead, follows) {
        return false;
    }
    let goes_on = || follows.starts_with(['—', '–', '-']) || starts_with_saying(follows);
    let is_introduced = || {
        let text = text.text();
        text.says_before(text.index(quote.start as usize), paragraph)
    };
    match last(lead) {
        None if is_source(follows) => false,
        None => ends || follows.is_empty() || goes_on(),
        Some(before) if is_alphanumeric(before) => ends && introduces(lead),
        Some(before) => {
            let is_odd = first.is_lowercase() || matches!(before, '—' | '–' | '-');
            (ends || goes_on())
                && (!is_odd || is_later || starts_with_saying(follows) || is_introduced())
        }
    }
}

/// Whether `lead` ends with a verb of saying, which speech follows without a mark between. Some
/// rather come before a name or a word: `called "the house,"`.
pub(crate) fn introduces(lead: &str) -> bool {
    let word = last_words(lead.trim_end_matches(is_edge)).next();
    word.is_some_and(|word| {
        !matches!(word, "called" | "say" | "calling" | "pronounced" | "read")
            && tags::is_saying(word)
    })
}

/// Whether nobody hears it: somebody thinks it, or only might say it ("as if to say", "you will exclaim"), or it is
/// read on a thing ("the inscription, …", "… was engraved upon it").
fn is_unheard(lead: &str, follows: &str) -> bool {
    let mut before = last_words(lead.trim_end_matches(|c: char| !is_alphanumeric(c)));
    let mut after = first_words(follows);
    let may_be = |word| matches!(word, "as" | "if" | "though" | "seem" | "seemed" | "seems");
    let is_led_in = before.next().is_some_and(|last| {
        last == "say" && before.next() == Some("to") && before.next().is_some_and(may_be)
            || WRITINGS.contains(last)
    });
    is_led_in
        || after.next().is_some_and(|first| match first {
            "thought" => true,
            "he" | "she" | "I" => after.next() == Some("thought"),
            "one" | "some" | "you" => {
                after.next().is_some_and(|word| matches!(word, "may" | "might" | "will" | "would"))
            }
            "is" | "was" | "were" => after.take(2).any(|word| WRITTEN.contains(word)),
            _ => false,
        })
}

/// What words are read on or in.
static WRITINGS: WordList = WordList::new(
    "engraved entitled entry headed heading inscribed inscription label legend motto placard \
     printed sentiment title written",
);

/// How they got there.
static WRITTEN: WordList =
    WordList::new("carved engraved inscribed painted printed scrawled stamped written");

/// The words of `text`, the last first.
fn last_words(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit(|c: char| !is_alphanumeric(c))
}

fn first_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_alphanumeric(c))
}

/// Whether `text` says where the words before it are from: "—Shakespeare".
fn is_source(text: &str) -> bool {
    let name = text.trim_start_matches(['-', '—', '–', ' ']);
    name.len() < text.len() && text.len() < SOURCE_BYTES && name.starts_with(char::is_uppercase)
}

/// A speech that breaks off has more words than this.
const MIN_WORDS: usize = 4;

/// The most bytes of the source of a motto.
const SOURCE_BYTES: usize = 60;

/// Whether `text` starts with a verb of saying, or with one after "he", "she", "I".
fn starts_with_saying(text: &str) -> bool {
    let mut words = first_words(text.trim_start_matches(|c| c == ',' || is_edge(c)));
    words.next().is_some_and(|first| {
        tags::is_saying(first)
            || (matches!(first, "he" | "she" | "I") && words.next().is_some_and(tags::is_saying))
    })
}

/// The last character of `text` that a reader sees, spaces aside.
fn last(text: &str) -> Option<char> {
    text.trim_end_matches(is_edge).chars().next_back()
}

#[cfg(test)]
mod tests {
    use crate::story::prose;

    use super::*;

    /// Checks whether what is between the first double marks is said.
    #[track_caller]
    fn check(text: &str, expected: bool) {
        let start = text.find('“').expect("a mark opens");
        let end = text.find('”').expect("a mark closes") + '”'.len_utf8();
        let span = Span::new(0..text.len());
        let read = || prose::packed(text, span);
        let words = LazyText::new(text, &read);
        let is_said = is_said(&words, span, Span::new(start..end), false);
        assert_eq!(is_said, expected, "{text}");
    }

    #[test]
    fn said() {
        for text in [
            "“Go.”",
            "“Go”—he rose.",
            "All cried “Poor child!” and rose.",
            "He said: “Go.”",
            "He had this to say: “Go.”",
            "“You will,” you said.",
            "“It was written,” he said.",
            "“Ja”, sagte Otto.",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn mentioned() {
        for text in [
            "The first “note,” of Europe.",
            "He played “The Poet and the Peasant.”",
            "“Mine ear is open.” —Shakespeare",
            "“How pretty they are!” thought Jon.",
            "It came out, “as if it were gas.” Nobody moved.",
            "She looked round as much as to say, “Are you mad?”",
            "He shrugged as if to say: “Who knows?”",
            "“What a fool!” you will exclaim.",
            "“To Jon Hale, from his friends,” was neatly engraved upon it.",
            "From the inscription, “Also Ann, his Wife,” he learnt much.",
        ] {
            check(text, false);
        }
    }
}
