//! `storylint baseline`: take what is found now as known.

use std::collections::HashSet;

use clap::Args;

use super::opened::Opened;
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use super::trust::Allowing;
use crate::baseline::{BASELINE, Baseline};
use crate::check::check;
use crate::prepare::Settings;
use crate::report::{Status, counted};

/// The arguments of `storylint baseline`.
#[derive(Debug, Args)]
#[command(
    after_help = "The findings of the whole story are written to `storylint-baseline.json` in \
    its root, told by their content, never by the numbers of lines. `storylint check` leaves them \
    out and tells when some are gone; then this command forgets them."
)]
pub(super) struct MakeBaseline {
    #[command(flatten)]
    story: StoryArguments,

    #[command(flatten)]
    allowing: Allowing,
}

impl MakeBaseline {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let stories = self.story.open_all()?;
        stories.must_be_plannable()?;
        let mut told = HashSet::new();
        let ended = stories.all.iter().map(|story| self.make(story, &mut told, terminal));
        Ok(ended.collect::<Result<Vec<_>, _>>()?.into_iter().max().unwrap_or(Status::Clean))
    }

    fn make(
        &self,
        story: &Opened,
        told: &mut HashSet<String>,
        terminal: &Terminal,
    ) -> Result<Status, Stop> {
        let settings = Settings {
            pipeline_file: story.pipeline_file.clone(),
            cache: story.cache.clone(),
            permission: self.allowing.permission(&self.story, &story.pipeline),
            ..Settings::default()
        };
        let report = check(&story.pipeline, &story.sources, &settings)?;
        if report.n_documents == 0 && report.failures.is_empty() {
            terminal.complain(&self.story.nothing_to("check", story).0);
            return Ok(Status::Incomplete);
        }
        story.complain(&report.failures, told, terminal);
        let file = story.sources.shown(BASELINE);
        if !report.failures.is_empty() {
            terminal.complain(&format!("note: `{file}` is left as it is\n"));
            return Ok(Status::Incomplete);
        }
        let known = Baseline::read(&story.sources).unwrap_or_default();
        let baseline = Baseline::of(&report, &story.sources);
        baseline.write(&story.sources)?;
        let ((n, n_new), (_, n_gone)) = (baseline.count(&known), known.count(&baseline));
        let places = counted(n, "place");
        terminal
            .print(&format!("`{file}` has findings at {places}: {n_new} new, {n_gone} gone.\n"))?;
        Ok(Status::Clean)
    }
}
