//! The outputs, each for as long as somebody has yet to read it.

use storylint_graph::NodeId;

use crate::error::drop_all;
use crate::input::Input;
use crate::sync::{Arc, Mutex};

/// One slot a node, by index of id.
pub(crate) struct Outputs<T>(Vec<Mutex<Slot<T>>>);

struct Slot<T> {
    output: Option<Input<T>>,
    /// How many nodes have yet to read it.
    n_readers: usize,
}

impl<T> Outputs<T> {
    pub(crate) fn new(n_nodes: usize) -> Self {
        let empty = || Mutex::new(Slot { output: None, n_readers: 0 });
        Self(std::iter::repeat_with(empty).take(n_nodes).collect())
    }

    /// Stores an output that `n_readers` nodes will each [`read`](Self::read) once; with no reader
    /// it stays for [`take`](Self::take). `peeked` says that a reader will look before it reads.
    pub(crate) fn store(&self, node: NodeId, output: T, n_readers: usize, peeked: bool) {
        let output = if n_readers < 2 && !peeked {
            Input::Own(output)
        } else {
            Input::Shared(Arc::new(output))
        };
        *self.0[node.index()].lock() = Slot { output: Some(output), n_readers };
    }

    /// The output of `need`, if it has one: the last reader gets the slot's own.
    pub(crate) fn read(&self, need: NodeId) -> Option<Input<T>> {
        let slot = &mut *self.0[need.index()].lock();
        slot.n_readers = slot.n_readers.checked_sub(1)?;
        if slot.n_readers == 0 { slot.output.take() } else { slot.clone_output() }
    }

    /// The output of `need`, which its reader will read later.
    pub(crate) fn peek(&self, need: NodeId) -> Option<Input<T>> {
        self.0[need.index()].lock().clone_output()
    }

    /// An output that nobody reads.
    pub(crate) fn take(&self, node: NodeId) -> Option<T> {
        self.0[node.index()].lock().output.take().and_then(Input::into_own)
    }

    /// Drops what a run that did not come to its end has left.
    pub(crate) fn clear(&mut self) {
        drop_all(
            self.0
                .iter_mut()
                .map(|slot| std::mem::replace(slot.get_mut(), Slot { output: None, n_readers: 0 })),
        );
    }
}

impl<T> Slot<T> {
    fn clone_output(&self) -> Option<Input<T>> {
        match self.output.as_ref()? {
            Input::Own(_) => unreachable!("an output that is looked at twice is shared"),
            Input::Shared(output) => Some(Input::Shared(Arc::clone(output))),
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn id(i: u32) -> NodeId {
        i.into()
    }

    #[test]
    fn the_only_reader_gets_the_output_itself() {
        let outputs = Outputs::new(1);
        outputs.store(id(0), "output", 1, false);
        assert!(matches!(outputs.read(id(0)), Some(Input::Own("output"))));
        assert!(outputs.read(id(0)).is_none());
    }

    #[test]
    fn the_last_reader_gets_the_only_arc() {
        let outputs = Outputs::new(1);
        outputs.store(id(0), "output", 2, false);
        assert!(outputs.read(id(0)).is_some_and(|first| first.into_own().is_none()));
        assert_eq!(outputs.read(id(0)).and_then(Input::into_own), Some("output"));
    }

    #[test]
    fn a_look_is_no_reading() {
        let outputs = Outputs::new(1);
        outputs.store(id(0), "output", 1, true);
        assert!(outputs.peek(id(0)).is_some() && outputs.peek(id(0)).is_some());
        assert_eq!(outputs.read(id(0)).and_then(Input::into_own), Some("output"));
    }

    #[test]
    fn what_nobody_reads_is_left_at_the_end() {
        let outputs = Outputs::new(2);
        outputs.store(id(0), 7, 0, false);
        assert_eq!((outputs.take(id(0)), outputs.take(id(1))), (Some(7), None));
    }
}

#[cfg(all(test, loom))]
mod model;
