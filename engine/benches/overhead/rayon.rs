//! Counters written by hand on rayon, the last ready dependent run inline.

use std::time::Duration;

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::countdown::Countdown;
use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::Tasks;

/// The pools of one and of two threads.
pub(crate) struct Rayon([ThreadPool; 2]);

impl Rayon {
    pub(crate) fn new() -> Self {
        let pool = |n_workers| ThreadPoolBuilder::new().num_threads(n_workers).build();
        Self([1, 2].map(|n_workers| pool(n_workers).expect("threads can be started")))
    }
}

impl Implementation for Rayon {
    fn name(&self) -> &'static str {
        "rayon"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let (countdown, build_time) = time(|| Countdown::new(dag, tasks));
        Box::new(OnPools { pools: &self.0, countdown, build_time })
    }
}

struct OnPools<'p> {
    pools: &'p [ThreadPool; 2],
    countdown: Countdown,
    build_time: Duration,
}

impl Built for OnPools<'_> {
    fn ready(&mut self) -> Ready<'_> {
        let Self { pools, countdown, build_time } = &*self;
        let run = |pool: &ThreadPool| {
            countdown.reset();
            pool.scope(|scope| {
                for root in &countdown.roots {
                    scope.spawn(|scope| run_from(countdown, *root, scope));
                }
            });
        };
        Ready {
            build_time: *build_time,
            run: Box::new(move |n_workers| time(|| run(&pools[n_workers - 1])).1),
        }
    }
}

fn run_from<'c>(countdown: &'c Countdown, node: u32, scope: &Scope<'c>) {
    countdown.run_from(node, |other| scope.spawn(move |scope| run_from(countdown, other, scope)));
}
