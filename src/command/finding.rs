//! What programs say, as findings of ours.

use std::ops::Range;
use std::sync::Arc;

use anstream::adapter::strip_str;
use storylint_validators::{Diagnostic, Edit, Fix, Label, Location, Severity, Span, told};

use super::page::Page;
use super::paths::Paths;
use super::remark::{At, Remark};
use crate::levels::Levels;

/// What makes findings of what the program of a node says.
pub(super) struct Ours<'a> {
    pub(super) node: &'a str,
    pub(super) levels: &'a Levels,
    pub(super) paths: &'a Paths<'a>,
    /// Reads a file.
    pub(super) open: &'a dyn Fn(&str) -> Result<Page, String>,
}

impl Ours<'_> {
    /// `remark`, which is about `range` of `file`, as a finding, unless its rule is off.
    ///
    /// # Errors
    /// If a file that it points at cannot be read.
    pub(super) fn finding(
        &self,
        remark: &Remark,
        range: Range<usize>,
        file: &str,
        page: &Page,
    ) -> Result<Option<Diagnostic>, String> {
        let rule = format!("command/{}/{}", self.node, rule_name(remark.rule.as_deref()));
        let own = remark.severity.unwrap_or(Severity::Warning);
        let Some(severity) = self.levels.severity(&rule, own) else { return Ok(None) };
        let path: Arc<str> = file.into();
        let location = |range| Location { path: Arc::clone(&path), span: Span::new(range) };
        let is_exact = match (&remark.seen, &remark.at) {
            (Some(seen), _) => page.text[range.clone()] == **seen,
            (None, At::Lines { end, .. }) => end.is_some(),
            (None, At::Range(range, _)) => !range.is_empty(),
            (None, At::File) => false,
        };
        let suggested = match (&remark.change, &*remark.suggestions) {
            (Some((at, text)), _) => Some((page.range(at, None), text)),
            (None, [one]) if is_exact => Some((range.clone(), one)),
            _ => None,
        };
        let past_the_end = page.past_the_end(&remark.at);
        // What the program saw is another text than this.
        let suggested = suggested.filter(|_| past_the_end.is_none());
        let fix = suggested.map(|(range, text)| {
            let edits = vec![Edit { location: location(range), replacement: text.clone() }];
            Fix { edits, is_safe: false }
        });
        let message = Some(message(&remark.message)).filter(|message| !message.is_empty());
        let mut message = message.unwrap_or_else(|| rule.clone());
        if let Some(place) = &past_the_end {
            message.push_str(&format!(" (at {place}, past the end of the file)"));
        }
        Ok(Some(Diagnostic {
            location: location(range),
            message,
            rule: rule.into(),
            severity,
            labels: self.labels(&remark.related, file, page)?,
            help: help(&remark.suggestions),
            fix,
        }))
    }

    /// The evidence that is `related` to something in `file`; not what is in files of others.
    fn labels(&self, related: &[Remark], file: &str, page: &Page) -> Result<Vec<Label>, String> {
        let mut labels = Vec::new();
        for remark in related {
            let message = message(&remark.message);
            let other = remark.path.as_deref().map_or(Some(file), |path| self.paths.find(path));
            let Some(other) = other.filter(|_| !message.is_empty()) else { continue };
            let range = match other == file {
                true => page.range(&remark.at, None),
                false => (self.open)(other)?.range(&remark.at, None),
            };
            let location = Location { path: other.into(), span: Span::new(range) };
            labels.push(Label { location, message });
        }
        Ok(labels)
    }
}

/// What a program calls its rule, without what parts names where rules are named.
fn rule_name(rule: Option<&str>) -> String {
    let parts = |c: char| c.is_whitespace() || c.is_control() || "(),\"`".contains(c);
    let name = without_colours(rule.unwrap_or_default());
    let name = name.trim().trim_matches('/').replace(parts, "-");
    if name.is_empty() { "finding".to_owned() } else { name }
}

/// A message as ours are: one sentence without a final period.
fn message(text: &str) -> String {
    let text = on_one_line(text);
    match text.strip_suffix('.') {
        Some(sentence) if !sentence.ends_with('.') => sentence.to_owned(),
        _ => text,
    }
}

fn help(suggestions: &[String]) -> Option<String> {
    let quoted =
        suggestions.iter().take(MOST_SUGGESTIONS).map(|it| format!("`{}`", on_one_line(it)));
    let quoted = Vec::from_iter(quoted);
    let (last, front) = quoted.split_last()?;
    let all = match front {
        [] => format!("perhaps {last}"),
        front => format!("perhaps {} or {last}", front.join(", ")),
    };
    Some(told(&all, LONGEST_TOLD))
}

/// `text` without what has a terminal show it in colours, and other characters that it obeys.
pub(super) fn without_colours(text: &str) -> String {
    strip_str(text).to_string()
}

/// So many characters of what a program says at once are told, at most.
const LONGEST_TOLD: usize = 500;

/// So many suggestions of a program are told, at most.
const MOST_SUGGESTIONS: usize = 10;

/// `text` on one line, without colours.
pub(super) fn on_one_line(text: &str) -> String {
    told(&without_colours(text), LONGEST_TOLD)
}
