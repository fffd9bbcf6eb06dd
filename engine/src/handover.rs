//! How the worker that works alone lets another one in.

use std::hint;

use crate::fences::{Light, heavy};
use crate::sync::{AtomicU8, AtomicU32, Ordering, Padded, thread};

/// How the worker that works alone lets another one in, who takes over what it has ready.
///
/// `request` asks for it. The worker looks after every job, and hands over by itself if it has been
/// asked. A worker that is stuck in a long job does not look, and is handed over by the watcher:
/// no more than one of them does, by the exchanges from `REQUESTED`.
#[derive(Debug)]
pub(crate) struct Handover {
    /// Odd while a job runs. Starting a job publishes all that the worker did before, to the load in
    /// `take_over`; ending one is a write in Dekker's pattern, with the load of `state`.
    n_steps: Padded<AtomicU32>,
    state: Padded<AtomicU8>,
    /// The count of steps when somebody asked. It publishes nothing: who reads an old one only thinks
    /// that the worker has come out of its job since.
    asked_at: AtomicU32,
    light: Light,
}

/// Nobody has asked.
const NONE: u8 = 0;
const REQUESTED: u8 = 1;
/// The worker hands over.
const BY_WORKER: u8 = 2;
/// The watcher takes over, while the worker is in a job.
const BY_WATCHER: u8 = 3;
/// The watcher has taken over, and the worker has yet to find out.
const TAKEN: u8 = 4;

impl Handover {
    pub(crate) fn new() -> Self {
        Self {
            n_steps: Padded::default(),
            state: Padded(AtomicU8::new(NONE)),
            asked_at: AtomicU32::new(0),
            light: Light::new(),
        }
    }

    /// How many jobs it has started.
    pub(crate) fn n_started(&self) -> u32 {
        self.n_steps.0.load(Ordering::Relaxed).div_ceil(2)
    }

    /// Asks the worker to hand over. Gives whether it was asked before, and has not come out of its
    /// job since.
    pub(crate) fn request(&self) -> bool {
        let order = Ordering::Relaxed;
        let n_steps = self.n_steps.0.load(order);
        if self.state.0.compare_exchange(NONE, REQUESTED, order, order).is_ok() {
            self.asked_at.store(n_steps, order);
            return false;
        }
        n_steps == self.asked_at.load(order)
    }

    /// Nobody has asked, for all that is known.
    pub(crate) fn reset(&self) {
        self.state.0.store(NONE, Ordering::Relaxed);
    }

    /// Everything has been taken over.
    pub(crate) fn taken(&self) {
        self.state.0.store(TAKEN, Ordering::Release);
    }

    /// A job starts.
    #[inline(always)]
    pub(crate) fn start_job(&self) {
        let n_steps = self.n_steps.0.load(Ordering::Relaxed).wrapping_add(1);
        self.n_steps.0.store(n_steps, Ordering::Release);
    }

    /// A job has ended. Gives whether somebody has asked for a hand-over.
    #[inline(always)]
    pub(crate) fn end_job(&self) -> bool {
        let n_steps = self.n_steps.0.load(Ordering::Relaxed).wrapping_add(1);
        self.n_steps.0.store(n_steps, Ordering::Relaxed);
        // Pairs with the fence in `take_over`.
        self.light.fence();
        self.state.0.load(Ordering::Relaxed) != NONE
    }

    /// Whether it is the worker, outside of a job, that hands over. If not it has been done.
    pub(crate) fn hand_over(&self) -> bool {
        let asked = self.state.0.compare_exchange(
            REQUESTED,
            BY_WORKER,
            Ordering::Acquire,
            Ordering::Acquire,
        );
        if asked.is_ok() {
            return true;
        }
        while self.state.0.load(Ordering::Acquire) == BY_WATCHER {
            hint::spin_loop();
            thread::yield_now();
        }
        false
    }

    /// Whether a watcher, who has asked, may hand over in the worker's place. It may when the
    /// worker is in a job after all threads have passed a fence since the request: then the worker
    /// will see the request when it comes out, and will not go on before it is done.
    pub(crate) fn take_over(&self) -> bool {
        heavy();
        let in_job = self.n_steps.0.load(Ordering::Acquire) % 2 == 1;
        let order = (Ordering::Acquire, Ordering::Relaxed);
        in_job && self.state.0.compare_exchange(REQUESTED, BY_WATCHER, order.0, order.1).is_ok()
    }
}
