//! The keys at the top of a pipeline file, beside the kinds of node.

use crate::calendar;
use crate::cast;
use crate::intended;
use crate::key::{Key, Values};
use crate::run::RUN;
use crate::workspace;

/// The tables of a pipeline that declare no node.
pub static ROOT: [Key; 7] = [
    Key::new(
        "extends",
        Values::AnyOf(&[Values::String, Values::Strings]),
        "what is below this file: a built-in pipeline or a file relative to this one, or a list of them",
    ),
    Key::new("workspace", Values::Table(&workspace::KEYS), "folders that share this file"),
    Key::new("run", Values::Table(&RUN), "how the pipeline is run as a whole"),
    Key::new("rules", Values::Levels, "which rules run, and how bad what they find is"),
    Key::new("calendar", Values::Table(&calendar::KEYS), "a calendar of the pipeline's own"),
    Key::new("cast", Values::Named(&cast::KEYS), "who and what goes by which names"),
    Key::new("intended", Values::Rows(&intended::KEYS), "findings that are meant to be so"),
];
