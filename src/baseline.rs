//! The findings that a story had when it began to be checked, which are no news.

use std::collections::BTreeMap;
use std::iter::once;

use serde::{Deserialize, Serialize};
use storylint_validators::{Diagnostic, Location};
use thiserror::Error;

use crate::report::{Report, array, fingerprints};
use crate::sources::{SourceError, Sources};

/// The file in the story's root that holds the baseline.
pub const BASELINE: &str = "storylint-baseline.json";

/// The places of findings that are known, told by their content, never by the numbers of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Key, u32>);

/// What a place of a finding is known by, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key {
    file: String,
    rule: String,
    fingerprint: String,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    key: Key,
    /// How many places read alike.
    n: u32,
}

/// A baseline that cannot be read.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// It is not what `storylint baseline` writes.
    #[error("cannot read `{path}`: {reason}; `storylint baseline` makes it anew")]
    Malformed {
        /// The file, as messages show it.
        path: String,
        /// What is wrong with it, and where.
        reason: String,
    },
}

impl Baseline {
    /// The baseline of the story; empty if it has none.
    ///
    /// # Errors
    /// If the file is there and cannot be read, or does not hold one.
    pub fn read(sources: &Sources) -> Result<Self, BaselineError> {
        if !sources.holds(BASELINE) {
            return Ok(Self::default());
        }
        let text = sources.text_of_named(BASELINE)?;
        let entries: Vec<Entry> = serde_json::from_str(&text).map_err(|error| {
            let path = sources.shown(BASELINE);
            let what = match error.is_data() {
                true => "it is no list of findings",
                false => "it is no JSON",
            };
            let reason = format!("{what} at line {}, column {}", error.line(), error.column());
            BaselineError::Malformed { path, reason }
        })?;
        Ok(Self(entries.into_iter().map(|Entry { key, n }| (key, n)).collect()))
    }

    /// The findings of `report`.
    pub fn of(report: &Report, sources: &Sources) -> Self {
        let mut known = BTreeMap::new();
        for key in keys(report, sources) {
            *known.entry(key).or_default() += 1;
        }
        Self(known)
    }

    /// Makes it the baseline of the story.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn write(&self, sources: &Sources) -> Result<(), SourceError> {
        let entries = self.0.iter().map(|(key, &n)| Entry { key: key.clone(), n });
        sources.write(BASELINE, (array(entries) + "\n").as_bytes())
    }

    /// Leaves out of `report` what is known at all of its places: a slip that is made once more is another, and one that
    /// is made less often is none. How many known places it does not have.
    pub fn leave_out(&self, report: &mut Report, sources: &Sources) -> usize {
        // Most stories have none, and to ask for a finding is to read its file.
        if self.0.is_empty() {
            return 0;
        }
        let mut keys = keys(report, sources).into_iter();
        let mut left = self.0.clone();
        let mut is_left = |key: &Key| match left.get_mut(key).filter(|n| **n > 0) {
            Some(n) => {
                *n -= 1;
                true
            }
            None => false,
        };
        report.leave_out(|finding| {
            let own = keys.by_ref().take(places(finding).count());
            // The known places of a finding that is told of are no other one's.
            own.filter(|key| !is_left(key)).count() == 0
        });
        left.into_values().sum::<u32>() as usize
    }

    /// How many places it has, and how many of these `other` has not.
    pub fn count(&self, other: &Self) -> (usize, usize) {
        let n = self.0.values().sum::<u32>();
        let in_both = self.0.iter().map(|(key, &n)| n.min(other.0.get(key).copied().unwrap_or(0)));
        (n as usize, (n - in_both.sum::<u32>()) as usize)
    }
}

/// Where `finding` is found, each time with its rule.
fn places(finding: &Diagnostic) -> impl Iterator<Item = (&str, &Location)> {
    once(&finding.location).chain(finding.again()).map(|place| (&*finding.rule, place))
}

/// What the findings of `report` are known by, each at all of its places.
fn keys(report: &Report, sources: &Sources) -> Vec<Key> {
    let all = Vec::from_iter(report.findings.iter().flat_map(places));
    let fingerprints = fingerprints(&all, sources).into_iter();
    let key = |(&(rule, place), fingerprint): (&(&str, &Location), u64)| Key {
        file: place.path.to_string(),
        rule: rule.to_owned(),
        fingerprint: format!("{fingerprint:016x}"),
    };
    all.iter().zip(fingerprints).map(key).collect()
}
