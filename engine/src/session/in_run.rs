//! What jobs may ask of the run that they are part of.

use storylint_graph::NodeId;

use super::Session;
use crate::asked::Traits;
use crate::job::{InRun, Job, Spawned};
use crate::run_id::RunId;
use crate::state::SharedState;
use crate::sync::{Arc, Ordering, fence};

impl<'a, J: Job + 'a> InRun for Session<'a, J> {
    fn needs(&self, node: NodeId) -> &[NodeId] {
        self.shape.needs.row(node.index())
    }

    fn is_cancelled(&self, node: NodeId, attempt: u32) -> bool {
        let node = self.shape.place(node);
        let is_late = || {
            let (special, place) = self.shape.special(node);
            self.is_contested(special) && !self.claims.is_running(place, attempt)
        };
        self.crew.is_over() || (self.shape.traits(node).has(Traits::SPECIAL) && is_late())
    }

    fn id(&self) -> RunId {
        self.id
    }

    fn state(&self) -> &SharedState {
        self.state.get_or_init(Arc::default)
    }

    fn spawn(&self, node: NodeId, job: Box<Spawned>) {
        let node = self.shape.place(node);
        let traits = self.shape.traits(node);
        let is_monitored =
            traits.has(Traits::SPECIAL) && self.shape.special(node).0.timeout.is_some();
        assert!(
            !traits.has(Traits::RESTARTS) && !is_monitored,
            "a node with retries, a timeout or a speculative start cannot spawn jobs"
        );
        // Whatever the graph is like, the job that spawns may wait for the other.
        if !self.is_parallel.load(Ordering::Relaxed) {
            self.is_parallel.store(true, Ordering::Relaxed);
            self.start_threads();
        }
        self.crew.stir();
        let number = self.families.spawn(node, job);
        let job = self.shape.len() as u32 + number;
        self.inbox.push(job, self.lane(node));
        // For the look at who works alone, as in `wake_one`.
        fence(Ordering::SeqCst);
        if !self.crew.is_solo() {
            self.wake_one();
        } else if !self.handover.request() {
            // Whoever works alone may be in this very job, and wait in it for the other.
            self.call();
        }
    }
}
