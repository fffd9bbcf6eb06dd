//! A table that grows while many workers use it.

use crate::sync::OnceLock;

/// How many values the first chunk has. Each further chunk has twice as many as the one before.
const FIRST: usize = 32;

/// Enough chunks for 2³² values.
const N_CHUNKS: usize = 28;

/// Values by index, from 0.
///
/// They are made a chunk at a time, when one of the chunk is first asked for, and then neither move
/// nor go before the table does. So finding one takes no lock.
#[derive(Debug)]
pub(crate) struct Table<T>([OnceLock<Box<[T]>>; N_CHUNKS]);

impl<T: Default> Table<T> {
    /// The value at `index`.
    #[inline]
    pub(crate) fn at(&self, index: usize) -> &T {
        let place = index + FIRST;
        let size = place.ilog2();
        let chunk = &self.0[(size - FIRST.ilog2()) as usize];
        let values = match chunk.get() {
            Some(values) => values,
            None => chunk.get_or_init(|| (0..1_usize << size).map(|_| T::default()).collect()),
        };
        &values[place - (1 << size)]
    }

    /// Makes the values before `n`, so that finding them allocates nothing.
    pub(crate) fn reserve(&self, n: usize) {
        let mut end = 0;
        while end < n {
            self.at(end);
            end = 2 * end + FIRST;
        }
    }

    /// The values that have been made, with their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().enumerate().flat_map(|(chunk, values)| {
            let first = (FIRST << chunk) - FIRST;
            values
                .get()
                .into_iter()
                .flatten()
                .enumerate()
                .map(move |(at, value)| (first + at, value))
        })
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self([const { OnceLock::new() }; N_CHUNKS])
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::sync::{AtomicU64, Ordering};

    fn indices(table: &Table<AtomicU64>) -> Vec<usize> {
        table.iter().map(|(index, _)| index).collect()
    }

    #[test]
    fn every_index_has_a_value_of_its_own() {
        let table = Table::<AtomicU64>::default();
        for index in 0..1000 {
            assert_eq!(table.at(index).swap(index as u64 + 1, Ordering::Relaxed), 0);
        }
        let values = table.iter().map(|(index, value)| (index, value.load(Ordering::Relaxed)));
        let expected =
            (0..2016).map(|index| (index, if index < 1000 { index as u64 + 1 } else { 0 }));
        assert!(values.eq(expected));
    }

    #[test]
    fn a_far_index_makes_its_own_chunk_only() {
        let table = Table::default();
        table.at(100);
        assert_eq!(indices(&table), (96..224).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_reserved_has_been_made() {
        for (n, made) in [(0, 0), (1, 32), (32, 32), (33, 96), (96, 96), (97, 224)] {
            let table = Table::default();
            table.reserve(n);
            assert_eq!(indices(&table).len(), made);
        }
    }
}
