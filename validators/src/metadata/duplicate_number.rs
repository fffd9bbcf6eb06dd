//! Two chapters with one number.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::numbers::{cardinal, roman};
use crate::story::prose::is_listed;
use crate::story::{AnchorKind, DocumentFacts, Key, Role, Story, Value, split_path};
use crate::validator::Validator;

/// The rule `metadata/duplicate-number`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicateNumber {
    /// The keys that number documents.
    keys: Vec<String>,
}

impl Default for DuplicateNumber {
    fn default() -> Self {
        let keys = ["chapter", "chapter-number", "chapter_number", "episode", "number"];
        Self { keys: keys.map(str::to_owned).into() }
    }
}

/// The part of the numbers that may be there twice, one of so many: where more are, chapters are
/// told in several files each.
const ONE_OF: usize = 4;

/// First words of headings after which chapters are counted anew.
const APART: &str = "\
act appendix book commentary contents endnotes notes outline part summary synopsis volume";

/// Words after the number of a chapter that is told in parts.
const PARTS: &str = "cont contd continued part scene section";

impl Validator for DuplicateNumber {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/duplicate-number",
        summary: "Two chapters that have the same number",
        docs: "\
Finds a chapter whose number in the front matter is that of another chapter in the folder, and a heading
`Chapter 3` where the chapter before it is called so too.

Programs that sort the chapters by number swap them or leave one out, and the next chapter is often
numbered wrongly too.

```bad
-- a.md --
---
chapter: 1
---
She waited.
-- b.md --
---
chapter: 2
---
He came.
-- c.md --
---
chapter: 2
---
They left.
-- d.md --
---
chapter: 3
---
The end.
```

```good
-- a.md --
---
chapter: 1
---
She waited.
-- b.md --
---
chapter: 2
scene: 1
---
He came.
-- c.md --
---
chapter: 2
scene: 2
---
They left.
```

Documents that another key with a number tells apart, as `scene` does here, or `book`, are no two
chapters of one number. Where more than a quarter of the numbers stand there twice, a number is taken
for something else, and nothing is reported; so with headings, if two or more are there twice (`Chapter One: Nora`,
`Chapter One: Will`). A chapter that goes on in another file (`Chapter 3, part 2`), and one after a heading such as
`Book Two` or `Notes`, is none with the same number.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let documents = story.facts.documents.iter().filter(|it| it.role == Role::Story);
        let mut numbered: FxHashMap<(&str, &str), Vec<Numbered<'_>>> = FxHashMap::default();
        for document in documents {
            let folder = split_path(&document.path).0;
            for key in document.keys().iter().filter(|key| self.keys.contains(&key.name)) {
                if let Some(number) = number(&key.value) {
                    let all = numbered.entry((folder, &key.name)).or_default();
                    all.push(Numbered { document, key, number });
                }
            }
        }
        for all in numbered.into_values() {
            let twice: Vec<_> =
                (1..all.len()).filter_map(|at| Some((at, repeated(&all, at)?))).collect();
            if twice.len() * ONE_OF > all.len() {
                continue;
            }
            for (later, first) in twice.into_iter().map(|(at, first)| (&all[at], &all[first])) {
                let message =
                    format!("`{}` is {} here and in another chapter", later.key.name, later.number);
                cx.report(later.document.location(later.key.span), message).label(
                    first.document.location(first.key.span),
                    format!("{} here too", first.number),
                );
            }
        }
        self.headings(story, cx);
    }
}

impl DuplicateNumber {
    /// Reports the headings that call a chapter what the chapter before it is called.
    fn headings(&self, story: &Story, cx: &mut Context) {
        let documents = story.facts.documents.iter().filter(|it| it.role == Role::Story);
        let mut last: Option<(u32, &DocumentFacts, Span)> = None;
        let (mut n_numbered, mut twice) = (0, Vec::new());
        for document in documents {
            let is_numbered = document.keys().iter().any(|key| self.keys.contains(&key.name));
            let headings = document.anchors.iter().filter(|it| it.kind == AnchorKind::Heading);
            for heading in headings {
                let (word, rest) = heading.name.split_once('-').unwrap_or((&heading.name, ""));
                let (digits, rest) = rest.split_once('-').unwrap_or((rest, ""));
                let number = digits.parse().ok().or_else(|| roman(digits));
                let number = number.or_else(|| in_words(digits, rest));
                let Some(number) = number.filter(|_| word == "chapter") else {
                    last = last.filter(|_| !is_listed(APART, word));
                    continue;
                };
                n_numbered += 1;
                let is_part = is_listed(PARTS, rest.split('-').next().unwrap_or(""));
                let is_same = |&(other, before, _): &(u32, &DocumentFacts, Span)| {
                    let is_next = before.path == document.path
                        || !is_numbered
                            && number > 1
                            && split_path(&before.path).0 == split_path(&document.path).0;
                    other == number && is_next && !is_part
                };
                let it = (number, document, heading.span);
                twice.extend(last.filter(is_same).map(|before| [before, it]));
                last = Some(it);
            }
        }
        // "Chapter One: Nora", "Chapter One: Will".
        if twice.len() > 1 && twice.len() * ONE_OF > n_numbered {
            return;
        }
        for [(number, before, there), (_, document, here)] in twice {
            let message = format!("This is chapter {number}, and so is the chapter before it");
            cx.report(document.location(here), message)
                .label(before.location(there), format!("chapter {number} here too"));
        }
    }
}

/// The number that `word` is, with what follows it: "twenty", "twenty-one".
fn in_words(word: &str, rest: &str) -> Option<u32> {
    let tens = cardinal(word)?;
    let unit = rest.split('-').next().and_then(cardinal);
    let unit = unit.filter(|unit| *unit < 10 && tens >= 20 && tens % 10 == 0);
    Some(tens + unit.unwrap_or(0))
}

/// A document with its number.
struct Numbered<'a> {
    document: &'a DocumentFacts,
    key: &'a Key,
    number: f64,
}

/// The first of `all` with the same number as the one at `at`, if that is not told apart from it.
fn repeated(all: &[Numbered<'_>], at: usize) -> Option<usize> {
    let this = &all[at];
    all[..at].iter().position(|other| {
        let differs = |key: &Key| {
            let theirs = other.document.keys().iter().find(|their| their.name == key.name);
            let number_of = |key: &Key| number(&key.value);
            number_of(key)
                .zip(theirs.and_then(number_of))
                .is_some_and(|(this, their)| this != their)
        };
        other.number == this.number && !this.document.keys().iter().any(differs)
    })
}

/// A number, which may be written as text.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks documents with the given front matter, of which some keys are marked.
    #[track_caller]
    fn check_all(heads: &[&str]) {
        let documents = heads
            .iter()
            .enumerate()
            .map(|(n, head)| format!("-- {n}.md --\n---\n{head}\n---\nText.\n"));
        check(&DuplicateNumber::default(), &documents.collect::<String>());
    }

    #[test]
    fn twice() {
        check_all(&["chapter: 1", "chapter: 2", "⟦chapter⟧: 2", "chapter: 3"]);
        check_all(&["number: '4'", "number: 5", "number: 6", "⟦number⟧: 4"]);
    }

    #[test]
    fn told_apart() {
        check_all(&[
            "book: 1\nchapter: 1",
            "book: 2\nchapter: 1",
            "book: 2\nchapter: 2",
            "chapter: 3",
        ]);
        check_all(&[
            "chapter: 1",
            "chapter: 1.5",
            "chapter: 2",
            "chapter: three",
            "chapter: three",
        ]);
    }

    #[test]
    fn headings() {
        let rule = DuplicateNumber::default();
        check(&rule, "# Chapter Twenty\n\n# Chapter Twenty-One\n\n⟦# Chapter Twenty-One⟧\n");
        check(&rule, "# Chapter XIX\n\nShe left.\n\n⟦# Chapter XIX. The Ford⟧\n\nHe came.\n");
        check(
            &rule,
            "# Chapter XIX\n\nShe left.\n\n# Chapter XX\n\n# Chapter Xan\n\n# Chapter Xan\n",
        );
        check(
            &rule,
            "-- a.txt --\nCHAPTER III\n\nShe left.\n\n⟦CHAPTER III\nTHE FORD⟧\n\nHe came.\n",
        );
        check(&rule, "# Chapter 3\n\nShe left.\n\n⟦# Chapter 3: The Ford⟧\n\nHe came.\n");
        check(&rule, "-- a.md --\n# Chapter 3\n\n## East\n-- b.md --\n⟦# Chapter 3⟧\n\nHe came.\n");
        check(
            &rule,
            "# Chapter 1: Ann\n\n# Chapter 1: Tom\n\n# Chapter 2: Ann\n\n# Chapter 2: Tom\n",
        );
        check(&rule, "# Chapter 3\n\n# Book 2\n\n# Chapter 3\n\n# Chapter 3, part 2\n");
        check(
            &rule,
            "-- a.md --\n# Chapter 1\n-- b.md --\n# Chapter 1\n-- c/d.md --\n# Chapter 1\n",
        );
    }

    #[test]
    fn no_numbers_of_chapters() {
        check_all(&["chapter: 1", "chapter: 1", "chapter: 2", "chapter: 2", "chapter: 3"]);
    }
}
