//! One run, from a pipeline to its report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use storylint_engine::{Executor, Scaling, compile};
use storylint_graph::{Level, Pipeline, PipelineError, Workers};
use storylint_validators::Edit;

use crate::command::Permission;
use crate::ordered::ordered;
use crate::plan::plan;
use crate::report::Report;
use crate::sources::Sources;

/// What who runs a check says of it.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The files and folders whose findings are reported, paths relative to the story's root; all
    /// if there are none.
    pub only: Vec<PathBuf>,
    /// How many workers run it; the report does not depend on it. Without a number the pipeline's
    /// is taken, and without that one worker a core.
    pub n_workers: Option<usize>,
    /// Rules, families (`family/*`), groups or all (`*`), with whether they run and how bad what
    /// they find is. These count before what the pipeline says, and later ones before earlier.
    pub levels: Vec<(String, Level)>,
    /// The pipeline file, relative to the story's root. What it says is intended though no rule finds it
    /// is found there, if this is known.
    pub pipeline_file: Option<String>,
    /// Whether the programs that the pipeline declares may be run.
    pub permission: Permission,
}

/// Checks `sources` as `pipeline` and `settings` say.
///
/// # Errors
/// If the pipeline names a rule that does not exist, gives a rule options that it does not
/// understand, has a glob that is none or a source that no file matches, or has nodes whose work
/// nobody would see. The error points at the place.
pub fn check(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    settings: &Settings,
) -> Result<Report, PipelineError> {
    let Settings { only, n_workers, levels, pipeline_file, permission } = settings;
    let sources = &ordered(pipeline, sources)?;
    let plan = compile(plan(pipeline, sources, levels, pipeline_file.as_deref(), permission)?);
    let run = executor(pipeline, *n_workers).run(&plan);
    let mut report =
        Report::new(&plan, &run, &sources.positions(), |path| is_asked_for(path, only));
    for finding in &mut report.findings {
        let is_packed = |edit: &Edit| sources.is_packed(&edit.location.path);
        finding.fix.take_if(|fix| fix.edits.iter().any(is_packed));
    }
    Ok(report)
}

/// One with `n_workers`, or as many as `pipeline` asks for, whose tasks hold no more than it says.
pub(crate) fn executor(pipeline: &Pipeline, n_workers: Option<usize>) -> Executor {
    let executor = Executor::builder();
    let executor = match (n_workers, pipeline.run.workers) {
        (Some(n_workers), _) => executor.workers(n_workers),
        (None, Workers::Auto) => executor,
        (None, Workers::Fixed(n_workers)) => executor.workers(n_workers.get()),
        (None, Workers::Between(min, max)) => {
            executor.scaling(Scaling::between(min.get(), max.get()))
        }
    };
    match pipeline.run.memory {
        Some(bytes) => executor.memory(bytes),
        None => executor,
    }
    .build()
}

/// Whether the file at `path` is one of `only` or below one; all are if there are none.
pub(crate) fn is_asked_for(path: &str, only: &[PathBuf]) -> bool {
    only.is_empty() || only.iter().any(|asked_for| Path::new(path).starts_with(asked_for))
}
