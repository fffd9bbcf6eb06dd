//! The countdown, in every order: one of the last needs makes a node ready, and sees what all wrote.

use std::rc::Rc;

use ::loom::thread::spawn;
use storylint_graph::{NodeId, Policy};

use super::Readiness;
use crate::priority::Ranking;
use crate::rows::Rows;
use crate::shape::Shape;
use crate::sync::{ALL, Arc, Plain, explore};

/// A node that needs `n_needs` others, each on a thread of its own.
fn check(n_needs: usize) {
    let edges = (0..n_needs).map(|need| (NodeId::new(need), NodeId::new(n_needs)));
    let asked = vec![(Policy::default(), false); n_needs + 1].into_iter();
    let needs = Rows::of(n_needs + 1, edges.collect::<Vec<_>>().into_iter());
    let shape = Arc::new(Shape::new(needs, asked, false, Ranking::UpwardRank));
    explore(ALL, move || {
        let readiness = Rc::new(Readiness::new(&shape));
        let outputs: Rc<[Plain]> = (0..n_needs).map(|_| Plain::new()).collect();
        let end = |need: usize| {
            let (shape, readiness, outputs) =
                (Arc::clone(&shape), Rc::clone(&readiness), Rc::clone(&outputs));
            move || {
                outputs[need].write();
                let mut n_ready = 0;
                for dependent in shape.dependents(shape.place(NodeId::new(need))) {
                    if readiness.count(*dependent) {
                        outputs.iter().for_each(Plain::read);
                        n_ready += 1;
                    }
                }
                n_ready
            }
        };
        let others: Vec<_> = (1..n_needs).map(|need| spawn(end(need))).collect();
        let first = end(0)();
        let n_ready = others.into_iter().map(|other| other.join().expect("it ends"));
        assert_eq!(first + n_ready.sum::<u32>(), 1);
    });
}

#[test]
fn two_needs() {
    check(2);
}

#[test]
fn three_needs() {
    check(3);
}
