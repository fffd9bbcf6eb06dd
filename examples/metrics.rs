//! What a run cost: as a table for people, and in the text format of Prometheus.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::hint::black_box;
use std::sync::Arc;

use storylint_engine::{Executor, Flow, Metrics, prometheus_text};

/// How many primes there are below `n`, the slow way.
fn n_primes(n: u64) -> usize {
    (2..n).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| black_box(n % d) != 0)).count()
}

fn main() {
    let mut flow = Flow::new();
    let counts: Vec<_> =
        (1..=20).map(|tens| flow.add((), move |()| n_primes(10_000 * tens))).collect();
    let sum = flow.add(counts, |counts| counts.into_iter().sum::<usize>());
    let compiled = flow.compile();

    let metrics = Arc::new(Metrics::with_system_samples());
    let executor = Executor::builder().workers(2).observer(metrics.clone()).build();
    println!("{} primes", executor.run(&compiled).output(sum).unwrap_or(&0));
    let report = metrics.report();
    println!("{report}");
    print!("{}", prometheus_text(&report));
}
