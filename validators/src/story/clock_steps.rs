//! Steps from one time of day to another that stands beside them: "two hours later, at five o'clock".

use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{Amount, From, Time, TimeMention, Unit};
use crate::story::told_times::{Told, told_times};

/// A step between times of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClockStep {
    /// The words for the step.
    pub(crate) step: Place,
    /// How many minutes it is.
    pub(crate) minutes: u32,
    /// From when it is counted, in minutes after midnight or noon.
    pub(crate) from: (u32, Place),
    /// To when it leads, likewise.
    pub(crate) to: u32,
}

/// Minutes until a clock shows the same again.
pub(crate) const ROUND: u32 = 12 * 60;

/// So many bytes may stand between a step and its time: ", at ".
const BESIDE: u32 = 6;

/// So many bytes after a time nobody can be sure that no other time has passed.
const FAR: u32 = 3000;

/// All steps in the story that lead from one time of day, with which a sentence of the same scene
/// begins, to another one, if no other time is told between. Linear in the mentions of time.
pub(crate) fn clock_steps(facts: &Facts) -> Vec<ClockStep> {
    let mut found = Vec::new();
    let mut now: Option<(u32, Place)> = None;
    let mut pending: Option<(Place, u32, (u32, Place))> = None;
    for (told, is_said) in told_times(facts) {
        let Told::Time(TimeMention { place, time, telling }) = told else {
            (now, pending) = (None, None);
            continue;
        };
        if !time.is_break() && (telling.setting != Setting::Story || is_said) {
            continue;
        }
        let before = pending.take().filter(|&(step, ..)| place.is_soon_after(step, BESIDE));
        match time {
            Time::Clock { minutes, .. } => {
                let to = u32::from(minutes) % ROUND;
                found.extend(before.map(|(step, minutes, from)| ClockStep {
                    step,
                    minutes,
                    from,
                    to,
                }));
                now = begins(telling).then_some((to, place));
            }
            Time::Step { amount, is_later: true, from: From::Story } => {
                let from = now.take().filter(|&(_, at)| place.is_soon_after(at, FAR));
                pending = minutes(amount).zip(from).map(|(minutes, from)| (place, minutes, from));
            }
            Time::Age { .. } | Time::Century(_) | Time::Decade(_) | Time::Sign(_) => {}
            _ => now = None,
        }
    }
    found
}

/// Whether the story is at a time of day that is told of in this way.
fn begins(telling: Telling) -> bool {
    telling.leads && telling.tense <= Tense::Past
}

/// How many minutes an exact amount of hours or minutes is, if it is less than a round of the clock.
fn minutes(amount: Amount) -> Option<u32> {
    let Amount { least, most, unit, is_rough } = amount;
    let unit = match unit {
        Unit::Minute => 1,
        Unit::Hour => 60,
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => return None,
    };
    let minutes = u32::from(least) * unit;
    (least == most && !is_rough && minutes < ROUND).then_some(minutes)
}
