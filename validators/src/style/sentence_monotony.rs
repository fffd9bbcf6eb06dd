//! Sentence after sentence that begins with the same word.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::prose::Text;
use crate::story::sentences::sentences;
use crate::validator::Validator;

/// The rule `style/sentence-monotony`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SentenceMonotony {
    /// How many sentences in a row may begin with the same word.
    sentences: usize,
}

impl Default for SentenceMonotony {
    fn default() -> Self {
        Self { sentences: 4 }
    }
}

impl Validator for SentenceMonotony {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/sentence-monotony",
        summary: "Sentences in a row that begin with the same word",
        docs: "\
Finds more than four sentences in a row, in one paragraph, that begin with the same word.

It reads like a list, unless it is meant to.

```bad
He rose. He dressed. He went down. He ate. He left.
```

```good
He rose and dressed. Then he went down. He ate. He left.
```
",
        group: Group::Style,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        for block in document.paragraphs() {
            let words = document.packed_words(block.span);
            let text = Text::new(&document.prose, &words);
            let first = |i: usize| text.word(i).text().to_lowercase();
            let starts: Vec<usize> = sentences(text).map(|it| it.start).collect();
            for alike in starts.chunk_by(|&a, &b| first(a) == first(b)) {
                if alike.len() > self.sentences {
                    let message = format!(
                        "{} sentences in a row begin with `{}`",
                        alike.len(),
                        text.word(alike[0]).text()
                    );
                    let last = words[alike[alike.len() - 1]];
                    let span = Span::new(words[alike[0]].start()..last.end());
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
    fn in_a_row() {
        let rule = SentenceMonotony { sentences: 2 };
        check(&rule, "She came. ⟦He rose. He sat. He⟧ left.");
        check(&rule, "He rose. He sat. She left. He went.\n\nHe came.");
    }
}
