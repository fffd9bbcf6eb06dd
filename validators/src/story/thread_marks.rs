//! Threads that the author names, in front matter and in comments.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::document::{Document, Role};
use crate::story::keys::Value;
use crate::story::place::Place;
use crate::story::prose::is_listed;

/// A place at which the author names a thread of the plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadMark {
    /// As it is written.
    pub name: Box<str>,
    /// What becomes of the thread.
    pub step: ThreadStep,
    /// Where the name is, or the key that has it.
    pub place: Place,
}

/// What a mark says of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThreadStep {
    /// It begins here.
    Opens,
    /// It is here.
    Touches,
    /// It ends here.
    Closes,
}

impl ThreadMark {
    /// The same after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        Self { place: self.place.shifted(n_documents), ..self }
    }
}

/// The marks in `document`, in order. Linear in its text.
pub(crate) fn read_thread_marks(document: &Document) -> Vec<ThreadMark> {
    let mut marks = Vec::new();
    if document.role == Role::Notes {
        return marks;
    }
    for key in document.keys() {
        if let Some(step) = step(&key.name) {
            let mut named = Vec::new();
            names(&key.value, step, &mut named);
            let mark = |(step, name): (ThreadStep, &str)| ThreadMark {
                name: name.into(),
                step,
                place: Place::alone(document.value_span(key, name)),
            };
            marks.extend(named.into_iter().map(mark));
        }
    }
    read_comments(document, &mut marks);
    marks
}

/// What a key says of the threads that are its value.
fn step(key: &str) -> Option<ThreadStep> {
    let key = key.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let is = |list| is_listed(list, &key);
    if is("thread threads plot-thread plot-threads") {
        Some(ThreadStep::Touches)
    } else if is("opens set-up set-ups setup setups") {
        Some(ThreadStep::Opens)
    } else if is("closes pay-off pay-offs payoff payoffs resolves") {
        Some(ThreadStep::Closes)
    } else {
        None
    }
}

/// The names in the value of a key, each with what is said of it: `threads: {opens: [a], closes: b}`.
fn names<'a>(value: &'a Value, step: ThreadStep, named: &mut Vec<(ThreadStep, &'a str)>) {
    match value {
        Value::Text(name) if !name.trim().is_empty() => named.push((step, name.trim())),
        Value::List(values) => values.iter().for_each(|value| names(value, step, named)),
        Value::Table(entries) => {
            for (key, value) in entries {
                if let Some(step) = self::step(key) {
                    names(value, step, named);
                }
            }
        }
        Value::Text(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Reads `<!-- thread: the letter -->` and `%% thread: the letter %%`.
fn read_comments(document: &Document, marks: &mut Vec<ThreadMark>) {
    let text = document.text.as_str();
    for &span in document.comments() {
        let Some((key, name)) = text[span.range()].split_once(':') else { continue };
        let is_seen = document.prose.as_bytes()[span.range().start - 1] != 0;
        let name = name.trim();
        if let Some(step) = step(key).filter(|_| !is_seen && !name.is_empty()) {
            let start = name.as_ptr() as usize - text.as_ptr() as usize;
            let place = Place::alone(Span::new(start..start + name.len()));
            marks.push(ThreadMark { name: name.into(), step, place });
        }
    }
    marks.sort_by_key(|mark| mark.place);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(ThreadStep, &str)]) {
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let marks = read_thread_marks(&document);
        let marks: Vec<_> = marks
            .iter()
            .map(|mark| {
                assert_eq!(&text[mark.place.span.range()], &*mark.name);
                (mark.step, &*mark.name)
            })
            .collect();
        assert_eq!(marks, expected, "{text}");
    }

    #[test]
    fn front_matter() {
        use ThreadStep::{Closes, Opens, Touches};
        check(
            "---\nthreads: [the letter, Ann's debt]\nopens: the key\npayoffs:\n  - the boat\n---\n",
            &[
                (Touches, "the letter"),
                (Touches, "Ann's debt"),
                (Opens, "the key"),
                (Closes, "the boat"),
            ],
        );
        check(
            "---\nthreads:\n  opens: a key\n  closes: [a boat]\n  x: y\n---\n",
            &[(Opens, "a key"), (Closes, "a boat")],
        );
    }

    #[test]
    fn in_comments() {
        use ThreadStep::{Closes, Touches};
        check(
            "One. <!-- thread: the letter -->\n\n%% closes: the key %%\n\n<!-- note: x --> <!-- thread: -->",
            &[(Touches, "the letter"), (Closes, "the key")],
        );
        check("`<!-- thread: a -->` 100%% a <!-- thread: a", &[]);
        check(
            "<!-- thread: a\n--> <!-- note <!-- thread: b --> %% thread: c%% d",
            &[(Touches, "c")],
        );
    }

    #[test]
    fn many_on_one_line() {
        use ThreadStep::Touches;
        check(&"<!-- thread: a -->".repeat(50_000), &[(Touches, "a"); 50_000]);
        check(&"<!--".repeat(500_000), &[]);
    }
}
