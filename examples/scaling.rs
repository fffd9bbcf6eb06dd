//! A number of workers that follows the load: more while nodes wait, fewer when they do not.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use storylint_engine::{Event, Executor, Flow, Metrics, Scaling};

fn main() {
    let ms = Duration::from_millis;
    let mut flow = Flow::new();
    // Many nodes at once, and then one alone.
    let many: Vec<_> = (0..40).map(|_| flow.add((), move |()| thread::sleep(ms(10)))).collect();
    flow.after(many).add((), move |()| thread::sleep(ms(200)));

    // It looks more often than it would by itself, and also adds workers to a busy machine. There
    // are never more than the machine can run at once.
    let scaling =
        Scaling { interval: ms(20), min_wait: ms(5), max_cpu_use: 1.1, ..Scaling::between(1, 4) };
    let told = |at: Duration, event: &Event<'_>| match event {
        Event::WorkerAdded { worker } => println!("{at:>9.1?} worker {worker} is added"),
        Event::WorkerRetired { worker } => println!("{at:>9.1?} worker {worker} ends"),
        _ => {}
    };
    let metrics = Arc::new(Metrics::new());
    let executor = Executor::builder().scaling(scaling).observer(metrics.clone());
    executor.observer(Arc::new(told)).build().run(&flow.compile());
    println!("{}", metrics.report());
}
