//! The rules of a validate node, by their names and levels.

use storylint_graph::{Faults, Node, Pipeline, Validate};
use storylint_validators::{CATALOGUE, Pattern, Rule, Severity};

use crate::cache::Key;
use crate::levels::{Levels, no_such_rule, rule_meant, wrong_options};

/// A rule with its options, how bad what it finds is if that is said, what stands for all that, and its id.
pub(super) type Chosen = (Rule, Option<Severity>, Key, &'static str);

/// The rules of the validate node `node`, in the order of the catalogue.
///
/// Faults are that a name is none of rules, is of one that other nodes run, or has options that are not its own.
pub(super) fn chosen(
    pipeline: &Pipeline,
    node: &Node,
    validate: &Validate,
    levels: &Levels,
    faults: &Faults,
) -> Vec<Chosen> {
    let mut patterns = Vec::new();
    for name in &validate.validators {
        let Some(pattern) = Pattern::parse(name.get_ref()) else {
            let (message, help) = no_such_rule(name.get_ref());
            faults.add(name.span(), message, Some(help));
            continue;
        };
        if pattern.is_of_pipeline() {
            let message = format!("`{}` is not run by a validate node", name.get_ref());
            let help = "it is found by the pattern or command node that it is declared in";
            faults.add(name.span(), message, Some(help.to_owned()));
            continue;
        }
        patterns.push(pattern);
    }
    let ids = || patterns.iter().flat_map(|pattern| pattern.entries()).map(|it| it.meta.id);
    let entry_of = |id: &str| CATALOGUE.iter().find(|entry| entry.meta.id == id);
    // A name that is wrong may be meant to run any rule.
    let are_known = !patterns.is_empty() && patterns.len() == validate.validators.len();
    for (rule, options) in &validate.options {
        let id = rule.get_ref();
        let is_judged = are_known || entry_of(id).is_none();
        if is_judged && !ids().any(|known| known == id) {
            let name = &node.name;
            let message =
                format!("validate node `{name}` has options for `{id}`, which it does not run");
            let ids = Vec::from_iter(ids());
            let mut meant = options.keys().map(|option| format!("{id}/{option}"));
            let (message, help) = match meant.find(|meant| ids.contains(&meant.as_str())) {
                Some(meant) => {
                    (message, Some(format!("a name with a slash is quoted: `\"{meant}\"`")))
                }
                None if entry_of(id).is_some() => (message, rule_meant(id, &ids)),
                None => {
                    let (message, help) = no_such_rule(id);
                    (message, Some(help))
                }
            };
            faults.add(rule.span(), message, help);
        }
        // Those of rules that are off are checked, too.
        let entry = entry_of(id);
        let mut options = options.clone();
        while let Some(Err(error)) = entry.map(|entry| entry.build(options.clone())) {
            wrong_options(pipeline, rule, &error, faults);
            // The others may be wrong, too.
            let wrong = error.option().and_then(|(option, _)| options.remove(&option));
            if wrong.is_none() {
                break;
            }
        }
    }
    let chosen = levels.select(&patterns).into_iter().filter_map(|(entry, severity)| {
        let given = validate.options.iter().find(|(rule, _)| rule.get_ref() == entry.meta.id);
        let options = given.map(|(_, options)| options.clone()).unwrap_or_default();
        let (asked, id) = (format!("{severity:?} {options}"), entry.meta.id);
        let key = Key::of(&[b"rule", id.as_bytes(), asked.as_bytes()]);
        // What is wrong with options is told.
        let rule = entry.build(options).ok()?;
        Some((rule, severity, key, id))
    });
    chosen.collect()
}
