//! Plain text: paragraphs between blank lines, or one a line.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;

use crate::diagnostic::Span;
use crate::story::anchors::{Anchor, AnchorKind, slug};
use crate::story::document::{Block, BlockKind, Document, Role, Scope};
use crate::story::formats::page::{empty, is_break, is_capital};
use crate::story::formats::verse::is_verse;
use crate::story::lines::{first_line_start, lines};

/// The most bytes in a line that an author or a program has wrapped by hand.
const LONGEST_WRAPPED: usize = 100;

/// The most bytes in a heading.
const LONGEST_HEADING: usize = 80;

/// What is set off has so many spaces before each line.
const INDENT: usize = 2;

/// So much of a text is set off at most, one paragraph of so many.
const ONE_OF: usize = 10;

/// Parses a plain text file. Linear in the text.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    let lines = work(&text, lines(&text, first_line_start(&text)).collect());
    let mut prose = vec![0; text.len()];
    let mut blocks = Vec::new();
    // Of the paragraphs of several lines, those that are set off by an indent before each.
    let (mut n_long, mut set_off) = (0, Vec::new());
    for paragraph in paragraphs(&text, &lines) {
        let kind = kind(&text, paragraph);
        let start = paragraph[0].start;
        let end = paragraph[paragraph.len() - 1].end;
        let start = start + indent(&text[start..end]);
        let end = start + text[start..end].trim_end().len();
        if !matches!(kind, BlockKind::Other | BlockKind::SceneBreak) {
            prose[start..end].copy_from_slice(&text.as_bytes()[start..end]);
            hide_emphasis(&mut prose[start..end]);
        }
        if paragraph.len() > 1 && kind == BlockKind::Paragraph {
            let is_set = |line: &Range<usize>| indent(&text[line.clone()]) >= INDENT;
            // A list of editions or names begins anew with each line.
            let goes_on = |line: &Range<usize>| {
                text[line.clone()].trim_start().starts_with(char::is_lowercase)
            };
            n_long += 1;
            if paragraph.iter().all(is_set) && paragraph.iter().any(goes_on) {
                set_off.push(blocks.len());
            }
        }
        let span = Span::new(start..end);
        blocks.push(Block { kind, scope: Scope::Body, span });
    }
    set_levels(&text, &mut blocks);
    let anchors = blocks.iter().filter_map(|block| numbered(&text, block)).collect();
    let prose = String::from_utf8(prose).expect("whole characters are copied, ASCII is blanked");
    if set_off.len() * ONE_OF <= n_long {
        for at in set_off {
            if !is_verse(&text, &prose, blocks[at].span) {
                blocks[at].scope = Scope::Quotation;
            }
        }
    }
    Document { blocks, prose, anchors, ..empty(path, role, text) }
}

/// `lines` without what Project Gutenberg put before and after the work, and blank ones at the end.
fn work(text: &str, mut lines: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let is_fence = |line: &Range<usize>, word: &str| {
        let line = &text[line.clone()];
        line.starts_with("***") && line.contains(word) && line.contains("GUTENBERG")
    };
    let is_blank = |line: &mut Range<usize>| text[line.clone()].trim().is_empty();
    if let Some(start) = lines.iter().position(|line| is_fence(line, "START OF")) {
        lines.drain(..=start);
        let first = lines.iter().position(|line| !text[line.clone()].trim().is_empty());
        let credits = first.filter(|&first| is_credit(&text[lines[first].clone()]));
        if let Some(first) = credits {
            let rest = &lines[first..];
            let n_lines = rest.iter().take_while(|line| !text[(*line).clone()].trim().is_empty());
            let end = first + n_lines.count();
            lines.drain(..end);
        }
    }
    if let Some(end) = lines.iter().position(|line| is_fence(line, "END OF")) {
        lines.truncate(end);
        while lines.pop_if(is_blank).is_some() {}
        lines.pop_if(|line| {
            let line = &text[line.clone()];
            line.starts_with("End of") && line.contains("Project Gutenberg")
        });
    }
    while lines.pop_if(is_blank).is_some() {}
    lines
}

/// Whether a line begins to say who made the file of a work.
fn is_credit(line: &str) -> bool {
    ["Produced by", "E-text prepared by", "Transcribed from"]
        .iter()
        .any(|start| line.trim_start().starts_with(start))
}

/// The lines of each paragraph, heading, break.
fn paragraphs<'a>(text: &str, lines: &'a [Range<usize>]) -> Vec<&'a [Range<usize>]> {
    let indents: Vec<Option<usize>> = lines
        .iter()
        .map(|line| {
            let line = &text[line.clone()];
            (!line.trim().is_empty()).then(|| indent(line))
        })
        .collect();
    let layout = Layout::of(lines, &indents);
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for at in 1..=lines.len() {
        let ends = match (indents[at - 1], indents.get(at).copied().flatten()) {
            (Some(before), Some(after)) => match layout {
                Layout::Blank => false,
                Layout::Indented => after > before,
                Layout::Line => true,
            },
            (None, _) | (_, None) => true,
        };
        if ends {
            if indents[at - 1].is_some() {
                paragraphs.push(&lines[start..at]);
            }
            start = at;
        }
    }
    paragraphs
}

/// How a file shows where a paragraph ends.
#[derive(Clone, Copy)]
enum Layout {
    /// By a blank line.
    Blank,
    /// Lines are wrapped and there are no blank ones: by the indentation of the next line.
    Indented,
    /// By the end of the line.
    Line,
}

impl Layout {
    /// Tells from the lengths of lines and how many are blank.
    fn of(lines: &[Range<usize>], indents: &[Option<usize>]) -> Self {
        let lengths = || {
            lines
                .iter()
                .zip(indents)
                .filter(|(_, indent)| indent.is_some())
                .map(|(line, _)| line.len())
        };
        let n_blank = indents.iter().filter(|indent| indent.is_none()).count();
        let n_full = lengths().filter(|&length| length > LONGEST_WRAPPED / 2).count();
        let long: usize = lengths().filter(|&length| length > LONGEST_WRAPPED).sum();
        if 2 * long > lengths().sum() {
            Self::Line
        } else if 20 * n_blank > lines.len() {
            Self::Blank
        } else if 2 * n_full > lines.len() {
            Self::Indented
        } else {
            Self::Line
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What the lines are.
fn kind(text: &str, lines: &[Range<usize>]) -> BlockKind {
    let line = text[lines[0].clone()].trim();
    match lines.len() {
        _ if line.starts_with("[Illustration") => BlockKind::Other,
        1 if is_break(line) => BlockKind::SceneBreak,
        1 if is_heading(line) || is_part(line) => BlockKind::Heading(1),
        2 | 3 if is_part(line) => BlockKind::Heading(1),
        _ => BlockKind::Paragraph,
    }
}

/// Gives headings their levels: `VOLUME I` above `BOOK I` above `CHAPTER I`, those of what holds chapters in the
/// order in which they first come.
fn set_levels(text: &str, blocks: &mut [Block]) {
    let mut holders: Vec<&str> = Vec::new();
    for block in blocks {
        let BlockKind::Heading(level) = &mut block.kind else { continue };
        let line = text[block.span.range()].lines().next().unwrap_or_default();
        let first = words(line).next().unwrap_or_default();
        let holder = HOLDERS.iter().copied().find(|it| it.eq_ignore_ascii_case(first));
        if let Some(holder) = holder.filter(|it| is_part(line) && !holders.contains(it)) {
            holders.push(holder);
        }
        let n_above = match holder {
            Some(holder) => holders.iter().position(|it| *it == holder).unwrap_or(holders.len()),
            None if is_one_of(&MATTER, first) => 0,
            None => holders.len(),
        };
        *level = n_above as u8 + 1;
    }
}

/// The name of a heading with a number, if `block` is one: `chapter-iii`.
fn numbered(text: &str, block: &Block) -> Option<Anchor> {
    let heading = &text[block.span.range()];
    let is_numbered =
        matches!(block.kind, BlockKind::Heading(_)) && is_part(heading.lines().next()?);
    let name = slug(heading).into();
    is_numbered.then_some(Anchor { kind: AnchorKind::Heading, name, span: block.span })
}

/// Whether a line that stands alone is a heading: short and in capitals, a number, an `Epilogue`.
fn is_heading(line: &str) -> bool {
    // What somebody shouts is in capitals too.
    if line.len() > LONGEST_HEADING || line.contains(['!', '?', '"', '“', '”', '‘']) {
        return false;
    }
    let mut words = words(line);
    let Some(first) = words.next() else { return false };
    let alone = words.next().is_none() && (is_figure(first) || is_one_of(&MATTER, first));
    alone || is_capital(line)
}

/// Whether a line begins like `Chapter 3: The Ford`.
fn is_part(line: &str) -> bool {
    let mut words = words(line);
    let (Some(part), Some(number)) = (words.next(), words.next()) else { return false };
    if !is_one_of(&PARTS, part) || !(is_figure(number) || is_one_of(&NUMBERS, number)) {
        return false;
    }
    let end = number.as_ptr() as usize - line.as_ptr() as usize + number.len();
    let title = line[end..].trim_start();
    title.is_empty() || title.starts_with(['.', ':', '-', '–', '—']) || is_capital(line)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Words with a number after them.
const PARTS: [&str; 9] =
    ["act", "book", "canto", "chapter", "letter", "part", "scene", "stave", "volume"];

/// Those of them that chapters or scenes are parts of.
const HOLDERS: [&str; 4] = ["act", "book", "part", "volume"];

/// Words that need none.
const MATTER: [&str; 5] = ["epilogue", "foreword", "interlude", "preface", "prologue"];

/// Numbers in words.
const NUMBERS: [&str; 29] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "last",
];

fn is_figure(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || word.bytes().all(|byte| b"IVXLC".contains(&byte))
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

/// Blanks the underscores of `_emphasis_`, not those of `a_name`.
fn hide_emphasis(prose: &mut [u8]) {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    let mut open = false;
    let underscores: Vec<usize> = memchr_iter(b'_', prose).collect();
    for at in underscores {
        let before = at.checked_sub(1).and_then(|at| prose.get(at));
        let inside = is_word(before) && is_word(prose.get(at + 1));
        if !inside || open {
            open = !open;
            prose[at] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::story::document::Scope;
    use crate::story::formats::tests::{blocks, document};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.txt", text)), expected, "{text:?}");
    }

    #[test]
    fn blank_lines() {
        check("One\ntwo.\n\n\n  Three.\n", &["P One\ntwo.", "P Three."]);
        check("One\r\ntwo.\r\n\r\nThree.", &["P One\r\ntwo.", "P Three."]);
        check("One\rtwo.\r\rThree.", &["P One\rtwo.", "P Three."]);
        check("\u{feff}One.\n \t\nTwo.", &["P One.", "P Two."]);
    }

    #[test]
    fn one_a_line() {
        check("“Go.”\n“Stay.”\nHe went.", &["P “Go.”", "P “Stay.”", "P He went."]);
        let long = "And so they went on. ".repeat(8);
        let paragraph = format!("P {}", long.trim_end());
        check(&format!("{long}\n{long}\n\nHe went.\n"), &[&paragraph, &paragraph, "P He went."]);
    }

    #[test]
    fn indented() {
        let line = "The road went on beyond the hills and over the river again,";
        let text = format!("    {line}\n{line}\n{line}\n    {line}\n{line}\n");
        let document = document("story.txt", &text);
        assert_eq!(document.paragraphs().count(), 2);
    }

    #[test]
    fn set_off() {
        let told = "She read what\nhe had written.\n\n".repeat(10);
        let of = |text: &str| {
            let blocks = document("story.txt", text).blocks;
            blocks.iter().map(|block| block.scope).collect::<Vec<_>>()
        };
        let text = format!("{told}   I shall never\n   forgive you.\n\nShe wept.\n");
        assert_eq!(of(&text)[10..], [Scope::Quotation, Scope::Body]);
        let all = "   She read what\n   he had written.\n\n".repeat(10);
        assert!(!of(&all).contains(&Scope::Quotation));
    }

    #[test]
    fn headings() {
        for heading in [
            "CHAPTER XII",
            "Chapter Two: The Ford",
            "BOOK ONE, IN WHICH NOTHING HAPPENS",
            "Part 3.",
            "IV.",
            "7",
            "Epilogue",
            "THE FORD",
            "CHAPTER I. IN WHICH NOBODY GOES ANYWHERE, AND HOW THEY DO SO FOR FIFTEEN LONG YEARS",
            "CHAPTER II.\nIn which they go",
        ] {
            check(
                &format!("One.\n\n{heading}\n\nTwo."),
                &["P One.", &format!("H1 {heading}"), "P Two."],
            );
        }
    }

    #[test]
    fn levels() {
        check(
            "HALE\n\nVOLUME I\n\nCHAPTER I\n\nOne.\n\nVOLUME II\n\nCHAPTER I\n\nEpilogue",
            &[
                "H1 HALE",
                "H1 VOLUME I",
                "H2 CHAPTER I",
                "P One.",
                "H1 VOLUME II",
                "H2 CHAPTER I",
                "H1 Epilogue",
            ],
        );
        check("PART I\n\nBOOK I\n\nI\n\nOne.", &["H1 PART I", "H2 BOOK I", "H3 I", "P One."]);
    }

    #[test]
    fn no_headings() {
        for line in [
            "Part one was over",
            "“NO”",
            "STOP!",
            "Chapter houses burn.",
            "I ran",
            "Two.",
            "“I.”",
            "Part one, he said.",
            "…",
        ] {
            check(&format!("One.\n\n{line}\n\nTwo."), &["P One.", &format!("P {line}"), "P Two."]);
        }
        check("One.\n\nTHE SIGN\nSAID", &["P One.", "P THE SIGN\nSAID"]);
    }

    #[test]
    fn breaks() {
        check(
            "One.\n\n* * *\n\nTwo.\n\n#\n\nThree.",
            &["P One.", "B ", "P Two.", "B ", "P Three."],
        );
    }

    #[test]
    fn emphasis() {
        check("_One_ two_three _fo_ur.\n\nFive _.", &["P One two_three four.", "P Five ."]);
    }

    #[test]
    fn illustrations() {
        check("One.\n\n[Illustration: A ford.]\n\nTwo.", &["P One.", "O ", "P Two."]);
    }

    #[test]
    fn project_gutenberg() {
        check(
            "About the book\n\n*** START OF THE PROJECT GUTENBERG EBOOK FORD ***\n\nProduced by\nAnn\n\nOne.\n\n\
             End of Project Gutenberg's Ford\n\n*** END OF THE PROJECT GUTENBERG EBOOK FORD ***\n\n\
             Licence",
            &["P One."],
        );
    }
}
