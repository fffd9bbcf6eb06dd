//! A pipeline file for a story that has none.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::report::counted;
use crate::survey::{Folder, Layout, Survey, is_within};

/// In how many folders the chapters may be before they are looked for everywhere.
const MOST_FOLDERS: usize = 3;

/// The text of a pipeline file that fits what `survey` found, with comments that say what it does and
/// what else it may say.
pub(crate) fn starter(survey: &Survey) -> String {
    let mut text = String::from(
        "# What `storylint check` does with this story. Globs are relative to this file; `*` stays in its\n\
         # folder and `**` does not. `storylint schema` prints a JSON Schema of it, with which editors complete it.\n\n",
    );
    if let Layout::Series { books } = &survey.layout {
        return text + &series(books) + SUGGESTIONS;
    }
    let story = story(survey);
    let mut needs = vec![story.name];
    text += &story.to_toml(survey);
    let apart = [
        (
            "reference",
            "What is declared beside the story: what sheets say of people and places is compared with it.",
            &survey.reference,
        ),
        (
            "notes",
            "Outlines, ideas, tasks: their links are checked, and nothing in them is held to be true.",
            &survey.notes,
        ),
    ];
    for (name, comment, folders) in apart.into_iter().filter(|(.., folders)| !folders.is_empty()) {
        needs.push(name);
        let include: Vec<String> =
            folders.iter().map(|folder| globs(&folder.path, &folder.files)).collect();
        _ = write!(text, "\n# {comment}\n[source.{name}]\n{}role    = \"{name}\"\n", {
            // Folders of notes may be within those of sheets.
            let inner = survey.notes.iter().filter(|_| name != "notes");
            files(&include, inner.map(|folder| folder.path.as_str()))
        });
    }
    _ = write!(
        text,
        "\n# {}\n[validate.story]\nneeds      = {}\nvalidators = {}\n",
        if survey.layout == Layout::Screenplay {
            "What can be said of a screenplay: its dialogue has no quotation marks, and its prose no tense to keep."
        } else {
            "Every rule that runs unasked; `storylint rules` lists them all."
        },
        list(needs.iter().map(|need| (*need).to_owned()).collect()),
        list(validators(survey).iter().map(|pattern| (*pattern).to_owned()).collect()),
    );
    text += "
# `storylint check` exits with 1 from this severity on: error, warning, info or never.
[result.verdict]
needs   = [\"story\"]
fail-on = \"error\"
";
    text + SUGGESTIONS
}

/// The tables of a pipeline file for several books, whose nodes are those of `novel`.
fn series(books: &[String]) -> String {
    let books = books.iter().map(|book| globset::escape(book)).collect();
    format!(
        "# The books, each a story by itself, with a pipeline file of its own if it has one. What this file says \
         of\n# rules, people and places counts for all of them.\n[workspace]\nmembers = {}\n",
        list(books)
    )
}

/// What a pipeline may also say; valid without the `#`.
const SUGGESTIONS: &str = "
# Rules, families (`links/*`), groups (`style`) and all of them (`*`) may be set to off, on, info, warning
# or error. `storylint explain RULE` tells what a rule finds, and its options, which stand in the table
# `options` of [validate.story].
#
# [rules]
# \"style/echo\" = \"on\"
# \"links/orphan\" = \"off\"

# Names of one person that the text never says are one person's.
#
# [cast.elizabeth]
# names  = [\"Elizabeth Bennet\", \"Lizzy\"]
# gender = \"female\"

# What is meant to be as it is: a lie, a twist, an unreliable narrator.
#
# [[intended]]
# rule     = \"characters/trait-contradiction\"
# entities = [\"Elizabeth Bennet\"]
# reason   = \"She dyes her hair.\"
";

/// The source of the story itself.
struct Story {
    name: &'static str,
    comment: String,
    include: Vec<String>,
}

impl Story {
    fn to_toml(&self, survey: &Survey) -> String {
        let Self { name, comment, include } = self;
        let apart = survey.reference.iter().chain(&survey.notes).map(|folder| folder.path.as_str());
        let exclude = apart.chain(survey.ignored.iter().map(String::as_str));
        let mut text = format!("# {comment}\n[source.{name}]\n{}", files(include, exclude));
        if survey.story.is_empty() && survey.others.is_empty() {
            text += "# There is none yet. Without this line a source that matches no file is an error.\n";
            text += "optional = true\n";
        }
        text
    }
}

/// The keys `include` and, as far as it is needed to leave out `folders`, `exclude`.
fn files<'p>(include: &[String], folders: impl Iterator<Item = &'p str>) -> String {
    let is_included = |path: &str| {
        include.iter().any(|glob| match glob.split_once("**") {
            Some((base, _)) => is_within(&globset::escape(path), base.trim_end_matches('/')),
            None => false,
        })
    };
    let exclude: BTreeSet<&str> = folders.filter(|path| is_included(path)).collect();
    let exclude: Vec<String> = exclude.into_iter().map(globset::escape).collect();
    let mut text = format!("include = {}\n", list(include.to_vec()));
    if !exclude.is_empty() {
        _ = writeln!(text, "exclude = {}", list(exclude));
    }
    text
}

fn story(survey: &Survey) -> Story {
    let all: Vec<&String> = survey.story.iter().chain(&survey.others).collect();
    let within = |folder: &str| {
        let files = all.iter().filter(|path| is_within(path, folder));
        globs(folder, files.copied())
    };
    match &survey.layout {
        Layout::MdBook { chapters } => Story {
            name: "book",
            comment: format!("The chapters, in the order of `{chapters}/SUMMARY.md`, and the pages beside them."),
            include: [within(chapters)].into_iter().chain(pages(&all)).collect(),
        },
        Layout::Book { folder } => Story {
            name: "book",
            comment: "The chapters, in the order of the package document. Title pages and tables of contents are\n\
                      # known by their markup."
                .to_owned(),
            include: vec![within(folder)],
        },
        Layout::Vault => Story {
            name: "vault",
            comment: "The pages of the vault. Each is story, reference or notes by its front matter (`type: character`),\n\
                      # its name or its folder."
                .to_owned(),
            include: vec![within("")],
        },
        Layout::Screenplay => Story {
            name: "script",
            comment: "The screenplay, in natural order: `act-2` before `act-10`.".to_owned(),
            include: vec![within("")],
        },
        Layout::Files | Layout::Series { .. } => {
            let folders: BTreeSet<&str> = survey.story.iter().map(|path| top(path)).collect();
            let include = if folders.len() > MOST_FOLDERS || folders.is_empty() || folders.contains("") {
                vec![within("")]
            } else {
                folders.iter().map(|folder| within(folder)).chain(pages(&all)).collect()
            };
            Story {
                name: "chapters",
                comment: "The chapters, in natural order: `chapter-2` before `chapter-10`. Pages such as `README.md` are\n\
                          # known by their names, and are not judged as prose."
                    .to_owned(),
                include,
            }
        }
    }
}

/// The globs of the pages at the top, if there are some.
fn pages(files: &[&String]) -> Option<String> {
    let pages: Vec<&&String> = files.iter().filter(|path| !path.contains('/')).collect();
    let endings = endings(pages.iter().map(|path| path.as_str()));
    (!pages.is_empty()).then(|| format!("*.{endings}"))
}

fn validators(survey: &Survey) -> &'static [&'static str] {
    match survey.layout {
        Layout::Screenplay => &[
            "characters/*",
            "links/*",
            "metadata/*",
            "plot/*",
            "style/doubled-word",
            "style/house-style",
            "style/repeated-passage",
            "timeline/*",
            "world/*",
        ],
        _ => &["*"],
    }
}

/// The first folder of `path`, empty for a file at the top. The chapters of a packed book are where
/// it is.
fn top(path: &str) -> &str {
    match path.split_once('/') {
        Some((folder, _)) if !folder.to_ascii_lowercase().ends_with(".epub") => folder,
        _ => "",
    }
}

/// The glob of all `files` below `folder`.
fn globs<'p>(folder: &str, files: impl IntoIterator<Item = &'p String>) -> String {
    let endings = endings(files.into_iter().map(String::as_str));
    match folder {
        "" => format!("**/*.{endings}"),
        folder => format!("{}/**/*.{endings}", globset::escape(folder)),
    }
}

/// The endings of `files` as part of a glob; those of Markdown and plain text if there are none.
fn endings<'p>(files: impl Iterator<Item = &'p str>) -> String {
    let book =
        |path: &'p str| path.to_ascii_lowercase().find(".epub/").map(|at| &path[at + 1..at + 5]);
    let ending = |path: &'p str| book(path).or(path.rsplit_once('.').map(|(_, ending)| ending));
    let endings: BTreeSet<String> = files.filter_map(ending).map(str::to_lowercase).collect();
    match Vec::from_iter(endings).as_slice() {
        [] => "{md,txt}".to_owned(),
        [one] => one.clone(),
        several => format!("{{{}}}", several.join(",")),
    }
}

/// A list of strings in TOML.
fn list(strings: Vec<String>) -> String {
    toml::Value::from(strings).to_string()
}

/// What `survey` found, in a sentence for people.
pub(crate) fn found(survey: &Survey) -> String {
    let Survey { layout, story, reference, notes, others, .. } = survey;
    let what = match layout {
        Layout::MdBook { .. } => "an mdBook",
        Layout::Vault => "a vault of Obsidian",
        Layout::Book { .. } => "the source of an e-book",
        Layout::Screenplay => "a screenplay",
        Layout::Series { books } => {
            let books: Vec<String> = books.iter().map(|book| format!("`{book}`")).collect();
            return format!("Found a series of {} books: {}.\n", books.len(), books.join(", "));
        }
        Layout::Files if story.is_empty() => "no chapters yet",
        Layout::Files => "chapters",
    };
    let folders = |folders: &[Folder], what: &str| {
        let paths: Vec<String> =
            folders.iter().map(|folder| format!("`{}`", folder.path)).collect();
        let n = folders.iter().map(|folder| folder.files.len()).sum();
        (n > 0).then(|| format!("{} of {what} in {}", counted(n, "file"), paths.join(", ")))
    };
    let of = |n: usize, what: &str| (n > 0).then(|| format!("{} of {what}", counted(n, "file")));
    let parts = [
        of(story.len(), "the story"),
        folders(reference, "reference"),
        folders(notes, "notes"),
        of(others.len(), "pages beside it"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => format!("Found {what}.\n"),
        parts => format!("Found {what}: {}.\n", parts.join("; ")),
    }
}
