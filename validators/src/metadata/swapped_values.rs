//! Two values of a character sheet that stand one in the other's place.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Place, Story};
use crate::validator::Validator;

/// The rule `metadata/swapped-values`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SwappedValues {}

/// What few words are used for: a value of one of these says under which key it belongs.
const OF_FEW: [&str; 3] = ["nationality", "race", "species"];

/// In so many other entries a value must stand under its own key, and for each under the wrong one
/// so many.
const OTHERS: usize = 2;

impl Validator for SwappedValues {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/swapped-values",
        summary: "Two values of a character sheet that changed places",
        docs: "\
Finds an entry of a character sheet in which a race, a species or a nationality stands under another key, and
something else in its place, as happens in tables: the columns are swapped.

The sheet is what the author looks up, and what other rules and tools read.

```bad
-- characters.md (reference) --
| Name | Home | Species |
| --- | --- | --- |
| Anna | Oakham | Elf |
| Tom | Dwarf | Oakham |
| Will | Thornby | Elf |
| Mary | Milford | Dwarf |
| Ruth | Thornby | Dwarf |
```

```good
-- characters.md (reference) --
| Name | Home | Species |
| --- | --- | --- |
| Anna | Oakham | Elf |
| Tom | Oakham | Dwarf |
| Will | Thornby | Elf |
| Mary | Milford | Dwarf |
| Ruth | Thornby | Dwarf |
```

The value must stand under its own key in two other entries at least, and what stands there instead in none.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let declarations = &story.facts.declarations;
        let entries = declarations.iter().filter_map(|it| Some((it.place?, &it.attributes)));
        let mut uses: FxHashMap<(&str, String), Vec<Place>> = FxHashMap::default();
        for (at, attributes) in entries.clone() {
            for it in attributes {
                let places = uses.entry((&it.key, it.value.to_lowercase())).or_default();
                places.push(Place { span: it.span, ..at });
            }
        }
        let uses = |key, value: &str| match uses.get(&(key, value.to_lowercase())) {
            Some(places) => places.as_slice(),
            None => &[],
        };
        for (at, attributes) in entries {
            let of_few = attributes.iter().filter(|it| OF_FEW.contains(&&*it.key));
            for right in of_few.filter(|it| uses(&it.key, &it.value).len() == 1) {
                let others = attributes.iter().filter(|it| !OF_FEW.contains(&&*it.key));
                for it in others {
                    let elsewhere = uses(&right.key, &it.value);
                    if elsewhere.len() < OTHERS * uses(&it.key, &it.value).len() {
                        continue;
                    }
                    let message = format!(
                        "`{}` is the {} here, but a {} elsewhere, and `{}` is the {}",
                        it.value, it.key, right.key, right.value, right.key
                    );
                    cx.report(story.location(Place { span: it.span, ..at }), message)
                        .label(story.location(elsewhere[0]), format!("a {} here", right.key));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a sheet with these rows of homes and species.
    #[track_caller]
    fn check(rows: &[(&str, &str)]) -> Vec<String> {
        let names = ["Anna", "Tom", "Will", "Mary", "Ruth", "Jane"];
        let row = |(&(home, species), name): (&(&str, &str), &str)| {
            format!("| {name} | {home} | {species} |\n")
        };
        let rows: String = rows.iter().zip(names).map(row).collect();
        let sheet = format!(
            "-- characters.md (reference) --\n| Name | Home | Species |\n| --- | --- | --- |\n{rows}"
        );
        let diagnostics = testing::check(&SwappedValues::default(), &sheet);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn swapped() {
        let messages =
            check(&[("York", "Elf"), ("Bath", "Elf"), ("⟦Elf⟧", "Bath"), ("Oakham", "Dwarf")]);
        let expected = "`Elf` is the home here, but a species elsewhere, and `Bath` is the species";
        assert_eq!(messages, [expected]);
    }

    #[test]
    fn in_place() {
        check(&[("York", "Elf"), ("Bath", "Elf"), ("Oakham", "Dwarf"), ("", "Elf")]);
        // Who comes of both.
        check(&[("York", "Elf"), ("Bath", "Elf"), ("Elf", "Elf"), ("Oakham", "Dwarf")]);
        check(&[("York", "Elf"), ("Elf", "Bath"), ("Oakham", "Dwarf")]);
        // A place that is called so.
        check(&[("Elf", "Orc"), ("Elf", "Troll"), ("Bath", "Elf"), ("York", "Elf")]);
    }
}
