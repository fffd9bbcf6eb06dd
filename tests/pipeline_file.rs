//! What pipeline files say to the program: layers, arguments, workspaces, and every kind of mistake.

mod folder;

use std::fs;
use std::path::Path;
use std::process::Command;

use self::folder::Folder;

/// Runs the program over `files`. It ends with `code`, and says `expected`.
#[track_caller]
fn check(files: &[(&str, &str)], arguments: &[&str], code: i32, expected: &str) {
    let ended = Folder::new(files).run_with(arguments);
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
fn a_series_without_a_workspace() {
    let books = [("books/one/1.md", "It rained.\n"), ("books/two/1.md", "It rained.\n")];
    let folder = Folder::new(&books);
    folder.write("storylint.toml", "extends = 'series'\n");
    let note = "note: `series` is extended, but without a `[workspace]` all is one story\n";
    assert_eq!(folder.run("check").err, note);
    folder.write("storylint.toml", "extends = 'series'\nworkspace.members = ['books/*']\n");
    assert_eq!(folder.run("check").err + &folder.run("check books/two").err, "");
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
    assert_eq!(folder.run_with(&off).out, "No findings in 1 file.\n");
    let strict = ["check", "--config", "quick", "--config", "result.verdict.fail-on = 'never'"];
    assert_eq!(folder.run_with(&strict).code, 0);
    let expected = "\
error: unknown key `worker` in `run`
 --> --config:1:5
  |
1 | run.worker = 2
  |     ^^^^^^
  = help: did you mean `workers`?
";
    check(&files, &["check", "--config", "run.worker = 2"], 2, expected);
    let expected = "error: cannot read `novell`: no such file or directory\n\
                    help: did you mean `novel`?\n";
    check(&files, &["check", "--config", "novell"], 2, expected);
    let expected = "error: there is nothing to check in `.`: \
                    no file that the pipeline's sources select\n";
    let elsewhere = ["check", "--config", "source.files.include = ['x/*']"];
    check(&files, &elsewhere, 2, expected);
    let two = ["check", "--config", "novel", "--config", "quick"];
    let expected = "error: cannot read `run.workers`: no such file or directory\n\
                    help: a key is set by `--config 'run.workers = VALUE'`\n";
    check(&files, &["check", "--config", "run.workers"], 2, expected);
    let expected = "error: cannot read `house.toml`: no such file or directory\n";
    check(&files, &["check", "--config", "house.toml"], 2, expected);
    let expected = "error: `--config` names two pipelines, `novel` and `quick`\n\
                    help: a file may name others in `extends`\n";
    check(&files, &two, 2, expected);
    let expected = "error: `--isolated` ignores pipeline files, but `--config` names `quick`\n";
    check(&files, &["check", "--isolated", "--config", "quick"], 2, expected);
    assert_eq!(folder.run_with(&["check", "--isolated", "--config", "run.workers = 1"]).code, 0);
}

#[test]
fn the_effective_pipeline_is_a_pipeline_file() {
    let own = "extends = 'novel'\nrun.workers = { min = 1, max = 2 }\n\
               [cast.'a b']\nnames = [\"A\\n\\\"\"]\n\
               [[intended]]\nrule = '*'\nentities = ['x']\n";
    let folder = Folder::new(&[("storylint.toml", own), ("a.md", DOUBLED)]);
    let printed = folder.run_with(&["config", "--config", "run.retries = 1"]);
    folder.write("again.toml", &printed.out);
    let again = folder.run_with(&["config", "--config", "again.toml"]);
    let values = |text: &str| {
        let value = |line: &str| line.split("  # ").next().unwrap().to_owned();
        text.lines().map(value).collect::<Vec<_>>()
    };
    assert_eq!(values(&again.out), values(&printed.out));
    assert!(printed.out.contains("\nretries = 1  # --config:1\n"), "{}", printed.out);
    assert!(printed.out.contains("\nworkers.max = 2  # storylint.toml:2\n"), "{}", printed.out);
    let expected = "error: a pipeline has no key `run.worker`\nhelp: did you mean `run.workers`?\n";
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
    let found = chapters(order).run_with(&["check", "--output-format", "json"]);
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

#[test]
fn an_order_that_is_none_any_more() {
    let folder = chapters("order = 'other/CONTENTS.md'");
    folder.write("other/CONTENTS.md", "[Two](../2.md), [One](../1.md), [Ten](../10.md)\n");
    assert_eq!(folder.run_with(&["check"]).code, 0);
    folder.write("other/CONTENTS.md", "");
    assert_eq!(folder.run_with(&["check"]).code, 2);
}

#[track_caller]
fn check_wrong_order(order: &str, expected: &str) {
    let ended = chapters(order).run_with(&["check"]);
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

/// A series of three books: the second has a pipeline of its own, the third is none of it.
fn series() -> Folder {
    Folder::new(&[
        (
            "storylint.toml",
            "[workspace]\nmembers = ['books/*']\nexclude = ['books/three']\n\
             [cast.ann]\nnames = ['Ann Hale', 'Anne']\n[rules]\n'links/*' = 'off'\n",
        ),
        ("books/one/b.md", "He saw the the boat.\n\nSee [it](nowhere.md).\n"),
        ("books/one/a.md", "The boat was was there.\n"),
        (
            "books/two/storylint.toml",
            "extends = 'quick'\n[[intended]]\nrule = 'style/doubled-word'\nchapters = ['2.md']\n",
        ),
        ("books/two/1.md", "He saw the the boat.\n"),
        ("books/two/2.md", "He saw the the boat.\n"),
        ("books/three/c.md", "He saw the the boat.\n"),
    ])
}

/// The files with findings, and the exit code.
fn found_in(folder: &Folder, arguments: &[&str]) -> (String, i32) {
    let ended = folder.run_with(&[&["check", "--output-format", "json"], arguments].concat());
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ended.out).expect(&ended.err);
    let files = findings.iter().map(|finding| finding["file"].as_str().unwrap());
    (files.collect::<Vec<_>>().join(" "), ended.code)
}

#[test]
fn the_members_of_a_workspace_are_checked_together() {
    let folder = series();
    let all = "books/one/a.md books/one/b.md books/two/1.md".to_owned();
    assert_eq!(found_in(&folder, &[]), (all.clone(), 1));
    assert_eq!(found_in(&folder, &["books"]), (all.clone(), 1));
    assert_eq!(found_in(&folder, &["books/one", "books/two/1.md"]), (all, 1));
    let one = "books/one/a.md books/one/b.md".to_owned();
    assert_eq!(found_in(&folder, &["books/one"]), (one.clone(), 0));
    assert_eq!(found_in(&folder, &["books/two/2.md"]), (String::new(), 0));
    assert_eq!(found_in(&folder, &["books/one/b.md"]), ("books/one/b.md".to_owned(), 0));
    let text = folder.run_with(&["check"]).out;
    assert!(text.contains(" --> books/two/1.md:1:8\n"), "{text}");
    assert!(text.contains("\nFound 3 warnings in 3 of 4 files.\n"), "{text}");
    let facts = folder.run_with(&["facts", "books/two"]).out;
    assert!(facts.contains("Ann Hale"), "{facts}");
}

#[test]
fn paths_are_shown_from_where_the_program_runs() {
    let folder = series();
    let within = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
        command.current_dir(folder.path().join("books/one")).arg("check").args(arguments);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(within(&[]).contains(" --> a.md:1:10\n"), "{}", within(&[]));
    let all = within(&["../.."]);
    let paths = [" --> a.md:1:10\n", " --> ../two/1.md:1:8\n"];
    assert!(paths.iter().all(|path| all.contains(path)), "{all}");
    // Programs are told the same from everywhere.
    for (arguments, paths) in [
        (&["."][..], ["\"file\":\"books/one/a.md\"", "\"rule\""]),
        (&["../.."], ["\"file\":\"books/one/a.md\"", "\"file\":\"books/two/1.md\""]),
    ] {
        let json = within(&[arguments, &["--output-format", "json"]].concat());
        assert!(paths.iter().all(|path| json.contains(path)), "{json}");
    }
}

#[test]
fn a_file_above_shows_what_is_here_as_it_is_called_here() {
    let pipeline = "extends = 'quick'\nrun.workers = 1\n";
    let folder = Folder::new(&[("storylint.toml", pipeline), ("part/one/a.md", DOUBLED)]);
    let within = |arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
        let arguments = arguments.split(' ');
        command.current_dir(folder.path().join("part/one")).args(arguments);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(within("check").contains(" --> a.md:1:8\n"), "{}", within("check"));
    assert!(within("check --diff").contains("--- a/a.md\n"), "{}", within("check --diff"));
    assert!(within("facts").contains("a.md"), "{}", within("facts"));
    let expected = "[run]\nworkers = 1  # ../../storylint.toml:2\n";
    assert_eq!(within("config run.workers"), expected);
    for json in ["check --output-format json", "facts --json", "plan --output-format json"] {
        let said = within(json);
        assert!(said.contains("part/one/a.md") && !said.contains(".."), "{said}");
    }
}

#[test]
fn a_member_is_no_workspace() {
    let folder = series();
    folder.write("books/two/storylint.toml", "workspace.members = ['x']");
    let expected = "error: a member of a workspace cannot be one itself
 --> books/two/storylint.toml:1:22
  |
1 | workspace.members = ['x']
  |                      ^^^
";
    let ended = folder.run_with(&["check"]);
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
}

#[test]
fn what_is_in_no_member() {
    let folder = series();
    let ended = folder.run_with(&["check", "books/three"]);
    let expected = "error: `books/three` is excluded from the workspace `storylint.toml`\n\
                    help: see `exclude` of `[workspace]`\n";
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    folder.write("notes/c.md", DOUBLED);
    let ended = folder.run_with(&["check", "notes"]);
    let expected = "error: `notes` is in no member of the workspace `storylint.toml`, \
                    which are `books/one`, `books/two`\n\
                    help: `members` of `[workspace]` names stories, `reference` files beside them\n";
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    folder.write("books/three/storylint.toml", "extends = 'quick'");
    let alone = found_in(&folder, &["books/three"]);
    assert_eq!(alone, ("c.md".to_owned(), 1));
    let ended = folder.run_with(&["facts"]);
    let expected = "error: this is a workspace of several stories\n\
                    help: name one of its members, which are `books/one`, `books/two`\n";
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
}

#[test]
fn members_have_baselines_and_fixes_of_their_own() {
    let folder = series();
    let ended = folder.run_with(&["baseline"]);
    let expected = "`books/one/storylint-baseline.json` has findings at 2 places: 2 new, 0 gone.\n\
                    `books/two/storylint-baseline.json` has findings at 1 place: 1 new, 0 gone.\n";
    assert_eq!((ended.out.as_str(), ended.code), (expected, 0));
    assert_eq!(found_in(&folder, &[]), (String::new(), 0));
    assert_eq!(found_in(&folder, &["books/one"]), (String::new(), 0));
    let diff = folder.run_with(&["check", "--no-baseline", "--diff"]);
    assert!(diff.out.contains("books/one/a.md") && diff.out.contains("books/two/1.md"), "{diff:?}");
    let ended = folder.run_with(&["check", "--no-baseline", "--fix"]);
    assert_eq!((ended.out.as_str(), ended.code), ("No findings in 4 files.\n", 0));
    assert_eq!(ended.err, "Mended 3 findings.\n");
}

/// Two books of one series, with a sheet and a page with a mistake beside them.
fn series_with_sheets() -> Folder {
    Folder::new(&[
        (
            "storylint.toml",
            "[workspace]\nmembers = ['books/*']\nreference = ['bible/**']\n[rules]\n'style/*' = 'on'\n",
        ),
        (
            "bible/ann.md",
            "# Ann Hale\n\nEyes: blue\n\nSee [Bob](bob.md) and [the boat](../books/one/a.md).\n",
        ),
        ("bible/bob.md", "# Bob\n\nEyes: grey\n"),
        (
            "books/one/a.md",
            "Ann Hale came in. Ann Hale had brown eyes. See [her](../../bible/ann.md).\n",
        ),
        ("books/two/b.md", "Ann Hale sat down. Her brown eyes shone.\n"),
    ])
}

#[test]
fn members_share_what_is_declared_beside_them() {
    let folder = series_with_sheets();
    let text = folder.run_with(&["check"]).out;
    assert!(text.contains(" --> books/one/a.md:1:") && text.contains(" bible/ann.md:3:"), "{text}");
    let all = found_in(&folder, &[]).0;
    assert_eq!(all, "books/one/a.md books/two/b.md");
    assert_eq!(found_in(&folder, &["books/two"]).0, "books/two/b.md");
    let (ended, nothing) = (folder.run("check bible/ann.md"), "No findings in 1 file.\n");
    assert_eq!((ended.out.as_str(), ended.err.as_str(), ended.code), (nothing, "", 0));
    let facts = folder.run_with(&["facts", "books/two"]).out;
    assert!(facts.contains("bible/ann.md"), "{facts}");
    folder.write("bible/bob.md", "# Bob\n\nThe the boat is his.\n");
    assert!(folder.run_with(&["check"]).out.contains("in 3 of 4 files"));
    assert_eq!(found_in(&folder, &["bible"]).0, "bible/bob.md");
    assert!(folder.run("check bible").out.ends_with("in 1 of 2 files.\n"));
    assert_eq!(found_in(&folder, &["bible/bob.md", "books/one"]).0, "bible/bob.md books/one/a.md");
    // From the cache, too, and with other workers.
    for _ in 0..2 {
        let all = found_in(&folder, &["-j2"]).0;
        assert_eq!(all, "bible/bob.md books/one/a.md books/two/b.md");
    }
    folder.write("bible/bob.md", "\0");
    let ended = folder.run_with(&["check"]);
    assert_eq!((ended.err.matches("`bible/bob.md`").count(), ended.code), (1, 2), "{}", ended.err);
}

#[test]
fn links_of_what_members_share() {
    let folder = series_with_sheets();
    folder.write("bible/map.png", "");
    let there = "![](map.png) ![](/bible/map.png) [B](../books/two/b.md) [[a]]\n\n";
    folder.write(
        "bible/bob.md",
        format!("# Bob\n\n{there}[Gone](gone.md) ![](bible/map.pgn) [A](../books/one/A.md)\n"),
    );
    folder.write("books/two/storylint.toml", "rules.'style/*' = 'off'\n");
    let text = folder.run_with(&["check"]).out;
    let found = text.lines().filter(|line| line.contains("[links/"));
    let expected = [
        "error[links/broken-link]: The link leads to `bible/gone.md`, which does not exist",
        "error[links/missing-image]: The image `bible/bible/map.pgn` does not exist",
        "error[links/case-mismatch]: The file is called `books/one/a.md`; upper and lower case differ here",
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
}

/// Links from a book to what stands beside it, and back.
#[test]
fn links_to_what_members_share() {
    let folder = series_with_sheets();
    folder.write("bible/map.png", "");
    let there =
        "[B](../two/b.md) ![](../../bible/map.png) [All](../../bible/) [Sky](../../../sky.md)";
    let gone = "[Zed](../../bible/zed.md) ![](../../map.png) [Eyes](../../bible/bob.md#Hat)";
    folder.write("books/one/a.md", format!("# Ford\n\n{there}\n\n{gone}\n"));
    folder
        .write("bible/bob.md", "# Bob\n\n[A](../books/one/a.md#ford) [B](../books/one/a.md#sea)\n");
    let text = folder.run_with(&["check"]).out;
    let found = text.lines().filter(|line| line.contains("[links/"));
    let expected = [
        "error[links/broken-anchor]: `books/one/a.md` has no heading and no id `sea`",
        "warning[links/broken-link]: The link leads out of the story's folder: `../../../sky.md`",
        "error[links/broken-link]: The link leads to `bible/zed.md`, which does not exist",
        "error[links/missing-image]: The image `map.png` does not exist",
        "error[links/broken-anchor]: `bible/bob.md` has no heading and no id `Hat`",
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
}

/// A book has the pages that are called so itself; what a sheet names of another is none of its.
#[test]
fn wiki_links_of_what_members_share() {
    let folder = series_with_sheets();
    folder.write("books/one/1.md", "It rained.\n");
    folder.write("books/two/1.md", "It rained.\n");
    folder.write("bible/bob.md", "# Bob\n\n[[1]] [1](../books/two/1.md) [[b]] [[ann]]\n");
    // Images that nobody lists are no pages.
    folder.write("bible/map.png", "");
    folder.write("books/one/2.md", "![[map.png]] ![[seal.png]]\n");
    assert!(!folder.run_with(&["check"]).out.contains("[links/"));
    folder.write("books/one/2.md", "![[seal]]\n");
    assert!(folder.run_with(&["check"]).out.contains("There is no page `seal`"));
}

/// They are told of in the order of its lines, whichever book has them.
#[test]
fn findings_of_what_members_share() {
    let folder = series_with_sheets();
    // Only one book knows what may be meant.
    folder.write("books/one/c.md", "See [it](../two/b.md).\n");
    folder.write("bible/bob.md", "# Bob\n\nSee [it](../books/three/b.md).\n");
    let text = folder.run_with(&["check"]).out;
    let told = ["[links/broken-link]", "help: did you mean"].map(|it| text.matches(it).count());
    assert_eq!(told, [1, 1], "{text}");
    std::fs::remove_file(folder.path().join("books/one/c.md")).unwrap();
    folder.write("bible/bob.md", "# Bob\n\nSee [him](bob.md#him) and the the boat.\n");
    folder.write("books/one/storylint.toml", "rules.'links/*' = 'off'\n");
    let text = folder.run_with(&["check"]).out;
    let found = text.lines().filter(|line| line.contains(" --> bible/"));
    assert_eq!(found.collect::<Vec<_>>(), [" --> bible/bob.md:3:5", " --> bible/bob.md:3:27"]);
    assert!(text.contains("in 3 of 4 files."), "{text}");
    let intended = "\n[[intended]]\nrule = 'style/doubled-word'\nchapters = ['bible/b*.md']\n";
    folder.write("storylint.toml", folder.text("storylint.toml") + intended);
    let text = folder.run_with(&["check"]).out;
    let found = text.lines().filter(|line| line.contains(" --> bible/"));
    assert_eq!(found.collect::<Vec<_>>(), [" --> bible/bob.md:3:5"]);
}

/// What is found in a sheet is one finding, though one book has it in its baseline, and another takes it for worse.
#[test]
fn what_members_share_is_counted_once() {
    let folder = series_with_sheets();
    folder.write("bible/bob.md", "# Bob\n\nThe the boat is his.\n");
    let n_told = |arguments: &[&str]| {
        let text = folder.run_with(&[&["check"], arguments].concat()).out;
        let summary =
            text.lines().filter(|line| line.contains("finding") || line.contains("Found"));
        (text.matches("[style/doubled-word]").count(), summary.collect::<Vec<_>>().join(" "))
    };
    let all = "Found 3 warnings in 3 of 4 files.".to_owned();
    assert_eq!(n_told(&[]), (1, all));
    folder.run_with(&["baseline"]);
    let known = "No findings in 4 files. 3 findings in the baseline left out.".to_owned();
    assert_eq!(n_told(&[]), (0, known));
    folder.write("books/two/storylint.toml", "rules.'style/doubled-word' = 'error'\n");
    let worse = "Found 1 error, 2 warnings in 3 of 4 files.".to_owned();
    assert_eq!(n_told(&["--no-baseline"]), (1, worse));
    assert_eq!(folder.run("check --no-baseline").code, 1);
    std::fs::remove_file(folder.path().join("books/two/storylint-baseline.json")).unwrap();
    let one =
        "Found 1 error, 1 warning in 2 of 4 files. 1 finding in the baseline left out.".to_owned();
    assert_eq!(n_told(&[]), (1, one));
}

/// Whom the workspace and a sheet both name.
#[test]
fn a_slip_for_a_name_is_told_of_once() {
    let folder = series_with_sheets();
    let pipeline = folder.text("storylint.toml") + "[cast.elena]\nnames = ['Elena Marlowe']\n";
    folder.write("storylint.toml", pipeline);
    folder.write("bible/elena.md", "# Elena Marlowe\n\nEyes: green\n");
    folder.write("books/one/a.md", "Elenna Marlowe came in.\n");
    let text = folder.run("check books/one").out;
    let expected =
        "`Elenna Marlowe` looks like the `Elena Marlowe` of the sheet, spelt another way";
    assert!(text.contains(expected) && text.matches("looks like").count() == 1, "{text}");
}

/// They are not mended, and called by their paths from the folder of the workspace.
#[test]
fn what_members_share_is_named_and_left_as_it_is() {
    let folder = series_with_sheets();
    folder.write("bible/bob.md", "# Bob\n\nThe the boat is his.\n");
    let note = "note: files that members of a workspace share are not mended\n";
    assert_eq!(folder.run("check bible --fix").err, format!("Mended 0 findings.\n{note}"));
    let diff = folder.run("check --diff");
    assert_eq!((diff.out.as_str(), diff.err.as_str()), ("", note));
    let intended = "[[intended]]\nrule = 'style/*'\nchapters = ['../../bible/bob.md']\n";
    folder.write("books/two/storylint.toml", intended);
    let err = folder.run("check").err;
    let help = "= help: what members share each reads as reference; `chapters` of `[[intended]]` name `bible/bob.md`\n";
    assert!(err.contains("it leaves the story's folder") && err.ends_with(help), "{err}");
}

/// Each is told once.
#[test]
fn notes_of_several_members() {
    let folder = series();
    folder.write("books/storylint.toml", "");
    let note = "note: `books/storylint.toml` counts for no member of the workspace\n";
    assert_eq!(folder.run("check").err, note);
    assert_eq!(folder.run("check books/one").err, note);
    let pipeline = "extends = 'series'\n[source.all]\ninclude = ['**']\n[validate.mine]\nneeds = ['all']\n\
                    validators = ['style/*']\n[result.verdict]\nneeds = ['mine']\n";
    let books = [("storylint.toml", pipeline), ("books/one/1.md", "It rained.\n")];
    let err = Folder::new(&books).run("check").err;
    let notes = Vec::from_iter(err.lines().map(|note| note.split(':').nth(1).unwrap()));
    let expected = [
        " `series` is extended, but without a `[workspace]` all is one story",
        " no result node needs these nodes of what is extended",
    ];
    assert_eq!(notes, expected, "{err}");
}

#[test]
fn sheets_that_are_not_there() {
    let folder = series_with_sheets();
    let pipeline = "[workspace]\nmembers = ['books/*']\nexclude = ['bible/bob.md']\n\
         reference = ['bible', 'sheets/*', '[', 'books/**', '**/bob.md']\nrun.workers = 0\n";
    folder.write("storylint.toml", pipeline);
    let ended = folder.run_with(&["check"]);
    let is_told = |line: &&str| line.starts_with("error") || line.contains("help: ");
    let told = ended.err.lines().filter(is_told).map(|line| line.trim_start_matches("  = "));
    let expected = [
        "error: `bible` is a folder, and no file",
        "help: did you mean `bible/**`?",
        "error: no file beside the members matches `sheets/*`",
        "help: globs are relative to the folder of the pipeline file",
        "error: `[` is not a glob: unclosed character class; missing ']'",
        "error: what matches `books/**` is of the member `books/one`",
        "help: `exclude` of `[workspace]` names folders that are no members",
        "error: all files that match `**/bob.md` are excluded",
        "help: see `exclude` of `[workspace]`",
        "error: unknown key `run` in `workspace`",
        "help: known keys: `members`, `exclude` and `reference`",
    ];
    assert_eq!((told.collect::<Vec<_>>(), ended.code), (expected.to_vec(), 2));
}

#[test]
fn what_the_members_of_a_workspace_come_to() {
    let folder = series();
    let config = |arguments: &[&str]| folder.run_with(&[&["config"], arguments].concat()).out;
    let root = "[workspace]\nmembers = [\"books/*\"]  # storylint.toml:2\n";
    assert_eq!(config(&["workspace.members"]), root);
    let cast = "[cast.ann]\nnames = [\"Ann Hale\", \"Anne\"]  # storylint.toml:5\n";
    assert_eq!(config(&["cast", "books/two"]), cast);
    let own = config(&["./books/two"]);
    assert!(own.contains("rule = \"style/doubled-word\"  # books/two/storylint.toml:3\n"), "{own}");
    assert!(
        own.contains("[validate.prose]\nneeds = [\"files\"]  # quick (built-in):11\n"),
        "{own}"
    );
    assert!(!own.contains("[validate.references]") && !own.contains("[workspace]"), "{own}");
}

#[test]
fn workspaces_without_members() {
    let place = |message: &str, value: &str, help: &str| {
        let marks = "^".repeat(value.len());
        format!(
            "error: {message}\n --> storylint.toml:2:12\n  |\n2 | members = [{value}]\n  |            {marks}\n{help}"
        )
    };
    let check = |value: &str, message: &str, help: &str| {
        let pipeline = format!("[workspace]\nmembers = [{value}]\n");
        let files = [("storylint.toml", pipeline.as_str()), ("a/b/c.md", DOUBLED)];
        check(&files, &["check"], 2, &place(message, value, help));
    };
    let help = "  = help: members are folders, relative to that of the pipeline file\n";
    check("'books/*'", "no folder matches `books/*`", help);
    check("'.git'", "`.git` is a folder that is hidden or that a `.gitignore` names", help);
    check("'[a'", "`[a` is not a glob: unclosed character class; missing ']'", "");
    check("'**'", "the member `a/b` is in the member `a`", "");
    check("'/a'", "`/a` is not a glob: it leaves the story's folder", "");
}

#[test]
fn files_that_are_not_what_they_should_be() {
    let folder = Folder::new(&[("a.md", DOUBLED), ("storylint-baseline.json", "{}\n")]);
    let expected = "error: cannot read `storylint-baseline.json`: it is no list of findings at line 1, \
                    column 0; `storylint baseline` makes it anew\n";
    assert_eq!(folder.run("check").err, expected);
    fs::write(folder.path().join("storylint.toml"), b"# one\n# caf\xe9\n").unwrap();
    let expected = "error: cannot read `storylint.toml`: it is not UTF-8 at line 2 (byte 0xe9)\n";
    assert_eq!(folder.run("check").err, expected);
}

#[test]
fn keys_that_no_pipeline_has() {
    let files = [("a.md", DOUBLED)];
    let expected = "error: a pipeline has no key `run.nope`\n";
    check(&files, &["config", "run.nope"], 2, expected);
    let expected = "error: a pipeline has no key `sources`\nhelp: did you mean `source`?\n";
    check(&files, &["config", "sources.a"], 2, expected);
    let expected = "error: a pipeline has no key `book`\nhelp: a path is written `./book`\n";
    check(&files, &["config", "book"], 2, expected);
    check(&files, &["config", "run.memory"], 2, "error: nothing is set at `run.memory`\n");
}

/// Every pipeline in `tests/broken`, each with what the program says of it. `UPDATE=1` writes that anew.
#[test]
fn broken_pipelines() {
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let toml_files = |folder: &Path| {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
        files.sort();
        files
    };
    let mut wrong = Vec::new();
    for pipeline in toml_files(&broken) {
        let folder =
            Folder::new(&[("chapters/1.md", "The boat.\n"), ("chapters/2.md", "It came.\n")]);
        folder.write("storylint.toml", fs::read_to_string(&pipeline).unwrap());
        for file in toml_files(&broken.join("beside")) {
            let name = file.file_name().unwrap().to_str().unwrap();
            folder.write(&format!("beside/{name}"), fs::read_to_string(&file).unwrap());
        }
        let ended = folder.run_with(&["check"]);
        let said = pipeline.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&said, &ended.err).unwrap();
        }
        let expected = fs::read_to_string(&said).unwrap_or_default();
        if (ended.code, ended.out.as_str(), &ended.err) != (2, "", &expected) {
            wrong.push(format!("{}:\n{}{}", pipeline.display(), ended.err, ended.out));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// Other systems have no such names.
#[cfg(target_os = "linux")]
#[test]
fn members_whose_names_are_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = series_with_sheets();
    for name in [&b"books/caf\xe9"[..], b"bible/\xe9.md"] {
        std::fs::create_dir_all(folder.path().join(std::ffi::OsStr::from_bytes(name))).unwrap();
    }
    let name = std::ffi::OsStr::from_bytes(b"bible/\xe8.md");
    std::fs::write(folder.path().join(name), "# Bea\n").unwrap();
    let ended = folder.run_with(&["check", "books/two"]);
    let told = Vec::from_iter(ended.err.lines().filter(|line| line.starts_with("error")));
    assert_eq!((told.len(), ended.code), (2, 2), "{}", ended.err);
    let expected =
        ["error: cannot read `books/caf\u{fffd}`: ", "error: cannot read `bible/\u{fffd}.md`: "];
    assert!(told.iter().zip(expected).all(|(told, start)| told.starts_with(start)), "{told:?}");
    let exclude = "[workspace]\nmembers = ['books/*']\nexclude = ['books/caf\u{fffd}']\nreference = ['bible/?*n*.md']\n";
    folder.write("storylint.toml", exclude);
    assert_eq!(folder.run_with(&["check", "books/two"]).err, "");
    let exclude = "[workspace]\nmembers = ['books/*']\nexclude = ['books/caf*', 'bible/\u{fffd}*']\n\
                   reference = ['bible/**']\n";
    folder.write("storylint.toml", exclude);
    assert_eq!(folder.run_with(&["check", "books/two"]).err, "");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_no_member() {
    let folder = series();
    std::os::unix::fs::symlink("two", folder.path().join("books/four")).unwrap();
    assert_eq!(found_in(&folder, &[]), found_in(&series(), &[]));
}

#[test]
fn a_member_without_a_story_is_named() {
    let folder = series();
    std::fs::create_dir(folder.path().join("books/empty")).unwrap();
    let expected = "error: there is nothing to check in `books/empty`: \
                    no file that the pipeline's sources select\n";
    let ended = folder.run("check");
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    assert!(ended.out.contains("in 3 of 4 files."), "{}", ended.out);
    assert!(!folder.path().join("books/empty/.storylint").exists());
    let ended = folder.run("check books/empty");
    assert_eq!((ended.err.as_str(), ended.code, ended.out.as_str()), (expected, 2, ""));
    let asked = folder.run("check books/two/storylint.toml").err;
    assert!(
        asked.starts_with("error: there is nothing to check in `books/two/storylint.toml`: "),
        "{asked}"
    );
    let ended = folder.run("baseline");
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    assert_eq!(ended.out.lines().count(), 2, "{}", ended.out);
}

#[test]
fn a_member_that_lacks_the_files_of_a_source_is_named() {
    let folder = series();
    folder.write(
        "storylint.toml",
        "[workspace]\nmembers = ['books/*']\n[source.s]\ninclude = ['?.md']\n[validate.v]\n\
         needs = ['s']\nvalidators = ['*']\n[result.r]\nneeds = ['v']\n",
    );
    folder.write("books/empty/a.txt", "It rained.\n");
    let ended = folder.run("check");
    let expected =
        "error: source node `s` matches no file in `books/empty`\n --> storylint.toml:3:9\n";
    assert!(ended.err.starts_with(expected), "{}", ended.err);
}

/// It is told of, and not passed over for a member's own file.
#[test]
fn a_workspace_that_is_no_table() {
    let folder = series();
    folder.write("storylint.toml", "workspace = 3\n");
    let expected = "error: `workspace` must be a table, not `3`\n --> storylint.toml:1:13\n";
    for arguments in [&["check"][..], &["check", "books/two"]] {
        let ended = folder.run_with(arguments);
        assert!(ended.err.starts_with(expected), "{}", ended.err);
    }
}

#[test]
fn mistakes_of_all_members_are_told_at_once() {
    let folder = series();
    let shared = folder.text("storylint.toml");
    folder.write("storylint.toml", format!("{shared}'links/brokn-link' = 'off'\n"));
    folder.write("books/one/storylint.toml", "run.workers = 0\nrun.level = [\n");
    folder.write("books/two/storylint.toml", "[rules]\n'style/ecko' = 'on'\n");
    folder.write("books/four/d.md", "He saw the the boat.\n");
    folder.write("books/four/storylint.toml", "extends = 'quick'\nrules.'style/echo' = 'onn'\n");
    let places = |err: &str| {
        let places = err.lines().filter_map(|line| line.trim().strip_prefix("--> "));
        places.collect::<Vec<_>>().join(" ")
    };
    let ended = folder.run("check");
    let expected = "books/one/storylint.toml:2:13 storylint.toml:8:1 books/two/storylint.toml:2:1 \
                    books/four/storylint.toml:2:22";
    assert_eq!((places(&ended.err).as_str(), ended.code), (expected, 2), "{}", ended.err);
}

/// The second book has other nodes than the first.
#[test]
fn nodes_and_rules_that_some_members_lack() {
    let folder = series();
    let own = "source.s.include = ['*.md']\nresult.r.needs = ['mine', 'echo']\n\
               validate.echo = { needs = ['s'], validators = ['style/doubled-word'] }\n\
               [pattern.mine]\nneeds = ['s']\nrules = [{ id = 'x', match = 'boat', message = 'b' }]\n";
    folder.write("books/two/storylint.toml", own);
    let one = "books/one/a.md books/one/b.md";
    let two = "books/two/1.md books/two/2.md";
    let both = &format!("{one} {two}");
    let check = |arguments: &[&str], expected: &str| {
        assert_eq!(found_in(&folder, arguments).0, expected, "{arguments:?}");
    };
    check(&["--only", "mine"], two);
    check(&["--only", "prose"], one);
    check(&["--only", "prose,mine"], both);
    check(&["--from", "prose"], one);
    check(&["--skip", "mine"], both);
    check(&["--until", "mine", "--skip", "echo"], both);
    check(&["--rule", "pattern/x=off"], both);
    check(&["--rule", "pattern/x=off", "--only", "mine"], "");
    let plans = folder.run("plan --only mine").out;
    assert!(!plans.contains("books/one"), "{plans}");
    for (arguments, expected) in [
        ("check --only mien", "error: there is no node `mien`; did you mean `mine`?\n"),
        ("check books/one --only mine", "error: there is no node `mine`"),
        ("check --only mine --skip mine", "error: no node is left to run\n"),
        ("check --rule pattern/y=off", "error: there is no rule `pattern/y`\n"),
    ] {
        let ended = folder.run(arguments);
        assert!(ended.err.starts_with(expected) && ended.code == 2, "{arguments}: {}", ended.err);
    }
    assert_eq!(folder.run("check --only echo --fix").err, "Mended 2 findings.\n");
    assert_eq!(folder.text("books/two/1.md"), "He saw the boat.\n");
}

#[test]
fn the_plans_of_members() {
    let folder = series();
    let plans = folder.run("plan").out;
    assert!(plans.starts_with("books/one: ") && plans.contains("\n\nbooks/two: "), "{plans}");
    let one = folder.run("plan books/two").out;
    assert!(!one.contains("books/two"), "{one}");
    for member in ["books/one", "books/two"] {
        folder.write(&format!("{member}/storylint.toml"), "[rules]\n'style/ecko' = 'on'\n");
    }
    let ended = folder.run("plan");
    let places: Vec<_> =
        ended.err.lines().filter_map(|it| it.trim().strip_prefix("--> ")).collect();
    let expected = ["books/one/storylint.toml:2:1", "books/two/storylint.toml:2:1"];
    assert_eq!((&*places, ended.out.as_str(), ended.code), (&expected[..], "", 2), "{}", ended.err);
    for member in ["books/one", "books/two"] {
        folder.write(&format!("{member}/storylint.toml"), "");
    }
    let ended = folder.run("plan --output-format json");
    assert!(ended.err.contains("help: name one of its members"), "{}", ended.err);
}

/// Nobody writes into the pipe, so that who reads from it waits for ever.
#[cfg(unix)]
#[test]
fn a_pipe_is_no_pipeline_file() {
    let folder = Folder::new(&[("storylint.toml", "extends = 'pipe.toml'\n"), ("a.md", DOUBLED)]);
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.toml")).status().unwrap();
    assert!(made.success());
    let ended = folder.run("check");
    let first = ended.err.lines().next();
    assert_eq!(first, Some("error: cannot read `pipe.toml`: it is no ordinary file"));
    let ended = folder.run("check --config pipe.toml");
    assert_eq!(ended.err, "error: cannot read `pipe.toml`: it is no ordinary file\n");
    assert_eq!(ended.code, 2);
}

/// As where the disk is full: no file may have a byte.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_not_left_behind() {
    let folder = Folder::new(&[("storylint.toml", "extends = 'quick'\n"), ("a.md", DOUBLED)]);
    for (arguments, file) in
        [("baseline", "storylint-baseline.json"), ("init b", "b/storylint.toml")]
    {
        fs::create_dir_all(folder.path().join("b")).unwrap();
        let program = folder.command(arguments);
        let mut limited = Command::new("sh");
        limited.current_dir(folder.path());
        limited.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]);
        limited.arg(program.get_program()).args(program.get_args());
        let ended = folder::ended(&mut limited);
        assert_eq!(ended.err, format!("error: cannot change `{file}`: file too large\n"));
        assert_eq!(ended.code, 2);
        assert!(!folder.path().join(file).exists(), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder() {
    let folder = Folder::new(&[("storylint.toml", ""), ("c/a.md", "It rained.\n")]);
    std::os::unix::fs::symlink("c", folder.path().join("lk")).unwrap();
    let expected = "error: there is nothing to check in `lk`: \
                    no file that the pipeline's sources select\n\
                    note: `lk` is a symbolic link to a folder, which is not followed\n";
    assert_eq!(folder.run("check lk").err, expected);
}

#[test]
fn two_pipeline_files_or_a_folder_for_one() {
    let folder =
        Folder::new(&[("storylint.toml", ""), (".storylint.toml", ""), ("c/a.md", "It rained.\n")]);
    let expected =
        "error: there are both `storylint.toml` and `.storylint.toml`; keep one of them\n";
    for arguments in ["check", "check c", "config", "clean"] {
        let ended = folder.run(arguments);
        assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    }
    assert_eq!(folder.run("check --config .storylint.toml").code, 0);
    let folder = Folder::new(&[("c/storylint.toml/a.md", "It rained.\n")]);
    let expected = "error: cannot read `c/storylint.toml`: it is a folder\n";
    assert_eq!(folder.run("check c").err, expected);
}

/// Without a word, the story would be checked as if it had no pipeline file.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_in_the_place_of_a_pipeline_file() {
    let check = |make: &str, reason: &str| {
        let folder = Folder::new(&[("c/a.md", "It rained.\n")]);
        let made = Command::new("sh").args(["-c", make]).current_dir(folder.path()).status();
        assert!(made.unwrap().success());
        for arguments in ["check", "check c", "config", "clean"] {
            let ended = folder.run(arguments);
            let expected = format!("error: cannot read `storylint.toml`: {reason}\n");
            assert_eq!((ended.err, ended.code), (expected, 2), "{make}");
        }
        assert_eq!(folder.run("check --isolated").code, 0);
    };
    check("ln -s gone.toml storylint.toml", "no such file or directory");
    check("mkfifo storylint.toml", "it is no ordinary file");
    check("ln -s /dev/zero storylint.toml", "it is no ordinary file");
}

/// Nobody writes into the pipe, and the device has no end.
#[cfg(unix)]
#[test]
fn a_baseline_or_an_order_without_an_end() {
    let pipeline = "order = 'SUMMARY.md'\ninclude = ['*.md']\n";
    let pipeline = format!("extends = 'quick'\n[source.files]\n{pipeline}");
    for make in ["mkfifo", "ln -s /dev/zero"] {
        for file in ["storylint-baseline.json", "SUMMARY.md"] {
            let folder = Folder::new(&[("a.md", "It rained.\n"), ("storylint.toml", &pipeline)]);
            if file != "SUMMARY.md" {
                folder.write("SUMMARY.md", "[a](a.md)\n");
            }
            let make = format!("{make} {file}");
            let made = Command::new("sh").args(["-c", &make]).current_dir(folder.path()).status();
            assert!(made.unwrap().success());
            let ended = folder.run("check");
            let expected = format!("error: cannot read `{file}`: it is no ordinary file\n");
            assert!(ended.err.starts_with(&expected), "{make}: {}", ended.err);
            assert_eq!(ended.code, 2);
            if make == "mkfifo storylint-baseline.json" {
                let ended = folder.run("baseline");
                let expected = format!("error: cannot change `{file}`: it is no ordinary file\n");
                assert_eq!((ended.err, ended.code), (expected, 2));
            }
        }
    }
}
