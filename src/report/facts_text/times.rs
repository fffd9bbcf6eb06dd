//! The times of a story, for people.

use std::collections::BTreeMap;

use storylint_validators::story::{Reason, Scope, month_name};

use crate::printable::printable;
use crate::report::facts_text::{padded, place, wrapped};
use crate::report::known::Known;
use crate::report::known::passages::KnownPassage;
use crate::report::known::times::KnownPoint;

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

/// The mentions by which the story goes on and the dates that head letters, entries of diaries and the
/// like, with the days; of the others whose days are known only how many there are.
pub(super) fn timeline(known: &Known) -> String {
    if known.timeline.is_empty() {
        return String::new();
    }
    let letters = letters(known);
    let is_shown = |point: &&KnownPoint| point.moves || point.reason == Reason::Line;
    let shown: Vec<_> = known.timeline.iter().filter(is_shown).collect();
    let days = shown.iter().map(|point| {
        match (point.earliest.as_deref().map(day), point.latest.as_deref().map(day)) {
            (Some(earliest), Some(latest)) if earliest == latest => earliest,
            (Some(earliest), Some(latest)) => format!("{earliest} to {latest}"),
            (Some(earliest), None) => format!("{earliest} or later"),
            (None, _) => String::new(),
        }
    });
    let days = padded(days.collect());
    let mut out = format!("Timeline: {}\n", known.timeline.len());
    for (point, days) in shown.iter().zip(days) {
        let from = point.counted_from.as_ref();
        let from = from.map_or(String::new(), |from| format!(", counted from {}", place(from)));
        let heads = match letter_at(&letters, point) {
            Some(letter) => format!(", {}", what(letter)),
            None if point.moves => String::new(),
            None => ", a date line".to_owned(),
        };
        let text = one_line(&point.text) + &heads;
        out += &format!("        {days}  {}  {}{from}\n", place(&point.place), printable(&text));
    }
    match known.timeline.len() - shown.len() {
        0 => out,
        n => out + &format!("        {n} more from which the story does not go on\n"),
    }
}

/// A day as people write it, if its year is not known: "3 May".
fn day(date: &str) -> String {
    let parts = date.strip_prefix("--").and_then(|date| date.split_once('-'));
    let parts = parts.and_then(|(month, day)| Some((month.parse().ok()?, day.parse::<u8>().ok()?)));
    parts.map_or_else(|| date.to_owned(), |(month, day)| format!("{day} {}", month_name(month)))
}

/// The letters and the entries of diaries of each file, in reading order.
fn letters(known: &Known) -> BTreeMap<&str, Vec<&KnownPassage>> {
    let mut letters = BTreeMap::<&str, Vec<_>>::new();
    for passage in known.passages.iter().filter(|passage| passage.scope == Scope::Letter) {
        letters.entry(&passage.place.file).or_default().push(passage);
    }
    letters
}

/// The letter that a date line heads.
fn letter_at<'a>(
    letters: &BTreeMap<&str, Vec<&'a KnownPassage>>,
    point: &KnownPoint,
) -> Option<&'a KnownPassage> {
    let at = point.place.byte_start;
    let letters = letters.get(point.place.file.as_str()).filter(|_| !point.moves)?;
    let n_before = letters.partition_point(|letter| letter.place.byte_start <= at);
    let last = letters[..n_before].last().copied();
    last.filter(|letter| at < letter.place.byte_end)
}

/// What a letter or an entry of a diary is, with whose.
fn what(letter: &KnownPassage) -> String {
    let writer = letter.writer.as_ref();
    match &letter.addressee {
        Some(addressee) => {
            let from = writer.map_or(String::new(), |writer| format!(" from {writer}"));
            format!("a letter to {addressee}{from}")
        }
        None => {
            let of = writer.map_or(String::new(), |writer| format!(" of {writer}"));
            format!("a letter or diary{of}")
        }
    }
}

/// The words of a text that may have line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
