//! A chapter whose declared date is before that of the chapter before it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{DocumentFacts, Key, Role, Story, Value, split_path};
use crate::validator::Validator;

/// The rule `metadata/date-order`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DateOrder {
    /// The keys that date documents.
    keys: Vec<String>,
}

impl Default for DateOrder {
    fn default() -> Self {
        Self { keys: ["date", "story-date", "story_date"].map(str::to_owned).into() }
    }
}

/// How many chapters must have a date before their order is judged.
const FEWEST: usize = 4;

/// The part of the chapters that may be out of order, one of so many: where more are, the story is
/// not told in order.
const ONE_OF: usize = 4;

impl Validator for DateOrder {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/date-order",
        summary: "A chapter dated before the chapter that it follows",
        docs: "\
Finds a chapter whose date in the front matter is earlier than that of a chapter before it, in a story
whose other chapters are dated in order.

A timeline drawn from these dates jumps back, and a date that was mistyped once is copied into the text.

```bad
-- 1.md --
---
date: 1871-10-03
---
She waited.
-- 2.md --
---
date: 1871-10-05
---
He came.
-- 3.md --
---
date: 1817-10-06
---
They left.
-- 4.md --
---
date: 1871-10-09
---
The end.
```

```good
-- 1.md --
---
date: 1871-10-03
---
She waited.
-- 2.md --
---
date: 1871-10-05
---
He came.
-- 3.md --
---
date: 1851-06-01
flashback: true
---
They were children.
-- 4.md --
---
date: 1871-10-09
---
The end.
```

A chapter with `flashback: true` is left alone, and so is a story in which more than a quarter of the
chapters are out of order, or that has fewer than four with a date. Chapters are compared within a
folder. A date is written year first: `1871-10-03`, `1871-10` or `1871`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let documents = story.facts.documents.iter().filter(|it| it.role == Role::Story);
        let mut dated: BTreeMap<(&str, &str), Vec<Dated<'_>>> = BTreeMap::new();
        for document in documents.filter(|document| !document.is_flashback()) {
            let folder = split_path(&document.path).0;
            for key in document.keys().iter().filter(|key| self.keys.contains(&key.name)) {
                if let Some(date) = date(&key.value) {
                    dated.entry((folder, &key.name)).or_default().push(Dated {
                        document,
                        key,
                        date,
                    });
                }
            }
        }
        for all in dated.into_values().filter(|all| all.len() >= FEWEST) {
            let odd = out_of_order(&all);
            if odd.len() * ONE_OF > all.len() {
                continue;
            }
            for at in odd {
                let this = &all[at];
                // The nearest that it is out of step with.
                let before = all[..at].iter().rev().find(|other| this.is_before(other));
                let after = || all[at..].iter().find(|other| other.is_before(this));
                let Some(other) = before.or_else(after) else { continue };
                let (key, date) = (&this.key.name, &this.date);
                let order = if before.is_some() { "earlier" } else { "later" };
                let where_ = if before.is_some() { "before" } else { "after" };
                let message =
                    format!("`{key}` is {date}, {order} than in a chapter {where_} this one");
                cx.report(this.document.location(this.key.span), message)
                    .label(other.document.location(other.key.span), format!("{} here", other.date));
            }
        }
    }
}

/// A document with its date.
struct Dated<'a> {
    document: &'a DocumentFacts,
    key: &'a Key,
    /// Year first: the order of the text is that of the dates, as far as both are told.
    date: &'a str,
}

impl Dated<'_> {
    /// Whether it is earlier, as far as both dates are told.
    fn is_before(&self, other: &Self) -> bool {
        let length = self.date.len().min(other.date.len());
        self.date[..length] < other.date[..length]
    }
}

/// The fewest of `all` without which the others are in order: all but a longest run in order, the
/// first of several.
fn out_of_order(all: &[Dated<'_>]) -> Vec<usize> {
    // For each, how long the longest run in order is that ends with it, and the one before it there.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::new();
    for at in 0..all.len() {
        let fits = |&before: &usize| !all[at].is_before(&all[before]);
        let before = (0..at).rev().filter(fits).max_by_key(|&before| runs[before].0);
        runs.push((before.map_or(1, |before| runs[before].0 + 1), before));
    }
    let mut in_order = vec![false; all.len()];
    let mut next = (0..all.len()).rev().max_by_key(|&at| runs[at].0);
    while let Some(at) = next {
        in_order[at] = true;
        next = runs[at].1;
    }
    (0..all.len()).filter(|&at| !in_order[at]).collect()
}

/// A date as `1871-10-03`, `1871-10` or `1871`.
fn date(value: &Value) -> Option<&str> {
    let Value::Text(text) = value else { return None };
    let date = text.trim();
    let date = date.get(..10).unwrap_or(date);
    let is_date = date.split('-').enumerate().all(|(part, digits)| {
        let length = if part == 0 { 4 } else { 2 };
        digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    (is_date && matches!(date.len(), 4 | 7 | 10)).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks documents with the given keys, of which some are marked.
    #[track_caller]
    fn check_all(heads: &[&str]) -> Vec<String> {
        let documents = heads
            .iter()
            .enumerate()
            .map(|(n, head)| format!("-- {n}.md --\n---\n{head}\n---\nText.\n"));
        let found = check(&DateOrder::default(), &documents.collect::<String>());
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn earlier() {
        let found = check_all(&[
            "date: 1871-10-03",
            "date: 1871-10-04",
            "⟦date⟧: 1817-10-05",
            "date: 1871-10-06",
        ]);
        assert_eq!(found, ["`date` is 1817-10-05, earlier than in a chapter before this one"]);
    }

    #[test]
    fn later() {
        let found = check_all(&[
            "date: 1871-10-03",
            "⟦date⟧: 1971-10-04",
            "date: 1871-10-05",
            "date: 1871-10-06",
        ]);
        assert_eq!(found, ["`date` is 1971-10-04, later than in a chapter after this one"]);
    }

    #[test]
    fn the_later_of_two() {
        let found = check_all(&[
            "date: 1871-10-03",
            "date: 1871-10-04",
            "date: 1871-10-06",
            "⟦date⟧: 1871-10-05",
        ]);
        assert_eq!(found, ["`date` is 1871-10-05, earlier than in a chapter before this one"]);
    }

    #[test]
    fn as_far_as_they_are_told() {
        check_all(&["date: 1871-10-03", "date: 1871-10", "date: 1871-10-02", "date: 1871-11-01"]);
        check_all(&[
            "date: 1871-10-03",
            "date: 1871-10-03",
            "date: soon",
            "date: 1871-10-03T10:00",
        ]);
    }

    #[test]
    fn not_told_in_order() {
        check_all(&[
            "date: 1871-10-03",
            "date: 1871-09-03",
            "date: 1871-08-03",
            "date: 1871-10-03",
        ]);
        check_all(&["date: 1871-10-03", "date: 1871-09-03"]);
    }
}
