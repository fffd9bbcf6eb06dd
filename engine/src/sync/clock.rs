//! A clock that moves when somebody looks at it, so that no model depends on how fast it is run.

use std::cell::Cell;
use std::ops::{Add, Sub};
use std::time::Duration;

thread_local! {
    /// All threads of a model are one thread of the system.
    static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// A time since some start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(Duration);

impl Instant {
    pub(crate) fn now() -> Self {
        Self::move_to(NOW.get() + step())
    }

    pub(crate) fn elapsed(self) -> Duration {
        Self::now().saturating_duration_since(self)
    }

    pub(crate) fn saturating_duration_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// Somebody has waited for this time, and it may have come. Gives whether it has.
    pub(crate) fn may_have_come(self) -> bool {
        let has_come = is_long();
        if has_come {
            Self::move_to(NOW.get().max(self.0));
        }
        has_come
    }

    fn move_to(now: Duration) -> Self {
        NOW.set(now);
        Self(now)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0 + time)
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.0 - earlier.0
    }
}

/// A time that a user names, which no model knows: it may come at once.
impl From<std::time::Instant> for Instant {
    fn from(_: std::time::Instant) -> Self {
        Self(NOW.get())
    }
}

/// The time between two looks: long enough for a visitor to look again.
#[cfg(loom)]
fn step() -> Duration {
    Duration::from_micros(10)
}

#[cfg(loom)]
fn is_long() -> bool {
    true
}

/// The time between two looks: what tasks that are too short to share take, or long ones, or such
/// that a visitor sleeps.
#[cfg(shuttle)]
fn step() -> Duration {
    Duration::from_nanos(100) * 10_u32.pow(random(5))
}

#[cfg(shuttle)]
fn is_long() -> bool {
    random(2) == 1
}

#[cfg(shuttle)]
fn random(below: u32) -> u32 {
    use ::shuttle::rand::Rng;
    ::shuttle::rand::thread_rng().gen_range(0..below)
}
