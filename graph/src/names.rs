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

/// Asks whether the [nearest] of `names` was meant.
pub fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(name, names).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// The nearest of `names`, if one is near enough to be a slip of the pen, whatever the case of its letters, or if
/// `name` is its first letters; of several the first.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let n_letters = name.chars().count();
    // A third of the letters, as rustc does it: enough for a slip, too little for another word; and not all of them.
    let most = (n_letters.max(3) / 3).min(n_letters.saturating_sub(1));
    let distance = |other: &str| {
        let other = other.to_lowercase();
        let is_short_for = n_letters >= 3 && other.starts_with(&name);
        let is_as_long = other.chars().count().abs_diff(n_letters) <= most;
        let distance = is_as_long.then(|| strsim::osa_distance(&name, &other));
        // Cut off is further than misspelt.
        distance.filter(|&it| it <= most).or(is_short_for.then_some(usize::MAX))
    };
    names
        .into_iter()
        .filter_map(|other| Some((distance(other)?, other)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, nearest)| nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_nearest_is_meant() {
        let names = ["needles", "need", "needs", "feeds"];
        assert_eq!(did_you_mean("nedes", names).as_deref(), Some("did you mean `needs`?"));
        assert_eq!(did_you_mean("reeds", names).as_deref(), Some("did you mean `needs`?"));
    }

    #[test]
    fn a_short_name() {
        assert_eq!(did_you_mean("ab", ["ac", "bible"]).as_deref(), Some("did you mean `ac`?"));
        assert_eq!(did_you_mean("x", ["f"]), None);
        assert_eq!(did_you_mean("", ["f"]), None);
    }

    #[test]
    fn capitals_and_short_forms() {
        assert_eq!(did_you_mean("SARIF", ["sarif"]).as_deref(), Some("did you mean `sarif`?"));
        let levels = ["off", "on", "warning", "error"];
        assert_eq!(did_you_mean("warn", levels).as_deref(), Some("did you mean `warning`?"));
        assert_eq!(did_you_mean("no", levels).as_deref(), Some("did you mean `on`?"));
        assert_eq!(did_you_mean("e", levels), None);
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
