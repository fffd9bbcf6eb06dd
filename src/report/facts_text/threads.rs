//! Which threads there are, for people.

use storylint_validators::story::ThreadStep;

use super::layout::{one_line, place, wrapped};
use crate::printable::printable;
use crate::report::known::Known;
use crate::report::known::threads::{KnownPromise, KnownQuestion, KnownReturn};
use crate::report::place::Place;

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
        let KnownPromise { place, text, character, returns, .. } = promise;
        out += &expected(known, place, text, *character, returns);
    }
    if !known.questions.is_empty() {
        out += &format!("Questions: {}\n", known.questions.len());
    }
    for question in &known.questions {
        let KnownQuestion { place, text, character, returns, .. } = question;
        out += &expected(known, place, text, *character, returns);
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

/// A promise or a question with these words: whose it is or whom it is about, if that is somebody whose name
/// is known, and where it comes back, with the words there.
fn expected(
    known: &Known,
    at: &Place,
    text: &str,
    character: Option<usize>,
    returns: &[KnownReturn],
) -> String {
    let line = |at: &Place, text: &str| format!("{}  {}", place(at), printable(&one_line(text)));
    let who = character.map(|it| format!(" ({})", printable(&known.characters[it].name)));
    let mut out = format!("        {}{}\n", line(at, text), who.unwrap_or_default());
    for it in returns {
        out += &format!("{:14}{}\n", "", line(&it.place, &it.text));
    }
    out
}
