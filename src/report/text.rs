//! Findings for people, in the manner of rustc.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use storylint_validators::{Diagnostic, Severity, Span};

use crate::divide::divide;
use crate::printable::printable;
use crate::report::Report;
use crate::report::lines::{LineColumn, Lines, at_each};
use crate::sources::Sources;

/// How many columns a line of text may take; a paragraph on one line is cut around the finding.
const WIDTH: usize = 120;

/// How many bytes of a line on each side of a finding the renderer is given to choose from, since it
/// takes time for all of them: more than a paragraph has, less than a book that is one line.
const NEAR: usize = 4096;

/// What stands for the middle of a long place.
const ELLIPSIS: &str = "...";

/// Of so many findings together what is shown is held in memory.
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
    pub(crate) fn renderer(self) -> Renderer {
        match self {
            Self::Plain => Renderer::plain(),
            Self::Coloured => Renderer::styled(),
        }
        .term_width(WIDTH)
    }
}

/// The findings of `report`, each with its line of text and its evidence, and a summary. So many workers draw
/// them.
pub fn text(report: &Report, sources: &Sources, style: Style, n_workers: usize) -> String {
    let renderer = style.renderer();
    let draw = |shown: &[(&Diagnostic, Vec<Excerpt>)]| draw(shown, sources, &renderer);
    let mut out = String::new();
    for findings in report.findings.chunks(MANY) {
        let shown = with_excerpts(findings, sources, n_workers);
        out.extend(divide(&shown, FEW, n_workers, draw));
    }
    out + &summary(report)
}

/// Each of `findings` with what is shown at its place and at those of its labels.
fn with_excerpts<'f>(
    findings: &'f [Diagnostic],
    sources: &Sources,
    n_workers: usize,
) -> Vec<(&'f Diagnostic, Vec<Excerpt>)> {
    let locations = findings.iter().flat_map(|finding| {
        let labels = finding.labels.iter().map(|label| &label.location);
        std::iter::once(&finding.location).chain(labels)
    });
    let look = |_, lines: &Lines, span| excerpt(lines, span);
    // They come in the order in which they were asked for.
    let mut excerpts = at_each(sources, locations, n_workers, look).into_iter();
    let mut next = |n: usize| excerpts.by_ref().take(n).collect();
    findings.iter().map(|finding| (finding, next(1 + finding.labels.len()))).collect()
}

/// How findings with what is shown of them are drawn.
fn draw(
    findings: &[(&Diagnostic, Vec<Excerpt>)],
    sources: &Sources,
    renderer: &Renderer,
) -> String {
    let mut out = String::new();
    for (finding, excerpts) in findings {
        let title = level(finding.severity).primary_title(printable(&finding.message));
        let mut group = Group::with_title(title.id(finding.rule.as_ref()));
        let path = sources.shown(&finding.location.path);
        group = group.elements(elements(&excerpts[0], path, "", AnnotationKind::Primary));
        for (label, excerpt) in finding.labels.iter().zip(&excerpts[1..]) {
            let path = sources.shown(&label.location.path);
            let (message, kind) = (&label.message, AnnotationKind::Context);
            group = group.elements(elements(excerpt, path, message, kind));
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        writeln!(out, "{}\n", renderer.render(&[group])).expect("a string takes all");
    }
    out
}

/// What is shown of a text at a place in it.
struct Excerpt {
    /// Of the line on which the place begins, and of the next one if it ends there.
    text: String,
    /// The place in it, if need be without its middle.
    marked: Range<usize>,
    at: LineColumn,
    /// Whether the line begins before it.
    is_cut: bool,
}

fn excerpt(lines: &Lines, span: Span) -> Excerpt {
    let range = lines.range(span);
    let at = lines.line_column(range.start);
    let line = lines.line(at.line);
    let shown = shown_text(lines, &range, at.line);
    let is_cut = shown.start > line.start;
    let within = range.start.clamp(shown.start, shown.end)..range.end.clamp(shown.start, shown.end);
    let (before, after) =
        (&lines.text[shown.start..within.start], &lines.text[within.end..shown.end]);
    let place = &lines.text[within];
    let place = match ends(place) {
        Some((first, last)) if range.end <= line.end => [first, last].join(ELLIPSIS),
        _ => place.to_owned(),
    };
    let marked = before.len()..before.len() + place.len();
    Excerpt { text: without_c1(&[before, &place, after].concat()), marked, at, is_cut }
}

/// What is shown of `text` if it would take two lines of the terminal: both ends of it.
fn ends(text: &str) -> Option<(&str, &str)> {
    text.char_indices().nth(2 * WIDTH)?;
    let (first, _) = text.char_indices().nth(WIDTH / 3)?;
    let (last, _) = text.char_indices().nth_back(WIDTH / 3 - 1)?;
    Some((&text[..first], &text[last..]))
}

/// How `excerpt` of the file at `path` is drawn.
fn elements<'a>(
    excerpt: &'a Excerpt,
    path: String,
    message: &str,
    kind: AnnotationKind,
) -> Vec<Element<'a>> {
    let Excerpt { text, marked, at: LineColumn { line, column }, is_cut } = excerpt;
    let mut annotation = kind.span(marked.clone());
    if !message.is_empty() {
        annotation = annotation.label(printable(message));
    }
    let path = printable(&path);
    let snippet = Snippet::source(text).line_start(*line).annotation(annotation);
    if *is_cut {
        // The renderer cannot count the columns that it does not get to see.
        vec![Origin::path(path).line(*line).char_column(*column).into(), snippet.into()]
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
