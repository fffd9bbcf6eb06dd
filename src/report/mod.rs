//! What a run found, sorted: the same whatever ran it.

mod facts_json;
mod facts_text;
mod json;
mod known;
mod lines;
mod place;
mod text;

use std::collections::{HashMap, HashSet};

use storylint_engine::{Compiled, Outcome, Run};
use storylint_validators::{Diagnostic, Severity};

use crate::task::{Task, Value, Work};

pub use facts_json::facts_json;
pub use facts_text::facts_text;
pub use json::json;
pub use known::Known;
pub use text::{Style, text};

/// What a run found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The findings in reading order, each once.
    pub findings: Vec<Diagnostic>,
    /// What could not be checked, a sentence each.
    pub failures: Vec<String>,
    /// Whether a finding is at or above the severity that fails its result node.
    pub failing: bool,
    /// How many documents were read.
    pub n_documents: usize,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing is wrong, or nothing that fails.
    Clean,
    /// There are findings at or above the failing severity.
    Findings,
    /// Something could not be checked.
    Incomplete,
}

impl Report {
    /// The findings that the result nodes of `plan` hand on in `run`, of the files that `within`
    /// accepts, in the order of `positions`, with everything that went wrong.
    pub(crate) fn new(
        plan: &Compiled<Task>,
        run: &Run<Value>,
        positions: &HashMap<&str, usize>,
        within: impl Fn(&str) -> bool,
    ) -> Self {
        let mut report = Self::default();
        let mut documents = HashSet::new();
        let mut skipped = Vec::new();
        for id in plan.ids() {
            let task = &plan[id];
            match (run.outcome(id), &task.work) {
                (Outcome::Done, Work::Read { path, .. }) => {
                    documents.extend(within(path).then_some(path));
                }
                (Outcome::Done, Work::Result { fail_on, .. }) => {
                    let Some(Value::Findings(findings)) = run.output(id) else {
                        unreachable!("a result node hands on findings");
                    };
                    let findings = findings.iter().filter(|found| within(&found.location.path));
                    for finding in findings {
                        report.failing |=
                            fail_on.is_some_and(|fail_on| finding.severity >= fail_on);
                        report.findings.push(finding.clone());
                    }
                }
                (Outcome::Failed(error), Work::Read { .. } | Work::Unreachable { .. }) => {
                    report.failures.push(error.to_string());
                }
                (Outcome::Failed(error), _) => {
                    let needs = plan.needs(id);
                    let after = needs.first().map(|need| format!(" after {}", plan[*need].label));
                    let after = after.unwrap_or_default();
                    let failure = format!("internal error: {} failed{after}: {error}", task.label);
                    report.failures.push(failure);
                }
                (Outcome::Skipped { .. }, Work::Judge { .. }) => skipped.push(task.label.as_str()),
                (Outcome::Skipped { .. }, Work::Result { .. }) => {
                    let label = &task.label;
                    report.failures.push(format!("{label} was skipped: something it needs failed"));
                }
                (Outcome::Cancelled | Outcome::TimedOut, _) => {
                    report.failures.push(format!("{} took too long", task.label));
                }
                (Outcome::Done | Outcome::Skipped { .. }, _) => {}
            }
        }
        if !skipped.is_empty() {
            let skipped = skipped.join(", ");
            report.failures.push(format!(
                "rules that judge the whole story were skipped, \
                 because not all of it is known ({skipped})"
            ));
        }
        // A file that two sources read in two roles fails twice.
        let mut seen = HashSet::new();
        report.failures.retain(|failure| seen.insert(failure.clone()));
        report.n_documents = documents.len();
        report.findings.sort_by(|a, b| {
            let position = |found: &Diagnostic| positions.get(&*found.location.path);
            position(a).cmp(&position(b)).then_with(|| a.cmp(b))
        });
        report.findings.dedup();
        report
    }

    /// How the check ended.
    pub fn status(&self) -> Status {
        match (self.failures.is_empty(), self.failing) {
            (false, _) => Status::Incomplete,
            (true, true) => Status::Findings,
            (true, false) => Status::Clean,
        }
    }

    /// How many findings are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}
