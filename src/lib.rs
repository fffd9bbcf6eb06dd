//! Checks long fiction for consistency the way a compiler checks a program.
//!
//! One forward line: bytes become documents, documents facts, facts a story; a pipeline and the
//! story's files become a plan, the plan a run, the run a report. [`check()`] is that line.

mod baseline;
mod cache;
mod check;
pub mod cli;
mod command;
mod costs;
mod declared;
mod divide;
mod extend;
mod facts;
mod fix;
mod import;
mod levels;
mod memo;
mod meters;
mod opened;
mod ordered;
mod patch;
mod patterns;
pub mod pipelines;
mod plan;
mod precedent;
mod prepare;
mod printable;
mod reading_order;
mod reference;
mod report;
mod rules;
mod schema;
mod sources;
mod stages;
mod starter;
mod survey;
mod task;
mod taught;
mod timetable;
mod told;
mod value;
mod verdict;
mod workspace;

pub use baseline::{BASELINE, Baseline, BaselineError};
pub use check::check;
pub use command::Permission;
pub use facts::facts;
pub use fix::{Fixed, Mending, fix};
pub use prepare::Settings;
pub use reference::reference;
pub use report::{Known, Report, Status, Style, facts_json, facts_text, json, text};
pub use schema::schema;
pub use sources::{Governing, LocateError, Located, Shown, SourceError, Sources, locate};
pub use storylint_engine as engine;
pub use storylint_graph as graph;
pub use storylint_validators as validators;
pub use timetable::{KindTiming, Timing};
