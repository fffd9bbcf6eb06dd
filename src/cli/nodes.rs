//! Which nodes of a pipeline are run.

use clap::Args;
use storylint_graph::Selection;

use super::opened::Opened;
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
    /// Leaves in the pipelines of `stories` what is asked for, and no story in whose pipeline that is nothing.
    pub(super) fn select(&self, stories: &mut Vec<Opened>) -> Result<(), Stop> {
        let selection = self.selection();
        if selection.is_all() {
            return Ok(());
        }
        let graphs = Vec::from_iter(stories.iter().map(|story| &story.pipeline.graph));
        let help = "`storylint graph` prints the nodes, and what each needs";
        let left = selection.of(&graphs).map_err(|error| Stop::error(error).with_help(help))?;
        let mut left = left.into_iter();
        stories.retain_mut(|story| match left.next().flatten() {
            Some(graph) => {
                story.pipeline.graph = graph;
                true
            }
            None => false,
        });
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
