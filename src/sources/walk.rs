//! The files below a folder, as git sees them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use storylint_validators::story::endings;

use super::error::{SourceError, Unread};
use super::ignored::Ignored;
use super::shown::Shown;

const NOT_UTF8: &str = "its name is not UTF-8; rename it, or leave it out by a glob, in which `\u{fffd}` \
                        stands for what is not UTF-8";

/// A walk over a story's folder.
pub(super) struct Walk<'a> {
    pub(super) root: &'a Path,
    /// How messages show what is in the root.
    pub(super) shown: &'a Shown,
    /// Folders and files that could not even be listed.
    pub(super) unreachable: Vec<Unread>,
}

impl Walk<'_> {
    /// The files at or below `starts`, relative to the root.
    pub(super) fn files(&mut self, starts: &[PathBuf]) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        for entry in builder(starts).build() {
            match entry {
                Ok(entry) if !may_be_file(&entry) => {}
                Ok(entry) => match self.name(entry.path()) {
                    Some(path) => drop(files.insert(path)),
                    None if !may_be_document(entry.path()) => {}
                    None => self.skip_misnamed(entry.path(), true),
                },
                Err(error) => self.skip_unlisted(&error),
            }
        }
        files
    }

    /// The folders below the root, relative to it. No link is followed.
    pub(super) fn folders(&mut self) -> BTreeSet<String> {
        let mut folders = BTreeSet::new();
        let is_dir = |entry: &DirEntry| entry.file_type().is_some_and(|kind| kind.is_dir());
        for entry in builder(&[self.root.to_owned()]).build() {
            match entry {
                Ok(entry) if entry.depth() == 0 || !is_dir(&entry) => {}
                Ok(entry) => match self.name(entry.path()) {
                    Some(path) => drop(folders.insert(path)),
                    None => self.skip_misnamed(entry.path(), false),
                },
                Err(error) => self.skip_unlisted(&error),
            }
        }
        folders
    }

    /// The path of a file relative to the root, if it is UTF-8.
    fn name(&self, path: &Path) -> Option<String> {
        let path = self.relative(path).to_str()?;
        Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(self.root).unwrap_or(path)
    }

    /// Leaves out what could not be listed.
    fn skip_unlisted(&mut self, error: &ignore::Error) {
        let (path, reason) = innermost(error);
        self.skip(path.unwrap_or(self.root), false, reason);
    }

    /// Leaves out the file or folder at `path`, which is not UTF-8, or, once for all that is in it, the folder whose name
    /// is not.
    fn skip_misnamed(&mut self, path: &Path, is_file: bool) {
        let within = self.relative(path).ancestors();
        let misnamed = within.take_while(|path| path.to_str().is_none()).last();
        let misnamed = self.root.join(misnamed.unwrap_or(path));
        let name = Shown::default().text(self.relative(&misnamed));
        // All that is in a folder comes together.
        if self.unreachable.last().is_none_or(|last| last.path != name) {
            self.skip(&misnamed, is_file && misnamed == path, NOT_UTF8.to_owned());
        }
    }

    fn skip(&mut self, path: &Path, is_file: bool, reason: String) {
        let shown = self.shown.text(self.relative(path));
        let path = Shown::default().text(self.relative(path));
        let error = SourceError::Unreadable { path: shown, reason };
        self.unreachable.push(Unread { path, is_file, error });
    }
}

/// What walks over `starts`.
fn builder(starts: &[PathBuf]) -> WalkBuilder {
    let (first, rest) = starts.split_first().expect("a walk starts somewhere");
    let mut walk = WalkBuilder::new(first);
    for start in rest {
        walk.add(start);
    }
    // What is a story must not depend on how somebody has set up git, or on other tools.
    let ignored = Ignored::default();
    walk.standard_filters(false).filter_entry(move |entry| !ignored.leaves_out(entry));
    walk
}

/// Whether `entry` is a file, and no folder, pipe or device, or a link to what cannot be found out. Only
/// for links the system is asked once more.
fn may_be_file(entry: &DirEntry) -> bool {
    let path = entry.path();
    if let Some(kind) = entry.file_type().filter(|kind| !kind.is_symlink()) {
        return kind.is_file();
    }
    path.metadata().is_ok_and(|metadata| metadata.is_file()) || path.is_symlink() && !path.exists()
}

/// Whether `path` is named as files are that can be read as documents.
fn may_be_document(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "epub" || endings().any(|known| ending == known))
}

/// What the walk could not read, and why.
fn innermost(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => {
            let (inner, reason) = innermost(err);
            (inner.or(Some(path)), reason)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            innermost(err)
        }
        // Its own words name the path again.
        ignore::Error::Io(error) => (None, error.kind().to_string()),
        other => (None, other.to_string()),
    }
}
