//! How a document sets its quotation marks.

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::quotation_marks::{Lean, Surroundings, is_single};

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

impl Convention {
    /// The marks that `document` puts around its speeches, if it has any and is clear about it.
    /// Linear in its prose when it is first asked for.
    pub(crate) fn of(document: &Document) -> Option<&'static Self> {
        document.convention.get_or_init(|| number(document)).map(|number| &CONVENTIONS[number])
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
    pub(crate) fn marks(&self, document: &Document, span: Span) -> impl Iterator<Item = Mark> {
        let mark =
            |around: Surroundings<'_>| Some(Mark { at: around.at, kind: self.kind(&around)? });
        document.marks(span).filter_map(mark)
    }

    /// What a mark does, if it has to do with speech.
    fn kind(&self, around: &Surroundings<'_>) -> Option<MarkKind> {
        let (opens, closes) =
            (around.mark == self.open, self.close.chars().any(|it| it == around.mark));
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

/// The number of the convention that `document` follows, if it has speeches and is clear about it. Linear in its
/// prose.
fn number(document: &Document) -> Option<usize> {
    let mut n_paragraphs = [0_usize; CONVENTIONS.len()];
    for block in document.paragraphs() {
        let first = document.marks(block.span).find_map(|around| {
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
    let (number, &most) = n_paragraphs.iter().enumerate().rev().max_by_key(|it| it.1)?;
    (most > 0 && most * 100 >= n_paragraphs.iter().sum::<usize>() * CLEAR).then_some(number)
}

/// The mark of the speech in single marks that is open at the end of `span`, which is part of a speech
/// in double ones. `open` is that of the one open at its start.
pub(crate) fn open_single(prose: &str, span: Span, mut open: Option<usize>) -> Option<usize> {
    for around in Surroundings::of(prose, span) {
        if around.opens_inner() {
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
        let found: String = convention.marks(&document, span).map(show).collect();
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
    fn single_within_double() {
        let open = |text: &str| open_single(text, Span::new(0..text.len()), None).is_some();
        assert!(open("“He said, ‘I heard "));
        assert!(!open("“He said, ‘I heard,’ and "));
        assert!(!open("\"He's the boys' friend "));
    }
}
