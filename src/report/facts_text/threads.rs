//! Which threads there are, for people.

use storylint_validators::story::ThreadStep;

use super::layout::{one_line, place, wrapped};
use crate::printable::printable;
use crate::report::known::Known;
use crate::report::known::threads::KnownReturn;

/// The threads that the author names, with every place, what is promised and asked, and what is set up.
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
        let who = character(known, promise.character);
        let words = printable(&one_line(&promise.text));
        out += &format!(
            "        {}  {words}{who}\n{}",
            place(&promise.place),
            returns(&promise.returns)
        );
    }
    if !known.questions.is_empty() {
        out += &format!("Questions: {}\n", known.questions.len());
    }
    for question in &known.questions {
        let who = character(known, question.character);
        let words = printable(&one_line(&question.text));
        out += &format!(
            "        {}  {words}{who}\n{}",
            place(&question.place),
            returns(&question.returns)
        );
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

/// Whose promise it is, or whom a question is about, if that is somebody whose name is known.
fn character(known: &Known, character: Option<usize>) -> String {
    let name = character.map(|it| format!(" ({})", printable(&known.characters[it].name)));
    name.unwrap_or_default()
}

/// Where a promise or a question comes back, with the words.
fn returns(returns: &[KnownReturn]) -> String {
    let line = |it: &KnownReturn| {
        let words = printable(&one_line(&it.text));
        format!("{:14}{}  {words}\n", "", place(&it.place))
    };
    returns.iter().map(line).collect()
}
