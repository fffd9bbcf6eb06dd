//! The program run in temporary folders: files in, output and exit code out.

mod folder;

use std::fs;
use std::io::{ErrorKind, Read};
use std::process::{Command, Stdio};

use self::folder::{Ended, Folder, check_refused, ended};

const CLEAN: &str = "The boat came in.\n\nNobody saw it.\n";
const LINK: &str = "The boat came in.\n\nSee [the map](map.md) of the bay.\n";
const PIPELINE: &str = "\
[source.chapters]
include = ['*.md']

[validate.links]
needs = ['chapters']
validators = ['links/*']

[result.all]
needs = ['links']
";

#[test]
fn nothing_to_find() {
    let ended = Folder::new(&[("a.md", CLEAN), ("b.md", CLEAN)]).run("check");
    assert_eq!(ended.out, "No findings in 2 files.\n");
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
}

#[test]
fn a_finding_as_text() {
    let ended = Folder::new(&[("a.md", LINK)]).run("check");
    assert_eq!(
        ended.out,
        "\
error[links/broken-link]: The link leads to `map.md`, which does not exist
 --> a.md:3:5
  |
3 | See [the map](map.md) of the bay.
  |     ^^^^^^^^^^^^^^^^^

Found 1 error in 1 of 1 file.
"
    );
    assert_eq!((ended.code, ended.err.as_str()), (1, ""));
}

#[test]
fn a_finding_as_json() {
    let ended = Folder::new(&[("a.md", LINK)]).run("check --output-format json");
    let findings: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        findings,
        serde_json::json!([{
            "file": "a.md", "line": 3, "column": 5, "end_line": 3, "end_column": 22,
            "byte_start": 23, "byte_end": 40,
            "rule": "links/broken-link", "fingerprint": "1288a2efb85ee64f", "severity": "error",
            "message": "The link leads to `map.md`, which does not exist", "help": null, "fix": null,
            "related": [],
        }])
    );
    assert_eq!((ended.code, ended.err.as_str()), (1, ""));
}

#[test]
fn a_story_that_is_one_line() {
    let text = format!("{}He saw the the boat. {}", "word ".repeat(2000), "word ".repeat(2000));
    let ended = Folder::new(&[("a.txt", &text)]).run("check");
    assert!(ended.out.contains("--> a.txt:1:10008\n"), "{}", ended.out);
    assert!(ended.out.contains("He saw the the boat."), "{}", ended.out);
}

#[test]
fn nothing_as_json() {
    let ended = Folder::new(&[("a.md", CLEAN)]).run("check --output-format json");
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (0, "[]\n", ""));
}

#[test]
fn the_failing_severity() {
    for (fail_on, code) in [("error", 0), ("warning", 1), ("info", 1), ("never", 0)] {
        let pipeline = PIPELINE.replace("links/*", "style/*");
        let pipeline = format!("{pipeline}fail-on = '{fail_on}'\n");
        let folder = Folder::new(&[("storylint.toml", &pipeline), ("a.md", "The the boat.\n")]);
        let ended = folder.run("check");
        assert!(ended.out.contains("Found 1 warning"), "{ended:?}");
        assert_eq!(ended.code, code, "{fail_on}");
    }
}

#[test]
fn what_could_not_be_checked_outweighs_what_was_found() {
    let folder = Folder::new(&[("a.md", "It was Tuesday, 9 October 1871. The the boat.\n")]);
    folder.write("b.md", b"\0");
    let pipeline = PIPELINE.replace("'links/*'", "'style/*'") + "fail-on = 'warning'\n";
    folder.write("storylint.toml", pipeline.as_bytes());
    let ended = folder.run("check");
    assert!(ended.out.contains("Found 1 warning"), "{ended:?}");
    assert_eq!(ended.code, 2);
}

#[test]
fn only_a_file_that_cannot_be_read() {
    let folder = Folder::new(&[]);
    folder.write("a.md", b"caf\xc3\xa9 \xff");
    let ended = folder.run("check");
    assert!(
        ended.err.starts_with("error: cannot read `a.md`: it is UTF-8, but is damaged"),
        "{ended:?}"
    );
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (2, "No findings in 0 files by what was run.\n3 nodes failed or were not run.\n")
    );
}

#[test]
fn any_encoding_with_the_bytes_as_they_are_on_disk() {
    let text = "\u{201c}A caf\u{e9}, the the boat,\u{201d} she said.\r";
    let utf_16 = |order: fn(u16) -> [u8; 2]| {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
    };
    let windows_1252 = b"\x93A caf\xe9, the the boat,\x94 she said.\r".to_vec();
    let utf_8 = ["\u{feff}", text].concat().into_bytes();
    for (bytes, find) in [
        (utf_8, b"the the".to_vec()),
        (windows_1252, b"the the".to_vec()),
        (utf_16(u16::to_le_bytes), "the the".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (utf_16(u16::to_be_bytes), "the the".encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        let folder = Folder::new(&[]);
        folder.write("a.txt", &bytes);
        let found: serde_json::Value =
            serde_json::from_str(&folder.run("check --output-format json").out).unwrap();
        let at = |key: &str| found[0][key].as_u64().unwrap() as usize;
        assert_eq!(bytes[at("byte_start")..at("byte_end")], find);
        assert_eq!((at("line"), at("column")), (1, 10));
    }
}

#[test]
fn html() {
    let page = "<html><head><title>The the</title></head>\n<p>&ldquo;The <i>the</i> boat.&rdquo;\n";
    let ended = Folder::new(&[("a.xhtml", page)]).run("check");
    assert!(ended.out.contains("--> a.xhtml:2:11\n"), "{}", ended.out);
    assert!(ended.out.contains("Found 1 warning in 1 of 1 file."), "{}", ended.out);
}

const PACKAGE: &str = "<package><manifest><item id='x' href='b.xhtml'/><item id='y' href='a.xhtml'/>\
    </manifest><spine><itemref idref='x'/><itemref idref='y'/></spine></package>";

#[test]
fn chapters_in_the_order_of_their_book() {
    let page = "<p>The the boat.</p>";
    let folder =
        Folder::new(&[("e/content.opf", PACKAGE), ("e/a.xhtml", page), ("e/b.xhtml", page)]);
    let out = folder.run("check").out;
    assert!(out.find("--> e/b.xhtml:1:4") < out.find("--> e/a.xhtml:1:4"), "{out}");
    assert!(out.contains("Found 2 warnings in 2 of 2 files."), "{out}");
}

#[test]
fn links_out_of_the_repository() {
    let links = "[a](../b.md) ![c](../../c.png) [d](.hidden)\n";
    let folder = Folder::new(&[(".git/x", ""), ("s/a.md", links), ("s/.hidden", "")]);
    let out = folder.run("check s").out;
    assert!(out.contains("The image is out of the story's folder: `../../c.png`"), "{out}");
    assert!(out.contains("Found 1 warning"), "{out}");
}

#[test]
fn chapters_in_the_order_of_their_summary() {
    let summary = "# Summary\n\n- [Two](two.md)\n    - [One](one.md#x)\n- [Draft]()\n";
    let (doubled, named) = ("The the boat.\n", "The the boat.\n\n# X\n");
    let folder =
        Folder::new(&[("s/SUMMARY.md", summary), ("s/one.md", named), ("s/two.md", doubled)]);
    let out = folder.run("check").out;
    assert!(out.find("--> s/two.md:1:1") < out.find("--> s/one.md:1:1"), "{out}");
    assert!(out.contains("Found 2 warnings"), "{out}");
}

/// An EPUB file.
fn epub(files: &[(&str, &str)]) -> Vec<u8> {
    let mut epub = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in files {
        epub.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut epub, text.as_bytes()).unwrap();
    }
    epub.finish().unwrap().into_inner()
}

#[test]
fn a_packed_book() {
    let page = "<p>The the boat.<img src='c.png'/><img src='d.png'/></p>";
    let epub = epub(&[
        ("META-INF/container.xml", "<container><rootfile full-path='e/content.opf'/></container>"),
        ("e/content.opf", PACKAGE),
        ("e/a.xhtml", page),
        ("e/b.xhtml", page),
        ("e/nav.xhtml", page),
        ("e/c.png", ""),
    ]);
    let folder = Folder::new(&[]);
    folder.write("book.epub", &epub);
    let within =
        "error: cannot read `book.epub/e/a.xhtml`: `book.epub` is a file, and taken as a whole\n";
    assert_eq!(folder.run("check book.epub/e/a.xhtml").err, within);
    for arguments in ["check", "check book.epub", "check --config quick book.epub"] {
        let out = folder.run(arguments).out;
        let second = out.find("--> book.epub/e/a.xhtml:1:4");
        assert!(out.find("--> book.epub/e/b.xhtml:1:4") < second && second.is_some(), "{out}");
        assert!(!out.contains("c.png, which"), "{out}");
        assert!(out.ends_with("in 2 of 2 files.\n"), "{out}");
    }
    folder.write("book.epub", &epub[..epub.len() / 2]);
    let ended = folder.run("check");
    assert!(ended.err.starts_with("error: cannot read `book.epub`: "), "{ended:?}");
}

#[test]
fn a_packed_book_that_unpacks_to_too_much() {
    let large = "x".repeat(65 << 20);
    let folder = Folder::new(&[("a.md", CLEAN)]);
    let container = "<container><rootfile full-path='content.opf'/></container>";
    let files = [
        ("META-INF/container.xml", container),
        ("content.opf", PACKAGE),
        ("a.xhtml", &large),
        ("b.xhtml", "<p>The the boat.</p>"),
    ];
    folder.write("book.epub", epub(&files));
    let ended = folder.run("check");
    let expected = "error: cannot read `book.epub/a.xhtml`: it unpacks to more than 64 MiB\n";
    assert_eq!((ended.err.lines().next(), ended.code), (expected.lines().next(), 2));
    assert!(ended.out.contains("--> book.epub/b.xhtml:1:4"), "{ended:?}");
}

#[test]
fn scripts_and_stories_that_branch() {
    for (path, text) in [
        ("a.fountain", "INT. QUAY\n\nANN\n(to BOB)\nThe the boat.\n"),
        ("a.ink", "VAR the = 1\n=== quay\n* [Look] {the:The the|A} boat.\n"),
        ("a.twee", ":: Quay\n<<set $the to \"the the\">>The the [[boat->The]].\n"),
    ] {
        let ended = Folder::new(&[(path, text)]).run("check");
        assert!(ended.out.contains("Found 1 warning in 1 of 1 file."), "{}", ended.out);
    }
}

#[test]
fn pages_about_the_story_are_not_its_prose() {
    let doubled = "The the boat.\n";
    let folder = Folder::new(&[("README.md", doubled), ("License.txt", doubled), ("a.md", CLEAN)]);
    assert_eq!(folder.run("check").out, "No findings in 3 files.\n");
    let folder = Folder::new(&[("installment-1.md", doubled), ("Security.md", doubled)]);
    assert!(folder.run("check").out.contains("in 2 of 2 files"));
    assert!(folder.run("check --config quick").out.contains("in 2 of 2 files"));
}

#[test]
fn an_absolute_path() {
    let folder = Folder::new(&[("a.md", LINK)]);
    let path = folder.0.path().canonicalize().unwrap();
    let ended = folder.run(&format!("check {}", path.display()));
    assert!(ended.out.contains(&format!("--> {}/a.md:3:5", path.display())), "{ended:?}");
}

#[test]
fn a_pipeline_named_on_the_command_line_governs_its_folder() {
    let quiet = PIPELINE.replace("needs = ['links']", "needs = ['links']\nfail-on = 'never'");
    let files = [("quiet.toml", quiet.as_str()), ("a.md", LINK), ("b/c.md", LINK)];
    let folder = Folder::new(&files);
    assert_eq!(folder.run("check --config quiet.toml").code, 0);
    assert_eq!(folder.run("check --config quiet.toml a.md").code, 0);
    assert_eq!(folder.run("check a.md").code, 1);
    let mut inside = folder.command("check --config ../quiet.toml");
    let ended = ended(inside.current_dir(folder.0.path().join("b")));
    assert!(ended.err.contains("nothing to check in `.`"), "{ended:?}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_belongs_to_its_folder() {
    let folder = Folder::new(&[("story/storylint.toml", PIPELINE), ("other/b.md", LINK)]);
    let link = folder.0.path().join("story/a.md");
    std::os::unix::fs::symlink("../other/b.md", link).unwrap();
    assert!(folder.run("check story/a.md").out.contains("--> story/a.md:3:5"));
}

#[cfg(unix)]
#[test]
fn names_and_text_do_not_steer_the_terminal() {
    let folder = Folder::new(&[("a\u{1b}[31m.md", "The the \u{9b}31m boat\u{1b}[0m.\n")]);
    let ended = folder.run("check");
    assert!(ended.out.contains("the the") || ended.out.contains("The the"), "{ended:?}");
    assert!(!ended.out.contains(['\u{1b}', '\u{9b}']), "{ended:?}");
}

#[test]
fn what_a_user_told_git_is_not_the_story() {
    let folder = Folder::new(&[("config/git/ignore", "*.md\n"), ("a.md", LINK)]);
    folder.write(".git/info/exclude", b"*.md\n");
    assert_eq!(folder.run("check").code, 1);
}

#[test]
fn paths_narrow_the_report_and_not_the_story() {
    let files = [("storylint.toml", PIPELINE), ("a.md", LINK), ("b.md", "[A](a.md)\n")];
    let folder = Folder::new(&files);
    assert_eq!(folder.run("check b.md").code, 0);
    assert_eq!(folder.run("check a.md").code, 1);
    assert_eq!(folder.run("check a.md b.md").code, 1);
}

#[test]
fn without_a_pipeline_the_story_is_what_the_paths_hold() {
    let folder = Folder::new(&[("a.md", LINK), ("b.md", "[A](a.md)\n")]);
    let ended = folder.run("check b.md");
    assert_eq!((ended.code, ended.out.as_str()), (0, "No findings in 1 file.\n"));
}

#[test]
fn a_story_beside() {
    let folder = Folder::new(&[("story/a.md", LINK), ("here/x.txt", "")]);
    let ended = ended(folder.command("check ../story").current_dir(folder.0.path().join("here")));
    assert!(ended.out.contains("--> ../story/a.md:3:5"), "{ended:?}");
}

#[test]
fn what_git_ignores_is_not_the_story() {
    let folder = Folder::new(&[(".gitignore", "old/\n"), ("a.md", CLEAN), ("old/b.md", LINK)]);
    assert_eq!(folder.run("check").out, "No findings in 1 file.\n");
    assert_eq!(folder.run("check old/b.md").code, 1);
}

#[test]
fn a_link_may_lead_to_what_git_ignores() {
    let links = "[Settings](.travis.yml), [the book](out/book.pdf), [the folder](out).\n";
    let files =
        [(".gitignore", "out/\n"), (".travis.yml", ""), ("out/book.pdf", ""), ("a.md", links)];
    assert_eq!(Folder::new(&files).run("check").out, "No findings in 1 file.\n");
}

#[test]
fn the_pipeline_on_disk_governs() {
    let quiet = PIPELINE.replace("needs = ['links']", "needs = ['links']\nfail-on = 'never'");
    let folder = Folder::new(&[("storylint.toml", &quiet), ("a.md", LINK)]);
    assert_eq!(folder.run("check").code, 0);
    assert_eq!(folder.run("check --isolated").code, 1);
    assert_eq!(folder.run("check --config quick").code, 0);
    assert_eq!(folder.run("check --config storylint.toml").code, 0);
}

#[test]
fn any_number_of_workers() {
    let folder = Folder::new(&[("a.md", LINK), ("b.md", LINK)]);
    let one = folder.run("check -j 1 --no-cache");
    assert_eq!(one.code, 1);
    assert_eq!(one.out, folder.run("check -j 8").out);
    assert_eq!(folder.run("check -j 0").code, 2);
}

#[test]
fn colours_only_when_asked_for() {
    let folder = Folder::new(&[("a.md", LINK)]);
    assert!(!folder.run("check").out.contains('\u{1b}'));
    assert!(folder.run("check --color always").out.contains('\u{1b}'));
    assert!(!folder.run("check --color never").out.contains('\u{1b}'));
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let text = LINK.repeat(3000);
    let folder = Folder::new(&[("a.md", &text)]);
    let mut command = folder.command("check");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_missing_folder() {
    check_refused(
        &[],
        "check nowhere",
        "error: cannot read `nowhere`: no such file or directory\n",
    );
}

#[test]
fn an_empty_folder() {
    check_refused(
        &[],
        "check",
        "error: there is nothing to check in `.`: no Markdown, HTML, EPUB, Fountain, ink, Twee or plain text\n",
    );
}

#[test]
fn only_formats_that_are_not_read() {
    check_refused(
        &[("a.docx", ""), ("b.rst", ""), ("c.rst", "")],
        "check",
        "error: there is nothing to check in `.`: no Markdown, HTML, EPUB, Fountain, ink, Twee or plain text\n\
         note: only Markdown, HTML, EPUB, Fountain, ink, Twee and plain text are read, which leaves out 3 files (.docx, .rst)\n",
    );
}

#[test]
fn paths_outside_the_sources() {
    check_refused(
        &[("storylint.toml", PIPELINE), ("a.md", CLEAN), ("drafts/x.md", CLEAN)],
        "check drafts",
        "error: there is nothing to check in `drafts`: no file that the pipeline's sources select\n",
    );
}

/// The root of its site may be above it.
#[test]
fn a_path_from_the_root_of_a_site_in_a_story_below_its_repository() {
    let files = [("content/a.md", "![The map](/maps/x.png)\n"), ("static/maps/x.png", "")];
    let mut folder = Folder::new(&files);
    assert!(folder.run("check content").out.starts_with("No findings"));
    folder = Folder::new(&files[..1]);
    assert!(folder.run("check content").out.starts_with("No findings"));
    assert!(folder.run("check").out.starts_with("error[links/missing-image]"));
}

/// Checks a story with one clean file and one that cannot be read; the other is still checked.
#[track_caller]
fn check_unreadable(bytes: &[u8], expected: &str) {
    let folder = Folder::new(&[("a.md", "He saw the the boat.\n")]);
    folder.write("b.md", bytes);
    let ended = folder.run("check");
    assert!(ended.err.starts_with(expected), "{}", ended.err);
    assert!(ended.out.contains("Found 1 warning in 1 of 1 file."), "{}", ended.out);
    assert_eq!(ended.code, 2);
}

#[test]
fn a_file_that_is_damaged() {
    check_unreadable(
        b"The b\xc3\xb6at.\n\nCaf\xe9.\n",
        "error: cannot read `b.md`: it is UTF-8, but is damaged at line 3 (byte 0xe9); ",
    );
}

#[test]
fn a_binary_file() {
    check_unreadable(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "error: cannot read `b.md`: it is a binary file; ",
    );
}

/// Takes the permission to read `paths` of a story away and runs the program as somebody who has
/// to obey, which an administrator does not.
#[cfg(unix)]
#[track_caller]
fn check_forbidden(files: &[(&str, &str)], paths: &[&str], expected: &str) {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = Folder::new(files);
    let at = |path: &str| folder.0.path().join(path);
    let permit = |path: &str, mode| {
        fs::set_permissions(at(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    for path in paths {
        permit(path, 0o000);
    }
    let mut command = folder.command("check");
    if paths.iter().any(|path| fs::read(at(path)).is_ok() || fs::read_dir(at(path)).is_ok()) {
        fs::copy(env!("CARGO_BIN_EXE_storylint"), at("program")).unwrap();
        permit("program", 0o755);
        permit("", 0o755);
        command = Command::new(at("program"));
        command.current_dir(folder.0.path()).arg("check").uid(65534).gid(65534);
    }
    let output = loop {
        match command.output() {
            // Another test's child may hold the copy open for a moment.
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {}
            // The folder for temporary files is closed to everybody else.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return,
            output => break output.unwrap(),
        }
    };
    for path in paths {
        permit(path, 0o700);
    }
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with(expected), "{err}");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission() {
    let files = [("a.md", CLEAN), ("b.md", CLEAN)];
    check_forbidden(&files, &["b.md"], "error: cannot read `b.md`: permission denied\n");
}

#[cfg(unix)]
#[test]
fn a_folder_without_read_permission() {
    check_forbidden(
        &[("a.md", LINK), ("c/d.md", CLEAN)],
        &["c"],
        "error: cannot read `c`: permission denied\nerror: rules that judge the whole story were \
         skipped, because not all of it is known (validate node `references`, ",
    );
}

#[cfg(unix)]
#[test]
fn a_source_without_read_permission() {
    let pipeline = PIPELINE.replace("*.md", "c/*.md");
    let files = [("storylint.toml", pipeline.as_str()), ("c/d.md", CLEAN)];
    check_forbidden(&files, &["c"], "error: cannot read `c`: permission denied\n");
}

#[cfg(unix)]
#[test]
fn members_without_read_permission() {
    let check = |members: &str, closed: &str| {
        let pipeline = format!("[workspace]\nmembers = ['{members}']\n");
        let files =
            [("storylint.toml", pipeline.as_str()), ("books/book-1/a/b.md", CLEAN), (".git/x", "")];
        let expected =
            format!("error: cannot read `{closed}`: permission denied\n --> storylint.toml:2:12\n");
        check_forbidden(&files, &[closed], &expected);
    };
    check("books/*", "books/book-1");
    check("books/*", "books");
    check("**/book-*", "books");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_that_leads_nowhere() {
    let folder = Folder::new(&[("a.md", CLEAN)]);
    std::os::unix::fs::symlink("gone.md", folder.0.path().join("b.md")).unwrap();
    let ended = folder.run("check");
    assert!(ended.err.starts_with("error: cannot read `b.md`: no such file"), "{}", ended.err);
    assert_eq!(ended.code, 2);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_file() {
    let folder = Folder::new(&[("a.md", CLEAN)]);
    let made = Command::new("mkfifo").arg(folder.0.path().join("b.md")).status().unwrap();
    assert!(made.success());
    assert_eq!(folder.run("check").out, "No findings in 1 file.\n");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_say_nothing_of_what_git_ignores() {
    let folder = Folder::new(&[("a.md", CLEAN), ("x/.gitignore", "b.md\n!.c.md\n")]);
    for path in
        ["x/a.md", "x/b.md", "x/y/b.md", "x/.c.md", "x/.d.md", "drafts/a.md", "skipped/a.md"]
    {
        folder.write(path, CLEAN);
    }
    folder.write(".gitignore", "\u{feff}/skipped/\n\\\n");
    for make in ["mkfifo drafts/.gitignore skipped/.gitignore", "ln -s /dev/zero x/y/.gitignore"] {
        let made =
            Command::new("sh").args(["-c", make]).current_dir(folder.path()).status().unwrap();
        assert!(made.success());
    }
    folder.write("storylint.toml", "extends = 'quick'\n");
    for _ in 0..2 {
        assert_eq!(folder.run("check").out, "No findings in 4 files.\n");
    }
    let cache = folder.path().join(".storylint/cache");
    for name in
        [".gitignore", "CACHEDIR.TAG", "00000001-abcdefghijkl.segment", "abcdefghijkl.unfinished"]
    {
        _ = fs::remove_file(cache.join(name));
        assert!(Command::new("mkfifo").arg(cache.join(name)).status().unwrap().success());
    }
    assert_eq!(folder.run("check").out, "No findings in 4 files.\n");
    let err = folder.run("clean").err;
    assert!(
        err.contains("it has other files and no `CACHEDIR.TAG`, so it is not a cache"),
        "{err}"
    );
}

/// Checks a story whose pipeline is `PIPELINE` with `this` replaced by `that`.
#[track_caller]
fn check_pipeline(this: &str, that: &str, expected: &str) {
    assert!(PIPELINE.contains(this));
    let pipeline = PIPELINE.replacen(this, that, 1);
    check_refused(&[("storylint.toml", &pipeline), ("a.md", CLEAN)], "check", expected);
}

#[test]
fn rules_of_a_family_or_a_group() {
    let folder = Folder::new(&[]);
    let ids = |name: &str| {
        let out = folder.run_with(&["explain", name]).out;
        let ids = out.lines().filter_map(|line| line.split(' ').next());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids("links"), ids("links/*"));
    assert!(ids("links").iter().all(|id| id.starts_with("links/")), "{:?}", ids("links"));
    assert!(ids("style").contains(&"dialogue/adverb-tags".to_owned()), "{:?}", ids("style"));
    assert_eq!(ids("*").join(" "), {
        let rules = folder.run("rules").out;
        rules.lines().filter_map(|line| line.split(' ').next()).collect::<Vec<_>>().join(" ")
    });
    let ended = folder.run("check --rule links=off");
    assert!(ended.err.contains("did you mean `links/*`?"), "{}", ended.err);
}

#[test]
fn a_rule_that_does_not_exist() {
    check_pipeline(
        "links/*",
        "links/broken-lnk",
        "\
error: there is no rule `links/broken-lnk`
 --> storylint.toml:6:15
  |
6 | validators = ['links/broken-lnk']
  |               ^^^^^^^^^^^^^^^^^^
  = help: did you mean `links/broken-link`?
",
    );
}

#[test]
fn an_option_that_a_rule_does_not_have() {
    check_pipeline(
        "validators = ['links/*']",
        "validators = ['links/*']\noptions.'links/orphan' = { alow = ['x'] }",
        "\
error: rule `links/orphan` has no option `alow`
 --> storylint.toml:7:28
  |
7 | options.'links/orphan' = { alow = ['x'] }
  |                            ^^^^
  = help: it has no options
",
    );
}

#[test]
fn options_of_a_rule_that_does_not_run() {
    check_pipeline(
        "validators = ['links/*']",
        "validators = ['links/*']\noptions.'style/doubled-word' = { allow = ['x'] }",
        "\
error: validate node `links` has options for `style/doubled-word`, which it does not run
 --> storylint.toml:7:9
  |
7 | options.'style/doubled-word' = { allow = ['x'] }
  |         ^^^^^^^^^^^^^^^^^^^^
",
    );
}

#[test]
fn options_of_a_rule_that_there_is_not() {
    check_pipeline(
        "validators = ['links/*']",
        "validators = ['links/*']\noptions.'style/double-word' = { allow = ['x'] }",
        "\
error: there is no rule `style/double-word`
 --> storylint.toml:7:9
  |
7 | options.'style/double-word' = { allow = ['x'] }
  |         ^^^^^^^^^^^^^^^^^^^
  = help: did you mean `style/doubled-word`?
",
    );
}

#[test]
fn a_source_that_matches_no_file() {
    check_pipeline(
        "*.md",
        "chapters/*.md",
        "\
error: source node `chapters` matches no file
 --> storylint.toml:1:9
  |
1 | [source.chapters]
  |         ^^^^^^^^
  = help: globs are relative to the story's folder; `optional = true` allows a source without files
",
    );
}

#[test]
fn a_glob_that_is_none() {
    check_pipeline(
        "'*.md'",
        "'*.md', '[a'",
        "\
error: `[a` is not a glob: unclosed character class; missing ']'
 --> storylint.toml:2:20
  |
2 | include = ['*.md', '[a']
  |                    ^^^^
",
    );
}

#[test]
fn findings_that_nobody_would_see() {
    check_pipeline(
        "[result.all]\nneeds = ['links']\n",
        "",
        "\
error: no result node needs validate node `links`
 --> storylint.toml:4:11
  |
4 | [validate.links]
  |           ^^^^^
  = help: its work would be done for nothing: name it in the `needs` of one, or take it out
",
    );
}

#[test]
fn files_that_nobody_would_check() {
    check_pipeline(
        "[validate",
        "[source.notes]\ninclude = ['*']\n\n[validate",
        "\
error: no node needs source node `notes`
 --> storylint.toml:4:9
  |
4 | [source.notes]
  |         ^^^^^
  = help: its work would be done for nothing: name it in the `needs` of one, or take it out
",
    );
}

#[test]
fn an_unknown_key() {
    check_pipeline(
        "include",
        "includes",
        "\
error: unknown key `includes` in source node `chapters`
 --> storylint.toml:2:1
  |
2 | includes = ['*.md']
  | ^^^^^^^^
  = help: did you mean `include`?
",
    );
}

#[test]
fn a_need_that_does_not_exist() {
    check_pipeline(
        "needs = ['chapters']",
        "needs = ['chapter']",
        "\
error: validate node `links` needs `chapter`, which is not declared
 --> storylint.toml:5:10
  |
5 | needs = ['chapter']
  |          ^^^^^^^^^
  = help: did you mean `chapters`?
",
    );
}

#[test]
fn a_cycle() {
    check_pipeline(
        "needs = ['links']",
        "needs = ['links', 'one']\n\n[result.one]\nneeds = ['two']\n\n[result.two]\nneeds = ['all']",
        "\
error: nodes need each other in a cycle: `all` needs `one` needs `two` needs `all`
 --> storylint.toml:9:19
  |
9 | needs = ['links', 'one']
  |                   ^^^^^
",
    );
}

#[test]
fn a_syntax_error() {
    let broken = PIPELINE.replace("['*.md']", "['*.md'");
    let ended = Folder::new(&[("storylint.toml", &broken), ("a.md", CLEAN)]).run("check");
    assert!(ended.err.starts_with("error: invalid TOML: "), "{}", ended.err);
    assert!(ended.err.contains(" --> storylint.toml:"), "{}", ended.err);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
}

#[test]
fn a_pipeline_file_that_is_not_there() {
    check_refused(
        &[("a.md", CLEAN)],
        "check --config strict.toml",
        "error: cannot read `strict.toml`: no such file or directory\n",
    );
}

#[test]
fn paths_of_two_stories() {
    check_refused(
        &[("a/storylint.toml", PIPELINE), ("b/storylint.toml", PIPELINE)],
        "check a b",
        "error: `a` and `b` belong to different stories; check them one after the other\n",
    );
}

#[test]
fn a_rule_is_explained() {
    let ended = Folder::new(&[]).run("explain style/doubled-word");
    assert!(
        ended.out.starts_with(
            "# style/doubled-word\n\nA word written twice in a row (suspicious: on, warning).\n"
        ),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("```bad"), "{}", ended.out);
    assert_eq!(ended.code, 0);
}

#[test]
fn what_pipelines_set_an_explained_rule_to() {
    let folder = Folder::new(&[
        ("storylint.toml", "[workspace]\nmembers = ['a', 'b', 'c']\n[rules]\n'style/*' = 'info'\n"),
        ("a/storylint.toml", &format!("{PIPELINE}[rules]\nstyle = 'on'\n'style/echo' = 'off'\n")),
        ("b/storylint.toml", &format!("{PIPELINE}[rules]\n'links/*' = 'off'\n")),
        ("c/1.md", CLEAN),
    ]);
    let set = |rule: &str| {
        let out = folder.run(&format!("explain {rule}")).out;
        let set =
            out.lines().filter_map(|line| line.strip_prefix("It is set to ")).map(str::to_owned);
        set.collect::<Vec<_>>()
    };
    let line = PIPELINE.lines().count() + 3;
    let of_a = format!("`off` in a/storylint.toml:{line}.");
    assert_eq!(set("style/echo"), ["`info` in storylint.toml:4.", &of_a]);
    assert_eq!(set("metadata/allowance"), [""; 0]);
}

#[test]
fn an_unknown_rule_is_not_explained() {
    check_refused(
        &[],
        "explain style/double-word",
        "error: there is no rule `style/double-word`\nhelp: did you mean `style/doubled-word`?\n",
    );
}

/// `plot/contradiction` is nearer to `trait-contradiction` by its letters.
#[test]
fn what_is_meant_by_the_last_word_of_a_rule() {
    let folder = Folder::new(&[]);
    for (name, meant) in [
        ("trait-contradiction", "characters/trait-contradiction"),
        ("plot/trait-contradiction", "characters/trait-contradiction"),
        ("trait-contradicton", "characters/trait-contradiction"),
        ("contradiction", "plot/contradiction"),
        ("link/orphan", "links/orphan"),
        ("style-echo", "style/echo"),
        ("CHARACTERS", "characters/*"),
        ("charcters", "characters/*"),
        ("Style", "style"),
    ] {
        let ended = folder.run_with(&["explain", name]);
        let expected = format!("error: there is no rule `{name}`\nhelp: did you mean `{meant}`?\n");
        assert_eq!((ended.err, ended.code), (expected, 2));
    }
}

#[test]
fn rules_are_turned_off_and_set_to_a_severity() {
    let story = [("a.md", "The the boat of [him](b.md).\n")];
    let found = |arguments: &str| {
        let ended = Folder::new(&story).run(&format!("check a.md {arguments}"));
        ended.out.lines().find(|line| line.contains("in 1")).expect("it says how many").to_owned()
    };
    assert_eq!(found(""), "Found 1 error, 1 warning in 1 of 1 file.");
    assert_eq!(found("--rule links/*=off"), "Found 1 warning in 1 of 1 file.");
    assert_eq!(found("--rule *=info --rule correctness=off"), "Found 1 info in 1 of 1 file.");
    assert_eq!(found("--rule *=off"), "No findings in 1 file.");
    let pipeline = format!("{PIPELINE}\n[rules]\n'links/broken-link' = 'info'\n");
    let folder = Folder::new(&[story[0], ("storylint.toml", &pipeline)]);
    assert!(folder.run("check").out.contains("Found 1 info"));
    assert!(folder.run("check --rule links/broken-link=error").out.contains("Found 1 error"));
}

#[test]
fn a_level_of_a_rule_that_does_not_exist() {
    let ended = Folder::new(&[("a.md", CLEAN)]).run("check --rule links/orphn=off");
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("there is no rule `links/orphn`; did you mean `links/orphan`?"));
    let pipeline = format!("{PIPELINE}\n[rules]\nstile = 'on'\n");
    for command in ["check", "facts"] {
        check_refused(
            &[("a.md", CLEAN), ("storylint.toml", &pipeline)],
            command,
            "error: there is no rule `stile`\n  --> storylint.toml:12:1\n   |\n12 | stile = 'on'\n   | ^^^^^\n   \
             = help: did you mean `style`?\n",
        );
    }
}

#[test]
fn fixes_are_made() {
    let folder = Folder::new(&[("a.md", "The the boat of of it, at the the gate.\n")]);
    let ended = folder.run("check --fix");
    assert_eq!(ended.out, "No findings in 1 file.\n");
    assert_eq!((ended.code, ended.err.as_str()), (0, "Mended 3 findings.\n"));
    assert_eq!(folder.read("a.md"), b"The boat of it, at the gate.\n");
    let ended = folder.run("check --fix");
    assert_eq!((ended.code, ended.err.as_str()), (0, "Mended 0 findings.\n"));
}

#[test]
fn fixes_are_shown() {
    let folder = Folder::new(&[("a.md", "One.\n\nThe the boat.\n")]);
    let ended = folder.run("check --diff");
    let diff = "--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n One.\n \n-The the boat.\n+The boat.\n";
    assert_eq!((ended.code, ended.out.as_str()), (1, diff));
    assert_eq!(folder.read("a.md"), b"One.\n\nThe the boat.\n");
    let ended = Folder::new(&[("a.md", CLEAN)]).run("check --diff");
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (0, "", ""));
}

#[test]
fn names_are_only_mended_when_asked_for() {
    let text = "They saw Elena there. ".repeat(30) + "She called Elenna back.\n";
    let folder = Folder::new(&[("a.md", &text)]);
    let ended = folder.run("check --fix");
    assert!(ended.out.ends_with("`--fix --unsafe-fixes` mends 1 of them.\n"), "{ended:?}");
    assert_eq!(folder.read("a.md"), text.as_bytes());
    let ended = folder.run("check --unsafe-fixes");
    assert!(ended.code == 2 && ended.err.contains("<--fix|--diff>"), "{ended:?}");
    assert_eq!(folder.run("check --fix --unsafe-fixes").code, 0);
    assert_eq!(folder.read("a.md"), text.replace("Elenna", "Elena").as_bytes());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_changed() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

    let folder = Folder::new(&[("a.md", "The the boat.\n")]);
    let path = folder.0.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    folder.write("c.md", b"To to go.\n");
    let ended = folder.run("check --fix");
    assert_eq!(ended.code, 2);
    // It is not said to be mended by what has just failed.
    assert!(ended.out.ends_with("Found 1 warning in 1 of 2 files.\n"), "{ended:?}");
    assert_eq!(ended.err, "Mended 1 finding.\nerror: cannot change `a.md`: permission denied\n");
    assert_eq!(folder.read("c.md"), b"To go.\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    // Only an administrator can give it away.
    _ = chown(&path, Some(65534), Some(65534));
    let before = fs::metadata(&path).unwrap();
    symlink("a.md", folder.0.path().join("b.md")).unwrap();
    let diff = "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-The the boat.\n+The boat.\n";
    assert_eq!(folder.run("check --diff").out, diff);
    assert_eq!(folder.run("check b.md --fix").code, 0);
    assert_eq!(folder.read("a.md"), b"The boat.\n");
    let file = fs::metadata(&path).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o640);
    assert_eq!((file.uid(), file.gid()), (before.uid(), before.gid()));
    assert!(folder.0.path().join("b.md").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_patch_of_a_file_with_two_names() {
    let pipeline = "extends = \"novel\"\n\n[[intended]]\nrule = 'style/doubled-word'\n\
                    entities = ['the']\nchapters = ['a.md']\n";
    let folder =
        Folder::new(&[("storylint.toml", pipeline), ("a.md", "The the boat.\n\nTo to go.\n")]);
    std::os::unix::fs::symlink("a.md", folder.0.path().join("b.md")).unwrap();
    // Of the first name one finding is left out.
    let diff = "--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n\
                -The the boat.\n+The boat.\n \n-To to go.\n+To go.\n";
    assert_eq!(folder.run("check --diff").out, diff);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_outside_the_story_is_not_mended() {
    let folder = Folder::new(&[]);
    let outside = folder.path().join("c.md");
    fs::write(&outside, "The the boat.\n").unwrap();
    let story = Folder::new(&[]);
    std::os::unix::fs::symlink(&outside, story.0.path().join("d.md")).unwrap();
    let refused =
        "error: cannot change `d.md`: it is a symbolic link to a file outside the story\n";
    let ended = story.run("check --fix");
    assert_eq!((ended.code, ended.err), (2, format!("Mended 0 findings.\n{refused}")));
    let ended = story.run("check --diff");
    assert_eq!((ended.code, ended.err.as_str(), ended.out.as_str()), (2, refused, ""));
    assert_eq!(fs::read_to_string(outside).unwrap(), "The the boat.\n");
}

#[test]
fn a_baseline_leaves_out_what_is_known() {
    let folder = Folder::new(&[("a.md", "The the boat.\n\nThe the boat.\n\nAnd and sea.\n")]);
    let ended = folder.run("baseline");
    assert_eq!(ended.out, "`storylint-baseline.json` has findings at 3 places: 3 new, 0 gone.\n");
    let ended = folder.run("check");
    assert_eq!(ended.out, "No findings in 1 file.\n3 findings in the baseline left out.\n");
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    // One of two that read alike is mended, lines move, and one is new.
    folder.write("a.md", b"One.\n\nAnd and sea.\n\nThe the boat.\n\nOf of it.\n");
    let ended = folder.run("check");
    assert!(ended.out.contains("`of` stands here twice in a row"), "{ended:?}");
    assert!(ended.out.contains("Found 1 warning in 1 of 1 file."), "{ended:?}");
    let gone = "note: findings of the baseline gone at 1 place; `storylint baseline` forgets it\n";
    assert_eq!(ended.err, gone);
    assert_eq!(folder.run("check --config rules.'style/*'='off'").err, "");
    assert!(folder.run("check --no-baseline").out.contains("Found 3 warnings"));
    let ended = folder.run("check --fix");
    assert_eq!(ended.err, format!("Mended 1 finding.\n{gone}"), "what is known stays");
    let ended = folder.run("baseline");
    assert_eq!(ended.out, "`storylint-baseline.json` has findings at 2 places: 0 new, 1 gone.\n");
}

#[test]
fn a_slip_that_is_made_again_is_news() {
    let story = "They saw Elena there. ".repeat(30) + "\n\nShe called Elenna back.\n";
    let folder = Folder::new(&[("a.md", &story), ("b.md", "He called Elenna back.\n")]);
    let ended = folder.run("baseline");
    assert_eq!(ended.out, "`storylint-baseline.json` has findings at 2 places: 2 new, 0 gone.\n");
    let gone = "note: findings of the baseline gone at 1 place; `storylint baseline` forgets it\n";
    for (b, is_new, expected) in [
        ("It was late. He called Elenna back.\n", false, ""),
        ("It was late.\n", false, gone),
        ("They called Elenna back.\n", true, gone),
        ("He called Elenna back. They saw Elenna there.\n", true, ""),
    ] {
        folder.write("b.md", b);
        let ended = folder.run("check");
        assert_eq!(ended.out.contains("`Elenna` ("), is_new, "{ended:?}");
        assert_eq!(ended.err, expected, "{b}");
    }
}

#[test]
fn a_baseline_that_cannot_be_read() {
    let folder = Folder::new(&[("a.md", CLEAN), ("storylint-baseline.json", "[\n{}\n]")]);
    let ended = folder.run("check");
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    let expected =
        "error: cannot read `storylint-baseline.json`: it is no list of findings at line 2";
    assert!(ended.err.starts_with(expected), "{ended:?}");
    assert!(ended.err.ends_with("`storylint baseline` makes it anew\n"), "{ended:?}");
    folder.write("b.md", b"\0");
    let ended = folder.run("baseline");
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert!(ended.err.ends_with("note: `storylint-baseline.json` is left as it is\n"));
}

#[test]
fn what_is_intended_is_no_finding() {
    let names = "They saw Elena there. ".repeat(30);
    let folder = Folder::new(&[
        (
            "a.md",
            "<!-- storylint: allow style/doubled-word -->\n\nThe the gate.\n\nThe the boat.\n",
        ),
        (
            "b.md",
            &format!(
                "{names}\n\n%% storylint: allow characters/name-variants(\"Elenna\") -- a lie %%\n\n\
                 She called Elenna back.\n"
            ),
        ),
        ("c.md", "---\nstorylint-allow: style/*\n---\nOf of it.\n"),
        ("d.md", "Of of it. <!-- storylint: allow-line style/double-word -->\n"),
    ]);
    let ended = folder.run("check --output-format json");
    let found: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let found: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{}:{} {}", it["file"], it["line"], it["rule"]).replace('"', ""))
        .collect();
    let expected =
        ["a.md:5 style/doubled-word", "d.md:1 style/doubled-word", "d.md:1 metadata/allowance"];
    assert_eq!(found, expected);
}

#[test]
fn what_allows_nothing() {
    let rules = ["*", "suspicious", "metadata/*", "pattern/nope", "pattern/off", "command/nope/x"];
    let comment = |rule| format!("<!-- storylint: allow {rule} -->\n\nThe gate.\n\n");
    let intended = |rule| format!("[[intended]]\nrule = '{rule}'\nchapters = ['b.md']\n");
    let house = Vec::from_iter(rules[..3].iter().map(intended)).concat();
    let pipeline = format!(
        "extends = 'house.toml'\n[source.chapters]\ninclude = ['*.md']\n\
         [validate.all]\nneeds = ['chapters']\nvalidators = ['*']\n\
         [pattern.own]\nneeds = ['chapters']\nrules = [{{ id = 'x', match = 'q', message = 'q' }}, \
         {{ id = 'off', match = 'q', message = 'q' }}]\n\
         [result.verdict]\nneeds = ['all', 'own']\n[rules]\n'pattern/off' = 'off'\n{house}"
    );
    let folder = Folder::new(&[
        ("house.toml", &house),
        ("storylint.toml", &pipeline.replace("'pattern/off' = 'off'\n", "")),
        ("a.md", &Vec::from_iter(rules.iter().map(comment)).concat()),
        ("b.md", "The gate.\n"),
    ]);
    let found = |arguments: &str| {
        let ended = folder.run(&format!("check {arguments}"));
        let rule = |line: &str| Some(line.strip_prefix("warning")?.split('`').nth(1)?.to_owned());
        assert_eq!(ended.err, "");
        ended.out.lines().filter_map(rule).collect::<Vec<_>>()
    };
    assert_eq!(found(""), [&rules[..5], &rules[..3]].concat());
    // What a rule that did not run would find.
    assert_eq!(found("--rule links/orphan=off"), [&rules[2..5], &rules[2..3]].concat());
    assert_eq!(found("--skip own"), [&rules[1..3], &rules[1..3]].concat());
    folder.write("storylint.toml", pipeline);
    assert_eq!(found(""), [&rules[1..4], &rules[1..3]].concat());
}

#[test]
fn what_only_allows_what_allows_nothing() {
    let folder = Folder::new(&[(
        "a.md",
        "<!-- storylint: allow metadata/* -->\n\nThe gate. <!-- storylint: allow-line links/* -->\n",
    )]);
    assert_eq!(folder.run("check").code, 0);
    for (text, intended) in [
        ("<!-- storylint: allow metadata/unused-allowance -->\n\nThe gate.\n", ""),
        ("<!-- storylint: allow-file metadata/* -->\n\nThe gate.\n", ""),
        ("The gate. <!-- storylint: allow-line suspicious -->\n", ""),
        ("---\nstorylint-allow: '*'\n---\n\nThe gate.\n", ""),
        ("The gate.\n", "[[intended]]\nrule = '*'\n"),
    ] {
        folder.write("a.md", text);
        folder.write("storylint.toml", PIPELINE.replace("links/", "") + intended);
        assert!(folder.run("check").out.contains("finds nothing that this allows"), "{text}");
    }
}

/// A slip is told of once, where it is made first, and may be meant at another place.
#[test]
fn what_is_allowed_where_a_slip_is_made_again() {
    let story = "They saw Elena there. ".repeat(30) + "\n\nShe called Elenna back.\n";
    let allowed = "<!-- storylint: allow characters/name-variants(\"Elenna\") -->\n\nElenna!\n";
    let folder = Folder::new(&[("a.md", &story), ("b.md", allowed)]);
    let out = folder.run("check").out;
    assert!(out.contains("`Elenna` (twice)") && out.contains("Found 1 warning"), "{out}");
}

#[test]
fn what_a_pipeline_says_is_intended() {
    let pipeline = PIPELINE.replace("links/", "");
    let intended = "[[intended]]\nrule = 'style/doubled-word'\nentities = ['the']\nchapters = ['a.md']\n\
                    reason = 'she stammers'\n";
    let unused = "\n# What is meant.\n#\n# She does.\n[[intended]]\nrule = \"style/doubled-word\"\n\
                  entities = [\"of\"]\n# So does he.\n[[intended]]\nrule = \"style/doubled-word\"\n\
                  entities = [\"we\"]\n";
    let folder = Folder::new(&[
        ("storylint.toml", &format!("{pipeline}\n{intended}{unused}")),
        ("a.md", "The the gate.\n"),
        ("b.md", "The the gate.\n\n<!-- storylint: allow style/doubled-word -->\n\nThe boat.\n"),
    ]);
    let found = |ended: &Ended| {
        let found: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        let show = |it: &serde_json::Value| {
            format!("{}:{} {}", it["file"], it["line"], it["rule"]).replace('"', "")
        };
        found.as_array().unwrap().iter().map(show).collect::<Vec<_>>()
    };
    // Its rule.
    let line = PIPELINE.lines().count() + 12;
    let expected = [
        "b.md:1 style/doubled-word".to_owned(),
        "b.md:3 metadata/unused-allowance".to_owned(),
        format!("storylint.toml:{line} metadata/unused-allowance"),
        format!("storylint.toml:{} metadata/unused-allowance", line + 4),
    ];
    assert_eq!(found(&folder.run("check --output-format json")), expected);
    assert!(folder.run("check").out.contains("Found 4 warnings in 2 of 3 files.\n"));
    // What a rule that did not run would find may be intended.
    let without = "check --output-format json --rule style/doubled-word=off";
    assert_eq!(found(&folder.run(without)), Vec::<String>::new());
    folder.run("check --fix --rule metadata/unused-allowance=error");
    let read = |path| String::from_utf8(folder.read(path)).unwrap();
    let expected = format!("{pipeline}\n{intended}\n# What is meant.\n#\n");
    assert_eq!(read("storylint.toml"), expected);
    assert_eq!(read("b.md"), "The gate.\n\nThe boat.\n");
}

#[test]
fn every_rule_is_listed() {
    let ended = Folder::new(&[]).run("rules");
    let listed: Vec<&str> = ended.out.lines().filter_map(|line| line.split(' ').next()).collect();
    let catalogue: Vec<&str> =
        storylint::validators::CATALOGUE.iter().map(|entry| entry.meta.id).collect();
    assert_eq!(listed, catalogue);
}

#[test]
fn the_graph_of_a_pipeline() {
    let ended = Folder::new(&[("storylint.toml", PIPELINE), ("a.md", CLEAN)]).run("graph");
    assert!(ended.out.starts_with("digraph {\n"), "{}", ended.out);
    assert!(ended.out.contains("label=\"chapters\""), "{}", ended.out);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
}

#[test]
fn a_pipeline_that_no_check_takes_is_refused_by_all() {
    let rules = PIPELINE.replace("links/*", "nope/*") + "\n[rules]\n'style/nope' = 'off'\n";
    let folder = Folder::new(&[("storylint.toml", &rules), ("a.md", CLEAN)]);
    let check = folder.run("check");
    assert_eq!((check.err.matches("error: ").count(), check.code), (2, 2), "{}", check.err);
    for (arguments, first) in [("config", "[run]"), ("graph", "digraph {"), ("trust", "")] {
        let ended = folder.run(arguments);
        assert_eq!((&ended.err, ended.code), (&check.err, 2));
        assert_eq!(ended.out.lines().any(|line| line == first), !first.is_empty(), "{}", ended.out);
    }
    folder.write("storylint.toml", rules.replace("['chapters']", "['chapter']"));
    let check = folder.run("check");
    assert_eq!((check.err.matches("error: ").count(), check.code), (3, 2), "{}", check.err);
    for arguments in ["config", "graph", "trust"] {
        let ended = folder.run(arguments);
        assert_eq!((ended.out.as_str(), &ended.err, ended.code), ("", &check.err, 2));
    }
}

/// What `facts` prints of the shipped story.
fn facts_of_carrow_point(arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/carrow-point"));
    let ended = ended(command.arg("facts").args(arguments.split_whitespace()));
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    ended.out
}

#[test]
fn facts_as_text() {
    let out = facts_of_carrow_point("");
    for expected in [
        "    14  he   Tam       chapters/chapter-1.md:15:16\n              Tam 10, Tam Hesketh 3,",
        "              titled at chapters/chapter-3.md:13:23; in 5 files, last at chapters/chapter-5.md",
        "\nPlaces: 2\n     3  Carrow Point  chapters/chapter-1.md:9:29\n        1 more named",
        "\nSpeech: 44, 28 with a known speaker, 14 with the name beside it\n",
        "\n     8  Dorrin  5 with the name beside it\n",
        "chapters/chapter-5.md:25:110  Monday, the 9th of October, 1871\n",
        "\n     273 words     10 blocks    1 scenes  story      chapters/chapter-1.md\n",
        "\n      17 words      6 blocks    1 scenes  reference  SUMMARY.md  (by its name)\n",
    ] {
        assert!(out.contains(expected), "no {expected:?} in\n{out}");
    }
}

#[test]
fn facts_as_json() {
    let known: serde_json::Value = serde_json::from_str(&facts_of_carrow_point("--json")).unwrap();
    let all = |key: &str| known[key].as_array().unwrap().iter();
    let tam = all("characters").position(|character| character["name"] == "Tam").unwrap();
    let character = &known["characters"][tam];
    assert_eq!((&character["kind"], &character["gender"]), (&"person".into(), &"male".into()));
    assert_eq!((&character["n"], &character["first"]["line"]), (&14.into(), &15.into()));
    let introduction = &character["introduction"];
    assert_eq!(
        (&introduction["how"], &introduction["at_first"]),
        (&"titled".into(), &false.into())
    );
    let uses =
        character["documents"].as_array().unwrap().iter().map(|it| it["n"].as_u64().unwrap());
    assert_eq!((uses.len(), uses.sum()), (5, 14));
    let speakers = || all("speeches").map(|speech| &speech["speaker"]);
    assert_eq!((speakers().count(), speakers().filter(|it| !it.is_null()).count()), (44, 28));
    assert_eq!(speakers().filter(|it| it["explicit"] == true).count(), 14);
    assert_eq!(speakers().filter(|it| it["character"] == tam).count(), 10);
    let date = all("dates").next_back().unwrap();
    assert_eq!((&date["date"], &date["year"]), (&"Monday, 9 October 1871".into(), &1871.into()));
    assert_eq!(all("documents").next_back().unwrap()["role"], "reference");
}

#[test]
fn facts_of_letters() {
    let text = "He read it.\n\nHighwater, *3 May*.\n\nDear Ann,\n\nCome!\n\nYours,\nJane Orme\n\n***\n\nHe wept. *I must go.*\n";
    let folder = Folder::new(&[("a.md", text)]);
    let out = folder.run("facts").out;
    let expected = "Letters and diaries: 1\n        3 May  Jane Orme to Ann  a.md:3:1\nThoughts in italics: 1\n";
    assert!(out.contains(expected) && out.contains("2 scenes"), "{out}");
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    let letter = &known["passages"][0];
    assert_eq!((&letter["scope"], &letter["writer"]), (&"letter".into(), &"Jane Orme".into()));
    assert_eq!((&letter["line"], &letter["end_line"]), (&3.into(), &10.into()));
}

#[test]
fn facts_of_when_letters_are() {
    let text = "Highwater, *3 May*.\n\nDear Ann,\n\nCome! It was fifty years ago.\n\nYours,\nJane Orme\n\n***\n\nHe wept.\n";
    let folder = Folder::new(&[("a.md", text)]);
    let out = folder.run("facts").out;
    let expected = "Timeline: 1\n        3 May  a.md:1:13  3 May, a letter to Ann from Jane Orme\n";
    assert!(out.contains(expected), "{out}");
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    assert_eq!(known["timeline"][0]["earliest"], "--05-03");
}

#[test]
fn facts_of_malformed_front_matter() {
    let text = "---\ntitle: One\nHe left.\n";
    let folder = Folder::new(&[("a.md", text), ("b.md", "---\nt: One\n---\nHe left.\n")]);
    let out = folder.run("facts").out;
    let problem = "the `---` that opens it is never closed";
    assert!(out.contains(&format!("  a.md  front matter malformed: {problem}\n")), "{out}");
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    let problems = [0, 1].map(|i| known["documents"][i]["front_matter_problem"].clone());
    assert_eq!(problems, [problem.into(), serde_json::Value::Null]);
}

#[test]
fn facts_of_what_is_declared() {
    let folder = Folder::new(&[
        (
            "storylint.toml",
            "[source.all]\ninclude = [\"**/*.md\"]\n\
             [validate.rules]\nneeds = [\"all\"]\nvalidators = [\"metadata/*\", \"plot/*\"]\n\
             [result.verdict]\nneeds = [\"rules\"]\n\
             [cast.quell]\nnames = [\"Quell\", \"Zil Orme\"]\ngender = \"female\"\n",
        ),
        ("characters.md", "# Cast\n\nName | Eyes\n---|---\nAnn | grey\n"),
        ("notes/x.md", "The the boat.\n"),
        (
            "a.md",
            "---\npov: Ann\nopens: the letter\n---\n# One\n\nThen Zil Orme nodded, and Quell \
             promised to go. [x](#one) [y](#two)\n\nAnn hid the letter.\n",
        ),
    ]);
    let out = folder.run("facts").out;
    for expected in [
        "     2  she  Quell  a.md:7:6\n              Quell 1, Zil Orme 1\n",
        "\nDeclared: 2\n        person        Ann",
        "  characters.md:5:1\n              eyes: grey\n",
        "        she           Quell, Zil Orme  the pipeline\n",
        "\n        Named in the front matter of chapters:\n              Ann 1\n",
        "\nThreads: 1\n        the letter\n              opens a.md:3:8\n",
        "\nPromises: 1\n        a.md:7:27  Quell promised to go (Quell)\n",
        "\nSet-ups: 1\n        a.md:9:9  the letter (hidden)\n",
        "\nLinks: 2, 1 that lead nowhere; 2 anchors\n        a.md:7:59  #two\n",
        "  reference  characters.md  (by its name)\n",
        "  notes      notes/x.md  (by its folder)\n",
    ] {
        assert!(out.contains(expected), "no {expected:?} in\n{out}");
    }
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    let first = |key: &str| known[key][0].clone();
    assert_eq!(known["declarations"][1]["attributes"][0]["value"], "grey");
    assert_eq!(first("links")["anchor"]["line"], 5);
    assert_eq!(first("threads")["marks"][0]["step"], "opens");
    assert_eq!(first("set_ups")["weight"], "hidden");
    let out = folder.run("check").out;
    let finding = "The thread `the letter` is opened here and never closed\n --> a.md:3:8\n";
    assert!(out.contains(finding) && out.ends_with("Found 1 warning in 1 of 3 files.\n"), "{out}");
}

#[test]
fn facts_point_at_bytes_on_disk() {
    let text = "\u{201c}The caf\u{e9},\u{201d} said Elena. \u{201c}Now.\u{201d}\r\n";
    let folder = Folder::new(&[]);
    let bytes: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("a.txt", &bytes);
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    let on_disk = |place: &serde_json::Value| {
        let at = |key: &str| place[key].as_u64().unwrap() as usize;
        let units = bytes[at("byte_start")..at("byte_end")].chunks(2);
        let units = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        String::from_utf16(&units.collect::<Vec<u16>>()).unwrap()
    };
    assert_eq!(on_disk(&known["characters"][0]["first"]), "Elena");
    let speech = &known["speeches"][1];
    assert_eq!(on_disk(speech), "\u{201c}Now.\u{201d}");
    assert_eq!(speech["speaker"]["confidence"], 0.9);
    assert_eq!((&speech["line"], &speech["column"]), (&1.into(), &25.into()));
}

#[test]
fn facts_as_a_reader_sees_them() {
    let page = "<p>On 3&nbsp;October\n1871 <abbr>Mrs.</abbr> Hale died. Then Zo&euml; Orme met the old \
                man Otto&#8217;s <i>dog</i>, and Otto, and Zo&euml; Orme.</p>";
    let folder = Folder::new(&[("a.html", page)]);
    let known: serde_json::Value = serde_json::from_str(&folder.run("facts --json").out).unwrap();
    assert_eq!(known["dates"][0]["text"], "3 October 1871");
    assert_eq!(known["beliefs"][0]["subject"], "Mrs. Hale");
    let first = |name: &str| {
        let characters = known["characters"].as_array().unwrap();
        let first = &characters.iter().find(|it| it["name"] == name).unwrap()["first"];
        let at = |key: &str| first[key].as_u64().unwrap() as usize;
        &page[at("byte_start")..at("byte_end")]
    };
    assert_eq!([first("Zo\u{eb} Orme"), first("Otto")], ["Zo&euml; Orme", "Otto"]);
}

#[test]
fn facts_of_what_paths_name() {
    let files = [("storylint.toml", PIPELINE), ("a.md", "I met Elena Hale."), ("b.md", "Nobody.")];
    let folder = Folder::new(&files);
    assert!(folder.run("facts a.md").out.starts_with("People: 1\n"));
    let out = folder.run("facts b.md").out;
    assert!(out.contains("Documents: 1\n") && !out.contains("Elena"), "{out}");
}

#[test]
fn facts_of_what_can_be_read() {
    let folder = Folder::new(&[("a.md", "I met Elena Hale.\n"), ("empty/x.docx", "")]);
    folder.write("b.md", b"\0");
    let ended = folder.run("facts");
    assert!(ended.out.starts_with("People: 1\n"), "{ended:?}");
    assert!(ended.err.starts_with("error: cannot read `b.md`: it is a binary file"), "{ended:?}");
    assert_eq!((ended.code, ended.err.lines().count()), (2, 2));
    let ended = folder.run("facts empty");
    assert!(ended.err.starts_with("error: there is nothing to read in `empty`: no Markdown"));
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert_eq!(folder.run("facts missing").err, folder.run("check missing").err);
}
