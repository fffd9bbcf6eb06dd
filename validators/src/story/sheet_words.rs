//! Words that sheets about characters and places use for what they declare.

use crate::story::gender::Gender;
use crate::story::keys::Key;
use crate::story::kinds::Kind;
use crate::story::prose::is_listed;

/// Words for what something is, in the singular and the plural.
const KINDS: [(Kind, &str); 4] = [
    (
        Kind::Person,
        "antagonist antagonists cast character characters heroes npc npcs people person personae \
         persons protagonist protagonists",
    ),
    (Kind::Place, "geography location locations place places setting settings"),
    (
        Kind::Organisation,
        "company faction factions organisation organisations organization organizations",
    ),
    (Kind::Other, "artifact artifacts creature creatures item items object objects species"),
];

/// What is said of somebody: the word that stands for all of a line.
const KEYS: [&str; 28] = [
    "affiliation|affiliations|allegiance|faction",
    "age",
    "alias|aka|a.k.a.|aliases|also known as|nickname|nicknames|other names",
    "birthplace|place of birth",
    "born|birth date|birthdate|birthday|date of birth|dob|year of birth",
    "build",
    "children",
    "died|date of death|death",
    "eyes|eye|eye color|eye colour",
    "family|relatives",
    "father",
    "gender|pronouns|sex",
    "hair|hair color|hair colour",
    "height",
    "home|hometown|residence",
    "mother",
    "name|character|character name|full name|fullname",
    "nationality",
    "occupation|job|profession",
    "race|ethnicity",
    "role",
    "scars|distinguishing marks|scar",
    "siblings|brother|brothers|sister|sisters",
    "skin",
    "species",
    "spouse|husband|partner|wife",
    "title",
    "weight",
];

/// What only people have, of [`KEYS`] and other columns of tables.
const OF_PEOPLE: &str = "age born build children died eyes father gender hair height mother \
                         nationality occupation scars siblings skin spouse weight";

/// Words of headings that are about a part of somebody's sheet.
const PARTS: &str = "about appearance arc background backstory biography character characters \
                     conflict description details dialogue family goals habits history main minor \
                     motivation motivations note notes other overview personality physical profile quotes \
                     relationship relationships role secondary skills story summary supporting \
                     timeline traits voice";

/// What the singular or plural `word` for a kind of thing, in lower case, stands for.
pub(crate) fn kind_named(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(_, words)| is_listed(words, word)).map(|&(kind, _)| kind)
}

/// The kind of what stands under a heading or in a folder of that name.
pub(crate) fn kind_of_section(title: &str) -> Option<Kind> {
    let title = title.to_lowercase();
    title.split(|c: char| !c.is_alphanumeric()).find_map(kind_named)
}

/// The word that stands for `key`, if it is one that sheets have.
pub(crate) fn known_key(key: &str) -> Option<&'static str> {
    let key = key.trim().to_lowercase().replace(['_', '-'], " ");
    let line = KEYS.iter().find(|line| line.split('|').any(|word| word == key))?;
    line.split('|').next()
}

/// Whether only people have what `key` stands for.
pub(crate) fn is_of_people(key: &str) -> bool {
    is_listed(OF_PEOPLE, key)
}

/// Keys of front matter that have the name of who or what a sheet is about.
pub(crate) const NAMES: [&str; 4] = ["name", "full_name", "full-name", "fullname"];

/// Whether front matter names somebody or something, and says more of who bears the name.
pub(crate) fn is_of_somebody(keys: &[Key]) -> bool {
    let is_named = |key: &Key| NAMES.iter().any(|name| key.name.eq_ignore_ascii_case(name));
    let says_more = |key: &Key| {
        known_key(&key.name).is_some_and(|known| known == "alias" || is_of_people(known))
    };
    keys.iter().any(is_named) && keys.iter().any(says_more)
}

/// Whether a heading is about a part of a sheet, and no name.
pub(crate) fn is_part(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    heading.split(|c: char| !c.is_alphanumeric()).any(|word| is_listed(PARTS, word))
}

/// The gender that a value of `gender` or `pronouns` says.
pub(crate) fn gender_named(value: &str) -> Option<Gender> {
    let value = value.to_lowercase();
    let first = value.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    match first {
        "f" | "female" | "girl" | "her" | "she" | "woman" => Some(Gender::Female),
        "boy" | "he" | "him" | "m" | "male" | "man" => Some(Gender::Male),
        _ => None,
    }
}

/// Whether a value says nothing.
pub(crate) fn is_nothing(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    !value.contains(char::is_alphanumeric)
        || matches!(&*value, "n/a" | "na" | "none" | "null" | "tba" | "tbd" | "todo" | "unknown")
}
