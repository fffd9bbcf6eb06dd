//! Reads TOML tables by type, with errors that show the place.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, ValueDeserializer};

use crate::error::PipelineError;
use crate::key::{Key, Values};
use crate::names;
use crate::policy::Retries;
use crate::text::Text;
use crate::units;

/// The most bytes of a value that a message repeats.
const LONGEST: usize = 200;

/// A table that has no unknown key.
pub(crate) struct Fields<'t> {
    text: &'t Arc<Text>,
    table: &'t DeTable<'t>,
    /// What the table declares, for messages.
    owner: &'t str,
    /// Where it is declared.
    span: Range<usize>,
    keys: Vec<&'static Key>,
}

impl<'t> Fields<'t> {
    /// Refuses a key of `table`, which declares `owner` at `span`, that is not among `keys`.
    pub(crate) fn new(
        text: &'t Arc<Text>,
        owner: &'t str,
        span: Range<usize>,
        table: &'t DeTable<'t>,
        keys: impl IntoIterator<Item = &'static Key>,
    ) -> Result<Self, PipelineError> {
        let keys = Vec::from_iter(keys);
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for (key, _) in in_file_order(table) {
            if !known.contains(&&**key.get_ref()) {
                let help = names::did_you_mean(key.get_ref(), known.iter().copied())
                    .unwrap_or_else(|| format!("known keys: {}", names::list(&known, "and")));
                let message = format!("unknown key `{key}` in {owner}");
                return Err(PipelineError::new(text, key.span(), message).with_help(help));
            }
        }
        Ok(Self { text, table, owner, span, keys })
    }

    /// What messages call the table.
    pub(crate) fn owner(&self) -> &'t str {
        self.owner
    }

    /// What `key` may be set to.
    fn values(&self, key: &str) -> Values {
        let known = self.keys.iter().find(|known| known.name == key);
        known.expect("what is read is a key of the table").value
    }

    /// What `key` is set to.
    pub(crate) fn given(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// The value of `key` as `read` understands it.
    pub(crate) fn value<T>(
        &self,
        key: &str,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Result<Option<T>, PipelineError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        match read(value.get_ref()) {
            Some(read) => Ok(Some(read)),
            None => Err(self.mismatch(key, &self.values(key).expected(), value)),
        }
    }

    /// Whether `key` is set to `true`; it is not if nothing is said.
    pub(crate) fn boolean(&self, key: &str) -> Result<bool, PipelineError> {
        Ok(self.value(key, |value| value.as_bool())?.unwrap_or_default())
    }

    /// An integer between the bounds of `key`.
    pub(crate) fn integer(&self, key: &str) -> Result<Option<usize>, PipelineError> {
        self.value(key, |value| self.values(key).holds(integer(value)?))
    }

    /// A stretch of time.
    pub(crate) fn time(&self, key: &str) -> Result<Option<Duration>, PipelineError> {
        self.value(key, |value| units::time(value.as_str()?))
    }

    /// A number of bytes.
    pub(crate) fn size(&self, key: &str) -> Result<Option<u64>, PipelineError> {
        self.value(key, |value| units::size(value.as_str()?))
    }

    /// How often something that failed is tried again.
    pub(crate) fn retries(&self, key: &str) -> Result<Option<Retries>, PipelineError> {
        let n = self.integer(key)?.and_then(|n| u32::try_from(n).ok());
        Ok(n.map(|n| if n == 0 { Retries::NONE } else { Retries::up_to(n) }))
    }

    /// What stands beside the value of `key` in `choices`.
    pub(crate) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, PipelineError> {
        let value = self.table.get(key);
        value.map(|value| choice(self.text, key, value, choices)).transpose()
    }

    /// The fields of the table that `key` is set to, if it is one, which declares `owner`.
    pub(crate) fn table(
        &self,
        key: &str,
        owner: &'t str,
        keys: &'static [Key],
    ) -> Result<Option<Self>, PipelineError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let Some(table) = value.get_ref().as_table() else { return Ok(None) };
        Self::new(self.text, owner, value.span(), table, keys).map(Some)
    }

    /// What stands beside the value of `key` in `choices`, or beside each of a list of values; none
    /// where the key is missing.
    pub(crate) fn choices<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
    ) -> Result<Vec<T>, PipelineError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let one = std::slice::from_ref(value);
        let items = value.get_ref().as_array().map_or(one, |items| &items[..]);
        if items.is_empty() {
            return Err(self.empty(key, value));
        }
        items.iter().map(|item| choice(self.text, key, item, choices)).collect()
    }

    /// A list of strings; empty where the key is missing.
    pub(crate) fn strings(&self, key: &str) -> Result<Vec<Spanned<String>>, PipelineError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            let written = |string: &str| match key {
                // A command line, whose words are the program and its arguments.
                "run" => toml::Value::from(Vec::from_iter(string.split_whitespace())).to_string(),
                _ => format!("[{}]", &self.text.content[value.span()]),
            };
            let string = value.get_ref().as_str().filter(|string| !string.trim().is_empty());
            let help = string.map(written).filter(|list| list.len() <= LONGEST);
            let help = help.map(|list| format!("did you mean `{list}`?"));
            return Err(self.mismatch(key, "a list of strings", value).with_help(help));
        };
        let string = |item: &Spanned<DeValue<'_>>| match item.get_ref().as_str() {
            Some(string) => Ok(Spanned::new(item.span(), string.to_owned())),
            None => Err(mismatch(self.text, &format!("every item of `{key}`"), "a string", item)),
        };
        items.iter().map(string).collect()
    }

    /// A list of at least one string.
    pub(crate) fn some_strings(&self, key: &str) -> Result<Vec<Spanned<String>>, PipelineError> {
        let strings = self.strings(key)?;
        if !strings.is_empty() {
            return Ok(strings);
        }
        Err(self.table.get(key).map_or_else(|| self.missing(key), |value| self.empty(key, value)))
    }

    /// The fields of a table that stands in a list.
    pub(crate) fn of_row(
        text: &'t Arc<Text>,
        owner: &'t str,
        row: &'t Spanned<DeValue<'t>>,
        keys: &'static [Key],
    ) -> Result<Self, PipelineError> {
        Self::new(text, owner, row.span(), table(text, owner, "a table", row)?, keys)
    }

    /// The items of a list of at least one, which a message calls `expected`.
    pub(crate) fn rows(
        &self,
        key: &str,
        expected: &str,
    ) -> Result<&'t [Spanned<DeValue<'t>>], PipelineError> {
        let value = self.table.get(key).ok_or_else(|| self.missing(key))?;
        match value.get_ref().as_array() {
            Some(items) if !items.is_empty() => Ok(items),
            Some(_) => Err(self.empty(key, value)),
            None => Err(self.mismatch(key, expected, value)),
        }
    }

    /// What `read` makes of each item of a list of at least one table, which a message calls
    /// `expected`. A message calls an item `what`, which has these `keys`.
    pub(crate) fn rows_of<T>(
        &self,
        key: &str,
        expected: &str,
        what: &str,
        keys: &'static [Key],
        read: impl Fn(&Fields<'_>) -> Result<T, PipelineError>,
    ) -> Result<Vec<T>, PipelineError> {
        let owner = format!("{what} of {}", self.owner);
        let row = |row| read(&Fields::of_row(self.text, &owner, row, keys)?);
        self.rows(key, expected)?.iter().map(row).collect()
    }

    /// A string that has to be there and says something.
    pub(crate) fn some_string(&self, key: &str) -> Result<Spanned<String>, PipelineError> {
        let string = self.value(key, |value| {
            value.as_str().filter(|string| !string.trim().is_empty()).map(str::to_owned)
        })?;
        match (string, self.table.get(key)) {
            (Some(string), Some(value)) => Ok(Spanned::new(value.span(), string)),
            _ => Err(self.missing(key)),
        }
    }

    /// The error that `message` says, at the value of `key`.
    pub(crate) fn error(&self, key: &str, message: impl AsRef<str>) -> PipelineError {
        self.error_at(self.table.get(key).map_or(self.span.clone(), Spanned::span), message)
    }

    /// The error that something is wrong at `span`.
    pub(crate) fn error_at(&self, span: Range<usize>, message: impl AsRef<str>) -> PipelineError {
        PipelineError::new(self.text, span, message)
    }

    /// The error that there is no `key`.
    pub(crate) fn missing(&self, key: &str) -> PipelineError {
        PipelineError::new(self.text, self.span.clone(), format!("{} has no `{key}`", self.owner))
    }

    /// The error that the list `value` has no item.
    fn empty(&self, key: &str, value: &Spanned<DeValue<'_>>) -> PipelineError {
        let message = format!("`{key}` of {} is empty", self.owner);
        PipelineError::new(self.text, value.span(), message)
    }

    /// Tables by name, in the order of the file; none where the key is missing.
    pub(crate) fn tables(
        &self,
        key: &str,
    ) -> Result<Vec<(Spanned<String>, toml::Table)>, PipelineError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let tables = table(self.text, &format!("`{key}`"), "a table of tables", value)?;
        let own = |(name, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
            table(self.text, &format!("`{name}`"), "a table", value)?;
            match toml::Table::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(own) => Ok((Spanned::new(name.span(), name.to_string()), own)),
                // All that can go wrong: TOML has numbers of any size, `toml::Value` has not.
                Err(error) => {
                    let span = error.span().unwrap_or_else(|| value.span());
                    let number = &self.text.content[span.clone()];
                    let message = format!("`{number}` is not a 64-bit number");
                    Err(PipelineError::new(self.text, span, message))
                }
            }
        };
        in_file_order(tables).into_iter().map(own).collect()
    }

    fn mismatch(&self, key: &str, expected: &str, value: &Spanned<DeValue<'_>>) -> PipelineError {
        mismatch(self.text, &format!("`{key}`"), expected, value)
    }
}

/// What stands beside `value`, of `key`, in `choices`.
pub(crate) fn choice<T: Copy>(
    text: &Arc<Text>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    choices: &[(&str, T)],
) -> Result<T, PipelineError> {
    let known = choices.iter().find(|(name, _)| value.get_ref().as_str() == Some(name));
    known.map(|&(_, choice)| choice).ok_or_else(|| {
        let literals: Vec<String> = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        let expected = names::list(&literals, "or");
        let names = choices.iter().map(|&(name, _)| name);
        let help = value.get_ref().as_str().and_then(|found| names::did_you_mean(found, names));
        mismatch(text, &format!("`{key}`"), &expected, value).with_help(help)
    })
}

/// The entries of `table`, by the place of their keys.
pub(crate) fn in_file_order<'t>(
    table: &'t DeTable<'t>,
) -> Vec<(&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// A TOML integer that is not negative.
pub(crate) fn integer(value: &DeValue<'_>) -> Option<usize> {
    let integer = value.as_integer()?;
    usize::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The table that `value` is, which a message calls `expected`.
pub(crate) fn table<'t>(
    text: &Arc<Text>,
    subject: &str,
    expected: &str,
    value: &'t Spanned<DeValue<'t>>,
) -> Result<&'t DeTable<'t>, PipelineError> {
    value.get_ref().as_table().ok_or_else(|| mismatch(text, subject, expected, value))
}

/// The error that `subject` is not `expected` but `value`.
pub(crate) fn mismatch(
    text: &Arc<Text>,
    subject: &str,
    expected: &str,
    value: &Spanned<DeValue<'_>>,
) -> PipelineError {
    let found = match value.get_ref() {
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => match &text.content[value.span()] {
            written if written.len() > LONGEST => "a longer text",
            written => &format!("`{written}`"),
        },
    };
    PipelineError::new(text, value.span(), format!("{subject} must be {expected}, not {found}"))
}

/// The error that the text is not TOML, in our words where the parser's own help nobody.
pub(crate) fn invalid(text: &Arc<Text>, error: &toml::de::Error) -> PipelineError {
    let span = error.span().unwrap_or_default();
    let found = &text.content[span.clone()];
    let message = match error.message() {
        "duplicate key" => &format!("duplicate key `{found}`"),
        "string values must be quoted, expected literal string" if found.is_empty() => {
            "a value is missing"
        }
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            "tables or arrays nested too deeply"
        }
        message if message.starts_with("invalid boolean") => "string values must be quoted",
        message => message
            .trim_end_matches(", expected nothing")
            .trim_end_matches(", expected literal string"),
    };
    let earlier = match error.message() {
        "duplicate key" => repeated(&text.content, &span),
        _ => None,
    };
    let error = PipelineError::new(text, span, format!("invalid TOML: {message}"));
    match earlier {
        Some(earlier) => error.with_earlier(earlier),
        None => error,
    }
}

/// Where the key stands that the one at `later` repeats: beside it, once that is called otherwise.
fn repeated(content: &str, later: &Range<usize>) -> Option<Range<usize>> {
    let mut renamed = content.to_owned();
    renamed.replace_range(later.clone(), &"_".repeat(later.len()));
    let table = DeTable::parse(&renamed).ok()?.into_inner();
    beside(&table, later, content[later.clone()].trim_matches(['"', '\'']))
}

/// Where the key `name` stands in the table that has a key at `place`.
fn beside(table: &DeTable<'_>, place: &Range<usize>, name: &str) -> Option<Range<usize>> {
    if table.keys().any(|key| key.span() == *place) {
        return Some(table.get_key_value(name)?.0.span());
    }
    table.values().find_map(|value| match value.get_ref() {
        DeValue::Table(inner) => beside(inner, place, name),
        DeValue::Array(items) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            tables.into_iter().find_map(|inner| beside(inner, place, name))
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => None,
    })
}
