//! The keys that YAML or TOML sets, with their places.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::lines::lines;

/// A top-level key of front matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Where the name is.
    pub span: Span,
    /// What it is set to.
    pub value: Value,
    /// Where that is written, with the quotation marks around it, if it is one word or text on the
    /// line of the key.
    pub written: Option<Span>,
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing stands there, or `null`.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number or a fraction.
    Number(f64),
    /// A string, or a date as written.
    Text(String),
    /// Some values.
    List(Vec<Value>),
    /// Values by name.
    Table(Vec<(String, Value)>),
}

/// The keys of a TOML document, or what is wrong with it and where.
pub(crate) fn toml(source: &str) -> Result<Vec<Key>, (Span, String)> {
    match toml::from_str::<Keys<toml::Spanned<String>>>(source) {
        Ok(Keys(keys)) => Ok(keys
            .into_iter()
            .map(|(key, Written(value))| {
                let span = Span::new(key.span());
                Key { name: key.into_inner(), span, value, written: None }
            })
            .collect()),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            Err((rest_of_line(source, start), error.message().to_owned()))
        }
    }
}

/// The keys of a YAML document, or what is wrong with it and where.
pub(crate) fn yaml(source: &str) -> Result<Vec<Key>, (Span, String)> {
    let mut options = serde_saphyr::Options::default();
    options.with_snippet = false;
    if let Some(budget) = &mut options.budget {
        // Far more than anyone writes; aliases of aliases are stopped within milliseconds.
        budget.max_nodes = 10_000;
    }
    match serde_saphyr::from_str_with_options::<Keys<serde_saphyr::Spanned<String>>>(
        source, options,
    ) {
        Ok(Keys(keys)) => Ok(keys
            .into_iter()
            .map(|(key, Written(value))| {
                let start = offset(source, key.referenced);
                let length = key.referenced.span().byte_len().unwrap_or(0) as usize;
                let span = Span::new(start..source.floor_char_boundary(start + length));
                Key { name: key.value, span, value, written: None }
            })
            .collect()),
        Err(error) => {
            let place = error.location().map_or(0, |location| offset(source, location));
            Err((rest_of_line(source, place), problem(&error)))
        }
    }
}

/// The byte at `location`, which may know only its line and character, counted from 1.
fn offset(source: &str, location: serde_saphyr::Location) -> usize {
    if let Some(start) = location.span().byte_offset() {
        return source.floor_char_boundary(start as usize);
    }
    let line = lines(source, 0).nth(location.line().saturating_sub(1) as usize);
    let line = line.unwrap_or(source.len()..source.len());
    let column = location.column().saturating_sub(1) as usize;
    let rest = &source[line.clone()];
    line.start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

/// From `start` to the end of its line; if nothing stands there, the nearest line with something,
/// one before it if there is any.
fn rest_of_line(source: &str, start: usize) -> Span {
    let start = source.floor_char_boundary(start);
    let mut rest = 0..0;
    for line in lines(source, 0) {
        if line.start > start && !rest.is_empty() {
            break;
        }
        let after = source[start.clamp(line.start, line.end)..line.end].trim_ascii();
        let written = if after.is_empty() { source[line.clone()].trim_ascii() } else { after };
        if !written.is_empty() {
            let end = line.start + source[line].trim_ascii_end().len();
            rest = end - written.len()..end;
        }
    }
    Span::new(rest)
}

/// What is wrong, in words for an author who does not know YAML by heart.
fn problem(error: &serde_saphyr::Error) -> String {
    if let serde_saphyr::Error::DuplicateMappingKey { key: Some(key), .. } = error {
        return format!("`{key}` is set twice");
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().expect("a split has a first part");
    let known = [
        ("mapping values are not allowed", "a value with a colon in it needs quotation marks"),
        ("unexpected character", "a value that starts with this character needs quotation marks"),
        ("found a tab", "lines are indented with spaces, not tabs"),
        ("unclosed quote", "this quotation mark is never closed"),
        ("simple key expected", "a key is followed by `: `"),
        ("budget breached", "it is too long"),
        ("recursion limit", "it is nested too deeply"),
    ];
    known
        .iter()
        .find(|(part, _)| message.contains(part))
        .map_or(message, |(_, problem)| problem)
        .to_owned()
}

/// The entries of a map in the order of the format that holds it, keys with their places.
struct Keys<S>(Vec<(S, Written)>);

impl<'de, S: Deserialize<'de>> Deserialize<'de> for Keys<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor<S>(PhantomData<S>);

        impl<'de, S: Deserialize<'de>> Visitor<'de> for KeysVisitor<S> {
            type Value = Keys<S>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("keys with values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<S>, A::Error> {
                let mut keys = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    keys.push(entry);
                }
                Ok(Keys(keys))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Keys<S>, E> {
                Ok(Keys(Vec::new()))
            }
        }

        deserializer.deserialize_map(KeysVisitor(PhantomData))
    }
}

/// A value as an author writes it, unlike a [`Value`] as we store it.
struct Written(Value);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor).map(Self)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Written(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, Written(value))) = map.next_entry::<String, _>()? {
            entries.push((key, value));
        }
        // The `toml` crate hands dates over as a table with one private key.
        match &mut *entries {
            [(key, Value::Text(date))] if key.starts_with("$__toml") => {
                Ok(Value::Text(std::mem::take(date)))
            }
            _ => Ok(Value::Table(entries)),
        }
    }
}
