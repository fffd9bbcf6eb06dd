//! One call from text to findings, for the tests of rules.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::CATALOGUE;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Location, Span};
use crate::intentions::{Intention, Intentions};
use crate::story::{Calendar, Document, Facts, Month, Role, Story};
use crate::validator::{Check, Rule, Subject, Validator};

/// Checks that `rule` finds something at every `⟦marked⟧` span of `story` and nowhere else.
///
/// `story` is the text of one Markdown file, `story.md`, or several files, each after a line such as
/// `-- chapter-1.md --` or, for what tells about the story, `-- cast.md (reference) --`. A file that
/// is neither Markdown nor `.txt` is no document; the story's folder holds it, and that is all.
///
/// The findings are returned in the order of their places.
#[track_caller]
pub(crate) fn check<V: Validator>(rule: &V, story: &str) -> Vec<Diagnostic>
where
    V::Subject: Run,
{
    let files = Files::read(story);
    let mut cx = Context::default();
    V::Subject::run(rule, &files, &mut cx);
    let diagnostics = sorted(cx);
    let found: Vec<String> =
        diagnostics.iter().map(|diagnostic| files.show(&diagnostic.location)).collect();
    let marked: Vec<String> = files.marks.iter().map(|mark| files.show(mark)).collect();
    assert_eq!(found, marked, "found on the left, marked on the right; {diagnostics:#?}");
    diagnostics
}

/// What `rule` finds in `story`, which has no marks.
pub(crate) fn run(rule: &Rule, story: &str) -> Vec<Diagnostic> {
    let files = Files::read(story);
    let mut cx = Context::default();
    match rule {
        Rule::Document(rule) => Document::run(&**rule, &files, &mut cx),
        Rule::Story(rule) => Story::run(&**rule, &files, &mut cx),
        Rule::Intentions(rule) => Intentions::run(&**rule, &files, &mut cx),
    }
    sorted(cx)
}

/// What `rule` says of a Markdown text that counts by a calendar with `eras`, of two months of ten days,
/// `Sowing` and `Reaping`, and weeks of `Oneday`, `Twoday` and `Restday`, on which its first day is.
pub(crate) fn messages_by_calendar(
    rule: &impl Check<Story>,
    text: &str,
    eras: &[&str],
) -> Vec<String> {
    let month = |name: &str| Month { name: name.to_owned(), days: 10 };
    let calendar = Calendar {
        months: ["Sowing", "Reaping"].map(month).to_vec(),
        weekdays: ["Oneday", "Twoday", "Restday"].map(str::to_owned).to_vec(),
        epoch_weekday: 2,
        eras: eras.iter().map(|&era| era.to_owned()).collect(),
    };
    let document = Document::parse("story.md", Role::Story, text.into());
    let facts = Facts::by_calendar(&document, Some(&Arc::new(calendar)));
    let mut cx = Context::default();
    rule.run(&Story::new(facts, Arc::default()), &mut cx);
    sorted(cx).into_iter().map(|diagnostic| diagnostic.message).collect()
}

fn sorted(cx: Context) -> Vec<Diagnostic> {
    let mut diagnostics = cx.finish();
    diagnostics.sort();
    diagnostics
}

/// Runs a rule over all subjects of its kind.
pub(crate) trait Run: Subject {
    fn run(rule: &dyn Check<Self>, files: &Files, cx: &mut Context);
}

impl Run for Document {
    fn run(rule: &dyn Check<Self>, files: &Files, cx: &mut Context) {
        for document in &files.documents {
            rule.run(document, cx);
        }
    }
}

impl Run for Story {
    fn run(rule: &dyn Check<Self>, files: &Files, cx: &mut Context) {
        let facts = files.documents.iter().map(Facts::of).fold(Facts::default(), Facts::merge);
        rule.run(&Story::new(facts, Arc::clone(&files.paths)), cx);
    }
}

impl Run for Intentions {
    fn run(rule: &dyn Check<Self>, files: &Files, cx: &mut Context) {
        let (mut intentions, mut found) = (Self::default(), Vec::new());
        for entry in CATALOGUE.iter().filter(|entry| entry.meta.group.is_on()) {
            let (rule, mut cx) = (entry.build(toml::Table::new()), Context::default());
            match rule.expect("options may be empty") {
                Rule::Document(rule) => Document::run(&*rule, files, &mut cx),
                Rule::Story(rule) => Story::run(&*rule, files, &mut cx),
                Rule::Intentions(_) => continue,
            }
            found.extend(cx.finish());
            for document in &files.documents {
                let path = &document.location(Span::default()).path;
                for allowance in document.allowances.iter().cloned() {
                    let intention = Intention::of_document(allowance, Arc::clone(path));
                    intentions.add(intention, [entry.meta.id.into()]);
                }
            }
        }
        intentions.sort_out(found);
        rule.run(&intentions, cx);
    }
}

/// A story's folder, and the spans that a test marks in it.
pub(crate) struct Files {
    documents: Vec<Document>,
    paths: Arc<BTreeSet<String>>,
    marks: Vec<Location>,
}

impl Files {
    fn read(story: &str) -> Self {
        let mut documents = Vec::new();
        let mut paths = BTreeSet::new();
        let mut marks = Vec::new();
        for (name, role, text) in split(story) {
            let (text, spans) = unmarked(text);
            if [".md", ".txt"].iter().any(|ending| name.ends_with(ending)) {
                let document = Document::parse(name, role, text);
                marks.extend(spans.into_iter().map(|span| document.location(span)));
                documents.push(document);
            }
            assert!(paths.insert(name.to_owned()), "there are two files {name}");
        }
        marks.sort();
        Self { documents, paths: Arc::new(paths), marks }
    }

    /// `chapter-1.md:17 "the text there"`.
    fn show(&self, location: &Location) -> String {
        let document = self.documents.iter().find(|document| document.path == location.path);
        let text = document.map(|document| &document.text[location.span.range()]);
        format!("{}:{} {:?}", location.path, location.span.start, text.unwrap_or_default())
    }
}

/// The files of a story: path, role, text.
fn split(story: &str) -> Vec<(&str, Role, &str)> {
    let mut heads = Vec::new();
    let mut start = 0;
    for line in story.split_inclusive('\n') {
        let end = start + line.len();
        let name = line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        if let Some(name) = name {
            heads.push((name, start, end));
        }
        start = end;
    }
    if heads.is_empty() {
        return vec![("story.md", Role::Story, story)];
    }
    let ends = heads.iter().skip(1).map(|&(_, start, _)| start).chain([story.len()]);
    let files = heads.iter().zip(ends).map(|(&(name, _, start), end)| {
        match name.strip_suffix(" (reference)") {
            Some(name) => (name, Role::Reference, &story[start..end]),
            None => (name, Role::Story, &story[start..end]),
        }
    });
    files.collect()
}

/// `text` without its marks, and the spans that they marked.
fn unmarked(text: &str) -> (String, Vec<Span>) {
    let mut plain = String::new();
    let mut spans = Vec::new();
    let mut open = None;
    for char in text.chars() {
        match char {
            '⟦' => assert!(open.replace(plain.len()).is_none(), "a mark in a mark: {text}"),
            '⟧' => {
                let start = open.take().expect("a mark opens before it closes");
                spans.push(Span::new(start..plain.len()));
            }
            _ => plain.push(char),
        }
    }
    assert!(open.is_none(), "a mark is never closed: {text}");
    (plain, spans)
}
