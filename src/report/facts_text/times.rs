//! The times of a story, for people.

use std::collections::BTreeMap;

use crate::printable::printable;
use crate::report::facts_text::{padded, place, wrapped};
use crate::report::known::Known;

/// How old people are, where it stands beside the age whose it is.
pub(super) fn ages(known: &Known) -> String {
    let whose = known.times.iter().filter_map(|time| Some((time, time.who.as_ref()?)));
    let whose: Vec<_> = whose.collect();
    if whose.is_empty() {
        return String::new();
    }
    let names =
        padded(whose.iter().map(|(_, who)| printable(&one_line(who)).to_string()).collect());
    let ages = padded(whose.iter().map(|(time, _)| time.reading.clone()).collect());
    let mut out = format!("Ages: {}\n", whose.len());
    for (((time, _), name), age) in whose.iter().zip(names).zip(ages) {
        out += &format!("        {name}  {age}  {}\n", place(&time.place));
    }
    out
}

/// How many times of each kind are mentioned.
pub(super) fn mentions(known: &Known) -> String {
    if known.times.is_empty() {
        return String::new();
    }
    let mut n_of = BTreeMap::new();
    known.times.iter().for_each(|time| *n_of.entry(time.kind).or_insert(0) += 1);
    let counts: Vec<String> = n_of.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    format!("Times: {}\n{}", known.times.len(), wrapped(&counts))
}

/// The mentions by which the story goes on, with the days; of the others whose days are known only
/// how many there are.
pub(super) fn timeline(known: &Known) -> String {
    if known.timeline.is_empty() {
        return String::new();
    }
    let moving: Vec<_> = known.timeline.iter().filter(|point| point.moves).collect();
    let days = moving.iter().map(|point| match (&point.earliest, &point.latest) {
        (Some(earliest), Some(latest)) if earliest == latest => earliest.clone(),
        (Some(earliest), Some(latest)) => format!("{earliest} to {latest}"),
        (Some(earliest), None) => format!("{earliest} or later"),
        (None, _) => String::new(),
    });
    let days = padded(days.collect());
    let mut out = format!("Timeline: {}\n", known.timeline.len());
    for (point, days) in moving.iter().zip(days) {
        let from = point.counted_from.as_ref();
        let from = from.map_or(String::new(), |from| format!(", counted from {}", place(from)));
        let text = one_line(&point.text);
        out += &format!("        {days}  {}  {}{from}\n", place(&point.place), printable(&text));
    }
    match known.timeline.len() - moving.len() {
        0 => out,
        n => out + &format!("        {n} more from which the story does not go on\n"),
    }
}

/// The words of a text that may have line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
