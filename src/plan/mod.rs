//! Expands a pipeline over the files of a story.

mod chosen;
mod cut;
mod demand;
mod planner;
mod resolve;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use storylint_graph::{Faults, Graph, NodeId, OnFailure, Pipeline, PipelineErrors};

use self::demand::{Demand, demands};
use self::planner::Planner;
pub(crate) use self::planner::Wanted;
use self::resolve::{Resolved, Resolver};
use crate::levels::Levels;
use crate::opened::File;
use crate::stages::Stages;
use crate::task::Task;

/// What is to be run.
pub(crate) struct Plan {
    /// The tasks.
    pub(crate) graph: Graph<Task>,
    /// Why the work is spread over them as it is, a sentence each, without a final period.
    pub(crate) reasons: Vec<String>,
}

/// The tasks that `pipeline` asks for over the sources of `stages`.
///
/// A file becomes a task that reads it, checks it by the document rules of all `validate` nodes, and
/// learns its facts where rules judge the whole story; or, where it is [cut](Cutting::cut), some tasks
/// that do so. A tree of tasks merges the facts in reading order, and others judge the story.
///
/// # Errors
/// If there are `faults` already, or the pipeline names a rule that does not exist, gives a rule options that it
/// does not understand, has a glob that is none or a source that no file matches, or has nodes whose work nobody
/// would see: all that is wrong, each with its place.
pub(crate) fn plan(
    pipeline: &Pipeline,
    stages: &Arc<Stages>,
    wanted: &Wanted<'_>,
    faults: Faults,
) -> Result<Plan, PipelineErrors> {
    let nodes = resolved(pipeline, stages, wanted, faults)?;
    let mut planner = Planner::new(pipeline, stages, wanted);
    let policies = || pipeline.graph.nodes().map(|node| &node.policy);
    planner.examine(&demands(&nodes, policies()));
    for (node, policy) in nodes.iter().zip(policies()) {
        match node {
            Resolved::Source(_) => {}
            Resolved::Validate(validated) => planner.judge(validated, policy),
            Resolved::Commands(commands) => planner.commands(commands, policy),
            Resolved::Result(gathering) => planner.result(gathering, policy),
        }
    }
    Ok(Plan { graph: planner.plan.build(), reasons: planner.reasons })
}

/// The tasks that learn what the files of `pipeline`'s sources say, with the one that hands on the
/// story that they add up to in reading order. A file has the role that the first source gives it
/// that reads it, and one that cannot be read is left out.
///
/// # Errors
/// As [`plan`].
pub(crate) fn plan_facts(
    pipeline: &Pipeline,
    stages: &Arc<Stages>,
    wanted: &Wanted<'_>,
    faults: Faults,
) -> Result<(Graph<Task>, NodeId), PipelineErrors> {
    let nodes = resolved(pipeline, stages, wanted, faults)?;
    let mut files: FxHashMap<&str, Demand<'_>> = FxHashMap::default();
    for (node, id) in nodes.iter().zip(pipeline.graph.ids()) {
        let policy = &pipeline.graph[id].policy;
        for file in node.reads() {
            let demand = Demand { file, policy, checks: Vec::new(), learns: true };
            files.entry(&file.path).or_insert(demand);
        }
    }
    let positions = stages.sources.positions();
    let mut demands = Vec::from_iter(files.into_values());
    demands.sort_by_key(|demand| positions[demand.file.path.as_str()]);
    let mut planner = Planner::new(pipeline, stages, wanted);
    planner.examine(&demands);
    let files: Vec<File> = demands.iter().map(|demand| demand.file.clone()).collect();
    let told = planner.story(&files, OnFailure::Continue);
    Ok((planner.plan.build(), told))
}

fn resolved(
    pipeline: &Pipeline,
    stages: &Stages,
    wanted: &Wanted<'_>,
    faults: Faults,
) -> Result<Vec<Resolved>, PipelineErrors> {
    let levels = &Levels::new(pipeline, wanted.levels, &faults);
    let (sources, meters) = (&stages.sources, &stages.meters);
    let Wanted { pipeline_file: file, permission, .. } = *wanted;
    let resolver =
        Resolver { pipeline, sources, meters, levels, file, permission, faults: &faults };
    let nodes = resolver.nodes();
    faults.refuse()?;
    Ok(nodes)
}
