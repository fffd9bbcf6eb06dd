//! The latest year of which a story tells.

use crate::story::day_count::year_of;
use crate::story::place::Place;
use crate::story::points::{Reason, Scale};
use crate::story::role::Role;
use crate::story::speeches::Said;
use crate::story::telling::{Setting, Tense};
use crate::story::times::Time;
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
        let facts = &story.facts;
        let is_story = |place: Place| facts.documents[place.document as usize].role == Role::Story;
        let points = story.timeline().points.iter();
        let declared = points.filter_map(|point| {
            let is_declared = matches!(point.reason, Reason::Declared | Reason::Line);
            let day = point.days.latest.filter(|_| is_declared && point.scale == Scale::Gregorian);
            Some((year_of(day?)?, point.place))
        });
        let declared = declared.max_by_key(|it| it.0);
        let dates = facts.dates.iter().filter(|date| is_story(date.place));
        let dated = dates.clone().filter_map(|date| Some((date.numbered_year()?, date.place)));
        let spans = facts.times.iter().filter_map(|mention| {
            let last = match mention.time {
                Time::Decade(first) => i16::try_from(first).ok()?.checked_add(9)?,
                // Who is in a century speaks of it from its first year on.
                Time::Century(century) => (i16::from(century) - 1) * 100,
                _ => return None,
            };
            is_story(mention.place).then_some((last, mention.place))
        });
        let (year, place) = dated.chain(spans).chain(declared).max_by_key(|it| it.0)?;
        let mut said = Said::of(&facts.speeches);
        let told = dates.filter(|date| {
            let is_near = date.numbered_year().is_some_and(|it| it > year.saturating_sub(NEAR));
            is_near
                && !said.holds(date.place)
                && date.telling.setting == Setting::Story
                && matches!(date.telling.tense, Tense::Unknown | Tense::Past)
        });
        let basis = match (declared, told.count()) {
            (Some(_), _) => Basis::Declared,
            (None, 0 | 1) => Basis::Mentioned,
            (None, _) => Basis::Told,
        };
        Some(Self { year, place, basis })
    }
}
