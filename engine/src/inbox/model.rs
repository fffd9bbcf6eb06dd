//! The inbox with several takers, in every order: each node is taken once.

use std::rc::Rc;

use ::loom::thread::spawn;

use super::Inbox;
use crate::sync::{ALL, explore};

#[test]
fn one_puts_in_and_two_take() {
    explore(ALL, || {
        let inbox = Rc::new(Inbox::default());
        inbox.push(0, 5);
        let take = || {
            let inbox = Rc::clone(&inbox);
            move || if inbox.filled() != 0 { inbox.take(5) } else { None }
        };
        let other = spawn(take());
        inbox.push(1, 5);
        let mine = take()();
        let mut taken: Vec<_> =
            [mine, other.join().expect("it ends")].into_iter().flatten().collect();
        taken.extend(std::iter::from_fn(take()));
        taken.sort_unstable();
        assert_eq!((taken, inbox.filled()), (vec![0, 1], 0));
    });
}

#[test]
fn one_puts_in_as_another_empties_another_lane() {
    explore(ALL, || {
        let inbox = Rc::new(Inbox::default());
        inbox.push(0, 3);
        let other = spawn({
            let inbox = Rc::clone(&inbox);
            move || inbox.take(3)
        });
        inbox.push(1, 5);
        assert_eq!(other.join().expect("it ends"), Some(0));
        assert_eq!((inbox.filled(), inbox.take(5)), (1 << 5, Some(1)));
    });
}
