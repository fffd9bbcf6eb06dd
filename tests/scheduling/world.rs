//! The random graphs as jobs, which look at one another and count what they hold.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use storylint_engine::{
    Action, Aggregate, Cancel, Collected, Graph, GraphBuilder, Inputs, Job, JobError, NodeId,
    Policy, TaskContext,
};

use crate::model::{Expected, child_name, expected, mix, n_attempts};
use crate::specs::{Child, Spec, Wrong};

/// Counts how many outputs are alive.
#[derive(Default)]
pub(crate) struct Census {
    pub(crate) alive: AtomicUsize,
    pub(crate) most: AtomicUsize,
}

pub(crate) struct Output {
    pub(crate) value: u64,
    world: Arc<World>,
}

impl Output {
    fn new(value: u64, world: &Arc<World>) -> Self {
        let alive = world.census.alive.fetch_add(1, Ordering::SeqCst) + 1;
        world.census.most.fetch_max(alive, Ordering::SeqCst);
        Self { value, world: Arc::clone(world) }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.world.census.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What the jobs of a graph share.
pub(crate) struct World {
    pub(crate) specs: Vec<Spec>,
    pub(crate) expected: Vec<Expected>,
    pub(crate) census: Census,
    pub(crate) cancel: Cancel,
    /// What else the job of a node does.
    inside: Box<dyn Fn(usize) + Send + Sync>,
    end: TheEnd,
    /// How many runs go on at once. With several, nobody can tell which run a job is part of.
    pub(crate) n_runs: u32,
    /// Bytes.
    memory: Option<u64>,
    /// Whether pure nodes are started twice.
    speculates: bool,
    nodes: Vec<Node>,
    held: AtomicU64,
    pub(crate) most_held: AtomicU64,
    pub(crate) n_calls: AtomicUsize,
    order: Mutex<Vec<String>>,
}

/// The end of a run, which jobs may wait for.
#[derive(Default)]
struct TheEnd {
    has_come: Mutex<bool>,
    bell: Condvar,
}

impl TheEnd {
    fn set(&self, has_come: bool) {
        *self.has_come.lock().expect("no panic") = has_come;
        self.bell.notify_all();
    }

    /// Waits for the end, or until `enough` says so, which it is asked now and then.
    fn wait(&self, enough: impl Fn() -> bool) {
        let mut has_come = self.has_come.lock().expect("no panic");
        while !*has_come && !enough() {
            let again = Duration::from_micros(200);
            has_come = self.bell.wait_timeout(has_come, again).expect("no panic").0;
        }
    }
}

/// What has happened to a node.
#[derive(Default)]
struct Node {
    n_calls: AtomicU32,
    /// How many of its jobs have not come back for good: its own and those it spawned.
    n_left: AtomicUsize,
    has_ended: AtomicBool,
}

impl World {
    pub(crate) fn new(
        specs: &[Spec],
        n_runs: u32,
        memory: Option<u64>,
        speculates: bool,
        inside: impl Fn(usize) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let world = Self {
            specs: specs.to_vec(),
            expected: expected(specs),
            census: Census::default(),
            cancel: Cancel::new(),
            inside: Box::new(inside),
            end: TheEnd::default(),
            n_runs,
            memory,
            speculates,
            nodes: specs.iter().map(|_| Node::default()).collect(),
            held: AtomicU64::new(0),
            most_held: AtomicU64::new(0),
            n_calls: AtomicUsize::new(0),
            order: Mutex::default(),
        };
        world.reset();
        Arc::new(world)
    }

    /// Forgets the last run.
    pub(crate) fn reset(&self) {
        for (node, spec) in self.nodes.iter().zip(&self.specs) {
            node.n_calls.store(0, Ordering::SeqCst);
            node.n_left.store(1 + n_children(&spec.children), Ordering::SeqCst);
            node.has_ended.store(false, Ordering::SeqCst);
        }
        self.most_held.store(0, Ordering::SeqCst);
        self.n_calls.store(0, Ordering::SeqCst);
        self.order.lock().expect("no panic").clear();
        self.end.set(false);
    }

    /// The run is over, and those who are late for it come back.
    pub(crate) fn end_run(&self) {
        self.end.set(true);
    }

    /// Whether some jobs overrun their timeouts.
    pub(crate) fn has_late(&self) -> bool {
        self.specs.iter().any(|spec| spec.n_late > 0)
    }

    /// The jobs in the order in which they were called.
    pub(crate) fn order(&self) -> Vec<String> {
        self.order.lock().expect("no panic").clone()
    }

    /// Whether the job of `node` gave its last result, and all that it spawned did.
    pub(crate) fn has_ended(&self, node: usize) -> bool {
        self.nodes[node].has_ended.load(Ordering::SeqCst)
    }

    /// Holds the number of calls against the model.
    pub(crate) fn check_calls(&self, all_ended: bool) {
        let nodes = self.nodes.iter().enumerate();
        for (place, node) in nodes.filter(|(place, _)| self.specs[*place].n_late == 0) {
            let n_calls = node.n_calls.load(Ordering::SeqCst);
            let expected = self.n_runs * n_attempts(&self.specs[place], &self.expected[place]);
            let is_right = match (self.has_second(place), all_ended) {
                // The first may have ended before the second began, or failed beside it.
                (true, true) => n_calls >= expected.min(1),
                (true, false) => true,
                (false, true) => n_calls == expected,
                (false, false) => n_calls <= expected,
            };
            assert!(is_right, "{place} was called {n_calls} times, not {expected}");
        }
    }

    fn has_second(&self, place: usize) -> bool {
        self.speculates && self.specs[place].may_have_second()
    }

    /// Whether a job may run that does not count any more, beside another or after the node, even
    /// after the run.
    fn may_linger(&self, place: usize) -> bool {
        self.has_second(place) || self.specs[place].n_late > 0
    }

    /// Whether `node` has an outcome by now: it was run, or skipped for want of what was.
    fn may_be_read(&self, node: usize) -> bool {
        match self.expected[node] {
            Expected::Skipped(_) => self.specs[node].needs.iter().all(|n| self.may_be_read(*n)),
            Expected::Done(_) | Expected::Failed(_) => self.has_ended(node),
            // Nobody can tell by what the job does, which may not even have been called yet.
            Expected::TimedOut => true,
        }
    }

    fn note(&self, name: String) {
        self.n_calls.fetch_add(1, Ordering::SeqCst);
        self.order.lock().expect("no panic").push(name);
    }

    /// Does what the spec of `place` says.
    fn perform(self: &Arc<Self>, place: usize, context: &TaskContext<'_>) -> Result<(), JobError> {
        let spec = &self.specs[place];
        assert_eq!(context.node.index(), place);
        assert!(context.needs().iter().map(|need| need.index()).eq(spec.needs.iter().copied()));
        let _held = self.hold(place);
        self.call(place, context.attempt);
        for (i, child) in spec.children.iter().enumerate() {
            spawn(self, context, child, vec![i]);
        }
        let name = format!("{place}#{}", context.attempt);
        self.give(place, context.attempt, &name, || context.cancelled())
    }

    /// The job of `place` is called.
    fn call(&self, place: usize, attempt: u32) {
        let spec = &self.specs[place];
        self.note(format!("{place}#{attempt}"));
        let n_calls = self.nodes[place].n_calls.fetch_add(1, Ordering::SeqCst) + 1;
        assert!((1..=spec.max_attempts()).contains(&attempt));
        if self.n_runs == 1 {
            assert!(n_calls == attempt || self.may_linger(place), "{place} called again");
            for need in &spec.needs {
                assert!(self.may_be_read(*need), "{place} was called before {need} had ended");
            }
        }
        (self.inside)(place);
    }

    /// What this attempt at `place` gives, which can find out whether it is `given_up`.
    fn give(
        &self,
        place: usize,
        attempt: u32,
        name: &str,
        given_up: impl Fn() -> bool,
    ) -> Result<(), JobError> {
        let spec = &self.specs[place];
        if spec.cancels {
            self.cancel.cancel();
        }
        let is_late = attempt <= spec.n_late;
        if is_late {
            self.end.wait(|| spec.heeds && given_up());
        }
        (0..spec.n_turns).for_each(|_| hint::spin_loop());
        let goes_wrong = attempt <= spec.n_wrong;
        if !(goes_wrong || is_late) || attempt == spec.max_attempts() {
            self.end(place);
        }
        if goes_wrong { go_wrong(spec.wrong, name) } else { Ok(()) }
    }

    /// One of the jobs of `place` is coming back for good.
    fn end(&self, place: usize) {
        let node = &self.nodes[place];
        if self.may_linger(place) || node.n_left.fetch_sub(1, Ordering::SeqCst) == 1 {
            node.has_ended.store(true, Ordering::SeqCst);
        }
    }

    /// Counts what `place` holds, for as long as the job runs; if it may linger, it is not counted.
    fn hold(self: &Arc<Self>, place: usize) -> Option<Held> {
        let (bytes, limit) = (self.specs[place].policy.memory?, self.memory?);
        if bytes == 0 || self.n_runs > 1 || self.may_linger(place) {
            return None;
        }
        let held = self.held.fetch_add(bytes, Ordering::SeqCst) + bytes;
        self.most_held.fetch_max(held, Ordering::SeqCst);
        assert!(held <= limit || held == bytes, "too much is held");
        Some(Held { world: Arc::clone(self), bytes })
    }

    /// The graph of jobs that make values.
    pub(crate) fn graph(self: &Arc<Self>) -> Graph<SpecJob> {
        self.build(|place| SpecJob { world: Arc::clone(self), place })
    }

    /// The graph of jobs that make nothing.
    pub(crate) fn actions(self: &Arc<Self>) -> Graph<Action<'static>> {
        self.build(|place| {
            let world = Arc::clone(self);
            let action = Action::new(move |context| world.perform(place, context));
            match &self.specs[place].policy {
                policy if *policy == Policy::default() => action,
                policy => action.with_policy(policy.clone()),
            }
        })
    }

    fn build<J: Job>(&self, job: impl Fn(usize) -> J) -> Graph<J> {
        let mut builder = GraphBuilder::new();
        let mut ids = Vec::new();
        for (place, spec) in self.specs.iter().enumerate() {
            let needs: Vec<NodeId> = spec.needs.iter().map(|need| ids[*need]).collect();
            ids.push(builder.add(job(place), needs));
        }
        builder.build()
    }
}

/// What a job holds.
struct Held {
    world: Arc<World>,
    bytes: u64,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.world.held.fetch_sub(self.bytes, Ordering::SeqCst);
    }
}

pub(crate) fn n_children(children: &[Child]) -> usize {
    children.iter().map(|child| 1 + n_children(&child.children)).sum()
}

fn go_wrong(how: Wrong, name: &str) -> Result<(), JobError> {
    match how {
        Wrong::Err => Err(JobError::new(format!("error of {name}"))),
        Wrong::Panic => panic!("panic of {name}"),
    }
}

fn spawn(world: &Arc<World>, context: &TaskContext<'_>, child: &Child, path: Vec<usize>) {
    let (world, child) = (Arc::clone(world), child.clone());
    context.spawn(move |context| {
        let place = context.node.index();
        let name = child_name(place, &path);
        world.note(name.clone());
        for (i, inner) in child.children.iter().enumerate() {
            spawn(&world, context, inner, [&path[..], &[i]].concat());
        }
        world.end(place);
        child.wrong.map_or(Ok(()), |how| go_wrong(how, &name))
    });
}

/// A node that makes a value of those of its needs.
#[derive(Clone)]
pub(crate) struct SpecJob {
    world: Arc<World>,
    place: usize,
}

impl SpecJob {
    fn spec(&self) -> &Spec {
        &self.world.specs[self.place]
    }
}

impl Job for SpecJob {
    type Output = Output;

    fn run(
        &self,
        inputs: Inputs<'_, Output>,
        context: &TaskContext<'_>,
    ) -> Result<Output, JobError> {
        let hash = |hash, (need, output): (NodeId, &Output)| {
            mix(mix(hash, need.index() as u64), output.value)
        };
        let value = inputs.iter().fold(self.place as u64, hash);
        self.world.perform(self.place, context)?;
        // What comes too late is wrong, too, should it count.
        let value = if context.attempt <= self.spec().n_late { !value } else { value };
        Ok(Output::new(value, &self.world))
    }

    fn policy(&self) -> Policy {
        self.spec().policy.clone()
    }

    fn aggregate<'a>(&self) -> Option<Box<dyn Aggregate<Output> + 'a>>
    where
        Self: 'a,
    {
        let sum = || Box::new(Sum { job: self.clone(), parts: Collected::new() });
        self.spec().aggregates.then(|| sum() as _)
    }
}

struct Sum {
    job: SpecJob,
    parts: Collected<NodeId, u64>,
}

impl Aggregate<Output> for Sum {
    fn add(&self, need: NodeId, output: &Output) {
        self.parts.insert(need, mix(need.index() as u64, output.value), |_, _| {
            panic!("{need:?} was added twice")
        });
    }

    fn finish(self: Box<Self>) -> Result<Output, JobError> {
        let SpecJob { world, place } = &self.job;
        let _held = world.hold(*place);
        world.call(*place, 1);
        // It is not told.
        world.give(*place, 1, &format!("{place}#1"), || false)?;
        let parts = self.parts.into_sorted();
        let sum = parts.into_iter().fold(0, |sum, (_, part): (_, u64)| part.wrapping_add(sum));
        Ok(Output::new(sum, world))
    }
}
