//! A text that is cut at ends of paragraphs tells the same as the whole.

use proptest::prelude::*;
use proptest::sample::Index;
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
    }
}

/// The facts of the chunks of a document that `cuts` end, merged two and two.
fn merged(document: &Document, cuts: &[Index]) -> Facts {
    let n_blocks = document.blocks.len();
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(n_blocks.max(1))).collect();
    cuts.extend([0, n_blocks]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut chunks: Vec<Facts> = match &*cuts {
        [_] => vec![Facts::of(document)],
        cuts => cuts.windows(2).map(|cut| Facts::of_chunk(document, cut[0]..cut[1])).collect(),
    };
    while chunks.len() > 1 {
        let pairs =
            chunks.chunks(2).map(|pair| pair.iter().cloned().fold(Facts::default(), Facts::merge));
        chunks = pairs.collect();
    }
    chunks.remove(0)
}

/// A block of what some format takes for prose, a heading, a letter, a script.
fn block() -> impl Strategy<Value = String> {
    let other = prop::sample::select(vec![
        "# One",
        "<h2>One</h2>",
        "<p>“It was long ago.</p>",
        "***",
        "> Quoted, by [Jon](a.md).",
        "| a | b |\n|---|---|\n| c | d |",
        "Mary said:",
        "“It was long ago.",
        "“You were not born.” He wept.",
        "‘Go,’ said Elena on Monday, 3 June 1850.",
        "JON\nGo, Mary.",
        "INT. HOUSE - DAY",
        ":: One [tag]",
        "=== one",
        "[Illustration: “Go.”]",
        "3 June.",
        "Dear Jon,",
        "Yours, Mary.",
        "—Go! said Jon.",
    ]);
    prop_oneof![paragraph(), other.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn chunks_of_a_document(
        blocks in prop::collection::vec(block(), 0..12),
        cuts in prop::collection::vec(any::<Index>(), 0..6),
    ) {
        let text = blocks.join("\n\n");
        for ending in ["txt", "md", "html", "fountain", "ink", "twee"] {
            let document = Document::parse(&format!("a.{ending}"), Role::Story, text.clone());
            prop_assert_eq!(merged(&document, &cuts), Facts::of(&document));
        }
    }
}

#[test]
fn chunks_cover_a_document() {
    let chunks = |text: &str, n_bytes| {
        Document::parse("a.txt", Role::Story, text.to_owned()).chunks(n_bytes)
    };
    let text = "One.\n\nTwo.\n\nThree.\n\nFour.";
    assert_eq!(chunks(text, 1), [0..1, 1..2, 2..3, 3..4]);
    assert_eq!(chunks(text, 9), [0..2, 2..4]);
    assert_eq!(chunks(text, usize::MAX), vec![0..4; 1]);
    assert_eq!(chunks("", 1), vec![0..0; 1]);
}
