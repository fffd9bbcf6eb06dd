//! From the arguments that name a story to its pipeline and its sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use storylint_graph::{Layer, Pipeline, PipelineError};

use super::terminal::{Stop, Terminal};
use crate::baseline::BaselineError;
use crate::extend::{built_in, layered};
use crate::pipelines::{BUILT_IN, NOVEL};
use crate::printable::printable;
use crate::report::counted;
use crate::sources::{
    Governing, LocateError, Located, SourceError, Sources, locate, read_pipeline,
};

/// Which story, and which pipeline.
#[derive(Debug, Clone, Args)]
pub(super) struct StoryArguments {
    /// Files and folders of the story; the current folder if there are none
    ///
    /// The pipeline file `storylint.toml` or `.storylint.toml` is looked for from there up to the
    /// root of the repository. Where there is one, it says what the whole story is, and what is
    /// found in these paths is reported; where there is none, the story is what these paths hold.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Use this pipeline: a file, or a built-in one (novel, quick, strict, screenplay, ci); or set a key of it, `KEY = VALUE`
    ///
    /// Keys are those of the pipeline file and dotted, values are TOML: `--config 'run.workers = 2'`,
    /// `--config 'rules."style/echo" = "on"'`. They count before what the files say, later ones
    /// before earlier.
    #[arg(long, value_name = "PIPELINE|KEY=VALUE")]
    config: Vec<String>,

    /// Ignore pipeline files found on disk
    #[arg(long)]
    isolated: bool,
}

/// A story whose pipeline was read and whose files were listed.
pub(super) struct Opened {
    pub(super) pipeline: Pipeline,
    pub(super) sources: Arc<Sources>,
    /// The files and folders asked for, relative to the story's root; all if there are none.
    pub(super) only: Vec<PathBuf>,
    /// The pipeline file, relative to the story's root, if it is a file.
    pub(super) pipeline_file: Option<String>,
    /// Whether nobody chose the pipeline, nor which files it reads.
    pub(super) by_default: bool,
}

impl StoryArguments {
    /// Finds the story, reads its pipeline, and lists its files.
    pub(super) fn open(&self) -> Result<Opened, Stop> {
        let (pipeline, located) = self.pipeline()?;
        let governed = located.pipeline_file.is_some();
        let documents = if governed { &[] } else { located.only.as_slice() };
        let sources = Arc::new(Sources::open(&located.root, documents, located.shown));
        let by_default = !governed && self.named()?.is_none();
        let pipeline_file = located.pipeline_file.and_then(|file| {
            let relative = file.strip_prefix(&located.root).ok()?;
            Some(relative.display().to_string())
        });
        Ok(Opened { pipeline, sources, only: located.only, pipeline_file, by_default })
    }

    /// Why a command stops that found no document in the story: there is nothing to `read`, or
    /// whatever else it does.
    pub(super) fn nothing_to(&self, read: &str, story: &Opened) -> Stop {
        let place = self.paths.first();
        let place = place.map_or(".".to_owned(), |path| printable(&path.display().to_string()));
        let looked_for = if story.by_default {
            &format!("no {}", READ_FORMATS.replace(" and ", " or "))
        } else {
            "no file that the pipeline's sources select"
        };
        let note = story.note();
        Stop(format!("error: there is nothing to {read} in `{place}`: {looked_for}\n{note}"))
    }

    /// The same arguments with more `paths`.
    pub(super) fn with_paths(&self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut with = self.clone();
        with.paths.extend(paths);
        with
    }

    /// Finds the story and reads its pipeline.
    pub(super) fn pipeline(&self) -> Result<(Pipeline, Located), Stop> {
        let current = std::env::current_dir()
            .map_err(|error| Stop(format!("error: there is no current folder: {error}\n")))?;
        let named = self.named()?;
        let known = BUILT_IN.into_iter().find(|built_in| named == Some(built_in.name));
        let governing = match (known, named) {
            (None, Some(file)) => Governing::File(Path::new(file)),
            (None, None) if !self.isolated => Governing::Nearest,
            _ => Governing::Nothing,
        };
        let located = locate(&self.paths, &current, governing)?;
        let found = located.pipeline_file.as_ref().and_then(|file| file.file_name());
        let found = found.map(|name| located.shown.join(name));
        let own = match (known, named.map(PathBuf::from).or(found)) {
            (None, Some(file)) => {
                Layer { path: file.display().to_string(), text: read_pipeline(&file)? }
            }
            (known, _) => built_in(known.unwrap_or(NOVEL)),
        };
        let arguments = self.config.iter().filter(|config| is_setting(config));
        let argument = |text: &String| Layer { path: "--config".to_owned(), text: text.clone() };
        Ok((layered(None, own, arguments.map(argument).collect())?, located))
    }

    /// The pipeline that `--config` names.
    fn named(&self) -> Result<Option<&str>, Stop> {
        let mut named = self.config.iter().filter(|config| !is_setting(config));
        let first = named.next().map(String::as_str);
        match (first, named.next()) {
            (Some(first), Some(second)) => Err(Stop(format!(
                "error: `--config` names two pipelines, `{}` and `{}`\n\
                 help: a file may name others in `extends`\n",
                printable(first),
                printable(second)
            ))),
            (Some(first), None) if self.isolated => Err(Stop(format!(
                "error: `--isolated` ignores pipeline files, but `--config` names `{}`\n",
                printable(first)
            ))),
            _ => Ok(first),
        }
    }
}

/// Whether what was given to `--config` sets keys, and does not name a pipeline.
fn is_setting(config: &str) -> bool {
    config.contains('=')
}

impl Opened {
    /// Complains of `failures`, and notes what a person who did not say what to read should know.
    pub(super) fn complain(&self, failures: &[String], terminal: &Terminal) {
        for failure in failures {
            terminal.complain(&format!("error: {}\n", printable(failure)));
        }
        terminal.complain(&self.note());
    }

    /// What a person who did not say what to read should know; mostly nothing.
    fn note(&self) -> String {
        if self.by_default { unread_formats(&self.sources) } else { String::new() }
    }
}

/// The formats that are read, in words.
const READ_FORMATS: &str = "Markdown, HTML, EPUB, Fountain, ink, Twee and plain text";

/// Endings of files that hold stories in formats that are not read yet.
const UNREAD_FORMATS: [&str; 5] = ["docx", "odt", "rst", "rtf", "tex"];

/// A note that names the formats of the story's files that were left out; empty if there are none.
pub(super) fn unread_formats(sources: &Sources) -> String {
    let endings = sources.files().iter().filter_map(|file| Path::new(file).extension()?.to_str());
    let unread: Vec<&str> = endings.filter(|ending| UNREAD_FORMATS.contains(ending)).collect();
    let formats: BTreeSet<String> = unread.iter().map(|ending| format!(".{ending}")).collect();
    match unread.len() {
        0 => String::new(),
        n => {
            let files = counted(n, "file");
            let formats = Vec::from_iter(formats).join(", ");
            format!("note: only {READ_FORMATS} are read, which leaves out {files} ({formats})\n")
        }
    }
}

impl From<LocateError> for Stop {
    fn from(error: LocateError) -> Self {
        Self(format!("error: {}\n", printable(&error.to_string())))
    }
}

impl From<SourceError> for Stop {
    fn from(error: SourceError) -> Self {
        Self(format!("error: {}\n", printable(&error.to_string())))
    }
}

impl From<BaselineError> for Stop {
    fn from(error: BaselineError) -> Self {
        Self(format!("error: {}\n", printable(&error.to_string())))
    }
}

impl From<PipelineError> for Stop {
    fn from(error: PipelineError) -> Self {
        Self(error.render())
    }
}
