//! What all packed facts are made by: numbers in few bytes, parts of documents joined.

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

/// What consecutive parts of a story have of each document, where the first document of a part that goes on is
/// the rest of the last one before it. A document of which several parts have some is `join`ed of all at once.
pub(crate) fn join_documents<T>(
    parts: impl Iterator<Item = (Vec<T>, bool)>,
    join: impl Fn(Vec<T>) -> T,
) -> Vec<T> {
    let mut documents = Vec::new();
    // What there is of the last document.
    let mut last = Vec::new();
    let whole = |mut last: Vec<T>| if last.len() > 1 { Some(join(last)) } else { last.pop() };
    for (part, goes_on) in parts {
        for (i, document) in part.into_iter().enumerate() {
            if i > 0 || !goes_on {
                documents.extend(whole(std::mem::take(&mut last)));
            }
            last.push(document);
        }
    }
    documents.extend(whole(last));
    documents.shrink_to_fit();
    documents
}
