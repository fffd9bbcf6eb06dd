//! Which pipelines may run programs, as their user said.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use thiserror::Error;

use crate::sources::reason;

/// The pipelines that a user trusts to run programs: files by their path, each with a hash of what
/// it, and all that it extends, said then. Kept outside of any repository.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    /// The file that holds it.
    file: PathBuf,
    trusted: BTreeMap<String, String>,
}

/// What there is to say of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trusted {
    /// Its user trusts it, as it is.
    Yes,
    /// Its user trusted it as it was.
    AsItWas,
    /// Nobody said so.
    No,
}

/// What is trusted cannot be read or written.
#[derive(Debug, Error)]
pub(crate) enum TrustError {
    /// There is no folder for it.
    #[error("nothing says where your settings are kept: set `HOME` or `XDG_STATE_HOME`")]
    NoFolder,
    /// The file cannot be read.
    #[error("cannot read `{path}`: {reason}; `storylint trust` writes it anew when it is gone")]
    Unreadable {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file cannot be written.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    path: String,
    hash: String,
}

impl Trust {
    /// What the user of this process trusts.
    ///
    /// # Errors
    /// If that cannot be told.
    pub(crate) fn of_user() -> Result<Self, TrustError> {
        Self::read(&folder().ok_or(TrustError::NoFolder)?.join("trusted.jsonl"))
    }

    fn read(file: &Path) -> Result<Self, TrustError> {
        let unreadable =
            |reason: String| TrustError::Unreadable { path: file.display().to_string(), reason };
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.map_err(|error| unreadable(reason(&error)))?,
        };
        let entries = text.lines().map(serde_json::from_str::<Entry>);
        let trusted = entries.map(|entry| entry.map(|Entry { path, hash }| (path, hash)));
        let trusted =
            trusted.collect::<Result<_, _>>().map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { file: file.to_owned(), trusted })
    }

    /// Whether the pipeline of `files`, each a path with what it says, the first one its own and the others
    /// those that it extends, is trusted.
    pub(crate) fn of(&self, files: &[(&str, &str)]) -> Trusted {
        match self.trusted.get(&full(files)) {
            Some(known) if *known == hash(files) => Trusted::Yes,
            Some(_) => Trusted::AsItWas,
            None => Trusted::No,
        }
    }

    /// Trusts the pipeline of `files` as it is.
    ///
    /// # Errors
    /// If that cannot be kept.
    pub(crate) fn add(&mut self, files: &[(&str, &str)]) -> Result<(), TrustError> {
        self.change(|trusted| trusted.insert(full(files), hash(files))).map(drop)
    }

    /// Trusts the pipeline of `files` no more. Whether it did.
    ///
    /// # Errors
    /// If that cannot be kept.
    pub(crate) fn revoke(&mut self, files: &[(&str, &str)]) -> Result<bool, TrustError> {
        Ok(self.change(|trusted| trusted.remove(&full(files)))?.is_some())
    }

    /// The full paths of the pipeline files that are trusted, as they were then.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.trusted.keys().map(String::as_str)
    }

    /// Makes a `change` to what is trusted by now. Whoever else makes one waits.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut BTreeMap<String, String>) -> T,
    ) -> Result<T, TrustError> {
        let path = self.file.with_extension("lock");
        let lock = || {
            fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
            let file = File::create(&path)?;
            file.lock()?;
            Ok(file)
        };
        let locked = lock().map_err(|error: io::Error| TrustError::Unwritable {
            path: path.display().to_string(),
            reason: reason(&error),
        })?;
        self.trusted = Self::read(&self.file)?.trusted;
        let changed = change(&mut self.trusted);
        self.write()?;
        drop(locked);
        Ok(changed)
    }

    /// Writes it as a whole, so that whoever reads it finds what was or what is.
    fn write(&self) -> Result<(), TrustError> {
        let write = || {
            let folder = self.file.parent().unwrap_or(Path::new("."));
            let mut new = NamedTempFile::new_in(folder)?;
            for (path, hash) in &self.trusted {
                let entry = Entry { path: path.clone(), hash: hash.clone() };
                serde_json::to_writer(&mut new, &entry)?;
                new.write_all(b"\n")?;
            }
            new.persist(&self.file)?;
            Ok(())
        };
        write().map_err(|error: io::Error| TrustError::Unwritable {
            path: self.file.display().to_string(),
            reason: reason(&error),
        })
    }
}

/// Where programs keep what they remember of a user.
fn folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
    let folder = match variable("XDG_STATE_HOME") {
        None if cfg!(windows) => variable("LOCALAPPDATA"),
        None => variable("HOME").map(|home| home.join(".local/state")),
        state => state,
    };
    folder.map(|folder| folder.join("storylint"))
}

/// The full path of the first of `files`.
fn full(files: &[(&str, &str)]) -> String {
    let path = files.first().map_or("", |(path, _)| path);
    let full = fs::canonicalize(path).unwrap_or(PathBuf::from(path));
    full.to_string_lossy().into_owned()
}

/// A hash of what `files` say, whatever they are called: that of each, with its length before it.
fn hash(files: &[(&str, &str)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (_, text) in files {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/trusted.jsonl");
        let mut trust = Trust::read(&file).expect("nothing is trusted yet");
        let (one, changed) =
            ([("p.toml", "a"), ("q.toml", "b")], [("p.toml", "a"), ("q.toml", "c")]);
        assert_eq!(trust.of(&one), Trusted::No);
        trust.add(&one).expect("it is kept");
        let mut trust = Trust::read(&file).expect("it was kept");
        assert_eq!((trust.of(&one), trust.of(&changed)), (Trusted::Yes, Trusted::AsItWas));
        // What is parted in another way is something else.
        assert_eq!(trust.of(&[("p.toml", "ab"), ("q.toml", "")]), Trusted::AsItWas);
        assert_eq!(trust.of(&[("q.toml", "a"), ("q.toml", "b")]), Trusted::No);
        assert!(trust.revoke(&changed).expect("it is kept") && !trust.revoke(&one).expect("it is"));
        assert_eq!(Trust::read(&file).expect("it was kept").paths().count(), 0);
    }

    #[test]
    fn at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("trusted.jsonl");
        std::thread::scope(|scope| {
            for name in ["a.toml", "b.toml", "c.toml", "d.toml"] {
                let mut trust = Trust::read(&file).expect("it can be read");
                scope.spawn(move || trust.add(&[(name, "")]).expect("it is kept"));
            }
        });
        assert_eq!(Trust::read(&file).expect("it was kept").paths().count(), 4);
    }

    #[test]
    fn damaged() {
        let file = NamedTempFile::new().expect("a file");
        fs::write(file.path(), "{").expect("it is written");
        assert!(matches!(Trust::read(file.path()), Err(TrustError::Unreadable { .. })));
    }
}
