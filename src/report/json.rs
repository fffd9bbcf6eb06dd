//! Findings as a JSON array, for other programs.

use serde::Serialize;
use storylint_validators::{Fix, Label};

use crate::report::Report;
use crate::report::fingerprint::fingerprints;
use crate::report::lines::at_each;
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
    let locations = report.findings.iter().flat_map(|found| {
        let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.location);
        let related = found.labels.iter().map(|label| &label.location);
        std::iter::once(&found.location).chain(edits).chain(related)
    });
    let locations = Vec::from_iter(locations);
    let places = at_each(sources, locations.iter().copied(), 1, |at, lines, span| {
        let range = lines.range(span);
        let file = sources.shown(&locations[at].path);
        Place::new(file, lines.point(range.start), lines.point(range.end))
    });
    // Each place is taken once, in the order in which they were asked for.
    let mut places = places.into_iter();
    let mut place = || places.next().expect("it was asked for");
    let first_places = report.findings.iter().map(|found| (&*found.rule, &found.location));
    let fingerprints = fingerprints(&Vec::from_iter(first_places), sources);
    let findings = report.findings.iter().zip(fingerprints).map(|(found, fingerprint)| Finding {
        place: place(),
        rule: &found.rule,
        fingerprint: format!("{fingerprint:016x}"),
        severity: found.severity.name(),
        message: &found.message,
        help: found.help.as_deref(),
        fix: found.fix.as_ref().map(|fix| change(fix, &mut place)),
        related: found.labels.iter().map(|label| related(label, place())).collect(),
    });
    array(findings) + "\n"
}

/// `items` as a JSON array, one a line.
pub(crate) fn array(items: impl Iterator<Item = impl Serialize>) -> String {
    // One text, since findings may be a million.
    let mut array = "[".to_owned();
    for item in items {
        array += if array.len() == 1 { "\n" } else { ",\n" };
        array += &serde_json::to_string(&item).expect("strings and numbers are JSON");
    }
    array += if array.len() == 1 { "]" } else { "\n]" };
    array
}

fn change<'a>(fix: &'a Fix, mut place: impl FnMut() -> Place) -> Change<'a> {
    let edits =
        fix.edits.iter().map(|edit| Replacement { place: place(), replacement: &edit.replacement });
    Change { safe: fix.is_safe, edits: edits.collect() }
}

fn related(label: &Label, place: Place) -> Related<'_> {
    Related { place, message: &label.message }
}
