//! From the arguments that name a story to its pipeline and its sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use storylint_graph::{Pipeline, PipelineError};

use super::terminal::Stop;
use crate::pipelines::{BUILT_IN, NOVEL};
use crate::sources::{Located, Sources, locate, read_pipeline};

/// Which story, and which pipeline.
#[derive(Debug, Args)]
pub(super) struct StoryArguments {
    /// Files and folders of the story; the current folder if there are none
    ///
    /// The pipeline file `storylint.toml` or `.storylint.toml` is looked for from there up to the
    /// root of the repository. Where there is one, the whole story is read and findings in these
    /// paths are reported; where there is none, the story is what these paths hold.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Use this pipeline: a file, or a built-in one (novel, quick)
    #[arg(long, value_name = "PIPELINE", conflicts_with = "isolated")]
    config: Option<PathBuf>,

    /// Ignore pipeline files found on disk
    #[arg(long)]
    isolated: bool,
}

/// A story with the pipeline that governs it.
pub(super) struct Story {
    pub(super) pipeline: Pipeline,
    pub(super) sources: Arc<Sources>,
    /// The files and folders asked for; all if empty.
    pub(super) only: Vec<PathBuf>,
    /// Whether nobody chose the pipeline, nor which files it reads.
    pub(super) by_default: bool,
}

impl StoryArguments {
    /// Finds the story, reads its pipeline, and lists its files.
    pub(super) fn open(&self) -> Result<Story, Stop> {
        let (pipeline, located) = self.pipeline()?;
        let documents = if located.pipeline.is_some() { &[] } else { located.only.as_slice() };
        let sources = Arc::new(Sources::open(&located.root, documents, located.shown));
        let by_default = located.pipeline.is_none() && self.config.is_none();
        Ok(Story { pipeline, sources, only: located.only, by_default })
    }

    /// Finds the story and reads its pipeline.
    pub(super) fn pipeline(&self) -> Result<(Pipeline, Located), Stop> {
        let current = std::env::current_dir()
            .map_err(|error| Stop(format!("error: there is no current folder: {error}\n")))?;
        let isolated = self.isolated || self.config.is_some();
        let located = locate(&self.paths, &current, isolated)
            .map_err(|error| Stop(format!("error: {error}\n")))?;
        let (name, text) = self.pipeline_text(&located)?;
        Ok((Pipeline::parse(&text, &name)?, located))
    }

    /// What messages call the pipeline, and its text.
    fn pipeline_text(&self, located: &Located) -> Result<(String, String), Stop> {
        let built_in = match (&self.config, &located.pipeline) {
            (Some(name), _) => {
                BUILT_IN.into_iter().find(|built_in| Path::new(built_in.name) == name)
            }
            (None, Some(_)) => None,
            (None, None) => Some(NOVEL),
        };
        if let Some(built_in) = built_in {
            return Ok((format!("pipelines/{}.toml", built_in.name), built_in.text.to_owned()));
        }
        let found = || Some(located.shown.join(located.pipeline.as_ref()?.file_name()?));
        let file =
            self.config.clone().or_else(found).expect("a pipeline is named, found or built in");
        let text = read_pipeline(&file).map_err(|error| Stop(format!("error: {error}\n")))?;
        Ok((file.display().to_string(), text))
    }
}

impl From<PipelineError> for Stop {
    fn from(error: PipelineError) -> Self {
        Self(error.render())
    }
}
