//! Attempts at one node, in every order: one of them counts.

use std::rc::Rc;

use ::loom::thread::spawn;

use super::Claims;
use crate::sync::{ALL, explore};

/// Runs both at the same time on the claims of one node. Gives what they give.
fn check(
    one: impl Fn(&Claims) -> u32 + Send + Sync + Copy + 'static,
    other: impl Fn(&Claims) -> u32 + Send + Sync + Copy + 'static,
    expected: u32,
) {
    explore(ALL, move || {
        let claims = Rc::new(Claims::new(1));
        assert_eq!(claims.start(0), Some(1));
        let second = spawn({
            let claims = Rc::clone(&claims);
            move || other(&claims)
        });
        let n_ends = one(&claims) + second.join().expect("it ends");
        assert_eq!(n_ends, expected);
        assert_eq!(claims.start(0), None);
    });
}

fn finish(claims: &Claims) -> u32 {
    claims.end(0, 1).into()
}

fn retry(claims: &Claims) -> u32 {
    if !claims.retry(0, 1) {
        return 0;
    }
    start(claims)
}

fn start(claims: &Claims) -> u32 {
    let attempt = claims.start(0);
    attempt.is_some_and(|attempt| claims.end(0, attempt)).into()
}

#[test]
fn a_result_as_time_runs_out() {
    check(finish, finish, 1);
}

#[test]
fn a_result_as_the_node_is_tried_again() {
    check(finish, retry, 1);
}

#[test]
fn a_failure_as_time_runs_out_and_both_try_again() {
    check(retry, retry, 1);
}

#[test]
fn a_result_as_the_node_is_started_twice() {
    check(finish, start, 1);
}

#[test]
fn a_second_start_as_the_node_is_tried_again() {
    check(retry, start, 1);
}
