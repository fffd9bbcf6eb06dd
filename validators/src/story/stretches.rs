//! A stretch of text between marks, in a few bytes.

use crate::diagnostic::Span;
use crate::story::marks::Marks;
use crate::story::positions::{push_number, take_small};
use crate::story::tags::{Tag, Who};

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
    /// The name that `tag`, if it has a pronoun, seems to stand for.
    pub(crate) antecedent: Option<Span>,
}

impl Stretch {
    /// Whether it is the next paragraph of a speech that `last` is the paragraph before of.
    pub(crate) fn continues(&self, last: &Self) -> bool {
        if self.marks != last.marks || last.is_closed || !self.is_first {
            return false;
        }
        match self.marks {
            // What is between them tells how it is said.
            Marks::Cue => self.tag == last.tag,
            Marks::Double | Marks::Single | Marks::Dash => self.n_paragraphs == 1,
        }
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
            Marks::Cue => 3,
        };
        let (subject, name) = match self.tag.map(|tag| tag.subject) {
            None => (0, None),
            Some(Who::Name(name)) => (1, Some(name)),
            Some(Who::She) => (2, self.antecedent),
            Some(Who::He) => (3, self.antecedent),
            Some(Who::I) => (4, None),
            Some(Who::Other) => (5, None),
        };
        let says = self.tag.is_some_and(|tag| tag.says);
        // What is frequent takes no byte of its own.
        let (low, more) = match (subject, says, name) {
            (1, false, _) => (6, None),
            (0, ..) | (1, ..) | (_, true, None) => (subject, None),
            _ => (MORE, Some(subject | u8::from(says) << 3 | u8::from(name.is_some()) << 4)),
        };
        let is_far = self.n_paragraphs != u32::from(self.is_first);
        bytes.push(
            marks
                | u8::from(self.is_closed) << 2
                | u8::from(self.is_first) << 3
                | u8::from(is_far) << 4
                | low << 5,
        );
        bytes.extend(more);
        if is_far {
            push_number(bytes, u64::from(self.n_paragraphs));
        }
        if let Some(name) = name {
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
            2 => Marks::Dash,
            _ => Marks::Cue,
        };
        let (subject, says, has_name) = match rest >> 5 {
            MORE => {
                let more = take_byte(bytes)?;
                (more & 7, more & 8 != 0, more & 16 != 0)
            }
            6 => (1, false, true),
            subject => (subject, true, subject == 1),
        };
        let is_first = rest & 8 != 0;
        let n_paragraphs = if rest & 16 != 0 { take_small(bytes)? } else { u32::from(is_first) };
        let mut name = None;
        if has_name {
            let (distance, length) = (take_small(bytes)?, take_small(bytes)?);
            let start = if distance & 1 == 0 {
                end.checked_add(distance >> 1)?
            } else {
                start.saturating_sub((distance >> 1).saturating_add(length))
            };
            name = Some(Span { start, end: start.checked_add(length)? });
        }
        let subject = match subject {
            1 => name.take().map(Who::Name),
            2 => Some(Who::She),
            3 => Some(Who::He),
            4 => Some(Who::I),
            5 => Some(Who::Other),
            _ => None,
        };
        let tag = subject.map(|subject| Tag { subject, says });
        let (span, is_closed) = (Span { start, end }, rest & 4 != 0);
        Some(Self { marks, span, is_closed, is_first, n_paragraphs, tag, antecedent: name })
    }
}

/// A byte with the rest of the tag follows.
const MORE: u8 = 7;

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
        let (name, antecedent) = (Span { start: 130, end: 133 }, Some(Span { start: 7, end: 12 }));
        let (she, he) = (Who::She, Who::He);
        let tags = [
            (Who::Name(name), None),
            (she, None),
            (he, None),
            (she, antecedent),
            (he, antecedent),
            (Who::I, None),
            (Who::Other, None),
        ];
        let tags = tags.into_iter().flat_map(|(subject, antecedent)| {
            [false, true].map(|says| (Some(Tag { subject, says }), antecedent))
        });
        for (tag, antecedent) in tags.chain([(None, None)]) {
            for (marks, is_first, n_paragraphs) in
                [(Marks::Dash, true, 1), (Marks::Dash, false, 0), (Marks::Cue, true, 300)]
            {
                let stretch = Stretch {
                    marks,
                    span: Span { start: 15, end: 120 },
                    is_closed: is_first,
                    is_first,
                    n_paragraphs,
                    tag,
                    antecedent,
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
