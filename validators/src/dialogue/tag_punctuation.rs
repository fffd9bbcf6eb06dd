//! The mark between a speech and the words that say who speaks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::after_speech::after_speeches;
use crate::story::prose::{self, Text};
use crate::story::word_forms::is_abbreviation;
use crate::story::{Document, tags};
use crate::validator::Validator;

/// The rule `dialogue/tag-punctuation`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TagPunctuation {}

/// Verbs of which a sentence of two words is a tag.
const ONLY_SAYING: &str = "asked demanded enquired exclaimed inquired said";

/// How many words after a speech are looked at.
const REACH: usize = 3;

impl Validator for TagPunctuation {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/tag-punctuation",
        summary: "A full stop or a capital between a speech and its tag",
        docs: "\
Finds a speech that ends in a full stop although the sentence goes on with who speaks, and one that
ends in a comma although what follows begins like a new sentence. After a question, `She asked.` with a capital
is found too.

The full stop ends the sentence too early, and `she said.` is left as a sentence of its own. Publishers'
house styles agree on the comma.

```bad
“I shall wait for the boat.” she said, and sat down.

“I shall wait for the boat,” She said, and sat down.
```

```good
“I shall wait for the boat,” she said, and sat down.

“I shall wait for the boat.” She sat down.

“I shall wait for the boat!” she said.
```

Only words are judged that surely are a tag: a verb of saying with a pronoun, or with a name after it.
",
        group: Group::Correctness,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        after_speeches(document, REACH, |speech, words| {
            if let Some(slip) = Slip::find(speech.end as usize, words) {
                let location = document.location(slip.span);
                let finding = cx.report(location.clone(), slip.message);
                // Markup may stand for it: `&#46;`.
                let range = slip.span.range();
                if document.text[range.clone()] == document.prose[range] {
                    let edits = vec![Edit { location, replacement: slip.replacement }];
                    finding.fix(Fix { edits, is_safe: true });
                }
            }
        });
    }
}

/// What is wrong between a speech and its tag.
struct Slip {
    span: Span,
    message: String,
    replacement: String,
}

impl Slip {
    /// What is wrong between the speech that ends at byte `end` and `words`, which follow it.
    fn find(end: usize, words: Text<'_>) -> Option<Self> {
        let prose = words.prose();
        let before = &prose[..end];
        let close =
            before.char_indices().next_back().filter(|(_, mark)| "”\"’'»«“".contains(*mark))?;
        let said = before[..close.0].trim_end_matches('\0');
        let (at, stop) = said.char_indices().next_back()?;
        if words.len() < 2
            || !prose::is_blank(&prose[end..words.word(0).start])
            || !words.follows(1)
        {
            return None;
        }
        let (first, second) = (words.raw(0), words.raw(1));
        // "I" has its capital also where it begins a sentence.
        let is_pronoun = |word: &str| matches!(word, "he" | "she" | "they" | "we");
        let is_tag = |first: &str| {
            is_pronoun(first) && tags::is_saying(second) && words.raw(2) != "not"
                || tags::is_saying(first)
                    && (is_pronoun(second)
                        || prose::starts_with_capital(second)
                        || second == "the" && words.len() > 2)
        };
        if stop == '.' && is_tag(first) && ends_sentence(&said[..at]) {
            return Some(Self {
                span: Span::new(at..at + 1),
                message: format!("A full stop parts the speech from its tag `{first} {second}`"),
                replacement: ",".to_owned(),
            });
        }
        let is_he = matches!(first, "He" | "She" | "They" | "We");
        // "“Go!” She said so." is a sentence, and who cries may weep.
        let is_all = || {
            matches!(stop, '?' | '!')
                && prose::is_listed(ONLY_SAYING, second)
                && prose[words.word(1).end()..].trim_start_matches('\0').starts_with('.')
        };
        if is_he && (stop == ',' && tags::is_saying(second) || is_all()) {
            let first = words.word(0);
            let after = if stop == ',' { "a comma" } else { "the speech" };
            return Some(Self {
                span: first.span(),
                message: format!(
                    "The tag `{} {second}` goes on after {after} and has a capital",
                    first.raw
                ),
                replacement: first.raw.to_lowercase(),
            });
        }
        None
    }
}

/// Whether a period after `text` ends a sentence: it is no ellipsis, initial or abbreviation.
fn ends_sentence(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    !word.is_empty() && !is_abbreviation(word) || text.ends_with(['!', '?', ')', '*', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        // Other speeches, so that the marks are known to be those of speech.
        let story = format!("“Yes,” said Ann. “No,” said Tom.\n\n{text}");
        let found = testing::check(&TagPunctuation::default(), &story);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn full_stops() {
        let found = check("“I shall wait⟦.⟧” she said.");
        assert_eq!(found, ["A full stop parts the speech from its tag `she said`"]);
        check("“I shall wait⟦.⟧” said Ann. “I shall⟦.⟧” replied the girl. “It was I⟦.⟧” she said.");
        check("“I shall wait.” She rose. “I shall.” Ann said so. “I shall.” he left.");
        check("“I shall wait...” she said. “It is Mr.” she said. “Give me a B.” he said.");
    }

    #[test]
    fn capitals() {
        let found = check("“I shall wait,” ⟦She⟧ said.");
        assert_eq!(found, ["The tag `She said` goes on after a comma and has a capital"]);
        check("“Shall I wait?” ⟦She⟧ asked. “I shall!” ⟦He⟧ said.");
        check("“Shall I wait?” He cried. “Shall I?” He asked her to sit. “I shall!” I said.");
        check("“I shall wait,” Ann said. “I shall,” I said. “I shall!” She said so. “So.” I said.");
    }

    #[test]
    fn mended() {
        let found = testing::check(&TagPunctuation::default(), "“I shall wait⟦.⟧” she said.");
        let fix = found[0].fix.as_ref().expect("it can be mended");
        assert_eq!((&*fix.edits[0].replacement, fix.is_safe), (",", true));
        testing::check(&TagPunctuation::default(), "“*I shall wait⟦.⟧*” she said.");
    }
}
