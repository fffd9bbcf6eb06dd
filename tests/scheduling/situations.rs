//! What comes out of a run, situation by situation.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use storylint_engine::{
    Aggregate, Cancel, Event, Executor, FnJob, GraphBuilder, Inputs, Job, JobError, NodeId,
    OnFailure, Outcome, Policy, TaskContext, compile,
};

use crate::check::within_reason;
use crate::{job, wait_until};

#[test]
fn an_empty_graph_runs() {
    let graph = compile(GraphBuilder::<FnJob<'_, u64>>::new().build());
    for workers in [0, 1, 4] {
        assert_eq!(Executor::new(workers).run_scoped(&graph).outcomes().len(), 0);
    }
}

#[test]
fn a_compiled_graph_runs_again() {
    let n_runs = AtomicUsize::new(0);
    let mut builder = GraphBuilder::new();
    let one = builder.add(job(|_| 1 + n_runs.fetch_add(1, Ordering::SeqCst) as u64), []);
    let sum = builder.add(job(|inputs| inputs.values().sum::<u64>() * 10), [one]);
    let compiled = compile(builder.build());
    for time in 1..=3 {
        let run = Executor::new(2).run_scoped(&compiled);
        assert_eq!(run.output(sum), Some(&(time * 10)));
    }
}

#[test]
fn the_only_reader_owns_its_input() {
    let mut builder = GraphBuilder::new();
    let text = builder.add(FnJob::new(|_, _| Ok(String::from("text"))), []);
    let longer = builder.add(
        FnJob::new(|inputs: Inputs<'_, String>, _: &TaskContext<'_>| {
            let (_, text) = inputs.into_iter().next().expect("one need");
            let mut text = text.into_own().ok_or("somebody else holds it")?;
            text.push('!');
            Ok(text)
        }),
        [text],
    );
    let run = Executor::new(2).run_scoped(&compile(builder.build()));
    assert_eq!(run.output(longer).map(String::as_str), Some("text!"));
}

/// Adds up what it is given and says when the first output has come.
struct Sums<'a> {
    sum: AtomicUsize,
    any: &'a AtomicBool,
}

impl Aggregate<u64> for Sums<'_> {
    fn add(&self, _: NodeId, output: &u64) {
        assert_ne!(*output, 13, "unlucky");
        self.sum.fetch_add(*output as usize, Ordering::SeqCst);
        self.any.store(true, Ordering::SeqCst);
    }

    fn finish(self: Box<Self>) -> Result<u64, JobError> {
        Ok(self.sum.into_inner() as u64)
    }
}

/// A number, a closure or the sum of what it needs.
enum SumJob<'a> {
    Fn(FnJob<'a, u64>),
    Sum(&'a AtomicBool),
}

impl Job for SumJob<'_> {
    type Output = u64;

    fn run(&self, inputs: Inputs<'_, u64>, context: &TaskContext<'_>) -> Result<u64, JobError> {
        match self {
            Self::Fn(job) => job.run(inputs, context),
            Self::Sum(_) => unreachable!("its aggregate takes the place of this"),
        }
    }

    fn aggregate<'b>(&self) -> Option<Box<dyn Aggregate<u64> + 'b>>
    where
        Self: 'b,
    {
        match self {
            Self::Fn(_) => None,
            Self::Sum(any) => Some(Box::new(Sums { sum: AtomicUsize::new(0), any })),
        }
    }
}

#[test]
fn outputs_are_folded_while_others_run() {
    let any = AtomicBool::new(false);
    let mut builder = GraphBuilder::new();
    let early = builder.add(SumJob::Fn(job(|_| 3)), []);
    let late = builder.add(
        SumJob::Fn(job(|_| {
            wait_until(|| any.load(Ordering::SeqCst));
            4
        })),
        [],
    );
    let sum = builder.add(SumJob::Sum(&any), [early, late]);
    let run = Executor::new(2).run_scoped(&compile(builder.build()));
    assert_eq!(run.output(sum), Some(&7));
}

#[test]
fn a_panic_while_folding_fails_the_aggregating_node() {
    let any = AtomicBool::new(false);
    let mut builder = GraphBuilder::new();
    let numbers: Vec<NodeId> =
        [1, 13, 2].map(|n| builder.add(SumJob::Fn(job(move |_| n)), [])).into();
    let sum = builder.add(SumJob::Sum(&any), numbers.clone());
    let after = builder.add(SumJob::Fn(job(|_| 0)), [sum]);
    let run = Executor::new(2).run_scoped(&compile(builder.build()));
    assert!(matches!(run.outcome(numbers[1]), Outcome::Done));
    assert!(
        matches!(run.outcome(sum), Outcome::Failed(error) if error.to_string().contains("unlucky"))
    );
    assert!(matches!(run.outcome(after), Outcome::Skipped { because } if because == sum));
}

#[test]
fn a_node_that_continues_knows_what_is_missing() {
    let mut builder = GraphBuilder::new();
    let good = builder.add(job(|_| 1), []);
    let bad = builder.add(FnJob::new(|_, _| Err("no".into())), []);
    let continues = Policy { on_failure: OnFailure::Continue, ..Policy::default() };
    let missing = FnJob::new(|inputs: Inputs<'_, u64>, context: &TaskContext<'_>| {
        Ok((context.needs().len() - inputs.len()) as u64)
    });
    let node = builder.add(missing.with_policy(continues), [bad, good]);
    assert_eq!(Executor::new(1).run_scoped(&compile(builder.build())).output(node), Some(&1));
}

#[test]
fn a_million_nodes_in_a_row() {
    let mut builder = GraphBuilder::new();
    let mut last = builder.add(job(|_| 0), []);
    for _ in 1..1_000_000 {
        last = builder.add(job(|inputs| inputs.values().sum::<u64>() + 1), [last]);
    }
    let graph = compile(builder.build());
    let run = Executor::new(2).run_scoped(&graph);
    assert_eq!(run.output(last), Some(&999_999));
}

#[test]
fn skipping_goes_down_a_long_chain() {
    let mut builder = GraphBuilder::new();
    let first = builder.add(FnJob::new(|_, _| Err("no".into())), []);
    let mut last = first;
    for _ in 0..200_000 {
        last = builder.add(job(|_| 0), [last]);
    }
    let run = Executor::new(2).run_scoped(&compile(builder.build()));
    assert!(matches!(run.outcome(last), Outcome::Skipped { because } if because == first));
}

#[test]
fn a_wide_graph_goes_in_and_out() {
    let mut builder = GraphBuilder::new();
    let first = builder.add(job(|_| 1), []);
    let many: Vec<NodeId> =
        (0..100_000).map(|_| builder.add(job(|inputs| inputs.values().sum()), [first])).collect();
    let last = builder.add(job(|inputs| inputs.values().sum()), many);
    let graph = compile(builder.build());
    for workers in [1, 4] {
        assert_eq!(Executor::new(workers).run_scoped(&graph).output(last), Some(&100_000));
    }
}

#[test]
fn many_small_runs_end() {
    for round in 0..1500 {
        let mut builder = GraphBuilder::new();
        let top = builder.add(job(|_| 1), []);
        let sides: Vec<NodeId> = (0..round % 7)
            .map(|_| builder.add(job(|inputs| inputs.values().sum()), [top]))
            .collect();
        let bottom = builder.add(job(|inputs| inputs.values().sum()), sides.clone());
        let run = Executor::new(2 + round % 3).run_scoped(&compile(builder.build()));
        assert_eq!(run.output(bottom), Some(&(sides.len() as u64)));
    }
}

/// Whatever an observer panics at, the run ends and the caller gets the panic.
#[test]
fn a_panic_of_an_observer_reaches_the_caller() {
    let mut builder = GraphBuilder::new();
    let top = builder.add(job(|_| 1), []);
    for _ in 0..20 {
        builder.add(job(|inputs| inputs.values().sum()), [top]);
    }
    let graph = compile(builder.build());
    for workers in [1, 2, 4] {
        // 21 nodes start and finish, between the start and the end of the run.
        for at in 0..44 {
            let n_events = AtomicUsize::new(0);
            let observer = move |_: Duration, _: &Event<'_>| {
                if n_events.fetch_add(1, Ordering::SeqCst) == at {
                    panic!("event {at}");
                }
            };
            let executor =
                Executor::builder().workers(workers).observer(Arc::new(observer)).build();
            let payload = catch_unwind(AssertUnwindSafe(|| executor.run_scoped(&graph)))
                .expect_err("it panics");
            assert_eq!(payload.downcast_ref::<String>(), Some(&format!("event {at}")));
        }
    }
}

/// Panics when it is dropped, unless it is told not to.
#[derive(Debug)]
struct Bomb(bool);

impl Drop for Bomb {
    fn drop(&mut self) {
        if std::mem::take(&mut self.0) {
            panic!("boom");
        }
    }
}

/// The destructor of an output panics once a node has read it, whether the caller works or not, and
/// the next run on the same threads knows nothing of it.
#[test]
fn a_panic_of_a_destructor_reaches_the_caller() {
    for timeout in [None, Some(Duration::MAX)] {
        let graph = |explodes| {
            let mut builder = GraphBuilder::new();
            let bomb = builder.add(FnJob::new(move |_, _| Ok(Bomb(explodes))), []);
            let policy = Policy { timeout, ..Policy::default() };
            let reads = FnJob::new(|_, _| Ok(Bomb(false))).with_policy(policy);
            builder.add(reads, [bomb]);
            compile(builder.build())
        };
        for workers in [1, 2, 4] {
            let executor = Executor::new(workers);
            for _ in 0..20 {
                let run = || catch_unwind(AssertUnwindSafe(|| executor.run(&graph(true))));
                let payload = within_reason(&workers, run).expect_err("it panics");
                assert_eq!(payload.downcast_ref(), Some(&"boom"));
                let run = within_reason(&workers, || executor.run(&graph(false)));
                assert_eq!(run.outcomes().count(), 2);
            }
        }
    }
}

/// Two outputs that nobody has read when the run is cancelled: both panic as they are dropped.
#[test]
fn of_two_panics_of_destructors_one_reaches_the_caller() {
    let cancel = Cancel::default();
    let mut builder = GraphBuilder::new();
    let bombs = [(); 2].map(|()| builder.add(FnJob::new(|_, _| Ok(Bomb(true))), []));
    let last = {
        let cancel = cancel.clone();
        FnJob::new(move |_: Inputs<'_, Bomb>, _: &TaskContext<'_>| {
            cancel.cancel();
            Ok(Bomb(false))
        })
    };
    let last = last.with_policy(Policy { priority: 90, ..Policy::default() });
    let first = builder.add(FnJob::new(|_, _| Ok(Bomb(false))), []);
    let last = builder.add(last, [first]);
    builder.add(FnJob::new(|_, _| Ok(Bomb(false))), [bombs[0], bombs[1], last]);
    let executor = Executor::builder().workers(1).cancel(cancel).build();
    let run = || catch_unwind(AssertUnwindSafe(|| executor.run(&compile(builder.build()))));
    let payload = within_reason(&"two bombs", run).expect_err("it panics");
    assert_eq!(payload.downcast_ref(), Some(&"boom"));
}
