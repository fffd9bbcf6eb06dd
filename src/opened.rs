//! A file that was read, and is parsed when somebody needs it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use storylint_validators::story::{Document, Role};

use crate::cache::Key;
use crate::meters::Meter;

/// A large file is cut in parts of so many bytes or more: a task costs a microsecond or less, and to read
/// facts from as much takes some milliseconds.
const PART: u64 = 512 << 10;

/// The number of parts that the facts of a file of so many bytes are learnt in, by whomever: it depends on
/// nothing else, so that what one run keeps in the cache is what another asks for.
pub(crate) fn n_parts(n_bytes: u64) -> usize {
    usize::try_from(n_bytes / PART).unwrap_or(usize::MAX).max(1)
}

/// A file, with the role that its source gives it, if it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct File {
    /// Relative to the story's root.
    pub(crate) path: String,
    pub(crate) role: Option<Role>,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Opened {
    file: File,
    /// Until it is parsed.
    text: Mutex<Arc<String>>,
    pub(crate) n_bytes: usize,
    /// What stands for what it says, if there is a cache.
    pub(crate) key: Option<Key>,
    document: OnceLock<Document>,
    parsing: Arc<Meter>,
    parts: OnceLock<Vec<Range<usize>>>,
}

impl Opened {
    /// `file`, which says `text`.
    pub(crate) fn new(
        file: &File,
        text: Arc<String>,
        key: Option<Key>,
        parsing: &Arc<Meter>,
    ) -> Self {
        Self {
            file: file.clone(),
            n_bytes: text.len(),
            text: Mutex::new(text),
            key,
            document: OnceLock::new(),
            parsing: Arc::clone(parsing),
            parts: OnceLock::new(),
        }
    }

    /// The parsed file.
    pub(crate) fn document(&self) -> &Document {
        self.document.get_or_init(|| {
            let text = std::mem::take(&mut *self.text.lock());
            let File { path, role } = &self.file;
            self.parsing.time(self.n_bytes, || Document::parse_shared(path, *role, text))
        })
    }

    /// The blocks of one of so many parts that are about as long; none if those before it are longer,
    /// because a part ends where a paragraph does.
    pub(crate) fn part(&self, part: usize, n_parts: usize) -> Option<Range<usize>> {
        let n_bytes = self.n_bytes.div_ceil(n_parts);
        self.parts.get_or_init(|| self.document().chunks(n_bytes)).get(part).cloned()
    }
}
