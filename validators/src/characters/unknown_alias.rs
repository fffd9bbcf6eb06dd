//! A name alone that may be one person's or another's.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Form, FullName, Kind, Place, Story};
use crate::validator::Validator;

/// The rule `characters/unknown-alias`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnknownAlias {
    /// Names that are clear as they are.
    allow: Vec<String>,
}

/// A name alone is no habit up to so many uses.
const RARE: usize = 5;

/// Somebody is known who is named so many times.
const KNOWN: usize = 5;

/// Who was named within so many bytes before is meant.
const NEAR: u32 = 5_000;

impl Validator for UnknownAlias {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/unknown-alias",
        summary: "A name alone that two people have",
        docs: "\
Finds a given name that stands alone in the story a few times, and that two of its people have, where both of
them were named shortly before, or neither.

The reader has to guess who is meant.

```bad
Charles Hale spoke. Then Charles Hale sat. Tom saw Charles Hale. Charles Hale laughed. Charles Hale said no.

Charles Orme spoke. Then Charles Orme sat. Tom saw Charles Orme. Charles Orme laughed. Charles Orme said no.

Then Charles said that he was late.
```

```good
Charles Hale spoke. Then Charles Hale sat. Tom saw Charles Hale. Charles Hale laughed. Charles Hale said no.

Charles Orme spoke. Then Charles Orme sat. Tom saw Charles Orme. Charles Orme laughed. Charles Orme said no.

Then Charles Hale said that he was late.
```

Each name is found once, where it first stands so. What people say is left alone: they know whom they mean.
So is a name that often stands alone, which is then mostly that of one. Somebody else may have it, too, who
has no other name in the story.
",
        group: Group::Nursery,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let referents = story.referents();
        // Who has a given name and another, and where each is so named.
        let mut full: BTreeMap<String, BTreeMap<usize, Vec<Place>>> = BTreeMap::new();
        let mut alone: Vec<(String, usize, &Form)> = Vec::new();
        for (who, character) in cast.characters.iter().enumerate() {
            for form in character.forms.iter().filter(|_| character.kind == Kind::Person) {
                let name = FullName::of(&form.text);
                if name.has("mrs") {
                    // It may be her husband's.
                } else if let Some(first) = name.first() {
                    let places = full.entry(first.to_owned()).or_default().entry(who).or_default();
                    places.extend(form.places.iter());
                } else if name.titles.is_empty() {
                    alone.push((name.last().to_owned(), who, form));
                }
            }
        }
        alone.retain(|(_, _, form)| {
            form.places.len() <= RARE && !self.allow.iter().any(|it| **it == *form.text)
        });
        full.values_mut().flat_map(BTreeMap::values_mut).for_each(|places| places.sort_unstable());
        for (first, own, form) in alone {
            let Some(bearers) = full.get(&first) else { continue };
            // Those of whom the reader has read so before a place.
            let known = |here: Place| {
                let is_known =
                    move |places: &[Place]| places.get(KNOWN - 1).is_some_and(|&it| it < here);
                bearers.iter().filter(move |(_, places)| is_known(places))
            };
            let is_open = |here: Place| {
                let n_near = known(here).filter(|(_, places)| {
                    let last = last_before(places, here);
                    last.document == here.document && here.span.start - last.span.start <= NEAR
                });
                !bearers.contains_key(&own)
                    && known(here).count() > 1
                    && n_near.count() != 1
                    && referents.speech_at(here).is_none()
            };
            let Some(&here) = form.places.iter().find(|&&place| is_open(place)) else { continue };
            let name = |who: usize| cast.characters[who].name();
            let [one, other] = [0, 1].map(|i| *known(here).nth(i).expect("there are two").0);
            let (text, one_name, other_name) = (&form.text, name(one), name(other));
            let message = format!("`{text}` may be `{one_name}` or `{other_name}` here");
            let diagnostic = cx.report(story.location(here), message);
            for who in [one, other] {
                let place = last_before(&bearers[&who], here);
                diagnostic.label(story.location(place), format!("`{}` here", name(who)));
            }
        }
    }
}

/// The last of `places`, which are sorted, before `here`, or else the first.
fn last_before(places: &[Place], here: Place) -> Place {
    places[places.partition_point(|&place| place < here).saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) {
        let hales = "Then Charles Hale said no. ".repeat(5);
        let ormes = "Then Charles Orme said no. ".repeat(5);
        testing::check(&UnknownAlias::default(), &[&hales, &*ormes, text].concat());
    }

    #[test]
    fn of_two() {
        check("Then ⟦Charles⟧ said yes. Charles laughed.");
        check("“Charles laughed,” said Tom.");
        check(&"Then Charles said yes. ".repeat(6));
    }

    #[test]
    fn of_whom_it_was() {
        let far = "They waited there for a very long time. ".repeat(150);
        check(&format!("{far}Then Charles Hale said no. Charles laughed."));
        check(&format!("{far}Then ⟦Charles⟧ laughed."));
    }
}
