//! Other programs as they are in their registries today: `just tools` installs them and sets `STORYLINT_TOOLS`.

mod folder;

use std::env;
use std::path::PathBuf;

use self::folder::{Folder, ended};

const STORY: &str =
    "# One\n\nShe recieved the the lettre. TODO: mend this.\n\nIt came on Wensday.\n";

/// Runs the `program` with the keys `rest` of its node over a story. It finds `expected`, each as place and rule.
#[track_caller]
fn check(program: &str, rest: &str, expected: &[&str]) {
    let Some(tools) = env::var_os("STORYLINT_TOOLS").map(PathBuf::from) else { return };
    let pipeline = format!(
        "[source.story]\ninclude = ['one/*.md']\n[command.it]\nneeds = ['story']\nrun = [{program}, '{{files}}']\n\
         {rest}\n[result.all]\nneeds = ['it']\n"
    );
    let folder = Folder::new(&[("storylint.toml", &pipeline), ("one/1.md", STORY)]);
    let mut command = folder.command("check --allow-commands --no-cache --output-format json");
    let folders = [tools.join("bin"), tools.join("node_modules/.bin")].into_iter();
    let path = env::var_os("PATH").unwrap_or_default();
    command.env("PATH", env::join_paths(folders.chain(env::split_paths(&path))).unwrap());
    let ended = ended(&mut command);
    assert_eq!(ended.err, "");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ended.out).unwrap();
    let said = |it: &serde_json::Value| format!("{}:{} {}", it["line"], it["column"], it["rule"]);
    let found = findings.iter().map(|it| said(it).replace('"', ""));
    assert_eq!(Vec::from_iter(found), expected);
}

#[test]
fn codespell() {
    let expected = ["3:5 command/it/finding", "5:12 command/it/finding"];
    check("'codespell'", "format = 'gnu'\nexit-codes = [0, 65]", &expected);
}

#[test]
fn typos() {
    let expected = ["3:5 command/it/typo", "5:12 command/it/typo"];
    check("'typos', '--format', 'json'", "format = 'jsonl'\nexit-codes = [0, 2]", &expected);
}

#[test]
fn proselint() {
    let expected = ["3:14 command/it/lexical_illusions", "3:30 command/it/annotations.misc"];
    check("'proselint', 'check', '-o', 'json'", "format = 'proselint'", &expected);
}

#[test]
fn harper() {
    let program = "'harper', 'lint', '--format', 'json', '--only', 'RepeatedWords'";
    check(program, "format = 'harper'", &["3:14 command/it/RepeatedWords"]);
}

#[test]
fn textlint() {
    let program = "'textlint', '--rule', 'no-todo', '--format', 'json'";
    check(program, "format = 'textlint'", &["3:30 command/it/no-todo"]);
}
