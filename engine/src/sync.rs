//! Every synchronisation primitive the engine uses, so that a model checker can replace them here.

pub(crate) use std::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
pub(crate) use std::sync::{Arc, OnceLock, Weak};
pub(crate) use std::thread;

pub(crate) use crossbeam_deque::{Steal, Stealer, Worker as Deque};
pub(crate) use parking_lot::{Condvar, Mutex};

/// Keeps a value that is written often off the cache lines of its neighbours: two lines of 64
/// bytes, because x86 fetches them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);
