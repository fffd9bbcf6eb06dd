//! The short way to run a node of which nothing is to be known but what it does and who needs it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use storylint_graph::NodeId;

use crate::crew::Crew;
use crate::ends::End;
use crate::error::JobError;
use crate::event::Event;
use crate::input::{Input, Inputs};
use crate::job::{Job, TaskContext};
use crate::outcome::Outcome;
use crate::shape::Shape;
use crate::worker::Worker;

/// How many nodes are written down as done at once. Ends lie next to each other, so each that is
/// written while others write theirs takes a cache line from them, and the next locked instruction
/// waits for it.
const MAX_FINISHED: usize = if cfg!(shuttle) { 2 } else { 256 };

/// Everything it takes, at hand, to run nodes of which there is nothing to be known but what they do
/// and who needs them. That is the short way; the long way is [`Worker::execute`].
pub(crate) struct Plain<'s, J: Job> {
    pub(crate) shape: &'s Shape,
    crew: &'s Crew,
    jobs: &'s [J],
    ends: &'s [End],
    inputs: Vec<(NodeId, Input<J::Output>)>,
    /// Of the last job that was run.
    context: TaskContext<'s>,
    in_job: bool,
}

impl<'s, 'a, J: Job + 'a> Worker<'s, 'a, J> {
    /// What runs plain nodes for this worker.
    fn plain(&self) -> Plain<'s, J> {
        let session = self.session;
        Plain {
            shape: &session.shape,
            crew: &session.crew,
            jobs: &session.jobs,
            ends: session.ends.all(),
            inputs: Vec::new(),
            context: self.context(NodeId::default(), 1),
            in_job: false,
        }
    }

    /// Runs `node`, as shortly as it can. Gives the node that has ended with that.
    ///
    /// A panic of the job may come through: see [`catching`](Self::catching).
    #[inline(always)]
    pub(crate) fn run(&mut self, node: u32, plain: &mut Plain<'s, J>) -> Option<u32> {
        match plain.shape.bare(node).filter(|_| plain.crew.is_calm()) {
            Some(id) => match self.call_plain(id, plain) {
                Ok(output) if plain.crew.is_calm() => {
                    self.done_among_others(node, id, output, plain);
                    Some(node)
                }
                result => self.end_own(node, 1, result),
            },
            None => self.run_other(node, plain),
        }
    }

    /// Runs a node that may be observed, or have retries, or be anything.
    #[inline(never)]
    pub(crate) fn run_other(&mut self, node: u32, plain: &mut Plain<'s, J>) -> Option<u32> {
        let session = self.session;
        if !plain.ends.get(node as usize).is_some_and(End::is_open) {
            return self.execute(node);
        }
        let traits = session.shape.traits(node);
        let attempt = if traits.are_bare() {
            1
        } else if traits.are_retries() && J::nothing().is_some() {
            session.attempt(node)
        } else {
            return self.execute(node);
        };
        let id = session.shape.id(node);
        if session.is_observed() {
            self.tell_start(Event::NodeStarted { node: id, worker: self.number, attempt });
        }
        plain.context.attempt = attempt;
        let result = self.call_plain(id, plain);
        plain.context.attempt = 1;
        match result {
            Ok(output) if session.families.is_empty() => {
                if session.is_observed() {
                    self.tell_end(Event::NodeFinished {
                        node: id,
                        worker: self.number,
                        outcome: Outcome::Done,
                    });
                }
                self.done(node, id, output, plain);
                Some(node)
            }
            result => self.end_own(node, attempt, result),
        }
    }

    /// Calls the job of a node of which there is nothing to be known but what it does, who needs it
    /// and which attempt it is.
    #[inline(always)]
    pub(crate) fn call_plain(
        &self,
        id: NodeId,
        plain: &mut Plain<'s, J>,
    ) -> Result<J::Output, JobError> {
        plain.context.node = id;
        let has_outputs = J::nothing().is_none();
        if has_outputs {
            let outputs = &self.session.parts.outputs;
            let needs = self.session.shape.needs.row(id.index()).iter();
            plain.inputs.extend(needs.filter_map(|need| Some((*need, outputs.read(*need)?))));
        }
        plain.in_job = true;
        let result = plain.jobs[id.index()].run(Inputs(&mut plain.inputs), &plain.context);
        plain.in_job = false;
        if has_outputs {
            plain.inputs.clear();
        }
        result
    }

    /// Such a node is done.
    #[inline(always)]
    pub(crate) fn done(&mut self, node: u32, id: NodeId, output: J::Output, plain: &Plain<'s, J>) {
        self.store(node, id, output);
        plain.ends[node as usize].done();
        self.n_ended += 1;
    }

    /// The same where others end nodes, too: written down later, unless this worker may be left
    /// behind before that.
    #[inline(always)]
    fn done_among_others(
        &mut self,
        node: u32,
        id: NodeId,
        output: J::Output,
        plain: &Plain<'s, J>,
    ) {
        if self.session.is_monitored {
            return self.done(node, id, output, plain);
        }
        self.store(node, id, output);
        self.finished.push(node);
        if self.finished.len() == MAX_FINISHED {
            self.count_ended();
        }
    }

    #[inline(always)]
    fn store(&self, node: u32, id: NodeId, output: J::Output) {
        if J::nothing().is_none() {
            let n_readers = self.session.shape.dependents(node).len();
            self.session.parts.outputs.store(id, output, n_readers, false);
        }
    }

    /// Calls `work`, which runs nodes, until it comes back without the panic of a job. After a panic
    /// it is given what [`run`](Self::run) would have given.
    ///
    /// Catching a panic once for many nodes, rather than once for each, saves a nanosecond a node.
    #[inline(always)]
    pub(crate) fn catching<R>(
        &mut self,
        mut work: impl FnMut(&mut Self, &mut Plain<'s, J>, Option<Option<u32>>) -> R,
    ) -> R {
        let mut plain = self.plain();
        let mut after = None;
        loop {
            let result = catch_unwind(AssertUnwindSafe(|| work(self, &mut plain, after.take())));
            match result {
                Ok(result) => return result,
                Err(payload) if plain.in_job => {
                    plain.in_job = false;
                    plain.inputs.clear();
                    let node = self.session.shape.place(plain.context.node);
                    let attempt = std::mem::replace(&mut plain.context.attempt, 1);
                    let result = Err(JobError::from_panic(payload));
                    after = Some(self.end_own(node, attempt, result));
                }
                Err(payload) => resume_unwind(payload),
            }
        }
    }
}
