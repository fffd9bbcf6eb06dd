//! Findings for people, in the manner of rustc.

use std::fmt::{self, Write as _};

use anstyle::{AnsiColor, Effects};
use storylint_validators::{Diagnostic, Location, Severity};

use crate::divide::divide;
use crate::printable::printable;
use crate::report::Report;
use crate::report::excerpt::{Excerpt, MarkedLine};
use crate::report::lines::{LineColumn, Lines, at_each};
use crate::sources::Sources;

/// Of so many findings together what is shown is held in memory, or of all in one file.
const MANY: usize = 4096;

/// So many findings are drawn by one worker at a time.
const FEW: usize = 256;

/// Whether the text carries colours, as ANSI escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without.
    Plain,
    /// With.
    Coloured,
}

impl Style {
    fn of(self, colour: Option<AnsiColor>) -> anstyle::Style {
        match self {
            Self::Plain => anstyle::Style::new(),
            Self::Coloured => {
                anstyle::Style::new().fg_color(colour.map(Into::into)).effects(Effects::BOLD)
            }
        }
    }

    /// Of the words that matter most.
    fn strong(self) -> anstyle::Style {
        self.of(None)
    }

    /// Of a finding, and of the mark at its place.
    fn severity(self, severity: Severity) -> anstyle::Style {
        self.of(Some(match severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::BrightBlue,
        }))
    }

    /// Of what stands around the text, and of marks that explain.
    fn frame(self) -> anstyle::Style {
        self.of(Some(AnsiColor::BrightBlue))
    }
}

/// The findings of `report`, each with its line of text and its evidence, and a summary. So many workers draw
/// them.
pub fn text(report: &Report, sources: &Sources, style: Style, n_workers: usize) -> String {
    let draw = |shown: &[(&Diagnostic, Vec<Excerpt>)]| draw(shown, sources, style);
    let mut out = String::new();
    let mut left = &report.findings[..];
    while !left.is_empty() {
        // No file is looked into twice.
        let mut ends = MANY..left.len();
        let end = ends.find(|&at| left[at - 1].location.path != left[at].location.path);
        let (findings, after) = left.split_at(end.unwrap_or(left.len()));
        let shown = with_excerpts(findings, sources, n_workers);
        out.extend(divide(&shown, FEW, n_workers, draw));
        left = after;
    }
    out + &summary(report)
}

/// Each of `findings` with what is shown at its place and at those of its labels.
fn with_excerpts<'f>(
    findings: &'f [Diagnostic],
    sources: &Sources,
    n_workers: usize,
) -> Vec<(&'f Diagnostic, Vec<Excerpt>)> {
    let places = Vec::from_iter(findings.iter().flat_map(places));
    let locations = places.iter().map(|(location, _)| *location);
    let look = |at: usize, lines: &Lines, span| Excerpt::new(lines, span, places[at].1);
    // They come in the order in which they were asked for.
    let mut excerpts = at_each(sources, locations, n_workers, look).into_iter();
    let mut next = |n: usize| excerpts.by_ref().take(n).collect();
    findings.iter().map(|finding| (finding, next(1 + finding.labels.len()))).collect()
}

/// The places that show a finding, its own first, each with what is written beside its mark.
fn places(finding: &Diagnostic) -> impl Iterator<Item = (&Location, &str)> {
    let labels = finding.labels.iter().map(|label| (&label.location, &*label.message));
    std::iter::once((&finding.location, "")).chain(labels)
}

/// How findings with what is shown of them are drawn: in the manner of rustc, whose layout people know.
fn draw(findings: &[(&Diagnostic, Vec<Excerpt>)], sources: &Sources, style: Style) -> String {
    let mut out = String::new();
    for (finding, excerpts) in findings {
        draw_finding(&mut out, finding, excerpts, sources, style).expect("a string takes all");
    }
    out
}

fn draw_finding(
    out: &mut String,
    finding: &Diagnostic,
    excerpts: &[Excerpt],
    sources: &Sources,
    style: Style,
) -> fmt::Result {
    let (severity, strong, frame) =
        (style.severity(finding.severity), style.strong(), style.frame());
    let last = excerpts.iter().map(Excerpt::last_line).max().unwrap_or(1);
    let gutter = last.to_string().len();
    let bar = format!("{:gutter$} {frame}|{frame:#}", "");

    let (name, rule, message) =
        (finding.severity.name(), &finding.rule, printable(&finding.message));
    writeln!(out, "{severity}{name}[{rule}]{severity:#}{strong}: {message}{strong:#}")?;
    for (i, ((location, label), excerpt)) in places(finding).zip(excerpts).enumerate() {
        let (arrow, mark, sign) = match i {
            0 => ("-->", severity, "^"),
            _ => (":::", frame, "-"),
        };
        if i > 0 {
            writeln!(out, "{bar}")?;
        }
        let path = printable(&sources.shown(&location.path));
        let LineColumn { line, column } = excerpt.at;
        writeln!(out, "{:gutter$}{frame}{arrow}{frame:#} {path}:{line}:{column}\n{bar}", "")?;
        for (i, MarkedLine { number, text, mark: marked }) in excerpt.lines.iter().enumerate() {
            let space = if text.is_empty() { "" } else { " " };
            writeln!(out, "{frame}{number:>gutter$} |{frame:#}{space}{text}")?;
            let (before, signs) = (marked.start, sign.repeat(marked.len()));
            write!(out, "{bar} {:before$}{mark}{signs}", "")?;
            if i + 1 == excerpt.lines.len() && !label.is_empty() {
                write!(out, " {}", printable(label))?;
            }
            writeln!(out, "{mark:#}")?;
        }
    }
    if let Some(help) = &finding.help {
        let help = printable(help);
        writeln!(out, "{bar}\n{:gutter$} {frame}={frame:#} {strong}help{strong:#}: {help}", "")?;
    }
    writeln!(out)
}

fn summary(report: &Report) -> String {
    let documents = counted(report.n_documents, "file");
    let known = match report.known.len() {
        0 => String::new(),
        n => format!("{} in the baseline left out.\n", counted(n, "finding")),
    };
    let incomplete = match report.n_incomplete {
        0 => String::new(),
        1 => "1 node failed or was not run.\n".to_owned(),
        n => format!("{n} nodes failed or were not run.\n"),
    };
    if report.findings.is_empty() {
        let by = if incomplete.is_empty() { "" } else { " by what was run" };
        return format!("No findings in {documents}{by}.\n{incomplete}{known}");
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| (report.count(severity), severity.name()))
        .into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, name)| if name == "info" { format!("{n} info") } else { counted(n, name) });
    let mut files: Vec<_> = report.findings.iter().map(|found| &found.location.path).collect();
    files.dedup();
    let counts: Vec<String> = counts.collect();
    let found = format!("Found {} in {} of {documents}.\n", counts.join(", "), files.len());
    found + &incomplete + &mendable(report) + &known
}

/// How many findings `--fix` mends; nothing if it mends none.
fn mendable(report: &Report) -> String {
    let fixes = || report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let n_safe = fixes().filter(|fix| fix.is_safe).count();
    match (n_safe, fixes().count() - n_safe) {
        (0, 0) => String::new(),
        (n_safe, 0) => format!("`--fix` mends {n_safe} of them.\n"),
        (0, n_unsafe) => format!("`--fix --unsafe-fixes` mends {n_unsafe} of them.\n"),
        (n_safe, n_unsafe) => {
            format!("`--fix` mends {n_safe} of them, and {n_unsafe} more with `--unsafe-fixes`.\n")
        }
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
