//! A calendar of the story's own, and the dates by it.

use serde::{Deserialize, Serialize};

use crate::story::numbers::figures;
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::times::Time;

/// A calendar that the story invents: all years are alike, and each week follows the one before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The months of a year in order.
    pub months: Vec<Month>,
    /// The days of a week in order; none if the calendar has no weeks.
    pub weekdays: Vec<String>,
    /// The weekday of the first day of the year 1, from 0.
    pub epoch_weekday: usize,
    /// What may stand after the number of a year: "AC".
    pub eras: Vec<String>,
}

/// A month of a [`Calendar`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// Its name, as the text has it.
    pub name: String,
    /// How many days it has.
    pub days: u8,
}

impl Calendar {
    /// The number of a day, counted from 0 on the first day of the year 1; nothing if the calendar
    /// has no such day. Months and days count from 1. Linear in the months.
    pub fn day(&self, year: i32, month: u8, day: u8) -> Option<i32> {
        let before = usize::from(month.checked_sub(1)?);
        let length = self.months.get(before)?.days;
        if day == 0 || day > length {
            return None;
        }
        let in_year: i32 = self.months[..before].iter().map(|month| i32::from(month.days)).sum();
        let days = (year.checked_sub(1)?).checked_mul(self.days_of_year())?;
        days.checked_add(in_year + i32::from(day) - 1)
    }

    /// The year, month and day that [`day`](Self::day) counts; nothing if the calendar has no days.
    pub fn date(&self, day: i32) -> Option<(i32, u8, u8)> {
        let length = Some(self.days_of_year()).filter(|&length| length > 0)?;
        let (year, mut rest) = (day.div_euclid(length).checked_add(1)?, day.rem_euclid(length));
        for (month, number) in self.months.iter().zip(1..=u8::MAX) {
            if rest < i32::from(month.days) {
                return Some((year, number, u8::try_from(rest + 1).ok()?));
            }
            rest -= i32::from(month.days);
        }
        None
    }

    /// How many days a year has.
    pub fn days_of_year(&self) -> i32 {
        self.months.iter().map(|month| i32::from(month.days)).sum()
    }

    /// The weekday, from 0, of a day that [`day`](Self::day) counts, if there are weeks.
    pub fn weekday(&self, day: i32) -> Option<u8> {
        let n = i32::try_from(self.weekdays.len()).ok().filter(|&n| n > 0)?;
        let weekday = (day.rem_euclid(n) as usize + self.epoch_weekday) % self.weekdays.len();
        u8::try_from(weekday).ok()
    }
}

impl Text<'_> {
    /// The date by `calendar` whose month begins with word `i`, which has a capital.
    pub(crate) fn own_date(self, calendar: &Calendar, i: usize, floor: usize) -> Option<Phrase> {
        let (month, mut last) = self.listed_at(i, calendar.months.iter().map(|it| &it.name))?;
        let month = u8::try_from(month + 1).ok()?;
        let (mut first, mut day) = (i, None);
        if let Some((start, n)) = self.own_day_before(i, floor) {
            (first, day) = (start, Some(n));
        } else if let Some((end, n)) = self.own_day_after(last) {
            (last, day) = (end, Some(n));
        }
        let gap = self.gap_after(last).trim();
        let year = figures(self.raw(last + 1)).filter(|_| matches!(gap, "" | ","));
        let era = self.listed_at(last + 2, calendar.eras.iter());
        let era = era.filter(|_| self.goes_on(last + 2));
        // "In Frostfall 3 men died": only a day makes the number a year, or the era after it.
        let year = year.filter(|&year| era.is_some() || day.is_some() || year > 31);
        let year = year.and_then(|year| u16::try_from(year).ok());
        if year.is_some() {
            last = era.map_or(last + 1, |(_, end)| end);
        }
        let weekday = self.own_weekday_before(calendar, first, floor);
        let (first, weekday) = match weekday {
            Some((first, weekday)) => (first, Some(weekday)),
            None => (first, None),
        };
        let time = Time::Own { weekday, month, day, year };
        // Alone, the name of a month may be many things.
        let is_date = day.is_some()
            || year.is_some()
            || i > floor && is_listed("In in last next of since until", self.raw(i - 1));
        is_date.then_some(Phrase { first, last, time })
    }

    /// "3", "the 3rd of", "the third day of" before word `i`.
    fn own_day_before(self, i: usize, floor: usize) -> Option<(usize, u8)> {
        let mut at = self.before(i, floor)?;
        for skipped in ["of", "day"] {
            if self.raw(at) == skipped {
                at = self.before(at, floor)?;
            }
        }
        let day = self.ordinal_before(at, floor);
        let (first, day) = day.or_else(|| Some((at, figures(self.raw(at))?)))?;
        let the = first.checked_sub(1).filter(|&it| it >= floor && self.raw(it) == "the");
        Some((the.unwrap_or(first), own_day(day)?))
    }

    /// "3", "the 3rd", "the third" after word `i`: the last word of it, and the day.
    fn own_day_after(self, i: usize) -> Option<(usize, u8)> {
        let next = self.joined_after(i);
        let at = i + 1 + usize::from(next == "the");
        let is_joined = !next.is_empty() && self.goes_on(at);
        let day = self.ordinal_before(at, at).map(|(_, day)| day);
        // "Frostfall 412" has a year.
        let day = day.or_else(|| figures(self.raw(at)).filter(|_| self.raw(at).len() <= 2));
        Some((at, day.filter(|_| is_joined).and_then(own_day)?))
    }

    /// "Moonday, " before word `first`: the first word of it, and the weekday.
    fn own_weekday_before(
        self,
        calendar: &Calendar,
        first: usize,
        floor: usize,
    ) -> Option<(usize, u8)> {
        if first == floor || !matches!(self.gap(first).trim(), "" | ",") {
            return None;
        }
        (floor..first).rev().take(3).find_map(|at| {
            let (weekday, end) = self.listed_at(at, calendar.weekdays.iter())?;
            let weekday = u8::try_from(weekday).ok()?;
            // "Moonday or Toilday, 3 Frostfall".
            let is_one_of_two = is_listed("and or to", self.joined_before(at));
            (end + 1 == first && !is_one_of_two && !self.is_denied(at)).then_some((at, weekday))
        })
    }

    /// Which of `names` the words from `i` on are, the longest of those that they are, and the last
    /// of these words.
    fn listed_at<'n>(
        self,
        i: usize,
        names: impl Iterator<Item = &'n String>,
    ) -> Option<(usize, usize)> {
        let ends = names.enumerate().filter_map(|(index, name)| {
            let mut end = None;
            for (part, at) in name.split_whitespace().zip(i..) {
                if self.raw(at) != part || at > i && !self.goes_on(at) {
                    return None;
                }
                end = Some(at);
            }
            Some((index, end?))
        });
        ends.max_by_key(|&(_, end)| end)
    }
}

/// A day of a month, if it may be one.
fn own_day(day: u32) -> Option<u8> {
    u8::try_from(day).ok().filter(|&day| day > 0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::story::{Document, Facts, Point, Role, Timeline};

    fn calendar() -> Calendar {
        let month = |name: &str, days| Month { name: name.to_owned(), days };
        Calendar {
            months: vec![month("Frostfall", 30), month("Deep Winter", 20), month("Thaw", 10)],
            weekdays: ["Moonday", "Toilday", "Fairday"].map(str::to_owned).to_vec(),
            epoch_weekday: 1,
            eras: vec!["AC".to_owned()],
        }
    }

    #[test]
    fn days() {
        let calendar = calendar();
        assert_eq!(calendar.day(1, 1, 1), Some(0));
        assert_eq!(calendar.day(2, 2, 20), Some(60 + 30 + 19));
        assert_eq!(calendar.day(0, 3, 10), Some(-1));
        assert_eq!(calendar.day(1, 3, 11), None);
        assert_eq!(calendar.day(1, 4, 1), None);
        assert_eq!(calendar.day(i32::MAX, 1, 1), None);
        for day in [-61, -1, 0, 29, 30, 59, 60] {
            let (year, month, of_month) = calendar.date(day).expect("it has days");
            assert_eq!(calendar.day(year, month, of_month), Some(day));
        }
        let one_day =
            Calendar { months: vec![Month { name: "A".to_owned(), days: 1 }], ..calendar };
        assert_eq!(one_day.date(i32::MAX), None);
    }

    #[test]
    fn weekdays() {
        let calendar = calendar();
        assert_eq!([-1, 0, 1, 2].map(|day| calendar.weekday(day)), [0, 1, 2, 0].map(Some));
        assert_eq!(Calendar::default().weekday(3), None);
    }

    /// The words of a date, the weekday, day, month and year.
    type Said<'a> = (&'a str, Option<u8>, Option<u8>, u8, Option<u16>);

    /// Checks what a text says by the calendar.
    #[track_caller]
    fn check(text: &str, expected: &[Said<'_>]) {
        check_by(calendar(), text, expected);
    }

    #[track_caller]
    fn check_by(calendar: Calendar, text: &str, expected: &[Said<'_>]) {
        let document = Document::parse("a.md", Role::Story, text.into());
        let facts = Facts::by_calendar(&document, Some(&Arc::new(calendar)));
        let own = facts.times.iter().filter_map(|it| match it.time {
            Time::Own { weekday, month, day, year } => {
                Some((&text[it.place.span.range()], weekday, day, month, year))
            }
            _ => None,
        });
        assert_eq!(own.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn dates() {
        check(
            "On 3 Frostfall 412 AC he left.",
            &[("3 Frostfall 412 AC", None, Some(3), 1, Some(412))],
        );
        check(
            "On the 3rd of Deep Winter he left.",
            &[("the 3rd of Deep Winter", None, Some(3), 2, None)],
        );
        check(
            "On Fairday, Thaw 3, 412, he left.",
            &[("Fairday, Thaw 3, 412", Some(2), Some(3), 3, Some(412))],
        );
        check(
            "On Moonday or Fairday, Thaw 3, 412; it was never Fairday, Thaw 4, 412.",
            &[
                ("Thaw 3, 412", None, Some(3), 3, Some(412)),
                ("Thaw 4, 412", None, Some(4), 3, Some(412)),
            ],
        );
        check("In Frostfall he left.", &[("Frostfall", None, None, 1, None)]);
        check("In Frostfall 412 AC he left.", &[("Frostfall 412 AC", None, None, 1, Some(412))]);
        check("Frostfall was a cold town. In Deep water.", &[]);
        check("On Frostfall 0 he left.", &[]);
    }

    #[test]
    fn the_longest_name() {
        let mut calendar = calendar();
        calendar.months.insert(0, Month { name: "Deep".to_owned(), days: 9 });
        check_by(
            calendar,
            "On 3 Deep Winter he left.",
            &[("3 Deep Winter", None, Some(3), 3, None)],
        );
    }

    #[test]
    fn blank_names() {
        let calendar = Calendar { weekdays: vec![" ".to_owned()], ..calendar() };
        check_by(calendar, "On a Thaw 3 he left.", &[("Thaw 3", None, Some(3), 3, None)]);
    }

    #[test]
    fn more_months_than_a_byte_counts() {
        let month = |n: usize| Month { name: format!("M{n}"), days: 1 };
        let calendar = || Calendar { months: (1..300).map(month).collect(), ..Calendar::default() };
        check_by(calendar(), "On 1 M255 he left.", &[("1 M255", None, Some(1), 255, None)]);
        check_by(calendar(), "On 1 M256 he left.", &[]);
        assert_eq!(calendar().date(254), Some((1, 255, 1)));
        assert_eq!(calendar().date(255), None);
    }

    #[test]
    fn an_era_is_no_name() {
        let text = "By 3 Frostfall 412 AC Bram Stone had left. Bram Stone saw AC Milan.";
        let document = Document::parse("a.md", Role::Story, text.into());
        let facts = Facts::by_calendar(&document, Some(&Arc::new(calendar())));
        let uses = facts.names.uses();
        let n = |name: &str| uses.iter().find(|it| it.text == name).map(|it| it.n());
        assert_eq!([n("Bram Stone"), n("AC Bram Stone"), n("AC Milan")], [Some(2), None, Some(1)]);
    }

    #[test]
    fn timeline() {
        let text = "On 30 Thaw 412 he came. On 9 Thaw 412 he left. Three days later he was back.";
        let document = Document::parse("a.md", Role::Story, text.into());
        let facts = Facts::by_calendar(&document, Some(&Arc::new(calendar())));
        let points = Timeline::of(&facts).points;
        let date = |point: &Point| {
            let day = point.days.exact().expect("it is one day");
            point.scale.date(day, facts.calendar.as_deref()).expect("it is a date")
        };
        let dates: Vec<_> = points.iter().map(date).collect();
        assert_eq!(dates, ["9 Thaw 412 AC", "2 Frostfall 413 AC"]);
    }
}
