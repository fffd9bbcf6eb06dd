//! `file:line:column: message` a line, as compilers write and the GNU coding standards have it.

use storylint_validators::Severity;

use crate::command::remark::{At, Remark, Remarks, Unit, severity};

/// Lines of another form tell of something else.
pub(super) fn read(output: &str) -> Remarks {
    let all = output.lines().filter_map(remark).collect();
    Remarks { all, failures: Vec::new() }
}

fn remark(line: &str) -> Option<Remark> {
    // The colon after the drive of Windows is none that parts.
    let drive = line.as_bytes().get(1..3).is_some_and(|after| matches!(after, b":\\" | b":/"));
    let from = if drive { 2 } else { 0 };
    let (path, rest) = line[from..].split_once(':')?;
    let path = &line[..from + path.len()];
    let (number, rest) = digits(rest)?;
    let rest = rest.strip_prefix(':')?;
    let (column, rest) = match digits(rest).and_then(|(n, rest)| Some((n, rest.strip_prefix(':')?)))
    {
        Some((column, rest)) => (Some(column), rest),
        None => (None, rest),
    };
    let message = rest.strip_prefix(' ').unwrap_or(rest).trim_end();
    if path.is_empty() || number == 0 || message.is_empty() {
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
        at: At::from(number, column.filter(|&column| column > 0), Unit::Chars),
        seen: typo.map(|(typo, _)| typo.to_owned()),
        rule,
        severity: how_bad.or(in_brackets),
        message: message.to_owned(),
        suggestions: suggestions.unwrap_or_default(),
        ..Remark::default()
    })
}

fn digits(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
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
