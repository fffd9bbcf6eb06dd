//! The bytes of a segment.

use xxhash_rust::xxh3::xxh3_64;

use super::key::Key;

/// What the last bytes of a segment are; another format has others.
const MARK: [u8; 8] = *b"storyln1";

/// What the index of a segment holds of an entry: key, length and check of the value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) key: Key,
    /// Bytes of the value.
    pub(super) n_bytes: u32,
    check: u64,
}

impl Record {
    /// Bytes of a record.
    pub(super) const SIZE: usize = Key::N_BYTES + 4 + 8;

    /// That of an entry; none if the value is too large.
    pub(super) fn of(key: Key, value: &[u8]) -> Option<Self> {
        let n_bytes = value.len().try_into().ok()?;
        Some(Self { key, n_bytes, check: check(value) })
    }

    /// Whether `value` is as it was written.
    pub(super) fn fits(&self, value: &[u8]) -> bool {
        check(value) == self.check
    }

    /// Appends it to `index`.
    pub(super) fn write(&self, index: &mut Vec<u8>) {
        index.extend_from_slice(self.key.as_bytes());
        index.extend_from_slice(&self.n_bytes.to_le_bytes());
        index.extend_from_slice(&self.check.to_le_bytes());
    }

    pub(super) fn read(bytes: &[u8; Self::SIZE]) -> Self {
        let (key, rest) = bytes.split_first_chunk().expect("a record begins with a key");
        let (n_bytes, check) = rest.split_first_chunk().expect("then comes a length");
        Self {
            key: Key::from_bytes(*key),
            n_bytes: u32::from_le_bytes(*n_bytes),
            check: u64::from_le_bytes(check.try_into().expect("and then a check")),
        }
    }
}

/// What ends a segment: the bytes of its index, a check of these, and [`MARK`].
pub(super) type Tail = [u8; TAIL];

/// Bytes of a tail.
pub(super) const TAIL: usize = 8 + 8 + MARK.len();

/// The tail after `index`.
pub(super) fn tail(index: &[u8]) -> Tail {
    let mut tail = [0; TAIL];
    tail[..8].copy_from_slice(&(index.len() as u64).to_le_bytes());
    tail[8..16].copy_from_slice(&check(index).to_le_bytes());
    tail[16..].copy_from_slice(&MARK);
    tail
}

/// How many bytes the index has before `tail`, if that is one.
pub(super) fn index_size(tail: &Tail) -> Option<u64> {
    let (n_bytes, rest) = tail.split_first_chunk()?;
    rest.ends_with(&MARK).then(|| u64::from_le_bytes(*n_bytes))
}

/// XXH3 (Collet), for damage that nobody meant: some 30 GB/s, where the hash of keys does 1 GB/s on
/// values of two kilobytes.
fn check(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}
