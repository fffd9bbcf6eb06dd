//! Months that are told on a day on which a paper of another month came: a letter of July, in September.

use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Tense};
use crate::story::times::{DayPart, From, Time, TimeMention, Which};
use crate::story::told_times::{Told, passes_days, told_times};

/// A month that is told, and the date of the paper.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaperMonth {
    /// The month that it is, from 1.
    pub(crate) month: u8,
    pub(crate) told: Place,
    /// The date of the paper.
    pub(crate) paper: DateMention,
}

/// So many bytes after "this morning" a date is that of what came then.
const BESIDE: u32 = 600;

/// So many bytes after the paper, or into the next document, nobody can be sure that it is the same day.
const FAR: u32 = 15_000;

/// What is told so soon after the start of a scene may tell that another day has come.
const OPENING: u32 = 1_000;

/// A paper that came on the day that is told.
struct Paper {
    date: DateMention,
    /// Whether somebody has spoken of that night, so that the next scene is of the same day.
    goes_on: bool,
}

/// All months that the narration says it is, after somebody who speaks of this morning has read out the date
/// of a paper, on the same day as far as anything tells. Linear in the mentions of time.
pub(crate) fn months_of_papers(facts: &Facts) -> Vec<PaperMonth> {
    let mut found = Vec::new();
    let mut paper: Option<Paper> = None;
    let mut morning: Option<Place> = None;
    // Where the scene starts.
    let mut scene = Place::default();
    for (told, is_said) in told_times(facts) {
        let (place, telling) = (told.place(), told.telling());
        let is_break = matches!(told, Told::Time(mention) if mention.time.is_break());
        if is_break || place.document != scene.document {
            let start = if is_break { place.span.start } else { 0 };
            scene = Place { document: place.document, ..Place::default() };
            scene.span.start = start;
            scene.span.end = start;
            morning = None;
            paper = paper.filter(|it| it.goes_on && place.document <= it.date.place.document + 1);
        }
        match told {
            Told::Date(date) => {
                let came = morning.is_some_and(|morning| date.place.is_soon_after(morning, BESIDE));
                let is_shown =
                    is_said || matches!(telling.setting, Setting::Apart | Setting::Letter);
                if came && is_shown && telling.tense == Tense::Unknown && date.day.is_some() {
                    (paper, morning) = (Some(Paper { date: *date, goes_on: false }), None);
                } else if !is_said {
                    paper = None;
                }
            }
            Told::Time(TimeMention { time, .. }) => match time {
                Time::Part { part, days: 0, from: From::Speaker } if is_said => match part {
                    DayPart::Morning => morning = Some(place),
                    _ => paper.iter_mut().for_each(|paper| paper.goes_on = true),
                },
                Time::Month(month, Which::This) if !is_said && telling.leads => {
                    let is_now = telling.setting == Setting::Story && telling.tense == Tense::Past;
                    let is_near = |it: &Paper| match it.date.place.document == place.document {
                        true => place.is_soon_after(it.date.place, FAR),
                        false => place.span.start <= FAR,
                    };
                    let is_opening = place.span.start < scene.span.start + OPENING;
                    if let Some(Paper { date, .. }) =
                        paper.take().filter(|it| is_now && !is_opening && is_near(it))
                    {
                        found.push(PaperMonth { month, told: place, paper: date });
                    }
                }
                _ if !is_said && telling.tense.goes_on() && passes_days(time) => paper = None,
                _ => {}
            },
        }
    }
    found
}
