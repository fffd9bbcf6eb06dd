//! Findings as a JSON array, for other programs.

use serde::Serialize;
use storylint_validators::{Fix, Label, Location};

use crate::report::Report;
use crate::report::fingerprint::Fingerprints;
use crate::report::lines::Texts;
use crate::report::place::Place;
use crate::sources::Sources;

/// A finding as other programs read it.
#[derive(Serialize)]
struct Finding<'a> {
    #[serde(flatten)]
    place: Place,
    rule: &'a str,
    fingerprint: String,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    fix: Option<Change<'a>>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    safe: bool,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place,
    message: &'a str,
}

/// The findings of `report` as a JSON array of objects, one a line.
pub fn json(report: &Report, sources: &Sources) -> String {
    let mut texts = Texts::new(sources);
    let mut fingerprints = Fingerprints::new(sources);
    let findings = report.findings.iter().map(|found| {
        texts.relieve();
        Finding {
            place: place(&found.location, &mut texts, sources),
            rule: &found.rule,
            fingerprint: format!("{:016x}", fingerprints.of(found)),
            severity: found.severity.name(),
            message: &found.message,
            help: found.help.as_deref(),
            fix: found.fix.as_ref().map(|fix| change(fix, &mut texts, sources)),
            related: found.labels.iter().map(|label| related(label, &mut texts, sources)).collect(),
        }
    });
    array(findings) + "\n"
}

/// `items` as a JSON array, one a line.
pub(crate) fn array(items: impl Iterator<Item = impl Serialize>) -> String {
    let line = |item| serde_json::to_string(&item).expect("strings and numbers are JSON");
    let lines: Vec<String> = items.map(line).collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

fn change<'a>(fix: &'a Fix, texts: &mut Texts<'_>, sources: &Sources) -> Change<'a> {
    let edits = fix.edits.iter().map(|edit| Replacement {
        place: place(&edit.location, texts, sources),
        replacement: &edit.replacement,
    });
    Change { safe: fix.is_safe, edits: edits.collect() }
}

fn related<'a>(label: &'a Label, texts: &mut Texts<'_>, sources: &Sources) -> Related<'a> {
    Related { place: place(&label.location, texts, sources), message: &label.message }
}

fn place(location: &Location, texts: &mut Texts<'_>, sources: &Sources) -> Place {
    texts.read(&location.path);
    let lines = texts.of(&location.path);
    let range = lines.range(location.span);
    Place::new(sources.shown(&location.path), lines.point(range.start), lines.point(range.end))
}
