//! The primitives of shuttle: any order of what threads do, with the memory of a machine that keeps it.

use std::collections::VecDeque;

pub(crate) use ::shuttle::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
pub(crate) use ::shuttle::sync::{Arc, Weak};
pub(crate) use std::sync::OnceLock;

pub(crate) use crossbeam_deque::Steal;

pub(crate) use crate::sync::clock::Instant;
pub(crate) use crate::sync::locks::{Condvar, Mutex, MutexGuard};

pub(crate) mod thread {
    pub(crate) use ::shuttle::thread::{
        Builder, Scope, ThreadId, current, panicking, scope, yield_now,
    };
    pub(crate) use std::thread::available_parallelism;
}

pub(crate) fn spawn_in<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    _: thread::Builder,
    work: impl FnOnce() + Send + 'scope,
) -> std::io::Result<()> {
    scope.spawn(work);
    Ok(())
}

/// In place of crossbeam's deque, into which shuttle cannot see.
pub(crate) struct Deque<T>(Stealer<T>);

pub(crate) struct Stealer<T>(Arc<Mutex<VecDeque<T>>>);

impl<T> Deque<T> {
    pub(crate) fn new_lifo() -> Self {
        Self(Stealer(Arc::new(Mutex::new(VecDeque::new()))))
    }

    pub(crate) fn stealer(&self) -> Stealer<T> {
        Stealer(Arc::clone(&self.0.0))
    }

    pub(crate) fn push(&self, item: T) {
        self.0.0.lock().push_back(item);
    }

    pub(crate) fn pop(&self) -> Option<T> {
        self.0.0.lock().pop_back()
    }
}

impl<T> Stealer<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().len()
    }

    /// One by one, as crossbeam does, so that others come in between.
    pub(crate) fn steal_batch_and_pop(&self, into: &Deque<T>) -> Steal<T> {
        let n_more = self.len().saturating_sub(1) / 2;
        let Some(first) = self.0.lock().pop_front() else { return Steal::Empty };
        for _ in 0..n_more {
            let Some(next) = self.0.lock().pop_front() else { break };
            into.push(next);
        }
        Steal::Success(first)
    }
}
