//! Tasks for what the nodes of a pipeline ask for.

use std::iter;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use storylint_engine::longest_first;
use storylint_graph::{
    GraphBuilder, Level, NodeId, OnFailure, Pipeline, PlanLevel, Policy, Retries,
};
use storylint_validators::Context;
use storylint_validators::story::{Document, Insight, Story};

use super::cut::{Cut, Cutting};
use super::demand::Demand;
use super::resolve::{Commands, Validated, not_left_out, unique};
use crate::command::{Permission, family};
use crate::costs::{Costs, LEARN, MERGE, PARSE, PROGRAM_START, of_bytes, of_file};
use crate::divide::divide;
use crate::opened::File;
use crate::rules::Lane;
use crate::stages::Stages;
use crate::task::{Task, Work};
use crate::verdict::Gathering;

/// How many facts one task merges. It takes less to merge many at once, and of a thousand chapters this
/// still makes tasks for 32 workers.
const MERGE_WIDTH: usize = 32;

/// The system is asked for the sizes of so many files by one worker: that takes a millisecond or two, much longer
/// than to start the worker.
const MANY_FILES: usize = 1024;

/// How much memory is taken for a byte of text to parse a document, check it and learn its facts, at most: 3.3
/// bytes for one of 200 MB.
const EXAMINING: u64 = 4;

/// How much memory is taken for a byte of text to judge a story by its facts, about: 35 MB for one of 50 MB, so
/// that two rules together would take more than what is asked for most often.
const JUDGING: u64 = 1;

/// What a plan is made for, beside a pipeline and its sources.
pub(crate) struct Wanted<'a> {
    /// What is said of rules, before what the pipeline says.
    pub(crate) levels: &'a [(String, Level)],
    /// The pipeline file, where what it says is intended and nobody finds is told of, if that is known.
    pub(crate) pipeline_file: Option<&'a str>,
    /// How many workers there will be, at least one.
    pub(crate) n_workers: usize,
    /// Whether other programs may be run.
    pub(crate) permission: &'a Permission,
    /// What things cost.
    pub(crate) costs: &'a Costs,
}

/// A plan in the making.
pub(super) struct Planner<'a> {
    stages: &'a Arc<Stages>,
    wanted: &'a Wanted<'a>,
    /// How work is cut into tasks.
    level: PlanLevel,
    /// Whether tasks may hold only so much memory together.
    has_budget: bool,
    /// How long a task may take that belongs to no node.
    timeout: Option<Duration>,
    pub(super) plan: GraphBuilder<Task>,
    /// What a story that has to be whole needs too.
    unreachable: Vec<NodeId>,
    /// The tasks that hand on findings of each validate node.
    found: FxHashMap<usize, Vec<NodeId>>,
    /// The tasks that hand on the facts of a file, in order.
    facts: FxHashMap<File, Vec<NodeId>>,
    stories: FxHashMap<(Vec<File>, OnFailure), NodeId>,
    /// The tasks that work out what rules ask the story for that a task hands on, for nodes with this timeout.
    insights: FxHashMap<(NodeId, Insight, Option<Duration>), NodeId>,
    /// How many bytes of text each file has.
    sizes: FxHashMap<File, u64>,
    /// Why the work is spread over the tasks as it is.
    pub(super) reasons: Vec<String>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        pipeline: &Pipeline,
        stages: &'a Arc<Stages>,
        wanted: &'a Wanted<'a>,
    ) -> Self {
        let mut planner = Self {
            stages,
            wanted,
            level: pipeline.run.level,
            has_budget: pipeline.run.memory.is_some(),
            timeout: pipeline.run.timeout,
            plan: GraphBuilder::new(),
            unreachable: Vec::new(),
            found: FxHashMap::default(),
            facts: FxHashMap::default(),
            stories: FxHashMap::default(),
            insights: FxHashMap::default(),
            sizes: FxHashMap::default(),
            reasons: Vec::new(),
        };
        for unread in not_left_out(pipeline, stages.sources.unreachable()) {
            let work = Work::Unreachable { error: unread.error.clone() };
            let task = planner.add(work, Policy::default(), []);
            planner.unreachable.push(task);
        }
        planner
    }

    fn add(
        &mut self,
        work: Work,
        policy: Policy,
        needs: impl IntoIterator<Item = NodeId>,
    ) -> NodeId {
        self.plan.add(Task { policy, work, stages: Arc::clone(self.stages) }, needs)
    }

    /// Gives a reason, unless it was given before.
    fn give(&mut self, reason: String) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// What doing each of `what` to so many bytes is expected to take.
    fn cost(&self, what: impl IntoIterator<Item = &'static str>, n_bytes: u64) -> Duration {
        what.into_iter().map(|what| self.wanted.costs.of(what, n_bytes)).sum()
    }

    /// The memory that a task is expected to hold that takes so much for each of so many bytes, if anybody asks.
    fn memory(&self, each: u64, n_bytes: u64) -> Option<u64> {
        self.has_budget.then(|| n_bytes.saturating_mul(each))
    }

    /// Adds the tasks that do what is asked of files.
    pub(super) fn examine(&mut self, demands: &[Demand<'_>]) {
        let (level, n_workers) = (self.level, self.wanted.n_workers);
        let size = |demand: &Demand<'_>| self.stages.size(&demand.file.path);
        let sizes = |piece: &[Demand<'_>]| Vec::from_iter(piece.iter().map(size));
        let sizes = divide(demands, MANY_FILES, n_workers, sizes).concat();
        let cutting = Cutting { level, n_workers, n_bytes: sizes.iter().sum() };
        self.reasons.push(cutting.reason());
        let most = demands.iter().zip(&sizes).find(|(_, size)| **size > cutting.n_bytes / 2);
        self.stages.sources.keep(most.map(|(demand, _)| demand.file.path.as_str()));
        let learning = self.wanted.costs.per_byte(LEARN);
        // Most files are asked the same, so they share it.
        let mut last = (Vec::new(), Arc::from(Vec::new()), self.wanted.costs.per_byte(PARSE));
        for (demand, n_bytes) in demands.iter().zip(sizes) {
            let opening = of_file(self.sizes.is_empty());
            self.sizes.insert(demand.file.clone(), n_bytes);
            let cut = match cutting.cut(n_bytes) {
                Cut::Whole if !demand.is_one_policy() => {
                    self.give(
                        "files are read and checked by tasks of their own, because a node \
                               has its own timeout or retries"
                            .to_owned(),
                    );
                    Cut::SEPARATE
                }
                cut => cut,
            };
            if let Cut::Parts { n_parts, by_rule } = cut {
                if n_parts > 1 {
                    let path = self.stages.sources.shown(&demand.file.path);
                    self.give(format!("`{path}` is cut in {n_parts} parts: {}", cutting.why_cut()));
                }
                self.examine_parts(demand, opening, n_bytes, n_parts, by_rule);
                continue;
            }
            let nodes = Vec::from_iter(demand.checks.iter().map(|(lane, _)| lane.node));
            if last.0 != nodes {
                let lanes = demand.checks.iter().map(|(lane, _)| (*lane).clone());
                let lanes = Arc::<[Lane<Document>]>::from_iter(lanes);
                let rules = lanes.iter().flat_map(|lane| lane.rules.iter().map(|rule| rule.name));
                let all = [PARSE].into_iter().chain(rules);
                let per_byte = all.map(|what| self.wanted.costs.per_byte(what)).sum();
                last = (nodes.clone(), lanes, per_byte);
            }
            let (_, lanes, per_byte) = &last;
            let lanes = Arc::clone(lanes);
            let learning = if demand.learns { learning } else { 0.0 };
            let cost = opening + of_bytes(per_byte + learning, n_bytes);
            let priority = demand.checks.iter().map(|(_, policy)| policy.priority).min();
            let own = demand.policy;
            let priority = priority.map_or(own.priority, |least| least.min(own.priority));
            let policy = Policy {
                priority,
                cost: own.cost.or(Some(cost)),
                memory: own.memory.or(self.memory(EXAMINING, n_bytes)),
                ..own.clone()
            };
            let work = Work::Examine { file: demand.file.clone(), lanes, learns: demand.learns };
            let task = self.add(work, policy, []);
            for node in nodes {
                self.found.entry(node).or_default().push(task);
            }
            self.facts.insert(demand.file.clone(), vec![task]);
        }
    }

    /// Adds the tasks that read a file, which takes so long to open, learn what it teaches in so many parts, and check it.
    fn examine_parts(
        &mut self,
        demand: &Demand<'_>,
        opening: Duration,
        n_bytes: u64,
        n_parts: usize,
        by_rule: bool,
    ) {
        let Demand { file, policy, checks, learns } = demand;
        let cost = Some(opening + self.cost([PARSE], n_bytes));
        let policy = Policy {
            cost: policy.cost.or(cost),
            memory: policy.memory.or(self.memory(EXAMINING, n_bytes)),
            ..(*policy).clone()
        };
        let timeout = policy.timeout;
        let read = self.add(Work::Read { file: (*file).clone() }, policy, []);
        let parts = if *learns { n_parts } else { 0 };
        let parts = (0..parts).map(|part| {
            let policy = Policy {
                cost: Some(self.cost([LEARN], n_bytes / n_parts as u64)),
                timeout,
                ..Policy::default()
            };
            self.add(Work::Learn { file: (*file).clone(), part, n_parts }, policy, [read])
        });
        let parts = Vec::from_iter(parts);
        self.facts.insert((*file).clone(), parts);
        for (lane, policy) in checks {
            for lane in self.spread(lane, n_bytes, by_rule) {
                let node = lane.node;
                let cost = self.cost(lane.rules.iter().map(|rule| rule.name), n_bytes);
                let policy = Policy {
                    cost: policy.cost.or(Some(cost)),
                    // Without a document there is nothing to go on with.
                    on_failure: OnFailure::Skip,
                    ..(*policy).clone()
                };
                let task = self.add(Work::Check { file: (*file).clone(), lane }, policy, [read]);
                self.found.entry(node).or_default().push(task);
            }
        }
    }

    /// The rules of `lane` as those of some lanes that take about as long for so many bytes.
    fn spread<S>(&self, lane: &Lane<S>, n_bytes: u64, by_rule: bool) -> Vec<Lane<S>> {
        let n_lanes = if by_rule { lane.rules.len().min(2 * self.wanted.n_workers) } else { 1 };
        if n_lanes <= 1 {
            return vec![lane.clone()];
        }
        let costs = lane.rules.iter().map(|rule| self.cost([rule.name], n_bytes));
        let places = longest_first(&Vec::from_iter(costs), n_lanes);
        let lanes = (0..n_lanes).map(|at| {
            let own = lane.rules.iter().zip(&places).filter(|(_, place)| **place == at);
            Lane::new(lane.node, &lane.name, own.map(|(rule, _)| Arc::clone(rule)).collect())
        });
        lanes.filter(|lane| !lane.rules.is_empty()).collect()
    }

    /// Adds the tasks that judge the story by the rules of a validate node.
    pub(super) fn judge(&mut self, validated: &Validated, policy: &Policy) {
        if validated.story.rules.is_empty() {
            return;
        }
        let story = self.story(&validated.files, policy.on_failure);
        let n_bytes = validated.files.iter().map(|file| self.sizes[file]).sum();
        let n_workers = self.wanted.n_workers;
        if n_workers == 1 {
            self.judgement(validated.story.clone(), policy, n_bytes, vec![story]);
            return;
        }
        let (name, rules) = (&validated.story.name, validated.story.rules.len());
        if rules > 1 {
            self.give(format!(
                "{rules} rules of validate node `{name}` judge the story in a task each, because \
                 {n_workers} workers would wait for one"
            ));
        }
        for rule in validated.story.rules.iter() {
            let ask = |story: &Story| rule.check.run(story, &mut Context::default());
            let insights = Story::asked_for(ask);
            let timeout = policy.timeout;
            let insights = insights.into_iter().map(|it| self.insight(story, it, timeout, n_bytes));
            let needs = iter::once(story).chain(insights).collect();
            let lane = Lane::new(validated.story.node, name, [Arc::clone(rule)].into());
            self.judgement(lane, policy, n_bytes, needs);
        }
    }

    /// Adds the task that judges a story of so many bytes by the rules of `lane`.
    fn judgement(&mut self, lane: Lane<Story>, policy: &Policy, n_bytes: u64, needs: Vec<NodeId>) {
        let node = lane.node;
        let cost = self.cost(lane.rules.iter().map(|rule| rule.name), n_bytes);
        let policy = Policy {
            cost: policy.cost.or(Some(cost)),
            memory: policy.memory.or(self.memory(JUDGING, n_bytes)),
            ..policy.clone()
        };
        let task = self.add(Work::Judge { lane }, policy, needs);
        self.found.entry(node).or_default().push(task);
    }

    /// The task that works out `insight` of a `story` of so many bytes, after those that this is made of, for nodes
    /// with this `timeout`: a rule that asks for what another worker is at would only wait.
    fn insight(
        &mut self,
        story: NodeId,
        insight: Insight,
        timeout: Option<Duration>,
        n_bytes: u64,
    ) -> NodeId {
        if let Some(&known) = self.insights.get(&(story, insight, timeout)) {
            return known;
        }
        let mut needs = vec![story];
        for need in Story::asked_for(|story| story.work_out(insight)) {
            if need != insight {
                needs.push(self.insight(story, need, timeout, n_bytes));
            }
        }
        let policy = Policy {
            cost: Some(self.cost([insight.name()], n_bytes)),
            memory: self.memory(JUDGING, n_bytes),
            timeout,
            ..Policy::default()
        };
        let task = self.add(Work::Infer { insight }, policy, needs);
        self.insights.insert((story, insight, timeout), task);
        task
    }

    /// The task that hands on the story that `files` tell.
    pub(super) fn story(&mut self, files: &[File], on_failure: OnFailure) -> NodeId {
        let key = (files.to_vec(), on_failure);
        if let Some(&story) = self.stories.get(&key) {
            return story;
        }
        let n_bytes: u64 = files.iter().map(|file| self.sizes[file]).sum();
        let timeout = self.timeout;
        // Each with the first and the last of the files that they are of.
        let of_file = |file| self.facts[file].iter().map(move |&task| (task, file, file));
        let mut facts = Vec::from_iter(files.iter().flat_map(of_file));
        while facts.len() > MERGE_WIDTH {
            let share = n_bytes * MERGE_WIDTH as u64 / facts.len() as u64;
            let cost = Some(self.cost([MERGE], share));
            let n_parts = facts.len().div_ceil(MERGE_WIDTH);
            let merged = facts.chunks(MERGE_WIDTH).enumerate().map(|(part, few)| {
                let policy = Policy { cost, on_failure, timeout, ..Policy::default() };
                let (first, last) = (few[0].1, few[few.len() - 1].2);
                let files = [first.clone(), last.clone()];
                let work = Work::Merge { files, part, n_parts };
                (self.add(work, policy, few.iter().map(|(task, ..)| *task)), first, last)
            });
            facts = merged.collect();
        }
        let facts = facts.into_iter().map(|(task, ..)| task).chain(self.unreachable.clone());
        let facts = Vec::from_iter(facts);
        let cost = Some(self.cost([MERGE], n_bytes));
        let policy = Policy { cost, on_failure, timeout, ..Policy::default() };
        let story = self.add(Work::Tell, policy, facts);
        self.stories.insert(key, story);
        story
    }

    /// Adds the tasks that run other programs. Where only so many may run at once, each waits for one
    /// before it.
    pub(super) fn commands(&mut self, commands: &Commands, policy: &Policy) {
        let mut tasks: Vec<NodeId> = Vec::new();
        for command in &commands.all {
            let n_before = command.declared.concurrency.map_or(usize::MAX, NonZeroUsize::get);
            let before = tasks.len().checked_sub(n_before).map(|at| tasks[at]);
            let retries = match command.permission {
                Permission::Granted => policy.retries,
                Permission::Refused(_) => Retries::NONE,
            };
            let n_bytes = command.files.iter().map(|file| self.stages.sources.size(file));
            let n_bytes = PROGRAM_START + n_bytes.sum::<u64>();
            let cost = self.wanted.costs.of(&family(&command.node), n_bytes);
            let policy = Policy {
                cost: policy.cost.or(Some(cost)),
                // The program is killed then, and the task comes back.
                timeout: None,
                retries,
                on_failure: OnFailure::Continue,
                ..policy.clone()
            };
            tasks.push(self.add(Work::Command(command.clone()), policy, before));
        }
        self.found.insert(commands.node, tasks);
    }

    /// Adds the task that gathers what other nodes find.
    pub(super) fn result(&mut self, gathering: &Gathering, policy: &Policy) {
        let needs = gathering.gathers.iter().filter_map(|node| self.found.get(node)).flatten();
        let needs = unique(needs.copied());
        self.add(Work::Result(gathering.clone()), policy.clone(), needs);
    }
}
