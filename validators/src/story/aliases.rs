//! Whether the words between two names say that they are the same person's.

use crate::story::prose;

/// Words that say how somebody is called: "commonly called".
const HOW: &str =
    "also always better commonly familiarly generally often otherwise popularly sometimes usually";

/// As many words as may stand between two names that are said to be the same person's.
pub(crate) const MOST: usize = 5;

/// Whether the word before a name may end what says that it is another's too.
#[inline]
pub(crate) fn may_say(last: &str) -> bool {
    matches!(last, "alias" | "otherwise" | "called" | "as" | "nicknamed" | "or")
}

/// Whether `between`, at most [`MOST`] words between two names, which nothing but spaces, commas and
/// quotation marks part, says that both are one person's; `after` are the words after the second.
pub(crate) fn says_same(between: &[&str], after: [&str; 2]) -> bool {
    let words = match between {
        ["who", "is" | "was", rest @ ..] => rest,
        _ => between,
    };
    let is_how = |word: &str| prose::is_listed(HOW, word);
    match words {
        ["alias" | "otherwise" | "nicknamed"] | ["known", "as"] => true,
        [how, "called" | "nicknamed"] | [how, "known", "as"] => is_how(how),
        // "Mr. Orme, or Old Nick as he was called".
        ["or"] => {
            after[0] == "as"
                && prose::is_listed("everybody everyone he her his people she", after[1])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::story::names::check_pairs;

    /// Checks which names a text says are the same person's.
    #[track_caller]
    fn check(text: &str, expected: &[[&str; 2]]) {
        check_pairs(text, |names| &names.aliases, expected);
    }

    #[test]
    fn said() {
        for text in [
            "He saw Rook Hale, alias Finch.",
            "He saw Rook Hale, otherwise Finch, and Anna.",
            "He saw Rook Hale, commonly called Finch.",
            "He saw Rook Hale, who was better known as Finch.",
            "He saw Rook Hale, or Finch, as he was called.",
            "He saw Rook Hale, nicknamed “Finch”.",
        ] {
            check(text, &[["Rook Hale", "Finch"]]);
        }
    }

    #[test]
    fn not_said() {
        for text in [
            "He saw Rook Hale. Otherwise Finch slept.",
            "He saw Rook Hale or Finch.",
            "He saw Rook Hale or Finch as he went.",
            "Rook Hale called Finch.",
            "Rook Hale slept. Sometimes called Finch slept.",
            "As well known as Finch was Rook Hale.",
            "Rook Hale was as good as Finch.",
            "Rook Hale\n\nalias Finch",
        ] {
            check(text, &[]);
        }
    }
}
