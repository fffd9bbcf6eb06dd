//! The primitives as they are.

pub(crate) use std::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
pub(crate) use std::sync::{Arc, OnceLock, Weak};
pub(crate) use std::thread;
pub(crate) use std::time::Instant;

pub(crate) use crossbeam_deque::{Steal, Stealer, Worker as Deque};
pub(crate) use parking_lot::{Condvar, Mutex, MutexGuard};

/// Starts a thread in a scope, if the system has one.
pub(crate) fn spawn_in<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    builder: thread::Builder,
    work: impl FnOnce() + Send + 'scope,
) -> std::io::Result<()> {
    builder.spawn_scoped(scope, work).map(drop)
}
