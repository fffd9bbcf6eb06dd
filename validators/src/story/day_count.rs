//! Days by their number, as ranges.

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::story::calendar::{DateMention, Weekday};
use crate::story::reckoning::Calendar;
use crate::story::times::{Amount, Season, Time, Unit};

/// A range of days.
///
/// Days of the Gregorian calendar count from 1 January 1970, those of the story's own from the first
/// day of its year 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days {
    /// The earliest that is possible; [`ANY`](Self::ANY) if that is not known.
    pub earliest: i32,
    /// The latest that is possible, if that is known.
    pub latest: Option<i32>,
}

/// The year that days are counted in of which no year is known.
pub(crate) const NO_YEAR: i16 = 2001;

impl Days {
    /// What is earlier than any day.
    pub const ANY: i32 = i32::MIN;

    /// Just this day.
    pub(crate) fn one(day: i32) -> Self {
        Self { earliest: day, latest: Some(day) }
    }

    /// The one day that it is, if it is one.
    pub fn exact(self) -> Option<i32> {
        self.latest.filter(|&latest| latest == self.earliest)
    }

    /// The days so much later than these, or earlier.
    pub(crate) fn moved(self, amount: Amount, is_later: bool) -> Self {
        let (least, most) = n_days(amount);
        if is_later {
            let latest = self.latest.zip(most).map(|(latest, most)| latest.saturating_add(most));
            Self { earliest: self.earliest.saturating_add(least), latest }
        } else {
            let latest = self.latest.map(|latest| latest.saturating_sub(least));
            let earliest = most.map_or(Self::ANY, |most| self.earliest.saturating_sub(most));
            Self { earliest, latest }
        }
    }
}

/// The fewest and the most days that an amount may mean, if there is a most. People count longer
/// times less exactly.
fn n_days(amount: Amount) -> (i32, Option<i32>) {
    let Amount { least, most, unit, is_rough } = amount;
    let (hours, slack) = match unit {
        Unit::Minute => (0, 0),
        Unit::Hour => (1, 0),
        Unit::Day => (24, 0),
        Unit::Week => (24 * 7, 2),
        Unit::Month => (731, 10),
        Unit::Year => (8766, 183),
    };
    let days = |n: u16| i32::from(n) * hours / 24;
    let rough = |n: u16| if is_rough { (days(n) / 3).max(days(1) / 2).max(1) } else { 0 };
    let most_days = if hours < 24 { days(most) + 1 } else { days(most) };
    let fewest = (days(least) - slack - rough(least)).max(0);
    (fewest, (most < u16::MAX).then(|| most_days + slack + rough(most)))
}

/// The number of a day of the Gregorian calendar, or of the Julian one, if there is such a day.
pub(crate) fn gregorian(year: i16, month: u8, day: u8, is_old_style: bool) -> Option<i32> {
    let date = civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let epoch = civil::date(1970, 1, 1);
    let n = date.duration_since(epoch).as_hours() / 24;
    let behind = if is_old_style { days_behind(year, month) } else { 0 };
    Some(i32::try_from(n).ok()? + i32::from(behind))
}

/// By how many days the Julian calendar is behind on a date named by it.
fn days_behind(year: i16, month: u8) -> i16 {
    let year = if month < 3 { year - 1 } else { year };
    year.div_euclid(100) - year.div_euclid(400) - 2
}

/// A day of the Gregorian calendar, if it is in a year of four digits or so.
fn date_of(day: i32) -> Option<civil::Date> {
    let epoch = civil::date(1970, 1, 1);
    epoch.checked_add(jiff::SignedDuration::from_hours(i64::from(day) * 24)).ok()
}

/// The year of the Gregorian calendar in which a day is.
pub(crate) fn year_of(day: i32) -> Option<i16> {
    date_of(day).map(civil::Date::year)
}

/// The month and the day of the month that a day of the Gregorian calendar is, from 1.
pub(crate) fn month_and_day(day: i32) -> Option<(u8, u8)> {
    let date = date_of(day)?;
    Some((u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?))
}

/// A day of the Gregorian calendar as it is written: `1871-10-03`.
pub(crate) fn written(day: i32) -> Option<String> {
    date_of(day).map(|date| date.to_string())
}

/// The weekday of a day of the Gregorian calendar.
pub(crate) fn weekday_of(day: i32) -> Weekday {
    // 1 January 1970 was a Thursday.
    Weekday::ALL[(i64::from(day) + 3).rem_euclid(7) as usize]
}

/// The days that a date means in `year`, if there are such: a day, a month, a year.
pub(crate) fn days_in(date: &DateMention, year: i16) -> Option<Days> {
    let first = |year, month| gregorian(year, month, 1, date.is_old_style);
    match (date.day, date.month) {
        (Some((month, day)), _) => gregorian(year, month, day, date.is_old_style).map(Days::one),
        (None, Some(12)) => span(first(year, 12)?, first(year + 1, 1)?),
        (None, Some(month)) => span(first(year, month)?, first(year, month + 1)?),
        (None, None) => span(first(year, 1)?, first(year + 1, 1)?),
    }
}

fn span(first: i32, after: i32) -> Option<Days> {
    Some(Days { earliest: first, latest: Some(after - 1) })
}

/// The days of the date, if it names its year.
pub(crate) fn days_of(date: &DateMention) -> Option<Days> {
    days_in(date, date.numbered_year()?)
}

/// The first season of a name that begins after `day`, in the north.
pub(crate) fn season_after(season: Season, day: i32) -> Option<Days> {
    let month = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let year = year_of(day)?;
    let start = [year, year.checked_add(1)?]
        .into_iter()
        .find_map(|year| gregorian(year, month, 1, false).filter(|&start| start > day))?;
    Some(Days { earliest: start, latest: Some(start + 92) })
}

/// The days of a date by the story's own calendar, if it names its year and there is such a day.
pub(crate) fn own_days(time: Time, calendar: &Calendar) -> Option<Days> {
    let Time::Own { month, day, year: Some(year), .. } = time else { return None };
    let year = i32::from(year);
    match day {
        Some(day) => calendar.day(year, month, day).map(Days::one),
        None => {
            let length = calendar.months.get(usize::from(month.checked_sub(1)?))?.days;
            let first = calendar.day(year, month, 1)?;
            span(first, first.checked_add(i32::from(length))?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(gregorian(1970, 1, 1, false), Some(0));
        assert_eq!(gregorian(1969, 12, 31, false), Some(-1));
        assert_eq!(gregorian(1752, 9, 2, true), gregorian(1752, 9, 13, false));
        assert_eq!(gregorian(1917, 10, 25, true), gregorian(1917, 11, 7, false));
        assert_eq!(gregorian(1850, 2, 30, false), None);
        let day = gregorian(1850, 6, 3, false).expect("it is a day");
        assert_eq!((weekday_of(day), year_of(day)), (Weekday::Monday, Some(1850)));
        assert_eq!(weekday_of(-4), Weekday::Sunday);
    }

    #[test]
    fn moved() {
        let start = Days::one(100);
        let moved = |amount, is_later| {
            let days = start.moved(amount, is_later);
            (days.earliest, days.latest)
        };
        assert_eq!(moved(Amount::exactly(3, Unit::Day), true), (103, Some(103)));
        assert_eq!(moved(Amount::exactly(3, Unit::Day), false), (97, Some(97)));
        assert_eq!(moved(Amount::exactly(2, Unit::Week), true), (112, Some(116)));
        assert_eq!(moved(Amount::exactly(30, Unit::Minute), true), (100, Some(101)));
        let some = Amount { least: 2, most: u16::MAX, unit: Unit::Day, is_rough: true };
        assert_eq!(moved(some, true), (101, None));
        assert_eq!(moved(some, false), (Days::ANY, Some(99)));
    }
}
