//! A job over a story.

use std::borrow::Cow;
use std::sync::Arc;

use storylint_engine::{Aggregate, Inputs, Job, JobError, Policy, TaskContext};
use storylint_validators::story::{Document, Insight, Story};

use crate::command::{Command, CommandError, Noted, family};
use crate::opened::File;
use crate::rules::Lane;
use crate::sources::SourceError;
use crate::stages::Stages;
use crate::taught::Taught;
use crate::told::Told;
use crate::value::{Examined, Found, Value};
use crate::verdict::{Gathering, Verdict};

/// A planned job.
pub(crate) struct Task {
    /// How it is scheduled.
    pub(crate) policy: Policy,
    pub(crate) work: Work,
    pub(crate) stages: Arc<Stages>,
}

/// The closed list of what tasks do.
pub(crate) enum Work {
    /// A folder that could not be listed, to its error.
    Unreachable { error: SourceError },
    /// A file to its findings and, if it `learns`, its facts.
    Examine { file: File, lanes: Arc<[Lane<Document>]>, learns: bool },
    /// A file to a document.
    Read { file: File },
    /// A document to its findings.
    Check { file: File, lane: Lane<Document> },
    /// A document to the facts of one of so many parts, from 0.
    Learn { file: File, part: usize, n_parts: usize },
    /// Facts to the facts of all of them, in order: those of the first to the last of some files, as one of so many
    /// parts, from 0.
    Merge { files: [File; 2], part: usize, n_parts: usize },
    /// Facts to the story that they add up to.
    Tell,
    /// A story to itself, with what several rules ask for worked out.
    Infer { insight: Insight },
    /// A story to its findings.
    Judge { lane: Lane<Story> },
    /// Some files to what another program finds in them.
    Command(Command),
    /// Findings to all that are not intended, sorted, each once.
    Result(Gathering),
}

impl Task {
    /// What tasks like it do, in the plural.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.work {
            Work::Unreachable { .. } => "tell of what could not be listed",
            Work::Examine { learns: true, .. } => "read a file, check it, learn its facts",
            Work::Examine { learns: false, .. } => "read a file, check it",
            Work::Read { .. } => "read a file",
            Work::Check { .. } => "check a document",
            Work::Learn { .. } => "learn facts",
            Work::Merge { .. } => "merge facts",
            Work::Tell => "merge facts to a story",
            Work::Infer { .. } => "work out what rules share",
            Work::Judge { .. } => "judge a story",
            Work::Command(_) => "run another program",
            Work::Result(_) => "gather findings",
        }
    }

    /// The nodes of the pipeline whose findings are not known without it.
    pub(crate) fn nodes(&self) -> Vec<&str> {
        match &self.work {
            Work::Examine { lanes, .. } => lanes.iter().map(|lane| &*lane.name).collect(),
            Work::Check { lane, .. } => vec![&lane.name],
            Work::Judge { lane } => vec![&lane.name],
            Work::Command(command) => vec![&command.node],
            Work::Result(gathering) => vec![&gathering.node],
            Work::Unreachable { .. }
            | Work::Read { .. }
            | Work::Learn { .. }
            | Work::Merge { .. }
            | Work::Tell
            | Work::Infer { .. } => Vec::new(),
        }
    }

    /// What it does, as a reader of a message would say it.
    pub(crate) fn title(&self) -> String {
        let shown = |file: &File| self.stages.sources.shown(&file.path);
        match &self.work {
            Work::Unreachable { .. } => "listing files".to_owned(),
            Work::Examine { file, .. } => format!("checking `{}`", shown(file)),
            Work::Read { file } => format!("reading `{}`", shown(file)),
            Work::Check { file, lane } => {
                format!("validate node `{}` over `{}`", lane.name, shown(file))
            }
            Work::Learn { file, .. } => format!("learning facts of `{}`", shown(file)),
            Work::Merge { files: [first, last], .. } if first == last => {
                format!("merging facts of `{}`", shown(first))
            }
            Work::Merge { files: [first, last], .. } => {
                format!("merging facts of `{}` to `{}`", shown(first), shown(last))
            }
            Work::Tell => "merging facts to a story".to_owned(),
            Work::Infer { insight } => {
                format!("working out what rules share ({})", insight.name())
            }
            Work::Judge { lane } => format!("validate node `{}`", lane.name),
            Work::Command(command) => format!("command node `{}`", command.node),
            Work::Result(gathering) => format!("result node `{}`", gathering.node),
        }
    }

    /// Its title with what it has of its own, which tells it from others of its node in a plan.
    pub(crate) fn full_title(&self) -> String {
        let own: Vec<Cow<'_, str>> = match &self.work {
            Work::Check { lane, .. } => lane.ids(),
            Work::Judge { lane } => lane.ids(),
            Work::Learn { part, n_parts, .. } | Work::Merge { part, n_parts, .. }
                if *n_parts > 1 =>
            {
                vec![format!("part {} of {n_parts}", part + 1).into()]
            }
            Work::Command(command) => {
                let shown = |path: &String| format!("`{}`", self.stages.sources.shown(path)).into();
                command.files.iter().map(shown).collect()
            }
            Work::Unreachable { .. }
            | Work::Examine { .. }
            | Work::Read { .. }
            | Work::Learn { .. }
            | Work::Merge { .. }
            | Work::Tell
            | Work::Infer { .. }
            | Work::Result(_) => Vec::new(),
        };
        let title = self.title();
        // No rule is in two tasks over one file or story, and no file in two of a program, so the first tells
        // them apart.
        match own.as_slice() {
            [] => title,
            [one] => format!("{title}: {one}"),
            [one, others @ ..] => format!("{title}: {one} and {} more", others.len()),
        }
    }
}

impl Job for Task {
    type Output = Value;

    fn run(&self, inputs: Inputs<'_, Value>, context: &TaskContext<'_>) -> Result<Value, JobError> {
        let stages = &self.stages;
        Ok(match &self.work {
            Work::Unreachable { error } => return Err(JobError::new(error).lasting()),
            Work::Examine { file, lanes, learns } => {
                if let Some(examined) = stages.recall(file, lanes, *learns) {
                    return Ok(Value::Examined(examined));
                }
                let opened = stages.open(file).map_err(unread)?;
                // Rules look at few of the words, which are kept for them as they are read for the facts.
                let facts = learns.then(|| stages.learn_all(&opened));
                let found = lanes.iter().map(|lane| (lane.node, stages.check(&opened, lane)));
                let found = found.collect();
                Value::Examined(Examined { found, facts })
            }
            Work::Read { file } => Value::Document(Arc::new(stages.open(file).map_err(unread)?)),
            Work::Check { lane, .. } => {
                let Some(Value::Document(opened)) = inputs.values().next() else {
                    unreachable!("a check needs a document")
                };
                Value::Examined(Examined {
                    found: vec![(lane.node, stages.check_each(opened, lane))],
                    facts: None,
                })
            }
            Work::Learn { part, n_parts, .. } => {
                let Some(Value::Document(opened)) = inputs.values().next() else {
                    unreachable!("facts are learnt from a document")
                };
                Value::Facts(stages.learn(opened, *part, *n_parts))
            }
            Work::Merge { .. } => Value::Facts(stages.merge(taught(inputs))),
            Work::Tell => Value::Story(Arc::new(stages.tell(taught(inputs)))),
            Work::Infer { insight } => {
                let told = story(&inputs);
                stages.work_out(told, *insight);
                Value::Story(Arc::clone(told))
            }
            Work::Judge { lane } => Value::Findings(stages.judge(story(&inputs), lane)),
            Work::Command(command) => {
                let noted = command.run(|| context.cancelled()).map_err(unsaid)?;
                let Noted { findings, allowances } = noted;
                let rules = vec![family(&command.node).into()];
                Value::Findings(Found { findings, allowances, rules })
            }
            Work::Result(_) => unreachable!("a result node aggregates"),
        })
    }

    fn policy(&self) -> Policy {
        self.policy.clone()
    }

    fn aggregate<'a>(&self) -> Option<Box<dyn Aggregate<Value> + 'a>>
    where
        Self: 'a,
    {
        match &self.work {
            Work::Result(gathering) => Some(Box::new(Verdict::new(gathering))),
            Work::Unreachable { .. }
            | Work::Examine { .. }
            | Work::Read { .. }
            | Work::Check { .. }
            | Work::Learn { .. }
            | Work::Merge { .. }
            | Work::Tell
            | Work::Infer { .. }
            | Work::Judge { .. }
            | Work::Command(_) => None,
        }
    }
}

/// Why a file was not read: what the system says may pass, what is wrong with its bytes does not.
fn unread(error: SourceError) -> JobError {
    match error {
        SourceError::Unreadable { .. } | SourceError::Unwritable { .. } => JobError::new(error),
        SourceError::NotUtf8 { .. }
        | SourceError::Foreign { .. }
        | SourceError::Binary { .. }
        | SourceError::TooLarge { .. } => JobError::new(error).lasting(),
    }
}

/// Why it is not known what a program finds.
fn unsaid(error: CommandError) -> JobError {
    if error.may_pass() { JobError::new(error) } else { JobError::new(error).lasting() }
}

/// The story that the first of `inputs` is.
fn story<'a>(inputs: &'a Inputs<'_, Value>) -> &'a Arc<Told> {
    match inputs.values().next() {
        Some(Value::Story(told)) => told,
        _ => unreachable!("what is said of a story needs it"),
    }
}

/// The facts among `inputs`, in order.
fn taught(inputs: Inputs<'_, Value>) -> impl Iterator<Item = Taught> {
    inputs.into_iter().filter_map(|(_, value)| match value.unwrap_or_clone() {
        Value::Facts(taught) => Some(taught),
        Value::Examined(examined) => examined.facts,
        Value::Document(_) | Value::Story(_) | Value::Findings(_) => {
            unreachable!("only facts are merged")
        }
    })
}
