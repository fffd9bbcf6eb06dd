//! The JSON of LanguageTool, of its command line (`--json`) and its server.

use serde::Deserialize;
use storylint_validators::Severity;

use super::json;
use crate::command::remark::{At, Remark, Remarks, Unit};

#[derive(Deserialize)]
struct Output {
    matches: Vec<Match>,
}

#[derive(Deserialize)]
struct Match {
    message: String,
    /// In UTF-16, as Java counts.
    offset: usize,
    length: usize,
    #[serde(default)]
    replacements: Vec<Replacement>,
    rule: Rule,
}

#[derive(Deserialize)]
struct Replacement {
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    #[serde(default)]
    issue_type: String,
}

/// It suggests more than anybody wants to read.
const MOST_SUGGESTIONS: usize = 5;

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    // Its command line tells of what it does before.
    let start = output.find("{\"software\"").unwrap_or(0);
    let Output { matches } = json(&output[start..])?;
    let all = matches.into_iter().map(|found| Remark {
        at: At::Range(found.offset..found.offset.saturating_add(found.length), Unit::Utf16),
        rule: Some(found.rule.id),
        severity: Some(match found.rule.issue_type.as_str() {
            "style" | "register" | "locale-violation" | "whitespace" => Severity::Info,
            _ => Severity::Warning,
        }),
        message: found.message,
        suggestions: found
            .replacements
            .into_iter()
            .take(MOST_SUGGESTIONS)
            .map(|it| it.value)
            .collect(),
        ..Remark::default()
    });
    Ok(Remarks { all: all.collect(), ..Remarks::default() })
}
