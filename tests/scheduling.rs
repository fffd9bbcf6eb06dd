//! Any graph on any number of workers, against a naive model of what has to come out.

use std::collections::HashSet;
use std::hint;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use storylint_engine::{
    Aggregate, Collected, Event, Executor, FnJob, Graph, GraphBuilder, Inputs, Job, JobError,
    NodeId, OnFailure, Outcome, Policy, TaskContext, compile,
};

// Random graphs.

/// What a node is to do. Its needs are the places of earlier nodes.
#[derive(Debug, Clone)]
struct Spec {
    needs: Vec<usize>,
    policy: Policy,
    aggregates: bool,
    end: End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Done,
    Err,
    Panic,
}

fn policies() -> impl Strategy<Value = Policy> {
    let priority = prop_oneof![3 => Just(50), 1 => 0..=255u8, 1 => 25..=75u8];
    let cost = prop::option::of((0..200u64).prop_map(Duration::from_millis));
    let on_failure = prop_oneof![Just(OnFailure::Skip), Just(OnFailure::Continue)];
    (priority, cost, on_failure).prop_map(|(priority, cost, on_failure)| Policy {
        priority,
        cost,
        on_failure,
        ..Policy::default()
    })
}

/// Graphs of up to `n` nodes, which end `Done` at these odds against failing.
fn graphs(n: usize, done: u32) -> impl Strategy<Value = Vec<Spec>> {
    let end = prop_oneof![done => Just(End::Done), 1 => Just(End::Err), 1 => Just(End::Panic)];
    let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..5);
    let node = (needs, policies(), prop::bool::weighted(0.2), end);
    prop::collection::vec(node, 0..n).prop_map(|nodes| {
        let nodes =
            nodes.into_iter().enumerate().map(|(place, (needs, policy, aggregates, end))| {
                let mut seen = HashSet::new();
                let needs = needs.iter().filter(|_| place > 0).map(|need| need.index(place));
                let needs = needs.filter(|need| seen.insert(*need)).collect();
                Spec { needs, policy, aggregates, end }
            });
        nodes.collect()
    })
}

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(7) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

// The model.

#[derive(Debug, Clone, PartialEq)]
enum Expected {
    Done(u64),
    Failed(String),
    Skipped(usize),
}

/// How every node ends, found by going through them in order.
fn expected(specs: &[Spec]) -> Vec<Expected> {
    let mut ends: Vec<Expected> = Vec::new();
    for (place, spec) in specs.iter().enumerate() {
        let mut inputs = Vec::new();
        let mut because = None;
        for need in &spec.needs {
            match ends[*need] {
                Expected::Done(value) => inputs.push((*need as u64, value)),
                Expected::Failed(_) => because = because.or(Some(*need)),
                Expected::Skipped(root) => because = because.or(Some(root)),
            }
        }
        let value = if spec.aggregates {
            inputs.iter().fold(0, |sum, (need, value)| mix(*need, *value).wrapping_add(sum))
        } else {
            inputs.iter().fold(place as u64, |hash, (need, value)| mix(mix(hash, *need), *value))
        };
        ends.push(match (because, spec.policy.on_failure, spec.end) {
            (Some(root), OnFailure::Skip, _) => Expected::Skipped(root),
            (_, _, End::Done) => Expected::Done(value),
            (_, _, End::Err) => Expected::Failed(format!("error of {place}")),
            (_, _, End::Panic) => Expected::Failed(format!("panicked: panic of {place}")),
        });
    }
    ends
}

/// The order in which one worker runs the nodes.
fn order(specs: &[Spec]) -> Vec<usize> {
    let dependents =
        |node: usize| (0..specs.len()).filter(move |d| specs[*d].needs.contains(&node));
    let mut keys = vec![(0, 0); specs.len()];
    for node in (0..specs.len()).rev() {
        let policy = &specs[node].policy;
        let cheap = policy.cost.is_some_and(|cost| cost < Duration::from_millis(100));
        let many = dependents(node).count() > 5;
        let base =
            i64::from(policy.priority) - if cheap { 10 } else { 0 } - if many { 20 } else { 0 };
        let after = dependents(node).map(|d| -keys[d].1).max().unwrap_or(0);
        let cost = policy.cost.map_or(1, |cost| cost.as_millis() as i64);
        keys[node] = (base, -(cost + after));
    }
    let lane =
        |node: usize| keys.iter().filter(|key| **key < keys[node]).count() * 64 / specs.len();
    let mut waiting: Vec<usize> = (0..specs.len()).collect();
    // The rank in nanoseconds, to four significant bits.
    let about = |node: usize| {
        let rank = -keys[node].1 as u64 * 1_000_000;
        let n_bits = 64 - rank.leading_zeros();
        (keys[node].0, -i64::from(n_bits), -((rank >> n_bits.saturating_sub(4)) as i64))
    };
    waiting.sort_by_key(|node| (lane(*node), about(*node), *node));
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let is_ready = |node: &usize| specs[*node].needs.iter().all(|need| order.contains(need));
        let first = waiting.iter().position(is_ready).expect("a graph has no cycle");
        order.push(waiting.remove(first));
    }
    order
}

// The same, for the engine.

/// Counts how many outputs are alive.
#[derive(Default)]
struct Census {
    alive: AtomicUsize,
    most: AtomicUsize,
}

struct Output<'c> {
    value: u64,
    census: &'c Census,
}

impl<'c> Output<'c> {
    fn new(value: u64, census: &'c Census) -> Self {
        let alive = census.alive.fetch_add(1, Ordering::SeqCst) + 1;
        census.most.fetch_max(alive, Ordering::SeqCst);
        Self { value, census }
    }
}

impl Drop for Output<'_> {
    fn drop(&mut self) {
        self.census.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct SpecJob<'c> {
    spec: Spec,
    place: usize,
    census: &'c Census,
}

impl<'c> SpecJob<'c> {
    fn end(&self, value: u64) -> Result<Output<'c>, JobError> {
        match self.spec.end {
            End::Done => Ok(Output::new(value, self.census)),
            End::Err => Err(JobError::new(format!("error of {}", self.place))),
            End::Panic => panic!("panic of {}", self.place),
        }
    }
}

impl<'c> Job for SpecJob<'c> {
    type Output = Output<'c>;

    fn run(
        &self,
        inputs: Inputs<'_, Output<'c>>,
        context: &TaskContext<'_>,
    ) -> Result<Output<'c>, JobError> {
        assert_eq!(context.node.index(), self.place);
        assert!(
            context.needs().iter().map(|need| need.index()).eq(self.spec.needs.iter().copied())
        );
        let hash = |hash, (need, output): (NodeId, &Output<'_>)| {
            mix(mix(hash, need.index() as u64), output.value)
        };
        self.end(inputs.iter().fold(self.place as u64, hash))
    }

    fn policy(&self) -> Policy {
        self.spec.policy.clone()
    }

    fn aggregate<'a>(&self) -> Option<Box<dyn Aggregate<Output<'c>> + 'a>>
    where
        Self: 'a,
    {
        self.spec
            .aggregates
            .then(|| Box::new(Sum { job: self.clone(), parts: Collected::new() }) as _)
    }
}

struct Sum<'c> {
    job: SpecJob<'c>,
    parts: Collected<NodeId, u64>,
}

impl<'c> Aggregate<Output<'c>> for Sum<'c> {
    fn add(&self, need: NodeId, output: &Output<'c>) {
        self.parts.insert(need, mix(need.index() as u64, output.value), |_, _| {
            panic!("{need:?} was added twice")
        });
    }

    fn finish(self: Box<Self>) -> Result<Output<'c>, JobError> {
        let parts = self.parts.into_sorted();
        self.job.end(parts.into_iter().fold(0, |sum, (_, part)| part.wrapping_add(sum)))
    }
}

fn graph<'c>(specs: &[Spec], census: &'c Census) -> Graph<SpecJob<'c>> {
    let mut builder = GraphBuilder::new();
    let mut ids = Vec::new();
    for (place, spec) in specs.iter().enumerate() {
        let needs: Vec<NodeId> = spec.needs.iter().map(|need| ids[*need]).collect();
        ids.push(builder.add(SpecJob { spec: spec.clone(), place, census }, needs));
    }
    builder.build()
}

/// Which nodes have started and finished, in the order in which they finished.
#[derive(Default)]
struct Log {
    started: Mutex<HashSet<NodeId>>,
    finished: Mutex<Vec<NodeId>>,
}

impl Log {
    fn note(&self, event: &Event<'_>, specs: &[Spec]) {
        match *event {
            Event::RunStarted { .. } | Event::RunFinished => {}
            Event::NodeStarted { node, .. } => {
                let finished = self.finished.lock().expect("no panic");
                for need in &specs[node.index()].needs {
                    assert!(
                        finished.iter().any(|node| node.index() == *need),
                        "{node:?} started before {need}"
                    );
                }
                assert!(
                    self.started.lock().expect("no panic").insert(node),
                    "{node:?} started twice"
                );
            }
            Event::NodeFinished { node, outcome, .. } => {
                let started = self.started.lock().expect("no panic").contains(&node);
                assert_eq!(started, !matches!(outcome, Outcome::Skipped { .. }));
                self.finished.lock().expect("no panic").push(node);
            }
            _ => {}
        }
    }
}

/// Runs `specs` on `workers` workers and holds everything that can be seen against the model.
/// Gives the order in which the nodes finished.
fn check(specs: &[Spec], workers: usize) -> Vec<usize> {
    let expected = expected(specs);
    let census = Census::default();
    let graph = graph(specs, &census);
    let log = Arc::new(Log::default());
    let note = {
        let (log, specs) = (Arc::clone(&log), specs.to_vec());
        move |_: Duration, event: &Event<'_>| log.note(event, &specs)
    };
    let executor = Executor::builder().workers(workers).observer(Arc::new(note)).build();
    let compiled = compile(graph);
    let run = executor.run_scoped(&compiled);
    drop(executor);

    let is_sink = |node: usize| specs.iter().all(|spec| !spec.needs.contains(&node));
    for id in compiled.ids() {
        let outcome = match run.outcome(id) {
            Outcome::Done => None,
            Outcome::Failed(error) => Some(Expected::Failed(error.to_string())),
            Outcome::Skipped { because } => Some(Expected::Skipped(because.index())),
            Outcome::Cancelled | Outcome::TimedOut => unreachable!("nothing has a limit"),
        };
        let output = run.output(id).map(|output| output.value);
        match &expected[id.index()] {
            Expected::Done(value) => {
                assert_eq!(outcome, None);
                assert_eq!(output, is_sink(id.index()).then_some(*value));
            }
            failed => assert_eq!((outcome.as_ref(), output), (Some(failed), None)),
        }
    }
    let outputs = run.into_outputs();
    assert_eq!(census.alive.load(Ordering::SeqCst), outputs.len(), "the others were released");
    assert!(outputs.is_sorted_by_key(|(id, _)| *id));

    let finished: Vec<usize> = std::mem::take(&mut *log.finished.lock().expect("no panic"))
        .iter()
        .map(|id| id.index())
        .collect();
    let once: HashSet<usize> = finished.iter().copied().collect();
    assert_eq!((finished.len(), once.len()), (specs.len(), specs.len()), "every node ends once");
    finished
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_on_any_number_of_workers(specs in graphs(40, 8)) {
        for workers in [1, 2, 4, 8] {
            check(&specs, workers);
        }
    }

    #[test]
    fn one_worker_runs_in_the_order_of_the_rule(specs in graphs(30, 100)) {
        prop_assert_eq!(check(&specs, 1), order(&specs));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_worker_keeps_the_rule_where_priorities_share_lanes(specs in graphs(250, 100)) {
        prop_assert_eq!(check(&specs, 1), order(&specs));
    }
}

// Situations.

/// A closure as a job over numbers, to say less in the tests below.
fn job<'a>(run: impl Fn(Inputs<'_, u64>) -> u64 + Send + Sync + 'a) -> FnJob<'a, u64> {
    FnJob::new(move |inputs, _| Ok(run(inputs)))
}

/// Waits for something that another worker is about to do. If the engine is right it never waits
/// for long; if it is wrong this panics instead of hanging.
#[track_caller]
fn wait_until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never happened");
        thread::yield_now();
    }
}

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

#[test]
fn outputs_are_released_on_the_way() {
    for workers in [1, 4] {
        let census = Census::default();
        let spec =
            |needs| Spec { needs, policy: Policy::default(), aggregates: false, end: End::Done };
        let specs: Vec<Spec> =
            (0..1000).map(|n: usize| spec(n.checked_sub(1).into_iter().collect())).collect();
        let run = Executor::new(workers).run_scoped(&compile(graph(&specs, &census)));
        assert_eq!(run.into_outputs().len(), 1);
        assert_eq!(census.most.load(Ordering::SeqCst), 2, "an input with what is made of it");
    }
}

#[test]
fn folded_outputs_are_released_at_once() {
    let census = Census::default();
    let spec =
        |needs, aggregates| Spec { needs, policy: Policy::default(), aggregates, end: End::Done };
    let mut specs = vec![spec(vec![], false); 1000];
    specs.push(spec((0..1000).collect(), true));
    let run = Executor::new(1).run_scoped(&compile(graph(&specs, &census)));
    assert_eq!(run.into_outputs().len(), 1);
    assert_eq!(census.most.load(Ordering::SeqCst), 1);
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

/// Every worker but one goes to sleep beside a long node. When that ends, as many nodes are ready
/// as there are workers, and each waits for all others to run: a wake-up that is lost, or work that
/// is hidden, never ends.
#[test]
fn sleepers_are_woken_for_work() {
    for workers in [2, 3, 4] {
        for round in 0..1000 {
            let parked = Arc::new(AtomicUsize::new(0));
            let meeting = AtomicUsize::new(0);
            let mut builder = GraphBuilder::new();
            let long = builder.add(
                job(|_| {
                    wait_until(|| parked.load(Ordering::SeqCst) >= 1);
                    0
                }),
                [],
            );
            for _ in 0..workers {
                let meet = job(|_| {
                    meeting.fetch_add(1, Ordering::SeqCst);
                    wait_until(|| meeting.load(Ordering::SeqCst) == workers);
                    0
                });
                builder.add(meet, [long]);
            }
            let n_parked = Arc::clone(&parked);
            let count = move |_: Duration, event: &Event<'_>| {
                if let Event::Parked { .. } = event {
                    n_parked.fetch_add(1, Ordering::SeqCst);
                    // Sleeps before the work comes, while it comes, or after.
                    (0..round % 128).for_each(|_| hint::spin_loop());
                }
            };
            let run = Executor::builder()
                .workers(workers)
                .observer(Arc::new(count))
                .build()
                .run_scoped(&compile(builder.build()));
            assert!(run.is_done());
        }
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

/// The nodes that a worker has ended count, although it never comes back from the next.
#[test]
fn a_stuck_worker_takes_nothing_with_it() {
    let (release, stuck) = mpsc::channel::<()>();
    let stuck = Mutex::new(stuck);
    let mut builder = GraphBuilder::new();
    let quick = |inputs: Inputs<'_, u64>, _: &TaskContext<'_>| Ok(inputs.values().sum::<u64>() + 1);
    let mut last = builder.add(FnJob::new(quick), []);
    for _ in 0..100 {
        last = builder.add(FnJob::new(quick), [last]);
    }
    let wait = FnJob::new(move |_, _| {
        stuck.lock().expect("no panic").recv().ok();
        Ok(0)
    });
    let timeout = Some(Duration::from_millis(1));
    let stuck = builder.add(wait.with_policy(Policy { timeout, ..Policy::default() }), [last]);
    let after = builder.add(FnJob::new(quick), [stuck]);
    let beside = builder.add(FnJob::new(quick), [last]);
    let compiled = compile(builder.build());
    for workers in [1, 2] {
        let run = Executor::new(workers).run(&compiled);
        assert!(matches!(run.outcome(stuck), Outcome::TimedOut));
        assert!(matches!(run.outcome(after), Outcome::Skipped { because } if because == stuck));
        assert_eq!(run.output(beside), Some(&102));
    }
    drop(release);
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
