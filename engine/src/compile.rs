//! A graph made ready to run.

use std::fmt;
use std::ops::Index;
use std::time::Duration;

use storylint_graph::{Graph, NodeId, Policy};

use crate::job::Job;
use crate::parts::Parts;
use crate::priority::Ranking;
use crate::rows::Rows;
use crate::shape::Shape;
use crate::sync::{Arc, Mutex};

/// A graph made ready to run, as often as you like, and at the same time if you like. Clones share
/// everything.
pub struct Compiled<J: Job> {
    pub(crate) jobs: Arc<Vec<J>>,
    pub(crate) shape: Arc<Shape>,
    /// What the last run worked on, for the next to work on.
    pub(crate) spare: Arc<Mutex<Option<Parts<J::Output>>>>,
}

/// Lays `graph` out for the executor and ranks its nodes, in time linear in its edges, apart from
/// one sort of its nodes.
///
/// # Panics
/// If the graph has 2^30 nodes or more.
pub fn compile<J: Job>(graph: Graph<J>) -> Compiled<J> {
    let needs = Rows::of(graph.len(), graph.edges());
    let mut jobs = graph.into_nodes();
    // They were taken out of larger nodes, in the same place.
    jobs.shrink_to_fit();
    let asked = jobs.iter().map(|job| (job.policy(), job.aggregate().is_some()));
    let shape = Shape::new(needs, asked, J::nothing().is_none(), Ranking::default());
    Compiled { shape: Arc::new(shape), jobs: Arc::new(jobs), spare: Arc::default() }
}

impl<J: Job> Compiled<J> {
    /// The same graph, ranked in another way or by costs that were learnt. `learnt` says what a
    /// node costs, in place of the estimate in its policy, where it is known.
    pub fn ranked(
        &self,
        ranking: Ranking,
        learnt: impl Fn(NodeId) -> Option<Duration>,
    ) -> Compiled<J> {
        let rows =
            (0..self.len()).flat_map(|i| self.shape.needs.row(i).iter().map(move |n| (*n, i)));
        let edges: Vec<_> = rows.map(|(need, i)| (need, NodeId::new(i))).collect();
        let needs = Rows::of(self.len(), edges.into_iter());
        let asked = self.jobs.iter().enumerate().map(|(i, job)| {
            let policy = job.policy();
            let cost = learnt(NodeId::new(i)).or(policy.cost);
            (Policy { cost, ..policy }, job.aggregate().is_some())
        });
        let shape = Shape::new(needs, asked, J::nothing().is_none(), ranking);
        Compiled { jobs: Arc::clone(&self.jobs), shape: Arc::new(shape), spare: Arc::default() }
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// All ids, each after the ids of its needs.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<J> {
        (0..self.len()).map(NodeId::new)
    }

    /// What `id` needs, in the order in which the needs were given.
    pub fn needs(&self, id: NodeId) -> &[NodeId] {
        self.shape.needs.row(id.index())
    }
}

impl<J: Job> Clone for Compiled<J> {
    fn clone(&self) -> Self {
        Self {
            jobs: Arc::clone(&self.jobs),
            shape: Arc::clone(&self.shape),
            spare: Arc::clone(&self.spare),
        }
    }
}

impl<J: Job> Index<NodeId> for Compiled<J> {
    type Output = J;

    fn index(&self, id: NodeId) -> &J {
        &self.jobs[id.index()]
    }
}

impl<J: Job> fmt::Debug for Compiled<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled").field("n_nodes", &self.len()).finish_non_exhaustive()
    }
}
