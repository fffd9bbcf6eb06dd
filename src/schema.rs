//! A JSON Schema of the pipeline file, for editors.

use serde_json::{Map, Value, json};
use storylint_graph::{KINDS, Key, Level, ROOT, Values};
use storylint_validators::{CATALOGUE, Group};

/// A JSON Schema (draft 7, which editors of TOML know best) of pipeline files, with a final line break.
pub fn schema() -> String {
    let kinds = KINDS.iter().map(|kind| {
        let nodes = json!({
            "description": sentence(&format!("a node that {}", kind.doc)),
            "type": "object",
            "additionalProperties": table(kind.keys()),
        });
        (kind.name.to_owned(), nodes)
    });
    let mut schema = table(&ROOT);
    schema["properties"].as_object_mut().expect("a table has properties").extend(kinds);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["definitions"] = json!({ "rule": rule(), "level": level() });
    schema["title"] = json!("Pipeline of storylint");
    schema["description"] = json!("What `storylint check` does with a story.");
    serde_json::to_string_pretty(&schema).expect("its keys are strings") + "\n"
}

/// The schema of a table with `keys`.
fn table(keys: impl IntoIterator<Item = &'static Key>) -> Value {
    let keys = Vec::from_iter(keys);
    let required = keys.iter().filter(|key| key.is_required).map(|key| key.name);
    let properties = keys.iter().map(|key| (key.name.to_owned(), property(key)));
    let mut table = object(properties);
    let required = Vec::from_iter(required);
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn property(key: &Key) -> Value {
    let mut schema = values(key.value);
    if let (Values::Rows(_), true) = (key.value, key.is_required) {
        schema["minItems"] = json!(1);
    }
    schema["description"] = json!(sentence(key.doc));
    if let Some(default) = key.default {
        let default: toml::Table =
            format!("it = {default}").parse().expect("the default of a key is TOML");
        schema["default"] = json!(default["it"]);
    }
    schema
}

fn values(values: Values) -> Value {
    match values {
        Values::Boolean => json!({ "type": "boolean" }),
        Values::Integer { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Values::String => json!({ "type": "string", "minLength": 1 }),
        Values::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        Values::SomeStrings => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 })
        }
        Values::Id => json!({ "type": "string", "pattern": ID }),
        Values::Variables => {
            json!({ "type": "array", "items": { "type": "string", "pattern": "^[^=$]+$" } })
        }
        Values::SomeIntegers { least, most } => {
            let item = self::values(Values::Integer { least, most });
            json!({ "type": "array", "items": item, "minItems": 1 })
        }
        Values::Rule => json!({ "$ref": "#/definitions/rule" }),
        Values::Rules => {
            json!({ "type": "array", "items": self::values(Values::Rule), "minItems": 1 })
        }
        Values::Choice(names) => json!({ "enum": names }),
        Values::Choices(names) => {
            let one = self::values(Values::Choice(names));
            json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
        }
        Values::Time => quantity(&time(), &["30s", "500ms", "2m"]),
        Values::Size => quantity(&size(), &["64 MiB", "1 GB"]),
        Values::Table(keys) => table(keys),
        Values::Rows(keys) => json!({ "type": "array", "items": table(keys) }),
        Values::Named(keys) => json!({ "type": "object", "additionalProperties": table(keys) }),
        Values::Levels => {
            let level = json!({ "$ref": "#/definitions/level" });
            // What stands beside a reference is left out of account in draft 7.
            let mut levels = object(patterns().map(|(name, description)| {
                (name, json!({ "allOf": [level], "description": description }))
            }));
            levels["patternProperties"] = json!({ OF_A_PIPELINE: level });
            levels
        }
        Values::Options => object(CATALOGUE.iter().map(|entry| {
            let mut options = entry.schema();
            let options = options.as_object_mut().expect("options are a table");
            for of_a_file in ["$schema", "title"] {
                options.remove(of_a_file);
            }
            options.insert("description".to_owned(), json!(sentence(entry.meta.summary)));
            (entry.meta.id.to_owned(), json!(options))
        })),
        Values::AnyOf(any) => {
            json!({ "anyOf": any.iter().map(|&it| self::values(it)).collect::<Vec<_>>() })
        }
    }
}

/// A text like the `examples` that says more than nothing.
fn quantity(pattern: &str, examples: &[&str]) -> Value {
    let patterns = [json!({ "pattern": pattern }), json!({ "pattern": "[1-9]" })];
    json!({ "type": "string", "allOf": patterns, "examples": examples })
}

/// A number as it stands before a unit.
const NUMBER: &str = "[0-9]+(\\.[0-9]+)?\\s*";

/// Numbers, each with a unit of time, the longest first.
fn time() -> String {
    let units = ["h", "m", "s", "ms", "(us|µs)", "ns"];
    let parts = units.map(|unit| format!("({NUMBER}{unit}\\s*)?"));
    format!("^\\s*{}$", parts.concat())
}

/// A number with a unit of size.
fn size() -> String {
    format!("^\\s*{NUMBER}(B|kB|[MGTPE]B|[KMGTPE]iB)\\s*$")
}

/// No blank, and no sign of ASCII but `-`, `_` and `.`.
const ID: &str = "^[^\\s!-,/:-@\\[-^`{-~]+$";

/// What names the rules that only a pipeline has.
const OF_A_PIPELINE: &str = "^(pattern|command)/.";

/// What names rules.
fn rule() -> Value {
    let names: Vec<String> = patterns().map(|(name, _)| name).collect();
    json!({ "anyOf": [{ "enum": names }, { "type": "string", "pattern": OF_A_PIPELINE }] })
}

/// What rules are set to.
fn level() -> Value {
    json!({ "enum": Level::NAMED.map(|(name, _)| name) })
}

/// A table that has only `properties`.
fn object(properties: impl Iterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = properties.collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Everything that names rules, with what it names.
fn patterns() -> impl Iterator<Item = (String, String)> {
    let rules =
        CATALOGUE.iter().map(|entry| (entry.meta.id.to_owned(), sentence(entry.meta.summary)));
    let families = CATALOGUE.chunk_by(|one, next| one.meta.family() == next.meta.family());
    let families = families.map(|rules| {
        let family = rules[0].meta.family();
        (format!("{family}/*"), format!("The rules of the family `{family}`."))
    });
    let groups = Group::ALL.map(|group| {
        let name = group.name();
        (name.to_owned(), format!("The rules of the group `{name}`."))
    });
    let all = ("*".to_owned(), "All rules.".to_owned());
    [all].into_iter().chain(groups).chain(families).chain(rules)
}

/// `text`, which has no capital and no period, as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).chain(['.']).collect()
}
