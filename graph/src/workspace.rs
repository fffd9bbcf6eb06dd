//! Several folders that are checked together.

use toml::Spanned;

use crate::fields::Fields;
use crate::key::{Key, Values};

/// Folders that share a pipeline file, and are each a whole of their own: the table `[workspace]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workspace {
    /// Globs of the folders, relative to that of the file; at least one, unless the table is wrong.
    pub members: Vec<Spanned<String>>,
    /// Globs of folders that are none, although `members` has them, and of which `reference` takes nothing unless it
    /// names them.
    pub exclude: Vec<Spanned<String>>,
    /// Globs of files beside the members, relative to that of the file, that each of them reads as reference.
    pub reference: Vec<Spanned<String>>,
}

/// The keys of the table.
pub(crate) static KEYS: [Key; 3] = [
    Key::new(
        "members",
        Values::SomeStrings,
        "globs of folders, each a whole of its own that has this file's tables below its own file's",
    )
    .required(),
    Key::new(
        "exclude",
        Values::Strings,
        "globs of folders that are no members, and of which `reference` takes nothing unless it names them",
    )
    .or("[]"),
    Key::new(
        "reference",
        Values::Strings,
        "globs of files beside the members, relative to this file's folder, that the validate nodes of each member \
         read as `reference`",
    )
    .or("[]"),
];

/// Reads the table `workspace`.
pub(crate) fn read(fields: &Fields<'_>) -> Workspace {
    Workspace {
        members: fields.some_strings("members"),
        exclude: fields.strings("exclude"),
        reference: fields.strings("reference"),
    }
}
