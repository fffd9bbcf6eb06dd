//! Files, documents and what is in them, by all names by which links may call them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::story::anchors::{AnchorKind, Targets, letters};
use crate::story::facts::{DocumentFacts, Facts};
use crate::story::keys::Value;
use crate::story::place::Place;
use crate::story::references::{LinkKind, has_scheme, split_path};

/// The index of a story.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinkIndex {
    /// Documents by their path.
    pub(crate) by_path: FxHashMap<Arc<str>, usize>,
    /// Files by the letters and digits of their name without the ending `.md`.
    pub(crate) by_page: FxHashMap<String, Vec<Box<str>>>,
    /// Documents by other names that their front matter gives them, in lower case.
    pub(crate) by_alias: FxHashMap<String, Arc<str>>,
    /// Files by their path in lower case.
    pub(crate) by_lower: BTreeMap<String, Box<str>>,
    /// Knots of ink and passages of Twee, which have one name in all of a story.
    pub(crate) by_name: FxHashMap<Box<str>, Place>,
    /// Whether any file is a page of HTML.
    pub(crate) has_pages: bool,
    /// Whether links name headings by their words, as Obsidian has it.
    pub(crate) names_headings: bool,
    /// What is in each document, once somebody asked for it.
    targets: Vec<OnceLock<Targets>>,
}

impl LinkIndex {
    /// Linear in the documents' anchors and links, and in the names of `files`. Where there is no link, nothing is
    /// looked up, so it is empty.
    pub(crate) fn of(facts: &Facts, files: &BTreeSet<String>) -> Self {
        let documents = &facts.documents;
        let links = || documents.iter().flat_map(|document| document.links.iter());
        if links().next().is_none() {
            return Self::default();
        }
        let by_path =
            documents.iter().enumerate().map(|(at, it)| (Arc::clone(&it.path), at)).collect();
        let mut by_page: FxHashMap<String, Vec<Box<str>>> = FxHashMap::default();
        let mut by_lower = BTreeMap::new();
        for file in files {
            let page = letters(without_ending(split_path(file).1));
            by_page.entry(page).or_default().push(file.as_str().into());
            by_lower.entry(file.to_lowercase()).or_insert_with(|| file.as_str().into());
        }
        let (mut by_name, mut by_alias) = (FxHashMap::default(), FxHashMap::default());
        for (document, facts) in (0..).zip(documents) {
            for anchor in facts.anchors.iter() {
                if matches!(anchor.kind, AnchorKind::Knot | AnchorKind::Passage) {
                    let place = Place { document, span: anchor.span };
                    by_name.entry(anchor.name).or_insert(place);
                }
            }
            for alias in aliases(facts) {
                by_alias.entry(alias.to_lowercase()).or_insert_with(|| Arc::clone(&facts.path));
            }
        }
        let names_headings = links().any(|link| match link.kind {
            LinkKind::Wiki | LinkKind::Embed => true,
            LinkKind::Link | LinkKind::Image => {
                !has_scheme(&link.target)
                    && link.fragment().is_some_and(|fragment| fragment.contains(' '))
            }
            LinkKind::Footnote | LinkKind::Divert | LinkKind::Passage => false,
        });
        let targets = vec![OnceLock::new(); documents.len()];
        let has_pages = by_lower.keys().any(|file| is_html(file));
        Self { by_path, by_page, by_alias, by_lower, by_name, has_pages, names_headings, targets }
    }

    /// What can be linked to in a document, which is number `at`.
    pub(crate) fn targets(&self, at: usize, document: &DocumentFacts) -> &Targets {
        self.targets[at].get_or_init(|| Targets::of(&document.anchors))
    }
}

/// Whether a file of this name, in lower case, is a page of HTML.
pub(crate) fn is_html(name: &str) -> bool {
    [".html", ".htm", ".xhtml"].iter().any(|ending| name.ends_with(ending))
}

/// The name of a page: that of a Markdown file is without its ending.
pub(crate) fn without_ending(name: &str) -> &str {
    name.strip_suffix(".md").unwrap_or(name)
}

/// Other names that the front matter of a document gives it.
fn aliases(document: &DocumentFacts) -> impl Iterator<Item = &str> {
    let keys = document.keys().iter();
    let keys = keys.filter(|key| matches!(&*key.name, "aliases" | "alias" | "title"));
    keys.flat_map(|key| match &key.value {
        Value::List(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    })
    .filter_map(|value| match value {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    })
}
