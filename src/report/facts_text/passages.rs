//! Letters, verse and the like, for people.

use storylint_validators::story::Scope;

use crate::printable::printable;
use crate::report::facts_text::{padded, place};
use crate::report::known::Known;

/// The letters and the entries of diaries, with when, by whom and to whom they are written; how much
/// else is not simply told.
pub(super) fn passages(known: &Known) -> String {
    let of = |scope| known.passages.iter().filter(move |passage| passage.scope == scope);
    let mut out = String::new();
    let letters: Vec<_> = of(Scope::Letter).collect();
    if !letters.is_empty() {
        out += &format!("Letters and diaries: {}\n", letters.len());
    }
    let part = |part: &Option<String>| printable(part.as_deref().unwrap_or("-"));
    let dates = padded(letters.iter().map(|letter| part(&letter.date)).collect());
    let people = letters.iter().map(|letter| match &letter.addressee {
        Some(_) => format!("{} to {}", part(&letter.writer), part(&letter.addressee)),
        None => part(&letter.writer),
    });
    let people = padded(people.collect());
    for ((letter, date), people) in letters.iter().zip(dates).zip(people) {
        out += &format!("        {date}  {people}  {}\n", place(&letter.place));
    }
    let others = [
        (Scope::Thought, "Thoughts in italics"),
        (Scope::Verse, "Verse"),
        (Scope::Epigraph, "Mottoes"),
        (Scope::Quotation, "Quotations in blocks"),
        (Scope::Note, "Notes"),
        (Scope::Code, "Code"),
    ];
    for (scope, title) in others {
        let places: Vec<String> = of(scope).map(|passage| place(&passage.place)).collect();
        if !places.is_empty() {
            out += &format!("{title}: {}\n{}", places.len(), super::wrapped(&places));
        }
    }
    out
}
