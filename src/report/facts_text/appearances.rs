//! Where a character is introduced and last named, for people.

use storylint_validators::story::How;

use super::layout::place;
use crate::report::known::KnownCharacter;

/// How somebody is introduced, in how many files named, and where last.
pub(crate) fn appearances(character: &KnownCharacter) -> String {
    let introduction = match &character.appearances.introduction {
        None => "merely named".to_owned(),
        Some(it) if it.at_first => word(it.how).to_owned(),
        Some(it) => format!("{} at {}", word(it.how), place(&it.place)),
    };
    let files = match character.appearances.documents.len() {
        1 => String::new(),
        n => format!(" in {n} files,"),
    };
    let aliases = character.appearances.aliases.iter();
    let aliases: String = aliases.map(|it| format!("; another name at {}", place(it))).collect();
    format!("{introduction};{files} last at {}{aliases}", place(&character.appearances.last))
}

fn word(how: How) -> &'static str {
    match how {
        How::Described => "described",
        How::Related => "related",
        How::Named => "named by another",
        How::Called => "called so",
        How::Titled => "titled",
    }
}
