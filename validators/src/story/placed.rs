//! What stands at places, to be found by place.

use crate::story::place::Place;

/// Items in reading order, each with its place. None overlaps another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    all: Vec<(Place, T)>,
    /// Where those of each document begin, and after the last where they end.
    starts: Vec<u32>,
}

impl<T> Placed<T> {
    /// `all`, which are in reading order. Linear.
    pub(crate) fn new(all: Vec<(Place, T)>) -> Self {
        let n_documents = all.last().map_or(0, |(last, _)| last.document as usize + 1);
        let mut starts = vec![0; n_documents + 1];
        all.iter().for_each(|(place, _)| starts[place.document as usize + 1] += 1);
        (0..n_documents).for_each(|i| starts[i + 1] += starts[i]);
        Self { all, starts }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[(Place, T)] {
        &self.all
    }

    /// Those of a document.
    pub(crate) fn of(&self, document: u32) -> &[(Place, T)] {
        match self.starts.get(document as usize..) {
            Some(&[start, end, ..]) => &self.all[start as usize..end as usize],
            _ => &[],
        }
    }

    /// What stands at `place`, or at a part of it: the last, if several do. Takes the logarithm of the number of
    /// those of the document.
    pub(crate) fn at(&self, place: Place) -> Option<&T> {
        let own = self.of(place.document);
        let end = own.partition_point(|(at, _)| at.span.start < place.span.end);
        let (at, item) = own[..end].last()?;
        (at.span.end > place.span.start).then_some(item)
    }
}
