//! A wiki link that fits two pages.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::near_paths::shortened;
use crate::story::{Destination, LinkTargets, Story};
use crate::validator::Validator;

/// The rule `links/ambiguous-link`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AmbiguousLink {}

impl Validator for AmbiguousLink {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/ambiguous-link",
        summary: "A wiki link that fits two files",
        docs: "\
Finds wiki links such as `[[Notes]]` that fit two files in different folders.

Which of them opens depends on the program, and may change when a file is added.

```bad
-- index.md --
[[Notes]]
-- book-1/Notes.md --
Text.
-- book-2/Notes.md --
Text.
```

```good
-- index.md --
[[book-1/Notes]]
-- book-1/Notes.md --
Text.
-- book-2/Notes.md --
Text.
```

A link is not ambiguous if it is the whole path of a file, or if one of the files is in the folder of
the page that links.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let targets = LinkTargets::of(story);
        for found in targets.uses() {
            let Destination::Ambiguous([first, second]) = found.destination else { continue };
            let page = shortened(found.link.target_path());
            let message = format!("`{page}` is both `{first}` and `{second}`");
            let finding = cx.report(found.document.location(found.link.span), message);
            let name = |file: &str| file.strip_suffix(".md").unwrap_or(file).to_owned();
            finding.help(format!("write `[[{}]]` or `[[{}]]`", name(first), name(second)));
            for file in [first, second].into_iter().filter_map(|file| targets.document(file)) {
                finding.label(file.location(file.opening), "it may be this page");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    const PAGES: &str = "\n-- a/N.md --\nOne.\n-- b/N.md --\nTwo.\n-- N.png --\n-- a/N.png --\n";

    #[test]
    fn two_pages() {
        let text = "⟦[[n#x|y]]⟧ [[a/N]] [[/b/N]] ![[N.png]] [N](N.md)";
        let found = check(&AmbiguousLink::default(), &format!("-- x.md --\n{text}{PAGES}"));
        assert_eq!(found[0].message, "`n` is both `a/N.md` and `b/N.md`");
        assert_eq!(found[0].help.as_deref(), Some("write `[[a/N]]` or `[[b/N]]`"));
        assert_eq!(found[0].labels.len(), 2);
    }

    #[test]
    fn the_one_beside_it() {
        check(&AmbiguousLink::default(), &format!("-- b/x.md --\n[[N]] ![[N.png]]{PAGES}"));
    }
}
