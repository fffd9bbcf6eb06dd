//! Steps from one place to the next, in few bytes.

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
    documents.shrink_to_fit();
    documents
}
