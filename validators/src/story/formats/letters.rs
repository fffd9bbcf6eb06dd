//! What letters and diaries have at their ends: dates, greetings, signatures.

use std::ops::Range;

use memchr::memchr;

use crate::diagnostic::Span;
use crate::story::calendar::{Weekday, month_number};
use crate::story::document::{Block, BlockKind};
use crate::story::prose::{self, Word, is_edge};
use crate::story::word_list::WordList;

/// The most bytes in a greeting, and in a line above it.
pub(super) const LONGEST_LINE: usize = 80;

/// A phrase that closes a letter stands within so many bytes of its end.
const CLOSING: usize = 160;

/// Words that begin a closing line of their own.
static CLOSERS: WordList = WordList::new(
    "Affectionately Cordially Ever Faithfully Love Respectfully Sincerely Truly Your Yours",
);

/// Words of which one stands in a closing line that begins with `Your` or `Ever`.
static CLOSE: WordList = WordList::new(
    "affectionate aunt brother cousin daughter devoted dutiful ever faithful father friend grateful \
     humble husband loving mother nephew niece obedient own servant sincere sister son uncle wife \
     yours",
);

/// What follows `yours` at the end of a letter.
static TRULY: WordList = WordList::new(
    "affectionately always cordially ever faithfully gratefully obediently respectfully sincerely \
     truly very",
);

/// The lines over a greeting in one block with it have no more bytes each.
const LONGEST_HEAD: usize = 50;

/// So many lines may stand over a greeting in one block with it.
const MOST_HEADS: usize = 4;

/// A greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Greeting {
    /// Who is greeted: nobody in `Sir,`.
    pub(super) addressee: Option<Span>,
    /// The lines over it in the block, with the place and the date.
    pub(super) head: Span,
}

/// The greeting with which the block begins, `Dear …,` or the like: on a line of its own, or before a dash.
/// Lines over it may tell of a place and a date. What is known to be a letter may have a dash without a comma.
pub(super) fn greeting(prose: &str, span: Span, is_letter: bool) -> Option<Greeting> {
    let range = span.range();
    let mut start = range.start;
    for _ in 0..=MOST_HEADS {
        if let Some(addressee) = greeted(prose, start..range.end, is_letter) {
            let head = Span::new(range.start..start);
            return Some(Greeting { addressee, head });
        }
        let line = &prose[start..range.end];
        let first = &line.as_bytes()[..line.len().min(LONGEST_HEAD)];
        let length = memchr(b'\n', first)?;
        if line[..length].contains(['!', '?', ';', '“', '"']) {
            return None;
        }
        start += length + 1;
    }
    None
}

/// Who is greeted in the line that `range` begins with, if anybody is. Within, there may be nobody: `Sir,`.
fn greeted(prose: &str, range: Range<usize>, is_letter: bool) -> Option<Option<Span>> {
    let text = &prose[range.clone()];
    let start = text.len() - text.trim_start_matches(is_before).len();
    let line = &text[start..];
    let may_greet = match line.as_bytes().first() {
        Some(b'D') => line.starts_with("Dear") || line.starts_with("DEAR"),
        Some(b'M') => ["My ", "MY ", "Madam", "MADAM"].iter().any(|word| line.starts_with(word)),
        Some(b'S') => line.starts_with("Sir") || line.starts_with("SIR"),
        _ => false,
    };
    if !may_greet {
        return None;
    }
    let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
    // A dash may be kept on the line by a joiner that nobody sees.
    let is_joiner = |c: char| matches!(c, '\0' | '\u{2060}' | '\u{feff}');
    let is_bare = |c: char| is_edge(c) || is_joiner(c) || matches!(c, '-' | '—');
    let dash = ["--", "—"].iter().filter_map(|dash| line.find(dash)).min();
    let line = match dash {
        Some(dash) => {
            let before = line[..dash].trim_end_matches(is_joiner);
            // Who is only spoken to may stand before a dash, too.
            let is_clear = is_letter
                || before.ends_with([',', '.', ':'])
                || line[dash..].trim_matches(is_bare).is_empty();
            is_clear.then(|| before.trim_end_matches([',', '.', ':']))?
        }
        None => line.trim_end_matches(is_edge).strip_suffix([',', ':'])?,
    };
    let n_seen = line.bytes().filter(|&byte| byte != 0).count();
    if n_seen > LONGEST_LINE / 2 || line.contains(['!', '?', ';', ',', '”', '"', '—']) {
        return None;
    }
    let start = range.start + start;
    let words: Vec<Word<'_>> = prose::words(prose, Span::new(start..start + line.len())).collect();
    let lower: Vec<String> = words.iter().map(|word| word.raw.to_lowercase()).collect();
    let n_dear = lower
        .iter()
        .take_while(|word| {
            matches!(&***word, "my" | "own" | "very" | "dear" | "dearest" | "darling" | "beloved")
        })
        .count();
    let is_dear = lower[..n_dear].iter().any(|word| !matches!(&**word, "my" | "own" | "very"));
    let is_formal = words.len() == 1 && matches!(&*lower[0], "sir" | "madam");
    let named = &words[n_dear..];
    if !(is_dear || is_formal) || named.len() > 4 || named.iter().any(|word| !word.is_capitalised())
    {
        return None;
    }
    let [first, .., last] = named else { return Some(named.first().map(|word| word.span())) };
    Some(Some(Span::new(first.start..last.end())))
}

/// Whether a quotation mark stands at the start.
pub(super) fn is_in_marks(prose: &str, span: Span) -> bool {
    prose[span.range()].trim_start_matches(is_edge).starts_with(['“', '"', '‘', '\''])
}

/// Whether the block closes a letter: `Yours ever,`, perhaps with the name of the writer.
pub(super) fn closing(prose: &str, span: Span) -> Option<Option<Span>> {
    let range = span.range();
    let tail = prose.ceil_char_boundary(range.end.saturating_sub(CLOSING).max(range.start));
    let is_short = tail == range.start;
    let text = &prose[tail..range.end];
    if !text.contains("our") && !text.contains("OUR") && !is_short {
        return None;
    }
    let words: Vec<Word<'_>> = prose::words(prose, Span::new(tail..range.end)).collect();
    let is_yours = |i: usize| {
        matches!(words[i].raw, "Yours" | "yours" | "YOURS")
            && words.get(i + 1).is_none_or(|next| {
                let next = next.raw.to_lowercase();
                TRULY.contains(&next)
                    || matches!(&*next, "in" | "etc" | "c")
                    || (i == 0 && words.len() < 6)
            })
    };
    let first = words.first()?;
    let is_line = is_short
        && CLOSERS.contains(first.raw)
        && words.len() <= 12
        && !text.contains(['?', '!'])
        && match first.raw {
            "Your" | "Ever" => words.iter().any(|word| CLOSE.contains(word.raw)),
            "Love" => words.len() < 4 && text.contains(','),
            _ => words.len() < 4 || text.contains(['\n', ',']),
        };
    let at = (0..words.len()).rev().find(|&i| is_yours(i)).or(is_line.then_some(0))?;
    Some(name(&words[at + 1..]))
}

/// Words without a capital inside a name: "Ludwig van der Berg".
static PARTICLES: WordList = WordList::new("da de del della den der di du la le née van von zu");

/// The capitalised words at the end of `words`, and particles between, if there are any that can be
/// a name.
fn name(words: &[Word<'_>]) -> Option<Span> {
    let is_name = |word: &&Word<'_>| {
        let is_name = || {
            let lower = word.raw.to_lowercase();
            !TRULY.contains(&lower) && !CLOSE.contains(&lower)
        };
        word.is_capitalised() && is_name() || PARTICLES.contains(word.raw)
    };
    let mut n = words.iter().rev().take_while(is_name).count().min(4);
    while n > 0 && !words[words.len() - n].is_capitalised() {
        n -= 1;
    }
    let [first, .., last] = &words[words.len() - n..] else {
        return words.last().filter(|_| n > 0).map(|word| word.span());
    };
    Some(Span::new(first.start..last.end()))
}

/// Whether the last words of the block lead to a name under it: "I remain, dear Sir, your friend,".
pub(super) fn leads_to_name(prose: &str, span: Span) -> bool {
    let text = prose[span.range()].trim_end_matches(is_edge);
    text.ends_with(',') || text.ends_with("--") || text.ends_with('—')
}

/// The name after the last dash of the block: "Wait in patience.—Neville."
pub(super) fn name_after_dash(prose: &str, span: Span) -> Option<Span> {
    let range = span.range();
    let tail = prose.ceil_char_boundary(range.end.saturating_sub(LONGEST_LINE).max(range.start));
    let text = &prose[tail..range.end];
    let dash = ["--", "—"].iter().filter_map(|dash| Some(text.rfind(dash)? + dash.len())).max()?;
    signature(prose, Span::new(tail + dash..range.end))
}

/// The name that the block consists of.
pub(super) fn signature(prose: &str, span: Span) -> Option<Span> {
    if span.range().len() > LONGEST_LINE {
        return None;
    }
    let words: Vec<Word<'_>> = prose::words(prose, span).collect();
    let is_part = |word: &Word<'_>| word.is_capitalised() || PARTICLES.contains(word.raw);
    let is_name = words.len() <= 5 && words.iter().all(is_part);
    name(&words).filter(|_| is_name)
}

/// Whether the block may be one of the lines over a letter: the place, the date.
pub(super) fn is_head(prose: &str, block: Block) -> bool {
    let text = &prose[block.span.range()];
    block.kind == BlockKind::Paragraph
        && text.len() <= LONGEST_LINE
        && text.trim_start_matches(is_before).starts_with(char::is_alphanumeric)
        && !text.contains(['!', '?', ';'])
}

/// The date in a line over a letter: a day of a month, or a weekday.
pub(super) fn date(prose: &str, span: Span) -> Option<Span> {
    let words: Vec<Word<'_>> = prose::words(prose, span).collect();
    day(&words).or_else(|| {
        words
            .iter()
            .find(|word| word.raw.len() > 3 && Weekday::parse(word.raw).is_some())
            .map(|word| word.span())
    })
}

/// The date with which an entry of a diary begins.
pub(super) fn entry(prose: &str, span: Span) -> Option<Span> {
    let words: Vec<Word<'_>> = prose::words(prose, span).take(6).collect();
    let date = day(&words)?;
    let before = words.iter().take_while(|word| word.end() <= date.range().start);
    // "Whitby, 3 May", "Monday, 3 May", but not "On 3 May".
    let is_first = before.enumerate().all(|(i, word)| {
        let is_place = prose[word.end()..].starts_with(',');
        i < 2 && word.is_capitalised() && (is_place || Weekday::parse(word.raw).is_some())
    });
    let after = prose[date.range().end..span.range().end].trim_start_matches([' ', '\0']);
    let is_alone = after.is_empty() || after.starts_with(['.', ',', '—', '-', ':', '\n', '\r']);
    (is_first && is_alone).then_some(date)
}

/// A month with a day beside it, and the year after them.
pub(super) fn day(words: &[Word<'_>]) -> Option<Span> {
    let is_day = |word: &Word<'_>| {
        let digits = word.raw.trim_end_matches(|c: char| c.is_ascii_lowercase());
        (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let month = words.iter().position(|word| month_number(word.raw).is_some())?;
    let before = month.checked_sub(1).filter(|&before| is_day(&words[before]));
    let after = || Some(month + 1).filter(|&after| words.get(after).is_some_and(is_day));
    let (first, last) = match before {
        Some(before) => (before, month),
        None => (month, after()?),
    };
    let is_year = |word: &&Word<'_>| {
        word.raw.len() == 4 && word.raw.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_near = |word: &&Word<'_>| word.start <= words[last].end() + 2;
    let year = words.get(last + 1).filter(is_year).filter(is_near);
    Some(Span::new(words[first].start..year.unwrap_or(&words[last]).end()))
}

/// Whether `c` may stand before the first word of a letter.
fn is_before(c: char) -> bool {
    is_edge(c) || matches!(c, '“' | '"' | '‘' | '\'')
}
