//! Words that tell who speaks, where the mark that parts them from the speech is missing.

use crate::story::prose;
use crate::story::quotation_marks::is_mark;

/// Verbs that say that someone speaks, and that seldom say anything else: where no mark stands before
/// it, "told" or "read" is rather a part of the speech.
const SAYING: &str = "\
added agreed answered asked called continued cried declared demanded echoed ejaculated exclaimed \
gasped inquired insisted interrupted muttered murmured observed remarked repeated replied \
responded retorted returned said screamed shouted snapped suggested thought urged whispered";

/// How many words such a verb has with it: "said the old man".
const TAG_WORDS: usize = 5;

/// Whether `text`, which starts with a speech, runs from it into words that tell who speaks, without
/// a closing mark: "Where? asked Mary and rose.", "I know, said Mary."
pub(crate) fn runs_into_tag(text: &str) -> bool {
    let asks = text.match_indices(['?', '!']).any(|(at, _)| starts_with_tag(&text[at + 1..]));
    asks || ends_in_tag(text)
}

/// Whether `text` starts with a break and then "said" or "she said".
fn starts_with_tag(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_saying =
        |word: &str| prose::is_listed(SAYING, word.trim_end_matches([',', '.', ';', ':']));
    text.starts_with(char::is_whitespace)
        && words.next().is_some_and(|first| {
            let is_pronoun = matches!(first, "he" | "she");
            is_saying(first) || (is_pronoun && words.next().is_some_and(is_saying))
        })
}

/// Whether `text` ends in words such as `, said Mary.`
fn ends_in_tag(text: &str) -> bool {
    let Some(text) = text.strip_suffix('.') else { return false };
    let Some(comma) = text.rfind(',') else { return false };
    let tag = &text[comma + 1..];
    tag.starts_with(char::is_whitespace)
        && !tag.contains(is_mark)
        && tag.trim_start().starts_with(char::is_lowercase)
        && tag.split_whitespace().count() <= TAG_WORDS
        && tag.split_whitespace().any(|word| prose::is_listed(SAYING, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert!(runs_into_tag("“Where? asked Ann and rose"));
        assert!(runs_into_tag("“I know, said the old man."));
        assert!(!runs_into_tag("“He said it was so, and that he said no such thing to her."));
        assert!(!runs_into_tag("“What! I said so."));
    }
}
