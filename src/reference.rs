//! The reference documentation of the pipeline file.

use std::fmt::Write as _;

use storylint_graph::{KINDS, Key, Level, ROOT, Values};

use crate::schema::sentence;

/// A page in Markdown: every table and key of a pipeline file, from what reads it.
pub fn reference() -> String {
    let mut page = String::from(
        "# The pipeline file\n\n\
         Every table and key of `storylint.toml`, from what reads it. `storylint schema` prints the same as a JSON\n\
         Schema for editors, which is also in [pipelines/storylint.schema.json](../pipelines/storylint.schema.json):\n\
         with `#:schema ./storylint.schema.json` in the first line, editors complete and check the file. The options of\n\
         rules are with the [rules](rules).\n",
    );
    let (tables, plain): (Vec<&Key>, Vec<&Key>) = ROOT.iter().partition(|key| is_table(key.value));
    if !plain.is_empty() {
        page += "\n## At the top\n\n";
        page += &rows(plain);
    }
    for key in tables {
        let heading = match key.value {
            Values::Rows(_) => format!("[[{}]]", key.name),
            Values::Named(_) => format!("[{}.ID]", key.name),
            _ => format!("[{}]", key.name),
        };
        section(&mut page, &heading, &sentence(key.doc), keys(key.value));
        if matches!(key.value, Values::Levels) {
            let levels = Level::NAMED.map(|(name, _)| format!("`\"{name}\"`")).join(", ");
            _ = write!(
                page,
                "\nIts keys are rules (`\"links/orphan\"`), families (`\"links/*\"`), groups (`style`) and all of \
                 them (`\"*\"`), of which\nthe narrowest counts. Each is set to one of {levels}.\n"
            );
        }
    }
    for kind in &KINDS {
        let says = format!("A node that {}.", kind.doc);
        section(&mut page, &format!("[{}.NAME]", kind.name), &says, kind.keys());
    }
    page
}

/// Adds what a table is for, and its keys.
fn section(
    page: &mut String,
    heading: &str,
    says: &str,
    keys: impl IntoIterator<Item = &'static Key>,
) {
    let keys = Vec::from_iter(keys);
    _ = write!(page, "\n## `{heading}`\n\n{says}\n");
    if !keys.is_empty() {
        _ = write!(page, "\n{}", rows(keys));
    }
}

/// A line for each of `keys`, and those of tables within them.
fn rows(keys: Vec<&'static Key>) -> String {
    let mut rows = String::from("| key | value | without it | meaning |\n|---|---|---|---|\n");
    let mut waiting: Vec<(String, &Key)> =
        keys.iter().rev().map(|key| (key.name.to_owned(), *key)).collect();
    while let Some((name, key)) = waiting.pop() {
        let without = match (key.default, key.is_required) {
            (_, true) => "an error".to_owned(),
            (Some(default), false) => format!("`{default}`"),
            (None, false) => String::new(),
        };
        let doc = sentence(key.doc);
        let value = match key.value {
            Values::Choices(_) => format!("{}, or a list of them", key.value.expected()),
            values => values.expected(),
        };
        _ = writeln!(rows, "| `{name}` | {value} | {without} | {doc} |");
        let inner = self::keys(key.value).iter().rev();
        waiting.extend(inner.map(|inner| (format!("{name}.{}", inner.name), inner)));
    }
    rows
}

/// Whether a key is written as the header of a table.
fn is_table(values: Values) -> bool {
    match values {
        // Only one of them is.
        Values::AnyOf(_) => false,
        Values::Levels => true,
        values => !keys(values).is_empty(),
    }
}

/// The keys of the tables that `values` are.
fn keys(values: Values) -> &'static [Key] {
    match values {
        Values::Table(keys) | Values::Rows(keys) | Values::Named(keys) => keys,
        Values::AnyOf(any) => {
            any.iter().map(|&values| keys(values)).find(|keys| !keys.is_empty()).unwrap_or_default()
        }
        Values::Boolean
        | Values::Integer { .. }
        | Values::SomeIntegers { .. }
        | Values::String
        | Values::Strings
        | Values::SomeStrings
        | Values::Id
        | Values::Variables
        | Values::Rule
        | Values::Rules
        | Values::Choice(_)
        | Values::Choices(_)
        | Values::Time
        | Values::Size
        | Values::Levels
        | Values::Options => &[],
    }
}
