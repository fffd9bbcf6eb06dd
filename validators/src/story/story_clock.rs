//! Where the story is in time, as it is read.

use crate::diagnostic::Span;
use crate::story::calendar::{DateMention, Year};
use crate::story::day_count::{
    Days, NO_YEAR, days_in, days_of, gregorian, own_days, season_after, weekday_of, year_of,
};
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::points::{Point, Reason, Scale};
use crate::story::story_dates::front_date;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::time_reader::TimeReader;
use crate::story::times::{Amount, From, Time, TimeMention, Unit, Which};

/// How far behind a date of the text the story may be for the date to be in the same year; and how far
/// days may be from where they are counted from to be told without a year.
const HALF_YEAR: i32 = 183;

/// Reads the times of a story in order.
pub(crate) struct StoryClock<'a> {
    facts: &'a Facts,
    /// Where the story is.
    story: Option<Now>,
    /// When the letter or the entry of a diary was written that is being read.
    letter: Option<Now>,
    /// Whether the front matter of the document says that it is told out of order.
    is_flashback: bool,
    /// How many years there were so far of which no number is known.
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

impl<'a> StoryClock<'a> {
    /// At the start of the story of `facts`.
    pub(crate) fn new(facts: &'a Facts) -> Self {
        let (story, letter, is_flashback, n_years, points) = (None, None, false, 0, Vec::new());
        Self { facts, story, letter, is_flashback, n_years, points }
    }

    /// The mentions whose days are known, in the order in which they were read.
    pub(crate) fn finish(self) -> Vec<Point> {
        self.points
    }

    /// Begins a document, at which its front matter may say when it is.
    pub(crate) fn open_document(&mut self, document: u32) {
        let facts = self.facts;
        self.is_flashback = false;
        let document_facts = &facts.documents[document as usize];
        let Some(front_matter) = &document_facts.front_matter else { return };
        self.pass();
        self.is_flashback = document_facts.is_flashback();
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

    /// Reads a date, or the range from it to `end`.
    pub(crate) fn date(&mut self, date: &DateMention, end: Option<&DateMention>, is_said: bool) {
        let DateMention { place, telling, .. } = *date;
        let now = self.now(telling);
        let moves = self.moves(telling, is_said);
        let begins =
            date.day.is_some() && date.year.is_none() && (telling.heads || moves && now.is_none());
        let known = days_of(date).map(|days| (days, Scale::Gregorian, None));
        let found = known.or_else(|| day_near(now?, date)).or_else(|| {
            if !begins {
                return None;
            }
            self.n_years += 1;
            Some((days_in(date, NO_YEAR)?, Scale::SomeYear(self.n_years), None))
        });
        let Some((mut days, scale, counted_from)) = found else { return };
        let end = end.and_then(|end| match end.year {
            Some(Year::Number(_)) => days_of(end),
            Some(Year::Same) | None => days_in(end, year_of(days.earliest)?),
            Some(Year::Short(_)) => None,
        });
        if let Some(end) = end.filter(|end| end.latest >= days.latest) {
            days.latest = end.latest;
        }
        self.put(Now { days, scale, place }, reason(telling), counted_from, telling, moves);
    }

    /// Reads any other mention of a time.
    pub(crate) fn time(&mut self, mention: TimeMention, is_said: bool) {
        let TimeMention { place, time, telling } = mention;
        let moves = self.moves(telling, is_said);
        let is_told = is_told(telling, is_said);
        match time {
            Time::Own { .. } => {
                let calendar = self.facts.calendar.as_deref();
                if let Some(days) = calendar.and_then(|calendar| own_days(time, calendar)) {
                    let found = Now { days, scale: Scale::Own, place };
                    self.put(found, reason(telling), None, telling, moves);
                }
            }
            Time::Season(_, Which::Following) | Time::Weekday(_, Which::Following) => {
                self.named(mention, Reason::Counted, is_said);
            }
            Time::Holiday(holiday, Which::Some) if moves && holiday.is_day() => {
                self.named(mention, Reason::Date, is_said);
            }
            Time::Step { amount, is_later, from } => {
                self.step(mention, amount, is_later, from, is_said);
            }
            Time::Part { days, from, .. } if days != 0 => {
                let amount = Amount::exactly(u16::from(days.unsigned_abs()), Unit::Day);
                self.step(mention, amount, days > 0, from, is_said);
            }
            Time::Break(_) | Time::SomeDay => {
                if is_told {
                    self.pass();
                }
            }
            Time::Duration(Amount { unit, .. }) if unit < Unit::Day => {}
            Time::Duration(_)
            | Time::Weekday(..)
            | Time::Month(..)
            | Time::Season(..)
            | Time::Holiday(..)
            | Time::DayOfMonth { .. } => {
                if is_told && telling.tense <= Tense::Past {
                    self.pass();
                }
            }
            Time::Age { .. }
            | Time::Century(_)
            | Time::Clock { .. }
            | Time::Decade(_)
            | Time::Part { .. }
            | Time::Sign(_) => {}
        }
    }

    /// Goes on to the next season, weekday or holiday of a name, or lets any time pass where it is not
    /// known which that is.
    fn named(&mut self, mention: TimeMention, reason: Reason, is_said: bool) {
        let TimeMention { place, time, telling } = mention;
        let now = self.now(telling).filter(|_| self.moves(telling, is_said));
        match now.and_then(|now| Some((now, next_of_name(now, time)?))) {
            Some((now, days)) => {
                let found = Now { days, place, ..now };
                self.put(found, reason, Some(now.place), telling, true);
            }
            None if is_told(telling, is_said) => self.pass(),
            None => {}
        }
    }

    /// Counts from the time that a step is from, if that is known.
    fn step(
        &mut self,
        mention: TimeMention,
        amount: Amount,
        is_later: bool,
        from: From,
        is_said: bool,
    ) {
        let TimeMention { place, telling, .. } = mention;
        let is_told = is_told(telling, is_said);
        // Who writes counts from the date line; who tells the story, from wherever the story is.
        let counts = match from {
            From::Story => is_told,
            From::Speaker => telling.setting == Setting::Letter && !is_said,
            From::Event => false,
        };
        let moves = from == From::Story && is_later && is_told && self.moves(telling, is_said);
        let now = self.now(telling).filter(|now| counts && now.days.latest.is_some());
        if let Some(now) = now.filter(|_| moves || telling.tense != Tense::Supposed) {
            let found = Now { days: now.days.moved(amount, is_later), place, ..now };
            if !is_far(now, found.days) {
                self.put(found, Reason::Counted, Some(now.place), telling, moves);
            } else if moves {
                // The year that follows is no more known than the one before, and it is another.
                self.story = None;
            }
        }
        // It may be that the story has gone on: "He came the next day."
        let is_long = amount.unit >= Unit::Day;
        if !moves && is_told && is_long && is_later && telling.tense <= Tense::Past {
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
            // A letter may be set between quotation marks.
            Setting::Letter => telling.heads,
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

/// Whether the narrator tells of a time in the running text.
fn is_told(telling: Telling, is_said: bool) -> bool {
    telling.setting == Setting::Story && !is_said
}

/// The day of a date that does not say the number of its year, by the time before it, with the scale and
/// the place of that.
fn day_near(now: Now, date: &DateMention) -> Option<(Days, Scale, Option<Place>)> {
    let (month, day) = date.day?;
    let is_near = date.telling.heads || now.days.latest.is_some();
    if now.scale == Scale::Own || !is_near {
        return None;
    }
    let day_in = |year| gregorian(year, month, day, date.is_old_style);
    let day = match date.year {
        // There is no such day, or nobody knows in which century it is.
        Some(Year::Number(_) | Year::Short(_)) => None,
        Some(Year::Same) => day_in(year_of(now.days.earliest)?),
        None => next_day(now.days.earliest, day_in),
    };
    Some((Days::one(day?), now.scale, Some(now.place)))
}

/// Whether `days`, counted from `now`, are so far from it that a date without a year does not tell
/// them.
fn is_far(now: Now, days: Days) -> bool {
    let ends = |days: Days| {
        let earliest = Some(days.earliest).filter(|&day| day != Days::ANY);
        [earliest, days.latest].into_iter().flatten()
    };
    let is_far = |end: i32| ends(now.days).any(|from| end.abs_diff(from) >= HALF_YEAR as u32);
    matches!(now.scale, Scale::SomeYear(_)) && ends(days).any(is_far)
}

/// The days of the next season, weekday or holiday of the name that is `time`.
fn next_of_name(now: Now, time: Time) -> Option<Days> {
    let Days { earliest, latest } = now.days;
    match time {
        Time::Season(season, _) if now.scale != Scale::Own => {
            let last = season_after(season, latest?)?;
            Some(Days { latest: last.latest, ..season_after(season, earliest)? })
        }
        Time::Weekday(weekday, _) if now.scale == Scale::Gregorian => {
            let today = now.days.exact()?;
            let n = (weekday as i32 - weekday_of(today) as i32 + 6).rem_euclid(7) + 1;
            today.checked_add(n).map(Days::one)
        }
        Time::Holiday(holiday, _) if now.scale != Scale::Own && latest.is_some() => {
            let day_in = |year| {
                let (month, day) = holiday.day_in(year)?;
                gregorian(year, month, day, false)
            };
            next_day(earliest, day_in).map(Days::one)
        }
        _ => None,
    }
}

/// The first day from `today` on that `day_in` gives for this year or the next, if it is soon.
fn next_day(today: i32, day_in: impl Fn(i16) -> Option<i32>) -> Option<i32> {
    let year = year_of(today)?;
    let mut days = [year, year.checked_add(1)?].into_iter().filter_map(day_in);
    days.find(|&day| day >= today).filter(|&day| day - today <= HALF_YEAR)
}

/// Why a date that is told of in this way is known.
fn reason(telling: Telling) -> Reason {
    match telling.setting {
        Setting::Declared => Reason::Declared,
        _ if telling.heads => Reason::Line,
        _ => Reason::Date,
    }
}
