//! A pipeline over the files of a story, to a plan that is ready to run.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use storylint_engine::{
    Compiled, Executor, ExecutorBuilder, Ranking, Scaling, Simulation, Simulator, compile,
};
use storylint_graph::{Faults, Level, Pipeline, PipelineErrors, Workers};

use crate::cache::Cache;
use crate::command::Permission;
use crate::costs::Costs;
use crate::ordered::ordered;
use crate::plan::{Plan, Wanted, plan};
use crate::sources::{Sources, is_beside};
use crate::stages::Stages;
use crate::task::{Task, Work};

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
    /// The folder of the cache, if there is to be one.
    pub cache: Option<PathBuf>,
    /// Whether the report tells how long the run took beside what was expected.
    pub explain: bool,
}

/// A cache takes so many bytes at most.
const CACHE_LIMIT: u64 = 256 << 20;

/// A plan, ready to run.
pub(crate) struct Prepared {
    pub(crate) tasks: Compiled<Task>,
    /// Why the work is spread over them as it is.
    pub(crate) reasons: Vec<String>,
    pub(crate) n_workers: usize,
    pub(crate) stages: Arc<Stages>,
}

impl Prepared {
    /// Whether there is anything to check: a file of the story, or a program to run.
    pub(crate) fn has_work(&self) -> bool {
        self.tasks.ids().any(|id| match &self.tasks[id].work {
            Work::Read { file } | Work::Examine { file, .. } => !is_beside(&file.path),
            Work::Unreachable { .. } | Work::Command(_) => true,
            Work::Check { .. }
            | Work::Learn { .. }
            | Work::Merge { .. }
            | Work::Tell
            | Work::Infer { .. }
            | Work::Judge { .. }
            | Work::Result(_) => false,
        })
    }

    /// How a run is expected to go.
    pub(crate) fn predicted(&self) -> Simulation {
        let cost = |id| self.tasks[id].policy.cost.unwrap_or_default();
        Simulator::new(self.n_workers).simulate(&self.tasks, cost)
    }
}

/// What a check of `sources` begins with: files in order, and what earlier runs found out. That some
/// cannot be put in the order that the pipeline asks for is added to `faults`.
pub(crate) fn begin(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    settings: &Settings,
    faults: &Faults,
) -> Arc<Stages> {
    sources.keep(None);
    let cache = settings.cache.as_deref().map(|folder| Arc::new(Cache::open(folder, CACHE_LIMIT)));
    Arc::new(Stages::new(pipeline, &ordered(pipeline, sources, faults), cache))
}

/// Plans a check that has begun with `stages`, and with `faults`.
///
/// # Errors
/// If there are faults, or the pipeline cannot be checked by: see `check`.
pub(crate) fn prepare(
    pipeline: &Pipeline,
    stages: Arc<Stages>,
    settings: &Settings,
    faults: Faults,
) -> Result<Prepared, PipelineErrors> {
    let n_workers = workers(pipeline, settings.n_workers);
    let wanted = Wanted {
        levels: &settings.levels,
        pipeline_file: settings.pipeline_file.as_deref(),
        n_workers,
        permission: &settings.permission,
        costs: &stages.costs(),
    };
    let Plan { graph, reasons } = plan(pipeline, &stages, &wanted, faults)?;
    let mut tasks = compile(graph);
    if n_workers > 1 {
        tasks = tasks.ranked(Ranking::UpwardRank, |_| None);
    }
    Ok(Prepared { tasks, reasons, n_workers, stages })
}

/// Refuses a `pipeline` that has `faults`, of which only what is sound was read, or cannot be planned over `sources`.
///
/// # Errors
/// All that is wrong, if anything is.
pub(crate) fn must_be_plannable(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    faults: Faults,
) -> Result<(), PipelineErrors> {
    let stages = Arc::new(Stages::new(pipeline, &ordered(pipeline, sources, &faults), None));
    let (permission, costs) = (&Permission::default(), &Costs::default());
    let wanted = Wanted { levels: &[], pipeline_file: None, n_workers: 1, permission, costs };
    plan(pipeline, &stages, &wanted, faults).map(drop)
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::costs::PROGRAM_START;

    /// The tasks that a check by `pipeline` of 70 files is with four workers.
    fn planned(pipeline: &str) -> Prepared {
        let text = format!(
            "{pipeline}\nsource.s.include = ['*']\nresult.r.needs = ['v']\n\
             validate.v.needs = ['s']\nvalidate.v.validators = ['*']"
        );
        let pipeline = Pipeline::parse(&text, "p.toml").expect("it is one");
        let file =
            |number: usize| (format!("{number}.md"), b"The boat came in.\n\n".repeat(number * 900));
        let sources = Arc::new(Sources::in_memory((0..70).map(file)));
        let settings = Settings { n_workers: Some(4), ..Settings::default() };
        let faults = pipeline.faults();
        let stages = begin(&pipeline, &sources, &settings, &faults);
        prepare(&pipeline, stages, &settings, faults).expect("a plan")
    }

    #[test]
    fn the_timeout_of_the_run_holds_for_every_task() {
        let prepared = planned("run = { timeout = '9s', level = 'chunk' }");
        let tasks = Vec::from_iter(prepared.tasks.ids().map(|id| &prepared.tasks[id]));
        let without = tasks.iter().filter(|task| task.policy.timeout.is_none());
        assert_eq!(without.map(|task| task.kind()).collect::<Vec<_>>(), [""; 0]);
        for kind in ["merge facts", "learn facts", "merge facts to a story"] {
            assert!(tasks.iter().any(|task| task.kind() == kind), "{kind}");
        }
    }

    #[test]
    fn what_merges_facts_says_of_which_files() {
        let tasks = planned("").tasks;
        let tasks = tasks.ids().map(|id| &tasks[id]);
        let merging = tasks.filter(|task| matches!(task.work, Work::Merge { .. }));
        assert_eq!(
            merging.map(Task::full_title).collect::<Vec<_>>(),
            [
                "merging facts of `0.md` to `31.md`: part 1 of 3",
                "merging facts of `32.md` to `63.md`: part 2 of 3",
                "merging facts of `64.md` to `69.md`: part 3 of 3",
            ]
        );
    }

    #[test]
    fn a_program_that_is_started_for_each_file_takes_longer() {
        let expected = |batch: &str| -> Duration {
            let run = format!("needs = ['s'], run = ['x', '{{files}}'], format = 'gnu'{batch}");
            let tasks = planned(&format!("command.c = {{ {run} }}\nresult.o.needs = ['c']")).tasks;
            let programs = tasks.ids().filter(|&id| matches!(tasks[id].work, Work::Command(_)));
            programs.map(|id| tasks[id].policy.cost.unwrap_or_default()).sum()
        };
        let (once, each) = (expected(""), expected(", batch = 1"));
        assert_eq!(each - once, 69 * Costs::default().of("command/c/*", PROGRAM_START));
    }

    #[test]
    fn what_rules_share_has_the_timeout_of_their_node() {
        let prepared = planned("run.timeout = '9s'\nvalidate.v.timeout = '3s'");
        let tasks = prepared.tasks.ids().map(|id| &prepared.tasks[id]);
        let shared = tasks.filter(|task| matches!(task.work, Work::Infer { .. }));
        let timeouts = shared.map(|task| task.policy.timeout.map(|it| it.as_secs()));
        let timeouts = Vec::from_iter(timeouts);
        assert!(timeouts.len() > 5 && timeouts.iter().all(|it| *it == Some(3)), "{timeouts:?}");
    }
}
