//! Whom and what a pipeline declares by name.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::faults::Faults;
use crate::fields::{self, Fields};
use crate::key::{Key, Values, words};

/// Somebody or something that `[cast.ID]` declares.
#[derive(Debug, Clone, PartialEq)]
pub struct CastEntry {
    /// The key of the table, which no other has.
    pub id: String,
    /// All names, the main one first; at least one, and none that another entry has.
    pub names: Vec<Spanned<String>>,
    /// What it is, if that is said.
    pub kind: Option<CastKind>,
    /// Of a person, if that is said.
    pub gender: Option<CastGender>,
    /// Where its key is, for [`Pipeline::error`](crate::Pipeline::error).
    pub span: Range<usize>,
}

/// What somebody or something declared is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CastKind {
    /// Somebody: the default where a gender is declared.
    Person,
    /// Somewhere.
    Place,
    /// A company, a family, a people.
    Organisation,
    /// Anything else.
    Other,
}

/// Which pronouns stand for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CastGender {
    /// She.
    Female,
    /// He.
    Male,
}

const KINDS: [(&str, CastKind); 4] = [
    ("person", CastKind::Person),
    ("place", CastKind::Place),
    ("organisation", CastKind::Organisation),
    ("other", CastKind::Other),
];

const GENDERS: [(&str, CastGender); 2] =
    [("female", CastGender::Female), ("male", CastGender::Male)];

/// The keys of an entry.
pub(crate) static KEYS: [Key; 3] = [
    Key::new("names", Values::SomeStrings, "all names, the main one first").required(),
    Key::new(
        "kind",
        Values::Choice(&const { words(&KINDS) }),
        "what it is, if that is to be said; who has a `gender` is a person",
    ),
    Key::new(
        "gender",
        Values::Choice(&const { words(&GENDERS) }),
        "which pronouns stand for a person",
    ),
];

/// Reads the table `cast`, in the order of the file.
pub(crate) fn read(faults: &Faults, value: &Spanned<DeValue<'_>>) -> Vec<CastEntry> {
    let text = faults.text();
    let mut entries = Vec::new();
    let mut known: HashMap<String, (String, Range<usize>)> = HashMap::new();
    let table = faults.keep(fields::table(text, "`cast`", "a table of tables", value));
    for (id, value) in table.into_iter().flat_map(fields::in_file_order) {
        let title = format!("cast entry `{id}`");
        let table = fields::table(text, &title, "a table", value).map_err(|error| {
            error.with_help(format!("it is declared as `[cast.{id}]` with `names = [\"..\"]`"))
        });
        let Some(table) = faults.keep(table) else { continue };
        let fields = Fields::new(faults, &title, id.span(), table, &KEYS);
        let names = fields.some_strings("names");
        let (kind, gender) = (fields.choice("kind", &KINDS), fields.choice("gender", &GENDERS));
        for name in &names {
            if !name.get_ref().contains(char::is_alphanumeric) {
                fields.add(name.span(), "a name must have letters", None);
            } else if let Some((other, earlier)) =
                known.insert(name.get_ref().clone(), (id.to_string(), name.span()))
            {
                let message = format!("`{}` is a name of `{other}` already", name.get_ref());
                fields.add_clash(name.span(), earlier, &message);
            }
        }
        if gender.is_some() && !matches!(kind, None | Some(CastKind::Person)) {
            fields.add_to("gender", format!("{title} has a `gender` but is no person"), None);
        }
        let kind = kind.or(gender.map(|_| CastKind::Person));
        entries.push(CastEntry { id: id.to_string(), names, kind, gender, span: id.span() });
    }
    entries
}
