//! A run under virtual time: the loop of the workers, driven by a heap of what comes next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use storylint_graph::NodeId;

use crate::crowd::Crowd;
use crate::event::{Event, Observer};
use crate::order;
use crate::order::Holder;
use crate::outcome::Outcome;
use crate::readiness::Readiness;
use crate::ready::ReadySet;
use crate::roots::Roots;
use crate::shape::Shape;
use crate::sync::Arc;

/// When and where a node ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// The node.
    pub node: NodeId,
    /// The worker that ran it.
    pub worker: usize,
    /// When it started, from the start of the run.
    pub start: Duration,
    /// When it ended.
    pub end: Duration,
}

/// A run under virtual time.
pub(crate) struct Clockwork<'s> {
    shape: &'s Shape,
    readiness: Readiness,
    roots: Roots,
    crowd: Crowd,
    /// What is ready where there is only one worker, who works alone, as in a run.
    alone: Option<ReadySet>,
    /// By index of id.
    costs: Vec<Duration>,
    latency: Duration,
    observers: Vec<Arc<dyn Observer>>,
    now: Duration,
    /// What comes next for a worker, of what comes at once what was settled first. The number is
    /// that of the settling.
    coming: BinaryHeap<Reverse<(Duration, u64, usize, Step)>>,
    n_settled: u64,
    /// Who has nothing to do; the last to come is the first to go.
    idle: Vec<usize>,
    busy: Vec<Duration>,
    schedule: Vec<Scheduled>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Start(u32),
    End(u32),
}

impl<'s> Clockwork<'s> {
    /// A run in which a node takes as long as `costs` say, and one of another's `latency` longer.
    pub(crate) fn new(
        shape: &'s Shape,
        crowd: Crowd,
        costs: Vec<Duration>,
        latency: Duration,
        observers: Vec<Arc<dyn Observer>>,
    ) -> Self {
        Self {
            readiness: Readiness::new(shape),
            roots: Roots::default(),
            schedule: Vec::with_capacity(costs.len()),
            idle: (1..crowd.n_workers()).rev().collect(),
            busy: vec![Duration::ZERO; crowd.n_workers()],
            alone: (crowd.n_workers() == 1).then(|| {
                let ready = ReadySet::new(shape.len() as u32);
                ready.insert_all(&shape.root_set, 0);
                ready
            }),
            shape,
            crowd,
            costs,
            latency,
            observers,
            now: Duration::ZERO,
            coming: BinaryHeap::new(),
            n_settled: 0,
        }
    }

    /// Gives how long each worker was busy, and the schedule.
    pub(crate) fn run(mut self) -> (Vec<Duration>, Vec<Scheduled>) {
        let (n_nodes, n_workers) = (self.shape.len(), self.busy.len());
        self.tell(Event::RunStarted { n_nodes, n_workers });
        self.tell(Event::Unparked { worker: 0 });
        self.go_on(0, None);
        while let Some(Reverse((at, _, worker, step))) = self.coming.pop() {
            self.now = at;
            match step {
                Step::Start(node) => self.start(worker, node),
                Step::End(node) => self.end(worker, node),
            }
        }
        self.tell(Event::RunFinished);
        assert_eq!(self.schedule.len(), n_nodes, "every node has run");
        (self.busy, self.schedule)
    }

    fn tell(&self, event: Event<'_>) {
        self.observers.iter().for_each(|observer| observer.observe(self.now, &event));
    }

    fn settle(&mut self, worker: usize, at: Duration, step: Step) {
        self.coming.push(Reverse((at, self.n_settled, worker, step)));
        self.n_settled += 1;
    }

    fn start(&mut self, worker: usize, node: u32) {
        let id = self.shape.id(node);
        self.tell(Event::NodeStarted { node: id, worker, attempt: 1 });
        let cost = self.costs[id.index()];
        let end = self.now.saturating_add(cost);
        self.busy[worker] = self.busy[worker].saturating_add(cost);
        self.schedule.push(Scheduled { node: id, worker, start: self.now, end });
        self.settle(worker, end, Step::End(node));
    }

    fn end(&mut self, worker: usize, node: u32) {
        let id = self.shape.id(node);
        self.tell(Event::NodeFinished { node: id, worker, outcome: Outcome::Done });
        let next = self.release(worker, node);
        self.go_on(worker, next);
    }

    /// A worker who has nothing goes on, with `next` if there is one, and others come for what is
    /// ready beside that.
    fn go_on(&mut self, worker: usize, next: Option<u32>) {
        if let Some(node) = next.or_else(|| self.take(worker)) {
            self.start(worker, node);
        } else if let Some(node) = self.steal(worker) {
            self.begin(worker, node);
        } else {
            self.tell(Event::Parked { worker });
            self.idle.push(worker);
        }
        while let Some(worker) = self.idle.last().copied() {
            let Some(node) = self.take(worker).or_else(|| self.steal(worker)) else { break };
            self.idle.pop();
            self.tell(Event::Unparked { worker });
            self.begin(worker, node);
        }
    }

    /// Starts a node that was another's, or after a rest.
    fn begin(&mut self, worker: usize, node: u32) {
        if self.latency.is_zero() {
            self.start(worker, node);
        } else {
            self.settle(worker, self.now.saturating_add(self.latency), Step::Start(node));
        }
    }

    /// As the workers of a team do, pushes the nodes that `ended` was the last need of, but for the
    /// most urgent, which is returned if taking would give nothing else.
    fn release(&mut self, worker: usize, ended: u32) -> Option<u32> {
        let shape = self.shape;
        let mut most_urgent = None;
        for dependent in shape.dependents(ended) {
            if self.readiness.count_alone(*dependent) {
                let ready = dependent.node();
                self.tell(Event::NodeReady { node: shape.id(ready), worker });
                if let Some(alone) = &self.alone {
                    alone.insert(ready);
                    continue;
                }
                if let Some(less_urgent) = most_urgent.replace(ready) {
                    self.crowd.push(worker, less_urgent, shape.lane(less_urgent));
                }
            }
        }
        let next = most_urgent?;
        let lane = shape.lane(next);
        if order::runs_at_once(lane, self.crowd.filled(worker) | self.root_lane()) {
            return Some(next);
        }
        self.crowd.push(worker, next, lane);
        None
    }

    /// As the workers of a team do, takes from the own lanes or the roots.
    fn take(&mut self, worker: usize) -> Option<u32> {
        if let Some(alone) = &self.alone {
            return alone.pop();
        }
        let (lane, holder) = order::next(self.crowd.filled(worker), self.root_lane(), 0)?;
        match holder {
            Holder::Own => Some(self.crowd.pop(worker, lane)),
            Holder::Roots => {
                let batch = self.roots.take(self.shape, self.busy.len());
                let (first, rest) = batch.split_first()?;
                let rest = rest.iter().rev();
                rest.for_each(|root| self.crowd.push(worker, *root, self.shape.lane(*root)));
                Some(*first)
            }
            Holder::Inbox => unreachable!("nothing comes in late"),
        }
    }

    /// The bit of the lane of the next root.
    fn root_lane(&self) -> u64 {
        self.roots.next(self.shape).map_or(0, |root| 1 << self.shape.lane(root))
    }

    fn steal(&mut self, by: usize) -> Option<u32> {
        let (node, from) = self.crowd.steal(by)?;
        self.tell(Event::Stolen { node: self.shape.id(node), from, by });
        Some(node)
    }
}
