//! Where links lead: to which file, and to what in it.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::diagnostic::Span;
use crate::story::anchors::{Targets, letters};
use crate::story::facts::DocumentFacts;
use crate::story::link_index::{LinkIndex, is_html, without_ending};
use crate::story::place::Place;
use crate::story::references::{
    Link, LinkKind, Way, has_scheme, sources, split_path, split_way_up, target,
};
use crate::story::whole::Story;

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination<'a> {
    /// To no file: a URL, a template, a page that only a program makes.
    Outside,
    /// To a file above the folder of the story and that of its repository, or anywhere on the author's
    /// machine. Nobody looks for it.
    Beyond,
    /// To a file or a folder, if it is a file that is no document or that is meant as a whole.
    File(&'a str),
    /// To something in a document.
    Anchor(Place),
    /// To a document, by its index, in which nothing has the name that the link tells.
    NoAnchor(usize),
    /// To a file or a folder that has this path but for the case of letters.
    OtherCase(&'a str),
    /// To two files, if not more, of which none is meant above the others.
    Ambiguous([&'a str; 2]),
    /// To nothing that the story has.
    Nowhere,
}

/// Of so many files that are called alike, none is looked for above the others.
const MOST_NAMESAKES: usize = 100;

/// A link of a story.
#[derive(Debug)]
pub struct LinkUse<'a> {
    /// The document that it is in.
    pub document: &'a DocumentFacts,
    /// What it says.
    pub link: Link,
    /// Where it leads.
    pub destination: Destination<'a>,
}

/// All that links can lead to in a story, ready to be asked.
#[derive(Debug, Clone, Copy)]
pub struct LinkTargets<'a> {
    story: &'a Story,
    index: &'a LinkIndex,
}

impl<'a> LinkTargets<'a> {
    /// Linear in the documents' anchors and in the names of files when a story is first asked for them.
    pub fn of(story: &'a Story) -> Self {
        Self { story, index: story.link_index() }
    }

    /// All links of the story, in order. Of those that refer to one definition only the first.
    pub fn uses(&self) -> impl Iterator<Item = LinkUse<'a>> {
        let documents = self.story.facts.documents.iter().enumerate();
        documents.flat_map(move |(at, document)| {
            let mut defined = FxHashSet::default();
            let links = document.links.iter().filter(move |link| {
                let is_apart = |it: &Span| it.start >= link.span.end || it.end <= link.span.start;
                let definition = link.written.filter(is_apart);
                definition.is_none_or(|definition| defined.insert(definition.start))
            });
            links.map(move |link| LinkUse {
                document,
                destination: self.destination(at, &link),
                link,
            })
        })
    }

    /// The document at `path`.
    pub fn document(&self, path: &str) -> Option<&'a DocumentFacts> {
        self.index.by_path.get(path).map(|&at| &self.story.facts.documents[at])
    }

    /// What can be linked to in a document, by its index.
    pub fn within_document(&self, document: usize) -> &'a Targets {
        self.index.targets(document, &self.story.facts.documents[document])
    }

    /// Where `link` in a document leads. `document` is the document's index.
    pub fn destination(&self, document: usize, link: &Link) -> Destination<'a> {
        let from = &*self.story.facts.documents[document].path;
        let fragment = link.fragment().filter(|fragment| !fragment.is_empty());
        match link.kind {
            LinkKind::Footnote => self.within(document, fragment, link),
            LinkKind::Divert | LinkKind::Passage => match self.within(document, fragment, link) {
                Destination::NoAnchor(_) => self.by_first_name(&link.target),
                found => found,
            },
            LinkKind::Wiki | LinkKind::Embed => match link.target_path() {
                "" => self.within(document, fragment, link),
                page => match self.page(from, page) {
                    Destination::File(file) => self.to(file, fragment, link),
                    // An image or the like may stand anywhere in the repository, of which this is a part.
                    Destination::Nowhere
                        if link.kind == LinkKind::Embed
                            && page.contains('.')
                            && self.story.n_folders_above > 0 =>
                    {
                        Destination::Outside
                    }
                    other => other,
                },
            },
            LinkKind::Link | LinkKind::Image if link.target.trim().starts_with('#') => {
                self.within(document, fragment, link)
            }
            LinkKind::Link | LinkKind::Image => match link.way_beside(from, &self.story.outside) {
                Way::Elsewhere => Destination::Outside,
                // In the same repository, of which this is a part.
                Way::Beyond(n) if n <= self.story.n_folders_above => Destination::Outside,
                Way::Beyond(_) => self.beside(from, link).unwrap_or(Destination::Beyond),
                Way::Path(path) => {
                    let is_absolute = link.target_path().starts_with('/');
                    // From the files beside a story to its own.
                    let path = path.strip_prefix(&*self.story.outside).unwrap_or(&path);
                    match self.file(from, path, is_absolute) {
                        Destination::File(file) => self.to(file, fragment, link),
                        Destination::Nowhere => {
                            self.beside(from, link).unwrap_or(Destination::Nowhere)
                        }
                        other => other,
                    }
                }
            },
        }
    }

    /// The file at `path`, which a link in the file `from` names.
    fn file(&self, from: &str, path: &str, is_absolute: bool) -> Destination<'a> {
        if let Some(file) = target(&self.story.files, path) {
            return Destination::File(file);
        }
        if is_absolute {
            // The root of a site may be any folder that the file is in, or another beside it.
            let folders = from.match_indices('/').map(|(end, _)| &from[..end]);
            let mut paths = folders.map(|folder| format!("{folder}/{path}"));
            if let Some(file) = paths.find_map(|path| target(&self.story.files, &path)) {
                return Destination::File(file);
            }
            let same = self.namesakes(&letters(without_ending(split_path(path).1)));
            let n_same = same.len();
            let mut same = same.iter().map(|file| &**file);
            let ends =
                |file: &&str| file.strip_suffix(path).is_some_and(|folder| folder.ends_with('/'));
            if let Some(file) = same.find(ends) {
                return Destination::File(file);
            }
            let is_made = !self.index.has_pages && is_html(path);
            if is_made || !split_path(path).1.contains('.') || n_same == MOST_NAMESAKES {
                return Destination::Outside;
            }
        }
        match self.in_other_case(path) {
            Some(file) => Destination::OtherCase(file),
            // The root of the site may be above the story.
            None if is_absolute && self.story.n_folders_above > 0 => Destination::Outside,
            None => Destination::Nowhere,
        }
    }

    /// The page that `../b/` leads to from a page that a site shows as a folder of its own, as those of Hugo and
    /// Jekyll do: `a.md` is at `/a/` there, and `b.md` at `/b/`.
    fn beside(&self, from: &str, link: &Link) -> Option<Destination<'a>> {
        let rest = link.target.trim().strip_prefix("../")?;
        let link = Link { target: rest.into(), ..link.clone() };
        let Way::Path(path) = link.way(from) else { return None };
        let is_page = !split_path(&path).1.contains('.') && split_path(from).1.ends_with(".md");
        let file = target(&self.story.files, &path).filter(|_| is_page)?;
        Some(self.to(file, link.fragment(), &link))
    }

    /// The file or the folder that a link to `path` opens where the case of letters does not count.
    fn in_other_case(&self, path: &str) -> Option<&'a str> {
        let lower = path.to_lowercase();
        let mut files = sources(&lower).into_iter().flatten();
        if let Some(file) = files.find_map(|path| self.index.by_lower.get(&path.to_lowercase())) {
            return Some(file);
        }
        let folder = format!("{lower}/");
        let (first, file) = self.index.by_lower.range(folder.clone()..).next()?;
        let end = file.match_indices('/').nth(path.matches('/').count())?.0;
        first.starts_with(&folder).then(|| &file[..end])
    }

    /// The file that a wiki link to `page` in the file `from` means, as Obsidian finds it: the one
    /// whose path ends so, wherever it is, whatever the case of its letters.
    fn page(&self, from: &str, page: &str) -> Destination<'a> {
        let page = page.trim_end_matches('\\').trim();
        if has_scheme(page) || page.contains("->") || page.contains("<-") {
            return Destination::Outside;
        }
        let folder = split_path(from).0;
        let page = match page.strip_prefix("./") {
            Some(page) if folder.is_empty() => page.to_owned(),
            Some(page) => format!("{folder}/{page}"),
            None => page.trim_start_matches("../").trim_matches('/').to_owned(),
        };
        let page = without_ending(&page);
        let name = letters(split_path(page).1);
        for path in [format!("{page}.md"), page.to_owned()] {
            if let Some(file) = self.story.files.get(&path) {
                return Destination::File(file);
            }
        }
        let alike = self.namesakes(&name);
        let lower = page.to_lowercase();
        // What stands beside the story, and is none of its documents, is of another story, or has a name here too.
        let is_own =
            |file: &&str| split_way_up(file).0.is_empty() || self.index.by_path.contains_key(*file);
        let own = alike.iter().map(|file| &**file).filter(is_own);
        let ends = |file: &&str| {
            let file = without_ending(file).to_lowercase();
            file.strip_suffix(&*lower).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let mut fits: Vec<&str> = own.clone().filter(ends).collect();
        if fits.is_empty() && !name.is_empty() {
            // GitHub's wiki and its like write `The-Ford` for "The Ford".
            let folder = letters(split_path(page).0);
            let is_in = |file: &&str| letters(split_path(file).0).ends_with(&folder);
            fits = own.filter(is_in).collect();
        }
        match *fits {
            [] if alike.len() == MOST_NAMESAKES => Destination::Outside,
            [] => match self.index.by_alias.get(&lower) {
                Some(file) => Destination::File(file),
                // `[[1]]`, `[[…]]`: a mark, and no name of a page.
                None if !page.contains(char::is_alphabetic) => Destination::Outside,
                // Of another story that has this file beside it, perhaps.
                None if !split_way_up(from).0.is_empty() => Destination::Outside,
                None => Destination::Nowhere,
            },
            [file] => Destination::File(file),
            [first, second, ..] => {
                let only = |is: &dyn Fn(&str) -> bool| {
                    let mut all = fits.iter().copied().filter(|file| is(file));
                    all.next().filter(|_| all.next().is_none())
                };
                let meant = only(&|file| without_ending(file).to_lowercase() == lower)
                    .or_else(|| only(&|file| split_path(file).0 == folder));
                meant.map_or(Destination::Ambiguous([first, second]), Destination::File)
            }
        }
    }

    /// Files whose names have these letters and digits, as many as anyone tells apart.
    fn namesakes(&self, letters: &str) -> &'a [Box<str>] {
        let all = self.index.by_page.get(letters).map(Vec::as_slice).unwrap_or_default();
        &all[..all.len().min(MOST_NAMESAKES)]
    }

    /// A knot or a passage of that name, or a stitch within the knot.
    fn by_first_name(&self, name: &str) -> Destination<'a> {
        let knot = name.split('.').next().unwrap_or_default();
        let found = self.index.by_name.get(name).or_else(|| self.index.by_name.get(knot));
        found.map_or(Destination::Nowhere, |&place| Destination::Anchor(place))
    }

    fn to(&self, file: &'a str, fragment: Option<Cow<'_, str>>, link: &Link) -> Destination<'a> {
        match (self.index.by_path.get(file), fragment) {
            (Some(&document), Some(fragment)) => self.within(document, Some(fragment), link),
            (_, None) | (None, _) => Destination::File(file),
        }
    }

    fn within(
        &self,
        document: usize,
        fragment: Option<Cow<'_, str>>,
        link: &Link,
    ) -> Destination<'a> {
        let path = &*self.story.facts.documents[document].path;
        let Some(fragment) = fragment else { return Destination::File(path) };
        let targets = self.within_document(document);
        let anchor = |span| Destination::Anchor(Place { document: document as u32, span });
        let is_page = [".html", ".htm", ".xhtml"].iter().any(|ending| path.ends_with(ending));
        let found = match link.kind {
            LinkKind::Link | LinkKind::Image if is_page => targets.exactly(&fragment),
            LinkKind::Link | LinkKind::Image if !self.index.names_headings => {
                targets.find_on_page(&fragment)
            }
            _ => targets.find_on_page(&fragment).or_else(|| targets.find(&fragment)),
        };
        match found {
            Some(span) => anchor(span),
            None if link.kind == LinkKind::Footnote => Destination::NoAnchor(document),
            None if targets.may_have(&fragment) => Destination::File(path),
            None => Destination::NoAnchor(document),
        }
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
                Destination::NoAnchor(document) => format!("not in {}", documents[document].path),
                Destination::Ambiguous([a, b]) => format!("{a} or {b}"),
                Destination::OtherCase(file) => format!("{file} in other case"),
                Destination::Beyond => "beyond".to_owned(),
                Destination::Nowhere => "nowhere".to_owned(),
            });
            shown.collect()
        };
        assert_eq!(
            show(0),
            [
                "# Two",
                "not in b.md",
                "nowhere",
                "m.png",
                "outside",
                "# One",
                "b.md",
                "# Two",
                "nowhere",
                "[^n]",
                "not in a.md",
                "a.md"
            ]
        );
        assert_eq!(show(2), ["= s", "= s", "== l", "nowhere"]);
    }
}
