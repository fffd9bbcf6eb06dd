//! One run, from a pipeline to its report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use storylint_graph::{Pipeline, PipelineError};
use storylint_validators::Edit;

use crate::prepare::{Settings, executor, prepare};
use crate::report::Report;
use crate::sources::Sources;
use crate::timetable::Timetable;

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
    let prepared = prepare(pipeline, sources, settings)?;
    let timetable = settings.explain.then(|| Arc::new(Timetable::new(prepared.tasks.len())));
    let mut executor = executor(pipeline, settings.n_workers);
    if let Some(timetable) = &timetable {
        executor = executor.observer(Arc::clone(timetable) as _);
    }
    let run = executor.build().run(&prepared.tasks);
    let (sources, only) = (&prepared.stages.sources, &settings.only);
    let mut report =
        Report::new(&prepared.tasks, &run, &sources.positions(), |path| is_asked_for(path, only));
    for finding in &mut report.findings {
        let is_packed = |edit: &Edit| sources.is_packed(&edit.location.path);
        finding.fix.take_if(|fix| fix.edits.iter().any(is_packed));
    }
    report.timing = timetable.map(|timetable| timetable.read(&prepared));
    prepared.stages.keep_costs();
    let cache = prepared.stages.cache.clone();
    drop((prepared, run));
    // A job that was given up and left behind still holds it. What cannot be kept is found out anew.
    if let Some(cache) = cache.and_then(Arc::into_inner) {
        _ = cache.finish();
    }
    Ok(report)
}

/// Whether the file at `path` is one of `only` or below one; all are if there are none.
pub(crate) fn is_asked_for(path: &str, only: &[PathBuf]) -> bool {
    only.is_empty() || only.iter().any(|asked_for| Path::new(path).starts_with(asked_for))
}
