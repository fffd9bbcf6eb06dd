//! A work-stealing executor for any directed acyclic graph of jobs.

mod aggregate;
mod collect;
mod compile;
mod error;
mod event;
mod executor;
mod job;
mod lanes;
mod mailbox;
mod outputs;
mod priority;
mod readiness;
mod run;
mod sleep;
mod state;
mod sync;
mod worker;

pub use aggregate::Aggregate;
pub use collect::Collected;
pub use compile::{Compiled, compile};
pub use error::JobError;
pub use event::{Event, Observer};
pub use executor::{Executor, ExecutorBuilder};
pub use job::{FnJob, Inputs, Job, TaskContext};
pub use mailbox::{Answer, Letter, MailError, Mailboxes};
pub use run::{Outcome, Run};
pub use state::{SharedState, StateError, StateKey, Subscription};
pub use storylint_graph::{Graph, GraphBuilder, NodeId, OnFailure, Policy};

/// Runs the example in the readme.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
