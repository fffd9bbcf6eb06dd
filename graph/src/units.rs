//! Texts with a unit: stretches of time, and numbers of bytes.

use std::time::Duration;

use jiff::SignedDuration;

/// What a unit is called, and how many of the smallest it is.
type Unit = (&'static str, u128);

/// Units of time, in nanoseconds, the longest first.
const TIMES: [Unit; 7] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1000),
    ("µs", 1000),
    ("ns", 1),
];

/// Units of size, in bytes.
const SIZES: [Unit; 13] = [
    ("B", 1),
    ("kB", 1000),
    ("MB", 1000_u128.pow(2)),
    ("GB", 1000_u128.pow(3)),
    ("TB", 1000_u128.pow(4)),
    ("PB", 1000_u128.pow(5)),
    ("EB", 1000_u128.pow(6)),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("EiB", 1 << 60),
];

/// How many decimals count, at most: as many as one of the longest unit can have.
const DECIMALS: usize = 15;

/// The time that `text` says, such as `30s` or `1m 30s`; it is longer than none.
pub(crate) fn time(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let (mut n_nanoseconds, mut last) = (0_u128, u128::MAX);
    while !rest.is_empty() {
        let (amount, unit, after) = amount(rest, &TIMES)?;
        if unit >= last {
            return None;
        }
        n_nanoseconds = n_nanoseconds.checked_add(amount)?;
        (rest, last) = (after.trim_start(), unit);
    }
    let n_nanoseconds = u64::try_from(n_nanoseconds).ok().filter(|&n| n > 0)?;
    Some(Duration::from_nanos(n_nanoseconds))
}

/// The time that `text` says in other units, such as `30 seconds`, in those of [`time`].
pub(crate) fn meant_time(text: &str) -> Option<String> {
    let meant = format!("{:#}", text.trim().parse::<SignedDuration>().ok()?);
    time(&meant).map(|_| meant)
}

/// The number of bytes that `text` says, such as `64 MiB` or `1.5 GB`; at least one.
pub(crate) fn size(text: &str) -> Option<u64> {
    let (n_bytes, _, rest) = amount(text.trim(), &SIZES)?;
    u64::try_from(n_bytes).ok().filter(|&n_bytes| n_bytes > 0 && rest.is_empty())
}

/// The size that `text` says but for the case of letters or the `B`, such as `64 mb` or `1 Gi`.
pub(crate) fn meant_size(text: &str) -> Option<String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let is_meant = |&(name, _): &Unit| {
        [name, name.trim_end_matches('B')].iter().any(|name| name.eq_ignore_ascii_case(unit))
    };
    let (name, _) = SIZES.into_iter().find(is_meant)?;
    let meant = format!("{number}{name}");
    size(&meant).map(|_| meant)
}

/// What the number and the unit that `text` begins with come to, how long the unit is, and what is
/// after it. A part of one is one.
fn amount<'t>(text: &'t str, units: &[Unit]) -> Option<(u128, u128, &'t str)> {
    let (whole, rest) = digits(text)?;
    let (decimals, rest) = rest.strip_prefix('.').map_or(Some(("0", rest)), digits)?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let &(_, unit) = units.iter().find(|&&(name, _)| name == &rest[..end])?;
    let decimals = &decimals[..decimals.len().min(DECIMALS)];
    let parts = (0..decimals.len()).fold(1, |parts, _| 10 * parts);
    let part = (decimals.parse::<u128>().ok()? * unit).div_ceil(parts);
    let amount = whole.parse::<u128>().ok()?.checked_mul(unit)?.checked_add(part)?;
    Some((amount, unit, &rest[end..]))
}

/// The digits that `text` begins with, at least one, and what is after them.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time("30s"), Some(Duration::from_secs(30)));
        assert_eq!(time(" 1m 30s "), Some(Duration::from_secs(90)));
        assert_eq!(time("1.5h30 m"), Some(Duration::from_secs(7200)));
        assert_eq!(time("250 ms"), Some(Duration::from_millis(250)));
        assert_eq!(time("3us 2ns"), Some(Duration::from_nanos(3002)));
        assert_eq!(time("0.0015 µs"), Some(Duration::from_nanos(2)));
        for wrong in [
            "",
            "30",
            "0s",
            "-3s",
            "3 apples",
            "1 month",
            "s",
            "30sec",
            "1 hour",
            "30S",
            "1.s",
            ".5s",
            "1s 1m",
            "1s 1s",
            "1us 1µs",
            "1h, 2m",
            "01:30:00",
            "PT3S",
            "9999999999h",
            "99999999999999999999999999999999999999999s",
        ] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(size("64 MiB"), Some(64 << 20));
        assert_eq!(size("1.5GB"), Some(1_500_000_000));
        assert_eq!(size(" 512 B "), Some(512));
        assert_eq!(size("0.3 B"), Some(1));
        assert_eq!(size("15.999999999999999999999 EiB"), Some(u64::MAX - 1151));
        for wrong in [
            "", "64", "64 M", "0 B", "-1 MB", "64 MX", "MiB", "inf B", "512 b", "64 Mb", "64 KB",
            "64 kiB", "1.MB", ".5 MB", "64 MB x", "16 EiB",
        ] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_meant() {
        for (written, expected) in [
            ("30sec", Some("30s")),
            ("1 hour, 30 minutes", Some("1h 30m")),
            ("30 sex", None),
            ("-3 sec", None),
            ("0 sec", None),
        ] {
            assert_eq!(meant_time(written).as_deref(), expected, "{written}");
        }
        for (written, expected) in [
            ("64 Mb", Some("64 MB")),
            ("64KB", Some("64kB")),
            ("1.5 Gi", Some("1.5 GiB")),
            ("64 MBit", None),
            ("0 mb", None),
            ("mb", None),
        ] {
            assert_eq!(meant_size(written).as_deref(), expected, "{written}");
        }
    }
}
