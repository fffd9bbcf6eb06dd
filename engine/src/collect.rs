//! A table that many workers insert into at once.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::Hash;

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

/// Values by key, merged where a key comes twice: what most [`Aggregate`](crate::Aggregate)s keep
/// behind them.
pub struct Collected<K, V> {
    values: DashMap<K, V, RandomState>,
}

impl<K: Eq + Hash, V> Collected<K, V> {
    /// An empty table.
    pub fn new() -> Self {
        Self { values: DashMap::new() }
    }

    /// Inserts `value`, or calls `merge` with the value that is already there.
    ///
    /// The sorted result is always the same if merging commutes. `merge` runs while a part of the
    /// table is locked, so it must be short and must not use this table.
    pub fn insert(&self, key: K, value: V, merge: impl FnOnce(&mut V, V)) {
        match self.values.entry(key) {
            Entry::Occupied(mut there) => merge(there.get_mut(), value),
            Entry::Vacant(place) => {
                place.insert(value);
            }
        }
    }

    /// Everything, in ascending order of key.
    pub fn into_sorted(self) -> Vec<(K, V)>
    where
        K: Ord,
    {
        let mut sorted: Vec<(K, V)> = self.values.into_iter().collect();
        sorted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        sorted
    }
}

impl<K: Eq + Hash, V> Default for Collected<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Eq + Hash + fmt::Debug, V: fmt::Debug> fmt::Debug for Collected<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.fmt(f)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn what_many_threads_insert_comes_out_merged_and_sorted() {
        let collected = Collected::new();
        std::thread::scope(|scope| {
            for from in 0..4 {
                let collected = &collected;
                scope.spawn(move || {
                    for key in from..from + 7 {
                        collected.insert(key, 1, |n, m| *n += m);
                    }
                });
            }
        });
        let expected =
            [(0, 1), (1, 2), (2, 3), (3, 4), (4, 4), (5, 4), (6, 4), (7, 3), (8, 2), (9, 1)];
        assert_eq!(collected.into_sorted(), expected);
    }
}
