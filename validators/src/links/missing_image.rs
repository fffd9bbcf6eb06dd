//! An image that is not there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::near_paths::{NearPaths, shortened};
use crate::story::{Destination, LinkKind, LinkTargets, LinkUse, Story, split_way_up};
use crate::validator::Validator;

/// The rule `links/missing-image`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingImage {}

/// So many other places of an image are shown.
const MOST_LABELS: usize = 8;

impl Validator for MissingImage {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/missing-image",
        summary: "An image whose file does not exist",
        docs: "\
Finds images whose file the story does not have, in Markdown and in HTML: a map that was never
committed, a cover in another folder. Where a file is named nearly so, it is suggested.

Readers see a gap or a broken frame, and a program that makes a book of the files stops.

```bad
-- story.md --
![The valley](maps/valey.png)
-- maps/valley.png --
```

```good
-- story.md --
![The valley](maps/valley.png)

<img src=\"https://example.org/cover.png\">
-- maps/valley.png --
```

An image that is missing in many places is reported once, and the others are shown. Where only the case of letters differs it is `links/case-mismatch` that says so, and
`links/broken-link` where the path leads out of the folder of the story. Not judged are URLs,
templates, and paths from the root of a site (`/images/map.png`) where that may be above the story: in a folder
of a repository, or in a member of a workspace that shares files.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut near = NearPaths::among(&story.files);
        let targets = LinkTargets::of(story);
        // By the path: a logo is on every page.
        let mut missing: BTreeMap<String, Vec<LinkUse<'_>>> = BTreeMap::new();
        for found in targets.uses() {
            if found.destination == Destination::Nowhere
                && found.link.kind == LinkKind::Image
                && let Some(path) = found.link.path_beside(&found.document.path, &story.outside)
            {
                missing.entry(path).or_default().push(found);
            }
        }
        for (path, uses) in missing {
            let place = |found: &LinkUse<'_>| found.document.location(found.link.span);
            let (first, others) = uses.split_first().expect("a path is kept with a use");
            let also = match others.len() {
                0 => String::new(),
                1 => ", here and in another place".to_owned(),
                n => format!(", here and in {n} other places"),
            };
            let message =
                format!("The image `{}` does not exist{also}", shortened(split_way_up(&path).1));
            let finding = cx.report(place(first), message);
            for other in others.iter().take(MOST_LABELS) {
                finding.label(place(other), "also here");
            }
            if let Some(help) = near.help(&first.document.path, &path) {
                finding.help(help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn missing() {
        let found = check(
            &MissingImage::default(),
            "-- a/b.md --\n⟦![x](maps/north%20west.png 'A map')⟧ ⟦<img alt='' src='../Cover.png'>⟧\n\n\
             | a |\n|---|\n| ⟦![y][z]⟧ |\n\n[z]: z.png\n-- a/maps/north west.jpg --\n",
        );
        assert_eq!(found[0].help.as_deref(), Some("did you mean `maps/north west.jpg`?"));
        assert_eq!(found[1].message, "The image `Cover.png` does not exist");
    }

    #[test]
    fn many_times() {
        let found = check(
            &MissingImage::default(),
            "-- a.md --\n⟦![x](x.png)⟧ ![x](x.png)\n-- b.md --\n![x](x.png) ⟦![y](y.png)⟧\n",
        );
        assert_eq!(
            found[0].message,
            "The image `x.png` does not exist, here and in 2 other places"
        );
        assert_eq!(found[0].labels.len(), 2);
    }

    #[test]
    fn not_missing() {
        check(
            &MissingImage::default(),
            "-- x.md --\n![a](a.png) ![b](A.png) ![c](data:image/png;base64,AA) ![d](../d.png) ![[e.png]] `![f](f.png)` \
             [g](g.png)\n-- a.png --\n",
        );
    }
}
