//! A chapter that the table of contents forgot.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Destination, DocumentFacts, LinkTargets, Role, Story, split_path};
use crate::validator::Validator;

/// The fewest documents that an index links to.
const SHORTEST_INDEX: usize = 3;

/// The rule `links/orphan`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Orphan {}

impl Validator for Orphan {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/orphan",
        summary: "A document of the story that no link leads to",
        docs: "\
Finds a document that no other one links to in a story which has an index. An index is a document that
links to three others or more and to more than half of the story: a table of contents, a `README.md`,
the `SUMMARY.md` of a book.

A reader who starts at the index never sees the chapter, and programs that make a book of the index
leave it out without a word.

```bad
-- SUMMARY.md (reference) --
- [One](one.md)
- [Two](two.md)
- [Three](three.md)
-- one.md --
# One
-- two.md --
# Two
-- three.md --
# Three
-- four.md --
# Four
```

```good
-- SUMMARY.md (reference) --
- [One](one.md)
- [Two](two.md)
- [Three](three.md)
-- one.md --
# One
-- two.md --
# Two
-- three.md --
# Three

[Read on](four.md)
-- four.md --
# Four
```

The finding is shown at the first line of the document. A story without an index is not judged, nor is
a folder from which the index takes nothing: drafts and notes may lie there.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let documents = &story.facts.documents;
        let linked = linked(story);
        let told: BTreeSet<&str> =
            documents.iter().filter(|document| document.role == Role::Story).map(path).collect();
        let n_listed = |index: usize| linked[index].intersection(&told).count();
        let Some(index) = (0..documents.len()).rev().max_by_key(|&index| n_listed(index)) else {
            return;
        };
        let n_listed = n_listed(index);
        let n_others = told.iter().filter(|&&other| other != path(&documents[index])).count();
        if n_listed < SHORTEST_INDEX || 2 * n_listed <= n_others {
            return;
        }
        let folders: BTreeSet<&str> = linked[index].iter().map(|path| split_path(path).0).collect();
        let found: BTreeSet<&str> = linked.iter().flatten().copied().collect();
        let index = &documents[index];
        for document in documents {
            if document.role == Role::Story
                && document.path != index.path
                && !found.contains(path(document))
                && folders.contains(split_path(path(document)).0)
            {
                let message = format!("No document links to `{}`", document.path);
                let label = format!("the index links to {n_listed} of {n_others} documents");
                cx.report(document.location(document.opening), message)
                    .label(index.location(index.opening), label);
            }
        }
    }
}

/// The files that each document links to, without itself.
fn linked(story: &Story) -> Vec<BTreeSet<&str>> {
    let targets = LinkTargets::of(story);
    let documents = story.facts.documents.iter().enumerate();
    let linked = documents.map(|(at, document)| {
        let files = document.links.iter().flat_map(|link| match targets.destination(at, &link) {
            Destination::File(file) | Destination::OtherCase(file) => [Some(file), None],
            Destination::Ambiguous(files) => files.map(Some),
            Destination::Anchor(place) => {
                [Some(path(&story.facts.documents[place.document as usize])), None]
            }
            Destination::NoAnchor(at) => [Some(path(&story.facts.documents[at])), None],
            Destination::Outside | Destination::Beyond | Destination::Nowhere => [None, None],
        });
        files.flatten().filter(|&file| *file != *document.path).collect()
    });
    linked.collect()
}

fn path(document: &DocumentFacts) -> &str {
    &document.path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn forgotten() {
        let found = check(
            &Orphan::default(),
            "-- toc.md (reference) --\n# Contents\n[1](a/1.md) [2](a/2.md) [3](a/3.md)\n\
             -- a/1.md --\nOne.\n-- a/2.md --\nTwo.\n-- a/3.md --\nThree.\n\
             -- a/4.md --\n⟦# Four⟧\n\n[Four](4.md)\n",
        );
        assert_eq!(found[0].message, "No document links to `a/4.md`");
        assert_eq!(found[0].labels[0].message, "the index links to 3 of 4 documents");
    }

    #[test]
    fn told_by_another_chapter() {
        check(
            &Orphan::default(),
            "-- toc.md (reference) --\n[1](1.md) [2](2.md) [3](3.md)\n\
             -- 1.md --\nOne.\n-- 2.md --\nTwo.\n-- 3.md --\n[More](4.md)\n-- 4.md --\nFour.\n",
        );
    }

    #[test]
    fn index_in_the_story() {
        check(
            &Orphan::default(),
            "-- 0.md --\n[1](1.md) [2](2.md) [3](3.md)\n\
             -- 1.md --\n-- 2.md --\n-- 3.md --\n-- 4.md --\n⟦# Four⟧\n",
        );
    }

    #[test]
    fn no_index() {
        check(
            &Orphan::default(),
            "-- 0.md --\n[1](1.md) [2](2.md) [3](3.md)\n-- 1.md --\n-- 2.md --\n-- 3.md --\n\
             -- 4.md --\n-- 5.md --\n-- 6.md --\n",
        );
        check(
            &Orphan::default(),
            "-- 0.md --\n[1](1.md) [2](2.md)\n-- 1.md --\n-- 2.md --\n-- 3.md --\n",
        );
    }

    #[test]
    fn beside_the_story() {
        check(
            &Orphan::default(),
            "-- toc.md (reference) --\n[1](a/1.md) [2](a/2.md) [3](a/3.md)\n\
             -- a/1.md --\n-- a/2.md --\n-- a/3.md --\n-- a/cast.md (reference) --\nAnn.\n\
             -- drafts/4.md --\nFour.\n",
        );
    }
}
