//! A pipeline file: TOML text to a graph of nodes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::calendar::{self, Calendar};
use crate::cast::{self, CastEntry};
use crate::effective::{self, effective};
use crate::error::PipelineError;
use crate::faults::{Faults, PipelineErrors};
use crate::fields::{self, Fields};
use crate::graph::Graph;
use crate::intended::{self, Intended};
use crate::key::Key;
use crate::kind::{Declared, KINDS, Kind};
use crate::layers::{Find, Layer, Layers, Stack};
use crate::level::Level;
use crate::link::link;
use crate::names;
use crate::node::{Node, NodeKind, Source};
use crate::policy::Policy;
use crate::root::ROOT;
use crate::run::{self, RUN, RunSettings};
use crate::select;
use crate::text::Text;
use crate::workspace::{self, Workspace};

/// What a pipeline file declares.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// How it is run as a whole.
    pub run: RunSettings,
    /// The calendar of the story's own, if it has one.
    pub calendar: Option<Calendar>,
    /// Whom and what it declares by name, in the order of the file.
    pub cast: Vec<CastEntry>,
    /// What it says of rules, each a rule (`family/rule`), a family (`family/*`), a group of rules
    /// or all of them (`*`), in the order of the file. Whether there are such rules is not known
    /// here.
    pub levels: Vec<(Spanned<String>, Level)>,
    /// The findings that it says are intended, in the order of the file.
    pub intended: Vec<Intended>,
    /// The folders that share it, if it is that of a workspace.
    pub workspace: Option<Workspace>,
    /// Its nodes, at least one. They have the order of the file as far as needs allow it.
    pub graph: Graph<Node>,
    /// The rules that only it has: `pattern/ID`, and `command/NODE/*` for all that a program may find. They stay,
    /// whichever nodes are run.
    pub own_rules: Vec<String>,
    /// The nodes of what it extends that neither its result nodes nor its own nodes need: they are left out of the
    /// graph.
    pub left_out: Vec<String>,
    /// Whether it has all that its texts declare, because nothing is wrong there.
    pub is_whole: bool,
    /// Its texts.
    stack: Stack,
    /// Read when something is wrong with options: most pipelines have none that are.
    options: OnceLock<OptionPlaces>,
}

/// Where options stand, key and value, by where the rule starts whose they are.
type OptionPlaces = HashMap<usize, HashMap<String, (Range<usize>, Range<usize>)>>;

impl Pipeline {
    /// Reads `text`; `path` is what errors call it. O(n log n) in the length of the text.
    ///
    /// # Errors
    /// All that is wrong: the text is not TOML; a table, key or value is not one that a
    /// pipeline has, or is missing; there is no node; two nodes have one name; or a node needs one
    /// that is not declared, that is not of a kind it may need, or that, directly or not, needs it.
    pub fn parse(text: &str, path: &str) -> Result<Self, PipelineErrors> {
        let own = Layer { path: path.to_owned(), text: text.to_owned() };
        Self::layered(&Layers { own, ..Layers::default() }, &|name, _| {
            Err((format!("there is no pipeline `{name}` to extend"), None))
        })
    }

    /// Reads all of `layers` and what `find` says they extend, as [`parse`](Self::parse) does. `extends` is a
    /// name or a list of names.
    ///
    /// # Errors
    /// As `parse`, in whichever of the texts it is; if something that is extended is not found, or
    /// texts extend each other in a cycle; if an argument extends something.
    pub fn layered(layers: &Layers, find: &Find<'_>) -> Result<Self, PipelineErrors> {
        let (pipeline, faults) = Self::partial(layers, find)?;
        faults.refuse()?;
        Ok(pipeline)
    }

    /// What is sound of the pipeline that [`layered`](Self::layered) reads, and what is wrong with it, for those
    /// who find out what is wrong with the rest before they refuse it.
    ///
    /// # Errors
    /// As `layered`, where the pipeline file itself is not TOML.
    pub fn partial(layers: &Layers, find: &Find<'_>) -> Result<(Self, Faults), PipelineErrors> {
        let (stack, faults) = Stack::new(layers, find)?;
        let table = stack.table();
        let has_all = faults.is_empty();
        let Tables { run, levels, calendar, cast, intended, workspace, declared } =
            read(&faults, &table, stack.own.start);
        let graph = link(&faults, declared, has_all);
        let is_whole = faults.is_empty();
        // Where something is wrong, it may be what would need them.
        let is_idle = |node: &Node| is_whole && stack.is_extended(&node.span);
        let (graph, left_out) = select::without_idle(graph, is_idle);
        let own_rules = own_rules(&graph);
        let pipeline = Self {
            run,
            levels,
            calendar,
            cast,
            intended,
            workspace,
            graph,
            own_rules,
            left_out,
            is_whole,
            stack,
            options: OnceLock::new(),
        };
        Ok((pipeline, faults))
    }

    /// Its source nodes, in the order of the graph.
    pub fn sources(&self) -> impl Iterator<Item = (&Node, &Source)> {
        self.graph.nodes().filter_map(|node| match &node.kind {
            NodeKind::Source(source) => Some((node, source)),
            NodeKind::Validate(_)
            | NodeKind::Pattern(_)
            | NodeKind::Command(_)
            | NodeKind::Result(_) => None,
        })
    }

    /// All that it declares as TOML, each value with a comment that says where it is from; or what it
    /// declares at and below the dotted `key`, by default too. Read again it gives the same pipeline.
    ///
    /// # Errors
    /// If there is nothing, with what may have been meant.
    pub fn effective(&self, key: Option<&str>) -> Result<String, (String, Option<String>)> {
        let mut blocks = effective::blocks(&self.stack.text, &self.stack.table());
        blocks.retain(|block| block.node().is_none_or(|name| !self.left_out.contains(name)));
        let Some(key) = key else { return Ok(effective(&blocks, &[])) };
        let keys = effective::keys(key)
            .ok_or_else(|| (format!("`{key}` is not a key such as `run.workers`"), None))?;
        if let Some((unknown, help)) = effective::unknown(&keys) {
            return Err((format!("a pipeline has no key `{unknown}`"), help));
        }
        let found = effective(&blocks, &keys);
        if found.is_empty() {
            let known = effective::all_keys(&blocks);
            let help = names::did_you_mean(key, known.iter().map(String::as_str));
            return Err((format!("nothing is set at `{key}`"), help));
        }
        Ok(found)
    }

    /// The texts that it was read from, by what messages call them.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.stack.text.files()
    }

    /// The bytes of the pipeline file itself at `span`, a place of what the pipeline declares; none if that is
    /// in what the file extends, or in another layer.
    pub fn own_span(&self, span: Range<usize>) -> Option<Range<usize>> {
        let own = &self.stack.own;
        let is_own = span.start >= own.start && span.end <= own.end;
        is_own.then(|| span.start - own.start..span.end - own.start)
    }

    /// Where the options at `rule` set `option`: the key, and the value.
    pub fn option_spans(
        &self,
        rule: &Range<usize>,
        option: &str,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let options = self.options.get_or_init(|| option_places(&self.stack.table()));
        options.get(&rule.start)?.get(option).cloned()
    }

    /// The error that something is wrong at `span`, a place of what the pipeline declares, found by whoever knows
    /// more of it than the parser: for example an unknown rule.
    ///
    /// `message` is one line without a final period, `help` says what to do about it.
    pub fn error(
        &self,
        span: Range<usize>,
        message: impl AsRef<str>,
        help: Option<String>,
    ) -> PipelineError {
        PipelineError::new(&self.stack.text, span, message).with_help(help)
    }

    /// To be filled with what is wrong in it, by whoever knows more of it than the parser.
    pub fn faults(&self) -> Faults {
        Faults::new(&self.stack.text)
    }

    /// The texts that it was read from, its own first.
    pub fn files(&self) -> Vec<(&str, &str)> {
        let (text, own) = (&self.stack.text, &self.stack.own);
        let own = (text.path(own), &text.content[own.clone()]);
        let others = self.texts().filter(|text| *text != own);
        std::iter::once(own).chain(others).collect()
    }

    /// The bytes of the file that are the bytes `inner` of the string `value`; all of it where some of
    /// the string is written in another way than it is read.
    pub fn within(&self, value: &Spanned<String>, inner: Range<usize>) -> Range<usize> {
        let span = value.span();
        let written = &self.stack.text.content[span.clone()];
        match written.find(value.get_ref()) {
            Some(quote) if written.len() == value.get_ref().len() + 2 * quote => {
                span.start + quote + inner.start..span.start + quote + inner.end
            }
            _ => span,
        }
    }
}

fn option_places(table: &DeTable<'_>) -> OptionPlaces {
    let nodes = table.get("validate").and_then(|kind| kind.get_ref().as_table());
    let nodes = nodes.into_iter().flat_map(DeTable::values);
    let rules = nodes.filter_map(|node| node.get_ref().get("options")?.get_ref().as_table());
    let places = rules.flat_map(DeTable::iter).filter_map(|(rule, options)| {
        let options = options.get_ref().as_table()?.iter();
        let places = options.map(|(key, value)| (key.to_string(), (key.span(), value.span())));
        Some((rule.span().start, places.collect()))
    });
    places.collect()
}

/// The rules that the nodes of `graph` declare.
fn own_rules(graph: &Graph<Node>) -> Vec<String> {
    let ids = graph.nodes().flat_map(|node| match &node.kind {
        NodeKind::Pattern(pattern) => {
            let ids = pattern.rules.iter().map(|rule| format!("pattern/{}", rule.id.get_ref()));
            ids.collect()
        }
        NodeKind::Command(_) => vec![format!("command/{}/*", node.name)],
        NodeKind::Source(_) | NodeKind::Validate(_) | NodeKind::Result(_) => Vec::new(),
    });
    ids.collect()
}

/// What some rules are called, with what is said of them.
type Levels = Vec<(Spanned<String>, Level)>;

/// The tables of a pipeline file.
struct Tables {
    run: RunSettings,
    levels: Levels,
    calendar: Option<Calendar>,
    cast: Vec<CastEntry>,
    intended: Vec<Intended>,
    workspace: Option<Workspace>,
    /// At least one node.
    declared: Vec<Declared>,
}

/// Reads all tables in the order of the files, of which the pipeline file starts at `own`.
fn read(faults: &Faults, root: &DeTable<'_>, own: usize) -> Tables {
    let mut run = RunSettings::default();
    let mut policy = Policy::default();
    let (mut calendar, mut workspace) = (None, None);
    let (mut levels, mut cast, mut intended) = (Vec::new(), Vec::new(), Vec::new());
    let mut nodes = Vec::new();
    for (key, value) in fields::in_file_order(root) {
        let subject = format!("`{key}`");
        let table = |what| faults.keep(fields::table(faults.text(), &subject, what, value));
        let fields = |keys: &'static [Key]| {
            Some(Fields::new(faults, &subject, key.span(), table("a table")?, keys))
        };
        match &**key.get_ref() {
            "run" => (run, policy) = fields(&RUN).map(|it| run::read(&it)).unwrap_or_default(),
            "calendar" => calendar = fields(&calendar::KEYS).map(|it| calendar::read(&it)),
            "workspace" => {
                // One that is wrong is still a workspace, so that its members are not taken for wholes without one.
                let fields = fields(&workspace::KEYS);
                workspace = Some(fields.map(|it| workspace::read(&it)).unwrap_or_default());
            }
            "cast" => cast = cast::read(faults, value),
            "intended" => intended = intended::read(faults, value),
            "rules" => {
                let rules = table("a table of levels");
                levels = rules.map(|rules| read_levels(faults, rules)).unwrap_or_default();
            }
            name => match Kind::called(name) {
                Some(kind) => {
                    let table = fields::table(faults.text(), &subject, "a table of nodes", value);
                    let table = table.map_err(|error| error.with_help(kind.declared_as()));
                    let table = faults.keep(table).into_iter().flat_map(DeTable::iter);
                    nodes.extend(table.map(|(name, value)| (kind, name, value)));
                }
                None => faults.push(unknown(faults.text(), key, value.get_ref())),
            },
        }
    }
    // Nodes may be what a table with a wrong name declares.
    if nodes.is_empty() && faults.is_empty() {
        faults.add(own..own, "the pipeline declares no node", None);
    }
    nodes.sort_by_key(|(_, name, _)| name.span().start);
    let declared =
        nodes.into_iter().map(|(kind, name, value)| kind.read(faults, name, value, &policy));
    let declared = declared.collect();
    Tables { run, levels, calendar, cast, intended, workspace, declared }
}

fn read_levels(faults: &Faults, table: &DeTable<'_>) -> Levels {
    let level = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
        let level = fields::choice(faults.text(), key.get_ref(), value, &Level::NAMED);
        let level = level.map_err(|error| match value.get_ref().as_table() {
            Some(rules) => match fields::in_file_order(rules).first() {
                Some((rule, _)) => {
                    error.with_help(format!("a name with a slash is quoted: `\"{key}/{rule}\"`"))
                }
                None => error,
            },
            None => error,
        });
        Some((Spanned::new(key.span(), key.to_string()), faults.keep(level)?))
    };
    fields::in_file_order(table).into_iter().filter_map(level).collect()
}

/// The error that a pipeline has no such key.
fn unknown(text: &Arc<Text>, key: &Spanned<DeString<'_>>, value: &DeValue<'_>) -> PipelineError {
    let kinds = KINDS.each_ref().map(|kind| kind.name);
    let others = ROOT.each_ref().map(|key| key.name);
    let what = if value.is_table() { "table" } else { "key" };
    let of_run = RUN.iter().find(|known| known.name == &**key.get_ref());
    let help = of_run.map(|known| format!("did you mean `run.{}`?", known.name));
    let help = help.or_else(|| names::did_you_mean(key.get_ref(), kinds.into_iter().chain(others)));
    let help = help.unwrap_or_else(|| {
        let (others, kinds) = (names::list(&others, "and"), names::list(&kinds, "and"));
        format!("a pipeline has {others}, and the kinds of node {kinds}")
    });
    PipelineError::new(text, key.span(), format!("unknown {what} `{key}`")).with_help(help)
}

#[cfg(test)]
mod tests;
