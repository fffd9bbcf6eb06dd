//! `storylint import`: the settings of other programs, and the pipeline that they become.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

fn run(folder: &TempDir, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
    command.current_dir(folder.path()).args(arguments.split_whitespace()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Imports the file at `path` with `text`; the pipeline has the lines `expected` before its nodes or in
/// them, beside those that it always has, and `left_out` is said. Then a check runs without complaint.
#[track_caller]
fn check(path: &str, text: &str, expected: &[&str], left_out: &str) {
    let folder = folder(&[(path, text), ("one.md", "The boat came in.\n\nOkay, said nobody.\n")]);
    let imported = run(&folder, &format!("import {path} -o storylint.toml"));
    assert_eq!(self::text(&imported.stderr), left_out);
    assert_eq!(self::text(&imported.stdout), "Wrote `storylint.toml`.\n");
    let written = fs::read_to_string(folder.path().join("storylint.toml")).unwrap();
    let printed = run(&folder, &format!("import {path}"));
    assert_eq!(self::text(&printed.stdout), written);
    let always = [
        "[source.files]",
        "include = [\"**/*.{md,markdown,txt,html,htm,xhtml,epub,fountain,spmd,ink,twee,tw}\"]",
        "optional = true",
        "[validate.story]",
        "needs = [\"files\"]",
        "validators = [\"*\"]",
        "[result.verdict]",
        "needs = [\"story\"]",
        "fail-on = \"error\"",
    ];
    let lines = written.lines().skip(1).filter(|line| !line.is_empty() && !always.contains(line));
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    let checked = run(&folder, "check");
    assert_eq!((self::text(&checked.stderr), checked.status.code()), ("", Some(0)));
}

#[test]
fn story_linter() {
    let settings = "\
version: '1.0'
files:
  include: ['**/*.md', '../x.md']
  exclude: ['**/node_modules/**']
framework:
  workers: 4
  cacheLocation: .cache
output: {format: json, colors: false}
validators:
  character: true
  timeline-validator: {enabled: false, severity: error}
  character-consistency:
    severity: info
    config:
      nameConsistency: false
      introductionTracking: true
      voice: {enabled: false}
      typoThreshold: 0.8
      aliases:
        Elizabeth Bennet: [Lizzy, Eliza]
        Lizzy: [Liz]
  custom: true
plugins:
  link-graph: {checkOrphans: false, skipAnchors: true, skipExternal: true, entryPoints: [index.md]}
  plot:
extends: theirs
";
    let on = "characters/acts-after-death characters/honorific-mismatch characters/lost-diacritics";
    let names =
        "characters/pronoun-mismatch characters/sheet-mismatch characters/trait-contradiction";
    let mut levels: Vec<String> = on.split(' ').map(|id| format!("\"{id}\" = \"info\"")).collect();
    let line = |id: &str, level: &str| format!("\"{id}\" = \"{level}\"");
    levels.insert(2, line("characters/introduced-late", "on"));
    levels.push(line("characters/name-variants", "off"));
    levels.extend(names.split(' ').map(|id| line(id, "info")));
    levels.push(line("links/broken-anchor", "off"));
    levels.push(line("links/orphan", "off"));
    levels.push(line("timeline/*", "off"));
    let mut expected = vec!["[run]", "workers = 4", "[rules]"];
    expected.extend(levels.iter().map(String::as_str));
    expected.extend([
        "[cast.elizabeth-bennet]",
        "names = [\"Elizabeth Bennet\", \"Lizzy\", \"Eliza\"]",
        "[cast.liz]",
        "names = [\"Liz\"]",
        "include = [\"**/*.md\"]",
        "exclude = [\"**/node_modules/**\"]",
    ]);
    check(
        ".story-linter.yml",
        settings,
        &expected,
        "\
note: not taken over from `.story-linter.yml`, as a pipeline has no such setting: `extends`
note: not taken over from `.story-linter.yml`, as it is no glob within the story: `../x.md`
note: not taken over from `.story-linter.yml`, as our rules have no such option: \
`plugins.link-graph.entryPoints`, `validators.character-consistency.config.typoThreshold`
note: not taken over from `.story-linter.yml`, as somebody else has that name: `Lizzy`
note: not taken over from `.story-linter.yml`, as the command line says how findings are printed: \
`output.colors`, `output.format`
note: not taken over from `.story-linter.yml`, as there are no such rules: `validators.custom`
note: not taken over from `.story-linter.yml`, as what is kept between runs is no matter of the pipeline: \
`framework.cacheLocation`
",
    );
}

#[test]
fn accepted_words() {
    check(
        "accept.txt",
        "# Names\nElenna\nMr\\. Orme\n[Oo]rme\nteleportation\n\n",
        &[
            "[validate.story.options.\"characters/lost-diacritics\"]",
            "allow = [\"Elenna\", \"Mr. Orme\"]",
            "[validate.story.options.\"characters/name-variants\"]",
            "allow = [\"Elenna\", \"Mr. Orme\"]",
        ],
        "\
note: not taken over from `accept.txt`, as it is a regular expression: `[Oo]rme`
note: not taken over from `accept.txt`, as it is no name and spelling is not checked: `teleportation`
",
    );
}

#[test]
fn rejected_words() {
    check(
        "reject.txt",
        "(?i)okay\nall right\n",
        &["[validate.story.options.\"style/house-style\"]", "forbid = [\"okay\"]"],
        "note: not taken over from `reject.txt`, as `style/house-style` looks for single words: `all right`\n",
    );
}

#[test]
fn what_is_rejected_is_found() {
    let folder = folder(&[("reject.txt", "okay\n"), ("one.md", "It was okay.\n")]);
    run(&folder, "import reject.txt --output storylint.toml");
    let checked = run(&folder, "check one.md");
    assert!(text(&checked.stdout).contains("warning[style/house-style]: `okay` is not to be used"));
}

#[test]
fn what_cannot_be_imported() {
    let folder =
        folder(&[("a.yml", "a: [b\n"), ("b.yaml", "- a\n"), ("c.md", ""), ("accept.txt", "")]);
    let refused = |arguments: &str| {
        let ended = run(&folder, arguments);
        assert_eq!((text(&ended.stdout), ended.status.code()), ("", Some(2)));
        text(&ended.stderr).to_owned()
    };
    assert!(refused("import a.yml").starts_with("error: a.yml: "));
    assert_eq!(refused("import b.yaml"), "error: b.yaml: it holds no table of settings\n");
    assert_eq!(
        refused("import c.md"),
        "error: `c.md` is neither a `.story-linter.yml` nor the `accept.txt` or `reject.txt` of a \
         vocabulary of Vale\n"
    );
    assert_eq!(refused("import d.yml"), "error: cannot read `d.yml`: no such file or directory\n");
    let expected = "error: cannot change `c.md`: it is there already\n";
    assert_eq!(refused("import accept.txt -o c.md"), expected);
}
