//! When the story is, as far as its text tells.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::calendar::{DateMention, Year};
use crate::story::day_count::{
    Days, NO_YEAR, days_in, days_of, gregorian, own_days, season_after, weekday_of, written,
    year_of,
};
use crate::story::facts::Facts;
use crate::story::keys::{Key, Value};
use crate::story::place::Place;
use crate::story::reckoning::Calendar;
use crate::story::role::Role;
use crate::story::speeches::Said;
use crate::story::story_dates::front_date;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::time_reader::TimeReader;
use crate::story::times::{Amount, From, Time, TimeMention, Unit, Which};

/// By what the days of a [`Point`] are counted. Days on different scales cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// By the Gregorian calendar.
    Gregorian,
    /// By the story's own calendar.
    Own,
    /// By the Gregorian calendar in a year that is not known, which is written as 2001: each number
    /// is another such year.
    SomeYear(u32),
}

impl Scale {
    /// The date of a day on this scale: `1871-10-03`, `--10-03` where the year is not known, and
    /// `3 Frostfall 412` by the story's own `calendar`.
    pub fn date(self, day: i32, calendar: Option<&Calendar>) -> Option<String> {
        match self {
            Self::Gregorian => written(day),
            Self::SomeYear(_) => written(day).map(|date| format!("-{}", &date[4..])),
            Self::Own => {
                let calendar = calendar?;
                let (year, month, day) = calendar.date(day)?;
                let month = &calendar.months.get(usize::from(month) - 1)?.name;
                Some(format!("{day} {month} {year}"))
            }
        }
    }
}

/// Why a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Front matter or a comment declares it.
    Declared,
    /// A date line heads what follows.
    Line,
    /// A sentence names it.
    Date,
    /// It is so much later or earlier than another time.
    Counted,
}

/// A place whose time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// The mention, or the key of front matter.
    pub place: Place,
    /// The days that it means.
    pub days: Days,
    /// By what they are counted.
    pub scale: Scale,
    /// Why they are known.
    pub reason: Reason,
    /// The mention that it was counted from, or that says the year.
    pub counted_from: Option<Place>,
    /// Whether the story goes on from there. It does not from a flashback, a letter or what is said.
    pub moves: bool,
}

/// The places of a story whose time is known, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// Each mention whose days are known.
    pub points: Vec<Point>,
}

/// How far behind a date of the text the story may be for the date to be in the same year.
const HALF_YEAR: i32 = 183;

impl Timeline {
    /// The timeline of what the documents of the story tell. Linear, but for the mentions within comments.
    pub fn of(facts: &Facts) -> Self {
        let mut clock = Clock {
            facts,
            story: None,
            letter: None,
            is_flashback: false,
            n_years: 0,
            points: Vec::new(),
        };
        let mut said = Said::of(&facts.speeches);
        let is_told = |document: u32| facts.documents[document as usize].role == Role::Story;
        let dates = facts.dates.iter().filter(|date| is_told(date.place.document));
        let times = facts.times.iter().filter(|time| is_told(time.place.document));
        let (mut dates, mut times) = (dates.peekable(), times.peekable());
        for document in (0..facts.documents.len() as u32).filter(|&document| is_told(document)) {
            clock.open_document(document);
            loop {
                let date = dates.peek().map(|date| date.place).filter(|it| it.document == document);
                let time = times.peek().map(|time| time.place).filter(|it| it.document == document);
                let Some(place) = [date, time].into_iter().flatten().min() else { break };
                let is_said = said.holds(place);
                if date == Some(place) {
                    let first = dates.next().expect("it was seen");
                    let is_end = |next: &&&DateMention| is_range(first, next);
                    let end = dates.peek().filter(is_end).copied();
                    clock.date(first, end, is_said);
                    if end.is_some() {
                        dates.next();
                    }
                } else {
                    clock.time(times.next().expect("it was seen"), is_said);
                }
            }
        }
        Self { points: clock.points }
    }

    /// The last point from which the story goes on, up to `place`. Logarithmic, and then linear in the
    /// points that do not.
    pub fn at(&self, place: Place) -> Option<&Point> {
        let start = |place: Place| (place.document, place.span.start);
        let end = self.points.partition_point(|point| start(point.place) <= start(place));
        self.points[..end].iter().rev().find(|point| point.moves)
    }
}

/// The longest gap between the two ends of a range.
const LONGEST_GAP: u32 = 8;

/// Whether two declared dates are the ends of a range: "1871-10-03 – 1871-10-05".
fn is_range(first: &DateMention, last: &DateMention) -> bool {
    let are_declared = [first, last].iter().all(|it| it.telling.setting == Setting::Declared);
    let (start, end) = (first.place, last.place);
    are_declared && start.document == end.document && end.span.start - start.span.end <= LONGEST_GAP
}

/// Reads the times in order.
struct Clock<'a> {
    facts: &'a Facts,
    /// Where the story is.
    story: Option<Now>,
    /// When the letter or the entry of a diary was written that is being read.
    letter: Option<Now>,
    /// Whether the front matter of the document says that it is told out of order.
    is_flashback: bool,
    n_years: u32,
    points: Vec<Point>,
}

/// A time that others are counted from.
#[derive(Clone, Copy)]
struct Now {
    days: Days,
    scale: Scale,
    place: Place,
}

impl Clock<'_> {
    /// Begins a document, at which its front matter may say when it is.
    fn open_document(&mut self, document: u32) {
        let facts = self.facts;
        self.is_flashback = false;
        let document_facts = &facts.documents[document as usize];
        let Some(front_matter) = &document_facts.front_matter else { return };
        self.pass();
        let is_flashback = |key: &Key| key.name == "flashback" && key.value == Value::Bool(true);
        self.is_flashback = document_facts.keys().iter().any(is_flashback);
        let Some((key, text)) = front_date(front_matter) else { return };
        let mut reader = TimeReader::default();
        reader.declare(&text, Span::new(0..text.len()), facts.calendar.as_deref());
        let (dates, times) = reader.finish();
        let place = Place { document, span: key };
        match dates.as_slice() {
            [first, rest @ ..] => {
                let declared = DateMention { place, ..*first };
                self.date(&declared, rest.first(), false);
            }
            [] => {
                if let Some(first) = times.iter().next() {
                    self.time(TimeMention { place, ..first }, false);
                }
            }
        }
    }

    fn date(&mut self, date: &DateMention, end: Option<&DateMention>, is_said: bool) {
        let DateMention { place, telling, .. } = *date;
        let now = self.now(telling);
        let known = days_of(date).map(|days| (days, Scale::Gregorian, None));
        let found = known.or_else(|| {
            let (month, day) = date.day?;
            let is_near = |now: &Now| telling.heads || now.days.latest.is_some();
            let now = now.filter(|now| now.scale != Scale::Own && is_near(now))?;
            let year = year_of(now.days.earliest)?;
            let day_in = |year| gregorian(year, month, day, date.is_old_style);
            let day = match date.year {
                Some(_) => day_in(year)?,
                // The next such day, if that is soon.
                None => next_day(now.days.earliest, [year, year.checked_add(1)?], day_in)?,
            };
            Some((Days::one(day), now.scale, Some(now.place)))
        });
        let moves = self.moves(telling, is_said);
        let begins = date.day.is_some() && date.year.is_none();
        let begins = begins && (telling.heads || moves && now.is_none());
        let found = found.or_else(|| {
            if !begins {
                return None;
            }
            self.n_years += 1;
            Some((days_in(date, NO_YEAR)?, Scale::SomeYear(self.n_years), None))
        });
        let Some((mut days, scale, counted_from)) = found else { return };
        let end = end.and_then(|end| match end.year {
            Some(Year::Number(_)) => days_of(end),
            _ => days_in(end, year_of(days.earliest)?),
        });
        if let Some(end) = end.filter(|end| end.latest >= days.latest) {
            days.latest = end.latest;
        }
        self.put(Now { days, scale, place }, reason(telling), counted_from, telling, moves);
    }

    fn time(&mut self, mention: TimeMention, is_said: bool) {
        let TimeMention { place, time, telling } = mention;
        let moves = self.moves(telling, is_said);
        let is_told = telling.setting == Setting::Story && !is_said;
        let now = self.now(telling);
        let day = |n: i8| (Amount::exactly(u16::from(n.unsigned_abs()), Unit::Day), n > 0);
        let (amount, is_later, from) = match time {
            Time::Own { .. } => {
                let calendar = self.facts.calendar.as_deref();
                if let Some(days) = calendar.and_then(|calendar| own_days(time, calendar)) {
                    let found = Now { days, scale: Scale::Own, place };
                    self.put(found, reason(telling), None, telling, moves);
                }
                return;
            }
            Time::Break | Time::SomeDay => {
                if is_told {
                    self.pass();
                }
                return;
            }
            Time::Season(season, Which::Following) => {
                let now = now.filter(|now| moves && now.scale != Scale::Own);
                let found = now.and_then(|now| {
                    let latest = season_after(season, now.days.latest?)?;
                    let earliest = season_after(season, now.days.earliest)?;
                    let days = Days { latest: latest.latest, ..earliest };
                    Some((Now { days, scale: now.scale, place }, now.place))
                });
                match found {
                    Some((found, from)) => {
                        self.put(found, Reason::Counted, Some(from), telling, true);
                    }
                    None if is_told => self.pass(),
                    None => {}
                }
                return;
            }
            Time::Holiday(holiday, Which::Some) if moves && holiday.is_day() => {
                let now = now.filter(|now| now.scale != Scale::Own && now.days.latest.is_some());
                let found = now.and_then(|now| {
                    let year = year_of(now.days.earliest)?;
                    let day_in = |year| {
                        let (month, day) = holiday.day_in(year)?;
                        gregorian(year, month, day, false)
                    };
                    Some((now, next_day(now.days.earliest, [year, year.checked_add(1)?], day_in)?))
                });
                match found {
                    Some((now, day)) => {
                        let found = Now { days: Days::one(day), place, ..now };
                        self.put(found, Reason::Date, Some(now.place), telling, true);
                    }
                    None => self.pass(),
                }
                return;
            }
            Time::Weekday(weekday, Which::Following) => {
                let now = now.filter(|now| moves && now.scale == Scale::Gregorian);
                let found = now.and_then(|now| Some((now, now.days.exact()?)));
                match found {
                    Some((now, today)) => {
                        let n = (weekday as i32 - weekday_of(today) as i32 + 6).rem_euclid(7) + 1;
                        let found = Now { days: Days::one(today + n), place, ..now };
                        self.put(found, Reason::Counted, Some(now.place), telling, true);
                    }
                    None if is_told => self.pass(),
                    None => {}
                }
                return;
            }
            Time::Step { amount, is_later, from } => (amount, is_later, from),
            Time::Part { days, from, .. } if days != 0 => {
                let (amount, is_later) = day(days);
                (amount, is_later, from)
            }
            Time::Duration(Amount { unit, .. }) if unit < Unit::Day => return,
            Time::Duration(_)
            | Time::Weekday(..)
            | Time::Month(..)
            | Time::Season(..)
            | Time::Holiday(..)
            | Time::DayOfMonth { .. } => {
                if is_told && telling.tense <= Tense::Past {
                    self.pass();
                }
                return;
            }
            Time::Age { .. }
            | Time::Century(_)
            | Time::Clock { .. }
            | Time::Decade(_)
            | Time::Part { .. } => return,
        };
        let is_short = amount.unit < Unit::Day;
        // Who writes counts from the date line; who tells the story, from wherever the story is.
        let counts = match from {
            From::Story => is_told,
            From::Speaker => telling.setting == Setting::Letter && !is_said,
            From::Event => false,
        };
        let found = now.filter(|now| counts && now.days.latest.is_some());
        let moves = moves && from == From::Story && is_later && telling.setting == Setting::Story;
        if let Some(now) = found.filter(|_| moves || telling.tense != Tense::Supposed) {
            let days = now.days.moved(amount, is_later);
            let found = Now { days, place, ..now };
            self.put(found, Reason::Counted, Some(now.place), telling, moves);
        }
        // It may be that the story has gone on: "He came the next day."
        if !moves && is_told && !is_short && is_later && telling.tense <= Tense::Past {
            self.pass();
        }
    }

    /// The time that what is told in this way is counted from.
    fn now(&self, telling: Telling) -> Option<Now> {
        if telling.setting == Setting::Letter { self.letter } else { self.story }
    }

    /// Whether the story goes on from a time that is told of in this way, if it can.
    fn moves(&self, telling: Telling, is_said: bool) -> bool {
        if self.is_flashback {
            return false;
        }
        match telling.setting {
            Setting::Declared => true,
            Setting::Heading => telling.heads,
            Setting::Story => {
                !is_said && (telling.heads || telling.leads && telling.tense <= Tense::Past)
            }
            Setting::Letter => telling.heads && !is_said,
            Setting::Speech | Setting::Apart => false,
        }
    }

    /// Adds a point, and goes on from there if the story `moves` on.
    fn put(
        &mut self,
        found: Now,
        reason: Reason,
        counted_from: Option<Place>,
        telling: Telling,
        moves: bool,
    ) {
        let Now { days, scale, place } = found;
        let is_letter = telling.setting == Setting::Letter;
        // What a sentence names may be long before: a date that is no later is no step on.
        let is_back = self.story.is_some_and(|now| {
            now.scale == scale && days.latest.is_some_and(|latest| latest < now.days.earliest)
        });
        let is_sure = matches!(reason, Reason::Declared | Reason::Line);
        let moves = moves && (is_sure || !is_back);
        if moves && is_letter {
            self.letter = Some(found);
        } else if moves {
            self.story = Some(found);
        }
        let moves = moves && !is_letter;
        self.points.push(Point { place, days, scale, reason, counted_from, moves });
    }

    /// Lets any time pass.
    fn pass(&mut self) {
        if let Some(now) = &mut self.story {
            now.days.latest = None;
        }
    }
}

/// The first of the days in two years that is not before `today`, if it is soon.
fn next_day(today: i32, years: [i16; 2], day_in: impl Fn(i16) -> Option<i32>) -> Option<i32> {
    let next = years.into_iter().filter_map(day_in).find(|&day| day >= today);
    next.filter(|&day| day - today <= HALF_YEAR)
}

fn reason(telling: Telling) -> Reason {
    match telling.setting {
        Setting::Declared => Reason::Declared,
        _ if telling.heads => Reason::Line,
        _ => Reason::Date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Role};

    /// Checks the points of a text: the words, the days, and whether the story goes on from there.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, bool)]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let points = Timeline::of(&facts).points;
        let show = |day| Scale::Gregorian.date(day, None).expect("it is a date");
        let found: Vec<(&str, String, bool)> = (points.iter())
            .map(|point| {
                let Days { earliest, latest } = point.days;
                let days = match latest {
                    Some(latest) if latest == earliest => show(earliest),
                    Some(latest) => format!("{}..{}", show(earliest), show(latest)),
                    None => format!("{}..", show(earliest)),
                };
                (&text[point.place.span.range()], days, point.moves)
            })
            .collect();
        let found: Vec<_> =
            found.iter().map(|(text, days, moves)| (*text, days.as_str(), *moves)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn from_a_date_on() {
        check(
            "On 3 June 1850 he came. The next day he left. Three days later he was back.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("The next day", "1850-06-04", true),
                ("Three days later", "1850-06-07", true),
            ],
        );
        check(
            "On 3 June 1850 he came. A few days later, he left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("A few days later", "1850-06-04..1850-06-13", true),
            ],
        );
        check(
            "On 3 June 1850 he came. On 10 June he left.",
            &[("3 June 1850", "1850-06-03", true), ("10 June", "1850-06-10", true)],
        );
    }

    #[test]
    fn what_may_be_any_time() {
        check(
            "On 3 June 1850 he came. One day he left. The next day he was back.",
            &[("3 June 1850", "1850-06-03", true)],
        );
        check(
            "On 3 June 1850 he came.\n\n# Two\n\nThe next day he was back.",
            &[("3 June 1850", "1850-06-03", true)],
        );
    }

    #[test]
    fn looking_back() {
        check(
            "On 3 June 1850 he came. He had left two days before. The next day he was back.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("two days before", "1850-06-01", false),
                ("The next day", "1850-06-04", true),
            ],
        );
        check(
            "On 3 June 1850 he came. “On 5 June 1849 I left,” he said. On 1 May 1849 he had left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("5 June 1849", "1849-06-05", false),
                ("1 May 1849", "1849-05-01", false),
            ],
        );
        check("The next day he came. Ten years ago he left.", &[]);
    }

    #[test]
    fn declared() {
        check(
            "---\nstory-date: 1871-10-03\n---\n\nThe next day he came.",
            &[("story-date", "1871-10-03", true), ("The next day", "1871-10-04", true)],
        );
        check(
            "<!-- story-date: 1871-10-03 – 1871-10-05 -->\n\nHe came.",
            &[("1871-10-03", "1871-10-03..1871-10-05", true)],
        );
        check(
            "%% story-date: 3 October 1871 – 5 October 1871 %%\n\nHe came.",
            &[("3 October 1871", "1871-10-03..1871-10-05", true)],
        );
        check(
            "---\nwhen: 1871-10-03..1871-10-05\n---\n\nHe came.",
            &[("when", "1871-10-03..1871-10-05", true)],
        );
        check(
            "*Tuesday, 3 October 1871. Fog.*\n\nThe next day he came.",
            &[
                ("Tuesday, 3 October 1871", "1871-10-03", true),
                ("The next day", "1871-10-04", true),
            ],
        );
    }

    #[test]
    fn a_date_at_the_start_of_a_heading() {
        check(
            "30 December 1850\n===\n\nHe came. Three days later he left.",
            &[("30 December 1850", "1850-12-30", true), ("Three days later", "1851-01-02", true)],
        );
    }

    #[test]
    fn a_flashback() {
        check(
            "---\nstory-date: 1871-10-03\nflashback: true\n---\n\nOn 5 October 1871 he came.",
            &[("story-date", "1871-10-03", false), ("5 October 1871", "1871-10-05", false)],
        );
    }

    #[test]
    fn without_a_year() {
        check(
            "# 30 December\n\nHe came. Three days later he left.",
            &[("30 December", "2001-12-30", true), ("Three days later", "2002-01-02", true)],
        );
    }

    #[test]
    fn following() {
        check(
            "On Monday, 3 June 1850, he came. The following Friday he left.",
            &[
                ("Monday, 3 June 1850", "1850-06-03", true),
                ("The following Friday", "1850-06-07", true),
            ],
        );
        check(
            "On 3 June 1850 he came. The following spring he left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("The following spring", "1851-03-01..1851-06-01", true),
            ],
        );
    }

    #[test]
    fn a_holiday() {
        check(
            "On 3 June 1850 he came. On Michaelmas Day he left. On Easter Monday he was back.",
            &[("3 June 1850", "1850-06-03", true), ("Michaelmas Day", "1850-09-29", true)],
        );
    }

    #[test]
    fn at_a_place() {
        let text = "On 3 June 1850 he came. He had left two days before.";
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let timeline = Timeline::of(&facts);
        let at = |start: u32| {
            let place = Place::alone(Span { start, end: start });
            timeline.at(place).map(|point| point.place.span.start)
        };
        assert_eq!([at(0), at(3), at(50)], [None, Some(3), Some(3)]);
    }
}
