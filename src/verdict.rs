//! Findings as they come in, to those that are not intended.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;
use storylint_engine::{Aggregate, Collected, JobError};
use storylint_graph::NodeId;
use storylint_validators::{Diagnostic, Intention, Intentions, Severity};

use crate::rules::Rules;
use crate::value::{Found, Value};

/// What a result node does.
#[derive(Clone)]
pub(crate) struct Gathering {
    /// What the node is called.
    pub(crate) node: Arc<str>,
    /// The validate nodes, by their index in the pipeline, whose findings it gathers.
    pub(crate) gathers: Arc<[usize]>,
    /// The mildest finding that fails the run; `None` never fails.
    pub(crate) fail_on: Option<Severity>,
    /// What the pipeline says is intended.
    pub(crate) intended: Arc<[Intention]>,
    /// The rules that only the pipeline has.
    pub(crate) own_rules: Arc<[String]>,
    /// The rules that judge what is intended.
    pub(crate) rules: Rules<Intentions>,
}

/// The findings of a result node, each once.
pub(crate) struct Verdict {
    gathering: Gathering,
    findings: Collected<Diagnostic, ()>,
    intentions: Mutex<Intentions>,
    /// Rules that ran somewhere, if the pipeline says that something is intended.
    ran: Mutex<BTreeSet<Cow<'static, str>>>,
}

impl Gathering {
    /// The ids of the rules that judge what is intended, whose findings may be intended, too.
    fn judges(&self) -> impl Iterator<Item = Cow<'static, str>> {
        self.rules.iter().map(|rule| rule.name.into())
    }

    /// What these find.
    fn judge(&self, intentions: &Intentions) -> Vec<Diagnostic> {
        self.rules.iter().flat_map(|rule| rule.run(intentions, 0)).collect()
    }
}

impl Verdict {
    /// One that nothing was added to.
    pub(crate) fn new(gathering: &Gathering) -> Self {
        Self {
            gathering: gathering.clone(),
            findings: Collected::new(),
            intentions: Mutex::new(Intentions::of(Arc::clone(&gathering.own_rules))),
            ran: Mutex::default(),
        }
    }

    fn gather(&self, found: &Found) {
        for finding in &found.findings {
            self.findings.insert(finding.clone(), (), |(), ()| ());
        }
        if !found.allowances.is_empty() {
            let mut intentions = self.intentions.lock();
            for allowance in &found.allowances {
                intentions.add(
                    allowance.clone(),
                    found.rules.iter().cloned().chain(self.gathering.judges()),
                );
            }
        }
        if !self.gathering.intended.is_empty() {
            self.ran.lock().extend(found.rules.iter().cloned());
        }
    }
}

impl Aggregate<Value> for Verdict {
    fn add(&self, _: NodeId, value: &Value) {
        match value {
            Value::Findings(found) => self.gather(found),
            Value::Examined(examined) => {
                let own =
                    examined.found.iter().filter(|(node, _)| self.gathering.gathers.contains(node));
                own.for_each(|(_, found)| self.gather(found));
            }
            Value::Document(_) | Value::Facts(_) | Value::Story(_) => {
                unreachable!("a result node gathers findings")
            }
        }
    }

    fn finish(self: Box<Self>) -> Result<Value, JobError> {
        let Self { gathering, findings, intentions, ran } = *self;
        let (mut intentions, ran) = (intentions.into_inner(), ran.into_inner());
        for intended in gathering.intended.iter() {
            let is_told_of = !intended.path.is_empty();
            let ran = ran.iter().cloned().chain(gathering.judges());
            intentions.add(intended.clone(), ran.filter(|_| is_told_of));
        }
        let all = findings.into_sorted().into_iter().map(|(finding, ())| finding).collect();
        let mut findings = intentions.sort_out(all);
        // What allows only that something else allows nothing is used, too.
        intentions.sort_out(gathering.judge(&intentions));
        let unused = gathering.judge(&intentions);
        findings.extend(intentions.sort_out(unused));
        findings.sort();
        Ok(Value::Findings(Found { findings, ..Found::default() }))
    }
}
