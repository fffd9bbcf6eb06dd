//! What time the phrase around a word tells of.

use crate::story::numbers::{begins_with_figure, figures};
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_apostrophe};
use crate::story::steps::Counted;
use crate::story::times::{DayPart, From, Time, Unit};
use crate::story::triggers::Trigger;

/// What word `i`, which may tell of a time, tells of.
pub(crate) fn phrase(text: Text<'_>, i: usize, floor: usize, trigger: Trigger) -> Option<Phrase> {
    match trigger {
        Trigger::Age => text.age_of(i),
        Trigger::Aged => text.aged(i),
        Trigger::At => text.at_age(i),
        Trigger::Birthday => text.year_of_life(i, floor),
        Trigger::Century => century(text, i, floor),
        Trigger::Clock => text.o_clock(i, floor),
        Trigger::Counted(counted) => {
            let other = match counted.unit {
                Unit::Minute => text.minutes_from(i, floor),
                Unit::Year => text.year_of_life(i, floor),
                Unit::Hour | Unit::Day | Unit::Week | Unit::Month => None,
            };
            other.or_else(|| text.counted(i, floor, counted))
        }
        Trigger::DayOfMonth(months) => day_of_month(text, i, floor, months),
        Trigger::Decade => text.decade_of_life(i),
        Trigger::Half => text.half_past(i),
        Trigger::Holiday => text.holiday(i, floor),
        Trigger::Is => text.is_aged(i),
        Trigger::Month => text.holiday(i, floor).or_else(|| text.month(i, floor)),
        Trigger::Morrow => {
            let before = i.checked_sub(1).filter(|&it| it >= floor)?;
            match text.raw(before) {
                "to" | "To" if text.gap(i) == "-" => {
                    Some(text.day_by_name(before, i, 1, From::Speaker))
                }
                "the" if text.follows(i) => Some(text.day_by_name(before, i, 1, From::Story)),
                _ => None,
            }
        }
        Trigger::Named(part) => text.named_time(i, part),
        Trigger::Of if text.raw(i) == "Lady" => text.holiday(i, floor),
        Trigger::Of => text.person_of(i),
        Trigger::Quarter => text.quarter(i, floor),
        Trigger::Season(season) => text.season(i, floor, season),
        Trigger::Sign(sign) => text.sign(i, sign),
        Trigger::Tonight => {
            let time = Time::Part { part: DayPart::Night, days: 0, from: From::Speaker };
            Some(Phrase { first: i, last: i, time })
        }
        Trigger::Day(days) => Some(text.day_by_name(i, i, days, From::Speaker)),
        Trigger::Weekday(weekday) => {
            text.holiday(i, floor).or_else(|| text.weekday(i, floor, weekday))
        }
    }
}

/// "The eighteenth century": word `i` is "century".
fn century(text: Text<'_>, i: usize, floor: usize) -> Option<Phrase> {
    let before =
        i.checked_sub(1).filter(|&it| it >= floor && (text.follows(i) || text.gap(i) == "-"))?;
    match text.ordinal_before(before, floor) {
        Some((first, century)) if (3..=30).contains(&century) => {
            Some(Phrase { first, last: i, time: Time::Century(century as u8) })
        }
        _ => {
            let counted = Counted { unit: Unit::Year, n: 100, is_plural: false, part: None };
            text.counted(i, floor, counted)
        }
    }
}

/// "The 1920s": word `i` is the number.
pub(crate) fn decade(text: Text<'_>, i: usize) -> Option<Phrase> {
    let year = text.raw(i).strip_suffix("s")?;
    let year = year.strip_suffix(is_apostrophe).unwrap_or(year);
    let n = figures(year).filter(|n| year.len() == 4 && n % 10 == 0 && (1000..2200).contains(n))?;
    let is_the = matches!(text.raw_before(i), "the" | "The" | "early" | "late" | "mid");
    is_the.then_some(Phrase { first: i, last: i, time: Time::Decade(n as u16) })
}

/// "The 3rd inst.": word `i` is the abbreviation.
fn day_of_month(text: Text<'_>, i: usize, floor: usize, months: i8) -> Option<Phrase> {
    let before = text.before(i, floor)?;
    let (first, day) = text.ordinal_before(before, floor)?;
    // "The first instant" is a moment.
    let is_day = (1..=31).contains(&day) && begins_with_figure(text.raw(first));
    let time = Time::DayOfMonth { day: day as u8, months };
    is_day.then_some(Phrase { first, last: i, time })
}
