//! The nodes of a pipeline over a story: files for globs, rules for names.

use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use storylint_graph::{
    self as graph, FailOn, Faults, Intended, Node, NodeId, NodeKind, PatternNode, Pipeline,
    ResultNode, Role, Source, Spanned, Validate,
};
use storylint_validators::story::{Allowance, Document, Story};
use storylint_validators::{Check, Intention, Intentions, Rule, Severity, Span, story};

use super::chosen::chosen;
use crate::cache::Key;
use crate::command::{Command, Permission, batches, family};
use crate::levels::{Levels, known};
use crate::meters::Meters;
use crate::opened::File;
use crate::patterns::patterns;
use crate::rules::{Lane, Ruled};
use crate::sources::{Globs, Sources, Unread, is_beside};
use crate::verdict::Gathering;

/// What the rules of pattern nodes are called in costs.
const PATTERN: &str = "pattern";

/// What resolves names and globs.
pub(super) struct Resolver<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) sources: &'a Arc<Sources>,
    pub(super) levels: &'a Levels,
    /// The pipeline file, where what it says is intended and nobody finds is told of, if that is known.
    pub(super) file: Option<&'a str>,
    /// Whether other programs may be run.
    pub(super) permission: &'a Permission,
    pub(super) meters: &'a Meters,
    /// What is wrong with the pipeline. What has a fault comes to nothing.
    pub(super) faults: &'a Faults,
}

/// A node of a pipeline.
pub(super) enum Resolved {
    /// The files of a source, in reading order.
    Source(Vec<File>),
    /// A validate or pattern node.
    Validate(Validated),
    Commands(Commands),
    Result(Gathering),
}

/// What a `validate` node does.
pub(super) struct Validated {
    /// What it judges, each once, in the order of its needs.
    pub(super) files: Vec<File>,
    /// The rules that judge documents.
    pub(super) documents: Lane<Document>,
    /// The rules that judge the story.
    pub(super) story: Lane<Story>,
    /// The rules that judge what is intended, at result nodes that need it.
    intentions: Vec<Arc<Ruled<Intentions>>>,
}

/// What a `command` node runs.
pub(super) struct Commands {
    /// The index of the node in its pipeline.
    pub(super) node: usize,
    /// Its program over some files, and over others.
    pub(super) all: Vec<Command>,
}

impl Resolved {
    /// The files that it hands on.
    pub(super) fn files(&self) -> &[File] {
        match self {
            Self::Source(files) => files,
            Self::Validate(_) | Self::Commands(_) | Self::Result(_) => &[],
        }
    }

    /// The files that it selects or judges.
    pub(super) fn reads(&self) -> &[File] {
        match self {
            Self::Source(files) => files,
            Self::Validate(validated) => &validated.files,
            Self::Commands(_) | Self::Result(_) => &[],
        }
    }
}

impl Resolver<'_> {
    /// The nodes of the pipeline, in its order.
    pub(super) fn nodes(&self) -> Vec<Resolved> {
        let intended = self.intended();
        let mut nodes = Vec::new();
        for id in self.pipeline.graph.ids() {
            nodes.push(self.node(id, &nodes, &intended));
        }
        nodes
    }

    /// The node `id`; those before it are known.
    fn node(&self, id: NodeId, before: &[Resolved], intended: &Arc<[Intention]>) -> Resolved {
        let node = &self.pipeline.graph[id];
        let missing = match node.kind {
            NodeKind::Source(_) => Some("node needs source"),
            NodeKind::Validate(_) => Some("result node needs validate"),
            NodeKind::Pattern(_) => Some("result node needs pattern"),
            NodeKind::Command(_) => Some("result node needs command"),
            NodeKind::Result(_) => None,
        };
        let is_seen = !self.pipeline.graph.dependents(id).is_empty() || !self.pipeline.is_whole;
        if let Some(missing) = missing.filter(|_| !is_seen) {
            let message = format!("no {missing} node `{}`", node.name);
            let help =
                "its work would be done for nothing: name it in the `needs` of one, or take it out";
            self.faults.add(node.span.clone(), message, Some(help.to_owned()));
            if let NodeKind::Source(_) = node.kind {
                return Resolved::Source(Vec::new());
            }
        }
        let needs = self.pipeline.graph.needs(id);
        let needs = needs.iter().map(|need| (need.index(), &before[need.index()]));
        match &node.kind {
            NodeKind::Source(source) => Resolved::Source(self.source(node, source)),
            NodeKind::Validate(validate) => {
                let shared = self.sources.beside().cloned();
                let shared = shared.map(|path| File { path, role: Some(story::Role::Reference) });
                let files = needs.flat_map(|(_, need)| need.files()).cloned().chain(shared);
                Resolved::Validate(self.validate(id, node, validate, unique(files)))
            }
            NodeKind::Pattern(pattern) => {
                let files = needs.flat_map(|(_, need)| need.files()).cloned();
                Resolved::Validate(self.pattern(id, node, pattern, unique(files)))
            }
            NodeKind::Command(command) => {
                let files = needs.flat_map(|(_, need)| need.files());
                let files = unique(files.map(|file| file.path.clone()));
                let all = self.commands(node, command, &files);
                Resolved::Commands(Commands { node: id.index(), all })
            }
            NodeKind::Result(result) => {
                let gathers = needs.flat_map(|(at, need)| match need {
                    Resolved::Result(other) => other.gathers.to_vec(),
                    Resolved::Source(_) | Resolved::Validate(_) | Resolved::Commands(_) => vec![at],
                });
                Resolved::Result(self.result(id, result, unique(gathers), before, intended))
            }
        }
    }

    /// The files of a source, in reading order.
    fn source(&self, node: &Node, source: &Source) -> Vec<File> {
        let mut globs = Globs::default();
        let is_sound = self.add(&mut globs, &source.include, Globs::include)
            & self.add(&mut globs, &source.exclude, Globs::exclude);
        let paths = self.sources.select(&globs);
        // Files that could not be listed are told of when the plan runs.
        let may_be_empty =
            source.optional || self.sources.unreachable().iter().any(|it| globs.may_take(it));
        // Without globs, what is wrong with them is told.
        let is_sound = is_sound && !source.include.is_empty();
        if paths.is_empty() && is_sound && !may_be_empty {
            for pattern in &source.include {
                let name = pattern.get_ref().trim_end_matches('/');
                let mut within = Globs::default();
                let is_glob = within.include(&format!("{name}/**")).is_ok();
                if is_glob && !self.sources.select(&within).is_empty() {
                    let message = format!("`{}` is a folder, and no file", pattern.get_ref());
                    let help = format!("did you mean `{name}/**`?");
                    self.faults.add(pattern.span(), message, Some(help));
                    return Vec::new();
                }
            }
            let place = match self.sources.shown("") {
                current if current == "." => String::new(),
                folder => format!(" in `{folder}`"),
            };
            let message = format!("source node `{}` matches no file{place}", node.name);
            let help = "globs are relative to the story's folder; `optional = true` allows a source without files";
            self.faults.add(node.span.clone(), message, Some(help.to_owned()));
        }
        let role = source.role.map(role);
        paths.into_iter().map(|path| File { path, role }).collect()
    }

    /// Adds `patterns` to `globs` as `add` does; whether all are globs.
    fn add(
        &self,
        globs: &mut Globs,
        patterns: &[Spanned<String>],
        add: fn(&mut Globs, &str) -> Result<(), String>,
    ) -> bool {
        let mut is_sound = true;
        for pattern in patterns {
            if let Err(error) = add(globs, pattern.get_ref()) {
                let message = format!("`{}` is not a glob: {error}", pattern.get_ref());
                let shared = pattern.get_ref().trim_start_matches("../");
                let is_shared =
                    is_beside(pattern.get_ref()) && self.sources.beside().next().is_some();
                let help = is_shared.then(|| {
                    format!("what members share each reads as reference; `chapters` of `[[intended]]` name `{shared}`")
                });
                self.faults.add(pattern.span(), message, help);
                is_sound = false;
            }
        }
        is_sound
    }

    fn validate(
        &self,
        id: NodeId,
        node: &Node,
        validate: &Validate,
        files: Vec<File>,
    ) -> Validated {
        let (mut documents, mut story, mut intentions) = (Vec::new(), Vec::new(), Vec::new());
        for (rule, severity, key, id) in
            chosen(self.pipeline, node, validate, self.levels, self.faults)
        {
            match rule {
                Rule::Document(check) => documents.push(self.ruled(check, severity, key, id)),
                Rule::Story(check) => story.push(self.ruled(check, severity, key, id)),
                Rule::Intentions(check) => intentions.push(self.ruled(check, severity, key, id)),
            }
        }
        let (index, name) = (id.index(), Arc::from(node.name.as_str()));
        let documents = Lane::new(index, &name, documents.into());
        let story = Lane::new(index, &name, story.into());
        Validated { files, documents, story, intentions }
    }

    fn ruled<S>(
        &self,
        check: Box<dyn Check<S>>,
        severity: Option<Severity>,
        key: Key,
        name: &'static str,
    ) -> Arc<Ruled<S>> {
        let meter = self.meters.of(name);
        Arc::new(Ruled { check, severity, key, name, meter })
    }

    /// A pattern node, whose rules are run as one.
    fn pattern(
        &self,
        id: NodeId,
        node: &Node,
        pattern: &PatternNode,
        files: Vec<File>,
    ) -> Validated {
        let found = patterns(self.pipeline, node, pattern, self.levels, self.faults);
        let key = Key::of(&[b"pattern", format!("{found:?}").as_bytes()]);
        let rules = match found.0.is_empty() {
            true => Vec::new(),
            false => vec![self.ruled(Box::new(found), None, key, PATTERN)],
        };
        let (index, name) = (id.index(), Arc::from(node.name.as_str()));
        let documents = Lane::new(index, &name, rules.into());
        let story = Lane::new(index, &name, Arc::new([]));
        Validated { files, documents, story, intentions: Vec::new() }
    }

    /// What the program of a `command` node is run over.
    fn commands(&self, node: &Node, declared: &graph::Command, files: &[String]) -> Vec<Command> {
        if self.levels.has_off(&node.name) {
            return Vec::new();
        }
        if let Some(packed) = files.iter().find(|file| self.sources.is_packed(file)) {
            let name = &node.name;
            let message = format!("command node `{name}` cannot have `{packed}`, which is packed");
            let help = "a program is given files on disk; leave books out of its source";
            self.faults.add(node.span.clone(), message, Some(help.to_owned()));
        }
        let shared = Arc::new(declared.clone());
        let name = Arc::from(node.name.as_str());
        let meter = self.meters.of(family(&name));
        let over = |files| Command {
            node: Arc::clone(&name),
            declared: Arc::clone(&shared),
            sources: Arc::clone(self.sources),
            files,
            timeout: node.policy.timeout,
            levels: self.levels.clone(),
            permission: self.permission.clone(),
            meter: Arc::clone(&meter),
        };
        batches(declared, files).into_iter().map(over).collect()
    }

    /// What the result node `id` does, which gathers what the nodes `gathers` find; those before it are known.
    fn result(
        &self,
        id: NodeId,
        result: &ResultNode,
        gathers: Vec<usize>,
        before: &[Resolved],
        intended: &Arc<[Intention]>,
    ) -> Gathering {
        let node = &self.pipeline.graph[id];
        let mut rules: Vec<Arc<Ruled<Intentions>>> = Vec::new();
        for need in self.pipeline.graph.needs(id) {
            let Resolved::Validate(validated) = &before[need.index()] else { continue };
            for rule in &validated.intentions {
                if rules.iter().all(|known| known.name != rule.name) {
                    rules.push(Arc::clone(rule));
                }
            }
        }
        let fail_on = match result.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        };
        let node = node.name.as_str().into();
        let intended = Arc::clone(intended);
        let own_rules = self.pipeline.own_rules.as_slice().into();
        let (gathers, rules) = (gathers.into(), rules.into());
        Gathering { node, gathers, fail_on, intended, own_rules, rules }
    }

    /// What the pipeline says is intended.
    fn intended(&self) -> Arc<[Intention]> {
        let path: Arc<str> = self.file.unwrap_or_default().into();
        let nowhere: Arc<str> = "".into();
        let intention = |intended: &Intended| {
            let rule = intended.rule.get_ref();
            if let Err((message, help)) = known(&[self.pipeline], rule) {
                self.faults.add(intended.rule.span(), message, Some(help));
            }
            let mut globs = Globs::default();
            self.add(&mut globs, &intended.chapters, Globs::include);
            let files = (!intended.chapters.is_empty()).then(|| {
                let own = self.sources.select(&globs).into_iter();
                own.chain(self.sources.select_beside(&globs).cloned()).map(Arc::from).collect()
            });
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
            Intention { path, allowance, files }
        };
        self.pipeline.intended.iter().map(intention).collect()
    }
}

/// What of `all` some source of `pipeline` may take.
pub(super) fn not_left_out<'u>(pipeline: &Pipeline, all: &'u [Unread]) -> Vec<&'u Unread> {
    // Mostly everything can be read.
    if all.is_empty() {
        return Vec::new();
    }
    let globs = |(_, source): (&Node, &Source)| {
        let mut globs = Globs::default();
        source.include.iter().for_each(|glob| _ = globs.include(glob.get_ref()));
        source.exclude.iter().for_each(|glob| _ = globs.exclude(glob.get_ref()));
        globs
    };
    let globs = Vec::from_iter(pipeline.sources().map(globs));
    all.iter().filter(|unread| globs.iter().any(|it| it.may_take(unread))).collect()
}

fn role(role: Role) -> story::Role {
    match role {
        Role::Story => story::Role::Story,
        Role::Reference => story::Role::Reference,
        Role::Notes => story::Role::Notes,
    }
}

/// `all`, each where it first stands.
pub(super) fn unique<T: Clone + Eq + Hash>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = FxHashSet::default();
    all.filter(|one| seen.insert(one.clone())).collect()
}
