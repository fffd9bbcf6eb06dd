//! What the README shows is what the program prints.

use std::fs;
use std::path::Path;
use std::process::Command;

use storylint::validators::CATALOGUE;

/// The blocks of the README that are fenced as `text`.
fn shown() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = readme.split("```text\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().trim_end().to_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
    let output = command.current_dir(root()).args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn the_first_command() {
    let (printed, code) = printed(&["check", "examples/carrow-point"]);
    assert!(printed.contains(&shown()[0]), "{printed}");
    assert!(printed.contains("\nFound 2 errors, 5 warnings in 5 of 7 files.\n"), "{printed}");
    assert_eq!(code, Some(1));
}

/// `engine/README.md` shows the same program, and runs it as its own test.
#[test]
fn the_first_program_is_an_example() {
    let example = fs::read_to_string(root().join("examples/hello_flow.rs")).unwrap();
    let (_, program) = example.split_once("\n\n").unwrap();
    for readme in ["README.md", "engine/README.md"] {
        let readme = fs::read_to_string(root().join(readme)).unwrap();
        let (_, shown) = readme.split_once("```rust\n").unwrap();
        assert_eq!(shown.split("```").next().unwrap(), program);
    }
    let n_lines = program.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(n_lines, 12, "an example of twelve lines says so");
}

#[test]
fn the_rules() {
    let (printed, code) = printed(&["rules"]);
    assert_eq!(printed.trim_end(), shown()[1]);
    assert_eq!(code, Some(0));
}

/// `UPDATE_DOCS=1 cargo test --test readme` writes the pages anew.
#[test]
fn the_pages_of_the_rules() {
    let families = CATALOGUE.chunk_by(|one, next| one.meta.family() == next.meta.family());
    for rules in families {
        let family = rules[0].meta.family();
        let pages: String = rules.iter().map(|entry| format!("\n#{}", entry.page())).collect();
        let expected = format!(
            "# {family}\n\nWhat `storylint explain` prints of the rules of this family, from the rules \
             themselves.\n{pages}"
        );
        assert_generated(&format!("docs/rules/{family}.md"), &expected);
    }
}

/// As above.
#[test]
fn the_page_of_the_pipeline_file_and_its_schema() {
    assert_generated("docs/pipeline.md", &storylint::reference());
    let (printed, code) = printed(&["schema"]);
    assert_eq!(code, Some(0));
    assert_generated("pipelines/storylint.schema.json", &printed);
}

/// Checks that the file at `path` is `expected`, or makes it so.
#[track_caller]
fn assert_generated(path: &str, expected: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, expected).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expected, "`{path}` is not what the program says");
}

#[test]
fn the_facts() {
    let (printed, code) = printed(&["facts", "examples/carrow-point"]);
    assert!(printed.starts_with(&shown()[2]), "{printed}");
    assert_eq!(code, Some(0));
}

#[test]
fn every_rule_finds_its_defect_in_the_shipped_story_and_nothing_else() {
    let (printed, _) = printed(&["check", "--output-format", "json", "examples/carrow-point"]);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&printed).unwrap();
    let found: Vec<String> = findings
        .iter()
        .map(|finding| {
            let file = finding["file"].as_str().unwrap().rsplit('/').next().unwrap();
            format!("{file}:{} {}", finding["line"], finding["rule"].as_str().unwrap())
        })
        .collect();
    let planted = [
        "chapter-1.md:25 style/doubled-word",
        "chapter-2.md:13 timeline/weekday-date",
        "chapter-2.md:35 characters/name-variants",
        "chapter-3.md:9 links/broken-link",
        "chapter-3.md:21 dialogue/unclosed-quote",
        "chapter-4.md:1 metadata/front-matter",
        "interlude.md:7 links/orphan",
    ];
    assert_eq!(found, planted);
}
