//! The files of a story in the order that a pipeline asks for.

use std::cmp::Ordering;
use std::sync::Arc;

use storylint_graph::{Faults, Node, Order, Pipeline, Spanned, did_you_mean};
use storylint_validators::story::{Document, Role, Value};

use crate::reading_order;
use crate::sources::{Globs, Sources};

/// `sources` with the files of each source of `pipeline` in the order that it asks for. Its files share
/// the places that they have; a file that the order says nothing of keeps its own.
///
/// Reads the files whose front matter tells. Linear in them, but for sorting.
///
/// Faults are that an order names no file of its source, or a list one that is none, or that a table of
/// contents cannot be read.
pub(crate) fn ordered(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    faults: &Faults,
) -> Arc<Sources> {
    let mut sources = Arc::clone(sources);
    for (node, source) in pipeline.sources() {
        let Some(order) = &source.order else { continue };
        let mut globs = Globs::default();
        // What is wrong with one, or that there are no files, is told of where they are read.
        let is_sound = source.include.iter().all(|glob| globs.include(glob.get_ref()).is_ok())
            && source.exclude.iter().all(|glob| globs.exclude(glob.get_ref()).is_ok());
        let files = sources.select(&globs);
        if is_sound && !files.is_empty() {
            let asked = Asked { node, order, sources: &sources, files: &files, faults };
            let files = asked.in_order();
            Arc::make_mut(&mut sources).arrange(&files);
        }
    }
    sources
}

/// What one source asks for.
struct Asked<'a> {
    node: &'a Node,
    order: &'a Spanned<Order>,
    sources: &'a Sources,
    /// Of the source, as they are ordered without it.
    files: &'a [String],
    faults: &'a Faults,
}

impl Asked<'_> {
    /// The files that the order speaks of, in its order.
    fn in_order(&self) -> Vec<String> {
        match self.order.get_ref() {
            Order::Natural => {
                let mut files = self.files.to_vec();
                reading_order::sort(&mut files, |path| path);
                files
            }
            Order::Contents(path) => self.by_contents(path),
            Order::Key(key) => self.by_key(key),
            Order::Paths(paths) => paths.iter().flat_map(|path| self.named(path)).collect(),
        }
    }

    fn by_contents(&self, path: &str) -> Vec<String> {
        let chapters = match self.sources.contents(path) {
            Ok(chapters) => chapters,
            Err(error) => {
                let help = "the path is relative to the folder of the pipeline file".to_owned();
                self.add(error.to_string(), Some(help));
                return Vec::new();
            }
        };
        let files: Vec<String> =
            chapters.into_iter().filter(|chapter| self.files.contains(chapter)).collect();
        if files.is_empty() {
            let message = format!("`{path}` names no file of {}", self.title());
            self.add(message, None);
        }
        files
    }

    fn by_key(&self, key: &str) -> Vec<String> {
        let mut files = Vec::new();
        for path in self.files {
            // What cannot be read is told of where it is checked.
            let text = self.sources.text(path).unwrap_or_default();
            let document = Document::parse(path, Role::Reference, text);
            let found = document.keys().iter().find(|known| known.name == key);
            files.extend(found.and_then(|known| Some((place(&known.value)?, path.clone()))));
        }
        if files.is_empty() {
            let help = "an order is \"natural\", the path of a table of contents such as \
                        \"SUMMARY.md\", a key of front matter, or a list of paths";
            let message = format!("no file of {} has `{key}` in its front matter", self.title());
            self.add(message, Some(help.to_owned()));
        }
        files.sort_by(|(a, _), (b, _)| compare(a, b));
        files.into_iter().map(|(_, path)| path).collect()
    }

    /// The files at `path` or below it, as they are ordered without it.
    fn named(&self, path: &Spanned<String>) -> Vec<String> {
        let name =
            path.get_ref().strip_prefix("./").unwrap_or(path.get_ref()).trim_end_matches('/');
        let is_at = |file: &&String| {
            file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let files: Vec<String> = self.files.iter().filter(is_at).cloned().collect();
        if files.is_empty() {
            let message = format!("{} has no file `{name}`", self.title());
            let help = did_you_mean(name, self.files.iter().map(String::as_str));
            self.faults.add(path.span(), message, help);
        }
        files
    }

    fn title(&self) -> String {
        format!("source node `{}`", self.node.name)
    }

    /// Adds that something is wrong with the order.
    fn add(&self, message: String, help: Option<String>) {
        self.faults.add(self.order.span(), message, help);
    }
}

/// What files are ordered by: numbers before texts.
enum Place {
    Number(f64),
    Text(String),
}

/// What `value` says of the place of its file.
fn place(value: &Value) -> Option<Place> {
    match value {
        Value::Number(number) => Some(Place::Number(*number)),
        Value::Text(text) => {
            let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
            Some(number.map_or_else(|| Place::Text(text.clone()), Place::Number))
        }
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
    }
}

fn compare(a: &Place, b: &Place) -> Ordering {
    match (a, b) {
        (Place::Number(a), Place::Number(b)) => a.total_cmp(b),
        (Place::Text(a), Place::Text(b)) => reading_order::compare(a, b),
        (Place::Number(_), Place::Text(_)) => Ordering::Less,
        (Place::Text(_), Place::Number(_)) => Ordering::Greater,
    }
}
