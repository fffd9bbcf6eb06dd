//! SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

use std::collections::BTreeMap;

use serde::Deserialize;
use storylint_validators::Severity;

use super::json;
use crate::command::remark::{At, Point, Remark, Remarks, Unit, severity};

#[derive(Deserialize)]
struct Log {
    version: String,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    /// None where nothing was looked for; where nothing was found, the list is empty.
    results: Option<Vec<Found>>,
    column_kind: Option<String>,
    #[serde(default)]
    artifacts: Vec<Artifact>,
    #[serde(default)]
    original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
    #[serde(default)]
    invocations: Vec<Invocation>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    default_configuration: Option<Configuration>,
    #[serde(default)]
    message_strings: BTreeMap<String, Message>,
}

#[derive(Deserialize)]
struct Configuration {
    level: Option<String>,
}

#[derive(Deserialize)]
struct Artifact {
    location: Option<ArtifactLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(default)]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Deserialize)]
struct Notification {
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: Option<String>,
    rule_index: Option<usize>,
    rule: Option<RuleReference>,
    kind: Option<String>,
    level: Option<String>,
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
    #[serde(default)]
    related_locations: Vec<Location>,
    #[serde(default)]
    suppressions: Vec<serde_json::Value>,
    baseline_state: Option<String>,
    #[serde(default)]
    fixes: Vec<Fix>,
}

#[derive(Deserialize)]
struct RuleReference {
    id: Option<String>,
    index: Option<usize>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Message {
    text: Option<String>,
    markdown: Option<String>,
    id: Option<String>,
    arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Option<PhysicalLocation>,
    message: Option<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Option<ArtifactLocation>,
    region: Option<Region>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: Option<String>,
    uri_base_id: Option<String>,
    index: Option<usize>,
}

/// Lines and columns from 1, offsets from 0; the end column is excluded.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: Option<usize>,
    start_column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    char_offset: Option<usize>,
    char_length: Option<usize>,
    byte_offset: Option<usize>,
    byte_length: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    artifact_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    replacements: Vec<Replacement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Option<Message>,
}

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let log: Log = json(output)?;
    if !log.version.starts_with("2.1") {
        return Err(format!("it is SARIF {}, and only 2.1.0 is read", log.version));
    }
    let mut remarks = Remarks::default();
    if log.runs.is_empty() {
        remarks.failures.push("there is no run, so nothing was looked for".to_owned());
    }
    for mut run in log.runs {
        for invocation in run.invocations.iter().filter(|it| !it.execution_successful) {
            let notes = &invocation.tool_execution_notifications;
            let text = notes.iter().find_map(|note| note.message.text.clone());
            remarks.failures.push(text.unwrap_or("it says that it failed".to_owned()));
        }
        if run.results.is_none() {
            remarks.failures.push("a run has no `results`, so nothing was looked for".to_owned());
        }
        let results = run.results.take().unwrap_or_default();
        remarks.all.extend(results.iter().filter_map(|found| run.remark(found)));
    }
    Ok(remarks)
}

impl Run {
    /// A finding, unless it says that it is none.
    fn remark(&self, found: &Found) -> Option<Remark> {
        let is_none =
            found.kind.as_deref().is_some_and(|kind| !matches!(kind, "fail" | "review" | "open"))
                || !found.suppressions.is_empty()
                || found.baseline_state.as_deref() == Some("absent");
        if is_none {
            return None;
        }
        let reference = found.rule.as_ref();
        let index = found.rule_index.or(reference.and_then(|rule| rule.index));
        let id = found.rule_id.clone().or(reference.and_then(|rule| rule.id.clone()));
        let rules = &self.tool.driver.rules;
        let rule = index.and_then(|index| rules.get(index));
        let rule = rule.or_else(|| rules.iter().find(|rule| Some(&rule.id) == id.as_ref()));
        let default = rule.and_then(|rule| rule.default_configuration.as_ref()?.level.as_deref());
        let level = found.level.as_deref().or(default);
        let place = found.locations.first();
        Some(Remark {
            path: place.and_then(|place| self.path(place)),
            at: place.map_or(At::File, |place| self.at(place)),
            rule: id.or_else(|| rule.map(|rule| rule.id.clone())),
            severity: Some(level.and_then(severity).unwrap_or(Severity::Warning)),
            message: found.message.shown(rule),
            change: self.change(found),
            related: found.related_locations.iter().map(|it| self.related(it)).collect(),
            ..Remark::default()
        })
    }

    fn related(&self, place: &Location) -> Remark {
        let message = place.message.as_ref().map(|message| message.shown(None));
        let message = message.unwrap_or_default();
        Remark { path: self.path(place), at: self.at(place), message, ..Remark::default() }
    }

    /// The one change of one place that is suggested.
    fn change(&self, found: &Found) -> Option<(At, String)> {
        let [Fix { artifact_changes }] = &*found.fixes else { return None };
        let [Change { replacements }] = &**artifact_changes else { return None };
        let [replacement] = &**replacements else { return None };
        let text = replacement.inserted_content.as_ref().and_then(|it| it.text.clone());
        Some((self.region(&replacement.deleted_region), text.unwrap_or_default()))
    }

    fn path(&self, place: &Location) -> Option<String> {
        let artifact = place.physical_location.as_ref()?.artifact_location.as_ref()?;
        let by_index = || self.artifacts.get(artifact.index?)?.location.as_ref();
        let artifact = if artifact.uri.is_some() { artifact } else { by_index()? };
        let uri = artifact.uri.as_deref()?;
        let base = artifact.uri_base_id.as_ref().and_then(|id| self.original_uri_base_ids.get(id));
        match base.and_then(|base| base.uri.as_deref()) {
            Some(base) if !uri.contains("://") => {
                Some(format!("{}/{uri}", base.trim_end_matches('/')))
            }
            _ => Some(uri.to_owned()),
        }
    }

    fn at(&self, place: &Location) -> At {
        let region = place.physical_location.as_ref().and_then(|it| it.region.as_ref());
        region.map_or(At::File, |region| self.region(region))
    }

    fn region(&self, region: &Region) -> At {
        let unit = match self.column_kind.as_deref() {
            Some("unicodeCodePoints") => Unit::Chars,
            // What the standard says where a tool does not.
            _ => Unit::Utf16,
        };
        let range =
            |start: usize, length: Option<usize>| start..start.saturating_add(length.unwrap_or(0));
        match *region {
            Region { start_line: Some(line), start_column, end_line, end_column, .. } => {
                let end = Point { line: end_line.unwrap_or(line), column: end_column };
                let has_end = end_line.is_some() || end_column.is_some() || start_column.is_none();
                At::Lines {
                    start: Point { line, column: start_column },
                    end: has_end.then_some(end),
                    unit,
                }
            }
            Region { char_offset: Some(start), char_length, .. } => {
                At::Range(range(start, char_length), unit)
            }
            Region { byte_offset: Some(start), byte_length, .. } => {
                At::Range(range(start, byte_length), Unit::Bytes)
            }
            _ => At::File,
        }
    }
}

impl Message {
    /// What it says, which may be in the words of `rule`.
    fn shown(&self, rule: Option<&Rule>) -> String {
        let of_rule = || {
            let message = rule?.message_strings.get(self.id.as_ref()?)?;
            message.text.as_ref().or(message.markdown.as_ref())
        };
        let text = self.text.as_ref().or(self.markdown.as_ref()).or_else(of_rule);
        let mut text = text.cloned().unwrap_or_default();
        for (number, argument) in self.arguments.iter().enumerate() {
            text = text.replace(&format!("{{{number}}}"), argument);
        }
        text
    }
}
