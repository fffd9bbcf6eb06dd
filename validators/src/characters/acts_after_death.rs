//! Somebody who acts after dying.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Kind, Place, Said, Story, SubjectKind, Who};
use crate::validator::Validator;

/// In so many bytes after a death the story may still tell what led up to it.
const NEAR: u32 = 4000;

/// The rule `characters/acts-after-death`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ActsAfterDeath {}

impl Validator for ActsAfterDeath {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/acts-after-death",
        summary: "Somebody who dies, and later speaks or acts",
        docs: "\
Finds somebody who speaks or does something before and long after the narration says that they died.

Who dies in one draft may live on in the next, and a name may be the wrong one.

```bad
-- chapter-1.md --
“Good night,” said Tom. In the winter Tom died.
-- chapter-2.md --
“Good morning,” said Tom.
```

```good
-- chapter-1.md --
“Good night,” said Tom. They feared that Tom was dead. Tom nearly died. “Tom died,” said Anna.
-- chapter-2.md --
“Good morning,” said Tom.
```

The finding is at the death and shows what is done later. A death counts if it is told as happening then
(not \"the late Mr. Orme\", \"after her death\", \"had died\") of somebody by name, and an act if it is a speech
beside which the name stands, an arrival, a departure, a thing that is taken, or what people do with what is
their own, such as to shake one's head. What follows within
two pages of a death may lead up to it and is passed over. Somebody who comes back as a ghost, and chapters
that go back in time, are to be allowed.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut deaths: BTreeMap<usize, Place> = BTreeMap::new();
        let mut acts: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            let is_named = belief.statement.subject.kind == SubjectKind::Name;
            let Some(character) = belief.asserted_of().filter(|_| is_named) else { continue };
            let place = belief.statement.place;
            match belief.statement.attribute {
                Attribute::Death if cast.characters[character].kind == Kind::Person => {
                    deaths.entry(character).or_insert(place);
                }
                Attribute::Arrives | Attribute::Leaves | Attribute::Gets => {
                    acts.entry(character).or_default().push(place);
                }
                _ => {}
            }
        }
        for (speech, speaker) in story.facts.speeches.iter().zip(story.speakers()) {
            let is_named = speech.tag.is_some_and(|tag| matches!(tag.subject, Who::Name(_)));
            if let Some(speaker) = speaker.filter(|_| is_named) {
                acts.entry(speaker.character).or_default().push(speech.place);
            }
        }
        let mut said = Said::of(&story.facts.speeches);
        for own in story.facts.own_pronouns.iter().filter(|own| !said.holds(own.place)) {
            if let Some(character) = cast.named_at(own.subject) {
                acts.entry(character).or_default().push(own.subject);
            }
        }
        for (character, death) in deaths {
            let Some(acts) = acts.get(&character) else { continue };
            let is_late = |act: &&Place| {
                act.document > death.document
                    || act.document == death.document
                        && act.span.start > death.span.end.saturating_add(NEAR)
            };
            let later = acts.iter().filter(is_late).min();
            if let Some(&act) = later.filter(|_| acts.iter().any(|&act| act < death)) {
                let name = cast.characters[character].name();
                cx.report(story.location(death), format!("`{name}` dies here, but acts later"))
                    .label(story.location(act), format!("`{name}` acts here"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(death: &str) -> Vec<String> {
        let story = format!("-- a.md --\n“No,” said Tom. {death}\n-- b.md --\n“Yes,” said Tom.\n");
        let diagnostics = testing::check(&ActsAfterDeath::default(), &story);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn deaths() {
        assert_eq!(check("⟦Tom died⟧ in May."), ["`Tom` dies here, but acts later"]);
        check("They found ⟦Tom dead⟧ in May. ");
        check("Mary killed ⟦Tom⟧ in May.");
        check("Mary died. Tom had died. It was after Tom’s death. Tom nearly died.");
    }

    #[test]
    fn acts() {
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom took the key. ⟦Tom died⟧.\n-- b.md --\nTom went to London.\n",
        );
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom shook his head. ⟦Tom died⟧.\n-- b.md --\nTom found himself alone.\n",
        );
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom took the key. Tom died.\n-- b.md --\nThey spoke of Tom. Tom had taken the key.\n",
        );
    }

    #[test]
    fn near() {
        testing::check(
            &ActsAfterDeath::default(),
            "“No,” said Tom. Tom died that night. “It is late,” said Tom.",
        );
    }
}
