//! What earlier runs found out, kept in files.

mod encoding;
mod fingerprint;
mod folder;
mod format;
mod key;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use self::folder::{SEGMENT, files};
use self::segment::Segment;
use self::writer::{Writer, remove_abandoned};
use crate::sources::Stamp;

pub(crate) use encoding::{decode, encode};
pub(crate) use folder::{CACHE, Cleaned, clean};
pub(crate) use key::Key;

/// When there are so many segments, the smaller half becomes one.
const MANY_SEGMENTS: usize = 16;

/// The values that earlier runs kept, by key.
///
/// They are in *segments*, files that are written as a whole and never change: a run reads the
/// indexes of all, each value that it asks for by itself, and writes one more segment at most. So two
/// runs at once are in nobody's way: a segment that one takes away is still open in the other, and
/// one that it could not open is a miss. Whatever a crash or a disk does to a file, a check of the index
/// or the value tells; then it is a miss, too.
///
/// A store crate was considered. redb, the best of them, locks its file to one process, so that the run
/// of an editor and one in a terminal could not share it; each commit waits some 6 ms for the disk; and
/// values are checked only after a crash.
///
/// Nothing here fails: what cannot be read is not there, and what cannot be written is not kept.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    limit: u64,
    /// The one that was written first comes first.
    segments: Vec<Arc<Segment>>,
    /// The segment and the entry of each key.
    places: FxHashMap<Key, (u32, u32)>,
    new: Mutex<Writer>,
}

impl Cache {
    /// The cache in `folder`, whose segments shall have `limit` bytes at most. Linear in the number of
    /// entries: 0.6 ms for 9,000.
    pub(crate) fn open(folder: &Path, limit: u64) -> Self {
        let (mut segments, _) = list(folder, &[]);
        segments.sort_by_key(|segment| number(&segment.path));
        // Of two values for a key the later one counts.
        let n_entries = segments.iter().map(|segment| segment.entries.len()).sum();
        let mut places = FxHashMap::with_capacity_and_hasher(n_entries, Default::default());
        for (segment, i) in segments.iter().zip(0..) {
            places.extend(segment.entries.iter().zip(0..).map(|(it, j)| (it.record.key, (i, j))));
        }
        let new = Mutex::new(Writer::new(folder, limit));
        Self { folder: folder.to_owned(), limit, segments, places, new }
    }

    /// The value that an earlier run kept for `key`, if it is as it was.
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let &(segment, entry) = self.places.get(key)?;
        let segment = &self.segments[segment as usize];
        let entry = &segment.entries[entry as usize];
        let value = segment.value(entry)?;
        entry.mark_used();
        Some(value)
    }

    /// Keeps `value` for later runs; this one need not ask for it. What a run keeps beyond the limit is
    /// lost.
    pub(crate) fn put(&self, key: Key, value: &[u8]) {
        self.new.lock().push(key, value);
    }

    /// The stamp of a file that was made in its folder just now: what the clock of the file system says. None
    /// if none can be made there.
    pub(crate) fn now(&self) -> Option<Stamp> {
        Stamp::of(self.new.lock().file()?)
    }

    /// Ends the run: what it kept is there for others. If that is too much with what was there, entries
    /// go that this run did not use, those first whose segment was not used longest; if all are used,
    /// what is new goes first. What a job that was given up and left behind puts after that is lost.
    ///
    /// # Errors
    /// If the system refuses; then nothing was kept.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let Self { folder, limit, segments, new, .. } = self;
        let new = mem::replace(&mut *new.lock(), Writer::new(folder, 0));
        // Others may have written segments since, and taken some away.
        let (segments, useless) = list(folder, segments);
        let (fates, mut new) = decide(&segments, new, *limit);
        let latest = latest(segments.iter().zip(&fates));
        // Those that were used last come first, while there is room.
        for (segment, fate) in segments.iter().zip(&fates).rev() {
            let number = number(&segment.path);
            let stay = segment.entries.iter().filter(|entry| match fate {
                Fate::Stays | Fate::Goes => false,
                Fate::Shrinks => entry.is_used(),
                Fate::Moves => true,
            });
            // In the new segment an earlier value would count before the later one.
            for entry in stay.filter(|entry| latest[&entry.record.key] == number) {
                if let Some(value) = segment.value(entry) {
                    new.push(entry.record.key, &value);
                }
            }
        }
        let last = segments.iter().filter_map(|segment| number(&segment.path)).max();
        new.finish(last.map_or(0, |last| last.saturating_add(1)))?;
        // The clock tells only what goes first.
        let now = SystemTime::now();
        for (segment, fate) in segments.iter().zip(fates) {
            match fate {
                Fate::Stays => segment.touch(now),
                // Another run may have taken it away.
                Fate::Moves | Fate::Shrinks | Fate::Goes => _ = fs::remove_file(&segment.path),
            }
        }
        useless.iter().for_each(|path| _ = fs::remove_file(path));
        remove_abandoned(folder);
        Ok(())
    }
}

/// What becomes of a segment when a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// Its entries become ones of the new segment.
    Moves,
    /// Of its entries only those do that the run used.
    Shrinks,
    Goes,
}

/// The number of the segment that has the latest value of each key, if any of `segments` is written anew.
fn latest<'a>(
    segments: impl Iterator<Item = (&'a Arc<Segment>, &'a Fate)> + Clone,
) -> FxHashMap<Key, Option<u32>> {
    let mut latest = FxHashMap::default();
    if segments.clone().all(|(_, fate)| matches!(fate, Fate::Stays | Fate::Goes)) {
        return latest;
    }
    for (segment, _) in segments {
        let number = number(&segment.path);
        for entry in &segment.entries {
            let known = latest.entry(entry.record.key).or_insert(number);
            *known = number.max(*known);
        }
    }
    latest
}

/// What becomes of `segments`, the one that was not used longest first, and what remains of the `new`
/// one, so that all have `limit` bytes at most.
fn decide(segments: &[Arc<Segment>], new: Writer, limit: u64) -> (Vec<Fate>, Writer) {
    let fate = |it: &Arc<Segment>| if it.is_damaged() { Fate::Moves } else { Fate::Stays };
    let mut fates: Vec<Fate> = segments.iter().map(fate).collect();
    let all = segments.iter().map(|segment| segment.n_bytes).sum::<u64>() + new.n_bytes();
    let mut excess = all.saturating_sub(limit);
    for (segment, fate) in segments.iter().zip(&mut fates) {
        let n_unused = segment.n_unused();
        if excess > 0 && n_unused > 0 {
            *fate = Fate::Shrinks;
            excess = excess.saturating_sub(n_unused);
        }
    }
    if excess > 0 {
        excess = excess.saturating_sub(new.n_bytes());
        for (segment, fate) in segments.iter().zip(&mut fates) {
            if excess > 0 {
                *fate = Fate::Goes;
                excess = excess.saturating_sub(segment.n_bytes - segment.n_unused());
            }
        }
        return (fates, new.emptied());
    }
    let mut staying: Vec<usize> =
        (0..segments.len()).filter(|&i| fates[i] == Fate::Stays).collect();
    if staying.len() >= MANY_SEGMENTS {
        staying.sort_by_key(|&i| segments[i].n_bytes);
        staying[..MANY_SEGMENTS / 2].iter().for_each(|&i| fates[i] = Fate::Moves);
    }
    (fates, new)
}

/// The segments in `folder`, of which `known` were opened before, the one that was not used longest
/// first, with the files that say that they are segments and are none.
fn list(folder: &Path, known: &[Arc<Segment>]) -> (Vec<Arc<Segment>>, Vec<PathBuf>) {
    let known: HashMap<&Path, &Arc<Segment>> =
        known.iter().map(|segment| (segment.path.as_path(), segment)).collect();
    let (mut segments, mut useless) = (Vec::new(), Vec::new());
    for path in files(folder, SEGMENT) {
        let known = known.get(path.as_path()).map(|segment| Arc::clone(segment));
        match known.map_or_else(|| Segment::open(path.clone()).map(Arc::new), Ok) {
            Ok(segment) => segments.push(segment),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => useless.push(path),
            Err(_) => {}
        }
    }
    segments.sort_by(|a, b| (a.last_used, &a.path).cmp(&(b.last_used, &b.path)));
    (segments, useless)
}

/// The number of the segment at `path`: those that were written later have higher ones.
fn number(path: &Path) -> Option<u32> {
    let (number, _) = path.file_name()?.to_str()?.split_once('-')?;
    u32::from_str_radix(number, 16).ok()
}
