//! The regular expressions that a pipeline has of its own.

use std::collections::HashMap;

use toml::Spanned;

use crate::fields::Fields;
use crate::key::{Key, Values, words};

/// What a pattern node looks for. (Its name leaves `Pattern` to what names rules.)
#[derive(Debug, Clone, PartialEq)]
pub struct PatternNode {
    /// At least one; no two of a node have one id.
    pub rules: Vec<PatternRule>,
}

/// One regular expression, and what is wrong where it matches.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternRule {
    /// What findings are known by, after `pattern/`: letters, digits, `-`, `_` and `.`.
    pub id: Spanned<String>,
    /// The key `match`. Whether it is a regular expression is not known here.
    pub expression: Spanned<String>,
    /// What a finding says. `$1` and `${name}` stand for what groups of the expression matched.
    pub message: Spanned<String>,
    /// How bad it is, unless a level says so.
    pub severity: Severity,
    /// What the expression sees, as a reader sees it; without any it sees the file as it is written.
    pub scopes: Vec<PatternScope>,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    #[default]
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// All, each with its word in pipelines.
    pub const NAMED: [(&'static str, Self); 3] =
        [("info", Self::Info), ("warning", Self::Warning), ("error", Self::Error)];
}

/// A part of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternScope {
    /// What is told outside of all other parts.
    Narration,
    /// What is said, with its quotation marks.
    Speech,
    /// What somebody thinks, in italics.
    Thought,
    /// A quotation that stands by itself.
    Quotation,
    /// A letter, an entry of a diary.
    Letter,
    /// A poem, a song.
    Verse,
    /// A motto.
    Epigraph,
    /// A footnote.
    Note,
    /// A heading.
    Heading,
}

impl PatternScope {
    /// All, each with its word in pipelines.
    pub const NAMED: [(&'static str, Self); 9] = [
        ("narration", Self::Narration),
        ("speech", Self::Speech),
        ("thought", Self::Thought),
        ("quotation", Self::Quotation),
        ("letter", Self::Letter),
        ("verse", Self::Verse),
        ("epigraph", Self::Epigraph),
        ("note", Self::Note),
        ("heading", Self::Heading),
    ];
}

/// The keys of a pattern node.
pub(crate) static KEYS: [Key; 1] = [Key::new(
    "rules",
    Values::Rows(&RULE),
    "what it looks for: `{ id = \"..\", match = '..', message = \"..\" }`",
)
.required()];

/// The keys of one of its rules.
static RULE: [Key; 5] = [
    Key::new("id", Values::Id, "what findings are known by, after `pattern/`").required(),
    Key::new("match", Values::String, "a regular expression").required(),
    Key::new(
        "message",
        Values::String,
        "what a finding says, with `$1` and `${name}` for what groups of the expression matched",
    )
    .required(),
    Key::new(
        "severity",
        Values::Choice(&const { words(&Severity::NAMED) }),
        "how bad it is, unless a level says so",
    )
    .or("\"warning\""),
    Key::new(
        "scope",
        Values::Choices(&const { words(&PatternScope::NAMED) }),
        "what the expression sees, as a reader sees it; the file as it is written without it",
    ),
];

/// Reads the rules of a pattern node.
pub(crate) fn read(fields: &Fields<'_>) -> PatternNode {
    let expected = "a list of rules such as `{ id = \"..\", match = '..', message = \"..\" }`";
    let rules = fields.rows("rules", expected, "a rule", &RULE, read_rule);
    let mut known = HashMap::new();
    for PatternRule { id, .. } in rules.iter().filter(|rule| !rule.id.get_ref().is_empty()) {
        if let Some(earlier) = known.insert(id.get_ref(), id.span()) {
            let message = format!("two rules have the id `{}`", id.get_ref());
            fields.add_clash(id.span(), earlier, &message);
        }
    }
    PatternNode { rules }
}

/// Whether `text` can stand in what names rules.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn read_rule(fields: &Fields<'_>) -> Option<PatternRule> {
    let id = fields.some_string("id");
    if let Some(id) = id.as_ref().filter(|id| !is_id(id.get_ref())) {
        let message = format!("`{}` is no id of a rule", id.get_ref());
        let help = "an id has letters, digits, `-`, `_` and `.`, such as `scene-not-act`";
        fields.add(id.span(), message, Some(help));
    }
    let (expression, message) = (fields.some_string("match"), fields.some_string("message"));
    let severity = fields.choice("severity", &Severity::NAMED).unwrap_or_default();
    let scopes = fields.choices("scope", &PatternScope::NAMED);
    let expression = expression?;
    // What is missing is told; the expression may be wrong, too.
    let nothing = || Spanned::new(expression.span(), String::new());
    let (id, message) = (id.unwrap_or_else(nothing), message.unwrap_or_else(nothing));
    Some(PatternRule { id, expression, message, severity, scopes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::PipelineErrors;
    use crate::node::NodeKind;
    use crate::pipeline::Pipeline;

    fn parse(rules: &str) -> Result<Pipeline, PipelineErrors> {
        let source = "source.a.include = ['*']";
        Pipeline::parse(&format!("{source}\npattern.p = {{ needs = ['a'], rules = {rules} }}"), "p")
    }

    #[test]
    fn every_key_and_every_default() {
        let text = "[
            { id = 'a-1', match = 'b', message = 'c', severity = 'info', scope = 'speech' },
            { id = 'é.x', match = 'b', message = 'c', scope = ['note', 'verse'] },
            { id = 'c', match = \"d\\\\\", message = 'c' }
        ]";
        let pipeline = parse(text).expect("a pipeline");
        let nodes = pipeline.graph.ids().filter_map(|id| match &pipeline.graph[id].kind {
            NodeKind::Pattern(node) => Some(node.clone()),
            _ => None,
        });
        let rules: Vec<PatternRule> = nodes.flat_map(|node| node.rules).collect();
        let read = |rule: &PatternRule| {
            let scopes = rule.scopes.clone();
            (rule.id.get_ref().clone(), rule.expression.get_ref().clone(), rule.severity, scopes)
        };
        use PatternScope::{Note, Speech, Verse};
        let expected = [
            ("a-1".to_owned(), "b".to_owned(), Severity::Info, vec![Speech]),
            ("é.x".to_owned(), "b".to_owned(), Severity::Warning, vec![Note, Verse]),
            ("c".to_owned(), "d\\".to_owned(), Severity::Warning, vec![]),
        ];
        assert_eq!(rules.iter().map(read).collect::<Vec<_>>(), expected);
        // Only what is written as it is read has places within.
        assert_eq!(pipeline.within(&rules[0].expression, 0..1).len(), 1);
        assert_eq!(pipeline.within(&rules[2].expression, 0..1), rules[2].expression.span());
    }

    #[track_caller]
    fn check_refused(rules: &str, expected: &str) {
        let error = parse(rules).expect_err("it is refused").only();
        let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
        assert_eq!(format!("{}{help}", error.message()), expected);
    }

    #[test]
    fn refused() {
        check_refused("[]", "`rules` of pattern node `p` is empty");
        check_refused(
            "'a'",
            "`rules` must be a list of rules such as `{ id = \"..\", match = '..', message = \"..\" }`, \
             not `'a'`",
        );
        check_refused("[{ id = 'a', message = 'b' }]", "a rule of pattern node `p` has no `match`");
        check_refused(
            "[{ id = 'a b', match = 'a', message = 'b' }]",
            "`a b` is no id of a rule; an id has letters, digits, `-`, `_` and `.`, such as \
             `scene-not-act`",
        );
        check_refused(
            "[{ id = 'a', mach = 'a', message = 'b' }]",
            "unknown key `mach` in a rule of pattern node `p`; did you mean `match`?",
        );
        let rule = |rest: &str| format!("{{ id = 'a', match = 'a', message = 'b'{rest} }}");
        check_refused(&format!("[{0}, {0}]", rule("")), "two rules have the id `a`");
        check_refused(
            &format!("[{}]", rule(", severity = 'off'")),
            "`severity` must be `\"info\"`, `\"warning\"` or `\"error\"`, not `'off'`",
        );
        check_refused(
            &format!("[{}]", rule(", scope = 'headings'")),
            "`scope` must be `\"narration\"`, `\"speech\"`, `\"thought\"`, `\"quotation\"`, `\"letter\"`, \
             `\"verse\"`, `\"epigraph\"`, `\"note\"` or `\"heading\"`, not `'headings'`; did you mean `heading`?",
        );
        check_refused(
            &format!("[{}]", rule(", scope = []")),
            "`scope` of a rule of pattern node `p` is empty",
        );
        check_refused(
            &format!("[{}]", rule(", scope = 1")),
            "`scope` must be `\"narration\"`, `\"speech\"`, `\"thought\"`, `\"quotation\"`, `\"letter\"`, \
             `\"verse\"`, `\"epigraph\"`, `\"note\"` or `\"heading\"`, not `1`",
        );
    }
}
