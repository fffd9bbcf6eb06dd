//! The folder that holds a cache.

use std::fs::{self, DirEntry};
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

/// The file by which git leaves out the folder, and what is in it.
const IGNORED: (&str, &str) = (".gitignore", "*\n");

/// How many letters of the name of a segment are drawn by lot.
pub(super) const N_RANDOM: usize = 12;

/// How much [`clean`] took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// Files, with those that only say what the folder is.
    pub(crate) n_files: usize,
    /// Bytes of these.
    pub(crate) n_bytes: u64,
    /// Whether the folder holds files that are not of the cache, and so is still there.
    pub(crate) is_left: bool,
}

/// Makes `folder` and says in it what it is.
///
/// # Errors
/// If the system refuses, or the folder holds something else.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    match must_be_ours(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)?,
        ours => ours?,
    }
    let tag = format!(
        "{SIGNATURE}\n# What storylint remembers of this story; `storylint clean` forgets it.\n"
    );
    for (name, text) in [(TAG, tag.as_str()), IGNORED] {
        let path = folder.join(name);
        match fs::symlink_metadata(&path) {
            // A crash may have left it empty.
            Ok(file) if file.len() > 0 || !file.is_file() => {}
            _ => fs::write(path, text)?,
        }
    }
    Ok(())
}

/// The files of the cache in `folder` whose names end in a dot and `ending`; none if it cannot be read or
/// holds something else.
pub(super) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = must_be_ours(folder).and_then(|()| list(folder)).unwrap_or_default();
    let files = entries.into_iter().filter(is_ours).map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|it| it == ending)).collect()
}

/// Takes away the cache in `folder`: its files, the folder if nothing else is there, and so the folder
/// above it. None if there is no cache.
///
/// # Errors
/// If the system refuses, or the folder is not a cache.
pub(crate) fn clean(folder: &Path) -> io::Result<Option<Cleaned>> {
    match must_be_ours(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        ours => ours?,
    }
    let (ours, others): (Vec<_>, Vec<_>) = list(folder)?.into_iter().partition(is_ours);
    let mut cleaned = Cleaned { n_files: 0, n_bytes: 0, is_left: !others.is_empty() };
    for entry in ours {
        cleaned.n_bytes += entry.metadata()?.len();
        fs::remove_file(entry.path())?;
        cleaned.n_files += 1;
    }
    if !cleaned.is_left {
        fs::remove_dir(folder)?;
        if let Some(above) = folder.parent() {
            // It stays if it holds something else.
            _ = fs::remove_dir(above);
        }
    }
    Ok(Some(cleaned))
}

/// Refuses a `folder` that is no cache and holds what no cache does. A symbolic link may lead to what is
/// somebody else's, be it the folder or the one above it, which is the cache's own, too.
fn must_be_ours(folder: &Path) -> io::Result<()> {
    let refused = |reason: String| Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    if [Some(folder), folder.parent()].into_iter().flatten().any(Path::is_symlink) {
        return refused("symbolic links are not followed".to_owned());
    }
    let tag = folder.join(TAG);
    // Who reads from a pipe may wait for ever.
    let is_file = tag.symlink_metadata().is_ok_and(|tag| tag.is_file());
    let is_tagged = is_file && fs::read(tag).is_ok_and(|tag| tag.starts_with(SIGNATURE.as_bytes()));
    if is_tagged || list(folder)?.iter().all(is_ours) {
        return Ok(());
    }
    let tag =
        if is_file { format!("a `{TAG}` that says something else") } else { format!("no `{TAG}`") };
    refused(format!("it has other files and {tag}, so it is not a cache"))
}

fn list(folder: &Path) -> io::Result<Vec<DirEntry>> {
    fs::read_dir(folder)?.collect()
}

/// Whether `entry` is a file that a cache has, by its name and, if others may have one of this name, by
/// what is in it.
fn is_ours(entry: &DirEntry) -> bool {
    if !entry.file_type().is_ok_and(|it| it.is_file()) {
        return false;
    }
    let name = entry.file_name();
    let name = name.to_str().unwrap_or_default();
    let is_number = |text: &str| text.len() == 8 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let is_random =
        |text: &str| text.len() == N_RANDOM && text.bytes().all(|it| it.is_ascii_alphanumeric());
    // A crash may have left it empty.
    let begins = |text: &str| {
        fs::read(entry.path()).is_ok_and(|it| it.is_empty() || it.starts_with(text.as_bytes()))
    };
    match name.rsplit_once('.') {
        _ if name == TAG => begins(SIGNATURE),
        _ if name == IGNORED.0 => begins(IGNORED.1),
        Some((stem, SEGMENT)) => stem
            .split_once('-')
            .is_some_and(|(number, random)| is_number(number) && is_random(random)),
        Some((stem, UNFINISHED)) => is_random(stem),
        _ => false,
    }
}
