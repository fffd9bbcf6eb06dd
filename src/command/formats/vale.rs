//! The JSON of Vale: `vale --output=JSON`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::json;
use crate::command::remark::{At, Point, Remark, Remarks, Unit, severity};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alert {
    check: String,
    message: String,
    severity: String,
    line: usize,
    /// The first and the last character of the line, from 1.
    #[serde(default)]
    span: Vec<usize>,
    #[serde(default, rename = "Match")]
    seen: String,
    #[serde(default)]
    action: Action,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Action {
    name: String,
    params: Option<Vec<String>>,
}

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let files: BTreeMap<String, Vec<Alert>> = json(output)?;
    let all = files.into_iter().flat_map(|(path, alerts)| {
        alerts.into_iter().map(move |alert| remark(alert, path.clone()))
    });
    Ok(Remarks { all: all.collect(), ..Remarks::default() })
}

fn remark(alert: Alert, path: String) -> Remark {
    let Alert { check, message, severity: how_bad, line, span, seen, action } = alert;
    let point = |column| Point { line, column: Some(column) };
    let at = match *span {
        [first, last] if 0 < first && first <= last => At::Lines {
            start: point(first),
            end: Some(point(last.saturating_add(1))),
            unit: Unit::Chars,
        },
        _ => At::from(line, None, Unit::Chars),
    };
    let suggestions = match action.name.as_str() {
        "replace" => action.params.unwrap_or_default(),
        _ => Vec::new(),
    };
    Remark {
        path: Some(path),
        at,
        seen: Some(seen).filter(|seen| !seen.is_empty()),
        rule: Some(check),
        severity: severity(&how_bad),
        message,
        suggestions,
        ..Remark::default()
    }
}
