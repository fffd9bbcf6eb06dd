//! What a folder holds of a story.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use storylint_validators::story::{Document, Role, RoleBasis, endings, role_of_folder};

use crate::reading_order;
use crate::sources::{Globs, SourceError, Sources, Unread, is_within};

/// What a folder holds of a story. Folders are relative to it, with `/` between their parts.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) layout: Layout,
    /// Files of the story's own, in reading order.
    pub(crate) story: Vec<String>,
    /// Folders in which every file declares something of the story, none within another; beside a screenplay or
    /// books single files, too.
    pub(crate) reference: Vec<Folder>,
    /// Folders in which every file is of notes.
    pub(crate) notes: Vec<Folder>,
    /// The other files that can be read: tables of contents, `README.md`, prose beside a screenplay.
    pub(crate) others: Vec<String>,
    /// Folders and globs that the program that the folder belongs to leaves alone.
    pub(crate) ignored: Vec<String>,
    /// Files that are called as text is, and are binary.
    pub(crate) binary: Vec<String>,
    /// What the system did not let be read or listed: links to nothing, files of somebody else.
    pub(crate) unread: Vec<Unread>,
}

/// A folder, with the files in it that can be read; or a file that is apart from those around it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    pub(crate) path: String,
    pub(crate) files: Vec<String>,
}

/// How a story is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As mdBook wants it: `book.toml`, and the folder of the chapters.
    MdBook { chapters: String },
    /// As a vault of Obsidian.
    Vault,
    /// As the parts of an e-book, below the folder of its package document.
    Book { folder: String },
    /// As a screenplay.
    Screenplay,
    /// As several books, each in a folder.
    Series { books: Vec<String> },
    /// As files of any kind.
    Files,
}

impl Survey {
    /// Looks at all files of `sources`. Linear in their bytes.
    pub(crate) fn of(sources: &Sources) -> Self {
        let mut everything = Globs::default();
        everything.include("**/*").expect("it is a glob");
        let ignored = ignored(sources);
        for glob in &ignored {
            everything.exclude(glob).expect("it was one before");
        }
        let readable = sources.select(&everything).into_iter().filter(|path| is_readable(path));
        let mut unread = sources.unreachable().to_vec();
        let (mut roles, mut binary) = (Vec::new(), Vec::new());
        for path in readable {
            match sources.text(&path) {
                Err(SourceError::Binary { .. }) => binary.push(path),
                Err(error @ SourceError::Unreadable { .. }) => {
                    unread.push(Unread { path, is_file: true, error });
                }
                text => {
                    let document = Document::parse(&path, None, text.unwrap_or_default());
                    roles.push((path, document.role, document.basis));
                }
            }
        }
        let layout = layout(sources, &roles);
        let (mut reference, mut notes) = (Vec::new(), Vec::new());
        // The pages of a book are told by their markup, whatever folder they are in.
        if !matches!(layout, Layout::Book { .. }) {
            notes = folders(&roles, Role::Notes, &[]);
            reference = folders(&roles, Role::Reference, &notes);
        }
        // The pages beside a screenplay are notes, those beside several books are of none, and sheets are neither.
        let has_sheets = matches!(layout, Layout::Screenplay | Layout::Series { .. });
        let apart = reference.iter().chain(&notes).map(|it| &*it.path).collect();
        let rest = roles.iter().filter(|(path, ..)| !is_in(path, &apart));
        let (sheets, rest): (Vec<_>, Vec<_>) = rest.partition(|it| has_sheets && is_sheet(it));
        let sheet = |path: &String| Folder { path: path.clone(), files: vec![path.clone()] };
        reference.extend(sheets.into_iter().map(|(path, ..)| sheet(path)));
        let is_told = |(path, role, _): &&(String, Role, RoleBasis)| {
            *role == Role::Story && (layout != Layout::Screenplay || is_script(path))
        };
        let (story, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_told);
        let paths = |of: Vec<&(String, Role, RoleBasis)>| {
            of.into_iter().map(|(path, ..)| path.clone()).collect()
        };
        let (story, others) = (paths(story), paths(others));
        Self { layout, story, reference, notes, others, ignored, binary, unread }
    }
}

/// Whether `path` is one of `folders`, or within one.
fn is_in(path: &str, folders: &BTreeSet<&str>) -> bool {
    let outer = path.match_indices('/').map(|(at, _)| &path[..at]);
    outer.chain([path]).any(|path| folders.contains(path))
}

/// Whether a file declares somebody or something by its front matter, or is called as folders of such files are.
fn is_sheet((path, role, basis): &(String, Role, RoleBasis)) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_called_so = role_of_folder(stem) == Some(Role::Reference);
    *role == Role::Reference && (*basis == RoleBasis::FrontMatter || is_called_so)
}

/// Whether a file is named as those that are read. A book is one only if it cannot be opened.
fn is_readable(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings().chain(["epub"]).any(|known| known.eq_ignore_ascii_case(ending))
}

fn layout(sources: &Sources, roles: &[(String, Role, RoleBasis)]) -> Layout {
    let files = sources.files();
    if files.contains("book.toml") {
        let chapters = chapters_of_mdbook(&sources.text("book.toml").unwrap_or_default());
        if roles.iter().any(|(path, ..)| is_within(path, &chapters)) {
            return Layout::MdBook { chapters };
        }
    }
    if sources.holds(".obsidian") {
        return Layout::Vault;
    }
    let books = books(sources);
    if books.len() > 1 {
        return Layout::Series { books };
    }
    if let Some(package) = files.iter().find(|path| path.ends_with(".opf")) {
        let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        if !sources.is_packed(package) && roles.iter().any(|(path, ..)| is_within(path, &folder)) {
            return Layout::Book { folder };
        }
    }
    let story = roles.iter().filter(|(_, role, _)| *role == Role::Story);
    let (scripts, prose): (Vec<_>, Vec<_>) = story.partition(|(path, ..)| is_script(path));
    if !scripts.is_empty() && scripts.len() >= prose.len() {
        return Layout::Screenplay;
    }
    match plain_books(prose.into_iter().chain(scripts).map(|(path, ..)| path)) {
        Some(books) => Layout::Series { books },
        None => Layout::Files,
    }
}

/// What a folder of whole stories is called.
const WHOLES: [&str; 6] = ["books", "novels", "novellas", "series", "stories", "tales"];

/// The folders of several books, if all files of the story are in such below one that is called for them, and
/// each numbers its own: `books/one/1.md` and `books/two/1.md`. Where numbers go on they are parts of one story.
fn plain_books<'p>(story: impl Iterator<Item = &'p String>) -> Option<Vec<String>> {
    let mut lowest: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    let mut common = None;
    for path in story {
        let (whole, rest) = path.split_once('/')?;
        let (book, file) = rest.split_once('/')?;
        if *common.get_or_insert(whole) != whole {
            return None;
        }
        let number = file.rsplit('/').next()?.split(|c: char| !c.is_ascii_digit());
        let number = number.filter_map(|digits| digits.parse().ok()).next();
        let known = lowest.entry(&path[..whole.len() + 1 + book.len()]).or_default();
        *known = known.iter().copied().chain(number).min();
    }
    let common = common?;
    let is_called_for = WHOLES.iter().any(|known| known.eq_ignore_ascii_case(common));
    let is_own = lowest.values().all(|number| number.is_some_and(|it| it <= 1));
    let mut books = Vec::from_iter(lowest.into_keys().map(str::to_owned));
    reading_order::sort(&mut books, |path| path);
    (books.len() > 1 && is_called_for && is_own).then_some(books)
}

/// The folders, none within another, that hold one book each: an mdBook, or the source of an e-book.
fn books(sources: &Sources) -> Vec<String> {
    let manifests = sources.files().iter().filter(|path| !sources.is_packed(path));
    let folder = |path: &String| match path.rsplit_once('/')? {
        (folder, "book.toml") => Some(folder.to_owned()),
        // The package document is where the book is, or some folders further down.
        (_, name) if name.ends_with(".opf") => {
            let (book, _) = path.split_once("/src/epub/").or(path.split_once("/OEBPS/"))?;
            Some(book.to_owned())
        }
        _ => None,
    };
    let folders: BTreeSet<String> = manifests.filter_map(folder).collect();
    let all = folders.iter().map(String::as_str).collect();
    let is_inner = |book: &str| book.rsplit_once('/').is_some_and(|(outer, _)| is_in(outer, &all));
    let mut books = Vec::from_iter(folders.iter().filter(|book| !is_inner(book)).cloned());
    reading_order::sort(&mut books, |path| path);
    books
}

/// Whether a file is named as screenplays are.
fn is_script(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["fountain", "spmd"].iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The folder that `book.toml` names, or what mdBook takes where it names none.
fn chapters_of_mdbook(manifest: &str) -> String {
    #[derive(Default, Deserialize)]
    struct Manifest {
        #[serde(default)]
        book: Book,
    }
    #[derive(Default, Deserialize)]
    struct Book {
        src: Option<String>,
    }
    let Manifest { book } = toml::from_str(manifest).unwrap_or_default();
    let folder = book.src.unwrap_or_else(|| "src".to_owned());
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder == "." { String::new() } else { folder.to_owned() }
}

/// Where Vale has lists of words, which are `accept.txt` and `reject.txt`.
const VOCABULARIES: [&str; 2] = ["styles/config/vocabularies", "styles/Vocab"];

/// What other programs have in the folder that is none of the story: the lists of words of Vale, and what
/// Obsidian's settings say is no page of the vault, its templates and what its search leaves out.
fn ignored(sources: &Sources) -> Vec<String> {
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Settings {
        folder: String,
        user_ignore_filters: Vec<String>,
    }
    let files = [".obsidian/templates.json", ".obsidian/app.json"];
    let settings = files.iter().filter(|path| sources.holds(path)).flat_map(|path| {
        let text = sources.text_of_named(path).unwrap_or_default();
        let Settings { folder, user_ignore_filters } =
            serde_json::from_str(&text).unwrap_or_default();
        user_ignore_filters.into_iter().chain([folder])
    });
    let ignored = settings
        .chain(VOCABULARIES.map(str::to_owned))
        .map(|path| path.trim_matches('/').to_owned());
    // One between slashes would be a regular expression.
    let ignored: BTreeSet<String> = ignored
        .filter(|path| {
            !path.is_empty() && sources.holds(path) && Globs::default().exclude(path).is_ok()
        })
        .collect();
    ignored.into_iter().collect()
}

/// The outermost folders in which every file has `role`, but for those in `others`, and which are called so, or one at
/// least has it by its folder or its front matter, and not just by its name.
fn folders(roles: &[(String, Role, RoleBasis)], role: Role, others: &[Folder]) -> Vec<Folder> {
    // By folder: its files, whether all have the role, and whether one has it for the folder's sake.
    let mut folders: BTreeMap<&str, (Vec<String>, bool, bool)> = BTreeMap::new();
    let others = others.iter().map(|other| &*other.path).collect();
    for (path, its, basis) in roles.iter().filter(|(path, ..)| !is_in(path, &others)) {
        let by_folder = matches!(basis, RoleBasis::Folder | RoleBasis::FrontMatter);
        for (at, _) in path.match_indices('/') {
            let (files, all, some) =
                folders.entry(&path[..at]).or_insert((Vec::new(), true, false));
            files.push(path.clone());
            *all &= *its == role;
            let name = path[..at].rsplit('/').next().unwrap_or_default();
            *some |= by_folder || role_of_folder(name) == Some(role);
        }
    }
    folders.retain(|_, (_, all, some)| *all && *some);
    let all = folders.keys().copied().collect();
    let is_outermost =
        |path: &str| path.rsplit_once('/').is_none_or(|(outer, _)| !is_in(outer, &all));
    let found = folders.into_iter().filter(|(path, _)| is_outermost(path));
    found.map(|(path, (files, ..))| Folder { path: path.to_owned(), files }).collect()
}
