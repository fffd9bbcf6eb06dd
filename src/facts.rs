//! One run, from a pipeline to what is known of its story.

use std::path::PathBuf;
use std::sync::Arc;

use storylint_engine::compile;
use storylint_graph::{Pipeline, PipelineErrors};
use storylint_validators::story::Story;

use crate::check::is_asked_for;
use crate::command::Permission;
use crate::costs::Costs;
use crate::ordered::ordered;
use crate::plan::{Wanted, plan_facts};
use crate::prepare::{executor, workers};
use crate::report::{Known, Report};
use crate::sources::Sources;
use crate::stages::Stages;
use crate::value::Value;

/// Learns what the files say that `pipeline` reads of `sources`, and tells what is known of the
/// story in the files and folders `only`, paths relative to the story's root, or everywhere if there
/// are none. The same for any number of workers; without `n_workers` the pipeline's number is taken.
///
/// # Errors
/// If the pipeline cannot be checked by: see [`check`](crate::check).
pub fn facts(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    only: &[PathBuf],
    n_workers: Option<usize>,
) -> Result<Known, PipelineErrors> {
    let faults = pipeline.faults();
    let sources = &ordered(pipeline, sources, &faults);
    let stages = Arc::new(Stages::new(pipeline, sources, None));
    let (n, costs) = (workers(pipeline, n_workers), Costs::default());
    let permission = Permission::default();
    let wanted = Wanted {
        levels: &[],
        pipeline_file: None,
        permission: &permission,
        n_workers: n,
        costs: &costs,
    };
    let (tasks, told) = plan_facts(pipeline, &stages, &wanted, faults)?;
    let plan = compile(tasks);
    let run = executor(pipeline, n_workers).build().run(&plan);
    let within = |path: &str| is_asked_for(path, only);
    let failures = Report::new(&plan, &run, &sources.positions(), within).failures;
    let nothing = Story::default();
    let story = match run.output(told) {
        Some(Value::Story(told)) => told.story(),
        _ => &nothing,
    };
    Ok(Known { failures, ..Known::of(story, sources, within) })
}
