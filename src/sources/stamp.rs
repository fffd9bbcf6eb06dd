//! What the system says of a file that is not the same once the file is changed.

use std::fs::File;
use std::path::Path;
#[cfg(unix)]
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Which file it is, and when anything of it was changed last.
///
/// The time of change is set by the system and by nobody else, when a file is written to, gets other times or
/// another name. But it is only as fine as the clock of the file system, so it tells of a change only if it
/// [is settled](Self::is_settled); and of a program that maps a file into its memory it tells when that
/// began to write, not what it wrote later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    n_bytes: u64,
    /// In nanoseconds since 1970, as is `changed`.
    modified: i64,
    changed: i64,
}

/// No clock of a file system that has times of change is coarser, in nanoseconds. Systems keep time in steps of
/// 1 to 10 ms, NTFS shows it in steps of 100 ns.
#[cfg(not(test))]
const STEP: i64 = 1_000_000_000;
/// Tests wait for a step of the system's.
#[cfg(test)]
const STEP: i64 = 0;

/// What the times of FAT and exFAT are multiples of, in nanoseconds, or of a whole number of these. They do not
/// keep times of change, and show some other.
const COARSE: i64 = 10_000_000;

impl Stamp {
    /// That of the file at `path`, or of the one that a symbolic link there leads to. None if it may not be
    /// read, or its file system does not keep times of change.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        let (stamp, is_own) = system::at(path)?;
        (stamp.is_fine() && (is_own || may_be_read(path))).then_some(stamp)
    }

    /// That of `file`.
    pub(crate) fn of(file: &File) -> Option<Self> {
        system::of(file).filter(Self::is_fine)
    }

    /// Whether a file with this stamp that is changed after a file with the stamp `now` was made has another:
    /// they share a clock, and it has moved on between the two.
    pub(crate) fn is_settled(&self, now: &Self) -> bool {
        self.device == now.device && self.changed < now.changed.saturating_sub(STEP)
    }

    /// How many bytes its file had.
    pub(super) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// Whether its file was changed after `nanos`, in nanoseconds since 1970.
    pub(crate) fn is_after(&self, nanos: i64) -> bool {
        self.changed > nanos
    }

    /// The same so many nanoseconds later.
    #[cfg(test)]
    pub(crate) fn ahead(self, nanos: i64) -> Self {
        Self { changed: self.changed + nanos, ..self }
    }

    fn is_fine(&self) -> bool {
        self.changed % COARSE != 0
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, StatxFlags, StatxTimestamp, makedev, statx};

    use super::Stamp;

    /// With whether it is its owner who asks, so that the system need not say once more who may read it.
    pub(super) fn at(path: &Path) -> Option<(Stamp, bool)> {
        stamp(CWD, path, AtFlags::empty())
    }

    pub(super) fn of(file: &File) -> Option<Stamp> {
        stamp(file, Path::new(""), AtFlags::EMPTY_PATH).map(|(stamp, _)| stamp)
    }

    fn stamp(at: impl AsFd, path: &Path, flags: AtFlags) -> Option<(Stamp, bool)> {
        // What a network file system remembers of a file may be a minute old; the server is to be asked.
        let flags = flags | AtFlags::STATX_FORCE_SYNC;
        let found = statx(at, path, flags, StatxFlags::BASIC_STATS).ok()?;
        let nanos = |time: StatxTimestamp| super::nanos(time.tv_sec, time.tv_nsec.into());
        let is_known =
            StatxFlags::from_bits_retain(found.stx_mask).contains(StatxFlags::BASIC_STATS);
        let stamp = Stamp {
            device: makedev(found.stx_dev_major, found.stx_dev_minor),
            inode: found.stx_ino,
            n_bytes: found.stx_size,
            modified: nanos(found.stx_mtime),
            changed: nanos(found.stx_ctime),
        };
        is_known.then(|| (stamp, super::is_own(found.stx_uid, found.stx_mode.into())))
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
mod system {
    use std::fs::{self, File, Metadata};
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use super::Stamp;

    pub(super) fn at(path: &Path) -> Option<(Stamp, bool)> {
        let found = fs::metadata(path).ok()?;
        Some((stamp(&found), super::is_own(found.uid(), found.mode())))
    }

    pub(super) fn of(file: &File) -> Option<Stamp> {
        file.metadata().ok().map(|found| stamp(&found))
    }

    fn stamp(metadata: &Metadata) -> Stamp {
        Stamp {
            device: metadata.dev(),
            inode: metadata.ino(),
            n_bytes: metadata.len(),
            modified: super::nanos(metadata.mtime(), metadata.mtime_nsec()),
            changed: super::nanos(metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Where nobody tells when a file was changed.
#[cfg(not(unix))]
mod system {
    use std::fs::File;
    use std::path::Path;

    use super::Stamp;

    pub(super) fn at(_: &Path) -> Option<(Stamp, bool)> {
        None
    }

    pub(super) fn of(_: &File) -> Option<Stamp> {
        None
    }
}

/// Whether a file of `user` is this program's user's, who may read it.
#[cfg(unix)]
fn is_own(user: u32, mode: u32) -> bool {
    static OWN: LazyLock<u32> = LazyLock::new(|| rustix::process::geteuid().as_raw());
    const READ_BY_OWNER: u32 = 0o400;
    mode & READ_BY_OWNER != 0 && user == *OWN
}

/// What is known of a file is not for those who may not read it.
#[cfg(unix)]
fn may_be_read(path: &Path) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    accessat(CWD, path, Access::READ_OK, AtFlags::EACCESS).is_ok()
}

#[cfg(not(unix))]
fn may_be_read(_: &Path) -> bool {
    true
}

#[cfg(unix)]
fn nanos(seconds: i64, nanos: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMP: Stamp = Stamp { device: 1, inode: 2, n_bytes: 3, modified: 4, changed: 5 };

    #[test]
    fn settled() {
        let now = |changed| Stamp { changed, inode: 7, ..STAMP };
        assert!(STAMP.is_settled(&now(6 + STEP)));
        assert!(!STAMP.is_settled(&now(5 + STEP)), "it may be changed in the same step");
        assert!(!STAMP.is_settled(&now(-9)), "the clock ran back");
        assert!(!STAMP.is_settled(&Stamp { device: 8, ..now(6 + STEP) }), "of another clock");
    }

    #[test]
    fn coarse_clocks() {
        for (changed, is_fine) in
            [(1_700_000_000_123_456_789, true), (1_700_000_000_020_000_000, false)]
        {
            assert_eq!(Stamp { changed, ..STAMP }.is_fine(), is_fine);
        }
    }
}
