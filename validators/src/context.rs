//! Where a running rule puts its findings.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Location, Severity};

/// Collects the findings of rules, each under the rule that is running.
#[derive(Debug, Default)]
pub struct Context {
    /// The id of the rule that is running, and how bad what it finds is.
    rule: Option<(Cow<'static, str>, Severity)>,
    diagnostics: Vec<Diagnostic>,
}

impl Context {
    /// Reports a finding of the running rule. `message` is one sentence without a final period.
    ///
    /// # Panics
    /// If no rule is running.
    pub fn report(&mut self, location: Location, message: impl Into<String>) -> &mut Diagnostic {
        let (rule, severity) = self.rule.clone().expect("findings come from a running rule");
        self.diagnostics.push(Diagnostic {
            location,
            rule,
            severity,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fix: None,
        });
        self.diagnostics.last_mut().expect("one was pushed just now")
    }

    /// All findings, in the order in which they were reported.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    pub(crate) fn enter(&mut self, rule: impl Into<Cow<'static, str>>, severity: Severity) {
        self.rule = Some((rule.into(), severity));
    }
}
