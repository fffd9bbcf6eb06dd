//! A chapter that is left out.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Destination, DocumentFacts, LinkTargets, LinkUse, Role, Story, split_path};
use crate::validator::Validator;

/// The rule `metadata/missing-chapter`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingChapter {}

/// How many files must be numbered alike before a gap is one.
const FEWEST: usize = 4;

/// The most numbers that a gap has.
const LONGEST: usize = 2;

/// What mdBook makes a book of.
const SUMMARY: &str = "SUMMARY.md";

/// The fewest files that a summary lists.
const SHORTEST_SUMMARY: usize = 3;

/// One number may be missing for so many files, at most; where more are, numbers are left out on purpose.
const ONE_OF: usize = 4;

impl Validator for MissingChapter {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/missing-chapter",
        summary: "A number left out between the files of chapters, or a chapter left out of SUMMARY.md",
        docs: "\
Finds a number that is left out among files of a folder that are called alike but for their number, as
`chapter-4.md` between `chapter-3.md` and `chapter-5.md`; and a chapter that other documents link to but
the `SUMMARY.md` of the book does not list, so that mdBook leaves it out.

A chapter that was never committed, or that the pipeline's sources leave out, is missed by readers
first.

```bad
-- chapter-1.md --
She waited.
-- chapter-2.md --
He came.
-- chapter-4.md --
They left.
-- chapter-5.md --
The end.
```

```good
-- chapter-1.md --
She waited.
-- chapter-2.md --
He came.
-- chapter-3.md --
They left.
-- chapter-4.md --
The end.
```

At least four files must be numbered alike. Gaps of more than two numbers, and folders in which more
than one number for each four files is left out (`scene-010.md`, `scene-020.md`), are taken for intended.

A `SUMMARY.md` is compared with the files if it lists three or more, in the folders from which it lists
any. What is called README or index is not missed there. One defect is told once: if a link leads to the
file that is missing, it is `links/broken-link` that says so, and if no link at all leads to a chapter,
`links/orphan`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let targets = LinkTargets::of(story);
        let uses: Vec<LinkUse<'_>> = targets.uses().collect();
        let dangling: BTreeSet<String> = uses
            .iter()
            .filter(|found| found.destination == Destination::Nowhere)
            .filter_map(|found| found.link.path(&found.document.path))
            .collect();
        unlisted(&story.facts.documents, &uses, cx);
        let mut alike: BTreeMap<(&str, &str), BTreeMap<u32, Numbered<'_>>> = BTreeMap::new();
        for document in story.facts.documents.iter().filter(|it| it.role == Role::Story) {
            if let Some((before, digits, after)) = parted(&document.path)
                && let Ok(number) = digits.parse()
            {
                let numbered = Numbered { document, n_digits: digits.len() };
                alike.entry((before, after)).or_default().insert(number, numbered);
            }
        }
        for ((before, after), files) in alike.iter().filter(|(_, files)| files.len() >= FEWEST) {
            let numbers: Vec<u32> = files.keys().copied().collect();
            let n_between = numbers[numbers.len() - 1] - numbers[0] - 1;
            let n_missing = n_between as usize - (numbers.len() - 2);
            if n_missing > files.len() / ONE_OF {
                continue;
            }
            let stem = split_path(before).1;
            let path = |n: u32, n_digits| format!("{before}{n:0n_digits$}{after}");
            for pair in numbers.windows(2) {
                let (last, next) = (&files[&pair[0]], &files[&pair[1]]);
                let called = |n: u32| format!("`{stem}{n:00$}{after}`", last.n_digits);
                if !(1..=LONGEST).contains(&((pair[1] - pair[0]) as usize - 1)) {
                    continue;
                }
                let numbers = pair[0] + 1..pair[1];
                if numbers.clone().all(|n| dangling.contains(&path(n, last.n_digits))) {
                    continue;
                }
                let missing: Vec<String> = numbers.map(called).collect();
                let is = if missing.len() == 1 { "is" } else { "are" };
                let message = format!("There {is} no {} before this file", missing.join(" and "));
                let (next, last) = (next.document, last.document);
                cx.report(next.location(next.opening), message)
                    .label(last.location(last.opening), "the file before it");
            }
        }
    }
}

/// Reports the chapters that other documents link to and a summary of their book does not.
fn unlisted(documents: &[DocumentFacts], uses: &[LinkUse<'_>], cx: &mut Context) {
    // What each document links to, and the first links to each file, of two other documents.
    let mut listed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut linked: BTreeMap<&str, Vec<&LinkUse<'_>>> = BTreeMap::new();
    for found in uses {
        let path = match found.destination {
            Destination::File(path) => path,
            Destination::Anchor(place) => &*documents[place.document as usize].path,
            Destination::NoAnchor(document) => &*documents[document].path,
            _ => continue,
        };
        let from = &*found.document.path;
        listed.entry(from).or_default().insert(path);
        let first = linked.entry(path).or_default();
        if from != path && first.len() < 2 && first.iter().all(|it| *it.document.path != *from) {
            first.push(found);
        }
    }
    let mut by_folder: BTreeMap<&str, Vec<&DocumentFacts>> = BTreeMap::new();
    for document in documents.iter().filter(|it| it.role == Role::Story) {
        by_folder.entry(split_path(&document.path).0).or_default().push(document);
    }
    for summary in documents.iter().filter(|it| split_path(&it.path).1 == SUMMARY) {
        let listed = listed.get(&*summary.path).filter(|listed| listed.len() >= SHORTEST_SUMMARY);
        let Some(listed) = listed else { continue };
        let root = split_path(&summary.path).0;
        let is_within = |folder: &&str| {
            root.is_empty() || *folder == root || folder.starts_with(&format!("{root}/"))
        };
        let folders = listed.iter().map(|path| split_path(path).0).filter(is_within);
        let folders: BTreeSet<&str> = folders.collect();
        let chapters = folders.iter().filter_map(|folder| by_folder.get(folder)).flatten();
        for document in chapters.filter(|it| !listed.contains(&*it.path) && !is_apart(&it.path)) {
            let uses = linked.get(&*document.path).into_iter().flatten();
            let Some(found) = uses.into_iter().find(|it| it.document.path != summary.path) else {
                continue;
            };
            let message = format!("`{}` does not list this file", summary.path);
            let place = found.document.location(found.link.span);
            cx.report(document.location(document.opening), message)
                .label(summary.location(summary.opening), "the chapters of the book")
                .label(place, "a link to it");
        }
    }
}

/// Whether a file is called README or index.
fn is_apart(path: &str) -> bool {
    let stem = split_path(path).1.split('.').next().unwrap_or_default().to_lowercase();
    matches!(&*stem, "readme" | "index")
}

/// A document whose file has a number of so many digits.
struct Numbered<'a> {
    document: &'a DocumentFacts,
    n_digits: usize,
}

/// A path parted at the last number in the name of the file, unless that begins its ending: what
/// stands before it, its digits, and what stands after it.
fn parted(path: &str) -> Option<(&str, &str, &str)> {
    let folder = path.len() - split_path(path).1.len();
    let stem = path[folder..].rfind('.').map_or(path.len(), |dot| folder + dot);
    let is_digit = |c: char| c.is_ascii_digit();
    let end = folder + path[folder..stem].rfind(is_digit)? + 1;
    let start = path[folder..end].trim_end_matches(is_digit).len() + folder;
    Some((&path[..start], &path[start..end], &path[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks a story of files with these names, of which those with a `!` before them are found.
    #[track_caller]
    fn check_files(names: &[&str]) -> Vec<String> {
        let text = |name: &&str| match name.strip_prefix('!') {
            Some(name) => format!("-- {name} --\n⟦Text.⟧\n"),
            None => format!("-- {name} --\nText.\n"),
        };
        let found = check(&MissingChapter::default(), &names.iter().map(text).collect::<String>());
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn gaps() {
        let found = check_files(&["a/1.md", "a/2.md", "a/3.md", "a/4.md", "!a/6.md"]);
        assert_eq!(found, ["There is no `5.md` before this file"]);
        let names = (1..=12).filter(|n| !(8..=9).contains(n));
        let names: Vec<String> =
            names.map(|n| format!("{}ch-{n:02}-x.md", if n == 10 { "!" } else { "" })).collect();
        let found = check_files(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found, ["There are no `ch-08-x.md` and `ch-09-x.md` before this file"]);
    }

    #[test]
    fn no_gaps() {
        check_files(&["1.md", "2.md", "4.md"]);
        check_files(&["010.md", "020.md", "030.md", "040.md"]);
        check_files(&["a1.md", "a2.md", "b4.md", "b5.md", "c.md", "x.v2.md", "x.v4.md"]);
        check_files(&["1.md", "2.md", "3.md", "4.md", "9.md", "4294967296.md"]);
        check_files(&["0.md", "1.md", "2.md", "3.md", "4294967295.md"]);
    }

    #[test]
    fn gaps_that_links_lead_to() {
        check(
            &MissingChapter::default(),
            "-- toc.md (reference) --\n[5](a/5.md)\n-- a/1.md --\n-- a/2.md --\n-- a/3.md --\n-- a/4.md --\n\
             -- a/6.md --\nText.\n",
        );
    }

    #[test]
    fn left_out_of_the_summary() {
        let found = check(
            &MissingChapter::default(),
            "-- src/SUMMARY.md (reference) --\n# Book\n\n[1](a.md) [2](b.md#x) [3](c/d.md)\n\
             -- src/a.md --\nText. [Next](b.md) [On](e.md)\n-- src/b.md --\nText. [a](#b)\n-- src/c/d.md --\nText.\n\
             -- src/e.md --\n⟦Text.⟧\n-- src/f.md --\nText.\n-- src/g/h.md --\nText.\n-- src/README.md --\nText.\n\
             -- x.md --\n[f](src/README.md) [h](src/g/h.md)\n",
        );
        assert_eq!(found[0].message, "`src/SUMMARY.md` does not list this file");
    }

    #[test]
    fn short_summary() {
        check(
            &MissingChapter::default(),
            "-- SUMMARY.md (reference) --\n[1](a.md) [2](b.md)\n-- a.md --\n[On](c.md)\n-- b.md --\n-- c.md --\n",
        );
    }
}
