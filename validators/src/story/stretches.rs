//! A stretch of text between marks, in a few bytes.

use crate::diagnostic::Span;
use crate::story::marks::Marks;
use crate::story::positions::{push_number, take_small};
use crate::story::tags::{Subject, Tag};

/// A stretch of text between marks, with what the text beside it says of the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) marks: Marks,
    pub(crate) span: Span,
    pub(crate) is_closed: bool,
    /// Whether its paragraph starts with it.
    pub(crate) is_first: bool,
    /// How many paragraphs it is after the stretch before it.
    pub(crate) n_paragraphs: u32,
    pub(crate) tag: Option<Tag>,
}

impl Stretch {
    /// Whether it is the next paragraph of a speech that `last` is the paragraph before of.
    pub(crate) fn continues(&self, last: &Self) -> bool {
        !last.is_closed && self.is_first && self.n_paragraphs == 1 && self.marks == last.marks
    }

    /// Appends it, after a stretch that starts at `start`: that distance, the length, and a byte
    /// with the rest, after which come what is seldom needed, and the place of a name.
    pub(crate) fn write(&self, start: u32, bytes: &mut Vec<u8>) {
        push_number(bytes, u64::from(self.span.start - start));
        push_number(bytes, u64::from(self.span.end - self.span.start));
        let marks = match self.marks {
            Marks::Double => 0,
            Marks::Single => 1,
            Marks::Dash => 2,
        };
        let subject = self.tag.map_or(0, |tag| match tag.subject {
            Subject::Name(_) if tag.says => 1,
            Subject::Name(_) => 2,
            Subject::She => 3,
            Subject::He => 4,
            Subject::I => 5,
            Subject::Other => 6,
        });
        let is_weak = subject > 2 && self.tag.is_some_and(|tag| !tag.says);
        let is_far = self.n_paragraphs != u32::from(self.is_first);
        bytes.push(
            marks
                | u8::from(self.is_closed) << 2
                | u8::from(self.is_first) << 3
                | u8::from(is_far) << 4
                | if is_weak { WEAK } else { subject } << 5,
        );
        if is_weak {
            bytes.push(subject);
        }
        if is_far {
            push_number(bytes, u64::from(self.n_paragraphs));
        }
        if let Some(Tag { subject: Subject::Name(name), .. }) = self.tag {
            let distance = if name.start >= self.span.end {
                (name.start - self.span.end) << 1
            } else {
                self.span.start.saturating_sub(name.end) << 1 | 1
            };
            push_number(bytes, u64::from(distance));
            push_number(bytes, u64::from(name.end - name.start));
        }
    }

    /// Takes the next stretch off the front of `bytes`, after one that starts at `start`.
    pub(crate) fn take(bytes: &mut &[u8], start: u32) -> Option<Self> {
        let start = start.checked_add(take_small(bytes)?)?;
        let end = start.checked_add(take_small(bytes)?)?;
        let rest = take_byte(bytes)?;
        let marks = match rest & 3 {
            0 => Marks::Double,
            1 => Marks::Single,
            _ => Marks::Dash,
        };
        let says = rest >> 5 != WEAK;
        let subject = if says { rest >> 5 } else { take_byte(bytes)? };
        let is_first = rest & 8 != 0;
        let n_paragraphs = if rest & 16 != 0 { take_small(bytes)? } else { u32::from(is_first) };
        let mut name = || {
            let (distance, length) = (take_small(bytes)?, take_small(bytes)?);
            let start = if distance & 1 == 0 {
                end.checked_add(distance >> 1)?
            } else {
                start.saturating_sub((distance >> 1).saturating_add(length))
            };
            Some(Subject::Name(Span { start, end: start.checked_add(length)? }))
        };
        let subject = match subject {
            1 | 2 => Some(name()?),
            3 => Some(Subject::She),
            4 => Some(Subject::He),
            5 => Some(Subject::I),
            6 => Some(Subject::Other),
            _ => None,
        };
        let tag = subject.map(|subject| Tag { subject, says: says && rest >> 5 != 2 });
        let (span, is_closed) = (Span { start, end }, rest & 4 != 0);
        Some(Self { marks, span, is_closed, is_first, n_paragraphs, tag })
    }
}

/// Somebody without a name who only does something: a byte that says who follows.
const WEAK: u8 = 7;

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let subjects = [
            Subject::Name(Span { start: 130, end: 133 }),
            Subject::Name(Span { start: 7, end: 12 }),
            Subject::She,
            Subject::He,
            Subject::I,
            Subject::Other,
        ];
        let tags = subjects
            .into_iter()
            .flat_map(|subject| [false, true].map(|says| Some(Tag { subject, says })));
        for tag in tags.chain([None]) {
            for (is_first, n_paragraphs) in [(true, 1), (false, 0), (true, 300)] {
                let stretch = Stretch {
                    marks: Marks::Dash,
                    span: Span { start: 15, end: 120 },
                    is_closed: is_first,
                    is_first,
                    n_paragraphs,
                    tag,
                };
                let mut bytes = Vec::new();
                stretch.write(10, &mut bytes);
                let mut rest = bytes.as_slice();
                assert_eq!(Stretch::take(&mut rest, 10), Some(stretch));
                assert!(rest.is_empty());
            }
        }
    }

    #[test]
    fn broken() {
        assert_eq!(Stretch::take(&mut [0xff; 30].as_slice(), 0), None);
        assert_eq!(Stretch::take(&mut [1, 1].as_slice(), 0), None);
    }
}
