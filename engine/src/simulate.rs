//! What a graph would take on workers that are not there.

use std::fmt;
use std::time::Duration;

use storylint_graph::NodeId;

use crate::clockwork::{Clockwork, Scheduled};
use crate::compile::Compiled;
use crate::crowd::Crowd;
use crate::event::Observers;
use crate::job::Job;
use crate::run_id::RunId;
use crate::shape::Shape;
use crate::sync::Arc;

/// Schedules graphs on any number of workers without running any job.
///
/// It makes the same choices as an [`Executor`](crate::Executor) whose tasks are long enough to be
/// shared, from the same code and in the same order, but knows how long every node takes, so a run
/// of hours is over in a moment and always the same. With one worker the order is exactly that of
/// the executor. What jobs do, such as failing, spawning others or holding memory, is not
/// simulated, nor what scheduling itself costs, but for a fixed [`latency`](Simulator::latency).
///
/// ```
/// use std::time::Duration;
/// use storylint_engine::{Action, GraphBuilder, Simulator, compile};
///
/// let mut graph = GraphBuilder::new();
/// let first = graph.add(Action::new(|_| Ok(())), []);
/// for _ in 0..10 {
///     graph.add(Action::new(|_| Ok(())), [first]);
/// }
/// let simulation = Simulator::new(5).simulate(&compile(graph.build()), |_| Duration::from_secs(60));
/// assert_eq!(simulation.makespan, Duration::from_secs(180));
/// assert_eq!(simulation.critical_path, Duration::from_secs(120));
/// ```
#[derive(Clone)]
pub struct Simulator {
    n_workers: usize,
    seed: u64,
    latency: Duration,
    observers: Vec<Arc<dyn Observers>>,
}

impl Simulator {
    /// A simulator of so many workers, with seed 0 and without latency.
    ///
    /// # Panics
    /// If there is no worker.
    pub fn new(workers: usize) -> Self {
        assert!(workers > 0, "somebody has to work");
        Self { n_workers: workers, seed: 0, latency: Duration::ZERO, observers: Vec::new() }
    }

    /// What thieves choose their victims by. The same seed gives the same schedule.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How long it takes a worker to come by a node that another has made ready, or to begin after
    /// it had nothing to do. Nothing, if nothing is said.
    pub fn latency(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    /// Who is told what happens, beside others that are told it, at virtual times and on the
    /// calling thread.
    pub fn observer(mut self, observers: Arc<dyn Observers>) -> Self {
        self.observers.push(observers);
        self
    }

    /// Schedules a graph in which every node takes as long as `cost` says. What nodes were ranked
    /// by when the graph was compiled may be something else. In O(log of the workers) a node.
    pub fn simulate<J: Job>(
        &self,
        compiled: &Compiled<J>,
        cost: impl Fn(NodeId) -> Duration,
    ) -> Simulation {
        let costs: Vec<Duration> = compiled.ids().map(cost).collect();
        let critical_path = critical_path(&compiled.shape, &costs);
        let work = costs.iter().fold(Duration::ZERO, |sum, cost| sum.saturating_add(*cost));
        let crowd = Crowd::new(self.n_workers, compiled.shape.n_lanes, self.seed);
        let id = RunId::next();
        let observers = self.observers.iter().map(|observers| Arc::clone(observers).for_run(id));
        let observers = observers.collect();
        let clockwork = Clockwork::new(&compiled.shape, crowd, costs, self.latency, observers);
        let (busy, schedule) = clockwork.run();
        let makespan = schedule.iter().map(|one| one.end).max().unwrap_or_default();
        Simulation { makespan, work, critical_path, busy, schedule }
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("n_workers", &self.n_workers)
            .field("seed", &self.seed)
            .field("latency", &self.latency)
            .finish_non_exhaustive()
    }
}

/// What came of a simulated run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// When the last node ended.
    pub makespan: Duration,
    /// What all nodes took together.
    pub work: Duration,
    /// What the nodes on the longest path took together.
    pub critical_path: Duration,
    /// How long each worker was running nodes.
    pub busy: Vec<Duration>,
    /// Every node once, in the order of starting.
    pub schedule: Vec<Scheduled>,
}

impl Simulation {
    /// The time that no schedule on so many workers can undercut: that of the longest path, or of
    /// all work spread evenly, whichever is longer.
    pub fn lower_bound(&self) -> Duration {
        let nanos = self.work.as_nanos().div_ceil(self.busy.len() as u128);
        let even = Duration::from_nanos(nanos.try_into().unwrap_or(u64::MAX));
        even.max(self.critical_path)
    }

    /// The part of all workers' time in which they ran nodes, from 0 to 1; 1 if no time passed.
    pub fn utilisation(&self) -> f64 {
        self.speed_up() / self.busy.len() as f64
    }

    /// How many times as long one worker would take; as many as there are workers if no time
    /// passed.
    pub fn speed_up(&self) -> f64 {
        if self.makespan.is_zero() {
            return self.busy.len() as f64;
        }
        self.work.as_secs_f64() / self.makespan.as_secs_f64()
    }
}

/// What a graph would take on 1 worker, on 2, 4 and so on, up to `up_to`, which is the last.
///
/// It tells what the next machine is worth before anybody buys it: where the time no longer gets
/// shorter, the longest path is what takes it.
pub fn what_more_workers_buy<J: Job>(
    compiled: &Compiled<J>,
    cost: impl Fn(NodeId) -> Duration,
    up_to: usize,
) -> Vec<(usize, Duration)> {
    let doubled = |n: &usize| (*n < up_to).then(|| n.saturating_mul(2).min(up_to));
    let numbers = std::iter::successors((up_to > 0).then_some(1), doubled);
    let makespan = |n| Simulator::new(n).simulate(compiled, &cost).makespan;
    numbers.map(|n| (n, makespan(n))).collect()
}

/// What the nodes of the longest path cost.
fn critical_path(shape: &Shape, costs: &[Duration]) -> Duration {
    let mut ends = costs.to_vec();
    for i in 0..ends.len() {
        let needs = shape.needs.row(i).iter();
        let start = needs.map(|need| ends[need.index()]).max().unwrap_or_default();
        ends[i] = start.saturating_add(costs[i]);
    }
    ends.into_iter().max().unwrap_or_default()
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use storylint_graph::{GraphBuilder, Policy};

    use super::*;
    use crate::compile::compile;
    use crate::event::Event;
    use crate::executor::Executor;
    use crate::job::Action;
    use crate::priority::Ranking;
    use crate::sync::Mutex;

    /// A node of a random graph: its needs, by place among the nodes before it, its priority, and
    /// its cost in milliseconds, known ahead or not.
    type Spec = (Vec<usize>, u8, u64, bool);

    fn graphs(n: usize) -> impl Strategy<Value = Vec<Spec>> {
        let priority = prop_oneof![4 => Just(50), 1 => 40..60_u8];
        let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
        let node = (needs, priority, 0..200_u64, any::<bool>());
        prop::collection::vec(node, 0..n).prop_map(|nodes| {
            let nodes =
                nodes.into_iter().enumerate().map(|(place, (needs, priority, ms, known))| {
                    let needs = needs.iter().filter(|_| place > 0).map(|need| need.index(place));
                    (needs.collect(), priority, ms, known)
                });
            nodes.collect()
        })
    }

    fn compiled(specs: &[Spec]) -> Compiled<Action<'static>> {
        let mut graph = GraphBuilder::new();
        let mut ids = Vec::new();
        for (needs, priority, ms, known) in specs {
            let cost = known.then(|| Duration::from_millis(*ms));
            let policy = Policy { priority: *priority, cost, ..Policy::default() };
            let needs: Vec<NodeId> = needs.iter().map(|need| ids[*need]).collect();
            ids.push(graph.add(Action::new(|_| Ok(())).with_policy(policy), needs));
        }
        compile(graph.build())
    }

    fn cost(specs: &[Spec]) -> impl Fn(NodeId) -> Duration {
        |node| Duration::from_millis(specs[node.index()].2)
    }

    /// What can be seen of a schedule from outside has to be right.
    #[track_caller]
    fn check(specs: &[Spec], simulation: &Simulation, latency: Duration) {
        let n_workers = simulation.busy.len();
        let mut of: HashMap<usize, Scheduled> = HashMap::new();
        let mut free = vec![Duration::ZERO; n_workers];
        let mut busy = vec![Duration::ZERO; n_workers];
        for one in &simulation.schedule {
            assert_eq!(one.end - one.start, cost(specs)(one.node));
            assert!(free[one.worker] <= one.start, "a worker runs one node at a time");
            free[one.worker] = one.end;
            busy[one.worker] += one.end - one.start;
            for need in &specs[one.node.index()].0 {
                assert!(of[need].end <= one.start, "a need ends first");
            }
            assert!(of.insert(one.node.index(), *one).is_none(), "a node runs once");
        }
        assert_eq!(of.len(), specs.len());
        assert!(simulation.schedule.is_sorted_by_key(|one| one.start));
        assert_eq!(busy, simulation.busy);
        assert_eq!(busy.iter().sum::<Duration>(), simulation.work);
        assert_eq!(free.into_iter().max(), Some(simulation.makespan));
        assert!(simulation.lower_bound() <= simulation.makespan);
        // Graham's bound for whoever never idles beside a ready node (1966).
        if latency.is_zero() {
            let rest = simulation.work.as_nanos()
                + (n_workers as u128 - 1) * simulation.critical_path.as_nanos();
            assert!(simulation.makespan.as_nanos() * n_workers as u128 <= rest);
        }
    }

    /// The nodes in the order in which `run` has them start.
    fn starts(run: impl FnOnce(Arc<dyn Observers>)) -> Vec<NodeId> {
        let starts: Arc<Mutex<Vec<NodeId>>> = Arc::default();
        let seen = Arc::clone(&starts);
        run(Arc::new(move |_: Duration, event: &Event<'_>| {
            if let Event::NodeStarted { node, .. } = event {
                seen.lock().push(*node);
            }
        }));
        let starts = starts.lock();
        starts.clone()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_worker_has_the_order_of_the_executor(specs in graphs(200)) {
            for ranking in Ranking::ALL {
                let compiled = compiled(&specs).ranked(ranking, |_| None);
                let simulation = Simulator::new(1).simulate(&compiled, cost(&specs));
                let order: Vec<NodeId> = simulation.schedule.iter().map(|one| one.node).collect();
                let expected = starts(|observer| {
                    Executor::builder().workers(1).observer(observer).build().run(&compiled);
                });
                prop_assert_eq!(order, expected);
            }
        }

        #[test]
        fn any_number_of_workers_keeps_to_the_needs(specs in graphs(100), seed: u64) {
            let compiled = compiled(&specs);
            for n_workers in [1, 2, 3, 64, 100] {
                for latency in [0, 7].map(Duration::from_millis) {
                    let simulator = Simulator::new(n_workers).seed(seed).latency(latency);
                    let simulation = simulator.simulate(&compiled, cost(&specs));
                    check(&specs, &simulation, latency);
                    prop_assert_eq!(simulator.simulate(&compiled, cost(&specs)), simulation);
                }
            }
        }
    }

    /// `n` nodes of a second without needs.
    fn independent(n: usize) -> Vec<Spec> {
        vec![(vec![], 50, 1000, false); n]
    }

    #[test]
    fn independent_nodes_are_spread_evenly() {
        let specs = independent(1000);
        let simulation = Simulator::new(8).simulate(&compiled(&specs), cost(&specs));
        assert_eq!(simulation.makespan, Duration::from_secs(125));
        assert_eq!(simulation.busy, [Duration::from_secs(125); 8]);
        assert_eq!((simulation.speed_up(), simulation.utilisation()), (8.0, 1.0));
        assert_eq!(simulation.lower_bound(), simulation.makespan);
    }

    #[test]
    fn the_longest_path_bounds_what_workers_buy() {
        let mut specs = independent(6);
        specs.push((vec![0], 50, 1000, false));
        specs.push((vec![6], 50, 1000, false));
        let seconds = Duration::from_secs;
        assert_eq!(
            what_more_workers_buy(&compiled(&specs), cost(&specs), 6),
            [(1, seconds(8)), (2, seconds(4)), (4, seconds(3)), (6, seconds(3))],
        );
        assert_eq!(what_more_workers_buy(&compiled(&specs), cost(&specs), 0), []);
    }

    #[test]
    fn an_empty_graph_takes_no_time() {
        let simulation = Simulator::new(3).simulate(&compiled(&[]), |_| Duration::ZERO);
        assert_eq!((simulation.makespan, simulation.schedule.len()), (Duration::ZERO, 0));
        assert_eq!((simulation.speed_up(), simulation.utilisation()), (3.0, 1.0));
    }

    #[test]
    fn a_hand_over_takes_the_latency() {
        let specs = [(vec![], 50, 10, false), (vec![0], 50, 10, false), (vec![0], 50, 10, false)];
        let latency = Duration::from_millis(3);
        let simulation =
            Simulator::new(2).latency(latency).simulate(&compiled(&specs), cost(&specs));
        let starts = simulation.schedule.iter().map(|one| (one.worker, one.start.as_millis()));
        assert_eq!(starts.collect::<Vec<_>>(), [(0, 0), (0, 10), (1, 13)]);
    }

    #[test]
    fn observers_are_told_at_virtual_times() {
        let specs = [(vec![], 50, 10, false), (vec![0], 50, 10, false), (vec![0], 50, 20, false)];
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&told);
        let observer = move |at: Duration, event: &Event<'_>| {
            let event = format!("{event:?}");
            let name = event.split(' ').next().unwrap_or_default();
            seen.lock().push(format!("{} {name}", at.as_millis()));
        };
        let simulator = Simulator::new(2).observer(Arc::new(observer));
        simulator.simulate(&compiled(&specs), cost(&specs));
        assert_eq!(
            *told.lock(),
            [
                "0 RunStarted",
                "0 Unparked",
                "0 NodeStarted",
                "10 NodeFinished",
                "10 NodeReady",
                "10 NodeReady",
                "10 NodeStarted",
                "10 Stolen",
                "10 Unparked",
                "10 NodeStarted",
                "20 NodeFinished",
                "20 Parked",
                "30 NodeFinished",
                "30 Parked",
                "30 RunFinished",
            ]
        );
    }

    #[test]
    #[should_panic(expected = "somebody has to work")]
    fn nobody_simulates_nothing() {
        Simulator::new(0);
    }
}
