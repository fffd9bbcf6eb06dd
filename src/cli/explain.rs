//! `storylint explain`: what a rule finds, why, and how to allow it.

use clap::Args;
use storylint_graph::{NodeKind, Pipeline};
use storylint_validators::Pattern;

use super::rules::listed;
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::levels::{known, no_such_rule};
use crate::patterns::page;
use crate::report::Status;

/// The arguments of `storylint explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule, such as `links/broken-link`; `storylint rules` lists them
    ///
    /// Or one of the pipeline that governs the current folder: `pattern/ID`, `command/NODE/ID`. Of a family
    /// (`links/*`) or a group (`style`) the rules are listed.
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let refuse = |(message, help): (String, String)| Stop::error(message).with_help(help);
        if Pattern::parse(&self.rule).is_some_and(Pattern::is_of_pipeline) {
            let (pipeline, _) = StoryArguments::default().pipeline()?;
            known(&pipeline, &self.rule).map_err(refuse)?;
            let page = page(&pipeline, &self.rule).or_else(|| program_page(&pipeline, &self.rule));
            let page = page.ok_or_else(|| refuse(no_such_rule(&self.rule)))?;
            terminal.print(&page)?;
            return Ok(Status::Clean);
        }
        let family = format!("{}/*", self.rule);
        let named = Pattern::parse(&self.rule).or_else(|| Pattern::parse(&family));
        let entries = Vec::from_iter(named.into_iter().flat_map(Pattern::entries));
        terminal.print(&match (named, entries.as_slice()) {
            (None, _) | (_, []) => return Err(refuse(no_such_rule(&self.rule))),
            (Some(Pattern::Rule(_)), [entry, ..]) => entry.page(),
            (Some(_), entries) => listed(entries.iter().copied()),
        })?;
        Ok(Status::Clean)
    }
}

/// What there is to say of what a program calls its rule, in Markdown.
fn program_page(pipeline: &Pipeline, id: &str) -> Option<String> {
    let (name, rule) = id.strip_prefix("command/")?.split_once('/')?;
    let mut nodes = pipeline.graph.nodes();
    let program = nodes.find_map(|node| match &node.kind {
        NodeKind::Command(command) if node.name == name => Some(command.run[0].get_ref()),
        _ => None,
    })?;
    Some(format!(
        "# {id}\n\nWhat the program `{program}`, which command node `{name}` runs, calls `{rule}`; \
         its own documentation says more.\n\n\
         Its findings are allowed by comments and tables `[[intended]]` that name `{id}`, and turned \
         off by `\"{id}\" = \"off\"` in `[rules]`.\n"
    ))
}
