//! `.story-linter.yml`, the settings of story-linter, which was written in TypeScript.

use serde_json::Value;
use storylint_validators::Pattern;

use super::imported::{ImportError, Imported};
use crate::sources::Globs;

/// What its validators are called, each with our family of rules.
const FAMILIES: [(&str, &[&str]); 8] = [
    ("characters", &["character", "characters", "character-consistency"]),
    ("links", &["link", "links", "link-graph"]),
    ("timeline", &["timeline", "timeline-validator"]),
    ("plot", &["plot", "plot-consistency"]),
    ("world", &["world", "world-building"]),
    ("dialogue", &["dialogue"]),
    ("style", &["style", "style-guide"]),
    ("metadata", &["metadata"]),
];

/// Options of its validators that turn one of our rules on, or off where they are false.
const SWITCHES: [(&str, &str, &str); 9] = [
    ("characters", "nameConsistency", "characters/name-variants"),
    ("characters", "introductionTracking", "characters/introduced-late"),
    ("characters", "trackDescriptions", "characters/trait-contradiction"),
    ("characters", "references.checkPronouns", "characters/pronoun-mismatch"),
    ("characters", "voice.enabled", "dialogue/voice-drift"),
    ("links", "checkOrphans", "links/orphan"),
    ("links", "reportOrphans", "links/orphan"),
    ("links", "validateMarkdownLinks", "links/broken-link"),
    ("timeline", "requireChronological", "timeline/chapter-order"),
];

/// Its genders, which are ours.
const GENDERS: [&str; 2] = ["female", "male"];

/// Its severities, which are ours.
const SEVERITIES: [&str; 3] = ["error", "warning", "info"];

/// Why the value of a key that is known is left out.
const NO_SUCH_VALUE: &str = "as it cannot have that value";

/// Keys that have no place in a pipeline, each with why. A key stands for all within it.
const NOT_OURS: [(&str, &str); 9] = [
    ("output", "as the command line says how findings are printed"),
    ("settings.output", "as the command line says how findings are printed"),
    ("framework.cache", "as what is kept between runs is no matter of the pipeline"),
    ("framework.cacheLocation", "as what is kept between runs is no matter of the pipeline"),
    ("settings.cache", "as what is kept between runs is no matter of the pipeline"),
    ("validation.severity", "as `fail-on` of a result node and `[rules]` say it"),
    ("settings.severity", "as `fail-on` of a result node and `[rules]` say it"),
    ("validation.stopOnError", "as a check always reads the whole story"),
    ("schema", "as facts are learnt from the text with every check"),
];

/// Adds what the settings say.
///
/// # Errors
/// If they are no YAML, or no table, or of another story than others.
pub(super) fn read(imported: &mut Imported, path: &str, text: &str) -> Result<(), ImportError> {
    if let Some(other) = imported.settings.replace(path.to_owned()) {
        return Err(ImportError::Several(other, path.to_owned()));
    }
    let malformed = |what: String| ImportError::Malformed(path.to_owned(), what);
    let mut options = serde_saphyr::Options::default();
    options.with_snippet = false;
    let settings: Value = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string();
        malformed(message.lines().next().unwrap_or("it is no YAML").to_owned())
    })?;
    let Value::Object(settings) = settings else {
        return Err(malformed("it holds no table of settings".to_owned()));
    };
    let is_alone =
        |table: &str| settings.get(table).map(|it| &it["parallel"]) == Some(&false.into());
    if ["framework", "settings"].into_iter().any(is_alone) {
        imported.workers = Some(1);
    }
    let mut reader = Reader { imported, path };
    for (name, value) in &settings {
        match (name.as_str(), value) {
            ("version", _) => {}
            ("validators" | "plugins" | "rules", Value::Object(validators)) => {
                for (validator, value) in validators {
                    reader.read_validator(name, validator, value);
                }
            }
            ("characters", Value::Array(characters)) => {
                for (at, character) in characters.iter().enumerate() {
                    reader.read_character(&format!("characters[{at}]"), character);
                }
            }
            (
                "validators" | "plugins" | "rules" | "characters" | "files" | "framework"
                | "settings",
                value,
            ) if !value.is_object() => reader.leave_out(name, NO_SUCH_VALUE),
            _ => {
                for (key, value) in leaves(name, value) {
                    reader.read_key(key, value);
                }
            }
        }
    }
    Ok(())
}

/// Adds what the settings in one file say.
struct Reader<'i> {
    imported: &'i mut Imported,
    path: &'i str,
}

impl Reader<'_> {
    /// Remembers that `what` has no place in a pipeline.
    fn leave_out(&mut self, what: impl Into<String>, why: &'static str) {
        self.imported.leave_out(self.path, what, why);
    }

    fn read_key(&mut self, key: String, value: &Value) {
        let is_within = |outer: &str| {
            key.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match (key.as_str(), value) {
            (
                "files.include" | "files.exclude" | "include" | "exclude",
                Value::Array(_) | Value::String(_),
            ) => {
                let is_included = key.ends_with("include");
                for glob in self.texts(&key, value) {
                    let mut known = Globs::default();
                    let sound = if is_included { known.include(glob) } else { known.exclude(glob) };
                    let list = if is_included {
                        &mut self.imported.include
                    } else {
                        &mut self.imported.exclude
                    };
                    match sound {
                        Ok(()) => list.push(glob.to_owned()),
                        Err(_) => self.leave_out(glob, "as it is no glob within the story"),
                    }
                }
            }
            ("framework.workers" | "settings.workers", Value::Number(n)) => {
                let n = n.as_u64().filter(|n| (1..=1024).contains(n));
                match (n, self.imported.workers) {
                    (None, _) => self.leave_out(key, NO_SUCH_VALUE),
                    (Some(n), Some(other)) if n != other => {
                        let why = "as another setting says how many workers there are";
                        self.leave_out(key, why);
                    }
                    (Some(_), _) => self.imported.workers = n,
                }
            }
            // Known before all others.
            ("framework.parallel" | "settings.parallel", Value::Bool(_)) => {}
            (
                "files.include" | "files.exclude" | "include" | "exclude" | "framework.workers"
                | "settings.workers" | "framework.parallel" | "settings.parallel",
                _,
            ) => self.leave_out(key, NO_SUCH_VALUE),
            _ => {
                let why = NOT_OURS.iter().find(|(outer, _)| is_within(outer)).map(|&(_, why)| why);
                self.leave_out(key, why.unwrap_or("as a pipeline has no such setting"));
            }
        }
    }

    /// The texts of a list, or the one that stands alone; what else is there at `key` is left out.
    fn texts<'v>(&mut self, key: &str, value: &'v Value) -> Vec<&'v str> {
        let all = match value {
            Value::Array(all) => all.as_slice(),
            Value::Null => &[],
            one => std::slice::from_ref(one),
        };
        if !all.iter().all(Value::is_string) {
            self.leave_out(key, NO_SUCH_VALUE);
        }
        all.iter().filter_map(Value::as_str).collect()
    }

    /// Declares somebody who is a name, or a table of a name and others, and stands at `place`.
    fn read_character(&mut self, place: &str, character: &Value) {
        let name = character.as_str().or(character["name"].as_str());
        let Some(name) = name else {
            return self.leave_out(place, "as somebody has no name");
        };
        let others = self.texts(&format!("{place}.aliases"), &character["aliases"]);
        self.declare(name, &others);
        for (key, value) in character.as_object().into_iter().flatten() {
            let why = match (key.as_str(), value.as_str()) {
                ("name" | "aliases", _) => continue,
                ("gender", Some(gender)) => {
                    match GENDERS.into_iter().find(|known| *known == gender) {
                        Some(gender) => {
                            self.imported.genders.insert(name.to_owned(), gender);
                            continue;
                        }
                        None => NO_SUCH_VALUE,
                    }
                }
                ("gender", None) => NO_SUCH_VALUE,
                _ => "as the cast of a pipeline has no such key",
            };
            self.leave_out(format!("{place}.{key}"), why);
        }
    }

    /// Adds what is said of a validator, which is whether it runs, or a table.
    fn read_validator(&mut self, group: &str, name: &str, value: &Value) {
        let called = |(_, names): &&(&str, &[&str])| names.contains(&name);
        let Some(&(family, _)) = FAMILIES.iter().find(called) else {
            let key = format!("{group}.{name}");
            return self.leave_out(key, "as there are no such rules");
        };
        for (key, value) in leaves("", value) {
            let key = key.trim_start_matches('.');
            let option = key.strip_prefix("config.").unwrap_or(key);
            let switch = SWITCHES.iter().find(|(of, name, _)| (*of, *name) == (family, option));
            match (option, value, switch) {
                ("" | "enabled", Value::Bool(true) | Value::Null, _) => {}
                ("" | "enabled", Value::Bool(false), _) => {
                    self.imported.levels.insert(format!("{family}/*"), "off");
                }
                ("severity", Value::String(level), _)
                    if let Some(level) = SEVERITIES.into_iter().find(|known| known == level) =>
                {
                    self.set_severity(family, level);
                }
                (_, Value::Bool(is_on), Some((.., rule))) => self.switch_rule(rule, *is_on),
                ("skipAnchors", Value::Bool(is_skipped), _) if family == "links" => {
                    self.switch_rule("links/broken-anchor", !is_skipped);
                }
                // Links to other places are never followed.
                ("skipExternal", Value::Bool(true), _) if family == "links" => {}
                (_, Value::Array(_) | Value::String(_), _)
                    if family == "characters" && option.starts_with("aliases.") =>
                {
                    let others = self.texts(&format!("{group}.{name}.{key}"), value);
                    self.declare(&option["aliases.".len()..], &others);
                }
                _ => {
                    let is_known = matches!(option, "" | "enabled" | "severity")
                        || switch.is_some()
                        || family == "links" && matches!(option, "skipAnchors" | "skipExternal")
                        || family == "characters" && option.starts_with("aliases.");
                    let why =
                        if is_known { NO_SUCH_VALUE } else { "as our rules have no such option" };
                    let below = if key.is_empty() { String::new() } else { format!(".{key}") };
                    self.leave_out(format!("{group}.{name}{below}"), why);
                }
            }
        }
        // What is said of single rules would count before what is said of all.
        let all = format!("{family}/*");
        if self.imported.levels.contains_key(&all) {
            let is_other = |id: &str| id == all || !id.starts_with(&all[..=family.len()]);
            self.imported.levels.retain(|id, _| is_other(id));
        }
    }

    /// Turns a rule on or off, where that is not as it is by default.
    fn switch_rule(&mut self, rule: &str, is_on: bool) {
        let mut entries = Pattern::Rule(rule).entries();
        let by_default = entries.any(|entry| entry.meta.group.is_on());
        if is_on != by_default {
            self.imported.levels.insert(rule.to_owned(), if is_on { "on" } else { "off" });
        }
    }

    /// Sets the severity of the rules of a family that run unasked.
    fn set_severity(&mut self, family: &str, level: &'static str) {
        for entry in Pattern::Family(family).entries().filter(|entry| entry.meta.group.is_on()) {
            self.imported.levels.entry(entry.meta.id.to_owned()).or_insert(level);
        }
    }

    /// Declares somebody with other names. Names that nobody can have, or somebody else has, are left out.
    fn declare(&mut self, name: &str, others: &[&str]) {
        let mut names: Vec<String> = Vec::new();
        for name in [name].into_iter().chain(others.iter().copied()) {
            let known =
                self.imported.cast.iter().any(|names| names.iter().any(|known| known == name));
            match (name.contains(char::is_alphanumeric), known) {
                (true, true) => self.leave_out(name, "as somebody else has that name"),
                (true, false) if names.iter().any(|known| known == name) => {}
                (true, false) => names.push(name.to_owned()),
                (false, _) => self.leave_out(name, "as a name has letters"),
            }
        }
        if !names.is_empty() {
            self.imported.cast.push(names);
        }
    }
}

/// The values within `value` that are no tables, each with its dotted key below `key`.
fn leaves<'v>(key: &str, value: &'v Value) -> Vec<(String, &'v Value)> {
    match value {
        Value::Object(table) => {
            let inner = table.iter();
            inner.flat_map(|(name, value)| leaves(&format!("{key}.{name}"), value)).collect()
        }
        value => vec![(key.to_owned(), value)],
    }
}
