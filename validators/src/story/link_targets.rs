//! Where links lead: to which file, and to what in it.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::story::anchors::{AnchorKind, Targets};
use crate::story::place::Place;
use crate::story::references::{Link, LinkKind, split_path, target};
use crate::story::whole::Story;

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination<'a> {
    /// Out of the story: a URL, a template, a file above its folder.
    Outside,
    /// To a file or a folder, if it is a file that is no document or that is meant as a whole.
    File(&'a str),
    /// To something in a document.
    Anchor(Place),
    /// To nothing that the story has.
    Nowhere,
}

/// All that links can lead to in a story, ready to be asked.
#[derive(Debug)]
pub struct LinkTargets<'a> {
    story: &'a Story,
    by_path: FxHashMap<&'a str, usize>,
    /// Files by their name without its ending, in lower case: the first in order.
    by_page: FxHashMap<String, &'a str>,
    anchors: Vec<Targets>,
    /// Knots of ink and passages of Twee, which have one name in all of a story.
    by_name: FxHashMap<Box<str>, Place>,
}

impl<'a> LinkTargets<'a> {
    /// Linear in the documents' anchors and in the names of files.
    pub fn of(story: &'a Story) -> Self {
        let documents = &story.facts.documents;
        let by_path = documents.iter().enumerate().map(|(at, it)| (&*it.path, at)).collect();
        let mut by_page = FxHashMap::default();
        for file in story.files.iter() {
            let name = split_path(file).1;
            let stem = name.strip_suffix(".md").unwrap_or(name);
            by_page.entry(stem.to_lowercase()).or_insert(file.as_str());
        }
        let mut by_name = FxHashMap::default();
        for (document, facts) in (0..).zip(documents) {
            for anchor in facts.anchors.iter() {
                if matches!(anchor.kind, AnchorKind::Knot | AnchorKind::Passage) {
                    let place = Place { document, span: anchor.span };
                    by_name.entry(anchor.name).or_insert(place);
                }
            }
        }
        let anchors = documents.iter().map(|document| Targets::of(&document.anchors)).collect();
        Self { story, by_path, by_page, anchors, by_name }
    }

    /// Where `link` in a document leads. `document` is the document's index.
    pub fn destination(&self, document: usize, link: &Link) -> Destination<'a> {
        let from = &*self.story.facts.documents[document].path;
        let fragment = link.fragment().filter(|fragment| !fragment.is_empty());
        match link.kind {
            LinkKind::Footnote => self.within(document, fragment),
            LinkKind::Divert | LinkKind::Passage => match self.within(document, fragment) {
                Destination::Nowhere => self.by_first_name(&link.target),
                found => found,
            },
            LinkKind::Wiki | LinkKind::Embed => {
                let page = link.target.split('#').next().unwrap_or_default();
                if page.is_empty() {
                    return self.within(document, fragment);
                }
                let name = split_path(page).1.to_lowercase();
                let stem = name.strip_suffix(".md").unwrap_or(&name);
                self.by_page.get(stem).map_or(Destination::Nowhere, |file| self.to(file, fragment))
            }
            LinkKind::Link | LinkKind::Image if link.target.trim().starts_with('#') => {
                self.within(document, fragment)
            }
            LinkKind::Link | LinkKind::Image => {
                let Some(path) = link.path(from) else { return Destination::Outside };
                let found = target(&self.story.files, &path);
                found.map_or(Destination::Nowhere, |file| self.to(file, fragment))
            }
        }
    }

    /// A knot or a passage of that name, or a stitch within the knot.
    fn by_first_name(&self, name: &str) -> Destination<'a> {
        let knot = name.split('.').next().unwrap_or_default();
        let found = self.by_name.get(name).or_else(|| self.by_name.get(knot));
        found.map_or(Destination::Nowhere, |&place| Destination::Anchor(place))
    }

    fn to(&self, file: &'a str, fragment: Option<Cow<'_, str>>) -> Destination<'a> {
        match (self.by_path.get(file), fragment) {
            (Some(&document), Some(fragment)) => self.within(document, Some(fragment)),
            (_, None) | (None, _) => Destination::File(file),
        }
    }

    fn within(&self, document: usize, fragment: Option<Cow<'_, str>>) -> Destination<'a> {
        let path = &self.story.facts.documents[document].path;
        let Some(fragment) = fragment else { return Destination::File(path) };
        let found = self.anchors[document].find(&fragment);
        found.map_or(Destination::Nowhere, |span| {
            Destination::Anchor(Place { document: document as u32, span })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Facts};

    #[test]
    fn leads() {
        let files = [
            (
                "a.md",
                "[1](b.md#two) [2](b.md#x) [3](c.md) [4](m.png#x) [5](https://a.b) [6](#one) \
              [[B]] [[b#Two]] [[x]] [^n] [^o] [7](#)\n\n# One\n\n[^n]: Note.",
            ),
            ("b.md", "# Two\n"),
            ("c.ink", "== k\n-> s\n-> k.s\n-> l\n-> m\n= s\n"),
            ("d.ink", "== l\n"),
        ];
        let documents = files.map(|(path, text)| Document::parse(path, None, text.to_owned()));
        let facts = documents.iter().map(Facts::of).fold(Facts::default(), Facts::merge);
        let paths = files.iter().map(|(path, _)| path.to_string()).chain(["m.png".to_owned()]);
        let story = Story::new(facts, std::sync::Arc::new(paths.collect()));
        let targets = LinkTargets::of(&story);
        let show = |document: usize| -> Vec<String> {
            let links = story.facts.documents[document].links.iter();
            let shown = links.map(|link| match targets.destination(document, &link) {
                Destination::Outside => "outside".to_owned(),
                Destination::File(file) => file.to_owned(),
                Destination::Anchor(place) => {
                    let document = &documents[place.document as usize];
                    document.text[place.span.range()].to_owned()
                }
                Destination::Nowhere => "nowhere".to_owned(),
            });
            shown.collect()
        };
        assert_eq!(
            show(0),
            [
                "# Two", "nowhere", "nowhere", "m.png", "outside", "# One", "b.md", "# Two",
                "nowhere", "[^n]", "nowhere", "a.md"
            ]
        );
        assert_eq!(show(2), ["= s", "= s", "== l", "nowhere"]);
    }
}
