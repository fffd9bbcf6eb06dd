//! Which rules run, and how bad what they find is.

use storylint_graph::{Level, NodeKind, Pipeline, PipelineError, Spanned, did_you_mean};
use storylint_validators::{CATALOGUE, Entry, Group, OptionsError, Pattern, Severity};

/// What a pipeline, and who runs it, say of rules.
pub(crate) struct Levels<'a> {
    /// A later one that names a rule counts.
    all: Vec<(Pattern<'a>, Level)>,
}

impl<'a> Levels<'a> {
    /// What `pipeline` says, and after it `given`, in which a later one counts. In the pipeline the
    /// narrowest counts: a rule before its family, a family before a group, a group before all.
    ///
    /// # Errors
    /// If the pipeline names rules that do not exist. Those of `given` are left out.
    pub(crate) fn new(
        pipeline: &'a Pipeline,
        given: &'a [(String, Level)],
    ) -> Result<Self, PipelineError> {
        let mut all = Vec::new();
        for (pattern, level) in &pipeline.levels {
            let known = known(pipeline, pattern.get_ref());
            let known = known
                .map_err(|(message, help)| pipeline.error(pattern.span(), message, Some(help)))?;
            all.push((known, *level));
        }
        all.sort_by_key(|&(pattern, _)| pattern.narrowness());
        all.extend(
            given.iter().filter_map(|(pattern, level)| Some((Pattern::parse(pattern)?, *level))),
        );
        Ok(Self { all })
    }

    /// The rules that `patterns` ask for, each with how bad what it finds is if that is said. What
    /// is named by itself or with its group runs if it is not off, what is named with its family
    /// only if it is on.
    pub(crate) fn select(
        &self,
        patterns: &[Pattern<'_>],
    ) -> Vec<(&'static Entry, Option<Severity>)> {
        let chosen = |entry: &'static Entry| {
            let mut naming = patterns.iter().filter(|pattern| pattern.names(entry.meta)).peekable();
            naming.peek()?;
            let is_asked_for =
                naming.any(|pattern| matches!(pattern, Pattern::Rule(_) | Pattern::Group(_)));
            match self.of(entry.meta.id) {
                Some(Level::Off) => None,
                None if !is_asked_for && !entry.meta.group.is_on() => None,
                level => Some((entry, level.and_then(severity))),
            }
        };
        CATALOGUE.iter().filter_map(chosen).collect()
    }

    /// How bad what the rule `id` of the pipeline finds is, which is `own` if nobody says it; `None` if
    /// the rule is off.
    pub(crate) fn severity(&self, id: &str, own: Severity) -> Option<Severity> {
        match self.of(id) {
            Some(Level::Off) => None,
            level => Some(level.and_then(severity).unwrap_or(own)),
        }
    }

    /// Whether nothing of a command node counts, whatever it finds.
    pub(crate) fn has_off(&self, node: &str) -> bool {
        let family = format!("command/{node}/");
        let concerns = |(pattern, _): &&(Pattern<'_>, Level)| match *pattern {
            Pattern::All => true,
            Pattern::Group(_) => false,
            Pattern::Family(name) => family.starts_with(name) || name.starts_with(&family),
            Pattern::Rule(id) => id.starts_with(&family),
        };
        let all = |pattern: Pattern<'_>| pattern.names_id(&family);
        let mut last_first = self.all.iter().rev().filter(concerns);
        let last_of_all = last_first.find(|&&(pattern, level)| all(pattern) || level != Level::Off);
        last_of_all.is_some_and(|&(pattern, level)| all(pattern) && level == Level::Off)
    }

    /// What is said of rules that only a pipeline has; a later one counts.
    pub(crate) fn of_pipeline(&self) -> Vec<(String, Level)> {
        let named = self.all.iter().filter_map(|&(pattern, level)| {
            let text = match pattern {
                Pattern::All => "*".to_owned(),
                Pattern::Group(_) => return None,
                Pattern::Family(family) => format!("{family}/*"),
                Pattern::Rule(id) => id.to_owned(),
            };
            Some((text, level))
        });
        named.collect()
    }

    fn of(&self, id: &str) -> Option<Level> {
        self.all.iter().rev().find(|(pattern, _)| pattern.names_id(id)).map(|&(_, level)| level)
    }
}

/// The severity that `level` sets.
fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Off | Level::On => None,
        Level::Info => Some(Severity::Info),
        Level::Warning => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}

/// The rules called `name`, if there are such in the catalogue or in `pipeline`.
///
/// # Errors
/// That there are none, and what to do about it.
pub(crate) fn known<'n>(
    pipeline: &Pipeline,
    name: &'n str,
) -> Result<Pattern<'n>, (String, String)> {
    let Some(pattern) = Pattern::parse(name) else { return Err(no_such_rule(name)) };
    let ids = declared(pipeline);
    if !pattern.is_of_pipeline() || ids.iter().any(|id| is_of(pattern, id, name)) {
        return Ok(pattern);
    }
    let help = did_you_mean(name, ids.iter().map(String::as_str));
    let help = help.unwrap_or_else(|| match ids.is_empty() {
        true => "the pipeline has no rules of its own".to_owned(),
        false => format!("the pipeline has `{}`", ids.join("`, `")),
    });
    Err((format!("there is no rule `{name}`"), help))
}

/// Whether `pattern`, which is written `name`, may name a rule of those that `declared` says.
fn is_of(pattern: Pattern<'_>, declared: &str, name: &str) -> bool {
    pattern.names_id(declared)
        || declared.strip_suffix('*').is_some_and(|family| name.starts_with(family))
}

/// The rules that only `pipeline` has: `pattern/ID`, and `command/NODE/*` for all that a program may find.
fn declared(pipeline: &Pipeline) -> Vec<String> {
    let nodes = pipeline.graph.ids().map(|id| &pipeline.graph[id]);
    let ids = nodes.flat_map(|node| match &node.kind {
        NodeKind::Pattern(pattern) => {
            let ids = pattern.rules.iter().map(|rule| format!("pattern/{}", rule.id.get_ref()));
            ids.collect()
        }
        NodeKind::Command(_) => vec![format!("command/{}/*", node.name)],
        NodeKind::Source(_) | NodeKind::Validate(_) | NodeKind::Result(_) => Vec::new(),
    });
    ids.collect()
}

/// That nothing is called `name`, and what to do about it.
pub(crate) fn no_such_rule(name: &str) -> (String, String) {
    let ids = CATALOGUE.iter().map(|entry| entry.meta.id);
    let groups = Group::ALL.into_iter().map(Group::name);
    let help = did_you_mean(name, ids.chain(groups));
    let help = help.unwrap_or("`storylint rules` lists them all".to_owned());
    (format!("there is no rule `{name}`"), help)
}

/// That `rule` does not understand the options that stand there in a node.
pub(crate) fn wrong_options(
    pipeline: &Pipeline,
    rule: &Spanned<String>,
    error: &OptionsError,
) -> PipelineError {
    let (option, known) = error.option().unzip();
    let span = option.as_ref().and_then(|it| pipeline.option_span(&rule.span(), it));
    let span = span.unwrap_or(rule.span());
    let rule = rule.get_ref();
    let (message, help) = match (option, known.flatten()) {
        (Some(option), Some(known)) => {
            let help = did_you_mean(&option, known.iter().map(String::as_str));
            let help = help.unwrap_or_else(|| match known.is_empty() {
                true => "it has no options".to_owned(),
                false => format!("its options are `{}`", known.join("`, `")),
            });
            (format!("rule `{rule}` has no option `{option}`"), Some(help))
        }
        (Some(option), None) => (format!("option `{option}` of rule `{rule}`: {error}"), None),
        (None, _) => (format!("rule `{rule}`: {error}"), None),
    };
    pipeline.error(span, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the severities of three rules, with a `-` for one that does not run, if `validators`
    /// are asked for.
    #[track_caller]
    fn check(rules: &str, given: &[(&str, Level)], validators: &[&str], expected: [&str; 3]) {
        let text = format!("{rules}\n[source.s]\ninclude = [\"*\"]");
        let pipeline = Pipeline::parse(&text, "p.toml").expect("it is one");
        let given: Vec<_> = given.iter().map(|&(name, level)| (name.to_owned(), level)).collect();
        let levels = Levels::new(&pipeline, &given).expect("there are such rules");
        let patterns: Vec<_> =
            validators.iter().map(|name| Pattern::parse(name).expect("there is one")).collect();
        let chosen = levels.select(&patterns);
        let found = ["links/broken-link", "links/orphan", "style/doubled-word"].map(|id| {
            let chosen = chosen.iter().find(|(entry, _)| entry.meta.id == id);
            chosen.map_or("-", |(entry, severity)| {
                severity.unwrap_or(entry.meta.group.severity()).name()
            })
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn commands_that_are_off() {
        let text = "[source.s]\ninclude = [\"*\"]\n[command.a]\nneeds = [\"s\"]\n\
                    run = [\"x\"]\nformat = \"gnu\"";
        let pipeline = Pipeline::parse(text, "p.toml").expect("it is one");
        for (given, is_off) in [
            (vec![("command/a/*", Level::Off)], true),
            (vec![("*", Level::Off)], true),
            (vec![("command/*", Level::Off), ("command/ab/*", Level::On)], true),
            (vec![("command/*", Level::Off), ("command/a/b", Level::Off)], true),
            (vec![("command/*", Level::Off), ("command/a/b", Level::On)], false),
            (vec![("command/a/b", Level::Off)], false),
            (vec![("pattern/*", Level::Off)], false),
            (vec![], false),
        ] {
            let given = given.into_iter().map(|(name, level)| (name.to_owned(), level));
            let given = Vec::from_iter(given);
            let levels = Levels::new(&pipeline, &given).expect("there are such rules");
            assert_eq!(levels.has_off("a"), is_off, "{given:?}");
        }
    }

    #[test]
    fn by_default() {
        check("", &[], &["*"], ["error", "warning", "warning"]);
        check("", &[], &["links/*"], ["error", "warning", "-"]);
        check("", &[], &["correctness", "links/orphan"], ["error", "warning", "-"]);
        check("", &[], &["pedantic"], ["-", "-", "-"]);
    }

    #[test]
    fn the_narrowest_counts_in_a_pipeline() {
        let rules =
            "[rules]\n\"links/orphan\" = \"error\"\n\"links/*\" = \"off\"\n\"*\" = \"info\"";
        check(rules, &[], &["*"], ["-", "error", "info"]);
        check("[rules]\nsuspicious = \"off\"", &[], &["*"], ["error", "-", "-"]);
        check("[rules]\n\"links/orphan\" = \"off\"", &[], &["links/orphan"], ["-", "-", "-"]);
    }

    #[test]
    fn the_last_counts_of_what_is_given() {
        let rules = "[rules]\n\"links/orphan\" = \"error\"";
        check(rules, &[("links/*", Level::Off)], &["*"], ["-", "-", "warning"]);
        let given = [("*", Level::Off), ("links/*", Level::On), ("links/orphan", Level::Info)];
        check(rules, &given, &["*"], ["error", "info", "-"]);
    }
}
