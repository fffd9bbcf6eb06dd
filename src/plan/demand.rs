//! What nodes ask of each file.

use rustc_hash::FxHashMap;

use storylint_graph::Policy;
use storylint_validators::story::Document;

use super::resolve::Resolved;
use crate::opened::File;
use crate::rules::Lane;

/// What is asked of a file.
pub(super) struct Demand<'a> {
    pub(super) file: &'a File,
    /// That of the source which reads it first, or of the node that judges what all members of a workspace share.
    pub(super) policy: &'a Policy,
    /// The rules that judge it, by validate node.
    pub(super) checks: Vec<Asked<'a>>,
    /// Whether its facts are needed.
    pub(super) learns: bool,
}

/// Rules that judge documents, with the policy of their node.
pub(super) type Asked<'a> = (&'a Lane<Document>, &'a Policy);

impl Demand<'_> {
    /// Whether its tasks may be one: nobody asked for limits of time or new attempts of their own.
    pub(super) fn is_one_policy(&self) -> bool {
        let limits = |policy: &Policy| (policy.timeout, policy.retries);
        self.checks.iter().all(|(_, policy)| limits(policy) == limits(self.policy))
    }
}

/// What `nodes`, each with its policy, ask of each file, in the order of sources.
pub(super) fn demands<'a>(
    nodes: &'a [Resolved],
    policies: impl Iterator<Item = &'a Policy>,
) -> Vec<Demand<'a>> {
    let mut demands: Vec<Demand<'_>> = Vec::new();
    let mut known: FxHashMap<&File, usize> = FxHashMap::default();
    for (node, policy) in nodes.iter().zip(policies) {
        for file in node.reads() {
            known.entry(file).or_insert_with(|| {
                demands.push(Demand { file, policy, checks: Vec::new(), learns: false });
                demands.len() - 1
            });
        }
        let Resolved::Validate(validated) = node else { continue };
        for file in &validated.files {
            let demand = &mut demands[known[file]];
            if !validated.documents.rules.is_empty() {
                demand.checks.push((&validated.documents, policy));
            }
            demand.learns |= !validated.story.rules.is_empty();
        }
    }
    demands
}
