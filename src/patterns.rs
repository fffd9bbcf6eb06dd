//! The regular expressions that a pipeline has of its own, made ready to run.

use std::ops::Range;

use storylint_graph::{
    self as graph, Faults, Node, NodeKind, PatternNode, PatternScope, Pipeline, Spanned,
};
use storylint_validators::story::Part;
use storylint_validators::{ExpressionError, PatternError, PatternRule, Patterns, Severity};

use crate::levels::Levels;

/// The rules of a pattern node that run, at their levels.
///
/// Faults are that an expression is none, a message names a group that there is not, or another node has a
/// rule of the same id.
pub(crate) fn patterns(
    pipeline: &Pipeline,
    node: &Node,
    pattern: &PatternNode,
    levels: &Levels,
    faults: &Faults,
) -> Patterns {
    let mut rules = Vec::new();
    for rule in &pattern.rules {
        let id = rule.id.get_ref();
        // That one has none is told.
        if let Some(other) = other_with(pipeline, node, id).filter(|_| !id.is_empty()) {
            let message = format!("pattern node `{}` has a rule `{id}`, too", other.name);
            let help = "findings are known by the id alone, as `pattern/ID`";
            faults.add(rule.id.span(), message, Some(help.to_owned()));
        }
        let id = format!("pattern/{id}");
        let severity = levels.severity(&id, severity(rule.severity));
        let parts = rule.scopes.iter().map(|&scope| part(scope)).collect();
        let (expression, message) = (rule.expression.get_ref(), rule.message.get_ref());
        // What does not run is refused, too, if it is wrong.
        let built = PatternRule::new(
            &id,
            severity.unwrap_or(Severity::Warning),
            expression,
            message,
            parts,
        );
        match built {
            Ok(built) => rules.extend(severity.map(|_| built)),
            Err(wrong) => add(pipeline, rule, wrong, faults),
        }
    }
    Patterns(rules)
}

/// The rule `id` of a pattern node, with the node.
fn declared<'p>(pipeline: &'p Pipeline, id: &str) -> Option<(&'p Node, &'p graph::PatternRule)> {
    let name = id.strip_prefix("pattern/")?;
    pipeline.graph.nodes().find_map(|node| match &node.kind {
        NodeKind::Pattern(pattern) => {
            let rule = pattern.rules.iter().find(|rule| rule.id.get_ref() == name)?;
            Some((node, rule))
        }
        _ => None,
    })
}

/// How bad what the rule `id` of a pattern node finds is by itself, and its message.
pub(crate) fn summary<'p>(pipeline: &'p Pipeline, id: &str) -> Option<(Severity, &'p str)> {
    let (_, rule) = declared(pipeline, id)?;
    Some((severity(rule.severity), rule.message.get_ref()))
}

/// What there is to say of the rule `id` of a pattern node, in Markdown.
pub(crate) fn page(pipeline: &Pipeline, id: &str) -> Option<String> {
    let (node, rule) = declared(pipeline, id)?;
    let named = |scope| PatternScope::NAMED.iter().find(|&&(_, other)| other == scope);
    let scopes = rule.scopes.iter().filter_map(|&scope| named(scope)).map(|&(name, _)| name);
    let scopes: Vec<&str> = scopes.collect();
    let place = match &*scopes {
        [] => "the files as they are written".to_owned(),
        scopes => format!("{}, as a reader sees it", scopes.join(" or ")),
    };
    let severity = severity(rule.severity).name();
    let (message, expression) = (rule.message.get_ref(), rule.expression.get_ref());
    let declared = pipeline.error(rule.id.span(), "", None);
    let declared = format!("{}:{}", declared.path(), declared.line());
    Some(format!(
        "# {id}\n\n{message} (pattern node `{}`, {severity}).\n\n\
         Finds what matches `{expression}` in {place}. It is declared in {declared}.\n",
        node.name
    ))
}

/// Another pattern node before `node` that has a rule with that `id`.
fn other_with<'p>(pipeline: &'p Pipeline, node: &Node, id: &str) -> Option<&'p Node> {
    let nodes = pipeline.graph.nodes();
    let mut before = nodes.take_while(|other| other.name != node.name);
    before.find(|other| match &other.kind {
        NodeKind::Pattern(other) => other.rules.iter().any(|rule| rule.id.get_ref() == id),
        _ => false,
    })
}

/// Adds to `faults` what is `wrong` with `rule`.
fn add(pipeline: &Pipeline, rule: &graph::PatternRule, wrong: PatternError, faults: &Faults) {
    let at = |value: &Spanned<String>, range: Option<Range<usize>>| match range {
        Some(range) => pipeline.within(value, range),
        None => value.span(),
    };
    match wrong {
        PatternError::Expression(ExpressionError { message, span }) => {
            let expression = rule.expression.get_ref();
            let message =
                format!("`{expression}` is no regular expression to search for: {message}");
            faults.add(at(&rule.expression, span), message, None);
        }
        PatternError::NoGroups(groups) => {
            for (name, range) in groups {
                let (wrong, help) = no_group(&name);
                faults.add(at(&rule.message, Some(range)), wrong, Some(help));
            }
        }
    }
}

/// What is wrong with a message that names a group `name` that there is not, and what to do.
fn no_group(name: &str) -> (String, String) {
    if name.is_empty() {
        let help = "a dollar is written `$$`, a group `$1` or `${name}`";
        return ("`$` names no group".to_owned(), help.to_owned());
    }
    let digits = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &name[..name.len() - digits.len()];
    let help = match number {
        "" => "a dollar is written `$$`".to_owned(),
        _ if !digits.is_empty() => {
            format!("group {number} before `{digits}` is written `${{{number}}}{digits}`")
        }
        _ => "a dollar is written `$$`, all that matched `$0`".to_owned(),
    };
    (format!("the expression has no group `{name}`"), help)
}

fn severity(severity: graph::Severity) -> Severity {
    match severity {
        graph::Severity::Info => Severity::Info,
        graph::Severity::Warning => Severity::Warning,
        graph::Severity::Error => Severity::Error,
    }
}

fn part(scope: PatternScope) -> Part {
    match scope {
        PatternScope::Narration => Part::Narration,
        PatternScope::Speech => Part::Speech,
        PatternScope::Thought => Part::Thought,
        PatternScope::Quotation => Part::Quotation,
        PatternScope::Letter => Part::Letter,
        PatternScope::Verse => Part::Verse,
        PatternScope::Epigraph => Part::Epigraph,
        PatternScope::Note => Part::Note,
        PatternScope::Heading => Part::Heading,
    }
}
