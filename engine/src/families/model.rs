//! A node and the jobs it has spawned, in every order: the last one to end ends the node.

use std::rc::Rc;

use ::loom::thread::spawn;

use super::Families;
use crate::sync::{ALL, explore};

#[test]
fn a_job_that_spawns_another_as_the_node_ends() {
    explore(ALL, || {
        let families = Rc::new(Families::new());
        let first = families.spawn(4, Box::new(|_| Ok(())));
        let other = spawn({
            let families = Rc::clone(&families);
            move || {
                assert_eq!(families.take(first).0, 4);
                let second = families.spawn(4, Box::new(|_| Err("late".into())));
                let early = families.end(4, first, Ok(()));
                assert!(early.is_none(), "another is there");
                drop(families.take(second));
                families.end(4, second, Err("late".into()))
            }
        });
        assert!(!families.is_empty());
        let own = families.end_own(4, Ok(()));
        let ends = [own, other.join().expect("it ends")];
        let ends: Vec<_> = ends.into_iter().flatten().collect();
        assert!(matches!(&ends[..], [Err(error)] if error.to_string() == "late"));
    });
}
