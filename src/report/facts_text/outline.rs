//! Headings, scenes and pronouns, for people.

use std::cmp::Reverse;

use super::layout::{one_line, padded, place, wrapped};
use crate::printable::printable;
use crate::report::known::Known;

/// The headings, each with how many scenes and words are under it, and where.
pub(super) fn headings(known: &Known) -> String {
    if known.headings.is_empty() {
        return String::new();
    }
    let mut under = vec![(0, 0); known.headings.len()];
    for scene in &known.scenes {
        if let Some(heading) = scene.heading {
            under[heading].0 += 1;
            under[heading].1 += scene.n_words;
        }
    }
    let titles = known.headings.iter().map(|heading| {
        let indent = "  ".repeat(usize::from(heading.level.saturating_sub(1)));
        indent + &printable(&one_line(&heading.text))
    });
    let mut out = format!("Headings: {}\n", known.headings.len());
    for ((heading, title), (n_scenes, n_words)) in
        known.headings.iter().zip(padded(titles.collect())).zip(under)
    {
        let place = place(&heading.place);
        out += &format!("{n_words:8} words  {n_scenes:3} scenes  {title}  {place}\n");
    }
    out
}

/// How many scenes there are, and where they begin after a break.
pub(super) fn scenes(known: &Known) -> String {
    let after_break = known.scenes.iter().filter(|scene| scene.after_break);
    let places: Vec<String> = after_break.map(|scene| place(&scene.place)).collect();
    let n = known.scenes.len();
    match places.len() {
        0 => String::new(),
        n_breaks => format!("Scenes: {n}, {n_breaks} after a break\n{}", wrapped(&places)),
    }
}

/// How many pronouns are told, and whom those stand for of which it is known.
pub(super) fn pronouns(known: &Known) -> String {
    if known.n_pronouns == 0 {
        return String::new();
    }
    let mut n_of = vec![0; known.characters.len()];
    for pronoun in &known.pronouns {
        n_of[pronoun.character] += 1;
    }
    let mut of: Vec<_> = known.characters.iter().zip(n_of).filter(|(_, n)| *n > 0).collect();
    of.sort_by_key(|(_, n)| Reverse(*n));
    let names = of.iter().map(|(it, n)| format!("{} {n}", printable(&it.name)));
    let names: Vec<String> = names.collect();
    let known_of = known.pronouns.len();
    let mut out =
        format!("Pronouns: {}, of {known_of} is known whom they stand for\n", known.n_pronouns);
    if !names.is_empty() {
        out += &wrapped(&names);
    }
    out
}
