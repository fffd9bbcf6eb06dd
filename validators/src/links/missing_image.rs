//! An image that is not there.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::near_paths::{NearPaths, shortened};
use crate::story::{Destination, LinkKind, LinkTargets, Story};
use crate::validator::Validator;

/// The rule `links/missing-image`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingImage {}

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

Where only the case of letters differs it is `links/case-mismatch` that says so, and
`links/broken-link` where the path leads out of the folder of the story. Not judged are URLs and
templates.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut near = NearPaths::among(&story.files);
        for found in LinkTargets::of(story).uses() {
            if found.destination != Destination::Nowhere || found.link.kind != LinkKind::Image {
                continue;
            }
            let from = &found.document.path;
            let Some(path) = found.link.path(from) else { continue };
            let place = found.document.location(found.link.span);
            let finding =
                cx.report(place, format!("The image `{}` does not exist", shortened(&path)));
            if let Some(help) = near.help(from, &path) {
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
    fn not_missing() {
        check(
            &MissingImage::default(),
            "-- x.md --\n![a](a.png) ![b](A.png) ![c](data:image/png;base64,AA) ![d](../d.png) ![[e.png]] `![f](f.png)` \
             [g](g.png)\n-- a.png --\n",
        );
    }
}
