//! The state beside plain numbers, and what happens when jobs use it at the same time.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

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
    state.cell(&COUNT).unwrap().n_subscribers()
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
        let waiting = scope.spawn(move || subscription.receive_until(late()).as_deref().copied());
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
