//! `file:line:column: message` a line, as compilers write and the GNU coding standards have it.

use storylint_validators::Severity;

use super::distinct;
use super::whole;
use crate::command::remark::{At, Point, Remark, Remarks, Unit, severity};

pub(super) fn read(output: &str) -> Remarks {
    let mut remarks = Remarks::default();
    for (_, line, n_again) in distinct(output) {
        match remark(line) {
            Some(remark) => remarks.all.push(Remark { n_again, ..remark }),
            None => remarks.others.push(other(line)),
        }
    }
    remarks
}

/// A line that names a file and no place in it, or something else.
fn other(line: &str) -> Remark {
    let about = line.split_once(": ").map(|(path, message)| (Some(path.to_owned()), message));
    let (path, message) = about.unwrap_or((None, line));
    Remark { path, message: message.trim().to_owned(), ..Remark::default() }
}

fn remark(line: &str) -> Option<Remark> {
    let (path, at, rest) = colons(line).or_else(|| parentheses(line))?;
    let message = rest.trim();
    if path.is_empty() {
        return None;
    }
    let named = message.split_once(": ").and_then(|(word, rest)| Some((severity(word)?, rest)));
    let (how_bad, message) = named.map_or((None, message), |(how_bad, rest)| (Some(how_bad), rest));
    let (message, rule, in_brackets) = rule(message);
    // As codespell has it: `teh ==> the, ten`.
    let typo = message.split_once(" ==> ").filter(|(typo, _)| !typo.contains(' '));
    let suggestions = typo.map(|(_, others)| others.split(", ").map(str::to_owned).collect());
    Some(Remark {
        path: Some(path.to_owned()),
        at,
        seen: typo.map(|(typo, _)| typo.to_owned()),
        rule,
        severity: how_bad.or(in_brackets),
        message: message.to_owned(),
        suggestions: suggestions.unwrap_or_default(),
        ..Remark::default()
    })
}

/// `file:line:column:`, without the column, or with an end as in `3:8-3:9`, `3.8-9` and `3-4`.
fn colons(line: &str) -> Option<(&str, At, &str)> {
    // The colon after the drive of Windows is none that parts.
    let drive = line.as_bytes().get(1..3).is_some_and(|after| matches!(after, b":\\" | b":/"));
    let from = if drive { 2 } else { 0 };
    let (path, rest) = line[from..].split_once(':')?;
    let path = &line[..from + path.len()];
    let (at, rest) = place(rest).or_else(|| {
        let (line, rest) = digits(rest)?;
        Some((at((line, None), None), rest.strip_prefix(':')?))
    })?;
    Some((path, at, rest))
}

/// A point or two, up to a colon.
fn place(text: &str) -> Option<(At, &str)> {
    let (first, rest) = point(text, &[':', '.'])?;
    let end = rest.strip_prefix('-').and_then(|rest| {
        let (last, rest) = point(rest, &[':', '.'])?;
        // A number alone is what the place before it ends with.
        let last = match (first, last) {
            ((line, Some(_)), (column, None)) => (line, Some(column)),
            (_, last) => last,
        };
        Some((last, rest))
    });
    let (last, rest) = end.map_or((None, rest), |(last, rest)| (Some(last), rest));
    Some((at(first, last), rest.strip_prefix(':')?))
}

/// `file(line,column):`, or without the column.
fn parentheses(line: &str) -> Option<(&str, At, &str)> {
    let (place, rest) = line.split_once("): ")?;
    let (path, place) = place.rsplit_once('(')?;
    let (first, rest_of_place) = point(place, &[','])?;
    rest_of_place.is_empty().then(|| (path, at(first, None), rest))
}

/// A line, and a column after one of `parts`.
fn point<'t>(text: &'t str, parts: &[char]) -> Option<((usize, Option<usize>), &'t str)> {
    let (line, rest) = digits(text)?;
    let column = rest.strip_prefix(parts).and_then(digits);
    Some(column.map_or(((line, None), rest), |(column, rest)| ((line, Some(column)), rest)))
}

/// From `first` to `last`, which belongs to it; 0 stands for no line, or no column.
fn at((line, column): (usize, Option<usize>), last: Option<(usize, Option<usize>)>) -> At {
    if line == 0 {
        return At::File;
    }
    let start = Point { line, column: column.filter(|&column| column > 0) };
    let end = last.map(|(line, column)| Point {
        line,
        column: column.map(|column| column.saturating_add(1)),
    });
    At::Lines { start, end, unit: Unit::Chars }
}

/// A number; one below 0 is 0.
fn digits(text: &str) -> Option<(usize, &str)> {
    let sign = usize::from(text.starts_with('-'));
    let end = text[sign..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| sign + n);
    Some((whole(&text[..end])?, &text[end..]))
}

/// A message without the rule in brackets at its end, `[rule]` or `[Severity/rule]`.
fn rule(message: &str) -> (&str, Option<String>, Option<Severity>) {
    let inside = message.strip_suffix(']').and_then(|message| message.rsplit_once(" ["));
    let Some((message, inside)) = inside.filter(|(_, inside)| !inside.contains(' ')) else {
        return (message, None, None);
    };
    match inside.split_once('/').and_then(|(word, rule)| Some((severity(word)?, rule))) {
        Some((how_bad, rule)) => (message, Some(rule.to_owned()), Some(how_bad)),
        None => (message, Some(inside.to_owned()), None),
    }
}
