//! What the author declares, for people.

use std::collections::BTreeMap;

use storylint_validators::story::{Gender, Kind};

use super::layout::{padded, place, wrapped};
use crate::printable::printable;
use crate::report::known::Known;
use crate::report::known::declared::KnownDeclaration;

/// Who and what is declared, with all that is said of them, and how often others are named as being in
/// chapters.
pub(super) fn declarations(known: &Known) -> String {
    let (mentions, declared): (Vec<_>, Vec<_>) =
        known.declarations.iter().partition(|it| it.is_mention);
    if known.declarations.is_empty() {
        return String::new();
    }
    let mut out = format!("Declared: {}\n", declared.len());
    let names = declared.iter().map(|it| printable(&it.names.join(", ")));
    for (it, names) in declared.iter().zip(padded(names.collect())) {
        let of = it.place.as_ref().map_or("the pipeline".to_owned(), place);
        out += &format!("        {}{names}  {of}\n", kind(it));
        let said = it.attributes.iter();
        let said = said.map(|it| format!("{}: {}", printable(&it.key), printable(&it.value)));
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            out += &wrapped(&said);
        }
    }
    let mut n_mentions: BTreeMap<&str, usize> = BTreeMap::new();
    for name in mentions.iter().flat_map(|it| &it.names) {
        *n_mentions.entry(name).or_default() += 1;
    }
    if !n_mentions.is_empty() {
        let names = n_mentions.iter().map(|(name, n)| format!("{} {n}", printable(name)));
        out += "        Named in the front matter of chapters:\n";
        out += &wrapped(&names.collect::<Vec<_>>());
    }
    out
}

fn kind(it: &KnownDeclaration) -> &'static str {
    match (it.kind, it.gender) {
        (_, Some(Gender::Female)) => "she           ",
        (_, Some(Gender::Male)) => "he            ",
        (Some(Kind::Person), None) => "person        ",
        (Some(Kind::Place), None) => "place         ",
        (Some(Kind::Organisation), None) => "organisation  ",
        (Some(Kind::Other), None) => "thing         ",
        (None, None) => "?             ",
    }
}
