//! What is believed of people, things and places, for people.

use storylint_validators::story::Modality;

use crate::printable::printable;
use crate::report::known::{Known, KnownBelief};
use crate::report::place::Place;

/// What is said of each character, and of what has no name, in the order of the characters; attribute
/// by attribute, each with where, how it is said if it is not asserted, and who says it.
pub(super) fn beliefs(known: &Known, place: impl Fn(&Place) -> String) -> String {
    if known.beliefs.is_empty() {
        return String::new();
    }
    let mut beliefs: Vec<&KnownBelief> = known.beliefs.iter().collect();
    beliefs.sort_by_key(|it| (it.character.is_none(), it.character, it.attribute));
    let mut out = format!("Said of people, things and places: {}\n", beliefs.len());
    for beliefs in beliefs.chunk_by(|one, other| one.character == other.character) {
        let name = beliefs[0].character.map(|it| known.characters[it].name.as_str());
        out += &format!("        {}\n", name.map_or_else(|| "of others".to_owned(), printable));
        for belief in beliefs {
            let what = what(belief);
            let said = said(known, belief);
            out += &format!("              {what:40}  {}{said}\n", place(&belief.place));
        }
    }
    out
}

/// `"her": eyes, blue`.
fn what(belief: &KnownBelief) -> String {
    let side = belief.side.map(|side| format!("{side:?} ").to_lowercase()).unwrap_or_default();
    let value = belief.value.map(|value| format!(", {side}{value}")).unwrap_or_default();
    let object = belief.object.as_deref().map(|it| format!(", {}", one_line(it)));
    let attribute = format!("{:?}", belief.attribute).to_lowercase();
    format!("{}: {attribute}{value}{}", one_line(&belief.subject), object.unwrap_or_default())
}

/// How something is said, and by whom.
fn said(known: &Known, belief: &KnownBelief) -> String {
    let modality = match belief.modality {
        Modality::Asserted => String::new(),
        other => format!("  {other:?}").to_lowercase(),
    };
    let speaker = match (belief.in_speech, belief.speaker) {
        (false, _) => String::new(),
        (true, None) => "  in a speech".to_owned(),
        (true, Some(speaker)) => {
            format!("  in a speech of {}", printable(&known.characters[speaker].name))
        }
    };
    modality + &speaker
}

fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
