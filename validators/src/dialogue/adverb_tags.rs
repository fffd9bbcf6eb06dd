//! An adverb beside a verb of saying.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::after_speech::{after_speeches, verb_of_saying};
use crate::story::prose::is_listed;
use crate::validator::Validator;

/// The rule `dialogue/adverb-tags`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AdverbTags {
    /// Adverbs that may stand there.
    allow: Vec<String>,
}

/// How many words after a speech are looked at.
const REACH: usize = 5;

/// Words in -ly that are no manner of saying, in the order of the alphabet.
const NO_MANNER: &str = "\
early family finally instantly lately likely only presently really shortly suddenly";

impl Validator for AdverbTags {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/adverb-tags",
        summary: "An adverb that says how a speech is said",
        docs: "\
Finds adverbs in -ly beside a verb of saying after a speech: `she said sadly`, `said Tom softly`.

Many editors would have the speech itself show how it is said.

```bad
“You came,” she said sadly.
```

```good
“You came,” she said, and only then looked up.
```
",
        group: Group::Style,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        after_speeches(document, REACH, |_, text| {
            let Some(verb) = verb_of_saying(text).filter(|verb| verb + 1 < REACH) else { return };
            let mut near = (0..text.len()).take_while(|&i| i <= verb || text.follows(i));
            let adverb = near.find(|&i| {
                let word = text.raw(i);
                word.len() > 4
                    && word.ends_with("ly")
                    && word.starts_with(char::is_lowercase)
                    && !is_listed(NO_MANNER, word)
                    && !self.allow.iter().any(|allowed| allowed == word)
            });
            if let Some(adverb) = adverb {
                let (verb, word) = (text.raw(verb), text.word(adverb));
                let message = format!("`{}` says how something is said beside `{verb}`", word.raw);
                cx.report(document.location(word.span()), message);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn beside_the_verb() {
        let rule = AdverbTags::default();
        check(
            &rule,
            "“Go,” she said ⟦softly⟧. “No,” said Tom ⟦sadly⟧. “Yes,” she ⟦slowly⟧ replied.",
        );
        check(
            &rule,
            "“Go,” she said. Slowly he rose. “Go,” he said, slowly. “Go,” he finally said.",
        );
    }

    #[test]
    fn allowed() {
        check(&AdverbTags { allow: vec!["softly".to_owned()] }, "“Go,” she said softly.");
    }
}
