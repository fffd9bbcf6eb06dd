//! One run, from a pipeline to its report.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;

use storylint_engine::Executor;
use storylint_graph::{Pipeline, PipelineError, Workers};

use crate::plan::plan;
use crate::report::Report;
use crate::sources::Sources;

/// Checks `sources` as `pipeline` says, and reports what is found in the files and folders `only`,
/// or everywhere if that is empty. The report is the same for any number of workers; without
/// `n_workers` the pipeline's number is taken, and without that one worker a core.
///
/// # Errors
/// If the pipeline asks for what does not exist; see [`plan`].
pub fn check(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    only: &[PathBuf],
    n_workers: Option<usize>,
) -> Result<Report, PipelineError> {
    let plan = plan(pipeline, sources)?;
    let n_workers = n_workers.unwrap_or_else(|| match pipeline.workers {
        Workers::Auto => available_parallelism().map_or(1, NonZeroUsize::get),
        Workers::Fixed(n_workers) => n_workers.get(),
    });
    let run = Executor::new(n_workers).run(&plan);
    Ok(Report::new(&plan, &run, |path| sources.is_within(path, only)))
}
