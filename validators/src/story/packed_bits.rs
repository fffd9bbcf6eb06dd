//! Many bits of which few are set, read and written in few bytes.

use serde::{Deserializer, Serializer};

/// Writes `bits`: of each eight bytes one that tells which of them have bits, and those.
pub(crate) fn serialize<S: Serializer>(bits: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&packed(bits))
}

/// Reads what [`serialize`] wrote, with empty bytes after it up to a multiple of eight.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Box<[u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(deserializer).map(|packed| unpacked(&packed).into())
}

fn packed(bits: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bits.len());
    for eight in bits.chunks(8) {
        let at = packed.len();
        packed.push(0);
        for (i, &byte) in eight.iter().enumerate().filter(|(_, byte)| **byte != 0) {
            packed[at] |= 1 << i;
            packed.push(byte);
        }
    }
    packed
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut bits = Vec::with_capacity(packed.len());
    let mut bytes = packed.iter();
    while let Some(&which) = bytes.next() {
        let (mut eight, mut rest) = ([0; 8], which);
        while rest != 0 {
            eight[rest.trailing_zeros() as usize] = bytes.next().copied().unwrap_or(0);
            rest &= rest - 1;
        }
        bits.extend_from_slice(&eight);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bits: &[u8], n_bytes: usize) {
        let packed = packed(bits);
        assert_eq!((unpacked(&packed).as_slice(), packed.len()), (bits, n_bytes));
    }

    #[test]
    fn written_and_read() {
        check(&[], 0);
        check(&[0; 512], 64);
        check(&[0xff; 16], 18);
        check(&[0, 1, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0], 4);
    }

    #[test]
    fn broken() {
        assert_eq!(unpacked(&[0xff, 3]), [3, 0, 0, 0, 0, 0, 0, 0]);
    }
}
