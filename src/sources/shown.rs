//! How messages show paths.

use std::path::{Component, Path, PathBuf};

/// How messages show what is in a folder: as a reader in the current folder would write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The folder.
    root: PathBuf,
    /// The current folder as seen from there, if it is in it.
    current: PathBuf,
}

impl From<PathBuf> for Shown {
    /// What is in a folder is shown below `root`.
    fn from(root: PathBuf) -> Self {
        Self { root, current: PathBuf::new() }
    }
}

impl Shown {
    /// What is in a folder, which a reader writes `root`; `current`, relative to it, is where the reader is.
    pub(super) fn from_within(root: PathBuf, current: PathBuf) -> Self {
        Self { root, current }
    }

    /// What is in `folder`, which is in this one.
    pub(crate) fn within(&self, folder: &str) -> Self {
        let current = self.current.strip_prefix(folder).unwrap_or(Path::new(""));
        Self { root: self.path(folder), current: current.to_owned() }
    }

    /// `path`, relative to the folder; empty if it is the current one.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        let (mut path, mut current) = (path.as_ref().components(), self.current.components());
        if self.current.as_os_str().is_empty() {
            return joined(&self.root, path);
        }
        loop {
            let (rest, above) = (path.clone(), current.clone().count());
            match (path.next(), current.next()) {
                (Some(part), Some(other)) if part == other => {}
                _ => {
                    return (0..above).map(|_| Component::ParentDir).chain(rest).collect();
                }
            }
        }
    }

    /// The same for people, with `/` between the parts; `.` for the current folder.
    pub(crate) fn text(&self, path: impl AsRef<Path>) -> String {
        match self.path(path).to_string_lossy() {
            shown if shown.is_empty() => ".".to_owned(),
            shown if cfg!(windows) => shown.replace('\\', "/"),
            shown => shown.into_owned(),
        }
    }
}

/// Where the way `path` leads from `folder`: the same path for the same file, however it is called.
pub(crate) fn joined<'p>(folder: &Path, path: impl Iterator<Item = Component<'p>>) -> PathBuf {
    let mut joined = folder.to_owned();
    for part in path {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(joined.components().next_back(), Some(Component::Normal(_))) =>
            {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shown: &Shown, path: &str, expected: &str) {
        assert_eq!(shown.text(path), expected);
    }

    #[test]
    fn from_within_the_folder() {
        let shown = Shown::from_within("../..".into(), "books/one".into());
        check(&shown, "books/one/a.md", "a.md");
        check(&shown, "books/one/x/a.md", "x/a.md");
        check(&shown, "books/two/a.md", "../two/a.md");
        check(&shown, "books/oneself.md", "../oneself.md");
        check(&shown, "a.md", "../../a.md");
        check(&shown, "books/one", ".");
        check(&shown, "", "../..");
    }

    #[test]
    fn from_elsewhere() {
        check(&PathBuf::from("../story").into(), "a.md", "../story/a.md");
        check(&Shown::default(), "a/b.md", "a/b.md");
        check(&Shown::default(), "", ".");
        check(&PathBuf::from("books/one").into(), "../../bible/a.md", "bible/a.md");
        check(&PathBuf::from("../one").into(), "../../a.md", "../../a.md");
    }

    #[test]
    fn a_folder_within() {
        let shown = Shown::from_within("../..".into(), "books/one".into());
        check(&shown.within("books/one"), "a.md", "a.md");
        check(&shown.within("books"), "one/a.md", "a.md");
        check(&shown.within("books"), "two/a.md", "../two/a.md");
        check(&shown.within("books/two"), "a.md", "../two/a.md");
        check(&Shown::from(PathBuf::from("x")).within("y"), "a.md", "x/y/a.md");
    }
}
