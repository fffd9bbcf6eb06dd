//! Where something is, again and again, in few bytes.

use crate::diagnostic::Span;
use crate::story::place::Place;

/// Appends `number`, seven bits a byte, low bits first.
pub(crate) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off the front of `bytes`, if there is a whole one.
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Takes a number that has 32 bits.
pub(crate) fn take_small(bytes: &mut &[u8]) -> Option<u32> {
    take_number(bytes)?.try_into().ok()
}

/// `documents`, and after them `later`, of which the first is the rest of the last one before if it
/// `goes_on`. Each is items that begin with the step from the start of the item before, and
/// `last_start` tells where the last of some items starts.
pub(crate) fn join_documents(
    mut documents: Vec<Box<[u8]>>,
    later: Vec<Box<[u8]>>,
    goes_on: bool,
    last_start: impl Fn(&[u8]) -> Option<u32>,
) -> Vec<Box<[u8]>> {
    let mut later = later.into_iter();
    if goes_on
        && let Some(last) = documents.last_mut()
        && let Some(next) = later.next()
    {
        let mut joined = last.to_vec();
        let mut rest = &*next;
        if let Some(first) = take_number(&mut rest) {
            push_number(&mut joined, first - u64::from(last_start(last).unwrap_or(0)));
            joined.extend_from_slice(rest);
        }
        *last = joined.into();
    }
    documents.extend(later);
    documents
}

/// Takes `n` bytes off the front of `bytes`, if there are so many.
pub(crate) fn take_bytes<'a>(bytes: &mut &'a [u8], n: u32) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(n as usize)?;
    *bytes = rest;
    Some(taken)
}

/// Places in reading order, most of which are equally long.
///
/// Each is the step from the start of the place before, twice, and one more if its length follows.
/// A length of nothing is a step to another document: how many documents on follows.
#[derive(Debug, Clone, Default)]
pub(crate) struct PositionWriter {
    /// What was written.
    pub(crate) bytes: Vec<u8>,
    last: Place,
}

impl PositionWriter {
    /// Goes on after the places in `bytes`, of which most have `length` bytes.
    pub(crate) fn after(bytes: &[u8], length: usize) -> Self {
        let last = places(bytes, length).last().unwrap_or_default();
        Self { bytes: bytes.to_vec(), last }
    }

    /// Appends a place, which is not before the last.
    pub(crate) fn push(&mut self, place: Place, length: usize) {
        if place.document != self.last.document {
            push_number(&mut self.bytes, 1);
            push_number(&mut self.bytes, 0);
            push_number(&mut self.bytes, u64::from(place.document - self.last.document));
            self.last = Place { document: place.document, span: Span::default() };
        }
        let step = u64::from(place.span.start - self.last.span.start);
        let own = place.span.range().len();
        push_number(&mut self.bytes, step << 1 | u64::from(own != length));
        if own != length {
            push_number(&mut self.bytes, own as u64);
        }
        self.last = place;
    }
}

/// The places in `bytes`, of which most have `length` bytes.
pub(crate) fn places(mut bytes: &[u8], length: usize) -> impl Iterator<Item = Place> {
    let mut last = Place::default();
    std::iter::from_fn(move || {
        loop {
            let step = take_number(&mut bytes)?;
            let own = if step & 1 == 1 { take_small(&mut bytes)? } else { length as u32 };
            if own == 0 {
                let document = last.document.checked_add(take_small(&mut bytes)?)?;
                last = Place { document, span: Span::default() };
                continue;
            }
            let start = last.span.start.checked_add(u32::try_from(step >> 1).ok()?)?;
            last.span = Span { start, end: start.checked_add(own)? };
            return Some(last);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let place = |document, start, end| Place { document, span: Span { start, end } };
        let all = [
            place(0, 3, 8),
            place(0, 900, 906),
            place(2, 0, 5),
            place(2, 7, 12),
            place(u32::MAX, u32::MAX - 5, u32::MAX),
        ];
        let mut writer = PositionWriter::default();
        all.iter().for_each(|&place| writer.push(place, 5));
        assert_eq!(places(&writer.bytes, 5).collect::<Vec<_>>(), all);
        let mut first = PositionWriter::default();
        all[..2].iter().for_each(|&place| first.push(place, 5));
        let mut both = PositionWriter::after(&first.bytes, 5);
        all[2..].iter().for_each(|&place| both.push(place, 5));
        assert_eq!(both.bytes, writer.bytes);
    }

    #[test]
    fn broken() {
        assert_eq!(places(&[0x86, 1, 0x80], 5).count(), 1);
        assert_eq!(places(&[0xff; 30], 5).count(), 0);
    }
}
