//! Somebody who is introduced long after the story has begun to name them.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{How, Kind, Place, Story};
use crate::validator::Validator;

/// The rule `characters/introduced-late`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntroducedLate {
    /// Names of those who are meant to be introduced late.
    allow: Vec<String>,
}

/// So many times the narration has named somebody whom it need not introduce any more.
const KNOWN: usize = 3;

/// What stands so many bytes before, or in an earlier file, is of another chapter.
const FAR: u32 = 20_000;

impl Validator for IntroducedLate {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/introduced-late",
        summary: "Somebody who is introduced after the story has named them",
        docs: "\
Finds a place where the narration introduces somebody by name, `a man named Orme`, who was named several times
in earlier chapters.

A scene that was moved, or a chapter that was put in later, brings on people whom the reader has not met, and
whom the story introduces afterwards.

```bad
-- one.md --
Orme came in. Orme said that it rained. Then Orme laughed.

-- two.md --
There was a farmer named Orme in the village.
```

```good
-- one.md --
There was a farmer named Orme in the village.

-- two.md --
Orme came in. Orme said that it rained. Then Orme laughed.
```

Only `a man named`, and the like, introduces somebody. What is said or written by people of the story is left
alone: they may not know each other. So is a name that comes earlier in the same chapter. Somebody may be called
a stranger for effect; and where two people have one name, one may be taken for the other.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Nursery,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let referents = story.referents();
        let is_told = |place: Place| {
            let document = &story.facts.documents[place.document as usize];
            document.passage_at(place.span.start).is_none() && referents.speech_at(place).is_none()
        };
        let is_far = |place: Place, here: Place| {
            place.document < here.document
                || place.document == here.document && place.span.start + FAR < here.span.start
        };
        // Where each is first introduced by name.
        let mut introduced: FxHashMap<usize, Place> = FxHashMap::default();
        for name in story.names() {
            let Some(it) = name.introduction().filter(|it| it.how == How::Named) else { continue };
            if let Some(who) = cast.named_at(it.place)
                && cast.characters[who].kind == Kind::Person
            {
                let first = introduced.entry(who).or_insert(it.place);
                *first = it.place.min(*first);
            }
        }
        for (who, character) in cast.characters.iter().enumerate() {
            let Some(&here) = introduced.get(&who).filter(|&&place| is_told(place)) else {
                continue;
            };
            let uses = character.forms.iter().flat_map(|form| form.places.iter());
            let before = uses.filter(|it| is_far(**it, here) && is_told(**it));
            let before = before.copied().filter(|&it| !story.excludes(it, here));
            let before: Vec<Place> = before.collect();
            if before.len() < KNOWN || character.is_one_of(&self.allow) {
                continue;
            }
            let first = *before.iter().min().expect("there are several");
            let name = character.name();
            let message = format!("`{name}` is introduced here, but was named before");
            cx.report(story.location(here), message)
                .label(story.location(first), format!("`{name}` is first named here"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) {
        let story = format!(
            "-- one.md --\nThen Orme sat. Then Orme said no. Then Orme slept.\n-- two.md --\n{text}"
        );
        testing::check(&IntroducedLate::default(), &story);
    }

    #[test]
    fn named_before() {
        check("There was a man named ⟦Orme⟧ there.");
        check("Then Orme said no.");
    }

    #[test]
    fn said() {
        check("“There was a man named Orme,” said Tom.");
    }
}
