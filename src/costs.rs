//! What the stages of a run cost, learnt from earlier runs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Nanoseconds for each byte of text, by what is done: `parse`, `learn`, `merge`, the id of a rule, or the family of
/// what a program finds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Costs(BTreeMap<String, f64>);

/// What is assumed of the stages, and of the rules that look at all words of a document, until a run has measured
/// them, in nanoseconds for each byte: on one core of 2026, over novels.
const USUAL: [(&str, f64); 7] = [
    (PARSE, 2.0),
    (LEARN, 10.0),
    (MERGE, 0.5),
    ("style/tense-slip", 1.8),
    ("dialogue/tag-punctuation", 0.8),
    ("style/doubled-word", 0.8),
    ("dialogue/mixed-quote-style", 0.4),
];

/// What is assumed of another rule.
const RULE: f64 = 0.2;

/// What is assumed of a program, of which nothing is known before it has run: a guess.
const PROGRAM: f64 = 100.0;

/// What a file takes beside what its text does: of 300 files with a sentence each took some 25 µs.
const FILE: Duration = Duration::from_micros(25);

/// What the first file of a run takes beside, since tables of words are made that all others use: one with a sentence
/// took 2.3 ms.
const TABLES: Duration = Duration::from_millis(2);

/// What parsing is called.
pub(crate) const PARSE: &str = "parse";
/// What learning facts is called.
pub(crate) const LEARN: &str = "learn";
/// What merging facts is called.
pub(crate) const MERGE: &str = "merge";

/// To start a program takes as long as it takes for so many bytes of text, about: both differ between programs, but
/// one that is slow to start is mostly slow to read, too.
pub(crate) const PROGRAM_START: u64 = 64 << 10;

impl Costs {
    /// What doing `what` to so many bytes is expected to take.
    pub(crate) fn of(&self, what: &str, n_bytes: u64) -> Duration {
        of_bytes(self.per_byte(what), n_bytes)
    }

    /// What doing `what` is expected to take, in nanoseconds for each byte.
    pub(crate) fn per_byte(&self, what: &str) -> f64 {
        let unmeasured = if what.starts_with("command/") { PROGRAM } else { RULE };
        let known = USUAL.iter().find(|(name, _)| *name == what);
        let assumed = || known.map_or(unmeasured, |(_, ns)| *ns);
        self.0.get(what).copied().unwrap_or_else(assumed)
    }

    /// Takes in that doing `what` to so many bytes took so many nanoseconds. What was known before
    /// counts as much, so that one slow run on a busy machine is soon forgotten.
    pub(crate) fn learn(&mut self, what: &str, n_bytes: u64, nanos: u64) {
        // Of a few bytes the time is mostly that of reading the clock.
        if n_bytes < LEAST_BYTES {
            return;
        }
        let measured = nanos as f64 / n_bytes as f64;
        let known = self.0.entry(what.to_owned()).or_insert(measured);
        *known = (*known + measured) / 2.0;
    }
}

/// What a file takes beside what its text does, if it is the first of a run or not.
pub(crate) fn of_file(is_first: bool) -> Duration {
    if is_first { TABLES + FILE } else { FILE }
}

/// What so many bytes take of which each takes so many nanoseconds.
pub(crate) fn of_bytes(per_byte: f64, n_bytes: u64) -> Duration {
    Duration::from_nanos((per_byte * n_bytes as f64) as u64)
}

/// The least text that a cost is learnt from.
const LEAST_BYTES: u64 = 4096;

#[cfg(test)]
mod tests {
    use storylint_validators::CATALOGUE;

    use super::*;

    #[test]
    fn what_is_measured_replaces_what_is_assumed() {
        let mut costs = Costs::default();
        let assumed = costs.of(PARSE, 1_000_000);
        costs.learn(PARSE, 1_000_000, 5_000_000);
        assert_ne!(costs.of(PARSE, 1_000_000), assumed);
        assert_eq!(costs.of(PARSE, 1_000_000), Duration::from_millis(5));
        costs.learn(PARSE, 1_000_000, 7_000_000);
        assert_eq!(costs.of(PARSE, 1_000_000), Duration::from_millis(6));
    }

    #[test]
    fn what_is_assumed_is_of_rules_that_there_are() {
        for (name, _) in USUAL.iter().filter(|(name, _)| name.contains('/')) {
            assert!(CATALOGUE.iter().any(|entry| entry.meta.id == *name), "{name}");
        }
    }

    #[test]
    fn a_few_bytes_tell_nothing() {
        let mut costs = Costs::default();
        costs.learn("links/orphan", 10, 1_000_000);
        assert_eq!(costs, Costs::default());
    }
}
