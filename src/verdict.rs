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

impl Verdict {
    /// One that nothing was added to.
    pub(crate) fn new(gathering: &Gathering) -> Self {
        Self {
            gathering: gathering.clone(),
            findings: Collected::new(),
            intentions: Mutex::default(),
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
                intentions.add(allowance.clone(), found.rules.iter().cloned());
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
        let mut intentions = self.intentions.into_inner();
        let ran = self.ran.into_inner();
        for intended in self.gathering.intended.iter() {
            let is_told_of = !intended.path.is_empty();
            intentions.add(intended.clone(), ran.iter().filter(|_| is_told_of).cloned());
        }
        let all = self.findings.into_sorted().into_iter().map(|(finding, ())| finding).collect();
        let mut findings = intentions.sort_out(all);
        let unused =
            self.gathering.rules.iter().flat_map(|rule| rule.run(&intentions, 0)).collect();
        findings.extend(intentions.sort_out(unused));
        findings.sort();
        Ok(Value::Findings(Found { findings, ..Found::default() }))
    }
}
