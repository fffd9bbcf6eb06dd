//! Files that are read as a whole.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use super::error::SourceError;
use super::system::reason;

/// The largest file that is read, in bytes: offsets into it must fit 32 bits.
pub(super) const MAX_BYTES: u64 = u32::MAX as u64;

/// The largest pipeline file that is read, in bytes: more than anybody writes.
const LARGEST_PIPELINE: u64 = 64 << 20;

/// What is said of pipes, devices and the like.
pub(super) const NO_ORDINARY_FILE: &str = "it is no ordinary file";

/// So many bytes are read by one call: all that most files have.
const MOST: usize = 1 << 20;

/// The bytes of `file`, which has so many.
pub(super) fn read(mut file: &File, n_bytes: u64) -> io::Result<Vec<u8>> {
    if n_bytes > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(n_bytes as usize)?;
    bytes.resize(MOST.min(n_bytes as usize), 0);
    let mut n_read = 0;
    // One call reads most files; to ask them whether there is more would be another for each.
    while n_read < bytes.len() {
        match file.read(&mut bytes[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(n_read);
    // The rest of a large one is read where nobody has written before. Some do not tell how long they are.
    let n_left = if n_read == 0 { MAX_BYTES } else { n_bytes - n_read as u64 };
    file.take(n_left).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What the system says of the file at `path`, unless who reads from it may wait for ever, or never come to its end.
///
/// # Errors
/// If it is no ordinary file, or cannot be reached.
pub(super) fn must_be_ordinary(path: &Path) -> io::Result<Metadata> {
    let found = std::fs::metadata(path)?;
    // What the system says of a folder is said when it is read.
    let is_ordinary = found.is_file() || found.is_dir();
    is_ordinary.then_some(found).ok_or_else(|| io::Error::other(NO_ORDINARY_FILE))
}

/// The text of a pipeline file, or of another program's settings.
///
/// # Errors
/// If it is no ordinary file (what reads from a pipe may wait for ever), cannot be read, is large beyond reason or is
/// not UTF-8.
pub(crate) fn read_pipeline(path: &Path) -> Result<String, SourceError> {
    let unreadable = |reason| SourceError::Unreadable { path: path.display().to_string(), reason };
    let refused = |error: io::Error| unreadable(reason(&error));
    let found = must_be_ordinary(path).map_err(refused)?;
    if found.len() > LARGEST_PIPELINE {
        return Err(unreadable(format!("it has more than {} MiB", LARGEST_PIPELINE >> 20)));
    }
    let bytes = std::fs::read(path).map_err(refused)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let (before, rest) = error.as_bytes().split_at(at);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        unreadable(format!("it is not UTF-8 at line {line} (byte 0x{:02x})", rest[0]))
    })
}
