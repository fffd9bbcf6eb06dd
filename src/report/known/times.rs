//! The times of a story, with places as people and programs count.

use std::fmt::Debug;

use serde::Serialize;
use storylint_validators::story::{
    self, Amount, Facts, From, Point, Reason, Scale, Setting, Tense, Time, TimeMention, Timeline,
    Unit, Which,
};

use crate::report::known::places::Places;
use crate::report::place::Place;

/// A time that the text mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownTime {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// What it is: `age`, `step`, `duration`.
    pub kind: &'static str,
    /// What it is read as, in words.
    pub reading: String,
    /// How much, if it is an amount.
    #[serde(flatten)]
    pub amount: Option<KnownAmount>,
    /// Whether a step is later.
    pub later: Option<bool>,
    /// What a step is counted from.
    pub from: Option<From>,
    /// Where it stands whose age it is.
    pub whose: Option<Place>,
    /// The words there, without markup.
    #[serde(skip)]
    pub who: Option<String>,
    /// What the text is.
    pub setting: Setting,
    /// Whether it stands between quotation marks.
    pub said: bool,
    /// The tense of the sentence.
    pub tense: Tense,
    /// Whether the sentence begins with it.
    pub leads: bool,
}

/// An amount of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownAmount {
    /// At least so many.
    pub least: u16,
    /// At most so many, if the words tell.
    pub most: Option<u16>,
    /// Of what.
    pub unit: Unit,
    /// Whether it is not exact.
    pub rough: bool,
}

/// A place whose time is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPoint {
    /// The mention, or the key of front matter.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// The earliest day, as a date.
    pub earliest: Option<String>,
    /// The latest day, as a date.
    pub latest: Option<String>,
    /// By what days are counted.
    pub scale: Scale,
    /// Why they are known.
    pub reason: Reason,
    /// The place that they were counted from.
    pub counted_from: Option<Place>,
    /// Whether the story goes on from there.
    pub moves: bool,
}

/// The times of a story in the files that are asked for, before places are counted.
pub(super) struct Told<'a> {
    story: &'a Facts,
    times: Vec<(TimeMention, bool)>,
    points: Vec<Point>,
}

impl<'a> Told<'a> {
    pub(super) fn of(story: &'a Facts, is_within: impl Fn(story::Place) -> bool) -> Self {
        let times = story
            .times_with_speech()
            .filter(|(mention, _)| !mention.time.is_break() && is_within(mention.place));
        let mut points = Timeline::of(story).points;
        points.retain(|point| is_within(point.place));
        Self { story, times: times.collect(), points }
    }

    /// All places that are told of.
    pub(super) fn places(&self) -> impl Iterator<Item = story::Place> + '_ {
        let whose = self.times.iter().filter_map(|(mention, _)| whose(mention));
        let times = self.times.iter().map(|(mention, _)| mention.place);
        let from = self.points.iter().filter_map(|point| point.counted_from);
        times.chain(whose).chain(self.points.iter().map(|point| point.place)).chain(from)
    }

    /// The times and the timeline.
    pub(super) fn known(&self, places: &Places<'_>) -> (Vec<KnownTime>, Vec<KnownPoint>) {
        let times = self.times.iter().map(|(mention, said)| time(mention, *said, places));
        let calendar = self.story.calendar.as_deref();
        let date = |point: &Point, day| point.scale.date(day, calendar);
        let point = |point: &Point| KnownPoint {
            place: places.of(point.place),
            text: places.text(point.place),
            earliest: date(point, point.days.earliest),
            latest: point.days.latest.and_then(|latest| date(point, latest)),
            scale: point.scale,
            reason: point.reason,
            counted_from: point.counted_from.map(|place| places.of(place)),
            moves: point.moves,
        };
        (times.collect(), self.points.iter().map(point).collect())
    }
}

/// Where it stands whose age a mention tells.
fn whose(mention: &TimeMention) -> Option<story::Place> {
    match mention.time {
        Time::Age { whose, .. } => whose.map(|span| story::Place { span, ..mention.place }),
        _ => None,
    }
}

/// A mention with places as people and programs count.
fn time(mention: &TimeMention, said: bool, places: &Places<'_>) -> KnownTime {
    let (kind, reading) = reading(mention.time);
    let amount = match mention.time {
        Time::Age { amount, .. } | Time::Duration(amount) | Time::Step { amount, .. } => {
            Some(amount)
        }
        _ => None,
    };
    let amount = amount.map(|Amount { least, most, unit, is_rough }| KnownAmount {
        least,
        most: Some(most).filter(|&most| most < u16::MAX),
        unit,
        rough: is_rough,
    });
    let (later, from) = match mention.time {
        Time::Step { is_later, from, .. } => (Some(is_later), Some(from)),
        Time::Part { days, from, .. } => (Some(days > 0).filter(|_| days != 0), Some(from)),
        _ => (None, None),
    };
    let whose = whose(mention);
    KnownTime {
        place: places.of(mention.place),
        text: places.text(mention.place),
        kind,
        reading,
        amount,
        later,
        from,
        whose: whose.map(|place| places.of(place)),
        who: whose.map(|place| places.text(place)),
        setting: mention.telling.setting,
        said,
        tense: mention.telling.tense,
        leads: mention.telling.leads,
    }
}

/// The kind of a time, and what it is read as.
fn reading(time: Time) -> (&'static str, String) {
    match time {
        Time::Age { amount, .. } => ("age", format!("{} old", amount_in_words(amount))),
        Time::Break(_) | Time::SomeDay => ("some-day", "any day".to_owned()),
        Time::Century(century) => ("century", format!("century {century}")),
        Time::Clock { minutes, is_exact } => {
            let either = if is_exact { "" } else { " by night or by day" };
            ("clock", format!("{}:{:02}{either}", minutes / 60, minutes % 60))
        }
        Time::DayOfMonth { day, months } => {
            ("day-of-month", format!("day {day}, {months:+} months"))
        }
        Time::Decade(year) => ("decade", format!("{year} to {}", year + 9)),
        Time::Duration(amount) => ("duration", amount_in_words(amount)),
        Time::Holiday(holiday, which) => ("holiday", which_one(which, &format!("{holiday:?}"))),
        Time::Month(month, which) => ("month", which_one(which, story::month_name(month))),
        Time::Own { weekday, month, day, year } => {
            let number = |n: Option<u16>| n.map_or("?".to_owned(), |n| n.to_string());
            let weekday =
                weekday.map_or(String::new(), |n| format!("weekday {}, ", u16::from(n) + 1));
            let (day, year) = (number(day.map(u16::from)), number(year));
            ("own-date", format!("{weekday}day {day}, month {month}, year {year}"))
        }
        Time::Part { part, days, from } => {
            let step = if days == 0 { String::new() } else { format!(", {days:+} days") };
            ("part-of-day", format!("{}{step} of the {}", name(part), from_name(from)))
        }
        Time::Season(season, which) => ("season", which_one(which, &name(season))),
        Time::Sign(sign) => ("sign", name(sign)),
        Time::Step { amount, is_later, from } => {
            let later = if is_later { "later" } else { "earlier" };
            ("step", format!("{} {later} than the {}", amount_in_words(amount), from_name(from)))
        }
        Time::Weekday(weekday, which) => ("weekday", which_one(which, weekday.name())),
    }
}

fn amount_in_words(amount: Amount) -> String {
    let Amount { least, most, unit, is_rough } = amount;
    let unit = name(unit);
    let about = if is_rough { "about " } else { "" };
    match most {
        1 if least == 1 => format!("{about}1 {unit}"),
        u16::MAX => format!("{least} or more {unit}s"),
        _ if least == most => format!("{about}{least} {unit}s"),
        _ => format!("{about}{least} to {most} {unit}s"),
    }
}

fn which_one(which: Which, name: &str) -> String {
    match which {
        Which::Some => name.to_owned(),
        Which::This => format!("this {name}"),
        Which::That => format!("that {name}"),
        Which::Last => format!("last {name}"),
        Which::Next => format!("next {name}"),
        Which::Following => format!("the following {name}"),
        Which::Previous => format!("the previous {name}"),
    }
}

/// The name of a variant as a word.
fn name(variant: impl Debug) -> String {
    format!("{variant:?}").to_lowercase()
}

fn from_name(from: From) -> &'static str {
    match from {
        From::Story => "story's time",
        From::Speaker => "speaker's time",
        From::Event => "event beside it",
    }
}
