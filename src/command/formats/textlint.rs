//! The JSON of textlint and of ESLint: `textlint --format json`.

use serde::Deserialize;
use storylint_validators::Severity;

use super::json;
use crate::command::remark::{At, Point, Remark, Remarks, Unit};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    file_path: String,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    rule_id: Option<String>,
    message: String,
    severity: u8,
    line: usize,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    loc: Option<Loc>,
    fix: Option<Fix>,
}

/// From 1, the end excluded.
#[derive(Deserialize)]
struct Loc {
    end: Place,
}

#[derive(Deserialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Deserialize)]
struct Fix {
    range: [usize; 2],
    text: String,
}

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let files: Vec<File> = json(output)?;
    let all = files.into_iter().flat_map(|File { file_path, messages }| {
        messages.into_iter().map(move |message| remark(message, file_path.clone()))
    });
    Ok(Remarks { all: all.collect(), ..Remarks::default() })
}

fn remark(message: Message, path: String) -> Remark {
    let start = Point { line: message.line, column: message.column };
    let end = match (message.loc, message.end_line, message.end_column) {
        (Some(loc), ..) => Some(Point { line: loc.end.line, column: Some(loc.end.column) }),
        (None, Some(line), Some(column)) => Some(Point { line, column: Some(column) }),
        _ => None,
    };
    // Many rules mark one character, which is the first of what they mean.
    let is_one = |end: &Point| {
        end.line == start.line
            && end
                .column
                .zip(start.column)
                .is_some_and(|(end, start)| end <= start.saturating_add(1))
    };
    let end = end.filter(|end| !is_one(end));
    let change = message
        .fix
        .map(|Fix { range: [start, end], text }| (At::Range(start..end, Unit::Utf16), text));
    Remark {
        path: Some(path),
        at: At::Lines { start, end, unit: Unit::Utf16 },
        rule: message.rule_id,
        severity: Some(match message.severity {
            2 => Severity::Error,
            1 => Severity::Warning,
            _ => Severity::Info,
        }),
        message: message.message,
        change,
        ..Remark::default()
    }
}
