//! The options of a rule in words, from their schema.

use std::fmt::Write as _;

use serde_json::Value;

/// A list in Markdown of the options that `schema` describes, with what they may be set to and what
/// counts without them.
pub(crate) fn list(schema: &Value) -> String {
    match schema["properties"].as_object() {
        Some(options) if !options.is_empty() => format!("Options:\n\n{}", items(schema, "")),
        _ => "It has no options.\n".to_owned(),
    }
}

/// An item for each key of a table, with those of tables within it below.
fn items(table: &Value, indent: &str) -> String {
    let mut items = String::new();
    for (key, schema) in table["properties"].as_object().into_iter().flatten() {
        let is_required =
            table["required"].as_array().is_some_and(|all| all.contains(&key[..].into()));
        let default = match (&schema["default"], is_required) {
            (_, true) => ", has to be there".to_owned(),
            (Value::Null, _) => String::new(),
            (default, _) if *default == Value::Array(Vec::new()) => String::new(),
            (default, _) if default.as_object().is_some_and(serde_json::Map::is_empty) => {
                String::new()
            }
            (default, _) => format!(", by default `{default}`"),
        };
        let described = schema["description"].as_str().unwrap_or_default();
        let described = described.split_whitespace().collect::<Vec<_>>().join(" ");
        _ = writeln!(items, "{indent}- `{key}`: {}{default}. {described}", words(schema));
        if let Some(table) = inner(schema) {
            items += &self::items(table, &format!("{indent}  "));
        }
    }
    items
}

/// The table with known keys that a value may be, or that is within it.
fn inner(schema: &Value) -> Option<&Value> {
    if schema["properties"].is_object() {
        return Some(schema);
    }
    let within = [&schema["items"], &schema["additionalProperties"]];
    within.into_iter().chain(any(schema)).filter(|it| it.is_object()).find_map(inner)
}

/// The schemas of which a value fits one.
fn any(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten()
}

/// What `schema` lets a value be.
fn words(schema: &Value) -> String {
    let any: Vec<String> = any(schema).filter(|it| it["type"] != "null").map(words).collect();
    if !any.is_empty() {
        return any.join(" or ");
    }
    let one = [&schema["const"]].into_iter().filter(|it| !it.is_null());
    let names =
        one.chain(schema["enum"].as_array().into_iter().flatten().filter(|it| !it.is_null()));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if !names.is_empty() {
        return names.join(" or ");
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => {
            kinds.iter().find_map(|kind| kind.as_str().filter(|it| *it != "null"))
        }
        kind => kind.as_str(),
    };
    match kind {
        Some("string") => "text".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => "a whole number".to_owned(),
        Some("number") => "a number".to_owned(),
        Some("array") => match words(&schema["items"]) {
            item if item == "text" => "a list of texts".to_owned(),
            item if item == "a table" => "a list of tables".to_owned(),
            item if item == "a whole number" => "a list of whole numbers".to_owned(),
            item => format!("a list, each {item}"),
        },
        Some("object") => match &schema["additionalProperties"] {
            value @ Value::Object(_) => format!("a table of names, each with {}", words(value)),
            _ => "a table".to_owned(),
        },
        _ => "a value".to_owned(),
    }
}
