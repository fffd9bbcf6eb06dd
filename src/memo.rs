//! What files said when they were read last, so that one that is as it was need not be read.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Key, decode, encode};
use crate::sources::{Decoded, SourceError, Sources, Stamp};

/// What a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// What stands for its bytes.
    pub(crate) key: Key,
    /// Bytes of its text in UTF-8.
    pub(crate) n_bytes: usize,
}

/// What files said, by their paths.
///
/// As git does, it takes a file with the same [`Stamp`] to be the same. That is so only if the stamp was
/// settled when the file was read, or else the file may have been changed after that in the same step of
/// the clock. So a clock is asked before any file is read, by making a file where the cache is, and what is on
/// another device, or was changed just before, is not kept.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    before: Kept,
    seen: Mutex<Seen>,
    now: OnceLock<Option<Stamp>>,
}

/// What is kept from run to run.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// When the last of it was read, by the clock of the device.
    now: Option<Stamp>,
    files: BTreeMap<String, (Stamp, Content)>,
}

/// What a run saw.
#[derive(Debug, Default)]
struct Seen {
    files: BTreeMap<String, (Option<Stamp>, Content)>,
    /// Whether a file was changed while the run looked at it more than once.
    is_torn: bool,
}

impl Memo {
    /// What `cache` has of it.
    pub(crate) fn new(cache: &Cache) -> Self {
        let before: Option<Kept> = cache.get(&key()).and_then(|bytes| decode(&bytes));
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map(|it| it.as_nanos());
        let nanos = nanos.ok().and_then(|nanos| i64::try_from(nanos).ok()).unwrap_or(0);
        // Where a clock ran back, times come again that are taken to be long gone.
        let before = before.filter(|kept| kept.now.is_some_and(|now| !now.is_after(nanos)));
        Self { before: before.unwrap_or_default(), ..Self::default() }
    }

    /// What the file at `path` says, if that is known without reading it again.
    pub(crate) fn content(&self, sources: &Sources, path: &str) -> Option<Content> {
        // What a run has seen of a file it does not look at again.
        if let Some((_, content)) = self.seen.lock().files.get(path) {
            return Some(*content);
        }
        let (known, content) = self.before.files.get(path)?;
        let stamp = sources.stamp(path).filter(|stamp| stamp == known)?;
        self.see(path, Some(stamp), *content);
        Some(*content)
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub(crate) fn read(
        &self,
        cache: &Cache,
        sources: &Sources,
        path: &str,
    ) -> Result<(Decoded, Content), SourceError> {
        let now = self.now.get_or_init(|| cache.now());
        let (bytes, stamp) = sources.stamped(path)?;
        let key = Key::of(&[b"content", &bytes]);
        let decoded = sources.decode(path, bytes)?;
        let content = Content { key, n_bytes: decoded.text.len() };
        let stamp = stamp.filter(|stamp| now.is_some_and(|now| stamp.is_settled(&now)));
        self.see(path, stamp, content);
        Ok((decoded, content))
    }

    fn see(&self, path: &str, stamp: Option<Stamp>, content: Content) {
        let mut seen = self.seen.lock();
        let before = seen.files.insert(path.to_owned(), (stamp, content));
        seen.is_torn |= before.is_some_and(|(_, before)| before != content);
    }

    /// What the files said that the run looked at; none if one of them was changed meanwhile.
    pub(crate) fn seen(&self) -> Option<Vec<(String, Key)>> {
        let seen = self.seen.lock();
        let files = seen.files.iter().map(|(path, (_, content))| (path.clone(), content.key));
        (!seen.is_torn).then(|| files.collect())
    }

    /// Keeps in `cache` what the run saw, and what was known of other files of `sources`.
    pub(crate) fn keep(&self, cache: &Cache, sources: &Sources) {
        // Where no file was read, all is known already.
        let Some(now) = self.now.get() else { return };
        let seen = self.seen.lock();
        let others =
            self.before.files.iter().filter(|(path, _)| {
                !seen.files.contains_key(*path) && sources.files().contains(*path)
            });
        let mut files: BTreeMap<_, _> =
            others.map(|(path, known)| (path.clone(), *known)).collect();
        let settled = seen
            .files
            .iter()
            .filter_map(|(path, (stamp, content))| Some((path.clone(), ((*stamp)?, *content))));
        files.extend(settled);
        if files != self.before.files {
            let now = now.or(self.before.now);
            cache.put(key(), &encode(&Kept { now, files }));
        }
    }
}

fn key() -> Key {
    Key::of(&[b"memo"])
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::*;

    /// A folder with the file `a.md`.
    struct Story(TempDir);

    impl Story {
        fn new() -> Self {
            let this = Self(tempfile::tempdir().expect("a folder"));
            fs::write(this.file(), "one").expect("it can be written to");
            this
        }

        fn folder(&self) -> &Path {
            self.0.path()
        }

        fn file(&self) -> PathBuf {
            self.folder().join("a.md")
        }

        fn cache(&self) -> Cache {
            Cache::open(&self.folder().join("cache"), 1 << 20)
        }

        /// Waits until the clock of the file system has moved on.
        fn tick(&self) {
            let stamp = || {
                let file = File::create(self.folder().join("tick")).expect("a file");
                Stamp::of(&file)
            };
            let first = stamp().expect("tests run where files have stamps");
            while stamp().is_none_or(|now| !first.is_settled(&now)) {}
        }

        /// What stands for the file, by a run that reads it.
        fn read(&self) -> Key {
            let (cache, sources) = (self.cache(), self.sources());
            let memo = Memo::new(&cache);
            let (_, content) = memo.read(&cache, &sources, "a.md").expect("a file");
            memo.keep(&cache, &sources);
            cache.finish().expect("the folder can be written to");
            content.key
        }

        /// What is known of it without reading it.
        fn known(&self) -> Option<Key> {
            let content = Memo::new(&self.cache()).content(&self.sources(), "a.md");
            content.map(|content| content.key)
        }

        fn sources(&self) -> Sources {
            Sources::open(self.folder(), &[], PathBuf::new().into())
        }

        /// Writes what is as long, and sets the time of the file to what it was.
        fn forge(&self, path: &Path, text: &str) {
            let before = fs::metadata(self.file()).expect("a file");
            fs::write(path, text).expect("it can be written to");
            let file = File::options().append(true).open(path).expect("a file");
            file.set_modified(before.modified().expect("a time")).expect("the time can be set");
        }
    }

    #[test]
    fn as_it_was() {
        let story = Story::new();
        assert_eq!(story.known(), None);
        story.tick();
        let key = story.read();
        assert_eq!(story.known(), Some(key));
        fs::write(story.folder().join("b.md"), "two").expect("it can be written to");
        assert_eq!(story.known(), Some(key));
    }

    #[test]
    fn edited_with_its_time_set_back() {
        let story = Story::new();
        story.tick();
        story.read();
        story.forge(&story.file(), "two");
        assert_eq!(story.known(), None);
    }

    #[test]
    fn replaced_by_another() {
        let story = Story::new();
        let other = story.folder().join("other");
        story.forge(&other, "two");
        story.tick();
        story.read();
        fs::rename(other, story.file()).expect("it can be renamed");
        assert_eq!(story.known(), None);
    }

    #[test]
    fn a_link_that_leads_elsewhere() {
        let story = Story::new();
        let (one, two) = (story.folder().join("one"), story.folder().join("two"));
        story.forge(&one, "one");
        story.forge(&two, "two");
        fs::remove_file(story.file()).expect("it can be removed");
        let link = |to| std::os::unix::fs::symlink(to, story.file()).expect("a link");
        link(one);
        story.tick();
        let key = story.read();
        assert_eq!(story.known(), Some(key));
        fs::remove_file(story.file()).expect("it can be removed");
        link(two);
        assert_eq!(story.known(), None);
    }

    #[test]
    fn edited_while_the_clock_stands_still() {
        let story = Story::new();
        for round in 0..100 {
            fs::write(story.file(), "one").expect("it can be written to");
            let key = story.read();
            story.forge(&story.file(), "two");
            assert_ne!(story.known(), Some(key), "round {round}");
        }
    }

    #[test]
    fn a_cache_of_another_folder() {
        let (story, other) = (Story::new(), Story::new());
        story.tick();
        story.read();
        let cache = |of: &Story| of.folder().join("cache");
        fs::create_dir(cache(&other)).expect("a folder");
        for file in fs::read_dir(cache(&story)).expect("a cache") {
            let from = file.expect("a file").path();
            let name = from.file_name().expect("a name");
            fs::copy(&from, cache(&other).join(name)).expect("a copy");
        }
        assert!(story.known().is_some());
        assert_eq!(other.known(), None);
    }

    #[test]
    fn the_clock_ran_back() {
        let story = Story::new();
        story.tick();
        story.read();
        let cache = story.cache();
        let mut kept: Kept = decode(&cache.get(&key()).expect("it is kept")).expect("a memo");
        let ahead = |now| Stamp::ahead(now, 1_000_000_000_000);
        kept.now = kept.now.map(ahead);
        cache.put(key(), &encode(&kept));
        cache.finish().expect("the folder can be written to");
        assert_eq!(story.known(), None);
    }

    #[test]
    fn changed_while_it_is_looked_at() {
        let story = Story::new();
        let (cache, sources) = (story.cache(), story.sources());
        let memo = Memo::new(&cache);
        for text in ["one", "one", "two"] {
            assert_eq!(memo.seen().map(|seen| seen.len() <= 1), Some(true));
            fs::write(story.file(), text).expect("it can be written to");
            memo.read(&cache, &sources, "a.md").expect("a file");
        }
        assert_eq!(memo.seen(), None);
    }
}
