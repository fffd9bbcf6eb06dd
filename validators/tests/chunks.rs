//! A text that is cut at ends of paragraphs tells of the same names and people as the whole.

use proptest::prelude::*;
use storylint_validators::story::{Cast, Document, Evidence, Facts, Gender, Kind, Role};

/// Facts of the paragraphs of a plain text, of which those at `cuts` begin a document.
fn facts(paragraphs: &[String], cuts: &[bool]) -> Facts {
    let mut chunks: Vec<String> = Vec::new();
    for (paragraph, &cut) in paragraphs.iter().zip(cuts) {
        if cut || chunks.is_empty() {
            chunks.push(String::new());
        }
        let chunk = chunks.last_mut().expect("one was just pushed if there was none");
        chunk.push_str(paragraph);
        chunk.push_str("\n\n");
    }
    let facts = chunks.into_iter().map(|text| Document::parse("a.txt", Role::Story, text));
    facts.map(|document| Facts::of(&document)).fold(Facts::default(), Facts::merge)
}

/// Names without their places.
fn names(facts: &Facts) -> Vec<(&str, u32, Evidence)> {
    facts.names.uses().map(|name| (name.text, name.n, name.evidence)).collect()
}

/// A character without the places: each form, and how often it is used.
type Person = (Kind, Option<Gender>, Vec<(Box<str>, usize)>);

fn people(facts: &Facts) -> Vec<Person> {
    let characters = Cast::of(facts).characters.into_iter();
    let person = characters.map(|it| {
        let forms = it.forms.into_iter().map(|form| (form.text, form.places.len()));
        (it.kind, it.gender, forms.collect())
    });
    person.collect()
}

fn paragraph() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Elena",
        "Elena Hale",
        "Mr. Hale",
        "Mrs. Hale",
        "Lord",
        "waited.",
        "\"Go,",
        "now!\"",
        "said",
        "she",
        "himself",
        "Garden",
        "the garden,",
        "‘Well,",
        "Jon",
        "Jon’s sister",
        "‘Tom!’",
        "—",
        "Elena!",
        "Tom.",
        "Jon, who",
        "in",
        "she promised to wait.",
        "I swear I will",
    ]);
    prop::collection::vec(part, 1..8).prop_map(|parts| parts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn cut_anywhere(
        (paragraphs, cuts) in prop::collection::vec((paragraph(), any::<bool>()), 1..10)
            .prop_map(|both| both.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()),
    ) {
        let whole = facts(&paragraphs, &vec![false; paragraphs.len()]);
        let merged = facts(&paragraphs, &cuts);
        prop_assert_eq!(names(&merged), names(&whole));
        prop_assert_eq!(&merged.names.vocabulary, &whole.names.vocabulary);
        prop_assert_eq!(people(&merged), people(&whole));
        prop_assert_eq!(merged.promises.len(), whole.promises.len());
    }
}
