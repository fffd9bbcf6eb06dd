//! `storylint check`: report what is inconsistent in a story.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::check::check;
use crate::printable::printable;
use crate::report::{self, Status};
use crate::sources::Sources;

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
        let note = if story.by_default { unread_formats(&story.sources) } else { String::new() };
        if report.n_documents == 0 && report.failures.is_empty() {
            return Err(nothing_to_check(self.story.paths.first(), story.by_default, &note));
        }
        for failure in &report.failures {
            terminal.complain(&format!("error: {}\n", printable(failure)));
        }
        terminal.complain(&note);
        terminal.print(&match self.output_format {
            OutputFormat::Text => report::text(&report, &story.sources, terminal.style()),
            OutputFormat::Json => report::json(&report, &story.sources),
        })?;
        Ok(report.status())
    }
}

/// The formats that are read, in words.
const READ_FORMATS: &str = "Markdown, HTML, EPUB, Fountain, ink, Twee and plain text";

/// Endings of files that hold stories in formats that are not read yet.
const UNREAD_FORMATS: [&str; 5] = ["docx", "odt", "rst", "rtf", "tex"];

/// A note that names the formats of the story's files that were left out; empty if there are none.
fn unread_formats(sources: &Sources) -> String {
    let endings = sources.files().iter().filter_map(|file| Path::new(file).extension()?.to_str());
    let unread: Vec<&str> = endings.filter(|ending| UNREAD_FORMATS.contains(ending)).collect();
    let formats: BTreeSet<String> = unread.iter().map(|ending| format!(".{ending}")).collect();
    match unread.len() {
        0 => String::new(),
        n => {
            let files = if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
            let formats = Vec::from_iter(formats).join(", ");
            format!("note: only {READ_FORMATS} are read, which leaves out {files} ({formats})\n")
        }
    }
}

fn nothing_to_check(place: Option<&PathBuf>, by_default: bool, note: &str) -> Stop {
    let place = place.map_or(".".to_owned(), |path| printable(&path.display().to_string()));
    let looked_for = if by_default {
        &format!("no {}", READ_FORMATS.replace(" and ", " or "))
    } else {
        "no file that the pipeline's sources select"
    };
    Stop(format!("error: there is nothing to check in `{place}`: {looked_for}\n{note}"))
}
