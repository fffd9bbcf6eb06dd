//! What stands at places, to be found by place.

use crate::story::place::Place;

/// Items in reading order, each with its place. None overlaps another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    all: Vec<(Place, T)>,
    /// Where those of each document begin, and after the last where they end.
    starts: Vec<u32>,
}

/// So many low bits tell where in a cell of a document a place is: few names are in one.
const CELL: u32 = 9;

impl<T: Copy + Default> Placed<T> {
    /// Those of `lists`, each with all places at which it stands, in any order. Linear, but for sorting those that
    /// start in one cell.
    pub(crate) fn sorted<'a>(lists: impl Iterator<Item = (&'a [Place], T)> + Clone) -> Self {
        // The number of the first cell of each document, and after the last how many cells there are.
        let mut firsts = vec![0_usize];
        for (places, _) in lists.clone() {
            for Place { document, span } in places {
                let next = *document as usize + 1;
                if firsts.len() <= next {
                    firsts.resize(next + 1, 0);
                }
                firsts[next] = firsts[next].max((span.start >> CELL) as usize + 1);
            }
        }
        (1..firsts.len()).for_each(|i| firsts[i] += firsts[i - 1]);
        let n_cells = firsts[firsts.len() - 1];
        let cell = |it: &Place| firsts[it.document as usize] + (it.span.start >> CELL) as usize;
        // Where the next one of each cell is put.
        let mut next = vec![0_u32; n_cells + 1];
        for (places, _) in lists.clone() {
            places.iter().for_each(|place| next[cell(place) + 1] += 1);
        }
        (0..n_cells).for_each(|i| next[i + 1] += next[i]);
        let starts = firsts.iter().map(|&first| next[first]).collect();
        let mut sorted = vec![Default::default(); next[n_cells] as usize];
        for (places, item) in lists {
            for place in places {
                let next = &mut next[cell(place)];
                sorted[*next as usize] = (*place, item);
                *next += 1;
            }
        }
        let mut start = 0;
        for &end in &next[..n_cells] {
            sorted[start..end as usize].sort_by_key(|(place, _)| place.span.start);
            start = end as usize;
        }
        Self { all: sorted, starts }
    }

    /// The same places with other items.
    pub(crate) fn mapped(mut self, to: impl Fn(T) -> T) -> Self {
        self.all.iter_mut().for_each(|(_, item)| *item = to(*item));
        self
    }

    /// Takes out those whose items `go`. Linear.
    pub(crate) fn take_out(&mut self, go: impl Fn(T) -> bool) -> Self {
        // One that grew would leave holes where it was.
        let n_out = self.all.iter().filter(|(_, item)| go(*item)).count();
        let (all, starts) = (Vec::with_capacity(n_out), Vec::with_capacity(self.starts.len()));
        let mut out = Self { all, starts };
        let (mut n_own, mut start) = (0, 0);
        for end in &mut self.starts {
            for i in start..*end as usize {
                let it = self.all[i];
                if go(it.1) {
                    out.all.push(it);
                } else {
                    self.all[n_own] = it;
                    n_own += 1;
                }
            }
            out.starts.push(out.all.len() as u32);
            start = std::mem::replace(end, n_own as u32) as usize;
        }
        self.all.truncate(n_own);
        self.all.shrink_to_fit();
        out
    }
}

impl<T> Placed<T> {
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

    /// Those that are within `place`, but for one that starts where it does. Takes the logarithm of the number of
    /// those of the document.
    pub(crate) fn within(&self, place: Place) -> impl Iterator<Item = &(Place, T)> {
        let own = self.of(place.document);
        let first = own.partition_point(|(at, _)| at.span < place.span);
        own[first..].iter().take_while(move |(at, _)| at.span.end <= place.span.end)
    }

    /// What ends at that byte of a document: the last, if several do. Takes the logarithm of the number of those of
    /// the document.
    pub(crate) fn ending_at(&self, document: u32, end: u32) -> Option<&T> {
        let own = self.of(document);
        let (at, item) = own[..own.partition_point(|(at, _)| at.span.end <= end)].last()?;
        (at.span.end == end).then_some(item)
    }

    /// What stands at `place`, or at a part of it: the last, if several do. Takes the logarithm of the number of
    /// those of the document.
    pub(crate) fn at(&self, place: Place) -> Option<&T> {
        self.over(place).next().map(|(_, item)| item)
    }

    /// What stands at `place`, or at a part of it, the last first. Takes the logarithm of the number of those of the
    /// document.
    pub(crate) fn over(&self, place: Place) -> impl Iterator<Item = &(Place, T)> {
        let own = self.of(place.document);
        let end = own.partition_point(|(at, _)| at.span.start < place.span.end);
        own[..end].iter().rev().take_while(move |(at, _)| at.span.end > place.span.start)
    }
}
