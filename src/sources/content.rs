//! What the files of a story say: bytes and text.

use std::fs::File;
use std::io::{self, BufReader, Cursor};
use std::path::PathBuf;
use std::sync::Arc;

use super::Origin;
use super::Sources;
use super::book::{self, Packed};
use super::encoding::{self, Decoded, Undecodable};
use super::error::SourceError;
use super::read::{MAX_BYTES, must_be_ordinary, read};
use super::stamp::Stamp;
use super::system::reason;
use super::write::{led_to, replace};

impl Sources {
    /// The text of the file at `path`, relative to the root, in whatever encoding it is.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub fn text(&self, path: &str) -> Result<String, SourceError> {
        self.decoded(path).map(|decoded| Arc::unwrap_or_clone(decoded.text))
    }

    /// [The text](Self::text) of the file at `path` that need not be one of [all](Self::files), which are known to
    /// be ordinary ones, so that the system need not be asked for each.
    ///
    /// # Errors
    /// If it is a pipe or a device, cannot be read or is no text.
    pub(crate) fn text_of_named(&self, path: &str) -> Result<String, SourceError> {
        if let Origin::Disk(root) = &self.origin
            && !self.is_packed(path)
        {
            must_be_ordinary(&root.join(path)).map_err(|error| SourceError::Unreadable {
                path: self.shown(path),
                reason: reason(&error),
            })?;
        }
        self.text(path)
    }

    /// The text of the file at `path`, with what leads from places in it to bytes of the file.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub(crate) fn decoded(&self, path: &str) -> Result<Decoded, SourceError> {
        self.decode(path, self.on_disk(path)?)
    }

    /// [The same](Self::decoded), as it was when it was checked if it is [kept](Self::keep).
    ///
    /// # Errors
    /// If it is not kept, and cannot be read or is no text.
    pub(crate) fn checked(&self, path: &str) -> Result<Decoded, SourceError> {
        self.kept.text(path).map_or_else(|| self.decoded(path), Ok)
    }

    /// From now on keeps what the file at `path` says once it is read, or nothing: it is to be most of the story, so
    /// that to read it again would take longer than to show what is found in it.
    pub(crate) fn keep(&self, path: Option<&str>) {
        self.kept.choose(path);
    }

    /// The bytes of the file at `path`, relative to the root.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn on_disk(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.stamped(path).map(|(bytes, _)| bytes)
    }

    /// The stamp of the file at `path`, relative to the root; none if it has none, or is packed in a book.
    pub(crate) fn stamp(&self, path: &str) -> Option<Stamp> {
        match &self.origin {
            Origin::Disk(root) if !self.is_packed(path) => Stamp::at(&root.join(path)),
            Origin::Disk(_) | Origin::Memory(_) => None,
        }
    }

    /// The bytes of the file at `path`, relative to the root, with the stamp that it had before these were
    /// read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn stamped(&self, path: &str) -> Result<(Vec<u8>, Option<Stamp>), SourceError> {
        let read = self.bytes(path).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => SourceError::TooLarge { path: self.shown(path) },
            _ => SourceError::Unreadable { path: self.shown(path), reason: reason(&error) },
        })?;
        self.see(path, &read.0);
        Ok(read)
    }

    /// The same files, which from now on remember what each of them said.
    pub(crate) fn remembering(&self) -> Self {
        Self { seen: Some(Arc::default()), ..self.clone() }
    }

    /// Takes in that the file at `path` has these bytes, if that is to be remembered.
    pub(crate) fn see(&self, path: &str, bytes: &[u8]) {
        self.seen.iter().for_each(|seen| seen.see(path, bytes));
    }

    /// Forgets what files said: they are read anew.
    pub(crate) fn forget(&self) {
        self.seen.iter().for_each(|seen| seen.forget());
    }

    /// [The bytes](Self::on_disk) of the file at `path`, which is to be changed.
    ///
    /// # Errors
    /// If it cannot be read, or is not as it was when it was read before, where that is remembered.
    pub(crate) fn unchanged(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let bytes = self.on_disk(path)?;
        let is_same = self.seen.as_ref().is_none_or(|seen| seen.is_same(path));
        is_same.then_some(bytes).ok_or_else(|| self.changed(path))
    }

    /// That the file at `path` is not as it was when it was checked.
    pub(crate) fn changed(&self, path: &str) -> SourceError {
        let reason = "it has changed since it was checked".to_owned();
        SourceError::Unwritable { path: self.shown(path), reason }
    }

    /// The text that `bytes`, of the file at `path`, are.
    ///
    /// # Errors
    /// If they are no text.
    pub(crate) fn decode(&self, path: &str, bytes: Vec<u8>) -> Result<Decoded, SourceError> {
        let decoded = encoding::decode(bytes).map_err(|undecodable| match undecodable {
            Undecodable::Binary => SourceError::Binary { path: self.shown(path) },
            Undecodable::Damaged { byte, line } => {
                SourceError::NotUtf8 { path: self.shown(path), byte, line }
            }
            Undecodable::Foreign { encoding } => {
                SourceError::Foreign { path: self.shown(path), encoding }
            }
        })?;
        // A letter may take more bytes in UTF-8 than it has in the file.
        if decoded.text.len() as u64 > MAX_BYTES {
            return Err(SourceError::TooLarge { path: self.shown(path) });
        }
        self.kept.keep(path, &decoded);
        Ok(decoded)
    }

    fn bytes(&self, path: &str) -> io::Result<(Vec<u8>, Option<Stamp>)> {
        let packed = book::split(path).filter(|(book, _)| self.books.contains(*book));
        let unstamped = |bytes| (bytes, None);
        match (&self.origin, packed) {
            // It is a document only because it cannot be opened.
            (_, None) if book::is_book(path) => self.packed(path).map(|_| unstamped(Vec::new())),
            (Origin::Disk(root), None) => {
                let file = File::open(root.join(path))?;
                let stamp = Stamp::of(&file);
                let n_bytes = match stamp {
                    Some(stamp) => stamp.n_bytes(),
                    None => file.metadata()?.len(),
                };
                read(&file, n_bytes).map(|bytes| (bytes, stamp))
            }
            (Origin::Disk(root), Some((book, file))) => {
                let book = BufReader::new(File::open(root.join(book))?);
                book::unpack(book, file).map(unstamped)
            }
            (Origin::Memory(files), None) => {
                files.get(path).cloned().map(unstamped).ok_or(NOT_FOUND.into())
            }
            (Origin::Memory(files), Some((book, file))) => {
                let book = Cursor::new(files.get(book).ok_or(NOT_FOUND)?);
                book::unpack(book, file).map(unstamped)
            }
        }
    }

    /// Writes the file at `path`, relative to the root, as a whole: whoever reads it finds the old
    /// bytes or the new ones. A symbolic link stays one.
    ///
    /// # Errors
    /// If the system refuses, or the file is packed in a book or outside the story, or there is no file on
    /// disk.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), SourceError> {
        self.led_to(path)?;
        let unwritable =
            |reason: String| SourceError::Unwritable { path: self.shown(path), reason };
        let Origin::Disk(root) = &self.origin else {
            return Err(unwritable("it is in memory".to_owned()));
        };
        if self.is_packed(path) {
            return Err(unwritable("it is packed in a book".to_owned()));
        }
        replace(&root.join(path), bytes).map_err(|error| unwritable(reason(&error)))
    }

    /// The file at `path`, or the one that it is a symbolic link to; both are relative to the root.
    ///
    /// # Errors
    /// If it is a link that leads out of the root, or nowhere.
    pub(crate) fn led_to(&self, path: &str) -> Result<PathBuf, SourceError> {
        let Origin::Disk(root) = &self.origin else { return Ok(path.into()) };
        let reason = "it is a symbolic link to a file outside the story".to_owned();
        led_to(root, path).ok_or_else(|| SourceError::Unwritable { path: self.shown(path), reason })
    }

    /// What is packed in the file at `path`.
    pub(super) fn packed(&self, path: &str) -> io::Result<Packed> {
        match &self.origin {
            Origin::Disk(root) => book::list(BufReader::new(File::open(root.join(path))?)),
            Origin::Memory(files) => book::list(Cursor::new(files.get(path).ok_or(NOT_FOUND)?)),
        }
    }
}

const NOT_FOUND: io::ErrorKind = io::ErrorKind::NotFound;
