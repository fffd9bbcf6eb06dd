//! What a run found, sorted: the same whatever ran it.

mod drawing;
mod excerpt;
mod facts_json;
mod facts_text;
mod fingerprint;
mod json;
mod known;
mod lines;
mod place;
mod plain;
mod plan_json;
mod plan_text;
mod text;

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use storylint_engine::{Compiled, Outcome, Run};
use storylint_graph::NodeId;
use storylint_validators::{Diagnostic, Location, Severity};

use crate::sources::{is_beside, within};
use crate::task::{Task, Work};
use crate::timetable::Timing;
use crate::value::Value;
use crate::verdict::Gathering;

pub(crate) use drawing::{dot, mermaid, svg};
pub use facts_json::facts_json;
pub use facts_text::facts_text;
pub(crate) use fingerprint::fingerprints;
pub(crate) use json::array;
pub use json::json;
pub use known::Known;
pub(crate) use plain::edge;
pub(crate) use plan_json::plan_json;
pub(crate) use plan_text::{plan_text, timing_text};
pub(crate) use text::counted;
pub use text::{Style, text};

/// What a run found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The findings in reading order, each once.
    pub findings: Vec<Diagnostic>,
    /// What could not be checked, a sentence each.
    pub failures: Vec<String>,
    /// How many nodes failed or were not run, in part or as a whole.
    pub n_incomplete: usize,
    /// The findings that were left out because the baseline has them.
    pub known: Vec<Diagnostic>,
    /// Of each finding, whether it is at or above the severity that fails its result node.
    pub(crate) fails: Vec<bool>,
    /// How long the run took, if that was asked for.
    pub timing: Option<Timing>,
    /// How many files were read: documents, and the pipeline if something is found in it.
    pub n_documents: usize,
}

/// How a check ended, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
        positions: &FxHashMap<&str, usize>,
        within: impl Fn(&str) -> bool,
    ) -> Self {
        let mut ended = Ended::default();
        plan.ids().for_each(|id| ended.add(plan, run, id, &within));
        ended.report(positions)
    }

    /// Adds the report of a story whose root is `folder`, relative to that of this one.
    pub(crate) fn add(&mut self, folder: &str, other: Self) {
        let within = |location: &mut Location| {
            location.path = within(folder, &location.path).into();
        };
        let moved = |mut finding: Diagnostic| {
            within(&mut finding.location);
            finding.labels.iter_mut().for_each(|label| within(&mut label.location));
            let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| within(&mut edit.location));
            finding
        };
        self.findings.extend(other.findings.into_iter().map(moved));
        self.known.extend(other.known.into_iter().map(moved));
        self.fails.extend(other.fails);
        self.failures.extend(other.failures);
        self.n_incomplete += other.n_incomplete;
        self.n_documents += other.n_documents;
    }

    /// Leaves out what several of the reports that were [added](Self::add) found in files that they share, each of
    /// which may have levels and a baseline of its own: the worst counts.
    pub(crate) fn leave_out_repeated(&mut self) {
        // What may be meant only some may know.
        let of_any = |finding: &Diagnostic| Diagnostic {
            severity: Severity::Info,
            help: None,
            ..finding.clone()
        };
        let mut told: FxHashMap<Diagnostic, usize> = FxHashMap::default();
        // What one of the reports alone found in such a file is told where the others are.
        let mut places: FxHashMap<Arc<str>, usize> = FxHashMap::default();
        let mut found: Vec<((usize, Diagnostic), bool)> = Vec::new();
        for (finding, fails) in std::mem::take(&mut self.findings).into_iter().zip(&self.fails) {
            match told.entry(of_any(&finding)) {
                Entry::Vacant(place) => {
                    place.insert(found.len());
                    let n_before = places.len();
                    let path = Arc::clone(&finding.location.path);
                    found.push(((*places.entry(path).or_insert(n_before), finding), *fails));
                }
                Entry::Occupied(place) => {
                    let ((_, first), first_fails) = &mut found[*place.get()];
                    first.severity = first.severity.max(finding.severity);
                    first.help = first.help.take().or(finding.help);
                    *first_fails |= *fails;
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        let found = found.into_iter().map(|((_, finding), fails)| (finding, fails));
        (self.findings, self.fails) = found.unzip();
        let mut known = FxHashSet::default();
        self.known.retain(|finding| {
            let finding = of_any(finding);
            !told.contains_key(&finding) && known.insert(finding)
        });
    }

    /// Leaves out the findings that `is_known` accepts, asked in order.
    pub(crate) fn leave_out(&mut self, mut is_known: impl FnMut(&Diagnostic) -> bool) {
        let found = std::mem::take(&mut self.findings).into_iter().zip(&self.fails);
        let (known, new): (Vec<_>, Vec<_>) = found.partition(|(finding, _)| is_known(finding));
        self.known.extend(known.into_iter().map(|(finding, _)| finding));
        (self.findings, self.fails) = new.into_iter().unzip();
    }

    /// How the check ended.
    pub fn status(&self) -> Status {
        match (self.failures.is_empty(), self.fails.contains(&true)) {
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

/// How the tasks of a run ended.
#[derive(Default)]
struct Ended<'p> {
    /// What result nodes hand on, each with whether it fails one.
    found: Vec<(Diagnostic, bool)>,
    failures: Vec<String>,
    /// The paths of what was read.
    documents: FxHashSet<&'p str>,
    /// What judges the whole story, which is not known.
    skipped: Vec<String>,
    /// The names of nodes of which a task was not done.
    incomplete: FxHashSet<&'p str>,
}

impl<'p> Ended<'p> {
    /// Adds the task `id`.
    fn add(
        &mut self,
        plan: &'p Compiled<Task>,
        run: &Run<Value>,
        id: NodeId,
        within: impl Fn(&str) -> bool,
    ) {
        let task = &plan[id];
        if !matches!(run.outcome(id), Outcome::Done) {
            self.incomplete.extend(task.nodes());
        }
        match (run.outcome(id), &task.work) {
            (Outcome::Done, Work::Read { file } | Work::Examine { file, .. }) => {
                self.documents.extend(within(&file.path).then_some(file.path.as_str()));
            }
            (Outcome::Done, Work::Result(Gathering { fail_on, .. })) => {
                let Some(Value::Findings(all)) = run.output(id) else {
                    unreachable!("a result node hands on findings");
                };
                let findings = all.findings.iter().filter(|found| within(&found.location.path));
                let fails =
                    |found: &Diagnostic| fail_on.is_some_and(|least| found.severity >= least);
                self.found.extend(findings.map(|finding| (finding.clone(), fails(finding))));
            }
            (
                Outcome::Failed(error),
                Work::Unreachable { .. }
                | Work::Read { .. }
                | Work::Examine { .. }
                | Work::Command(_),
            ) if !error.is_panic() => {
                self.failures.push(error.to_string());
            }
            (Outcome::Failed(error), _) => {
                let needs = plan.needs(id);
                let after = needs.first().map(|need| format!(" after {}", plan[*need].title()));
                let after = after.unwrap_or_default();
                let title = task.title();
                self.failures.push(format!("internal error: {title} failed{after}: {error}"));
            }
            (Outcome::Skipped { .. }, Work::Judge { .. }) => self.skipped.push(task.title()),
            (Outcome::Skipped { .. }, Work::Result(_)) => {
                let title = task.title();
                self.failures.push(format!("{title} was skipped: something it needs failed"));
            }
            (Outcome::Cancelled | Outcome::TimedOut, _) => {
                self.failures.push(format!("{} took too long", task.title()));
            }
            (Outcome::Done | Outcome::Skipped { .. }, _) => {}
        }
    }

    /// All of them, findings in the order of `positions`.
    fn report(self, positions: &FxHashMap<&str, usize>) -> Report {
        let Self { mut found, mut failures, documents, mut skipped, incomplete } = self;
        if !skipped.is_empty() {
            skipped.dedup();
            let skipped = skipped.join(", ");
            failures.push(format!(
                "rules that judge the whole story were skipped, \
                 because not all of it is known ({skipped})"
            ));
        }
        // A file that two sources read in two roles fails twice.
        let mut seen = FxHashSet::default();
        failures.retain(|failure| seen.insert(failure.clone()));
        let paths = found.iter().map(|(finding, _)| &*finding.location.path);
        let paths: FxHashSet<&str> = documents.into_iter().chain(paths).collect();
        let n_documents = paths.iter().filter(|path| !is_beside(path)).count();
        found.sort_by(|(a, a_fails), (b, b_fails)| {
            let position = |found: &Diagnostic| positions.get(&*found.location.path);
            // Of two that are the same, the one that fails stays.
            position(a).cmp(&position(b)).then_with(|| a.cmp(b)).then(b_fails.cmp(a_fails))
        });
        found.dedup_by(|later, first| later.0 == first.0);
        let (findings, fails) = found.into_iter().unzip();
        let n_incomplete = incomplete.len();
        Report { findings, failures, n_incomplete, fails, n_documents, ..Report::default() }
    }
}
