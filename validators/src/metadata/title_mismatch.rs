//! A chapter with two titles.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Location;
use crate::meta::{Group, Meta};
use crate::story::numbers::{cardinal, ordinal, roman};
use crate::story::prose::is_listed;
use crate::story::slip::folded;
use crate::story::{
    ChapterTitle, Destination, DocumentFacts, LinkTargets, Role, Story, split_path,
};
use crate::validator::Validator;

/// The rule `metadata/title-mismatch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TitleMismatch {}

/// What parts of a book are called that have a number.
const PARTS: &str = "\
act book canto chap chapter day ep episode letter part scene section stave story tale vol volume";

/// Titles that say what a page is, and not what it is called.
const PLAIN: &str = "\
about acknowledgements acknowledgments afterword appendix colophon contents copyright cover \
dedication epigraph epilogue foreword home imprint index interlude introduction notes overview \
preface prologue readme start summary titlepage";

/// Words that titles are the same with or without.
const SMALL: &str = "a an and the";

impl Validator for TitleMismatch {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/title-mismatch",
        summary: "A chapter that is called otherwise in its front matter or the table of contents",
        docs: "\
Finds a chapter whose `title` in the front matter is another than that of its first heading, and an
entry in a table of contents (`SUMMARY.md`, `toc`, `nav`, `contents`) that calls a chapter what neither
its heading nor its front matter does; and a README that calls the story by its title but for one word.

A reader who looks for a title finds another, and of two titles one is mostly from an older draft.

```bad
-- SUMMARY.md (reference) --
- [Chapter 1: The Bridge](1.md)
- [Chapter 2: The Gate](2.md)
-- 1.md --
# The Ford
-- 2.md --
# The Gate
```

```good
-- SUMMARY.md (reference) --
- [Chapter 1: The Ford](1.md)
- [II. The Gate](2.md)
-- 1.md --
---
title: \"The Ford, or: A Crossing\"
---
# The Ford
-- 2.md --
# Chapter Two: *The Gate!*
```

Case, punctuation and articles do not count, nor does a subtitle that one of them leaves out. The number
of a chapter only counts against another number. Where a chapter begins with several headings, one that
agrees is enough. Titles such as `Prologue` or `Summary` agree with all, and a list may call a chapter
something else beside its title. Where only one file has a title, and names the author, it is that of the book. If more chapters disagree with their front matter than agree, or more than
one if none agrees, the two are meant to differ, and so it is with a table of contents.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut heads = Tally::default();
        for document in story.facts.documents.iter().filter(|it| it.role == Role::Story) {
            let Some((title, location)) = front_matter_title(document) else { continue };
            heads.compare(&title, location, &document.titles, None, document);
        }
        if !is_of_book(story) {
            heads.report("The front matter calls this chapter", cx);
        }
        let targets = LinkTargets::of(story);
        for (at, contents) in story.facts.documents.iter().enumerate() {
            let mut entries = Tally::default();
            let mut links = contents.links.iter();
            for listed in &contents.listed_titles {
                let Some(link) = links.find(|link| link.span == listed.span) else { break };
                let document = match targets.destination(at, &link) {
                    Destination::File(file) if link.fragment().is_none() => targets.document(file),
                    _ => None,
                };
                let Some(document) = document.filter(|it| it.role == Role::Story) else { continue };
                let title = front_matter_title(document).map(|(title, _)| title);
                let location = contents.location(listed.span);
                entries.compare(&listed.text, location, &document.titles, title, document);
            }
            entries.report("The table of contents calls this chapter", cx);
        }
        compare_readme(story, cx);
    }
}

/// Whether what front matter calls by a title is the book: one file does so, which names the author, too, as the
/// first of those of which Pandoc makes a book.
fn is_of_book(story: &Story) -> bool {
    let chapters = story.facts.documents.iter().filter(|it| it.role == Role::Story);
    let mut titled = chapters.filter(|it| front_matter_title(it).is_some());
    let first = titled.next().filter(|_| titled.next().is_none());
    first.is_some_and(|it| {
        it.keys().iter().any(|key| is_listed("author authors creator", &key.name))
    })
}

/// Reports the heading of a README that is but for one word that of the story.
fn compare_readme(story: &Story, cx: &mut Context) {
    let documents = &story.facts.documents;
    let is_readme = |it: &&DocumentFacts| {
        let stem = split_path(&it.path).1.split('.').next();
        it.role != Role::Story && stem.is_some_and(|stem| stem.eq_ignore_ascii_case("readme"))
    };
    for readme in documents.iter().filter(is_readme) {
        let Some(called) = readme.titles.first() else { continue };
        let this = Title::of(&called.text);
        let story = documents.iter().filter(|it| it.role == Role::Story);
        let titles =
            story.filter_map(|it| Some((it, it.titles.first()?, Title::of(&it.titles[0].text))));
        let titles: Vec<_> = titles.collect();
        if titles.iter().any(|(.., title)| this.is_same(title) == Some(true)) {
            continue;
        }
        if let Some((document, heading, _)) = titles.iter().find(|it| this.is_near(&it.2)) {
            let message = format!(
                "The README calls the story `{}`, its heading `{}`",
                called.text, heading.text
            );
            cx.report(readme.location(called.span), message)
                .label(document.location(heading.span), "the heading");
        }
    }
}

/// The title that the front matter of a document has, and where.
fn front_matter_title(document: &DocumentFacts) -> Option<(String, Location)> {
    let (title, span) = document.title()?;
    Some((title, document.location(span)))
}

/// How titles from one source agree with those of chapters.
#[derive(Default)]
struct Tally<'a> {
    /// The chapters of which a title agrees.
    same: BTreeSet<&'a str>,
    /// The titles that differ, with the heading of the chapter.
    other: Vec<(String, Location, &'a ChapterTitle, &'a DocumentFacts)>,
}

impl<'a> Tally<'a> {
    /// Takes in that `document`, which begins with `headings` and may have a `title`, is called
    /// `called` at a place.
    fn compare(
        &mut self,
        called: &str,
        location: Location,
        headings: &'a [ChapterTitle],
        title: Option<String>,
        document: &'a DocumentFacts,
    ) {
        let this = Title::of(called);
        let own = headings.iter().map(|heading| &*heading.text).chain(title.as_deref());
        let all = headings.iter().map(|heading| &*heading.text).collect::<Vec<_>>().join(" ");
        let verdicts: Vec<_> =
            own.chain([&*all]).filter_map(|other| this.is_same(&Title::of(other))).collect();
        if verdicts.contains(&true) {
            self.same.insert(&document.path);
        } else if let Some(heading) =
            headings.iter().find(|heading| this.is_same(&Title::of(&heading.text)).is_some())
        {
            self.other.push((called.to_owned(), location, heading, document));
        }
    }

    fn report(self, calls: &str, cx: &mut Context) {
        // A list of landmarks, beside that of chapters, calls the first of them "Start".
        let mut seen = self.same.clone();
        let is_new = |other: &(_, _, _, &'a DocumentFacts)| seen.insert(&other.3.path);
        let other: Vec<_> = self.other.into_iter().filter(is_new).collect();
        if other.len() > self.same.len().max(1) {
            return;
        }
        for (called, location, heading, document) in other {
            let message = format!("{calls} `{}`, its heading `{}`", called.trim(), heading.text);
            cx.report(location, message).label(document.location(heading.span), "the heading");
        }
    }
}

/// A title taken apart.
struct Title {
    number: Option<u32>,
    words: Vec<String>,
}

impl Title {
    fn of(text: &str) -> Self {
        let text = text.replace('&', " and ").replace(['\'', '’'], "");
        let split = text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> = split.filter(|word| !word.is_empty()).map(folded).collect();
        let mut rest = words.as_slice();
        let mut number = None;
        // "Book I, Chapter 3": the last is that of the chapter.
        loop {
            let is_part = |word: &String| is_listed(PARTS, word);
            let (n, length) = match rest {
                [the, nth, part, ..] if the == "the" && is_part(part) => (ordinal(nth), 3),
                [part, n, m, ..] if is_part(part) && compound(n, m).is_some() => {
                    (compound(n, m), 3)
                }
                [part, n, ..] if is_part(part) => (number_of(n), 2),
                [n] => (number_of(n), 1),
                [n, ..] if number.is_none() && stands_apart(&text) => (figures_or_roman(n), 1),
                _ => (None, 0),
            };
            let Some(n) = n else { break };
            number = Some(n);
            rest = &rest[length..];
        }
        let words = rest.iter().filter(|word| !is_listed(SMALL, word)).cloned().collect();
        Self { number, words }
    }

    /// Whether two titles say the same; `None` if one says nothing that the other could deny.
    fn is_same(&self, other: &Self) -> Option<bool> {
        let numbers = self.number.zip(other.number).map(|(one, other)| one == other);
        let is_plain = |title: &Self| {
            let [word] = title.words.as_slice() else { return false };
            is_listed(PLAIN, word)
        };
        if is_plain(self) || is_plain(other) {
            return Some(true);
        }
        if self.words.is_empty() || other.words.is_empty() {
            return numbers;
        }
        let (short, long) = match self.words.len() <= other.words.len() {
            true => (&self.words, &other.words),
            false => (&other.words, &self.words),
        };
        let words = long.windows(short.len()).any(|part| part == short.as_slice());
        // "Good-bye" is "Goodbye".
        let words = words || short.concat() == long.concat();
        Some(words && numbers != Some(false))
    }

    /// Whether two titles of at least four words differ in one of them.
    fn is_near(&self, other: &Self) -> bool {
        let pairs = self.words.iter().zip(&other.words);
        self.words.len() >= 4
            && self.words.len() == other.words.len()
            && pairs.filter(|(one, other)| one != other).count() == 1
    }
}

/// The number that `word` is, however it is written.
fn number_of(word: &str) -> Option<u32> {
    figures_or_roman(word).or_else(|| cardinal(word)).or_else(|| ordinal(word))
}

/// "Twenty one".
fn compound(tens: &str, ones: &str) -> Option<u32> {
    let (tens, ones) = (cardinal(tens)?, cardinal(ones)?);
    (tens >= 20 && tens % 10 == 0 && (1..10).contains(&ones)).then_some(tens + ones)
}

/// Whether a mark parts the first word of a title from the rest: "I. Go", but not "I Go".
fn stands_apart(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = rest.trim_start_matches(char::is_alphanumeric).trim_start();
    rest.starts_with(|c: char| !c.is_alphanumeric())
}

fn figures_or_roman(word: &str) -> Option<u32> {
    word.parse().ok().or_else(|| roman(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[track_caller]
    fn check_same(one: &str, other: &str, expected: Option<bool>) {
        assert_eq!(Title::of(one).is_same(&Title::of(other)), expected, "{one} / {other}");
        assert_eq!(Title::of(other).is_same(&Title::of(one)), expected, "{other} / {one}");
    }

    #[test]
    fn titles() {
        check_same("Chapter 3: The Ford", "ford", Some(true));
        check_same("III. The Ford", "Chapter Three — “The Ford!”", Some(true));
        check_same("The Ford; or, A Crossing", "The Ford", Some(true));
        check_same("Fire & Ash", "Fire and Ash", Some(true));
        check_same("The Third Chapter: Ash", "3 Ash", Some(true));
        check_same("Chapter Twenty-One", "21", Some(true));
        check_same("Three", "Chapter 3", Some(true));
        check_same("Book I, Chapter 3", "Chapter III", Some(true));
        check_same("The Ford", "The Bridge", Some(false));
        check_same("Chapter 3: The Ford", "Chapter 4: The Ford", Some(false));
        check_same("Chapter 3", "IV", Some(false));
        check_same("Three Men", "Four Men", Some(false));
        check_same("The Long Good-bye", "3. The Long Goodbye", Some(true));
        check_same("I Go to Styles", "Chapter 3: I Go to Styles", Some(true));
        check_same("Chapter Civil", "Chapter 7", None);
        check_same("The Ford", "Chapter 3", None);
        check_same("The Ford", "I", None);
        check_same("Summary", "The Ford", Some(true));
    }

    #[test]
    fn front_matter() {
        let found = check(
            &TitleMismatch::default(),
            "-- 1.md --\n---\n⟦title⟧: The Bridge\n---\n# Book One\n\n## The Ford\n\nText.\n\
             -- 2.md --\n---\ntitle: Two\n---\nText.\n-- 3.md --\n---\ntitle: \"3\"\n---\n# III\n\n# The Gate\n",
        );
        assert_eq!(
            found[0].message,
            "The front matter calls this chapter `The Bridge`, its heading `The Ford`"
        );
    }

    #[test]
    fn of_the_book() {
        check(
            &TitleMismatch::default(),
            "-- 1.md --\n---\ntitle: Bees\nauthor: Ann Hale\n---\n# The Ford\n-- 2.md --\n# The Gate",
        );
    }

    #[test]
    fn contents() {
        check(
            &TitleMismatch::default(),
            "-- SUMMARY.md (reference) --\n- [Chapter 1: The Ford](1.md)\n- ⟦[Chapter 2: The Dam](2.md)⟧\n\
             - [The Wall](3.md) [a part of it](3.md#x) [Map](m.png) [Read on](1.md)\n\
             -- 1.md --\n# The Ford\n-- 2.md --\n# The Gate\n-- 3.md --\n---\ntitle: The Wall\n---\n# Part 3\n",
        );
    }

    #[test]
    fn meant_to_differ() {
        check(
            &TitleMismatch::default(),
            "-- 1.md --\n---\ntitle: The Bridge\n---\n# My Novel\n-- 2.md --\n---\ntitle: The Ford\n---\n# My Novel\n",
        );
    }
}
