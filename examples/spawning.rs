//! A job that spawns jobs that spawn jobs: quicksort, with what is sorted handed back in pieces.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::Arc;

use storylint_engine::{Collected, Context, Executor, Flow, TaskContext};

/// Sorts `numbers`, which belong at `place`, into `sorted`.
fn sort(
    mut numbers: Vec<u64>,
    place: usize,
    sorted: &Arc<Collected<usize, Vec<u64>>>,
    context: &TaskContext<'_>,
) {
    if numbers.len() < 1000 {
        numbers.sort_unstable();
        return sorted.insert(place, numbers, |_, _| unreachable!("each piece has its place"));
    }
    let pivot = numbers.swap_remove(numbers.len() / 2);
    let (low, high): (Vec<u64>, Vec<u64>) = numbers.into_iter().partition(|n| *n < pivot);
    sorted.insert(place + low.len(), vec![pivot], |_, _| unreachable!("each piece has its place"));
    for (place, part) in [(place + low.len() + 1, high), (place, low)] {
        let sorted = Arc::clone(sorted);
        context.spawn(move |context| {
            sort(part, place, &sorted, context);
            Ok(())
        });
    }
}

fn main() {
    let mut flow = Flow::new();
    let numbers = flow.add((), |()| {
        let next = |n: &u64| Some(n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        std::iter::successors(Some(1), next).take(100_000).collect::<Vec<u64>>()
    });
    // The node ends when all that was spawned in it has, so who needs it finds everything there.
    let pieces = flow.add((numbers.own(), Context), |(numbers, context)| {
        let sorted = Arc::new(Collected::new());
        sort(numbers, 0, &sorted, &context);
        sorted
    });
    let sorted = flow.add(pieces.own(), |pieces| {
        let pieces = Arc::into_inner(pieces).expect("all spawned jobs have ended").into_sorted();
        let n_pieces = pieces.len();
        let sorted: Vec<u64> = pieces.into_iter().flat_map(|(_, piece)| piece).collect();
        (n_pieces, sorted.len(), sorted.is_sorted())
    });
    let run = Executor::new(0).run(&flow.compile());
    println!("(pieces, numbers, sorted): {:?}", run.output(sorted));
}
