//! Whole runs in memory: from a pipeline and files to the text of a report.

use std::sync::Arc;

use proptest::prelude::*;
use storylint::graph::{Layer, Layers, Pipeline, PlanLevel};
use storylint::pipelines::{BUILT_IN, BuiltIn, NOVEL};
use storylint::{Report, Settings, Sources, Style, check, facts, facts_json, json, text};

/// Everything that a run says, in both formats, with what it could not check.
fn said(pipeline: &str, files: &[(String, Vec<u8>)], n_workers: usize) -> String {
    said_by(pipeline, files, n_workers, PlanLevel::Auto)
}

/// What [`said`] says if work is spread over tasks as `level` says.
fn said_by(
    pipeline: &str,
    files: &[(String, Vec<u8>)],
    n_workers: usize,
    level: PlanLevel,
) -> String {
    let own = Layer { path: "test.toml".to_owned(), text: pipeline.to_owned() };
    let layers = Layers { own, ..Layers::default() };
    let pipeline = Pipeline::layered(&layers, &|name, _| {
        let BuiltIn { text, .. } = BUILT_IN.into_iter().find(|it| it.name == name).unwrap();
        Ok(Layer { path: name.to_owned(), text: text.to_owned() })
    });
    let mut pipeline = pipeline.unwrap();
    pipeline.run.level = level;
    let sources = Arc::new(Sources::in_memory(files.iter().cloned()));
    let settings = Settings { n_workers: Some(n_workers), ..Settings::default() };
    let report = check(&pipeline, &sources, &settings).unwrap();
    let Report { failures, .. } = &report;
    let (json, text) = (json(&report, &sources), text(&report, &sources, Style::Plain, 2));
    format!("{:?}\n{failures:#?}\n{json}\n{text}", report.status())
}

/// The shipped story.
fn carrow_point() -> Vec<(String, Vec<u8>)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/carrow-point");
    let chapters = (1..=5).map(|n| format!("chapters/chapter-{n}.md"));
    let others = ["SUMMARY.md", "chapters/interlude.md"].map(str::to_owned);
    let paths = chapters.chain(others);
    paths.map(|path| (path.clone(), std::fs::read(format!("{root}/{path}")).unwrap())).collect()
}

#[test]
fn the_built_in_pipelines_run_with_any_number_of_workers() {
    let mut files = carrow_point();
    files
        .push(("act.fountain".to_owned(), b"INT. ROOM - DAY\n\nShe sees the the boat.\n".to_vec()));
    for pipeline in BUILT_IN {
        let one = said(pipeline.text, &files, 1);
        assert!(one.contains("\"rule\""), "{} finds something", pipeline.name);
        for n_workers in [2, 8] {
            assert_eq!(said(pipeline.text, &files, n_workers), one);
        }
    }
}

#[test]
fn the_built_in_pipelines_run_in_tasks_of_any_size() {
    // A document that is long enough to be cut.
    let mut files = carrow_point();
    let chapter = String::from_utf8(files[0].1.clone()).unwrap();
    let long: String = (0..1_060_000 / chapter.len())
        .map(|n| format!("{chapter}\n\nThe gull number {n} flew off, and Dr. Brannt told {n}.\n\n"))
        .collect();
    files.push(("chapters/chapter-7.md".to_owned(), long.into_bytes()));
    files.push(("chapters/chapter-8.md".to_owned(), b"\0".to_vec()));
    let pipeline =
        NOVEL.text.replace("[validate.prose]", "[validate.prose]\non-failure = 'continue'");
    let whole = said_by(&pipeline, &files, 1, PlanLevel::File);
    assert!(whole.contains("chapter-7.md"), "{whole}");
    for (n_workers, level) in
        [(1, PlanLevel::Chunk), (2, PlanLevel::Validator), (2, PlanLevel::Auto)]
    {
        assert_eq!(said_by(&pipeline, &files, n_workers, level), whole, "{level:?}");
    }
}

#[test]
fn the_same_is_known_with_any_number_of_workers() {
    let mut files = carrow_point();
    files.push(("chapters/chapter-6.md".to_owned(), b"\0".to_vec()));
    let pipeline = Pipeline::parse(NOVEL.text, NOVEL.name).unwrap();
    let sources = Arc::new(Sources::in_memory(files));
    let known = |n_workers| facts(&pipeline, &sources, &[], Some(n_workers)).unwrap();
    let one = known(1);
    assert_eq!((one.documents.len(), one.failures.len()), (7, 1));
    for n_workers in [2, 8] {
        assert_eq!(known(n_workers), one);
        assert_eq!(facts_json(&known(n_workers)), facts_json(&one));
    }
}

#[test]
fn a_file_that_cannot_be_read_stops_only_what_needs_all() {
    let mut files = carrow_point();
    files.push(("chapters/chapter-6.md".to_owned(), b"\0".to_vec()));
    let said = said(NOVEL.text, &files, 2);
    assert!(said.contains("cannot read `chapters/chapter-6.md`: it is a binary file"), "{said}");
    assert!(said.contains("style/doubled-word"), "{said}");
    assert!(!said.contains("characters/name-variants"), "{said}");
    let skipped = "rules that judge the whole story were skipped, because not all of it is \
                   known (validate node `references`, validate node `metadata`, validate node `prose`)";
    assert!(said.contains(skipped), "{said}");
}

#[test]
fn a_node_that_continues_judges_what_is_left() {
    let mut files = carrow_point();
    files.push(("chapters/chapter-6.md".to_owned(), b"\0".to_vec()));
    let pipeline =
        NOVEL.text.replace("[validate.prose]", "[validate.prose]\non-failure = 'continue'");
    let said = said(&pipeline, &files, 2);
    assert!(said.contains("characters/name-variants"), "{said}");
}

#[test]
fn two_nodes_that_run_one_rule_report_once() {
    let twice = "\
[source.all]
include = ['**/*.md']
[validate.one]
needs = ['all']
validators = ['style/*']
[validate.two]
needs = ['all']
validators = ['style/doubled-word']
[result.inner]
needs = ['one']
[result.outer]
needs = ['inner', 'two']
";
    let files = [("a.md".to_owned(), b"He saw the the boat.\n".to_vec())];
    let said = said(twice, &files, 2);
    assert_eq!(said.matches("\"rule\"").count(), 1, "{said}");
}

fn any_story() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let sentence = prop::sample::select(vec![
        "Marisa lit the lamp, and Marisa slept.",
        "Then Marrisa spoke to Dorrin and to Dorrin's uncle.",
        "He saw the the boat.",
        "\u{201c}Come back,\u{201d} said Dorrin.",
        "\u{201c}Come back, said Dorrin.",
        "It was Wednesday, 12 October 1871.",
        "See [the map](map.md) and [the end](part-2/chapter-1.md).",
    ]);
    let paragraph = prop::collection::vec(sentence, 1..6).prop_map(|sentences| sentences.join(" "));
    let text =
        prop::collection::vec(paragraph, 0..8).prop_map(|paragraphs| paragraphs.join("\n\n"));
    let file = (0..3_u8, 1..12_u8, text);
    prop::collection::vec(file, 1..20).prop_map(|files| {
        let path = |part, chapter| format!("part-{part}/chapter-{chapter}.md");
        files
            .into_iter()
            .map(|(part, chapter, text)| (path(part, chapter), text.into_bytes()))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_report_does_not_depend_on_the_workers(files in any_story()) {
        let one = said(NOVEL.text, &files, 1);
        prop_assert_eq!(said(NOVEL.text, &files, 2), one.clone());
        prop_assert_eq!(said(NOVEL.text, &files, 8), one);
    }
}
