//! Twelve lines from nothing to a result.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use storylint_engine::{Executor, Flow};

fn main() {
    let mut flow = Flow::new();
    let six = flow.add((), |()| 6);
    let word = flow.add((), |()| "seven".to_owned());
    let length = flow.add(word, |word| word.len());
    let both = flow.add((six, length, word), |(six, length, word)| {
        format!("{six} times {length} letters of {word:?}")
    });
    let run = Executor::new(0).run(&flow.compile());
    println!("{}", run.output(both).map_or("nothing", String::as_str));
}
