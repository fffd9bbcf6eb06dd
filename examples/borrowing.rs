//! Jobs that borrow from the caller and fill its slices, without `unsafe`.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::Mutex;

use storylint_engine::{Executor, Flow};

fn main() {
    let text = "It was a bright cold day in April, and the clocks were striking thirteen. ";
    let text = text.repeat(1000);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut lengths = vec![0; words.len()];

    // Each job gets a part of the caller's words, and a part of the caller's lengths to fill. The
    // lock is never waited for: a job may run again in another run, and only one may write then.
    let mut flow = Flow::new();
    let parts: Vec<_> = words
        .chunks(1000)
        .zip(lengths.chunks_mut(1000).map(Mutex::new))
        .map(|(words, lengths)| {
            flow.add((), move |()| {
                let lengths = &mut *lengths.lock().unwrap();
                lengths.iter_mut().zip(words).for_each(|(length, word)| *length = word.len());
                lengths.iter().sum::<usize>()
            })
        })
        .collect();
    let total = flow.add(parts, |parts| parts.into_iter().sum::<usize>());

    let run = Executor::new(2).run_scoped(&flow.compile());
    println!("{} words of {:?} letters", words.len(), run.output(total));
    println!("the first lengths: {:?}", &lengths[..5]);
}
