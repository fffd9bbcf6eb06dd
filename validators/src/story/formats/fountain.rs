//! Fountain: screenplays.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr2;

use crate::story::document::{BlockKind, Document, Role, Scope};
use crate::story::formats::page::{self, Page, is_capital};
use crate::story::formats::unseen::Unseen;
use crate::story::lines::lines;

/// Parses a screenplay. Linear in the text.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    page::document(path, role, text, |page| {
        let unseen = Unseen::between(page.text, &[("/*", "*/"), ("[[", "]]")]);
        Reader { text: page.text, page, unseen, end: 0 }.read();
    })
}

/// What a title page begins with.
const TITLE_KEYS: [&str; 13] = [
    "title",
    "credit",
    "author",
    "authors",
    "source",
    "notes",
    "draft date",
    "date",
    "contact",
    "copyright",
    "revision",
    "format",
    "episode",
];

/// What a scene heading begins with, and a period or a space after it.
const PLACES: [&str; 8] =
    ["INT", "EXT", "EST", "INT./EXT", "INT/EXT", "EXT./INT", "EXT/INT", "I/E"];

struct Reader<'p, 'a> {
    page: &'p mut Page<'a>,
    text: &'a str,
    unseen: Unseen,
    /// Where what was shown last ends.
    end: usize,
}

/// What a line is that another one follows in the same element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    /// Nothing: after a blank line.
    None,
    Action,
    Speech,
    Parenthetical,
    Lyrics,
    TitlePage,
}

impl Reader<'_, '_> {
    fn read(mut self) {
        let mut lines = lines(self.text, 0)
            .map(|line| (self.unseen.trimmed(self.text, line.clone()), line))
            .collect::<Vec<_>>()
            .into_iter()
            .enumerate()
            .peekable();
        let mut within = Element::None;
        while let Some((at, (seen, line))) = lines.next() {
            let text = &self.text[seen.clone()];
            if text.is_empty() {
                // Two spaces leave a blank line within a speech.
                let goes_on = within == Element::Speech && line.len() >= 2;
                if !goes_on {
                    self.page.close();
                    within = Element::None;
                }
                continue;
            }
            let stands_alone = lines.peek().is_none_or(|(_, (next, _))| next.is_empty());
            within = match within {
                Element::None if at == 0 && is_title_page(text) => {
                    self.page.begin(BlockKind::Other, Scope::Body);
                    self.page.cover(seen);
                    Element::TitlePage
                }
                Element::None => self.first(seen, stands_alone),
                Element::TitlePage => {
                    self.page.cover(seen);
                    Element::TitlePage
                }
                Element::Speech | Element::Parenthetical if text.starts_with('(') => {
                    self.page.begin(BlockKind::Paragraph, Scope::Body);
                    self.show(seen);
                    Element::Parenthetical
                }
                Element::Parenthetical => {
                    let is_over = self.text[..seen.start].trim_end().ends_with(')');
                    if !is_over {
                        self.go_on(seen);
                        Element::Parenthetical
                    } else {
                        self.page.begin(BlockKind::Paragraph, Scope::Speech);
                        self.show(seen);
                        Element::Speech
                    }
                }
                Element::Action | Element::Speech | Element::Lyrics => match text.strip_prefix('~')
                {
                    Some(_) => self.lyrics(seen),
                    None => {
                        self.go_on(seen);
                        within
                    }
                },
            };
        }
    }

    /// Reads the line after a blank one.
    fn first(&mut self, seen: Range<usize>, stands_alone: bool) -> Element {
        let text = &self.text[seen.clone()];
        let (start, end) = (seen.start, seen.end);
        let begins = |sign: &str| text.starts_with(sign);
        if begins("===") {
            self.page.close();
        } else if begins("#") {
            let rest = text.trim_start_matches('#');
            let level = (text.len() - rest.len()).min(6) as u8;
            self.single(BlockKind::Heading(level), end - rest.len()..end);
        } else if begins("=") {
            self.page.add(BlockKind::Other, seen);
        } else if is_scene_heading(text) {
            let start = start + usize::from(begins("."));
            self.single(
                BlockKind::Heading(2),
                start..start + without_number(&self.text[start..end]),
            );
        } else if begins("~") {
            return self.lyrics(seen);
        } else if begins(">") && text.ends_with('<') && text.len() > 1 {
            self.single(BlockKind::Paragraph, start + 1..end - 1);
        } else if begins(">") || (stands_alone && is_transition(text)) {
            self.page.add(BlockKind::Other, seen);
        } else if begins("@") || (!stands_alone && !begins("!") && is_cue(text)) {
            let name = text.trim_end_matches('^').split('(').next().unwrap_or_default().trim_end();
            self.single(BlockKind::Cue, start + usize::from(begins("@"))..start + name.len());
            self.page.begin(BlockKind::Paragraph, Scope::Speech);
            return Element::Speech;
        } else {
            self.page.begin(BlockKind::Paragraph, Scope::Body);
            self.show(start + usize::from(begins("!"))..end);
            return Element::Action;
        }
        Element::None
    }

    /// Shows one line as a block of its own.
    fn single(&mut self, kind: BlockKind, range: Range<usize>) {
        let range = range.start.min(range.end)..range.end;
        if matches!(kind, BlockKind::Heading(_)) {
            self.page.heading(range.clone());
        }
        self.page.begin(kind, Scope::Body);
        self.show(range);
        self.page.begin(BlockKind::Paragraph, Scope::Body);
    }

    fn lyrics(&mut self, seen: Range<usize>) -> Element {
        self.page.begin(BlockKind::Paragraph, Scope::Verse);
        self.show(seen.start + 1..seen.end);
        Element::Lyrics
    }

    /// Shows a line that goes on with the block before it, and an end of line between them.
    fn go_on(&mut self, seen: Range<usize>) {
        let gap = &self.text.as_bytes()[self.end..seen.start];
        if let Some(length) = memchr2(b'\n', b'\r', gap) {
            let at = self.end + length;
            self.page.show(at..at + if gap[length..].starts_with(b"\r\n") { 2 } else { 1 });
        }
        self.show(seen);
    }

    /// Makes a part of a line prose, without the marks of emphasis.
    fn show(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        for part in self.unseen.seen(range) {
            let mut shown = part.start;
            for at in part.clone() {
                let is_space = |at: Option<usize>| {
                    at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace)
                };
                let escapes = bytes[at] == b'\\' && matches!(bytes.get(at + 1), Some(b'*' | b'_'));
                let marks = matches!(bytes[at], b'*' | b'_')
                    && at.checked_sub(1).is_none_or(|at| bytes[at] != b'\\')
                    && !(is_space(at.checked_sub(1)) && is_space(Some(at + 1)));
                if escapes || marks {
                    self.page.show(shown..at);
                    shown = at + 1;
                }
            }
            self.page.show(shown..part.end);
            self.end = part.end;
        }
    }
}

fn is_title_page(line: &str) -> bool {
    line.trim_start_matches('\u{feff}')
        .split_once(':')
        .is_some_and(|(key, _)| TITLE_KEYS.iter().any(|known| key.eq_ignore_ascii_case(known)))
}

fn is_scene_heading(line: &str) -> bool {
    let is_forced = line.starts_with('.') && line[1..].starts_with(char::is_alphanumeric);
    is_forced
        || PLACES.iter().any(|place| {
            line.get(..place.len()).is_some_and(|start| start.eq_ignore_ascii_case(place))
                && line[place.len()..].starts_with(['.', ' '])
        })
}

/// The length of a scene heading without a number such as `#12A#` at its end.
fn without_number(heading: &str) -> usize {
    let number = heading.strip_suffix('#').and_then(|rest| rest.rfind('#'));
    number.map_or(heading.len(), |start| heading[..start].trim_end().len())
}

fn is_transition(line: &str) -> bool {
    is_capital(line) && (line.ends_with(':') || line.ends_with("FADE OUT."))
}

fn is_cue(line: &str) -> bool {
    let line = line.trim_end_matches('^').trim_end();
    let (name, extension) = line.split_once('(').unwrap_or((line, ")"));
    is_capital(name) && extension.ends_with(')')
}

#[cfg(test)]
mod tests {
    use crate::story::formats::tests::{blocks, document, scopes};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.fountain", text)), expected, "{text:?}");
    }

    #[test]
    fn a_scene() {
        check(
            "Title: The Ford\n\tA play\nAuthor: Ann\n\n> FADE IN:\n\nINT. HALL - DAY #1#\n\n\
             Ann *waits*.\nBOB comes.\n\nBOB (V.O.)\nHi\nhello.\n(to ANN)\nWell?\n\nCUT TO:\n",
            &[
                "O ",
                "O ",
                "H2 INT. HALL - DAY",
                "P Ann waits.\nBOB comes.",
                "C BOB",
                "P Hi\nhello.",
                "P (to ANN)",
                "P Well?",
                "O ",
            ],
        );
    }

    #[test]
    fn speech() {
        let text = "ANN ^\nHi.\n  \nThere.\n\n@McCoy\nNo.\n~La la\n\nLOUD\n\nBO, 40 (or 50), a\nMAN\n\nANN waits.\r\rBOB\rOh.";
        check(
            text,
            &[
                "C ANN",
                "P Hi.\nThere.",
                "C McCoy",
                "P No.",
                "P La la",
                "P LOUD",
                "P BO, 40 (or 50), a\nMAN",
                "P ANN waits.",
                "C BOB",
                "P Oh.",
            ],
        );
        let document = document("story.fountain", text);
        let speeches = scopes(&document).into_iter().filter(|scope| scope.starts_with("Speech"));
        assert_eq!(speeches.count(), 3);
    }

    #[test]
    fn forced() {
        check(
            ".SNIPER VIEW\n\n!BANG\nBANG\n\n> The End <\n\n# Act\n\n= They meet.\n\n===\n\n...so",
            &["H2 SNIPER VIEW", "P BANG\nBANG", "P The End", "H1 Act", "O ", "P ...so"],
        );
    }

    #[test]
    fn notes() {
        check(
            "One [[two\nthree]] four. /* five\n\nsix */\n\nSeven \\*eight\\* 9 * 9.",
            &["P One\nfour.", "P Seven *eight* 9 * 9."],
        );
    }
}
