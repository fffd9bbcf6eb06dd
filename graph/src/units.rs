//! Texts with a unit: stretches of time, and numbers of bytes.

use std::time::Duration;

use bytesize::ByteSize;
use jiff::SignedDuration;

/// The time that `text` says, such as `30s` or `1m 30s`; it is longer than none.
pub(crate) fn time(text: &str) -> Option<Duration> {
    let time = Duration::try_from(text.trim().parse::<SignedDuration>().ok()?).ok()?;
    (!time.is_zero()).then_some(time)
}

/// The number of bytes that `text` says, such as `64 MiB` or `1.5 GB`; at least one. The unit has to
/// be there, whatever the case of its letters.
pub(crate) fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_whole = text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(['B', 'b']);
    let size: ByteSize = text.parse().ok().filter(|_| is_whole)?;
    Some(size.as_u64()).filter(|&n_bytes| n_bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time("30s"), Some(Duration::from_secs(30)));
        assert_eq!(time("1m 30s"), Some(Duration::from_secs(90)));
        assert_eq!(time("250 ms"), Some(Duration::from_millis(250)));
        for wrong in ["", "30", "0s", "-3s", "3 apples", "1 month", "s"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(size("64 MiB"), Some(64 << 20));
        assert_eq!(size("1.5GB"), Some(1_500_000_000));
        assert_eq!(size("512 b"), Some(512));
        for wrong in ["", "64", "64 M", "0 B", "-1 MB", "64 MX", "MiB", "inf B"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }
}
