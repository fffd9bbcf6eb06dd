//! Quotation marks, and what a reader sees around them.

use memchr::{memchr, memchr3};

use crate::diagnostic::Span;
use crate::story::prose::{is_alphanumeric, is_edge};
use crate::story::word_list::WordList;

/// Words that go on after an interrupted speech: `'Yes,' he said, 'but not now.'` After a single mark
/// any other word in lower case may have lost a letter: `'ouse`.
static GOING_ON: WordList = WordList::new(
    "\
a after all am an and are as at be because before but by can could did do even for from had has \
have he her here his how if in it let like may my never no not now of on only or she since so \
that the then there they this though to was we what when where which who why you",
);

/// What can stand right before an opening mark, beside a space.
const OPENING: [char; 9] = ['—', '–', '-', '(', '[', '"', '“', '\'', '‘'];

/// Whether `c` is a quotation mark of any convention, or a closing one.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„')
}

/// Whether `c` is a mark that can be an apostrophe.
pub(crate) fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’')
}

/// To which side of a mark the words are that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lean {
    Left,
    Right,
    Neither,
}

/// Where the marks of a text are, found once for all who look at them.
#[derive(Debug, Clone)]
pub(crate) struct MarkTable(Vec<u32>);

/// Few texts have more marks than one for so many bytes.
const BYTES_PER_MARK: usize = 64;

impl MarkTable {
    /// The marks of `prose`. Linear in it.
    pub(crate) fn of(prose: &str) -> Self {
        let mut marks = Vec::with_capacity(prose.len() / BYTES_PER_MARK);
        let all = Surroundings::of(prose, Span::new(0..prose.len()));
        marks.extend(all.map(|around| around.at as u32));
        Self(marks)
    }

    /// Those within `span` of `prose`, which is the text that it is the table of. Linear in the marks.
    pub(crate) fn within<'a>(
        &'a self,
        prose: &'a str,
        span: Span,
    ) -> impl Iterator<Item = Surroundings<'a>> {
        let text = &prose[span.range()];
        let first = self.0.partition_point(|&at| at < span.start);
        let marks = self.0[first..].iter().take_while(move |&&at| at < span.end);
        marks.filter_map(move |&at| Surroundings::at(text, span.start, at))
    }
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
    /// All marks within `span`. Linear in it.
    pub(crate) fn of(prose: &'a str, span: Span) -> impl Iterator<Item = Self> {
        let text = &prose[span.range()];
        let bytes = text.as_bytes();
        let has_pairs = memchr(0xc2, bytes).is_some();
        // The next byte with which a mark of ASCII or of three bytes may start, once it is looked for.
        let (mut at, mut next) = (0, None);
        std::iter::from_fn(move || {
            loop {
                let found = next.filter(|&next| next >= at).unwrap_or_else(|| {
                    memchr3(b'"', b'\'', 0xe2, &bytes[at..]).map_or(bytes.len(), |n| at + n)
                });
                next = Some(found);
                // Before it, «, ».
                let pair = if has_pairs { memchr(0xc2, &bytes[at..found]) } else { None };
                let start = pair.map_or(found, |n| at + n);
                let mark = text[start..].chars().next()?;
                at = start + mark.len_utf8();
                if is_mark(mark) {
                    let (lead, rest) = (&text[..start], &text[at..]);
                    return Some(Self { mark, at: span.start as usize + start, lead, rest });
                }
            }
        })
    }

    /// The mark at byte `at` of the prose, as it stands within `text`, which is there from byte `start` on.
    fn at(text: &'a str, start: u32, at: u32) -> Option<Self> {
        let (lead, rest) = text.split_at((at - start) as usize);
        let mark = rest.chars().next()?;
        Some(Self { mark, at: at as usize, lead, rest: &rest[mark.len_utf8()..] })
    }

    /// The character before it, or a space at the start of the paragraph.
    pub(crate) fn before(&self) -> char {
        self.lead.chars().rev().find(|&c| c != '\0').unwrap_or(' ')
    }

    /// The last character before it that is no space, if there is one.
    pub(crate) fn last(&self) -> Option<char> {
        self.lead.chars().rev().find(|&c| !is_edge(c))
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
        // Nearly all are apostrophes.
        if !before.is_whitespace() && (is_single(before) || !OPENING.contains(&before)) {
            return false;
        }
        let can_follow = self.last().is_none_or(|last| {
            OPENING.contains(&last) || matches!(last, ',' | '.' | ':' | ';' | '!' | '?')
        });
        let rest = self.rest.trim_start_matches('\0');
        // An apostrophe may follow the mark: "‘’Tis".
        let word = rest.strip_prefix(['\'', '’']).unwrap_or(rest);
        if !can_follow || !word.starts_with(is_alphanumeric) {
            return false;
        }
        if word.len() < rest.len() {
            return true;
        }
        let (word, rest) = word.split_at(word.find(|c| !is_alphanumeric(c)).unwrap_or(word.len()));
        let is_elided = match word {
            "Tis" | "Twas" | "Twere" | "Twill" | "Twould" | "Em" | "Cause" | "Til" => true,
            // "'T is", as older books part it.
            "T" => rest.starts_with(' '),
            _ => false,
        };
        if word.starts_with(char::is_lowercase) { GOING_ON.contains(word) } else { !is_elided }
    }

    /// Whether a single mark opens a speech within one in double marks, where a curly one is no apostrophe.
    pub(crate) fn opens_inner(&self) -> bool {
        self.mark == '‘' || self.mark == '\'' && self.opens_speech()
    }

    /// Whether a single mark can close a speech: it is not within a word.
    pub(crate) fn may_close(&self) -> bool {
        !is_alphanumeric(self.after()) || matches!(self.before(), ',' | '.' | '!' | '?' | '—' | '…')
    }

    /// To which side a mark leans that looks the same at the start and the end.
    pub(crate) fn leans(&self) -> Lean {
        let after = self.after();
        match (self.before().is_whitespace(), after.is_whitespace()) {
            (true, true) => Lean::Neither,
            (true, false) => Lean::Right,
            (false, true) => Lean::Left,
            (false, false) if !is_alphanumeric(after) => Lean::Left,
            (false, false) if OPENING.contains(&self.before()) => Lean::Right,
            (false, false) => Lean::Neither,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_marks() {
        let text = "„Go“ «é» ‘It’s \"—\"’…";
        let marks = Surroundings::of(text, Span::new(0..text.len()));
        let marks: Vec<_> = marks.map(|it| (it.mark, &text[it.at..])).collect();
        assert!(marks.iter().all(|&(mark, rest)| rest.starts_with(mark)));
        assert_eq!(marks.iter().map(|it| it.0).collect::<String>(), "„“«»‘’\"\"’");
    }

    #[test]
    fn found_once() {
        let text = "“A” «é» it’s\n\n\"B\" ‘c’";
        let table = MarkTable::of(text);
        for span in [Span::new(0..text.len()), Span::new(7..14), Span::new(14..14)] {
            let shown = |it: Surroundings<'_>| (it.mark, it.at, it.lead.len(), it.rest.len());
            let expected: Vec<_> = Surroundings::of(text, span).map(shown).collect();
            assert_eq!(table.within(text, span).map(shown).collect::<Vec<_>>(), expected);
        }
    }

    /// Those of two bytes are found without a look at all the rest for others.
    #[test]
    fn many_of_two_bytes() {
        let text = "«a\u{a0}»".repeat(100_000);
        assert_eq!(Surroundings::of(&text, Span::new(0..text.len())).count(), 200_000);
    }
}
