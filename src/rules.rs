//! The rules of a run, each with its options.

use std::borrow::Cow;
use std::sync::Arc;

use storylint_validators::{Check, Context, Diagnostic, Severity};

use crate::cache::Key;
use crate::meters::Meter;

/// One rule, or those of a pattern node, ready to run.
pub(crate) struct Ruled<S> {
    /// The rule with its options.
    pub(crate) check: Box<dyn Check<S>>,
    /// How bad what it finds is, if that is said.
    pub(crate) severity: Option<Severity>,
    /// What stands for the rule with its options and severity.
    pub(crate) key: Key,
    /// What stands for it in costs.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) meter: Arc<Meter>,
}

/// Rules that several tasks run.
pub(crate) type Rules<S> = Arc<[Arc<Ruled<S>>]>;

/// Rules of a `validate` node.
pub(crate) struct Lane<S> {
    /// The index of the node in its pipeline.
    pub(crate) node: usize,
    /// What the node is called.
    pub(crate) name: Arc<str>,
    pub(crate) rules: Rules<S>,
    /// What stands for the rules.
    pub(crate) key: Key,
}

// Derived, it would ask that `S` be `Clone`.
impl<S> Clone for Lane<S> {
    fn clone(&self) -> Self {
        let (name, rules) = (Arc::clone(&self.name), Arc::clone(&self.rules));
        Self { node: self.node, name, rules, key: self.key }
    }
}

impl<S> Lane<S> {
    /// The `rules` of the node with this index and name, or some of them.
    pub(crate) fn new(node: usize, name: &Arc<str>, rules: Rules<S>) -> Self {
        let keys = rules.iter().map(|rule| rule.key.as_bytes().as_slice());
        let key = Key::of(&Vec::from_iter(keys));
        Self { node, name: Arc::clone(name), rules, key }
    }

    /// The ids of the rules.
    pub(crate) fn ids(&self) -> Vec<Cow<'static, str>> {
        self.rules.iter().flat_map(|rule| rule.check.ids()).collect()
    }
}

impl<S> Ruled<S> {
    /// What it finds in `subject`, which has so many bytes of text.
    pub(crate) fn run(&self, subject: &S, n_bytes: usize) -> Vec<Diagnostic> {
        self.meter.time(n_bytes, || {
            let mut context = Context::default();
            self.check.run(subject, &mut context);
            let mut found = context.finish();
            if let Some(severity) = self.severity {
                found.iter_mut().for_each(|finding| finding.severity = severity);
            }
            found
        })
    }
}
