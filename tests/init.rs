//! `storylint init` in folders of every layout, and that what it writes fits them.

mod folder;

use storylint::graph::Pipeline;

use self::folder::Folder;

const PROSE: &str = "The boat came in.\n\nNobody saw it.\n";
const SHEET: &str = "# Ann\n\nEyes: blue\n";

/// Writes a pipeline file for `files`, which has the lines `sources` beside those that all have, and
/// says that it found `found`. Then a check reads `n` files without complaint.
#[track_caller]
fn check(files: &[(&str, &str)], found: &str, sources: &[&str], n: usize) {
    let folder = Folder::new(files);
    let init = folder.run("init");
    assert_eq!(init.err, "");
    assert!(
        init.out.starts_with(&format!("Found {found}.\nWrote `storylint.toml`.\n")),
        "{}",
        init.out
    );
    let written = folder.text("storylint.toml");
    let ends = ["[validate", "# Rules, families"];
    let lines = written.lines().take_while(|line| !ends.iter().any(|end| line.starts_with(end)));
    let lines: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines, sources);
    let check = folder.run("check");
    assert_eq!(check.err, "");
    let files = if n == 1 { "file" } else { "files" };
    assert_eq!(check.out, format!("No findings in {n} {files}.\n"));
}

#[test]
fn lists_of_words_are_no_chapters() {
    check(
        &[
            ("chapter-1.md", PROSE),
            ("chapter-2.md", PROSE),
            ("styles/config/vocabularies/House/accept.txt", "Ann\n"),
            ("styles/config/vocabularies/House/reject.txt", "okay\n"),
        ],
        "chapters: 2 files of the story",
        &[
            "[source.chapters]",
            "include = [\"**/*.md\"]",
            "exclude = [\"styles/config/vocabularies\"]",
        ],
        2,
    );
}

#[cfg(unix)]
#[test]
fn folders_that_globs_would_not_name() {
    let folders = ["!first", "[two]", r"a\b"];
    let files = folders.map(|folder| format!("{folder}/1.md"));
    check(
        &[(&files[0], PROSE), (&files[1], PROSE), (&files[2], PROSE), ("!first/notes/n.md", PROSE)],
        "chapters: 3 files of the story; 1 file of notes in `!first/notes`",
        &[
            "[source.chapters]",
            r#"include = ["./!first/**/*.md", "[[]two[]]/**/*.md", 'a[\]b/**/*.md']"#,
            r#"exclude = ["./!first/notes"]"#,
            "[source.notes]",
            r#"include = ["./!first/notes/**/*.md"]"#,
            r#"role    = "notes""#,
        ],
        4,
    );
}

#[test]
fn binary_files_are_of_no_source() {
    let binary = "\u{1}\0\0\u{2}";
    let folder = Folder::new(&[
        ("chapters/chapter-1.md", PROSE),
        ("chapters/cover.txt", binary),
        ("bible/ann.md", SHEET),
        ("bible/map.md", binary),
        ("notes/x.md", "An idea.\n"),
        ("notes/y.md", binary),
    ]);
    let init = folder.run("init");
    let warned: Vec<&str> = init.err.lines().filter_map(|line| line.split('`').nth(1)).collect();
    assert_eq!(warned, ["bible/map.md", "chapters/cover.txt", "notes/y.md"]);
    assert!(init.out.starts_with("Found chapters: 1 file of the story;"), "{}", init.out);
    assert_eq!(folder.run("check").err, "");
}

#[cfg(unix)]
#[test]
fn links_to_nothing_are_no_chapters() {
    let folder = Folder::new(&[("1.md", PROSE)]);
    std::os::unix::fs::symlink("gone.md", folder.path().join("2.md")).unwrap();
    let init = folder.run("init");
    let warning = "warning: cannot read `2.md`: no such file or directory\n\
                   note: what cannot be read is left out of the sources\n";
    assert_eq!(init.err, warning);
    assert!(init.out.starts_with("Found chapters: 1 file of the story.\n"), "{}", init.out);
    assert_eq!(folder.run("check").err, "");
}

#[test]
fn a_damaged_book_is_of_no_source() {
    let folder = Folder::new(&[("1.md", PROSE), ("2.epub", "PK junk")]);
    let init = folder.run("init");
    assert!(
        init.err.starts_with("warning: cannot read `2.epub`: it is no packed book"),
        "{init:?}"
    );
    assert!(init.out.starts_with("Found chapters: 1 file of the story.\n"), "{}", init.out);
}

// Other systems have no such names.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_are_of_no_source() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = Folder::new(&[("1.md", PROSE)]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9 [2].md");
    std::fs::write(folder.path().join(name), PROSE).unwrap();
    let within = folder.path().join(std::ffi::OsStr::from_bytes(b"\xe9"));
    std::fs::create_dir_all(within.join("a")).unwrap();
    for name in ["a/1.md", "a/2.md", "3.md"] {
        std::fs::write(within.join(name), PROSE).unwrap();
    }
    let init = folder.run("init");
    assert_eq!(init.err.matches(": its name is not UTF-8; rename it").count(), 2, "{}", init.err);
    let source = folder.run("config source.chapters.exclude").out;
    assert!(source.contains("[\"caf\u{fffd} [[]2[]].md\", \"\u{fffd}\"]"), "{source}");
    assert_eq!(folder.run("check").err, "");
    // Nor one that no glob of a source matches.
    std::fs::remove_file(folder.path().join("storylint.toml")).unwrap();
    std::fs::create_dir(folder.path().join("chapters")).unwrap();
    std::fs::rename(folder.path().join("1.md"), folder.path().join("chapters/1.md")).unwrap();
    folder.run("init");
    let source = folder.run("config source.chapters").out;
    assert!(source.contains("[\"chapters/**/*.md\"]"), "{source}");
    assert_eq!(folder.run("check").err, "");
}

#[test]
fn chapters_with_sheets_and_notes() {
    check(
        &[
            ("chapters/chapter-1.md", PROSE),
            ("bible/ann.md", SHEET),
            ("bible/notes/x.md", "A todo.\n"),
            ("ideas/y.md", "An idea.\n"),
            ("README.md", "[One](chapters/chapter-1.md)\n"),
        ],
        "chapters: 1 file of the story; 1 file of reference in `bible`; \
         2 files of notes in `bible/notes`, `ideas`; 1 file of pages beside it",
        &[
            "[source.chapters]",
            "include = [\"chapters/**/*.md\", \"*.md\"]",
            "[source.reference]",
            "include = [\"bible/**/*.md\"]",
            "exclude = [\"bible/notes\"]",
            "role    = \"reference\"",
            "[source.notes]",
            "include = [\"bible/notes/**/*.md\", \"ideas/**/*.md\"]",
            "role    = \"notes\"",
        ],
        5,
    );
}

#[test]
fn chapters_at_the_top() {
    check(
        &[("1.txt", PROSE), ("2.md", PROSE), ("cast/ann.md", SHEET)],
        "chapters: 2 files of the story; 1 file of reference in `cast`",
        &[
            "[source.chapters]",
            "include = [\"**/*.{md,txt}\"]",
            "exclude = [\"cast\"]",
            "[source.reference]",
            "include = [\"cast/**/*.md\"]",
            "role    = \"reference\"",
        ],
        3,
    );
}

#[test]
fn an_mdbook() {
    check(
        &[
            ("book.toml", "[book]\nsrc = \"./text/\"\n"),
            ("text/SUMMARY.md", "- [One](one.md)\n"),
            ("text/one.md", PROSE),
            ("README.md", "A book.\n"),
        ],
        "an mdBook: 1 file of the story; 2 files of pages beside it",
        &["[source.book]", "include = [\"text/**/*.md\", \"*.md\"]"],
        3,
    );
}

#[test]
fn a_vault() {
    check(
        &[
            (".obsidian/templates.json", "{\"folder\": \"Stuff/Forms\"}"),
            (".obsidian/app.json", "{\"userIgnoreFilters\": [\"Old/\", \"/x.*/\"]}"),
            ("Stuff/Forms/person.md", "---\ntype: {{type}}\n---\n"),
            ("Old/One.md", PROSE),
            ("People/Ann.md", "---\ntype: character\n---\n"),
            ("One.md", PROSE),
        ],
        "a vault of Obsidian: 1 file of the story; 1 file of reference in `People`",
        &[
            "[source.vault]",
            "include = [\"**/*.md\"]",
            "exclude = [\"Old\", \"People\", \"Stuff/Forms\"]",
            "[source.reference]",
            "include = [\"People/**/*.md\"]",
            "role    = \"reference\"",
        ],
        2,
    );
}

#[test]
fn a_screenplay_with_a_sheet_beside_it() {
    check(
        &[
            ("act-1.fountain", "INT. HOUSE - DAY\n\nANN\nHello.\n"),
            ("treatment.md", "She waits.\n"),
            ("characters.md", "# Ann\n\nEyes: grey\n"),
        ],
        "a screenplay: 1 file of the story; 1 file of reference in `characters.md`; 1 file of pages beside it",
        &[
            "[source.script]",
            "include = [\"**/*.fountain\"]",
            "exclude = [\"characters.md\"]",
            "[source.pages]",
            "include = [\"**/*.md\"]",
            "exclude = [\"characters.md\"]",
            "role    = \"notes\"",
            "[source.reference]",
            "include = [\"characters.md\"]",
            "role    = \"reference\"",
        ],
        3,
    );
}

#[test]
fn a_screenplay() {
    check(
        &[
            ("act-1.fountain", "INT. HOUSE - DAY\n\nANN\nHello.\n"),
            ("treatment.md", "She waits.\n"),
            ("cast/ann.md", SHEET),
        ],
        "a screenplay: 1 file of the story; 1 file of reference in `cast`; 1 file of pages beside it",
        &[
            "[source.script]",
            "include = [\"**/*.fountain\"]",
            "exclude = [\"cast\"]",
            "[source.pages]",
            "include = [\"**/*.md\"]",
            "exclude = [\"cast\"]",
            "role    = \"notes\"",
            "[source.reference]",
            "include = [\"cast/**/*.md\"]",
            "role    = \"reference\"",
        ],
        3,
    );
}

#[test]
fn the_source_of_an_e_book() {
    let page = "<html xmlns:epub=\"x\"><body epub:type=\"titlepage\"><p>One</p></body></html>";
    check(
        &[
            ("src/epub/content.opf", "<package/>"),
            ("src/epub/text/chapter-1.xhtml", "<html><body><p>It rained.</p></body></html>"),
            ("src/epub/text/title.xhtml", page),
        ],
        "the source of an e-book: 1 file of the story; 1 file of pages beside it",
        &["[source.book]", "include = [\"src/epub/**/*.xhtml\"]"],
        2,
    );
}

#[test]
fn several_books() {
    check(
        &[
            ("books/1/book.toml", ""),
            ("books/1/src/one.md", PROSE),
            ("books/2/src/epub/content.opf", "<package/>"),
            ("books/2/src/epub/text/one.xhtml", "<html><body><p>It rained.</p></body></html>"),
        ],
        "a series of 2 books: `books/1`, `books/2`",
        &["[workspace]", "members = [\"books/1\", \"books/2\"]"],
        2,
    );
}

#[test]
fn names_that_would_be_globs() {
    check(
        &[("[draft]/one.md", PROSE), ("[draft]/notes/x.md", "An idea.\n")],
        "chapters: 1 file of the story; 1 file of notes in `[draft]/notes`",
        &[
            "[source.chapters]",
            "include = [\"[[]draft[]]/**/*.md\"]",
            "exclude = [\"[[]draft[]]/notes\"]",
            "[source.notes]",
            "include = [\"[[]draft[]]/notes/**/*.md\"]",
            "role    = \"notes\"",
        ],
        2,
    );
}

#[test]
fn plain_books_are_those_of_a_series() {
    let files = [
        ("books/two/chapter-1.md", PROSE),
        ("books/two/chapter-2.md", PROSE),
        ("books/one/prologue.md", PROSE),
        ("books/one/chapter-01.md", PROSE),
        ("README.md", "[One](books/one/prologue.md)\n"),
    ];
    check(
        &files,
        "a series of 2 books: `books/one`, `books/two`",
        &["[workspace]", "members = [\"books/one\", \"books/two\"]"],
        4,
    );
}

#[test]
fn what_stands_beside_the_books() {
    let files = [
        ("books/one/chapter-1.md", PROSE),
        ("books/two/chapter-1.md", PROSE),
        ("books/two/characters/bea.md", SHEET),
        ("bible/characters/ann.md", SHEET),
        ("characters.md", SHEET),
        ("series-bible.md", PROSE),
        ("notes/one.md", PROSE),
    ];
    let found = "a series of 2 books: `books/one`, `books/two`. Each is compared with the reference beside them, \
                 `bible`, `characters.md`, `series-bible.md`. Notes beside them are read with none: `notes`";
    let workspace = ["[workspace]", "members = [\"books/one\", \"books/two\"]"];
    let reference = "reference = [\"bible/**/*.md\"]";
    let with_cast = "reference = [\"bible/**/*.md\", \"characters.md\", \"series-bible.md\"]";
    check(&files, found, &[workspace[0], workspace[1], with_cast], 6);
    let books = [("one/book.toml", ""), ("two/book.toml", ""), ("bible/characters.md", SHEET)];
    let books = [&books[..], &[("one/src/1.md", PROSE), ("two/src/1.md", PROSE)]].concat();
    let found = "a series of 2 books: `one`, `two`. Each is compared with the reference beside them, `bible`";
    check(&books, found, &["[workspace]", "members = [\"one\", \"two\"]", reference], 3);
}

#[test]
fn parts_of_one_story_are_no_books() {
    let parts = |files: [&str; 2], include: &str| {
        let files = files.map(|path| (path, PROSE));
        let include = format!("include = [{include}]");
        check(&files, "chapters: 2 files of the story", &["[source.chapters]", &include], 2);
    };
    // Their numbers go on, their folder is called for no books, there is but one.
    parts(["books/one/chapter-1.md", "books/two/chapter-2.md"], "\"books/**/*.md\"");
    parts(["chapters/part-1/1.md", "chapters/part-2/1.md"], "\"chapters/**/*.md\"");
    parts(["books/one/chapter-1.md", "books/one/chapter-2.md"], "\"books/**/*.md\"");
}

#[test]
fn nothing_yet() {
    let folder = Folder::new(&[]);
    let init = folder.run("init");
    assert!(init.out.starts_with("Found no chapters yet.\nWrote `storylint.toml`.\n"));
    let expected = "there is nothing to check in `.`: no file that the pipeline's sources select\n";
    let check = folder.run("check");
    assert_eq!((check.err, check.code), (format!("note: {expected}"), 0));
    folder.write("storylint.toml", "[rules]\n");
    let check = folder.run("check");
    assert_eq!((check.err, check.code), (format!("error: {expected}"), 2));
}

#[test]
fn what_is_suggested_may_be_said() {
    let folder = Folder::new(&[("one.md", PROSE)]);
    let printed = folder.run("init --print");
    assert_eq!(printed.err, "Found chapters: 1 file of the story.\n");
    let (pipeline, suggested) = printed.out.split_once("\n# Rules,").unwrap();
    let lines = suggested.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let is_toml = |line: &&str| line.starts_with(['[', '"']) || line.contains(" = ");
    let lines: String = lines.filter(is_toml).flat_map(|line| [line, "\n"]).collect();
    let pipeline = Pipeline::parse(&format!("{pipeline}\n{lines}"), "storylint.toml").unwrap();
    let said = (pipeline.levels.len(), pipeline.cast.len(), pipeline.intended.len());
    assert_eq!(said, (2, 1, 1));
}

#[test]
fn no_file_is_overwritten() {
    for name in ["storylint.toml", ".storylint.toml"] {
        let folder = Folder::new(&[(name, "# mine\n")]);
        let init = folder.run("init");
        let expected = format!(
            "error: there is a pipeline file already, `{name}`\n\
             help: `storylint init --print` shows what would be written\n"
        );
        assert_eq!((init.err, init.code), (expected, 2));
        assert_eq!(folder.text(name), "# mine\n");
    }
}

#[test]
fn what_is_no_folder() {
    let folder = Folder::new(&[("one.md", PROSE)]);
    let init = folder.run("init one.md");
    assert_eq!(init.err, "error: `one.md` is no folder\n");
    let init = folder.run("init none");
    assert_eq!(init.err, "error: cannot read `none`: no such file or directory\n");
    assert_eq!(init.code, 2);
}
