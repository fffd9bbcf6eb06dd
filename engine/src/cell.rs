//! One value that jobs share: changes one after another, and those who watch them.

use std::sync::Weak;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use crate::sync::{Arc, Mutex};

#[derive(Default)]
pub(crate) struct Cell<T> {
    /// Held from the look at the old value to the publication of the new one.
    changing: Mutex<()>,
    /// Held for a moment only, and never while code runs that is not ours.
    current: Mutex<Current<T>>,
}

#[derive(Default)]
struct Current<T> {
    value: Arc<T>,
    /// By number, which is their order.
    subscribers: Vec<(u64, Sender<Arc<T>>)>,
    n_subscribed: u64,
}

impl<T> Cell<T> {
    pub(crate) fn value(&self) -> Arc<T> {
        Arc::clone(&self.current.lock().value)
    }

    /// Puts what `make` makes of the value in its place. `None` if this thread is changing a cell
    /// already.
    pub(crate) fn change<R>(&self, make: impl FnOnce(&T) -> (T, R)) -> Option<R> {
        let mark = Mark::set()?;
        let changing = self.changing.lock();
        let before = self.value();
        let (value, result) = make(&before);
        self.publish(Arc::new(value));
        // The last `Arc` of the old value may be `before`; its destructor runs after this.
        drop((changing, mark));
        Some(result)
    }

    /// Sends every change from now on.
    pub(crate) fn subscribe(self: &Arc<Self>) -> Subscription<T> {
        let (sender, changes) = channel();
        let mut current = self.current.lock();
        let number = current.n_subscribed;
        current.n_subscribed += 1;
        current.subscribers.push((number, sender));
        Subscription { number, changes, cell: Arc::downgrade(self) }
    }

    #[cfg(all(test, not(any(loom, shuttle))))]
    pub(crate) fn n_subscribers(&self) -> usize {
        self.current.lock().subscribers.len()
    }

    fn publish(&self, value: Arc<T>) {
        let mut current = self.current.lock();
        for (_, subscriber) in &current.subscribers {
            // It fails only if there is no receiver, and a receiver unsubscribes before it goes.
            let _ = subscriber.send(Arc::clone(&value));
        }
        current.value = value;
    }
}

thread_local! {
    /// Whether this thread is changing a cell.
    static CHANGING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Marks the thread as changing a cell. A thread that changes one cannot begin to change another,
/// so whoever waits for a cell holds none, and no two can wait for each other.
struct Mark;

impl Mark {
    /// `None` if the thread has the mark already.
    fn set() -> Option<Self> {
        if CHANGING.replace(true) { None } else { Some(Self) }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        CHANGING.set(false);
    }
}

/// The changes of one cell since it was subscribed to.
///
/// Changes that are not received are kept, without a bound. Dropping the subscription frees them
/// and takes it off the cell. It can be sent to another thread, but not shared.
#[derive(Debug)]
pub struct Subscription<T> {
    number: u64,
    changes: Receiver<Arc<T>>,
    /// Weak, so that the end of the state is the end of the changes.
    cell: Weak<Cell<T>>,
}

impl<T> Subscription<T> {
    /// The value after the next change, or `None` if all were received.
    pub fn receive(&self) -> Option<Arc<T>> {
        self.changes.try_recv().ok()
    }

    /// The value after the next change, waited for until `deadline`; `None` then, and at once when
    /// the subscription [is closed](Self::is_closed) and all changes were received.
    pub fn receive_until(&self, deadline: Instant) -> Option<Arc<T>> {
        self.changes.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }

    /// Whether the state is gone, so that there will be no more changes than those that wait here.
    pub fn is_closed(&self) -> bool {
        self.cell.strong_count() == 0
    }
}

impl<T> Drop for Subscription<T> {
    fn drop(&mut self) {
        if let Some(cell) = self.cell.upgrade() {
            cell.current.lock().subscribers.retain(|(number, _)| *number != self.number);
        }
    }
}
