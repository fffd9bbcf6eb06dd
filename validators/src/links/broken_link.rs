//! A link to a file that is not there.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Severity;
use crate::meta::{Group, Meta};
use crate::story::near_paths::{NearPaths, shortened};
use crate::story::{Destination, LinkKind, LinkTargets, Story, split_way_up};
use crate::validator::Validator;

/// The rule `links/broken-link`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BrokenLink {}

impl Validator for BrokenLink {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/broken-link",
        summary: "A link whose file does not exist, or that leads out of the story",
        docs: "\
Finds links that lead to a file which the story does not have, mostly since a chapter was renamed and
the table of contents was not. Where a file is named nearly so, it is suggested.

A reader who follows the link finds nothing, and a program that makes a book of the files stops.

```bad
-- SUMMARY.md --
1. [The Ford](chapters/the-frod.md)
-- chapters/the-ford.md --
# The Ford
```

```good
-- SUMMARY.md --
1. [The Ford](chapters/the-ford.md)
2. [The same as a page](chapters/the-ford.html#crossing)
3. [All chapters](chapters/)
4. [The map](https://example.org/map.png)
-- chapters/the-ford.md --
# The Ford

## Crossing
```

Links and images that lead out of the folder of the story and its repository, to `../../map.png`,
`file:///home/ann/map.png` or `C:\\map.png`, are warnings: nobody else has these, and storylint never looks
there.

A path that begins with `/` begins at the folder of the story or any other that may be the root of a
site, and is not judged where that may be above: in a story that is in a folder of a repository, or a member
of a workspace that shares files. A link to `chapter.html` or `chapter`, or from a page beside it to
`../chapter/`, is fine if there is a `chapter.md`. Not judged are URLs, templates, pages
beside a repository such as `../../issues`, and other folders of the repository, but for those of a workspace
whose members share files.

Other rules say what else may be wrong with a link: `links/broken-anchor` that the file lacks what is
named after the `#`, `links/case-mismatch` that only the case of letters differs,
`links/missing-image` that an image does not exist, `links/wiki-link` that no page has a name.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut near = NearPaths::among(&story.files);
        for found in LinkTargets::of(story).uses() {
            let place = || found.document.location(found.link.span);
            match (found.destination, found.link.kind) {
                (Destination::Beyond, kind) => {
                    let what = if kind == LinkKind::Image { "image is" } else { "link leads" };
                    let target = shortened(found.link.target_path());
                    let message = format!("The {what} out of the story's folder: `{target}`");
                    cx.report(place(), message).severity = Severity::Warning;
                }
                (Destination::Nowhere, LinkKind::Link) => {
                    let from = &found.document.path;
                    let Some(path) = found.link.path_beside(from, &story.outside) else { continue };
                    let shown = shortened(split_way_up(&path).1);
                    let message = format!("The link leads to `{shown}`, which does not exist");
                    let finding = cx.report(place(), message);
                    if let Some(help) = near.help(from, &path) {
                        finding.help(help);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[track_caller]
    fn check_help(story: &str, help: Option<&str>) {
        let found = check(&BrokenLink::default(), story);
        assert_eq!(found[0].help.as_deref(), help);
    }

    #[test]
    fn missing() {
        check_help("See ⟦[the map](map.png)⟧.", None);
    }

    #[test]
    fn present() {
        check(
            &BrokenLink::default(),
            "-- a/one.md --\n[two](two.md#end) [map](../map.png) [all](..) [a](/a/) [b](<t o.md>)\n\
             -- a/two.md --\n[one](one.html)\n-- a/t o.md --\n\n-- map.png --\n",
        );
    }

    /// Pages that only a program makes, where it pleases, and pages of the story.
    #[test]
    fn pages_of_a_site() {
        check(&BrokenLink::default(), "-- a.md --\n[b](/novel/b.html) [c](/2021/c) ⟦[d](d.html)⟧");
        check(&BrokenLink::default(), "-- a.md --\n⟦[b](/novel/b.html)⟧\n-- c.html --\n<p>C.</p>");
    }

    #[test]
    fn pages_as_folders() {
        check(
            &BrokenLink::default(),
            "-- a.md --\n[b](../b/) [c](../c/d/#e) ⟦[x](../x/)⟧ ⟦[c](../c.md)⟧\n\
             -- b.md --\n-- c/d.md --\n[b](../../b/) [d](../d/) ⟦[x](../x/)⟧\n\n# E\n",
        );
    }

    #[test]
    fn embed_before_an_escaped_bracket() {
        check(&BrokenLink::default(), r"![[embed.png]] see \[x](nope.md)");
    }

    #[test]
    fn not_judged() {
        check(
            &BrokenLink::default(),
            "[a](https://example.org/x.md) [b](#x) [c](javascript:x) [d]() [[e]] <me@example.org> \
             ![f](f.png) <!-- [g](g.md) --> {{ h }}",
        );
    }

    #[test]
    fn backslash() {
        check_help(r"⟦[b](a\b.md)⟧", None);
        check_help("-- c.md --\n⟦[b](a\\b.md)⟧\n-- a/b.md --\n", Some("did you mean `a/b.md`?"));
    }

    #[test]
    fn out_of_the_story() {
        let found = check(
            &BrokenLink::default(),
            "⟦[a](../../x.md)⟧ ⟦![b](../x.png)⟧ ⟦[c](C:\\x.md)⟧ ⟦[d](file:///x.md)⟧ [e](../../issues)",
        );
        assert_eq!(found[0].severity, Severity::Warning);
        assert_eq!(found[1].message, "The image is out of the story's folder: `../x.png`");
    }

    #[test]
    fn in_html_and_by_reference() {
        check(
            &BrokenLink::default(),
            "⟦<a href=\"b.md\">⟧b</a> <img src=\"c.png\"> `<a href=d>` ⟦[e]⟧ and [the same][e] \
             [the story](/story.md) [a page](/about/)\n\n[e]: e.md 'E'",
        );
    }

    #[test]
    fn misspelled() {
        check_help(
            "-- a/one.md --\n⟦[two](chapter-tow.md)⟧\n-- a/chapter-two.md --\n",
            Some("did you mean `chapter-two.md`?"),
        );
        check_help(
            "-- one.md --\n⟦[two](chapter-2.md)⟧\n-- chapter-02.md --\n",
            Some("did you mean `chapter-02.md`?"),
        );
    }

    #[test]
    fn other_chapter() {
        check_help("-- one.md --\n⟦[two](chapter-2.md)⟧\n-- chapter-3.md --\n", None);
    }

    #[test]
    fn longer_than_any_name() {
        check_help(&format!("⟦[a](b{}.md)⟧", "b".repeat(1_000_000)), None);
    }

    #[test]
    fn more_than_anyone_corrects() {
        let links: String = (0..50_000).map(|i| format!("⟦[x](part-{i}{i}.txt)⟧ ")).collect();
        let files: String = (0..200).map(|i| format!("-- part-{i}.md --\n")).collect();
        check_help(&format!("-- a.md --\n{links}\n{files}"), None);
    }

    #[test]
    fn moved() {
        check_help(
            "-- a/one.md --\n⟦[two](two.md)⟧\n-- b/two.md --\n",
            Some("did you mean `../b/two.md`?"),
        );
        check_help("-- a/one.md --\n⟦[two](two.md)⟧\n-- b/two.md --\n-- c/two.md --\n", None);
    }
}
