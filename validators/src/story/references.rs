//! Links between files.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::named_spans::NamedSpans;

/// A link or an image in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written, entities and escapes resolved: `../maps/north.png`, `#end`, a URL.
    pub target: String,
    /// The whole link, from `[` or `![` on.
    pub span: Span,
    /// What kind of link it is.
    pub kind: LinkKind,
}

/// What a link does, and what its target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// It leads to a path or a URL.
    Link,
    /// It shows an image at a path or a URL.
    Image,
    /// `[[page#heading|label]]`: it leads to the page of that name, wherever it is.
    Wiki,
    /// `![[page]]`: it shows the page or the image of that name.
    Embed,
    /// `[^1]`: it leads to the footnote of that label.
    Footnote,
    /// It goes on at a knot or a stitch of ink.
    Divert,
    /// It leads to a passage of Twee.
    Passage,
}

impl LinkKind {
    const ALL: [Self; 7] = [
        Self::Link,
        Self::Image,
        Self::Wiki,
        Self::Embed,
        Self::Footnote,
        Self::Divert,
        Self::Passage,
    ];
}

/// The links of a document, in few bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links(NamedSpans);

impl Links {
    /// Linear in the targets.
    pub(crate) fn of(links: &[Link]) -> Self {
        let items = links.iter().map(|it| (it.kind as u8, it.span, it.target.as_str()));
        Self(NamedSpans::of(items))
    }

    /// Appends the links of the next chunk. Linear in both.
    pub(crate) fn extend(&mut self, later: &Self) {
        *self = Self::of(&Vec::from_iter(self.iter().chain(later.iter())));
    }

    /// The links, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = Link> {
        self.0.iter().filter_map(|(kind, span, target)| {
            let kind = *LinkKind::ALL.get(kind as usize)?;
            Some(Link { target, span, kind })
        })
    }
}

impl Link {
    /// What it leads to within a file: what stands after `#`, `%20` and the like resolved; a footnote
    /// as `[^1]`.
    pub fn fragment(&self) -> Option<Cow<'_, str>> {
        match self.kind {
            LinkKind::Footnote => Some(format!("[^{}]", self.target).into()),
            LinkKind::Divert | LinkKind::Passage => Some((&*self.target).into()),
            LinkKind::Link | LinkKind::Image | LinkKind::Wiki | LinkKind::Embed => {
                let (_, fragment) = self.target.split_once('#')?;
                let fragment = fragment.strip_prefix('^').unwrap_or(fragment);
                let decoded = percent_decoded(fragment);
                Some(decoded.map_or(fragment.into(), Cow::Owned))
            }
        }
    }

    /// The path below the story's root that a link in the file `from` leads to, with `/` between
    /// its parts; empty for the root itself.
    ///
    /// `None` if it does not lead to a file of the story: a URL, a place in the same file,
    /// something above the root, a template such as `{{ site.map }}`, or a name instead of a path.
    pub fn path(&self, from: &str) -> Option<String> {
        if !matches!(self.kind, LinkKind::Link | LinkKind::Image) {
            return None;
        }
        let target = self.target.trim();
        let end = target.find(['#', '?']).unwrap_or(target.len());
        let target = &target[..end];
        if target.is_empty()
            || target.starts_with("//")
            || has_scheme(target)
            || target.contains("{{")
            || target.contains("{%")
        {
            return None;
        }
        let target = percent_decoded(target)?;
        let folder = if target.starts_with('/') { "" } else { split_path(from).0 };
        let mut parts = Vec::new();
        for part in folder.split('/').chain(target.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                _ => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

/// The file or folder among `files` that a link to `path` opens in a browser or an editor.
///
/// Programs that make a site of a story turn `chapter.md` into `chapter.html` or into `chapter`, and
/// a folder's `README.md` into its `index.html`.
pub(crate) fn target<'a>(files: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    let page = path.strip_suffix(".html").unwrap_or(path);
    let index =
        page.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    let candidates = [
        Some(path.to_owned()),
        Some(format!("{page}.md")),
        Some(format!("{page}.markdown")),
        index.map(|folder| format!("{folder}README.md")),
    ];
    if let Some(file) = candidates.iter().flatten().find_map(|path| files.get(path)) {
        return Some(file);
    }
    let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
    let first = files.range(folder.clone()..).next()?;
    first.starts_with(&folder).then(|| &first[..path.len()])
}

/// The folder of a file, empty if it is in no folder, and its name.
pub(crate) fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether `target` starts like `https:`.
fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// `%20` and its like as what they stand for; `None` if that is not UTF-8.
fn percent_decoded(target: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) if byte == b'%' => {
                decoded.push(code);
                rest = &after[2..];
            }
            _ => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: &str, from: &str, expected: Option<&str>) {
        let link = Link { target: target.to_owned(), span: Span::default(), kind: LinkKind::Link };
        assert_eq!(link.path(from).as_deref(), expected, "{target} in {from}");
    }

    #[test]
    fn relative() {
        check("b.md", "a.md", Some("b.md"));
        check("./b.md", "x/a.md", Some("x/b.md"));
        check("../b.md", "x/a.md", Some("b.md"));
        check("y/../b.md", "x/a.md", Some("x/b.md"));
        check("..", "x/a.md", Some(""));
        check("/b.md", "x/a.md", Some("b.md"));
    }

    #[test]
    fn decoded() {
        check("b%20c.md#end", "a.md", Some("b c.md"));
        check("caf%C3%A9.md?x=1", "a.md", Some("café.md"));
        check("100%.md", "a.md", Some("100%.md"));
        check("%2%20.md", "a.md", Some("%2 .md"));
        check("%FF.md", "a.md", None);
    }

    #[test]
    fn no_file() {
        for target in ["", " ", "#end", "?x", "https://a.b/c", "mailto:a@b.c", "//a.b", "{{ x }}/y"]
        {
            check(target, "a.md", None);
        }
        check("../b.md", "a.md", None);
        check("../../b.md", "x/a.md", None);
    }

    #[test]
    fn targets() {
        let files = ["a/one.md", "a/README.md", "b.png"].map(str::to_owned).into();
        let opens = |path| target(&files, path);
        assert_eq!(opens("a/one.md"), Some("a/one.md"));
        assert_eq!(opens("a/one.html"), Some("a/one.md"));
        assert_eq!(opens("a/one"), Some("a/one.md"));
        assert_eq!(opens("a/index.html"), Some("a/README.md"));
        assert_eq!(opens("a"), Some("a"));
        assert_eq!(opens(""), Some(""));
        assert_eq!(opens("a/o"), None);
        assert_eq!(opens("b"), None);
        assert_eq!(opens("b.png.md"), None);
    }
}
