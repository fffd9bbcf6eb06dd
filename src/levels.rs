//! Which rules run, and how bad what they find is.

use storylint_graph::{Level, Node, Pipeline, PipelineError, Spanned, did_you_mean};
use storylint_validators::{CATALOGUE, Entry, Group, Meta, OptionsError, Pattern, Severity};

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
            let Some(known) = Pattern::parse(pattern.get_ref()) else {
                let (message, help) = no_such_rule(pattern.get_ref());
                return Err(pipeline.error(pattern.span(), message, Some(help)));
            };
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
            let severity = match self.of(entry.meta) {
                Some(Level::Off) => return None,
                None if !is_asked_for && !entry.meta.group.is_on() => return None,
                None | Some(Level::On) => None,
                Some(Level::Info) => Some(Severity::Info),
                Some(Level::Warning) => Some(Severity::Warning),
                Some(Level::Error) => Some(Severity::Error),
            };
            Some((entry, severity))
        };
        CATALOGUE.iter().filter_map(chosen).collect()
    }

    fn of(&self, meta: &Meta) -> Option<Level> {
        self.all.iter().rev().find(|(pattern, _)| pattern.names(meta)).map(|&(_, level)| level)
    }
}

/// That nothing is called `name`, and what to do about it.
pub(crate) fn no_such_rule(name: &str) -> (String, String) {
    let ids = CATALOGUE.iter().map(|entry| entry.meta.id);
    let groups = Group::ALL.into_iter().map(Group::name);
    let help = did_you_mean(name, ids.chain(groups));
    let help = help.unwrap_or("`storylint rules` lists them all".to_owned());
    (format!("there is no rule `{name}`"), help)
}

/// That `rule`, of the node `node`, does not understand its options, which stand at `given`.
pub(crate) fn wrong_options(
    pipeline: &Pipeline,
    node: &Node,
    rule: &str,
    given: Option<&Spanned<String>>,
    error: &OptionsError,
) -> PipelineError {
    let (option, known) = error.option().unzip();
    let span = given.map_or(node.span.clone(), Spanned::span);
    let span = option.as_ref().and_then(|it| pipeline.option_span(&span, it)).unwrap_or(span);
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
