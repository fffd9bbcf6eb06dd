//! `storylint check`: report what is inconsistent in a story.

use std::collections::HashSet;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use storylint_graph::{Level, Pipeline, PipelineErrors, did_you_mean};
use storylint_validators::{Fix, Pattern};

use super::nodes::Nodes;
use super::opened::{Opened, Stories};
use super::story::StoryArguments;
use super::terminal::{Stop, Terminal};
use super::trust::Allowing;
use crate::baseline::Baseline;
use crate::check::check;
use crate::fix::fix;
use crate::levels::{known, no_such_rule};
use crate::prepare::{Settings, workers};
use crate::report::{self, Report, Status, counted};
use crate::sources::{SourceError, Sources, is_beside};

/// The arguments of `storylint check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 when nothing at or above the failing severity was found, \
    1 when something was, 2 when something could not be checked.")]
pub(super) struct Check {
    #[command(flatten)]
    story: StoryArguments,

    #[command(flatten)]
    nodes: Nodes,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t = OutputFormat::Text, value_name = "FORMAT")]
    output_format: OutputFormat,

    /// Set rules to a level: off, on, info, warning or error; the last counts
    ///
    /// RULE is a rule (`links/orphan`), a family (`links/*`), a group (`pedantic`) or `*`. This counts
    /// before what the pipeline's table `[rules]` says.
    #[arg(long = "rule", value_name = "RULE=LEVEL", value_parser = level)]
    levels: Vec<(String, Level)>,

    /// Mend what can be mended without harm, and report what is left
    #[arg(long, group = "mending")]
    fix: bool,

    /// With `--fix` or `--diff`, also make changes that are right only if the finding is
    #[arg(long, requires = "mending")]
    unsafe_fixes: bool,

    /// Print what `--fix` would change as a diff, and change nothing; exit with 1 if it is something
    #[arg(long, group = "mending")]
    diff: bool,

    /// Also report the findings in the baseline (see `storylint baseline`)
    #[arg(long)]
    no_baseline: bool,

    #[command(flatten)]
    allowing: Allowing,

    /// How many workers run the checks; the pipeline's `run.workers`, else one a core
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Print to stderr how long the run took beside what was expected, and what more workers would buy
    #[arg(long)]
    explain_plan: bool,

    /// Work out everything anew, and keep nothing
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

/// A story that was checked.
struct Checked {
    report: Report,
    /// At how many places findings of its baseline are gone, if that can be told.
    n_gone: usize,
    n_mended: usize,
}

impl Check {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let mut stories = self.story.open_all()?;
        let pipelines = Vec::from_iter(stories.all.iter().map(|story| &story.pipeline));
        for (rule, _) in &self.levels {
            known(&pipelines, rule)
                .map_err(|(message, help)| Stop::error(message).with_help(help))?;
        }
        self.nodes.select(&mut stories.all)?;
        stories.must_be_plannable()?;
        if self.fix || self.diff {
            // What is mended is just what was checked.
            for story in &mut stories.all {
                story.sources = Arc::new(story.sources.remembering());
            }
        }
        let mut reports = Vec::new();
        let (mut n_gone, mut n_mended) = (0, 0);
        for at in 0..stories.all.len() {
            let checked = self.check(&stories, at)?;
            reports.push(checked.report);
            n_gone += checked.n_gone;
            n_mended += checked.n_mended;
        }
        let is_nothing = |(story, report): (&Opened, &Report)| {
            // Only what is beside it may be asked for.
            let is_beside = !story.only.is_empty() && story.n_beside() > 0;
            report.n_documents == 0 && report.failures.is_empty() && !is_beside
        };
        let lacks = |it: (&Opened, &Report)| is_nothing(it) && !it.0.may_be_empty();
        if stories.all.iter().zip(&reports).all(lacks) {
            let nothing = stories.all.iter().map(|story| self.story.nothing_to("check", story).0);
            return Err(Stop(nothing.collect()));
        }
        for (story, report) in stories.all.iter().zip(&mut reports) {
            let nothing = || self.story.nothing("check", story);
            if lacks((story, report)) {
                report.failures.push(nothing());
            } else if is_nothing((story, report)) {
                terminal.complain(&format!("note: {}\n", nothing()));
            }
        }
        if self.fix {
            terminal.complain(&format!("Mended {}.\n", counted(n_mended, "finding")));
        }
        let mut found = reports.iter().flat_map(|report| &report.findings);
        if (self.fix || self.diff) && found.any(|finding| is_beside(&finding.location.path)) {
            terminal.complain("note: files that members of a workspace share are not mended\n");
        }
        // Members may share files that cannot be read.
        let mut told = HashSet::new();
        if self.diff {
            let diffs = stories.all.iter().zip(reports);
            let ended =
                diffs.map(|(story, report)| self.print_diff(report, story, &mut told, terminal));
            let ended: Vec<Status> = ended.collect::<Result<_, _>>()?;
            return Ok(ended.into_iter().max().unwrap_or(Status::Clean));
        }
        for (story, report) in stories.all.iter().zip(&reports) {
            story.complain(&report.failures, &mut told, terminal);
            if let Some(timing) = &report.timing {
                let member = story.member.as_ref().filter(|_| reports.len() > 1);
                let member = member.map(|member| format!("{member}: ")).unwrap_or_default();
                terminal.complain(&(member + &report::timing_text(timing)));
            }
        }
        terminal.complain(&gone(n_gone));
        let jobs = self.jobs.map(usize::from);
        let n_workers = stories.all.iter().map(|story| workers(&story.pipeline, jobs)).max();
        let n_workers = n_workers.unwrap_or(1);
        let (report, sources) = stories.merged(reports);
        terminal.print(&match self.output_format {
            OutputFormat::Text => report::text(&report, &sources, terminal.style(), n_workers),
            OutputFormat::Json => report::json(&report, &sources.shown_as(stories.for_programs())),
        })?;
        Ok(report.status())
    }

    /// Checks the story that is `at` this place of `stories`, and mends it if that is asked for.
    fn check(&self, stories: &Stories, at: usize) -> Result<Checked, Stop> {
        let story = &stories.all[at];
        let settings = |pipeline: &Pipeline| Settings {
            only: story.only.clone(),
            n_workers: self.jobs.map(usize::from),
            levels: self.levels.clone(),
            pipeline_file: story.pipeline_file.clone(),
            explain: self.explain_plan,
            // Texts are changed only by what they say now.
            cache: story.cache.clone().filter(|_| !(self.no_cache || self.fix || self.diff)),
            permission: self.allowing.permission(&self.story, pipeline),
        };
        let sources = &story.sources;
        let baseline =
            if self.no_baseline { Baseline::default() } else { Baseline::read(sources)? };
        let mut n_gone = 0;
        let mut check = |pipeline: &Pipeline| {
            sources.forget();
            if let Some(file) = &story.pipeline_file {
                sources.see(file, pipeline.files()[0].1.as_bytes());
            }
            let mut report = check(pipeline, sources, &settings(pipeline))?;
            n_gone = baseline.leave_out(&mut report, sources);
            Ok::<_, PipelineErrors>(report)
        };
        let mut report = check(&story.pipeline)?;
        let mut n_mended = 0;
        if self.fix {
            // A pipeline may be one of the files that are mended.
            let again = || -> Result<Pipeline, Stop> {
                let mut again = self.story.open_all()?.all;
                self.nodes.select(&mut again)?;
                let gone = || Stop::error("a member of the workspace is gone");
                Ok(again.into_iter().nth(at).ok_or_else(gone)?.pipeline)
            };
            (report, n_mended) = self.fix(report, sources, || Ok(check(&again()?)?))?;
        }
        let is_all = story.only.is_empty() && self.levels.is_empty() && self.nodes.are_all();
        // What arguments set may keep from being found what is in the baseline.
        let is_told = is_all && !self.story.sets_keys() && report.failures.is_empty();
        Ok(Checked { report, n_gone: if is_told { n_gone } else { 0 }, n_mended })
    }

    /// Prints what fixes would change.
    fn print_diff(
        &self,
        mut report: Report,
        story: &Opened,
        told: &mut HashSet<String>,
        terminal: &Terminal,
    ) -> Result<Status, Stop> {
        let mending = fix(&report, &story.sources, self.unsafe_fixes);
        report.failures.extend(mending.failures.iter().map(ToString::to_string));
        story.complain(&report.failures, told, terminal);
        let patches = mending.files.iter().map(|file| file.patch(&story.sources));
        terminal.print_bytes(&patches.collect::<Vec<_>>().concat())?;
        Ok(match (report.failures.is_empty(), mending.files.is_empty()) {
            (false, _) => Status::Incomplete,
            (true, false) => Status::Findings,
            (true, true) => Status::Clean,
        })
    }

    /// Makes the fixes of `report`, and those of what is found after that, and so on. What is found
    /// in the end, and how many findings are mended.
    fn fix(
        &self,
        mut report: Report,
        sources: &Sources,
        mut check: impl FnMut() -> Result<Report, Stop>,
    ) -> Result<(Report, usize), Stop> {
        let mut n_mended = 0;
        let mut failures: Vec<SourceError> = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let mending = fix(&report, sources, self.unsafe_fixes);
            failures = mending.failures;
            let n_before = n_mended;
            for file in &mending.files {
                match file.write(sources) {
                    Ok(()) => n_mended += file.n_findings,
                    Err(error) => failures.push(error),
                }
            }
            if n_mended == n_before {
                break;
            }
            report = check()?;
        }
        let is_made = |fix: &mut Fix| fix.is_safe || self.unsafe_fixes;
        if !failures.is_empty() {
            // It does not help to ask for what has just failed.
            for finding in &mut report.findings {
                finding.fix.take_if(is_made);
            }
        }
        report.failures.extend(failures.iter().map(ToString::to_string));
        Ok((report, n_mended))
    }
}

/// A note that findings of the baseline are gone, at so many places, if some are.
fn gone(n: usize) -> String {
    let (places, them) = (counted(n, "place"), if n == 1 { "it" } else { "them" });
    match n {
        0 => String::new(),
        _ => format!(
            "note: findings of the baseline gone at {places}; `storylint baseline` forgets {them}\n"
        ),
    }
}

/// How often what is found after fixes is fixed, too. Fixes that wait for one beside them need two
/// rounds.
const MOST_ROUNDS: usize = 10;

/// `links/orphan=off` as a pattern of rules and a level.
fn level(text: &str) -> Result<(String, Level), String> {
    let (pattern, level) = text.split_once('=').ok_or("it has the form `RULE=LEVEL`")?;
    if Pattern::parse(pattern).is_none() {
        let (message, help) = no_such_rule(pattern);
        return Err(format!("{message}; {help}"));
    }
    let known = Level::NAMED.into_iter().find(|&(name, _)| name == level);
    let (_, level) = known.ok_or_else(|| {
        let help = did_you_mean(level, Level::NAMED.map(|(name, _)| name));
        let help =
            help.unwrap_or("a level is `off`, `on`, `info`, `warning` or `error`".to_owned());
        format!("there is no level `{level}`; {help}")
    })?;
    Ok((pattern.to_owned(), level))
}
