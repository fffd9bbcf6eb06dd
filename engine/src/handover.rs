//! A word by which one worker hands over to others.

use std::hint;

use crate::fences::{Light, heavy};
use crate::sync::{AtomicU8, AtomicU32, Ordering, Padded, thread};

/// How the worker that works alone lets another one in, who takes over what it has ready.
///
/// `request` asks for it. The worker looks after every job, and hands over by itself if it has been
/// asked. A worker that is stuck in a long job does not look, and is handed over by the visitor:
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
/// The visitor takes over, while the worker is in a job.
const BY_VISITOR: u8 = 3;
/// The visitor has taken over, and the worker has yet to find out.
const TAKEN: u8 = 4;

impl Handover {
    /// What hands over if somebody may ask, and otherwise counts jobs.
    pub(crate) fn new(may_ask: bool) -> Self {
        Self {
            n_steps: Padded::default(),
            state: Padded(AtomicU8::new(NONE)),
            asked_at: AtomicU32::new(0),
            light: if may_ask { Light::new() } else { Light::NONE },
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
        let is_new = self.state.0.compare_exchange(NONE, REQUESTED, order, order).is_ok();
        // The worker may have gone on before the exchange, and be in its next job.
        !is_new & (self.asked_at.swap(n_steps, order) == n_steps)
    }

    /// Forgets who asked for what has been handed over.
    pub(crate) fn reset(&self) {
        self.state.0.store(NONE, Ordering::Relaxed);
    }

    /// Forgets who asked before the worker began to work alone, but for a visitor that is just
    /// looking whether it may take over: it may.
    pub(crate) fn begin(&self) {
        let order = Ordering::Relaxed;
        self.state.0.compare_exchange(REQUESTED, NONE, order, order).ok();
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
        let order = Ordering::Acquire;
        loop {
            match self.state.0.compare_exchange(REQUESTED, BY_WORKER, order, order) {
                Ok(_) => return true,
                Err(BY_VISITOR) => {
                    hint::spin_loop();
                    thread::yield_now();
                }
                Err(_) => return false,
            }
        }
    }

    /// Whether a visitor, who has asked, may hand over in the worker's place. It may when the
    /// worker is in a job after all threads have passed a fence since it kept the others out: then
    /// the worker will see that when it comes out, and will not go on before it is done.
    ///
    /// Keeping out comes first. The request may be that of another visitor, and newer than the
    /// fence of this one, so that the worker does not see it as it comes out of its job.
    pub(crate) fn take_over(&self) -> bool {
        let order = Ordering::Relaxed;
        if self.state.0.compare_exchange(REQUESTED, BY_VISITOR, order, order).is_err() {
            return false;
        }
        heavy();
        let in_job = self.n_steps.0.load(Ordering::Acquire) % 2 == 1;
        if !in_job {
            self.state.0.store(REQUESTED, Ordering::Relaxed);
        }
        in_job
    }
}

#[cfg(all(test, loom))]
mod model;
