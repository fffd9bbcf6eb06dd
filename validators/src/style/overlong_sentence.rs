//! A sentence that is longer than readers can hold.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::prose::Text;
use crate::story::sentences::sentences;
use crate::validator::Validator;

/// The rule `style/overlong-sentence`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct OverlongSentence {
    /// How many words a sentence may have.
    words: usize,
}

impl Default for OverlongSentence {
    fn default() -> Self {
        Self { words: 60 }
    }
}

impl Validator for OverlongSentence {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/overlong-sentence",
        summary: "A sentence of more words than are asked for",
        docs: "\
Finds sentences of more than 60 words.

Readers lose the beginning before they reach the end.

```bad
She waited at the gate until it was dark, and then until it was cold, and then until the lamps were
lit along the quay and the last boat had come in and been made fast, and then until the men had gone
up the hill in twos and threes with their lanterns, and then until there was nobody left to wait for
but the one who had said that he would come and who had not come.
```

```good
She waited at the gate until it was dark. Nobody came.
```
",
        group: Group::Style,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        for block in document.paragraphs() {
            let words = document.packed_words(block.span);
            for sentence in sentences(Text::new(&document.prose, &words)) {
                let n = sentence.len();
                if n > self.words {
                    let span =
                        Span::new(words[sentence.start].start()..words[sentence.end - 1].end());
                    let message = format!("This sentence has {n} words, more than {}", self.words);
                    cx.report(document.location(span), message);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn longer_than_asked_for() {
        let rule = OverlongSentence { words: 3 };
        check(
            &rule,
            "She waited there. ⟦She waited there long⟧. “Mr. A. Orme!” ⟦She rose and went⟧.",
        );
    }
}
