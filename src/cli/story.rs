//! From the arguments that name a story to its pipeline and its sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use storylint_graph::{Pipeline, PipelineError};

use super::terminal::Stop;
use crate::pipelines::{BUILT_IN, BuiltIn, NOVEL};
use crate::printable::printable;
use crate::sources::{
    Governing, LocateError, Located, SourceError, Sources, locate, read_pipeline,
};

/// Which story, and which pipeline.
#[derive(Debug, Args)]
pub(super) struct StoryArguments {
    /// Files and folders of the story; the current folder if there are none
    ///
    /// The pipeline file `storylint.toml` or `.storylint.toml` is looked for from there up to the
    /// root of the repository. Where there is one, it says what the whole story is, and a check
    /// reports what it finds in these paths; where there is none, the story is what these paths
    /// hold.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Use this pipeline: a file, or a built-in one (novel, quick)
    #[arg(long, value_name = "PIPELINE", conflicts_with = "isolated")]
    config: Option<PathBuf>,

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
        let by_default = !governed && self.config.is_none();
        Ok(Opened { pipeline, sources, only: located.only, by_default })
    }

    /// Finds the story and reads its pipeline.
    pub(super) fn pipeline(&self) -> Result<(Pipeline, Located), Stop> {
        let current = std::env::current_dir()
            .map_err(|error| Stop(format!("error: there is no current folder: {error}\n")))?;
        let named = self.config.as_deref();
        let built_in =
            BUILT_IN.into_iter().find(|built_in| named == Some(Path::new(built_in.name)));
        let governing = match (built_in, named) {
            (None, Some(file)) => Governing::File(file),
            (None, None) if !self.isolated => Governing::Nearest,
            _ => Governing::Nothing,
        };
        let located = locate(&self.paths, &current, governing)?;
        let found = located.pipeline_file.as_ref().and_then(|file| file.file_name());
        let found = found.map(|name| located.shown.join(name));
        let (name, text) = match (built_in, self.config.clone().or(found)) {
            (None, Some(file)) => (file.display().to_string(), read_pipeline(&file)?),
            (built_in, _) => {
                let BuiltIn { name, text } = built_in.unwrap_or(NOVEL);
                (format!("pipelines/{name}.toml"), text.to_owned())
            }
        };
        Ok((Pipeline::parse(&text, &name)?, located))
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

impl From<PipelineError> for Stop {
    fn from(error: PipelineError) -> Self {
        Self(error.render())
    }
}
