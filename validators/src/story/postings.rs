//! What documents have here and there, in few bytes.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::story::positions::{join_documents, push_number, take_number, take_small};

/// What [`Postings`] are of.
pub trait Posting: Sized {
    /// Takes the one of `document` that starts at `start` off the front of `bytes`, if there is a whole one.
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self>;
}

/// What is in documents: of each the step from the start of the one before, and what it is (Witten, Moffat, Bell:
/// Managing gigabytes).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Postings<T> {
    /// In the order of [`Facts::documents`](crate::story::Facts::documents).
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
    #[serde(skip)]
    of: PhantomData<T>,
}

impl<T> Postings<T> {
    /// Those of one document.
    pub(crate) fn alone(bytes: Vec<u8>) -> Self {
        Self { documents: vec![bytes.into_boxed_slice()], of: PhantomData }
    }
}

impl<T: Posting> Postings<T> {
    /// All of them, in the order in which they start. Linear.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| postings(bytes, document).map(|(_, it)| it))
    }

    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        Self { documents: join_documents(parts, joined::<T>), of: PhantomData }
    }
}

impl<T> Default for Postings<T> {
    fn default() -> Self {
        Self { documents: Vec::new(), of: PhantomData }
    }
}

/// The postings of all parts of a document, in order.
fn joined<T: Posting>(parts: Vec<Box<[u8]>>) -> Box<[u8]> {
    let (mut joined, mut start) = (Vec::new(), 0);
    for part in parts {
        let mut rest = &*part;
        if let Some(first) = take_number(&mut rest) {
            push_number(&mut joined, first - start);
            joined.extend_from_slice(rest);
            start = postings::<T>(&part, 0).last().map_or(0, |(start, _)| start.into());
        }
    }
    joined.into()
}

/// The postings in `bytes`, which are those of a document, with where each starts.
fn postings<T: Posting>(mut bytes: &[u8], document: u32) -> impl Iterator<Item = (u32, T)> {
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        start = start.checked_add(take_small(&mut bytes)?)?;
        Some((start, T::take(&mut bytes, document, start)?))
    })
}

/// Writes the postings of a document.
#[derive(Debug, Default)]
pub(crate) struct PostingWriter {
    bytes: Vec<u8>,
    /// Where the last one starts.
    start: u32,
}

impl PostingWriter {
    /// Where to append what the next one is, which starts at `start`, and not before the last one.
    pub(crate) fn begin(&mut self, start: u32) -> &mut Vec<u8> {
        push_number(&mut self.bytes, u64::from(start - self.start));
        self.start = start;
        &mut self.bytes
    }

    pub(crate) fn finish<T>(self) -> Postings<T> {
        Postings::alone(self.bytes)
    }
}
