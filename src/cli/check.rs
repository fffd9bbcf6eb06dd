//! `storylint check`: report what is inconsistent in a story.

use clap::{Args, ValueEnum};

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::check::check;
use crate::report::{self, Status};

/// The arguments of `storylint check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 when nothing at or above the failing severity was found, \
    1 when something was, 2 when something could not be checked.")]
pub(super) struct Check {
    #[command(flatten)]
    story: StoryArguments,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t = OutputFormat::Text, value_name = "FORMAT")]
    output_format: OutputFormat,

    /// How many workers run the checks; the pipeline's `run.workers`, else one a core
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// Read every file anew (there is no cache yet, so this is always so)
    #[arg(long)]
    no_cache: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// With the lines of text, for people
    Text,
    /// An array of objects, for programs
    Json,
}

impl Check {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let story = self.story.open()?;
        let n_workers = self.jobs.map(usize::from);
        let report = check(&story.pipeline, &story.sources, &story.only, n_workers)?;
        if report.n_documents == 0 && report.failures.is_empty() {
            return Err(self.story.nothing_to("check", &story));
        }
        story.complain(&report.failures, terminal);
        terminal.print(&match self.output_format {
            OutputFormat::Text => report::text(&report, &story.sources, terminal.style()),
            OutputFormat::Json => report::json(&report, &story.sources),
        })?;
        Ok(report.status())
    }
}
