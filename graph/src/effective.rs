//! What a pipeline comes to, as TOML in which each value says where it is from.

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, ValueDeserializer};
use toml_writer::ToTomlKey as _;

use crate::fields::in_file_order;
use crate::key::{Key, Values};
use crate::kind::{KINDS, Kind};
use crate::names::did_you_mean;
use crate::root::ROOT;
use crate::text::Text;

/// A table of a pipeline, with the values that stand in it.
#[derive(Clone)]
pub(crate) struct Block {
    /// `[source.chapters]`
    header: String,
    /// The path of the table.
    path: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Clone)]
struct Line {
    /// The keys that lead to the value from its block.
    keys: Vec<String>,
    value: String,
    origin: String,
}

/// `blocks` as TOML, with where each value is from; of those below the keys `path` only. Where
/// nothing is said, the default is shown of what is asked for, and of all of `[run]`.
pub(crate) fn effective(blocks: &[Block], path: &[String]) -> String {
    let mut blocks = blocks.to_vec();
    for block in &mut blocks {
        let depth = block.path.len();
        let is_run = block.path == ["run"];
        add_defaults(block, if is_run { path.get(1) } else { path.get(depth) }, is_run);
        let own = block.path.clone();
        block.lines.retain(|line| {
            let mut keys = own.iter().chain(&line.keys);
            path.iter().all(|asked| keys.next() == Some(asked))
        });
    }
    blocks.retain(|block| !block.lines.is_empty());
    let block = |block: &Block| {
        let line = |Line { keys, value, origin }: &Line| {
            let keys: Vec<String> = keys.iter().map(|key| key.to_toml_key()).collect();
            format!("{} = {value}  # {origin}\n", keys.join("."))
        };
        format!("{}\n{}", block.header, block.lines.iter().map(line).collect::<String>())
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// The tables of `table`, which holds places in `text`: `run`, other tables, and nodes, each in the
/// order of the text.
pub(crate) fn blocks(text: &Text, table: &DeTable<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut nodes = Vec::new();
    let mut run = Block::new("[run]".to_owned(), &["run"], Vec::new());
    for (key, value) in in_file_order(table) {
        let name = key.get_ref().as_ref();
        let kind = Kind::called(name);
        match value.get_ref() {
            DeValue::Table(own) if name == "run" => run.lines = lines(text, own),
            DeValue::Table(own) if kind.is_some() || name == "cast" => {
                for (id, entry) in in_file_order(own) {
                    let Some(entry) = entry.get_ref().as_table() else { continue };
                    let header = format!("[{name}.{}]", id.get_ref().to_toml_key());
                    let block = Block::new(header, &[name, id.get_ref()], lines(text, entry));
                    match kind {
                        Some(_) => nodes.push((id.span().start, block)),
                        None => blocks.push(block),
                    }
                }
            }
            DeValue::Table(own) => {
                blocks.push(Block::new(format!("[{name}]"), &[name], lines(text, own)));
            }
            DeValue::Array(entries) => {
                for entry in entries.iter().filter_map(|entry| entry.get_ref().as_table()) {
                    blocks.push(Block::new(format!("[[{name}]]"), &[name], lines(text, entry)));
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
    nodes.sort_by_key(|(start, _)| *start);
    let nodes = nodes.into_iter().map(|(_, block)| block);
    std::iter::once(run).chain(blocks).chain(nodes).collect()
}

impl Block {
    fn new(header: String, path: &[&str], lines: Vec<Line>) -> Self {
        Self { header, path: path.iter().map(|&key| key.to_owned()).collect(), lines }
    }

    /// The name of the node that it declares, if it is that of a node.
    pub(crate) fn node(&self) -> Option<&String> {
        Kind::called(&self.path[0]).map(|_| &self.path[1])
    }

    /// The keys that the table may have.
    fn keys(&self) -> Vec<&'static Key> {
        let kind = Kind::called(&self.path[0]);
        let table = ROOT.iter().find(|key| key.name == self.path[0]).map(|key| key.value);
        match (kind, table) {
            (Some(kind), _) => kind.keys().collect(),
            (None, Some(Values::Table(keys) | Values::Named(keys) | Values::Rows(keys))) => {
                keys.iter().collect()
            }
            (None, _) => Vec::new(),
        }
    }
}

/// Adds the defaults of `block` that are asked for: all, or that of one key.
fn add_defaults(block: &mut Block, asked: Option<&String>, all: bool) {
    for key in block.keys() {
        let is_set = block.lines.iter().any(|line| line.keys[0] == key.name);
        let is_asked = asked.map_or(all, |asked| asked == key.name);
        if let (Some(default), false, true) = (key.default, is_set, is_asked) {
            let (keys, value) = (vec![key.name.to_owned()], default.to_owned());
            block.lines.push(Line { keys, value, origin: "default".to_owned() });
        }
    }
}

/// A line for each value in `table` and the tables in it.
fn lines(text: &Text, table: &DeTable<'_>) -> Vec<Line> {
    let line = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| match value.get_ref()
    {
        DeValue::Table(inner) if !inner.is_empty() => {
            let mut lines = lines(text, inner);
            lines.iter_mut().for_each(|line| line.keys.insert(0, key.to_string()));
            lines
        }
        DeValue::Table(_)
        | DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => {
            vec![Line {
                keys: vec![key.to_string()],
                value: shown(value),
                origin: origin(text, value),
            }]
        }
    };
    in_file_order(table).into_iter().flat_map(line).collect()
}

/// `value` as TOML on one line, if it has no line breaks itself.
fn shown(value: &Spanned<DeValue<'_>>) -> String {
    let value = toml::Value::deserialize(ValueDeserializer::from(value.clone()));
    value.map_or_else(|error| error.message().to_owned(), |value| value.to_string())
}

/// Where `value` is from.
fn origin(text: &Text, value: &Spanned<DeValue<'_>>) -> String {
    let span = value.span();
    let path = text.path(&span).replace(char::is_control, "\u{fffd}");
    format!("{path}:{}", text.place(&span).line)
}

/// The keys that `dotted` names, as TOML writes them: `rules."style/echo"`.
pub(crate) fn keys(dotted: &str) -> Option<Vec<String>> {
    let line = format!("{dotted} = 0");
    let mut table = &DeTable::parse(&line).ok()?.into_inner();
    let mut keys = Vec::new();
    loop {
        let (key, value) = table.iter().next().filter(|_| table.len() == 1)?;
        keys.push(key.to_string());
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => return Some(keys),
        }
    }
}

/// Whether `text` names a key of a pipeline, as TOML writes it: `rules."style/echo"`.
pub fn is_key(text: &str) -> bool {
    keys(text).is_some()
}

/// The first part of `keys` that no pipeline has, with what may have been meant.
pub(crate) fn unknown(keys: &[String]) -> Option<(String, Option<String>)> {
    let own = Kind::called(&keys[0]);
    // The name of a node stands between its kind and its keys.
    let (mut n_known, mut known) = match own {
        Some(kind) => (2, Vec::from_iter(kind.keys())),
        None => (0, ROOT.iter().collect()),
    };
    loop {
        let key = keys.get(n_known)?;
        let Some(found) = known.iter().find(|known| known.name == *key) else {
            let kinds = KINDS.iter().map(|kind| kind.name).filter(|_| n_known == 0);
            let help = did_you_mean(key, known.iter().map(|known| known.name).chain(kinds));
            let dotted = |keys: &[String]| -> String {
                Vec::from_iter(keys.iter().map(|key| key.to_toml_key())).join(".")
            };
            let above = dotted(&keys[..n_known]) + ".";
            let help = help.map(|help| match n_known {
                0 => help,
                _ => help.replacen('`', &format!("`{above}"), 1),
            });
            return Some((dotted(&keys[..=n_known]), help));
        };
        (n_known, known) = match found.value {
            Values::Table(keys) | Values::Rows(keys) => (n_known + 1, keys.iter().collect()),
            Values::Named(keys) => (n_known + 2, keys.iter().collect()),
            _ => return None,
        };
    }
}

/// All keys of values in `blocks`, dotted.
pub(crate) fn all_keys(blocks: &[Block]) -> Vec<String> {
    let lines = blocks.iter().flat_map(|block| block.lines.iter().map(move |line| (block, line)));
    let keys = lines.map(|(block, line)| block.path.iter().chain(&line.keys));
    keys.map(|keys| keys.map(|key| key.to_toml_key()).collect::<Vec<_>>().join(".")).collect()
}
