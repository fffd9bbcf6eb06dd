//! What a run found that was asked the same of a story that was the same.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use storylint_graph::{NodeKind, Pipeline};
use storylint_validators::Diagnostic;

use crate::cache::{Cache, Key, decode, encode};
use crate::divide::divide;
use crate::prepare::{Settings, workers};
use crate::report::Report;
use crate::stages::Stages;

/// A run whose report may be known. If nothing that it depends on has changed, no stage has to be asked, and no
/// file to be read.
pub(crate) struct Precedent<'a> {
    stages: &'a Stages,
    cache: &'a Cache,
    /// What stands for what is asked, and for the files that there are, not for what these say.
    key: Key,
    n_workers: usize,
}

/// So many files are looked at by one worker: to ask the system of as many takes a millisecond, to read them several.
const FEW: usize = 256;

/// What is kept of a run.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The files that it read, with what stands for what they said.
    files: Vec<(String, Key)>,
    /// Paths that it looked for beside these, with whether there was something.
    looked_for: BTreeSet<(String, bool)>,
    /// What it found, encoded: it need not be decoded where a file is another.
    #[serde(with = "serde_bytes")]
    found: Vec<u8>,
}

/// The findings, which of them fail the run, and how many documents there were.
type Found = (Vec<Diagnostic>, Vec<bool>, usize);

impl<'a> Precedent<'a> {
    /// One for what `pipeline` and `settings` ask; none if that may come out differently the next time.
    pub(crate) fn new(
        pipeline: &Pipeline,
        stages: &'a Stages,
        settings: &Settings,
    ) -> Option<Self> {
        let cache = stages.cache.as_deref()?;
        let sources = &stages.sources;
        let is_command = |kind: &NodeKind| matches!(kind, NodeKind::Command(_));
        let has_commands = pipeline.graph.nodes().any(|node| is_command(&node.kind));
        if has_commands || !sources.unreachable().is_empty() {
            return None;
        }
        let Settings { only, levels, pipeline_file, .. } = settings;
        let asked = format!("{pipeline:?}{only:?}{levels:?}{pipeline_file:?}");
        let around = (sources.n_folders_above(), sources.outside());
        let there = encode(&(sources.documents(), sources.files(), around));
        let key = Key::of(&[b"precedent", asked.as_bytes(), &there]);
        let n_workers = workers(pipeline, settings.n_workers);
        Some(Self { stages, cache, key, n_workers })
    }

    /// Its report, if all that it depends on is as it was.
    pub(crate) fn report(&self) -> Option<Report> {
        let kept: Kept = decode(&self.cache.get(&self.key)?)?;
        let Kept { files, looked_for, found } = kept;
        let is_same = |files: &[(String, Key)]| {
            files.iter().all(|(path, key)| self.stages.content(path) == Some(*key))
        };
        let is_same = divide(&files, FEW, self.n_workers, is_same).into_iter().all(|it| it)
            && looked_for
                .iter()
                .all(|(path, is_there)| self.stages.sources.holds(path) == *is_there);
        if !is_same {
            return None;
        }
        let (findings, fails, n_documents): Found = decode(&found)?;
        Some(Report { findings, fails, n_documents, ..Report::default() })
    }

    /// Keeps `report`, if nothing went wrong and it is not kept.
    pub(crate) fn keep(&self, report: &Report) {
        if !report.failures.is_empty() || report.n_incomplete > 0 {
            return;
        }
        let Some(files) = self.stages.seen() else { return };
        let Report { findings, fails, n_documents, .. } = report;
        let looked_for = self.stages.looked_for.lock().clone();
        let kept =
            encode(&Kept { files, looked_for, found: encode(&(findings, fails, n_documents)) });
        if self.cache.get(&self.key).as_ref() != Some(&kept) {
            self.cache.put(self.key, &kept);
        }
    }
}
