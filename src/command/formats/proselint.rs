//! The JSON of proselint: `proselint --output-format json check`, and that of before version 0.15.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::json;
use crate::command::remark::{At, Point, Remark, Remarks, Unit, severity};

#[derive(Deserialize)]
struct Output {
    /// By file.
    result: Option<BTreeMap<String, File>>,
    /// Of one file, before version 0.15.
    data: Option<Old>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Diagnostic {
    check_path: String,
    message: String,
    /// Of which only the length does not depend on how lines end.
    span: [usize; 2],
    /// The line and the column, from 1.
    pos: [usize; 2],
    replacements: Option<Replacements>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
}

#[derive(Deserialize)]
struct Old {
    errors: Vec<OldError>,
}

#[derive(Deserialize)]
struct OldError {
    check: String,
    message: String,
    line: usize,
    column: usize,
    extent: usize,
    severity: String,
    replacements: Option<Replacements>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Replacements {
    One(String),
    Some(Vec<String>),
}

impl Replacements {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Some(some) => some,
        }
    }
}

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let mut remarks = Remarks::default();
    let Output { result, data } = json(output)?;
    if result.is_none() && data.is_none() {
        return Err("it has neither `result` nor `data`".to_owned());
    }
    for (path, file) in result.into_iter().flatten() {
        let found = file.diagnostics.into_iter().map(|found| Remark {
            path: Some(path.clone()),
            at: place(found.pos[0], found.pos[1], found.span[1].saturating_sub(found.span[0])),
            rule: Some(found.check_path),
            message: found.message,
            suggestions: found.replacements.map(Replacements::all).unwrap_or_default(),
            ..Remark::default()
        });
        remarks.all.extend(found);
        remarks.failures.extend(file.error.map(|error| format!("`{path}`: {}", error.message)));
    }
    let old = data.into_iter().flat_map(|data| data.errors);
    remarks.all.extend(old.map(|found| Remark {
        at: place(found.line, found.column, found.extent),
        rule: Some(found.check),
        severity: severity(&found.severity),
        message: found.message,
        suggestions: found.replacements.map(Replacements::all).unwrap_or_default(),
        ..Remark::default()
    }));
    Ok(remarks)
}

/// So many characters from a line and column on.
fn place(line: usize, column: usize, length: usize) -> At {
    let point = |column| Point { line, column: Some(column) };
    At::Lines {
        start: point(column),
        end: Some(point(column.saturating_add(length))),
        unit: Unit::Chars,
    }
}
