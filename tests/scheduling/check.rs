//! One run of a random graph, held against the model.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use storylint_engine::{
    Compiled, Event, Executor, ExecutorBuilder, Job, NodeId, Outcome, Ranking, Run, compile,
};

use crate::model::{Expected, n_attempts};
use crate::specs::Spec;
use crate::wait_until;
use crate::world::{Output, World, n_children};

/// How a graph is run.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) n_workers: usize,
    pub(crate) ranking: Ranking,
    /// Whether the jobs make values, or nothing.
    pub(crate) values: bool,
    pub(crate) observed: bool,
    pub(crate) scoped: bool,
    /// Bytes.
    pub(crate) memory: Option<u64>,
    /// Whether pure nodes are started a second time wherever a worker is to spare.
    pub(crate) speculates: bool,
    pub(crate) deadline: Option<Duration>,
    /// After so many calls of jobs somebody else cancels the run.
    pub(crate) cancelled_after: Option<usize>,
    /// How many threads run the graph at once.
    pub(crate) n_callers: u32,
}

pub(crate) const PLAIN: Setting = Setting {
    n_workers: 1,
    ranking: Ranking::UpwardRank,
    values: true,
    observed: false,
    scoped: false,
    memory: None,
    speculates: false,
    deadline: None,
    cancelled_after: None,
    n_callers: 1,
};

impl Setting {
    /// An executor for runs of anything.
    pub(crate) fn executor(&self) -> ExecutorBuilder {
        let mut builder = Executor::builder().workers(self.n_workers);
        if let Some(memory) = self.memory {
            builder = builder.memory(memory);
        }
        if let Some(deadline) = self.deadline {
            // Jobs come back soon, so nobody is left behind.
            builder = builder.deadline(deadline).grace(Duration::from_secs(3600));
        }
        if self.speculates {
            builder = builder.speculate_after(0.0);
        }
        builder
    }

    /// An executor for runs of `world`.
    fn executor_of(&self, world: &World, log: &Arc<Log>) -> Executor {
        let mut builder = self.executor().cancel(world.cancel.clone());
        if self.observed {
            let log = Arc::clone(log);
            builder =
                builder.observer(Arc::new(move |_: Duration, event: &Event<'_>| log.note(event)));
        }
        builder.build()
    }
}

/// Runs `specs` and holds all that can be seen against the model. Gives the jobs in the order in
/// which they were called.
pub(crate) fn check(specs: &[Spec], setting: &Setting) -> Vec<String> {
    within_reason(&(specs, setting), || check_with(specs, setting, None, |_| ()))
}

/// The same with jobs that also do what is `inside` of their nodes, and on an `executor` that runs
/// other graphs, too, if there is one.
pub(crate) fn check_with(
    specs: &[Spec],
    setting: &Setting,
    executor: Option<&Executor>,
    inside: impl Fn(usize) + Send + Sync + 'static,
) -> Vec<String> {
    let mut specs = specs.to_vec();
    for spec in &mut specs {
        // Actions have nothing to fold.
        spec.aggregates &= setting.values;
        // A run with its own threads waits for who is late, and who folds is not told that he is.
        if setting.scoped && spec.n_late > 0 {
            (spec.heeds, spec.aggregates) = (true, false);
        }
    }
    let world = World::new(&specs, setting.n_callers, setting.memory, setting.speculates, inside);
    let log = Arc::new(Log::new(&world));
    let executor = executor.map_or_else(|| setting.executor_of(&world, &log), Executor::clone);
    if setting.values {
        let values = |outputs: Vec<(NodeId, Output)>| {
            Some(outputs.iter().map(|(id, output)| (id.index(), output.value)).collect())
        };
        run(&world, setting, &executor, &log, compile(world.graph()), values);
    } else {
        run(&world, setting, &executor, &log, compile(world.actions()), |_| None);
    }
    world.order()
}

/// Outputs by the place of their node.
type Values = Option<Vec<(usize, u64)>>;

fn run<J: Job + 'static>(
    world: &World,
    setting: &Setting,
    executor: &Executor,
    log: &Log,
    compiled: Compiled<J>,
    values: impl Fn(Vec<(NodeId, J::Output)>) -> Values + Sync,
) {
    let compiled = match setting.ranking {
        Ranking::UpwardRank => compiled,
        ranking => compiled.ranked(ranking, |_| None),
    };
    let run = || match setting.scoped {
        true => executor.run_scoped(&compiled),
        false => executor.run(&compiled),
    };
    let once = || check_run(world, setting, run(), &values);
    // The second run works on what the first has left.
    for _ in 0..2 {
        if world.cancel.is_cancelled() {
            break;
        }
        world.reset();
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            if let Some(n) = setting.cancelled_after {
                let is_over = &is_over;
                scope.spawn(move || {
                    let n_calls = || world.n_calls.load(Ordering::SeqCst);
                    wait_until(|| n_calls() >= n || is_over.load(Ordering::SeqCst));
                    world.cancel.cancel();
                });
            }
            let others = (1..setting.n_callers).map(|_| scope.spawn(once)).collect::<Vec<_>>();
            let all_ended = catch_unwind(AssertUnwindSafe(once));
            is_over.store(true, Ordering::SeqCst);
            let others: Vec<_> = others.into_iter().map(|other| other.join()).collect();
            world.end_run();
            let all = [all_ended].into_iter().chain(others);
            let all_ended = all
                .map(|all_ended| all_ended.unwrap_or_else(|payload| resume_unwind(payload)))
                .fold(true, |all, all_ended| all & all_ended);
            world.check_calls(all_ended);
            log.check(setting, all_ended);
        });
        // Whoever comes too late is the last to let go of what he reads.
        wait_until(|| world.census.alive.load(Ordering::SeqCst) == 0);
    }
    let after_end = log.after_end.lock().expect("no panic");
    assert!(after_end.is_empty(), "after the end: {after_end:?}");
}

/// Holds what a run left against the model. Gives whether all nodes have ended.
fn check_run<T>(
    world: &World,
    setting: &Setting,
    run: Run<T>,
    values: impl Fn(Vec<(NodeId, T)>) -> Values,
) -> bool {
    let specs = &world.specs;
    let may_be_cancelled = world.cancel.is_cancelled() || setting.deadline.is_some();
    let mut cancelled = HashSet::new();
    for (id, outcome) in run.outcomes() {
        let node = id.index();
        let expected = &world.expected[node];
        let is_right = match (outcome, expected) {
            (Outcome::Done, Expected::Done(_)) => true,
            (Outcome::Failed(error), Expected::Failed(any)) => any.contains(&error.to_string()),
            (Outcome::TimedOut, Expected::TimedOut) => true,
            (Outcome::Skipped { because }, Expected::Skipped(root)) => because.index() == *root,
            (Outcome::Cancelled, _) => {
                cancelled.insert(node);
                assert!(may_be_cancelled, "nobody cancels");
                // What a job has given counts.
                setting.n_callers > 1 || !world.has_ended(node)
            }
            _ => false,
        };
        assert!(is_right, "{node}: {outcome:?}, not {expected:?}");
        let was_reached = specs[node].needs.iter().all(|need| !cancelled.contains(need));
        assert!(was_reached || matches!(outcome, Outcome::Cancelled));
    }
    assert_eq!(run.is_done(), run.outcomes().all(|(_, end)| matches!(end, Outcome::Done)));
    assert_eq!(run.outcomes().len(), specs.len());
    check_memory(world, setting, run.peak_memory());

    let is_sink = |node: &usize| specs.iter().all(|spec| !spec.needs.contains(node));
    let kept = (0..specs.len()).filter(is_sink).filter(|node| !cancelled.contains(node));
    let expected: Vec<(usize, u64)> = kept
        .filter_map(|node| match world.expected[node] {
            Expected::Done(value) => Some((node, value)),
            Expected::Failed(_) | Expected::TimedOut | Expected::Skipped(_) => None,
        })
        .collect();
    if setting.n_callers == 1 && cancelled.is_empty() && setting.values {
        let alive = world.census.alive.load(Ordering::SeqCst);
        // Whoever lingers may still hold what he reads.
        let may_linger = setting.speculates || world.has_late();
        assert!(alive == expected.len() || may_linger, "the others were released");
    }
    if let Some(values) = values(run.into_outputs()) {
        assert_eq!(values, expected);
    }
    cancelled.is_empty()
}

fn check_memory(world: &World, setting: &Setting, peak: u64) {
    let Some(limit) = setting.memory else { return assert_eq!(peak, 0) };
    let most_held = world.most_held.load(Ordering::SeqCst);
    let largest = world.specs.iter().filter_map(|spec| spec.policy.memory).max();
    assert!(peak <= limit || Some(peak) <= largest, "{peak} bytes are more than {limit}");
    assert!(most_held <= peak, "{most_held} bytes were held, not {peak}");
    // Others hold their share before they start and after they have come back.
    let spawns = world.specs.iter().any(|spec| n_children(&spec.children) > 0);
    let may_linger = setting.speculates || world.has_late();
    if setting.n_workers == 1 && setting.n_callers == 1 && !spawns && !may_linger {
        assert_eq!(peak, most_held);
    }
}

/// Which nodes have started and finished.
struct Log {
    world: Arc<World>,
    started: Mutex<HashSet<(NodeId, u32)>>,
    finished: Mutex<HashSet<NodeId>>,
    is_over: AtomicBool,
    /// What was told after the end, where nobody hears of a panic.
    after_end: Mutex<Vec<String>>,
}

impl Log {
    fn new(world: &Arc<World>) -> Self {
        Self {
            world: Arc::clone(world),
            started: Mutex::default(),
            finished: Mutex::default(),
            is_over: AtomicBool::new(false),
            after_end: Mutex::default(),
        }
    }

    fn note(&self, event: &Event<'_>) {
        if self.world.n_runs > 1 {
            return;
        }
        let over = matches!(event, Event::RunFinished);
        let started = matches!(event, Event::RunStarted { .. });
        if self.is_over.swap(over, Ordering::SeqCst) && !started {
            self.after_end.lock().expect("no panic").push(format!("{event:?}"));
        }
        let has_started = |node: NodeId| {
            let started = self.started.lock().expect("no panic");
            started.iter().any(|(other, _)| *other == node)
        };
        match *event {
            Event::RunStarted { n_nodes, .. } => {
                assert_eq!(n_nodes, self.world.specs.len());
                self.started.lock().expect("no panic").clear();
                self.finished.lock().expect("no panic").clear();
            }
            Event::NodeReady { node, .. } => assert!(!has_started(node)),
            Event::NodeStarted { node, attempt, .. } => {
                let spec = &self.world.specs[node.index()];
                let finished = self.finished.lock().expect("no panic");
                let has_finished = |need: &usize| finished.contains(&NodeId::new(*need));
                assert!(spec.needs.iter().all(has_finished), "{node:?} started too early");
                let is_new = self.started.lock().expect("no panic").insert((node, attempt));
                assert!(is_new || spec.may_have_second(), "{node:?} started twice");
            }
            Event::NodeFinished { node, outcome, .. } => {
                let skipped = matches!(outcome, Outcome::Skipped { .. });
                let cancelled = matches!(outcome, Outcome::Cancelled);
                assert!(cancelled || has_started(node) != skipped);
                let is_new = self.finished.lock().expect("no panic").insert(node);
                assert!(is_new, "{node:?} ended twice");
            }
            _ => {}
        }
    }

    fn check(&self, setting: &Setting, all_ended: bool) {
        if !setting.observed || setting.n_callers > 1 {
            return;
        }
        let World { specs, expected, .. } = &*self.world;
        let n_finished = self.finished.lock().expect("no panic").len();
        assert_eq!(n_finished, specs.len(), "every node ends once");
        if !all_ended {
            return;
        }
        let started = self.started.lock().expect("no panic");
        for (node, (spec, expected)) in specs.iter().zip(expected).enumerate() {
            let n_started = started.iter().filter(|(id, _)| id.index() == node).count() as u32;
            let n_attempts = n_attempts(spec, expected);
            // What is not to be late may be.
            let may_be_late = (1..spec.max_attempts()).contains(&spec.n_late);
            let is_right = n_started == n_attempts || (may_be_late && n_started > n_attempts);
            assert!(is_right, "{n_started} attempts were made at {node}, not {n_attempts}");
        }
    }
}

/// Calls `what`. If it does not come back, for all that its jobs wait for nothing, this says so and
/// ends the process, for a thread cannot be ended.
pub(crate) fn within_reason<R>(case: &dyn std::fmt::Debug, what: impl FnOnce() -> R) -> R {
    let case = format!("{case:?}");
    let (over, is_over) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        let late = Err(mpsc::RecvTimeoutError::Timeout);
        if is_over.recv_timeout(Duration::from_secs(60)) == late {
            catch_unwind(|| panic!("it never comes back: {case}")).ok();
            std::process::exit(101);
        }
    });
    let result = catch_unwind(AssertUnwindSafe(what));
    drop(over);
    watchdog.join().expect("it only waits");
    result.unwrap_or_else(|payload| resume_unwind(payload))
}
