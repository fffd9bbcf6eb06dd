//! Words that the author does not want, or wants written in another way.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::Document;
use crate::story::prose;
use crate::validator::Validator;

/// The rule `style/house-style`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HouseStyle {
    /// Words that are not to be used: `forbid = ["okay"]`.
    forbid: Vec<String>,
    /// Words, each with the ways in which it is not to be written: `prefer = { grey = ["gray"] }`.
    prefer: BTreeMap<String, Vec<String>>,
}

impl Validator for HouseStyle {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/house-style",
        summary: "A word that the author forbids or writes in another way",
        docs: "\
Finds the words that its options name, whatever the case of their letters. Without options it finds
nothing.

```bad prefer = { grey = [\"gray\"] }
The sky was gray over the quay.
```

```good
The sky was gray over the quay.
```

A word with a better way to write it can be mended with `--fix`, and with `--unsafe-fixes` where it has a
capital and may be a name. Names of more than one word are not looked for.
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let wanted = self.wanted();
        if wanted.is_empty() {
            return;
        }
        for block in document.paragraphs() {
            for word in prose::words(&document.prose, block.span) {
                let text = word.text();
                let Some(instead) = wanted.get(&text.to_lowercase()) else { continue };
                if is_technical(&document.text, word.span()) {
                    continue;
                }
                let location = document.location(word.span());
                let Some(instead) = instead else {
                    cx.report(location, format!("`{text}` is not to be used"));
                    continue;
                };
                let instead = like(instead, &text);
                let message = format!("`{text}` is to be written `{instead}`");
                let finding = cx.report(location.clone(), message);
                if word.raw.len() == text.len() {
                    let edits = vec![Edit { location, replacement: instead }];
                    // With a capital it may be a name.
                    finding.fix(Fix { edits, is_safe: !word.is_capitalised() });
                }
            }
        }
    }
}

impl HouseStyle {
    /// The words to look for in lower case, each with what is to stand there instead, if anything.
    fn wanted(&self) -> FxHashMap<String, Option<&str>> {
        let forbidden = self.forbid.iter().map(|word| (word.to_lowercase(), None));
        let others = self.prefer.iter().flat_map(|(word, others)| {
            let others = others.iter().map(|other| other.to_lowercase());
            let others = others.filter(|other| *other != word.to_lowercase());
            others.map(move |other| (other, Some(word.as_str())))
        });
        forbidden.chain(others).collect()
    }
}

/// Whether a word is part of an address, a path, code or a link to a page, and no prose.
fn is_technical(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.range().start], &text[span.range().end..]);
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = after.find(char::is_whitespace).unwrap_or(after.len());
    let is_odd = |part: &str| part.contains(['/', '\\', '@', '`', '{', '}', '$', '#', '=']);
    let in_link = |part: &str| part.contains("[[") || part.contains("]]");
    [&before[start..], &after[..end]].iter().any(|part| is_odd(part) || in_link(part))
}

/// `word` with capitals where `other` has them: first, everywhere, or as it is.
fn like(word: &str, other: &str) -> String {
    let mut first = word.chars();
    match first.next() {
        Some(_) if other.chars().nth(1).is_some() && other.chars().all(char::is_uppercase) => {
            word.to_uppercase()
        }
        Some(initial) if prose::starts_with_capital(other) => {
            initial.to_uppercase().chain(first).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn no_prose() {
        let rule = HouseStyle { forbid: vec!["gray".to_owned()], ..HouseStyle::default() };
        check(
            &rule,
            "http://x.org/gray/a.html, gray@x.org, `gray`, src/gray.md, [[gray]], (⟦gray⟧)",
        );
    }

    #[test]
    fn words_that_are_not_wanted() {
        let rule = HouseStyle {
            forbid: vec!["Okay".to_owned()],
            prefer: BTreeMap::from([("grey".to_owned(), vec!["gray".to_owned()])]),
        };
        let found = check(&rule, "⟦okay⟧, the ⟦gray⟧ sky, the graying sky. ⟦Gray⟧! ⟦GRAY⟧!");
        let found: Vec<&str> = found.iter().map(|finding| &*finding.message).collect();
        assert_eq!(
            found,
            [
                "`okay` is not to be used",
                "`gray` is to be written `grey`",
                "`Gray` is to be written `Grey`",
                "`GRAY` is to be written `GREY`",
            ]
        );
    }
}
