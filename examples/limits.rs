//! What policies and the executor limit, and what is left when something goes wrong.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::thread;
use std::time::Duration;

use storylint_engine::{Cancel, Context, Executor, Flow, Outcome, Policy, Retries};

const MS: Duration = Duration::from_millis(1);

fn main() {
    let mut flow = Flow::new();
    let retries = Retries { max: 3, wait: MS, max_wait: 10 * MS };
    let flaky = flow.with(Policy { retries, ..Policy::default() });
    let flaky = flaky.try_add(Context, |context| match context.attempt {
        3 => Ok("came at last"),
        _ => Err("not reachable"),
    });
    let slow = flow.with(Policy { timeout: Some(20 * MS), ..Policy::default() });
    let slow = slow.add(Context, |context| {
        while !context.cancelled() {
            thread::sleep(MS);
        }
    });
    let broken = flow.try_add((), |()| "seven".parse::<u8>());
    let dependent = flow.add((broken, flaky), |(number, _)| number + 1);
    let large = || Policy { memory: Some(600), ..Policy::default() };
    let halves = [1, 2].map(|half| flow.with(large()).add((), move |()| half));
    // A node that can do without some of its needs runs whatever became of them.
    let needs = (flaky.maybe(), slow.maybe(), dependent.maybe(), halves.map(|half| half.maybe()));
    let summary = flow.add(needs, |(flaky, slow, number, halves)| {
        format!("{flaky:?}, {slow:?}, {number:?}, {halves:?}")
    });

    let executor = Executor::builder().workers(4).memory(1000).deadline(1000 * MS).build();
    let run = executor.run(&flow.compile());
    for (name, node) in [("flaky", flaky.id()), ("slow", slow.id()), ("dependent", dependent.id())]
    {
        match run.outcome(node) {
            Outcome::Failed(error) => println!("{name}: failed: {error}"),
            outcome => println!("{name}: {outcome:?}"),
        }
    }
    println!("{} failed: {}", run.failures().len(), run.failures()[0].1);
    println!("held at most {} of 1000 bytes", run.peak_memory());
    println!("the summary: {}", run.output(summary).map_or("", String::as_str));

    // A cancelled run gives what was done until then.
    let cancel = Cancel::new();
    let mut flow = Flow::new();
    let first = flow.add((), |()| "done");
    let second = flow.after(first).add((), {
        let cancel = cancel.clone();
        move |()| cancel.cancel()
    });
    let third = flow.after(second).add((), |()| "never");
    let run = Executor::builder().workers(1).cancel(cancel).build().run(&flow.compile());
    println!("cancelled: {:?}, {:?}", run.outcome(second), run.outcome(third));
}
