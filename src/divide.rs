//! The same work on many things, divided among workers.

use storylint_engine::{Executor, FnJob, compile};
use storylint_graph::GraphBuilder;

/// What `work` makes of each of the pieces of `all`, in their order, by so many workers. Each piece has `size` things,
/// the last one fewer.
///
/// # Panics
/// If `work` does.
pub(crate) fn divide<T: Sync, R: Send + Sync>(
    all: &[T],
    size: usize,
    n_workers: usize,
    work: impl Fn(&[T]) -> R + Send + Sync,
) -> Vec<R> {
    // No thread is started where one worker does it all.
    if n_workers == 1 || all.len() <= size {
        return all.chunks(size).map(work).collect();
    }
    let mut graph = GraphBuilder::new();
    for piece in all.chunks(size) {
        graph.add(FnJob::new(|_, _| Ok(work(piece))), []);
    }
    let run = Executor::new(n_workers).run_scoped(&compile(graph.build()));
    assert!(run.is_done(), "all of it is worked on");
    run.into_outputs().into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order() {
        for n_workers in [1, 3] {
            let sums = divide(&[1, 2, 3, 4, 5], 2, n_workers, |piece| piece.iter().sum::<u32>());
            assert_eq!(sums, [3, 7, 5]);
        }
        assert_eq!(divide(&[], 2, 2, <[u32]>::len), [0; 0]);
    }
}
