//! Where a running rule puts its findings.

use crate::diagnostic::{Diagnostic, Location};
use crate::meta::Meta;

/// Collects the findings of rules, each under the rule that is running.
#[derive(Debug, Default)]
pub struct Context {
    meta: Option<&'static Meta>,
    diagnostics: Vec<Diagnostic>,
}

impl Context {
    /// Reports a finding of the running rule. `message` is one sentence without a final period.
    ///
    /// # Panics
    /// If no rule is running.
    pub fn report(&mut self, location: Location, message: impl Into<String>) -> &mut Diagnostic {
        let meta = self.meta.expect("findings come from a running rule");
        self.diagnostics.push(Diagnostic {
            location,
            rule: meta.id.into(),
            severity: meta.group.severity(),
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

    pub(crate) fn enter(&mut self, meta: &'static Meta) {
        self.meta = Some(meta);
    }
}
