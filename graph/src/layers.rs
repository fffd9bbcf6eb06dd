//! The files that make up a pipeline, and the one table that they come to.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::PipelineError;
use crate::faults::{Faults, PipelineErrors, refuse};
use crate::fields;
use crate::key::Values;
use crate::kind::{KINDS, Kind};
use crate::syntax::parse;
use crate::text::Text;

/// A text that is part of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// What messages call it; no other text is called so.
    pub path: String,
    /// TOML.
    pub text: String,
}

/// What makes up a pipeline. What comes later counts before what comes earlier.
///
/// A file may extend others, which come before it. Of two files the later one replaces nodes and
/// members of the cast of the same name and the calendar as a whole, single keys of `run` and
/// `rules`, and adds what is intended. An argument sets single keys anywhere.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// What all members of a workspace share: all of a file but its nodes, which count only where
    /// `own` and what it extends have none.
    pub shared: Option<Layer>,
    /// The pipeline file.
    pub own: Layer,
    /// What was given by hand.
    pub arguments: Vec<Layer>,
    /// What comes before all others if these have no node.
    pub default: Option<Layer>,
}

/// Finds what a text extends, by the name that it uses and its own path, or says why it cannot,
/// with what to do about it.
pub type Find<'f> = dyn Fn(&str, &str) -> Result<Layer, (String, Option<String>)> + 'f;

/// All layers and what they extend, in the order in which they count.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    pub(crate) text: Arc<Text>,
    parts: Vec<Part>,
    /// Where the pipeline file is in the text.
    pub(crate) own: Range<usize>,
    /// The path of the file that all members of a workspace share.
    shared: Option<String>,
}

/// A file of the text.
#[derive(Debug, Clone)]
struct Part {
    bytes: Range<usize>,
    what: What,
}

/// What is taken of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// All of it.
    Own,
    /// All but a workspace.
    Extended,
    /// All but a workspace and nodes.
    Shared,
    /// All, key by key.
    Argument,
}

/// A file that was read once.
struct File {
    layer: Layer,
    has_nodes: bool,
}

impl Stack {
    /// Reads all of `layers` and what they extend. Faults are that one is not TOML, or extends what there is not or what
    /// extends it: then something that the others need may be missing.
    ///
    /// # Errors
    /// All that is wrong, if the pipeline file itself is not TOML.
    pub(crate) fn new(layers: &Layers, find: &Find<'_>) -> Result<(Self, Faults), PipelineErrors> {
        let mut wrong = Vec::new();
        let mut own = Vec::new();
        load(&layers.own, &mut own, &mut Vec::new(), find, &mut wrong);
        let mut shared = Vec::new();
        if let Some(layer) = &layers.shared {
            load(layer, &mut shared, &mut Vec::new(), find, &mut wrong);
            // What both extend is no more the workspace's than the file's own.
            shared.retain(|file| own.iter().all(|known| known.layer.path != file.layer.path));
        }
        let has_nodes = |files: &[File]| files.iter().any(|file| file.has_nodes);
        let mut default = Vec::new();
        if let Some(layer) = &layers.default
            && !has_nodes(&own)
            && !has_nodes(&shared)
            && wrong.is_empty()
        {
            load(layer, &mut default, &mut Vec::new(), find, &mut wrong);
        }
        let of_shared = if has_nodes(&own) { What::Shared } else { What::Extended };
        let mut text = Text::default();
        let mut parts = Vec::new();
        let mut add = |Layer { path, text: content }: &Layer, what| {
            let start = text.push(path, content);
            parts.push(Part { bytes: start..start + content.len(), what });
        };
        default.iter().for_each(|file| add(&file.layer, What::Extended));
        shared.iter().for_each(|file| add(&file.layer, of_shared));
        for file in &own {
            let is_own = file.layer.path == layers.own.path;
            add(&file.layer, if is_own { What::Own } else { What::Extended });
        }
        for layer in &layers.arguments {
            if check_argument(layer, &mut wrong) {
                add(layer, What::Argument);
            }
        }
        if own.is_empty() {
            refuse(std::mem::take(&mut wrong))?;
        }
        let own = parts.iter().find(|part| part.what == What::Own).map(|part| part.bytes.clone());
        let shared = layers.shared.as_ref().map(|layer| layer.path.clone());
        let text = Arc::new(text);
        let faults = Faults::new(&text);
        wrong.into_iter().for_each(|error| faults.push(error.placed_in(&text)));
        Ok((Self { text, parts, own: own.unwrap_or_default(), shared }, faults))
    }

    /// Whether `span` is in what the pipeline file, or that of its workspace, extends.
    pub(crate) fn is_extended(&self, span: &Range<usize>) -> bool {
        let part = self.parts.iter().find(|part| part.bytes.contains(&span.start));
        part.is_some_and(|part| match part.what {
            What::Own | What::Argument => false,
            What::Extended | What::Shared => {
                self.shared.as_deref() != Some(self.text.path(&part.bytes))
            }
        })
    }

    /// The one table that all come to, with places in the text.
    pub(crate) fn table(&self) -> DeTable<'_> {
        let mut table = DeTable::new();
        for Part { bytes, what } in &self.parts {
            let own = DeTable::parse(&self.text.content[bytes.clone()]);
            let own = own.expect("it was read before").into_inner();
            let mut own = moved(own, bytes.start);
            own.remove("extends");
            match what {
                What::Own => extend(&mut table, own),
                What::Extended | What::Shared => {
                    own.remove("workspace");
                    let kinds = KINDS.iter().filter(|_| *what == What::Shared);
                    kinds.for_each(|kind| drop(own.remove(kind.name)));
                    extend(&mut table, own);
                }
                What::Argument => {
                    own.remove("workspace");
                    set(&mut table, own);
                }
            }
        }
        table
    }
}

/// How often what a file extends may extend another: more than anybody needs, and less than a cycle
/// over symbolic links has.
const MOST_LAYERS: usize = 30;

fn is_kind(key: &str) -> bool {
    Kind::called(key).is_some()
}

/// Adds to `files` what `layer` extends and then itself, unless they are there, and to `wrong` what is wrong
/// with that. The files of `path` each extend the next, and the last of them this one.
fn load(
    layer: &Layer,
    files: &mut Vec<File>,
    path: &mut Vec<String>,
    find: &Find<'_>,
    wrong: &mut Vec<PipelineError>,
) {
    let text = Arc::new(Text::new(&layer.path, &layer.text));
    let Some(table) = parse(&text, wrong) else { return };
    path.push(layer.path.clone());
    if let Some(extends) = table.get("extends") {
        for name in names(&text, extends, wrong) {
            let error = |message: &str| PipelineError::new(&text, name.span(), message);
            let base = match find(name.get_ref(), &layer.path) {
                Ok(base) => base,
                Err((message, help)) => {
                    wrong.push(error(&message).with_help(help));
                    continue;
                }
            };
            if let Some(first) = path.iter().position(|known| *known == base.path) {
                let cycle = path[first..].iter().chain([&base.path]);
                let cycle: Vec<String> = cycle.map(|path| format!("`{path}`")).collect();
                let message = "pipelines extend each other in a cycle";
                wrong.push(error(&format!("{message}: {}", cycle.join(" extends "))));
            } else if path.len() > MOST_LAYERS {
                wrong.push(error("pipelines extend each other too often to be meant"));
            } else if files.iter().all(|known| known.layer.path != base.path)
                // Of one that is no TOML it is told once.
                && wrong.iter().all(|known| known.path() != base.path)
            {
                load(&base, files, path, find, wrong);
            }
        }
    }
    path.pop();
    let has_nodes = table.keys().any(|key| is_kind(key.get_ref()));
    files.push(File { layer: layer.clone(), has_nodes });
}

/// What `extends` names.
fn names(
    text: &Arc<Text>,
    extends: &Spanned<DeValue<'_>>,
    wrong: &mut Vec<PipelineError>,
) -> Vec<Spanned<String>> {
    let one = std::slice::from_ref(extends);
    let all = extends.get_ref().as_array().map_or(one, |all| &all[..]);
    let string = |value: &Spanned<DeValue<'_>>| {
        let string = value.get_ref().as_str().filter(|string| !string.is_empty());
        if string.is_none() {
            let expected = Values::AnyOf(&[Values::String, Values::Strings]).expected();
            wrong.push(fields::mismatch(text, "`extends`", &expected, value));
        }
        Some(Spanned::new(value.span(), string?.to_owned()))
    };
    all.iter().filter_map(string).collect()
}

/// Adds to `wrong` that an argument is not TOML, or says what only a file can say; whether it is TOML.
fn check_argument(layer: &Layer, wrong: &mut Vec<PipelineError>) -> bool {
    let text = Arc::new(Text::new(&layer.path, &layer.text));
    let Some(table) = parse(&text, wrong) else { return false };
    for name in ["extends", "workspace"] {
        if let Some((key, _)) = table.get_key_value(name) {
            let message = format!("`{name}` can only be set in a file");
            wrong.push(PipelineError::new(&text, key.span(), message));
        }
    }
    true
}

/// Puts what a file says over `base`.
fn extend<'t>(base: &mut DeTable<'t>, over: DeTable<'t>) {
    for (key, value) in &over {
        if let (true, DeValue::Table(nodes)) = (is_kind(key.get_ref()), value.get_ref()) {
            forget(base, nodes);
        }
    }
    for (key, value) in over {
        let name = key.get_ref().to_string();
        let is_by_key = is_kind(&name) || ["run", "rules", "cast"].contains(&&*name);
        let known = base.remove(&*name).map(Spanned::into_inner);
        let span = value.span();
        let value = match (known, value.into_inner()) {
            (Some(DeValue::Table(mut known)), DeValue::Table(over)) if is_by_key => {
                for (key, value) in over {
                    known.remove(key.get_ref().as_ref());
                    known.insert(key, value);
                }
                DeValue::Table(known)
            }
            (Some(DeValue::Array(mut known)), DeValue::Array(over)) if name == "intended" => {
                over.into_iter().for_each(|entry| known.push(entry));
                DeValue::Array(known)
            }
            (_, value) => value,
        };
        base.insert(key, Spanned::new(span, value));
    }
}

/// Takes the nodes of `base` away that have a name of `nodes`, of whatever kind they are.
fn forget(base: &mut DeTable<'_>, nodes: &DeTable<'_>) {
    for kind in &KINDS {
        if let Some(DeValue::Table(known)) = base.get_mut(kind.name).map(Spanned::get_mut) {
            nodes.keys().for_each(|name| drop(known.remove(name.get_ref().as_ref())));
        }
    }
}

/// Sets the single keys of `over` in `base`.
fn set<'t>(base: &mut DeTable<'t>, over: DeTable<'t>) {
    for (key, value) in over {
        let span = value.span();
        let known = base.remove_entry(key.get_ref().as_ref());
        let (key, value) = match (known, value.into_inner()) {
            (Some((known_key, known)), DeValue::Table(over)) if known.get_ref().is_table() => {
                let known_span = known.span();
                let DeValue::Table(mut known) = known.into_inner() else {
                    unreachable!("it is a table")
                };
                set(&mut known, over);
                (known_key, Spanned::new(known_span, DeValue::Table(known)))
            }
            (_, value) => (key, Spanned::new(span, value)),
        };
        base.insert(key, value);
    }
}

/// `table`, each place `by` bytes later.
fn moved(table: DeTable<'_>, by: usize) -> DeTable<'_> {
    let key = |key: Spanned<_>| Spanned::new(later(&key.span(), by), key.into_inner());
    table.into_iter().map(|(name, value)| (key(name), moved_value(value, by))).collect()
}

fn moved_value(value: Spanned<DeValue<'_>>, by: usize) -> Spanned<DeValue<'_>> {
    let span = later(&value.span(), by);
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(moved(table, by)),
        DeValue::Array(items) => {
            DeValue::Array(items.into_iter().map(|item| moved_value(item, by)).collect())
        }
        value @ (DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)) => value,
    };
    Spanned::new(span, value)
}

fn later(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

#[cfg(test)]
mod tests;
