//! Whole runs in many orders: each node ends once, as it should, after what it needs; and the run ends.

use std::panic::resume_unwind;
use std::time::Duration;

use ::shuttle::rand::{Rng, thread_rng};
use ::shuttle::scheduler::{PctScheduler, RandomScheduler};
use ::shuttle::{Config, Runner};
use storylint_graph::{GraphBuilder, NodeId, Policy, Retries};

use super::Executor;
use crate::cancel::Cancel;
use crate::compile::{Compiled, compile};
use crate::error::JobError;
use crate::job::{Action, FnJob, TaskContext};
use crate::outcome::Outcome;
use crate::run::Run;
use crate::sync::{Arc, AtomicBool, AtomicU32, AtomicU64, Condvar, Mutex, Ordering, thread};

/// Any will do; it is said so that a failure comes again.
const SEED: u64 = 1;

/// Tries so many orders of `model` of each kind: those in which any thread goes on at any time, and
/// those in which one goes on until it waits, but for three switches (probabilistic concurrency
/// testing; Burckhardt and others, 2010).
fn explore(n: usize, model: impl Fn() + Send + Sync + Copy + 'static) {
    let mut config = Config::new();
    config.stack_size = 1 << 18;
    config.silence_warnings = true;
    Runner::new(RandomScheduler::new_from_seed(SEED, n), config.clone()).run(model);
    // This wants two threads from the first run on, whose graph may be a chain.
    let model = move || {
        thread::Builder::new().spawn(|| ()).expect("a model starts a thread");
        model();
    };
    Runner::new(PctScheduler::new_from_seed(SEED, 3, n), config).run(model);
}

/// What becomes of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Fails,
    Panics,
    /// Fails so many times first, and is tried again at once.
    Retried(u32),
    /// Spawns a job that spawns another.
    Spawns,
    /// Holds so many bytes.
    Holds(u64),
}

/// What jobs tell.
#[derive(Default)]
struct Log {
    n_runs: Vec<AtomicU32>,
    is_done: Vec<AtomicBool>,
    held: AtomicU64,
}

impl Log {
    fn new(n_nodes: usize) -> Arc<Self> {
        Arc::new(Self {
            n_runs: (0..n_nodes).map(|_| AtomicU32::new(0)).collect(),
            is_done: (0..n_nodes).map(|_| AtomicBool::new(false)).collect(),
            held: AtomicU64::new(0),
        })
    }

    /// Runs the job of a node. Nothing here orders what threads do.
    fn run(self: &Arc<Self>, fate: Fate, context: &TaskContext<'_>) -> Result<(), JobError> {
        let node = context.node.index();
        for need in context.needs() {
            let is_done = self.is_done[need.index()].load(Ordering::Relaxed);
            assert!(is_done, "{node} runs before {}", need.index());
        }
        self.n_runs[node].fetch_add(1, Ordering::Relaxed);
        last_for(3);
        match fate {
            Fate::Done => {}
            Fate::Fails => return Err("it fails".into()),
            // Without a word to the hook of the process.
            Fate::Panics => resume_unwind(Box::new("it panics")),
            Fate::Retried(n) if context.attempt <= n => return Err("not yet".into()),
            Fate::Retried(_) => {}
            Fate::Spawns => {
                let log = Arc::clone(self);
                context.spawn(move |context| {
                    let inner = Arc::clone(&log);
                    context.spawn(move |_| {
                        last_for(2);
                        inner.is_done[node].store(true, Ordering::Relaxed);
                        Ok(())
                    });
                    last_for(2);
                    log.n_runs[node].fetch_add(1, Ordering::Relaxed);
                    Ok(())
                });
                return Ok(());
            }
            Fate::Holds(bytes) => {
                let held = self.held.fetch_add(bytes, Ordering::Relaxed) + bytes;
                assert!(held <= LIMIT, "{held} bytes are held");
                last_for(2);
                self.held.fetch_sub(bytes, Ordering::Relaxed);
            }
        }
        self.is_done[node].store(true, Ordering::Relaxed);
        Ok(())
    }
}

const LIMIT: u64 = 10;

/// Lets others go on up to so many times.
fn last_for(below: u32) {
    (0..thread_rng().gen_range(0..=below)).for_each(|_| thread::yield_now());
}

/// A graph by the needs of its nodes, and what becomes of each.
type Plan = Vec<(Vec<usize>, Fate)>;

fn policy(fate: Fate) -> Policy {
    let (mut memory, mut retries) = (None, Retries::NONE);
    match fate {
        Fate::Retried(max) => {
            retries = Retries { max, wait: Duration::ZERO, max_wait: Duration::ZERO };
        }
        Fate::Holds(bytes) => memory = Some(bytes),
        Fate::Done | Fate::Fails | Fate::Panics | Fate::Spawns => {}
    }
    Policy { memory, retries, ..Policy::default() }
}

/// Jobs without outputs, which run the short way, for `plan`.
fn actions(plan: &Plan, log: &Arc<Log>) -> Compiled<Action<'static>> {
    let mut graph = GraphBuilder::new();
    for (needs, fate) in plan.clone() {
        let log = Arc::clone(log);
        let action = Action::new(move |context| log.run(fate, context)).with_policy(policy(fate));
        graph.add(action, needs.into_iter().map(NodeId::new));
    }
    compile(graph.build())
}

/// Jobs whose output is one more than those of their needs taken together.
fn sums(plan: &Plan, log: &Arc<Log>) -> Compiled<FnJob<'static, u64>> {
    let mut graph = GraphBuilder::new();
    for (needs, fate) in plan.clone() {
        let log = Arc::clone(log);
        let sum = FnJob::new(move |inputs, context| {
            log.run(fate, context)?;
            Ok(1 + inputs.values().sum::<u64>())
        });
        graph.add(sum.with_policy(policy(fate)), needs.into_iter().map(NodeId::new));
    }
    compile(graph.build())
}

/// Whether `run` and `log` say what a naive reading of `plan` says.
fn compare<T>(plan: &Plan, run: &Run<T>, log: &Log, n_times: u32) {
    let mut is_done: Vec<bool> = Vec::new();
    for (node, (needs, fate)) in plan.iter().enumerate() {
        let is_run = needs.iter().all(|need| is_done[*need]);
        let fails = matches!(fate, Fate::Fails | Fate::Panics);
        is_done.push(is_run && !fails);
        let as_it_should = match run.outcome(NodeId::new(node)) {
            Outcome::Done => is_run && !fails,
            Outcome::Failed(_) => is_run && fails,
            Outcome::Skipped { .. } => !is_run,
            Outcome::Cancelled | Outcome::TimedOut => false,
        };
        assert!(as_it_should, "node {node} of {plan:?}: {:?}", run.outcome(NodeId::new(node)));
        let n_runs = match fate {
            _ if !is_run => 0,
            Fate::Retried(n) => n + 1,
            Fate::Spawns => 2,
            Fate::Done | Fate::Fails | Fate::Panics | Fate::Holds(_) => 1,
        };
        assert_eq!(log.n_runs[node].load(Ordering::Relaxed), n_times * n_runs, "node {node}");
    }
}

/// Any graph of up to `max` nodes, most of which are `Done` and the others one of `fates`.
fn any_plan(max: usize, fates: &[Fate]) -> Plan {
    let mut random = thread_rng();
    let n_nodes = random.gen_range(1..=max);
    let mut plan = Plan::new();
    for node in 0..n_nodes {
        let needs = (0..node).filter(|_| random.gen_range(0..3) == 0).collect();
        let place = random.gen_range(0..2 * fates.len());
        plan.push((needs, fates.get(place).copied().unwrap_or(Fate::Done)));
    }
    plan
}

fn n_workers() -> usize {
    thread_rng().gen_range(2..=3)
}

/// Runs a plan with the threads of one run, and again.
fn check_scoped(plan: &Plan) {
    let log = Log::new(plan.len());
    let executor = Executor::builder().workers(n_workers()).memory(LIMIT).build();
    let compiled = actions(plan, &log);
    for n_times in 1..=2 {
        compare(plan, &executor.run_scoped(&compiled), &log, n_times);
    }
}

#[test]
fn diamonds() {
    explore(10_000, || {
        let plan = [vec![], vec![0], vec![0], vec![1, 2], vec![3], vec![3], vec![4, 5]];
        let plan = plan.map(|needs| (needs, Fate::Done)).to_vec();
        let log = Log::new(plan.len());
        let run = Executor::new(n_workers()).run_scoped(&sums(&plan, &log));
        compare(&plan, &run, &log, 1);
        assert_eq!(run.into_outputs(), [(NodeId::new(6), 13)]);
    });
}

#[test]
fn fans() {
    explore(10_000, || {
        let mut plan: Plan = vec![(vec![], Fate::Done)];
        plan.extend((1..8).map(|_| (vec![0], Fate::Done)));
        plan.push(((1..8).collect(), Fate::Done));
        let log = Log::new(plan.len());
        let executor = Executor::new(3);
        let compiled = actions(&plan, &log);
        for n_times in 1..=2 {
            compare(&plan, &executor.run(&compiled), &log, n_times);
        }
    });
}

#[test]
fn any_graph() {
    explore(12_000, || check_scoped(&any_plan(8, &[Fate::Done])));
}

#[test]
fn jobs_that_fail() {
    explore(10_000, || check_scoped(&any_plan(8, &[Fate::Fails, Fate::Panics])));
}

#[test]
fn jobs_that_spawn_others() {
    explore(10_000, || check_scoped(&any_plan(5, &[Fate::Spawns])));
}

#[test]
fn jobs_that_wait_for_memory() {
    let fates = &[Fate::Holds(4), Fate::Holds(6), Fate::Holds(10)];
    explore(10_000, || check_scoped(&any_plan(7, fates)));
}

#[test]
fn jobs_that_are_tried_again() {
    explore(10_000, || check_scoped(&any_plan(5, &[Fate::Retried(1), Fate::Retried(2)])));
}

#[test]
fn jobs_of_every_kind() {
    let fates = &[
        Fate::Fails,
        Fate::Panics,
        Fate::Spawns,
        Fate::Holds(6),
        Fate::Holds(10),
        Fate::Retried(1),
    ];
    explore(12_000, || check_scoped(&any_plan(8, fates)));
}

/// As many jobs as there are workers, none of which ends before all have begun: so no worker may
/// sleep while a node is ready.
#[test]
fn jobs_that_wait_for_each_other() {
    explore(8_000, || {
        let n_workers = n_workers();
        let n_begun = Arc::new((Mutex::new(0), Condvar::new()));
        let mut graph = GraphBuilder::new();
        let first = Action::new(|_| {
            last_for(2);
            Ok(())
        });
        let first = graph.add(first, []);
        for _ in 0..n_workers {
            let n_begun = Arc::clone(&n_begun);
            let meet = Action::new(move |_| {
                let (n_begun, bell) = &*n_begun;
                let mut n_begun = n_begun.lock();
                *n_begun += 1;
                bell.notify_all();
                while *n_begun < n_workers {
                    bell.wait(&mut n_begun);
                }
                Ok(())
            });
            graph.add(meet, thread_rng().gen_bool(0.5).then_some(first));
        }
        let compiled = compile(graph.build());
        assert!(Executor::new(n_workers).run_scoped(&compiled).is_done());
    });
}

/// A job spawns another and waits for it, where its worker may be alone and all others asleep.
#[test]
fn jobs_that_wait_for_what_they_spawn() {
    explore(8_000, || {
        let mut graph = GraphBuilder::new();
        let first = graph.add(Action::new(|_| Ok(())), []);
        let waits = Action::new(|context| {
            let has_run = Arc::new((Mutex::new(false), Condvar::new()));
            let told = Arc::clone(&has_run);
            context.spawn(move |_| {
                *told.0.lock() = true;
                told.1.notify_one();
                Ok(())
            });
            let (has_run, bell) = &*has_run;
            let mut has_run = has_run.lock();
            while !*has_run {
                bell.wait(&mut has_run);
            }
            Ok(())
        });
        graph.add(waits, [first]);
        let compiled = compile(graph.build());
        let executor = Executor::new(n_workers());
        (0..2).for_each(|_| assert!(executor.run(&compiled).is_done()));
    });
}

#[test]
fn two_runs_at_once() {
    explore(8_000, || {
        let plans = [any_plan(4, &[Fate::Fails]), any_plan(4, &[Fate::Spawns])];
        let executor = Executor::new(2);
        let run = |plan: Plan| {
            let executor = executor.clone();
            move || {
                let log = Log::new(plan.len());
                compare(&plan, &executor.run(&actions(&plan, &log)), &log, 1);
            }
        };
        let [one, other] = plans.map(run);
        let other = thread::Builder::new().spawn(other).expect("a model starts a thread");
        one();
        other.join().expect("it ends");
    });
}

#[test]
fn a_run_that_is_cancelled() {
    explore(10_000, || {
        let plan = any_plan(6, &[Fate::Done]);
        let log = Log::new(plan.len());
        let cancel = Cancel::new();
        let executor = Executor::builder().workers(n_workers()).cancel(cancel.clone()).build();
        let canceller = thread::Builder::new().spawn(move || {
            last_for(20);
            cancel.cancel();
        });
        let run = executor.run(&actions(&plan, &log));
        for (node, outcome) in run.outcomes() {
            let n_runs = log.n_runs[node.index()].load(Ordering::Relaxed);
            match outcome {
                Outcome::Done => assert_eq!(n_runs, 1),
                Outcome::Cancelled => assert_eq!(n_runs, 0),
                Outcome::Failed(_) | Outcome::Skipped { .. } | Outcome::TimedOut => unreachable!(),
            }
        }
        canceller.expect("a model starts a thread").join().expect("it ends");
    });
}

#[test]
fn jobs_that_take_too_long() {
    explore(8_000, || {
        let mut graph = GraphBuilder::new();
        let timeout = Some(Duration::from_millis(2));
        let wait = Duration::from_millis(1);
        let retries = Retries { max: thread_rng().gen_range(0..2), wait, max_wait: wait };
        let n_ends = Arc::new(AtomicU32::new(0));
        let slow = Action::new(|context| {
            while !context.cancelled() && thread_rng().gen_range(0..8) > 0 {
                thread::yield_now();
            }
            Ok(())
        });
        let slow =
            graph.add(slow.with_policy(Policy { timeout, retries, ..Policy::default() }), []);
        let ends = Arc::clone(&n_ends);
        let quick = Action::new(move |_| {
            ends.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        let quick = graph.add(quick, []);
        let ends = Arc::clone(&n_ends);
        let after = Action::new(move |_| {
            ends.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        let after = graph.add(after, [slow, quick]);
        let run = Executor::new(n_workers()).run(&compile(graph.build()));
        let n_ends = n_ends.load(Ordering::Relaxed);
        assert!(matches!(run.outcome(quick), Outcome::Done));
        match (run.outcome(slow), run.outcome(after)) {
            (Outcome::Done, Outcome::Done) => assert_eq!(n_ends, 2),
            (Outcome::TimedOut, Outcome::Skipped { because }) => {
                assert_eq!((n_ends, because), (1, slow));
            }
            other => panic!("{other:?}"),
        }
    });
}

/// A job is stuck while the run goes on, which is cancelled at any time: its timeout ends it.
#[test]
fn a_stuck_job_in_a_run_that_is_cancelled() {
    explore(6_000, || {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut graph = GraphBuilder::new();
        let timeout = Some(Duration::from_millis(2));
        let waits = Arc::clone(&is_over);
        let stuck = Action::new(move |_| {
            while !waits.load(Ordering::Relaxed) {
                thread::yield_now();
            }
            Ok(())
        });
        let stuck = graph.add(stuck.with_policy(Policy { timeout, ..Policy::default() }), []);
        let beside = graph.add(Action::new(|_| Ok(())), []);
        let cancel = Cancel::new();
        let executor = Executor::builder().workers(n_workers()).cancel(cancel.clone()).build();
        let canceller = thread::Builder::new().spawn(move || {
            last_for(20);
            cancel.cancel();
        });
        let run = executor.run(&compile(graph.build()));
        assert!(matches!(run.outcome(stuck), Outcome::TimedOut | Outcome::Cancelled));
        assert!(matches!(run.outcome(beside), Outcome::Done | Outcome::Cancelled));
        is_over.store(true, Ordering::Relaxed);
        canceller.expect("a model starts a thread").join().expect("it ends");
    });
}

#[test]
fn jobs_that_are_started_twice() {
    explore(8_000, || {
        let mut graph = GraphBuilder::new();
        let cost = Some(Duration::from_micros(100));
        let slow = FnJob::new(|_, context: &TaskContext<'_>| {
            while !context.cancelled() && thread_rng().gen_range(0..8) > 0 {
                thread::yield_now();
            }
            Ok(7)
        });
        let policy = Policy { cost, pure: true, ..Policy::default() };
        let slow = graph.add(slow.with_policy(policy), []);
        let double = FnJob::new(|inputs, _| Ok(2 * inputs.values().sum::<u32>()));
        let double = graph.add(double, [slow]);
        let executor = Executor::builder().workers(n_workers()).speculate_after(2.0).build();
        let run = executor.run(&compile(graph.build()));
        assert_eq!(run.output(double), Some(&14));
    });
}
