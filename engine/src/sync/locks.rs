//! The locks of a model checker in the shape of those of parking_lot.

use std::ops::{Deref, DerefMut};

#[cfg(loom)]
use ::loom::sync as checked;
#[cfg(loom)]
use ::loom::thread::yield_now;
#[cfg(shuttle)]
use ::shuttle::sync as checked;
#[cfg(shuttle)]
use ::shuttle::thread::yield_now;

use crate::sync::clock::Instant;

#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(checked::Mutex<T>);

/// Holds nothing only while its thread waits for a [`Condvar`].
#[derive(Debug)]
pub(crate) struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    held: Option<checked::MutexGuard<'a, T>>,
}

#[derive(Debug, Default)]
pub(crate) struct Condvar(checked::Condvar);

/// Whether a wait came to its end because the time was over.
pub(crate) struct TimedOut(bool);

impl TimedOut {
    pub(crate) fn timed_out(&self) -> bool {
        self.0
    }
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(checked::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        MutexGuard { mutex: self, held: Some(self.hold()) }
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A panic leaves nothing behind, as with parking_lot.
    fn hold(&self) -> checked::MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held.as_ref().expect("it does not wait")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.held.as_mut().expect("it does not wait")
    }
}

impl Condvar {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
        let held = guard.held.take().expect("it does not wait yet");
        let held = self.0.wait(held).unwrap_or_else(|poisoned| poisoned.into_inner());
        guard.held = Some(held);
    }

    /// Lets others go on, and then comes back as if for no reason, or because the time is over. So
    /// who is not woken here goes on all the same, as outside of a model.
    pub(crate) fn wait_until<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        until: impl Into<Instant>,
    ) -> TimedOut {
        guard.held = None;
        yield_now();
        let timed_out = until.into().may_have_come();
        guard.held = Some(guard.mutex.hold());
        TimedOut(timed_out)
    }

    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }
}
