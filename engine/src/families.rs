//! Jobs that are spawned while the graph runs, as parts of the nodes that spawn them.

use std::collections::HashMap;

use crate::error::{JobError, drop_all};
use crate::job::Spawned;
use crate::sync::{AtomicBool, Mutex, Ordering};

/// The spawned jobs of all nodes. Each has a number, in the order of spawning.
pub(crate) struct Families<T> {
    /// Whether a node has ever spawned something: if not, all others are spared the look. It is set
    /// by the job that spawns, and read on the same thread.
    any: AtomicBool,
    state: Mutex<State<T>>,
}

struct State<T> {
    jobs: Vec<Option<(u32, Box<Spawned>)>>,
    families: HashMap<u32, Family<T>>,
}

/// A node with spawned jobs.
struct Family<T> {
    /// Jobs that have not ended, the node's own among them.
    n_left: usize,
    /// What the node's own job gave.
    own: Option<Result<T, JobError>>,
    /// The error of the first job, in the order of spawning, that failed.
    error: Option<(u32, JobError)>,
}

impl<T> Families<T> {
    pub(crate) fn new() -> Self {
        let state = State { jobs: Vec::new(), families: HashMap::new() };
        Self { any: AtomicBool::new(false), state: Mutex::new(state) }
    }

    /// Whether nothing was ever spawned.
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Relaxed)
    }

    /// Adds a job of `node` and gives its number.
    pub(crate) fn spawn(&self, node: u32, job: Box<Spawned>) -> u32 {
        self.any.store(true, Ordering::Relaxed);
        let state = &mut *self.state.lock();
        let new = || Family { n_left: 1, own: None, error: None };
        state.families.entry(node).or_insert_with(new).n_left += 1;
        state.jobs.push(Some((node, job)));
        state.jobs.len() as u32 - 1
    }

    /// The job with this number, once, and the node that it is part of.
    pub(crate) fn take(&self, number: u32) -> (u32, Box<Spawned>) {
        self.state.lock().jobs[number as usize].take().expect("a spawned job runs once")
    }

    /// The node that a job is part of which has not started.
    #[cold]
    pub(crate) fn parent(&self, number: u32) -> u32 {
        self.state.lock().jobs[number as usize].as_ref().expect("it has not started").0
    }

    /// Whether `node` has spawned something and has not ended.
    pub(crate) fn has(&self, node: u32) -> bool {
        self.state.lock().families.contains_key(&node)
    }

    /// The node's own job has ended. Gives its result if that is the end of the node.
    pub(crate) fn end_own(
        &self,
        node: u32,
        result: Result<T, JobError>,
    ) -> Option<Result<T, JobError>> {
        let state = &mut *self.state.lock();
        match state.families.get_mut(&node) {
            None => Some(result),
            Some(family) => {
                family.own = Some(result);
                state.count_down(node)
            }
        }
    }

    /// A spawned job of `node` has ended. Gives the result of the node if that is its end.
    pub(crate) fn end(
        &self,
        node: u32,
        number: u32,
        result: Result<(), JobError>,
    ) -> Option<Result<T, JobError>> {
        let state = &mut *self.state.lock();
        let family = state.families.get_mut(&node).expect("the job belongs to it");
        if let Err(error) = result
            && family.error.as_ref().is_none_or(|(first, _)| number < *first)
        {
            family.error = Some((number, error));
        }
        state.count_down(node)
    }
}

/// Jobs that have not started when their run is over.
impl<T> Drop for Families<T> {
    fn drop(&mut self) {
        drop_all(self.state.get_mut().jobs.drain(..));
    }
}

impl<T> State<T> {
    fn count_down(&mut self, node: u32) -> Option<Result<T, JobError>> {
        let family = self.families.get_mut(&node)?;
        family.n_left -= 1;
        if family.n_left > 0 {
            return None;
        }
        let family = self.families.remove(&node)?;
        let own = family.own.expect("the node's own job is one of those that ended");
        // Its own error is the first.
        Some(own.and_then(|output| family.error.map_or(Ok(output), |(_, error)| Err(error))))
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn job() -> Box<Spawned> {
        Box::new(|_| Ok(()))
    }

    #[test]
    fn a_node_ends_with_its_last_job() {
        let families = Families::new();
        assert!(families.is_empty());
        let [a, b] = [families.spawn(4, job()), families.spawn(4, job())];
        assert_eq!((families.take(a).0, families.has(4), families.has(5)), (4, true, false));
        assert!(families.end(4, a, Ok(())).is_none());
        assert!(families.end_own(4, Ok("own")).is_none());
        assert!(matches!(families.end(4, b, Ok(())), Some(Ok("own"))));
        assert!(!families.has(4));
        assert!(matches!(families.end_own(5, Ok("alone")), Some(Ok("alone"))));
    }

    #[test]
    fn the_first_error_in_the_order_of_spawning_counts() {
        for order in [[0, 1, 2], [2, 1, 0]] {
            let families = Families::new();
            let numbers = [(); 3].map(|()| families.spawn(4, job()));
            assert!(families.end_own(4, Ok(())).is_none());
            let errors = [Ok(()), Err("one".into()), Err("two".into())];
            let ends = order.map(|i| families.end(4, numbers[i], errors[i].clone()));
            let last = ends.into_iter().flatten().next().expect("the last one ends the node");
            assert_eq!(last.expect_err("two failed").to_string(), "one");
        }
    }
}

#[cfg(all(test, loom))]
mod model;
