//! The nodes that are ready before a run begins.

use crate::ready::ReadySet;
use crate::shape::Shape;
use crate::sync::{AtomicU32, Ordering, Padded};

/// The most roots that a worker takes at once.
const MAX_BATCH: usize = 32;

/// How far the roots have been taken. Nothing is copied into it and nothing is added.
///
/// It publishes nothing: what it hands out was there before the workers were. It goes back only while
/// one works alone, and nobody takes any at that time; so who exchanges it has not missed a change.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    n_taken: Padded<AtomicU32>,
    /// The first of those that were given to who works alone. The hand-over publishes it.
    first_of_all: AtomicU32,
}

impl Roots {
    /// Starts again.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The next root, if there is one.
    #[inline(always)]
    pub(crate) fn next(&self, shape: &Shape) -> Option<u32> {
        shape.roots.get(self.n_taken.0.load(Ordering::Relaxed) as usize).copied()
    }

    /// Moves all roots that are left to `ready`, where nobody else takes any.
    pub(crate) fn give_all(&self, shape: &Shape, ready: &ReadySet) {
        let first = self.next(shape);
        self.first_of_all.store(first.unwrap_or(u32::MAX), Ordering::Relaxed);
        if let Some(first) = first {
            ready.insert_all(&shape.root_set, first);
            self.n_taken.0.store(shape.roots.len() as u32, Ordering::Relaxed);
        }
    }

    /// Takes back those that have not been taken from `ready`: as that gives the least first, they
    /// are the last of all. Roots before `first_of_all` lie there only if somebody had taken them.
    pub(crate) fn take_back(&self, shape: &Shape, ready: &ReadySet) {
        let first_of_all = self.first_of_all.load(Ordering::Relaxed);
        if let Some(first) = ready.remove_all(&shape.root_set, first_of_all) {
            let n_before = shape.roots.partition_point(|root| *root < first);
            self.n_taken.0.store(n_before as u32, Ordering::Relaxed);
        }
    }

    /// Takes the next roots: a part of what is left in their lane that leaves something for each of
    /// `n_workers` (guided self-scheduling; Polychronopoulos and Kuck 1987). What is left in all
    /// lanes does not count: who took along all of a short lane would keep the most urgent roots
    /// while others, who have lower ones to take, do not steal. With eight workers and the heads of
    /// six long chains that took 24 % longer than the best schedule.
    pub(crate) fn take<'s>(&self, shape: &'s Shape, n_workers: usize) -> &'s [u32] {
        let mut start = self.n_taken.0.load(Ordering::Relaxed);
        loop {
            let left = &shape.roots[start as usize..];
            let Some(first) = left.first() else { return &[] };
            let lane = shape.lane(*first);
            let most = left.len().min(MAX_BATCH * 4 * n_workers);
            let n_same = left[..most].partition_point(|root| shape.lane(*root) == lane);
            let n = (n_same / (4 * n_workers)).max(1);
            let (order, next) = (Ordering::Relaxed, start + n as u32);
            match self.n_taken.0.compare_exchange_weak(start, next, order, order) {
                Ok(_) => return &left[..n],
                Err(now) => start = now,
            }
        }
    }

    /// How many nobody has taken.
    pub(crate) fn len(&self, shape: &Shape) -> usize {
        shape.roots.len() - self.n_taken.0.load(Ordering::Relaxed) as usize
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::time::Duration;

    use storylint_graph::Policy;

    use super::*;
    use crate::priority::Ranking;
    use crate::rows::Rows;

    /// Roots that cost so many milliseconds.
    fn shape(costs: &[u64]) -> Shape {
        let asked = costs.iter().map(|ms| {
            let cost = Some(Duration::from_millis(*ms));
            (Policy { cost, ..Policy::default() }, false)
        });
        Shape::new(Rows::of(costs.len(), [].into_iter()), asked, true, Ranking::UpwardRank)
    }

    #[test]
    fn one_worker_takes_them_by_urgency() {
        let shape = shape(&[1, 3, 2, 3]);
        let roots = Roots::default();
        let next = || Some(shape.id(*roots.take(&shape, 1).first()?).index());
        assert_eq!([(); 5].map(|()| next()), [Some(1), Some(3), Some(2), Some(0), None]);
    }

    #[test]
    fn what_is_taken_at_once_comes_back_but_for_what_was_run() {
        let shape = shape(&[1; 200]);
        let (roots, ready) = (Roots::default(), ReadySet::new(200));
        assert_eq!(roots.take(&shape, 1).len(), 32);
        // A root that was taken before, and lies ready again, is not among those that come back.
        ready.insert(7);
        roots.give_all(&shape, &ready);
        assert_eq!((roots.len(&shape), ready.min()), (0, Some(7)));
        assert_eq!([(); 3].map(|()| ready.pop()), [7, 32, 33].map(Some));
        ready.insert(8);
        roots.take_back(&shape, &ready);
        assert_eq!((roots.next(&shape), roots.len(&shape)), (Some(34), 166));
        assert_eq!([(); 2].map(|()| ready.pop()), [Some(8), None]);
        roots.take(&shape, 1);
        roots.give_all(&shape, &ready);
        while ready.pop().is_some() {}
        roots.take_back(&shape, &ready);
        assert_eq!(roots.len(&shape), 0);
    }

    #[test]
    fn many_workers_take_each_of_them_once() {
        let shape = shape(&[1; 1000]);
        let mut roots = Roots::default();
        for _ in 0..2 {
            let mut taken = Vec::new();
            while roots.next(&shape).is_some() {
                let batch = roots.take(&shape, 2);
                assert!(batch.len() <= 32);
                taken.extend_from_slice(batch);
            }
            assert_eq!(taken, (0..1000).collect::<Vec<_>>());
            assert_eq!((roots.take(&shape, 2).len(), roots.len(&shape)), (0, 0));
            roots.reset();
        }
    }

    #[test]
    fn nobody_takes_along_what_others_should_begin_with() {
        let shape = shape(&[[5; 10].as_slice(), &[1; 100]].concat());
        let roots = Roots::default();
        let batches = [(); 11].map(|()| roots.take(&shape, 2).len());
        assert_eq!(batches, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 12]);
    }
}

#[cfg(all(test, loom))]
mod model;
