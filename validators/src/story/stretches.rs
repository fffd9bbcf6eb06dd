//! Stretches of text between marks, in few bits.

use crate::diagnostic::Span;
use crate::story::marks::Marks;
use crate::story::rice::{RiceReader, RiceWriter, Scale};
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
    /// The name by which it calls somebody, which is within it.
    pub(crate) addressee: Option<Span>,
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
}

/// How large the numbers are by which stretches are kept, and what came lately.
struct Scales {
    step: Scale,
    length: Scale,
    /// Bytes with what a stretch and its tag are, the last one first.
    recent: [u8; 256],
    rank: Scale,
    paragraphs: Scale,
    distance: Scale,
    name: Scale,
    /// Whether somebody is called by name; how far from the start, and how long that is.
    calls: Scale,
    offset: Scale,
    addressee: Scale,
}

/// Each byte once.
const ALL_BYTES: [u8; 256] = {
    let (mut all, mut next) = ([0; 256], 0);
    while next < all.len() {
        all[next] = next as u8;
        next += 1;
    }
    all
};

impl Default for Scales {
    fn default() -> Self {
        Self {
            step: Scale::of(STEP),
            length: Scale::of(STEP),
            recent: ALL_BYTES,
            rank: Scale::default(),
            paragraphs: Scale::of(1),
            distance: Scale::default(),
            name: Scale::default(),
            calls: Scale::default(),
            offset: Scale::default(),
            addressee: Scale::default(),
        }
    }
}

impl Scales {
    /// The byte that is number `rank` of the recent ones, which is now the first.
    fn byte(&mut self, rank: usize) -> Option<u8> {
        let byte = *self.recent.get(rank)?;
        // Most are as the last one.
        if rank > 0 {
            self.recent.copy_within(..rank, 1);
            self.recent[0] = byte;
        }
        Some(byte)
    }
}

/// About so many bytes a stretch has.
const STEP: u32 = 128;

/// Writes stretches, of which none starts before the last.
#[derive(Default)]
pub(crate) struct StretchWriter {
    numbers: RiceWriter,
    scales: Scales,
    /// Where the last one starts.
    start: u32,
}

impl StretchWriter {
    /// Appends one: the step from the start of the last, the length, and a byte with the rest, after
    /// which come what is seldom needed, and the place of a name.
    pub(crate) fn push(&mut self, stretch: &Stretch) {
        let Self { numbers, scales, start } = self;
        let Stretch { marks, span, is_closed, is_first, n_paragraphs, tag, antecedent, addressee } =
            *stretch;
        numbers.push(span.start - *start, &mut scales.step);
        numbers.push(span.end - span.start, &mut scales.length);
        *start = span.start;
        let marks = match marks {
            Marks::Double => 0,
            Marks::Single => 1,
            Marks::Dash => 2,
            Marks::Cue => 3,
        };
        let (subject, name) = match tag.map(|tag| tag.subject) {
            None => (0, None),
            Some(Who::Name(name)) => (1, Some(name)),
            Some(Who::She) => (2, antecedent),
            Some(Who::He) => (3, antecedent),
            Some(Who::I) => (4, None),
            Some(Who::Other) => (5, None),
        };
        let says = tag.is_some_and(|tag| tag.says);
        // What is frequent takes no byte of its own.
        let (low, more) = match (subject, says, name) {
            (1, false, _) => (6, None),
            (0, ..) | (1, ..) | (_, true, None) => (subject, None),
            _ => (MORE, Some(subject | u8::from(says) << 3 | u8::from(name.is_some()) << 4)),
        };
        let is_far = n_paragraphs != u32::from(is_first);
        let byte = marks
            | u8::from(is_closed) << 2
            | u8::from(is_first) << 3
            | u8::from(is_far) << 4
            | low << 5;
        let rank = scales.recent.iter().position(|&recent| recent == byte);
        let rank = rank.expect("each byte is one of all bytes");
        scales.byte(rank);
        numbers.push(rank as u32, &mut scales.rank);
        numbers.push_bytes(more.as_slice());
        if is_far {
            numbers.push(n_paragraphs, &mut scales.paragraphs);
        }
        if let Some(name) = name {
            let distance = if name.start >= span.end {
                (name.start - span.end) << 1
            } else {
                span.start.saturating_sub(name.end) << 1 | 1
            };
            numbers.push(distance, &mut scales.distance);
            numbers.push(name.end - name.start, &mut scales.name);
        }
        numbers.push(u32::from(addressee.is_some()), &mut scales.calls);
        if let Some(addressee) = addressee {
            numbers.push(addressee.start - span.start, &mut scales.offset);
            numbers.push(addressee.end - addressee.start, &mut scales.addressee);
        }
    }

    /// What was written.
    pub(crate) fn finish(self) -> Box<[u8]> {
        self.numbers.finish()
    }
}

/// Reads what a [`StretchWriter`] wrote.
pub(crate) struct StretchReader<'a> {
    numbers: RiceReader<'a>,
    scales: Scales,
    start: u32,
}

impl<'a> StretchReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { numbers: RiceReader::new(bytes), scales: Scales::default(), start: 0 }
    }
}

impl Iterator for StretchReader<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let Self { numbers, scales, start } = self;
        *start = start.checked_add(numbers.take(&mut scales.step)?)?;
        let start = *start;
        let end = start.checked_add(numbers.take(&mut scales.length)?)?;
        let rank = numbers.take(&mut scales.rank)?;
        let rest = scales.byte(rank as usize)?;
        let marks = match rest & 3 {
            0 => Marks::Double,
            1 => Marks::Single,
            2 => Marks::Dash,
            _ => Marks::Cue,
        };
        let (subject, says, has_name) = match rest >> 5 {
            MORE => {
                let more = numbers.take_byte()?;
                (more & 7, more & 8 != 0, more & 16 != 0)
            }
            6 => (1, false, true),
            subject => (subject, true, subject == 1),
        };
        let is_first = rest & 8 != 0;
        let n_paragraphs = if rest & 16 != 0 {
            numbers.take(&mut scales.paragraphs)?
        } else {
            u32::from(is_first)
        };
        let mut name = None;
        if has_name {
            let distance = numbers.take(&mut scales.distance)?;
            let length = numbers.take(&mut scales.name)?;
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
        let mut addressee = None;
        if numbers.take(&mut scales.calls)? > 0 {
            let start = start.checked_add(numbers.take(&mut scales.offset)?)?;
            let end = start.checked_add(numbers.take(&mut scales.addressee)?)?;
            addressee = Some(Span { start, end });
        }
        let (span, is_closed, antecedent) = (Span { start, end }, rest & 4 != 0, name);
        Some(Stretch { marks, span, is_closed, is_first, n_paragraphs, tag, antecedent, addressee })
    }
}

/// A byte with the rest of the tag follows.
const MORE: u8 = 7;

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
                    addressee: Some(Span { start: 20, end: 24 }).filter(|_| is_first),
                };
                let mut writer = StretchWriter::default();
                (0..3).for_each(|_| writer.push(&stretch));
                let bytes = writer.finish();
                assert_eq!(StretchReader::new(&bytes).collect::<Vec<_>>(), [stretch; 3]);
            }
        }
    }

    #[test]
    fn broken() {
        for byte in [0, 1, 0x55, 0xff] {
            assert!(StretchReader::new(&[byte; 30]).count() <= 30, "{byte}");
        }
    }
}
