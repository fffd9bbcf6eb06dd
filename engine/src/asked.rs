//! What the nodes of a graph ask for, beside what they need.

use std::time::Duration;

use storylint_graph::{OnFailure, Policy, Retries};

use crate::rows::Rows;

/// What of a node is not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Traits(u8);

impl Traits {
    /// Runs although a need was not done.
    pub(crate) const CONTINUES: Self = Self(1);
    /// Folds its inputs.
    pub(crate) const AGGREGATES: Self = Self(2);
    /// Is folded into a dependent.
    pub(crate) const FEEDS: Self = Self(4);
    /// Has a [`Special`].
    pub(crate) const SPECIAL: Self = Self(8);
    /// May be started more than once, so its inputs are kept until it has ended.
    pub(crate) const RESTARTS: Self = Self(16);
    /// Has a dependent that may be started more than once.
    pub(crate) const PEEKED: Self = Self(32);
    /// Has a limit of memory or time, or may be started beside itself.
    const LIMITED: Self = Self(64);
    /// With retries and no such limit.
    const RETRIES: Self = Self(8 | 16);
    /// Without `CONTINUES`, which counts only where something failed.
    const NOT_BARE: Self = Self(2 | 4 | 8 | 16 | 32);

    pub(crate) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether nothing but its edges counts, where all that it needs was done.
    pub(crate) fn are_bare(self) -> bool {
        !self.has(Self::NOT_BARE)
    }

    /// Whether only retries count beside its edges, where all that it needs was done.
    pub(crate) fn are_retries(self) -> bool {
        self == Self::RETRIES
    }
}

/// What only few nodes ask for.
#[derive(Debug, Clone)]
pub(crate) struct Special {
    /// Bytes.
    pub(crate) memory: u64,
    pub(crate) retries: Retries,
    pub(crate) timeout: Option<Duration>,
    /// The estimated cost of a node that may be started a second time beside the first, in runs
    /// that do so.
    pub(crate) speculates: Option<Duration>,
}

/// What the nodes ask for, by index of id.
#[derive(Default)]
pub(crate) struct Asked {
    /// Their priorities.
    pub(crate) given: Vec<u8>,
    pub(crate) costs: Vec<Option<Duration>>,
    pub(crate) traits: Vec<Traits>,
    pub(crate) specials: Vec<Special>,
    /// Whose each of these is.
    pub(crate) special_ids: Vec<usize>,
    pub(crate) has_aggregates: bool,
}

impl Asked {
    /// Given for each node its policy, and whether it aggregates; `has_outputs` says whether nodes hand anything on.
    /// Linear in the nodes, and in the needs of those that are not plain.
    pub(crate) fn of(
        needs: &Rows,
        asked: impl ExactSizeIterator<Item = (Policy, bool)>,
        has_outputs: bool,
    ) -> Self {
        let n = asked.len();
        let mut all = Self {
            given: Vec::with_capacity(n),
            costs: Vec::with_capacity(n),
            traits: Vec::with_capacity(n),
            ..Self::default()
        };
        for (i, (policy, aggregates)) in asked.enumerate() {
            let mut traits = Traits::default();
            if policy.on_failure == OnFailure::Continue {
                traits.add(Traits::CONTINUES);
            }
            if aggregates {
                traits.add(Traits::AGGREGATES);
                all.has_aggregates = true;
            }
            if let Some(special) = special(&policy, aggregates) {
                traits.add(Traits::SPECIAL);
                if special.retries.max > 0 || special.speculates.is_some() {
                    traits.add(Traits::RESTARTS);
                }
                if special.memory > 0 || special.timeout.is_some() || special.speculates.is_some() {
                    traits.add(Traits::LIMITED);
                }
                all.special_ids.push(i);
                all.specials.push(special);
            }
            all.given.push(policy.priority);
            all.costs.push(policy.cost);
            all.traits.push(traits);
        }
        if all.has_aggregates {
            for i in (0..n).filter(|i| all.traits[*i].has(Traits::AGGREGATES)).collect::<Vec<_>>() {
                needs.row(i).iter().for_each(|need| all.traits[need.index()].add(Traits::FEEDS));
            }
        }
        for i in &all.special_ids {
            if has_outputs && all.traits[*i].has(Traits::RESTARTS) {
                needs.row(*i).iter().for_each(|need| all.traits[need.index()].add(Traits::PEEKED));
            }
        }
        all
    }
}

/// An aggregate is used up by the first attempt, so there is no other.
fn special(policy: &Policy, aggregates: bool) -> Option<Special> {
    let special = Special {
        memory: policy.memory.unwrap_or(0),
        retries: if aggregates { Retries::NONE } else { policy.retries },
        timeout: policy.timeout,
        speculates: policy.cost.filter(|_| policy.pure && !aggregates),
    };
    let is_plain = special.memory == 0
        && special.retries.max == 0
        && special.timeout.is_none()
        && special.speculates.is_none();
    (!is_plain).then_some(special)
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn traits_say_how_plain_a_node_is() {
        let plain = |all: &[Traits]| {
            let mut traits = Traits::default();
            all.iter().for_each(|one| traits.add(*one));
            [traits.are_bare(), traits.are_retries()]
        };
        for bare in [&[][..], &[Traits::CONTINUES]] {
            assert_eq!(plain(bare), [true, false]);
        }
        assert_eq!(plain(&[Traits::RETRIES]), [false, true]);
        for one in [Traits::AGGREGATES, Traits::FEEDS, Traits::SPECIAL, Traits::PEEKED] {
            assert_eq!(plain(&[one]), [false; 2]);
        }
        for one in [Traits::CONTINUES, Traits::FEEDS, Traits::PEEKED, Traits::LIMITED] {
            assert_eq!(plain(&[Traits::RETRIES, one]), [false; 2], "it has more than retries");
        }
    }
}
