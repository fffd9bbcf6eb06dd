//! Something that somebody gives away who no longer has it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Place, Story};
use crate::validator::Validator;

/// The rule `world/possession`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Possession {}

impl Validator for Possession {
    type Subject = Story;

    const META: Meta = Meta {
        id: "world/possession",
        summary: "Somebody who loses or gives away what they no longer have",
        docs: "\
Finds somebody who gives away, sells or loses a thing, and later does so again, although the story has not
given it back to them in between.

Things wander: the key that was thrown into the river opens a door a hundred pages later.

```bad
Then Anna met Tom. Anna gave Tom the key.

It was late. Anna lost the key.
```

```good
Then Anna met Tom. Anna gave Tom the key.

It was late. Tom gave Anna the key. Anna lost the key.
```

The finding is at what is told later and shows the other place. Things are known by their names alone, and a
story may have two keys, or give one back without a word: this is why the rule does not run unasked. Only
what the narration asserts is judged, and only where it is clear of whom.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Nursery,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut lost: BTreeMap<(usize, &str), Place> = BTreeMap::new();
        for belief in &story.world().beliefs {
            let Some(thing) = belief.statement.thing else { continue };
            match (belief.statement.attribute, belief.certain_subject()) {
                (Attribute::Loses, Some(_)) => {
                    let Some(who) = belief.asserted_of() else { continue };
                    let here = belief.statement.place;
                    let Some(there) = lost.insert((who, thing), here) else { continue };
                    if story.excludes(there, here) {
                        continue;
                    }
                    let name = story.cast().characters[who].name();
                    let message = format!("`{name}` no longer has the {thing} that is lost here");
                    cx.report(story.location(here), message)
                        .label(story.location(there), format!("the {thing} is lost here"));
                }
                // Whoever gets it, and however that is said, it may come back.
                (Attribute::Gets, None) => lost.retain(|it, _| it.1 != thing),
                (Attribute::Gets, Some(who)) => {
                    lost.remove(&(who, thing));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let text = format!("Then Anna met Tom. Anna nodded to Tom.\n\n{text}");
        let diagnostics = testing::check(&Possession::default(), &text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn given_twice() {
        let messages = check("Anna gave Tom the key. ⟦Anna lost the key⟧.");
        assert_eq!(messages, ["`Anna` no longer has the key that is lost here"]);
        check("Anna gave Tom the key. Tom lost the key. Anna lost the ring.");
        check("-- a.ink --\n* [Give] Anna gave Tom the key.\n* [Lose] Anna lost the key.\n");
    }

    #[test]
    fn given_back() {
        check("Anna gave Tom the key. Tom gave Anna the key. Anna lost the key.");
        check("Anna gave Tom the key. Then she took the key. Anna lost the key.");
        check("Anna gave Tom the key. “Anna lost the key,” said Tom. Perhaps Anna lost the key.");
    }
}
