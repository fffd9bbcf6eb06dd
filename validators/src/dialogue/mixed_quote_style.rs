//! Straight quotation marks among curly ones, or the other way round.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::quotation_marks::{Lean, Surroundings};
use crate::validator::Validator;

/// The rule `dialogue/mixed-quote-style`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MixedQuoteStyle {}

/// Marks of one style are a slip if there are at least so many of the other for each of them.
const TIMES_AS_MANY: usize = 20;

impl Validator for MixedQuoteStyle {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/mixed-quote-style",
        summary: "Straight quotation marks among curly ones, or the other way round",
        docs: "\
Finds double quotation marks that are straight (`\"`) in a document whose others are curly (`“”`), and
curly ones where the others are straight.

They come in with text from another program, and look like a mistake in print.

```bad
“Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom.
“Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom.
“Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom.
“Yes,” said Ann. “No,” said Tom. “Yes,” said Ann. “No,” said Tom. \"Then go,\" said Ann.
```

```good
“Yes,” said Ann, and laid down her 12\" rule. “No,” said Tom.
```

At least twenty times as many marks of the document must be of the other style. Marks after a number
(`12\"`) and single marks are not judged.
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let marks = || document.paragraphs().flat_map(|block| document.marks(block.span));
        let (mut straight, mut curly) = (0, 0);
        for around in marks() {
            straight += usize::from(is_straight(&around));
            curly += usize::from(is_curly(&around));
        }
        let is_few = if straight < curly { is_straight } else { is_curly };
        let (name, others) =
            if straight < curly { ("straight", "curly") } else { ("curly", "straight") };
        let (few, many) = (straight.min(curly), straight.max(curly));
        if few == 0 || few * TIMES_AS_MANY > many {
            return;
        }
        for around in marks().filter(is_few) {
            let span = Span::new(around.at..around.at + around.mark.len_utf8());
            let message =
                format!("This quotation mark is {name}, and {many} others here are {others}");
            let location = document.location(span);
            let finding = cx.report(location.clone(), message);
            let replacement = match (name, around.leans()) {
                ("curly", _) => "\"",
                (_, Lean::Right) => "“",
                (_, Lean::Left) => "”",
                (_, Lean::Neither) => continue,
            };
            let edits = vec![Edit { location, replacement: replacement.to_owned() }];
            finding.fix(Fix { edits, is_safe: true });
        }
    }
}

fn is_straight(around: &Surroundings<'_>) -> bool {
    around.mark == '"' && !around.may_measure()
}

fn is_curly(around: &Surroundings<'_>) -> bool {
    matches!(around.mark, '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks `text` after twenty speeches in curly marks, or in straight ones.
    #[track_caller]
    fn check(are_curly: bool, text: &str) -> Vec<String> {
        let others = if are_curly { "“Yes,” he said. " } else { "\"Yes,\" he said. " };
        let found = testing::check(&MixedQuoteStyle::default(), &(others.repeat(20) + text));
        let fixes = found.into_iter().filter_map(|finding| finding.fix);
        fixes.map(|fix| fix.edits[0].replacement.clone()).collect()
    }

    #[test]
    fn straight_among_curly() {
        assert_eq!(check(true, "⟦\"⟧Go,⟦\"⟧ he said."), ["“", "”"]);
        assert!(check(true, "It was 12\" wide, and “he” said so.").is_empty());
    }

    #[test]
    fn curly_among_straight() {
        assert_eq!(check(false, "⟦“⟧Go,\" he said."), ["\""]);
    }

    #[test]
    fn as_many() {
        check(true, "\"Go,\" he said. \"Go,\" he said.");
    }
}
