//! A work-stealing executor for any directed acyclic graph of jobs.

mod aggregate;
mod bound;
mod chrome;
mod collect;
mod compile;
mod error;
mod event;
mod executor;
mod job;
mod lanes;
mod mailbox;
mod metrics;
mod metrics_report;
mod outputs;
mod priority;
mod prometheus;
mod readiness;
mod run;
mod sleep;
#[cfg(feature = "tracing")]
mod spans;
mod state;
mod sync;
mod system;
mod table;
mod tally;
mod trace;
mod track;
mod worker;

pub use aggregate::Aggregate;
pub use bound::{Bound, lower_bound};
pub use collect::Collected;
pub use compile::{Compiled, compile};
pub use error::JobError;
pub use event::{Event, Observer};
pub use executor::{Executor, ExecutorBuilder};
pub use job::{FnJob, Inputs, Job, TaskContext};
pub use mailbox::{Answer, Letter, MailError, Mailboxes};
pub use metrics::Metrics;
pub use metrics_report::{Durations, MetricsReport, OutcomeCounts, SystemReport, WorkerReport};
pub use prometheus::prometheus_text;
pub use run::{Outcome, Run};
#[cfg(feature = "tracing")]
pub use spans::Spans;
pub use state::{SharedState, StateError, StateKey, Subscription};
pub use storylint_graph::{Graph, GraphBuilder, NodeId, OnFailure, Policy};
pub use system::{SystemSample, SystemSampler};
pub use trace::Trace;

/// Runs the example in the readme.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
