//! Outputs live until their last reader is done with them, and no longer.

use std::sync::atomic::Ordering;

use storylint_engine::{Executor, compile};

use crate::specs::Spec;
use crate::world::World;

/// The most outputs that were alive at once.
fn most_alive(specs: &[Spec], n_workers: usize) -> usize {
    let world = World::new(specs, 1, None, false, |_| ());
    let run = Executor::new(n_workers).run(&compile(world.graph()));
    assert_eq!(run.into_outputs().len(), 1);
    assert_eq!(world.census.alive.load(Ordering::SeqCst), 0);
    world.census.most.load(Ordering::SeqCst)
}

#[test]
fn outputs_are_released_on_the_way() {
    let specs: Vec<Spec> =
        (0..1000).map(|n: usize| Spec::plain(n.checked_sub(1).into_iter().collect())).collect();
    for n_workers in [1, 4] {
        assert_eq!(most_alive(&specs, n_workers), 2, "an input with what is made of it");
    }
}

#[test]
fn folded_outputs_are_released_at_once() {
    let mut specs = vec![Spec::plain(vec![]); 1000];
    specs.push(Spec { aggregates: true, ..Spec::plain((0..1000).collect()) });
    assert_eq!(most_alive(&specs, 1), 1);
}
