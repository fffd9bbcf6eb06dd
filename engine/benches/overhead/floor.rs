//! The serial floor: one thread, a fixed order, and an atomic count for every edge.

use std::time::Duration;

use super::countdown::Countdown;
use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::Tasks;

pub(crate) struct Floor;

impl Implementation for Floor {
    fn name(&self) -> &'static str {
        "floor"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let (countdown, build_time) = time(|| Countdown::new(dag, tasks));
        Box::new(InOrder { countdown, build_time })
    }

    fn workers(&self) -> &[usize] {
        &[1]
    }
}

struct InOrder {
    countdown: Countdown,
    build_time: Duration,
}

impl InOrder {
    fn run(&self) {
        let countdown = &self.countdown;
        countdown.reset();
        for node in countdown.dependents.nodes() {
            countdown.call(node);
            for dependent in countdown.dependents.row(node) {
                countdown.count_down(*dependent);
            }
        }
    }
}

impl Built for InOrder {
    fn ready(&mut self) -> Ready<'_> {
        Ready { build_time: self.build_time, run: Box::new(|_| time(|| self.run()).1) }
    }
}
