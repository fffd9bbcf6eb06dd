//! Spans with a kind and a text each, in few bytes.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::positions::{push_number, take_bytes, take_number, take_small};

/// A list of spans with a kind and a text each.
///
/// An item is its kind, the step from the start of the one before (the sign in the lowest bit), its
/// length, how many bytes its text has in common with the text before, and the rest of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedSpans {
    bytes: Vec<u8>,
}

impl NamedSpans {
    /// The list of `items`. Linear in their texts.
    pub(crate) fn of<'a>(items: impl Iterator<Item = (u8, Span, &'a str)>) -> Self {
        let mut bytes = Vec::new();
        let (mut start, mut before) = (0, "");
        for (kind, span, text) in items {
            let common = text.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
            let common = text.floor_char_boundary(common);
            let step = i64::from(span.start) - start;
            bytes.push(kind);
            push_number(&mut bytes, step.unsigned_abs() << 1 | u64::from(step < 0));
            push_number(&mut bytes, span.range().len() as u64);
            push_number(&mut bytes, common as u64);
            push_number(&mut bytes, (text.len() - common) as u64);
            bytes.extend_from_slice(&text.as_bytes()[common..]);
            (start, before) = (i64::from(span.start), text);
        }
        bytes.shrink_to_fit();
        Self { bytes }
    }

    /// The items, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u8, Span, String)> {
        let mut rest = self.bytes.as_slice();
        let (mut start, mut text) = (0_i64, String::new());
        std::iter::from_fn(move || {
            let (&kind, after) = rest.split_first()?;
            rest = after;
            let step = take_number(&mut rest)?;
            let length = i64::try_from(step >> 1).ok()?;
            start = start.checked_add(if step & 1 == 1 { -length } else { length })?;
            let first = u32::try_from(start).ok()?;
            let end = first.checked_add(take_small(&mut rest)?)?;
            let common = take_small(&mut rest)? as usize;
            let length = take_small(&mut rest)?;
            let own = str::from_utf8(take_bytes(&mut rest, length)?).ok()?;
            text.get(..common)?;
            text.truncate(common);
            text.push_str(own);
            Some((kind, Span { start: first, end }, text.clone()))
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
        for bytes in
            [&[0][..], &[0, 1, 1, 0, 0], &[0, 0, 0, 1, 0], &[0, 0, 0, 0, 9, b'a'], &[0xff; 30]]
        {
            let list = NamedSpans { bytes: bytes.to_vec() };
            assert!(list.iter().count() <= 1, "{bytes:?}");
        }
    }
}
