//! A wiki link to a page that is not there.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::alike::{MOST_SUGGESTIONS, most_alike, numbers};
use crate::story::near_paths::shortened;
use crate::story::{Destination, LinkKind, LinkTargets, Story, split_path};
use crate::validator::Validator;

/// The rule `links/wiki-link`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WikiLink {
    /// Pages that may be missing, as those yet to be written.
    allow: Vec<String>,
}

/// If more pages than this are missing, and more than are there, links are how a story marks its words.
const MOST_MISSING: usize = 3;

impl Validator for WikiLink {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/wiki-link",
        summary: "A wiki link to a page that does not exist",
        docs: "\
Finds links such as `[[The Ford]]` and embeds such as `![[map.png]]` whose page the story does not
have, wherever it may be. Where a page is named nearly so, it is suggested.

Obsidian opens an empty page instead, and other programs print the brackets.

```bad
-- index.md --
[[The Frod]], [[The Bridge]]
-- chapters/The Ford.md --
Text.
-- chapters/The Bridge.md --
Text.
```

```good
-- index.md --
[[the ford|There]], [[chapters/The Bridge]], [[the-ford]]
-- chapters/The Ford.md --
Text.
-- chapters/The Bridge.md --
Text.
```

A page is found by the end of its path, whatever the case of its letters, with `-` for spaces, or by
its `title` or one of its `aliases` in the front matter. A story in which most linked pages are missing,
and more than three, marks its words with such links, and is not judged. Nor is an embed of an image or the like
in a story in a folder of a repository: it may stand beside that. That a page lacks a heading says `links/broken-anchor`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let targets = LinkTargets::of(story);
        let wiki = || {
            let is_wiki = |kind| matches!(kind, LinkKind::Wiki | LinkKind::Embed);
            targets.uses().filter(move |found| is_wiki(found.link.kind))
        };
        let (mut there, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for found in wiki() {
            let pages = match found.destination {
                Destination::Nowhere => &mut missing,
                Destination::Outside => continue,
                _ => &mut there,
            };
            pages.insert(found.link.target_path().to_lowercase());
        }
        if missing.len() > MOST_MISSING && missing.len() > there.len() {
            return;
        }
        let mut n_suggestions = 0;
        for found in wiki().filter(|found| found.destination == Destination::Nowhere) {
            let page = found.link.target_path().trim_end_matches('\\');
            if self.allow.iter().any(|allowed| allowed.to_lowercase() == page.to_lowercase()) {
                continue;
            }
            let place = found.document.location(found.link.span);
            let finding = cx.report(place, format!("There is no page `{}`", shortened(page)));
            n_suggestions += 1;
            if n_suggestions <= MOST_SUGGESTIONS
                && let Some(near) = near(&story.files, page)
            {
                finding.help(format!("did you mean `[[{near}]]`?"));
            }
        }
    }
}

/// The name of the page that `page` may be a misspelling of.
fn near<'a>(files: &'a BTreeSet<String>, page: &str) -> Option<&'a str> {
    let page = split_path(page).1.to_lowercase();
    let names = files.iter().map(|file| split_path(file).1);
    let names = names.map(|name| name.strip_suffix(".md").unwrap_or(name));
    let alike = names.filter(|name| numbers(name).eq(numbers(&page)));
    let alike = alike.map(|name| (name.to_lowercase(), name));
    most_alike(&page, alike, |(lower, _)| lower).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    const PAGES: &str =
        "\n-- a/The Ford.md --\n---\naliases: [Crossing]\n---\n# One\n-- a/map.png --\n";

    #[track_caller]
    fn check_pages(text: &str) -> Vec<Option<String>> {
        let found = check(&WikiLink::default(), &format!("-- x.md --\n{text}{PAGES}"));
        found.into_iter().map(|finding| finding.help).collect()
    }

    #[test]
    fn there() {
        check_pages(
            "[[The Ford]] [[the-ford|x]] [[a/the ford.md#One|x]] [[crossing]] ![[MAP.png|300]]",
        );
        check_pages(
            "[[#x]] [[The Ford#No]] [[1]] `[[no]]` [[https://a.b]] [[a->b]] <!-- [[no]] -->",
        );
        check_pages("| a |\n|---|\n| [[The Ford\\|x]] |\n\n\\[[no]]");
    }

    #[test]
    fn not_there() {
        assert_eq!(
            check_pages("⟦[[The Frod#One|there]]⟧ ⟦![[nap.png]]⟧ ⟦[[b/The Ford]]⟧"),
            ["The Ford", "map.png", "The Ford"]
                .map(|name| Some(format!("did you mean `[[{name}]]`?")))
        );
    }

    #[test]
    fn words_that_are_marked() {
        check_pages("[[Ann]] met [[Bob]] in [[Town]] by the [[Gate]], at [[The Ford]].");
    }

    #[test]
    fn to_be_written() {
        let rule = WikiLink { allow: vec!["the bridge".to_owned()] };
        check(&rule, "[[The Bridge]] ⟦[[The Gate]]⟧");
    }
}
