//! Front matter that cannot be read, or that lacks what the other documents have.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Location, Severity, Span};
use crate::meta::Meta;
use crate::story::{DocumentFacts, Key, Role, Story, Value};
use crate::validator::Validator;

/// How many other documents must agree before one that differs is wrong.
const FEWEST_OTHERS: usize = 4;

/// First words of the names of files that need no chapter number, no date, no point of view.
const APART: &[&str] = &[
    "acknowledgements",
    "acknowledgments",
    "afterword",
    "appendix",
    "contents",
    "cover",
    "dedication",
    "epilogue",
    "foreword",
    "glossary",
    "index",
    "interlude",
    "intermission",
    "introduction",
    "preface",
    "prologue",
    "title",
];

/// The rule `metadata/front-matter`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FrontMatter {
    /// The keys that every document of the story must set.
    required: Vec<String>,
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

`required` is a list of keys that every document of the story must set, as in
`required = [\"title\", \"pov\"]`. With it, the documents are no longer compared with each other.

Without it, at least four other documents in the folder must agree, each of them. Files called
prologue, interlude, appendix, so on, are not compared, and a key that is yes or no may be left out.
",
        severity: Severity::Warning,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for document in &story.facts.documents {
            if let Some(front_matter) = &document.front_matter
                && let Err((place, problem)) = &front_matter.keys
            {
                cx.report(
                    at(document, *place),
                    format!("The front matter is malformed: {problem}"),
                )
                .severity = Severity::Error;
            }
        }
        if self.required.is_empty() {
            for peers in folders(&story.facts.documents) {
                compare(&peers, cx);
            }
        } else {
            for document in story.facts.documents.iter().filter(|document| is_told(document)) {
                self.require(document, cx);
            }
        }
    }
}

impl FrontMatter {
    /// Reports the required keys that `document` does not set.
    fn require(&self, document: &DocumentFacts, cx: &mut Context) {
        let keys = keys(document);
        let (empty, missing): (Vec<_>, Vec<_>) = self
            .required
            .iter()
            .filter(|&name| find(keys, name).is_none_or(|key| Kind::of(&key.value).is_none()))
            .partition(|name| find(keys, name).is_some());
        for key in empty.into_iter().filter_map(|name| find(keys, name)) {
            cx.report(at(document, key.span), format!("The required `{}` is empty", key.name))
                .severity = Severity::Error;
        }
        if !missing.is_empty() {
            let message = format!("The front matter lacks the required {}", listed(&missing));
            cx.report(head(document), message).severity = Severity::Error;
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
        let (folder, name) = document.path.rsplit_once('/').unwrap_or(("", &document.path));
        let word = name.split(|char: char| !char.is_alphabetic()).find(|word| !word.is_empty());
        let apart =
            word.is_some_and(|word| APART.iter().any(|apart| apart.eq_ignore_ascii_case(word)));
        if is_told(document) && !apart {
            folders.entry(folder).or_default().push(document);
        }
    }
    folders.into_values().filter(|peers| peers.len() > FEWEST_OTHERS)
}

/// Reports what one of `peers` has otherwise than all the others.
fn compare(peers: &[&DocumentFacts], cx: &mut Context) {
    let mut uses = BTreeMap::<&str, Vec<(usize, &Key, Kind)>>::new();
    for (i, document) in peers.iter().enumerate() {
        for key in keys(document) {
            if let Some(kind) = Kind::of(&key.value) {
                uses.entry(&key.name).or_default().push((i, key, kind));
            }
        }
    }
    let mut missing = BTreeMap::<usize, Vec<&str>>::new();
    for (name, uses) in &uses {
        if uses.len() + 1 == peers.len() && uses.iter().all(|&(_, _, kind)| kind != Kind::Bool) {
            let odd = (0..peers.len()).find(|i| uses.iter().all(|(other, ..)| other != i));
            let odd = odd.expect("one of the documents has no use");
            match find(keys(peers[odd]), name) {
                Some(key) => report(peers, odd, key, uses, "is empty here", cx),
                None => missing.entry(odd).or_default().push(name),
            }
        } else if uses.len() == peers.len()
            && let Some((odd, key, kind, others)) = odd_kind(uses)
        {
            let problem = format!("is {} here and {} elsewhere", kind.name(), others.name());
            report(peers, odd, key, uses, &problem, cx);
        }
    }
    for (odd, names) in missing {
        let message = format!("The front matter lacks {}, unlike all others here", listed(&names));
        let finding = cx.report(head(peers[odd]), message);
        let (document, key, _) = nearest(&uses[names[0]], odd);
        finding.label(at(peers[document], key.span), format!("`{}` stands here", key.name));
    }
}

/// Reports `key` of the document `odd`, and shows how another document has it.
fn report(
    peers: &[&DocumentFacts],
    odd: usize,
    key: &Key,
    uses: &[(usize, &Key, Kind)],
    problem: &str,
    cx: &mut Context,
) {
    let finding = cx.report(at(peers[odd], key.span), format!("`{}` {problem}", key.name));
    let (document, key, kind) = nearest(uses, odd);
    finding.label(at(peers[document], key.span), format!("{} here", kind.name()));
}

/// The use in the document before `odd`, or else after it.
fn nearest<'a>(uses: &[(usize, &'a Key, Kind)], odd: usize) -> (usize, &'a Key, Kind) {
    let before = uses.iter().rev().find(|(document, ..)| *document < odd);
    let after = uses.iter().find(|(document, ..)| *document > odd);
    *before.or(after).expect("there are other documents")
}

/// The one use of another kind than all others, if that kind cannot stand for theirs; and their kind.
fn odd_kind<'a>(uses: &[(usize, &'a Key, Kind)]) -> Option<(usize, &'a Key, Kind, Kind)> {
    // One of the first three is of the kind of the others.
    let [(.., first), (.., second), (.., third), ..] = *uses else { return None };
    let others = if first == second || first == third { first } else { second };
    let mut odd = uses.iter().filter(|(.., kind)| *kind != others);
    let (Some(&(document, key, kind)), None) = (odd.next(), odd.next()) else { return None };
    let judged = match others {
        // `title: 1984` is a number only to YAML, and a chapter may have two points of view.
        Kind::Text | Kind::Bool => false,
        Kind::Date => kind != Kind::Number,
        Kind::Number | Kind::List | Kind::Table => true,
    };
    judged.then_some((document, key, kind, others))
}

/// What sort of value a key has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Number,
    Date,
    Text,
    List,
    Table,
}

impl Kind {
    /// The kind of `value`; `None` if nothing is set.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Bool),
            Value::Number(_) => Some(Self::Number),
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(if is_date(text) { Self::Date } else { Self::Text }),
            Value::List(_) => Some(Self::List),
            Value::Table(_) => Some(Self::Table),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bool => "yes or no",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Text => "text",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }
}

/// Whether `text` begins like `1917-03`, the start of most ways to write a date for a program.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, ['-', '/']);
    let is_number = |part: &str, n_digits| {
        part.len() == n_digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.next().is_some_and(|year| is_number(year, 4))
        && parts.next().is_some_and(|month| is_number(month, 2))
        && parts.next().is_none_or(|day| day.starts_with(|char: char| char.is_ascii_digit()))
}

fn keys(document: &DocumentFacts) -> &[Key] {
    match &document.front_matter {
        Some(head) => head.keys.as_deref().unwrap_or_default(),
        None => &[],
    }
}

fn find<'a>(keys: &'a [Key], name: &str) -> Option<&'a Key> {
    keys.iter().find(|key| key.name == name)
}

/// `a`, `b`.
fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

fn at(document: &DocumentFacts, span: Span) -> Location {
    Location { path: document.path.clone(), span }
}

/// The line that opens the front matter; without any, the first line of the document.
fn head(document: &DocumentFacts) -> Location {
    let fence = |span: Span| Span { start: span.start, end: span.start + 3 };
    let head = document.front_matter.as_ref().map(|front_matter| fence(front_matter.span));
    at(document, head.unwrap_or(document.opening))
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
        let rule = FrontMatter { required: vec!["title".to_owned(), "pov".to_owned()] };
        check(&rule, "---\ntitle: A\npov: Ann\n---\nText.");
        check(&rule, "---\ntitle: A\n⟦pov⟧:\n---\nText.");
        check(&rule, "-- cast.md (reference) --\nText.");
        let found = check(&rule, "⟦Text.⟧");
        assert_eq!(found[0].message, "The front matter lacks the required `title`, `pov`");
    }
}
