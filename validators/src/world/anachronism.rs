//! Things that are named before there were any.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::meta::{Group, Meta};
use crate::story::eras::{Basis, Era};
use crate::story::novelties::{Class, Novelty};
use crate::story::{NoveltyMention, Place, Role, Said, Scale, Story, Time, Unit, year_of};
use crate::validator::Validator;

/// The rule `world/anachronism`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Anachronism {
    /// The year of the story, or the first and the last: `year = 1814`, `year = [1805, 1815]`.
    year: Option<Years>,
    /// Things that the story may name: `allow = ["telephone"]`.
    allow: Vec<String>,
}

/// A year, or several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Years {
    One(i16),
    Many(Vec<i16>),
}

/// How many years a story may go on after the last that it names.
const SLACK: i16 = 10;

/// So many bytes after a date it is held to be the same year, if no years are said to pass.
const CHAPTER: u32 = 40_000;

/// How many different late things a story may name, beside one for so many words, before the year that
/// it names is held to be that of a part of it.
const FEW: usize = 5;
const WORDS_FOR_ONE: usize = 20_000;

/// If dates are only told, one place of so many words may name a late thing.
const WORDS_FOR_ONE_PLACE: usize = 4_000;

/// A story that names something of these years or later in one place of so many words is one of them.
const MODERN: i16 = 1890;

/// What is alone from this year on is out of place in a story that is no modern one.
const LATE: i16 = 1920;

/// How many bytes there are at least from one thing that is out of place to the next: what is named
/// together belongs to a part of the story that is later.
const APART: u32 = 15_000;

impl Validator for Anachronism {
    type Subject = Story;

    const META: Meta = Meta {
        id: "world/anachronism",
        summary: "Something that the story names before there was any",
        docs: "\
Finds things, and words in speech, that there were not yet when the story is: a telephone in 1814,
penicillin in the trenches, a laptop in a manuscript that knows nothing else so late. Some 500 inventions,
materials, medicines, foods, vehicles and organisations are known, each with its first year and with what
it is known by.

A reader who knows better stops believing. It is seldom the thing itself that was wanted, but a word that
the author has never been without.

```bad
<!-- story-date: 1814-06-03 -->

Anna put the e-mail on the table.
```

```good
<!-- story-date: 1994-06-03 -->

Anna put the e-mail on the table.
```

```bad year = 1814
“Somebody left a laptop in the gig,” said Anna.
```

The option `year` says when the story is: `year = 1814`, or `year = [1805, 1815]`, of which the last
counts. Without it the latest year counts that the text names anywhere, if the author declares dates (see
`story-date`) or several are told; then things may be ten years later. A story that names late things all
the time is later than its dates, or a part of it is, and is left alone. Where no year is told, only a thing
of 1920 or later is found that is alone in a long story of which all else is older. Nothing is found in a
story with a calendar of its own, unless it has a `year`.

Some 60 wars, battles, risings and disasters are known, too. Only who speaks is held to their years, since
who tells the story may look forward: nobody mentions the battle of Waterloo in a chapter of 1814, unless
years are said to pass in it.

What the text says there was not (`before the days of the telephone`) is left alone, as are notes and
mottoes.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let named = named(story).filter(|it| !self.allows(it));
        if let Some(year) = self.last_year() {
            for it in named.filter(|it| it.is_meant() && it.novelty.year > year) {
                it.report(story, cx, &format!("and the story is in {year}"));
            }
            return;
        }
        if story.facts.calendar.is_some() {
            return;
        }
        let n_words: usize = (story.facts.documents.iter().filter(|it| it.role == Role::Story))
            .map(|it| it.n_words as usize)
            .sum();
        let (events, named): (Vec<_>, Vec<_>) =
            named.partition(|it| it.novelty.class == Class::Event);
        let era = Era::of(story);
        yet_to_come(story, &events, era, cx);
        match era {
            Some(era) if era.basis != Basis::Mentioned => dated(story, &named, n_words, era, cx),
            era => undated(story, &named, n_words, era, cx),
        }
    }
}

/// Reports what people speak of before it happens: in the year of the last date that the story goes on from,
/// in the same chapter, or after all years of the story.
fn yet_to_come(story: &Story, events: &[Named], era: Option<Era>, cx: &mut Context) {
    let era = era.filter(|era| era.basis != Basis::Mentioned);
    let mut years = None;
    let mut found = BTreeSet::new();
    for it in events.iter().filter(|it| it.is_meant()) {
        let (place, year) = (it.mention.place, it.novelty.year);
        let point = story.timeline().at(place).filter(|point| {
            point.scale == Scale::Gregorian && place.is_soon_after(point.place, CHAPTER)
        });
        let now = point.and_then(|point| {
            let now = year_of(point.days.latest.unwrap_or(point.days.earliest))?;
            Some((now, point.place, "it is"))
        });
        let late = era.map(|era| (era.year.saturating_add(SLACK), era.place, "the latest year is"));
        let Some((now, at, it_is)) = now.or(late).filter(|&(now, ..)| now < year) else { continue };
        let years = years.get_or_insert_with(|| years_that_pass(story));
        let is_between =
            years.get(years.partition_point(|it| *it < at)).is_some_and(|it| *it < place);
        if is_between && point.is_some() || !found.insert(it.novelty.names) {
            continue;
        }
        let now = if point.is_some() { now } else { now - SLACK };
        it.report(story, cx, &format!("and the story is in {now}"))
            .label(story.location(at), format!("{it_is} {now} here"));
    }
}

/// Where years are said to pass.
fn years_that_pass(story: &Story) -> Vec<Place> {
    let times = story.facts.times.iter().filter(|it| match it.time {
        Time::Step { amount, .. } | Time::Duration(amount) => amount.unit == Unit::Year,
        _ => false,
    });
    times.map(|it| it.place).collect()
}

/// Reports what is later than the years of a story that is in `era`.
fn dated(story: &Story, named: &[Named], n_words: usize, era: Era, cx: &mut Context) {
    let is_late = |it: &&Named| it.novelty.year > era.year.saturating_add(SLACK);
    let late: Vec<_> = named.iter().filter(is_late).collect();
    let mut kinds: Vec<_> = late.iter().map(|it| it.novelty.names).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let is_few = kinds.len() <= FEW + n_words / WORDS_FOR_ONE;
    let is_rare = late.len() * WORDS_FOR_ONE_PLACE <= n_words;
    let is_said_of_none = late.iter().any(|it| it.is_denied_thing());
    if is_said_of_none || !is_few || era.basis == Basis::Told && !is_rare {
        return;
    }
    for it in late.into_iter().filter(|it| it.is_meant()) {
        let year = era.year;
        it.report(story, cx, &format!("and the story tells of no year after {year}"))
            .label(story.location(era.place), format!("the latest year is {year}"));
    }
}

/// Reports what is alone in a long story of which all else is much older.
fn undated(story: &Story, named: &[Named], n_words: usize, era: Option<Era>, cx: &mut Context) {
    let late: Vec<_> = named.iter().filter(|it| it.novelty.year >= MODERN).collect();
    let is_modern = late.len() * WORDS_FOR_ONE > n_words
        || era.is_some_and(|era| era.year >= MODERN)
        || late.iter().any(|it| it.is_denied_thing());
    if is_modern {
        return;
    }
    let older =
        named.iter().filter(|it| it.novelty.year < MODERN && it.novelty.class == Class::Thing);
    let latest = older.max_by_key(|it| it.novelty.year);
    for (i, it) in late.iter().enumerate() {
        let is_near = |other: &&Named| {
            let [one, other] = [it, other].map(|it| it.mention.place);
            one.document == other.document && one.span.start.abs_diff(other.span.start) < APART
        };
        let beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let is_alone = !beside.filter_map(|i| late.get(i)).any(is_near);
        if !is_alone || it.novelty.year < LATE || it.novelty.class != Class::Thing {
            continue;
        }
        let finding = it.report(story, cx, "and all else in the story is older");
        if let Some(latest) = latest {
            let text = format!("the latest other thing is of {}", latest.novelty.year);
            finding.label(story.location(latest.mention.place), text);
        }
    }
}

/// Something that the story names, with what is known of it.
struct Named {
    mention: NoveltyMention,
    novelty: Novelty,
    is_said: bool,
}

/// All that the story names, in reading order.
fn named(story: &Story) -> impl Iterator<Item = Named> + '_ {
    let mut said = Said::of(&story.facts.speeches);
    story.facts.novelties.iter().map(move |&mention| {
        let is_said = said.holds(mention.place);
        Named { mention, novelty: mention.novelty(), is_said }
    })
}

impl Named {
    /// Whether the text says that there is none, as only later people can.
    fn is_denied_thing(&self) -> bool {
        self.mention.is_denied && self.novelty.class == Class::Thing
    }

    /// Whether the text says that there is one.
    fn is_meant(&self) -> bool {
        let may_be_judged = match self.novelty.class {
            Class::Thing => true,
            Class::Word | Class::Event => self.is_said,
            Class::Mark => false,
        };
        may_be_judged && !self.mention.is_denied
    }

    /// Reports it, with what the year is compared with.
    fn report<'c>(&self, story: &Story, cx: &'c mut Context, but: &str) -> &'c mut Diagnostic {
        let Novelty { name, year, source, .. } = self.novelty;
        let message = format!("There is no `{name}` before {year} ({source}), {but}");
        cx.report(story.location(self.mention.place), message)
    }
}

impl Anachronism {
    /// The year of the story that the options say, or the last one.
    fn last_year(&self) -> Option<i16> {
        match self.year.as_ref()? {
            Years::One(year) => Some(*year),
            Years::Many(years) => years.iter().copied().max(),
        }
    }

    fn allows(&self, named: &Named) -> bool {
        let is_allowed = |name: &str| self.allow.iter().any(|it| it.eq_ignore_ascii_case(name));
        named.novelty.names.split('|').any(is_allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn events() {
        let check = |text: &str| testing::check(&Anachronism::default(), text);
        let found =
            check("On 13 May 1827 he rose. “I was there at the ⟦revolution of July⟧,” he said.");
        assert_eq!(found[0].labels[0].message, "it is 1827 here");
        check("On 13 May 1827 he rose, three years before the revolution of July.");
        check(
            "On 13 May 1827 he rose. Ten years later: “I was there at the revolution of July,” he said.",
        );
        check(
            "On 13 May 1827 he rose. He spent four years in Paris. “Ah, the revolution of July!” he said.",
        );
        check("On 13 May 1831 he rose. “I was there at the revolution of July,” he said.");
    }

    /// What is found in a story of 1814.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let rule = Anachronism { year: Some(Years::One(1814)), ..Anachronism::default() };
        let diagnostics = testing::check(&rule, text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    /// A text of `n` words in which nothing is named.
    fn filler(n: usize) -> String {
        "and so on it went.\n\n".repeat(n / 5)
    }

    #[test]
    fn of_a_year() {
        let messages = check("The ⟦telephone⟧ rang. “⟦Okay⟧,” he said. It was okay.");
        let expected = [
            "There is no `telephone` before 1876 (Bell's patent), and the story is in 1814",
            "There is no `okay` before 1839 (Boston Morning Post), and the story is in 1814",
        ];
        assert_eq!(messages, expected);
        check("There was no telephone yet. He took the camera obscura and the car.");
        let rule = Anachronism { year: Some(Years::Many(vec![1870, 1880])), ..Default::default() };
        testing::check(&rule, "The telephone rang in the ⟦taxi⟧.");
        let rule = Anachronism { allow: vec!["Telephone".to_owned()], ..rule };
        testing::check(&rule, "The telephone rang, and the telephones rang in the ⟦taxi⟧.");
    }

    #[test]
    fn of_dates() {
        let check = |text: &str| testing::check(&Anachronism::default(), text);
        let told = "In March 1814 he came. In the summer of 1815 he left.\n\n";
        let long = filler(30_000);
        let found = check(&format!("{told}{long}The ⟦telephone⟧ rang."));
        assert_eq!(found[0].labels[0].message, "the latest year is 1815");
        check(&format!("{told}{long}In 1990 the telephone rang."));
        check(&format!("{told}The telephone rang."));
        check(&format!("{told}{long}{}", "The telephone rang. ".repeat(9)));
        check("In March 1745 it was built. The telephone rang.");
        check("# 3 June 1814\n\nThe ⟦telephone⟧ rang.");
    }

    #[test]
    fn of_no_year() {
        let check = |text: &str| testing::check(&Anachronism::default(), text);
        let long = filler(30_000);
        check(&format!("The telephone rang. {long}The ⟦laptop⟧ was new. {long}"));
        check(&format!("{long}The laptop was new, and so was the jet plane. {long}"));
        check(&format!("{long}The car was old. {long}The laptop was new. The phone rang. {long}"));
        check("The laptop was new.");
    }
}
