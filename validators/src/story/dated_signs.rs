//! Signs of the season in scenes whose month is told.

use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Telling};
use crate::story::times::{Amount, From, Sign, Time, TimeMention, Unit, Which};
use crate::story::told_times::{Told, told_times};

/// A sign of the season, and the month in which it is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatedSign {
    pub(crate) sign: Sign,
    pub(crate) place: Place,
    /// From 1.
    pub(crate) month: u8,
    /// Where the month is told.
    pub(crate) told: Place,
}

/// So many bytes after a month nobody can be sure that no time has passed.
const FAR: u32 = 8000;

/// All signs in the story that come after a month in the same scene, or under the same date line of a
/// letter or a diary, if no time is told to have passed since. Linear in its mentions of time.
pub(crate) fn dated_signs(facts: &Facts) -> Vec<DatedSign> {
    let mut found = Vec::new();
    // Of the story, and of a letter in it.
    let mut months: [Option<(u8, Place)>; 2] = [None; 2];
    for (told, is_said) in told_times(facts) {
        if let Told::Time(TimeMention { time: Time::Break(_), .. }) = told {
            months = [None; 2];
            continue;
        }
        let Some(strand) = told.strand(is_said) else { continue };
        let (telling, month) = (told.telling(), &mut months[strand]);
        let is_now = telling.heads
            || telling.setting == Setting::Declared
            || telling.leads && telling.tense.goes_on();
        match told {
            Told::Date(date) => match date.named_month().filter(|_| is_now) {
                Some(named) => *month = Some((named, date.place)),
                None if telling.tense.goes_on() => *month = None,
                None => {}
            },
            Told::Time(TimeMention { time: Time::Sign(sign), place, .. }) => {
                let near = month.filter(|&(_, told)| place.is_soon_after(told, FAR));
                found.extend(near.map(|(month, told)| DatedSign { sign, place, month, told }));
            }
            Told::Time(TimeMention { time: Time::Month(named, Which::This), place, .. })
                if telling.leads =>
            {
                *month = Some((named, place));
            }
            Told::Time(TimeMention { time: Time::Month(named, Which::Some), place, .. })
                if is_now =>
            {
                *month = Some((named, place));
            }
            Told::Time(mention) => {
                if passes(&mention) {
                    *month = None;
                }
            }
        }
    }
    found
}

/// Whether it may be another month after a mention of time, or in what the sentence tells.
fn passes(mention: &TimeMention) -> bool {
    let Telling { tense, .. } = mention.telling;
    match mention.time {
        Time::Step { amount: Amount { unit, .. }, from: From::Story, .. } => unit > Unit::Day,
        Time::Duration(Amount { unit, .. }) => unit > Unit::Day && tense.goes_on(),
        Time::Month(..)
        | Time::Season(..)
        | Time::Holiday(..)
        | Time::DayOfMonth { .. }
        | Time::Own { .. }
        | Time::SomeDay => tense.goes_on(),
        Time::Step { .. }
        | Time::Age { .. }
        | Time::Break(_)
        | Time::Century(_)
        | Time::Clock { .. }
        | Time::Decade(_)
        | Time::Part { .. }
        | Time::Sign(_)
        | Time::Weekday(..) => false,
    }
}
