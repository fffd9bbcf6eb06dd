//! One run, from a pipeline to its report.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use storylint_engine::{
    Compiled, Executor, ExecutorBuilder, Ranking, Scaling, Simulation, Simulator, compile,
};
use storylint_graph::{Level, Pipeline, PipelineError, Workers};
use storylint_validators::Edit;

use crate::cache::Cache;
use crate::ordered::ordered;
use crate::plan::{Plan, Wanted, plan};
use crate::report::Report;
use crate::sources::Sources;
use crate::stages::Stages;
use crate::task::Task;
use crate::timetable::Timetable;

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
    /// The folder of the cache, if there is to be one.
    pub cache: Option<PathBuf>,
    /// Whether the report tells how long the run took beside what was expected.
    pub explain: bool,
}

/// A cache takes so many bytes at most.
const CACHE_LIMIT: u64 = 256 << 20;

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
    let cache = settings.cache.as_deref().map(|folder| Arc::new(Cache::open(folder, CACHE_LIMIT)));
    let prepared = prepare(pipeline, sources, settings, cache.clone())?;
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
    drop((prepared, run));
    // A job that was given up and left behind still holds it. What cannot be kept is found out anew.
    if let Some(cache) = cache.and_then(Arc::into_inner) {
        _ = cache.finish();
    }
    Ok(report)
}

/// A plan, ready to run.
pub(crate) struct Prepared {
    pub(crate) tasks: Compiled<Task>,
    /// Why the work is spread over them as it is.
    pub(crate) reasons: Vec<String>,
    pub(crate) n_workers: usize,
    stages: Arc<Stages>,
}

impl Prepared {
    /// How a run is expected to go.
    pub(crate) fn predicted(&self) -> Simulation {
        let cost = |id| self.tasks[id].policy.cost.unwrap_or_default();
        Simulator::new(self.n_workers).simulate(&self.tasks, cost)
    }
}

/// Plans what [`check`] runs.
///
/// # Errors
/// As [`check`].
pub(crate) fn prepare(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    settings: &Settings,
    cache: Option<Arc<Cache>>,
) -> Result<Prepared, PipelineError> {
    let n_workers = workers(pipeline, settings.n_workers);
    let stages = Arc::new(Stages::new(pipeline, &ordered(pipeline, sources)?, cache));
    let wanted = Wanted {
        levels: &settings.levels,
        pipeline_file: settings.pipeline_file.as_deref(),
        n_workers,
        costs: &stages.costs(),
    };
    let Plan { graph, reasons } = plan(pipeline, &stages, &wanted)?;
    let mut tasks = compile(graph);
    if n_workers > 1 {
        tasks = tasks.ranked(Ranking::UpwardRank, |_| None);
    }
    Ok(Prepared { tasks, reasons, n_workers, stages })
}

/// The most workers that there will be: `given`, or as many as `pipeline` asks for, or as many as the
/// machine can run at once.
pub(crate) fn workers(pipeline: &Pipeline, given: Option<usize>) -> usize {
    given.unwrap_or_else(|| match pipeline.run.workers {
        Workers::Auto => thread::available_parallelism().map_or(1, NonZeroUsize::get),
        Workers::Fixed(n_workers) | Workers::Between(_, n_workers) => n_workers.get(),
    })
}

/// What runs tasks: `n_workers`, or as many as `pipeline` asks for, whose tasks hold no more than it says.
pub(crate) fn executor(pipeline: &Pipeline, n_workers: Option<usize>) -> ExecutorBuilder {
    let executor = Executor::builder().workers(workers(pipeline, n_workers));
    let executor = match (n_workers, pipeline.run.workers) {
        (None, Workers::Between(min, max)) => {
            executor.scaling(Scaling::between(min.get(), max.get()))
        }
        (Some(_), _) | (None, Workers::Auto | Workers::Fixed(_)) => executor,
    };
    match pipeline.run.memory {
        Some(bytes) => executor.memory(bytes),
        None => executor,
    }
}

/// Whether the file at `path` is one of `only` or below one; all are if there are none.
pub(crate) fn is_asked_for(path: &str, only: &[PathBuf]) -> bool {
    only.is_empty() || only.iter().any(|asked_for| Path::new(path).starts_with(asked_for))
}
