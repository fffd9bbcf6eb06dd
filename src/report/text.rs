//! Findings for people, in the manner of rustc.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use storylint_validators::{Location, Severity};

use crate::printable::printable;
use crate::report::Report;
use crate::report::lines::{Lines, Texts};
use crate::sources::Sources;

/// How many columns a line of text may take; a paragraph on one line is cut around the finding.
const WIDTH: usize = 120;

/// Whether the text carries colours, as ANSI escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without.
    Plain,
    /// With.
    Coloured,
}

impl Style {
    pub(crate) fn renderer(self) -> Renderer {
        match self {
            Self::Plain => Renderer::plain(),
            Self::Coloured => Renderer::styled(),
        }
        .term_width(WIDTH)
    }
}

/// The findings of `report`, each with its line of text and its evidence, and a summary.
pub fn text(report: &Report, sources: &Sources, style: Style) -> String {
    let renderer = style.renderer();
    let mut texts = Texts::new(sources);
    let mut out = String::new();
    for finding in &report.findings {
        let locations = || {
            let labels =
                finding.labels.iter().map(|label| (&label.location, label.message.as_str()));
            std::iter::once((&finding.location, "")).chain(labels)
        };
        for (location, _) in locations() {
            texts.read(&location.path);
        }
        let title = level(finding.severity).primary_title(printable(&finding.message));
        let mut group = Group::with_title(title.id(finding.rule.as_ref()));
        for (index, (location, message)) in locations().enumerate() {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            group = group.element(snippet(location, message, kind, &texts, sources));
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        writeln!(out, "{}\n", renderer.render(&[group])).expect("a string takes all");
    }
    out + &summary(report)
}

/// The lines that `location` spans, with its bytes marked.
fn snippet<'a>(
    location: &Location,
    message: &str,
    kind: AnnotationKind,
    texts: &'a Texts<'_>,
    sources: &Sources,
) -> Snippet<'a, Annotation<'a>> {
    let lines = texts.of(&location.path);
    let range = lines.range(location.span);
    let first = lines.line_column(range.start).line;
    let shown = shown_lines(lines, &range, first);
    let marked = range.start.min(shown.end) - shown.start..range.end.min(shown.end) - shown.start;
    let mut annotation = kind.span(marked);
    if !message.is_empty() {
        annotation = annotation.label(printable(message));
    }
    Snippet::source(without_c1(&lines.text[shown]))
        .line_start(first)
        .path(printable(&sources.shown(&location.path)))
        .annotation(annotation)
}

/// `text` with a dot for each C1 control character: as many bytes, so that spans stay right. The
/// renderer itself sees to the C0 ones.
fn without_c1(text: &str) -> String {
    text.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{b7}")
}

/// The line that `range` starts on, and the next one if it ends there.
fn shown_lines(lines: &Lines, range: &Range<usize>, first: usize) -> Range<usize> {
    let last = lines.line_column(range.end).line;
    let end = if last == first + 1 { last } else { first };
    lines.line(first).start..lines.line(end).end
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

fn summary(report: &Report) -> String {
    let documents = counted(report.n_documents, "file");
    if report.findings.is_empty() {
        return format!("No findings in {documents}.\n");
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| (report.count(severity), severity.name()))
        .into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, name)| if name == "info" { format!("{n} info") } else { counted(n, name) });
    let mut files: Vec<_> = report.findings.iter().map(|found| &found.location.path).collect();
    files.dedup();
    let counts: Vec<String> = counts.collect();
    format!("Found {} in {} of {documents}.\n", counts.join(", "), files.len())
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
