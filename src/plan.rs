//! Expands a pipeline over the files of a story.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use storylint_graph::{
    Calendar, CastEntry, CastGender, CastKind, FailOn, Graph, GraphBuilder, Intended, Level, Node,
    NodeId, NodeKind, OnFailure, Pipeline, PipelineError, Policy, ResultNode, Retries, Role,
    Source, Spanned, Validate, did_you_mean,
};
use storylint_validators::story::{Allowance, Declaration, Document};
use storylint_validators::{
    CATALOGUE, Check, Intention, Intentions, Pattern, Rule, Severity, Span, story,
};

use crate::command::{Command, Permission, batches};
use crate::levels::{Levels, known, no_such_rule, wrong_options};
use crate::patterns::patterns;
use crate::sources::{Globs, Sources};
use crate::task::{Rules, Task, Work};

/// How many facts one task merges: a tree this wide is four levels deep for a thousand chapters.
const MERGE_WIDTH: usize = 8;

/// The tasks that `pipeline` asks for over `sources`, with rules at the levels that it and `given` say.
/// What it says is intended and nobody finds is told of at `pipeline_file`, if that is known. Programs
/// are run if there is `permission`.
///
/// A file becomes a task that reads it and, for each `validate` node, a task that checks it. Where
/// rules judge the whole story, a task learns the file's facts, and a tree of tasks merges these in
/// reading order. Nodes that read the same files share the tasks that do.
///
/// # Errors
/// If the pipeline names a rule that does not exist, gives a rule options that it does not
/// understand, has a glob that is none or a source that no file matches, or has nodes whose work
/// nobody would see. The error points at the place.
pub(crate) fn plan(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    given: &[(String, Level)],
    pipeline_file: Option<&str>,
    permission: &Permission,
) -> Result<Graph<Task>, PipelineError> {
    let levels = Levels::new(pipeline, given)?;
    let mut planner = Planner::new(pipeline, sources);
    let intended = planner.intended(pipeline_file.unwrap_or_default())?;
    // For each node, the tasks that hand on its documents or its findings.
    let mut planned: Vec<Vec<NodeId>> = Vec::new();
    for id in pipeline.graph.ids() {
        let node = &pipeline.graph[id];
        let missing = match node.kind {
            NodeKind::Source(_) => Some("node needs source"),
            NodeKind::Validate(_) => Some("result node needs validate"),
            NodeKind::Pattern(_) => Some("result node needs pattern"),
            NodeKind::Command(_) => Some("result node needs command"),
            NodeKind::Result(_) => None,
        };
        if let Some(missing) = missing.filter(|_| pipeline.graph.dependents(id).is_empty()) {
            let message = format!("no {missing} node `{}`", node.name);
            let help = "its work would be done for nothing".to_owned();
            return Err(pipeline.error(node.span.clone(), message, Some(help)));
        }
        let needs = pipeline.graph.needs(id);
        let needs = needs.iter().flat_map(|need| &planned[need.index()]).copied();
        planned.push(match &node.kind {
            NodeKind::Source(source) => planner.source(node, source)?,
            NodeKind::Validate(validate) => {
                planner.validate(node, validate, &levels, unique(needs))?
            }
            NodeKind::Pattern(pattern) => {
                let found = patterns(pipeline, node, pattern, &levels)?;
                let rules: Rules<_> = match found.0.is_empty() {
                    true => Arc::new([]),
                    false => Arc::new([(Box::new(found), None)]),
                };
                let label = format!("pattern node `{}`", node.name);
                planner.check(node, &label, rules, &unique(needs))
            }
            NodeKind::Command(command) => {
                let files = planner.files_of(id)?;
                planner.command(node, command, &files, &levels, permission)?
            }
            NodeKind::Result(result) => {
                let findings = unique(needs);
                let rules = planner.rules_of_intentions(id, &levels)?;
                planner.result(node, result, findings.clone(), &intended, rules);
                findings
            }
        });
    }
    Ok(planner.plan.build())
}

/// The tasks that learn what the files of `pipeline`'s sources say, with the one that hands on the
/// story that they add up to in reading order. A file has the role that the first source gives it
/// that reads it, and one that cannot be read is left out.
///
/// # Errors
/// If the pipeline has a glob that is none or a source that no file matches.
pub(crate) fn plan_facts(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
) -> Result<(Graph<Task>, NodeId), PipelineError> {
    let mut planner = Planner::new(pipeline, sources);
    let mut known = HashSet::new();
    let mut files = Vec::new();
    for id in pipeline.graph.ids() {
        let node = &pipeline.graph[id];
        if let NodeKind::Source(source) = &node.kind {
            let paths = planner.select(node, source)?;
            let new = paths.into_iter().filter(|path| known.insert(path.clone()));
            files.extend(new.map(|path| (path, role(source), node.policy.clone())));
        }
    }
    let positions = sources.positions();
    files.sort_by_key(|(path, ..)| positions[path.as_str()]);
    let files = files.into_iter().map(|(path, role, policy)| planner.read(path, role, policy));
    let documents = files.collect();
    let told = planner.story(documents, OnFailure::Continue);
    Ok((planner.plan.build(), told))
}

struct Planner<'a> {
    pipeline: &'a Pipeline,
    sources: &'a Arc<Sources>,
    plan: GraphBuilder<Task>,
    /// The calendar of the story's own.
    calendar: Option<Arc<story::Calendar>>,
    /// What a story that has to be whole needs too.
    unreachable: Vec<NodeId>,
    shared: HashMap<Shared, NodeId>,
    /// Who the pipeline says is in the story.
    cast: Arc<[Declaration]>,
}

/// What tasks that several nodes need are known by.
#[derive(PartialEq, Eq, Hash)]
enum Shared {
    Document(String, Option<story::Role>),
    Facts(NodeId),
    Story(Vec<NodeId>, OnFailure),
}

impl<'a> Planner<'a> {
    fn new(pipeline: &'a Pipeline, sources: &'a Arc<Sources>) -> Self {
        let mut plan = GraphBuilder::new();
        let unreachable = sources.unreachable().iter().map(|error| {
            let (label, policy) = ("listing files".to_owned(), Policy::default());
            let work = Work::Unreachable { error: error.clone() };
            plan.add(Task { label, policy, work }, [])
        });
        let unreachable = unreachable.collect();
        let calendar = pipeline.calendar.as_ref().map(|calendar| Arc::new(own(calendar)));
        let cast = pipeline.cast.iter().map(declaration).collect();
        Self { pipeline, sources, plan, calendar, unreachable, shared: HashMap::new(), cast }
    }

    /// The tasks that read the files of a source, in reading order.
    fn source(&mut self, node: &Node, source: &Source) -> Result<Vec<NodeId>, PipelineError> {
        let paths = self.select(node, source)?;
        let role = role(source);
        Ok(paths.into_iter().map(|path| self.read(path, role, node.policy.clone())).collect())
    }

    /// The files of a source, in reading order.
    fn select(&self, node: &Node, source: &Source) -> Result<Vec<String>, PipelineError> {
        let mut globs = Globs::default();
        self.add(&mut globs, &source.include, Globs::include)?;
        self.add(&mut globs, &source.exclude, Globs::exclude)?;
        let paths = self.sources.select(&globs);
        // Files that could not be listed are told of when the plan runs.
        if paths.is_empty() && !source.optional && self.unreachable.is_empty() {
            let message = format!("source node `{}` matches no file", node.name);
            let help = "globs are relative to the folder of the pipeline file; \
                        `optional = true` allows a source without files";
            return Err(self.pipeline.error(node.span.clone(), message, Some(help.to_owned())));
        }
        Ok(paths)
    }

    /// Adds `patterns` to `globs` as `add` does.
    fn add(
        &self,
        globs: &mut Globs,
        patterns: &[Spanned<String>],
        add: fn(&mut Globs, &str) -> Result<(), String>,
    ) -> Result<(), PipelineError> {
        patterns.iter().try_for_each(|pattern| {
            add(globs, pattern.get_ref()).map_err(|error| {
                let message = format!("`{}` is not a glob: {error}", pattern.get_ref());
                self.pipeline.error(pattern.span(), message, None)
            })
        })
    }

    fn read(&mut self, path: String, role: Option<story::Role>, policy: Policy) -> NodeId {
        let Self { sources, plan, shared, .. } = self;
        let known = shared.entry(Shared::Document(path.clone(), role));
        *known.or_insert_with(|| {
            let label = format!("reading `{}`", sources.shown(&path));
            let work = Work::Read { sources: Arc::clone(sources), path, role };
            plan.add(Task { label, policy, work }, [])
        })
    }

    /// The tasks that hand on the findings of a `validate` node about `documents`.
    fn validate(
        &mut self,
        node: &Node,
        validate: &Validate,
        levels: &Levels<'_>,
        documents: Vec<NodeId>,
    ) -> Result<Vec<NodeId>, PipelineError> {
        let (mut for_document, mut for_story) = (Vec::new(), Vec::new());
        for (rule, severity) in self.rules(node, validate, levels)? {
            match rule {
                Rule::Document(rule) => for_document.push((rule, severity)),
                Rule::Story(rule) => for_story.push((rule, severity)),
                // It judges what all others find, at the result node.
                Rule::Intentions(_) => {}
            }
        }
        let label = format!("validate node `{}`", node.name);
        let mut tasks = self.check(node, &label, for_document.into(), &documents);
        if !for_story.is_empty() {
            let story = self.story(documents, node.policy.on_failure);
            let work = Work::Judge { rules: for_story.into() };
            tasks.push(self.plan.add(Task { label, policy: node.policy.clone(), work }, [story]));
        }
        Ok(tasks)
    }

    /// The files of the sources that the node `id` needs.
    fn files_of(&self, id: NodeId) -> Result<Vec<String>, PipelineError> {
        let graph = &self.pipeline.graph;
        let mut files = Vec::new();
        for need in graph.needs(id) {
            if let NodeKind::Source(source) = &graph[need].kind {
                files.extend(self.select(&graph[need], source)?);
            }
        }
        let mut seen = HashSet::new();
        files.retain(|file| seen.insert(file.clone()));
        Ok(files)
    }

    /// The tasks that hand on what the program of a `command` node finds in `files`, some of them at a
    /// time. Where only so many may run at once, each waits for one before it.
    fn command(
        &mut self,
        node: &Node,
        declared: &storylint_graph::Command,
        files: &[String],
        levels: &Levels<'_>,
        permission: &Permission,
    ) -> Result<Vec<NodeId>, PipelineError> {
        if levels.has_off(&node.name) {
            return Ok(Vec::new());
        }
        if let Some(packed) = files.iter().find(|file| self.sources.is_packed(file)) {
            let name = &node.name;
            let message = format!("command node `{name}` cannot have `{packed}`, which is packed");
            let help = "a program is given files on disk; leave books out of its source";
            return Err(self.pipeline.error(node.span.clone(), message, Some(help.to_owned())));
        }
        let shared = Arc::new(declared.clone());
        let (name, levels): (Arc<str>, Arc<[_]>) =
            (node.name.as_str().into(), levels.of_pipeline().into());
        let mut tasks: Vec<NodeId> = Vec::new();
        for files in batches(declared, files) {
            let command = Command {
                node: Arc::clone(&name),
                declared: Arc::clone(&shared),
                sources: Arc::clone(self.sources),
                files,
                // The program is killed then, and the task comes back.
                timeout: node.policy.timeout,
                levels: Arc::clone(&levels),
                permission: permission.clone(),
            };
            let n_before = declared.concurrency.map_or(usize::MAX, |n| n.get());
            let before = tasks.len().checked_sub(n_before).map(|at| tasks[at]);
            let retries = match permission {
                Permission::Granted => node.policy.retries,
                Permission::Refused(_) => Retries::NONE,
            };
            let policy = Policy {
                timeout: None,
                retries,
                on_failure: OnFailure::Continue,
                ..node.policy.clone()
            };
            let label = format!("command node `{}`", node.name);
            tasks.push(
                self.plan.add(Task { label, policy, work: Work::Command { command } }, before),
            );
        }
        Ok(tasks)
    }

    /// The tasks that hand on what `rules` find in each of `documents`; none without rules.
    fn check(
        &mut self,
        node: &Node,
        label: &str,
        rules: Rules<Document>,
        documents: &[NodeId],
    ) -> Vec<NodeId> {
        let documents = documents.iter().filter(|_| !rules.is_empty());
        let tasks = documents.map(|&document| {
            let work = Work::Check { rules: Arc::clone(&rules) };
            let (label, policy) = (label.to_owned(), node.policy.clone());
            self.plan.add(Task { label, policy, work }, [document])
        });
        tasks.collect()
    }

    /// The rules of a `validate` node with their options, and how bad what they find is if that is
    /// said, in the order of the catalogue.
    fn rules(
        &self,
        node: &Node,
        validate: &Validate,
        levels: &Levels<'_>,
    ) -> Result<Vec<(Rule, Option<Severity>)>, PipelineError> {
        let mut patterns = Vec::new();
        for name in &validate.validators {
            let Some(pattern) = Pattern::parse(name.get_ref()) else {
                let (message, help) = no_such_rule(name.get_ref());
                return Err(self.pipeline.error(name.span(), message, Some(help)));
            };
            if pattern.is_of_pipeline() {
                let message = format!("`{}` is not run by a validate node", name.get_ref());
                let help = "it is found by the pattern or command node that it is declared in";
                return Err(self.pipeline.error(name.span(), message, Some(help.to_owned())));
            }
            patterns.push(pattern);
        }
        let ids = || patterns.iter().flat_map(|pattern| pattern.entries()).map(|it| it.meta.id);
        if let Some((rule, _)) =
            validate.options.iter().find(|(rule, _)| !ids().any(|id| id == rule.get_ref()))
        {
            let message = format!(
                "validate node `{}` has options for `{}`, which it does not run",
                node.name,
                rule.get_ref()
            );
            return Err(self.pipeline.error(
                rule.span(),
                message,
                did_you_mean(rule.get_ref(), ids()),
            ));
        }
        // Those of rules that are off are checked, too.
        for (rule, options) in &validate.options {
            let entry = CATALOGUE.iter().find(|entry| entry.meta.id == rule.get_ref());
            if let Some(Err(error)) = entry.map(|entry| entry.build(options.clone())) {
                return Err(wrong_options(self.pipeline, rule, &error));
            }
        }
        let chosen = levels.select(&patterns).into_iter().map(|(entry, severity)| {
            let given = validate.options.iter().find(|(rule, _)| rule.get_ref() == entry.meta.id);
            let options = given.map(|(_, options)| options.clone()).unwrap_or_default();
            let rule = entry.build(options).map_err(|error| {
                let message = format!("rule `{}`: {error}", entry.meta.id);
                self.pipeline.error(node.span.clone(), message, None)
            })?;
            Ok((rule, severity))
        });
        chosen.collect()
    }

    /// The rules that judge what is intended, of the `validate` nodes that the result node `id` needs.
    fn rules_of_intentions(
        &self,
        id: NodeId,
        levels: &Levels<'_>,
    ) -> Result<Rules<Intentions>, PipelineError> {
        let graph = &self.pipeline.graph;
        let mut chosen: Vec<(Box<dyn Check<Intentions>>, Option<Severity>)> = Vec::new();
        for need in graph.needs(id) {
            let NodeKind::Validate(validate) = &graph[need].kind else { continue };
            for (rule, severity) in self.rules(&graph[need], validate, levels)? {
                let Rule::Intentions(rule) = rule else { continue };
                if chosen.iter().all(|(known, _)| known.ids() != rule.ids()) {
                    chosen.push((rule, severity));
                }
            }
        }
        Ok(chosen.into())
    }

    /// What the pipeline, which is the file at `path`, says is intended.
    fn intended(&self, path: &str) -> Result<Arc<[Intention]>, PipelineError> {
        let path: Arc<str> = path.into();
        let nowhere: Arc<str> = "".into();
        let intention = |intended: &Intended| {
            let rule = intended.rule.get_ref();
            known(self.pipeline, rule).map_err(|(message, help)| {
                self.pipeline.error(intended.rule.span(), message, Some(help))
            })?;
            let mut globs = Globs::default();
            self.add(&mut globs, &intended.chapters, Globs::include)?;
            let files = (!intended.chapters.is_empty()).then(|| self.sources.select(&globs));
            // What several stories share is not told of where one has no use for it.
            let own = self.pipeline.own_span(intended.rule.span());
            let path = Arc::clone(if own.is_some() { &path } else { &nowhere });
            let lines = intended.lines.clone().and_then(|lines| self.pipeline.own_span(lines));
            let allowance = Allowance {
                span: Span::new(own.unwrap_or_default()),
                rule: rule.as_str().into(),
                names: intended.entities.iter().map(|name| name.as_str().into()).collect(),
                covers: Span { start: 0, end: u32::MAX },
                whole: lines.map(Span::new).into_iter().collect(),
            };
            let files = files.map(|files| files.into_iter().map(Arc::from).collect());
            Ok(Intention { path, allowance, files })
        };
        self.pipeline.intended.iter().map(intention).collect()
    }

    /// The task that hands on the story that `documents` tell.
    fn story(&mut self, documents: Vec<NodeId>, on_failure: OnFailure) -> NodeId {
        let key = Shared::Story(documents.clone(), on_failure);
        if let Some(&story) = self.shared.get(&key) {
            return story;
        }
        let policy = Policy { on_failure, ..Default::default() };
        let task =
            |work, label: &str| Task { label: label.to_owned(), policy: policy.clone(), work };
        let mut facts: Vec<NodeId> = Vec::new();
        for document in documents {
            let Self { plan, shared, calendar, .. } = self;
            let known = shared.entry(Shared::Facts(document));
            facts.push(*known.or_insert_with(|| {
                let policy = Policy::default();
                let work = Work::Learn { calendar: calendar.clone() };
                plan.add(Task { label: "learning facts".to_owned(), policy, work }, [document])
            }));
        }
        while facts.len() > MERGE_WIDTH {
            let merged = facts
                .chunks(MERGE_WIDTH)
                .map(|few| self.plan.add(task(Work::Merge, "merging facts"), few.iter().copied()));
            facts = merged.collect();
        }
        let needs = facts.iter().chain(&self.unreachable).copied();
        let tell = Work::Tell { sources: Arc::clone(self.sources), cast: Arc::clone(&self.cast) };
        let story = self.plan.add(task(tell, "merging facts"), needs);
        self.shared.insert(key, story);
        story
    }

    fn result(
        &mut self,
        node: &Node,
        result: &ResultNode,
        findings: Vec<NodeId>,
        intended: &Arc<[Intention]>,
        rules: Rules<Intentions>,
    ) {
        let fail_on = match result.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        };
        let label = format!("result node `{}`", node.name);
        let work = Work::Result { fail_on, intended: Arc::clone(intended), rules };
        self.plan.add(Task { label, policy: node.policy.clone(), work }, findings);
    }
}

/// The declared calendar as the story's.
fn own(calendar: &Calendar) -> story::Calendar {
    let month = |(name, days): &(String, u8)| story::Month { name: name.clone(), days: *days };
    story::Calendar {
        months: calendar.months.iter().map(month).collect(),
        weekdays: calendar.weekdays.clone(),
        epoch_weekday: calendar.epoch_weekday,
        eras: calendar.eras.clone(),
    }
}

fn role(source: &Source) -> Option<story::Role> {
    source.role.map(|role| match role {
        Role::Story => story::Role::Story,
        Role::Reference => story::Role::Reference,
        Role::Notes => story::Role::Notes,
    })
}

/// What the pipeline declares of somebody, as a fact.
fn declaration(entry: &CastEntry) -> Declaration {
    let kind = entry.kind.map(|kind| match kind {
        CastKind::Person => story::Kind::Person,
        CastKind::Place => story::Kind::Place,
        CastKind::Organisation => story::Kind::Organisation,
        CastKind::Other => story::Kind::Other,
    });
    let gender = entry.gender.map(|gender| match gender {
        CastGender::Female => story::Gender::Female,
        CastGender::Male => story::Gender::Male,
    });
    let names = entry.names.iter().map(|name| name.get_ref().as_str());
    Declaration::of_pipeline(names, kind, gender)
}

/// `ids`, each where it first stands.
fn unique(ids: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
