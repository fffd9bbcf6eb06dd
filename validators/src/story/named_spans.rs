//! Spans with a kind and a text each, in few bytes.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::rice::{RiceReader, RiceWriter, Scale};
use crate::story::texts::Texts;

/// A list of spans with a kind and a text each.
///
/// An item is its kind, the step from the start of the one before (the sign in the lowest bit), its
/// length, and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedSpans {
    #[serde(with = "serde_bytes")]
    bytes: Box<[u8]>,
}

/// How large the numbers of a list are.
#[derive(Default)]
struct Scales {
    kind: Scale,
    step: Scale,
    length: Scale,
}

impl NamedSpans {
    /// The list of `items`. Linear in their texts.
    pub(crate) fn of<'a>(items: impl Iterator<Item = (u8, Span, &'a str)>) -> Self {
        let (mut writer, mut scales) = (RiceWriter::default(), Scales::default());
        let mut texts = Texts::default();
        let mut start = 0_u32;
        for (kind, span, text) in items {
            let step = span.start.wrapping_sub(start).cast_signed();
            writer.push(kind.into(), &mut scales.kind);
            writer.push((step << 1 ^ step >> 31).cast_unsigned(), &mut scales.step);
            writer.push(span.range().len() as u32, &mut scales.length);
            texts.write(text, &mut writer);
            start = span.start;
        }
        Self { bytes: writer.finish() }
    }

    /// The items, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u8, Span, String)> {
        let (mut reader, mut scales) = (RiceReader::new(&self.bytes), Scales::default());
        let mut texts = Texts::default();
        let mut start = 0_u32;
        std::iter::from_fn(move || {
            let kind = reader.take(&mut scales.kind)?.try_into().ok()?;
            let step = reader.take(&mut scales.step)?;
            start = start.wrapping_add(step >> 1 ^ (step & 1).wrapping_neg());
            let end = start.checked_add(reader.take(&mut scales.length)?)?;
            Some((kind, Span { start, end }, texts.take(&mut reader)?.to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let span = |start, end| Span { start, end };
        let all = [
            (0, span(3, 9), "notes.md#note-1"),
            (2, span(300, 301), "notes.md#note-12"),
            (1, span(5, 5), "é"),
            (1, span(u32::MAX - 1, u32::MAX), "è"),
            (0, span(0, 1), ""),
        ];
        let list = NamedSpans::of(all.into_iter());
        let read: Vec<_> = list.iter().collect();
        assert_eq!(read, all.map(|(kind, span, text)| (kind, span, text.to_owned())));
        assert!(list.bytes.len() < 60);
    }

    #[test]
    fn broken() {
        for byte in [0, 1, 0x55, 0xff] {
            let list = NamedSpans { bytes: [byte; 30].into() };
            assert!(list.iter().count() <= 30, "{byte}");
        }
    }
}
