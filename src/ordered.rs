//! The files of a story in the order that a pipeline asks for.

use std::cmp::Ordering;
use std::sync::Arc;

use storylint_graph::{Node, NodeKind, Order, Pipeline, PipelineError, Spanned, did_you_mean};
use storylint_validators::story::{Document, Role, Value};

use crate::reading_order;
use crate::sources::{Globs, Sources};

/// `sources` with the files of each source of `pipeline` in the order that it asks for. Its files share
/// the places that they have; a file that the order says nothing of keeps its own.
///
/// Reads the files whose front matter tells. Linear in them, but for sorting.
///
/// # Errors
/// If an order names no file of its source, or a list one that is none, or a table of contents cannot
/// be read.
pub(crate) fn ordered(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
) -> Result<Arc<Sources>, PipelineError> {
    let mut sources = Arc::clone(sources);
    for id in pipeline.graph.ids() {
        let node = &pipeline.graph[id];
        let NodeKind::Source(source) = &node.kind else { continue };
        let Some(order) = &source.order else { continue };
        let mut globs = Globs::default();
        // What is wrong with one, or that there are no files, is told of where they are read.
        let is_sound = source.include.iter().all(|glob| globs.include(glob.get_ref()).is_ok())
            && source.exclude.iter().all(|glob| globs.exclude(glob.get_ref()).is_ok());
        let files = sources.select(&globs);
        if is_sound && !files.is_empty() {
            let asked = Asked { pipeline, node, order, sources: &sources, files: &files };
            let files = asked.in_order()?;
            Arc::make_mut(&mut sources).arrange(&files);
        }
    }
    Ok(sources)
}

/// What one source asks for.
struct Asked<'a> {
    pipeline: &'a Pipeline,
    node: &'a Node,
    order: &'a Spanned<Order>,
    sources: &'a Sources,
    /// Of the source, as they are ordered without it.
    files: &'a [String],
}

impl Asked<'_> {
    /// The files that the order speaks of, in its order.
    fn in_order(&self) -> Result<Vec<String>, PipelineError> {
        match self.order.get_ref() {
            Order::Natural => {
                let mut files = self.files.to_vec();
                files.sort_by(|a, b| reading_order::compare(a, b));
                Ok(files)
            }
            Order::Contents(path) => self.by_contents(path),
            Order::Key(key) => self.by_key(key),
            Order::Paths(paths) => {
                let each = paths.iter().map(|path| self.named(path));
                Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
            }
        }
    }

    fn by_contents(&self, path: &str) -> Result<Vec<String>, PipelineError> {
        let chapters = self.sources.contents(path).map_err(|error| {
            let help = "the path is relative to the folder of the pipeline file".to_owned();
            self.error(error.to_string(), Some(help))
        })?;
        let files: Vec<String> =
            chapters.into_iter().filter(|chapter| self.files.contains(chapter)).collect();
        if files.is_empty() {
            let message = format!("`{path}` names no file of {}", self.title());
            return Err(self.error(message, None));
        }
        Ok(files)
    }

    fn by_key(&self, key: &str) -> Result<Vec<String>, PipelineError> {
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
            return Err(self.error(message, Some(help.to_owned())));
        }
        files.sort_by(|(a, _), (b, _)| compare(a, b));
        Ok(files.into_iter().map(|(_, path)| path).collect())
    }

    /// The files at `path` or below it, as they are ordered without it.
    fn named(&self, path: &Spanned<String>) -> Result<Vec<String>, PipelineError> {
        let name =
            path.get_ref().strip_prefix("./").unwrap_or(path.get_ref()).trim_end_matches('/');
        let is_at = |file: &&String| {
            file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let files: Vec<String> = self.files.iter().filter(is_at).cloned().collect();
        if files.is_empty() {
            let message = format!("{} has no file `{name}`", self.title());
            let help = did_you_mean(name, self.files.iter().map(String::as_str));
            return Err(self.pipeline.error(path.span(), message, help));
        }
        Ok(files)
    }

    fn title(&self) -> String {
        format!("source node `{}`", self.node.name)
    }

    /// That something is wrong with the order.
    fn error(&self, message: String, help: Option<String>) -> PipelineError {
        self.pipeline.error(self.order.span(), message, help)
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
