//! Front matter that cannot be read, or that lacks what the other documents have.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Location, Severity, Span};
use crate::meta::{Group, Meta};
use crate::story::alike::most_alike;
use crate::story::key_rules::{KeyRule, is_date};
use crate::story::prose::is_listed;
use crate::story::{DocumentFacts, Key, Role, Story, Value, split_path};
use crate::validator::Validator;

/// How many other documents must agree before one that differs is wrong.
const FEWEST_OTHERS: usize = 4;

/// First words of the names of files that need no chapter number, no date, no point of view.
const APART: &str = "\
acknowledgements acknowledgments afterword appendix contents cover dedication epilogue foreword \
glossary index interlude intermission introduction preface prologue title";

/// The rule `metadata/front-matter`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FrontMatter {
    /// The keys that every document of the story must set.
    required: Vec<String>,
    /// What keys may be set to: a type, or a table.
    keys: BTreeMap<String, KeyRule>,
    /// Whether all other keys are errors.
    only_known: bool,
}

impl Validator for FrontMatter {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/front-matter",
        summary: "Front matter that cannot be read or lacks a key",
        docs: "\
Finds front matter that is not valid YAML (between `---` lines) or TOML (between `+++` lines), and
documents whose front matter lacks what the others have: a key that all other documents in the folder
set, but this one does not, or sets to nothing or to another kind of value.

Programs that sort the chapters, draw the timeline, make the book read these keys. They stop at such a
file, or silently leave it out.

```bad
---
title: The Ford: A Crossing
---
She waited.
```

```good
---
title: \"The Ford: A Crossing\"
---
She waited.
```

With options you say what front matter has to be, and the documents are no longer compared with each
other.

```bad keys = { chapter = \"integer\", status = { one-of = [\"draft\", \"final\"], required = true } }
---
chapter: four
status: finl
---
She waited.
```

```good keys = { chapter = \"integer\", cast = \"list\" }
---
chapter: 4
cast: [Ann, Bob]
---
She waited.
```

The fix writes a value in the right way where it is plain what is meant: `4` for `\"4\"`, `[\"Ann\"]` for
`Ann`, `1917-03-02` for `1917-3-2`.

Without options, at least four other documents in the folder must agree, each of them. Files called
prologue, interlude, appendix, so on, are not compared. A key that is yes or no for some may be left
out, and one that is text or yes or no for all others may have any kind of value.

Malformed front matter and what options ask for are errors; all else is a warning.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for document in &story.facts.documents {
            if let Some(front_matter) = &document.front_matter
                && let Err((place, problem)) = &front_matter.keys
            {
                let message = format!("The front matter is malformed: {problem}");
                cx.report(document.location(*place), message).severity = Severity::Error;
            }
        }
        if self.required.is_empty() && self.keys.is_empty() && !self.only_known {
            for peers in folders(&story.facts.documents) {
                compare(&peers, cx);
            }
        } else {
            for document in story.facts.documents.iter().filter(|document| is_told(document)) {
                self.require(document, cx);
                self.check_keys(document, cx);
            }
        }
    }
}

impl FrontMatter {
    /// Reports the required keys that `document` does not set.
    fn require(&self, document: &DocumentFacts, cx: &mut Context) {
        let mut missing = Vec::new();
        let by_rule = self
            .keys
            .iter()
            .filter(|(name, rule)| rule.is_required && !self.required.contains(name));
        for name in self.required.iter().chain(by_rule.map(|(name, _)| name)) {
            match document.keys().iter().find(|key| key.name == *name) {
                None => missing.push(name.as_str()),
                Some(key) if Kind::of(&key.value) == Kind::Empty => {
                    let message = format!("The required `{name}` is empty");
                    cx.report(document.location(key.span), message).severity = Severity::Error;
                }
                Some(_) => {}
            }
        }
        if !missing.is_empty() {
            let message = format!("The front matter lacks the required {}", listed(&missing));
            cx.report(head(document), message).severity = Severity::Error;
        }
    }

    /// Reports the keys of `document` that are set to what they may not be, or that it may not have.
    fn check_keys(&self, document: &DocumentFacts, cx: &mut Context) {
        for key in document.keys() {
            let location = document.location(key.span);
            if let Some(rule) = self.keys.get(&key.name) {
                let value = Some(key).filter(|key| Kind::of(&key.value) != Kind::Empty);
                let Some(wrong) = value.and_then(|key| rule.check(key)) else { continue };
                let finding = cx.report(location, format!("`{}` {}", key.name, wrong.problem));
                finding.severity = Severity::Error;
                if let Some((span, replacement)) = wrong.mended {
                    let edit = Edit { location: document.location(span), replacement };
                    finding.fix(Fix { edits: vec![edit], is_safe: true });
                }
            } else if self.only_known && !self.required.contains(&key.name) {
                let message = format!("`{}` is none of the keys that documents may set", key.name);
                let finding = cx.report(location, message);
                finding.severity = Severity::Error;
                let known = self.keys.keys().chain(&self.required).map(String::as_str);
                let is_free = |known: &&str| document.keys().iter().all(|key| key.name != *known);
                if let Some(near) = most_alike(&key.name, known.filter(is_free), |known| known) {
                    finding.help(format!("did you mean `{near}`?"));
                }
            }
        }
    }
}

/// Whether `document` tells the story and its front matter, if any, could be read.
fn is_told(document: &DocumentFacts) -> bool {
    let malformed = document.front_matter.as_ref().is_some_and(|head| head.keys.is_err());
    document.role == Role::Story && !malformed
}

/// The documents to compare with each other.
fn folders(documents: &[DocumentFacts]) -> impl Iterator<Item = Vec<&DocumentFacts>> {
    let mut folders = BTreeMap::<&str, Vec<&DocumentFacts>>::new();
    for document in documents {
        let (folder, name) = split_path(&document.path);
        let word = name.split(|char: char| !char.is_alphabetic()).find(|word| !word.is_empty());
        let apart = word.is_some_and(|word| is_listed(APART, &word.to_ascii_lowercase()));
        if is_told(document) && !apart {
            folders.entry(folder).or_default().push(document);
        }
    }
    folders.into_values().filter(|peers| peers.len() > FEWEST_OTHERS)
}

/// A key of one of the documents that are compared.
#[derive(Clone, Copy)]
struct Use<'a> {
    /// Index of the document.
    peer: usize,
    key: &'a Key,
    kind: Kind,
}

/// Reports what one of `peers` has otherwise than all the others. Linear in the keys, but for sorting.
fn compare(peers: &[&DocumentFacts], cx: &mut Context) {
    let mut uses = BTreeMap::<&str, Vec<Use<'_>>>::new();
    for (peer, document) in peers.iter().enumerate() {
        for key in document.keys() {
            uses.entry(&key.name).or_default().push(Use { peer, key, kind: Kind::of(&key.value) });
        }
    }
    // For a document, the keys that only it lacks, each as the nearest other has it.
    let mut missing = BTreeMap::<usize, Vec<Use<'_>>>::new();
    for uses in uses.into_values() {
        let (empty, set): (Vec<_>, Vec<_>) =
            uses.into_iter().partition(|this| this.kind == Kind::Empty);
        if set.len() + 1 == peers.len() && set.iter().all(|this| this.kind != Kind::Bool) {
            // The uses are sorted by document, so the first that is out of step follows the gap.
            let gap = set.iter().enumerate().position(|(i, this)| this.peer != i);
            match empty.first() {
                Some(odd) => report(peers, odd, &set, "is empty here", cx),
                None => {
                    let odd = gap.unwrap_or(set.len());
                    missing.entry(odd).or_default().push(*nearest(&set, odd));
                }
            }
        } else if set.len() == peers.len()
            && let Some((odd, others)) = odd_kind(&set)
        {
            let problem = format!("is {} here and {} elsewhere", odd.kind.name(), others.name());
            report(peers, &odd, &set, &problem, cx);
        }
    }
    for (odd, keys) in missing {
        let names: Vec<&str> = keys.iter().map(|other| &*other.key.name).collect();
        let message = format!("The front matter lacks {}, unlike all others here", listed(&names));
        let label = format!("`{}` stands here", names[0]);
        cx.report(head(peers[odd]), message)
            .label(peers[keys[0].peer].location(keys[0].key.span), label);
    }
}

/// Reports the use `odd`, and shows how another document has the key.
fn report(
    peers: &[&DocumentFacts],
    odd: &Use<'_>,
    uses: &[Use<'_>],
    problem: &str,
    cx: &mut Context,
) {
    let other = nearest(uses, odd.peer);
    cx.report(peers[odd.peer].location(odd.key.span), format!("`{}` {problem}", odd.key.name))
        .label(peers[other.peer].location(other.key.span), format!("{} here", other.kind.name()));
}

/// The use in the document before `odd`, or else after it.
fn nearest<'a, 'k>(uses: &'a [Use<'k>], odd: usize) -> &'a Use<'k> {
    let before = uses.iter().rev().find(|this| this.peer < odd);
    let after = uses.iter().find(|this| this.peer > odd);
    before.or(after).expect("there are other documents")
}

/// The one use of another kind than all others, if that kind cannot stand for theirs; and their kind.
fn odd_kind<'a>(uses: &[Use<'a>]) -> Option<(Use<'a>, Kind)> {
    // One of the first three is of the kind of the others.
    let [first, second, third, ..] = uses else { return None };
    let others = if first.kind == second.kind || first.kind == third.kind { first } else { second };
    let others = others.kind;
    let mut odd = uses.iter().filter(|this| this.kind != others);
    let (Some(&odd), None) = (odd.next(), odd.next()) else { return None };
    let judged = match others {
        // `title: 1984` is a number only to YAML, and a chapter may have two points of view.
        Kind::Empty | Kind::Text | Kind::Bool => false,
        Kind::Date => odd.kind != Kind::Number,
        Kind::Number | Kind::List | Kind::Table => true,
    };
    judged.then_some((odd, others))
}

/// What sort of value a key has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Bool,
    Number,
    Date,
    Text,
    List,
    Table,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::Text(text) if text.trim().is_empty() => Self::Empty,
            Value::Text(text) if is_date(text) => Self::Date,
            Value::Text(_) => Self::Text,
            Value::List(_) => Self::List,
            Value::Table(_) => Self::Table,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Bool => "yes or no",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Text => "text",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }
}

/// `a`, `b`.
fn listed(names: &[&str]) -> String {
    format!("`{}`", names.join("`, `"))
}

/// The line that opens the front matter; without any, the first block of the document.
fn head(document: &DocumentFacts) -> Location {
    let head = match &document.front_matter {
        Some(front_matter) => Span { end: front_matter.span.start + 3, ..front_matter.span },
        None => document.opening,
    };
    document.location(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Four documents with a number, a date, a list, a title; then `fifth`.
    fn story(fifth: &str) -> String {
        let mut story = String::new();
        for chapter in 1..=4 {
            story.push_str(&format!(
                "-- {chapter}.md --\n---\ntitle: Chapter {chapter}\nchapter: {chapter}\n\
                 date: 1917-03-0{chapter}\ncast: [Ann, Bob]\ndraft: true\n---\nText.\n"
            ));
        }
        story + "-- 5.md --\n" + fifth
    }

    #[track_caller]
    fn check_fifth(fifth: &str, messages: &[&str]) {
        let found = check(&FrontMatter::default(), &story(fifth));
        let found: Vec<_> = found.iter().map(|diagnostic| &*diagnostic.message).collect();
        assert_eq!(found, messages);
    }

    #[test]
    fn same() {
        check_fifth("---\ntitle: A\nchapter: 5\ndate: 1917-04\ncast: []\nextra: 1\n---\n", &[]);
        check_fifth(
            "---\ntitle: 1984\nchapter: 5\ndate: 1917\ncast: [Ann]\ndraft: false\n---\n",
            &[],
        );
    }

    #[test]
    fn lacks_a_key() {
        check_fifth(
            "⟦---⟧\ntitle: A\ndate: 1917-04-01\n---\nText.",
            &["The front matter lacks `cast`, `chapter`, unlike all others here"],
        );
    }

    #[test]
    fn lacks_all() {
        check_fifth(
            "⟦Text.⟧\n\nMore.",
            &["The front matter lacks `cast`, `chapter`, `date`, `title`, unlike all others here"],
        );
    }

    #[test]
    fn empty() {
        check_fifth(
            "---\n⟦title⟧:\nchapter: 5\n⟦date⟧: \"\"\ncast: []\n---\n",
            &["`title` is empty here", "`date` is empty here"],
        );
    }

    #[test]
    fn of_another_kind() {
        check_fifth(
            "---\ntitle: A\n⟦chapter⟧: five\n⟦date⟧: in May\n⟦cast⟧: Ann\n---\n",
            &[
                "`chapter` is text here and a number elsewhere",
                "`date` is text here and a date elsewhere",
                "`cast` is text here and a list elsewhere",
            ],
        );
    }

    #[test]
    fn shows_another() {
        let found = check(
            &FrontMatter::default(),
            &story("---\ntitle: A\n⟦chapter⟧: five\ndate: 1917-04-01\ncast: [A]\n---\n"),
        );
        let label = &found[0].labels[0];
        assert_eq!((&*label.location.path, &*label.message), ("4.md", "a number here"));
    }

    #[test]
    fn most_is_not_all() {
        check(&FrontMatter::default(), &(story("Text.\n") + "-- 6.md --\nText.\n"));
    }

    /// The last of many documents is the odd one, with as many keys of its own as the others share.
    #[test]
    fn many_documents_with_many_keys() {
        let shared: String = (0..100).map(|i| format!("shared{i} = 1\n")).collect();
        let own: String = (0..100).map(|i| format!("own{i} = 1\n")).collect();
        let document = |i: usize, keys: &str| format!("-- {i}.md --\n+++\n{keys}+++\n");
        let mut story: String = (0..500).map(|i| document(i, &shared)).collect();
        story += &document(500, &own).replacen("+++", "⟦+++⟧", 1);
        check(&FrontMatter::default(), &story);
    }

    #[test]
    fn empty_everywhere() {
        check_fifth(
            "---\ntitle: A\nchapter: 5\ndate: 1917-04\ncast: []\nnote:\nextra: \"\"\n---\n",
            &[],
        );
    }

    #[test]
    fn few() {
        check(
            &FrontMatter::default(),
            "-- 1.md --\n---\na: 1\n---\n-- 2.md --\n---\na: 1\n---\n-- 3.md --\n---\na: 1\n---\n\
             -- 4.md --\nText.\n",
        );
    }

    #[test]
    fn apart() {
        check(
            &FrontMatter::default(),
            &(story("---\ntitle: A\nchapter: 5\ndate: 1917-04\ncast: []\n---\n")
                + "-- 00-prologue.md --\nText.\n-- cast.md (reference) --\nText.\n-- a/6.md --\nText.\n"),
        );
    }

    #[test]
    fn malformed() {
        check_fifth(
            "---\ntitle: A⟦: B⟧\n---\n",
            &["The front matter is malformed: a value with a colon in it needs quotation marks"],
        );
        let found = check(&FrontMatter::default(), "⟦+++⟧\na = 1\n");
        assert_eq!(found[0].severity, Severity::Error);
    }

    #[test]
    fn required() {
        let required = vec!["title".to_owned(), "pov".to_owned()];
        let rule = FrontMatter { required, ..FrontMatter::default() };
        check(&rule, "---\ntitle: A\npov: Ann\n---\nText.");
        check(&rule, "---\ntitle: A\n⟦pov⟧:\n---\nText.");
        check(&rule, "-- cast.md (reference) --\nText.");
        let found = check(&rule, "⟦Text.⟧");
        assert_eq!(found[0].message, "The front matter lacks the required `title`, `pov`");
    }

    #[test]
    fn typed() {
        let options = "required = ['title']\nkeys = { chapter = 'integer', cast = { type = 'list', \
                       required = true } }\nonly-known = true";
        let rule: FrontMatter = toml::from_str(options).expect("they are options");
        let found = check(
            &rule,
            "---\n⟦titel⟧: A\ntitle: B\n⟦chapter⟧: \"4\"\n⟦cast⟧: Ann\n---\nText.\n\
             -- b.md --\n⟦---⟧\n⟦tilte⟧: A\nchapter:\ncast: [Ann]\n---\nText.\n\
             -- cast.md (reference) --\n---\nx: 1\n---\n"
                .replacen("---", "-- a.md --\n---", 1)
                .as_str(),
        );
        let messages: Vec<_> = found.iter().map(|finding| &*finding.message).collect();
        assert_eq!(
            messages,
            [
                "`titel` is none of the keys that documents may set",
                "`chapter` must be an integer and is text here",
                "`cast` must be a list and is text here",
                "The front matter lacks the required `title`",
                "`tilte` is none of the keys that documents may set",
            ]
        );
        assert_eq!(found[4].help.as_deref(), Some("did you mean `title`?"));
        assert!(found[1].fix.is_some() && found[2].fix.is_some());
    }
}
