//! A picture of a run: writes a file that <https://ui.perfetto.dev> and `chrome://tracing` open.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, io, thread};

use storylint_engine::{Context, Executor, Flow, Trace};

fn work(ms: u64) {
    thread::sleep(Duration::from_millis(ms));
}

fn main() -> io::Result<()> {
    let trace = Arc::new(Trace::new(10_000));
    let executor = Executor::builder().workers(3).observer(trace.clone()).build();

    let mut flow = Flow::new();
    let read = flow.add((), |()| work(5));
    let checks = [8, 3, 12, 6].map(|ms| flow.add(read, move |()| work(ms)));
    // A job that spawns others, which have slices of their own.
    let count = flow.after(read).add(Context, |context| {
        for _ in 0..4 {
            context.spawn(|_| {
                work(2);
                Ok(())
            });
        }
    });
    // A run within the run is a process of its own in the trace.
    let inner = executor.clone();
    flow.after((checks, count)).add((), move |()| {
        let mut flow = Flow::new();
        for _ in 0..6 {
            flow.add((), |()| work(2));
        }
        inner.run(&flow.compile());
    });
    let names = ["read", "spelling", "links", "dates", "names", "count", "report"];

    let run = executor.run(&flow.compile());
    let text = trace.chrome_json(|id, node| match names.get(node.index()) {
        Some(name) if id == run.id() => name.to_string(),
        _ => format!("part {}", node.index()),
    });
    let path = env::temp_dir().join("storylint-trace.json");
    fs::write(&path, text)?;
    println!("{} events were dropped", trace.n_dropped());
    println!("the trace is in {}", path.display());
    Ok(())
}
