//! The reading order of files.

use std::cmp::Ordering;
use std::ops::Range;

use rustc_hash::FxHashMap;
use storylint_validators::story::{cardinal, ordinal};

/// Sorts `items` by their paths as [`compare`] has it, but that a number in words counts as one in figures where names
/// beside each other differ in it alone, or it stands after a word such as "chapter": `part-two` comes before `part-three`,
/// and `Chapter Two - The Boy` before `Chapter Three - The Sea`. Linear, but for sorting.
pub(crate) fn sort<T>(items: &mut [T], path: impl Fn(&T) -> &str) {
    // By what is before and after it in a path up to the end of a name: a first such number, and whether there is another.
    let mut numbers: FxHashMap<[String; 2], (u32, bool)> = FxHashMap::default();
    for path in items.iter().map(&path) {
        for (at, number) in numbers_in_words(path) {
            let (first, differs) = numbers.entry(around(path, &at)).or_insert((number, false));
            *differs |= *first != number;
        }
    }
    if !numbers.values().any(|(_, differs)| *differs) {
        items.sort_by(|a, b| compare(path(a), path(b)));
        return;
    }
    let mut in_figures: FxHashMap<String, String> = FxHashMap::default();
    for path in items.iter().map(&path) {
        let mut changed = path.to_owned();
        for (at, number) in numbers_in_words(path).into_iter().rev() {
            if numbers[&around(path, &at)].1 {
                changed.replace_range(at, &number.to_string());
            }
        }
        if changed != path {
            in_figures.insert(path.to_owned(), changed);
        }
    }
    items.sort_by(|a, b| {
        let (a, b) = (path(a), path(b));
        let key = |path| in_figures.get(path).map_or(path, String::as_str);
        compare(key(a), key(b)).then_with(|| a.cmp(b))
    });
}

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

/// So many numbers of a path order it: more are no names that anybody gives, and each is compared with all before it.
const MOST_NUMBERS: usize = 16;

/// The numbers in words in the names of `path`, with their places: `two`, `twenty-one`, `Third`, `FOUR`.
fn numbers_in_words(path: &str) -> Vec<(Range<usize>, u32)> {
    let mut numbers = Vec::new();
    for name in path.split('/') {
        let mut words = name.split(|c: char| !c.is_alphanumeric()).peekable();
        while let Some(word) = words.next() {
            let Some(value) = number(word) else { continue };
            let unit = words.peek().filter(|_| value >= 20).copied();
            let unit = unit.and_then(|word| Some((word, number(word)?)));
            let (last, value) = match unit.filter(|(_, unit)| (1..=9).contains(unit)) {
                Some((last, unit)) => {
                    words.next();
                    (last, value + unit)
                }
                None => (word, value),
            };
            let start = |word: &str| word.as_ptr() as usize - path.as_ptr() as usize;
            numbers.push((start(word)..start(last) + last.len(), value));
        }
    }
    numbers.truncate(MOST_NUMBERS);
    numbers
}

/// The number that a word is that has no figures, whatever the case of its letters.
fn number(word: &str) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    let has_letters = lower.starts_with(|c: char| c.is_ascii_lowercase());
    cardinal(&lower).or_else(|| ordinal(&lower)).filter(|_| has_letters)
}

/// Words in names of files and folders with a number after them.
const DIVISIONS: [&str; 10] =
    ["act", "book", "canto", "chapter", "day", "letter", "part", "scene", "stave", "volume"];

/// What is before `at` in `path`, and what is after it up to the end of the name that it is in, which says nothing
/// where the number is that of a chapter or the like; in lower case, since none is compared with regard to it.
fn around(path: &str, at: &Range<usize>) -> [String; 2] {
    let (before, after) = (&path[..at.start], &path[at.end..]);
    let word = before.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    let is_division =
        |word: &str| DIVISIONS.iter().any(|division| division.eq_ignore_ascii_case(word));
    let after = match word.is_some_and(is_division) {
        true => "",
        false => after.split('/').next().unwrap_or_default(),
    };
    [before, after].map(str::to_ascii_lowercase)
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

    #[track_caller]
    fn check_sorted(paths: &[&str]) {
        let mut sorted = paths.to_vec();
        sorted.reverse();
        sort(&mut sorted, |path| path);
        assert_eq!(sorted, paths);
    }

    #[test]
    fn numbers_in_words_by_value() {
        check_sorted(&["one.md", "two.md", "three.md", "epilogue.md"]);
        check_sorted(&["twenty-two.md", "twenty-three.md", "twenty-seven.md", "twenty-eight.md"]);
        check_sorted(&[
            "Part One.md",
            "Part Two.md",
            "Part Nine.md",
            "Part Twenty–One.md",
            "Part Thirty.md",
        ]);
        check_sorted(&[
            "first-day/b.md",
            "second-day/a.md",
            "third-day/one.md",
            "third-day/two.md",
        ]);
        check_sorted(&["act-1/one.md", "act-1/two.md", "act-1/three.md", "act-2/one.md"]);
        check_sorted(&["PART ONE.md", "PART TWO.md", "PART THREE.md"]);
        check_sorted(&["Part One.md", "PART TWO.md", "part three.md"]);
        check_sorted(&["BOOK ONE/part two.md", "book one/Part Three.md"]);
        check_sorted(&[
            "part-one-chapter-two.md",
            "part-one-chapter-three.md",
            "part-two-chapter-one.md",
            "part-two-chapter-ten.md",
            "part-three-chapter-one.md",
        ]);
        check_sorted(&["Chapter One - The Boy.md", "Chapter Two - Z.md", "Chapter Three - A.md"]);
    }

    #[test]
    fn words_that_number_nothing() {
        check_sorted(&["emma.md", "one day.md", "three men in a boat.md", "two on a tower.md"]);
        check_sorted(&["25th-three.md", "26th.md", "27th.md"]);
        check_sorted(&["act-1/three.md", "act-2/one.md", "act-2/two.md", "the-tenth.md"]);
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
