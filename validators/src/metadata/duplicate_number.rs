//! Two chapters with one number.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{DocumentFacts, Key, Role, Story, Value, split_path};
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

impl Validator for DuplicateNumber {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/duplicate-number",
        summary: "Two chapters whose front matter has the same number",
        docs: "\
Finds a chapter whose number in the front matter is that of another chapter in the folder.

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
for something else, and nothing is reported.
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
    }
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
    fn no_numbers_of_chapters() {
        check_all(&["chapter: 1", "chapter: 1", "chapter: 2", "chapter: 2", "chapter: 3"]);
    }
}
