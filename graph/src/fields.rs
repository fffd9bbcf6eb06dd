//! Reads TOML tables by type, with errors that show the place.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, ValueDeserializer};

use crate::error::PipelineError;
use crate::faults::Faults;
use crate::key::{Key, Values};
use crate::names;
use crate::policy::Retries;
use crate::text::Text;
use crate::units;

/// The most bytes of a value that a message repeats.
const LONGEST: usize = 200;

/// A table. What it has no key for, and what a key cannot be set to, is added to the faults, and reads as if
/// it were not there.
pub(crate) struct Fields<'t> {
    faults: &'t Faults,
    table: &'t DeTable<'t>,
    /// What the table declares, for messages.
    owner: &'t str,
    /// Where it is declared.
    span: Range<usize>,
    keys: Vec<&'static Key>,
    /// Those of them that others, which are none, may mean.
    meant: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// The fields of `table`, which declares `owner` at `span`, and may have `keys`.
    pub(crate) fn new(
        faults: &'t Faults,
        owner: &'t str,
        span: Range<usize>,
        table: &'t DeTable<'t>,
        keys: impl IntoIterator<Item = &'static Key>,
    ) -> Self {
        let keys = Vec::from_iter(keys);
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        let mut meant = Vec::new();
        for (key, _) in in_file_order(table) {
            let (span, key) = (key.span(), &**key.get_ref());
            if !known.contains(&key) {
                let is_near = |name: &&&str| names::did_you_mean(key, [**name]).is_some();
                let near = Vec::from_iter(known.iter().filter(is_near).copied());
                // One that is like none may mean any.
                meant.extend(if near.is_empty() { known.clone() } else { near });
                let help = names::did_you_mean(key, known.iter().copied())
                    .unwrap_or_else(|| format!("known keys: {}", names::list(&known, "and")));
                faults.add(span, format!("unknown key `{key}` in {owner}"), Some(help));
            }
        }
        Self { faults, table, owner, span, keys, meant }
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

    /// What `key` is set to; it has to be there.
    fn required(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = self.given(key);
        if value.is_none() && !self.meant.contains(&key) {
            let values = self.values(key);
            let help =
                matches!(values, Values::Choice(_)).then(|| format!("it is {}", values.expected()));
            self.add(self.span.clone(), format!("{} has no `{key}`", self.owner), help.as_deref());
        }
        value
    }

    /// The value of `key` as `read` understands it.
    pub(crate) fn value<T>(
        &self,
        key: &str,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        self.read(key, self.given(key)?, read)
    }

    /// The value of `key`, which has to be there, as `read` understands it.
    pub(crate) fn some_value<T>(
        &self,
        key: &str,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        self.read(key, self.required(key)?, read)
    }

    fn read<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let read = read(value.get_ref());
        if read.is_none() {
            self.faults.push(self.mismatch(key, &self.values(key).expected(), value));
        }
        read
    }

    /// Whether `key` is set to `true`; it is not if nothing is said.
    pub(crate) fn boolean(&self, key: &str) -> bool {
        self.value(key, |value| value.as_bool()).unwrap_or_default()
    }

    /// An integer between the bounds of `key`.
    pub(crate) fn integer(&self, key: &str) -> Option<usize> {
        self.value(key, |value| self.values(key).holds(integer(value)?))
    }

    /// An integer between the bounds of `key`, which has to be there.
    pub(crate) fn some_integer(&self, key: &str) -> Option<usize> {
        self.some_value(key, |value| self.values(key).holds(integer(value)?))
    }

    /// A list of integers between the bounds of `key`.
    pub(crate) fn integers(&self, key: &str) -> Option<Vec<usize>> {
        let value = self.given(key)?;
        let values = self.values(key);
        let Some(items) = value.get_ref().as_array() else {
            self.faults.push(self.mismatch(key, &values.expected(), value));
            return None;
        };
        let read = |item: &Spanned<DeValue<'_>>| {
            let n = integer(item.get_ref()).and_then(|n| values.of_each().holds(n));
            if n.is_none() {
                self.faults.push(self.wrong_item(key, &values.of_each().expected(), item));
            }
            n
        };
        // All of them, also after one that is wrong.
        let read = Vec::from_iter(items.iter().map(read));
        read.into_iter().collect()
    }

    /// A stretch of time.
    pub(crate) fn time(&self, key: &str) -> Option<Duration> {
        self.quantity(key, units::time, units::meant_time)
    }

    /// A number of bytes.
    pub(crate) fn size(&self, key: &str) -> Option<u64> {
        self.quantity(key, units::size, units::meant_size)
    }

    /// What `read` makes of a number with a unit; if nothing, `meant` may know what is meant.
    fn quantity<T>(
        &self,
        key: &str,
        read: fn(&str) -> Option<T>,
        meant: fn(&str) -> Option<String>,
    ) -> Option<T> {
        let value = self.given(key)?;
        let text = value.get_ref().as_str();
        let quantity = text.and_then(read);
        if quantity.is_none() {
            let help = text.and_then(meant).map(|meant| format!("did you mean `\"{meant}\"`?"));
            let mismatch = self.mismatch(key, &self.values(key).expected(), value);
            self.faults.push(mismatch.with_help(help));
        }
        quantity
    }

    /// How often something that failed is tried again.
    pub(crate) fn retries(&self, key: &str) -> Option<Retries> {
        let n = self.integer(key).and_then(|n| u32::try_from(n).ok());
        n.map(|n| if n == 0 { Retries::NONE } else { Retries::up_to(n) })
    }

    /// What stands beside the value of `key` in `choices`.
    pub(crate) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.one_of(key, self.given(key)?, choices)
    }

    /// What stands beside the value of `key`, which has to be there, in `choices`.
    pub(crate) fn some_choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.one_of(key, self.required(key)?, choices)
    }

    fn one_of<T: Copy>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        self.faults.keep(choice(self.faults.text(), key, value, choices))
    }

    /// The fields of the table that `key` is set to, if it is one, which declares `owner`.
    pub(crate) fn table(&self, key: &str, owner: &'t str, keys: &'static [Key]) -> Option<Self> {
        let value = self.given(key)?;
        let table = value.get_ref().as_table()?;
        Some(Self::new(self.faults, owner, value.span(), table, keys))
    }

    /// What stands beside the value of `key` in `choices`, or beside each of a list of values; none
    /// where the key is missing.
    pub(crate) fn choices<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Vec<T> {
        let Some(value) = self.given(key) else { return Vec::new() };
        let one = std::slice::from_ref(value);
        let items = value.get_ref().as_array().map_or(one, |items| &items[..]);
        self.must_have_some(key, value, items.len());
        items.iter().filter_map(|item| self.one_of(key, item, choices)).collect()
    }

    /// A list of strings; empty where the key is missing.
    pub(crate) fn strings(&self, key: &str) -> Vec<Spanned<String>> {
        self.given(key).and_then(|value| self.list(key, value)).unwrap_or_default()
    }

    /// A list of at least one string; empty where that is not what is there.
    pub(crate) fn some_strings(&self, key: &str) -> Vec<Spanned<String>> {
        let list = self.required(key).and_then(|value| {
            let items = value.get_ref().as_array().map(|items| items.len());
            items.into_iter().for_each(|n_items| self.must_have_some(key, value, n_items));
            self.list(key, value)
        });
        list.unwrap_or_default()
    }

    fn list(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Vec<Spanned<String>>> {
        let Some(items) = value.get_ref().as_array() else {
            let written = |string: &str| match key {
                // A command line, whose words are the program and its arguments.
                "run" => toml::Value::from(Vec::from_iter(string.split_whitespace())).to_string(),
                _ => format!("[{}]", &self.faults.text().content[value.span()]),
            };
            let string = value.get_ref().as_str().filter(|string| !string.trim().is_empty());
            let help = string.map(written).filter(|list| list.len() <= LONGEST);
            let help = help.map(|list| format!("did you mean `{list}`?"));
            self.faults.push(self.mismatch(key, "a list of strings", value).with_help(help));
            return None;
        };
        let string = |item: &Spanned<DeValue<'_>>| {
            let string = item.get_ref().as_str();
            if string.is_none() {
                self.faults.push(self.wrong_item(key, "a string", item));
            }
            Some(Spanned::new(item.span(), string?.to_owned()))
        };
        Some(items.iter().filter_map(string).collect())
    }

    /// The fields of a table that stands in a list.
    pub(crate) fn of_row(
        faults: &'t Faults,
        owner: &'t str,
        row: &'t Spanned<DeValue<'t>>,
        keys: &'static [Key],
    ) -> Option<Self> {
        let table = faults.keep(table(faults.text(), owner, "a table", row))?;
        Some(Self::new(faults, owner, row.span(), table, keys))
    }

    /// What `read` makes of each item of a list of at least one table, which a message calls
    /// `expected`. A message calls an item `what`, which has these `keys`.
    pub(crate) fn rows<T>(
        &self,
        key: &str,
        expected: &str,
        what: &str,
        keys: &'static [Key],
        read: impl Fn(&Fields<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.required(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.faults.push(self.mismatch(key, expected, value));
            return Vec::new();
        };
        self.must_have_some(key, value, items.len());
        let owner = format!("{what} of {}", self.owner);
        let row = |row| read(&Fields::of_row(self.faults, &owner, row, keys)?);
        items.iter().filter_map(row).collect()
    }

    /// A string that has to be there and says something.
    pub(crate) fn some_string(&self, key: &str) -> Option<Spanned<String>> {
        let string = self.some_value(key, |value| {
            value.as_str().filter(|string| !string.is_empty()).map(str::to_owned)
        });
        Some(Spanned::new(self.given(key)?.span(), string?))
    }

    /// Adds that something is wrong with the value of `key`.
    pub(crate) fn add_to(&self, key: &str, message: impl AsRef<str>, help: Option<&str>) {
        self.add(self.given(key).map_or(self.span.clone(), Spanned::span), message, help);
    }

    /// Adds that something is wrong at `span`.
    pub(crate) fn add(&self, span: Range<usize>, message: impl AsRef<str>, help: Option<&str>) {
        self.faults.add(span, message, help.map(str::to_owned));
    }

    /// Adds that something at `later` clashes with what stands `earlier`.
    pub(crate) fn add_clash(&self, later: Range<usize>, earlier: Range<usize>, message: &str) {
        let error = PipelineError::new(self.faults.text(), later, message);
        self.faults.push(error.with_earlier(earlier));
    }

    /// Adds that the list `value` has no item, if there are none.
    fn must_have_some(&self, key: &str, value: &Spanned<DeValue<'_>>, n_items: usize) {
        if n_items == 0 {
            self.add(value.span(), format!("`{key}` of {} is empty", self.owner), None);
        }
    }

    /// Tables by name, in the order of the file; none where the key is missing.
    pub(crate) fn tables(&self, key: &str) -> Vec<(Spanned<String>, toml::Table)> {
        let text = self.faults.text();
        let tables = self.given(key).and_then(|value| {
            self.faults.keep(table(text, &format!("`{key}`"), "a table of tables", value))
        });
        let own = |(name, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
            self.faults.keep(table(text, &format!("`{name}`"), "a table", value))?;
            match toml::Table::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(own) => Some((Spanned::new(name.span(), name.to_string()), own)),
                // All that can go wrong: TOML has numbers of any size, `toml::Value` has not.
                Err(error) => {
                    let span = error.span().unwrap_or_else(|| value.span());
                    let number = &text.content[span.clone()];
                    self.add(span.clone(), format!("`{number}` is not a 64-bit number"), None);
                    None
                }
            }
        };
        tables.map(in_file_order).into_iter().flatten().filter_map(own).collect()
    }

    fn mismatch(&self, key: &str, expected: &str, value: &Spanned<DeValue<'_>>) -> PipelineError {
        mismatch(self.faults.text(), &format!("`{key}`"), expected, value)
    }

    fn wrong_item(&self, key: &str, expected: &str, item: &Spanned<DeValue<'_>>) -> PipelineError {
        mismatch(self.faults.text(), &format!("every item of `{key}`"), expected, item)
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
