//! Dates that are past for somebody who says how long ago another date is, and are later than that tells.

use crate::story::calendar::DateMention;
use crate::story::day_count::days_of;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{Amount, From, Time, TimeMention};
use crate::story::told_times::{Told, passes_days, told_times};

/// A date that is past, and what tells that it is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaterDate {
    /// The date.
    pub(crate) date: DateMention,
    /// The words for how long ago another one is.
    pub(crate) step: Place,
    /// That one.
    pub(crate) from: DateMention,
}

/// So many bytes may stand between a date and how long ago it is: ". Just ", with markup.
const BESIDE: u32 = 24;

/// So many bytes after it nobody can be sure that no time has passed.
const FAR: u32 = 30_000;

/// How many days later than that a date must be, and one day of how many that have passed: nobody counts a
/// hundred years exactly.
const SLACK: i32 = 7;
const ONE_OF: i32 = 10;

/// The day on which somebody speaks.
struct Today {
    /// The last on which it may be.
    latest: i32,
    step: Place,
    from: DateMention,
}

/// All dates of papers that are shown, and of what people say has been, that are later than somebody's "April 27, 1890. Just
/// two months ago" in the same scene. Linear in the mentions of time.
pub(crate) fn later_dates(facts: &Facts) -> Vec<LaterDate> {
    let mut found = Vec::new();
    let mut today: Option<Today> = None;
    let mut date_before: Option<&DateMention> = None;
    let mut step_before: Option<(Place, Amount)> = None;
    for (told, is_said) in told_times(facts) {
        let Telling { setting, tense, leads, .. } = told.telling();
        match told {
            Told::Date(date) => {
                if let Some((step, amount)) = step_before.take()
                    && date.place.is_soon_after(step, BESIDE)
                {
                    today = day_after(date, amount, step);
                } else if !is_said && setting != Setting::Apart {
                    // The story, or a diary, goes on to another day.
                    today = None;
                }
                let is_past = setting == Setting::Apart && tense == Tense::Unknown
                    || is_said && matches!(tense, Tense::Past | Tense::Perfect);
                if let Some(Today { latest, step, from }) = today
                    && is_past
                    && date.place.is_soon_after(step, FAR)
                    && days_of(date).is_some_and(|days| days.earliest > latest)
                {
                    found.push(LaterDate { date: *date, step, from });
                }
                date_before = Some(date);
            }
            Told::Time(TimeMention { time: Time::Break(_), .. }) => {
                (today, date_before, step_before) = (None, None, None);
            }
            Told::Time(TimeMention { time, place, .. }) => {
                step_before = None;
                if let Time::Step { amount, is_later: false, from: From::Speaker } = time {
                    let is_exact = amount.least == amount.most && !amount.is_rough;
                    step_before = Some((place, amount)).filter(|_| is_exact);
                    // "It was 3 May 1850. Two years ago he left" is of another day.
                    let is_beside = |date: &&DateMention| {
                        place.is_soon_after(date.place, if leads { 0 } else { BESIDE })
                            && (tense == Tense::Unknown || place.is_soon_after(date.place, 2))
                    };
                    if let Some(date) = date_before.filter(is_beside).filter(|_| is_exact) {
                        today = day_after(date, amount, place);
                        step_before = None;
                    }
                } else if !is_said && tense.goes_on() && passes_days(time) {
                    today = None;
                }
            }
        }
    }
    found
}

/// The day so long after a date, if that is a day of a year.
fn day_after(date: &DateMention, amount: Amount, step: Place) -> Option<Today> {
    let days = days_of(date).filter(|_| date.day.is_some())?;
    let latest = days.moved(amount, true).latest?;
    let slack = SLACK.max((latest - days.earliest) / ONE_OF);
    Some(Today { latest: latest.checked_add(slack)?, step, from: *date })
}
