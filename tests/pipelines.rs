//! The built-in pipelines, each on a story in which it finds what another does not.

mod folder;

use std::fs;
use std::process::Command;

use serde_json::Value;
use storylint::pipelines::BUILT_IN;

use self::folder::Folder;

/// Checks a story of `files` with the built-in pipeline: the exit code, and the findings as file and
/// rule.
#[track_caller]
fn run(pipeline: &str, files: &[(&str, &str)]) -> (i32, Vec<String>) {
    let arguments = format!("check --config {pipeline} --output-format json");
    let ended = Folder::new(files).run(&arguments);
    assert_eq!(ended.err, "");
    let findings: Vec<Value> = serde_json::from_str(&ended.out).unwrap();
    let found = findings.iter().map(|finding| {
        format!("{} {}", finding["file"].as_str().unwrap(), finding["rule"].as_str().unwrap())
    });
    (ended.code, found.collect())
}

/// Checks what the pipelines find in `files`.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[(&str, i32, &[&str])]) {
    for (pipeline, code, found) in expected {
        let ended = run(pipeline, files);
        let ended = (ended.0, ended.1.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ended, (*code, found.to_vec()), "{pipeline}");
    }
}

#[test]
fn novel_knows_the_whole_story_and_quick_only_a_file() {
    check(
        &[
            (
                "1.md",
                "On Monday, 12 October 1871, the the boat came in.\n\nSee [the map](map.md).\n",
            ),
            ("2.md", "It left again.\n"),
        ],
        &[
            (
                "novel",
                1,
                &[
                    "1.md timeline/weekday-date",
                    "1.md style/doubled-word",
                    "1.md links/broken-link",
                ],
            ),
            ("quick", 1, &["1.md style/doubled-word"]),
        ],
    );
}

#[test]
fn strict_asks_for_matters_of_taste_and_fails_on_warnings() {
    check(
        &[("1.md", "“I shall go,” she said sadly.\n")],
        &[("strict", 1, &["1.md dialogue/adverb-tags"]), ("novel", 0, &[])],
    );
}

#[test]
fn ci_fails_on_what_is_allowed_and_never_found() {
    let text = "<!-- storylint: allow style/doubled-word -->\nThe boat came in.\n";
    check(
        &[("1.md", text), ("2.md", "He saw the the boat.\n")],
        &[
            ("ci", 1, &["1.md metadata/unused-allowance", "2.md style/doubled-word"]),
            ("novel", 0, &["1.md metadata/unused-allowance", "2.md style/doubled-word"]),
        ],
    );
    check(&[("1.md", "He saw the the boat.\n")], &[("ci", 0, &["1.md style/doubled-word"])]);
}

#[test]
fn screenplay_judges_the_script_and_not_the_pages_beside_it() {
    let script = "INT. HOUSE - NIGHT\n\nMonday, 12 October 1871. ANN waits.\n\nANN\nIs is late.\n";
    check(
        &[("act.fountain", script), ("treatment.md", "“I shall wait.” she says, and sits down.\n")],
        &[
            (
                "screenplay",
                1,
                &["act.fountain timeline/weekday-date", "act.fountain style/doubled-word"],
            ),
            (
                "novel",
                1,
                &[
                    "act.fountain timeline/weekday-date",
                    "act.fountain style/doubled-word",
                    "treatment.md dialogue/tag-punctuation",
                ],
            ),
        ],
    );
}

#[test]
fn screenplay_compares_the_script_with_sheets_and_with_nothing_else() {
    let waits: String = (0..20).map(|n| format!("Margaret sits down on chair {n}.\n\n")).collect();
    let script = format!("INT. HOUSE - NIGHT\n\n{waits}She has blue eyes. Margeret waits.\n");
    let files = [("act.fountain", script.as_str()), ("ideas.md", "Is it Margeret?\n")];
    check(&files, &[("screenplay", 0, &["act.fountain characters/name-variants"])]);
    let sheet = "# Margaret\n\nEyes: green\n";
    let script = script.replace("She has", "Margaret has").replace("Margeret", "Margaret");
    let files = [("act.fountain", script.as_str()), ("cast/margaret.md", sheet)];
    check(&files, &[("screenplay", 0, &["act.fountain characters/sheet-mismatch"])]);
}

#[test]
fn series_takes_each_book_for_a_story() {
    let about = |name: &str| -> String {
        (0..20).map(|n| format!("{name} was at the gate of house {n}. She saw it.\n\n")).collect()
    };
    let (one, two) = (about("Marrisa"), about("Marisa") + "It was Marrisa who came.\n");
    check(
        &[("books/1/a.md", &one), ("books/2/a.md", &two)],
        &[("series", 0, &["books/2/a.md characters/name-variants"]), ("novel", 0, &[])],
    );
}

#[test]
fn each_is_listed_and_explains_itself() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let readme = fs::read_to_string(format!("{root}README.md")).unwrap();
    let help = Command::new(env!("CARGO_BIN_EXE_storylint")).args(["check", "--help"]).output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    let names = BUILT_IN.map(|built_in| built_in.name);
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&format!("({})", names.join(", "))), "{help}");
    for built_in in BUILT_IN {
        assert!(readme.contains(&format!("\n| `{}` | ", built_in.name)), "{}", built_in.name);
        let shipped =
            fs::read_to_string(format!("{root}pipelines/{}.toml", built_in.name)).unwrap();
        assert_eq!(shipped, built_in.text);
        assert!(built_in.text.starts_with("# "), "{}", built_in.name);
    }
}
