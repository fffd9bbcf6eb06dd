//! Findings for people, in the manner of rustc.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use storylint_validators::{Location, Severity};

use crate::printable::printable;
use crate::report::Report;
use crate::report::lines::{LineColumn, Lines, Texts};
use crate::sources::Sources;

/// How many columns a line of text may take; a paragraph on one line is cut around the finding.
const WIDTH: usize = 120;

/// How many bytes of a line on each side of a finding the renderer is given to choose from, since it
/// takes time for all of them: more than a paragraph has, less than a book that is one line.
const NEAR: usize = 4096;

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
        texts.relieve();
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
            group = group.elements(elements(location, message, kind, &texts, sources));
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        writeln!(out, "{}\n", renderer.render(&[group])).expect("a string takes all");
    }
    out + &summary(report)
}

/// The lines that `location` spans, with its bytes marked.
fn elements<'a>(
    location: &Location,
    message: &str,
    kind: AnnotationKind,
    texts: &Texts<'_>,
    sources: &Sources,
) -> Vec<Element<'a>> {
    let lines = texts.of(&location.path);
    let range = lines.range(location.span);
    let LineColumn { line, column } = lines.line_column(range.start);
    let shown = shown_text(lines, &range, line);
    let is_cut = shown.start > lines.line(line).start;
    let marked = range.start.clamp(shown.start, shown.end) - shown.start
        ..range.end.clamp(shown.start, shown.end) - shown.start;
    let mut annotation = kind.span(marked);
    if !message.is_empty() {
        annotation = annotation.label(printable(message));
    }
    let path = printable(&sources.shown(&location.path));
    let snippet = Snippet::source(without_c1(&lines.text[shown])).line_start(line);
    let snippet = snippet.annotation(annotation);
    if is_cut {
        // The renderer cannot count the columns that it does not get to see.
        vec![Origin::path(path).line(line).char_column(column).into(), snippet.into()]
    } else {
        vec![snippet.path(path).into()]
    }
}

/// `text` with a dot for each C1 control character: as many bytes, so that spans stay right. The
/// renderer itself sees to the C0 ones.
fn without_c1(text: &str) -> String {
    text.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{b7}")
}

/// The line that `range` starts on, and the next one if it ends there; of a line that is as long as
/// a book, what is near.
fn shown_text(lines: &Lines, range: &Range<usize>, first: usize) -> Range<usize> {
    let last = lines.line_column(range.end).line;
    let last = if last == first + 1 { last } else { first };
    let near = lines.text.floor_char_boundary(range.start.saturating_sub(NEAR))
        ..lines.text.ceil_char_boundary(range.end.saturating_add(NEAR));
    lines.line(first).start.max(near.start)..lines.line(last).end.min(near.end)
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
    let known = match report.n_known {
        0 => String::new(),
        n => format!("{} in the baseline left out.\n", counted(n, "finding")),
    };
    let incomplete = match report.n_incomplete {
        0 => String::new(),
        1 => "1 node failed or was not run.\n".to_owned(),
        n => format!("{n} nodes failed or were not run.\n"),
    };
    if report.findings.is_empty() {
        return format!("No findings in {documents}.\n{incomplete}{known}");
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
