//! The latest year of which a story tells.

use crate::story::day_count::year_of;
use crate::story::place::Place;
use crate::story::points::{Reason, Scale};
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{Time, TimeMention};
use crate::story::told_times::{Told, told_times};
use crate::story::whole::Story;

/// The latest year of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Era {
    /// The latest year that is named, in what way it may be.
    pub(crate) year: i16,
    /// Where it is named.
    pub(crate) place: Place,
    /// What says that the story is in such years.
    pub(crate) basis: Basis,
}

/// What says in which years a story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// The author declares it, or dates head parts of the story.
    Declared,
    /// Several dates near the latest are told.
    Told,
    /// Nothing: years are only mentioned.
    Mentioned,
}

/// How many years before the latest others may be that speak for it.
const NEAR: i16 = 20;

impl Era {
    /// The latest year of which the documents of `story` tell, if they name any. Linear in its dates and
    /// times.
    pub(crate) fn of(story: &Story) -> Option<Self> {
        let points = story.timeline().points.iter();
        let declared = points.filter_map(|point| {
            let is_declared = matches!(point.reason, Reason::Declared | Reason::Line);
            let day = point.days.latest.filter(|_| is_declared && point.scale == Scale::Gregorian);
            Some((year_of(day?)?, point.place))
        });
        let declared = declared.max_by_key(|it| it.0);
        // Each with whether it is told as a time of the story.
        let named = told_times(&story.facts).filter_map(|(told, is_said)| match told {
            Told::Date(date) => {
                let Telling { setting, tense, .. } = date.telling;
                let is_told = !is_said && setting == Setting::Story && tense <= Tense::Past;
                Some((date.numbered_year()?, date.place, is_told))
            }
            Told::Time(TimeMention { time: Time::Decade(first), place, .. }) => {
                Some((i16::try_from(first).ok()?.checked_add(9)?, place, false))
            }
            // Who is in a century speaks of it from its first year on.
            Told::Time(TimeMention { time: Time::Century(century), place, .. }) => {
                Some(((i16::from(century) - 1) * 100, place, false))
            }
            Told::Time(_) => None,
        });
        let named: Vec<_> = named.collect();
        let all = named.iter().map(|&(year, place, _)| (year, place));
        let (year, place) = all.chain(declared).max_by_key(|it| it.0)?;
        let is_near = |it: &&(i16, _, bool)| it.2 && it.0 > year.saturating_sub(NEAR);
        let n_near = named.iter().filter(is_near).count();
        let basis = match (declared, n_near) {
            (Some(_), _) => Basis::Declared,
            (None, 0 | 1) => Basis::Mentioned,
            (None, _) => Basis::Told,
        };
        Some(Self { year, place, basis })
    }
}
