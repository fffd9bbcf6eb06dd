//! Workers that look for primes count them together, and a subscription tells how it went.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;
use std::thread;

use storylint_engine::{SharedState, StateError, StateKey};

const N_PRIMES: StateKey<u32> = StateKey::new("number of primes");
const LARGEST: StateKey<Option<u32>> = StateKey::new("largest prime");

fn look_for_primes(
    state: &SharedState,
    numbers: impl Iterator<Item = u32>,
) -> Result<(), StateError> {
    for number in numbers.filter(|n| *n > 1 && (2..*n).all(|divisor| n % divisor > 0)) {
        state.update(&N_PRIMES, |n_primes| *n_primes += 1)?;
        state.update(&LARGEST, |largest| *largest = (*largest).max(Some(number)))?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let state = &SharedState::new();
    let counts = state.subscribe(&N_PRIMES)?;
    thread::scope(|scope| {
        let workers = [0, 1, 2]
            .map(|first| scope.spawn(move || look_for_primes(state, (first..1000).step_by(3))));
        workers.into_iter().try_for_each(|worker| worker.join().expect("no worker panics"))
    })?;

    let counts = std::iter::from_fn(|| counts.receive());
    counts.step_by(50).for_each(|count| println!("prime number {count} found"));
    println!("{} primes below 1000", state.read(&N_PRIMES)?);
    println!("the largest is {:?}", *state.read(&LARGEST)?);

    // Another job may know the cell by its name alone, but not by another type.
    let misunderstood = StateKey::<String>::from("largest prime".to_owned());
    println!("{}", state.read(&misunderstood).expect_err("it is no text"));
    Ok(())
}
