//! The mark between a speech and the words that say who speaks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::after_speech::after_speeches;
use crate::story::prose::{self, Text, is_apostrophe};
use crate::story::word_forms::is_abbreviation;
use crate::story::{Document, tags};
use crate::validator::Validator;

/// The rule `dialogue/tag-punctuation`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TagPunctuation {}

/// Verbs of which a sentence of two words is a tag.
const ONLY_SAYING: &str = "asked demanded enquired exclaimed inquired said";

/// Words before somebody who is named by no name: "said my guardian".
const BEFORE_SOMEBODY: &str = "a an another her his my one our that their this your";

/// How many words after a speech are looked at.
const REACH: usize = 3;

/// A comma outside is a slip where so many times as many stand inside.
const TIMES_AS_OFTEN: usize = 4;

impl Validator for TagPunctuation {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/tag-punctuation",
        summary: "A wrong mark or a capital between a speech and its tag",
        docs: "\
Finds a speech that ends in a full stop although the sentence goes on with who speaks, and one that
ends in a comma although what follows begins like a new sentence. After a question, `She asked.` with a capital
is found too, and so is a comma after a double mark, `”, she said`, where nearly all stand before it.

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

Only words are judged that surely are a tag: a verb of saying with a pronoun, or with a name or words such as
`my aunt` after it.
",
        group: Group::Correctness,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let (mut n_inside, mut outside) = (0, Vec::new());
        after_speeches(document, REACH, |speech, words| {
            match Comma::find(speech.end as usize, words) {
                Some(Comma::Inside) => n_inside += 1,
                Some(Comma::Outside(slip)) => outside.push(slip),
                None => {}
            }
            if let Some(slip) = Slip::find(speech.end as usize, words) {
                slip.report(document, cx);
            }
        });
        // Some set all commas outside.
        if n_inside >= TIMES_AS_OFTEN * outside.len() {
            outside.into_iter().for_each(|slip| slip.report(document, cx));
        }
    }
}

/// Where the comma between a speech and its tag stands.
enum Comma {
    Inside,
    Outside(Slip),
}

impl Comma {
    /// That between the speech that ends at byte `end` and `words`, which follow it.
    fn find(end: usize, words: Text<'_>) -> Option<Self> {
        let (prose, first) = (words.prose(), words.raw(0));
        if words.len() < 2 || !is_tag(first, words) {
            return None;
        }
        let before = prose[..end].trim_end_matches('\0');
        let said = before.strip_suffix(['”', '"'])?.trim_end_matches('\0');
        let between = &prose[end..words.word(0).start];
        if prose::is_blank(between) {
            return said.ends_with(',').then_some(Self::Inside);
        }
        let is_open = said.ends_with(char::is_alphanumeric);
        let is_comma = between.strip_prefix(',').is_some_and(prose::is_blank);
        let close = before.chars().next_back().expect("it ends in a mark");
        let is_plain = end == before.len() && said.len() + close.len_utf8() == end;
        (is_open && is_comma && is_plain).then(|| {
            let message = format!(
                "The comma before the tag `{first} {}` stands after the mark",
                words.raw(1)
            );
            let span = Span::new(said.len()..end + 1);
            Self::Outside(Slip { span, message, replacement: format!(",{close}") })
        })
    }
}

/// Whether `words`, the first of which is `first` in small letters or a name, surely are a tag.
fn is_tag(first: &str, words: Text<'_>) -> bool {
    let second = words.raw(1);
    let is_pronoun = |word: &str| matches!(word, "he" | "she" | "they" | "we");
    words.follows(1)
        && (is_pronoun(first) && tags::is_saying(second) && words.raw(2) != "not"
            || tags::is_saying(first)
                && (is_pronoun(second)
                    || prose::starts_with_capital(second)
                    || second == "the" && words.len() > 2))
}

/// What is wrong between a speech and its tag.
struct Slip {
    span: Span,
    message: String,
    replacement: String,
}

impl Slip {
    fn report(self, document: &Document, cx: &mut Context) {
        let location = document.location(self.span);
        let finding = cx.report(location.clone(), self.message);
        // Markup may stand for it: `&#46;`.
        let range = self.span.range();
        if document.text[range.clone()] == document.prose[range] {
            let edits = vec![Edit { location, replacement: self.replacement }];
            finding.fix(Fix { edits, is_safe: true });
        }
    }

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
        // After a comma it may be told of somebody else: "He read “The Gate”, told my aunt and left."
        let is_somebody = || {
            tags::is_saying(first) && words.len() > 2 && prose::is_listed(BEFORE_SOMEBODY, second)
        };
        if stop == '.' && (is_tag(first, words) || is_somebody()) && ends_sentence(&said[..at]) {
            return Some(Self {
                span: Span::new(at..at + 1),
                message: format!("A full stop parts the speech from its tag `{first} {second}`"),
                replacement: ",".to_owned(),
            });
        }
        // "I" has its capital also where it begins a sentence.
        let is_he = matches!(first, "He" | "She" | "They" | "We");
        // "“Go!” She said so." is a sentence, and who cries may weep.
        let is_all = || {
            let is_quietly = words.len() > 2 && words.follows(2) && words.raw(2).ends_with("ly");
            let last = words.word(1 + usize::from(is_quietly));
            matches!(stop, '?' | '!')
                && prose::is_listed(ONLY_SAYING, second)
                && prose[last.end()..].trim_start_matches('\0').starts_with('.')
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
    let is_in_word = |c: char| c.is_alphanumeric() || is_apostrophe(c);
    let word = text.rsplit(|c| !is_in_word(c)).next().unwrap_or_default();
    let word = word.trim_matches(is_apostrophe);
    // A number follows "No." where it stands for one.
    let is_whole = word == "No" || !is_abbreviation(word);
    !word.is_empty() && is_whole || text.ends_with(['!', '?', ')', '*', '_'])
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
        check("“I shall⟦.⟧” said my aunt. “No⟦.⟧” said Tom. “It is Ann’s⟦.⟧” said Tom.");
        check("“I shall wait.” She rose. “I shall.” Ann said so. “I shall.” he left.");
        check("“I shall wait...” she said. “It is Mr.” she said. “Give me a B.” he said.");
    }

    #[test]
    fn capitals() {
        let found = check("“I shall wait,” ⟦She⟧ said.");
        assert_eq!(found, ["The tag `She said` goes on after a comma and has a capital"]);
        check("“Shall I wait?” ⟦She⟧ asked quietly. He rose.");
        check("“Shall I wait?” ⟦She⟧ asked. “I shall!” ⟦He⟧ said.");
        check("“Shall I wait?” He cried. “Shall I?” He asked her to sit. “I shall!” I said.");
        check("“I shall wait,” Ann said. “I shall,” I said. “I shall!” She said so. “So.” I said.");
    }

    #[test]
    fn commas_outside() {
        let inside = "“So,” said Ann. “No,” she said. “Yes,” said Tom. ";
        let found = check(&format!("{inside}“I shall wait⟦”,⟧ she said."));
        assert_eq!(found, ["The comma before the tag `she said` stands after the mark"]);
        check("“I shall wait”, she said. “I shall”, said Tom.");
        check(&format!("{inside}“Wait!”, she said. He read “The Gate”, said nothing and left."));
    }

    #[test]
    fn mended() {
        let found = testing::check(&TagPunctuation::default(), "“I shall wait⟦.⟧” she said.");
        let fix = found[0].fix.as_ref().expect("it can be mended");
        assert_eq!((&*fix.edits[0].replacement, fix.is_safe), (",", true));
        testing::check(&TagPunctuation::default(), "“*I shall wait⟦.⟧*” she said.");
    }
}
