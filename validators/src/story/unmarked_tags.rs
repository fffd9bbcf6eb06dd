//! Words that tell who speaks, where the mark that parts them from the speech is missing.

use crate::diagnostic::Span;
use crate::story::prose;
use crate::story::quotation_marks::is_mark;
use crate::story::word_forms::is_any_past;

/// Verbs that say that someone speaks, and that seldom say anything else: where no mark stands before
/// it, "told" or "read" is rather a part of the speech.
const SAYING: &str = "\
added adds agreed answered answers asked asks called continued continues cried cries declared demanded echoed \
ejaculated enquired exclaimed gasped inquired inquires insisted interrupted muttered murmured observed observes \
remarked remarks repeated repeats replied replies responded retorted retorts returned returns said says screamed \
shouted snapped suggested thought urged whispered whispers";

/// Words that people say, and that no narrator does who tells of others in the past.
const SPOKEN: &str = "I am are is me my our shall us we will you your";

/// How many words such a verb has with it: "said the old man".
const TAG_WORDS: usize = 5;

/// Whether `text`, which starts with a speech, runs from it into words that tell who speaks, without
/// a closing mark: "Where? asked Mary and rose.", "I know, said Mary."
pub(crate) fn runs_into_tag(text: &str) -> bool {
    let is_tag = |at: usize| starts_with_tag(&text[at..], "he she");
    let asks = text.match_indices(['?', '!']).any(|(at, _)| is_tag(at + 1));
    asks || ends_in_tag(text) || text.match_indices(',').any(|(at, _)| says(&text[at + 1..]))
}

/// Whether `text` starts with a break and words such as `said the Squire,`.
fn says(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_verb = |word: &str| prose::is_listed(SAYING, word) && word != "thought";
    let ends =
        |word: &str| word.ends_with([',', '.', ';']) && !matches!(word, "Mr." | "Mrs." | "Dr.");
    let is_somebody = |word: &str| {
        matches!(word, "he" | "she" | "the" | "my" | "old") || prose::starts_with_capital(word)
    };
    text.starts_with(char::is_whitespace)
        && words.next().is_some_and(is_verb)
        && words
            .clone()
            .next()
            .is_some_and(|word| is_somebody(word.trim_end_matches([',', '.', ';'])))
        && words.take(3).any(ends)
}

/// Where in `text`, which starts with a speech that no mark closes, the mark is missing, as far as the words after it
/// tell: before words that tell who speaks, or after the sentence with the last word of a speech, if what follows is
/// told in the past; else at the end.
pub(crate) fn unmarked_end(text: &str) -> usize {
    let after = |(at, mark): (usize, &str)| at + mark.len();
    let is_tag = |&at: &usize| starts_with_tag(&text[at..], "I he she they we");
    if let Some(tag) = text.match_indices([',', '?', '!', '.']).map(after).find(is_tag) {
        return tag;
    }
    let (mut last, mut told) = (0, false);
    for word in prose::words(text, Span::new(0..text.len())) {
        if prose::is_listed(SPOKEN, word.raw) {
            (last, told) = (word.end(), false);
        }
        told |= is_any_past(word.raw);
    }
    let is_sentence = |&at: &usize| text[at..].starts_with(char::is_whitespace);
    let sentence = text[last..].match_indices(['?', '!', '.']).map(|it| last + after(it));
    let sentence = sentence.filter(|_| told).find(is_sentence);
    sentence.unwrap_or(text.trim_end().len())
}

/// Whether `text` starts with a break and then "said", or that after one of these `pronouns`: "she said".
fn starts_with_tag(text: &str, pronouns: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_saying =
        |word: &str| prose::is_listed(SAYING, word.trim_end_matches([',', '.', ';', ':']));
    text.starts_with(char::is_whitespace)
        && words.next().is_some_and(|first| {
            let is_pronoun = prose::is_listed(pronouns, first);
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
        assert!(runs_into_tag("“I know, said Mr. Orme, looking up."));
        assert!(!runs_into_tag(
            "“I know, said so, and he knows, asked or not, what he asked the man about."
        ));
        assert!(!runs_into_tag("“He said it was so, and that he said no such thing to her."));
        assert!(!runs_into_tag("“He did! They said so."));
        assert!(runs_into_tag("“Where? inquires Ann."));
    }

    #[test]
    fn ends() {
        let end = |text: &str| text[..unmarked_end(text)].to_owned();
        assert_eq!(end("“I know, said Ann. She rose."), "“I know,");
        assert_eq!(end("“I know it, I repeated. She rose."), "“I know it,");
        assert_eq!(end("“I know it all. Ann looked up. He wept."), "“I know it all.");
        assert_eq!(end("“I know. It is late. "), "“I know. It is late.");
    }
}
