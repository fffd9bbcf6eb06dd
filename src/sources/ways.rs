//! Paths in the folder of a story, in those around it and beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::Unread;
use super::shown::Shown;
use super::walk::Walk;

/// The folders below `root` that are neither hidden nor ignored by git, sorted, with `/` between the
/// parts of their paths, and those that have no name in UTF-8 or cannot be listed.
pub(crate) fn folders(root: &Path) -> (BTreeSet<String>, Vec<Unread>) {
    let mut walk = Walk { root, shown: &Shown::default(), unreachable: Vec::new() };
    (walk.folders(), walk.unreachable)
}

/// The files of the vocabulary of Vale that the folder at `path` is; `path` itself if it is none.
pub(crate) fn of_vocabulary(path: &Path) -> Vec<PathBuf> {
    let lists = ["accept.txt", "reject.txt"].map(|name| path.join(name));
    let lists = Vec::from_iter(lists.into_iter().filter(|list| list.exists()));
    if lists.is_empty() { vec![path.to_owned()] } else { lists }
}

/// The files below `root`, relative to it, that are neither hidden nor ignored by git, and what could not be listed.
pub(crate) fn files(root: &Path) -> (BTreeSet<String>, Vec<Unread>) {
    let mut walk = Walk { root, shown: &Shown::default(), unreachable: Vec::new() };
    (walk.files(&[root.to_owned()]), walk.unreachable)
}

/// What the path of a file begins with that is beside the root of its story.
pub(super) const UP: &str = "../";

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
