//! A link to a file that is not there.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{LinkKind, Story, split_path, target};
use crate::validator::Validator;

/// How alike two names of files are, from 0 to 1, if one may be a misspelling of the other.
const ALIKE: f64 = 0.75;

/// For so many paths that lead nowhere a file is suggested, which takes a look at every file.
const MOST_SUGGESTIONS: usize = 500;

/// The most bytes in the name of a file on any common system; comparing takes the square of it.
const LONGEST_NAME: usize = 255;

/// The rule `links/broken-link`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BrokenLink {}

impl Validator for BrokenLink {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/broken-link",
        summary: "A link or image whose file does not exist",
        docs: "\
Finds links and images that lead to a file which the story does not have, mostly since a chapter was
renamed and the table of contents was not. Where a file is named nearly so, it is suggested.

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
```

The case of letters counts, as it does on the web. A path that begins with `/` begins at the folder of
the story. A link to `chapter.html` or `chapter` is fine if there is a `chapter.md`. Not judged are
URLs, places in a file (`#crossing`), wiki links, links in HTML within Markdown, and what leads out of
the folder of the story.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut meant_by: FxHashMap<String, Option<&str>> = FxHashMap::default();
        for document in &story.facts.documents {
            for link in document.links.iter() {
                let Some(path) = link.path(&document.path) else { continue };
                if target(&story.files, &path).is_some() {
                    continue;
                }
                let message = if link.kind == LinkKind::Image {
                    format!("The image `{path}` does not exist")
                } else {
                    format!("The link leads to `{path}`, which does not exist")
                };
                let finding = cx.report(document.location(link.span), message);
                if !meant_by.contains_key(&path) && meant_by.len() < MOST_SUGGESTIONS {
                    meant_by.insert(path.clone(), meant(&story.files, &path));
                }
                if let Some(Some(meant)) = meant_by.get(&path) {
                    let from = relative(&document.path, meant);
                    finding.help(if meant.eq_ignore_ascii_case(&path) {
                        format!("the file is called `{from}`; upper and lower case differ")
                    } else {
                        format!("did you mean `{from}`?")
                    });
                }
            }
        }
    }
}

/// The file that a link to `path` most likely means.
fn meant<'a>(files: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    let (folder, name) = split_path(path);
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = || path.chars().flat_map(char::to_lowercase);
    if let Some(file) =
        files.iter().find(|file| file.chars().flat_map(char::to_lowercase).eq(lower()))
    {
        return Some(file);
    }
    let mut same = files.iter().filter(|file| split_path(file).1 == name);
    if let (Some(file), None) = (same.next(), same.next()) {
        return Some(file);
    }
    let alike = files.iter().filter_map(|file| {
        let (other_folder, other) = split_path(file);
        let is_near = other_folder == folder && numbers(other).eq(numbers(name));
        is_near.then(|| (strsim::normalized_damerau_levenshtein(name, other), file.as_str()))
    });
    let (alike, file) = alike.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (alike >= ALIKE).then_some(file)
}

/// The numbers in a name. Chapter 3 is no misspelling of chapter 4, but it is one of chapter 03.
fn numbers(name: &str) -> impl Iterator<Item = &str> {
    name.split(|char: char| !char.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.trim_start_matches('0'))
}

/// `path` as a link in the file `from` has it.
fn relative(from: &str, path: &str) -> String {
    let mut folders = split_path(from).0.split('/').filter(|part| !part.is_empty()).peekable();
    let mut parts = path.split('/').peekable();
    while let (Some(folder), Some(part)) = (folders.peek(), parts.peek())
        && folder == part
    {
        folders.next();
        parts.next();
    }
    folders.map(|_| "..").chain(parts).collect::<Vec<_>>().join("/")
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
        check_help("See ⟦![the map](maps/north%20west.png)⟧.", None);
    }

    #[test]
    fn present() {
        check(
            &BrokenLink::default(),
            "-- a/one.md --\n[two](two.md#end) [map](../map.png) [all](..) [a](/a/) [b](<t o.md>)\n\
             -- a/two.md --\n[one](one.html)\n-- a/t o.md --\n\n-- map.png --\n",
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
            "[a](https://example.org/x.md) [b](#x) [c](../../x.md) [d]() [[e]] <me@example.org>",
        );
    }

    #[test]
    fn other_case() {
        check_help(
            "-- a.md --\n⟦[b](maps/north.png)⟧\n-- maps/North.png --\n",
            Some("the file is called `maps/North.png`; upper and lower case differ"),
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
