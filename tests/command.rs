//! Other programs as nodes, here small ones of our own.
#![cfg(unix)]

mod folder;

use std::fs;
use std::ops::Deref;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use self::folder::{Ended, Folder, ended};

/// A story with a pipeline that runs the shell script `tool`.
struct Story(Folder);

impl Deref for Story {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

const CHAPTER: &str = "# One\n\nIt was very cold.\n\nIt was very late.\n";

impl Story {
    /// `keys` are those of the command node beside `needs` and `run`.
    fn new(script: &str, keys: &str) -> Self {
        Self::with(&[("a.md", CHAPTER)], script, "['./tool', '{files}']", keys)
    }

    fn with(files: &[(&str, &str)], script: &str, run: &str, keys: &str) -> Self {
        let story = Self(Folder::new(files));
        story.write("tool", format!("#!/bin/sh\n{script}\n"));
        let tool = story.path().join("tool");
        fs::set_permissions(tool, fs::Permissions::from_mode(0o755)).unwrap();
        let format = if keys.contains("format") { "" } else { "format = 'gnu'\n" };
        let pipeline = format!(
            "[source.chapters]\ninclude = ['**/*.md']\n\n\
             [command.tool]\nneeds = ['chapters']\nrun = {run}\n{format}{keys}\n\n\
             [result.all]\nneeds = ['tool']\n"
        );
        story.write("storylint.toml", pipeline);
        story
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command_with(arguments);
        ended(command.env("SECRET", "s").env("SHARED", "t").env("LC_ALL", "xx_XX"))
    }

    /// Runs the check, with programs allowed.
    fn check(&self) -> Ended {
        self.run(&["check", "--allow-commands"])
    }

    /// What is found, each as `line:column-end severity rule: message`.
    fn found(&self, arguments: &[&str]) -> Vec<String> {
        let all = ["check", "--allow-commands", "--output-format", "json"];
        let ended = self.run(&[&all, arguments].concat());
        assert_eq!(ended.err, "");
        let found: Vec<serde_json::Value> = serde_json::from_str(&ended.out).unwrap();
        let shown = |it: &serde_json::Value| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            let (line, column, end) = (&it["line"], &it["column"], &it["end_column"]);
            let what = format!("{} {}: {}", text("severity"), text("rule"), text("message"));
            format!("{line}:{column}-{end} {what}")
        };
        found.iter().map(shown).collect()
    }
}

#[test]
fn a_message_without_end() {
    let story = Story::new("printf 'a.md:3: '; printf '%9000d\\n' 7 | tr ' ' x", "");
    assert_eq!(
        story.found(&[]),
        [format!("3:1-18 warning command/tool/finding: {}…", "x".repeat(500))]
    );
}

#[test]
fn a_whole_file() {
    let script = "echo 'a.md: whole file'; echo '1 problem'";
    let found = ["1:1-6 warning command/tool/finding: whole file"];
    assert_eq!(Story::new(script, "").found(&[]), found);
}

#[test]
fn colours() {
    let line = r"printf '\033[1ma.md:3:8:\033[0m \033[33mwarning:\033[m teh\a\n'";
    let object = r#"echo '{"path":"a.md","line":3,"column":8,"message":"\u001b[31mteh\u001b[0m","rule":"\u001b[2mr\u001b[0m"}'"#;
    for (script, format, rule) in [(line, "gnu", "finding"), (object, "jsonl", "r")] {
        let story = Story::new(script, &format!("format = '{format}'"));
        let expected = format!("3:8-12 warning command/tool/{rule}: teh");
        assert_eq!(story.found(&[]), [expected], "{format}");
    }
}

/// What is no line is all of the file; what is past the end is at the end, and says so.
#[test]
fn places_that_the_file_does_not_have() {
    let many = "9".repeat(24);
    let object = |line: &str| format!("{{\"path\":\"a.md\",\"line\":{line},\"message\":\"m\"}}");
    let element = |line: &str| {
        format!(
            "<checkstyle><file name=\"a.md\"><error line=\"{line}\" message=\"m\"/></file></checkstyle>"
        )
    };
    for (line, expected) in [
        ("-1", "1:1-6 warning command/tool/finding: m"),
        ("0", "1:1-6 warning command/tool/finding: m"),
        // Where a file ends that should end otherwise.
        ("6", "5:1-18 warning command/tool/finding: m"),
        ("7", "5:1-18 warning command/tool/finding: m (at line 7, past the end of the file)"),
        (
            &many,
            "5:1-18 warning command/tool/finding: m (at a greater line, past the end of the file)",
        ),
    ] {
        for (format, printed) in [
            ("gnu", format!("a.md:{line}: m")),
            ("jsonl", object(line)),
            ("checkstyle", element(line)),
        ] {
            let story = Story::new(&format!("echo '{printed}'"), &format!("format = '{format}'"));
            assert_eq!(story.found(&[]), [expected], "{format}");
        }
    }
    let found = "{\"message\":\"m\",\"offset\":500,\"length\":2,\"replacements\":[{\"value\":\"x\"}],\
                 \"rule\":{\"id\":\"r\"}}";
    let script = format!("echo '{{\"matches\":[{found}]}}'");
    let story = Story::new(&script, "format = 'languagetool'\nbatch = 1");
    let expected = "6:1-1 warning command/tool/r: m (at offset 500, past the end of the file)";
    assert_eq!(story.found(&[]), [expected]);
    story.run(&["check", "--allow-commands", "--fix", "--unsafe-fixes"]);
    assert_eq!(story.text("a.md"), CHAPTER);
}

/// codespell names no columns, so each line that it prints stands for another place.
#[test]
fn a_word_again_on_one_line() {
    let files = [("a.md", "Tehran, teh cat and teh dog.\n")];
    let script = "echo 'a.md:1: teh ==> the'; echo 'a.md:1: teh ==> the'";
    let story = Story::with(&files, script, "['./tool', '{files}']", "");
    let message = "warning command/tool/finding: teh ==> the";
    assert_eq!(story.found(&[]), [format!("1:9-12 {message}"), format!("1:21-24 {message}")]);
    story.run(&["check", "--allow-commands", "--fix", "--unsafe-fixes"]);
    assert_eq!(story.text("a.md"), "Tehran, the cat and the dog.\n");
}

/// The program fails in the way that `expected` says.
#[track_caller]
fn check_failed(story: &Story, expected: &str) {
    let ended = story.check();
    assert_eq!(ended.err, format!("error: command node `tool` failed: {expected}\n"));
    // What gathers its findings goes on without them.
    let expected = "No findings in 1 file by what was run.\n1 node failed or was not run.\n";
    assert_eq!((ended.out.as_str(), ended.code), (expected, 2));
}

#[test]
fn findings() {
    let story = Story::new("echo \"$1:3:8: error: very is weak. [very]\"", "");
    let ended = story.check();
    let expected = "\
error[command/tool/very]: very is weak
 --> a.md:3:8
  |
3 | It was very cold.
  |        ^^^^

Found 1 error in 1 of 1 file.
";
    assert_eq!((ended.out.as_str(), ended.err.as_str(), ended.code), (expected, "", 1));
    let found = ["3:8-12 error command/tool/very: very is weak"];
    assert_eq!(story.found(&[]), found);
    // The same, whoever runs it, and once.
    for jobs in ["-j1", "-j4"] {
        assert_eq!(story.found(&[jobs]), found);
    }
}

#[test]
fn found_twice_is_reported_once() {
    let story = Story::new("for i in 1 2; do echo 'a.md:5: b'; echo 'a.md:3: a'; done", "");
    assert_eq!(
        story.found(&[]),
        ["3:1-18 warning command/tool/finding: a", "5:1-18 warning command/tool/finding: b"]
    );
}

#[test]
fn levels() {
    let story = Story::new("echo 'a.md:3: a [x]'; echo 'a.md:5: b [y]'", "");
    let (x, y) = ("3:1-18 warning command/tool/x: a", "5:1-18 warning command/tool/y: b");
    assert_eq!(story.found(&["--rule", "command/tool/x=off"]), [y]);
    assert_eq!(story.found(&["--rule", "command/tool/*=off", "--rule", "command/tool/x=on"]), [x]);
    assert_eq!(
        story.found(&["--rule", "*=error"]),
        ["3:1-18 error command/tool/x: a", "5:1-18 error command/tool/y: b"]
    );
    // What is off is not even run, and needs no trust.
    let ended = story.run(&["check", "--rule", "command/tool/*=off"]);
    assert_eq!((ended.err.as_str(), ended.code), ("", 0));
    let ended = story.run(&["check", "--rule", "command/toll/*=off"]);
    let expected =
        "error: there is no rule `command/toll/*`\nhelp: did you mean `command/tool/*`?\n";
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
}

/// In nanoseconds, so no two runs expect the same unless they learnt nothing.
#[test]
fn a_plan_by_what_the_program_took() {
    let story = Story::with(&[("a.md", &CHAPTER.repeat(200))], "", "['./tool', '{files}']", "");
    let plan = || story.run(&["plan", "--output-format", "json"]).out;
    let assumed = plan();
    assert_eq!(story.run(&["check"]).code, 2);
    assert_eq!(plan(), assumed);
    assert_eq!(story.check().code, 0);
    assert_ne!(plan(), assumed);
}

#[test]
fn what_is_intended() {
    let text = "<!-- storylint: allow command/tool/very -->\n\nIt was very cold.\n\n\
                <!-- storylint: allow command/tool/late -->\n\nIt was very late.\n";
    let story = Story::with(
        &[("a.md", text)],
        "echo 'a.md:3:8: a [very]'; echo 'a.md:7:8: b [very]'",
        "['./tool', '{files}']",
        "",
    );
    assert_eq!(story.found(&[]), ["7:8-12 warning command/tool/very: b"]);
    let pipeline =
        story.text("storylint.toml").replace("needs = ['tool']", "needs = ['tool', 'own']");
    let own = "[validate.own]\nneeds = ['chapters']\nvalidators = ['metadata/*']\n";
    story.write("storylint.toml", format!("{pipeline}\n{own}"));
    assert_eq!(
        story.found(&[]),
        [
            "5:5-41 warning metadata/unused-allowance: \
         `command/tool/late` finds nothing that this allows",
            "7:8-12 warning command/tool/very: b",
        ]
    );
}

#[test]
fn the_baseline() {
    let story = Story::new("echo 'a.md:3:8: a'", "");
    assert_eq!(story.run(&["baseline"]).code, 2);
    assert_eq!(story.run(&["baseline", "--allow-commands"]).code, 0);
    assert_eq!(story.found(&[]), [""; 0]);
}

/// As typos says it; of a file that it found by itself, nothing is to be said.
#[test]
fn a_file_that_a_program_takes_for_binary() {
    let line = |path| format!("echo '{{\"type\":\"binary_file\",\"path\":\"{path}\"}}'");
    let script = format!("{}; {}", line("./a.md"), line("./cover.png"));
    let files = [("a.md", CHAPTER), ("cover.png", "\0")];
    let story = Story::with(&files, &script, "['./tool']", "format = 'jsonl'");
    let expected =
        "1:1-6 error command/tool/binary_file: This was taken for no text, and not looked at";
    assert_eq!(story.found(&[]), [expected]);
    assert_eq!(story.found(&["--rule", "command/tool/binary_file=off"]), [""; 0]);
}

#[test]
fn suggestions_are_fixes_that_are_not_safe() {
    let script = "echo '{\"path\":\"a.md\",\"line_num\":3,\"byte_offset\":7,\"typo\":\"very\",\
                  \"corrections\":[\"too\"]}'";
    let story = Story::new(script, "format = 'jsonl'");
    let ended = story.check();
    assert!(ended.out.contains("help: perhaps `too`\n"), "{}", ended.out);
    story.run(&["check", "--allow-commands", "--fix"]);
    assert_eq!(story.text("a.md"), CHAPTER);
    story.write("tool", b"#!/bin/sh\ngrep -q very\\ cold a.md && exec ./old\nexit 0");
    story.write("old", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(story.path().join("old"), fs::Permissions::from_mode(0o755)).unwrap();
    let ended = story.run(&["check", "--allow-commands", "--fix", "--unsafe-fixes"]);
    assert!(ended.err.contains("Mended 1 finding."), "{ended:?}");
    assert_eq!(story.text("a.md"), CHAPTER.replace("very cold", "too cold"));
}

#[test]
fn places_in_other_encodings() {
    // From disk: bytes; from the standard input: UTF-8, whatever is on disk.
    let story = Story::with(
        &[],
        "echo '{\"path\":\"a.md\",\"byte_offset\":5,\"message\":\"m\"}'",
        "['./tool', '{files}']",
        "format = 'jsonl'",
    );
    story.write("a.md", b"caf\xe9 bar\n");
    assert_eq!(story.found(&[]), ["1:6-9 warning command/tool/finding: m"]);
    let pipeline = story.text("storylint.toml").replace("{files}", "{file}");
    let pipeline = pipeline.replace("format =", "stdin = true\nformat =");
    story.write("storylint.toml", pipeline);
    story.write(
        "tool",
        b"#!/bin/sh\nn=$(cat | wc -c)\necho \"{\\\"byte_offset\\\":6,\\\"message\\\":\\\"$1 $n\\\"}\"\n",
    );
    let message: Vec<String> = story
        .found(&[])
        .iter()
        .map(|found| found.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(message, ["1:6-9 warning command/tool/finding: a.md 10"]);
}

/// A byte order mark is in no place that a program counts, by whatever it counts.
#[test]
fn a_byte_order_mark_is_not_on_the_standard_input() {
    let harper = "[{\"file\":\"-\",\"lints\":[{\"rule\":\"r\",\"message\":\"m\",\"line\":1,\"column\":3,\
                  \"span\":{\"char_start\":2,\"char_end\":5}}]}]";
    let languagetool =
        "{\"matches\":[{\"message\":\"m\",\"offset\":2,\"length\":3,\"rule\":{\"id\":\"r\"}}]}";
    let sarif = "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{}},\"results\":[{\"ruleId\":\"r\",\
                 \"message\":{\"text\":\"m\"},\"locations\":[{\"physicalLocation\":{\"region\":\
                 {\"byteOffset\":2,\"byteLength\":3}}}]}]}]}";
    let bytes = "{\"byte_offset\":2,\"rule\":\"r\",\"message\":\"m\",\"severity\":\"warning\"}";
    let lines = "-:1:3: warning: m [r]";
    for (format, printed) in [
        ("harper", harper),
        ("languagetool", languagetool),
        ("sarif", sarif),
        ("jsonl", bytes),
        ("gnu", lines),
    ] {
        let script = format!("test \"$(head -c 5)\" = 'A cat' || exit 3\necho '{printed}'");
        let keys = format!("stdin = true\nformat = '{format}'");
        let story = Story::with(&[], &script, "['./tool', '{file}']", &keys);
        let utf_16: Vec<u8> = "\u{feff}A cat\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for on_disk in ["\u{feff}A cat\n".as_bytes(), &utf_16, b"A cat\n"] {
            story.write("a.md", on_disk);
            let expected = ["1:3-6 warning command/tool/r: m"];
            assert_eq!(story.found(&[]), expected, "{format} {on_disk:?}");
        }
    }
}

#[test]
fn file_names_are_arguments() {
    let names = ["-rf.md", "a b.md", "$(touch x).md", "'; touch x; '.md", "@c.md"];
    let files: Vec<_> = names.iter().map(|&name| (name, "Cold.\n")).collect();
    let story = Story::with(
        &files,
        "for f in \"$@\"; do echo \"$f:1:1: $f\"; done",
        "['./tool', '{files}', '$(touch x)', '*']",
        "",
    );
    let ended = story.check();
    // What is no file has no findings, so the program names what it was not given.
    assert!(ended.err.contains("names the file `$(touch x)`, which it was not given"), "{ended:?}");
    let pipeline = story.text("storylint.toml").replace(", '$(touch x)', '*'", "");
    story.write("storylint.toml", pipeline);
    assert_eq!(
        story.found(&[]),
        [
            "1:1-5 warning command/tool/finding: ./$(touch x).md",
            "1:1-5 warning command/tool/finding: ./'; touch x; '.md",
            "1:1-5 warning command/tool/finding: ./-rf.md",
            "1:1-5 warning command/tool/finding: ./@c.md",
            "1:1-5 warning command/tool/finding: a b.md",
        ]
    );
    assert!(!story.path().join("x").exists());
}

#[test]
fn batches_in_a_folder() {
    let files = ["1", "2", "3", "4", "5"].map(|n| (format!("part/{n}.md"), "Cold.\n".to_owned()));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let story = Story::with(
        &[&files[..], &[("part/x", "")]].concat(),
        "echo \"$1:1:1: $* in $(basename \"$PWD\")\"",
        "['./tool', '{files}']",
        "batch = 2\nconcurrency = 1\ncwd = 'part'",
    );
    assert_eq!(
        story.found(&[]),
        [
            "1:1-5 warning command/tool/finding: ../part/1.md ../part/2.md in part",
            "1:1-5 warning command/tool/finding: ../part/3.md ../part/4.md in part",
            "1:1-5 warning command/tool/finding: ../part/5.md in part",
        ]
    );
    let pipeline = story.text("storylint.toml").replace("'part'", "'prat'");
    story.write("storylint.toml", pipeline);
    let ended = story.check();
    let expected = "error: command node `tool` failed: there is no folder `prat` to run it in\n";
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
}

#[test]
fn a_program_that_finds_files_itself() {
    let story = Story::with(
        &[("a.md", CHAPTER), ("notes.txt", "x\n")],
        "echo 'notes.txt:1: not of the node'; echo 'a.md:3:8: m'",
        "['./tool']",
        "",
    );
    assert_eq!(story.found(&[]), ["3:8-12 warning command/tool/finding: m"]);
}

/// Harper tells of each file that it is given, but calls it by the last part of its path.
#[test]
fn files_that_are_called_by_their_names_alone() {
    let files = [("one/1.md", "It was the the end.\n"), ("two/1.md", "It is the the end.\n")];
    let lint = |at: usize| {
        let span = format!("{{\"char_start\": {at}, \"char_end\": {}}}", at + 7);
        format!(
            "{{\"rule\": \"R\", \"message\": \"m\", \"line\": 1, \"column\": 1, \"span\": {span}}}"
        )
    };
    let file = |name: &str, at| format!("{{\"file\": \"{name}\", \"lints\": [{}]}}", lint(at));
    let harper = |first: &str, second: &str| {
        let printed = format!("[{}, {}]", file(first, 7), file(second, 6));
        let script = format!("cat <<'E'\n{printed}\nE");
        Story::with(&files, &script, "['./tool', '{files}']", "format = 'harper'")
    };
    let ended = harper("1.md", "1.md").check();
    let places = ended.out.lines().filter_map(|line| line.trim().strip_prefix("--> "));
    assert_eq!(places.collect::<Vec<_>>(), ["one/1.md:1:8", "two/1.md:1:7"], "{}", ended.err);
    let ended = harper("1.md", "2.md").check();
    assert_eq!(
        ended.err,
        "error: command node `tool` failed: `./tool` names the file `2.md` out of order\n"
    );
    assert_eq!(ended.code, 2);
}

#[test]
fn the_environment() {
    let script = "echo \"a.md:1: ($SECRET) ($SHARED) $LC_ALL $NO_COLOR ($(cat))\"";
    let story = Story::new(script, "env = ['SHARED', 'MISSING']");
    let locale = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };
    assert_eq!(
        story.found(&[]),
        [format!("1:1-6 warning command/tool/finding: () (t) {locale} 1 ()")]
    );
}

#[test]
fn failures() {
    check_failed(
        &Story::new("echo 'a.md:3: m'; echo broken >&2; echo really >&2; exit 3", ""),
        "`./tool` ended with exit code 3: broken .. really",
    );
    check_failed(
        &Story::new("exit 2", ""),
        "`./tool` ended with exit code 2; if that says that it ran well, name it in `exit-codes`",
    );
    check_failed(
        &Story::new("echo Traceback >&2; exit 1", ""),
        "`./tool` ended with exit code 1, but found nothing: Traceback",
    );
    check_failed(&Story::new("kill -9 $$", ""), "`./tool` was ended by signal 9 (SIGKILL)");
    check_failed(
        &Story::new("echo 'no such style'", "format = 'vale'"),
        "`./tool` printed what is not in the format `vale`: \
         it is no JSON at line 1 column 2; it begins with `no such style`",
    );
    check_failed(
        &Story::new("echo 'Traceback: nothing checked'", ""),
        "`./tool` printed what is not in the format `gnu`: there is only `Traceback: nothing checked`",
    );
    check_failed(&Story::new("printf '\\377'", ""), "`./tool` printed what is not UTF-8");
    check_failed(
        &Story::new("echo 'b.md:3: m'", ""),
        "`./tool` names the file `b.md`, which it was not given",
    );
    check_failed(
        &Story::new(
            "echo '{\"type\":\"error\",\"message\":\"no dictionary\"}'",
            "format = 'jsonl'",
        ),
        "`./tool` says: no dictionary",
    );
    let missing = Story::with(&[("a.md", CHAPTER)], "", "['no-such-program', '{files}']", "");
    check_failed(
        &missing,
        "there is no program `no-such-program` in the `PATH`; install it, or take the node out",
    );
    let missing = Story::with(&[("a.md", CHAPTER)], "", "['./tools/spell', '{files}']", "");
    check_failed(
        &missing,
        "there is no program `./tools/spell`, seen from the story's folder; install it, or take the node out",
    );
    let story = Story::new("", "");
    story.write("tool", b"#!/no/such/interpreter\n");
    check_failed(
        &story,
        "`./tool` cannot be run: it is there, but the program that its first line names after `#!` \
         is not, or a library that it needs",
    );
    let missing = Story::with(&[("a.md", CHAPTER)], "", "['./a.md', '{files}']", "");
    check_failed(&missing, "`./a.md` cannot be run: permission denied");
}

#[test]
fn exit_codes_that_say_that_it_ran_well() {
    let story = Story::new("echo 'a.md:3:8: m'; exit 65", "exit-codes = [0, 65]");
    assert_eq!(story.found(&[]), ["3:8-12 warning command/tool/finding: m"]);
    let story = Story::new("exit 65", "exit-codes = [0, 65]");
    assert_eq!(story.found(&[]), [""; 0]);
}

/// It would run for an hour.
#[test]
fn killed_when_its_time_is_over() {
    let story = Story::new("sleep 3600", "timeout = '100ms'");
    check_failed(&story, "`./tool` took longer than 100ms and was killed");
}

/// What it started and left running is killed with its group.
#[test]
fn what_is_left_running_is_killed() {
    let script = "sleep 3600 > /dev/null 2>&1 & echo $! > started; echo 'a.md:3:8: m'";
    let story = Story::new(script, "");
    assert_eq!(story.found(&[]), ["3:8-12 warning command/tool/finding: m"]);
    let started = story.text("started");
    let is_dead = || {
        let alive = Command::new("kill").args(["-0", started.trim()]).output().unwrap();
        // Whoever adopts it may not have looked at its end yet.
        let state = fs::read_to_string(format!("/proc/{}/stat", started.trim()));
        !alive.status.success() || state.is_ok_and(|state| state.contains(") Z "))
    };
    // The system kills it when it comes to it.
    assert!((0..1000).any(|_| is_dead()));
}

/// What has left the group, for a session of its own, does not outlive the program's time.
#[test]
#[cfg(target_os = "linux")]
fn what_has_left_the_group_is_killed_when_the_time_is_over() {
    let script = "setsid sh -c 'echo $$ > started; exec sleep 3600' < /dev/null > /dev/null 2>&1 & sleep 3600";
    let story = Story::new(script, "timeout = '500ms'");
    check_failed(&story, "`./tool` took longer than 500ms and was killed");
    let started = story.text("started");
    let state = || fs::read_to_string(format!("/proc/{}/stat", started.trim()));
    let is_dead = || state().map_or(true, |state| state.contains(") Z "));
    assert!((0..1000).any(|_| is_dead()), "{:?}", state());
}

#[test]
fn ended_by_the_signal_that_it_is_sent() {
    for (name, number) in [("HUP", 1), ("INT", 2), ("TERM", 15)] {
        let story = Story::new(&format!("kill -{name} $PPID; sleep 3600"), "");
        let mut command = story.command_with(&["check", "--allow-commands"]);
        assert_eq!(command.output().unwrap().status.signal(), Some(number));
    }
}

#[test]
fn tried_again() {
    let script = "echo x >> tried; [ $(wc -l < tried) = 3 ] || exit 9; echo 'a.md:3:8: m'";
    let story = Story::new(script, "retries = 2");
    assert_eq!(story.found(&[]), ["3:8-12 warning command/tool/finding: m"]);
}

#[test]
fn not_tried_again_where_that_is_of_no_use() {
    for (script, why) in [
        (
            "exit 2",
            "`./tool` ended with exit code 2; if that says that it ran well, name it in `exit-codes`",
        ),
        ("echo '{'", "`./tool` printed what is not in the format `gnu`: there is only `{`"),
    ] {
        let story = Story::new(&format!("echo x >> tried; {script}"), "retries = 2");
        check_failed(&story, why);
        assert_eq!(story.text("tried"), "x\n", "{script}");
    }
}

/// Much on both pipes at once, and much to read that nobody reads.
#[test]
fn pipes_do_not_block() {
    let script = "i=0; while [ $i -lt 3000 ]; do \
                  echo 'a.md:3:8: a long line of output that fills the pipe, again and again'; \
                  echo 'a long line of complaint that fills the pipe, again and again' >&2; \
                  i=$((i+1)); done";
    let story = Story::new(script, "");
    assert_eq!(story.found(&[]).len(), 1);
    let long = "It was cold. ".repeat(20_000);
    let story = Story::with(&[("a.md", &long)], "echo 'a.md:1:1: m'", "['./tool']", "stdin = true");
    assert_eq!(story.found(&[]).len(), 1);
}

#[test]
fn trust() {
    let story = Story::new("echo 'a.md:3:8: m'", "");
    let refused = |ended: &Ended, why: &str| {
        let expected = format!(
            "error: command node `tool` was not run, because `storylint.toml` {why}; \
             `storylint trust` allows it for good, `--allow-commands` once\n"
        );
        assert_eq!((ended.err.as_str(), ended.code), (expected.as_str(), 2));
    };
    refused(&story.run(&["check"]), "is not trusted to run programs");

    let ended = story.run(&["trust"]);
    let expected = "`storylint.toml` may now run:\n    ./tool {files}  (command node `tool`)\n\
        note: `./tool` is a file of the story, which may be changed without being trusted anew\n";
    assert_eq!((ended.out.as_str(), ended.code), (expected, 0));
    assert_eq!(story.run(&["check"]).err, "");
    let path = fs::canonicalize(story.path().join("storylint.toml")).unwrap();
    assert_eq!(story.run(&["trust", "--list"]).out, format!("{}\n", path.display()));

    let pipeline = story.text("storylint.toml");
    story.write("storylint.toml", format!("{pipeline}# x\n"));
    refused(&story.run(&["check"]), "has changed since it was trusted to run programs");
    story.write("storylint.toml", pipeline);
    assert_eq!(story.run(&["check"]).err, "");

    let ended = story.run(&["trust", "--revoke"]);
    assert_eq!(ended.out, "`storylint.toml` may run no programs any more.\n");
    refused(&story.run(&["check"]), "is not trusted to run programs");
    assert_eq!(story.run(&["trust", "--revoke"]).out, "`storylint.toml` was not trusted.\n");
    assert_eq!(story.run(&["trust", "--list"]).out, "");
}

#[test]
fn what_cannot_run_is_not_trusted() {
    let story = Story::new("", "");
    let pipeline = story.text("storylint.toml");
    story.write("storylint.toml", format!("{pipeline}\n[rules]\n'style/nope' = 'off'\n"));
    let ended = story.run(&["trust"]);
    assert!(ended.err.starts_with("error: there is no rule `style/nope`\n"), "{ended:?}");
    assert_eq!((ended.out.as_str(), ended.code), ("", 2));
    assert_eq!(story.run(&["trust", "--list"]).out, "");
    assert_eq!(story.run(&["trust", "--revoke"]).out, "`storylint.toml` was not trusted.\n");
}

/// The same file in another place may run other programs of that name.
#[test]
fn trust_is_for_one_place() {
    let story = Story::new("echo 'a.md:3:8: m'", "");
    assert_eq!(story.run(&["trust"]).code, 0);
    let pipeline = story.text("storylint.toml");
    story.write("other/.git/x", b"");
    story.write("other/a.md", CHAPTER);
    story.write("other/storylint.toml", pipeline);
    let ended = story.run(&["check", "other"]);
    assert!(ended.err.contains("`other/storylint.toml` is not trusted"), "{ended:?}");
}

#[test]
fn nothing_to_trust() {
    let story = Story::new("", "");
    let expected = "error: `--config KEY=VALUE` cannot be trusted\n\
                    help: what is trusted is the file as it is\n";
    assert_eq!(story.run(&["trust", "--config", "run.workers = 1"]).err, expected);
    let expected = "error: there is no pipeline file to trust\nhelp: a pipeline file is called `storylint.toml`\n";
    let ended = story.run(&["trust", "--isolated"]);
    assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
    story.write("storylint.toml", b"[rules]\n'*' = 'on'\n");
    let expected = "`storylint.toml` runs no programs, so there is nothing to trust.\n";
    assert_eq!(story.run(&["trust"]).out, expected);
    story.write(".local/state/storylint/trusted.jsonl", b"{");
    assert!(story.run(&["trust"]).err.contains("storylint trust` writes it anew"));
}

#[test]
fn explained() {
    let story = Story::new("", "");
    let ended = story.run(&["explain", "command/tool/very"]);
    assert!(ended.out.starts_with("# command/tool/very\n\nWhat the program `./tool`"), "{ended:?}");
    for family in ["command/*", "command/tool/*"] {
        let ended = story.run(&["explain", family]);
        assert_eq!(ended.out, "command/tool/*  program      What `./tool` finds\n");
    }
    for name in ["command/toll/very", "command/toll/*", "pattern/*"] {
        assert_eq!(story.run(&["explain", name]).code, 2);
    }
}

/// What a pipeline extends may run programs, too.
#[test]
fn trust_is_for_all_that_a_pipeline_extends() {
    let story = Story::new("echo 'a.md:3:8: m'", "");
    story.write("base.toml", story.text("storylint.toml"));
    story.write("storylint.toml", b"extends = 'base.toml'\n");
    assert_eq!(story.run(&["trust"]).code, 0);
    assert_eq!(story.run(&["check"]).err, "");
    // What whoever checks says himself takes nothing back.
    assert_eq!(story.run(&["check", "--config", "run.workers = 1"]).err, "");
    let base = story.text("base.toml").replace("'./tool'", "'./other'");
    story.write("base.toml", base);
    let ended = story.run(&["check"]);
    assert!(ended.err.contains("`storylint.toml`, or what it extends, has changed"), "{ended:?}");
}

/// What somebody says on the command line needs no trust, unless a file has its part in it.
#[test]
fn said_on_the_command_line() {
    let story = Story::new("echo 'a.md:3:8: m'", "");
    let run = "command.tool = { needs = ['files'], run = ['./tool', '{files}'], format = 'gnu' }";
    let gather = "result.verdict.needs = ['references', 'metadata', 'prose', 'tool']";
    let arguments = ["check", "--config", "novel", "--config", run, "--config", gather];
    let ended = story.run(&arguments);
    assert!(ended.out.contains("command/tool/finding"), "{ended:?}");
    let ended = story.run(&["check", "--config", "command.tool.batch = 1"]);
    assert!(ended.err.contains("`storylint.toml` is not trusted to run programs"), "{ended:?}");
}

/// The program is looked for beside the story's own file, and not beside that which it extends.
#[test]
fn a_node_of_a_file_that_is_extended() {
    let story = Story::new("echo 'a.md:3:8: m'", "");
    let pipeline = story.text("storylint.toml");
    story.write("base/base.toml", pipeline.as_bytes());
    story.write("storylint.toml", b"extends = 'base/base.toml'\n");
    let ended = story.run(&["check", "--allow-commands"]);
    assert_eq!(ended.err, "");
    assert!(ended.out.contains("command/tool/finding"), "{ended:?}");
}

#[test]
fn members_of_a_workspace() {
    let story = Story::new("", "");
    let pipeline = story.text("storylint.toml").replace("'./tool'", "'../tool'");
    story.write(
        "storylint.toml",
        format!("workspace.members = ['books/*']\n\n{pipeline}").as_bytes(),
    );
    story.write("books/one/a.md", CHAPTER);
    story.write("books/two/a.md", CHAPTER);
    story.write("books/two/storylint.toml", b"[rules]\n'*' = 'on'\n");
    story.write("tool", b"#!/bin/sh\necho 'a.md:3:8: m'\n");
    story.write("books/tool", b"#!/bin/sh\necho 'a.md:3:8: m'\n");
    fs::set_permissions(story.path().join("books/tool"), fs::Permissions::from_mode(0o755))
        .unwrap();
    let ended = story.run(&["trust"]);
    let two = "`books/two/storylint.toml` may now run:\n    ../tool {files}  (command node `tool`)\n\
         note: `../tool` is a file of the story, which may be changed without being trusted anew\n";
    assert_eq!(ended.out, format!("{}{two}", two.replace("books/two/", "")));
    let ended = story.run(&["check"]);
    assert_eq!(ended.err, "");
    assert_eq!(ended.out.matches("warning[command/tool/finding]").count(), 2, "{}", ended.out);
    let ended = story.run(&["check", "books/two"]);
    assert_eq!((ended.err.as_str(), ended.code), ("", 0));
}

/// What is mended is what was checked, and not what stands in its place since then.
#[test]
fn a_file_that_is_changed_while_it_is_checked() {
    let script = r#"printf '# New\n\n' | cat - "$1" > new; mv new "$1""#;
    for option in ["--fix", "--diff"] {
        let story = Story::new(script, "");
        let before = "# Two\n\nThe the lamp burned.\n";
        story.write("a.md", before);
        let pipeline = String::from_utf8(story.read("storylint.toml")).unwrap();
        let both = "[validate.prose]\nneeds = ['chapters']\nvalidators = ['style/doubled-word']\n";
        let pipeline = pipeline.replace("needs = ['tool']", "needs = ['tool', 'prose']") + both;
        story.write("storylint.toml", pipeline);
        let ended = story.run(&["check", "--allow-commands", option]);
        assert!(ended.err.contains("`a.md`: it has changed since it was checked"), "{ended:?}");
        assert_eq!(ended.code, 2);
        let after = String::from_utf8(story.read("a.md")).unwrap();
        assert_eq!(after, format!("# New\n\n{before}"));
    }
}
