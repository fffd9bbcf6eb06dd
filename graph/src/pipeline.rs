//! A pipeline file: TOML text to a graph of nodes.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::calendar::{self, Calendar};
use crate::cast::{self, CastEntry};
use crate::error::PipelineError;
use crate::fields::{self, Fields};
use crate::graph::Graph;
use crate::intended::{self, Intended};
use crate::key::{Key, Values};
use crate::kind::{Declared, KINDS};
use crate::level::Level;
use crate::link::link;
use crate::names;
use crate::node::Node;
use crate::policy::Policy;
use crate::run::{self, RUN, RunSettings};
use crate::text::Text;

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
    /// Its nodes, at least one. They have the order of the file as far as needs allow it.
    pub graph: Graph<Node>,
    text: Arc<Text>,
}

impl Pipeline {
    /// Reads `text`; `path` is what errors call it. O(n log n) in the length of the text.
    ///
    /// # Errors
    /// The first thing that is wrong: the text is not TOML; a table, key or value is not one that a
    /// pipeline has, or is missing; there is no node; two nodes have one name; or a node needs one
    /// that is not declared, that is not of a kind it may need, or that, directly or not, needs it.
    pub fn parse(text: &str, path: &str) -> Result<Self, PipelineError> {
        let text = Arc::new(Text { path: path.to_owned(), content: text.to_owned() });
        let table =
            DeTable::parse(&text.content).map_err(|error| fields::invalid(&text, &error))?;
        let Tables { run, levels, calendar, cast, intended, declared } =
            read(&text, table.get_ref())?;
        let graph = link(&text, declared)?;
        Ok(Self { run, levels, calendar, cast, intended, graph, text })
    }

    /// Reads `text` as [`parse`](Self::parse) does, with the nodes of the pipeline `default` after it if
    /// it declares none: it may do no more than set rules or declare a cast.
    ///
    /// # Errors
    /// As `parse`.
    pub fn parse_with_default(
        text: &str,
        path: &str,
        default: &str,
    ) -> Result<Self, PipelineError> {
        let is_kind =
            |key: &Spanned<DeString<'_>>| KINDS.iter().any(|kind| kind.name == key.get_ref());
        let has_no_node =
            DeTable::parse(text).is_ok_and(|table| !table.get_ref().keys().any(is_kind));
        if has_no_node {
            return Self::parse(&format!("{text}\n{default}"), path);
        }
        Self::parse(text, path)
    }

    /// The error that something is wrong at the bytes `span` of the file, found by whoever knows
    /// more of it than the parser: for example an unknown rule.
    ///
    /// `message` is one line without a final period, `help` says what to do about it.
    pub fn error(
        &self,
        span: Range<usize>,
        message: impl AsRef<str>,
        help: Option<String>,
    ) -> PipelineError {
        PipelineError::new(&self.text, span, message).with_help(help)
    }
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
    /// At least one node.
    declared: Vec<Declared>,
}

/// The tables of a pipeline that declare no node.
pub static ROOT: [Key; 5] = [
    Key::new("run", Values::Table(&RUN), "how the pipeline is run as a whole"),
    Key::new("rules", Values::Levels, "which rules run, and how bad what they find is"),
    Key::new("calendar", Values::Table(&calendar::KEYS), "a calendar of the pipeline's own"),
    Key::new("cast", Values::Named(&cast::KEYS), "who and what goes by which names"),
    Key::new("intended", Values::Rows(&intended::KEYS), "findings that are meant to be so"),
];

/// Reads all tables in the order of the file.
fn read(text: &Arc<Text>, root: &DeTable<'_>) -> Result<Tables, PipelineError> {
    let mut run = RunSettings::default();
    let mut policy = Policy::default();
    let mut calendar = None;
    let (mut levels, mut cast, mut intended) = (Vec::new(), Vec::new(), Vec::new());
    let mut nodes = Vec::new();
    for (key, value) in fields::in_file_order(root) {
        let subject = format!("`{key}`");
        let table = |expected| fields::table(text, &subject, expected, value);
        match &**key.get_ref() {
            "run" => {
                let fields = Fields::new(text, &subject, key.span(), table("a table")?, &RUN)?;
                (run, policy) = run::read(&fields)?;
            }
            "calendar" => {
                let table = table("a table")?;
                let fields = Fields::new(text, &subject, key.span(), table, &calendar::KEYS)?;
                calendar = Some(calendar::read(text, &fields)?);
            }
            "cast" => cast = cast::read(text, value)?,
            "intended" => intended = intended::read(text, value)?,
            "rules" => levels = read_levels(text, table("a table of levels")?)?,
            name => match KINDS.iter().find(|kind| kind.name == name) {
                Some(kind) => {
                    let table = table("a table of nodes")?;
                    nodes.extend(table.iter().map(|(name, value)| (kind, name, value)));
                }
                None => return Err(unknown(text, key, value.get_ref())),
            },
        }
    }
    if nodes.is_empty() {
        return Err(PipelineError::new(text, 0..0, "the pipeline declares no node"));
    }
    nodes.sort_by_key(|(_, name, _)| name.span().start);
    let declared =
        nodes.into_iter().map(|(kind, name, value)| kind.read(text, name, value, &policy));
    let declared = declared.collect::<Result<_, _>>()?;
    Ok(Tables { run, levels, calendar, cast, intended, declared })
}

fn read_levels(text: &Arc<Text>, table: &DeTable<'_>) -> Result<Levels, PipelineError> {
    let level = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
        let level = fields::choice(text, key.get_ref(), value, &Level::NAMED)?;
        Ok((Spanned::new(key.span(), key.to_string()), level))
    };
    fields::in_file_order(table).into_iter().map(level).collect()
}

/// The error that a pipeline has no such key.
fn unknown(text: &Arc<Text>, key: &Spanned<DeString<'_>>, value: &DeValue<'_>) -> PipelineError {
    let kinds = KINDS.each_ref().map(|kind| kind.name);
    let others = ROOT.each_ref().map(|key| key.name);
    let what = if value.is_table() { "kind of node" } else { "key" };
    let help = names::did_you_mean(key.get_ref(), kinds.into_iter().chain(others));
    let help = help.unwrap_or_else(|| {
        let (others, kinds) = (names::list(&others, "and"), names::list(&kinds, "and"));
        format!("a pipeline has {others}, and the kinds of node {kinds}")
    });
    PipelineError::new(text, key.span(), format!("unknown {what} `{key}`")).with_help(help)
}

#[cfg(test)]
mod tests;
