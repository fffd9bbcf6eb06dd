//! What is wrong with a file that cannot be read.

use thiserror::Error;

/// A file or folder below the root of a story that could not be read or even listed.
#[derive(Debug, Clone)]
pub(crate) struct Unread {
    /// Relative to the root, with U+FFFD for what of it is not UTF-8.
    pub(crate) path: String,
    /// Whether it is a file; else it is a folder, or nobody knows what.
    pub(crate) is_file: bool,
    /// Why.
    pub(crate) error: SourceError,
}

/// A file or folder that cannot be read or written. The message names it.
#[derive(Debug, Clone, Error)]
pub enum SourceError {
    /// The system refused.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// The file or folder, as messages show it.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The text is UTF-8 but for some bytes.
    #[error(
        "cannot read `{path}`: it is UTF-8, but is damaged at line {line} (byte 0x{byte:02x}); \
         mend it, or leave it out of the pipeline's sources"
    )]
    NotUtf8 {
        /// The file, as messages show it.
        path: String,
        /// The first byte that is not UTF-8.
        byte: u8,
        /// Its line, from 1.
        line: usize,
    },
    /// The text is in an encoding that is not read.
    #[error(
        "cannot read `{path}`: it seems to be {encoding}; \
         save it as UTF-8, or leave it out of the pipeline's sources"
    )]
    Foreign {
        /// The file, as messages show it.
        path: String,
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// The bytes are not text at all.
    #[error("cannot read `{path}`: it is a binary file; leave it out of the pipeline's sources")]
    Binary {
        /// The file, as messages show it.
        path: String,
    },
    /// The file cannot be changed.
    #[error("cannot change `{path}`: {reason}")]
    Unwritable {
        /// The file, as messages show it.
        path: String,
        /// Why.
        reason: String,
    },
    /// The file is too large.
    #[error("cannot read `{path}`: it is larger than 4 GiB")]
    TooLarge {
        /// The file, as messages show it.
        path: String,
    },
}
