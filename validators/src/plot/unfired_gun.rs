//! A thing that the story gives weight and never shows again.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::Story;
use crate::validator::Validator;

/// The rule `plot/unfired-gun`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnfiredGun {
    /// Things that need not return, by their nouns: `allow = ["letter"]`.
    allow: Vec<String>,
    /// How many paragraphs must follow: what is set up at the end may return in the next book.
    rest: usize,
}

impl Default for UnfiredGun {
    fn default() -> Self {
        Self { allow: Vec::new(), rest: 50 }
    }
}

impl Validator for UnfiredGun {
    type Subject = Story;

    const META: Meta = Meta {
        id: "plot/unfired-gun",
        summary: "A thing that is hidden, locked away, loaded or entrusted, and never seen again",
        docs: "\
Finds a thing of some weight (a letter, a key, a pistol, a locket) with which the narration does what makes
readers expect it again: it is hidden, locked away, loaded, kept in a drawer, given to somebody to guard,
worn for a reason, or hangs over the mantelpiece; and of which, or of any other thing of its kind, the rest
of the story says nothing.

\"If in Act I you have a pistol hanging on the wall, then it must fire in the last act\", as Chekhov said.

```bad rest = 2
Anna hid the locket under a floorboard.

They left in the morning.

Nobody came.
```

```good rest = 2
Anna hid the locket under a floorboard.

They left in the morning.

They slept at the inn.

They rode all day.

They crossed the river.

Nobody followed them.

They came to a town.

They found work there.

A year went by.

Anna came back. The locket was gone.
```

Novels are full of things that never return, and rightly so: read what this finds as a list of questions.
Words that mean one another (a pistol and a gun, a letter and a note) are one kind. What people only say is
left alone.
",
        group: Group::Nursery,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for set_up in &story.threads().set_ups {
            let is_waited_for = !set_up.is_seen_again && set_up.n_after >= self.rest;
            if !is_waited_for || self.allow.iter().any(|noun| noun == set_up.noun) {
                continue;
            }
            let noun = set_up.noun;
            let is = if noun.ends_with('s') && !noun.ends_with("ss") { "are" } else { "is" };
            let what = set_up.weight.participle();
            let message = format!("The `{noun}` {is} {what} here and never seen again");
            cx.report(story.location(set_up.place), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a text in which `|` is sixty paragraphs.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let rule = UnfiredGun { allow: vec!["sword".into()], ..UnfiredGun::default() };
        let text = text.replace('|', &format!("\n\n{}", "It rained.\n\n".repeat(60)));
        testing::check(&rule, &text).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn never_seen_again() {
        let messages = check("He hid ⟦the old locket⟧. Over the hearth hung ⟦a rifle⟧.|");
        let expected = ["The `locket` is hidden", "The `rifle` is hung up"];
        assert_eq!(messages, expected.map(|what| format!("{what} here and never seen again")));
        check("He kept ⟦the letters⟧ in a drawer. He hid the sword. The map was old.|");
    }

    #[test]
    fn seen_again() {
        check("He hid the old locket. He loaded the rifle.|A locket lay there. She took his gun.");
        check("|He hid the locket.");
        check("He hid the letter. He never hid the ring.|“A note!” she said.");
    }
}
