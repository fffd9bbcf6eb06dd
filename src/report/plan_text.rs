//! A plan, and how long it took, for people.

use std::fmt::Write as _;
use std::time::Duration;

use crate::prepare::Prepared;
use crate::report::counted;
use crate::timetable::{KindTiming, Timing, kinds};

/// How many tasks of which kind there are, what they are expected to take, and why they are so many.
pub(crate) fn plan_text(prepared: &Prepared) -> String {
    let Prepared { tasks, reasons, n_workers, .. } = prepared;
    let mut out =
        format!("{} for {}\n\n", counted(tasks.len(), "task"), counted(*n_workers, "worker"));
    out.push_str("  tasks    expected  to\n");
    for KindTiming { kind, n_tasks, predicted, .. } in kinds(tasks, |_| Duration::ZERO) {
        line(&mut out, format_args!("{n_tasks:>7}  {:>10}  {kind}", milliseconds(predicted)));
    }
    let expected = prepared.predicted();
    line(
        &mut out,
        format_args!(
            "\nExpected: {}; {} of work, {} on the longest path",
            milliseconds(expected.makespan),
            milliseconds(expected.work),
            milliseconds(expected.critical_path)
        ),
    );
    if !reasons.is_empty() {
        out.push_str("\nWhy:\n");
    }
    for reason in reasons {
        line(&mut out, format_args!("- {reason}"));
    }
    out
}

/// How long a run took, beside what was expected, and what more workers would buy.
pub(crate) fn timing_text(timing: &Timing) -> String {
    let mut out = format!(
        "The run took {} with {}; {} was expected.\n",
        milliseconds(timing.took),
        counted(timing.n_workers, "worker"),
        milliseconds(timing.predicted)
    );
    line(
        &mut out,
        format_args!(
            "Its tasks took {}, those on the longest path {}.",
            milliseconds(timing.work),
            milliseconds(timing.longest_path)
        ),
    );
    out.push_str("  tasks    expected        took  to\n");
    for KindTiming { kind, n_tasks, predicted, took } in &timing.kinds {
        let (predicted, took) = (milliseconds(*predicted), milliseconds(*took));
        line(&mut out, format_args!("{n_tasks:>7}  {predicted:>10}  {took:>10}  {kind}"));
    }
    out.push_str("All of that would take:\n");
    for (n_workers, took) in &timing.by_workers {
        let workers = counted(*n_workers, "worker");
        line(&mut out, format_args!("{workers:>12} {:>10}", milliseconds(*took)));
    }
    out
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn line(out: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(out, "{line}").expect("a string takes any text");
}
