//! Regular expressions of the author's own, which judge a document as rules do.

use std::borrow::Cow;
use std::ops::Range;

use regex_automata::util::captures::Captures;
use regex_automata::util::interpolate;

use crate::context::Context;
use crate::diagnostic::{Severity, Span, told};
use crate::expression::{Expression, ExpressionError};
use crate::story::{Document, Part, Seen, parts};
use crate::validator::Check;

/// So many characters of what a group matches are told in a message, at most.
const LONGEST_TOLD: usize = 80;

/// A regular expression, and what is wrong where it matches.
#[derive(Debug, Clone)]
pub struct PatternRule {
    /// What its findings are known by: `pattern/` and a name.
    id: Cow<'static, str>,
    severity: Severity,
    expression: Expression,
    /// What a finding says, on one line, with `$` before the names of groups.
    message: String,
    /// What the expression sees of a document; if nothing is said, the file as it is written.
    parts: Vec<Part>,
}

/// Why there is no such rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// The expression is none.
    Expression(ExpressionError),
    /// The message names groups, each at these bytes of it, that the expression does not have.
    NoGroups(Vec<(String, Range<usize>)>),
}

impl PatternRule {
    /// A rule that finds what `expression` matches in some `parts` of a document, each as a reader sees
    /// it, or in the file as it is written if there are none. `message` may name groups: `$1`, `${name}`.
    ///
    /// # Errors
    /// If the expression is none that can be searched for, or has no group that the message names.
    pub fn new(
        id: &str,
        severity: Severity,
        expression: &str,
        message: &str,
        parts: Vec<Part>,
    ) -> Result<Self, PatternError> {
        let expression = Expression::new(expression).map_err(PatternError::Expression)?;
        let unknown =
            groups(message).into_iter().filter(|(name, _)| expression.group(name).is_none());
        let unknown = Vec::from_iter(unknown.map(|(name, range)| (name.to_owned(), range)));
        if !unknown.is_empty() {
            return Err(PatternError::NoGroups(unknown));
        }
        let message = told(message, usize::MAX);
        Ok(Self { id: id.to_owned().into(), severity, expression, message, parts })
    }

    /// What a finding says.
    fn message(&self, text: &str, captures: &Captures) -> String {
        let mut message = String::new();
        let group = |number, message: &mut String| {
            let range = captures.get_group(number).map(|span| span.range());
            message.push_str(&told(&text[range.unwrap_or_default()], LONGEST_TOLD));
        };
        interpolate::string(&self.message, group, |name| self.expression.group(name), &mut message);
        message
    }

    fn check(&self, document: &Document, all: &[(Part, Span)], cx: &mut Context) {
        let mut report = |span, text: &str, captures: &Captures| {
            cx.enter(self.id.clone(), self.severity);
            cx.report(document.location(span), self.message(text, captures));
        };
        if self.parts.is_empty() {
            let text = &document.text;
            self.expression.find(text, |range, found| report(Span::new(range), text, found));
        }
        for &(part, span) in all.iter().filter(|(part, _)| self.parts.contains(part)) {
            let seen = Seen::of(&document.prose, span, part == Part::Verse);
            self.expression.find(&seen.text, |range, found| {
                report(seen.place(range), &seen.text, found);
            });
        }
    }
}

/// The rules of one node.
#[derive(Debug, Clone, Default)]
pub struct Patterns(pub Vec<PatternRule>);

impl Check<Document> for Patterns {
    fn ids(&self) -> Vec<Cow<'static, str>> {
        self.0.iter().map(|rule| rule.id.clone()).collect()
    }

    fn run(&self, document: &Document, cx: &mut Context) {
        let needs_parts = self.0.iter().any(|rule| !rule.parts.is_empty());
        let parts = if needs_parts { parts(document) } else { Vec::new() };
        self.0.iter().for_each(|rule| rule.check(document, &parts, cx));
    }
}

/// The names of groups in `message`, each with where it stands with its `$`. As the `regex` crate reads
/// them: `$$` is a dollar, `$1a` names the group `1a`. A dollar by itself names one without a name.
fn groups(message: &str) -> Vec<(&str, Range<usize>)> {
    let mut groups = Vec::new();
    let mut at = 0;
    while let Some(dollar) = message[at..].find('$').map(|found| at + found) {
        let rest = &message[dollar + 1..];
        let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let bare = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let (name, length) = match braced {
            _ if rest.starts_with('$') => ("", 1),
            Some((name, _)) => (name, name.len() + 2),
            None => (bare, bare.len()),
        };
        at = dollar + 1 + length;
        if !rest.starts_with('$') {
            groups.push((name, dollar..at));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    /// What a rule finds in a Markdown text, each as `its text: the message`.
    fn found(expression: &str, parts: &[Part], text: &str) -> Vec<String> {
        let message = "no $0, ${0}s, $$";
        let rule =
            PatternRule::new("pattern/a", Severity::Info, expression, message, parts.to_vec());
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let mut cx = Context::default();
        Patterns(vec![rule.expect("there is such a rule")]).run(&document, &mut cx);
        let found = cx.finish().into_iter().map(|finding| {
            assert_eq!((&*finding.rule, finding.severity), ("pattern/a", Severity::Info));
            format!("{}: {}", &text[finding.location.span.range()], finding.message)
        });
        found.collect()
    }

    #[test]
    fn as_written() {
        let text = "---\ntitle: Act 1\n---\n\n### Act 1\n\n“Act!”\n";
        assert_eq!(found("^### Act", &[], text), ["### Act: no ### Act, ### Acts, $"]);
        assert_eq!(found("Act", &[], text).len(), 3);
    }

    #[test]
    fn as_seen() {
        let text = "## The *old* man\n\nThe *old*\nman said, “The old man!”\n";
        let shown = "no The old man, The old mans, $";
        let narration = found("The old man", &[Part::Narration], text);
        assert_eq!(narration, [format!("The *old*\nman: {shown}")]);
        let others = found("The old man", &[Part::Speech, Part::Heading], text);
        assert_eq!(others, [format!("The *old* man: {shown}"), format!("The old man: {shown}")]);
        assert_eq!(found("^man", &[Part::Narration], text), [""; 0]);
    }

    #[test]
    fn long_ones() {
        let text = |n| "é".repeat(n);
        assert!(found("é+", &[], &text(80))[0].ends_with(&format!("no {0}, {0}s, $", text(80))));
        assert!(found("é+", &[], &text(81))[0].ends_with(&format!("no {0}…, {0}…s, $", text(80))));
    }

    #[test]
    fn lines_of_verse() {
        let text = "> The sea,\n> the sea is wide,\n> the wind is high,\n> and so am I.\n";
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let verse = document.blocks.iter().any(|block| block.scope == crate::story::Scope::Verse);
        let part = if verse { Part::Verse } else { Part::Quotation };
        assert_eq!(found("^the", &[part], text).len(), if verse { 2 } else { 0 });
    }

    #[test]
    fn groups_of_messages() {
        let names = |message| groups(message).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(names("$1, ${a b}, $$1 $a_b. $"), ["1", "a b", "a_b", ""]);
        assert_eq!(names("${w"), [""]);
        assert_eq!(names("$1a é$0"), ["1a", "0"]);
        let error = PatternRule::new("pattern/a", Severity::Info, "a", "$0 $1 ${b}", Vec::new());
        let expected = vec![("1".to_owned(), 3..5), ("b".to_owned(), 6..10)];
        assert_eq!(error.unwrap_err(), PatternError::NoGroups(expected));
    }
}
