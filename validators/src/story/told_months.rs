//! Days without a year in a month whose year is told.

use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{Amount, Time, Unit};
use crate::story::told_times::{Told, told_times};

/// So many bytes after the year nobody can be sure that no other year has come.
const FAR: u32 = 8_000;

/// So many bytes before or after a day a number of years may be said of it: "of the next year".
const BESIDE: u32 = 60;

/// The days that name no year, each with the date shortly before it that says which year it
/// is in that month: "It was in June 1889. […] It is Friday, June 19th." Linear in the mentions of time.
pub(crate) fn days_of_told_months(facts: &Facts) -> Vec<(DateMention, DateMention)> {
    let mut found: Vec<(DateMention, DateMention)> = Vec::new();
    // Of the story, and of a letter in it.
    let mut years: [Option<DateMention>; 2] = [None; 2];
    let mut n_years: Option<Place> = None;
    for (told, is_said) in told_times(facts) {
        let (strand, telling) = (told.strand(is_said), told.telling());
        match told {
            Told::Date(date) if date.numbered_year().is_some() => {
                if let Some(strand) = strand.filter(|_| is_now(telling)) {
                    years[strand] = Some(*date).filter(|it| it.named_month().is_some());
                }
            }
            Told::Date(date) => {
                // What is said of the past may be of any year.
                let is_of_now = match strand {
                    Some(_) => is_now(telling),
                    None => !matches!(telling.tense, Tense::Past | Tense::Perfect),
                };
                let strand = strand.unwrap_or(usize::from(telling.setting == Setting::Letter));
                let told = years[strand].filter(|year| {
                    date.year.is_none()
                        && year.named_month() == date.named_month()
                        && date.place.is_soon_after(year.place, FAR)
                });
                let is_of_other_year =
                    n_years.is_some_and(|it| date.place.is_soon_after(it, BESIDE));
                if let Some(told) = told.filter(|_| is_of_now && !is_of_other_year) {
                    found.push((*date, told));
                }
            }
            Told::Time(mention) => {
                if unit(mention.time) == Some(Unit::Year) {
                    n_years = Some(mention.place);
                    found.pop_if(|(date, _)| mention.place.is_soon_after(date.place, BESIDE));
                }
                let goes_on = telling.tense.goes_on() && turns(mention.time);
                if let Some(strand) = strand.filter(|_| goes_on) {
                    years[strand] = None;
                }
            }
        }
    }
    found
}

/// Whether the story is there.
fn is_now(telling: Telling) -> bool {
    telling.heads || telling.leads && telling.tense.goes_on()
}

/// What a step or a duration is counted in.
fn unit(time: Time) -> Option<Unit> {
    match time {
        Time::Step { amount: Amount { unit, .. }, .. } | Time::Duration(Amount { unit, .. }) => {
            Some(unit)
        }
        Time::Age { .. }
        | Time::Break(_)
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
        | Time::Weekday(..) => None,
    }
}

/// Whether the same month is of another year if it comes after this time.
fn turns(time: Time) -> bool {
    matches!(time, Time::Holiday(..) | Time::Month(..) | Time::Season(..))
        || unit(time).is_some_and(|unit| unit >= Unit::Month)
}
