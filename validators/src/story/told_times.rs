//! Every mention of time in reading order, dates or not.

use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::role::Role;
use crate::story::speeches::Said;
use crate::story::telling::{Setting, Telling};
use crate::story::times::{Amount, Time, TimeMention, Unit};

/// A mention of time in the story.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told<'a> {
    Date(&'a DateMention),
    Time(TimeMention),
}

impl Told<'_> {
    /// How it is told of.
    pub(crate) fn telling(&self) -> Telling {
        match self {
            Told::Date(date) => date.telling,
            Told::Time(time) => time.telling,
        }
    }

    /// Where it is.
    pub(crate) fn place(&self) -> Place {
        match self {
            Told::Date(date) => date.place,
            Told::Time(time) => time.place,
        }
    }

    /// What is told in one go that it belongs to: 0 for the story, 1 for a letter in it. `None` for
    /// what is neither, or is said and heads nothing.
    pub(crate) fn strand(&self, is_said: bool) -> Option<usize> {
        let Telling { setting, heads, .. } = self.telling();
        let strand = match setting {
            Setting::Story | Setting::Heading | Setting::Declared => 0,
            Setting::Letter => 1,
            Setting::Speech | Setting::Apart => return None,
        };
        (!is_said || heads).then_some(strand)
    }
}

/// Those in the documents of the story, each with whether somebody says it. Linear in the facts.
pub(crate) fn told_times(facts: &Facts) -> impl Iterator<Item = (Told<'_>, bool)> {
    let is_story = |place: Place| facts.documents[place.document as usize].role == Role::Story;
    let dates = facts.dates.iter().filter(move |date| is_story(date.place));
    let times = facts.times.iter().filter(move |time| is_story(time.place));
    let (mut dates, mut times) = (dates.peekable(), times.peekable());
    let mut said = Said::of(&facts.speeches);
    std::iter::from_fn(move || {
        let is_date = match (dates.peek(), times.peek()) {
            (Some(date), Some(time)) => date.place <= time.place,
            (date, None) => date.is_some(),
            (None, Some(_)) => false,
        };
        let told = if is_date { Told::Date(dates.next()?) } else { Told::Time(times.next()?) };
        Some((told, said.holds(told.place())))
    })
}

/// Whether it may be another day after a mention of this time.
pub(crate) fn passes_days(time: Time) -> bool {
    match time {
        Time::Step { amount: Amount { unit, .. }, .. } | Time::Duration(Amount { unit, .. }) => {
            unit >= Unit::Day
        }
        Time::Part { days, .. } => days != 0,
        Time::DayOfMonth { .. }
        | Time::Holiday(..)
        | Time::Month(..)
        | Time::Own { .. }
        | Time::Season(..)
        | Time::SomeDay
        | Time::Weekday(..) => true,
        Time::Age { .. }
        | Time::Break(_)
        | Time::Century(_)
        | Time::Clock { .. }
        | Time::Decade(_)
        | Time::Sign(_) => false,
    }
}
