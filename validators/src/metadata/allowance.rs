//! A comment that is meant to allow something, and allows nothing, or all that follows.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::registry::Pattern;
use crate::story::Document;
use crate::story::alike::most_alike;
use crate::validator::Validator;

/// The rule `metadata/allowance`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Allowance {}

impl Validator for Allowance {
    type Subject = Document;

    const META: Meta = Meta {
        id: "metadata/allowance",
        summary: "A comment that is meant to allow something, and allows nothing, or all that follows",
        docs: "\
Finds comments for storylint that it does not understand, those that allow a rule that does not exist, and
those whose first word is misspelt or that go on over lines, and an `allow-start` that nothing ends. One that
only speaks of storylint is none.

Who wrote one believes that it works.

```bad
<!-- storylint: allow style/double-word -->

The the gate.
```

```good
<!-- storylint: allow style/doubled-word -- she stammers -->

The the gate.
```

`allow` is for the next paragraph, `allow-line` for its line, `allow-file` for the file; `allow-start` and
`allow-end` have what they allow between them. After each stand rules, families (`style/*`) or `*`, and
in parentheses after a rule the names that its findings must be about: `characters/name-variants(\"Alarik\")`.
What follows ` -- ` is for people. Comments are those of HTML and of Obsidian (`%%`), on one line, and the
key `storylint-allow` of front matter is for the file.
",
        group: Group::Correctness,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        for (span, message) in &document.misread {
            cx.report(document.location(*span), message);
        }
        for allowance in &document.allowances {
            let rule = &*allowance.rule;
            if Pattern::parse(rule).is_none() {
                let message = format!("This allows nothing: there is no rule `{rule}`");
                let finding = cx.report(document.location(allowance.span), message);
                let mut ids = Pattern::All.entries().map(|entry| entry.meta.id);
                let named = ids.find(|id| id.split_once('/').is_some_and(|(_, last)| last == rule));
                let ids = Pattern::All.entries().map(|entry| entry.meta.id);
                if let Some(near) = named.or_else(|| most_alike(rule, ids, |id| id)) {
                    finding.help(format!("did you mean `{near}`?"));
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
    fn what_allows_nothing() {
        let found = check(
            &Allowance::default(),
            "<!--⟦ storylint: allow links/orphn ⟧-->\n\nOne.\n\n%% storylint:⟦ alow links/orphan ⟧%%\n",
        );
        assert_eq!(found[0].message, "This allows nothing: there is no rule `links/orphn`");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `links/orphan`?"));
        check(
            &Allowance::default(),
            "One.\n\n<!--⟦ storylint: allow-start style/echo ⟧-->\n\nTwo.\n",
        );
    }
}
