//! What links can lead to within a file.

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
    /// What a program fills in, such as `{{#include a.md}}`, with names that nobody knows before.
    Template,
}

impl AnchorKind {
    const ALL: [Self; 9] = [
        Self::Heading,
        Self::Id,
        Self::Footnote,
        Self::Block,
        Self::Knot,
        Self::Stitch,
        Self::Label,
        Self::Passage,
        Self::Template,
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
    /// The names by their letters and digits in lower case. Headings are there without what stands
    /// before their first letter too.
    alike: FxHashMap<String, Vec<Box<str>>>,
    has_notes: bool,
    has_template: bool,
}

impl Targets {
    /// What links can lead to in a file with `anchors`. Linear in them.
    ///
    /// The second heading of one name has `-1` after it, as GitHub and mdBook have it; a stitch and
    /// a label of ink are also known with the knot and the stitch that they are in.
    pub fn of(anchors: &Anchors) -> Self {
        let mut targets = Self::default();
        let mut n_headings: FxHashMap<String, u32> = FxHashMap::default();
        let (mut knot, mut stitch) = (None, None);
        for Anchor { kind, name, span } in anchors.iter() {
            let name = name.into_string();
            let mut add = |name: String| {
                targets.by_name.entry(name).or_insert(span);
            };
            match kind {
                AnchorKind::Heading => {
                    let n = n_headings.entry(name.clone()).or_default();
                    let numbered = if *n == 0 { name } else { format!("{name}-{n}") };
                    *n += 1;
                    targets.add_alike(letters(without_number(&numbered)), &numbered);
                    targets.add_alike(letters(&numbered), &numbered);
                    targets.by_name.entry(numbered).or_insert(span);
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
                AnchorKind::Footnote => {
                    add(format!("[^{name}]"));
                    targets.has_notes = true;
                }
                AnchorKind::Id => {
                    targets.add_alike(letters(&name), &name);
                    targets.by_name.entry(name).or_insert(span);
                }
                AnchorKind::Block | AnchorKind::Passage => add(name),
                AnchorKind::Template => targets.has_template = true,
            }
        }
        targets
    }

    fn add_alike(&mut self, letters: String, name: &str) {
        let alike = self.alike.entry(letters).or_default();
        if alike.len() < MOST_ALIKE && !alike.iter().any(|other| **other == *name) {
            alike.push(name.into());
        }
    }

    /// What `fragment` leads to: what stands after the `#` of a link, a footnote as `[^1]`. The words
    /// of a heading lead to it too, as Obsidian has it, the last of several with `#` between them.
    pub fn find(&self, fragment: &str) -> Option<Span> {
        let last = || fragment.rsplit('#').next().unwrap_or_default();
        let found = self.by_name.get(fragment).or_else(|| self.by_name.get(last()));
        found.or_else(|| self.by_name.get(&*slug(last()))).copied()
    }

    /// What has just that name, as a browser looks for it.
    pub(crate) fn exactly(&self, fragment: &str) -> Option<Span> {
        self.by_name.get(fragment).copied()
    }

    /// What `fragment` leads to on a page that some program makes of the file: GitHub, mdBook, or
    /// one that names headings in another way: without their numbers, with one `-` for several, with
    /// `_1` for the second of a name.
    pub(crate) fn find_on_page(&self, fragment: &str) -> Option<Span> {
        let fragment = fragment.strip_prefix("user-content-").unwrap_or(fragment);
        let found = self.by_name.get(fragment).copied();
        found.or_else(|| {
            let name = self.alike.get(&letters(fragment))?.iter().find(|name| {
                let single = single_dashes(name);
                let numbered = fragment.rsplit_once('_');
                single == fragment
                    || without_number(&single) == fragment
                    || numbered.is_some_and(|(a, n)| single == format!("{a}-{n}"))
            })?;
            self.by_name.get(&**name).copied()
        })
    }

    /// Whether a program may make something of the file that `fragment` leads to, or gives it a
    /// meaning of its own: the top, a line, a footnote, words to look for.
    pub(crate) fn may_have(&self, fragment: &str) -> bool {
        let line = fragment.strip_prefix('L').unwrap_or_default();
        self.has_template
            || fragment.eq_ignore_ascii_case("top")
            || line.starts_with(|c: char| c.is_ascii_digit())
            || fragment.contains(['=', '/', '!', '(', ','])
            || fragment.starts_with(":~:")
            || (self.has_notes && fragment.trim_start_matches("user-content-").starts_with("fn"))
    }

    /// The one name that differs from `fragment` in nothing but case, hyphens and other marks, with
    /// what it names.
    pub(crate) fn alike(&self, fragment: &str) -> Option<(&str, Span)> {
        let letters = Some(letters(fragment)).filter(|letters| !letters.is_empty())?;
        let [name] = self.alike.get(&letters)?.as_slice() else { return None };
        Some((name, *self.by_name.get(&**name)?))
    }

    /// The names of headings and ids, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        self.by_name.iter().map(|(name, &span)| (name.as_str(), span))
    }
}

/// How many names that are alike are kept; of more, none is meant above the others.
const MOST_ALIKE: usize = 8;

/// The letters and digits of a name, in lower case.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name of a heading from its first letter on.
fn without_number(name: &str) -> &str {
    let named = name.trim_start_matches(|c: char| !c.is_alphabetic());
    if named.is_empty() { name } else { named }
}

/// `name` with one `-` for several, and none at its ends.
fn single_dashes(name: &str) -> String {
    name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
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
                ("x", "<a id=\"x\">"),
                ("end-1", "^end-1"),
                ("deux", "## Two"),
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
