//! Graphs of closures.

use std::num::ParseIntError;
use std::time::Duration;

use storylint_graph::Retries;

use super::*;
use crate::executor::Executor;
use crate::needs::Context;
use crate::outcome::Outcome;
use crate::run::Run;
use crate::sync::{AtomicUsize, Mutex};

fn run<'a, T>(
    workers: usize,
    build: impl FnOnce(&mut Flow<'a>) -> Node<T>,
) -> (Run<Value>, Node<T>) {
    let mut flow = Flow::new();
    let node = build(&mut flow);
    (Executor::new(workers).run_scoped(&flow.compile()), node)
}

/// Checks the output of the node that `build` gives.
#[track_caller]
fn check<'a, T: PartialEq + fmt::Debug + 'static>(
    expected: T,
    build: impl Fn(&mut Flow<'a>) -> Node<T>,
) {
    for workers in [1, 2] {
        let (mut run, node) = run(workers, &build);
        assert_eq!(run.output(node), Some(&expected), "{run:?}");
        assert!(run.take(node).is_some_and(|output| output == expected));
        assert!(run.take(node).is_none(), "it was taken");
    }
}

/// Checks with what the node that `build` gives failed.
#[track_caller]
fn check_failed<'a, T: 'static>(expected: &str, build: impl Fn(&mut Flow<'a>) -> Node<T>) {
    for workers in [1, 2] {
        let (run, node) = run(workers, &build);
        match run.outcome(node) {
            Outcome::Failed(error) => assert_eq!(error.to_string(), expected),
            outcome => panic!("{outcome:?}"),
        }
    }
}

#[test]
fn outputs_of_many_types() {
    check("6, 7.5 and [six]".to_owned(), |flow| {
        let six = flow.add((), |()| 6);
        let seven = flow.add(six, |six| f64::from(*six) + 1.5);
        let words = flow.add((), |()| vec!["six"]);
        flow.add((six, seven, words), |(six, seven, words)| {
            format!("{six}, {seven} and [{}]", words.join(" "))
        })
    });
}

#[test]
fn eight_needs() {
    check(28, |flow| {
        let n: [Node<u8>; 8] = std::array::from_fn(|i| flow.add((), move |()| i as u8));
        let needs = (n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
        flow.add(needs, |(a, b, c, d, e, f, g, h)| a + b + c + d + e + f + g + h)
    });
}

#[test]
fn as_many_needs_as_there_are() {
    check((45, 6, 100), |flow| {
        let digits: Vec<Node<u64>> = (0..10).map(|i| flow.add((), move |()| i)).collect();
        let hundred = flow.add((), |()| 100_u64);
        let sum = |values: Vec<&u64>| values.into_iter().sum::<u64>();
        flow.add((digits.clone(), &digits[1..4], hundred), move |(all, some, hundred)| {
            (sum(all), sum(some), *hundred)
        })
    });
    check(0, |flow| {
        let none: [Node<u64>; 0] = [];
        flow.add((Vec::<Node<u8>>::new(), none), |(a, b)| a.len() + b.len())
    });
}

#[test]
fn a_need_named_twice() {
    check("abaabAB".to_owned(), |flow| {
        let [a, b] = ["a", "b"].map(|text| flow.add((), move |()| text.to_owned()));
        flow.add(([a, b, a], a, b, a.own(), b.own()), |(texts, c, d, e, f)| {
            let texts = texts.map(String::as_str).concat();
            texts + c + d + &e.to_uppercase() + &f.to_uppercase()
        })
    });
}

/// An output that counts how often it is cloned.
#[derive(Debug)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(&self.0))
    }
}

/// Checks how often an output is cloned for nodes that take it and a node that reads it.
#[track_caller]
fn check_clones(n_clones: usize, n_owners: usize, n_readers: usize, policy: &Policy) {
    let counter = Arc::new(AtomicUsize::new(0));
    let (run, _) = run(1, |flow| {
        let counter = Arc::clone(&counter);
        let output = flow.add((), move |()| Counted(Arc::clone(&counter)));
        for _ in 0..n_readers {
            flow.add(output, |_| ());
        }
        for _ in 0..n_owners {
            flow.with(policy.clone()).add(output.own(), drop);
        }
        output
    });
    assert!(run.is_done(), "{run:?}");
    assert_eq!(counter.load(Ordering::SeqCst), n_clones);
}

#[test]
fn a_sole_reader_takes_the_output_itself() {
    let plain = Policy::default();
    check_clones(0, 1, 0, &plain);
    check_clones(1, 2, 0, &plain);
    check_clones(0, 1, 3, &plain);
    let retries = Retries { max: 1, ..Retries::NONE };
    check_clones(1, 1, 0, &Policy { retries, ..plain });
}

#[test]
fn an_error_of_any_kind() {
    check_failed("invalid digit found in string", |flow| {
        let text = flow.add((), |()| "x");
        flow.try_add(text, |text| text.parse::<u8>())
    });
    check_failed("plain", |flow| flow.try_add((), |()| Err::<u8, _>("plain")));
    check_failed("owned", |flow| flow.try_add((), |()| Err::<u8, _>("owned".to_owned())));
    check_failed("ours", |flow| flow.try_add((), |()| Err::<u8, _>(JobError::new("ours"))));
    check_failed("panicked: unlucky", |flow| flow.add((), |()| -> u8 { panic!("unlucky") }));
}

#[test]
fn an_error_is_the_source_of_what_the_node_failed_with() {
    let (run, _) = run(1, |flow| flow.try_add((), |()| "x".parse::<u8>()));
    let source = run.failures()[0].1.source();
    assert!(source.is_some_and(|source| source.is::<ParseIntError>()));
}

#[test]
fn without_an_output_nothing_runs_but_what_can_do_without() {
    check((None, Some(2)), |flow| {
        let bad = flow.try_add((), |()| Err::<u8, _>("bad"));
        let good = flow.add((), |()| 2);
        let skipped = flow.add((bad, good), |(bad, good)| bad + good);
        flow.add((skipped.maybe(), good.maybe()), |(a, b)| (a.copied(), b.copied()))
    });
    check_failed("node 0, which it needs, has no output", |flow| {
        let bad = flow.try_add((), |()| Err::<u8, _>("bad"));
        flow.add((bad.maybe(), bad), |(_, bad)| *bad)
    });
}

#[test]
fn after_others_without_reading_them() {
    let log = Mutex::new(Vec::new());
    let log = &log;
    check(2, |flow| {
        log.lock().clear();
        let last = flow.add((), |()| log.lock().push("first"));
        let second = flow.after(last).add((), |()| log.lock().push("second"));
        let policy = Policy { priority: 0, ..Policy::default() };
        flow.with(policy).after((last, second)).add((), |()| log.lock().len())
    });
    assert_eq!(*log.lock(), ["first", "second"]);
}

#[test]
fn a_closure_that_asks_where_it_runs() {
    check(3, |flow| {
        let retries = Retries { max: 5, wait: Duration::ZERO, max_wait: Duration::ZERO };
        let policy = Policy { retries, ..Policy::default() };
        flow.with(policy).try_add(Context, |context| match context.attempt {
            3 => Ok(context.attempt),
            _ => Err("not yet"),
        })
    });
}

#[test]
fn a_run_gives_only_what_nothing_needs() {
    let (run, six) = run(1, |flow| {
        let six = flow.add((), |()| 6);
        flow.add(six, |six| six + 1);
        six
    });
    assert!(matches!(run.outcome(six), Outcome::Done));
    assert_eq!(run.output(six), None);
    assert_eq!(run.into_outputs()[0].1.downcast_ref(), Some(&7));
}

#[test]
#[should_panic(expected = "Node(0) is a node of another flow")]
fn a_need_of_another_flow() {
    let other = Flow::new().add((), |()| 1);
    Flow::new().add(other, |other| *other);
}

#[test]
#[should_panic(expected = "Node(0) is a node of another flow")]
fn an_output_of_another_flow() {
    let other = Flow::new().add((), |()| 1);
    let (run, _) = run(1, |flow| flow.add((), |()| 2));
    run.output(other);
}
