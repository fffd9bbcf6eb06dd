//! A segment that is being written.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::folder::{self, N_RANDOM, SEGMENT, UNFINISHED};
use super::format::{Record, TAIL, tail};
use super::key::Key;

/// So many files are made at most for one that no other run takes away.
const ATTEMPTS: usize = 16;

/// A segment to be, in a file of its own until it is finished.
#[derive(Debug)]
pub(super) struct Writer {
    folder: PathBuf,
    /// The most bytes that it may have.
    limit: u64,
    /// None before anybody asked for it.
    file: io::Result<Option<BufWriter<NamedTempFile>>>,
    n_values: u64,
    index: Vec<u8>,
    keys: HashSet<Key>,
}

impl Writer {
    /// One for a segment in `folder` of `limit` bytes at most.
    pub(super) fn new(folder: &Path, limit: u64) -> Self {
        let (index, keys) = (Vec::new(), HashSet::new());
        Self { folder: folder.to_owned(), limit, file: Ok(None), n_values: 0, index, keys }
    }

    /// One for the same folder without entries.
    pub(super) fn emptied(&self) -> Self {
        Self::new(&self.folder, self.limit)
    }

    /// How many bytes it would have if it were finished now.
    pub(super) fn n_bytes(&self) -> u64 {
        self.n_values + (self.index.len() + TAIL) as u64
    }

    /// Appends an entry, if it does not have it, has room for it, and nothing failed.
    pub(super) fn push(&mut self, key: Key, value: &[u8]) {
        let size = value.len() + Record::SIZE;
        let has_room = self.n_bytes() + size as u64 <= self.limit;
        let Some(record) = Record::of(key, value).filter(|_| has_room) else { return };
        if !self.keys.insert(key) {
            return;
        }
        let Some(file) = self.open() else { return };
        match file.write_all(value) {
            Ok(()) => {
                self.n_values += value.len() as u64;
                record.write(&mut self.index);
            }
            // What is half written is of no use.
            Err(error) => self.file = Err(error),
        }
    }

    /// Its file, which is made if it is not there, unless something failed.
    pub(super) fn file(&mut self) -> Option<&File> {
        self.open().map(|file| file.get_ref().as_file())
    }

    fn open(&mut self) -> Option<&mut BufWriter<NamedTempFile>> {
        if let Ok(None) = self.file {
            let new = create(&self.folder);
            self.file = new.map(|new| Some(BufWriter::with_capacity(64 << 10, new)));
        }
        self.file.as_mut().ok()?.as_mut()
    }

    /// Makes it the segment with this `number`, if it has entries.
    ///
    /// # Errors
    /// If the system refused anything.
    pub(super) fn finish(self, number: u32) -> io::Result<()> {
        let Some(mut file) = self.file?.filter(|_| !self.index.is_empty()) else { return Ok(()) };
        file.write_all(&self.index)?;
        file.write_all(&tail(&self.index))?;
        let file = file.into_inner()?;
        let random = file.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // What a crash of the system leaves of it is seen to be damaged, so nothing has to wait for the disk.
        file.persist(self.folder.join(format!("{number:08x}-{random}.{SEGMENT}")))?;
        Ok(())
    }
}

/// A file in `folder`, which is made if it is not there, that is locked as long as it is unfinished.
fn create(folder: &Path) -> io::Result<NamedTempFile> {
    folder::make(folder)?;
    let ending = format!(".{UNFINISHED}");
    let mut builder = Builder::new();
    builder.prefix("").rand_bytes(N_RANDOM).suffix(&ending);
    // Whoever may read the story may read what is known of it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    for _ in 0..ATTEMPTS {
        let file = builder.tempfile_in(folder)?;
        // Some file systems have no locks; then it stays if this process is killed. Until it is locked another run may
        // take it for one that is abandoned.
        let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !is_taken && file.path().exists() {
            return Ok(file);
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// Removes files in `folder` that processes were writing when they were killed.
pub(super) fn remove_abandoned(folder: &Path) {
    for path in folder::files(folder, UNFINISHED) {
        let is_abandoned = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if is_abandoned {
            _ = fs::remove_file(path);
        }
    }
}
