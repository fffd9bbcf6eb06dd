//! What files said when they were read, so that no other text is mended than the one that was checked.

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

/// A hash of the bytes that each file had; none of one that had others from one time to the next.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<FxHashMap<String, Option<blake3::Hash>>>);

impl Seen {
    pub(super) fn see(&self, path: &str, bytes: &[u8]) {
        let hash = Some(blake3::hash(bytes));
        let mut files = self.0.lock();
        let known = files.entry(path.to_owned()).or_insert(hash);
        *known = known.filter(|known| Some(*known) == hash);
    }

    /// Whether the file at `path` had the same bytes each time.
    pub(super) fn is_same(&self, path: &str) -> bool {
        self.0.lock().get(path).copied().flatten().is_some()
    }

    pub(super) fn forget(&self) {
        self.0.lock().clear();
    }
}
