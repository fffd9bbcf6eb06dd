//! A file of entries that never changes.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::SystemTime;

use super::format::{Record, TAIL, index_size, tail};

/// A segment that can be read, even when it is taken away meanwhile.
///
/// Its bytes are the values of the entries, one after another, the index, with a [`Record`] for each
/// in the same order, and a [tail](super::format::Tail).
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    /// Bytes of the file.
    pub(super) n_bytes: u64,
    /// When a run used one of its entries last.
    pub(super) last_used: SystemTime,
    pub(super) entries: Vec<Entry>,
    file: File,
    is_damaged: AtomicBool,
}

/// An entry of a segment.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) record: Record,
    /// The first byte of its value.
    start: u64,
    /// Whether this run used it. As `is_damaged` it publishes nothing: who reads it has all workers
    /// behind it.
    is_used: AtomicBool,
}

impl Segment {
    /// The segment at `path`.
    ///
    /// # Errors
    /// If it cannot be read, or, with the kind `InvalidData`, is damaged or none.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let file = File::open(&path)?;
        let metadata = file.metadata()?;
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let n_bytes = metadata.len();
        let mut end = [0; TAIL];
        let index_end = n_bytes.checked_sub(TAIL as u64).ok_or_else(damaged)?;
        read_at(&file, &mut end, index_end)?;
        let n_index = index_size(&end).filter(|&n_index| n_index <= index_end);
        let n_index = n_index.ok_or_else(damaged)?;
        let mut index = vec![0; n_index as usize];
        read_at(&file, &mut index, index_end - n_index)?;
        let (records, []) = index.as_chunks() else { return Err(damaged()) };
        let mut start = 0;
        let entry = |bytes| {
            let record = Record::read(bytes);
            let entry = Entry { record, start, is_used: AtomicBool::new(false) };
            start += u64::from(record.n_bytes);
            entry
        };
        let entries = records.iter().map(entry).collect();
        if tail(&index) != end || start != index_end - n_index {
            return Err(damaged());
        }
        let last_used = metadata.modified()?;
        Ok(Self { path, n_bytes, last_used, entries, file, is_damaged: AtomicBool::new(false) })
    }

    /// The value of one of its entries, if it is as it was written.
    pub(super) fn value(&self, entry: &Entry) -> Option<Vec<u8>> {
        let mut value = vec![0; entry.record.n_bytes as usize];
        let is_whole = read_at(&self.file, &mut value, entry.start).is_ok();
        if is_whole && entry.record.fits(&value) {
            return Some(value);
        }
        self.is_damaged.store(true, Relaxed);
        None
    }

    /// Whether a value was not as it was written.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Relaxed)
    }

    /// How many bytes fewer it would have without the entries that this run did not use.
    pub(super) fn n_unused(&self) -> u64 {
        let (used, unused): (Vec<&Entry>, Vec<_>) =
            self.entries.iter().partition(|it| it.is_used());
        if used.is_empty() {
            return self.n_bytes;
        }
        unused.iter().map(|it| u64::from(it.record.n_bytes) + Record::SIZE as u64).sum()
    }

    /// If this run used any of its entries, notes that this was at the time `now`. There is nobody to tell
    /// if that fails: it only goes sooner.
    pub(super) fn touch(&self, now: SystemTime) {
        if !self.entries.iter().any(Entry::is_used) {
            return;
        }
        let file = OpenOptions::new().append(true).open(&self.path);
        _ = file.and_then(|file| file.set_modified(now));
    }
}

impl Entry {
    pub(super) fn is_used(&self) -> bool {
        self.is_used.load(Relaxed)
    }

    /// Says that this run used it.
    pub(super) fn mark_used(&self) {
        self.is_used.store(true, Relaxed);
    }
}

/// Fills `bytes` from those of `file` at `start`, wherever others read.
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, start);
    #[cfg(windows)]
    {
        let (mut rest, mut start) = (bytes, start);
        while !rest.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(file, rest, start)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => (rest, start) = (&mut rest[n..], start + n as u64),
            }
        }
        Ok(())
    }
}
