//! The reading order of files.

use std::cmp::Ordering;

/// Compares two paths folder by folder; `chapter-2` comes before `chapter-10`.
///
/// Numbers compare by value and letters without regard to ASCII case; paths that are equal so far
/// compare byte by byte, so the order is total.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    compare_stems(stem(a).as_bytes(), stem(b).as_bytes()).then_with(|| a.cmp(b))
}

/// Whether the links of the file at `path` are a book's chapters in order, as mdBook has it.
pub(crate) fn is_summary(path: &str) -> bool {
    path == "SUMMARY.md" || path.ends_with("/SUMMARY.md")
}

/// A path without its ending, so that `chapter-1.md` comes before `chapter-1.5.md`.
fn stem(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => stem,
        _ => path,
    }
}

fn compare_stems(mut a: &[u8], mut b: &[u8]) -> Ordering {
    // Most begin alike; a number in which they part counts as a whole.
    let n_alike = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let n_digits = a[..n_alike].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (a, b) = (&a[n_alike - n_digits..], &b[n_alike - n_digits..]);
    while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number_a, number_b) = (take_number(&mut a), take_number(&mut b));
            number_a.len().cmp(&number_b.len()).then(number_a.cmp(number_b))
        } else {
            (a, b) = (&a[1..], &b[1..]);
            // The name that ends first comes first.
            let rank = |byte: u8| (byte != b'/', byte.to_ascii_lowercase());
            rank(x).cmp(&rank(y))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// Cuts the digits off the front of `name`, and leading zeros off the digits.
fn take_number<'a>(name: &mut &'a [u8]) -> &'a [u8] {
    let n_digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = name.split_at(n_digits);
    *name = rest;
    let n_zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[n_zeros..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_order(paths: &[&str]) {
        for pair in paths.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn numbers_by_value() {
        check_order(&[
            "chapter-1.md",
            "chapter-2.md",
            "chapter-10.md",
            "chapter-010.5.md",
            "chapter-11.md",
        ]);
    }

    #[test]
    fn leading_zeros() {
        check_order(&["01.md", "1.md", "02.md", "2.md"]);
    }

    #[test]
    fn folders_before_names() {
        check_order(&["book-2/chapter-9.md", "book-10/chapter-1.md"]);
    }

    #[test]
    fn folders_with_dots() {
        check_order(&["Vol. 1/ch1", "Vol. 1/ch2", "Vol. 2/ch1", "Vol. 2/ch1.md"]);
    }

    #[test]
    fn case_only_breaks_ties() {
        check_order(&["Act.md", "act.md", "Ball.md"]);
    }

    proptest! {
        #[test]
        fn the_order_is_total(mut paths in prop::collection::vec("[aA0-2/.-]{0,6}", 3)) {
            paths.sort_by(|a, b| compare(a, b));
            prop_assert_ne!(compare(&paths[0], &paths[2]), Ordering::Greater);
            prop_assert_eq!(compare(&paths[0], &paths[1]), compare(&paths[1], &paths[0]).reverse());
            prop_assert_eq!(compare(&paths[0], &paths[1]) == Ordering::Equal, paths[0] == paths[1]);
        }
    }
}
