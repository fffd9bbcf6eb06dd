//! Random graphs, by what each node is to do.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use storylint_engine::{OnFailure, Policy, Retries};

/// What a node is to do. Its needs are the places of earlier nodes.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) needs: Vec<usize>,
    pub(crate) policy: Policy,
    pub(crate) aggregates: bool,
    /// How many attempts go wrong before one does not, and how.
    pub(crate) n_wrong: u32,
    pub(crate) wrong: Wrong,
    /// How many attempts overrun the timeout, which is short then. Others may do so, too, if the
    /// machine is slow.
    pub(crate) n_late: u32,
    /// Whether an attempt that is late comes back when it is given up, or when the run is over.
    pub(crate) heeds: bool,
    /// The jobs that it spawns.
    pub(crate) children: Vec<Child>,
    /// Whether it cancels the run.
    pub(crate) cancels: bool,
    /// How long it takes, in turns of a loop that does nothing.
    pub(crate) n_turns: u32,
}

/// A spawned job.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) wrong: Option<Wrong>,
    pub(crate) children: Vec<Child>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Wrong {
    Err,
    Panic,
}

impl Spec {
    /// A node that ends `Done`.
    pub(crate) fn plain(needs: Vec<usize>) -> Self {
        Self {
            needs,
            policy: Policy::default(),
            aggregates: false,
            n_wrong: 0,
            wrong: Wrong::Err,
            n_late: 0,
            heeds: true,
            children: Vec::new(),
            cancels: false,
            n_turns: 0,
        }
    }

    /// How often it is tried at most.
    pub(crate) fn max_attempts(&self) -> u32 {
        // An aggregate is used up by the first attempt.
        if self.aggregates { 1 } else { 1 + self.policy.retries.max }
    }

    /// Whether its job may run twice at once.
    pub(crate) fn may_have_second(&self) -> bool {
        self.policy.pure && self.policy.cost.is_some() && !self.aggregates
    }

    fn may_spawn(&self) -> bool {
        self.max_attempts() == 1
            && self.policy.timeout.is_none()
            && !self.may_have_second()
            && !self.aggregates
    }
}

/// What is in the graphs, and how likely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mix {
    /// The most nodes.
    pub(crate) n_nodes: usize,
    /// How likely a job goes wrong.
    pub(crate) wrong: f64,
    /// How likely a job overruns its timeout.
    pub(crate) late: f64,
    /// How likely a node has limits, and how likely it spawns jobs.
    pub(crate) special: f64,
    /// The longest wait before a retry.
    pub(crate) max_wait: Duration,
    /// How likely a node cancels the run.
    pub(crate) cancels: f64,
}

pub(crate) const CALM: Mix = Mix {
    n_nodes: 40,
    wrong: 0.0,
    late: 0.0,
    special: 0.0,
    max_wait: Duration::ZERO,
    cancels: 0.0,
};

/// Something, at these odds.
fn maybe<S: Strategy>(odds: f64, what: S) -> impl Strategy<Value = Option<S::Value>> {
    // Proptest wants them above 0.
    prop::option::weighted(odds.max(1e-6), what).prop_map(move |it| it.filter(|_| odds > 0.0))
}

fn policies(mix: Mix) -> impl Strategy<Value = Policy> {
    let priority = prop_oneof![3 => Just(50), 1 => 0..=255u8, 1 => 25..=75u8];
    let cost = prop::option::of((0..200u64).prop_map(Duration::from_millis));
    let on_failure = prop_oneof![Just(OnFailure::Skip), Just(OnFailure::Continue)];
    let wait = (0..=mix.max_wait.as_nanos() as u64).prop_map(Duration::from_nanos);
    let retries = (0..3u32, wait).prop_map(|(max, wait)| Retries {
        max,
        wait,
        max_wait: Duration::from_micros(50),
    });
    let special = mix.special;
    (
        (priority, cost, on_failure),
        maybe(special, retries),
        maybe(special, 0..30u64),
        // Long enough never to come.
        maybe(special / 4.0, Just(Duration::from_secs(3600))),
        prop::bool::weighted(special),
    )
        .prop_map(|((priority, cost, on_failure), retries, memory, timeout, pure)| Policy {
            priority,
            cost,
            on_failure,
            retries: retries.unwrap_or(Retries::NONE),
            memory,
            timeout,
            pure,
        })
}

fn wrong() -> impl Strategy<Value = Wrong> {
    prop_oneof![Just(Wrong::Err), Just(Wrong::Panic)]
}

fn children(mix: Mix) -> impl Strategy<Value = Vec<Child>> {
    let leaf = maybe(mix.wrong, wrong()).prop_map(|wrong| Child { wrong, children: Vec::new() });
    let child = leaf.prop_recursive(2, 6, 3, move |inner| {
        let wrong = maybe(mix.wrong, wrong());
        (wrong, prop::collection::vec(inner, 0..3))
            .prop_map(|(wrong, children)| Child { wrong, children })
    });
    maybe(mix.special, prop::collection::vec(child, 1..4)).prop_map(Option::unwrap_or_default)
}

/// A job that overruns its timeout, and what it does about that.
#[derive(Debug, Clone)]
struct Late {
    n_late: u32,
    heeds: bool,
    goes_wrong: bool,
    timeout: Duration,
}

impl Late {
    fn apply(self, spec: &mut Spec) {
        spec.n_late = self.n_late;
        spec.heeds = self.heeds;
        // What goes wrong in time may be late on a slow machine, and what comes of it unknown.
        spec.n_wrong = if self.goes_wrong { self.n_late } else { 0 };
        spec.policy.timeout = Some(self.timeout);
        if self.n_late < u32::MAX {
            // More attempts than it needs, for the same reason.
            spec.policy.retries.max = 1000;
        }
    }
}

fn late(mix: Mix) -> impl Strategy<Value = Option<Late>> {
    let n_late = prop_oneof![1..3u32, Just(u32::MAX)];
    let timeout = (1..5u64).prop_map(Duration::from_millis);
    let late = (n_late, any::<bool>(), any::<bool>(), timeout).prop_map(
        |(n_late, heeds, goes_wrong, timeout)| Late { n_late, heeds, goes_wrong, timeout },
    );
    maybe(mix.late, late)
}

pub(crate) fn graphs(mix: Mix) -> impl Strategy<Value = Vec<Spec>> {
    let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..5);
    let n_wrong = maybe(mix.wrong, prop_oneof![1..3u32, Just(u32::MAX)]);
    let node = (
        (needs, policies(mix), prop::bool::weighted(0.2)),
        (n_wrong, wrong(), late(mix), children(mix)),
        (prop::bool::weighted(mix.cancels), prop_oneof![3 => Just(0), 1 => 0..5000u32]),
    );
    prop::collection::vec(node, 0..mix.n_nodes).prop_map(move |nodes| {
        let spec = |(place, node)| {
            let (
                (needs, policy, aggregates),
                (n_wrong, wrong, late, children),
                (cancels, n_turns),
            ) = node;
            let needs: Vec<prop::sample::Index> = needs;
            let mut seen = HashSet::new();
            let needs = needs.iter().filter(|_| place > 0).map(|need| need.index(place));
            let needs = needs.filter(|need| seen.insert(*need)).collect();
            let n_wrong: Option<u32> = n_wrong;
            let n_wrong = n_wrong.unwrap_or(0);
            let plain = Spec::plain(needs);
            let mut spec =
                Spec { policy, aggregates, n_wrong, wrong, children, cancels, n_turns, ..plain };
            let late: Option<Late> = late;
            if let Some(late) = late {
                late.apply(&mut spec);
            }
            if !spec.may_spawn() {
                spec.children.clear();
            }
            spec
        };
        nodes.into_iter().enumerate().map(spec).collect()
    })
}
