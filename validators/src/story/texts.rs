//! Texts, each of which begins much as the one before, in few bytes.

use crate::story::rice::{RiceReader, RiceWriter, Scale};

/// Writes or reads texts one after another: how many bytes each has in common with the one before, how
/// many of its own, and these (front coding; Witten, Moffat, Bell: Managing gigabytes).
#[derive(Debug, Default)]
pub(crate) struct Texts {
    last: Vec<u8>,
    common: Scale,
    own: Scale,
}

impl Texts {
    /// Appends the next text.
    pub(crate) fn write(&mut self, text: &str, writer: &mut RiceWriter) {
        let n_common = n_common(&self.last, text.as_bytes());
        let own = &text.as_bytes()[n_common..];
        writer.push(n_common as u32, &mut self.common);
        writer.push(own.len() as u32, &mut self.own);
        writer.push_bytes(own);
        self.last.truncate(n_common);
        self.last.extend_from_slice(own);
    }

    /// Takes the next text, if there is one.
    pub(crate) fn take(&mut self, reader: &mut RiceReader<'_>) -> Option<&str> {
        str::from_utf8(self.take_bytes(reader)?).ok()
    }

    /// The same, as it was written.
    pub(crate) fn take_bytes(&mut self, reader: &mut RiceReader<'_>) -> Option<&[u8]> {
        let n_common = reader.take(&mut self.common)?;
        let n_own = reader.take(&mut self.own)?;
        self.last.truncate(n_common as usize);
        reader.take_bytes(n_own, &mut self.last)?;
        Some(&self.last)
    }
}

/// How many bytes both begin with.
fn n_common(one: &[u8], other: &[u8]) -> usize {
    let n = one.len().min(other.len());
    (0..n).find(|&i| one[i] != other[i]).unwrap_or(n)
}

/// The first eight bytes of a text. Of two texts that do not start with the same, they are in the same order.
pub(crate) fn start(text: &str) -> u64 {
    let mut start = [0; 8];
    start.iter_mut().zip(text.bytes()).for_each(|(byte, own)| *byte = own);
    u64::from_be_bytes(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let all = ["", "Mrs. Hale", "Mrs. Hall", "è", "é", "Mrs. Hale"];
        let (mut texts, mut writer) = (Texts::default(), RiceWriter::default());
        all.iter().for_each(|text| texts.write(text, &mut writer));
        let bytes = writer.finish();
        let (mut texts, mut reader) = (Texts::default(), RiceReader::new(&bytes));
        let read: Vec<_> =
            std::iter::from_fn(|| texts.take(&mut reader).map(str::to_owned)).collect();
        assert_eq!(read, all);
    }

    #[test]
    fn broken() {
        let mut texts = Texts::default();
        assert!(texts.take(&mut RiceReader::new(&[0xff; 3])).is_none());
    }
}
