//! Random graphs in random settings, for as long as one likes.

use std::env;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::TestRunner;

use crate::check::{Setting, check};
use crate::outcomes::{WILD, config, cut_short, settings};
use crate::specs::{Mix, graphs};

/// `STORYLINT_SOAK=3600 cargo test --release --test scheduling soak` goes on for an hour. When
/// nothing is said it is a second.
#[test]
fn soak() {
    let seconds = env::var("STORYLINT_SOAK").map(|s| s.parse().expect("a number of seconds"));
    let start = Instant::now();
    let mut mixes = [(8, 0.4), (40, 0.1), (150, 0.05), (400, 0.01)].into_iter().cycle();
    while start.elapsed() < Duration::from_secs(seconds.clone().unwrap_or(1)) {
        let (n_nodes, special) = mixes.next().expect("they go round");
        let mix =
            Mix { n_nodes, special, wrong: special / 2.0, cancels: 0.1 / n_nodes as f64, ..WILD };
        run(16, mix, cut_short());
        // In graphs of any size a few jobs are late.
        run(4, Mix { late: 1.0 / n_nodes as f64, cancels: 0.0, ..mix }, settings());
    }
}

/// Each runner begins with another seed, and shrinks what it finds.
fn run(n_cases: u32, mix: Mix, settings: impl Strategy<Value = Setting>) {
    TestRunner::new(config(n_cases))
        .run(&(graphs(mix), settings), |(specs, setting)| {
            check(&specs, &setting);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
