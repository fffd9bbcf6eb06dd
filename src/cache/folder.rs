//! The folder that holds a cache.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the cache of a story is, below the story's root.
pub(crate) const CACHE: &str = ".storylint/cache";

/// What the names of segments end in.
pub(super) const SEGMENT: &str = "segment";

/// What the names of files end in that are being written.
pub(super) const UNFINISHED: &str = "unfinished";

/// The file that says that a folder is a cache, so that programs that make copies leave it out
/// (<https://bford.info/cachedir/>).
const TAG: &str = "CACHEDIR.TAG";

/// What that file begins with.
const SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";

/// How much [`clean`] took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// Files, with those that only say what the folder is.
    pub(crate) n_files: usize,
    /// Bytes of these.
    pub(crate) n_bytes: u64,
}

/// Makes `folder` and says in it what it is.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let tag = format!(
        "{SIGNATURE}\n# What storylint remembers of this story; `storylint clean` forgets it.\n"
    );
    for (name, text) in [(TAG, tag.as_str()), (".gitignore", "*\n")] {
        let path = folder.join(name);
        if !fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
            fs::write(path, text)?;
        }
    }
    Ok(())
}

/// The files in `folder` whose names end in a dot and `ending`; none if it cannot be read.
pub(super) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_file()));
    let paths = files.map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|it| it == ending)).collect()
}

/// Takes away the cache in `folder`, and the folder above it if nothing else is there. None if there is
/// no cache.
///
/// # Errors
/// If the system refuses, or the folder is not a cache.
pub(crate) fn clean(folder: &Path) -> io::Result<Option<Cleaned>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries?,
    };
    let mut cleaned = Cleaned { n_files: 0, n_bytes: 0 };
    for entry in entries {
        cleaned.n_files += 1;
        cleaned.n_bytes += entry?.metadata()?.len();
    }
    let is_cache =
        || fs::read(folder.join(TAG)).is_ok_and(|tag| tag.starts_with(SIGNATURE.as_bytes()));
    if cleaned.n_files > 0 && !is_cache() {
        let reason = format!("it has no `{TAG}`, so it is not a cache");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    fs::remove_dir_all(folder)?;
    if let Some(above) = folder.parent() {
        // It stays if it holds something else.
        _ = fs::remove_dir(above);
    }
    Ok(Some(cleaned))
}
