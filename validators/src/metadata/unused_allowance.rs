//! Something is allowed, and nothing is found there.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Location};
use crate::intentions::Intentions;
use crate::meta::{Group, Meta};
use crate::validator::Validator;

/// The rule `metadata/unused-allowance`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnusedAllowance {}

impl Validator for UnusedAllowance {
    type Subject = Intentions;

    const META: Meta = Meta {
        id: "metadata/unused-allowance",
        summary: "Something is allowed that no rule finds",
        docs: "\
Finds comments, keys `storylint-allow` of front matter and tables `[[intended]]` of the pipeline that allow
what no rule finds.

What it was for is gone, or it never was about what its author meant; and what comes to stand there would
not be found.

```bad
<!-- storylint: allow style/doubled-word -->

The gate.
```

```good
<!-- storylint: allow style/doubled-word -->

The the gate.
```

Only what all the rules that it names had a chance to find is judged, leaving out rules that run only when
asked for. `pattern/ID` and `command/NODE/RULE` that the pipeline does not have are judged where it has others
of their kind. What a file says is intended that others extend is not judged, since it may be meant for
the others. What allows nothing does not allow that finding about itself. The fix takes the comment, the key or the lines
of the pipeline away, with a comment directly above these; one that allows several rules is left to its author.
",
        group: Group::Suspicious,
    };

    fn check(&self, intentions: &Intentions, cx: &mut Context) {
        for intention in intentions.unused() {
            let allowance = &intention.allowance;
            let location = |span| Location { path: intention.path.clone(), span };
            let names = match &*allowance.names {
                [] => String::new(),
                names => format!(" about `{}`", names.join("`, `")),
            };
            let message = format!("`{}` finds nothing{names} that this allows", allowance.rule);
            let found = cx.report(location(allowance.span), message);
            let remove = |&span: &_| Edit { location: location(span), replacement: String::new() };
            let edits: Vec<Edit> = allowance.whole.iter().map(remove).collect();
            if !edits.is_empty() {
                found.fix(Fix { edits, is_safe: true });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn unused() {
        let found = check(
            &UnusedAllowance::default(),
            "<!--⟦ storylint: allow style/doubled-word(\"one\", \"two\") ⟧-->\n\nThe the gate.\n",
        );
        let message = "`style/doubled-word` finds nothing about `one`, `two` that this allows";
        assert_eq!(found[0].message, message);
    }

    #[test]
    fn key_of_front_matter() {
        let text =
            "---\n⟦storylint-allow⟧:\n  - style/doubled-word\ntitle: The gate\n---\n\nThe gate.\n";
        let found = check(&UnusedAllowance::default(), text);
        let fix = found[0].fix.as_ref().expect("there is one rule");
        assert_eq!(fix.edits[0].location.span.range(), 4..44);
    }

    #[test]
    fn used() {
        check(
            &UnusedAllowance::default(),
            "The the gate. <!-- storylint: allow-line style/* -->\n\n%% storylint: allow no/rule %%\n",
        );
    }

    #[test]
    fn of_a_rule_that_did_not_run() {
        check(
            &UnusedAllowance::default(),
            "<!-- storylint: allow-file style/said-bookisms -->\n\nThe gate.\n",
        );
    }
}
