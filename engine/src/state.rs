//! Typed cells that the jobs of a run share.

use std::any::{Any, type_name};
use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Weak;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use dashmap::DashMap;

use crate::error::JobError;
use crate::sync::{Arc, Mutex};

/// Cells that any job of a run may read, change and watch, found by name.
///
/// It is for what belongs to the run as a whole, such as counters, limits and caches. It is no way
/// to another node's output, which comes along edges only. What jobs leave here depends on their
/// timing, so an output that must always be the same is not made from it.
///
/// A cell that nobody has written holds [`Default::default`]; where that must be told apart, its
/// type is an `Option`. A cell keeps the type it is first used with, and it lives as long as the
/// state.
///
/// # What is atomic
/// [`write`](Self::write) and [`update`](Self::update) of one cell happen one after another, each
/// as a whole. [`read`](Self::read) sees the value before or after a change, and never waits for
/// one. Nothing is atomic across cells: values that must agree belong in one.
///
/// # Cost
/// Every call hashes the name once, and a call that waits, waits only for the changes of its own
/// cell. A read clones an `Arc`. A change takes one step for each subscriber, and an update clones
/// the value first, so the large parts of a value are best behind an `Arc`.
#[derive(Default)]
pub struct SharedState {
    cells: DashMap<String, AnyCell, RandomState>,
}

impl SharedState {
    /// A state in which every cell holds its default.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// [`StateError::WrongType`].
    pub fn read<T>(&self, key: &StateKey<T>) -> Result<Arc<T>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        Ok(self.cell(key)?.value())
    }

    /// Replaces the value of a cell.
    ///
    /// # Errors
    /// [`StateError::WrongType`], and [`StateError::Nested`] inside an update.
    pub fn write<T>(&self, key: &StateKey<T>, value: T) -> Result<(), StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        self.cell(key)?.change(key, |_| (value, ()))
    }

    /// Lets `change` work on the value of a cell, and returns what `change` returns.
    ///
    /// It works on a clone, which becomes the value when it returns. So if it panics, the cell is
    /// as it was, and the panic goes on to the caller.
    ///
    /// Meanwhile all other changes of the cell wait, so `change` should be short, and must not
    /// wait for a thread that may be changing this cell. It may read any cell, this one as it was
    /// before. It cannot change any, this one or another, because two updates that change each
    /// other's cells would wait for each other for ever: that is an error.
    ///
    /// # Errors
    /// [`StateError::WrongType`], and [`StateError::Nested`] inside another update.
    pub fn update<T, R>(
        &self,
        key: &StateKey<T>,
        change: impl FnOnce(&mut T) -> R,
    ) -> Result<R, StateError>
    where
        T: Clone + Default + Send + Sync + 'static,
    {
        self.cell(key)?.change(key, |before| {
            let mut value = before.clone();
            let result = change(&mut value);
            (value, result)
        })
    }

    /// Watches a cell: every change from now on will be told, in the order in which they happen,
    /// which is the same for all subscribers.
    ///
    /// Every write and every update that does not panic is a change, whether or not the value
    /// differs. To miss nothing, subscribe first and read then.
    ///
    /// # Errors
    /// [`StateError::WrongType`].
    pub fn subscribe<T>(&self, key: &StateKey<T>) -> Result<Subscription<T>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        let cell = self.cell(key)?;
        let (sender, changes) = channel();
        let mut current = cell.current.lock();
        let number = current.n_subscribed;
        current.n_subscribed += 1;
        current.subscribers.push((number, sender));
        Ok(Subscription { number, changes, cell: Arc::downgrade(&cell) })
    }

    fn cell<T>(&self, key: &StateKey<T>) -> Result<Arc<Cell<T>>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        let found = self.cells.get(&*key.name).map(|found| found.clone());
        let AnyCell { holds, cell } = found.unwrap_or_else(|| {
            // Made and, if another thread was faster, dropped with no part of the table locked,
            // because the default and the destructor of a value may do anything.
            let fresh = AnyCell { holds: type_name::<T>(), cell: Arc::<Cell<T>>::default() };
            self.cells.entry(key.name.to_string()).or_insert_with(|| fresh.clone()).clone()
        });
        cell.downcast().map_err(|_| StateError::WrongType {
            cell: key.name.to_string(),
            holds,
            asked: type_name::<T>(),
        })
    }
}

impl fmt::Debug for SharedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedState").field("n_cells", &self.cells.len()).finish_non_exhaustive()
    }
}

/// The name of a cell with the type of its value.
///
/// Jobs that are made apart share a cell by naming it alike:
/// `const SEEN: StateKey<u64> = StateKey::new("seen");`, or `StateKey::from` a `String`.
#[derive(Debug, Clone)]
pub struct StateKey<T> {
    name: Cow<'static, str>,
    /// A function, so that a key is `Send` and `Sync` whatever it is for.
    value: PhantomData<fn() -> T>,
}

impl<T> StateKey<T> {
    /// The cell called `name`.
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), value: PhantomData }
    }
}

impl<T> From<String> for StateKey<T> {
    fn from(name: String) -> Self {
        Self { name: Cow::Owned(name), value: PhantomData }
    }
}

/// Why a cell cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The cell was first used with another type.
    #[error("the shared cell `{cell}` holds `{holds}`, not `{asked}`")]
    WrongType {
        /// The name of the cell.
        cell: String,
        /// The type of its value.
        holds: &'static str,
        /// The type of the key.
        asked: &'static str,
    },
    /// The thread is in the middle of an update, of this cell or another.
    #[error("the shared cell `{cell}` cannot be changed inside an update")]
    Nested {
        /// The name of the cell that was to be changed.
        cell: String,
    },
}

impl From<StateError> for JobError {
    fn from(error: StateError) -> Self {
        Self::new(error)
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

/// A cell in the table, which does not know its type.
#[derive(Clone)]
struct AnyCell {
    holds: &'static str,
    /// A `Cell` of `holds`.
    cell: Arc<dyn Any + Send + Sync>,
}

#[derive(Default)]
struct Cell<T> {
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
    fn value(&self) -> Arc<T> {
        Arc::clone(&self.current.lock().value)
    }

    /// Puts what `make` makes of the value in its place.
    fn change<R>(
        &self,
        key: &StateKey<T>,
        make: impl FnOnce(&T) -> (T, R),
    ) -> Result<R, StateError> {
        let Some(mark) = Mark::set() else {
            return Err(StateError::Nested { cell: key.name.to_string() });
        };
        let changing = self.changing.lock();
        let before = self.value();
        let (value, result) = make(&before);
        self.publish(Arc::new(value));
        // The last `Arc` of the old value may be `before`; its destructor runs after this.
        drop((changing, mark));
        Ok(result)
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::sync::thread;

    const COUNT: StateKey<u64> = StateKey::new("count");

    /// So late that it is never reached when the code is right.
    fn late() -> Instant {
        Instant::now() + Duration::from_secs(30)
    }

    fn panic_in_update(state: &SharedState, key: &StateKey<u64>) {
        let update = || {
            state.update(key, |value| {
                *value += 1;
                resume_unwind(Box::new(()))
            })
        };
        assert!(catch_unwind(AssertUnwindSafe(update)).is_err(), "the panic goes on");
    }

    fn n_subscribers(state: &SharedState) -> usize {
        state.cell(&COUNT).unwrap().current.lock().subscribers.len()
    }

    #[test]
    fn cells_are_shared_by_name() {
        let state = SharedState::new();
        assert_eq!(*state.read(&COUNT).unwrap(), 0, "never written");
        assert_eq!(state.write(&StateKey::from("cou".to_owned() + "nt"), 7_u64), Ok(()));
        assert_eq!(*state.read(&COUNT).unwrap(), 7);
        assert_eq!(*state.read(&StateKey::<u64>::new("another")).unwrap(), 0);
    }

    #[test]
    fn another_type_is_an_error_that_names_both() {
        let state = SharedState::new();
        state.write(&COUNT, 7).unwrap();
        let key = StateKey::<String>::new("count");
        let errors = [
            state.read(&key).unwrap_err(),
            state.write(&key, String::new()).unwrap_err(),
            state.update(&key, String::clear).unwrap_err(),
            state.subscribe(&key).unwrap_err(),
        ];
        for error in errors {
            let message = "the shared cell `count` holds `u64`, not `alloc::string::String`";
            assert_eq!(JobError::from(error).to_string(), message);
        }
        assert_eq!(*state.read(&COUNT).unwrap(), 7);
    }

    #[test]
    fn a_panic_leaves_the_cell_as_it_was() {
        let state = SharedState::new();
        let subscription = state.subscribe(&COUNT).unwrap();
        state.write(&COUNT, 7).unwrap();
        panic_in_update(&state, &COUNT);
        assert_eq!(*state.read(&COUNT).unwrap(), 7);
        assert_eq!(state.update(&COUNT, |count| *count += 1), Ok(()));
        assert_eq!(
            [(); 3].map(|()| subscription.receive().as_deref().copied()),
            [Some(7), Some(8), None]
        );
    }

    #[test]
    fn nothing_is_changed_inside_an_update() {
        let state = SharedState::new();
        let other = StateKey::<u64>::new("other");
        let nested = |cell: &str| Err(StateError::Nested { cell: cell.to_owned() });
        let inside = |count: &mut u64| {
            *count = 7;
            assert_eq!(state.update(&other, |_| ()), nested("other"));
            assert_eq!(state.write(&other, 8), nested("other"), "nested after an error too");
            assert_eq!(state.write(&COUNT, 8), nested("count"));
        };
        assert_eq!(state.update(&COUNT, inside), Ok(()));
        assert_eq!(*state.read(&COUNT).unwrap(), 7);
        assert_eq!(state.write(&other, 9), Ok(()));
    }

    #[test]
    fn a_read_does_not_wait_for_an_update() {
        let state = Arc::new(SharedState::new());
        let update = |count: &mut u64| {
            *count = 1;
            let (sender, read) = channel();
            let state = Arc::clone(&state);
            thread::spawn(move || sender.send(*state.read(&COUNT).unwrap()));
            assert_eq!(read.recv_timeout(Duration::from_secs(30)), Ok(0));
        };
        state.update(&COUNT, update).unwrap();
    }

    #[test]
    fn the_destructor_of_an_old_value_may_change_cells() {
        #[derive(Default)]
        struct CountedWhenDropped(Option<Arc<SharedState>>);

        impl Drop for CountedWhenDropped {
            fn drop(&mut self) {
                if let Some(state) = self.0.take() {
                    state.update(&COUNT, |count| *count += 1).unwrap();
                }
            }
        }

        let state = Arc::new(SharedState::new());
        let key = StateKey::new("counted");
        state.write(&key, CountedWhenDropped(Some(Arc::clone(&state)))).unwrap();
        state.write(&key, CountedWhenDropped(None)).unwrap();
        assert_eq!(*state.read(&COUNT).unwrap(), 1);
    }

    #[test]
    fn a_dropped_subscription_leaves_nothing() {
        let state = SharedState::new();
        let [first, second] = [(); 2].map(|()| state.subscribe(&COUNT).unwrap());
        state.write(&COUNT, 7).unwrap();
        let value = state.read(&COUNT).unwrap();
        assert_eq!(Arc::strong_count(&value), 4, "ours, the cell's and two yet to be received");
        drop(first);
        assert_eq!((Arc::strong_count(&value), n_subscribers(&state)), (3, 1));
        assert_eq!(second.receive().as_deref(), Some(&7));
        drop(second);
        assert_eq!(n_subscribers(&state), 0);
    }

    #[test]
    fn a_subscriber_waits_until_its_deadline() {
        let state = &SharedState::new();
        let subscription = state.subscribe(&COUNT).unwrap();
        assert_eq!(subscription.receive_until(Instant::now()), None);
        thread::scope(|scope| {
            let waiting =
                scope.spawn(move || subscription.receive_until(late()).as_deref().copied());
            state.write(&COUNT, 7).unwrap();
            assert_eq!(waiting.join().unwrap(), Some(7));
        });
    }

    #[test]
    fn the_end_of_the_state_wakes_subscribers() {
        let state = SharedState::new();
        let subscription = state.subscribe(&COUNT).unwrap();
        state.write(&COUNT, 7).unwrap();
        assert!(!subscription.is_closed());
        drop(state);
        assert!(subscription.is_closed());
        assert_eq!(subscription.receive().as_deref(), Some(&7));
        assert_eq!(subscription.receive_until(late()), None);
    }

    /// The numbered cells are new each time, so that the threads race to make them.
    #[test]
    fn no_concurrent_update_is_lost() {
        const N_THREADS: u64 = 4;
        const N_CELLS: u64 = 5_000;
        let state = &SharedState::new();
        let subscription = state.subscribe(&COUNT).unwrap();
        let numbered = |number: u64| StateKey::<u64>::from(number.to_string());
        let update = || {
            for number in 0..N_CELLS {
                state.update(&numbered(number), |count| *count += 1).unwrap();
                state.update(&COUNT, |count| *count += 1).unwrap();
            }
        };
        thread::scope(|scope| (0..N_THREADS).for_each(|_| drop(scope.spawn(update))));
        let counted = (0..N_CELLS).map(|number| *state.read(&numbered(number)).unwrap());
        assert!(counted.eq((0..N_CELLS).map(|_| N_THREADS)), "updates were lost");
        let told = std::iter::from_fn(|| subscription.receive()).map(|count| *count);
        assert!(told.eq(1..=N_THREADS * N_CELLS), "every change is told, in order");
    }

    #[derive(Debug, Clone)]
    enum Step {
        Write(usize, u64),
        Add(usize, u64),
        Panic(usize),
        Subscribe(usize),
        Unsubscribe(usize),
        Receive(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let cell = || 0..3_usize;
        let step = prop_oneof![
            (cell(), 0..9_u64).prop_map(|(cell, value)| Step::Write(cell, value)),
            (cell(), 0..9_u64).prop_map(|(cell, value)| Step::Add(cell, value)),
            cell().prop_map(Step::Panic),
            cell().prop_map(Step::Subscribe),
            (0..9_usize).prop_map(Step::Unsubscribe),
            (0..9_usize).prop_map(Step::Receive),
        ];
        proptest::collection::vec(step, 0..60)
    }

    proptest! {
        /// The model keeps numbers in an array, and for every subscriber its place and the changes
        /// that it has yet to be told.
        #[test]
        fn cells_do_what_plain_numbers_do(steps in steps()) {
            let state = SharedState::new();
            let keys = ["a", "b", "c"].map(StateKey::<u64>::new);
            let mut values = [0; 3];
            let mut subscribers: Vec<(Subscription<u64>, usize, Vec<u64>)> = Vec::new();
            for step in steps {
                let mut changed = None;
                match step {
                    Step::Write(cell, value) => {
                        state.write(&keys[cell], value).unwrap();
                        values[cell] = value;
                        changed = Some(cell);
                    }
                    Step::Add(cell, value) => {
                        let before = values[cell];
                        values[cell] += value;
                        let add = |to: &mut u64| std::mem::replace(to, *to + value);
                        prop_assert_eq!(state.update(&keys[cell], add), Ok(before));
                        changed = Some(cell);
                    }
                    Step::Panic(cell) => panic_in_update(&state, &keys[cell]),
                    Step::Subscribe(cell) => {
                        let subscription = state.subscribe(&keys[cell]).unwrap();
                        subscribers.push((subscription, cell, Vec::new()));
                    }
                    Step::Unsubscribe(place) => {
                        if place < subscribers.len() {
                            subscribers.swap_remove(place);
                        }
                    }
                    Step::Receive(place) => {
                        if let Some((subscription, _, untold)) = subscribers.get_mut(place) {
                            let expected = (!untold.is_empty()).then(|| untold.remove(0));
                            prop_assert_eq!(subscription.receive().as_deref().copied(), expected);
                        }
                    }
                }
                for (_, cell, untold) in &mut subscribers {
                    untold.extend((changed == Some(*cell)).then_some(values[*cell]));
                }
                for (key, value) in keys.iter().zip(values) {
                    prop_assert_eq!(*state.read(key).unwrap(), value);
                }
            }
            for (subscription, _, untold) in subscribers {
                let told: Vec<u64> = std::iter::from_fn(|| subscription.receive()).map(|n| *n).collect();
                prop_assert_eq!(told, untold);
            }
        }
    }
}
