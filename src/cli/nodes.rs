//! Which nodes of a pipeline are run.

use clap::Args;
use storylint_graph::{Pipeline, Selection};

use super::terminal::Stop;

/// Nodes of the pipeline, by name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Nodes")]
pub(super) struct Nodes {
    /// Run only these nodes of the pipeline, with what they need, and what reports them
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    only: Vec<String>,

    /// Leave out these nodes, and those that then have nothing to work on
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    skip: Vec<String>,

    /// Run only these nodes and what comes after them, with what those need
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    from: Vec<String>,

    /// Leave out what comes after these nodes
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    until: Vec<String>,
}

impl Nodes {
    /// Leaves in `pipeline` what is asked for.
    pub(super) fn select(&self, pipeline: &mut Pipeline) -> Result<(), Stop> {
        let selection = self.selection();
        if !selection.is_all() {
            pipeline.graph = selection.of(&pipeline.graph).map_err(Stop::error)?;
        }
        Ok(())
    }

    /// Whether all are run.
    pub(super) fn are_all(&self) -> bool {
        self.selection().is_all()
    }

    fn selection(&self) -> Selection {
        let Self { only, skip, from, until } = self;
        let [only, skip, from, until] = [only, skip, from, until].map(Clone::clone);
        Selection { only, skip, from, until }
    }
}
