//! What other programs print, by format.

mod checkstyle;
mod gnu;
mod harper;
mod jsonl;
mod languagetool;
mod proselint;
mod sarif;
mod textlint;
mod vale;

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use storylint_graph::Format;
use storylint_validators::story::first_line_start;
use storylint_validators::told;

use super::remark::Remarks;

/// What `output` says, which is in `format`.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub(super) fn read(format: Format, output: &str) -> Result<Remarks, String> {
    let output = &output[first_line_start(output)..];
    match format {
        Format::Sarif => sarif::read(output),
        Format::Jsonl => jsonl::read(output),
        Format::Checkstyle => checkstyle::read(output),
        Format::Gnu => Ok(gnu::read(output)),
        Format::Vale => vale::read(output),
        Format::Textlint => textlint::read(output),
        Format::Proselint => proselint::read(output),
        Format::LanguageTool => languagetool::read(output),
        Format::Harper => harper::read(output),
    }
}

/// Each line of `output` once, with its number, from 1, and how often it stands there again. A program
/// that goes astray prints the same for ever.
fn distinct(output: &str) -> Vec<(usize, &str, usize)> {
    let mut lines: Vec<(usize, &str, usize)> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for (line, number) in output.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        match known.entry(line) {
            Entry::Occupied(entry) => lines[*entry.get()].2 += 1,
            Entry::Vacant(entry) => {
                entry.insert(lines.len());
                lines.push((number, line, 0));
            }
        }
    }
    lines
}

/// The number that `text` is, as near as it can be: 0, which stands for no place, if it is below that,
/// and the greatest if it is above that.
fn whole(text: &str) -> Option<usize> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(if is_negative { 0 } else { digits.parse().unwrap_or(usize::MAX) })
}

/// What is wrong with JSON, whose lines come after the first `n_before` of what was printed.
fn wrong(error: &serde_json::Error, n_before: usize) -> String {
    let said = error.to_string();
    let why = said.rfind(" at line ").map_or(said.as_str(), |end| &said[..end]);
    let (line, column) = (n_before + error.line(), error.column().max(1));
    match error.classify() {
        Category::Data if why.starts_with("missing field") => {
            why.replacen("missing field", "it has no", 1)
        }
        Category::Data => {
            format!("it is JSON of another shape from line {line} column {column} on")
        }
        Category::Eof => format!("it ends in the middle, at line {line} column {column}"),
        Category::Syntax | Category::Io => format!("it is no JSON at line {line} column {column}"),
    }
}

/// The value that `output` is, which is JSON.
fn json<T: DeserializeOwned>(output: &str) -> Result<T, String> {
    serde_json::from_str(output).map_err(|error| {
        let line = output.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        if line.is_empty() {
            return "there is nothing".to_owned();
        }
        format!("{}; it begins with `{}`", wrong(&error, 0), told(line, 60))
    })
}

#[cfg(test)]
mod tests;
