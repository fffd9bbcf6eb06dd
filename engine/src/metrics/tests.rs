//! What is counted and timed.

use std::collections::BTreeMap;

use proptest::prelude::*;
use storylint_graph::NodeId;

use super::*;
use crate::error::JobError;
use crate::metrics_report::{Durations, OutcomeCounts, WorkerReport};
use crate::outcome::Outcome;

fn node(index: usize) -> NodeId {
    NodeId::new(index)
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn started(index: usize, worker: usize) -> Event<'static> {
    Event::NodeStarted { node: node(index), worker, attempt: 1 }
}

fn done(index: usize, worker: usize) -> Event<'static> {
    Event::NodeFinished { node: node(index), worker, outcome: Outcome::Done }
}

fn durations(n: u64, total: u64, longest: (usize, u64)) -> Durations {
    Durations { n, total: ms(total), longest: Some((node(longest.0), ms(longest.1))) }
}

/// The row of a worker with its times in ms and its numbers of tasks, steals and parks.
fn row(worker: usize, times: [u64; 2], [n_tasks, n_steals, n_parks]: [u64; 3]) -> WorkerReport {
    let [present, busy] = times.map(ms);
    WorkerReport { worker, present, busy, n_tasks, n_steals, n_parks }
}

/// Tells a run of four nodes, with events at times in ms, that ends at `end`.
fn tell(
    metrics: &Arc<Metrics>,
    n_workers: usize,
    events: &[(u64, Event<'_>)],
    end: Option<u64>,
) -> Arc<dyn Observer> {
    let metrics = Arc::clone(metrics).for_run(RunId::next());
    metrics.observe(Duration::ZERO, &Event::RunStarted { n_nodes: 4, n_workers });
    events.iter().for_each(|(at, event)| metrics.observe(ms(*at), event));
    end.into_iter().for_each(|end| metrics.observe(ms(end), &Event::RunFinished));
    metrics
}

fn report(n_workers: usize, events: &[(u64, Event<'_>)], end: Option<u64>) -> MetricsReport {
    let metrics = Arc::new(Metrics::new());
    let _goes_on = tell(&metrics, n_workers, events, end);
    metrics.report()
}

#[test]
fn a_diamond_on_two_workers() {
    let events = [
        (1, started(0, 0)),
        (1, Event::Parked { worker: 1 }),
        (11, done(0, 0)),
        (11, Event::NodeReady { node: node(1), worker: 0 }),
        (11, Event::NodeReady { node: node(2), worker: 0 }),
        (12, started(2, 0)),
        (13, Event::Unparked { worker: 1 }),
        (14, Event::Stolen { node: node(1), from: 0, by: 1 }),
        (15, started(1, 1)),
        (32, done(2, 0)),
        (35, done(1, 1)),
        (35, Event::NodeReady { node: node(3), worker: 1 }),
        (36, started(3, 1)),
        (40, done(3, 1)),
    ];
    let report = report(2, &events, Some(40));
    let expected = MetricsReport {
        makespan: ms(40),
        n_nodes: 4,
        outcomes: OutcomeCounts { done: 4, ..OutcomeCounts::default() },
        tasks: durations(4, 54, (1, 20)),
        queue_waits: durations(4, 7, (1, 4)),
        workers: vec![row(0, [40, 30], [2, 0, 0]), row(1, [40, 24], [2, 1, 1])],
        ..MetricsReport::default()
    };
    assert_eq!(report, expected);
    assert_eq!(report.speed_up(), 1.35);
    assert_eq!(report.efficiency(), 0.675);
    assert_eq!(report.throughput(), 100.0);
    assert_eq!(report.workers[1].utilisation(), 0.6);
    assert_eq!(report.tasks.mean(), Duration::from_micros(13_500));
}

#[test]
fn each_attempt_is_a_task_and_the_queue_is_left_once() {
    let error = JobError::new("no luck");
    let wait = ms(5);
    let events = [
        (2, started(0, 0)),
        (4, Event::NodeRetried { node: node(0), worker: 0, attempt: 1, wait, error: &error }),
        (9, Event::NodeStarted { node: node(0), worker: 0, attempt: 2 }),
        (10, Event::NodeFinished { node: node(0), worker: 0, outcome: Outcome::Failed(&error) }),
    ];
    let report = report(1, &events, Some(10));
    assert_eq!((report.n_retries, report.outcomes.failed), (1, 1));
    assert_eq!(report.tasks, durations(2, 3, (0, 2)));
    assert_eq!(report.queue_waits, durations(1, 2, (0, 2)));
}

#[test]
fn a_skipped_node_is_no_task() {
    let skipped = Outcome::Skipped { because: node(0) };
    let events = [(3, Event::NodeFinished { node: node(1), worker: 0, outcome: skipped })];
    let report = report(1, &events, Some(5));
    assert_eq!((report.outcomes.skipped, report.tasks.n, report.work()), (1, 0, ms(0)));
}

#[test]
fn a_worker_is_busy_with_a_node_while_it_runs_a_job_of_it() {
    let node = node(0);
    let events = [
        (1, started(0, 0)),
        (2, Event::SpawnedStarted { node, worker: 1 }),
        (4, Event::JobEnded { node, worker: 0 }),
        (4, started(1, 0)),
        (5, done(1, 0)),
        (9, Event::JobEnded { node, worker: 1 }),
        (9, done(0, 1)),
    ];
    let report = report(2, &events, Some(10));
    assert_eq!((report.outcomes.done, report.tasks), (2, durations(3, 11, (0, 7))));
    assert_eq!(report.workers, [row(0, [10, 4], [2, 0, 0]), row(1, [10, 7], [1, 0, 0])]);
}

#[test]
fn a_held_node_waits_from_the_first_telling() {
    let held = Event::NodeHeld { node: node(0), worker: 0 };
    let events = [(1, held), (4, held), (7, started(0, 0)), (9, done(0, 0))];
    let report = report(1, &events, Some(9));
    assert_eq!(report.memory_waits, durations(1, 6, (0, 6)));
    assert_eq!(report.queue_waits, durations(1, 7, (0, 7)));
}

#[test]
fn a_stuck_attempt_is_no_work_and_its_worker_has_left() {
    let events = [
        (1, started(0, 0)),
        (5, Event::WorkerReplaced { worker: 0, by: 40, node: node(0) }),
        (6, Event::Speculated { node: node(0), worker: 40 }),
        (6, Event::NodeStarted { node: node(0), worker: 40, attempt: 1 }),
        (8, done(0, 40)),
    ];
    let report = report(1, &events, Some(10));
    assert_eq!((report.n_replaced, report.n_speculated), (1, 1));
    assert_eq!(report.workers, [row(0, [5, 0], [0; 3]), row(40, [5, 2], [1, 0, 0])]);
    assert_eq!(report.tasks, durations(1, 2, (0, 2)));
}

#[test]
fn workers_come_and_go() {
    let events = [
        (2, Event::WorkerAdded { worker: 1 }),
        (5, Event::WorkerRetired { worker: 1 }),
        (7, Event::WorkerAdded { worker: 1 }),
    ];
    let report = report(1, &events, Some(9));
    assert_eq!((report.n_added, report.n_retired), (2, 1));
    assert_eq!(report.workers, [row(0, [9, 0], [0; 3]), row(1, [5, 0], [0; 3])]);
}

#[test]
fn a_run_that_goes_on_lasts_until_its_newest_event() {
    let report = report(1, &[(1, started(0, 0)), (4, done(0, 0)), (6, started(1, 0))], None);
    assert_eq!((report.makespan, report.workers[0].present), (ms(6), ms(6)));
}

#[test]
fn the_system_is_asked_at_both_ends() {
    let metrics = Arc::new(Metrics::with_system_samples());
    let first = tell(&metrics, 1, &[], None);
    assert!(metrics.report().system.is_some_and(|system| system.end.is_none()));
    first.observe(ms(1), &Event::RunFinished);
    let system = metrics.report().system.expect("it was asked for");
    assert_eq!(system.process_cpu().is_some(), cfg!(target_os = "linux"));
    assert_eq!(Metrics::new().report().system, None);
}

#[test]
fn workers_count_side_by_side() {
    let all = Arc::new(Metrics::new());
    let metrics = Arc::clone(&all).for_run(RunId::next());
    let n_each = 10_000;
    metrics.observe(ms(0), &Event::RunStarted { n_nodes: 3 * n_each, n_workers: 3 });
    std::thread::scope(|scope| {
        for worker in 0..3 {
            let metrics = &*metrics;
            scope.spawn(move || {
                for index in worker * n_each..(worker + 1) * n_each {
                    metrics.observe(ms(1), &started(index, worker));
                    metrics.observe(ms(3), &done(index, worker));
                }
            });
        }
    });
    metrics.observe(ms(3), &Event::RunFinished);
    let report = all.report();
    let n = 3 * n_each as u64;
    assert_eq!(report.tasks, durations(n, 2 * n, (0, 2)));
    assert_eq!(report.queue_waits, durations(n, n, (0, 1)));
    assert_eq!(report.outcomes.done, n);
}

#[test]
fn runs_are_told_apart() {
    let metrics = Arc::new(Metrics::new());
    let outer = tell(&metrics, 1, &[(1, started(0, 0))], None);
    tell(&metrics, 1, &[(1, started(0, 0)), (2, done(0, 0)), (3, started(1, 0))], Some(4));
    let inner = tell(&metrics, 1, &[(5, done(0, 0))], None);
    assert_eq!(metrics.report().tasks.n, 0, "the inner run has started last");
    inner.observe(ms(6), &Event::RunFinished);
    outer.observe(ms(9), &done(0, 0));
    assert_eq!(metrics.report().tasks, durations(1, 8, (0, 8)), "the outer run goes on");
    outer.observe(ms(9), &Event::RunFinished);
    let reports = metrics.reports();
    assert!(reports[0].0 < reports[1].0 && reports[2].0 < reports[0].0);
    let found: Vec<_> = reports.iter().map(|(_, report)| report.tasks.n).collect();
    assert_eq!((found, metrics.report().makespan), (vec![1, 0, 1], ms(9)));
}

#[test]
fn the_newest_reports_are_kept() {
    let metrics = Arc::new(Metrics::new());
    drop(tell(&metrics, 1, &[], None));
    (0..KEPT as u64 + 2).for_each(|end| drop(tell(&metrics, 1, &[], Some(end))));
    let ends: Vec<_> = metrics.reports().iter().map(|(_, report)| report.makespan).collect();
    assert!(ends.into_iter().eq((2..KEPT as u64 + 2).map(ms)), "and none of what never ends");
}

/// The sum, count and longest of times in ms.
fn summed(times: &[(usize, u64)]) -> Durations {
    let longest = times
        .iter()
        .copied()
        .reduce(|a, b| if b.1 > a.1 || (b.1 == a.1 && b.0 < a.0) { b } else { a });
    Durations {
        n: times.len() as u64,
        total: ms(times.iter().map(|(_, time)| time).sum()),
        longest: longest.map(|(index, time)| (node(index), ms(time))),
    }
}

/// The report of a run, by looking back from each event over all that came before.
fn model(n_workers: usize, events: &[(u64, Event<'_>)], end: u64) -> MetricsReport {
    let mut report = MetricsReport { makespan: ms(end), n_nodes: 4, ..MetricsReport::default() };
    let (mut tasks, mut queue_waits, mut memory_waits) = (vec![], vec![], vec![]);
    let mut rows: BTreeMap<usize, WorkerReport> = BTreeMap::new();
    // When each worker that is there came.
    let mut there: BTreeMap<usize, u64> = (0..n_workers).map(|worker| (worker, 0)).collect();
    let outcomes = &mut report.outcomes;
    for (place, &(at, event)) in events.iter().enumerate() {
        let before = || events[..place].iter().rev();
        let mut leaving = None;
        let mut joining = None;
        match event {
            Event::NodeStarted { node, .. } => {
                let of_node = |event: &Event<'_>| match *event {
                    Event::NodeStarted { node: other, .. }
                    | Event::NodeReady { node: other, .. }
                    | Event::NodeHeld { node: other, .. } => other == node,
                    _ => false,
                };
                let mut queue = before().filter(|(_, event)| {
                    of_node(event) && !matches!(event, Event::NodeHeld { .. })
                });
                match queue.next() {
                    None => queue_waits.push((node.index(), at)),
                    Some((ready, Event::NodeReady { .. })) => {
                        queue_waits.push((node.index(), at - ready));
                    }
                    Some(_) => {}
                }
                let held = before()
                    .filter(|(_, event)| {
                        of_node(event) && !matches!(event, Event::NodeReady { .. })
                    })
                    .take_while(|(_, event)| matches!(event, Event::NodeHeld { .. }))
                    .last();
                memory_waits.extend(held.map(|(held, _)| (node.index(), at - held)));
            }
            Event::NodeRetried { node, worker, .. }
            | Event::JobEnded { node, worker }
            | Event::NodeFinished { node, worker, .. } => {
                let newest = before().find(|(_, event)| match *event {
                    Event::NodeStarted { worker: other, .. }
                    | Event::SpawnedStarted { worker: other, .. } => other == worker,
                    Event::NodeRetried { node: n, worker: w, .. }
                    | Event::JobEnded { node: n, worker: w }
                    | Event::NodeFinished { node: n, worker: w, .. } => (n, w) == (node, worker),
                    _ => false,
                });
                if let Some((start, newest)) = newest
                    && let Event::NodeStarted { node: running, .. }
                    | Event::SpawnedStarted { node: running, .. } = newest
                    && *running == node
                {
                    tasks.push((node.index(), at - start));
                    let row = rows.entry(worker).or_default();
                    row.busy += ms(at - start);
                    row.n_tasks += 1;
                }
                match event {
                    Event::NodeFinished { outcome: Outcome::Done, .. } => outcomes.done += 1,
                    Event::NodeFinished { outcome: Outcome::TimedOut, .. } => {
                        outcomes.timed_out += 1;
                    }
                    Event::NodeFinished { .. } => outcomes.cancelled += 1,
                    Event::NodeRetried { .. } => report.n_retries += 1,
                    _ => {}
                }
            }
            Event::Stolen { by, .. } => rows.entry(by).or_default().n_steals += 1,
            Event::Parked { worker } => rows.entry(worker).or_default().n_parks += 1,
            Event::WorkerAdded { worker } => {
                report.n_added += 1;
                joining = Some(worker);
            }
            Event::WorkerRetired { worker } => {
                report.n_retired += 1;
                leaving = Some(worker);
            }
            Event::WorkerReplaced { worker, by, .. } => {
                report.n_replaced += 1;
                (leaving, joining) = (Some(worker), Some(by));
            }
            Event::Speculated { .. } => report.n_speculated += 1,
            _ => {}
        }
        if let Some((worker, since)) = leaving.and_then(|worker| there.remove_entry(&worker)) {
            rows.entry(worker).or_default().present += ms(at - since);
        }
        if let Some(worker) = joining {
            there.entry(worker).or_insert(at);
        }
    }
    for (worker, since) in &there {
        rows.entry(*worker).or_default().present += ms(end - since);
    }
    report.tasks = summed(&tasks);
    report.queue_waits = summed(&queue_waits);
    report.memory_waits = summed(&memory_waits);
    let rows = rows.into_iter().map(|(worker, row)| WorkerReport { worker, ..row });
    let empty =
        |row: &WorkerReport| *row == WorkerReport { worker: row.worker, ..WorkerReport::default() };
    report.workers = rows.filter(|row| there.contains_key(&row.worker) || !empty(row)).collect();
    report
}

/// Each event by a number, its node, two workers and the time in ms since the event before.
type Script = Vec<(u8, usize, usize, usize, u64)>;

fn any_script() -> impl Strategy<Value = Script> {
    prop::collection::vec((0..22_u8, 0..4_usize, 0..3_usize, 0..5_usize, 0..4_u64), 0..40)
}

fn events<'e>(script: &Script, error: &'e JobError) -> (Vec<(u64, Event<'e>)>, u64) {
    let mut at = 0;
    let events = script.iter().map(|&(kind, index, worker, other, pause)| {
        at += pause;
        let node = node(index);
        let event = match kind {
            0..5 => Event::NodeStarted { node, worker, attempt: 1 },
            5..8 => done(index, worker),
            8 => Event::NodeFinished { node, worker, outcome: Outcome::Cancelled },
            9 => Event::NodeFinished { node, worker, outcome: Outcome::TimedOut },
            10 => Event::NodeRetried { node, worker, attempt: 1, wait: ms(1), error },
            11..13 => Event::NodeHeld { node, worker },
            13 => Event::Stolen { node, from: other, by: worker },
            14 => Event::Parked { worker },
            15 => Event::WorkerAdded { worker: other },
            16 => Event::WorkerRetired { worker: other },
            17 => Event::WorkerReplaced { worker, by: other, node },
            18 => Event::Speculated { node, worker },
            19 => Event::SpawnedStarted { node, worker },
            20 => Event::JobEnded { node, worker },
            _ => Event::NodeReady { node, worker },
        };
        (at, event)
    });
    let events: Vec<_> = events.collect();
    (events, at + 1)
}

proptest! {
    #[test]
    fn as_the_model_says_whatever_ran_before(
        first in any_script(), second in any_script(), n_workers in 0..4_usize,
    ) {
        let metrics = Arc::new(Metrics::new());
        let error = JobError::new("no luck");
        for script in [first, second] {
            let (events, end) = events(&script, &error);
            tell(&metrics, n_workers, &events, Some(end));
            prop_assert_eq!(metrics.report(), model(n_workers, &events, end));
        }
    }
}
