//! The date lines of a story, by what is told in one go.

use crate::story::calendar::{DateMention, Year};
use crate::story::day_count::{gregorian, month_and_day, year_of};
use crate::story::facts::Facts;
use crate::story::telling::Setting;
use crate::story::times::{Time, TimeMention};
use crate::story::told_times::{Told, told_times};

/// A date that heads what follows, or that a comment declares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatedLine {
    pub(crate) date: DateMention,
    /// Its day, in the year nearest to the date before it if it names none.
    pub(crate) day: i32,
}

/// A year that dates without one start in.
const SOME_YEAR: i16 = 2001;

/// The date lines of the story, and those of letters and diaries by headings and breaks. Documents that
/// are flashbacks have none. Linear in the mentions of time.
pub(crate) fn dated_lines(facts: &Facts) -> Vec<Vec<DatedLine>> {
    let is_flashback = |document: u32| facts.documents[document as usize].is_flashback();
    let (mut story, mut letters, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for (told, is_said) in told_times(facts) {
        match told {
            Told::Time(TimeMention { time: Time::Break(_), .. }) => {
                found.push(std::mem::take(&mut letters));
            }
            Told::Time(_) => {}
            Told::Date(date) if is_flashback(date.place.document) => {}
            Told::Date(date) => {
                let setting = date.telling.setting;
                let lines = match setting {
                    Setting::Letter => &mut letters,
                    Setting::Story | Setting::Heading | Setting::Declared => &mut story,
                    Setting::Speech | Setting::Apart => continue,
                };
                // A letter may stand between quotation marks.
                let is_own = !is_said || setting == Setting::Letter;
                if date.telling.heads && is_own || setting == Setting::Declared {
                    let day = day(date, lines.last());
                    lines.extend(day.map(|day| DatedLine { date: *date, day }));
                }
            }
        }
    }
    found.push(letters);
    found.push(story);
    found.retain(|lines| lines.len() > 1);
    found
}

/// The day of a date, in the year that is nearest to the line before it if it names none.
fn day(date: &DateMention, before: Option<&DatedLine>) -> Option<i32> {
    let (month, day) = date.day?;
    let in_year = |year| gregorian(year, month, day, date.is_old_style);
    match (date.year, before) {
        (Some(Year::Number(year)), _) => in_year(year),
        (Some(Year::Short(_)), _) => None,
        (_, None) => in_year(SOME_YEAR),
        (_, Some(before)) => {
            let year = year_of(before.day)?;
            let days = (year - 1..=year + 1).filter_map(in_year);
            days.min_by_key(|day| day.abs_diff(before.day))
        }
    }
}

impl DatedLine {
    /// Whether it would be between two others if another year or another month was written in it.
    pub(crate) fn may_be_between(&self, first: &Self, last: &Self) -> bool {
        let fits = |(month, day), year| {
            gregorian(year, month, day, false)
                .is_some_and(|it| (first.day..=last.day).contains(&it))
        };
        let (Some(own), Some((month, day))) = (year_of(self.day), month_and_day(self.day)) else {
            return false;
        };
        let years = [first, last].map(|it| year_of(it.day)).into_iter().flatten();
        // The year of a date that names none is that of the dates around it.
        let own = if self.date.year.is_some() { vec![own] } else { years.clone().collect() };
        // A chapter of some year before goes back; early in a year the old one is written out of habit.
        let is_slip = |year| own.iter().any(|&own| own >= year || own + 1 == year && month <= 2);
        years.into_iter().any(|year| is_slip(year) && fits((month, day), year))
            || own.into_iter().any(|year| (1..=12).any(|month| fits((month, day), year)))
    }
}
