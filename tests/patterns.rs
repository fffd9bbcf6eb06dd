//! Regular expressions that a pipeline has of its own.

mod folder;

use self::folder::{Ended, Folder};

const NODES: &str = "\
[source.chapters]
include = ['*.md']

[pattern.style]
needs = ['chapters']
rules = [
    { id = 'scene', match = '^### Act (\\d+)', message = 'Use `Scene $1`, not `Act ${1}`', severity = 'error' },
    { id = 'very', match = '\\bvery (?<what>\\w+)', message = 'How `$what`?', scope = ['narration', 'heading'] },
]

[result.all]
needs = ['style']
";

const CHAPTER: &str = "### Act 2\n\nIt was *very*\ncold. “A very odd day,” she said.\n";

/// The ids and lines of what is found.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let json = [&["check", "--output-format", "json"], arguments].concat();
    let Ended { out, err, .. } = folder.run_with(&json);
    let found: Vec<serde_json::Value> =
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    let shown = |it: &serde_json::Value| {
        let text = |key: &str| it[key].as_str().unwrap().to_owned();
        format!("{}:{} {} {}", it["line"], it["column"], text("severity"), text("rule"))
    };
    found.iter().map(shown).collect()
}

#[test]
fn findings() {
    let folder = Folder::new(&[("storylint.toml", NODES), ("a.md", CHAPTER)]);
    let Ended { code, out, err } = folder.run("check");
    let expected = "\
error[pattern/scene]: Use `Scene 2`, not `Act 2`
 --> a.md:1:1
  |
1 | ### Act 2
  | ^^^^^^^^^

warning[pattern/very]: How `cold`?
 --> a.md:3:9
  |
3 | It was *very*
  |         ^^^^^
4 | cold. “A very odd day,” she said.
  | ^^^^

Found 1 error, 1 warning in 1 of 1 file.
";
    assert_eq!((out.as_str(), err.as_str(), code), (expected, "", 1));
}

#[test]
fn blanks() {
    let pipeline = NODES.replace("'\\bvery (?<what>\\w+)'", "'  '").replace("$what", "");
    let folder = Folder::new(&[("storylint.toml", &pipeline), ("a.md", "It was  cold.\n")]);
    assert_eq!(found(&folder, &[]), ["1:7 warning pattern/very"]);
}

#[test]
fn levels() {
    let folder = Folder::new(&[("storylint.toml", NODES), ("a.md", CHAPTER)]);
    let (scene, very) = ("1:1 error pattern/scene", "3:9 warning pattern/very");
    assert_eq!(found(&folder, &["--rule", "pattern/very=off"]), [scene]);
    assert_eq!(found(&folder, &["--rule", "pattern/*=off", "--rule", "pattern/very=on"]), [very]);
    assert_eq!(
        found(&folder, &["--rule", "*=info", "--rule", "pattern/scene=off"]),
        ["3:9 info pattern/very"]
    );
    assert_eq!(found(&folder, &["--rule", "*=off"]), [""; 0]);
}

#[test]
fn what_is_intended() {
    let allowed = "\
<!-- storylint: allow pattern/very(\"cold\") -->

It was very cold.

<!-- storylint: allow pattern/* -->

It was cold.
";
    let pipeline = NODES.replace(
        "[pattern.style]",
        "[[intended]]\nrule = 'pattern/scene'\n\n\
        [validate.allowed]\nneeds = ['chapters']\nvalidators = ['metadata/*']\n\n[pattern.style]",
    );
    let pipeline = pipeline.replace("needs = ['style']", "needs = ['style', 'allowed']");
    let folder = Folder::new(&[("storylint.toml", &pipeline), ("a.md", allowed)]);
    assert_eq!(
        found(&folder, &[]),
        ["5:5 warning metadata/unused-allowance", "5:8 warning metadata/unused-allowance"]
    );
}

#[test]
fn the_baseline() {
    let folder = Folder::new(&[("storylint.toml", NODES), ("a.md", CHAPTER)]);
    assert_eq!(folder.run("baseline").code, 0);
    let more = format!("It is very late.\n\n{CHAPTER}");
    folder.write("a.md", more);
    assert_eq!(found(&folder, &[]), ["1:7 warning pattern/very"]);
}

#[test]
fn explained() {
    let folder = Folder::new(&[("storylint.toml", NODES), ("a.md", CHAPTER)]);
    let Ended { code, out, .. } = folder.run_with(&["explain", "pattern/very"]);
    let expected = "# pattern/very\n\nHow `$what`? (pattern node `style`, warning).\n\n\
        Finds what matches `\\bvery (?<what>\\w+)` in narration or heading, as a reader sees it. \
        It is declared in storylint.toml:8.\n";
    assert_eq!((out.as_str(), code), (expected, 0));
    let Ended { code, err, .. } = folder.run_with(&["explain", "pattern/vary"]);
    let expected = "error: there is no rule `pattern/vary`\nhelp: did you mean `pattern/very`?\n";
    assert_eq!((err.as_str(), code), (expected, 2));
    for name in ["pattern/*", "pattern"] {
        let Ended { code, out, .. } = folder.run_with(&["explain", name]);
        let expected = "\
pattern/scene  error        Use `Scene $1`, not `Act ${1}`
pattern/very   warning      How `$what`?
";
        assert_eq!((out.as_str(), code), (expected, 0));
    }
}

#[test]
fn explained_at_the_top_of_a_workspace() {
    let other = NODES.replace("How `$what`?", "Not `$what`");
    let folder = Folder::new(&[
        ("storylint.toml", "[workspace]\nmembers = ['books/*']\n"),
        ("books/one/storylint.toml", NODES),
        ("books/two/storylint.toml", &other),
        ("books/three/a.md", CHAPTER),
    ]);
    let explained = |name| folder.run_with(&["explain", name]).out;
    let listed = "\
pattern/scene  error        Use `Scene $1`, not `Act ${1}`
pattern/very   warning      How `$what`?
pattern/very   warning      Not `$what`
";
    assert_eq!(explained("pattern/*"), listed);
    let pages = explained("pattern/very");
    assert!(pages.contains("declared in books/one/storylint.toml:8.\n\n# pattern/very"), "{pages}");
    assert!(pages.contains("declared in books/two/storylint.toml:8.\n"), "{pages}");
}

/// Replaces a part of the pipeline, which is wrong then.
#[track_caller]
fn check_refused(from: &str, to: &str, expected: &str) {
    let folder = Folder::new(&[("storylint.toml", &NODES.replace(from, to)), ("a.md", CHAPTER)]);
    let Ended { code, out, err } = folder.run("check");
    assert_eq!((out.as_str(), err.as_str(), code), ("", expected, 2));
}

#[test]
fn no_expression() {
    check_refused(
        "'\\bvery (?<what>\\w+)'",
        "'very (?<what>[a'",
        "\
error: `very (?<what>[a` is no regular expression to search for: unclosed character class
 --> storylint.toml:8:42
  |
8 |     { id = 'very', match = 'very (?<what>[a', message = 'How `$what`?', scope = ['narration', 'heading'] },
  |                                          ^
",
    );
}

#[test]
fn no_group() {
    check_refused(
        "${1}",
        "$1st",
        "\
error: the expression has no group `1st`
 --> storylint.toml:7:83
  |
7 |     { id = 'scene', match = '^### Act (\\d+)', message = 'Use `Scene $1`, not `Act $1st`', severity = 'error' },
  |                                                                                   ^^^^
  = help: group 1 before `st` is written `${1}st`
",
    );
}

#[test]
fn no_scope() {
    check_refused(
        "'narration'",
        "'narrator'",
        r#"error: `scope` must be `"narration"`, `"speech"`, `"thought"`, `"quotation"`, `"letter"`, `"verse"`, `"epigraph"`, `"note"` or `"heading"`, not `'narrator'`
 --> storylint.toml:8:86
  |
8 |     { id = 'very', match = '\bvery (?<what>\w+)', message = 'How `$what`?', scope = ['narrator', 'heading'] },
  |                                                                                      ^^^^^^^^^^
  = help: did you mean `narration`?
"#,
    );
}

#[test]
fn one_id_in_two_nodes() {
    let more = "[pattern.more]\nneeds = ['chapters']\nrules = [{ id = 'very', match = 'a', message = 'b' }]\n\n";
    check_refused(
        "[result.all]\nneeds = ['style']",
        &format!("{more}[result.all]\nneeds = ['style', 'more']"),
        "\
error: pattern node `style` has a rule `very`, too
  --> storylint.toml:13:17
   |
13 | rules = [{ id = 'very', match = 'a', message = 'b' }]
   |                 ^^^^^^
   = help: findings are known by the id alone, as `pattern/ID`
",
    );
}

#[test]
fn not_run_by_a_validate_node() {
    let validate = "[validate.v]\nneeds = ['chapters']\nvalidators = ['pattern/*']\n\n";
    check_refused(
        "[result.all]\nneeds = ['style']",
        &format!("{validate}[result.all]\nneeds = ['style', 'v']"),
        "\
error: `pattern/*` is not run by a validate node
  --> storylint.toml:13:15
   |
13 | validators = ['pattern/*']
   |               ^^^^^^^^^^^
   = help: it is found by the pattern or command node that it is declared in
",
    );
}

#[test]
fn rules_that_there_are_not() {
    let expected = |line: &str, column: usize, length: usize| {
        let (n, pad) = (line.len(), " ".repeat(column - 1));
        assert!(n >= column);
        format!(
            "error: there is no rule `pattern/vary`\n --> storylint.toml:2:{column}\n  |\n2 | {line}\n  | {pad}{}\n  = help: did you mean `pattern/very`?\n",
            "^".repeat(length)
        )
    };
    let line = "'pattern/vary' = 'off'";
    check_refused("[source", &format!("[rules]\n{line}\n\n[source"), &expected(line, 1, 14));
    let line = "rule = 'pattern/vary'";
    check_refused("[source", &format!("[[intended]]\n{line}\n\n[source"), &expected(line, 8, 14));
    let folder = Folder::new(&[("storylint.toml", NODES), ("a.md", CHAPTER)]);
    let err = folder.run_with(&["check", "--rule", "pattern/vary=off"]).err;
    assert_eq!(err, "error: there is no rule `pattern/vary`\nhelp: did you mean `pattern/very`?\n");
}

/// What a pipeline says of rules is no mistake where their nodes are left out.
#[test]
fn rules_of_nodes_that_are_left_out() {
    let pipeline = "[rules]\n'pattern/very' = 'error'\n'command/tool/*' = 'info'\n\
                    [source.all]\ninclude = ['*.md']\n\
                    [validate.prose]\nneeds = ['all']\nvalidators = ['style/doubled-word']\n\
                    [pattern.words]\nneeds = ['all']\n\
                    rules = [{ id = 'very', match = 'very', message = 'Take it out' }]\n\
                    [command.tool]\nneeds = ['all']\nrun = ['tool', '{files}']\nformat = 'gnu'\n\
                    [result.found]\nneeds = ['prose', 'words', 'tool']\n\
                    [[intended]]\nrule = 'pattern/very'\nreason = 'It is.'\n";
    let folder = Folder::new(&[("storylint.toml", pipeline), ("a.md", "It was cold.\n")]);
    for arguments in ["--only prose", "--skip words,tool", "--only prose --rule pattern/very=off"] {
        let ended = folder.run(&format!("check {arguments}"));
        assert_eq!((ended.err.as_str(), ended.code), ("", 0), "{arguments}");
    }
}
