//! A work-stealing executor for any directed acyclic graph of jobs.

mod aggregate;
mod assign;
mod bound;
mod budget;
mod cancel;
mod chrome;
mod clockwork;
mod collect;
mod compile;
mod crew;
mod crowd;
mod ends;
mod error;
mod event;
mod executor;
mod families;
mod fences;
mod handover;
mod input;
mod job;
mod mailbox;
mod metrics;
mod metrics_report;
mod monitor;
mod order;
mod outcome;
mod outputs;
mod parts;
mod pool;
mod priority;
mod prometheus;
mod queues;
mod readiness;
mod ready;
mod roots;
mod rows;
mod run;
mod scale;
mod session;
mod shape;
mod simulate;
mod solo;
#[cfg(feature = "tracing")]
mod spans;
mod state;
mod sync;
mod system;
mod table;
mod tally;
mod team;
mod timers;
mod trace;
mod track;
mod watch;
mod worker;

pub use aggregate::Aggregate;
pub use assign::longest_first;
pub use bound::{Bound, lower_bound};
pub use cancel::Cancel;
pub use clockwork::Scheduled;
pub use collect::Collected;
pub use compile::{Compiled, compile};
pub use error::JobError;
pub use event::{Event, Observer};
pub use executor::{Executor, ExecutorBuilder};
pub use input::{Input, Inputs};
pub use job::{Action, FnJob, Job, TaskContext};
pub use mailbox::{Answer, Letter, MailError, Mailboxes};
pub use metrics::Metrics;
pub use metrics_report::{Durations, MetricsReport, OutcomeCounts, SystemReport, WorkerReport};
pub use outcome::Outcome;
pub use priority::Ranking;
pub use prometheus::prometheus_text;
pub use run::Run;
pub use scale::Scaling;
pub use simulate::{Simulation, Simulator, what_more_workers_buy};
#[cfg(feature = "tracing")]
pub use spans::Spans;
pub use state::{SharedState, StateError, StateKey, Subscription};
pub use storylint_graph::{Graph, GraphBuilder, NodeId, OnFailure, Policy, Retries};
pub use system::{SystemSample, SystemSampler};
pub use trace::Trace;

/// Runs the example in the readme.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
