//! A job over a story, and what flows between such jobs.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use storylint_engine::{Aggregate, Collected, Inputs, Job, JobError, Policy, TaskContext};
use storylint_graph::NodeId;
use storylint_validators::story::{
    Allowance, Calendar, Declaration, Document, Facts, Role, RoleBasis, Story,
};
use storylint_validators::{Check, Context, Diagnostic, Intention, Intentions, Severity, Span};

use crate::command::{Command, Noted};
use crate::sources::{SourceError, Sources};

/// A planned job.
pub(crate) struct Task {
    /// What it does, as a reader of a message would say it.
    pub(crate) label: String,
    /// How it is scheduled.
    pub(crate) policy: Policy,
    pub(crate) work: Work,
}

/// The closed list of what tasks do.
pub(crate) enum Work {
    /// The bytes of a file to a document.
    Read { sources: Arc<Sources>, path: String, role: Option<Role> },
    /// A folder that could not be listed, to its error.
    Unreachable { error: SourceError },
    /// A document to its findings.
    Check { rules: Rules<Document> },
    /// A document to its facts.
    Learn { calendar: Option<Arc<Calendar>> },
    /// Facts to the facts of all of them, in order.
    Merge,
    /// Facts, and who the pipeline says is in the story, to the story that they add up to.
    Tell { sources: Arc<Sources>, cast: Arc<[Declaration]> },
    /// A story to its findings.
    Judge { rules: Rules<Story> },
    /// Some files to what another program finds in them.
    Command { command: Command },
    /// Findings to all that are not intended, sorted, each once. `None` never fails.
    Result { fail_on: Option<Severity>, intended: Arc<[Intention]>, rules: Rules<Intentions> },
}

/// The rules of one node, each with how bad what it finds is if that is said, shared by the tasks
/// that the node becomes.
pub(crate) type Rules<S> = Arc<[(Box<dyn Check<S>>, Option<Severity>)]>;

/// What a task hands on.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Of a file that was read.
    Document(Document),
    /// Of one or more documents.
    Facts(Box<Facts>),
    /// Of all documents of a node.
    Story(Box<Story>),
    /// Of rules.
    Findings(Found),
}

/// What rules found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// In the order in which they were reported, or sorted by a result node.
    pub(crate) findings: Vec<Diagnostic>,
    /// What the documents that were judged allow.
    allowances: Vec<Intention>,
    /// The ids of the rules.
    rules: Vec<Cow<'static, str>>,
}

impl Job for Task {
    type Output = Value;

    fn run(&self, inputs: Inputs<'_, Value>, context: &TaskContext<'_>) -> Result<Value, JobError> {
        match &self.work {
            Work::Read { sources, path, role } => {
                let text = sources.text(path).map_err(JobError::new)?;
                Ok(Value::Document(Document::parse(path, *role, text)))
            }
            Work::Unreachable { error } => Err(JobError::new(error)),
            Work::Check { rules } => {
                let Some(Value::Document(document)) = inputs.values().next() else {
                    unreachable!("a check needs a document")
                };
                // Where nobody said that its prose is to be judged, it is none of the story's.
                if document.role != Role::Story && document.basis != RoleBasis::Declared {
                    return Ok(Value::Findings(Found::default()));
                }
                let path = document.location(Span::default()).path;
                let allowances = document.allowances.iter().map(|it| (it, &path));
                Ok(Value::Findings(found(rules, document, allowances)))
            }
            Work::Learn { calendar } => {
                let Some(Value::Document(document)) = inputs.values().next() else {
                    unreachable!("facts are learnt from a document")
                };
                Ok(Value::Facts(Box::new(Facts::by_calendar(document, calendar.as_ref()))))
            }
            Work::Merge => Ok(Value::Facts(Box::new(merge(inputs)))),
            Work::Tell { sources, cast } => {
                let mut facts = merge(inputs);
                facts.declarations.extend(cast.iter().cloned());
                let files = files(sources, &facts);
                let mut story = Story::new(facts, files);
                story.n_folders_above = sources.n_folders_above();
                Ok(Value::Story(Box::new(story)))
            }
            Work::Judge { rules } => {
                let Some(Value::Story(story)) = inputs.values().next() else {
                    unreachable!("a judgement needs a story")
                };
                let documents = story.facts.documents.iter();
                let allowances =
                    documents.flat_map(|it| it.allowances.iter().map(|own| (own, &it.path)));
                Ok(Value::Findings(found(rules, story, allowances)))
            }
            Work::Command { command } => {
                let noted = command.run(|| context.cancelled()).map_err(JobError::new)?;
                let Noted { findings, allowances } = noted;
                let rules = vec![command.family().into()];
                Ok(Value::Findings(Found { findings, allowances, rules }))
            }
            Work::Result { .. } => unreachable!("a result node aggregates"),
        }
    }

    fn policy(&self) -> Policy {
        self.policy.clone()
    }

    fn aggregate<'a>(&self) -> Option<Box<dyn Aggregate<Value> + 'a>>
    where
        Self: 'a,
    {
        match &self.work {
            Work::Result { intended, rules, .. } => {
                let (intended, rules) = (Arc::clone(intended), Arc::clone(rules));
                Some(Box::new(Findings { intended, rules, ..Findings::default() }))
            }
            _ => None,
        }
    }
}

/// What `rules` find in `subject`, whose documents, each by its path, have `allowances`.
fn found<'a, S>(
    rules: &Rules<S>,
    subject: &S,
    allowances: impl Iterator<Item = (&'a Allowance, &'a Arc<str>)>,
) -> Found {
    let of_rule = |(rule, severity): &(Box<dyn Check<S>>, Option<Severity>)| {
        let mut context = Context::default();
        rule.run(subject, &mut context);
        let mut found = context.finish();
        if let Some(severity) = *severity {
            found.iter_mut().for_each(|finding| finding.severity = severity);
        }
        found
    };
    let intention = |(allowance, path): (&Allowance, &Arc<str>)| {
        Intention::of_document(allowance.clone(), Arc::clone(path))
    };
    Found {
        findings: rules.iter().flat_map(of_rule).collect(),
        allowances: allowances.map(intention).collect(),
        rules: rules.iter().flat_map(|(rule, _)| rule.ids()).collect(),
    }
}

fn merge(inputs: Inputs<'_, Value>) -> Facts {
    inputs.into_iter().fold(Facts::default(), |merged, (_, value)| {
        let Value::Facts(facts) = value.unwrap_or_clone() else {
            unreachable!("only facts are merged")
        };
        merged.merge(*facts)
    })
}

/// The files of the story's folder, and what else its links find there: hidden or ignored by git.
fn files(sources: &Sources, facts: &Facts) -> Arc<BTreeSet<String>> {
    let mut files = Arc::clone(sources.files());
    // Some systems find a file whatever the case of its letters.
    let lower: OnceCell<HashSet<String>> = OnceCell::new();
    let listed = || sources.files().iter().map(|file| file.to_lowercase()).collect();
    let is_listed = |target: &str| lower.get_or_init(listed).contains(&target.to_lowercase());
    for document in &facts.documents {
        let targets = document.links.iter().filter_map(|link| link.path(&document.path));
        for target in targets {
            if !files.contains(&target) && !is_listed(&target) && sources.holds(&target) {
                Arc::make_mut(&mut files).insert(target);
            }
        }
    }
    files
}

/// Findings as they come in, each once.
#[derive(Default)]
struct Findings {
    all: Collected<Diagnostic, ()>,
    intentions: Mutex<Intentions>,
    /// Rules that ran somewhere, if the pipeline says that something is intended.
    ran: Mutex<BTreeSet<Cow<'static, str>>>,
    /// What the pipeline says is intended.
    intended: Arc<[Intention]>,
    /// The rules that judge what is intended.
    rules: Rules<Intentions>,
}

impl Aggregate<Value> for Findings {
    fn add(&self, _: NodeId, value: &Value) {
        let Value::Findings(Found { findings, allowances, rules }) = value else {
            unreachable!("a result node gathers findings")
        };
        for finding in findings {
            self.all.insert(finding.clone(), (), |(), ()| ());
        }
        if !allowances.is_empty() {
            let mut intentions = self.intentions.lock();
            for allowance in allowances {
                intentions.add(allowance.clone(), rules.iter().cloned());
            }
        }
        if !self.intended.is_empty() {
            self.ran.lock().extend(rules.iter().cloned());
        }
    }

    fn finish(self: Box<Self>) -> Result<Value, JobError> {
        let mut intentions = self.intentions.into_inner();
        let ran = self.ran.into_inner();
        for intended in self.intended.iter() {
            let is_told_of = !intended.path.is_empty();
            intentions.add(intended.clone(), ran.iter().filter(|_| is_told_of).cloned());
        }
        let all = self.all.into_sorted().into_iter().map(|(finding, ())| finding).collect();
        let mut findings = intentions.sort_out(all);
        let unused = found(&self.rules, &intentions, std::iter::empty()).findings;
        findings.extend(intentions.sort_out(unused));
        findings.sort();
        Ok(Value::Findings(Found { findings, ..Found::default() }))
    }
}
