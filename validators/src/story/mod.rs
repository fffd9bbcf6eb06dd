//! What a story says: documents, the facts they teach, and the story these add up to.

mod calendar;
mod cast;
mod dates;
mod document;
mod facts;
mod formats;
mod front_matter;
mod keys;
mod known_names;
mod lines;
mod names;
mod place;
pub(crate) mod prose;
mod references;
pub(crate) mod slip;
pub(crate) mod speech;
mod speeches;
mod vocabulary;

pub(crate) use calendar::month_name;
pub use calendar::{DateMention, Weekday, Year};
pub use cast::{Cast, Character, Form, Gender, Kind};
pub use document::{Block, BlockKind, Document, Role, Scope};
pub use facts::{DocumentFacts, Facts, Story};
pub use front_matter::FrontMatter;
pub use keys::{Key, Value};
pub(crate) use known_names::is_known_name;
pub use names::{NameUse, Names};
pub(crate) use names::{NameWord, is_title};
pub use place::Place;
pub use references::Link;
pub(crate) use references::{split_path, target};
pub use speeches::{Cue, Speaker, Speech, speakers};
pub use vocabulary::Vocabulary;
pub(crate) use vocabulary::WordSet;
