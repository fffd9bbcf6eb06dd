//! One worker: runs nodes, and releases what needs them.

mod telling;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use storylint_graph::NodeId;

use crate::asked::Traits;
use crate::attempts::TakenOver;
use crate::error::{JobError, catch, dispose};
use crate::event::Event;
use crate::input::{Input, Inputs};
use crate::job::{Job, TaskContext};
use crate::outcome::Outcome;
use crate::pool::{Help, Left, Wants};
use crate::queues::{Exposed, Seat};
use crate::session::Session;
use crate::sync::{Arc, Instant, Ordering};
use crate::timers::after;

/// A worker of one run.
pub(crate) struct Worker<'s, 'a, J: Job + 'a> {
    pub(crate) session: &'s Session<'a, J>,
    pub(crate) seat: &'s mut Seat,
    pub(crate) number: usize,
    /// The other workers, as far as this one knows them, of so many that have ever been.
    pub(crate) others: Vec<Arc<Exposed>>,
    pub(crate) n_known: usize,
    /// Room for the inputs of one job.
    inputs: Vec<(NodeId, Input<J::Output>)>,
    /// When the last node ended, if nothing came after it.
    last: Option<Duration>,
    /// Whether it has not been in the run before.
    is_new: bool,
    /// Whether observers know it as awake. One that wakes up to look, and finds nothing, is not.
    is_awake: bool,
    pub(crate) n_ended: usize,
    /// Nodes that are done, which their ends do not say yet.
    pub(crate) finished: Vec<u32>,
    /// A node, and how many of its needs have ended here without having been counted.
    pub(crate) held: (u32, u32),
}

/// What a worker does next.
pub(crate) enum Next {
    /// Works alone, beginning with a node.
    Solo(Option<u32>),
    /// Works with others, beginning with a node.
    Team(Option<u32>),
    /// Looks for something to do, as a worker that was busy.
    Search,
    /// Looks for something to do, as a worker that is searching already.
    Find,
    Leave(Left),
}

impl<'s, 'a, J: Job + 'a> Worker<'s, 'a, J> {
    pub(crate) fn new(session: &'s Session<'a, J>, seat: &'s mut Seat) -> Self {
        let is_new = session.seat(&seat.exposed);
        Self {
            is_new,
            session,
            number: session.number(&seat.exposed),
            seat,
            others: Vec::new(),
            n_known: 0,
            inputs: Vec::new(),
            last: None,
            is_awake: false,
            n_ended: 0,
            finished: Vec::new(),
            held: (0, 0),
        }
    }

    /// Works as a thread of the pool.
    pub(crate) fn help(session: &'s Session<'a, J>, seat: &'s mut Seat, counted: bool) -> Left {
        let taken_over = session.taken_over.lock().remove(&seat.exposed.thread);
        if taken_over.is_none() {
            session.crew.enter(counted);
        }
        let mut worker = Self::new(session, seat);
        let left = worker.work(|worker| {
            // Whoever comes after the end has nothing to tell.
            if taken_over.is_none() && session.crew.is_over() {
                return Next::Leave(Left::Idle);
            }
            if worker.is_new || taken_over.is_some() {
                worker.tell_awake();
            }
            match taken_over {
                None => Next::Find,
                Some(TakenOver::Ended(node)) => {
                    worker.end_given_up(node);
                    Next::Team(match session.is_single {
                        true => worker.release_alone(node),
                        false => worker.release(node),
                    })
                }
                Some(TakenOver::Nothing) => Next::Team(None),
            }
        });
        if worker.is_given_up() {
            return Left::GivenUp;
        }
        worker.seat.drain(|_, _| ());
        session.crew.exit();
        left
    }

    /// Works until there is nothing to do, beginning with what `first` says. A panic that is no
    /// job's ends the run.
    pub(crate) fn work(&mut self, first: impl FnOnce(&mut Self) -> Next) -> Left {
        let left = catch_unwind(AssertUnwindSafe(|| {
            let mut next = first(self);
            loop {
                next = match next {
                    // The only worker takes what is ready in the same order whatever it does.
                    Next::Team(node) if self.session.is_single => self.work_alone(node),
                    Next::Solo(node) => self.work_alone(node),
                    Next::Team(node) => self.work_with_others(node),
                    Next::Search => self.search(),
                    Next::Find => self.find(),
                    Next::Leave(left) => return left,
                };
            }
        }));
        if !self.is_given_up() {
            self.count_ended();
        }
        left.unwrap_or_else(|payload| {
            self.session.panicked(payload);
            Left::Idle
        })
    }

    pub(crate) fn count_ended(&mut self) {
        self.n_ended += self.finished.len();
        self.finished.drain(..).for_each(|node| self.session.ends.done(node));
        self.session.n_ended.fetch_add(std::mem::take(&mut self.n_ended), Ordering::SeqCst);
    }

    /// Whether somebody else goes on in this worker's place.
    pub(crate) fn is_given_up(&self) -> bool {
        self.seat.exposed.is_given_up.load(Ordering::Relaxed)
    }

    pub(crate) fn context(&self, node: NodeId, attempt: u32) -> TaskContext<'s> {
        TaskContext { node, worker: self.number, attempt, run: self.session }
    }

    /// Calls the job of `node` on the inputs that lie ready.
    fn call(&mut self, node: u32, attempt: u32) -> Result<J::Output, JobError> {
        let session = self.session;
        let context = self.context(session.shape.id(node), attempt);
        let inputs = Inputs(&mut self.inputs);
        let job = &session.jobs[context.node.index()];
        catch(|| job.run(inputs, &context))
    }

    /// The job of `node` has given `result`, which is not the end of the node if it has spawned
    /// others.
    #[cold]
    pub(crate) fn end_own(
        &mut self,
        node: u32,
        attempt: u32,
        result: Result<J::Output, JobError>,
    ) -> Option<u32> {
        let session = self.session;
        let families = &session.families;
        let result = if families.is_empty() {
            result
        } else {
            if session.is_observed() && families.has(node) {
                self.tell_end(Event::JobEnded {
                    node: session.shape.id(node),
                    worker: self.number,
                });
            }
            families.end_own(node, result)?
        };
        self.conclude(node, session.shape.traits(node), attempt, result)
    }

    /// Runs `node`, or a spawned job, whatever it is. Gives the node that has ended with that.
    #[inline(never)]
    pub(crate) fn execute(&mut self, node: u32) -> Option<u32> {
        let session = self.session;
        let n_nodes = session.shape.len() as u32;
        if node >= n_nodes {
            return self.execute_spawned(node - n_nodes);
        }
        let traits = session.shape.traits(node);
        if session.ends.is_tainted(node) && !traits.has(Traits::CONTINUES) {
            return self.skip(node, traits);
        }
        let attempt = if traits.has(Traits::SPECIAL) { self.start_special(node)? } else { 1 };
        if session.is_observed() {
            let node = session.shape.id(node);
            self.tell_start(Event::NodeStarted { node, worker: self.number, attempt });
        }
        let aggregates = traits.has(Traits::AGGREGATES);
        if !aggregates && J::nothing().is_none() {
            self.take_inputs(node, traits.has(Traits::RESTARTS));
        }
        let is_contested =
            traits.has(Traits::SPECIAL) && session.is_contested(session.shape.special(node).0);
        // After the reading: if the attempt is given up before it is made, nobody else reads.
        if is_contested && !self.expose_attempt(node, attempt) {
            self.inputs.clear();
            return None;
        }
        let mut result = if aggregates {
            catch(|| session.fold(node).take()?.finish())
        } else {
            self.call(node, attempt)
        };
        // Before anything is dropped, which may panic: who sees an attempt sees a job that runs.
        let exposed = if is_contested { self.seat.exposed.attempt.lock().take() } else { None };
        self.inputs.clear();
        if is_contested && self.is_given_up() {
            dispose(result);
            return None;
        }
        let timeout =
            exposed.and_then(|it| Some((it.started, session.shape.special(node).0.timeout?)));
        if timeout.is_some_and(|(started, timeout)| after(started, timeout) <= Instant::now()) {
            // Nobody has seen it in time.
            dispose(std::mem::replace(&mut result, Err(JobError::took_too_long())));
        }
        self.end_own(node, attempt, result)
    }

    /// Ends `node`, which a need that was not done has tainted, without running it.
    fn skip(&mut self, node: u32, traits: Traits) -> Option<u32> {
        let session = self.session;
        if traits.has(Traits::SPECIAL) && !self.claim_to_skip(node) {
            return None;
        }
        if !traits.has(Traits::AGGREGATES) {
            self.drop_inputs(node);
        }
        let mut needs = session.shape.needs(node).iter();
        let because = needs.find_map(|need| session.ends.root(session.shape.place(*need), *need));
        let because = because.expect("a need has tainted it");
        session.ends.skip(node, because);
        self.end(node, Outcome::Skipped { because });
        self.taint_dependents(node);
        Some(node)
    }

    /// Lays out what `node` needs, and leaves it there for another attempt if it `restarts`.
    fn take_inputs(&mut self, node: u32, restarts: bool) {
        let outputs = &self.session.parts.outputs;
        let needs = self.session.shape.needs(node).iter();
        self.inputs.extend(needs.filter_map(|need| {
            let input = if restarts { outputs.peek(*need) } else { outputs.read(*need) };
            Some((*need, input?))
        }));
    }

    /// Runs the spawned job with this number.
    fn execute_spawned(&mut self, number: u32) -> Option<u32> {
        let session = self.session;
        let (node, job) = session.families.take(number);
        let context = self.context(session.shape.id(node), 1);
        if session.is_observed() {
            self.tell_start(Event::SpawnedStarted { node: context.node, worker: self.number });
        }
        let result = catch(|| job(&context));
        if session.is_observed() {
            self.tell_end(Event::JobEnded { node: context.node, worker: self.number });
        }
        let result = session.families.end(node, number, result)?;
        self.conclude(node, session.shape.traits(node), 1, result)
    }

    /// Ends an attempt that gave `result`, and with it perhaps the node.
    fn conclude(
        &mut self,
        node: u32,
        traits: Traits,
        attempt: u32,
        result: Result<J::Output, JobError>,
    ) -> Option<u32> {
        if traits.has(Traits::SPECIAL) && !self.end_attempt(node, attempt, &result) {
            return None;
        }
        let session = self.session;
        match result {
            Ok(output) => {
                self.end(node, Outcome::Done);
                self.hand_on(node, traits, output);
                session.ends.done(node);
            }
            Err(error) if error.is_late() => self.time_out(node),
            Err(error) => {
                self.end(node, Outcome::Failed(&error));
                session.ends.fail(node, session.shape.id(node), error);
                self.taint_dependents(node);
            }
        }
        Some(node)
    }

    /// Goes on from a node whose attempt somebody else has ended: it took too long.
    fn end_given_up(&mut self, node: u32) {
        self.let_go(node);
        self.time_out(node);
    }

    /// The time of `node` is up.
    fn time_out(&mut self, node: u32) {
        self.session.ends.time_out(node);
        self.end(node, Outcome::TimedOut);
        self.taint_dependents(node);
    }

    /// Reads what `node` will not read.
    pub(crate) fn drop_inputs(&self, node: u32) {
        if J::nothing().is_none() {
            for need in self.session.shape.needs(node) {
                drop(self.session.parts.outputs.read(*need));
            }
        }
    }

    /// Folds the output into the aggregates that need it, and stores it for the other dependents.
    fn hand_on(&self, node: u32, traits: Traits, output: J::Output) {
        let session = self.session;
        let dependents = session.shape.dependents(node);
        let mut n_readers = dependents.len();
        if traits.has(Traits::FEEDS) {
            let traits = |node| session.shape.traits(node);
            let folding = dependents.iter().map(|dependent| dependent.node());
            for dependent in folding.filter(|node| traits(*node).has(Traits::AGGREGATES)) {
                session.fold(dependent).add(session.shape.id(node), &output);
                n_readers -= 1;
            }
        }
        if J::nothing().is_none() && (n_readers > 0 || dependents.is_empty()) {
            let peeked = traits.has(Traits::PEEKED);
            session.parts.outputs.store(session.shape.id(node), output, n_readers, peeked);
        }
    }

    /// Tells and counts the end of `node`.
    fn end(&mut self, node: u32, outcome: Outcome<'_>) {
        self.n_ended += 1;
        if self.session.is_observed() {
            let node = self.session.shape.id(node);
            self.tell_end(Event::NodeFinished { node, worker: self.number, outcome });
        }
    }

    /// Lets all dependents know that `node` was not done.
    fn taint_dependents(&self, node: u32) {
        self.session.crew.stir();
        for dependent in self.session.shape.dependents(node) {
            self.session.ends.taint(dependent.node());
        }
    }
}

impl<'a, J: Job + 'a> Help for Session<'a, J> {
    fn wants(&self) -> Wants {
        self.wants()
    }

    fn help(&self, seat: &mut Seat, counted: bool) -> Left {
        Worker::help(self, seat, counted)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;
