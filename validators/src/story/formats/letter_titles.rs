//! The titles of letters and diaries, and what these say of who writes.

use crate::diagnostic::Span;
use crate::story::document::{Block, BlockKind};
use crate::story::formats::letters::{LONGEST_LINE, day};
use crate::story::prose::{self, Word, is_edge};
use crate::story::word_forms::{is_possessive, without_possessive};
use crate::story::word_list::WordList;

/// The most bytes that a reader sees of the title of a letter.
const LONGEST_TITLE: usize = 120;

/// What somebody writes, where a title begins with it.
static WRITTEN: WordList = WordList::new(
    "Cablegram Letter Memorandum Note Postcard Report Statement Telegram LETTER MEMORANDUM NOTE \
     REPORT STATEMENT TELEGRAM",
);

/// What is put among letters and has no writer that its title names, or the first word of that.
static PRINTED: WordList =
    WordList::new("Article Clipping Cutting Extract Log The ARTICLE CLIPPING CUTTING EXTRACT LOG");

/// Words without a capital in the title of a letter.
static SMALL: WordList = WordList::new("a an and at by etc for from in left of on the to");

/// What a title says of the letters or entries under it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Title {
    /// Whether entries stand under it, or a letter; not so under that of something else.
    pub(super) has_entries: bool,
    /// Whose the diary or the letter is.
    pub(super) writer: Option<Span>,
    /// To whom the letter is.
    pub(super) addressee: Option<Span>,
}

impl Title {
    /// What a heading or a short line, which is no sentence, is the title of: a diary, a letter, or
    /// what is put among them. None if it is no title.
    pub(super) fn of(prose: &str, block: Block) -> Option<Self> {
        Self::of_diary(prose, block).or_else(|| Self::of_letter(prose, block))
    }

    fn of_diary(prose: &str, block: Block) -> Option<Self> {
        let text = prose[block.span.range()].trim_matches(is_edge);
        // Most paragraphs go no further.
        if text.len() > LONGEST_LINE || text.starts_with('(') {
            return None;
        }
        let is_title = matches!(block.kind, BlockKind::Heading(_))
            || !text.ends_with(['.', ',', '!', '?', '”', '"', '’', '\'', ':', '-', '—']);
        let is_named = || {
            let end = |text: &str| text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            let last = &text[..end(text)];
            let last = last.strip_suffix("continued").map_or(last, |rest| &rest[..end(rest)]);
            ["iary", "urnal", "IARY", "URNAL", "orandum", "ORANDUM"]
                .iter()
                .any(|end| last.ends_with(end))
        };
        if !is_title && !is_named() {
            return None;
        }
        let words: Vec<Word<'_>> = prose::words(prose, block.span).collect();
        let owns = |at: usize| at > 0 && is_possessive(words[at - 1].raw);
        let at = (0..words.len()).find(|&at| {
            let is = |kind| words[at].raw.eq_ignore_ascii_case(kind);
            words[at].is_capitalised()
                && (is("diary") || is("journal") || is("memorandum") && owns(at))
        })?;
        let is_whole = || {
            words[at + 1..].iter().all(|word| word.raw == "continued")
                && words[..at].iter().all(|word| word.is_capitalised())
        };
        if !is_title && !is_whole() {
            return None;
        }
        let owner = words[..at].iter().rposition(|word| is_possessive(word.raw));
        let first =
            |owner: usize| (0..=owner).rev().take_while(|&i| words[i].is_capitalised()).last();
        let writer = owner.and_then(|owner| {
            let end = words[owner].start + without_possessive(words[owner].raw).0.len();
            Some(Span::new(words[first(owner)?].start..end))
        });
        Some(Self { has_entries: true, writer, addressee: None })
    }

    fn of_letter(prose: &str, block: Block) -> Option<Self> {
        let text = prose[block.span.range()].trim_start_matches(is_edge);
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let kind = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let has_writer = WRITTEN.contains(kind);
        if !has_writer && !PRINTED.contains(kind) {
            return None;
        }
        let seen = text.bytes().filter(|&byte| byte != 0);
        if seen.take(LONGEST_TITLE + 1).count() > LONGEST_TITLE
            || text.contains(['!', '?', ';', '“', '”', '"'])
        {
            return None;
        }
        let words: Vec<Word<'_>> = prose::words(prose, block.span).collect();
        if kind == "The" {
            return is_newspaper(prose, &words).then(Self::default);
        }
        let is_loud = prose::is_loud(kind);
        let second = words.get(1)?.raw;
        // "Letter, Ann to Jon", "Letter from Ann", but not "Letter writing was dull".
        let is_title = gap(prose, &words, 1).starts_with([',', ':'])
            || matches!(second, "by" | "from" | "left" | "of" | "to")
            || is_loud && matches!(second, "BY" | "FROM" | "LEFT" | "OF" | "TO");
        let is_plain = |word: &Word<'_>| {
            word.is_capitalised()
                || word.raw.starts_with(|c: char| c.is_ascii_digit())
                || SMALL.contains(word.raw)
        };
        if !is_title || !words.iter().all(is_plain) {
            return None;
        }
        if !has_writer {
            return Some(Self::default());
        }
        let [writer, addressee] = parties(prose, &words);
        Some(Self { has_entries: true, writer, addressee })
    }
}

/// Who writes and who is written to, as the words of the title of a letter have it.
fn parties(prose: &str, words: &[Word<'_>]) -> [Option<Span>; 2] {
    let at = |word: &str| words.iter().position(|it| it.raw.eq_ignore_ascii_case(word));
    let to = at("to").unwrap_or(words.len());
    let from = [at("from"), at("by")].into_iter().flatten().find(|&from| from < to);
    let is_direct = gap(prose, words, 1).starts_with([',', ':']);
    let named = |start: usize, end: usize| {
        let n = (start..end)
            .take_while(|&i| {
                words[i].is_capitalised()
                    && (i == start || !gap(prose, words, i).contains([',', '&', ':']))
            })
            .count();
        // "Hale & Son".
        let is_firm = (start + 1..end).any(|i| gap(prose, words, i).contains('&'));
        (n > 0 && !is_firm).then(|| words[start].start..words[start + n - 1].end())
    };
    let writer = match from {
        // "Letter from London".
        Some(from) => named(from + 1, to).filter(|name| {
            to < words.len()
                || words[from].raw.eq_ignore_ascii_case("by")
                || prose[name.clone()].contains(' ')
        }),
        None if is_direct && to < words.len() => named(1, to),
        None => None,
    };
    let addressee = if to < words.len() { named(to + 1, words.len()) } else { None };
    [writer, addressee].map(|name| name.map(Span::new))
}

/// What stands before word `i`, which is not the first; nothing if there is none.
fn gap<'p>(prose: &'p str, words: &[Word<'_>], i: usize) -> &'p str {
    words.get(i).map_or("", |word| prose[words[i - 1].end()..word.start].trim_matches('\0'))
}

/// Whether the line is the name of a newspaper, and a date: "The Daily Gazette, 3 May".
fn is_newspaper(prose: &str, words: &[Word<'_>]) -> bool {
    has_date(prose, words)
        && words.len() < 8
        && words
            .iter()
            .all(|word| word.is_capitalised() || word.raw.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a date ends the line, after a comma.
fn has_date(prose: &str, words: &[Word<'_>]) -> bool {
    day(words).is_some_and(|date| {
        let before = prose[..date.range().start].trim_end_matches(is_edge);
        words.last().is_some_and(|last| last.end() <= date.range().end) && before.ends_with(',')
    })
}
