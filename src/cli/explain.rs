//! `storylint explain`: what a rule finds, why, and how to allow it.

use std::collections::HashSet;

use clap::Args;
use storylint_graph::{Level, NodeKind, Pipeline};
use storylint_validators::Pattern;

use super::rules::listed;
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::levels::{known, no_such_rule, setting};
use crate::patterns::{page, summary};
use crate::report::Status;

/// The arguments of `storylint explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule, such as `links/broken-link`; `storylint rules` lists them
    ///
    /// Or one of the pipeline that governs the current folder, or of any member of a workspace: `pattern/ID`,
    /// `command/NODE/ID`. Of a family (`links/*`, `pattern/*`) or a group (`style`) the rules are listed.
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let refuse = |(message, help): (String, String)| Stop::error(message).with_help(help);
        let family = format!("{}/*", self.rule);
        let named = Pattern::parse(&self.rule).map(|named| (named, &*self.rule));
        let named = named.or_else(|| Some((Pattern::parse(&family)?, &*family)));
        if let Some((pattern, name)) = named.filter(|(pattern, _)| pattern.is_of_pipeline()) {
            let pipelines = StoryArguments::default().all_declared()?;
            known(&Vec::from_iter(&pipelines), name).map_err(refuse)?;
            let mut text = match pattern {
                Pattern::Family(_) => own_rules(&pipelines, pattern),
                Pattern::All | Pattern::Group(_) | Pattern::Rule(_) => {
                    let pages = pipelines.iter().filter_map(|pipeline| {
                        page(pipeline, name).or_else(|| program_page(pipeline, name))
                    });
                    unique(pages).join("\n")
                }
            };
            if text.is_empty() {
                return Err(refuse(no_such_rule(name)));
            }
            if matches!(pattern, Pattern::Rule(_)) {
                text += &settings(&pipelines, name);
            }
            terminal.print(&text)?;
            return Ok(Status::Clean);
        }
        let named = named.map(|(pattern, _)| pattern);
        let entries = Vec::from_iter(named.into_iter().flat_map(Pattern::entries));
        terminal.print(&match (named, entries.as_slice()) {
            (None, _) | (_, []) => return Err(refuse(no_such_rule(&self.rule))),
            (Some(Pattern::Rule(_)), [entry, ..]) => {
                // A rule finds what it finds, whether or not there is a pipeline that can be read.
                let pipelines = StoryArguments::default().all_declared().unwrap_or_default();
                entry.page() + &settings(&pipelines, entry.meta.id)
            }
            (Some(_), entries) => listed(entries.iter().copied()),
        })?;
        Ok(Status::Clean)
    }
}

/// The rules of `pipelines` that `pattern` names, a line each; of a program, which has them of its own, all as one.
fn own_rules(pipelines: &[Pipeline], pattern: Pattern<'_>) -> String {
    let named = pipelines.iter().flat_map(|pipeline| {
        let ids = pipeline.own_rules.iter().filter(|id| pattern.names_id(id));
        ids.map(move |id| (pipeline, id))
    });
    let named = Vec::from_iter(named);
    let width = named.iter().map(|(_, id)| id.chars().count()).max().unwrap_or(0);
    let lines = named.into_iter().map(|(pipeline, id)| match summary(pipeline, id) {
        Some((severity, message)) => format!("{id:width$}  {:11}  {message}\n", severity.name()),
        None => {
            let program = program(pipeline, id).map_or("", |(_, program, _)| program);
            format!("{id:width$}  {:11}  What `{program}` finds\n", "program")
        }
    });
    unique(lines).concat()
}

/// What `pipelines` set the rule `id` to, and where, a paragraph each.
fn settings(pipelines: &[Pipeline], id: &str) -> String {
    let settings = pipelines.iter().filter_map(|pipeline| {
        let (name, level) = setting(pipeline, id)?;
        let (word, _) = Level::NAMED.into_iter().find(|(_, named)| named == level)?;
        let at = pipeline.error(name.span(), "", None);
        Some(format!("\nIt is set to `{word}` in {}:{}.\n", at.path(), at.line()))
    });
    unique(settings).concat()
}

/// `texts`, each where it first stands: members of a workspace share pipelines.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

/// The node of what a program calls its rule, with the program and what it calls the rule.
fn program<'p, 'i>(pipeline: &'p Pipeline, id: &'i str) -> Option<(&'p str, &'p str, &'i str)> {
    let (name, rule) = id.strip_prefix("command/")?.split_once('/')?;
    pipeline.graph.nodes().find_map(|node| match &node.kind {
        NodeKind::Command(command) if node.name == name => {
            Some((node.name.as_str(), command.run[0].get_ref().as_str(), rule))
        }
        _ => None,
    })
}

/// What there is to say of what a program calls its rule, in Markdown.
fn program_page(pipeline: &Pipeline, id: &str) -> Option<String> {
    let (name, program, rule) = program(pipeline, id)?;
    Some(format!(
        "# {id}\n\nWhat the program `{program}`, which command node `{name}` runs, calls `{rule}`; \
         its own documentation says more.\n\n\
         Its findings are allowed by comments and tables `[[intended]]` that name `{id}`, and turned \
         off by `\"{id}\" = \"off\"` in `[rules]`.\n"
    ))
}
