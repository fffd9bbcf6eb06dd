//! What a run works on and the next run can use again.

use crate::outputs::Outputs;
use crate::queues::Seat;
use crate::readiness::Readiness;
use crate::ready::ReadySet;
use crate::roots::Roots;
use crate::shape::Shape;
use crate::sync::Mutex;

/// The arrays of one run.
pub(crate) struct Parts<T> {
    pub(crate) readiness: Readiness,
    pub(crate) outputs: Outputs<T>,
    /// Of the worker that works alone.
    pub(crate) ready: ReadySet,
    pub(crate) roots: Roots,
    /// The place of the caller, when it is not sitting there.
    pub(crate) seat: Mutex<Option<Seat>>,
}

impl<T> Parts<T> {
    /// The arrays for a run of `shape`, with slots if nodes have outputs.
    pub(crate) fn new(shape: &Shape, with_outputs: bool) -> Self {
        Self {
            readiness: Readiness::new(shape),
            outputs: Outputs::new(if with_outputs { shape.len() } else { 0 }),
            ready: ReadySet::new(shape.len() as u32),
            roots: Roots::default(),
            seat: Mutex::new(None),
        }
    }

    /// Makes them new for another run. A run that did not come to its end has left things behind.
    pub(crate) fn reset(&mut self, shape: &Shape, all_ended: bool) {
        self.readiness.reset(shape);
        self.roots.reset();
        if !all_ended {
            self.outputs.clear();
            self.ready = ReadySet::new(shape.len() as u32);
            *self.seat.get_mut() = None;
        }
    }
}
