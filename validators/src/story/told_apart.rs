//! Whether the words around two names say that two people bear them.

use std::ops::Range;

use crate::story::attributes::KIN;
use crate::story::gender::Gender;
use crate::story::prose::Text;
use crate::story::relatives::OF_KIN;
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

/// The [`KIN`], looked up for most names.
static RELATIVES: WordList = WordList::new(KIN);

/// So many words at most stand between a name and a pronoun of whoever bears it that says whose relative another is.
const REACH: usize = 25;

/// Whether the words around say that the name which is `words` of a text is another's than the name before it, which
/// ends before word `start`: they are told of as two, "Anna and Jane", or as relatives, "Anna and her sister Jane",
/// "Anna, who was Jane's sister". `may_be` tells whether the name before may be that of a woman, or of a man.
pub(crate) fn are_two(
    text: Text<'_>,
    start: usize,
    words: Range<usize>,
    may_be: impl Fn(Gender) -> bool,
) -> bool {
    let (at, end) = (words.start, words.end);
    if at > start + REACH {
        return false;
    }
    if at == start + 1 && text.raw(start) == "and" {
        return text.follows(start) && text.follows(at);
    }
    let owns = |whose: usize| match text.raw(whose) {
        "her" | "Her" => may_be(Gender::Female),
        "his" | "His" => may_be(Gender::Male),
        word => whose + 1 == start && is_possessive(word),
    };
    // "Anna, Jane's elder sister", "Anna came with Jane, her sister".
    if is_possessive(text.raw(end - 1)) {
        return text.is_kin_from(end) && text.is_said_of(start, at);
    }
    if matches!(text.raw(end), "her" | "his") && text.after_comma(end) {
        return text.is_kin_of_other(end) && owns(end);
    }
    let Some(last) = at.checked_sub(1).filter(|&last| last >= start) else { return false };
    // "Anna was the sister of Jane."
    if text.raw(last) == "of" && text.follows(at) {
        let kin = last.checked_sub(1).filter(|&kin| kin > start && text.is_kin(kin));
        let article = kin.map(|kin| text.before_adjectives(kin, start));
        return article.is_some_and(|article| {
            matches!(text.raw(article), "a" | "the") && text.is_said_of(start, article)
        });
    }
    // "Her sister Jane", "her sister was called Jane", "Anna's sister, Jane".
    let is_said = |word: &str| matches!(word, "called" | "is" | "named" | "was");
    let kin = (start..at).rev().find(|&k| !is_said(text.raw(k))).filter(|&kin| text.is_kin(kin));
    kin.is_some_and(|kin| {
        let whose = text.before_adjectives(kin, start.saturating_sub(1));
        (kin + 1..=at).all(|k| text.is_joined(k)) && whose < kin && owns(whose)
    })
}

impl Text<'_> {
    fn is_kin(self, i: usize) -> bool {
        RELATIVES.holds(self, i)
    }

    /// Whether somebody is told to be another's relative from word `i` on: "his elder sister".
    pub(crate) fn is_kin_of_other(self, i: usize) -> bool {
        matches!(self.raw(i), "her" | "his") && self.is_kin_from(i + 1)
    }

    /// Whether a relative is named from word `i` on: "elder sister".
    fn is_kin_from(self, i: usize) -> bool {
        let kin = (i..i + 3).find(|&k| !OF_KIN.contains(self.raw(k)));
        kin.is_some_and(|kin| self.is_kin(kin) && (i + 1..=kin).all(|k| self.follows(k)))
    }

    /// The word before word `kin` and the adjectives of it, which is word `floor` at least.
    fn before_adjectives(self, kin: usize, floor: usize) -> usize {
        let is_adjective = |k: usize| k > floor && OF_KIN.contains(self.raw(k));
        let mut at = kin.saturating_sub(1).max(floor);
        while is_adjective(at) && at + 3 > kin {
            at -= 1;
        }
        at
    }

    /// Whether what begins with word `at` is said of whoever bears the name that ends before word `start`.
    fn is_said_of(self, start: usize, at: usize) -> bool {
        let is_was = |k: usize| matches!(self.raw(k), "is" | "was");
        match at - start {
            0 => self.after_comma(at),
            1 => is_was(start) && self.follows(start) && self.follows(at),
            2 => self.raw(start) == "who" && is_was(start + 1) && self.is_joined(start),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::story::names::check_others;

    #[test]
    fn two() {
        for text in [
            "Then Anna and Jane went.",
            "Then Anna and her mother Jane went.",
            "Anna went with Jane, her elder daughter.",
            "Anna, who was Jane's mother, went.",
            "Anna was Jane's youngest sister.",
            "Anna, the mother of Jane, went.",
            "He met Anna's sister, Jane.",
            "Anna slept. Her little sister was called Jane.",
        ] {
            check_others(text, &[["Anna", "Jane"]]);
        }
    }

    #[test]
    fn not_told() {
        for text in [
            "Then Anna kissed Jane.",
            "Tom met Jane, her sister.",
            "Anna slept, and Jane's sister went.",
            "Anna went. And Jane went.",
            "Anna saw the sister of Jane.",
        ] {
            check_others(text, &[]);
        }
    }
}
