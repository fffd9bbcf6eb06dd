//! Who of a run's workers is busy, who searches, who sleeps, and when the run is over.

use std::time::Duration;

use crate::sync::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, Condvar, Instant, Mutex, MutexGuard, Ordering,
    Padded, fence,
};

/// The workers of one run.
///
/// A worker that is in the run is busy or searching; the others sleep in the pool, and the thread
/// that called the executor sleeps here. Only a busy one holds a node or fills its lanes, and it
/// searches only when its lanes are empty, so when no worker is busy nothing runs and nothing is
/// ready.
#[derive(Debug)]
pub(crate) struct Crew {
    /// The number of workers searching, the number in the run, and flags.
    ///
    /// Every change is `SeqCst`, for two agreements. A worker that goes to sleep changes it, passes
    /// a fence and looks at the lanes; a worker that pushes does so, passes a fence and loads it.
    /// One of them sees the other. And the last worker to stop being busy sees that all others
    /// have, with all that they pushed before.
    word: Padded<AtomicU64>,
    /// [`STIRRED`] and [`OVER`]. Publishes nothing but itself: who sees `OVER` leaves. Who stirs a run
    /// does so before it counts a need down, fills the inbox or starts a timer, so whoever learns of
    /// any of these sees that the run is stirred, also where another had stirred it before and
    /// nothing was written: a later read of a word gives no earlier value.
    state: AtomicU8,
    /// Set before `OVER` where not all nodes are to end.
    cancelled: AtomicBool,
    /// How many threads beside the caller are in the run, with what they may still touch. Leaving
    /// publishes what they did to the caller, in `wait_for_leavers`.
    n_inside: AtomicU32,
    /// Whether the caller has been called while it did not wait.
    called: Mutex<bool>,
    bell: Condvar,
}

/// There is more to look at than nodes that need no look.
const STIRRED: u8 = 1;
/// The run is over, or is to end.
const OVER: u8 = 2;

const SEARCHING: u64 = 1;
const MEMBER: u64 = 1 << 24;
const COUNT: u64 = MEMBER - 1;
/// A worker that searches counts as both.
const SEARCHER: u64 = MEMBER + SEARCHING;
/// The caller is asleep, and not counted otherwise.
const ASLEEP: u64 = 1 << 60;
/// One worker is busy, and nobody else may become so: see `solo`.
const SOLO: u64 = 1 << 61;
/// Tasks are too short to share, so nobody becomes busy as long as somebody is.
const FINE: u64 = 1 << 62;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word(u64);

impl Word {
    fn n_searching(self) -> u64 {
        self.0 & COUNT
    }

    fn n_members(self) -> u64 {
        (self.0 / MEMBER) & COUNT
    }

    fn n_busy(self) -> u64 {
        self.n_members() - self.n_searching()
    }

    fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// Whether a searching worker has to leave all nodes to others.
    fn holds_off(self) -> bool {
        self.has(SOLO) || (self.has(FINE) && self.n_busy() > 0)
    }
}

/// Who is to be woken for a node that has become ready.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Somebody is on his way, or nobody may come.
    Nobody,
    /// The caller, which has been woken.
    Caller,
    /// Somebody from the pool, who is counted as searching already. If nobody sleeps there, that
    /// has to be taken back by [`leave`](Crew::leave).
    Pool,
}

impl Crew {
    /// A run that nobody is in yet, or in which the caller is busy, alone with `solo`.
    pub(crate) fn new(caller_works: bool, solo: bool) -> Self {
        let members = if caller_works { MEMBER } else { 0 };
        let solo = if solo { SOLO } else { 0 };
        Self {
            word: Padded(AtomicU64::new(members | solo)),
            state: AtomicU8::new(0),
            cancelled: AtomicBool::new(false),
            n_inside: AtomicU32::new(0),
            called: Mutex::new(false),
            bell: Condvar::new(),
        }
    }

    fn load(&self) -> Word {
        Word(self.word.0.load(Ordering::SeqCst))
    }

    fn add(&self, change: u64) -> Word {
        Word(self.word.0.fetch_add(change, Ordering::SeqCst).wrapping_add(change))
    }

    fn subtract(&self, change: u64) -> Word {
        Word(self.word.0.fetch_sub(change, Ordering::SeqCst).wrapping_sub(change))
    }

    /// Changes the word as `change` says, or not at all if that says so.
    fn update(&self, change: impl Fn(Word) -> Option<u64>) -> bool {
        let change = |word| change(Word(word));
        self.word.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, change).is_ok()
    }

    /// Whether all workers should leave.
    #[inline(always)]
    pub(crate) fn is_over(&self) -> bool {
        self.state.load(Ordering::Relaxed) & OVER != 0
    }

    /// Whether a worker may take its own ready nodes one after the other, and run the bare ones
    /// without a look at anything else: nobody observes the run, it is not over, and no node was
    /// ever tainted, spawned, injected or put off.
    #[inline(always)]
    pub(crate) fn is_calm(&self) -> bool {
        self.state.load(Ordering::Relaxed) == 0
    }

    /// The run is calm no more.
    pub(crate) fn stir(&self) {
        if self.is_calm() {
            self.state.fetch_or(STIRRED, Ordering::Relaxed);
        }
    }

    /// Whether the run ended before all nodes had.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether a searching worker has to leave all nodes to others.
    pub(crate) fn holds_off(&self) -> bool {
        self.load().holds_off()
    }

    /// Whether one worker works alone.
    pub(crate) fn is_solo(&self) -> bool {
        self.load().has(SOLO)
    }

    /// The number of workers that are not searching or asleep.
    pub(crate) fn n_busy(&self) -> usize {
        self.load().n_busy() as usize
    }

    pub(crate) fn n_members(&self) -> usize {
        self.load().n_members() as usize
    }

    /// A thread comes in, searching. Whoever woke it may have `counted` it already.
    pub(crate) fn enter(&self, counted: bool) {
        self.n_inside.fetch_add(1, Ordering::SeqCst);
        // Pairs with the fence in `wait_for_leavers`: who comes in after the end knows of it, or is
        // waited for.
        fence(Ordering::SeqCst);
        if !counted {
            self.expect();
        }
    }

    /// Counts a searching worker before it is there.
    pub(crate) fn expect(&self) {
        self.add(SEARCHER);
    }

    /// Counts a thread as in and busy before it is there.
    pub(crate) fn enter_busy(&self) {
        self.n_inside.fetch_add(1, Ordering::SeqCst);
        self.add(MEMBER);
    }

    /// A searching worker is one no more.
    pub(crate) fn leave(&self) {
        self.subtract(SEARCHER);
    }

    /// A busy worker has been given up, while another is busy.
    pub(crate) fn give_up(&self) {
        self.subtract(MEMBER);
        self.exit();
    }

    /// A thread has left, or will touch nothing more.
    pub(crate) fn exit(&self) {
        if self.n_inside.fetch_sub(1, Ordering::SeqCst) == 1 {
            // Pairs with the fence in `wait_for_leavers`: who leaves before it knows of the end
            // counts itself out and looks for the end, who waits has seen the end and looks at the
            // count.
            fence(Ordering::SeqCst);
            if self.is_over() {
                self.call();
            }
        }
    }

    /// A busy worker has run out of work. Gives whether nobody is busy any more.
    pub(crate) fn start_searching(&self) -> bool {
        self.add(SEARCHING).n_busy() == 0
    }

    /// A searching worker saw something and is busy, before it tries to take it; unless it must
    /// leave it to others, or `limit` workers are busy already. When it gets it and there is more,
    /// it has to wake the next: others may have counted on it to take that.
    pub(crate) fn stop_searching(&self, limit: usize) -> bool {
        let may_work = |word: Word| !word.holds_off() && word.n_busy() < limit as u64;
        let busy = self.update(|word| may_work(word).then(|| word.0 - SEARCHING));
        // Pairs with the fence in `wake_one`, for the look at whether there is more.
        fence(Ordering::SeqCst);
        busy
    }

    /// Finds out whom to wake for what has just been pushed, or seen by a worker that stopped
    /// searching: nobody if somebody is searching, who will find it, or find other things and then
    /// call this. `more_may_come` says whether the pool has somebody for this run.
    pub(crate) fn wake_one(&self, more_may_come: impl Fn(usize) -> bool) -> Wake {
        // Pairs with the fences in `sleep` and in `Pool`.
        fence(Ordering::SeqCst);
        loop {
            let word = self.load();
            if word.n_searching() > 0 || word.holds_off() {
                return Wake::Nobody;
            }
            if word.has(ASLEEP) {
                // It counts as searching from now on, so that nobody wakes another meanwhile.
                if self.update(|now| (now == word).then(|| now.0 - ASLEEP + SEARCHER)) {
                    self.call();
                    return Wake::Caller;
                }
            } else if !more_may_come(word.n_members() as usize) {
                return Wake::Nobody;
            } else if self.update(|now| (now == word).then(|| now.0 + SEARCHER)) {
                return Wake::Pool;
            }
        }
    }

    /// Puts the caller, which is searching, to sleep until it is woken, to search again, or until
    /// some time. It does not sleep when `any_ready`, asked once others can know that it sleeps,
    /// says that there is work.
    pub(crate) fn sleep(&self, until: Option<Instant>, any_ready: impl FnOnce() -> bool) {
        self.word.0.fetch_add(ASLEEP - SEARCHER, Ordering::SeqCst);
        // Pairs with the fence in `wake_one`.
        fence(Ordering::SeqCst);
        if !any_ready() {
            let mut called = self.called.lock();
            while self.load().has(ASLEEP) && !self.is_over() && !std::mem::take(&mut *called) {
                if !self.wait(&mut called, until) {
                    break;
                }
            }
        }
        // Unless the waker has.
        self.update(|word| word.has(ASLEEP).then(|| word.0 - ASLEEP + SEARCHER));
    }

    /// Lets the caller, which is no worker, wait until it is called or the run is over.
    pub(crate) fn wait_for_call(&self, until: Option<Instant>) {
        let mut called = self.called.lock();
        while !self.is_over() && !std::mem::take(&mut *called) {
            if !self.wait(&mut called, until) {
                return;
            }
        }
    }

    /// Lets the caller wait until all other threads have left.
    pub(crate) fn wait_for_all(&self) {
        while !self.wait_for_leavers(None) {}
    }

    /// Lets the caller of a run that is over wait until all other threads have left, it is called,
    /// or some time has come. Gives whether all have left.
    pub(crate) fn wait_for_leavers(&self, until: Option<Instant>) -> bool {
        // Pairs with the fence in `exit`.
        fence(Ordering::SeqCst);
        let mut called = self.called.lock();
        while self.n_inside.load(Ordering::SeqCst) > 0 {
            if std::mem::take(&mut *called) || !self.wait(&mut called, until) {
                return false;
            }
        }
        true
    }

    /// Gives whether there is time left.
    fn wait(&self, called: &mut MutexGuard<'_, bool>, until: Option<Instant>) -> bool {
        match until {
            None => self.bell.wait(called),
            Some(until) if until <= Instant::now() => return false,
            Some(until) => drop(self.bell.wait_until(called, until)),
        }
        true
    }

    /// Makes the caller look again at what it waits for.
    pub(crate) fn call(&self) {
        *self.called.lock() = true;
        self.bell.notify_one();
    }

    /// Makes all workers leave.
    pub(crate) fn end(&self) {
        self.state.fetch_or(STIRRED | OVER, Ordering::SeqCst);
        self.call();
    }

    /// Makes all workers leave after the nodes they are running.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        self.end();
    }

    /// Says whether tasks are too short to share. Gives whether that is new.
    pub(crate) fn set_fine(&self, fine: bool) -> bool {
        self.update(|word| {
            let changed = if fine { word.0 | FINE } else { word.0 & !FINE };
            (changed != word.0).then_some(changed)
        })
    }

    /// Lets a busy worker work alone if nobody else is busy.
    pub(crate) fn start_solo(&self) -> bool {
        self.update(|word| {
            (word.n_busy() == 1 && !word.has(SOLO)).then_some((word.0 & !FINE) | SOLO)
        })
    }

    /// Lets others be busy again.
    pub(crate) fn end_solo(&self) {
        self.subtract(SOLO);
    }

    /// Lets others be busy again, among them the searching worker that calls this.
    pub(crate) fn take_over_solo(&self) {
        self.subtract(SOLO + SEARCHING);
    }
}

/// How long a worker searches before it sleeps. Waking one costs its waker some 8 µs and it arrives
/// after some 19 µs (measured on two cores of a Zen 5 server), so that sleeping pays only for
/// pauses that are longer than both.
pub(crate) const SEARCH_TIME: Duration = Duration::from_micros(40);

#[cfg(all(test, loom))]
mod model;
