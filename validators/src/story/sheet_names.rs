//! Names as sheets write them.

use crate::story::prose::{is_listed, starts_with_capital};

/// The most words that a name has.
const LONGEST_NAME: usize = 7;

/// Words without a capital that names have.
const PARTICLES: &str = "af al and da de del den der di du el la le of ten the van von y zu";

/// A name without the brackets of a wiki link or quotation marks around it.
pub(crate) fn plain_name(written: &str) -> String {
    let written = written.trim().trim_start_matches("[[").trim_end_matches("]]");
    let name = written.rsplit('|').next().unwrap_or_default();
    name.trim_matches(['"', '“', '”', '‘', '\'', ' ']).to_owned()
}

/// Whether `text` may be a name: a few words, all with a capital but particles.
pub(crate) fn is_name(text: &str) -> bool {
    let words = || text.split_whitespace();
    let is_capital = |word: &str| {
        let word = word.trim_start_matches(['"', '“', '‘', '\'', '(']);
        starts_with_capital(word) || is_listed(PARTICLES, word)
    };
    let n_words = words().count();
    (1..=LONGEST_NAME).contains(&n_words)
        && words().all(is_capital)
        && words().any(starts_with_capital)
        && !text.ends_with(['.', '?', '!', ':'])
        && !text.contains(|c: char| c.is_ascii_digit())
}

/// All names in what stands in a sheet for a name: `Ann "Nan" Hale aka Ann Orme (the Eel)`.
pub(crate) fn all_names(written: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |name: String| {
        if is_name(&name) && !names.contains(&name) {
            names.push(name);
        }
    };
    let mut nicknames = Vec::new();
    for part in split_aka(written) {
        let mut plain = String::new();
        let mut rest = part;
        while let Some(open) = rest.find(['"', '“', '(']) {
            let mark = rest[open..].chars().next().expect("it was found");
            let close = if mark == '(' { &[')'][..] } else { &['"', '”'][..] };
            let inner = &rest[open + mark.len_utf8()..];
            let Some(length) = inner.find(close) else { break };
            plain += &rest[..open];
            nicknames.push(inner[..length].trim().to_owned());
            rest = inner[length..].trim_start_matches(close);
        }
        plain += rest;
        add(plain.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    nicknames.into_iter().for_each(add);
    names
}

/// The parts of `written` that `aka` or the like parts.
fn split_aka(written: &str) -> Vec<&str> {
    let mut parts = vec![written];
    for sign in [" aka ", " a.k.a. ", " AKA ", " alias ", " also known as ", " / "] {
        parts = parts.into_iter().flat_map(|part| part.split(sign)).collect();
    }
    parts
}

/// `word` with a capital.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (written, expected) in [
            ("Ann Hale", "Ann Hale"),
            ("Ann \"Nan\" Hale", "Ann Hale, Nan"),
            ("Ann “the Eel” Hale (Nell)", "Ann Hale, the Eel, Nell"),
            ("Ann aka Jon Orme", "Ann, Jon Orme"),
            ("\"Nan\"", "Nan"),
            ("Ann (a girl)", "Ann"),
            ("Ann \"Nan", "Ann \"Nan"),
            ("a girl", ""),
            ("", ""),
        ] {
            assert_eq!(all_names(written).join(", "), expected);
        }
        assert_eq!(plain_name("[[ann|Ann Hale]]"), "Ann Hale");
        assert!(
            !is_name("Chapter 1")
                && !is_name("The Crossing was long")
                && is_name("Anna de la Hale")
        );
    }
}
