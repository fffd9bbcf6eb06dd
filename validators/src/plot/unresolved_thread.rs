//! A thread of the plot that is opened and never closed, or not in this order.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::alike::most_alike;
use crate::story::{DocumentFacts, Key, Place, Role, Story, Thread, ThreadStep, Value};
use crate::validator::Validator;

/// The rule `plot/unresolved-thread`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnresolvedThread {
    /// Threads that may stay open, for a sequel or for ever: `open = ["the debt"]`.
    open: Vec<String>,
}

/// The key that says where a thread ends, and how many that are nearly it are looked at.
const CLOSES: &str = "closes";
const MOST_MISSPELT: usize = 16;

impl Validator for UnresolvedThread {
    type Subject = Story;

    const META: Meta = Meta {
        id: "plot/unresolved-thread",
        summary: "A thread of the plot that is opened and never closed",
        docs: "\
Finds a thread that the author opens, in front matter or in a comment, and that is never closed, is closed
twice, or is taken up or closed before it is opened.

Readers wait for what they were promised. When chapters are cut or moved, the end of a thread goes with
them, or comes before its beginning.

```bad
-- chapter-1.md --
---
opens: [the letter, the debt]
---
She hid it.
-- chapter-2.md --
---
threads: the letter
closes: the debt
---
He searched the house.
```

```good
-- chapter-1.md --
---
opens: [the letter, the debt]
---
She hid it.
-- chapter-2.md --
---
closes: the debt
---
He searched the house. <!-- closes: the letter -->
```

A thread that is only named (`threads:`, `<!-- thread: the letter -->`) and never opened may be no more
than a tag, and is left alone; so is one that is opened again after it was closed. `opens` may be written
`set-up` or `setup`, and `closes` `pay-off`, `payoff` or `resolves`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let misspelt = misspelt(story);
        for thread in &story.threads().declared {
            let name = &thread.name;
            let is_told =
                |place: Place| story.facts.documents[place.document as usize].role == Role::Story;
            let marks = thread.marks.iter().copied().filter(|&(_, place)| is_told(place));
            let marks: Vec<(ThreadStep, Place)> = marks.collect();
            let is_opening = |mark: &&(ThreadStep, Place)| mark.0 == ThreadStep::Opens;
            if let Some(&(_, opened)) = marks.iter().find(is_opening) {
                if !thread.is_closed() && !self.may_stay_open(thread) {
                    let message = format!("The thread `{name}` is opened here and never closed");
                    let found = cx.report(story.location(opened), message);
                    if let Some(&(_, last)) = marks.last().filter(|last| last.1 != opened) {
                        found.label(story.location(last), "it is last taken up here");
                    }
                    if let Some((document, key)) =
                        misspelt.iter().find(|it| names(&it.1.value, thread))
                    {
                        found
                            .label(document.location(key.span), format!("`{}` here", key.name))
                            .help("did you mean `closes`?");
                    }
                }
                let early = marks.iter().find(|&&(_, place)| is_before(story, place, opened));
                if let Some(&(step, early)) = early {
                    let what = if step == ThreadStep::Closes { "closed" } else { "taken up" };
                    let message =
                        format!("The thread `{name}` is {what} here, before it is opened");
                    cx.report(story.location(early), message)
                        .label(story.location(opened), "it is opened here");
                }
            }
            let mut closed = None;
            for (step, place) in marks {
                match (step, closed) {
                    (ThreadStep::Opens, _) => closed = None,
                    (ThreadStep::Touches, _) => {}
                    (ThreadStep::Closes, None) => closed = Some(place),
                    (ThreadStep::Closes, Some(first)) => {
                        if is_before(story, first, place) {
                            let message = format!(
                                "The thread `{name}` is closed here, and was closed before"
                            );
                            cx.report(story.location(place), message)
                                .label(story.location(first), "it is closed here");
                        }
                    }
                }
            }
        }
    }
}

impl UnresolvedThread {
    fn may_stay_open(&self, thread: &Thread) -> bool {
        self.open.iter().any(|name| thread.is_named(name))
    }
}

/// The first keys of front matter that are nearly `closes`.
fn misspelt(story: &Story) -> Vec<(&DocumentFacts, &Key)> {
    let documents = story.facts.documents.iter().filter(|it| it.role == Role::Story);
    let keys =
        documents.flat_map(|document| document.keys().iter().map(move |key| (document, key)));
    let is_meant = |(_, key): &(&DocumentFacts, &Key)| {
        let name = key.name.to_ascii_lowercase();
        name != CLOSES && most_alike(&name, [CLOSES].iter(), |it| it).is_some()
    };
    keys.filter(is_meant).take(MOST_MISSPELT).collect()
}

/// Whether the value of a key names `thread`.
fn names(value: &Value, thread: &Thread) -> bool {
    match value {
        Value::Text(name) => thread.is_named(name),
        Value::List(list) => list.iter().any(|value| names(value, thread)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Table(_) => false,
    }
}

/// Whether what is marked at `one` comes before what is marked at `other`. The front matter of a
/// document tells of all of it.
fn is_before(story: &Story, one: Place, other: Place) -> bool {
    let head = story.facts.documents[one.document as usize].front_matter.as_ref();
    let is_in_head = head.is_some_and(|head| one.span.start < head.span.end);
    one < other && (one.document < other.document || !is_in_head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let rule = UnresolvedThread { open: vec!["The  Sea".to_owned()] };
        testing::check(&rule, text).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn misspelt_key() {
        let rule = UnresolvedThread::default();
        let text = "-- a.md --\n---\nopens: ⟦a key⟧\n---\n-- b.md --\n---\nclose: [A key]\n---\n";
        let found = testing::check(&rule, text);
        assert_eq!(found[0].labels[0].message, "`close` here");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `closes`?"));
    }

    #[test]
    fn never_closed() {
        let messages = check("<!-- opens: ⟦the letter⟧ --> <!-- opens: the sea -->\n\nRain.");
        assert_eq!(messages, ["The thread `the letter` is opened here and never closed"]);
        check("<!-- opens: the letter --> <!-- thread: a boat -->\n\n<!-- closes: The letter -->");
    }

    #[test]
    fn before_it_is_opened() {
        let messages =
            check("<!-- thread: ⟦a key⟧ --> <!-- opens: a key -->\n\n<!-- closes: a key -->");
        assert_eq!(messages, ["The thread `a key` is taken up here, before it is opened"]);
        check("-- a.md --\n---\ncloses: ⟦a key⟧\n---\n-- b.md --\n---\nopens: a key\n---\n");
        check(
            "---\nthreads: a key\ncloses: a key\n---\n<!-- opens: a key --> <!-- closes: a key -->",
        );
    }

    #[test]
    fn closed_twice() {
        let a = "<!-- opens: a --> <!-- closes: a -->\n\n";
        let messages = check(&format!("{a}<!-- closes: ⟦a⟧ -->"));
        assert_eq!(messages, ["The thread `a` is closed here, and was closed before"]);
        check(&format!("{a}{a}"));
    }
}
