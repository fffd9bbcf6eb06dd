//! Tests of the cache.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use proptest::sample::Index;
use storylint_validators::{Diagnostic, Edit, Fix, Label, Location, Severity, Span};
use tempfile::TempDir;

use super::folder::UNFINISHED;
use super::format::{Record, TAIL};
use super::*;

/// More than any test needs.
const NO_LIMIT: u64 = 1 << 30;

fn key(i: u16) -> Key {
    Key::of(&[&i.to_le_bytes()])
}

/// What is kept for `key(i)`; it takes 0 to 120 bytes.
fn value(i: u16) -> Vec<u8> {
    vec![i as u8; usize::from(i) * 40 % 160]
}

/// A run that uses what is there of `used` and finds out the rest.
fn run(folder: &Path, limit: u64, used: impl IntoIterator<Item = u16>) {
    let cache = Cache::open(folder, limit);
    for i in used {
        match cache.get(&key(i)) {
            Some(kept) => assert_eq!(kept, value(i)),
            None => cache.put(key(i), &value(i)),
        }
    }
    cache.finish().unwrap();
}

/// Which of the keys from 0 to 99 have values, all of which are right.
#[track_caller]
fn kept(folder: &Path) -> BTreeSet<u16> {
    let cache = Cache::open(folder, NO_LIMIT);
    let there = (0..100).filter_map(|i| Some((i, cache.get(&key(i))?)));
    there.map(|(i, kept)| (kept == value(i)).then_some(i).expect("it is what was put")).collect()
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    let mut segments = files(folder, SEGMENT);
    segments.sort();
    segments
}

/// Bytes of all segments.
fn size(folder: &Path) -> u64 {
    segments(folder).iter().map(|path| path.metadata().unwrap().len()).sum()
}

#[test]
fn kept_and_found() {
    let folder = TempDir::new().unwrap();
    let path = &folder.path().join("deep/cache");
    assert_eq!(kept(path), BTreeSet::new());
    run(path, NO_LIMIT, 0..3);
    assert_eq!(kept(path), BTreeSet::from([0, 1, 2]));
    run(path, NO_LIMIT, 1..5);
    assert_eq!(kept(path), BTreeSet::from([0, 1, 2, 3, 4]));
    assert_eq!(fs::read_to_string(path.join(".gitignore")).unwrap(), "*\n");
}

#[test]
fn nothing_new() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), NO_LIMIT, 0..3);
    let before = segments(folder.path());
    run(folder.path(), NO_LIMIT, 0..3);
    assert_eq!(segments(folder.path()), before);
}

#[test]
fn what_was_written_last_counts() {
    let folder = TempDir::new().unwrap();
    for value in [b"one", b"two"] {
        let cache = Cache::open(folder.path(), NO_LIMIT);
        cache.get(&key(0));
        cache.put(key(0), value);
        cache.finish().unwrap();
    }
    let cache = Cache::open(folder.path(), NO_LIMIT);
    assert_eq!(cache.get(&key(0)).as_deref(), Some(&b"two"[..]));
}

#[test]
fn no_folder_to_write_in() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let cache = Cache::open(&file.path().join("cache"), NO_LIMIT);
    assert_eq!(cache.get(&key(0)), None);
    cache.finish().unwrap();
    let cache = Cache::open(&file.path().join("cache"), NO_LIMIT);
    cache.put(key(0), &value(0));
    cache.put(key(1), &value(1));
    cache.finish().unwrap_err();
}

#[test]
fn keys_of_parts() {
    assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
    assert_ne!(Key::of(&[b"a"]), Key::of(&[b"a", b""]));
    assert_eq!(Key::of(&[b"a", b"b"]), Key::of(&[b"a", b"b"]));
}

/// The segment in `folder` is `damaged`: what is found is right, and what is found out anew stays.
#[track_caller]
fn check_damaged(folder: &Path, n: u16, damaged: &[u8]) {
    let all: Vec<PathBuf> = segments(folder);
    all[1..].iter().for_each(|path| fs::remove_file(path).unwrap());
    fs::write(&all[0], damaged).unwrap();
    kept(folder);
    run(folder, NO_LIMIT, 0..n);
    assert_eq!(kept(folder), (0..n).collect());
}

#[test]
fn cut_or_flipped_anywhere() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), NO_LIMIT, 0..3);
    let whole = fs::read(&segments(folder.path())[0]).unwrap();
    for i in 0..whole.len() {
        check_damaged(folder.path(), 3, &whole[..i]);
        check_damaged(folder.path(), 3, &whole[i + 1..]);
        for flipped in [0x01, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[i] ^= flipped;
            check_damaged(folder.path(), 3, &damaged);
        }
    }
    check_damaged(folder.path(), 3, &[&*whole, b"x"].concat());
    check_damaged(folder.path(), 3, &[&*whole, &whole].concat());
}

/// Each value is whole, but not that of its key.
#[test]
fn exchanged_keys() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), NO_LIMIT, 1..3);
    let mut bytes = fs::read(&segments(folder.path())[0]).unwrap();
    let index = bytes.len() - TAIL - 2 * Record::SIZE;
    let (first, second) = bytes[index..].split_at_mut(Record::SIZE);
    first[..Key::N_BYTES].swap_with_slice(&mut second[..Key::N_BYTES]);
    check_damaged(folder.path(), 3, &bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_in_many_places(
        n in 1..20_u16,
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..9),
        cut in prop::option::of(any::<Index>()),
        zeros in prop::option::of((any::<Index>(), 0..600_usize)),
    ) {
        let folder = TempDir::new().unwrap();
        run(folder.path(), NO_LIMIT, 0..n);
        let mut bytes = fs::read(&segments(folder.path())[0]).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some((start, n_zeros)) = zeros {
            let start = start.index(bytes.len());
            bytes[start..].iter_mut().take(n_zeros).for_each(|byte| *byte = 0);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check_damaged(folder.path(), n, &bytes);
    }

    /// After any runs the limit is kept, and so is what the last one used and found there.
    #[test]
    fn within_the_limit(
        runs in prop::collection::vec((200..3000_u64, prop::collection::btree_set(0..50_u16, 0..25)), 1..12),
    ) {
        let folder = TempDir::new().unwrap();
        for (limit, used) in runs {
            let before = kept(folder.path());
            run(folder.path(), limit, used.iter().copied());
            prop_assert!(size(folder.path()) <= limit);
            let now = kept(folder.path());
            let tails = (TAIL * (MANY_SEGMENTS + 1)) as u64;
            let of = |i: &u16| (value(*i).len() + Record::SIZE) as u64;
            if used.union(&before).map(of).sum::<u64>() + tails <= limit {
                prop_assert_eq!(&now, &used.union(&before).copied().collect());
            }
            if used.iter().map(of).sum::<u64>() + tails <= limit {
                prop_assert!(used.is_subset(&now));
            }
        }
    }
}

#[test]
fn what_was_not_used_longest_goes_first() {
    let folder = TempDir::new().unwrap();
    for (i, used) in [3, 1, 2].into_iter().zip(0..) {
        run(folder.path(), NO_LIMIT, [i]);
        let segments = segments(folder.path());
        let file = File::options().append(true).open(segments.last().unwrap()).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(used)).unwrap();
    }
    // By now 3, 1, 2; this makes it 1, 2, 3.
    run(folder.path(), NO_LIMIT, [3]);
    run(folder.path(), size(folder.path()) + 1, [5]);
    assert_eq!(kept(folder.path()), BTreeSet::from([2, 3, 5]));
}

#[test]
fn many_runs() {
    let folder = TempDir::new().unwrap();
    for i in 0..99 {
        run(folder.path(), NO_LIMIT, [i]);
        assert!(segments(folder.path()).len() <= MANY_SEGMENTS);
    }
    assert_eq!(kept(folder.path()), (0..99).collect());
}

/// Of segments that are written anew only what counts stays: a small one that was written first has an
/// earlier value than a large one that stays.
#[test]
fn what_was_written_last_counts_after_merging() {
    let folder = TempDir::new().unwrap();
    let put = |values: &[(u16, Vec<u8>)]| {
        let cache = Cache::open(folder.path(), NO_LIMIT);
        values.iter().for_each(|(i, value)| cache.put(key(*i), value));
        cache.finish().unwrap();
    };
    put(&[(0, b"early".to_vec())]);
    put(&[(0, b"late".to_vec()), (1, vec![0; 999])]);
    let n_before = segments(folder.path()).len();
    (2..30).for_each(|i| put(&[(i, value(i))]));
    assert!(segments(folder.path()).len() < n_before + 28);
    let cache = Cache::open(folder.path(), NO_LIMIT);
    assert_eq!(cache.get(&key(0)).as_deref(), Some(&b"late"[..]));
}

#[test]
fn put_after_the_end() {
    let folder = TempDir::new().unwrap();
    let cache = Cache::open(folder.path(), NO_LIMIT);
    cache.put(key(0), &value(0));
    cache.finish().unwrap();
    cache.put(key(1), &value(1));
    assert_eq!(files(folder.path(), UNFINISHED).len(), 0);
    assert_eq!(kept(folder.path()), BTreeSet::from([0]));
}

#[test]
fn two_runs_at_once() {
    for limit in [NO_LIMIT, 1500] {
        let folder = TempDir::new().unwrap();
        run(folder.path(), limit, 0..10);
        let both = [5..25, 15..40].map(|used| (Cache::open(folder.path(), limit), used));
        thread::scope(|scope| {
            for (cache, used) in both {
                scope.spawn(move || {
                    thread::scope(|workers| {
                        for i in used {
                            let cache = &cache;
                            workers.spawn(move || match cache.get(&key(i)) {
                                Some(kept) => assert_eq!(kept, value(i)),
                                None => cache.put(key(i), &value(i)),
                            });
                        }
                    });
                    cache.finish().unwrap();
                });
            }
        });
        let there = kept(folder.path());
        assert!(limit < NO_LIMIT || there == (0..40).collect(), "{there:?}");
        run(folder.path(), limit, []);
        assert!(size(folder.path()) <= limit);
    }
}

#[test]
fn taken_away_meanwhile() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), NO_LIMIT, 0..10);
    let cache = Cache::open(folder.path(), NO_LIMIT);
    clean(folder.path()).unwrap();
    assert!((0..10).all(|i| cache.get(&key(i)).is_none_or(|kept| kept == value(i))));
    cache.put(key(11), &value(11));
    cache.finish().unwrap();
    assert_eq!(kept(folder.path()), BTreeSet::from([11]));
}

#[test]
fn left_by_a_run_that_was_killed() {
    let folder = TempDir::new().unwrap();
    let running = Cache::open(folder.path(), NO_LIMIT);
    running.put(key(1), &value(1));
    fs::write(folder.path().join(format!("leftbehind00.{UNFINISHED}")), "half").unwrap();
    assert_eq!(files(folder.path(), UNFINISHED).len(), 2);
    run(folder.path(), NO_LIMIT, [0]);
    assert_eq!(files(folder.path(), UNFINISHED).len(), 1);
    running.finish().unwrap();
    assert_eq!(files(folder.path(), UNFINISHED).len(), 0);
    assert_eq!(kept(folder.path()), BTreeSet::from([0, 1]));
}

#[test]
fn cleaned() {
    let folder = TempDir::new().unwrap();
    let cache = folder.path().join(CACHE);
    assert_eq!(clean(&cache).unwrap(), None);
    run(&cache, NO_LIMIT, 0..3);
    assert_eq!(clean(&cache).unwrap().map(|it| it.n_files), Some(3));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn findings() {
    let location =
        |path: &str, start| Location { path: path.into(), span: Span { start, end: 900 } };
    let finding = Diagnostic {
        location: location("a.md", 3),
        rule: "links/broken-link".into(),
        severity: Severity::Error,
        message: "“é”".to_owned(),
        labels: vec![Label { location: location("b.md", 7), message: "here".to_owned() }],
        help: None,
        fix: Some(Fix {
            edits: vec![Edit { location: location("a.md", 3), replacement: String::new() }],
            is_safe: true,
        }),
    };
    let bytes = encode(&finding);
    assert_eq!(decode::<Diagnostic>(&bytes), Some(finding));
    assert_eq!(decode::<Diagnostic>(&bytes[1..]), None);
    assert_eq!(decode::<Diagnostic>(&[&*bytes, b"x"].concat()), None);
    assert_eq!(decode::<BTreeMap<String, u32>>(&encode(&())), None);
}
