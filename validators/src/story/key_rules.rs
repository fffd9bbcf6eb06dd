//! What the author of a story wants keys of front matter to be set to.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::diagnostic::Span;
use crate::story::keys::{Key, Value};

/// What a key may be set to.
#[derive(Debug, Default)]
pub(crate) struct KeyRule {
    kind: Option<KeyType>,
    /// The texts that it may be set to; of a list, each of its values.
    one_of: Vec<String>,
    /// Whether every document must set it.
    pub(crate) is_required: bool,
}

/// A type of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum KeyType {
    #[serde(alias = "string")]
    Text,
    Integer,
    Number,
    Date,
    #[serde(alias = "boolean")]
    Bool,
    List,
    Table,
}

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WrongValue {
    /// What it must be and what it is: "must be an integer and is text here".
    pub(crate) problem: String,
    /// What to write where instead, if only one thing can be meant.
    pub(crate) mended: Option<(Span, String)>,
}

/// All that may be said of a key.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    /// What kind of value it is.
    r#type: Option<KeyType>,
    /// The texts that it may be set to; of a list, each of its values.
    one_of: Vec<String>,
    /// Whether every document must set it.
    required: bool,
}

impl JsonSchema for KeyRule {
    fn schema_name() -> Cow<'static, str> {
        "KeyRule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (name, table) = (KeyType::json_schema(generator), Table::json_schema(generator));
        json_schema!({ "anyOf": [name, table] })
    }
}

impl<'de> Deserialize<'de> for KeyRule {
    /// From the name of a type, or from a table.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RuleVisitor;

        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = KeyRule;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter
                    .write_str("the name of a type, or a table of `type`, `one-of`, `required`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<KeyRule, E> {
                let kind = KeyType::deserialize(StrDeserializer::new(name))?;
                Ok(KeyRule { kind: Some(kind), ..KeyRule::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<KeyRule, A::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                let kind = table.r#type.or((!table.one_of.is_empty()).then_some(KeyType::Text));
                if !table.one_of.is_empty() && !matches!(kind, Some(KeyType::Text | KeyType::List))
                {
                    return Err(A::Error::custom("`one-of` is for the types `text` and `list`"));
                }
                Ok(KeyRule { kind, one_of: table.one_of, is_required: table.required })
            }
        }

        deserializer.deserialize_any(RuleVisitor)
    }
}

impl KeyRule {
    /// What is wrong with the value of `key`, which is not empty.
    pub(crate) fn check(&self, key: &Key) -> Option<WrongValue> {
        let kind = self.kind?;
        if !kind.holds(&key.value) {
            let problem = format!("must be {} and is {} here", kind.name(), name(&key.value));
            return Some(WrongValue { problem, mended: kind.mended(key) });
        }
        if self.one_of.is_empty() {
            return None;
        }
        let values = match &key.value {
            Value::List(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        let wrong = values.iter().find_map(|value| match value {
            Value::Text(text) if self.one_of.contains(text) => None,
            Value::Text(text) => Some(text.clone()),
            other => Some(name(other).to_owned()),
        })?;
        let of = if matches!(key.value, Value::List(_)) { "may only have" } else { "must be" };
        let allowed = self.one_of.iter().map(|text| format!("`{text}`"));
        let allowed = allowed.collect::<Vec<_>>().join(" or ");
        let problem = format!("{of} {allowed} and is `{wrong}` here");
        let meant = self.one_of.iter().find(|text| text.to_lowercase() == wrong.to_lowercase());
        let inner = inner(key, &wrong).filter(|_| matches!(key.value, Value::Text(_)));
        Some(WrongValue { problem, mended: inner.zip(meant.cloned()) })
    }
}

impl KeyType {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Date => "a date such as 1917-03-22",
            Self::Bool => "true or false",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }

    fn holds(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text, Value::Text(_))
            | (Self::Number, Value::Number(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::List, Value::List(_))
            | (Self::Table, Value::Table(_)) => true,
            (Self::Integer, Value::Number(number)) => number.fract() == 0.0,
            (Self::Date, Value::Number(year)) => year.fract() == 0.0 && (1.0..1e4).contains(year),
            (Self::Date, Value::Text(text)) => is_date(text),
            _ => false,
        }
    }

    /// What to write instead of the value of `key` to make it of this type, if it is plain what is
    /// meant, and where. It is right in YAML and in TOML.
    fn mended(self, key: &Key) -> Option<(Span, String)> {
        let written = key.written?;
        let plain = |text: &str| !text.contains(['"', '\\', '\n']);
        match (self, &key.value) {
            (Self::Text, Value::Number(number)) => {
                let digits = number.to_string();
                (digits.len() == written.range().len()).then(|| (written, format!("\"{digits}\"")))
            }
            (Self::Integer, Value::Text(text)) => {
                text.trim().parse::<i64>().ok().map(|number| (written, number.to_string()))
            }
            (Self::Number, Value::Text(text)) => {
                let is_number = text.trim().parse().is_ok_and(f64::is_finite);
                let is_plain = text.contains(|c: char| c.is_ascii_digit())
                    && text
                        .trim()
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
                (is_number && is_plain).then(|| (written, text.trim().to_owned()))
            }
            (Self::Bool, Value::Text(text)) => match &*text.trim().to_lowercase() {
                "yes" | "true" | "on" => Some((written, "true".to_owned())),
                "no" | "false" | "off" => Some((written, "false".to_owned())),
                _ => None,
            },
            (Self::Date, Value::Text(text)) => Some((inner(key, text)?, padded(text)?)),
            // Of "Ann, Bob" nobody knows whether that is one.
            (Self::List, Value::Text(text)) => {
                let is_one =
                    plain(text) && !text.contains([',', ';', '&', '/']) && !text.contains(" and ");
                is_one.then(|| (written, format!("[\"{}\"]", text.trim())))
            }
            _ => None,
        }
    }
}

/// What sort of value it is.
fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.fract() == 0.0 => "a number",
        Value::Number(_) => "a fraction",
        Value::Text(text) if is_date(text) => "a date",
        Value::Text(_) => "text",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
    }
}

/// Where `text`, the value of `key`, is written, without the quotation marks around it.
fn inner(key: &Key, text: &str) -> Option<Span> {
    let Span { start, end } = key.written?;
    match key.written?.range().len().checked_sub(text.len())? {
        0 => Some(Span { start, end }),
        2 => Some(Span { start: start + 1, end: end - 1 }),
        _ => None,
    }
}

/// Whether `text` begins like `1917-03`, the start of most ways to write a date for a program.
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, ['-', '/']);
    let is_number = |part: &str, n_digits| {
        part.len() == n_digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.next().is_some_and(|year| is_number(year, 4))
        && parts.next().is_some_and(|month| is_number(month, 2))
        && parts.next().is_none_or(|day| day.starts_with(|char: char| char.is_ascii_digit()))
}

/// A date with the year first, in the way of ISO 8601.
fn padded(text: &str) -> Option<String> {
    let mut parts = text.trim().split(['-', '/', '.']);
    let mut number = |length: usize, most: u32| {
        let part = parts.next().filter(|part| (1..=length).contains(&part.len()))?;
        part.parse::<u32>().ok().filter(|number| (1..=most).contains(number))
    };
    let (year, month, day) = (number(4, 9999)?, number(2, 12)?, number(2, 31)?);
    (year > 99 && parts.next().is_none()).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::front_matter::FrontMatter;

    /// Checks the first key of some YAML by a rule in TOML; gives what is wrong, and the front
    /// matter as it is mended.
    #[track_caller]
    fn check(rule: &str, yaml: &str, expected: Option<(&str, Option<&str>)>) {
        let text = format!("---\n{yaml}\n---\n");
        let keys = FrontMatter::cut(&text).expect("it is front matter").keys.expect("it is YAML");
        let mut rules: toml::Table = format!("rule = {rule}").parse().expect("it is TOML");
        let rule = KeyRule::deserialize(rules.remove("rule").unwrap()).expect("it is a rule");
        let wrong = rule.check(&keys[0]).map(|wrong| {
            let mended = wrong.mended.map(|(span, new)| {
                let mut text = text.clone();
                text.replace_range(span.range(), &new);
                text[4..text.len() - 5].to_owned()
            });
            (wrong.problem, mended)
        });
        let wrong = wrong.as_ref().map(|(problem, mended)| (&**problem, mended.as_deref()));
        assert_eq!(wrong, expected, "{yaml}");
    }

    #[test]
    fn right() {
        check("'text'", "a: The Ford # here", None);
        check("'integer'", "a: 3", None);
        check("'date'", "a: 1917-03-22", None);
        check("'date'", "a: 1917", None);
        check("'list'", "a:\n  - b", None);
        check("{ one-of = ['b', 'c'] }", "a: 'c'", None);
        check("{ type = 'list', one-of = ['b'] }", "a: [b, b]", None);
        check("{ required = true }", "a: [b]", None);
    }

    #[test]
    fn wrong() {
        let of = |one: &str, other: &str| format!("must be {one} and is {other} here");
        check("'integer'", "a: \"3\" # x", Some((&of("an integer", "text"), Some("a: 3 # x"))));
        check("'integer'", "a: three", Some((&of("an integer", "text"), None)));
        check("'integer'", "a: 3.5", Some((&of("an integer", "a fraction"), None)));
        check("'text'", "a: 1984", Some((&of("text", "a number"), Some("a: \"1984\""))));
        check("'text'", "a: 007", Some((&of("text", "a number"), None)));
        let date = of("a date such as 1917-03-22", "text");
        check("'date'", "a: 1917-3-2", Some((&date, Some("a: 1917-03-02"))));
        check("'date'", "a: \"1917/3/22\"", Some((&date, Some("a: \"1917-03-22\""))));
        check("'date'", "a: 3/22/1917", Some((&date, None)));
        check("'list'", "a: Ann Hale", Some((&of("a list", "text"), Some("a: [\"Ann Hale\"]"))));
        check("'list'", "a: Ann, Bob", Some((&of("a list", "text"), None)));
        check("'list'", "a: Ann\n  Hale", Some((&of("a list", "text"), None)));
        check("'bool'", "a: 'Yes'", Some((&of("true or false", "text"), Some("a: true"))));
        let one_of = "must be `draft` or `final` and is `Draft` here";
        check("{ one-of = ['draft', 'final'] }", "a: 'Draft'", Some((one_of, Some("a: 'draft'"))));
        check(
            "{ type = 'list', one-of = ['b'] }",
            "a: [b, c]",
            Some(("may only have `b` and is `c` here", None)),
        );
    }

    #[test]
    fn no_rules() {
        for (rule, expected) in [
            ("'strng'", "unknown variant `strng`, expected one of `string`, `text`"),
            ("3", "expected the name of a type, or a table of `type`, `one-of`, `required`"),
            ("{ typ = 'text' }", "unknown field `typ`"),
            ("{ type = 'date', one-of = ['b'] }", "`one-of` is for the types `text` and `list`"),
        ] {
            let mut rules: toml::Table = format!("rule = {rule}").parse().unwrap();
            let error = KeyRule::deserialize(rules.remove("rule").unwrap()).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
