//! The text of the file that is most of a story, from when it is checked until what is found in it is shown.

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::encoding::Decoded;
use super::ways::within;

/// A file, or that of each of several stories, with its text once that is read.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<FxHashMap<String, Option<Decoded>>>);

impl Kept {
    /// What each of several stories keeps, by paths from where their folders are.
    pub(super) fn of_members<'k>(members: impl Iterator<Item = (&'k str, &'k Self)>) -> Self {
        let mut all = FxHashMap::default();
        for (folder, member) in members {
            let own = member.0.lock();
            all.extend(own.iter().map(|(path, text)| (within(folder, path), text.clone())));
        }
        Self(Mutex::new(all))
    }

    /// Keeps the text of the file at `path`, or none, once it is read from now on.
    pub(super) fn choose(&self, path: Option<&str>) {
        *self.0.lock() = path.map(|path| (path.to_owned(), None)).into_iter().collect();
    }

    /// Takes in that the file at `path` says `decoded`.
    pub(super) fn keep(&self, path: &str, decoded: &Decoded) {
        if let Some(text) = self.0.lock().get_mut(path) {
            *text = Some(decoded.clone());
        }
    }

    /// What the file at `path` says, if that is kept.
    pub(super) fn text(&self, path: &str) -> Option<Decoded> {
        self.0.lock().get(path)?.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::sync::Arc;

    use crate::sources::Sources;

    #[test]
    fn a_file_that_was_changed_since() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.md");
        fs::write(&file, "One.").expect("it can be written to");
        let sources = Sources::open(folder.path(), &[], PathBuf::new().into());
        let checked = || sources.checked("a.md").expect("a file").text;
        sources.keep(Some("a.md"));
        assert_eq!(*checked(), "One.");
        fs::write(&file, "Two.").expect("it can be written to");
        assert_eq!(*checked(), "One.");
        let members = [("x".to_owned(), Arc::new(sources.clone()))];
        let all = Sources::of_members(folder.path(), PathBuf::new().into(), &members);
        assert_eq!(*all.checked("x/a.md").expect("a file").text, "One.");
        sources.keep(None);
        assert_eq!(*checked(), "Two.");
    }
}
