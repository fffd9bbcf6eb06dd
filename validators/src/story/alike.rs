//! Names that a name may be a misspelling of.

/// How alike two names are, from 0 to 1, if one may be a misspelling of the other.
const ALIKE: f64 = 0.75;

/// For so many names that are wrong another is suggested, which takes a look at every one.
pub(crate) const MOST_SUGGESTIONS: usize = 500;

/// The most bytes in the name of a file on any common system; comparing takes the square of it.
const LONGEST_NAME: usize = 255;

/// Which of `all` is most likely meant by `name`, which none of them is `called`; of several that are equally
/// like it the first of the alphabet.
pub(crate) fn most_alike<T>(
    name: &str,
    all: impl Iterator<Item = T>,
    called: impl Fn(&T) -> &str,
) -> Option<T> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let scored = all.map(|it| (strsim::normalized_damerau_levenshtein(name, called(&it)), it));
    let by_name = |a: &T, b: &T| called(b).cmp(called(a));
    let most_alike = scored
        .filter(|&(alike, _)| alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| by_name(&a.1, &b.1)));
    most_alike.map(|(_, most_alike)| most_alike)
}

/// The numbers in a name. Chapter 3 is no misspelling of chapter 4, but it is one of chapter 03.
pub(crate) fn numbers(name: &str) -> impl Iterator<Item = &str> {
    name.split(|char: char| !char.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.trim_start_matches('0'))
}
