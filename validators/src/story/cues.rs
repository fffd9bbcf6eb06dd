//! The name of who speaks next, as a script has it above what they say.

use crate::diagnostic::Span;
use crate::story::prose::{self, Packed, Word};
use crate::story::word_forms::is_possessive;

/// A name in a cue.
pub(crate) struct CueName {
    /// Its words, with one space between them.
    pub(crate) text: String,
    /// Where it is.
    pub(crate) span: Span,
}

/// The name that a cue is, given as its words. None if several people speak, or one of whom only
/// others tell: "ANN AND BOB", "GUARD #2", "ANN'S MOTHER".
pub(crate) fn name(prose: &str, words: &[Packed]) -> Option<CueName> {
    let words: Vec<Word<'_>> = words.iter().map(|word| word.of(prose)).collect();
    let words = match words.as_slice() {
        [first, rest @ ..] if is_word(*first, "the a an") => rest,
        words => words,
    };
    let (first, last) = (words.first()?, words.last()?);
    if !first.is_capitalised() {
        return None;
    }
    let span = Span::new(first.start..last.end());
    let mut text = String::with_capacity(span.range().len());
    for (i, word) in words.iter().enumerate() {
        let gap = i.checked_sub(1).map(|before| &prose[words[before].end()..word.start]);
        match gap {
            None => {}
            Some("-") => text.push('-'),
            Some(gap) if prose::is_blank(gap.trim_start_matches('.')) => {
                text.push_str(if gap.starts_with('.') { ". " } else { " " });
            }
            Some(_) => return None,
        }
        let is_name = word.raw.starts_with(char::is_alphabetic) && !is_possessive(&word.text());
        if !is_name || is_word(*word, "and or both all everybody everyone") {
            return None;
        }
        text.push_str(&word.text());
    }
    // What is left of the line says which of several it is.
    let rest = prose[last.end()..].trim_start_matches([' ', '\t']);
    (text.len() > 1 && !rest.starts_with(['#', '&', '+', '/'])).then_some(CueName { text, span })
}

/// Whether `word` is in `list`, in capitals or not.
fn is_word(word: Word<'_>, list: &str) -> bool {
    prose::is_listed(list, &word.raw.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cue: &str, expected: &str) {
        let words = prose::packed(cue, Span::new(0..cue.len()));
        let found = name(cue, &words).map(|name| name.text);
        assert_eq!(found.unwrap_or_default(), expected, "{cue}");
    }

    #[test]
    fn names() {
        for (cue, expected) in [
            ("JON", "JON"),
            ("McTavish", "McTavish"),
            ("OLD  TOM", "OLD TOM"),
            ("DR. HALE", "DR. HALE"),
            ("J.B.", "J. B"),
            ("JEAN-LUC", "JEAN-LUC"),
            ("THE DOCTOR", "DOCTOR"),
            ("ANN AND BOB", ""),
            ("ANN & BOB", ""),
            ("ANN/BOB", ""),
            ("GUARD 2", ""),
            ("GUARD #2", ""),
            ("ANN'S MOTHER", ""),
            ("EVERYBODY", ""),
            ("", ""),
        ] {
            check(cue, expected);
        }
    }
}
