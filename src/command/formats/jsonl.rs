//! JSON lines: an object a finding, whose keys have the names that are usual.

use serde_json::{Map, Value};
use storylint_validators::{Severity, told};

use super::distinct;
use super::whole;
use super::wrong;
use crate::command::remark::{At, Point, Remark, Remarks, Unit, severity};

type Object = Map<String, Value>;

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let mut remarks = Remarks::default();
    for (number, line, n_again) in distinct(output) {
        let object: Object = serde_json::from_str(line).map_err(|error| match error.is_data() {
            true => format!("line {number} is no object"),
            false => wrong(&error, number - 1),
        })?;
        match object.get("type").and_then(Value::as_str) {
            Some("error") if !object.contains_key("path") || text(&object, MESSAGE).is_none() => {
                let message = text(&object, MESSAGE).unwrap_or_else(|| line.to_owned());
                remarks.failures.push(message);
            }
            // What typos says of files and not of their text.
            Some("file_type" | "file" | "parse") => {}
            Some(kind @ "binary_file") => remarks.all.push(Remark {
                path: text(&object, PATH),
                rule: Some(kind.to_owned()),
                severity: Some(Severity::Error),
                message: "This was taken for no text, and not looked at".to_owned(),
                ..Remark::default()
            }),
            _ => {
                let remark = remark(&object);
                let remark = remark.map_err(|wrong| format!("line {number} has {wrong}"))?;
                remarks.all.push(Remark { n_again, ..remark });
            }
        }
    }
    Ok(remarks)
}

const PATH: &[&str] = &["path", "file", "filename", "file_path", "filePath", "uri"];
const MESSAGE: &[&str] = &["message", "msg", "description", "text"];
const RULE: &[&str] = &["rule", "rule_id", "ruleId", "code", "check", "id", "type"];
const SEVERITY: &[&str] = &["severity", "level"];
const LINE: &[&str] =
    &["line", "line_num", "line_number", "lineNumber", "start_line", "startLine", "row"];
const COLUMN: &[&str] = &["column", "col", "start_column", "startColumn", "character"];
const END_LINE: &[&str] = &["end_line", "endLine"];
const END_COLUMN: &[&str] = &["end_column", "endColumn", "end_col"];
const SUGGESTIONS: &[&str] = &["suggestions", "corrections", "replacements", "suggestion"];

/// What `object` says, or what of it is wrong.
fn remark(object: &Object) -> Result<Remark, String> {
    let typo = object.get("typo").and_then(Value::as_str);
    let suggestions = strings(object, SUGGESTIONS);
    let message = text(object, MESSAGE).or_else(|| Some(misspelling(typo?, &suggestions)));
    let message = message.ok_or("no message")?;
    let within = |keys: [&str; 2], number_of: &[&str]| {
        let place = keys.iter().find_map(|&key| object.get(key)?.as_object());
        place.and_then(|place| number(place, number_of))
    };
    let (from, to) = (["location", "start"], ["end_location", "end"]);
    let start = Point {
        line: number(object, LINE).or_else(|| within(from, LINE)).unwrap_or(0),
        column: number(object, COLUMN).or_else(|| within(from, COLUMN)),
    };
    let end_line = number(object, END_LINE).or_else(|| within(to, LINE));
    let end_column = number(object, END_COLUMN).or_else(|| within(to, COLUMN));
    let end = (end_line.is_some() || end_column.is_some())
        .then(|| Point { line: end_line.unwrap_or(start.line), column: end_column });
    let byte = number(object, &["byte_offset", "byteOffset"]);
    // Some have the text of the line there, and its number elsewhere.
    let given = LINE.iter().filter_map(|&key| object.get_key_value(key));
    let is_number =
        |key: &str, value: &Value| value.is_number() || number(object, &[key]).is_some();
    let is_empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    let mut wrong = given.filter(|(key, value)| !is_empty(value) && !is_number(key, value));
    if let Some((key, value)) = wrong.next().filter(|_| start.line == 0 && byte.is_none()) {
        let value = told(&value.to_string(), 60);
        return Err(format!("no number as `{key}`, but `{value}`"));
    }
    let length = typo.map_or(0, str::len);
    let at = match (start.line, byte) {
        (0, None) => At::File,
        (0, Some(byte)) => At::Range(byte..byte.saturating_add(length), Unit::Bytes),
        // Of typos, which counts from the start of the line.
        (line, Some(byte)) if start.column.is_none() => {
            let point = |byte: usize| Point { line, column: Some(byte.saturating_add(1)) };
            At::Lines {
                start: point(byte),
                end: Some(point(byte.saturating_add(length))),
                unit: Unit::Bytes,
            }
        }
        _ => At::Lines { start, end, unit: Unit::Chars },
    };
    let how_bad = text(object, SEVERITY).and_then(|name| severity(&name));
    Ok(Remark {
        path: text(object, PATH),
        at,
        seen: typo.map(str::to_owned),
        rule: text(object, RULE),
        severity: how_bad.or_else(|| typo.map(|_| Severity::Warning)),
        message,
        suggestions,
        ..Remark::default()
    })
}

/// What typos means.
fn misspelling(typo: &str, suggestions: &[String]) -> String {
    match suggestions {
        [] => format!("`{typo}` is not to be used"),
        _ => format!("`{typo}` should be `{}`", suggestions.join("` or `")),
    }
}

/// The first of `keys` that is a text.
fn text(object: &Object, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|&key| match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The first of `keys` that is a number, or a text that is one.
fn number(object: &Object, keys: &[&str]) -> Option<usize> {
    keys.iter().find_map(|&key| match object.get(key)? {
        // One of too many digits is a float.
        Value::Number(n) if n.as_f64().is_some_and(|n| n >= u64::MAX as f64) => Some(usize::MAX),
        Value::Number(n) => n.as_u64().and_then(|n| usize::try_from(n).ok()),
        Value::String(text) => whole(text.trim()),
        _ => None,
    })
}

fn strings(object: &Object, keys: &[&str]) -> Vec<String> {
    let values = keys.iter().find_map(|&key| object.get(key));
    let values = values.map_or(&[][..], |value| match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    });
    values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}
