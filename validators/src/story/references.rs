//! Links between files.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::named_spans::NamedSpans;
use crate::story::positions::{push_number, take_number};
use crate::story::prose::is_listed;

/// The first parts of paths to pages that a host of repositories makes beside their files.
const PAGES_OF_HOSTS: &str = "\
actions blob commits compare discussions graphs issues labels milestones network projects pull pulls raw \
releases security stargazers tags tree wiki";

/// Where a link leads that is one to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// To a path below the story's root; from a file beside that, also to one from there, such as `../bible/map.png`.
    Path(String),
    /// Above the story's root, by so many folders; of all, if it is to a place of the author's machine.
    Beyond(u32),
    /// To no file, or to none that the link names: a URL, a place in the same file, a template.
    Elsewhere,
}

/// A link or an image in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written, entities and escapes resolved: `../maps/north.png`, `#end`, a URL.
    pub target: String,
    /// The whole link, from `[` or `![` on.
    pub span: Span,
    /// Where the target is written, if that is as it is here: in the link, or where the reference
    /// that it makes is defined.
    pub written: Option<Span>,
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
pub struct Links {
    spans: NamedSpans,
    /// For each link the step from its start to its written target, the sign in the lowest bit, plus
    /// one; 0 if that is not known.
    written: Vec<u8>,
}

impl Links {
    /// Linear in the targets.
    pub(crate) fn of(links: &[Link]) -> Self {
        let items = links.iter().map(|it| (it.kind as u8, it.span, it.target.as_str()));
        let spans = NamedSpans::of(items);
        let mut written = Vec::new();
        for link in links {
            let step = |to: Span| i64::from(to.start) - i64::from(link.span.start);
            let packed = |step: i64| (step.unsigned_abs() << 1 | u64::from(step < 0)) + 1;
            push_number(&mut written, link.written.map_or(0, |to| packed(step(to))));
        }
        written.shrink_to_fit();
        Self { spans, written }
    }

    /// The links, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = Link> {
        let mut steps = self.written.as_slice();
        self.spans.iter().filter_map(move |(kind, span, target)| {
            let kind = *LinkKind::ALL.get(kind as usize)?;
            let step = take_number(&mut steps).and_then(|step| step.checked_sub(1));
            let written = step.and_then(|step| {
                let length = i64::try_from(step >> 1).ok()?;
                let step = if step & 1 == 1 { -length } else { length };
                let start = u32::try_from(i64::from(span.start).checked_add(step)?).ok()?;
                let end = start.checked_add(u32::try_from(target.len()).ok()?)?;
                Some(Span { start, end })
            });
            Some(Link { target, span, written, kind })
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
        self.path_beside(from, "")
    }

    /// The same in a story that files beside it reach by `outside`, such as `../../books/one/`: where that is known, a
    /// path may lead to such files, and to the story's own by this way.
    pub fn path_beside(&self, from: &str, outside: &str) -> Option<String> {
        match self.way_beside(from, outside) {
            Way::Path(path) => Some(path),
            Way::Beyond(_) | Way::Elsewhere => None,
        }
    }

    /// Where the link leads, as [`path_beside`](Self::path_beside) has it.
    pub(crate) fn way_beside(&self, from: &str, outside: &str) -> Way {
        match self.way(from) {
            Way::Beyond(_) if !outside.is_empty() => self.way(&format!("{outside}{from}")),
            way => way,
        }
    }

    /// Where the link leads, from the file `from`, as far as it says so by a path.
    pub(crate) fn way(&self, from: &str) -> Way {
        let target = self.target_path();
        if target.is_empty()
            || !matches!(self.kind, LinkKind::Link | LinkKind::Image)
            || target.contains("{{")
            || target.contains("{%")
        {
            return Way::Elsewhere;
        }
        if is_of_a_machine(target) {
            return Way::Beyond(u32::MAX);
        }
        if target.starts_with("//") || has_scheme(target) {
            return Way::Elsewhere;
        }
        let Some(target) = percent_decoded(target) else { return Way::Elsewhere };
        let (up, _) = split_way_up(from);
        let folder = if target.starts_with('/') { up } else { split_path(from).0 };
        let (mut parts, mut n_above) = (Vec::new(), 0);
        for part in folder.split('/').chain(target.split('/')) {
            match part {
                "" | "." => {}
                ".." => n_above += u32::from(parts.pop().is_none()),
                _ => parts.push(part),
            }
        }
        match parts.first() {
            _ if n_above == up.matches("..").count() as u32 => {
                Way::Path(format!("{up}{}", parts.join("/")))
            }
            // `../../issues` in a README leads to a page that GitHub and its like make.
            Some(part) if is_listed(PAGES_OF_HOSTS, part) => Way::Elsewhere,
            _ => Way::Beyond(n_above),
        }
    }

    /// The part of the target that names a file.
    pub(crate) fn target_path(&self) -> &str {
        let target = self.target.trim();
        let end = match self.kind {
            LinkKind::Wiki | LinkKind::Embed => target.find('#'),
            _ => target.find(['#', '?']),
        };
        &target[..end.unwrap_or(target.len())]
    }
}

/// The file or folder among `files` that a link to `path` opens in a browser or an editor.
///
/// Programs that make a site of a story turn `chapter.md` into `chapter.html` or into `chapter`, and
/// a folder's `README.md` into its `index.html`.
pub(crate) fn target<'a>(files: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    if let Some(file) = sources(path).into_iter().flatten().find_map(|path| files.get(&path)) {
        return Some(file);
    }
    let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
    let first = files.range(folder.clone()..).next()?;
    first.starts_with(&folder).then(|| &first[..path.len()])
}

/// The files that a link to `path` opens, of which the first that exists is meant.
pub(crate) fn sources(path: &str) -> [Option<String>; 4] {
    let page = path.strip_suffix(".html").unwrap_or(path);
    let index =
        page.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    [
        Some(path.to_owned()),
        Some(format!("{page}.md")),
        Some(format!("{page}.markdown")),
        index.map(|folder| format!("{folder}README.md")),
    ]
}

/// The path of a file beside the story's root in two: the way up to the folder that both are in, `../../`, which is empty
/// for any other file, and from there on.
pub(crate) fn split_way_up(path: &str) -> (&str, &str) {
    let mut rest = path;
    while let Some(inner) = rest.strip_prefix("../") {
        rest = inner;
    }
    path.split_at(path.len() - rest.len())
}

/// The folder of a file, empty if it is in no folder, and its name.
pub(crate) fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether `target` names a file of one machine: `file:///home/ann/map.png`, `C:\\map.png`.
fn is_of_a_machine(target: &str) -> bool {
    let drive = target.split_once(':').is_some_and(|(drive, rest)| {
        drive.len() == 1
            && drive.starts_with(|c: char| c.is_ascii_alphabetic())
            && rest.starts_with(['/', '\\'])
    });
    let file = target.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    // CommonMark takes `\\` for one.
    drive || file || target.starts_with('\\')
}

/// Whether `target` starts like `https:`.
pub(crate) fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// `%20` and its like as what they stand for; `None` if that is not UTF-8.
pub(crate) fn percent_decoded(target: &str) -> Option<String> {
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
        assert_eq!(link(target).path(from).as_deref(), expected, "{target} in {from}");
    }

    fn link(target: &str) -> Link {
        let (span, kind) = (Span::default(), LinkKind::Link);
        Link { target: target.to_owned(), span, written: None, kind }
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
    fn beyond() {
        for (target, n) in [
            ("../b.md", 1),
            ("a/../../b/../../c.md", 2),
            ("%2e%2e/b.md", 1),
            ("../issues.md", 1),
            ("file:///b.md", u32::MAX),
            ("FILE:b.md", u32::MAX),
            (r"c:\b.md", u32::MAX),
            (r"\host\b.md", u32::MAX),
        ] {
            assert_eq!(link(target).way("a.md"), Way::Beyond(n), "{target}");
        }
        for target in
            ["../../issues", "../wiki/Home", "//host/b.md", "javascript:x()", "c:b", "%FF"]
        {
            assert_eq!(link(target).way("a.md"), Way::Elsewhere, "{target}");
        }
    }

    #[test]
    fn to_files_beside_the_root() {
        for (target, from, expected) in [
            ("../../bible/x.md", "a.md", Some("../../bible/x.md")),
            ("../../bible/x.md", "y/a.md", Some("../../books/bible/x.md")),
            ("../one/b.md", "a.md", Some("../../books/one/b.md")),
            ("b.md", "a.md", Some("b.md")),
            ("../../../x.md", "a.md", None),
            ("../map.png", "../../bible/x.md", Some("../../map.png")),
        ] {
            let path = link(target).path_beside(from, "../../books/one/");
            assert_eq!(path.as_deref(), expected, "{target} in {from}");
        }
    }

    #[test]
    fn of_files_beside_the_root() {
        check("map.png", "../../bible/x.md", Some("../../bible/map.png"));
        check("../books/one/1.md", "../../bible/x.md", Some("../../books/one/1.md"));
        check("/map.png", "../../bible/x.md", Some("../../map.png"));
        assert_eq!(link("../../map.png").way("../../bible/x.md"), Way::Beyond(3));
    }

    #[test]
    fn written_and_read() {
        let span = |start, end| Span { start, end };
        let all = [(3, Some(7)), (20, None), (30, Some(1)), (40, Some(u32::MAX - 4))];
        let links = all.map(|(start, written)| Link {
            span: span(start, start + 2),
            written: written.map(|start| span(start, start + 4)),
            ..link("b.md")
        });
        assert!(Links::of(&links).iter().eq(links));
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
