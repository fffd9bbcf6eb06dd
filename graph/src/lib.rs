//! The shape of work: directed acyclic graphs, and the pipelines that declare them.

mod calendar;
mod cast;
mod error;
mod fields;
mod graph;
mod intended;
mod key;
mod kind;
mod level;
mod link;
mod names;
mod node;
mod order;
mod pipeline;
mod policy;
mod render;
mod run;
mod text;
mod units;

pub use calendar::Calendar;
pub use cast::{CastEntry, CastGender, CastKind};
pub use error::PipelineError;
pub use graph::{Graph, GraphBuilder, NodeId};
pub use intended::Intended;
pub use key::{Key, Values};
pub use kind::{KINDS, Kind};
pub use level::Level;
pub use names::did_you_mean;
pub use node::{FailOn, Node, NodeKind, ResultNode, Role, Source, Validate};
pub use pipeline::{Pipeline, ROOT};
pub use policy::{OnFailure, Policy, Retries};
pub use render::dot;
pub use run::{PlanLevel, RunSettings, Workers};
pub use toml::Spanned;
