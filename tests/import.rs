//! `storylint import`: the settings of other programs, and the pipeline that they become.

mod folder;

use self::folder::Folder;

/// Imports the file at `path` with `text`; the pipeline has the lines `expected` before its nodes or in
/// them, beside those that it always has, and `left_out` is said. Then a check runs without complaint.
#[track_caller]
fn check(path: &str, text: &str, expected: &[&str], left_out: &str) {
    let folder =
        Folder::new(&[(path, text), ("one.md", "The boat came in.\n\nOkay, said nobody.\n")]);
    let imported = folder.run(&format!("import {path} -o storylint.toml"));
    assert_eq!(imported.err, left_out);
    assert_eq!(imported.out, "Wrote `storylint.toml`.\n");
    let written = folder.text("storylint.toml");
    let printed = folder.run(&format!("import {path}"));
    assert_eq!(printed.out, written);
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
    let checked = folder.run("check");
    assert_eq!((checked.err.as_str(), checked.code), ("", 0));
}

#[test]
fn a_vocabulary_is_a_folder() {
    let folder = Folder::new(&[
        ("House/accept.txt", "Orme\n"),
        ("House/reject.txt", "okay\n"),
        ("House/more.txt", ""),
        ("styles/README.md", ""),
    ]);
    let by_files = folder.run("import House/accept.txt House/reject.txt");
    let by_folder = folder.run("import House/");
    assert_eq!((by_folder.code, by_folder.out, by_folder.err), (0, by_files.out, by_files.err));
    let none = folder.run("import styles");
    assert_eq!(
        (none.code, none.err.as_str()),
        (2, "error: cannot read `styles`: is a directory\n")
    );
}

#[test]
fn the_settings_of_two_stories() {
    let settings = ("one/.story-linter.yml", "two/.story-linter.yml");
    let folder = Folder::new(&[(settings.0, "include: ['*.md']\n"), (settings.1, "version: 1\n")]);
    let imported = folder.run(&format!("import {} {}", settings.0, settings.1));
    let expected = "error: `one/.story-linter.yml` and `two/.story-linter.yml` are settings of two stories; \
                    import each by itself\n";
    assert_eq!((imported.code, imported.out.as_str(), imported.err.as_str()), (2, "", expected));
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
    let on = "characters/acts-after-death characters/honorific-mismatch characters/kin-contradiction \
              characters/lost-diacritics";
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
fn story_linter_at_the_top() {
    let settings = "\
include: ['one.md']
exclude: ['drafts/**']
characters: [Ann Hale, {name: Jon Orme, aliases: [Rook]}]
";
    let expected = [
        "[cast.ann-hale]",
        "names = [\"Ann Hale\"]",
        "[cast.jon-orme]",
        "names = [\"Jon Orme\", \"Rook\"]",
        "include = [\"one.md\"]",
        "exclude = [\"drafts/**\"]",
    ];
    check(".story-linter.yml", settings, &expected, "");
}

#[test]
fn story_linter_with_single_texts() {
    let settings = "\
files: {include: one.md, exclude: x.md}
characters: [{name: Tam, aliases: T, gender: male}]
validators: {characters: {config: {aliases: {Jon: Rook}}}}
framework: {workers: 4, parallel: false}
settings: {workers: 1}
";
    let expected = [
        "[run]",
        "workers = 1",
        "[cast.tam]",
        "names = [\"Tam\", \"T\"]",
        "gender = \"male\"",
        "[cast.jon]",
        "names = [\"Jon\", \"Rook\"]",
        "include = [\"one.md\"]",
        "exclude = [\"x.md\"]",
    ];
    let left_out = "note: not taken over from `.story-linter.yml`, as another setting says how many workers \
                    there are: `framework.workers`\n";
    check(".story-linter.yml", settings, &expected, left_out);
}

#[test]
fn story_linter_with_values_that_are_none() {
    let settings = "\
files: {exclude: [x.md, 5], include: 1}
characters: [5, {name: Tam, gender: 3, age: 9, aliases: {a: b}}]
validators:
  timeline: {enabled: 'yes', severity: fatal, requireChronological: 1}
  links: {skipAnchors: 1}
  plot: 5
framework: {workers: 4}
settings: {workers: 0, parallel: 1}
plugins: none
";
    let expected =
        ["[run]", "workers = 4", "[cast.tam]", "names = [\"Tam\"]", "exclude = [\"x.md\"]"];
    check(
        ".story-linter.yml",
        settings,
        &expected,
        "\
note: not taken over from `.story-linter.yml`, as it cannot have that value: \
`characters[1].aliases`, `characters[1].gender`, `files.exclude`, `files.include`, `plugins`, \
`settings.parallel`, `settings.workers`, `validators.links.skipAnchors`, `validators.plot`, \
`validators.timeline.enabled`, `validators.timeline.requireChronological`, `validators.timeline.severity`
note: not taken over from `.story-linter.yml`, as somebody has no name: `characters[0]`
note: not taken over from `.story-linter.yml`, as the cast of a pipeline has no such key: `characters[1].age`
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
    let folder = Folder::new(&[("reject.txt", "okay\n"), ("one.md", "It was okay.\n")]);
    folder.run("import reject.txt --output storylint.toml");
    let checked = folder.run("check one.md");
    assert!(checked.out.contains("warning[style/house-style]: `okay` is not to be used"));
}

#[test]
fn what_cannot_be_imported() {
    let folder =
        Folder::new(&[("a.yml", "a: [b\n"), ("b.yaml", "- a\n"), ("c.md", ""), ("accept.txt", "")]);
    let refused = |arguments: &str| {
        let ended = folder.run(arguments);
        assert_eq!((ended.out.as_str(), ended.code), ("", 2));
        ended.err
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
