//! Numbers in about as many bits as they need.

/// A number that takes more zeros than this is written with all of its bits.
const MOST_ZEROS: u32 = 16;

/// After so many numbers those before count half.
const MEMORY: u32 = 32;

/// How large numbers of one kind are, by those that came lately.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    sum: u32,
    n: u32,
}

impl Default for Scale {
    fn default() -> Self {
        Self::of(16)
    }
}

impl Scale {
    /// That of numbers that seem to be about as large as `number`.
    pub(crate) fn of(number: u32) -> Self {
        Self { sum: number, n: 1 }
    }

    /// How many bits of a number are written as they are: the logarithm of the mean, without a division.
    #[inline]
    fn n_bits(self) -> u32 {
        // Neither logarithm asks whether it is that of 0, then.
        let (sum, n) = ((self.sum | 1).ilog2(), (self.n | 1).ilog2());
        let Some(n_bits) = sum.checked_sub(n) else { return 0 };
        n_bits.saturating_sub(u32::from(self.n << n_bits > self.sum))
    }

    /// Takes in a number; after one that is `far` larger than others, more such are expected.
    #[inline]
    fn add(&mut self, number: u32, far: bool) {
        if far {
            *self = Self::of(number);
            return;
        }
        self.sum = self.sum.saturating_add(number);
        self.n += 1;
        if self.n == MEMORY {
            (self.sum, self.n) = (self.sum / 2, self.n / 2);
        }
    }
}

/// Writes numbers, each about as large as those of its kind before it.
///
/// These are Rice codes (Rice, Plaunt: Adaptive variable-length coding for efficient compression of
/// spacecraft television data), with the parameter from the mean, as in LOCO-I (Weinberger, Seroussi,
/// Sapiro): zeros, as many as the high bits say, a one, and the low bits.
#[derive(Debug)]
pub(crate) struct RiceWriter {
    bytes: Vec<u8>,
    /// The bits after those in `bytes`, low bits first: fewer than 32 between two calls.
    bits: u64,
    n_bits: u32,
}

/// So many bytes are written before there is need of more room, in most writers never.
const ROOM: usize = 256;

impl Default for RiceWriter {
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(ROOM), bits: 0, n_bits: 0 }
    }
}

impl RiceWriter {
    /// Appends a number of the kind whose `scale` that is.
    #[inline]
    pub(crate) fn push(&mut self, number: u32, scale: &mut Scale) {
        let n_bits = scale.n_bits();
        let n_zeros = number >> n_bits;
        if n_zeros > MOST_ZEROS || n_zeros + n_bits >= u32::BITS {
            return self.push_long(number, n_zeros, n_bits, scale);
        }
        scale.add(number, false);
        let low = u64::from(number) & ((1 << n_bits) - 1);
        self.push_bits((low << 1 | 1) << n_zeros, n_zeros + 1 + n_bits);
    }

    /// Appends a number that is too long to be appended at once.
    #[cold]
    fn push_long(&mut self, number: u32, n_zeros: u32, n_bits: u32, scale: &mut Scale) {
        let far = n_zeros > MOST_ZEROS;
        if far {
            self.push_bits(1 << (MOST_ZEROS + 1), MOST_ZEROS + 2);
            self.push_bits(number.into(), u32::BITS);
        } else {
            self.push_bits(1 << n_zeros, n_zeros + 1);
            self.push_bits(u64::from(number) & ((1 << n_bits) - 1), n_bits);
        }
        scale.add(number, far);
    }

    /// Appends bytes as they are, which only a number may follow.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        let (fours, rest) = bytes.as_chunks();
        fours.iter().for_each(|&four| self.push_bits(u32::from_le_bytes(four).into(), u32::BITS));
        let last = rest.iter().rev().fold(0, |bits, &byte| bits << u8::BITS | u64::from(byte));
        self.push_bits(last, rest.len() as u32 * u8::BITS);
    }

    /// Appends `bits`, of which there are 32 at most.
    #[inline]
    fn push_bits(&mut self, bits: u64, n_bits: u32) {
        self.bits |= bits << self.n_bits;
        self.n_bits += n_bits;
        if self.n_bits >= u32::BITS {
            self.flush();
        }
    }

    /// Moves 32 bits to `bytes`. By itself, and called last, so that what calls it keeps little.
    #[inline(never)]
    fn flush(&mut self) {
        self.bytes.extend_from_slice(&(self.bits as u32).to_le_bytes());
        self.bits >>= u32::BITS;
        self.n_bits -= u32::BITS;
    }

    /// What was written. Zeros that fill the last byte are no number, since no one follows.
    pub(crate) fn finish(mut self) -> Box<[u8]> {
        let n_bytes = self.n_bits.div_ceil(u8::BITS) as usize;
        self.bytes.extend_from_slice(&self.bits.to_le_bytes()[..n_bytes]);
        self.bytes.into()
    }
}

/// Reads what a [`RiceWriter`] wrote, by the same scales.
#[derive(Debug)]
pub(crate) struct RiceReader<'a> {
    bytes: &'a [u8],
    bits: u64,
    n_bits: u32,
}

impl<'a> RiceReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, bits: 0, n_bits: 0 }
    }

    /// Takes the next number, if there is one, which is of the kind whose `scale` that is.
    #[inline]
    pub(crate) fn take(&mut self, scale: &mut Scale) -> Option<u32> {
        let (n_zeros, n_bits) = (self.bits.trailing_zeros(), scale.n_bits());
        // Mostly there are the bits of several.
        if n_zeros > MOST_ZEROS || n_zeros + 1 + n_bits > self.n_bits {
            return self.take_filled(scale);
        }
        Some(self.cut(n_zeros, n_bits, scale))
    }

    /// Takes a number of which some bits are still to be filled in, or that is written with all of its bits.
    #[inline(never)]
    fn take_filled(&mut self, scale: &mut Scale) -> Option<u32> {
        self.fill();
        let (n_zeros, n_bits) = (self.bits.trailing_zeros(), scale.n_bits());
        if n_zeros > MOST_ZEROS {
            self.take_bits(MOST_ZEROS + 2)?;
            let number = self.take_bits(u32::BITS)?;
            scale.add(number, true);
            return Some(number);
        }
        (n_zeros + 1 + n_bits <= self.n_bits).then(|| self.cut(n_zeros, n_bits, scale))
    }

    /// Takes a number of which all bits are there.
    #[inline]
    fn cut(&mut self, n_zeros: u32, n_bits: u32, scale: &mut Scale) -> u32 {
        let low = (self.bits >> (n_zeros + 1)) & ((1 << n_bits) - 1);
        self.bits >>= n_zeros + 1 + n_bits;
        self.n_bits -= n_zeros + 1 + n_bits;
        let number = (n_zeros << n_bits) + low as u32;
        scale.add(number, false);
        number
    }

    /// Appends the next `n` bytes to `bytes`, if there are so many.
    pub(crate) fn take_bytes(&mut self, mut n: u32, bytes: &mut Vec<u8>) -> Option<()> {
        while n > 0 {
            self.fill();
            let n_now = n.min(self.n_bits / u8::BITS).min(7);
            if n_now == 0 {
                return None;
            }
            // To append eight, and take back those too many, is quicker than to append some.
            let n_bytes = bytes.len() + n_now as usize;
            bytes.extend_from_slice(&self.bits.to_le_bytes());
            bytes.truncate(n_bytes);
            self.bits >>= n_now * u8::BITS;
            self.n_bits -= n_now * u8::BITS;
            n -= n_now;
        }
        Some(())
    }

    /// Takes the next byte, if there is one.
    pub(crate) fn take_byte(&mut self) -> Option<u8> {
        self.fill();
        Some(self.take_bits(u8::BITS)? as u8)
    }

    /// Takes the next eight bytes, if there are so many, as a number of which the first are the low bits.
    pub(crate) fn take_eight(&mut self) -> Option<u64> {
        self.fill();
        let low = self.take_bits(u32::BITS)?;
        self.fill();
        Some(u64::from(low) | u64::from(self.take_bits(u32::BITS)?) << u32::BITS)
    }

    /// Makes sure that there are 56 bits at least, if so many are left.
    fn fill(&mut self) {
        if let Some(&eight) = self.bytes.first_chunk() {
            // Those of the last byte that there is no room for are taken in again.
            self.bits |= u64::from_le_bytes(eight) << self.n_bits;
            let n_bytes = (u64::BITS - 1 - self.n_bits) / u8::BITS;
            self.bytes = &self.bytes[n_bytes as usize..];
            self.n_bits += n_bytes * u8::BITS;
            return;
        }
        while self.n_bits <= 56
            && let Some((&byte, rest)) = self.bytes.split_first()
        {
            self.bytes = rest;
            self.bits |= u64::from(byte) << self.n_bits;
            self.n_bits += 8;
        }
    }

    fn take_bits(&mut self, n_bits: u32) -> Option<u32> {
        self.n_bits = self.n_bits.checked_sub(n_bits)?;
        let bits = self.bits & ((1 << n_bits) - 1);
        self.bits >>= n_bits;
        Some(bits as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
        let (mut reader, mut scale) = (RiceReader::new(bytes), Scale::default());
        std::iter::from_fn(move || reader.take(&mut scale))
    }

    #[track_caller]
    fn check(all: &[u32], n_bytes: usize) {
        let (mut writer, mut scale) = (RiceWriter::default(), Scale::default());
        all.iter().for_each(|&number| writer.push(number, &mut scale));
        let bytes = writer.finish();
        assert_eq!(numbers(&bytes).collect::<Vec<_>>(), all);
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
        let all: Vec<u32> = (0..2000).map(|i| i * i % 97 * (i / 100)).collect();
        check(&all, 2418);
    }

    #[test]
    fn of_several_kinds() {
        let (mut writer, mut small, mut large) =
            (RiceWriter::default(), Scale::of(1), Scale::of(1000));
        for i in 0..20 {
            writer.push(i % 3, &mut small);
            writer.push_bytes("é".as_bytes());
            writer.push(1000 + i, &mut large);
        }
        let bytes = writer.finish();
        let mut reader = RiceReader::new(&bytes);
        (small, large) = (Scale::of(1), Scale::of(1000));
        for i in 0..20 {
            let mut text = Vec::new();
            assert_eq!(reader.take(&mut small), Some(i % 3));
            assert_eq!(reader.take_bytes(2, &mut text), Some(()));
            assert_eq!(text, "é".as_bytes());
            assert_eq!(reader.take(&mut large), Some(1000 + i));
        }
        assert_eq!(reader.take(&mut small), None);
    }

    #[test]
    fn broken() {
        assert!(numbers(&[0; 9]).count() < 2);
        assert!(numbers(&[0xff; 9]).count() < 73);
        assert_eq!(numbers(&[0, 0, 2, 0xff]).count(), 0);
    }
}
