//! The text of the file that is most of a story, from when it is checked until what is found in it is shown.

use parking_lot::Mutex;

use super::encoding::Decoded;

/// A file, with its text once that is read.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<(String, Option<Decoded>)>>);

impl Kept {
    /// Keeps the text of the file at `path`, or none, once it is read from now on.
    pub(super) fn choose(&self, path: Option<&str>) {
        *self.0.lock() = path.map(|path| (path.to_owned(), None));
    }

    /// Takes in that the file at `path` says `decoded`.
    pub(super) fn keep(&self, path: &str, decoded: &Decoded) {
        if let Some((chosen, text)) = &mut *self.0.lock()
            && *chosen == path
        {
            *text = Some(decoded.clone());
        }
    }

    /// What the file at `path` says, if that is kept.
    pub(super) fn text(&self, path: &str) -> Option<Decoded> {
        let kept = self.0.lock();
        kept.as_ref().filter(|(chosen, _)| chosen == path)?.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

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
        sources.keep(None);
        assert_eq!(*checked(), "Two.");
    }
}
