//! The roots with several takers, in every order: each node is taken once.

use std::rc::Rc;

use ::loom::thread::spawn;
use storylint_graph::Policy;

use super::Roots;
use crate::priority::Ranking;
use crate::rows::Rows;
use crate::shape::Shape;
use crate::sync::{ALL, Arc, explore};

#[test]
fn two_take_roots() {
    let asked = vec![(Policy::default(), false); 3].into_iter();
    let shape = Shape::new(Rows::of(3, [].into_iter()), asked, false, Ranking::UpwardRank);
    let shape = Arc::new(shape);
    explore(ALL, move || {
        let roots = Rc::new(Roots::default());
        let take = || {
            let (roots, shape) = (Rc::clone(&roots), Arc::clone(&shape));
            move || {
                let mut taken = Vec::new();
                while roots.next(&shape).is_some() {
                    taken.extend_from_slice(roots.take(&shape, 1));
                }
                taken
            }
        };
        let other = spawn(take());
        let mut taken = take()();
        taken.extend(other.join().expect("it ends"));
        taken.sort_unstable();
        assert_eq!(taken, [0, 1, 2]);
    });
}
