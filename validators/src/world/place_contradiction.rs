//! A place of which two things are told that cannot both be.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Belief, Place, Story};
use crate::validator::Validator;

/// The rule `world/place-contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PlaceContradiction {}

/// Sides of which a place is on one alone, as seen from another.
const OPPOSITES: [[&str; 2]; 2] = [["east", "west"], ["north", "south"]];

/// What is no other thing on the map; and what no place is at once. A town may be called a city or a village.
const ALONE: &str = "river";
const SIZES: [&str; 2] = ["city", "village"];

impl Validator for PlaceContradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "world/place-contradiction",
        summary: "A place of which two things are told that cannot both be",
        docs: "\
Finds a place that the narration has on opposite sides of another (north of it here, south of it there), and
one that is a village here and a city there, or a river here and a town there.

Readers draw the map while they read. A hill that changes sides takes the roads with it.

```bad
He came to Whitby from York. Whitby lies north of York.

It was late. York lies north of Whitby.
```

```good
He came to Whitby from York. Whitby lies north of York.

It was late. York lies south of Whitby, and Whitby lies east of York.
```

The finding is at what is told later and shows the other place. Only what the narration asserts of places by
their names is judged, never what people say. A village may grow into a town, and a town may be called a
city; and in a part of another time (below a heading or a line such as `Then`, `Ten years earlier` or `London,
2011`, up to the next one) a place may be another.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let mut told: BTreeMap<About, Vec<(&str, Place)>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            let Some((about, value)) = read(belief) else { continue };
            let told = told.entry(about).or_default();
            let here = belief.statement.place;
            if told.iter().any(|it| it.0 == value) {
                continue;
            }
            let is_other =
                |it: &&(&str, Place)| !can_be_both(it.0, value) && !story.parts(it.1, here);
            if let Some(&(other, there)) = told.iter().find(is_other) {
                let [here_is, there_is] = [value, other].map(|value| say(story, about, value));
                cx.report(
                    story.location(here),
                    format!("{here_is} here, but {there_is} elsewhere"),
                )
                .label(story.location(there), format!("{there_is} here"));
            }
            told.push((value, here));
        }
    }
}

/// A place, or two, of which the first is named earlier in the story.
type About = (usize, Option<usize>);

/// Of which places something is told, and what it is.
fn read(belief: &Belief) -> Option<(About, &'static str)> {
    let Belief { statement, object, .. } = belief;
    let place = belief.asserted_of()?;
    let value = statement.value?;
    match statement.attribute {
        Attribute::PlaceKind => Some(((place, None), value)),
        Attribute::Direction => match (*object)? {
            other if other == place => None,
            other if place < other => Some(((place, Some(other)), value)),
            other => Some(((other, Some(place)), opposite(value)?)),
        },
        _ => None,
    }
}

/// The side that one place is on of another, if that is on the side `of` of it.
fn opposite(of: &str) -> Option<&'static str> {
    OPPOSITES.iter().find_map(|&[one, other]| match of {
        it if it == one => Some(other),
        it if it == other => Some(one),
        _ => None,
    })
}

/// Whether both values can be told of one place.
fn can_be_both(one: &str, other: &str) -> bool {
    let pair = [one, other];
    let is_size = |it: &&str| SIZES.contains(it);
    opposite(one) != Some(other) && !pair.contains(&ALONE) && !pair.iter().all(is_size)
}

/// "`Whitby` is north of `York`", "`Whitby` is a village".
fn say(story: &Story, (place, other): About, value: &str) -> String {
    let name = |character: usize| story.cast().characters[character].name();
    let place = name(place);
    match other {
        Some(other) => format!("`{place}` is {value} of `{}`", name(other)),
        None if value == "island" => format!("`{place}` is an island"),
        None => format!("`{place}` is a {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const PLACES: &str = "He came from Whitby to York. He went to Whitby and to York.\n\n";

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics =
            testing::check(&PlaceContradiction::default(), &format!("{PLACES}{text}"));
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn sides() {
        let messages = check("Whitby lies ten miles north of York. ⟦Whitby was south of York⟧.");
        let expected =
            ["`Whitby` is south of `York` here, but `Whitby` is north of `York` elsewhere"];
        assert_eq!(messages, expected);
        check("Whitby lies north of York. ⟦York stands to the north of Whitby⟧.");
        check("Whitby lies north of York. York lies south of Whitby. Whitby lies east of York.");
    }

    #[test]
    fn kinds() {
        check("Whitby was a village. Whitby was a port. Whitby is a town. ⟦Whitby is a city⟧.");
        check("Whitby was a river. ⟦Whitby was a town⟧.");
        check("Whitby was a village. York was a city.");
        check("# 2019\n\nWhitby was a city.\n\n# 1911\n\nWhitby was a village.");
    }

    #[test]
    fn only_said() {
        check("Whitby lies north of York. “Whitby lies south of York,” he said.");
        check("Whitby was a village. Perhaps Whitby was a city. Whitby was not a city.");
    }
}
