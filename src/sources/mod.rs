//! From paths to bytes: the only reader of story files.

mod book;
mod encoding;
mod error;
mod globs;
mod ignored;
mod locate;
mod read;
mod shown;
mod stamp;
mod system;
mod walk;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use storylint_validators::story::{Document, Role};

use self::book::Packed;
use self::encoding::Undecodable;
use self::read::{MAX_BYTES, must_be_ordinary, read};
use self::walk::Walk;
use self::write::{leads_within, replace};
use crate::reading_order;

pub(crate) use encoding::{Coding, Decoded};
pub use error::SourceError;
pub(crate) use globs::Globs;
pub(crate) use locate::PIPELINE_NAMES;
pub use locate::{Governing, LocateError, Located, locate};
pub(crate) use locate::{
    common_folder, folder, full_paths, is_link_to_folder, located_at, must_be_one_pipeline,
    pipeline_file_in, pipeline_files, resolve,
};
pub(crate) use read::read_pipeline;
pub use shown::Shown;
pub(crate) use shown::joined;
pub(crate) use stamp::Stamp;
pub(crate) use system::reason;
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
    unreachable: Vec<SourceError>,
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
        Self::open_beside(root, only, shown, &[])
    }

    /// [The same](Self::open), with the files `beside` the root, whose paths lead out of it. No glob matches
    /// these.
    pub(crate) fn open_beside(
        root: &Path,
        only: &[PathBuf],
        shown: Shown,
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
        unreachable.sort_by_key(ToString::to_string);
        let origin = Origin::Disk(root.to_owned());
        let n_folders_above = root.ancestors().position(|folder| folder.join(".git").exists());
        let n_ways_up = beside.iter().map(|path| path.matches(UP).count()).max();
        let n_folders_above = n_folders_above.max(n_ways_up).unwrap_or(0) as u32;
        Self { n_folders_above, ..Self::of(origin, files, documents, shown, unreachable) }
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
        Self {
            origin: Origin::Disk(root.to_owned()),
            documents: all(|member| member.documents.clone()),
            files: Arc::new(
                all(|member| member.files.iter().cloned().collect()).into_iter().collect(),
            ),
            books: all(|member| member.books.iter().cloned().collect()).into_iter().collect(),
            shown,
            n_folders_above: 0,
            unreachable: Vec::new(),
        }
    }

    /// Opens the books among the `documents` and puts all in reading order.
    fn of(
        origin: Origin,
        files: BTreeSet<String>,
        mut documents: BTreeSet<String>,
        shown: Shown,
        unreachable: Vec<SourceError>,
    ) -> Self {
        let mut this = Self {
            origin,
            documents: Vec::new(),
            files: Arc::default(),
            books: BTreeSet::new(),
            shown,
            n_folders_above: 0,
            unreachable,
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
        this.documents.sort_by(|a, b| reading_order::compare(a, b));
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

    /// Whether there is a file or folder at `path` below the root, listed or not.
    pub(crate) fn holds(&self, path: &str) -> bool {
        match &self.origin {
            Origin::Disk(root) => root.join(path).exists(),
            Origin::Memory(files) => files.contains_key(path),
        }
    }

    /// Folders and files that could not even be listed.
    pub(crate) fn unreachable(&self) -> &[SourceError] {
        &self.unreachable
    }

    /// The paths of the documents that `globs` select, in reading order.
    pub(crate) fn select(&self, globs: &Globs) -> Vec<String> {
        let own = self.documents.iter().filter(|path| !is_beside(path));
        own.filter(|path| globs.matches(path)).cloned().collect()
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

    /// The text of the file at `path`, relative to the root, in whatever encoding it is.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub fn text(&self, path: &str) -> Result<String, SourceError> {
        self.decoded(path).map(|decoded| decoded.text)
    }

    /// [The text](Self::text) of the file at `path` that need not be one of [all](Self::files), which are known to
    /// be ordinary ones, so that the system need not be asked for each.
    ///
    /// # Errors
    /// If it is a pipe or a device, cannot be read or is no text.
    pub(crate) fn text_of_named(&self, path: &str) -> Result<String, SourceError> {
        if let Origin::Disk(root) = &self.origin
            && !self.is_packed(path)
        {
            must_be_ordinary(&root.join(path)).map_err(|error| SourceError::Unreadable {
                path: self.shown(path),
                reason: reason(&error),
            })?;
        }
        self.text(path)
    }

    /// The text of the file at `path`, with what leads from places in it to bytes of the file.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub(crate) fn decoded(&self, path: &str) -> Result<Decoded, SourceError> {
        self.decode(path, self.on_disk(path)?)
    }

    /// The bytes of the file at `path`, relative to the root.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn on_disk(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.stamped(path).map(|(bytes, _)| bytes)
    }

    /// The stamp of the file at `path`, relative to the root; none if it has none, or is packed in a book.
    pub(crate) fn stamp(&self, path: &str) -> Option<Stamp> {
        match &self.origin {
            Origin::Disk(root) if !self.is_packed(path) => Stamp::at(&root.join(path)),
            Origin::Disk(_) | Origin::Memory(_) => None,
        }
    }

    /// The bytes of the file at `path`, relative to the root, with the stamp that it had before these were
    /// read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn stamped(&self, path: &str) -> Result<(Vec<u8>, Option<Stamp>), SourceError> {
        self.bytes(path).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => SourceError::TooLarge { path: self.shown(path) },
            _ => SourceError::Unreadable { path: self.shown(path), reason: reason(&error) },
        })
    }

    /// The text that `bytes`, of the file at `path`, are.
    ///
    /// # Errors
    /// If they are no text.
    pub(crate) fn decode(&self, path: &str, bytes: Vec<u8>) -> Result<Decoded, SourceError> {
        let decoded = encoding::decode(bytes).map_err(|undecodable| match undecodable {
            Undecodable::Binary => SourceError::Binary { path: self.shown(path) },
            Undecodable::Damaged { byte, line } => {
                SourceError::NotUtf8 { path: self.shown(path), byte, line }
            }
            Undecodable::Foreign { encoding } => {
                SourceError::Foreign { path: self.shown(path), encoding }
            }
        })?;
        // A letter may take more bytes in UTF-8 than it has in the file.
        if decoded.text.len() as u64 > MAX_BYTES {
            return Err(SourceError::TooLarge { path: self.shown(path) });
        }
        Ok(decoded)
    }

    fn bytes(&self, path: &str) -> io::Result<(Vec<u8>, Option<Stamp>)> {
        let packed = book::split(path).filter(|(book, _)| self.books.contains(*book));
        let unstamped = |bytes| (bytes, None);
        match (&self.origin, packed) {
            // It is a document only because it cannot be opened.
            (_, None) if book::is_book(path) => self.packed(path).map(|_| unstamped(Vec::new())),
            (Origin::Disk(root), None) => {
                let file = File::open(root.join(path))?;
                let stamp = Stamp::of(&file);
                let n_bytes = match stamp {
                    Some(stamp) => stamp.n_bytes(),
                    None => file.metadata()?.len(),
                };
                read(&file, n_bytes).map(|bytes| (bytes, stamp))
            }
            (Origin::Disk(root), Some((book, file))) => {
                let book = BufReader::new(File::open(root.join(book))?);
                book::unpack(book, file).map(unstamped)
            }
            (Origin::Memory(files), None) => {
                files.get(path).cloned().map(unstamped).ok_or(NOT_FOUND.into())
            }
            (Origin::Memory(files), Some((book, file))) => {
                let book = Cursor::new(files.get(book).ok_or(NOT_FOUND)?);
                book::unpack(book, file).map(unstamped)
            }
        }
    }

    /// Whether the file at `path` is packed in a book, so that it cannot be changed.
    pub(crate) fn is_packed(&self, path: &str) -> bool {
        book::split(path).is_some_and(|(book, _)| self.books.contains(book))
    }

    /// Writes the file at `path`, relative to the root, as a whole: whoever reads it finds the old
    /// bytes or the new ones. A symbolic link stays one.
    ///
    /// # Errors
    /// If the system refuses, or the file is packed in a book or outside the story, or there is no file on
    /// disk.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), SourceError> {
        self.must_be_within(path)?;
        let unwritable =
            |reason: String| SourceError::Unwritable { path: self.shown(path), reason };
        let Origin::Disk(root) = &self.origin else {
            return Err(unwritable("it is in memory".to_owned()));
        };
        if self.is_packed(path) {
            return Err(unwritable("it is packed in a book".to_owned()));
        }
        replace(&root.join(path), bytes).map_err(|error| unwritable(reason(&error)))
    }

    /// Refuses the file at `path`, relative to the root, if it is a symbolic link that leads out of the
    /// root, or nowhere.
    ///
    /// # Errors
    /// If it is one.
    pub(crate) fn must_be_within(&self, path: &str) -> Result<(), SourceError> {
        let Origin::Disk(root) = &self.origin else { return Ok(()) };
        let within = leads_within(root, &root.join(path));
        let reason = "it is a symbolic link to a file outside the story".to_owned();
        within
            .then_some(())
            .ok_or_else(|| SourceError::Unwritable { path: self.shown(path), reason })
    }

    /// What is packed in the file at `path`.
    fn packed(&self, path: &str) -> io::Result<Packed> {
        match &self.origin {
            Origin::Disk(root) => book::list(BufReader::new(File::open(root.join(path))?)),
            Origin::Memory(files) => book::list(Cursor::new(files.get(path).ok_or(NOT_FOUND)?)),
        }
    }

    /// The place of each document in reading order.
    pub(crate) fn positions(&self) -> HashMap<&str, usize> {
        self.documents.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect()
    }
}

/// The folders below `root` that are neither hidden nor ignored by git, sorted, with `/` between the
/// parts of their paths.
pub(crate) fn folders(root: &Path) -> BTreeSet<String> {
    Walk { root, shown: &Shown::default(), unreachable: Vec::new() }.folders()
}

/// The files of the vocabulary of Vale that the folder at `path` is; `path` itself if it is none.
pub(crate) fn of_vocabulary(path: &Path) -> Vec<PathBuf> {
    let lists = ["accept.txt", "reject.txt"].map(|name| path.join(name));
    let lists = Vec::from_iter(lists.into_iter().filter(|list| list.exists()));
    if lists.is_empty() { vec![path.to_owned()] } else { lists }
}

/// The files below `root`, relative to it, that are neither hidden nor ignored by git.
pub(crate) fn files(root: &Path) -> BTreeSet<String> {
    let shown = &Shown::default();
    Walk { root, shown, unreachable: Vec::new() }.files(&[root.to_owned()])
}

/// What the path of a file begins with that is beside the root of its story.
const UP: &str = "../";

/// Whether the file at `path`, relative to the root of a story, is beside that.
pub(crate) fn is_beside(path: &str) -> bool {
    path.starts_with(UP)
}

/// Whether `path` is below `folder`, of which the empty one holds all.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// `path`, relative to the root of a story in `folder`, as a path from where that is.
pub(crate) fn within(folder: &str, path: &str) -> String {
    let (mut folder, mut path) = (folder, path);
    while let Some(rest) = path.strip_prefix(UP) {
        let Some((above, _)) = folder.rsplit_once('/') else { return rest.to_owned() };
        (folder, path) = (above, rest);
    }
    format!("{folder}/{path}")
}

const NOT_FOUND: io::ErrorKind = io::ErrorKind::NotFound;
