//! A text that is cut at ends of paragraphs tells the same of the same people and times as the whole.

use proptest::prelude::*;
use storylint_validators::story::{
    Attribute, Cast, Days, Document, Evidence, Facts, Gender, How, Kind, Modality, Reason, Role,
    Telling, Time, Timeline, World, speakers,
};

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

/// A character without the places: each form, and how often it is used; how it is introduced, and how many
/// aliases are said.
type Person = (Kind, Option<Gender>, Vec<(Box<str>, usize)>, Option<How>, bool, usize);

fn people(facts: &Facts) -> Vec<Person> {
    let characters = Cast::of(facts).characters.into_iter();
    let person = characters.map(|it| {
        let (how, is_introduced) = (it.introduction.map(|it| it.how), it.is_introduced());
        let n_aliases = it.aliases.len();
        let forms = it.forms.into_iter().map(|form| (form.text, form.places.len()));
        (it.kind, it.gender, forms.collect(), how, is_introduced, n_aliases)
    });
    person.collect()
}

/// Times without their places.
fn times(facts: &Facts) -> Vec<(Time, Telling)> {
    let unplaced = |time| match time {
        Time::Age { amount, whose } => {
            Time::Age { amount, whose: whose.map(|_| Default::default()) }
        }
        time => time,
    };
    facts.times.iter().map(|mention| (unplaced(mention.time), mention.telling)).collect()
}

/// The timeline without places.
fn timeline(facts: &Facts) -> Vec<(Days, Reason, bool)> {
    let points = Timeline::of(facts).points;
    points.iter().map(|point| (point.days, point.reason, point.moves)).collect()
}

/// What is said, of whom, and how, without the places.
type Said = (Attribute, Option<&'static str>, Option<Box<str>>, Modality);

fn beliefs(facts: &Facts) -> Vec<Said> {
    let cast = Cast::of(facts);
    let world = World::of(facts, &cast, &speakers(facts, &cast));
    let said = world.beliefs.iter().map(|belief| {
        let name = belief.subject.map(|it| cast.characters[it.character].forms[0].text.clone());
        let statement = belief.statement;
        (statement.attribute, statement.value, name, statement.modality)
    });
    said.collect()
}

/// Paragraphs that say something, without speech.
fn telling() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Elena nodded.",
        "Then Jon laughed at Elena.",
        "Jon said no.",
        "The woman smiled.",
        "Her blue eyes shone.",
        "He was dead.",
        "She thought that Jon was a baker.",
        "He went to Whitby.",
        "Elena’s brother Jon slept.",
        "They slept.",
    ]);
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
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
        "Jon, a tall man,",
        "his sister",
        "a girl named",
        "George Hale",
        "Miss",
        "Hales",
        "King",
        "alias",
        "in",
    ]);
    prop::collection::vec(part, 1..8).prop_map(|parts| parts.join(" "))
}

/// Of times, and nothing that is said: which marks are those of speech depends on the document.
fn paragraph_of_times() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "On 3 June 1850",
        "On 30 June",
        "June",
        "in 1851.",
        "The next day",
        "three days later",
        "two days before.",
        "had",
        "she was twelve years old.",
        "One day",
        "That winter",
        "On Monday",
        "for a week",
        "at half past seven",
        "<!-- story-date: 1850-06-09 -->",
        "3 May.",
        "Elena",
        "Mr. Hale",
        "said",
        "she",
        "waited.",
        "was",
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

    #[test]
    fn times_cut_anywhere(
        (paragraphs, cuts) in prop::collection::vec((paragraph_of_times(), any::<bool>()), 1..10)
            .prop_map(|both| both.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()),
    ) {
        let whole = facts(&paragraphs, &vec![false; paragraphs.len()]);
        let merged = facts(&paragraphs, &cuts);
        prop_assert_eq!(times(&merged), times(&whole));
        prop_assert_eq!(timeline(&merged), timeline(&whole));
    }

    #[test]
    fn said_in_any_cut(
        (paragraphs, cuts) in prop::collection::vec((telling(), any::<bool>()), 1..10)
            .prop_map(|both| both.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()),
    ) {
        let whole = facts(&paragraphs, &vec![false; paragraphs.len()]);
        prop_assert_eq!(beliefs(&facts(&paragraphs, &cuts)), beliefs(&whole));
    }
}
