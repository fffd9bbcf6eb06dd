//! What an entry of the cache is known by.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::fingerprint::FINGERPRINT;

/// A hash of all that an entry depends on, and of this program. It is the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key([u8; Self::N_BYTES]);

impl Key {
    /// How many bytes it has.
    pub(crate) const N_BYTES: usize = blake3::OUT_LEN;

    /// The key of what is made of `parts` by this program; made by a program whose sources are others,
    /// it is another.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(FINGERPRINT.as_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The key of what depends on what this stands for and on what `other` does, without a third hash: that two other
    /// keys come to the same is as unlikely as that two hashes are equal. Not for a key with itself, nor where the
    /// order tells.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own ^= other);
        self
    }

    /// Its bytes, for keys of what depends on this.
    pub(crate) fn as_bytes(&self) -> &[u8; Self::N_BYTES] {
        &self.0
    }

    /// The one that has these bytes.
    pub(crate) fn from_bytes(bytes: [u8; Self::N_BYTES]) -> Self {
        Self(bytes)
    }
}

impl Hash for Key {
    /// Its first bytes are as good as all of them.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (first, _) = self.0.split_first_chunk().expect("a key is longer");
        state.write_u64(u64::from_le_bytes(*first));
    }
}
