//! A verb of saying that draws the eye from what is said.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::after_speech::{after_speeches, verb_of_saying};
use crate::story::prose::is_listed;
use crate::validator::Validator;

/// The rule `dialogue/said-bookisms`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SaidBookisms {
    /// Verbs that may stand there, beside `said`, `asked`, `replied`, `whispered` and other plain ones.
    allow: Vec<String>,
}

/// How many words after a speech are looked at.
const REACH: usize = 3;

/// Verbs that nobody minds, in the order of the alphabet.
const PLAIN: &str = "\
added agreed answered asked began called continued cried explained read repeated replied said sang \
say saying says shouted spoke told went whispered";

impl Validator for SaidBookisms {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/said-bookisms",
        summary: "An unusual verb of saying",
        docs: "\
Finds verbs of saying after a speech that are none of the usual ones: `ejaculated`, `opined`, `chortled`.

Readers pass over `said`; these they see, and some of them nobody can do with words.

```bad
“You came,” she ejaculated.
```

```good
“You came,” she said.
```
",
        group: Group::Style,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        after_speeches(document, REACH, |_, text| {
            let Some(word) = verb_of_saying(text).map(|verb| text.word(verb)) else { return };
            if !is_listed(PLAIN, word.raw) && !self.allow.iter().any(|it| it == word.raw) {
                let message = format!("`{}` draws the eye from what is said", word.raw);
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
    fn unusual_verbs() {
        let rule = SaidBookisms::default();
        check(&rule, "“Go,” she ⟦hissed⟧. “No,” ⟦growled⟧ Tom. “Yes,” she said. “So,” said Ann.");
        check(&rule, "“Go.” She left the room and growled.");
    }

    #[test]
    fn allowed() {
        check(&SaidBookisms { allow: vec!["hissed".to_owned()] }, "“Go,” she hissed.");
    }
}
