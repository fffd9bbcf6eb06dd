//! How every node ended.

use storylint_graph::NodeId;

use crate::error::JobError;
use crate::outcome::Outcome;
use crate::sync::{Arc, AtomicU8, AtomicU32, Mutex, OnceLock, Ordering};

/// Nobody knows yet.
const OPEN: u8 = 0;
/// Nobody knows yet, but something that the node needs was not done.
const TAINTED: u8 = 1;
const DONE: u8 = 2;
const FAILED: u8 = 3;
const SKIPPED: u8 = 4;
const TIMED_OUT: u8 = 5;
const CANCELLED: u8 = 6;

/// The end of a node.
pub(crate) struct End(AtomicU8);

impl End {
    fn new(code: u8) -> Self {
        Self(AtomicU8::new(code))
    }

    /// Whether the node has not ended, and all it needs was done.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) == OPEN
    }

    #[inline(always)]
    pub(crate) fn done(&self) {
        self.0.store(DONE, Ordering::Relaxed);
    }
}

/// The ends of all nodes.
///
/// A node's needs taint it before they count down, and only who runs it writes its end; so counting
/// down publishes what is written here to all who read it, and `Relaxed` is enough.
#[derive(Clone)]
pub(crate) struct Ends {
    /// By place.
    codes: Arc<Vec<End>>,
    failures: Arc<Mutex<Vec<(NodeId, JobError)>>>,
    /// For skipped nodes the failure they go back to, by place; made when there is the first.
    because: Arc<OnceLock<Box<[AtomicU32]>>>,
}

impl Ends {
    pub(crate) fn new(n_nodes: usize) -> Self {
        let codes = vec![OPEN; n_nodes].into_iter().map(End::new).collect();
        Self { codes: Arc::new(codes), failures: Arc::default(), because: Arc::default() }
    }

    /// By place.
    pub(crate) fn all(&self) -> &[End] {
        &self.codes
    }

    fn code(&self, node: u32) -> u8 {
        self.codes[node as usize].0.load(Ordering::Relaxed)
    }

    fn set(&self, node: u32, code: u8) {
        self.codes[node as usize].0.store(code, Ordering::Relaxed);
    }

    /// Something that `node` needs was not done.
    pub(crate) fn taint(&self, node: u32) {
        self.set(node, TAINTED);
    }

    pub(crate) fn is_tainted(&self, node: u32) -> bool {
        self.code(node) == TAINTED
    }

    pub(crate) fn done(&self, node: u32) {
        self.set(node, DONE);
    }

    pub(crate) fn is_done(&self, node: u32) -> bool {
        self.code(node) == DONE
    }

    pub(crate) fn fail(&self, node: u32, id: NodeId, error: JobError) {
        self.failures.lock().push((id, error));
        self.set(node, FAILED);
    }

    pub(crate) fn skip(&self, node: u32, because: NodeId) {
        let all = self.because.get_or_init(|| {
            std::iter::repeat_with(|| AtomicU32::new(0)).take(self.codes.len()).collect()
        });
        all[node as usize].store(because.index() as u32, Ordering::Relaxed);
        self.set(node, SKIPPED);
    }

    pub(crate) fn time_out(&self, node: u32) {
        self.set(node, TIMED_OUT);
    }

    /// The failure that a dependent of `need` would be skipped for, if there is one.
    pub(crate) fn root(&self, need: u32, id: NodeId) -> Option<NodeId> {
        match self.code(need) {
            FAILED | TIMED_OUT => Some(id),
            SKIPPED => Some(self.because(need)),
            _ => None,
        }
    }

    fn because(&self, node: u32) -> NodeId {
        let all = self.because.get().expect("it is made with the first skipped node");
        NodeId::from(all[node as usize].load(Ordering::Relaxed))
    }

    /// The ends as they are now, with the failures sorted, and with what is open cancelled if not
    /// `all_ended`. Unless `all_left`, others may go on to write here, but not there.
    pub(crate) fn close(&self, all_ended: bool, all_left: bool) -> Self {
        let failures = &mut *self.failures.lock();
        failures.sort_unstable_by_key(|(node, _)| *node);
        if all_ended && all_left {
            return self.clone();
        }
        let close = |end: &End| match end.0.load(Ordering::Relaxed) {
            OPEN | TAINTED => CANCELLED,
            code => code,
        };
        Self {
            codes: Arc::new(self.codes.iter().map(|end| End::new(close(end))).collect()),
            failures: Arc::new(Mutex::new(std::mem::take(failures))),
            because: Arc::clone(&self.because),
        }
    }

    /// The nodes that were cancelled.
    pub(crate) fn cancelled(&self) -> impl Iterator<Item = u32> {
        (0..self.codes.len() as u32).filter(|node| self.code(*node) == CANCELLED)
    }

    /// Who has failed with what, in ascending order of id once closed.
    pub(crate) fn into_failures(self) -> Vec<(NodeId, JobError)> {
        std::mem::take(&mut *self.failures.lock())
    }

    /// How `node` ended, which has this `id`.
    pub(crate) fn outcome<'a>(
        &self,
        node: u32,
        id: NodeId,
        failures: &'a [(NodeId, JobError)],
    ) -> Outcome<'a> {
        match self.code(node) {
            DONE => Outcome::Done,
            FAILED => {
                let place = failures.binary_search_by_key(&id, |(id, _)| *id);
                Outcome::Failed(&failures[place.expect("every failure has its error")].1)
            }
            SKIPPED => Outcome::Skipped { because: self.because(node) },
            TIMED_OUT => Outcome::TimedOut,
            CANCELLED => Outcome::Cancelled,
            _ => unreachable!("a run closes what is open"),
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn id(node: u32) -> NodeId {
        NodeId::new(node as usize)
    }

    /// How the nodes ended, as text.
    fn outcomes(ends: Ends) -> Vec<String> {
        let failures = ends.clone().into_failures();
        (0..ends.codes.len() as u32)
            .map(|node| match ends.outcome(node, id(node), &failures) {
                Outcome::Failed(error) => error.to_string(),
                Outcome::Skipped { because } => format!("because of {}", because.index()),
                outcome => format!("{outcome:?}"),
            })
            .collect()
    }

    #[test]
    fn what_is_open_is_cancelled_if_not_all_have_ended() {
        let ends = Ends::new(7);
        ends.done(0);
        ends.fail(3, id(3), "three".into());
        ends.fail(1, id(1), "one".into());
        ends.skip(4, id(1));
        ends.time_out(5);
        ends.taint(6);
        let closed = ends.close(false, true);
        assert_eq!(closed.cancelled().collect::<Vec<_>>(), [2, 6]);
        let expected =
            ["Done", "one", "Cancelled", "three", "because of 1", "TimedOut", "Cancelled"];
        assert_eq!(outcomes(closed), expected);
    }

    #[test]
    fn what_is_written_after_the_end_is_not_seen() {
        for all_ended in [false, true] {
            let ends = Ends::new(2);
            ends.fail(0, id(0), "in time".into());
            let closed = ends.close(all_ended, false);
            ends.fail(1, id(1), "too late".into());
            ends.done(0);
            assert_eq!(outcomes(closed), ["in time", "Cancelled"]);
        }
    }

    #[test]
    fn where_all_have_left_nothing_is_copied() {
        let ends = Ends::new(1);
        ends.done(0);
        assert!(Arc::ptr_eq(&ends.close(true, true).codes, &ends.codes));
    }
}
