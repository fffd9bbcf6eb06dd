//! A pipeline file for a story that has none.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::pipelines::SCREENPLAY;
use crate::reading_order;
use crate::report::counted;
use crate::sources::is_within;
use crate::survey::{Folder, Layout, Survey};

/// In how many folders the chapters may be before they are looked for everywhere.
const MOST_FOLDERS: usize = 3;

/// The text of a pipeline file that fits what `survey` found, with comments that say what it does and
/// what else it may say.
pub(crate) fn starter(survey: &Survey) -> String {
    let mut text = String::from(HEAD);
    if let Layout::Series { books } = &survey.layout {
        return text + &series(survey, books) + SUGGESTIONS;
    }
    let sources = sources(survey);
    for source in &sources {
        text += &source.to_toml();
    }
    let needs = sources.iter().map(|source| source.name.to_owned()).collect();
    let (comment, validators) = validators(survey);
    _ = write!(
        text,
        "# {comment}\n[validate.story]\nneeds      = {}\nvalidators = {}\n\n{RESULT}",
        list(needs),
        list(validators)
    );
    text + SUGGESTIONS
}

const HEAD: &str = "\
# What `storylint check` does with this story. Globs are relative to this file; `*` stays in its folder and
# `**` does not. `storylint schema` prints a JSON Schema of it, with which editors complete it.

";

const RESULT: &str = "\
# `storylint check` exits with 1 from this severity on: error, warning, info or never.
[result.verdict]
needs   = [\"story\"]
fail-on = \"error\"
";

/// The tables of a pipeline file for several `books`, whose nodes are those of `novel`, with what stands beside them.
fn series(survey: &Survey, books: &[String]) -> String {
    let members = list(books.iter().map(|book| literal(book)).collect());
    let mut text = String::from(
        "# The books, each a story by itself, with a pipeline file of its own if it has one. What this file says \
         of\n# rules, people and places counts for all of them.\n",
    );
    let notes = Vec::from_iter(beside(&survey.notes, books).map(|folder| folder.path.as_str()));
    if !notes.is_empty() {
        text += &format!(
            "# Notes beside the books are read with none of them: {}.\n",
            notes.join(", ")
        );
    }
    text += &format!("[workspace]\nmembers = {members}\n");
    let reference = beside(&survey.reference, books).map(Folder::glob);
    let reference = Vec::from_iter(reference);
    if !reference.is_empty() {
        text += "# What sheets beside the books say of people and places is compared with each of them.\n";
        text += &format!("reference = {}\n", list(reference));
    }
    text
}

/// Those of `folders` that are of none of the `books`.
fn beside<'s>(folders: &'s [Folder], books: &[String]) -> impl Iterator<Item = &'s Folder> {
    let is_of_book = |path: &str| books.iter().any(|book| path == book || is_within(path, book));
    folders.iter().filter(move |folder| !is_of_book(&folder.path))
}

/// What a pipeline may also say; valid without the `#`.
const SUGGESTIONS: &str = "
# Rules, families (`links/*`), groups (`style`) and all of them (`*`) may be set to off, on, info, warning
# or error. `storylint explain RULE` tells what a rule finds, and its options, which stand in the table `options`
# of a validate node.
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

/// A source node.
struct Source<'s> {
    name: &'static str,
    /// Of one line or more, each but the first with its `#`.
    comment: String,
    include: Vec<String>,
    /// Folders to leave out, as far as they are included.
    exclude: Vec<&'s str>,
    /// What the files are, where that is not for each of them to say.
    role: Option<&'static str>,
    optional: bool,
}

impl Source<'_> {
    /// The table, with an empty line after it.
    fn to_toml(&self) -> String {
        let Self { name, comment, include, exclude, role, optional } = self;
        let is_included = |path: &str| {
            include.iter().any(|glob| match glob.split_once("**") {
                Some((base, _)) => is_within(&literal(path), base.trim_end_matches('/')),
                None => false,
            })
        };
        let mut text =
            format!("# {comment}\n[source.{name}]\ninclude = {}\n", list(include.clone()));
        let exclude: BTreeSet<&str> =
            exclude.iter().copied().filter(|path| is_included(path)).collect();
        if !exclude.is_empty() {
            let exclude = exclude.into_iter().map(literal).collect();
            _ = writeln!(text, "exclude = {}", list(exclude));
        }
        if let Some(role) = role {
            _ = writeln!(text, "role    = \"{role}\"");
        }
        if *optional {
            text += "# There is none yet. Without this line a source that matches no file is an error.\n";
            text += "optional = true\n";
        }
        text + "\n"
    }
}

/// The sources of a story: its own files, and what stands beside it.
fn sources(survey: &Survey) -> Vec<Source<'_>> {
    let paths =
        |folders: &'_ [Folder]| -> Vec<String> { folders.iter().map(Folder::glob).collect() };
    let notes: Vec<&str> = survey.notes.iter().map(|folder| folder.path.as_str()).collect();
    let reference = survey.reference.iter().map(|folder| folder.path.as_str());
    let unread = survey.unread.iter().map(|unread| unread.path.as_str());
    let unfit: Vec<&str> = survey.binary.iter().map(String::as_str).chain(unread).collect();
    let ignored = survey.ignored.iter().map(String::as_str);
    // Folders of notes may be within those of sheets.
    let no_sheets = [notes, unfit.clone()].concat();
    let apart: Vec<&str> = reference.chain(no_sheets.iter().copied()).chain(ignored).collect();
    let (name, comment, include) = story(survey);
    let optional = survey.story.is_empty() && survey.others.is_empty();
    let story = Source { name, comment, include, exclude: apart.clone(), role: None, optional };
    let beside = |name, role, comment: &str, include, exclude| Source {
        name,
        comment: comment.to_owned(),
        include,
        exclude,
        role: Some(role),
        optional: false,
    };
    let pages = "A treatment, a synopsis: none of it is the screenplay, and nothing in it is held to be true.";
    let sheets = "What is declared beside the story: what sheets say of people and places is compared with it.";
    let ideas =
        "Outlines, ideas, tasks: their links are checked, and nothing in them is held to be true.";
    let is_script = survey.layout == Layout::Screenplay && !survey.others.is_empty();
    let others = if is_script { vec![globs("", &survey.others)] } else { Vec::new() };
    let sources = [
        story,
        beside("pages", "notes", pages, others, apart),
        beside("reference", "reference", sheets, paths(&survey.reference), no_sheets),
        beside("notes", "notes", ideas, paths(&survey.notes), unfit),
    ];
    sources.into_iter().filter(|source| !source.include.is_empty()).collect()
}

/// The name of the source of the story's own files, what is said of it, and its globs.
fn story(survey: &Survey) -> (&'static str, String, Vec<String>) {
    let all: Vec<&String> = survey.story.iter().chain(&survey.others).collect();
    let within = |folder: &str| {
        let files = all.iter().filter(|path| is_within(path, folder));
        globs(folder, files.copied())
    };
    match &survey.layout {
        Layout::MdBook { chapters } => {
            let summary = if chapters.is_empty() { String::new() } else { format!("{chapters}/") };
            let include =
                [within(chapters)].into_iter().chain(pages(&all).filter(|_| !chapters.is_empty()));
            let comment = format!(
                "The chapters, in the order of `{summary}SUMMARY.md`, and the pages beside them."
            );
            ("book", comment, include.collect())
        }
        Layout::Book { folder } => {
            let comment = "The chapters, in the order of the package document. Title pages and tables of contents are\n\
                           # known by their markup.";
            ("book", comment.to_owned(), vec![within(folder)])
        }
        Layout::Vault => {
            let comment = "The pages of the vault. Each is story, reference or notes by its front matter (`type: character`),\n\
                           # its name or its folder.";
            ("vault", comment.to_owned(), vec![within("")])
        }
        Layout::Screenplay => {
            let comment = "The screenplay, in natural order: `act-2` before `act-10`.";
            ("script", comment.to_owned(), vec![globs("", &survey.story)])
        }
        Layout::Files | Layout::Series { .. } => {
            let folders: BTreeSet<&str> = survey.story.iter().map(|path| top(path)).collect();
            let mut folders = Vec::from_iter(folders);
            reading_order::sort(&mut folders, |folder| folder);
            let is_anywhere =
                folders.len() > MOST_FOLDERS || folders.is_empty() || folders.contains(&"");
            let include = if is_anywhere {
                vec![within("")]
            } else {
                folders.iter().map(|folder| within(folder)).chain(pages(&all)).collect()
            };
            let comment = "The chapters, in natural order: `chapter-2` before `chapter-10`. Pages such as `README.md` are\n\
                           # known by their names, and are not judged as prose.";
            ("chapters", comment.to_owned(), include)
        }
    }
}

/// The globs of the pages at the top, if there are some.
fn pages(files: &[&String]) -> Option<String> {
    let pages: Vec<&&String> = files.iter().filter(|path| !path.contains('/')).collect();
    let endings = endings(pages.iter().map(|path| path.as_str()));
    (!pages.is_empty()).then(|| format!("*.{endings}"))
}

/// What is said of the rules that run, and what names them.
fn validators(survey: &Survey) -> (&'static str, Vec<String>) {
    if survey.layout == Layout::Screenplay {
        let comment = "What can be said of a screenplay, whose dialogue has no quotation marks and whose action no past tense.";
        return (comment, SCREENPLAY.texts("validate", "screenplay", "validators"));
    }
    ("Every rule that runs unasked; `storylint rules` lists them all.", vec!["*".to_owned()])
}

/// The first folder of `path`, empty for a file at the top. The chapters of a packed book are where
/// it is.
fn top(path: &str) -> &str {
    match path.split_once('/') {
        Some((folder, _)) if !folder.to_ascii_lowercase().ends_with(".epub") => folder,
        _ => "",
    }
}

impl Folder {
    /// The glob that matches its files, or the one file that it is.
    fn glob(&self) -> String {
        match &*self.files {
            [file] if *file == self.path => literal(file),
            files => globs(&self.path, files),
        }
    }
}

/// The glob that matches `path` alone.
fn literal(path: &str) -> String {
    let escaped = globset::escape(path).replace('\\', r"[\]");
    // What begins with `!` is no glob.
    if escaped.starts_with('!') { format!("./{escaped}") } else { escaped }
}

/// The glob of all `files` below `folder`.
fn globs<'p>(folder: &str, files: impl IntoIterator<Item = &'p String>) -> String {
    let endings = endings(files.into_iter().map(String::as_str));
    match folder {
        "" => format!("**/*.{endings}"),
        folder => format!("{}/**/*.{endings}", literal(folder)),
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
            let named: Vec<String> = books.iter().map(|book| format!("`{book}`")).collect();
            let n = named.len();
            let paths = |folders| {
                let paths = beside(folders, books).map(|folder| format!("`{}`", folder.path));
                Vec::from_iter(paths).join(", ")
            };
            let reference = match paths(reference) {
                paths if paths.is_empty() => paths,
                paths => format!(" Each is compared with the reference beside them, {paths}."),
            };
            let notes = match paths(notes) {
                paths if paths.is_empty() => paths,
                paths => format!(" Notes beside them are read with none: {paths}."),
            };
            let books = named.join(", ");
            return format!("Found a series of {n} books: {books}.{reference}{notes}\n");
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
