//! `storylint plan`: the tasks that a check with an empty cache would run.

use clap::{Args, ValueEnum};

use super::nodes::Nodes;
use super::opened::Opened;
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use crate::prepare::{Settings, begin, prepare};
use crate::report::{self, Status, counted};

/// The arguments of `storylint plan`.
#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    story: StoryArguments,

    #[command(flatten)]
    nodes: Nodes,

    /// How to print the plan
    #[arg(long, value_enum, default_value_t = PlanFormat::Text, value_name = "FORMAT")]
    output_format: PlanFormat,

    /// For how many workers; the pipeline's `run.workers`, else one a core
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// How many tasks of which kind, and why
    Text,
    /// Every task with what it needs, for programs
    Json,
    /// Every task, in the language of Graphviz
    Dot,
    /// Every task, as a flow chart of Mermaid
    Mermaid,
    /// Every task, as a picture
    Svg,
}

/// A picture of more takes minutes to lay out, and nobody can read it.
const MOST_DRAWN: usize = 300;

impl Plan {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let stories = match self.output_format {
            PlanFormat::Text => {
                let mut stories = self.story.open_all()?;
                self.nodes.select(&mut stories.all)?;
                stories.must_be_plannable()?;
                stories.all
            }
            PlanFormat::Json | PlanFormat::Dot | PlanFormat::Mermaid | PlanFormat::Svg => {
                let mut stories = vec![self.story.open()?];
                self.nodes.select(&mut stories)?;
                stories
            }
        };
        let several = stories.len() > 1;
        let mut status = Status::Clean;
        for (at, story) in stories.iter().enumerate() {
            let Some(plan) = self.plan(story)? else {
                terminal.complain(&self.story.nothing_to("check", story).0);
                status = Status::Incomplete;
                continue;
            };
            if let Some(member) = story.member.as_ref().filter(|_| several) {
                let gap = if at > 0 { "\n" } else { "" };
                terminal.print(&format!("{gap}{member}: "))?;
            }
            terminal.print(&plan)?;
        }
        Ok(status)
    }

    /// The plan of one story, as it is printed; none if there is nothing to check.
    fn plan(&self, story: &Opened) -> Result<Option<String>, Stop> {
        let sources = match self.output_format {
            PlanFormat::Json => &story.sources.shown_as(story.for_programs.clone()),
            PlanFormat::Text | PlanFormat::Dot | PlanFormat::Mermaid | PlanFormat::Svg => {
                &story.sources
            }
        };
        let settings = Settings {
            n_workers: self.jobs.map(usize::from),
            pipeline_file: story.pipeline_file.clone(),
            cache: story.cache.clone(),
            ..Settings::default()
        };
        let faults = story.pipeline.faults();
        let stages = begin(&story.pipeline, sources, &settings, &faults);
        let prepared = prepare(&story.pipeline, stages, &settings, faults)?;
        if !prepared.has_work() {
            return Ok(None);
        }
        Ok(Some(match self.output_format {
            PlanFormat::Text => report::plan_text(&prepared),
            PlanFormat::Json => report::plan_json(&prepared),
            PlanFormat::Dot => report::dot(&prepared.tasks),
            PlanFormat::Mermaid => report::mermaid(&prepared.tasks),
            PlanFormat::Svg if prepared.tasks.len() > MOST_DRAWN => {
                let tasks = counted(prepared.tasks.len(), "task");
                return Err(Stop::error(format_args!(
                    "{tasks} are too many for a picture of at most {MOST_DRAWN}; \
                     `--output-format dot` has no limit"
                )));
            }
            PlanFormat::Svg => report::svg(&prepared.tasks),
        }))
    }
}
