//! Sentences in italics that somebody thinks.

use memchr::memchr;

use crate::diagnostic::Span;
use crate::story::prose::{self, is_edge};
use crate::story::word_list::WordList;

/// A thought has at least so many words.
const MIN_WORDS: usize = 3;

/// Within so many words after a thought stands that it is one.
const TAG_WORDS: usize = 3;

/// Words that somebody who thinks uses of themselves, or to themselves.
static PERSONAL: WordList = WordList::new(
    "I I'd I'll I'm I've I’d I’ll I’m I’ve me mine my myself our us we you you're your you’re We \
     You Your My Our",
);

/// Words of which one makes a question or an exclamation English.
static ENGLISH: WordList = WordList::new(
    "are but can did do does he her him his how is it not of she that the they this to was what \
     when where who why will with would He How It She That The They This What When Where Who Why",
);

/// Verbs of thinking, beside a thought.
static THINKS: WordList = WordList::new("mused pondered reasoned reflected thought wondered");

/// Appends the stretches of the paragraph at `span` that are whole sentences in italics, outside of
/// quotation marks, and are thought: somebody speaks of themselves, asks, exclaims. Linear in the
/// paragraph and the markup around it.
pub(super) fn read(text: &str, prose: &str, span: Span, thoughts: &mut Vec<Span>) {
    let (bytes, range) = (prose.as_bytes(), span.range());
    // Tags stand around what is shown of a paragraph.
    let is_tagged = text[..range.start].ends_with('>');
    let n_before = match is_tagged {
        true => bytes[..range.start].iter().rev().take_while(|&&byte| byte == 0).count(),
        false => 0,
    };
    let mut at = range.start - n_before;
    let mut open = None;
    // Whether a double mark is open at byte `read`.
    let (mut is_in_marks, mut read) = (false, range.start);
    while let Some(length) =
        memchr(0, &bytes[at..range.end]).or(is_tagged.then_some(range.end - at))
    {
        let start = at + length;
        let end = start + bytes[start..].iter().take_while(|&&byte| byte == 0).count();
        match (open, is_emphatic(&text[start..end], open.is_some())) {
            (None, true) => open = Some(end),
            (Some(first), false) => {
                for mark in prose[read..first.max(read)].chars() {
                    is_in_marks = match mark {
                        '“' | '«' | '„' => true,
                        '”' | '»' => false,
                        '"' => !is_in_marks,
                        _ => is_in_marks,
                    };
                }
                read = first.max(read);
                let thought = Span::new(first..start);
                if !is_in_marks && is_thought(prose, span, thought) {
                    thoughts.push(thought);
                }
                open = None;
            }
            (None, false) | (Some(_), true) => {}
        }
        at = end;
        if at >= range.end {
            break;
        }
    }
}

/// Whether what follows some markup is in italics, if what stands before it `was`.
fn is_emphatic(markup: &str, was: bool) -> bool {
    if !markup.contains('<') {
        let markup = markup.trim_matches(char::is_whitespace);
        let is_mark = markup.chars().all(|c| matches!(c, '*' | '_'));
        return was != (is_mark && markup.len() % 2 == 1);
    }
    markup.split('<').fold(was, |was, tag| {
        let name = tag.split(['>', ' ']).next().unwrap_or_default();
        match name {
            "i" | "em" => true,
            "/i" | "/em" => false,
            _ => was,
        }
    })
}

/// Whether the emphasised `stretch` of a paragraph is thought.
fn is_thought(prose: &str, paragraph: Span, stretch: Span) -> bool {
    let inner = prose[stretch.range()].trim_matches(is_edge);
    let before = &prose[paragraph.range().start.min(stretch.range().start)..stretch.range().start];
    let before = before.trim_end_matches(is_edge);
    let after = prose[stretch.range().end..paragraph.range().end.max(stretch.range().end)]
        .trim_start_matches('\0');
    let is_end = |text: &str| text.ends_with(['.', '!', '?', '…', '—']);
    let is_first = before.is_empty() || is_end(before) || before.ends_with(['”', '"', ':']);
    let has_comma = inner.ends_with(',') || after.starts_with(',');
    let is_tagged = has_comma && has_tag(after);
    let is_last = is_end(inner) || after.starts_with(['.', '!', '?', '…']) || is_tagged;
    if !inner.starts_with(char::is_uppercase) || !is_first || !is_last {
        return false;
    }
    let words = || prose::words(prose, stretch);
    let has = |list: &WordList| words().any(|word| list.contains(word.raw));
    words().nth(MIN_WORDS - 1).is_some()
        && (is_tagged || has(&PERSONAL) || ((inner.ends_with(['?', '!'])) && has(&ENGLISH)))
}

/// Whether `after` begins with who thinks: "she thought", "thought Mr. Hale".
fn has_tag(after: &str) -> bool {
    let clause = after.trim_start_matches([',', ' ', '\0']);
    let end = clause.find([',', '!', '?', ';', '“', '"']).unwrap_or(clause.len());
    let words = prose::words(clause, Span::new(0..end));
    words.take(TAG_WORDS).any(|word| THINKS.contains(word.raw))
}
