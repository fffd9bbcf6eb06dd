//! What git leaves out, by the files `.gitignore`.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, Match};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::read::must_be_ordinary;

/// The rules of the folders that a walk came by.
///
/// The crate `ignore` would read them by itself, but opens a pipe or a device of that name, too, and waits for
/// ever.
#[derive(Debug, Default)]
pub(super) struct Ignored(Mutex<FxHashMap<OsString, Rules>>);

/// The rules of a folder and those above it, its own first.
type Rules = Arc<[Arc<Gitignore>]>;

impl Ignored {
    /// Whether a walk leaves out `entry`: git ignores it, or it is hidden, which is a matter of its name, unless a
    /// rule says that git does not ignore it. The folders that it is in are taken to be none of these.
    pub(super) fn leaves_out(&self, entry: &DirEntry) -> bool {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        let rules = entry.path().parent().map(|folder| self.rules(folder));
        let said = rules.iter().flat_map(|rules| rules.iter()).find_map(|own| {
            match own.matched(entry.path(), is_dir) {
                Match::None => None,
                Match::Ignore(_) => Some(true),
                Match::Whitelist(_) => Some(false),
            }
        });
        said.unwrap_or_else(|| entry.file_name().as_encoded_bytes().starts_with(b"."))
    }

    fn rules(&self, folder: &Path) -> Rules {
        if let Some(known) = self.0.lock().get(folder.as_os_str()) {
            return Arc::clone(known);
        }
        let above = folder.parent().map_or_else(|| Arc::new([]) as Rules, |it| self.rules(it));
        let rules = match own(folder).unwrap_or(Gitignore::empty()) {
            own if own.is_empty() => above,
            own => std::iter::once(Arc::new(own)).chain(above.iter().cloned()).collect(),
        };
        self.0.lock().insert(folder.as_os_str().to_owned(), Arc::clone(&rules));
        rules
    }
}

/// What the `.gitignore` of `folder` says; a line that is no rule says nothing.
fn own(folder: &Path) -> io::Result<Gitignore> {
    let path = folder.join(".gitignore");
    must_be_ordinary(&path)?;
    let bytes = std::fs::read(&path)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut rules = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        _ = rules.add_line(None, line);
    }
    rules.build().map_err(io::Error::other)
}
