//! Quotation marks, and how a document sets them.

use memchr::{memchr, memchr3};

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::prose;

/// The marks that a document puts around speech.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Convention {
    /// Opens a speech.
    pub(crate) open: char,
    /// Any of these closes it.
    close: &'static str,
}

/// What a quotation mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// Opens a speech.
    Open,
    /// Closes a speech.
    Close,
    /// Closes a speech that is open, or else opens one.
    Toggle,
    /// Closes a speech that the same mark opened, or else counts inches, feet, minutes, seconds.
    Measure,
}

/// A quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its first byte in the prose.
    pub(crate) at: usize,
    /// What it does.
    pub(crate) kind: MarkKind,
}

const CONVENTIONS: [Convention; 8] = [
    Convention { open: '“', close: "”" },
    Convention { open: '"', close: "\"" },
    Convention { open: '‘', close: "’" },
    Convention { open: '\'', close: "'" },
    Convention { open: '«', close: "»" },
    Convention { open: '»', close: "«" },
    Convention { open: '„', close: "“”" },
    Convention { open: '”', close: "”" },
];

/// Of a hundred paragraphs with speech this many must follow the convention.
const CLEAR: usize = 80;

/// Words that go on after an interrupted speech: `'Yes,' he said, 'but not now.'` After a single mark
/// any other word in lower case may have lost a letter: `'ouse`.
const GOING_ON: &str = "\
a after all am an and are as at be because before but by can could did do even for from had has \
have he her here his how if in it let like may my never no not now of on only or she since so \
that the then there they this though to was we what when where which who why you";

/// What can stand right before an opening mark, beside a space.
const OPENING: [char; 9] = ['—', '–', '-', '(', '[', '"', '“', '\'', '‘'];

/// Verbs that say that someone speaks.
const SAYING: &str = "\
added agreed answered asked called continued cried declared demanded echoed ejaculated exclaimed \
gasped inquired insisted interrupted muttered murmured observed remarked repeated replied \
responded retorted returned said screamed shouted snapped suggested thought urged whispered";

/// How many words such a verb has with it: "said the old man".
const TAG_WORDS: usize = 5;

impl Convention {
    /// The marks that `document` puts around its speeches, if it has any and is clear about it.
    /// Linear in its prose.
    pub(crate) fn of(document: &Document) -> Option<&'static Self> {
        let mut n_paragraphs = [0_usize; CONVENTIONS.len()];
        for block in document.paragraphs() {
            let mut marks = Surroundings::of(&document.prose, block.span);
            let first = marks.find_map(|around| {
                if around.may_measure() {
                    return None;
                }
                let index = CONVENTIONS.iter().position(|this| this.open == around.mark)?;
                (!is_single(around.mark) || around.opens_speech()).then_some(index)
            });
            if let Some(index) = first {
                n_paragraphs[index] += 1;
            }
        }
        let (convention, &most) =
            CONVENTIONS.iter().zip(&n_paragraphs).rev().max_by_key(|it| it.1)?;
        (most > 0 && most * 100 >= n_paragraphs.iter().sum::<usize>() * CLEAR).then_some(convention)
    }

    /// Whether its marks can be apostrophes.
    pub(crate) fn is_single(&self) -> bool {
        is_single(self.open)
    }

    /// The marks that `document` puts around speeches within speeches, if they cannot be mistaken
    /// for anything else: double ones, within single ones.
    pub(crate) fn nested(&self, document: &Document) -> Option<&'static Self> {
        let doubles = if self.is_single() { &CONVENTIONS[..2] } else { &[] };
        doubles.iter().find(|double| document.prose.contains(double.open))
    }

    /// The marks around the speeches in `span`, in order. What may be an apostrophe is a mark only
    /// where it can close a speech.
    pub(crate) fn marks(&self, prose: &str, span: Span) -> impl Iterator<Item = Mark> {
        Surroundings::of(prose, span)
            .filter_map(|around| Some(Mark { at: around.at, kind: self.kind(&around)? }))
    }

    /// What a mark does, if it has to do with speech.
    fn kind(&self, around: &Surroundings<'_>) -> Option<MarkKind> {
        let (opens, closes) = (around.mark == self.open, self.close.contains(around.mark));
        if around.may_measure() && (opens || around.mark == '"') {
            return (!self.is_single() || around.may_close()).then_some(MarkKind::Measure);
        }
        if self.is_single() {
            return if opens && around.opens_speech() {
                Some(MarkKind::Open)
            } else {
                ((opens || closes) && around.may_close()).then_some(MarkKind::Close)
            };
        }
        match around.mark {
            _ if opens && closes => Some(match around.leans() {
                Lean::Right => MarkKind::Open,
                Lean::Left => MarkKind::Close,
                Lean::Neither => MarkKind::Toggle,
            }),
            _ if opens => Some(MarkKind::Open),
            _ if closes => Some(MarkKind::Close),
            // A few marks of the other kind, curly or straight.
            '"' => Some(MarkKind::Toggle),
            '“' if self.open == '"' => Some(MarkKind::Open),
            '”' if self.open == '"' => Some(MarkKind::Close),
            _ => None,
        }
    }
}

/// The mark of the speech in single marks that is open at the end of `span`, which is part of a speech
/// in double ones. `open` is that of the one open at its start.
pub(crate) fn open_single(prose: &str, span: Span, mut open: Option<usize>) -> Option<usize> {
    for around in Surroundings::of(prose, span) {
        if around.mark == '‘' || (around.mark == '\'' && around.opens_speech()) {
            open = Some(around.at);
        } else if is_single(around.mark) && around.may_close() {
            let is_measure = around.may_measure()
                && open.is_some_and(|open| !prose[open..].starts_with(around.mark));
            if !is_measure {
                open = None;
            }
        }
    }
    open
}

/// Whether `text`, which starts with a speech, runs from it into words that tell who speaks, without
/// a closing mark: "Where? asked Mary and rose.", "I know, said Mary."
pub(crate) fn runs_into_tag(text: &str) -> bool {
    let asks = text.match_indices(['?', '!']).any(|(at, _)| starts_with_tag(&text[at + 1..]));
    asks || ends_in_tag(text)
}

/// Whether `text` starts with a break and then "said" or "she said".
fn starts_with_tag(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_saying =
        |word: &str| prose::is_listed(SAYING, word.trim_end_matches([',', '.', ';', ':']));
    text.starts_with(char::is_whitespace)
        && words.next().is_some_and(|first| {
            let is_pronoun = matches!(first, "he" | "she");
            is_saying(first) || (is_pronoun && words.next().is_some_and(is_saying))
        })
}

/// Whether `text` ends in words such as `, said Mary.`
fn ends_in_tag(text: &str) -> bool {
    let Some(text) = text.strip_suffix('.') else { return false };
    let Some(comma) = text.rfind(',') else { return false };
    let tag = &text[comma + 1..];
    tag.starts_with(char::is_whitespace)
        && !tag.contains(is_mark)
        && tag.trim_start().starts_with(char::is_lowercase)
        && tag.split_whitespace().count() <= TAG_WORDS
        && tag.split_whitespace().any(|word| prose::is_listed(SAYING, word))
}

/// Whether `c` is a quotation mark of any convention, or a closing one.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„')
}

/// Whether `c` is a mark that can be an apostrophe.
fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’')
}

/// To which side of a mark the words are that it belongs to.
pub(crate) enum Lean {
    Left,
    Right,
    Neither,
}

/// The first byte that a mark may start with.
fn next_start(bytes: &[u8]) -> Option<usize> {
    let start = memchr3(b'"', b'\'', 0xe2, bytes);
    // «, ».
    memchr(0xc2, &bytes[..start.unwrap_or(bytes.len())]).or(start)
}

/// A mark with what a reader sees around it.
pub(crate) struct Surroundings<'a> {
    pub(crate) mark: char,
    /// Its first byte in the prose.
    pub(crate) at: usize,
    /// What stands before it in the paragraph.
    pub(crate) lead: &'a str,
    /// What follows it in the paragraph.
    pub(crate) rest: &'a str,
}

impl<'a> Surroundings<'a> {
    /// All marks within `span`.
    pub(crate) fn of(prose: &'a str, span: Span) -> impl Iterator<Item = Self> {
        let text = &prose[span.range()];
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let start = at + next_start(&text.as_bytes()[at..])?;
                let mark = text[start..].chars().next()?;
                at = start + mark.len_utf8();
                if is_mark(mark) {
                    let (lead, rest) = (&text[..start], &text[at..]);
                    return Some(Self { mark, at: span.start as usize + start, lead, rest });
                }
            }
        })
    }

    /// The character before it, or a space at the start of the paragraph.
    pub(crate) fn before(&self) -> char {
        self.lead.chars().rev().find(|&c| c != '\0').unwrap_or(' ')
    }

    /// The last character before it that is no space, if there is one.
    pub(crate) fn last(&self) -> Option<char> {
        self.lead.chars().rev().find(|&c| c != '\0' && !c.is_whitespace())
    }

    /// The character after it, or a space at the end of the paragraph.
    pub(crate) fn after(&self) -> char {
        self.rest.chars().find(|&c| c != '\0').unwrap_or(' ')
    }

    /// Whether it is a straight mark after a digit: `12" wide`, `41° 24'`.
    pub(crate) fn may_measure(&self) -> bool {
        matches!(self.mark, '"' | '\'') && self.before().is_numeric()
    }

    /// Whether a single mark opens a speech and is not an apostrophe.
    pub(crate) fn opens_speech(&self) -> bool {
        let before = self.before();
        let may_open = before.is_whitespace() || (OPENING.contains(&before) && !is_single(before));
        let can_follow = self.last().is_none_or(|last| {
            OPENING.contains(&last) || matches!(last, ',' | '.' | ':' | ';' | '!' | '?')
        });
        let rest = self.rest.trim_start_matches('\0');
        // An apostrophe may follow the mark: "‘’Tis".
        let word = rest.strip_prefix(['\'', '’']).unwrap_or(rest);
        if !may_open || !can_follow || !word.starts_with(char::is_alphanumeric) {
            return false;
        }
        if word.len() < rest.len() {
            return true;
        }
        let word = &word[..word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len())];
        let is_elided =
            matches!(word, "Tis" | "Twas" | "Twere" | "Twill" | "Twould" | "Em" | "Cause" | "Til");
        if word.starts_with(char::is_lowercase) {
            prose::is_listed(GOING_ON, word)
        } else {
            !is_elided
        }
    }

    /// Whether a single mark can close a speech: it is not within a word.
    pub(crate) fn may_close(&self) -> bool {
        !self.after().is_alphanumeric()
            || matches!(self.before(), ',' | '.' | '!' | '?' | '—' | '…')
    }

    /// To which side a mark leans that looks the same at the start and the end.
    pub(crate) fn leans(&self) -> Lean {
        let after = self.after();
        match (self.before().is_whitespace(), after.is_whitespace()) {
            (true, true) => Lean::Neither,
            (true, false) => Lean::Right,
            (false, true) => Lean::Left,
            (false, false) if !after.is_alphanumeric() => Lean::Left,
            (false, false) if OPENING.contains(&self.before()) => Lean::Right,
            (false, false) => Lean::Neither,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    /// Checks the convention of `text` by its opening mark, and each mark of the text: `(` opens,
    /// `)` closes, `|` does either, `#` may be a measure.
    #[track_caller]
    fn check(text: &str, open: char, marks: &str) {
        let document = Document::parse("a.txt", Role::Story, text.into());
        let convention = Convention::of(&document).expect("the text is clear");
        let show = |mark: Mark| match mark.kind {
            MarkKind::Open => '(',
            MarkKind::Close => ')',
            MarkKind::Toggle => '|',
            MarkKind::Measure => '#',
        };
        let span = document.blocks[0].span;
        let found: String = convention.marks(&document.prose, span).map(show).collect();
        assert_eq!((convention.open, found.as_str()), (open, marks));
    }

    #[test]
    fn conventions() {
        check("“Go,” he said, “now.”", '“', "()()");
        check("\"Go,\" he said--\"now.\"", '"', "()()");
        check("‘Go,’ he said, ‘it’s late.’", '‘', "()()");
        check("'Go,' he said, 'it's late.'", '\'', "()()");
        check("«Go,» he said.", '«', "()");
        check("„Go,“ he said.", '„', "()");
    }

    #[test]
    fn apostrophes() {
        check("''Tis late,' he said. 'An' 'e's out.'", '\'', "()())");
    }

    #[test]
    fn between_spaces() {
        check("\"Go \" he said.", '"', "(|");
    }

    #[test]
    fn measures() {
        check("It was 12\" wide. “Go,” he said.", '“', "#()");
        check("It was 12\" wide. \"Go,\" he said.", '"', "#()");
        check("It was 3' long. 'Go,' he said.", '\'', "#()");
    }

    #[test]
    fn unclear() {
        let text = "“Go,” he said.\n\n\"Go,\" she said.";
        let document = Document::parse("a.txt", Role::Story, text.into());
        assert_eq!(Convention::of(&document), None);
    }

    #[test]
    fn tags() {
        assert!(runs_into_tag("“Where? asked Ann and rose"));
        assert!(runs_into_tag("“I know, said the old man."));
        assert!(!runs_into_tag("“He said it was so, and that he said no such thing to her."));
        assert!(!runs_into_tag("“What! I said so."));
    }

    #[test]
    fn single_within_double() {
        let open = |text: &str| open_single(text, Span::new(0..text.len()), None).is_some();
        assert!(open("“He said, ‘I heard "));
        assert!(!open("“He said, ‘I heard,’ and "));
        assert!(!open("\"He's the boys' friend "));
    }
}
