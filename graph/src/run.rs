//! How a pipeline is run as a whole.

use std::num::NonZeroUsize;
use std::time::Duration;

use toml::de::DeValue;

use crate::fields::{Fields, integer};
use crate::key::{Key, Values, words};
use crate::policy::Policy;

/// How a pipeline is run as a whole: its table `[run]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunSettings {
    /// How many workers run it.
    pub workers: Workers,
    /// How its work is cut into tasks.
    pub level: PlanLevel,
    /// How many bytes its tasks may hold at once, by their estimates.
    pub memory: Option<u64>,
    /// How long each task may take that belongs to no node, or to one that does not say so.
    pub timeout: Option<Duration>,
}

/// How many workers run a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Workers {
    /// As many as the machine is good for.
    #[default]
    Auto,
    /// Just so many, 1024 at most.
    Fixed(NonZeroUsize),
    /// A number that follows the load, between these.
    Between(NonZeroUsize, NonZeroUsize),
}

/// How the work of a pipeline is cut into tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PlanLevel {
    /// As suits the files, the rules and the machine.
    #[default]
    Auto,
    /// Files together, all rules over each.
    File,
    /// Each rule by itself.
    Validator,
    /// Large files in parts.
    Chunk,
    /// Files, the large ones in parts, with slow rules by themselves.
    Hybrid,
}

impl PlanLevel {
    /// All, each with its word in pipelines.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("auto", Self::Auto),
        ("file", Self::File),
        ("validator", Self::Validator),
        ("chunk", Self::Chunk),
        ("hybrid", Self::Hybrid),
    ];
}

/// More threads than this a system may refuse, and no machine makes use of.
const WORKERS: Values = Values::Integer { least: 1, most: 1024 };

/// What a node that says nothing asks for is part of the table, too: `timeout` and `retries`.
pub(crate) static RUN: [Key; 5] = [
    Key::new(
        "workers",
        Values::AnyOf(&[Values::Choice(&["auto"]), WORKERS, Values::Table(&BETWEEN)]),
        "how many workers run the checks: a number, `\"auto\"` for one a core, or \
         `{ min = 1, max = 8 }` for a number that follows the load",
    )
    .or("\"auto\""),
    Key::new(
        "level",
        Values::Choice(&const { words(&PlanLevel::NAMED) }),
        "how the work is cut into tasks: by files, by rules, by parts of large files, by what suits \
         each (`\"hybrid\"`), or as is best for the whole; the report does not depend on it",
    )
    .or("\"auto\""),
    Key::new("memory", Values::Size, "how much the tasks that run at once may hold, by estimate"),
    Key::new("timeout", Values::Time, "how long each task may take whose node does not say so"),
    Key::new(
        "retries",
        Values::Integer { least: 0, most: 100 },
        "how often each task of a node that does not say so is tried again when it fails in a way that may \
         pass",
    )
    .or("0"),
];

static BETWEEN: [Key; 2] = [
    Key::new("min", WORKERS, "the workers that there are at least, and at first").required(),
    Key::new("max", WORKERS, "the workers that there are at most").required(),
];

/// Reads the table `run`, with the policy of the nodes that say nothing.
pub(crate) fn read(fields: &Fields<'_>) -> (RunSettings, Policy) {
    let workers = match fields.table("workers", "`workers`", &BETWEEN) {
        Some(between) => between_workers(&between),
        None => fields.value("workers", fixed),
    };
    let settings = RunSettings {
        workers: workers.unwrap_or_default(),
        level: fields.choice("level", &PlanLevel::NAMED).unwrap_or_default(),
        memory: fields.size("memory"),
        timeout: fields.time("timeout"),
    };
    let policy = Policy {
        timeout: settings.timeout,
        retries: fields.retries("retries").unwrap_or(Policy::default().retries),
        ..Policy::default()
    };
    (settings, policy)
}

fn fixed(value: &DeValue<'_>) -> Option<Workers> {
    match value.as_str() {
        Some("auto") => Some(Workers::Auto),
        _ => WORKERS.holds(integer(value)?).and_then(NonZeroUsize::new).map(Workers::Fixed),
    }
}

fn between_workers(fields: &Fields<'_>) -> Option<Workers> {
    let n = |key| fields.some_integer(key).and_then(NonZeroUsize::new);
    let (min, max) = (n("min"), n("max"));
    let (min, max) = (min?, max?);
    if min > max {
        let message = format!("`min` of {} is above its `max`, {max}", fields.owner());
        fields.add_to("min", message, None);
    }
    Some(Workers::Between(min, max))
}
