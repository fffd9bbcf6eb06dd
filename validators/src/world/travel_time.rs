//! A journey that is too fast for the way.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Days, Kind, Place, Point, Scale, Story};
use crate::validator::Validator;

/// The rule `world/travel-time`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TravelTime {
    /// How far it is from one place to another.
    routes: Vec<Route>,
    /// How many kilometres the fastest travel in a day.
    km_per_day: Option<f64>,
    /// How many miles the fastest travel in a day.
    miles_per_day: Option<f64>,
}

/// The way between two places.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Route {
    /// The two places.
    between: [String; 2],
    /// How many kilometres it is.
    km: Option<f64>,
    /// How many miles it is.
    miles: Option<f64>,
    /// How many days it takes at least.
    days: Option<f64>,
}

/// How many bytes there may be from the date that a sentence begins with to what happened on it, and from
/// there to a date after it.
const NEAR: u32 = 60;
const BESIDE: u32 = 12;

/// A stay is compared with so many that are told after it.
const MOST: usize = 100;

const KM_OF_A_MILE: f64 = 1.609_344;

impl Validator for TravelTime {
    type Subject = Story;

    const META: Meta = Meta {
        id: "world/travel-time",
        summary: "Somebody who is at two places sooner than the way between them allows",
        docs: "\
Finds somebody who leaves or reaches one place on one day, and another place on another day, where the
author declares that the way between them takes longer. Without `routes` it finds nothing.

Who knows the country, or the map at the front of the book, counts the days.

```bad routes = [{ between = [\"Whitby\", \"York\"], days = 2 }]
Then Anna sat in Whitby. Anna left Whitby on 3 June 1850. On 4 June 1850 Anna arrived at York.
```

```good routes = [{ between = [\"Whitby\", \"York\"], days = 1 }]
Then Anna sat in Whitby. Anna left Whitby on 3 June 1850. On 4 June 1850 Anna arrived at York.
```

The days of a journey count without the day on which it begins.

Only a departure or an arrival that the narration tells in one sentence with its date counts, and only where
it is clear whose it is. Ways by other places are not added up.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        if self.routes.is_empty() {
            return;
        }
        for (character, stays) in stays(story) {
            for (i, there) in stays.iter().enumerate() {
                for here in stays[i + 1..].iter().take(MOST) {
                    self.judge(story, character, [there, here], cx);
                }
            }
        }
    }
}

impl TravelTime {
    /// Reports the later in the text of two stays that cannot both be.
    fn judge(&self, story: &Story, character: usize, [there, here]: [&Stay; 2], cx: &mut Context) {
        let Some(needed) = self.days_between(story, [there.at, here.at]) else { return };
        let most = there.days_apart(here);
        if there.scale != here.scale
            || f64::from(most) >= needed
            || story.excludes(there.place, here.place)
        {
            return;
        }
        let name = |character: usize| story.cast().characters[character].name();
        let [who, to, from] = [character, here.at, there.at].map(name);
        let is_are = if most == 1 { "day is" } else { "days are" };
        let message = format!(
            "`{who}` is at `{to}` here and at `{from}` elsewhere, and {most} {is_are} too few for the way"
        );
        cx.report(story.location(here.place), message)
            .label(story.location(there.place), format!("`{who}` is at `{from}` here"));
    }

    /// How many days it takes at least from one place to another, in whole days.
    fn days_between(&self, story: &Story, places: [usize; 2]) -> Option<f64> {
        let is = |place: usize, name: &str| story.cast().characters[place].is_called(name);
        let is_between = |route: &&Route| {
            let [one, other] = &route.between;
            let [here, there] = places;
            is(here, one) && is(there, other) || is(here, other) && is(there, one)
        };
        let route = self.routes.iter().find(is_between)?;
        let speed = self.km_per_day.or(self.miles_per_day.map(|miles| miles * KM_OF_A_MILE));
        let km = route.km.or(route.miles.map(|miles| miles * KM_OF_A_MILE));
        let days = route.days.or_else(|| Some(km? / speed.filter(|&it| it > 0.0)?))?;
        Some(days.floor())
    }
}

/// A day or more of which it is known that somebody was at a place.
struct Stay {
    at: usize,
    place: Place,
    days: (i32, i32),
    scale: Scale,
}

impl Stay {
    /// How many days there are from one to the other at most.
    fn days_apart(&self, other: &Self) -> i32 {
        let ((start, end), (other_start, other_end)) = (self.days, other.days);
        end.saturating_sub(other_start).max(other_end.saturating_sub(start)).max(0)
    }
}

/// The stays of each person in reading order.
fn stays(story: &Story) -> BTreeMap<usize, Vec<Stay>> {
    let cast = story.cast();
    let leading = leading(story);
    let mut stays: BTreeMap<usize, Vec<Stay>> = BTreeMap::new();
    for belief in &story.world().beliefs {
        if !matches!(belief.statement.attribute, Attribute::Arrives | Attribute::Leaves) {
            continue;
        }
        let Some((who, at)) = belief.told_of().zip(belief.object) else { continue };
        let place = belief.statement.place;
        let Some(point) = point_beside(story, place, &leading) else { continue };
        let Days { earliest, latest: Some(latest) } = point.days else { continue };
        if cast.characters[who].kind == Kind::Person && earliest != Days::ANY {
            let stay = Stay { at, place, days: (earliest, latest), scale: point.scale };
            stays.entry(who).or_default().push(stay);
        }
    }
    stays
}

/// The point of time that is told beside `place`, in the same sentence as far as that can be told: before
/// it, if the sentence begins with the time, or right after it.
fn point_beside<'s>(story: &'s Story, place: Place, leading: &[Place]) -> Option<&'s Point> {
    let points = &story.timeline().points;
    let after = points.partition_point(|point| point.place < place);
    let beside = |at: Option<usize>, leads: bool, reach: u32| {
        let point = points.get(at?)?;
        let (one, other) = (point.place.span, place.span);
        let gap = one.start.saturating_sub(other.end).max(other.start.saturating_sub(one.end));
        let is_beside = point.place.document == place.document && gap <= reach;
        let is_leading = leading.binary_search(&point.place).is_ok();
        (is_beside && is_leading == leads).then_some(point)
    };
    let before = beside(after.checked_sub(1), true, NEAR);
    before.xor(beside(Some(after), false, BESIDE))
}

/// The times with which a sentence begins, in order. Linear in the times, but for sorting.
fn leading(story: &Story) -> Vec<Place> {
    let facts = &story.facts;
    let dates = facts.dates.iter().map(|it| (it.place, it.telling));
    let times = facts.times.iter().map(|it| (it.place, it.telling));
    let all = dates.chain(times).filter(|(_, telling)| telling.leads);
    let mut leading: Vec<Place> = all.map(|it| it.0).collect();
    leading.sort_unstable();
    leading
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// What is found where Whitby is two days from York.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let route = |one: &str, other: &str, days| Route {
            between: [one, other].map(str::to_owned),
            km: None,
            miles: None,
            days: Some(days),
        };
        let routes = vec![route("York", "Whitby", 2.0), route("York", "London", 4.5)];
        let rule = TravelTime { routes, ..TravelTime::default() };
        let text =
            format!("Then Anna sat in Whitby, in York and in London. Tom sat there.\n\n{text}");
        let diagnostics = testing::check(&rule, &text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn too_fast() {
        let left = "Anna left Whitby on 3 June 1850.";
        let messages = check(&format!("{left} On 4 June 1850 ⟦Anna arrived at York⟧."));
        let expected = [
            "`Anna` is at `York` here and at `Whitby` elsewhere, and 1 day is too few for the way",
        ];
        assert_eq!(messages, expected);
        check("On 3 June 1850 Anna left Whitby.\n\nThe next day ⟦Anna arrived at York⟧.");
    }

    #[test]
    fn in_time() {
        let left = "Anna left Whitby on 3 June 1850.";
        check(&format!("{left} On 5 June 1850 Anna arrived at York."));
        check(&format!("{left} On 4 June 1850 Tom arrived at York."));
        check(&format!("{left} Then Anna arrived at York."));
        check(&format!("{left} On 4 June 1850 Anna arrived at London."));
        check(&format!("{left} Perhaps Anna arrived at York on 4 June 1850."));
        check(&format!("{left} A few days later Anna arrived at York."));
    }
}
