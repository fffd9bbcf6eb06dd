//! Which rules run, and how bad what they find is.

use std::collections::HashSet;
use std::sync::Arc;

use storylint_graph::{Faults, Level, Pipeline, Spanned, did_you_mean, nearest};
use storylint_validators::{CATALOGUE, Entry, Group, OptionsError, Pattern, Severity};

/// What a pipeline, and who runs it, say of rules.
#[derive(Debug, Clone)]
pub(crate) struct Levels {
    /// What names rules, each with its level; a later one that names a rule counts.
    all: Arc<[(String, Level)]>,
}

impl Levels {
    /// What `pipeline` says, and after it `given`, in which a later one counts. In the pipeline the
    /// narrowest counts: a rule before its family, a family before a group, a group before all.
    ///
    /// Rules that do not exist are left out; those that the pipeline names are added to `faults`.
    pub(crate) fn new(pipeline: &Pipeline, given: &[(String, Level)], faults: &Faults) -> Self {
        let mut all = Vec::new();
        for (pattern, level) in narrowest_last(pipeline) {
            match known(&[pipeline], pattern.get_ref()) {
                Ok(_) => all.push((pattern.get_ref().clone(), *level)),
                Err((message, help)) => faults.add(pattern.span(), message, Some(help)),
            }
        }
        all.extend_from_slice(given);
        Self { all: all.into() }
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
        let concerns = |&(pattern, _): &(Pattern<'_>, Level)| match pattern {
            Pattern::All => true,
            Pattern::Group(_) => false,
            Pattern::Family(name) => family.starts_with(name) || name.starts_with(&family),
            Pattern::Rule(id) => id.starts_with(&family),
        };
        let all = |pattern: Pattern<'_>| pattern.names_id(&family);
        let mut last_first = self.last_first().filter(concerns);
        let last_of_all = last_first.find(|&(pattern, level)| all(pattern) || level != Level::Off);
        last_of_all.is_some_and(|(pattern, level)| all(pattern) && level == Level::Off)
    }

    fn of(&self, id: &str) -> Option<Level> {
        self.last_first().find(|(pattern, _)| pattern.names_id(id)).map(|(_, level)| level)
    }

    fn last_first(&self) -> impl Iterator<Item = (Pattern<'_>, Level)> {
        self.all.iter().rev().filter_map(|(name, level)| Some((Pattern::parse(name)?, *level)))
    }
}

/// What `pipeline` sets the rule `id` to, beside what names the rule there, unless it says nothing of it.
pub(crate) fn setting<'p>(
    pipeline: &'p Pipeline,
    id: &str,
) -> Option<&'p (Spanned<String>, Level)> {
    let names = |(name, _): &&(Spanned<String>, Level)| {
        Pattern::parse(name.get_ref()).is_some_and(|it| it.names_id(id))
    };
    narrowest_last(pipeline).into_iter().rfind(names)
}

/// What `pipeline` says of rules, in the order in which a later one counts.
fn narrowest_last(pipeline: &Pipeline) -> Vec<&(Spanned<String>, Level)> {
    let mut all = Vec::from_iter(&pipeline.levels);
    all.sort_by_key(|(name, _)| Pattern::parse(name.get_ref()).map(Pattern::narrowness));
    all
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

/// The rules called `name`, if there are such in the catalogue or in one of `pipelines`.
///
/// # Errors
/// That there are none, and what to do about it.
pub(crate) fn known<'n>(
    pipelines: &[&Pipeline],
    name: &'n str,
) -> Result<Pattern<'n>, (String, String)> {
    let Some(pattern) = Pattern::parse(name) else { return Err(no_such_rule(name)) };
    let mut ids = Vec::from_iter(pipelines.iter().flat_map(|it| &it.own_rules).map(String::as_str));
    let is_known = !pattern.is_of_pipeline() || ids.iter().any(|id| is_of(pattern, id, name));
    // A node that is wrong has rules that nobody knows.
    if is_known || pipelines.iter().any(|it| !it.is_whole) {
        return Ok(pattern);
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let help = did_you_mean(name, ids.iter().copied());
    let help = help.unwrap_or_else(|| match ids.is_empty() {
        true => "the pipeline has no rules of its own".to_owned(),
        false => format!("the pipeline has `{}`", ids.join("`, `")),
    });
    Err((format!("there is no rule `{name}`"), help))
}

/// Whether `pattern`, which is written `name`, may name a rule of those that are `declared`.
fn is_of(pattern: Pattern<'_>, declared: &str, name: &str) -> bool {
    pattern.names_id(declared)
        || declared.strip_suffix('*').is_some_and(|family| name.starts_with(family))
}

/// That nothing is called `name`, and what to do about it.
pub(crate) fn no_such_rule(name: &str) -> (String, String) {
    let families = CATALOGUE.chunk_by(|one, next| one.meta.family() == next.meta.family());
    let families = families.map(|rules| format!("{}/*", rules[0].meta.family()));
    let families = Vec::from_iter(families);
    let families = || families.iter().map(String::as_str);
    let mut ids: Vec<&str> = Vec::new();
    if !name.contains('/') {
        ids.extend_from_slice(&Group::ALL.map(Group::name));
        ids.extend(families());
    }
    CATALOGUE.iter().for_each(|entry| ids.push(entry.meta.id));
    let (what, help) = match name.ends_with("/*") {
        true => ("family", did_you_mean(name, families())),
        false => ("rule", rule_meant(name, &ids)),
    };
    let help = help.unwrap_or("`storylint rules` lists them all".to_owned());
    (format!("there is no {what} `{name}`"), help)
}

/// Asks whether the one of `ids`, among which may be families and groups, was meant that is known by the last word
/// of `name`, or by one near it; else whether the nearest as a whole was.
pub(crate) fn rule_meant(name: &str, ids: &[&str]) -> Option<String> {
    let last = last_word(name);
    match nearest(last, ids.iter().map(|id| last_word(id))) {
        Some(near) => {
            let id = ids.iter().find(|id| last_word(id) == near);
            id.map(|id| format!("did you mean `{id}`?"))
        }
        None => did_you_mean(name, ids.iter().copied()),
    }
}

/// What `id` ends with, without its family; of a family its name.
fn last_word(id: &str) -> &str {
    let id = id.strip_suffix("/*").unwrap_or(id);
    id.rsplit('/').next().unwrap_or(id)
}

/// Adds to `faults` that `rule` does not understand the options that stand there in a node.
pub(crate) fn wrong_options(
    pipeline: &Pipeline,
    rule: &Spanned<String>,
    error: &OptionsError,
    faults: &Faults,
) {
    let (option, known) = error.option().unzip();
    let spans = option.as_ref().and_then(|it| pipeline.option_spans(&rule.span(), it));
    let span = match (spans, &known) {
        (Some((key, _)), Some(Some(_))) => key,
        (Some((_, value)), _) => value,
        (None, _) => rule.span(),
    };
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
        (Some(option), None) => {
            let subject = format!("option `{option}` of rule `{rule}`");
            match error.expected() {
                Some((expected, found)) => {
                    let is_text = expected == "a list" && found.starts_with("`\"");
                    let help =
                        is_text.then(|| format!("did you mean `[{}]`?", found.replace('`', "")));
                    (format!("{subject} must be {expected}, not {found}"), help)
                }
                None => (format!("{subject}: {error}"), None),
            }
        }
        (None, _) => (format!("rule `{rule}`: {error}"), None),
    };
    faults.add(span, message, help);
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
        let faults = pipeline.faults();
        let levels = Levels::new(&pipeline, &given, &faults);
        faults.refuse().expect("there are such rules");
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
            let levels = Levels::new(&pipeline, &given, &pipeline.faults());
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
