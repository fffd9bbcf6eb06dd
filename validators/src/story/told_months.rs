//! Days without a year in a month whose year is told before.

use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::telling::{Setting, Telling};
use crate::story::times::{Amount, Time, TimeMention, Unit};
use crate::story::told_times::{Told, told_times};

/// So many bytes after the year nobody can be sure that no other year has come.
const FAR: u32 = 20_000;

/// The days that name no year, each with the date before it, in the same chapter, that says which year it
/// is in that month: "It was in June 1889. […] It is Friday, June 19th." Linear in the mentions of time.
pub(crate) fn days_of_told_months(facts: &Facts) -> Vec<(DateMention, DateMention)> {
    let mut found = Vec::new();
    // Of the story, and of a letter in it.
    let mut years: [Option<DateMention>; 2] = [None; 2];
    for (told, is_said) in told_times(facts) {
        let strand = told.strand(is_said);
        match told {
            Told::Date(date) if date.numbered_year().is_some() => {
                let Telling { tense, leads, heads, .. } = date.telling;
                let is_now = heads || leads && tense.goes_on();
                if let Some(strand) = strand.filter(|_| is_now) {
                    years[strand] = Some(*date).filter(|it| month(it).is_some());
                }
            }
            Told::Date(date) => {
                let is_letter = date.telling.setting == Setting::Letter;
                let told = years[strand.unwrap_or(usize::from(is_letter))].filter(|year| {
                    date.year.is_none()
                        && month(year) == month(date)
                        && date.place.is_soon_after(year.place, FAR)
                });
                found.extend(told.map(|told| (*date, told)));
            }
            Told::Time(mention) => {
                if let Some(strand) = strand.filter(|_| may_turn_the_year(&mention)) {
                    years[strand] = None;
                }
            }
        }
    }
    found
}

/// The month of a date, from 1.
fn month(date: &DateMention) -> Option<u8> {
    date.day.map(|(month, _)| month).or(date.month)
}

/// Whether it may be another year after a mention of time.
fn may_turn_the_year(mention: &TimeMention) -> bool {
    match mention.time {
        Time::Step { amount: Amount { most, unit, .. }, .. }
        | Time::Duration(Amount { most, unit, .. }) => {
            let goes_on = mention.telling.tense.goes_on();
            goes_on && (unit == Unit::Year || unit == Unit::Month && most > 6)
        }
        Time::Age { .. }
        | Time::Break
        | Time::Century(_)
        | Time::Clock { .. }
        | Time::DayOfMonth { .. }
        | Time::Decade(_)
        | Time::Holiday(..)
        | Time::Month(..)
        | Time::Own { .. }
        | Time::Part { .. }
        | Time::Season(..)
        | Time::Sign(_)
        | Time::SomeDay
        | Time::Weekday(..) => false,
    }
}
