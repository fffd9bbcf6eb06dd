//! What pipeline files say to the program: layers, arguments, workspaces, and every kind of mistake.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

/// A folder that is a repository of its own.
struct Folder(TempDir);

/// How a run of the program ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::create_dir(folder.0.path().join(".git")).unwrap();
        files.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
        command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1");
        let output = command.output().unwrap();
        Ended {
            code: output.status.code().expect("no signal ends the program"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the program over `files`. It ends with `code`, and says `expected`.
#[track_caller]
fn check(files: &[(&str, &str)], arguments: &[&str], code: i32, expected: &str) {
    let ended = Folder::new(files).run(arguments);
    assert_eq!(format!("{}{}", ended.err, ended.out), expected);
    assert_eq!(ended.code, code);
}

const DOUBLED: &str = "He saw the the boat.\n";

#[test]
fn a_file_extends_a_built_in_pipeline_and_one_beside_it() {
    let files = [
        ("storylint.toml", "extends = ['quick', './shared/off.toml']\n"),
        ("shared/off.toml", "[rules]\n'style/doubled-word' = 'off'\n"),
        ("a.md", DOUBLED),
    ];
    check(&files, &["check"], 0, "No findings in 1 file.\n");
    let expected = "\
[rules]
\"style/doubled-word\" = \"off\"  # shared/off.toml:2
";
    check(&files, &["config", "rules"], 0, expected);
    let expected = "[result.verdict]\nfail-on = \"warning\"  # quick (built-in):16\n";
    check(&files, &["config", "result.verdict.fail-on"], 0, expected);
}

#[test]
fn nothing_to_extend() {
    let expected = "\
error: there is no built-in pipeline `novl`
 --> storylint.toml:1:11
  |
1 | extends = 'novl'
  |           ^^^^^^
  = help: did you mean `novel`?
";
    check(&[("storylint.toml", "extends = 'novl'\n")], &["check"], 2, expected);
    let expected = "\
error: cannot read `../base.toml`: no such file or directory
 --> storylint.toml:1:11
  |
1 | extends = '../base.toml'
  |           ^^^^^^^^^^^^^^
";
    check(&[("storylint.toml", "extends = '../base.toml'\n")], &["check"], 2, expected);
}

#[test]
fn an_argument_sets_a_key() {
    let files = [("a.md", DOUBLED)];
    let folder = Folder::new(&files);
    let off = ["check", "--config", "rules.\"style/doubled-word\" = \"off\""];
    assert_eq!(folder.run(&off).out, "No findings in 1 file.\n");
    let strict = ["check", "--config", "quick", "--config", "result.verdict.fail-on = 'never'"];
    assert_eq!(folder.run(&strict).code, 0);
    let expected = "\
error: unknown key `worker` in `run`
 --> --config:1:5
  |
1 | run.worker = 2
  |     ^^^^^^
  = help: did you mean `workers`?
";
    check(&files, &["check", "--config", "run.worker = 2"], 2, expected);
    let two = ["check", "--config", "novel", "--config", "quick"];
    let expected = "error: `--config` names two pipelines, `novel` and `quick`\n\
                    help: a file may name others in `extends`\n";
    check(&files, &two, 2, expected);
    let expected = "error: `--isolated` ignores pipeline files, but `--config` names `quick`\n";
    check(&files, &["check", "--isolated", "--config", "quick"], 2, expected);
    assert_eq!(folder.run(&["check", "--isolated", "--config", "run.workers = 1"]).code, 0);
}

#[test]
fn the_effective_pipeline_is_a_pipeline_file() {
    let own = "extends = 'novel'\nrun.workers = { min = 1, max = 2 }\n\
               [cast.'a b']\nnames = [\"A\\n\\\"\"]\n\
               [[intended]]\nrule = '*'\nentities = ['x']\n";
    let folder = Folder::new(&[("storylint.toml", own), ("a.md", DOUBLED)]);
    let printed = folder.run(&["config", "--config", "run.retries = 1"]);
    folder.write("again.toml", &printed.out);
    let again = folder.run(&["config", "--config", "again.toml"]);
    let values = |text: &str| {
        let value = |line: &str| line.split("  # ").next().unwrap().to_owned();
        text.lines().map(value).collect::<Vec<_>>()
    };
    assert_eq!(values(&again.out), values(&printed.out));
    assert!(printed.out.contains("\nretries = 1  # --config:1\n"), "{}", printed.out);
    assert!(printed.out.contains("\nworkers.max = 2  # storylint.toml:2\n"), "{}", printed.out);
    let expected = "error: nothing is set at `run.worker`\nhelp: did you mean `run.workers`?\n";
    check(&[("storylint.toml", "run.workers = 2")], &["config", "run.worker"], 2, expected);
}

/// Four chapters with a doubled word each, a table of contents, and a pipeline with `order`.
fn chapters(order: &str) -> Folder {
    let pipeline = format!(
        "[source.chapters]\ninclude = ['*.md']\nexclude = ['SUMMARY.md']\n{order}\n\
         [validate.prose]\nneeds = ['chapters']\nvalidators = ['style/doubled-word']\n\
         [result.all]\nneeds = ['prose']\n"
    );
    Folder::new(&[
        ("storylint.toml", &pipeline),
        ("SUMMARY.md", "- [Two](2.md)\n- [One](1.md)\n"),
        ("other/CONTENTS.md", "[Ten](../10.md), [Two](../2.md), [Nine](../9.md)\n"),
        ("1.md", "---\nplace: 10\n---\nHe saw the the boat.\n"),
        ("2.md", "---\nplace: 9\ndate: 1871-10-03\n---\nHe saw the the boat.\n"),
        ("10.md", "---\nplace: \"1\"\ndate: 1871-9-30\n---\nHe saw the the boat.\n"),
        ("p.md", "He saw the the boat.\n"),
    ])
}

#[track_caller]
fn check_order(order: &str, expected: &str) {
    let found = chapters(order).run(&["check", "--output-format", "json"]);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&found.out).expect(&found.err);
    let files = findings.iter().map(|finding| finding["file"].as_str().unwrap());
    assert_eq!(files.collect::<Vec<_>>().join(" "), expected);
}

#[test]
fn the_order_of_a_source() {
    check_order("", "2.md 1.md 10.md p.md");
    check_order("order = 'natural'", "1.md 2.md 10.md p.md");
    check_order("order = 'SUMMARY.md'", "2.md 1.md 10.md p.md");
    check_order("order = 'other/CONTENTS.md'", "10.md 1.md 2.md p.md");
    check_order("order = 'place'", "10.md 2.md 1.md p.md");
    check_order("order = 'date'", "10.md 1.md 2.md p.md");
    check_order("order = ['p.md', './1.md']", "2.md p.md 10.md 1.md");
}

#[track_caller]
fn check_wrong_order(order: &str, expected: &str) {
    let ended = chapters(order).run(&["check"]);
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
}

#[test]
fn an_order_that_is_none() {
    let expected = "\
error: cannot read `CONTENTS.md`: no such file or directory
 --> storylint.toml:4:9
  |
4 | order = 'CONTENTS.md'
  |         ^^^^^^^^^^^^^
  = help: the path is relative to the folder of the pipeline file
";
    check_wrong_order("order = 'CONTENTS.md'", expected);
    let expected = "\
error: source node `chapters` has no file `11.md`
 --> storylint.toml:4:18
  |
4 | order = ['1.md', '11.md']
  |                  ^^^^^^^
  = help: did you mean `1.md`?
";
    check_wrong_order("order = ['1.md', '11.md']", expected);
    let expected = "\
error: no file of source node `chapters` has `plaice` in its front matter
 --> storylint.toml:4:9
  |
4 | order = 'plaice'
  |         ^^^^^^^^
  = help: an order is \"natural\", the path of a table of contents such as \"SUMMARY.md\", a key of front matter, or a list of paths
";
    check_wrong_order("order = 'plaice'", expected);
}
