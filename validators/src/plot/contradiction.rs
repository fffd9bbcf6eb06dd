//! A thing that is destroyed and used again.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::Story;
use crate::validator::Validator;

/// The rule `plot/contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contradiction {}

impl Validator for Contradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "plot/contradiction",
        summary: "A thing that is burnt, smashed or thrown away, and used again",
        docs: "\
Finds a thing (a letter, a ring, a map) that the narration destroys or has somebody throw into the sea, and
that somebody takes, reads or opens some paragraphs later as if nothing had happened.

What is burnt in one chapter is needed in the next, and comes back by itself where chapters are moved or
one of them is rewritten.

```bad
Anna burned the red diary.

They left in the morning.

They slept at the inn.

They rode all day.

They crossed the river.

Nobody followed them.

They came to a town.

They found work there.

A year went by.

Anna opened the red diary.
```

```good
Anna burned the red diary.

They left in the morning.

They slept at the inn.

They rode all day.

They crossed the river.

Nobody followed them.

They came to a town.

They found work there.

A year went by.

Anna had opened the red diary once. Anna opened the green diary.
```

The finding is where the thing is used and shows where it is destroyed. It must be plain that both are the
same thing: the only one of its kind that the story names so far, or the only one of which it says what it
is like. A thing is still there in a part of an earlier time (below a heading or a line such as `Then`, `Ten
years earlier` or `London, 2011`, up to the next one). What
people say, dream or remember, and what stands in letters, is left alone, as is what is found, saved or mended
in between.
In ink and Twee, nothing is compared with what no reader comes to on the same way, or only on a condition, such as
`{not lost: …}`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let revivals = story.threads().revivals.iter();
        for revival in revivals.filter(|it| !story.is_earlier(it.used, it.gone)) {
            let noun = revival.noun;
            let message =
                format!("The `{noun}` is used here, after it was destroyed or thrown away");
            cx.report(story.location(revival.used), message)
                .label(story.location(revival.gone), "that is here");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a text in which `|` is ten paragraphs.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let text = text.replace('|', &format!("\n\n{}", "It rained.\n\n".repeat(10)));
        let diagnostics = testing::check(&Contradiction::default(), &text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn destroyed() {
        let messages = check("He burned the letter.|She read ⟦the letter⟧.");
        assert_eq!(messages, ["The `letter` is used here, after it was destroyed or thrown away"]);
        check("He flung the ring into the sea. A key lay there.|She took ⟦the ring⟧.");
        check("The blue vial was smashed. A vial lay there.|She opened ⟦the blue vial⟧.");
        check("He tore the map to pieces.|||She unfolded ⟦the map⟧.");
        check("He burned the letter.|She took ⟦the letter⟧ from her pocket.");
        check("He burned the map.|She took ⟦the map⟧ again.");
        check("# Now\n\nHe burned the map.|\n\n# Then\n\nShe took the map.");
    }

    #[test]
    fn another_one() {
        check("He burned the letter. A letter came.|She read the letter.");
        check("He burned the letter. A note came.|She read the letter.");
        check("He burned the letter. He had another letter.|She read the letter.");
        check("He burned the letter.|She read the letter from her aunt.");
        check("He burned the letter.|She read the letter that had come that day.");
        check("He burned the letter.|He had a copy. She read the letter.");
        check("He burned the map.|She opened the map. It was a copy, of course.");
        check("He smashed the bottle.|She took the bottle of rum.");
        check("He burned the letter.|She read the long letter. She read his letter.");
    }

    #[test]
    fn made_again() {
        check("He burned the map.|She drew the map again. She took the map.");
        check("He burned the map.|They had drawn it again from memory. She opened the map.");
    }

    #[test]
    fn not_so() {
        check("He nearly burned the letter.|She read the letter.");
        check("In her dream she burned the letter.|She read the letter.");
        check("She burned the letter in her imagination.|She read the letter.");
        check("She burned the letter; or so she told Tom.|She read the letter.");
        check("He threw the letter into the fire, but snatched it out again.|She read the letter.");
        check(
            "He wanted to burn the letter. “He burned the letter,” she said.|She read the letter.",
        );
        check("He burned the letter.|She had read the letter. She meant to read the letter.");
        check("He flung the ring into the sea.|She found the ring.|She took the ring.");
    }
}
