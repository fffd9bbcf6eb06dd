//! `storylint explain`: what a rule finds, why, and how to allow it.

use clap::Args;
use storylint_graph::{NodeKind, Pipeline};
use storylint_validators::{CATALOGUE, Pattern};

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
    /// Or one of the pipeline that governs the current folder: `pattern/ID`, `command/NODE/ID`.
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
        let Some(entry) = CATALOGUE.iter().find(|entry| entry.meta.id == self.rule) else {
            return Err(refuse(no_such_rule(&self.rule)));
        };
        terminal.print(&entry.page())?;
        Ok(Status::Clean)
    }
}

/// What there is to say of what a program calls its rule, in Markdown.
fn program_page(pipeline: &Pipeline, id: &str) -> Option<String> {
    let (name, rule) = id.strip_prefix("command/")?.split_once('/')?;
    let mut nodes = pipeline.graph.ids().map(|id| &pipeline.graph[id]);
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
