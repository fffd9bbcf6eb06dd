//! Somebody who looks different in two places.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Kind, Place, Side, Statement, Story, may_be_one_colour};
use crate::validator::Validator;

/// The rule `characters/trait-contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TraitContradiction {}

/// By how many centimetres two heights may differ.
const HEIGHTS: u16 = 5;

impl Validator for TraitContradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/trait-contradiction",
        summary: "Somebody whose eyes, scar or hand are others in two places",
        docs: "\
Finds a person of whom the narration says two things that cannot both be: eyes of two colours, a scar or a
lost limb on the left and on the right, the left hand and the right hand for the better one, two heights.

Readers see the people of a story before them, and remember. What a story says twice drifts apart when
chapters lie between.

```bad
Anna's blue eyes shone. She was tall.

It was late when Anna came home. Anna's brown eyes were red.
```

```good
Anna's blue eyes shone. She was tall.

It was late when Anna came home. Anna's eyes were of a very dark blue.
Tom's eyes were brown.
```

The finding is at what is said less often, or later, and shows the other place. What people say, suppose
or dream is left alone, as is what the text does not clearly say of one person. Dark eyes fit any colour,
and colours that shade into each other are no contradiction. Hair may be dyed or turn grey, and is not
judged. Neither is work: a baker may be a soldier by the next chapter, or both at once, and stories do not say when
the one ended. Two wives, husbands, fathers or mothers are found by `characters/kin-contradiction`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut told: BTreeMap<(usize, Part), Vec<(Trait, Place)>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            if let Some(character) = belief.told_of()
                && cast.characters[character].kind == Kind::Person
                && let Some((part, value)) = read(&belief.statement)
            {
                told.entry((character, part)).or_default().push((value, belief.statement.place));
            }
        }
        for ((character, part), told) in told {
            let n_alike = |value: Trait| told.iter().filter(|it| it.0 == value).count();
            let usual = told.iter().rev().max_by_key(|it| n_alike(it.0));
            let &(usual, there) = usual.expect("something was told");
            let mut found = Vec::new();
            for &(value, here) in &told {
                if value.fits(usual) || found.contains(&value) {
                    continue;
                }
                found.push(value);
                let name = cast.characters[character].name();
                let message =
                    format!("`{name}` {} here, but {} elsewhere", value.of(part), usual.of(part));
                cx.report(story.location(here), message)
                    .label(story.location(there), format!("{} here", usual.of(part)));
            }
        }
    }
}

/// What of somebody something is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Eyes,
    /// A scar on a part of the body.
    Scar(&'static str),
    /// A part of the body that is lost.
    Missing(&'static str),
    Hand,
    Height,
}

/// What is said of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trait {
    Colour(&'static str),
    Side(&'static str),
    Height(u16),
}

/// What a statement says of which part.
fn read(statement: &Statement) -> Option<(Part, Trait)> {
    let value = statement.value?;
    let side = || {
        statement.side.map(|side| match side {
            Side::Left => Trait::Side("left"),
            Side::Right => Trait::Side("right"),
        })
    };
    match statement.attribute {
        Attribute::Eyes => Some((Part::Eyes, Trait::Colour(value))),
        Attribute::Scar => Some((Part::Scar(value), side()?)),
        Attribute::Missing => Some((Part::Missing(value), side()?)),
        Attribute::Handedness => Some((Part::Hand, Trait::Side(value))),
        Attribute::Height => {
            Some((Part::Height, Trait::Height(value.strip_suffix(" cm")?.parse().ok()?)))
        }
        _ => None,
    }
}

impl Trait {
    /// Whether one person may have both.
    fn fits(self, other: Self) -> bool {
        match (self, other) {
            (Self::Colour(one), Self::Colour(other)) => may_be_one_colour(one, other),
            (Self::Height(one), Self::Height(other)) => one.abs_diff(other) <= HEIGHTS,
            _ => self == other,
        }
    }

    /// "Has blue eyes", "has a scar on the left cheek".
    fn of(self, part: Part) -> String {
        match (self, part) {
            (Self::Colour(colour), _) => format!("has {colour} eyes"),
            (Self::Side(side), Part::Scar(part)) => format!("has a scar on the {side} {part}"),
            (Self::Side(side), Part::Missing(part)) => format!("has no {side} {part}"),
            (Self::Side(side), _) => format!("is {side}-handed"),
            (Self::Height(height), _) => format!("is {height} cm tall"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&TraitContradiction::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn eyes() {
        let messages = check("Anna’s blue eyes shone.\n\n⟦Anna had green eyes⟧ in the dark.");
        assert_eq!(messages, ["`Anna` has green eyes here, but has blue eyes elsewhere"]);
        check("⟦Anna’s blue eyes⟧ shone. Anna’s grey eyes wept. Anna had grey eyes.");
        check("Anna’s dark eyes shone. Anna’s blue eyes wept. Tom’s grey eyes wept.");
    }

    #[test]
    fn sides() {
        let messages = check(
            "The scar on Tom’s left cheek paled. The scar on ⟦Tom’s right cheek⟧ did not. \
             Tom was left-handed. ⟦Tom was right-handed⟧.",
        );
        let expected = [
            "`Tom` has a scar on the right cheek here, but has a scar on the left cheek elsewhere",
            "`Tom` is right-handed here, but is left-handed elsewhere",
        ];
        assert_eq!(messages, expected);
        check("The scar on Tom’s left cheek paled. The scar on Tom’s right arm did not.");
    }

    #[test]
    fn heights() {
        let messages = check("Tom was six feet two. ⟦Tom was five feet tall⟧.");
        assert_eq!(messages, ["`Tom` is 152 cm tall here, but is 188 cm tall elsewhere"]);
        check("Tom was six feet tall. Tom was 184 cm tall.");
    }

    #[test]
    fn only_said_or_supposed() {
        check("Anna’s blue eyes shone. “Anna’s eyes were grey,” said Tom.");
        check("Anna’s blue eyes shone. Perhaps Anna’s eyes were grey. Anna’s eyes were not grey.");
        check("Anna’s blue eyes shone. In the portrait Anna’s eyes were grey.");
        check("Anna’s blue eyes shone. The letter said: Anna has grey eyes.");
    }
}
