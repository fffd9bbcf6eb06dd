//! A link to a heading that its file does not have.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::alike::{MOST_SUGGESTIONS, most_alike, numbers};
use crate::story::near_paths::shortened;
use crate::story::{AnchorKind, Destination, LinkKind, LinkTargets, Story, Targets};
use crate::validator::Validator;

/// The rule `links/broken-anchor`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BrokenAnchor {}

impl Validator for BrokenAnchor {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/broken-anchor",
        summary: "A link to a heading or an id that its file does not have",
        docs: "\
Finds links whose file is there, but not the heading or the id that they name after the `#`, mostly
since a chapter was given another title.

The reader lands at the top of the file and has to look for the place.

```bad
-- notes.md --
They met [at the crossing](chapter-1.md#The-crossing).
-- chapter-1.md --
## The Crossing
```

```good
-- notes.md --
They met [at the crossing](chapter-1.md#the-crossing), as [[chapter-1#The Crossing]] tells.
-- chapter-1.md --
## The Crossing
```

A heading of Markdown is known by its words in lower case with `-` for spaces and without other marks,
as GitHub and mdBook make it; without its number, as Pandoc and Jekyll do; in wiki links by its words,
as Obsidian does, and in other links too if the story has any such. `{#id}`, ids of HTML and Obsidian's
`^id` count as well. In HTML and EPUB only ids do, and the case of their letters counts.

If the file has one name that differs only in case, hyphens and other marks, the fix is to write that. Not
judged are links to files that are no Markdown or HTML, to the top, to a line (`#L10`), to files that a template
fills in, to those of another member of a workspace, and within a file of Markdown to an id of another, as where
Pandoc makes one page of all.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let targets = LinkTargets::of(story);
        let ids = LazyCell::new(|| ids(story));
        let mut n_suggestions = 0;
        for found in targets.uses() {
            let Destination::NoAnchor(at) = found.destination else { continue };
            let (document, other) = (found.document, &story.facts.documents[at]);
            let (LinkKind::Link | LinkKind::Image | LinkKind::Wiki | LinkKind::Embed) =
                found.link.kind
            else {
                continue;
            };
            let (Some(fragment), Some((_, written))) =
                (found.link.fragment(), found.link.target.split_once('#'))
            else {
                continue;
            };
            let is_elsewhere = || {
                document.path == other.path && is_markdown(&other.path) && ids.contains(&*fragment)
            };
            if !is_page(&other.path) || is_elsewhere() {
                continue;
            }
            let has = if document.path == other.path {
                "This file has".to_owned()
            } else {
                format!("`{}` has", story.named_in(&document.path, &other.path))
            };
            let location = document.location(found.link.span);
            let finding = cx
                .report(location, format!("{has} no heading and no id `{}`", shortened(&fragment)));
            let within = targets.within_document(at);
            if let Some((name, place)) = within.alike(&fragment) {
                finding.label(other.location(place), format!("`{name}` is here"));
                let is_plain = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
                if let Some(target) = found.link.written
                    && matches!(found.link.kind, LinkKind::Link | LinkKind::Image)
                    && name.chars().all(is_plain)
                {
                    let start = target.end - written.len() as u32;
                    let location = document.location(Span { start, ..target });
                    let edits = vec![Edit { location, replacement: name.to_owned() }];
                    finding.fix(Fix { edits, is_safe: true });
                }
            } else if n_suggestions < MOST_SUGGESTIONS {
                n_suggestions += 1;
                if let Some((name, place)) = near(within, &fragment) {
                    finding
                        .help(format!("did you mean `#{name}`?"))
                        .label(other.location(place), format!("`{name}` is here"));
                }
            }
        }
    }
}

/// The ids that files of Markdown give things, by which others name them where Pandoc makes one page of all.
fn ids(story: &Story) -> FxHashSet<Box<str>> {
    let pages = story.facts.documents.iter().filter(|document| is_markdown(&document.path));
    let anchors = pages.flat_map(|document| document.anchors.iter());
    anchors.filter(|anchor| anchor.kind == AnchorKind::Id).map(|anchor| anchor.name).collect()
}

fn is_markdown(path: &str) -> bool {
    [".md", ".markdown"].iter().any(|ending| path.ends_with(ending))
}

/// Whether what can be linked to in a file is known by names that are read here.
fn is_page(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(&*ending, "md" | "markdown" | "html" | "htm" | "xhtml")
}

/// The name that `fragment` may be a misspelling of.
fn near<'a>(targets: &'a Targets, fragment: &str) -> Option<(&'a str, Span)> {
    let alike = targets.names().filter(|(name, _)| {
        name.len().abs_diff(fragment.len()) * 4 <= fragment.len()
            && numbers(name).eq(numbers(fragment))
    });
    most_alike(fragment, alike, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks `text` beside `b.md`, and gives what fixes write.
    #[track_caller]
    fn fixed(text: &str) -> Vec<String> {
        let story = format!(
            "-- a.md --\n{text}\n-- b.md --\n# The Ford\n\nText. ^end\n\n## 2. It's “Now”\n\n# The Ford\n\n\
             <a name=\"Old\"></a> <h3>By *hand*</h3>\n\n## Deux {{#two}}\n\nX[^1] {{: #x}}\n\n[^1]: N.\n\
             -- c.txt --\nText\n-- d.md --\n{{{{#include b.md}}}}\n"
        );
        let found = check(&BrokenAnchor::default(), &story);
        let edits = found.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix| &fix.edits);
        edits.map(|edit| edit.replacement.clone()).collect()
    }

    #[test]
    fn there() {
        let none = [""; 0];
        assert_eq!(
            fixed("[1](b.md#the-ford) [2](b.md#the-ford-1) [3](b#2-its-now) [4](b.md#two)"),
            none
        );
        assert_eq!(
            fixed("[1](b.html#Old) [2](b.md#its-now) [3](b.md#the-ford_1) [4](b.md#x)"),
            none
        );
        assert_eq!(
            fixed("[1](b.md#) [2](#top) [3](b.md#L3) [4](b.md#fn-1) [5](c.txt#x) [6](d.md#x)"),
            none
        );
        assert_eq!(
            fixed("[[b#The Ford]] [[b#^end]] ![[b#2. it's Now]] [x](b.md#The%20Ford) [^9]"),
            none
        );
        assert_eq!(fixed("[1](#Old) [2](#two)"), none);
        assert_eq!(fixed("# One\n\n[1](#one) [2](x.md#x) [3](https://a.b/#c) `[4](#d)`"), none);
    }

    #[test]
    fn not_there() {
        assert_eq!(fixed("⟦[1](b.md#The-Ford-1)⟧ ⟦[2](b.md#old)⟧"), ["the-ford-1", "Old"]);
        assert_eq!(fixed("⟦[1](b.md#2-it's-now)⟧ ⟦[2](#the-ford)⟧"), ["2-its-now"]);
        assert_eq!(fixed("⟦[2]⟧\n\n[2]: b.md#Two"), ["two"]);
        assert_eq!(fixed("⟦[[b#The Bridge]]⟧ [a](b.md#The-Ford)"), [""; 0]);
    }

    #[test]
    fn misspelled() {
        let found =
            check(&BrokenAnchor::default(), "# The Long Road\n\n⟦[x](#the-long-raod)⟧ ⟦[y](#zzz)⟧");
        assert_eq!(found[0].message, "This file has no heading and no id `the-long-raod`");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `#the-long-road`?"));
        assert_eq!(found[0].labels[0].location.span.start, 0);
        assert_eq!(found[1].help, None);
    }
}
