//! An output and its readers, in every order: each gets it, and the last one the slot's own.

use std::rc::Rc;

use ::loom::thread::spawn;
use storylint_graph::NodeId;

use super::Outputs;
use crate::input::Input;
use crate::sync::{ALL, explore};

#[test]
fn two_readers() {
    explore(ALL, || {
        let outputs = Rc::new(Outputs::new(1));
        outputs.store(NodeId::new(0), "output", 2, false);
        let read = |outputs: Rc<Outputs<&'static str>>| {
            move || outputs.read(NodeId::new(0)).expect("both have yet to read it").into_own()
        };
        let other = spawn(read(Rc::clone(&outputs)));
        let first = read(Rc::clone(&outputs))();
        let second = other.join().expect("it ends");
        assert!(first.is_some() || second.is_some());
        assert!(outputs.read(NodeId::new(0)).is_none());
    });
}

#[test]
fn a_reader_that_looks_first_and_another() {
    explore(ALL, || {
        let outputs = Rc::new(Outputs::new(1));
        outputs.store(NodeId::new(0), "output", 2, true);
        let other = spawn({
            let outputs = Rc::clone(&outputs);
            move || {
                assert_eq!(outputs.peek(NodeId::new(0)).as_deref(), Some(&"output"));
                drop(outputs.read(NodeId::new(0)));
            }
        });
        assert_eq!(outputs.read(NodeId::new(0)).as_deref(), Some(&"output"));
        other.join().expect("it ends");
        assert!(outputs.read(NodeId::new(0)).map(Input::into_own).is_none());
    });
}
