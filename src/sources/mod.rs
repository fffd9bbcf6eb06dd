//! From paths to bytes: the only reader of story files.

mod book;
mod content;
mod encoding;
mod error;
mod globs;
mod ignored;
mod kept;
mod locate;
mod read;
mod seen;
mod shown;
mod stamp;
mod system;
mod walk;
mod ways;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use storylint_validators::story::{Document, Role};

use self::kept::Kept;
use self::seen::Seen;
use self::walk::Walk;
use self::ways::UP;
use crate::reading_order;

pub(crate) use encoding::{Coding, Decoded};
pub use error::SourceError;
pub(crate) use error::Unread;
pub(crate) use globs::Globs;
pub(crate) use locate::PIPELINE_NAMES;
pub use locate::{Governing, LocateError, Located, locate};
pub(crate) use locate::{
    common_folder, folder, full_paths, is_link_to_folder, located_at, must_be_one_pipeline,
    pipeline_file_in, pipeline_files, resolve, why_not_found,
};
pub(crate) use read::read_pipeline;
pub use shown::Shown;
pub(crate) use shown::joined;
pub(crate) use stamp::Stamp;
pub(crate) use system::reason;
pub(crate) use ways::{files, folders, is_beside, is_within, of_vocabulary, within};
pub(crate) use write::create;

/// How many bytes of text a chapter is taken to have that cannot be asked.
const USUAL_CHAPTER: u64 = 16 << 10;

/// The files below a story's root.
#[derive(Debug, Clone)]
pub struct Sources {
    origin: Origin,
    /// In reading order.
    documents: Vec<String>,
    files: Arc<BTreeSet<String>>,
    /// The files that hold packed chapters, which are documents in their place.
    books: BTreeSet<String>,
    /// How messages show what is in the root.
    shown: Shown,
    n_folders_above: u32,
    outside: String,
    unreachable: Vec<Unread>,
    /// What was read, if that is to be mended.
    seen: Option<Arc<Seen>>,
    kept: Arc<Kept>,
}

#[derive(Debug, Clone)]
enum Origin {
    Disk(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Sources {
    /// The files below the folder `root`, which messages show as `shown`. Hidden files and what
    /// `.gitignore` names are left out. Books are opened, and package documents and tables of
    /// contents read, for the order of chapters. Linear in the number of files and chapters, but for
    /// sorting them.
    ///
    /// With `only`, which are paths relative to `root`, documents are just the files at or below
    /// these, ignored or not; the other files still count as files that a link may point to.
    pub fn open(root: &Path, only: &[PathBuf], shown: Shown) -> Self {
        Self::open_beside(root, only, shown, "", &[])
    }

    /// [The same](Self::open), with the files `beside` the root, whose paths lead out of it, and from which the way to
    /// it is `outside`, if there are any. No glob matches these.
    pub(crate) fn open_beside(
        root: &Path,
        only: &[PathBuf],
        shown: Shown,
        outside: &str,
        beside: &[String],
    ) -> Self {
        let mut walk = Walk { root, shown: &shown, unreachable: Vec::new() };
        let mut files = walk.files(&[root.to_owned()]);
        let mut documents = files.clone();
        if !only.is_empty() {
            walk.unreachable.clear();
            documents = walk.files(&Vec::from_iter(only.iter().map(|path| root.join(path))));
            files.extend(documents.iter().cloned());
        }
        for set in [&mut files, &mut documents] {
            set.extend(beside.iter().cloned());
        }
        let mut unreachable = walk.unreachable;
        unreachable.sort_by_key(|unread| unread.error.to_string());
        let origin = Origin::Disk(root.to_owned());
        let n_folders_above = root.ancestors().position(|folder| folder.join(".git").exists());
        let n_ways_up = beside.iter().map(|path| path.matches(UP).count()).max();
        let n_folders_above = n_folders_above.max(n_ways_up).unwrap_or(0) as u32;
        let outside = if beside.is_empty() { String::new() } else { outside.to_owned() };
        Self { n_folders_above, outside, ..Self::of(origin, files, documents, shown, unreachable) }
    }

    /// Files that are in memory, as path and content.
    pub fn in_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let contents: BTreeMap<_, _> = files.into_iter().collect();
        let files: BTreeSet<String> = contents.keys().cloned().collect();
        let documents = files.clone();
        Self::of(Origin::Memory(contents), files, documents, Shown::default(), Vec::new())
    }

    /// All of `members`, each of which has its root in a folder of `root`, which messages show as
    /// `shown`: one after the other, by paths from there.
    pub(crate) fn of_members(
        root: &Path,
        shown: Shown,
        members: &[(String, Arc<Sources>)],
    ) -> Self {
        let all = |of: fn(&Sources) -> Vec<String>| {
            let of_member = |(folder, member): &(String, Arc<Sources>)| {
                of(member).iter().map(|path| within(folder, path)).collect::<Vec<_>>()
            };
            members.iter().flat_map(of_member).collect::<Vec<String>>()
        };
        let kept = members.iter().map(|(folder, member)| (folder.as_str(), &*member.kept));
        Self {
            origin: Origin::Disk(root.to_owned()),
            documents: all(|member| member.documents.clone()),
            files: Arc::new(
                all(|member| member.files.iter().cloned().collect()).into_iter().collect(),
            ),
            books: all(|member| member.books.iter().cloned().collect()).into_iter().collect(),
            shown,
            n_folders_above: 0,
            outside: String::new(),
            unreachable: Vec::new(),
            seen: None,
            kept: Arc::new(Kept::of_members(kept)),
        }
    }

    /// Opens the books among the `documents` and puts all in reading order.
    fn of(
        origin: Origin,
        files: BTreeSet<String>,
        mut documents: BTreeSet<String>,
        shown: Shown,
        unreachable: Vec<Unread>,
    ) -> Self {
        let mut this = Self {
            origin,
            documents: Vec::new(),
            files: Arc::default(),
            books: BTreeSet::new(),
            shown,
            n_folders_above: 0,
            outside: String::new(),
            unreachable,
            seen: None,
            kept: Arc::default(),
        };
        let mut spines = Vec::new();
        let mut packed_files = BTreeSet::new();
        let packages = files.iter().filter(|path| path.ends_with(".opf"));
        let summaries = files.iter().filter(|path| reading_order::is_summary(path));
        spines.extend(packages.chain(summaries).filter_map(|path| this.contents(path).ok()));
        // One that is damaged stays a document, and is told of when it is read.
        let books = documents.iter().filter(|path| book::is_book(path));
        for book in books.cloned().collect::<Vec<_>>() {
            let Ok(packed) = this.packed(&book) else { continue };
            let within = |path: &String| format!("{book}/{path}");
            let chapters: Vec<String> = packed.chapters.iter().map(within).collect();
            packed_files.extend(packed.files.iter().map(within));
            documents.remove(&book);
            documents.extend(chapters.iter().cloned());
            spines.push(chapters);
            this.books.insert(book);
        }
        this.documents = Vec::from_iter(documents);
        reading_order::sort(&mut this.documents, |path| path);
        spines.iter().for_each(|spine| this.arrange(spine));
        this.files = Arc::new(files.into_iter().chain(packed_files).collect());
        this
    }

    /// The folder on disk that paths are relative to; none if they are in memory.
    pub(crate) fn root(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Disk(root) => Some(root),
            Origin::Memory(_) => None,
        }
    }

    /// The files that the table of contents at `path`, a package document or a page of links, names in
    /// order.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn contents(&self, path: &str) -> Result<Vec<String>, SourceError> {
        let text = self.text_of_named(path)?;
        if path.ends_with(".opf") {
            return Ok(book::spine(&text, path));
        }
        let links = Document::parse(path, Role::Reference, text).links;
        Ok(links.iter().filter_map(|link| link.path(path)).collect())
    }

    /// Gives those of the documents that `spine` names, in its order, the places that they have
    /// together. Linear in the documents, but for sorting.
    pub(crate) fn arrange(&mut self, spine: &[String]) {
        let mut places = std::mem::take(&mut self.documents).into_iter().zip(0..).collect();
        book::arrange(&mut places, spine);
        let mut documents = Vec::from_iter(places);
        documents.sort_unstable_by_key(|(_, place)| *place);
        self.documents = documents.into_iter().map(|(document, _)| document).collect();
    }

    /// `path`, relative to the root, as messages show it.
    pub fn shown(&self, path: &str) -> String {
        self.shown.text(path)
    }

    /// The same files, shown as `shown`.
    pub(crate) fn shown_as(&self, shown: Shown) -> Arc<Self> {
        Arc::new(Self { shown, ..self.clone() })
    }

    /// The files that may be documents, in reading order.
    pub(crate) fn documents(&self) -> &[String] {
        &self.documents
    }

    /// Every file below the root that is neither hidden nor ignored by git, or was asked for, and
    /// every file that is packed in a book, with `/` between the parts of its path.
    pub fn files(&self) -> &Arc<BTreeSet<String>> {
        &self.files
    }

    /// How many folders stand between the root and that of the repository that it is in.
    pub(crate) fn n_folders_above(&self) -> u32 {
        self.n_folders_above
    }

    /// The way to the root from the files [beside](Self::beside) it: `../../books/one/`. Empty if there are none.
    pub(crate) fn outside(&self) -> &str {
        &self.outside
    }

    /// Whether there is a file or folder at `path` below the root, listed or not.
    pub(crate) fn holds(&self, path: &str) -> bool {
        match &self.origin {
            Origin::Disk(root) => root.join(path).exists(),
            Origin::Memory(files) => files.contains_key(path),
        }
    }

    /// Folders and files that could not even be listed.
    pub(crate) fn unreachable(&self) -> &[Unread] {
        &self.unreachable
    }

    /// The paths of the documents that `globs` select, in reading order.
    pub(crate) fn select(&self, globs: &Globs) -> Vec<String> {
        let own = self.documents.iter().filter(|path| !is_beside(path));
        own.filter(|path| globs.matches(path)).cloned().collect()
    }

    /// The documents beside the root that `globs` select by their paths from the folder of the workspace.
    pub(crate) fn select_beside(&self, globs: &Globs) -> impl Iterator<Item = &String> {
        self.beside().filter(|path| globs.matches(path.trim_start_matches(UP)))
    }

    /// The documents beside the root, in reading order.
    pub(crate) fn beside(&self) -> impl Iterator<Item = &String> {
        self.documents.iter().filter(|path| is_beside(path))
    }

    /// About how many bytes of text the file at `path` has, as far as the system tells without reading
    /// it; a chapter that is packed in a book counts as one of usual length.
    pub(crate) fn size(&self, path: &str) -> u64 {
        match &self.origin {
            _ if self.is_packed(path) => USUAL_CHAPTER,
            Origin::Disk(root) => {
                std::fs::metadata(root.join(path)).map_or(USUAL_CHAPTER, |metadata| metadata.len())
            }
            Origin::Memory(files) => {
                files.get(path).map_or(USUAL_CHAPTER, |text| text.len() as u64)
            }
        }
    }

    /// Whether the file at `path` is packed in a book, so that it cannot be changed.
    pub(crate) fn is_packed(&self, path: &str) -> bool {
        book::split(path).is_some_and(|(book, _)| self.books.contains(book))
    }

    /// The place of each document in reading order.
    pub(crate) fn positions(&self) -> FxHashMap<&str, usize> {
        self.documents.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect()
    }
}
