//! Runs inside of the jobs of other runs of one executor, each held against the model.

use proptest::prelude::*;
use proptest::sample::Index;
use storylint_engine::Executor;

use crate::check::{Setting, check_with, within_reason};
use crate::outcomes::{WILD, config, settings};
use crate::specs::{Mix, Spec, graphs};

/// A graph, some jobs of which run others.
#[derive(Debug, Clone)]
struct Nest {
    specs: Vec<Spec>,
    /// How it is run by itself.
    values: bool,
    scoped: bool,
    /// By the place of the node whose job runs it.
    inside: Vec<(usize, Nest)>,
}

/// Nests of so many levels.
fn nests(n_levels: u32) -> BoxedStrategy<Nest> {
    // A few jobs overrun their timeouts, and what they run goes on when they have been given up.
    let specs = graphs(Mix { n_nodes: 8, late: 0.05, ..WILD });
    let inside = match n_levels {
        1 => Just(Vec::new()).boxed(),
        _ => prop::collection::vec((any::<Index>(), nests(n_levels - 1)), 0..4).boxed(),
    };
    (specs, any::<bool>(), prop::bool::weighted(0.2), inside)
        .prop_map(|(specs, values, scoped, mut inside)| {
            // Where there is no job nothing is inside.
            inside.truncate(if specs.is_empty() { 0 } else { inside.len() });
            let place = |(place, nest): (Index, Nest)| (place.index(specs.len()), nest);
            let inside = inside.into_iter().map(place);
            // Nor is it where a job must be in time in the end.
            let is_soon = |place: usize| (1..u32::MAX).contains(&specs[place].n_late);
            let inside = inside.filter(|(place, _)| !is_soon(*place)).collect();
            Nest { specs, values, scoped, inside }
        })
        .boxed()
}

fn check(nest: Nest, executor: &Executor, setting: &Setting) {
    let Nest { specs, values, scoped, inside } = nest;
    // Observers are those of all runs.
    let own = Setting { values, scoped, observed: false, ..setting.clone() };
    let inner = Setting { n_callers: 1, ..own.clone() };
    let all = executor.clone();
    check_with(&specs, &own, Some(executor), move |place| {
        for (_, nest) in inside.iter().filter(|(node, _)| *node == place) {
            check(nest.clone(), &all, &inner);
        }
    });
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn any_graphs_inside_of_any(nest in nests(3), setting in settings()) {
        let executor = setting.executor().build();
        within_reason(&(&nest, &setting), || check(nest.clone(), &executor, &setting));
    }
}
