//! What authors say is intended, and whether anything is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::registry::Pattern;
use crate::story::Allowance;

/// Something that an author says is intended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Intention {
    /// The file that says so.
    pub path: Arc<str>,
    /// What is, in each of the files.
    pub allowance: Allowance,
    /// The files that it is for; all if that is not said.
    pub files: Option<BTreeSet<Arc<str>>>,
}

impl Intention {
    /// What `allowance` says, which is written in the document at `path` for that document.
    pub fn of_document(allowance: Allowance, path: Arc<str>) -> Self {
        let files = Some(BTreeSet::from([Arc::clone(&path)]));
        Self { path, allowance, files }
    }

    /// Whether all the rules that it names, but those that run only when asked for, are in `rules`.
    /// Which rules there are of a pipeline nobody else knows: one that ran is enough.
    fn was_tried(&self, rules: &BTreeSet<Cow<'static, str>>) -> bool {
        let pattern = Pattern::parse(&self.allowance.rule);
        if let Some(pattern) = pattern.filter(|pattern| pattern.is_of_pipeline()) {
            // `command/NODE/*` stands for all that a program may find.
            let is_within = |family: &str| self.allowance.rule.starts_with(family);
            return rules.iter().any(|rule| {
                pattern.names_id(rule) || rule.strip_suffix('*').is_some_and(is_within)
            });
        }
        let entries = pattern.map(Pattern::entries);
        let metas = entries.into_iter().flatten().map(|entry| entry.meta);
        let mut metas = metas.filter(|meta| meta.group.is_on() || meta.id == &*self.allowance.rule);
        let first = metas.next();
        first.is_some_and(|first| metas.chain([first]).all(|meta| rules.contains(meta.id)))
    }
}

/// All that authors say is intended in what some rules judge.
#[derive(Debug, Default)]
pub struct Intentions(BTreeMap<Intention, Fate>);

/// What became of an intention.
#[derive(Debug, Default)]
struct Fate {
    /// The rules that had a chance to find what it allows.
    rules: BTreeSet<Cow<'static, str>>,
    /// Whether one did.
    is_used: bool,
}

impl Intentions {
    /// Adds `intention`, for which the rules with the ids `rules` were run.
    pub fn add(
        &mut self,
        intention: Intention,
        rules: impl IntoIterator<Item = Cow<'static, str>>,
    ) {
        self.0.entry(intention).or_default().rules.extend(rules);
    }

    /// Those of `findings` that are not intended.
    pub fn sort_out(&mut self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut all: Vec<_> = self.0.iter_mut().collect();
        let mut everywhere = Vec::new();
        let mut by_file: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, (intention, _)) in all.iter().enumerate() {
            if intention.files.is_none() {
                everywhere.push(i);
            }
            for file in intention.files.iter().flatten() {
                by_file.entry(file).or_default().push(i);
            }
        }
        findings.retain(|finding| {
            let own = by_file.get(&*finding.location.path).into_iter().flatten();
            let mut is_intended = false;
            for &i in own.chain(&everywhere) {
                let (intention, fate) = &mut all[i];
                if intention.allowance.permits(finding) {
                    fate.is_used = true;
                    is_intended = true;
                }
            }
            !is_intended
        });
        findings
    }

    /// Those that allow nothing that the rules that they name would find, in the order of files and in
    /// each of places.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &Intention> {
        let unused = self.0.iter().filter(|(_, fate)| !fate.is_used);
        unused.filter(|(it, fate)| it.was_tried(&fate.rules)).map(|(it, _)| it)
    }
}
