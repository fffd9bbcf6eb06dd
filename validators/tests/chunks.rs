//! A text that is cut at ends of paragraphs tells the same as the whole.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;
use storylint_validators::story::{
    Attribute, Cast, Days, Document, Evidence, Expectations, Facts, Gender, How, Kind, Modality,
    Reason, Role, Story, Telling, Threads, Time, Timeline, Weight, World, speakers,
};

/// A paragraph by which the speech of a document has double marks, whatever else is in it: which marks are those of
/// speech depends on the document, and who is who on what is said.
fn with_double_marks() -> String {
    "\"Go,\" they said. ".repeat(20)
}

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
fn names(facts: &Facts) -> Vec<(String, u32, Evidence)> {
    let names = facts.names.uses().into_iter();
    names.map(|name| (name.n(), name)).map(|(n, name)| (name.text, n, name.evidence)).collect()
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

/// Things that are set up, without the places: each with how often it returns.
fn set_ups(facts: &Facts) -> Vec<(&'static str, Weight, usize)> {
    let set_ups = Threads::of(facts, &Cast::of(facts)).set_ups.into_iter();
    set_ups.map(|it| (it.noun, it.weight, it.returns.len())).collect()
}

/// How many promises and questions there are, each with how often it returns.
fn expectations(facts: Facts) -> [Vec<usize>; 2] {
    let story = Story::new(facts, Arc::default());
    let Expectations { promises, questions } = story.expectations();
    let promises = promises.iter().map(|it| it.returns.len());
    let questions = questions.iter().map(|it| it.returns.len());
    [promises.collect(), questions.collect()]
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
        "He hid the silver key.",
        "The silver key and his ring shone.",
        "Her blue eyes shone.",
        "He was dead.",
        "She thought that Jon was a baker.",
        "He went to Whitby.",
        "Elena’s brother Jon slept.",
        "They slept.",
        "Jon promised to write.",
        "Then Jon kept his promise.",
        "He was as good as his word.",
        "Who had killed Elena?",
        "They knew who killed Elena.",
        "She never learnt where he had gone.",
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
        "she promised to wait.",
        "I swear I will",
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
        let marked = |paragraph: &String| format!("{}\n\n{paragraph}", with_double_marks());
        let paragraphs = Vec::from_iter(paragraphs.iter().map(marked));
        let whole = facts(&paragraphs, &vec![false; paragraphs.len()]);
        let merged = facts(&paragraphs, &cuts);
        prop_assert_eq!(names(&merged), names(&whole));
        prop_assert_eq!(&merged.names.vocabulary, &whole.names.vocabulary);
        prop_assert_eq!(people(&merged), people(&whole));
        prop_assert_eq!(merged.promises.len(), whole.promises.len());
        prop_assert_eq!(merged.questions.len(), whole.questions.len());
        prop_assert_eq!(merged.own_pronouns.iter().count(), whole.own_pronouns.iter().count());
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
        (paragraphs, cuts) in prop::collection::vec((telling(), any::<bool>()), 1..20)
            .prop_map(|both| both.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()),
    ) {
        let whole = facts(&paragraphs, &vec![false; paragraphs.len()]);
        let merged = facts(&paragraphs, &cuts);
        prop_assert_eq!(beliefs(&merged), beliefs(&whole));
        prop_assert_eq!(set_ups(&merged), set_ups(&whole));
        prop_assert_eq!(expectations(merged), expectations(whole));
    }
}

/// The facts of the chunks of a document that `cuts` end, merged two and two.
fn merged(document: &Document, cuts: &[Index]) -> Facts {
    let n_blocks = document.blocks.len();
    // As small as they may be.
    let smallest = document.chunks(1);
    let cut = |cut: &Index| smallest[cut.index(smallest.len())].start;
    let mut cuts: Vec<usize> = cuts.iter().map(cut).collect();
    cuts.extend([0, n_blocks]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut chunks: Vec<Facts> = match &*cuts {
        [_] => vec![Facts::of(document)],
        cuts => {
            cuts.windows(2).map(|cut| Facts::of_chunk(document, cut[0]..cut[1], None)).collect()
        }
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
        "MARY (V.O.)\n(to Jon)\n“No.”\n(aside)\nYes.",
        "(to Jon)",
        "The fishermen carried their baskets slowly along the frozen quay while the lanterns of the \
         ferry were burning in the harbour, and the constable slept until somebody called.",
        "INT. HOUSE - DAY",
        ":: One [tag]",
        "=== one",
        "[Illustration: “Go.”]",
        "3 June.",
        "Dear Jon,",
        "Yours, Mary.",
        "—Go! said Jon.",
        "<!-- story-date: 1850-06-03 -->",
        "<!-- storylint: allow a/b -->",
        "%% story-date: 3 June 1850 %% She rose.",
        "Three days later, Elena was dead. She was ten years old.",
        "Elena’s blue eyes shone. Jon, alias Tom, her brother, went to Whitby.",
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

    #[test]
    fn facts_that_were_kept(
        texts in prop::collection::vec(prop::collection::vec(block(), 0..6), 1..4),
        ending in prop::sample::select(vec!["txt", "md", "html", "fountain", "ink", "twee"]),
    ) {
        let document = |(i, blocks): (usize, Vec<String>)| {
            Document::parse(&format!("{i}.{ending}"), Role::Story, blocks.join("\n\n"))
        };
        let documents: Vec<Document> = texts.into_iter().enumerate().map(document).collect();
        check_kept(&documents);
    }
}

/// Facts that are encoded and decoded are the same, and add up to the same.
#[track_caller]
fn check_kept(documents: &[Document]) {
    let chunks = |document: &Document| {
        let chunks = document.chunks(1).into_iter();
        chunks.map(|blocks| Facts::of_chunk(document, blocks, None)).collect::<Vec<_>>()
    };
    let all: Vec<Facts> = documents.iter().flat_map(chunks).collect();
    let kept: Vec<Facts> = all.iter().map(kept).collect();
    assert_eq!(kept, all);
    let sum = |all: Vec<Facts>| all.into_iter().fold(Facts::default(), Facts::merge);
    let (from_kept, from_all) = (sum(kept), sum(all));
    assert_eq!(from_kept, from_all);
    assert_eq!(self::kept(&from_all), from_all);
}

fn kept(facts: &Facts) -> Facts {
    let bytes = postcard::to_allocvec(facts).expect("facts are plain values");
    postcard::from_bytes(&bytes).expect("these are facts")
}

#[test]
fn facts_of_a_story_that_were_kept() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/carrow-point/chapters");
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        documents.push(Document::parse(path.to_str().unwrap(), None, text));
    }
    check_kept(&documents);
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

#[test]
fn chunks_of_a_script() {
    let text = "JON\nOne.\n(aside)\nTwo.\n\nThree.\n\n@Mary\nFour.";
    let script = Document::parse("a.fountain", Role::Story, text.to_owned());
    assert_eq!(script.chunks(1), [0..4, 4..5, 5..7]);
}
