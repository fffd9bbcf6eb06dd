//! Which threads there are, for people.

use storylint_validators::story::ThreadStep;

use super::layout::{one_line, place, wrapped};
use crate::printable::printable;
use crate::report::known::Known;

/// The threads that the author names, with every place, what is promised, and what is set up.
pub(super) fn threads(known: &Known) -> String {
    let mut out = String::new();
    if !known.threads.is_empty() {
        out += &format!("Threads: {}\n", known.threads.len());
    }
    for thread in &known.threads {
        out += &format!("        {}\n", printable(&thread.name));
        let marks = thread.marks.iter().map(|mark| {
            let step = match mark.step {
                ThreadStep::Opens => "opens ",
                ThreadStep::Touches => "",
                ThreadStep::Closes => "closes ",
            };
            format!("{step}{}", place(&mark.place))
        });
        out += &wrapped(&marks.collect::<Vec<_>>());
    }
    if !known.promises.is_empty() {
        out += &format!("Promises: {}\n", known.promises.len());
    }
    for promise in &known.promises {
        let words = printable(&one_line(&promise.text));
        out += &format!("        {}  {words}\n", place(&promise.place));
    }
    if !known.set_ups.is_empty() {
        out += &format!("Set-ups: {}\n", known.set_ups.len());
    }
    for set_up in &known.set_ups {
        let words = printable(&one_line(&set_up.text));
        let weight = set_up.weight.participle();
        out += &format!("        {}  {words} ({weight})\n", place(&set_up.place));
        if !set_up.returns.is_empty() {
            let returns: Vec<String> = set_up.returns.iter().map(place).collect();
            out += &wrapped(&returns);
        }
    }
    out
}
