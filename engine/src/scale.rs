//! How many workers a run should have. No threads in it.

use std::time::Duration;

/// Between which limits the number of workers follows the load of a run, and when it changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaling {
    /// The workers that there are at least, and at first.
    pub min: usize,
    /// The workers that there are at most. There are never more than the machine can run at once,
    /// nor than the limits of the control group and the affinity of the process allow.
    pub max: usize,
    /// A worker is added only while less than this part of the processors is in use, from 0 to 1.
    pub max_cpu_use: f64,
    /// A worker is added only while more nodes than this are ready for each worker.
    pub min_queue: usize,
    /// A worker is added only while a node waits for longer than this, on average, between being
    /// ready and being started.
    pub min_wait: Duration,
    /// How often the load is looked at. A worker that had nothing to do each time ends.
    pub interval: Duration,
}

impl Scaling {
    /// From `min` to `max` workers: one more while less than 70 % of the processors are in use,
    /// more than two nodes a worker are ready, and they wait for 10 ms; looked at every 50 ms.
    pub fn between(min: usize, max: usize) -> Self {
        Self {
            min,
            max,
            max_cpu_use: 0.7,
            min_queue: 2,
            min_wait: Duration::from_millis(10),
            interval: Duration::from_millis(50),
        }
    }

    /// The number of workers that there should be under this load: one more, one less or as many.
    pub(crate) fn n_workers(&self, load: &Load) -> usize {
        let n = load.n_workers;
        let has_room = load.cpu_use.is_none_or(|cpu_use| cpu_use < self.max_cpu_use);
        let is_long = load.n_ready > self.min_queue.saturating_mul(n);
        if has_room && is_long && load.mean_wait() > self.min_wait && n < self.max {
            n + 1
        } else if load.n_ready == 0 && load.n_busy < n && n > self.min {
            n - 1
        } else {
            n
        }
    }
}

/// What a run was doing for some time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) n_workers: usize,
    /// Of those, how many have something to do.
    pub(crate) n_busy: usize,
    pub(crate) n_ready: usize,
    /// How many nodes were started in `time`.
    pub(crate) n_started: u32,
    pub(crate) time: Duration,
    /// The part of the processors in use, where that is known.
    pub(crate) cpu_use: Option<f64>,
}

impl Load {
    /// How long a node waits in the queue: its length over what leaves it in a time (Little, *A
    /// proof for the queuing formula L = λW*, 1961). With nothing leaving, at least the whole time.
    fn mean_wait(&self) -> Duration {
        self.time.mul_f64(self.n_ready as f64 / f64::from(self.n_started.max(1)))
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    const SCALING: Scaling = Scaling {
        min: 1,
        max: 4,
        max_cpu_use: 0.7,
        min_queue: 2,
        min_wait: Duration::from_millis(10),
        interval: Duration::from_millis(50),
    };

    /// Two busy workers, five ready nodes that wait for 50 ms, and half of the processors in use.
    const LOADED: Load = Load {
        n_workers: 2,
        n_busy: 2,
        n_ready: 5,
        n_started: 5,
        time: Duration::from_millis(50),
        cpu_use: Some(0.5),
    };

    #[track_caller]
    fn check(load: Load, expected: usize) {
        assert_eq!(SCALING.n_workers(&load), expected);
    }

    #[test]
    fn a_long_queue_that_waits_gets_another_worker() {
        check(LOADED, 3);
        check(Load { cpu_use: None, ..LOADED }, 3);
        check(Load { n_started: 0, ..LOADED }, 3);
    }

    #[test]
    fn every_condition_is_needed() {
        check(Load { cpu_use: Some(0.7), ..LOADED }, 2);
        check(Load { n_ready: 4, ..LOADED }, 2);
        check(Load { n_started: 25, ..LOADED }, 2);
        check(Load { n_workers: 4, n_ready: 9, ..LOADED }, 4);
        let endless = Scaling { min_queue: usize::MAX, ..SCALING };
        assert_eq!(endless.n_workers(&LOADED), 2);
    }

    #[test]
    fn who_has_nothing_to_do_goes_down_to_the_least() {
        let idle = Load { n_busy: 1, n_ready: 0, ..LOADED };
        check(idle, 1);
        check(Load { n_ready: 1, ..idle }, 2);
        check(Load { n_workers: 1, n_busy: 0, ..idle }, 1);
    }
}
