//! Who looks for work, who sleeps, who is woken, and when the run is over.

use crate::sync::{AtomicBool, AtomicU64, Condvar, Mutex, Ordering, Padded, fence, thread};

/// The idle workers of a run.
///
/// A worker is busy, searching or asleep. Only a busy one holds a node or fills its lanes, and it
/// searches only when its lanes are empty, so when no worker is busy the run is over.
pub(crate) struct Sleep {
    n_workers: u64,
    /// The number of workers asleep in the upper half, of workers searching in the lower.
    ///
    /// Every change is `SeqCst` and stands beside a fence for one of two agreements. A worker that
    /// searches and goes to sleep changes it, then looks at the lanes; a worker that pushes does
    /// so, then loads it in `wake_one`. One of them sees the other. And the last worker to stop
    /// being busy, in `start_searching`, sees that all others have.
    idle: Padded<AtomicU64>,
    /// Publishes nothing but itself, to the loads in `is_over`: who sees it leaves.
    over: AtomicBool,
    /// The workers asleep, the last one to wake first: its caches are the warmest.
    asleep: Mutex<Vec<usize>>,
    /// Rung for a worker that is no longer in `asleep`.
    bells: Vec<Condvar>,
}

const SEARCHING: u64 = 1;
const ASLEEP: u64 = 1 << 32;

/// The numbers of workers searching and asleep.
fn counts(idle: u64) -> (u64, u64) {
    (idle % ASLEEP, idle / ASLEEP)
}

impl Sleep {
    pub(crate) fn new(n_workers: usize) -> Self {
        Self {
            n_workers: n_workers as u64,
            idle: Padded(AtomicU64::new(0)),
            over: AtomicBool::new(false),
            asleep: Mutex::new(Vec::with_capacity(n_workers)),
            bells: (0..n_workers).map(|_| Condvar::new()).collect(),
        }
    }

    /// Whether all workers should leave.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// A busy worker has run out of work: its lanes and the injector are empty. The last one ends
    /// the run.
    pub(crate) fn start_searching(&self) {
        let (searching, asleep) = counts(self.idle.0.fetch_add(SEARCHING, Ordering::SeqCst));
        if searching + asleep + 1 == self.n_workers {
            self.end();
        }
    }

    /// A searching worker saw something and is busy, before it tries to take it. When it gets it
    /// and there is more, it calls `wake_one`: others may have counted on it to take that.
    pub(crate) fn stop_searching(&self) {
        self.idle.0.fetch_sub(SEARCHING, Ordering::SeqCst);
        // Pairs with the fence in `wake_one`, for the look at whether there is more.
        fence(Ordering::SeqCst);
    }

    /// Puts a searching worker to sleep until it is woken, to search again. It does not sleep when
    /// `any_ready`, asked once others can know that it sleeps, says that there is work.
    pub(crate) fn sleep(&self, worker: usize, any_ready: impl FnOnce() -> bool) {
        let mut asleep = self.asleep.lock();
        asleep.push(worker);
        self.idle.0.fetch_add(ASLEEP - SEARCHING, Ordering::SeqCst);
        // Pairs with the fence in `wake_one`.
        fence(Ordering::SeqCst);
        if any_ready() || self.is_over() {
            asleep.pop();
            self.idle.0.fetch_sub(ASLEEP - SEARCHING, Ordering::SeqCst);
            return;
        }
        while asleep.contains(&worker) {
            self.bells[worker].wait(&mut asleep);
        }
    }

    /// Wakes a worker for what has just been pushed, or seen by a worker that stopped searching,
    /// unless one is searching already: it will find it, or find others things and then call this.
    pub(crate) fn wake_one(&self) {
        // Pairs with the fence in `sleep`.
        fence(Ordering::SeqCst);
        if self.nobody_comes() {
            let mut asleep = self.asleep.lock();
            if self.nobody_comes()
                && let Some(worker) = asleep.pop()
            {
                // It counts as searching from now on, so that nobody wakes another meanwhile.
                self.idle.0.fetch_sub(ASLEEP - SEARCHING, Ordering::SeqCst);
                self.bells[worker].notify_one();
            }
        }
    }

    /// Makes all workers leave.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        // Who holds the lock in `sleep` has yet to look at `over`, or waits and is rung for.
        let mut asleep = self.asleep.lock();
        for worker in asleep.drain(..) {
            self.bells[worker].notify_one();
        }
    }

    /// Whether nobody searches and somebody sleeps.
    fn nobody_comes(&self) -> bool {
        let (searching, asleep) = counts(self.idle.0.load(Ordering::Relaxed));
        searching == 0 && asleep > 0
    }
}

/// Sends the other workers home when this one panics, which a job cannot make it do: it is the
/// engine, an observer, or the destructor of an output.
pub(crate) struct EndOnPanic<'s>(pub(crate) &'s Sleep);

impl Drop for EndOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// Waits for something that another thread is about to do. If it never does, this panics
    /// instead of hanging.
    #[track_caller]
    fn wait_until(what: impl Fn() -> bool) {
        let start = Instant::now();
        while !what() {
            assert!(start.elapsed() < Duration::from_secs(30), "it never happened");
            thread::yield_now();
        }
    }

    fn asleep(sleep: &Sleep) -> u64 {
        counts(sleep.idle.0.load(Ordering::SeqCst)).1
    }

    /// Lets workers 0 and 1 of 3 sleep, and calls `with_sleepers` once they do. Both have to be
    /// awake soon after.
    #[track_caller]
    fn put_two_to_sleep(with_sleepers: impl FnOnce(&Sleep)) {
        let sleep = &Sleep::new(3);
        thread::scope(|scope| {
            let _end = EndOnPanic(sleep);
            let sleepers = [0, 1].map(|worker| {
                scope.spawn(move || {
                    sleep.start_searching();
                    sleep.sleep(worker, || false);
                })
            });
            wait_until(|| asleep(sleep) == 2);
            with_sleepers(sleep);
            wait_until(|| sleepers.iter().all(|sleeper| sleeper.is_finished()));
        });
    }

    #[test]
    fn the_last_idle_worker_ends_the_run() {
        let sleep = Sleep::new(2);
        sleep.start_searching();
        sleep.stop_searching();
        sleep.start_searching();
        assert!(!sleep.is_over());
        sleep.start_searching();
        assert!(sleep.is_over());
    }

    #[test]
    fn one_sleeper_is_woken_at_a_time() {
        put_two_to_sleep(|sleep| {
            sleep.wake_one();
            sleep.wake_one();
            assert_eq!(asleep(sleep), 1, "the first one woken is searching");
            sleep.stop_searching();
            sleep.wake_one();
            assert_eq!(asleep(sleep), 0);
        });
    }

    #[test]
    fn the_end_wakes_everybody() {
        put_two_to_sleep(Sleep::start_searching);
    }

    #[test]
    fn nobody_sleeps_after_the_end() {
        let sleep = &Sleep::new(2);
        sleep.end();
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| sleep.sleep(0, || false));
            let _end = EndOnPanic(sleep);
            wait_until(|| sleeper.is_finished());
        });
    }

    /// One worker pushes, which is to raise a number, while the other goes to sleep, each time a
    /// little earlier or later. Without the fence in `wake_one` some round of these is the last,
    /// on x86 too.
    #[test]
    fn no_wake_up_is_lost() {
        let sleep = &Sleep::new(2);
        let n_pushed = &AtomicU64::new(0);
        let round = &AtomicU64::new(0);
        sleep.start_searching();
        thread::scope(|scope| {
            let _end = EndOnPanic(sleep);
            let sleeper = scope.spawn(move || {
                for next in 1..=ROUNDS {
                    round.store(next, Ordering::Release);
                    (0..next % 128).for_each(|_| std::hint::spin_loop());
                    sleep.sleep(0, || n_pushed.load(Ordering::Relaxed) == next);
                    while n_pushed.load(Ordering::Relaxed) < next && !sleep.is_over() {
                        std::hint::spin_loop();
                    }
                }
            });
            for next in 1..=ROUNDS {
                wait_until(|| round.load(Ordering::Acquire) == next);
                // Having the word at hand makes the load of it fast and the store before it slow.
                (0..next % 3).for_each(|_| assert!(asleep(sleep) <= 1));
                n_pushed.store(next, Ordering::Relaxed);
                sleep.wake_one();
            }
            wait_until(|| sleeper.is_finished());
        });
    }

    const ROUNDS: u64 = 100_000;
}
