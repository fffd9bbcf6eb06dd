//! What an author says is intended.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;

/// A rule that finds nothing in a part of a document, because its author says so in a comment:
/// `<!-- storylint: allow characters/name-variants("Alarik") -- he lies here -->`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Allowance {
    /// Where it is written: what the comment says, or the key of the front matter.
    pub span: Span,
    /// A rule, a family (`links/*`), a group or all (`*`), as it is written.
    pub rule: Box<str>,
    /// Whom or what findings must be about, as their messages have it in backticks; anything if there are none.
    pub names: Vec<Box<str>>,
    /// Where findings that are allowed begin; its first byte if it is empty.
    pub covers: Span,
    /// What is taken away to take it back; nothing if other things are said there, too.
    pub whole: Vec<Span>,
}

/// A rule with the names that findings must be about.
pub(crate) type Rule = (Box<str>, Vec<Box<str>>);

/// `links/orphan, characters/name-variants("Alarik", "Alaric")`.
pub(crate) fn parse(text: &str) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find([',', '(']).unwrap_or(rest.len());
        let rule = rest[..end].trim();
        if rule.is_empty() || rule.contains(' ') {
            return Err(format!("`{}` names no rule", &rest[..end].trim()));
        }
        let mut names = Vec::new();
        rest = &rest[end..];
        if let Some(inside) = rest.strip_prefix('(') {
            let Some((list, after)) = inside.split_once(')') else {
                return Err(format!("the names after `{rule}` are not closed by `)`"));
            };
            let listed = list.split(',').map(|name| name.trim().trim_matches(['"', '“', '”']));
            names.extend(listed.filter(|name| !name.is_empty()).map(Box::from));
            if names.is_empty() {
                return Err(format!("no name stands between the parentheses after `{rule}`"));
            }
            rest = after.trim_start();
        }
        rules.push((rule.into(), names));
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    if rules.is_empty() {
        return Err("no rule is named".to_owned());
    }
    Ok(rules)
}
