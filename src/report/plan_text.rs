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
        line(&mut out, format_args!("{n_tasks:>7}  {:>10}  {kind}", shown(predicted)));
    }
    let expected = prepared.predicted();
    line(
        &mut out,
        format_args!(
            "\nExpected: {}; {} of work, {} on the longest path",
            shown(expected.makespan),
            shown(expected.work),
            shown(expected.critical_path)
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
        shown(timing.took),
        counted(timing.n_workers, "worker"),
        shown(timing.predicted)
    );
    line(
        &mut out,
        format_args!(
            "Its tasks took {}, those on the longest path {}; planning took {}.",
            shown(timing.work),
            shown(timing.longest_path),
            shown(timing.planning)
        ),
    );
    out.push_str("  tasks    expected        took  to\n");
    for KindTiming { kind, n_tasks, predicted, took } in &timing.kinds {
        let (predicted, took) = (shown(*predicted), shown(*took));
        line(&mut out, format_args!("{n_tasks:>7}  {predicted:>10}  {took:>10}  {kind}"));
    }
    out.push_str("All of that would take:\n");
    for (n_workers, took) in &timing.by_workers {
        let workers = counted(*n_workers, "worker");
        line(&mut out, format_args!("{workers:>12} {:>10}", shown(*took)));
    }
    out
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 100.0 => format!("{:.1} ms", seconds * 1e3),
        seconds if seconds < 6000.0 => format!("{seconds:.1} s"),
        seconds => format!("{:.1} h", seconds / 3600.0),
    }
}

fn line(out: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(out, "{line}").expect("a string takes any text");
}
