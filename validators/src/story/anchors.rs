//! What links can lead to within a file.

use memchr::memmem;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::named_spans::NamedSpans;

/// Something in a document that has a name for links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// What gives it the name.
    pub kind: AnchorKind,
    /// The name; of a heading the one that it has if no other heading has it.
    pub name: Box<str>,
    /// The heading, the tag or the mark.
    pub span: Span,
}

/// What gives something a name for links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorKind {
    /// The words of a heading.
    Heading,
    /// An `id` or `name` of HTML, or `{#id}` after a heading of Markdown.
    Id,
    /// The label of a footnote.
    Footnote,
    /// Obsidian's `^block` at the end of a paragraph.
    Block,
    /// A knot of ink.
    Knot,
    /// A stitch of ink, within the knot before it.
    Stitch,
    /// A label of ink, within the knot and the stitch before it.
    Label,
    /// A passage of Twee.
    Passage,
}

impl AnchorKind {
    const ALL: [Self; 8] = [
        Self::Heading,
        Self::Id,
        Self::Footnote,
        Self::Block,
        Self::Knot,
        Self::Stitch,
        Self::Label,
        Self::Passage,
    ];
}

/// The anchors of a document, in few bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchors(NamedSpans);

impl Anchors {
    /// Linear in the names.
    pub(crate) fn of(anchors: &[Anchor]) -> Self {
        let items = anchors.iter().map(|it| (it.kind as u8, it.span, &*it.name));
        Self(NamedSpans::of(items))
    }

    /// Appends the anchors of the next chunk. Linear in both.
    pub(crate) fn extend(&mut self, later: &Self) {
        *self = Self::of(&Vec::from_iter(self.iter().chain(later.iter())));
    }

    /// The anchors, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = Anchor> {
        self.0.iter().filter_map(|(kind, span, name)| {
            let kind = *AnchorKind::ALL.get(kind as usize)?;
            Some(Anchor { kind, name: name.into(), span })
        })
    }
}

/// The names in a document, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    by_name: FxHashMap<String, Span>,
}

impl Targets {
    /// What links can lead to in a file with `anchors`. Linear in them.
    ///
    /// The second heading of one name has `-1` after it, as GitHub and mdBook have it; a stitch and
    /// a label of ink are also known with the knot and the stitch that they are in.
    pub fn of(anchors: &Anchors) -> Self {
        let mut by_name: FxHashMap<String, Span> = FxHashMap::default();
        let mut n_headings: FxHashMap<String, u32> = FxHashMap::default();
        let (mut knot, mut stitch) = (None, None);
        for Anchor { kind, name, span } in anchors.iter() {
            let name = name.into_string();
            let mut add = |name: String| {
                by_name.entry(name).or_insert(span);
            };
            match kind {
                AnchorKind::Heading => {
                    let n = n_headings.entry(name.clone()).or_default();
                    add(if *n == 0 { name } else { format!("{name}-{n}") });
                    *n += 1;
                }
                AnchorKind::Knot => {
                    (knot, stitch) = (Some(name.clone()), None);
                    add(name);
                }
                AnchorKind::Stitch | AnchorKind::Label => {
                    let within = stitch.as_ref().filter(|_| kind == AnchorKind::Label);
                    let full = within.map_or(name.clone(), |stitch| format!("{stitch}.{name}"));
                    if let Some(knot) = &knot {
                        add(format!("{knot}.{full}"));
                        add(format!("{knot}.{name}"));
                    }
                    if kind == AnchorKind::Stitch {
                        stitch = Some(name.clone());
                    }
                    add(full);
                    add(name);
                }
                AnchorKind::Footnote => add(format!("[^{name}]")),
                AnchorKind::Id | AnchorKind::Block | AnchorKind::Passage => add(name),
            }
        }
        Self { by_name }
    }

    /// What `fragment` leads to: what stands after the `#` of a link, a footnote as `[^1]`. The words
    /// of a heading lead to it too, as Obsidian has it, the last of several with `#` between them.
    pub fn find(&self, fragment: &str) -> Option<Span> {
        let last = || fragment.rsplit('#').next().unwrap_or_default();
        let found = self.by_name.get(fragment).or_else(|| self.by_name.get(last()));
        found.or_else(|| self.by_name.get(&*slug(last()))).copied()
    }
}

/// The name of a heading with the words `text`, as GitHub and mdBook make it: in lower case, with `-`
/// for spaces, and without all but letters, digits, `-` and `_`.
pub(crate) fn slug(text: &str) -> String {
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            slug.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}

/// The names that tags within `html` give by `id` or `name`, each with where it begins.
pub(crate) fn html_ids(html: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = memmem::find_iter(html.as_bytes(), "=").filter_map(|at| {
        let before = &html[..at];
        let is_key = [" id", " name", "\nid", "\nname"].iter().any(|key| before.ends_with(key));
        is_key.then_some(at + 1)
    });
    starts.filter_map(|at| {
        let quote = html[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let name = html[at + 1..].split(quote).next().unwrap_or_default();
        (!name.is_empty()).then_some((at + 1, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Document;

    /// The names that a document gives, with the text that each is at.
    #[track_caller]
    fn check(path: &str, text: &str, expected: &[(&str, &str)]) {
        let document = Document::parse(path, None, text.to_owned());
        let show =
            |anchor: &Anchor| (anchor.name.to_string(), text[anchor.span.range()].to_owned());
        let anchors: Vec<_> = document.anchors.iter().map(show).collect();
        let expected: Vec<_> =
            expected.iter().map(|&(name, at)| (name.to_owned(), at.to_owned())).collect();
        assert_eq!(anchors, expected, "{text:?}");
    }

    #[test]
    fn slugs() {
        for (text, expected) in [
            ("The Ford", "the-ford"),
            ("1. It's “Now”, or – never!", "1-its-now-or--never"),
            ("Żółw_a  b", "żółw_a--b"),
            ("\0\0un\0seen\0", "unseen"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn markdown() {
        check(
            "a.md",
            "# The *Ford*\n\nOne <a id=\"x\"></a> two. ^end-1\n\n## Two {#deux}\n\n<div\nname='y'>\n\n[^n]: A note.",
            &[
                ("the-ford", "# The *Ford*"),
                ("x", "x"),
                ("end-1", "^end-1"),
                ("deux", "## Two"),
                ("y", "y"),
                ("n", "[^n]"),
            ],
        );
        check("a.md", "2^10 is ^a b. `^c`\n\n- one ^d", &[("d", "^d")]);
    }

    #[test]
    fn html() {
        check(
            "a.html",
            "<h1 id='a'>One</h1><nav id='b'></nav><a name=\"c&amp;\">x</a><p name='d'>",
            &[("a", "<h1 id='a'>"), ("b", "<nav id='b'>"), ("c&", "<a name=\"c&amp;\">")],
        );
    }

    #[test]
    fn scripts() {
        check(
            "a.ink",
            "=== function f(x) ===\n== one\n= two\n~ x\n* (four) {x} a\n - - (b c)\n=== three(y)",
            &[
                ("f", "=== function f(x) ==="),
                ("one", "== one"),
                ("two", "= two"),
                ("four", "(four)"),
                ("three", "=== three(y)"),
            ],
        );
        check(
            "a.twee",
            ":: The Ford [x]\nOne.\n::Two\n",
            &[("The Ford", "The Ford"), ("Two", "Two")],
        );
        check(
            "a.fountain",
            "# Act I\n\nINT. HALL\n",
            &[("act-i", "Act I"), ("int-hall", "INT. HALL")],
        );
    }

    #[test]
    fn found() {
        let text = "# One\n\n# One\n\n# Two *b*\n\nx ^c\n\n[^1]: Note.";
        let document = Document::parse("a.md", None, text.to_owned());
        let targets = Targets::of(&Anchors::of(&document.anchors));
        let find = |fragment| targets.find(fragment).map(|span| span.start);
        for (fragment, expected) in [
            ("one", Some(0)),
            ("one-1", Some(7)),
            ("One", Some(0)),
            ("One#Two b", Some(14)),
            ("^c", Some(27)),
            ("c", Some(27)),
            ("[^1]", Some(31)),
            ("1", None),
            ("three", None),
        ] {
            assert_eq!(find(fragment), expected, "{fragment}");
        }
    }
}
