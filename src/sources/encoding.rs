//! How the text of a file is written in its bytes.

use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, with how it is written in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decoded {
    /// All of the file, with its byte order mark if it has one.
    pub(crate) text: Arc<String>,
    pub(crate) coding: Coding,
}

/// How many bytes of a file a character takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As many as in the text.
    #[default]
    Utf8,
    /// Two or four, the low byte of each two first.
    Utf16Le,
    /// Two or four, the high byte of each two first.
    Utf16Be,
    /// One, as in Windows-1252.
    OneByte(&'static Encoding),
}

impl Coding {
    /// How many bytes `text` takes in the file. Linear in it; constant for UTF-8.
    pub(crate) fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16Le | Self::Utf16Be => 2 * text.chars().map(char::len_utf16).sum::<usize>(),
            Self::OneByte(_) => text.chars().count(),
        }
    }

    /// The bytes that `text` takes in the file, unless it has characters that the file cannot write.
    pub(crate) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::OneByte(encoding) => {
                let (bytes, _, has_others) = encoding.encode(text);
                (!has_others).then(|| bytes.into_owned())
            }
        }
    }
}

/// Why bytes are no text that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// They are not text at all.
    Binary,
    /// They are UTF-8 but for some; the first of these, and its line, from 1.
    Damaged { byte: u8, line: usize },
    /// They are text in an encoding whose characters take one byte or several.
    Foreign { encoding: &'static str },
}

/// How many bytes at the start of a file are searched for a NUL, as git does.
const BINARY_PREFIX: usize = 8000;

/// How many bytes the encoding is told from; that takes 20 times as long as to decode them.
const DETECTED: usize = 64 * 1024;

/// One letter in how many is not ASCII in languages that Windows-1252 cannot write, at least. What
/// has fewer tells the detector too little: it takes the `ï` of one `naïve` for Baltic.
const MANY: usize = 20;

/// The text that `bytes` are. What a byte order mark or UTF-8 does not settle is guessed from the
/// letters. Linear in the bytes; as fast as checking that they are UTF-8 if they are.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, Undecodable> {
    for (mark, encoding, coding) in
        [(b"\xff\xfe", UTF_16LE, Coding::Utf16Le), (b"\xfe\xff", UTF_16BE, Coding::Utf16Be)]
    {
        if bytes.starts_with(mark) {
            // Half a unit at the end is no character.
            return decode_as(encoding, coding, &bytes[..bytes.len() & !1]);
        }
    }
    // The least of many is found in fewer steps than one of them.
    let prefix = &bytes[..bytes.len().min(BINARY_PREFIX)];
    if prefix.iter().copied().fold(u8::MAX, u8::min) == 0 {
        return Err(Undecodable::Binary);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.into(), coding: Coding::Utf8 }),
        Err(error) => decode_legacy(error.as_bytes(), error.utf8_error().valid_up_to()),
    }
}

/// The text of `bytes` that are not UTF-8 at `wrong`.
fn decode_legacy(bytes: &[u8], wrong: usize) -> Result<Decoded, Undecodable> {
    let (mut n_whole, mut n_broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        n_whole += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
    }
    // In other encodings letters seldom make UTF-8 by chance.
    if n_whole >= n_broken {
        let line = 1 + bytes[..wrong].iter().filter(|&&byte| byte == b'\n').count();
        return Err(Undecodable::Damaged { byte: bytes[wrong], line });
    }
    let near = &bytes[wrong.saturating_sub(DETECTED / 2)..];
    let near = &near[..near.len().min(DETECTED)];
    let n_letters = near.iter().filter(|byte| !byte.is_ascii()).count();
    let encoding = if n_letters * MANY < near.len() {
        WINDOWS_1252
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(near, true);
        detector.guess(None, Utf8Detection::Deny)
    };
    if encoding.is_single_byte() {
        return decode_as(encoding, Coding::OneByte(encoding), bytes);
    }
    let text = encoding.decode_without_bom_handling(bytes).0;
    Err(if is_text(&text) {
        Undecodable::Foreign { encoding: encoding.name() }
    } else {
        Undecodable::Binary
    })
}

fn decode_as(
    encoding: &'static Encoding,
    coding: Coding,
    bytes: &[u8],
) -> Result<Decoded, Undecodable> {
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    is_text(&text).then(|| Decoded { text: text.into(), coding }).ok_or(Undecodable::Binary)
}

/// Whether there are few characters in `text` that text does not have: one in a hundred at most.
fn is_text(text: &str) -> bool {
    let is_odd = |c: char| {
        c == char::REPLACEMENT_CHARACTER
            || (c.is_ascii_control() && !"\t\n\x0b\x0c\r\x1a\x1b".contains(c))
    };
    100 * text.chars().filter(|&c| is_odd(c)).count() <= text.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Decodes `bytes`; every character stands at the byte that its place leads to.
    #[track_caller]
    fn check(bytes: &[u8], coding: Coding, expected: &str) {
        let decoded = decode(bytes.to_vec()).unwrap();
        assert_eq!((decoded.coding, decoded.text.as_str()), (coding, expected));
        assert_eq!(coding.length(expected), bytes.len());
    }

    #[test]
    fn utf_8() {
        check("caf\u{e9}".as_bytes(), Coding::Utf8, "caf\u{e9}");
        check("\u{feff}caf\u{e9}".as_bytes(), Coding::Utf8, "\u{feff}caf\u{e9}");
        check(b"", Coding::Utf8, "");
    }

    #[test]
    fn utf_16() {
        check(b"\xff\xfe\xe9\0\n\0=\xd8\0\xde", Coding::Utf16Le, "\u{feff}\u{e9}\n\u{1f600}");
        check(b"\xfe\xff\0\xe9\0a", Coding::Utf16Be, "\u{feff}\u{e9}a");
        assert_eq!(*decode(b"\xff\xfea\0b".to_vec()).unwrap().text, "\u{feff}a");
    }

    #[test]
    fn windows_1252() {
        check(
            b"\x93The caf\xe9,\x94 she said.",
            Coding::OneByte(WINDOWS_1252),
            "“The caf\u{e9},” she said.",
        );
        let english = [b"He went. ".repeat(20_000), b"A na\xefve man\x97he!".to_vec()].concat();
        let expected = "He went. ".repeat(20_000) + "A na\u{ef}ve man—he!";
        check(&english, Coding::OneByte(WINDOWS_1252), &expected);
    }

    #[test]
    fn no_text() {
        let damaged = Undecodable::Damaged { byte: 0xff, line: 2 };
        assert_eq!(decode("\u{e9}\u{e9}\n".bytes().chain([0xff]).collect()).unwrap_err(), damaged);
        for bytes in [b"a\0b".as_slice(), b"\x89\x01\x02\xff\x03", b"\xff\xfe\0\xdc\0\xdc"] {
            assert_eq!(decode(bytes.to_vec()).unwrap_err(), Undecodable::Binary, "{bytes:x?}");
        }
        let japanese = encoding_rs::SHIFT_JIS.encode("金額はいくらですか。").0;
        let foreign = decode(japanese.into_owned()).unwrap_err();
        assert_eq!(foreign, Undecodable::Foreign { encoding: "Shift_JIS" });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for mark in ["".as_bytes(), b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"] {
                let bytes = [mark, &bytes].concat();
                if let Ok(Decoded { text, coding }) = decode(bytes.clone()) {
                    let is_wide = matches!(coding, Coding::Utf16Le | Coding::Utf16Be);
                    let half = usize::from(is_wide && bytes.len() % 2 == 1);
                    prop_assert_eq!(coding.length(&text) + half, bytes.len());
                }
            }
        }
    }
}
