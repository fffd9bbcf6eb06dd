//! Numbers in about as many bits as they need.

/// A number that takes more zeros than this is written with all of its bits.
const MOST_ZEROS: u32 = 16;

/// After so many numbers those before count half.
const MEMORY: u32 = 32;

/// How large the numbers are, by those that came lately.
#[derive(Debug, Clone, Copy)]
struct Scale {
    sum: u32,
    n: u32,
}

impl Default for Scale {
    fn default() -> Self {
        Self { sum: 16, n: 1 }
    }
}

impl Scale {
    /// How many bits of a number are written as they are.
    fn n_bits(self) -> u32 {
        (self.sum / self.n).checked_ilog2().unwrap_or(0)
    }

    /// Takes in a number; after one that is `far` larger than others, more such are expected.
    fn add(&mut self, number: u32, far: bool) {
        if far {
            *self = Self { sum: number, n: 1 };
            return;
        }
        self.sum = self.sum.saturating_add(number);
        self.n += 1;
        if self.n == MEMORY {
            (self.sum, self.n) = (self.sum / 2, self.n / 2);
        }
    }
}

/// Writes numbers that are about as large as those before them.
///
/// These are Rice codes (Rice, Plaunt: Adaptive variable-length coding for efficient compression of
/// spacecraft television data), with the parameter from the mean, as in LOCO-I (Weinberger, Seroussi,
/// Sapiro): zeros, as many as the high bits say, a one, and the low bits.
#[derive(Debug, Default)]
pub(crate) struct RiceWriter {
    bytes: Vec<u8>,
    /// The bits after those in `bytes`, low bits first: fewer than eight between two calls.
    bits: u64,
    n_bits: u32,
    scale: Scale,
}

impl RiceWriter {
    /// Appends a number.
    pub(crate) fn push(&mut self, number: u32) {
        let n_bits = self.scale.n_bits();
        let n_zeros = number >> n_bits;
        let far = n_zeros > MOST_ZEROS;
        if far {
            self.push_bits(1 << (MOST_ZEROS + 1), MOST_ZEROS + 2);
            self.push_bits(number.into(), u32::BITS);
        } else {
            self.push_bits(1 << n_zeros, n_zeros + 1);
            self.push_bits(u64::from(number) & ((1 << n_bits) - 1), n_bits);
        }
        self.scale.add(number, far);
    }

    fn push_bits(&mut self, bits: u64, n_bits: u32) {
        self.bits |= bits << self.n_bits;
        self.n_bits += n_bits;
        while self.n_bits >= 8 {
            self.bytes.push(self.bits as u8);
            self.bits >>= 8;
            self.n_bits -= 8;
        }
    }

    /// What was written. Zeros that fill the last byte are no number, since no one follows.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.n_bits > 0 {
            self.bytes.push(self.bits as u8);
        }
        self.bytes.shrink_to_fit();
        self.bytes
    }
}

/// The numbers that a [`RiceWriter`] wrote.
#[derive(Debug)]
pub(crate) struct RiceReader<'a> {
    bytes: &'a [u8],
    bits: u64,
    n_bits: u32,
    scale: Scale,
}

impl<'a> RiceReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, bits: 0, n_bits: 0, scale: Scale::default() }
    }

    fn take_bits(&mut self, n_bits: u32) -> Option<u32> {
        self.n_bits = self.n_bits.checked_sub(n_bits)?;
        let bits = self.bits & ((1 << n_bits) - 1);
        self.bits >>= n_bits;
        Some(bits as u32)
    }
}

impl Iterator for RiceReader<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        // A number has 50 bits at most.
        while self.n_bits <= 56
            && let Some((&byte, rest)) = self.bytes.split_first()
        {
            self.bytes = rest;
            self.bits |= u64::from(byte) << self.n_bits;
            self.n_bits += 8;
        }
        let n_zeros = self.bits.trailing_zeros();
        self.take_bits((n_zeros + 1).min(MOST_ZEROS + 2))?;
        let far = n_zeros > MOST_ZEROS;
        let n_bits = if far { u32::BITS } else { self.scale.n_bits() };
        let low = self.take_bits(n_bits)?;
        let number = if far { low } else { n_zeros.checked_shl(n_bits)?.checked_add(low)? };
        self.scale.add(number, far);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(numbers: &[u32], n_bytes: usize) {
        let mut writer = RiceWriter::default();
        numbers.iter().for_each(|&number| writer.push(number));
        let bytes = writer.finish();
        assert_eq!(RiceReader::new(&bytes).collect::<Vec<_>>(), numbers);
        assert_eq!(bytes.len(), n_bytes);
    }

    #[test]
    fn none() {
        check(&[], 0);
    }

    #[test]
    fn small() {
        check(&[0; 40], 7);
    }

    #[test]
    fn large() {
        check(&[1_000_000; 40], 109);
    }

    #[test]
    fn largest() {
        check(&[u32::MAX, 0, u32::MAX, u32::MAX], 19);
    }

    #[test]
    fn by_and_by() {
        let numbers: Vec<u32> = (0..2000).map(|i| i * i % 97 * (i / 100)).collect();
        check(&numbers, 2418);
    }

    #[test]
    fn broken() {
        assert!(RiceReader::new(&[0; 9]).count() < 2);
        assert!(RiceReader::new(&[0xff; 9]).count() < 73);
        assert_eq!(RiceReader::new(&[0, 0, 2, 0xff]).count(), 0);
    }
}
