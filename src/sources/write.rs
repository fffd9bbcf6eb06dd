//! Files that are written as a whole.

use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::SourceError;
use super::read::must_be_ordinary;
use super::system::reason;

/// The file at `path`, relative to the folder `root`, or the one that it is a symbolic link to, if that is in the folder.
pub(super) fn led_to(root: &Path, path: &str) -> Option<PathBuf> {
    let full = root.join(path);
    match (full.canonicalize(), root.canonicalize()) {
        (Ok(file), Ok(root)) => Some(file.strip_prefix(root).ok()?.to_owned()),
        // What is not there may become a file, but not by a link that leads nowhere.
        _ => (!full.is_symlink()).then(|| path.into()),
    }
}

/// Writes a file beside the one at `path`, if there is one, and puts it in its place.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return write_new(path, bytes);
        }
        path => path?,
    };
    let before = must_be_ordinary(&path)?;
    let permissions = before.permissions();
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let folder = path.parent().unwrap_or(&path);
    let beside =
        |error| io::Error::other(format!("no file can be put beside it: {}", reason(&error)));
    let mut new = NamedTempFile::new_in(folder).map_err(beside)?;
    new.write_all(bytes)?;
    keep_owner(new.as_file(), &before);
    new.as_file().set_permissions(permissions)?;
    // Else some file systems have neither the old bytes nor the new ones after a loss of power.
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}

/// Gives `new` the owner and the group of a file, where the system lets it: an administrator may mend what is another's.
#[cfg(unix)]
fn keep_owner(new: &File, before: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    // Whoever may not give it away may still give it to a group of their own.
    _ = fchown(new, None, Some(before.gid()));
    _ = fchown(new, Some(before.uid()), None);
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// Writes a new file at `path`, or leaves none.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    // Half a file would be wrong for whoever reads it next.
    file.write_all(bytes).inspect_err(|_| _ = std::fs::remove_file(path))
}

/// Writes a new file at `path`, which messages show as `shown`.
///
/// # Errors
/// If there is one already, or the system refuses.
pub(crate) fn create(path: &Path, shown: &str, bytes: &[u8]) -> Result<(), SourceError> {
    write_new(path, bytes).map_err(|error| SourceError::Unwritable {
        path: shown.to_owned(),
        reason: match error.kind() {
            io::ErrorKind::AlreadyExists => "it is there already".to_owned(),
            _ => reason(&error),
        },
    })
}
