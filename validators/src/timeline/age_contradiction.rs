//! Somebody who grows younger.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{
    Attribute, Belief, DateMention, Kind, Place, Point, Scale, Setting, Story, Year, year_of,
};
use crate::validator::Validator;

/// The rule `timeline/age-contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgeContradiction {}

/// By how many years somebody may be younger, or older, than before: few people count birthdays.
const SLACK: i32 = 1;

/// Who is younger by more is told of in earlier years, as biographies are.
const LOOKING_BACK: i32 = 12;

/// So many bytes may stand between "born" and the date: " in ".
const BESIDE: u32 = 12;

/// So many ages of one person, the first, are compared, each with all others.
const MOST: usize = 40;

/// So many bytes before an age may stand the year that it is of, and so many after it, in the same
/// sentence: " in ".
const OWN_YEAR: u32 = 100;
const IN_YEAR: u32 = 4;

/// How many days a year has, a month that a date may leave open, and a birthday may be off.
const YEAR: i32 = 365;
const MONTH: i32 = 31;
const BIRTHDAY: i32 = 60;

/// How many days a lifetime has.
const LIFETIME: i32 = 100 * YEAR;

impl Validator for AgeContradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/age-contradiction",
        summary: "Somebody who is younger later on, or no older after years",
        docs: "\
Finds a person whom the narration makes younger than before, one who is as old as before although by the
dates of the story years have passed, and one whose age does not fit the year of birth and the date.

Readers keep the age of a character in mind, and ages are told chapters apart.

```bad
Anna Hale was thirty-one years old.

By now Anna Hale was twenty-six years old, and felt it.
```

```good
Anna Hale was thirty-one years old. When she was ten, she had left home.

By now Anna Hale was thirty-two years old. Tom was about forty.
```

What people say, suppose or remember is left alone, as are rough ages, and the text must leave no doubt
whose age it is. A year more or less is no contradiction, and whoever is younger by more than 12 years is
taken to be remembered. So is everything in a document with `flashback: true` in its front matter, and in a part
of the past; in one of an earlier year (below a heading or a line such as `Then`, `Ten years earlier` or
`London, 2011`, up to the next one) people are younger.
In ink and Twee, nothing is compared with what no reader comes to on the same way, or only on a condition.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut told: BTreeMap<usize, Vec<Age>> = BTreeMap::new();
        let mut births = BTreeMap::new();
        let dates = story.timeline().points.iter().filter(|point| point.moves);
        let dates: Vec<&Point> = dates.collect();
        for belief in &story.world().beliefs {
            if let Some((character, age)) = read(story, &dates, belief) {
                told.entry(character).or_default().push(age);
            } else if let Some((character, birth)) = birth(story, belief) {
                births.entry(character).or_insert(birth);
            }
        }
        for (character, mut ages) in told {
            let name = cast.characters[character].name();
            ages.truncate(MOST);
            if let Some(&(born, place)) = births.get(&character) {
                for age in &ages {
                    let Some((fits, at)) = since(born, age) else { continue };
                    let off = (fits.start() - age.years).max(age.years - fits.end());
                    let is_off = (SLACK + 1..=LOOKING_BACK).contains(&off);
                    if !is_off || [place, at].iter().any(|&it| story.excludes(it, age.place)) {
                        continue;
                    }
                    let message = format!("`{name}` is {} here, but was born in {born}", age.years);
                    cx.report(story.location(age.place), message)
                        .label(story.location(place), format!("born in {born} here"))
                        .label(story.location(at), "this date tells the year");
                }
            }
            while let Some((wrong, other, conflict)) = most_contradicted(story, &ages) {
                let age = ages[wrong];
                let Age { years, place, .. } = ages[other];
                let message = match conflict {
                    Conflict::Younger => {
                        let then = if other < wrong { "was" } else { "is" };
                        let when = if other < wrong { "before" } else { "later" };
                        format!("`{name}` is {} here, but {then} {years} {when}", age.years)
                    }
                    Conflict::Years(n) => format!(
                        "`{name}` is {} here and {years} elsewhere, but {n} years lie between",
                        age.years
                    ),
                };
                let label = format!("{years} years old here");
                cx.report(story.location(age.place), message).label(story.location(place), label);
                ages.remove(wrong);
            }
        }
    }
}

/// How old somebody is said to be.
#[derive(Clone, Copy)]
struct Age {
    years: i32,
    place: Place,
    /// By what days are counted there, the earliest day that it can be and the latest, as far as the
    /// dates of the story tell.
    when: Option<(Scale, i32, i32)>,
    /// The date that tells it.
    dated: Option<Place>,
    /// The year that is named beside it, which may be another one than the story has come to.
    own_year: Option<i16>,
}

impl Age {
    /// The years in which it can be told, if they are known.
    fn told_in(&self) -> Option<(i16, i16)> {
        if let Some(year) = self.own_year {
            return Some((year, year));
        }
        let (Scale::Gregorian, earliest, latest) = self.when? else { return None };
        Some((year_of(earliest)?, year_of(latest)?))
    }
}

/// What is wrong with two ages.
#[derive(Clone, Copy)]
enum Conflict {
    /// The later one is less.
    Younger,
    /// At least so many years lie between.
    Years(i32),
}

/// Whose age a belief tells, and the age, if that is certain.
fn read(story: &Story, dates: &[&Point], belief: &Belief) -> Option<(usize, Age)> {
    let place = belief.statement.place;
    let document = &story.facts.documents[place.document as usize];
    let is_age = belief.statement.attribute == Attribute::Age;
    let character = belief.asserted_of().filter(|_| is_age)?;
    let is_judged = story.cast().characters[character].kind == Kind::Person
        && document.passage_at(place.span.start).is_none()
        && !story.headed_times().is_past(place);
    let years = belief.statement.value.filter(|_| is_judged)?.parse().ok()?;
    let (when, dated) = when(dates, place).unzip();
    let own_year = own_year(story, place);
    Some((character, Age { years, place, when, dated, own_year }))
}

/// The year that is named beside an age at `place`: "in 1840 she was twenty-one". Not that of a day
/// to which the story comes, nor one in which somebody was born.
fn own_year(story: &Story, place: Place) -> Option<i16> {
    let dates = &story.facts.dates;
    let next = dates.partition_point(|date| date.place <= place);
    let after = dates.get(next).filter(|date| date.place.is_soon_after(place, IN_YEAR));
    let before = next.checked_sub(1).map(|last| &dates[last]);
    let before = before.filter(|date| place.is_soon_after(date.place, OWN_YEAR));
    let is_birth = |date: &DateMention| {
        let beliefs = &story.world().beliefs;
        let first = beliefs.partition_point(|it| it.statement.place <= date.place);
        beliefs[..first].iter().rev().take(MOST).any(|it| {
            it.statement.attribute == Attribute::Birth
                && date.place.is_soon_after(it.statement.place, BESIDE)
        })
    };
    let is_story_day = |date: &DateMention| {
        let DateMention { telling, day, .. } = date;
        day.is_some() && (telling.leads || telling.heads || telling.setting == Setting::Heading)
    };
    let date = after.or(before).filter(|date| !is_story_day(date) && !is_birth(date))?;
    date.numbered_year()
}

/// When it is at `place`: not before the last of the `dates` that the story came to, nor after the next,
/// nor a lifetime later.
fn when(dates: &[&Point], place: Place) -> Option<((Scale, i32, i32), Place)> {
    let next = dates.partition_point(|date| date.place <= place);
    let is_sure = |date: &&&Point| {
        date.days.latest.is_some_and(|latest| latest - date.days.earliest <= MONTH)
    };
    let last = dates[..next].last().filter(is_sure)?;
    let latest = match dates.get(next) {
        Some(next) => is_sure(&next).then_some(next.days.latest?)?,
        None => last.days.earliest.saturating_add(LIFETIME),
    };
    let is_one_scale = dates.get(next).is_none_or(|next| last.scale == next.scale);
    is_one_scale.then_some(((last.scale, last.days.earliest, latest), last.place))
}

/// In which year the narration says that somebody was born, and where.
fn birth(story: &Story, belief: &Belief) -> Option<(usize, (i32, Place))> {
    let is_birth = belief.statement.attribute == Attribute::Birth;
    let character = belief.told_of().filter(|_| is_birth)?;
    let place = belief.statement.place;
    let dates = &story.facts.dates;
    let date = dates.get(dates.partition_point(|date| date.place <= place))?;
    let Some(Year::Number(year)) = date.year else { return None };
    date.place.is_soon_after(place, BESIDE).then_some((character, (year.into(), place)))
}

/// How old somebody who was born in a year may be when `age` is told, and the date that tells when that
/// is.
fn since(born: i32, age: &Age) -> Option<(RangeInclusive<i32>, Place)> {
    let (first, last) = age.told_in().filter(|_| age.own_year.is_none())?;
    Some((i32::from(first) - born - 1..=i32::from(last) - born, age.dated?))
}

/// The age that most others contradict, the last of several, with the nearest that does.
fn most_contradicted(story: &Story, ages: &[Age]) -> Option<(usize, usize, Conflict)> {
    let others = |i: usize| {
        let of = move |j: usize| {
            let (before, after) = if j < i { (j, i) } else { (i, j) };
            Some((i, j, conflict(story, &ages[before], &ages[after])?))
        };
        (0..ages.len()).filter(move |&j| j != i).filter_map(of)
    };
    let worst = (0..ages.len()).max_by_key(|&i| others(i).count())?;
    others(worst).min_by_key(|&(i, j, _)| (i.abs_diff(j), j))
}

/// What is wrong with one age and another one that is told later.
fn conflict(story: &Story, before: &Age, after: &Age) -> Option<Conflict> {
    difference(before, after).filter(|_| !story.is_earlier(after.place, before.place))
}

/// The same if what is told later is later.
fn difference(before: &Age, after: &Age) -> Option<Conflict> {
    let grown = after.years - before.years;
    if before.own_year.or(after.own_year).is_some() {
        let ((first, _), (_, last)) = (before.told_in()?, after.told_in()?);
        let is_younger = (-LOOKING_BACK..-SLACK).contains(&grown) && first <= last;
        return is_younger.then_some(Conflict::Younger);
    }
    let n_days = match (before.when, after.when) {
        (Some((scale, _, latest)), Some((other, earliest, _))) if scale == other => {
            Some(earliest - latest)
        }
        _ => None,
    };
    let is_earlier = match (before.when, after.when) {
        (Some((scale, earliest, _)), Some((other, _, latest))) => {
            scale == other && latest < earliest
        }
        _ => false,
    };
    if (-LOOKING_BACK..-SLACK).contains(&grown) && !is_earlier {
        return Some(Conflict::Younger);
    }
    let n_days = n_days.filter(|n| grown >= -SLACK && *n > (grown + 1) * YEAR + BIRTHDAY)?;
    Some(Conflict::Years(n_days * 4 / (4 * YEAR + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&AgeContradiction::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn born_long_before_the_only_date() {
        let dated = "---\nstory-date: 1890-05-03\n---\nMargaret was born in 1850.\n\n";
        let messages = check(&format!("{dated}⟦Margaret was thirty-two years old⟧."));
        assert_eq!(messages, ["`Margaret` is 32 here, but was born in 1850"]);
        check(&format!("{dated}Margaret was forty years old."));
        check(&format!("{dated}Margaret was fifty years old."));
    }

    #[test]
    fn younger() {
        let messages = check(
            "Anna was thirty-one years old that spring.\n\n\
             By now ⟦Anna was twenty-six years old⟧, and felt it.",
        );
        assert_eq!(messages, ["`Anna` is 26 here, but was 31 before"]);
        check("At that time Tom was fifty-five. ⟦Tom was fifty⟧ by this time.");
        check("Anna had just turned thirty. ⟦Anna, who was now twenty-six⟧, left.");
        check("Tom was a boy of twelve. ⟦Tom, aged 10⟧, left. Tom was thirteen.");
        let messages = check("⟦Tom was 40 years old⟧. Tom was thirty. Tom was thirty-one.");
        assert_eq!(messages, ["`Tom` is 40 here, but is 30 later"]);
    }

    #[test]
    fn grown_or_remembered() {
        check("Tom was thirty. Tom was thirty-one. Tom was twice as old.");
        check("Tom was thirty. Tom was ten years old. When Tom was twenty, he left.");
        check("# Now\n\nTom was thirty.\n\n# Then\n\nTom was twenty-five.");
        check("# 2019\n\nTom was thirty.\n\n# 2014\n\nTom was twenty-five.");
        check("# 2014\n\nTom was thirty.\n\n# 2019\n\n⟦Tom was twenty-five⟧.");
        check("Tom was thirty. “Tom was twenty-five,” said Ann. Perhaps Tom was twenty-five.");
        check("Tom was thirty. Tom had been twenty-five. Ann was twenty-five. Tom was about 25.");
        check(
            "-- a.md --\nTom was thirty.\n-- b.md --\n---\nflashback: true\n---\n\nTom was twenty.",
        );
    }

    #[test]
    fn of_another_year() {
        check("It was 3 June 1850. Tom was thirty.\n\nIn 1840 Tom was twenty, and poor.");
        check("Tom was thirty. He closed his eyes.\n\nThe year was 1840. Tom was twenty.");
        check("Tom was thirty years old in 1850.\n\nIn 1840 Tom was twenty.");
        check("In 1850 Tom was thirty.\n\nIn 1853 ⟦Tom was twenty-five⟧.");
        check("It was 3 June 1850. Tom was thirty.\n\nIt was 4 June 1851. ⟦Tom was twenty⟧.");
    }

    #[test]
    fn looked_back_to() {
        for then in [
            "Ten years before, on the 1st of May 1840, Tom had been married.",
            "Ten years earlier Tom had lived in Bath.",
            "Back then he lived in Bath.",
            "He remembered Bath.",
        ] {
            check(&format!("Tom was thirty-one.\n\n{then} Tom was twenty-one."));
        }
        for then in [
            "Six years ago",
            "In those days",
            "When Ann was born,",
            "By the time Ann was born",
            "At the time of the fire",
            "During the war",
        ] {
            check(&format!("Tom was forty years old.\n\n{then} Tom was thirty-four years old."));
        }
        check("Tom was forty.\n\nThe summer Tom was thirty-four years old, he sailed.");
        check("Tom was forty.\n\nThat summer ⟦Tom was thirty-four years old⟧.");
    }

    #[test]
    fn years_between() {
        let later = |age: &str| {
            format!(
                "# 3 May 1850\n\nTom was thirty.\n\n# 4 May 1850\n\nHe left.\n\n\
                 # 3 May 1856\n\n{age}.\n\n# 4 May 1856\n\nHe left."
            )
        };
        let messages = check(&later("⟦Tom was thirty⟧"));
        assert_eq!(messages, ["`Tom` is 30 here and 30 elsewhere, but 5 years lie between"]);
        check(&later("Tom was thirty-five"));
    }

    #[test]
    fn born() {
        let story = |age: &str| {
            format!("# 3 May 1850\n\nTom was born in 1820. {age}.\n\n# 4 May 1850\n\nHe left.")
        };
        let messages = check(&story("⟦Tom was twenty-five⟧"));
        assert_eq!(messages, ["`Tom` is 25 here, but was born in 1820"]);
        check(&story("Tom was twenty-nine"));
        check(&story("Tom was thirty"));
        check(&story("Tom was ten"));
    }
}
