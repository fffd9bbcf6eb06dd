//! Lines, whatever they end in.

use std::ops::Range;

use memchr::memchr2;

/// The lines of `text` from `start` on, without their ends: LF, CRLF or CR.
///
/// After the last end comes a last line, which may be empty.
pub fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let start = next?;
        let Some(length) = memchr2(b'\n', b'\r', &bytes[start..]) else {
            next = None;
            return Some(start..bytes.len());
        };
        let end = start + length;
        next = Some(end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 });
        Some(start..end)
    })
}

/// Where the first line of `text` starts: after the byte order mark, if it has one.
pub fn first_line_start(text: &str) -> usize {
    text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn ends() {
        let text = "a\nb\r\n\rc\r";
        let lines: Vec<_> = super::lines(text, 0).map(|line| &text[line]).collect();
        assert_eq!(lines, ["a", "b", "", "c", ""]);
    }
}
