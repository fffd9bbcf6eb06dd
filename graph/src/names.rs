//! How messages speak of names.

/// `` `a`, `b` and `c` ``, where `last` is the word before the last of them.
pub(crate) fn list(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, front)) => format!("{} {last} {end}", front.join(", ")),
        None => String::new(),
    }
}

/// Asks whether the nearest of `names` was meant, if one is near enough to be a slip of the pen.
pub fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let name: Vec<char> = name.chars().collect();
    // A third of the letters, as rustc does it: enough for a slip, too little for another word.
    let most = name.len().max(3) / 3;
    names
        .into_iter()
        .filter(|other| other.chars().count().abs_diff(name.len()) <= most)
        .map(|other| (distance(&name, &other.chars().collect::<Vec<_>>()), other))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, nearest)| format!("did you mean `{nearest}`?"))
}

/// How many insertions, deletions, substitutions and swaps of neighbours lie between `a` and `b`:
/// Damerau's distance with no letter edited twice ("optimal string alignment").
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substituted = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substituted.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: usize) {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars(a), &chars(b)), expected);
        assert_eq!(distance(&chars(b), &chars(a)), expected);
    }

    #[test]
    fn distances() {
        check("", "", 0);
        check("", "abc", 3);
        check("chapter", "chapters", 1);
        check("chapters", "chatpers", 1);
        check("bible", "bubble", 2);
        check("ca", "abc", 3);
        check("é日", "e日", 1);
    }

    #[test]
    fn the_first_of_the_nearest_is_meant() {
        let names = ["needles", "need", "needs", "feeds"];
        assert_eq!(did_you_mean("nedes", names).as_deref(), Some("did you mean `needs`?"));
        assert_eq!(did_you_mean("reeds", names).as_deref(), Some("did you mean `needs`?"));
    }

    #[test]
    fn another_word_is_not_meant() {
        assert_eq!(did_you_mean("cast", ["chapters", "mask", "cost of it", "cas do"]), None);
    }

    #[test]
    fn lists() {
        assert_eq!(list(&[], "and"), "");
        assert_eq!(list(&["a"], "and"), "`a`");
        assert_eq!(list(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
