//! Somebody who looks different in two places.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{
    Attribute, Belief, Changes, Place, Side, Story, may_have_both, paragraph_at, values_in,
};
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
        summary: "Somebody whose eyes, hair, scar, hand or work are others in two places",
        docs: "\
Finds a person of whom the narration says two things that cannot both be: eyes of two colours, hair or a beard
of two, a scar, a wound or a lost limb on the left and on the right, the left hand and the right hand for the
better one, two heights, tall and short, two trades of which nobody is both at once.

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
or dream is left alone, as is what the text does not clearly say of one person, or of somebody who is often told
from an elder or a younger one by name (Old Tom, John Hale Jr.). Dark eyes fit any colour, and colours that shade
into each other are no contradiction.

Hair may turn grey, and it may be dyed: where a dye, a wig or a disguise stands beside somebody's name, or near
one of the places, hair is not judged, nor after years have passed. In parts of two times (below a heading or a
line such as `Then`, `Ten years earlier` or `London, 2011`, up to the next one) only eyes are. Children grow and
wounds heal: where years have passed,
heights and wounds are not judged either. Who breaks an arm and later the other has broken both, and a scar from the
forge is not that from the war; nor are two scars, wounds or heights told in one paragraph a slip. Lenses change the colour
of eyes, and firelight does. So with work: somebody who retires, is
dismissed or becomes a baker was something else before, and a poet, a soldier or a clerk may be anything besides.
A physician is a doctor, and an innkeeper may brew. What a character sheet says is compared by
`characters/sheet-mismatch`. Two wives, husbands, fathers or mothers are found by
`characters/kin-contradiction`.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut told: BTreeMap<(usize, Part), Vec<Told>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            if let Some((character, part, it)) = read(belief)
                && cast.characters[character].is_distinct_person()
            {
                told.entry((character, part)).or_default().push(it);
            }
        }
        told.retain(|&(character, part), told| {
            told.iter().any(|it| it.value != told[0].value) && !is_declared(story, character, part)
        });
        if told.is_empty() {
            return;
        }
        let changes = Changes::of(&story.facts, cast, story.world());
        let paragraph = |place| paragraph_at(story.facts.paragraphs.starts(), place);
        for ((character, part), told) in told {
            let n_alike = |value: Trait| told.iter().filter(|it| it.value == value).count();
            let usual = told.iter().rev().max_by_key(|it| n_alike(it.value));
            let usual = *usual.expect("something was told");
            let mut found = Vec::new();
            for it in &told {
                let places = [it.place, usual.place];
                let may_part = |what| changes.may_part(character, what, places);
                if it.value.fits(usual.value, part)
                    || found.contains(&it.value)
                    || part.is_of_body()
                        && (paragraph(it.place) == paragraph(usual.place) || it.is_besides(&usual))
                    || story.excludes(it.place, usual.place)
                    || part != Part::Eyes && story.headed_times().part(it.place, usual.place)
                    || part == Part::Eyes && changes.is_told(character, "eyes", places)
                    || part.changes().is_some_and(may_part)
                    || part.passes() && changes.years_pass(places)
                {
                    continue;
                }
                found.push(it.value);
                let name = cast.characters[character].name();
                let [here, usually] = [it, &usual].map(|it| it.value.of(part));
                let message = format!("`{name}` {here} here, but {usually} elsewhere");
                cx.report(story.location(it.place), message)
                    .label(story.location(usual.place), format!("{usually} here"));
            }
        }
    }
}

/// Whether a sheet says what somebody is like there, so that `characters/sheet-mismatch` compares the text with it.
fn is_declared(story: &Story, character: usize, part: Part) -> bool {
    let (key, attribute) = match part {
        Part::Eyes => ("eyes", Attribute::Eyes),
        Part::Hair => ("hair", Attribute::Hair),
        Part::Height => ("height", Attribute::Height),
        Part::Build => ("height", Attribute::Build),
        Part::Work => ("occupation", Attribute::Occupation),
        Part::Beard | Part::Scar(..) | Part::Wound(_) | Part::Missing(_) | Part::Hand => {
            return false;
        }
    };
    let character = &story.cast().characters[character];
    story.facts.declarations.iter().any(|declaration| {
        declaration.names.iter().any(|name| character.is_called(name))
            && declaration.attributes.iter().any(|declared| {
                *declared.key == *key && !values_in(attribute, &declared.value).is_empty()
            })
    })
}

/// Something that is said of a part.
#[derive(Clone, Copy)]
struct Told {
    value: Trait,
    place: Place,
    /// Whether it may be one by itself: a leg is broken there, a scar is from the war, a burn is not spoken of as known.
    is_apart: bool,
}

impl Told {
    /// Whether one came about besides the other: an arm is broken later, or another scar is told to be from the war.
    fn is_besides(&self, other: &Self) -> bool {
        if self.place < other.place { other.is_apart } else { self.is_apart }
    }
}

/// What of somebody something is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Eyes,
    Hair,
    Beard,
    /// A scar or another mark on a part of the body.
    Scar(&'static str, &'static str),
    /// A part of the body that is wounded.
    Wound(&'static str),
    /// A part of the body that is lost.
    Missing(&'static str),
    Hand,
    Height,
    Build,
    Work,
}

impl Part {
    /// What of it changes with a disguise or another position, if it does.
    fn changes(self) -> Option<&'static str> {
        match self {
            Self::Hair | Self::Beard => Some("looks"),
            Self::Work => Some("work"),
            Self::Eyes
            | Self::Scar(..)
            | Self::Wound(_)
            | Self::Missing(_)
            | Self::Hand
            | Self::Height
            | Self::Build => None,
        }
    }

    /// Whether somebody may have two of them, or be neither: who says both in one paragraph means it.
    fn is_of_body(self) -> bool {
        matches!(
            self,
            Self::Scar(..) | Self::Wound(_) | Self::Missing(_) | Self::Height | Self::Build
        )
    }

    /// Whether it is another after years: children grow, and what was hurt heals.
    fn passes(self) -> bool {
        matches!(self, Self::Wound(_) | Self::Height | Self::Build)
    }

    /// The attribute of which it has a value.
    fn attribute(self) -> Attribute {
        match self {
            Self::Eyes => Attribute::Eyes,
            Self::Hair => Attribute::Hair,
            Self::Beard => Attribute::Beard,
            Self::Scar(..) => Attribute::Scar,
            Self::Wound(_) => Attribute::Wound,
            Self::Missing(_) => Attribute::Missing,
            Self::Hand => Attribute::Handedness,
            Self::Height => Attribute::Height,
            Self::Build => Attribute::Build,
            Self::Work => Attribute::Occupation,
        }
    }
}

/// What is said of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trait {
    /// A colour, or a trade.
    Value(&'static str),
    Side(&'static str),
    Height(u16),
}

/// Of whom a belief says what of which part.
fn read(belief: &Belief) -> Option<(usize, Part, Told)> {
    let statement = &belief.statement;
    let value = statement.value?;
    let side = || {
        statement.side.map(|side| match side {
            Side::Left => Trait::Side("left"),
            Side::Right => Trait::Side("right"),
        })
    };
    let (part, told) = match statement.attribute {
        Attribute::Eyes => (Part::Eyes, Trait::Value(value)),
        Attribute::Hair => (Part::Hair, Trait::Value(value)),
        Attribute::Beard => (Part::Beard, Trait::Value(value)),
        Attribute::Scar => (Part::Scar(statement.thing.unwrap_or("scar"), value), side()?),
        Attribute::Wound | Attribute::Injury => (Part::Wound(value), side()?),
        Attribute::Missing => (Part::Missing(value), side()?),
        Attribute::Handedness => (Part::Hand, Trait::Side(value)),
        Attribute::Height => {
            (Part::Height, Trait::Height(value.strip_suffix(" cm")?.parse().ok()?))
        }
        Attribute::Build if matches!(value, "short" | "tall") => (Part::Build, Trait::Value(value)),
        Attribute::Occupation => (Part::Work, Trait::Value(value)),
        _ => return None,
    };
    // What is recalled of what changes is so no more.
    let is_changing = part.changes().is_some() || part.passes();
    let who = if is_changing { belief.asserted_of() } else { belief.told_of() }?;
    let is_apart = match statement.attribute {
        Attribute::Injury => true,
        Attribute::Scar => statement.thing.is_some() == statement.object.is_none(),
        _ => false,
    };
    Some((who, part, Told { value: told, place: statement.place, is_apart }))
}

impl Trait {
    /// Whether one person may have both.
    fn fits(self, other: Self, part: Part) -> bool {
        match (self, other) {
            (Self::Value(one), Self::Value(other)) => may_have_both(part.attribute(), one, other),
            (Self::Height(one), Self::Height(other)) => one.abs_diff(other) <= HEIGHTS,
            _ => self == other,
        }
    }

    /// "Has blue eyes", "has a scar on the left cheek".
    fn of(self, part: Part) -> String {
        match (self, part) {
            (Self::Value(trade), Part::Work) => format!("is {} {trade}", article(trade)),
            (Self::Value(build), Part::Build) => format!("is {build}"),
            (Self::Value(colour), Part::Hair) => format!("has {colour} hair"),
            (Self::Value(colour), Part::Beard) => format!("has {} {colour} beard", article(colour)),
            (Self::Value(colour), _) => format!("has {colour} eyes"),
            (Self::Side(side), Part::Scar("stitches", part)) => {
                format!("has stitches in the {side} {part}")
            }
            (Self::Side(side), Part::Scar(mark, part)) => {
                format!("has a {mark} on the {side} {part}")
            }
            (Self::Side(side), Part::Wound(part)) => format!("has hurt the {side} {part}"),
            (Self::Side(side), Part::Missing(part)) => format!("has no {side} {part}"),
            (Self::Side(side), _) => format!("is {side}-handed"),
            (Self::Height(height), _) => format!("is {height} cm tall"),
        }
    }
}

/// "An attorney", "a baker".
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
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
        check("Anna’s blue eyes shone. Anna put in the lenses. Anna’s eyes were brown.");
        check("Anna’s blue eyes shone.\n\nAnna’s eyes turned green. Anna’s eyes were green.");
        check("Anna’s blue eyes shone. By firelight Anna’s eyes were amber.");
    }

    #[test]
    fn in_another_time() {
        let story = |eyes: &str| {
            format!(
                "# 2019\n\nAnna had red hair and blue eyes.\n\n# 2011\n\nAnna had black hair. {eyes}."
            )
        };
        check(&story("Anna had blue eyes"));
        check(&story("⟦Anna had green eyes⟧"));
    }

    #[test]
    fn sides() {
        let messages = check(
            "The scar on Tom’s left cheek paled.\n\nThe scar on ⟦Tom’s right cheek⟧ did not. \
             Tom was left-handed. ⟦Tom was right-handed⟧. Tom was left-handed with a sword.",
        );
        let expected = [
            "`Tom` has a scar on the right cheek here, but has a scar on the left cheek elsewhere",
            "`Tom` is right-handed here, but is left-handed elsewhere",
        ];
        assert_eq!(messages, expected);
        check("The scar on Tom’s left cheek paled.\n\nThe scar on Tom’s right arm did not.");
    }

    #[test]
    fn several() {
        for second in [
            "Tom had another scar on his right hand.",
            "Tom had a scar on his right hand, too.",
            "Tom had scars, one on his left hand and a scar on his right hand.",
            "In the mirror the scar on Tom’s right hand shone.",
            "Tom had a scar on his right hand from the war.",
        ] {
            check(&format!("Tom had a scar on his left hand from the forge.\n\n{second}"));
        }
        check("Tom was six when he broke his left arm.\n\nTom broke his right arm in the war.");
        check("Tom’s left arm was broken.\n\nThen Tom broke his right arm.");
        check("Tom broke his left arm.\n\nIt rained. ⟦Tom’s right arm was broken⟧.");
        check("Tom had lost his left arm. He had lost his right arm as well.");
        check("Tom had lost his left arm.\n\nTom had lost his right arm, too.");
        check("Tom had lost his left arm.\n\n⟦Tom had lost his right arm⟧.");
    }

    #[test]
    fn in_the_sheet() {
        let sheet = "-- cast.md (reference) --\n# Cast\n\n## Anna\n\nEyes: blue\n-- a.md --\n";
        check(&format!("{sheet}Anna’s blue eyes shone.\n\nAnna’s brown eyes wept."));
    }

    #[test]
    fn marks() {
        check("The scar on Tom’s left cheek paled.\n\nThe scar on Tom’s right arm did not.");
        check("Tom had a burn on his left hand.\n\nTom rubbed ⟦the old burn on his right hand⟧.");
        check("Tom had a burn on his left hand. Tom had a burn on his right hand.");
        check("Tom had a burn on his left hand. Tom rubbed the scratch on his right hand.");
        check("Tom had a steel hand, the left.\n\n⟦Tom’s right hand, the steel⟧ one, shook.");
        check("Tom’s left arm was in a sling.\n\nTom rose, ⟦his right arm in a sling⟧.");
    }

    #[test]
    fn by_pronoun() {
        check(
            "Anna looked up. Her eyes were grey.\n\nIt rained.\n\nShe wept, and ⟦her blue eyes⟧ shone.",
        );
        check(
            "Anna looked up. She’s got red hair.\n\nAnna sang. ⟦Her hair, which was black⟧, shone.",
        );
        check("Anna looked up. Her eyes were grey.\n\nAnna saw a girl. Her blue eyes shone.");
    }

    #[test]
    fn heights() {
        let messages = check("Tom was six feet two.\n\n⟦Tom was five feet tall⟧.");
        assert_eq!(messages, ["`Tom` is 152 cm tall here, but is 188 cm tall elsewhere"]);
        check("Tom was six feet tall. Tom was 184 cm tall.");
        check("Tom was tall.\n\n⟦Tom was a short man⟧. Tom was short with them.");
        check("Tom was a short boy.\n\nTom was a tall man. On stilts Tom was short.");
        for years in [
            "Twenty years went by",
            "The years passed",
            "Two years had gone by",
            "Years later Tom came",
        ] {
            check(&format!("Tom was a short man.\n\n{years}. Tom was tall."));
        }
        check("Tom was a short boy.\n\nTwenty years later Anna came.\n\nTom was a tall man.");
    }

    #[test]
    fn only_said_or_supposed() {
        check("Anna’s blue eyes shone. “Anna’s eyes were grey,” said Tom.");
        check("Anna’s blue eyes shone. Perhaps Anna’s eyes were grey. Anna’s eyes were not grey.");
        check("Anna’s blue eyes shone. In the portrait Anna’s eyes were grey.");
        check("Anna’s blue eyes shone. The letter said: Anna has grey eyes.");
    }
    #[test]
    fn hair() {
        let messages = check("Anna’s red hair shone.\n\n⟦Anna had black hair⟧.");
        assert_eq!(messages, ["`Anna` has black hair here, but has red hair elsewhere"]);
        check("Anna’s red hair shone. Anna’s auburn hair shone. Anna’s grey hair shone.");
        check("Anna’s light brown hair shone. Anna’s fair hair shone. Anna’s black beard shone.");
        check("Anna’s red hair shone. Tom kissed Anna’s mother’s black hair.");
        check(
            "Anna’s black hair shone. Anna’s hair was red in the firelight. Anna’s wet red hair shone.",
        );
    }

    #[test]
    fn dyed() {
        let later = "\n\nTom said no.\n\nTom went.\n\n";
        check(&format!(
            "Anna’s red hair shone.{later}Anna found a bottle of dye.{later}Anna had black hair."
        ));
        check(&format!(
            "Anna’s red hair shone.{later}She took off the wig.\n\nAnna had black hair."
        ));
        check(&format!(
            "Anna’s red hair shone.{later}Anna coloured it over the sink. Anna had black hair."
        ));
        check(&format!(
            "Anna’s red hair shone.{later}Anna coloured at this. ⟦Anna had black hair⟧."
        ));
        check(&format!(
            "Anna’s red hair shone.{later}Five years later Tom came.{later}Anna had black hair."
        ));
    }

    #[test]
    fn work() {
        let messages = check("Tom was a baker.\n\nTom sang.\n\n⟦Tom, the attorney⟧, sang.");
        assert_eq!(messages, ["`Tom` is an attorney here, but is a baker elsewhere"]);
        check("Tom worked as a carpenter.\n\n⟦Tom was the village blacksmith⟧.");
        check("Tom was a physician. Tom was a doctor. Tom was a poet. Tom was a soldier.");
        check("Tom was a baker.\n\nTom retired.\n\nTom was a farmer.");
        check("Tom was a butcher.\n\nTom gave up the shop.\n\nTom was a barber.");
        check("Tom was once a butcher. Tom had been a barber. Tom was a baker now.");
        check("Tom was a baker.\n\nTom was a lawyer by training.");
        check("Tom was a butcher. Tom played at shop. Tom was the village tailor.");
        check("Tom was a butcher.\n\nIn the winter Tom was a tailor.");
        check("Tom was a butcher and a barber. Tom was a barber. Tom was a tailor at heart.");
    }
}
