//! The primitives of loom: any order of what threads do, and any that the memory may give it.

pub(crate) use ::loom::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
// Loom's `Arc` has no `Weak`. What the engine hands over, it hands over by other means.
pub(crate) use std::sync::{Arc, OnceLock, Weak};

pub(crate) use crossbeam_deque::Steal;

pub(crate) use crate::sync::clock::Instant;
pub(crate) use crate::sync::locks::{Condvar, Mutex, MutexGuard};

/// Whole runs are too much for loom, so it is enough that `scope` is there.
pub(crate) mod thread {
    pub(crate) use ::loom::thread::{Builder, ThreadId, current, panicking, yield_now};
    pub(crate) use std::thread::{Scope, available_parallelism, scope};
}

pub(crate) fn spawn_in<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    _: thread::Builder,
    work: impl FnOnce() + Send + 'scope,
) -> std::io::Result<()> {
    scope.spawn(work);
    Ok(())
}

/// The most nodes that a deque of a model holds.
const N_SLOTS: usize = 4;

/// In place of crossbeam's deque, into which loom cannot see: the same steps and orders (Chase and
/// Lev 2005; Lê, Pop, Cohen and Nardelli, *Correct and efficient work-stealing for weak memory
/// models*, 2013), without growing. A lock would order too much, and hide a missing fence.
pub(crate) struct Deque<T>(Stealer<T>);

pub(crate) struct Stealer<T>(Arc<Ring<T>>);

struct Ring<T> {
    front: AtomicUsize,
    back: AtomicUsize,
    slots: [AtomicU32; N_SLOTS],
    of: std::marker::PhantomData<T>,
}

impl<T> Ring<T> {
    fn slot(&self, place: usize) -> &AtomicU32 {
        &self.slots[place % N_SLOTS]
    }

    /// Takes the oldest, unless somebody else is faster.
    fn advance(&self, front: usize) -> bool {
        let order = (Ordering::SeqCst, Ordering::Relaxed);
        self.front.compare_exchange(front, front + 1, order.0, order.1).is_ok()
    }
}

impl Deque<u32> {
    pub(crate) fn new_lifo() -> Self {
        Self(Stealer(Arc::new(Ring {
            front: AtomicUsize::new(N_SLOTS),
            back: AtomicUsize::new(N_SLOTS),
            slots: std::array::from_fn(|_| AtomicU32::new(u32::MAX)),
            of: std::marker::PhantomData,
        })))
    }

    pub(crate) fn stealer(&self) -> Stealer<u32> {
        Stealer(Arc::clone(&self.0.0))
    }

    pub(crate) fn push(&self, item: u32) {
        let ring = &self.0.0;
        let back = ring.back.load(Ordering::Relaxed);
        assert!(back - ring.front.load(Ordering::Acquire) < N_SLOTS, "a model is small");
        ring.slot(back).store(item, Ordering::Relaxed);
        fence(Ordering::Release);
        ring.back.store(back + 1, Ordering::Relaxed);
    }

    pub(crate) fn pop(&self) -> Option<u32> {
        let ring = &self.0.0;
        let back = ring.back.load(Ordering::Relaxed);
        if back == ring.front.load(Ordering::Relaxed) {
            return None;
        }
        ring.back.store(back - 1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        let front = ring.front.load(Ordering::Relaxed);
        if front < back - 1 {
            return Some(ring.slot(back - 1).load(Ordering::Relaxed));
        }
        let won = front == back - 1 && ring.advance(front);
        ring.back.store(back, Ordering::Relaxed);
        won.then(|| ring.slot(back - 1).load(Ordering::Relaxed))
    }
}

impl Stealer<u32> {
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> usize {
        let front = self.0.front.load(Ordering::Acquire);
        fence(Ordering::SeqCst);
        self.0.back.load(Ordering::Acquire).saturating_sub(front)
    }

    pub(crate) fn steal_batch_and_pop(&self, into: &Deque<u32>) -> Steal<u32> {
        let n_more = self.len().saturating_sub(1) / 2;
        let first = self.steal();
        for _ in 0..n_more {
            let Steal::Success(next) = self.steal() else { break };
            into.push(next);
        }
        first
    }

    fn steal(&self) -> Steal<u32> {
        let ring = &self.0;
        let front = ring.front.load(Ordering::Acquire);
        fence(Ordering::SeqCst);
        if ring.back.load(Ordering::Acquire) <= front {
            return Steal::Empty;
        }
        let item = ring.slot(front).load(Ordering::Relaxed);
        if ring.advance(front) { Steal::Success(item) } else { Steal::Retry }
    }
}
/// Tries every order in which the threads of `model` can go on, with so many switches between them
/// that they do not ask for.
#[cfg(test)]
pub(crate) fn explore(n_preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = ::loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(n_preemptions);
    builder.max_branches = 10_000;
    builder.check(model);
}

/// More switches than a small model has steps.
#[cfg(test)]
pub(crate) const ALL: usize = 250;

/// Memory without order of its own: loom tells when two threads touch it at once.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Plain(::loom::cell::UnsafeCell<()>);

#[cfg(test)]
impl Plain {
    pub(crate) fn new() -> Self {
        Self(::loom::cell::UnsafeCell::new(()))
    }

    pub(crate) fn write(&self) {
        self.0.with_mut(|_| ());
    }

    pub(crate) fn read(&self) {
        self.0.with(|_| ());
    }
}
