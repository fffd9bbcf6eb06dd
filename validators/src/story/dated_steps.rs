//! Steps in time beside which the date stands that they lead to: "three days later, on the 14th of July".

use crate::story::calendar::DateMention;
use crate::story::day_count::{gregorian, month_and_day};
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{Amount, From, Time, TimeMention, Unit};
use crate::story::told_times::{Told, told_times};

/// A step from a date to another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatedStep {
    /// The words for the step.
    pub(crate) step: Place,
    /// How many days later it is; earlier, if below 0.
    pub(crate) n_days: i32,
    /// How many more or fewer the words may mean.
    pub(crate) slack: i32,
    /// The date that it is counted from.
    pub(crate) from: DateMention,
    /// The date that it leads to.
    pub(crate) to: DateMention,
}

/// So many bytes may stand between a step and its date: ", on ".
const BESIDE: u32 = 6;

/// So many bytes after a date nobody can be sure that no time has passed.
const FAR: u32 = 5000;

/// A longer step is not counted by the day.
const LONGEST: u16 = 100;

/// Years of which one has a 29th of February.
const SOME_YEARS: [i16; 2] = [2001, 2004];

/// What is told in one go: the story, or a letter in it.
#[derive(Default)]
struct Strand {
    /// The date at which it is.
    now: Option<DateMention>,
    /// The date line under which it is.
    line: Option<DateMention>,
}

/// A step whose date may follow.
struct Pending {
    step: Place,
    telling: Telling,
    n_days: i32,
    slack: i32,
    from: Option<DateMention>,
}

/// All steps in the story that lead from a date to a date. Linear in its mentions of time.
///
/// A step counts from the last date of the same scene, if no time is told to have passed since; a
/// "yesterday" counts from the date line above it.
pub(crate) fn dated_steps(facts: &Facts) -> Vec<DatedStep> {
    let mut found = Vec::new();
    let mut strands = [Strand::default(), Strand::default()];
    let mut pending: Option<Pending> = None;
    for (told, is_said) in told_times(facts) {
        if let Told::Time(TimeMention { time: Time::Break(_), .. }) = told {
            strands = Default::default();
            continue;
        }
        let Some(strand) = told.strand(is_said) else { continue };
        let strand = &mut strands[strand];
        match told {
            Told::Time(mention) => pending = strand.time(mention),
            Told::Date(date) => {
                let before = pending.take().filter(|it| it.leads_to(date));
                if let Some(Pending { step, n_days, slack, from: Some(from), .. }) = before {
                    found.push(DatedStep { step, n_days, slack, from, to: *date });
                }
                strand.date(date);
            }
        }
    }
    found
}

impl Strand {
    /// Reads a date.
    fn date(&mut self, date: &DateMention) {
        let Telling { setting, tense, heads, .. } = date.telling;
        let is_now = heads || tense.goes_on();
        self.now =
            Some(*date).filter(|_| date.day.is_some() && is_now && setting != Setting::Declared);
        if heads {
            self.line = self.now;
        }
    }

    /// Reads any other mention of a time: a step, if its date may follow.
    fn time(&mut self, mention: TimeMention) -> Option<Pending> {
        let TimeMention { place, time, telling } = mention;
        let passes = telling.tense.goes_on();
        let (amount, is_later, from) = match time {
            Time::Step { amount, is_later, from } => (amount, is_later, from),
            Time::Part { days, from, .. } if days != 0 => {
                (Amount::exactly(days.unsigned_abs().into(), Unit::Day), days > 0, from)
            }
            Time::Duration(Amount { unit, .. }) if unit < Unit::Day => return None,
            Time::Duration(_)
            | Time::Weekday(..)
            | Time::Month(..)
            | Time::Season(..)
            | Time::Holiday(..)
            | Time::DayOfMonth { .. }
            | Time::SomeDay
            | Time::Own { .. } => {
                if passes {
                    self.now = None;
                }
                return None;
            }
            Time::Age { .. }
            | Time::Century(_)
            | Time::Clock { .. }
            | Time::Decade(_)
            | Time::Part { .. }
            | Time::Sign(_)
            | Time::Break(_) => return None,
        };
        let (days, slack) = match amount.unit {
            Unit::Day => (1, 0),
            Unit::Week => (7, 2),
            Unit::Minute | Unit::Hour | Unit::Month | Unit::Year => (0, 0),
        };
        let is_exact = amount.least == amount.most && !amount.is_rough;
        let counted_from = match from {
            From::Story => {
                let now = if is_later { self.now.take() } else { self.now };
                now.filter(|now| place.is_soon_after(now.place, FAR))
            }
            From::Speaker => self.line.filter(|line| line.place.document == place.document),
            From::Event => None,
        };
        let n_days = i32::from(amount.least.min(LONGEST + 1)) * days;
        (is_exact && days > 0 && n_days <= i32::from(LONGEST)).then_some(Pending {
            step: place,
            telling,
            n_days: if is_later { n_days } else { -n_days },
            slack,
            from: counted_from,
        })
    }
}

impl Pending {
    /// Whether `date` stands beside it.
    fn leads_to(&self, date: &DateMention) -> bool {
        let is_told = |tense| match tense {
            Tense::Unknown | Tense::Past | Tense::Present => true,
            // "Two days later, on the 3rd, nothing had changed."
            Tense::Perfect => self.telling.leads,
            Tense::Supposed => false,
        };
        date.place.is_soon_after(self.step, BESIDE)
            && self.telling.setting == date.telling.setting
            && is_told(date.telling.tense)
            && date.day.is_some()
    }
}

impl DatedStep {
    /// By how many days its date is later than where it leads, in the year in which that is nearest;
    /// nothing if there is no such day.
    pub(crate) fn n_days_off(&self) -> Option<i32> {
        let day_in = |date: &DateMention, year| {
            let (month, day) = date.day?;
            gregorian(year, month, day, date.is_old_style)
        };
        let around = |year: i16| [year - 1, year, year + 1].to_vec();
        let numbered = [self.from, self.to].map(|date| date.numbered_year());
        let years = numbered[0].map(|year| vec![year]).or(numbered[1].map(around));
        let pairs = years.unwrap_or(SOME_YEARS.to_vec()).into_iter().flat_map(|from| {
            let to = numbered[1].map_or_else(|| around(from), |year| vec![year]);
            to.into_iter().map(move |to| (from, to))
        });
        let off =
            |(from, to)| Some(day_in(&self.to, to)? - day_in(&self.from, from)? - self.n_days);
        pairs.filter_map(off).min_by_key(|off| (off.abs(), *off))
    }

    /// The month and the day that it leads to, in the year of the date that it is counted from.
    pub(crate) fn leads_to(&self) -> Option<(u8, u8)> {
        let (month, day) = self.from.day?;
        let year = self.from.numbered_year().unwrap_or(SOME_YEARS[0]);
        month_and_day(gregorian(year, month, day, false)? + self.n_days)
    }
}
