//! Times of day.

use crate::story::numbers::{cardinal, figures};
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::times::{DayPart, Time};

const HALF_DAY: u16 = 12 * 60;

/// Words before a time of day that is written with a colon alone.
const BEFORE_FIGURES: &str = "At By about after at before by from till until";

/// Words before noon and midnight.
const BEFORE_NAMED: &str = "\
At Before about after at before by near nearly past since till toward towards until";

impl Text<'_> {
    /// "Seven o'clock": word `i` is "o'clock".
    pub(crate) fn o_clock(self, i: usize, floor: usize) -> Option<Phrase> {
        let before = self.before(i, floor)?;
        let (first, hour) = self.number_before(before, floor)?;
        let minutes = hour_of(hour)?;
        // "One or two o'clock".
        let is_either = first > floor && matches!(self.raw(first - 1), "or" | "and" | "to");
        (!is_either).then(|| self.clock(first, i, minutes))
    }

    /// "Half past seven": word `i` is "half".
    pub(crate) fn half_past(self, i: usize) -> Option<Phrase> {
        let is_joined = self.goes_on(i + 1) || self.gap_after(i) == "-";
        if self.raw(i + 1) != "past" || !is_joined {
            return None;
        }
        let (last, hour) = self.hour_at(i + 2)?;
        Some(self.clock(i, last, hour + 30))
    }

    /// "A quarter to five": word `i` is "quarter".
    pub(crate) fn quarter(self, i: usize, floor: usize) -> Option<Phrase> {
        let (last, minutes) = self.hour_beside(i, 15)?;
        if i > floor && self.raw(i - 1) == "three" {
            return None;
        }
        let a = i.checked_sub(1).filter(|&a| a >= floor && matches!(self.raw(a), "a" | "A"));
        Some(self.clock(a.unwrap_or(i), last, minutes))
    }

    /// "Ten minutes to six": word `i` is "minutes".
    pub(crate) fn minutes_from(self, i: usize, floor: usize) -> Option<Phrase> {
        let before = self.before(i, floor)?;
        let (first, n) = self.number_before(before, floor).filter(|&(_, n)| n < 60)?;
        let (last, minutes) = self.hour_beside(i, n as u16)?;
        Some(self.clock(first, last, minutes))
    }

    /// So many minutes past the hour that the words after word `i` name, or to it: the last of these
    /// words, and the time.
    fn hour_beside(self, i: usize, minutes: u16) -> Option<(usize, u16)> {
        let is_past = match self.joined_after(i) {
            "past" | "after" => true,
            "to" | "before" => false,
            _ => return None,
        };
        let (last, hour) = self.hour_at(i + 2)?;
        Some((last, if is_past { hour + minutes } else { hour + HALF_DAY - minutes }))
    }

    /// "7.30 p.m.", "8:35", "5 pm": word `i` is a number in figures.
    pub(crate) fn clock_in_figures(self, i: usize) -> Option<Phrase> {
        let word = self.raw(i);
        // "5pm", "10am".
        if let Some(hour) = word.strip_suffix("pm").or_else(|| word.strip_suffix("am")) {
            let minutes = hour_of(figures(hour)?)?;
            let minutes = minutes + if word.ends_with("pm") { HALF_DAY } else { 0 };
            return Some(exactly(i, i, minutes));
        }
        let hour = figures(word).filter(|&hour| hour <= 24 && word.len() <= 2)?;
        let mark = self.gap_after(i);
        let minute = figures(self.raw(i + 1)).filter(|&minute| {
            matches!(mark, ":" | ".") && minute < 60 && self.raw(i + 1).len() == 2
        });
        let last = if minute.is_some() { i + 1 } else { i };
        let minute = minute.unwrap_or(0) as u16;
        if let Some((end, is_pm)) = self.half_after(last) {
            let minutes = hour_of(hour)? + minute + if is_pm { HALF_DAY } else { 0 };
            return Some(exactly(i, end, minutes));
        }
        let before = self.raw_before(i);
        let is_clock = last > i
            && is_listed(BEFORE_FIGURES, before)
            && self.goes_on(i)
            && !matches!(self.gap_after(last), ":" | "-" | "." | "/");
        if !is_clock || hour == 24 {
            return None;
        }
        match hour_of(hour) {
            Some(minutes) => Some(self.clock(i, last, minutes + minute)),
            None => Some(exactly(i, last, hour as u16 * 60 + minute)),
        }
    }

    /// "At noon": word `i` is the name of a time of day.
    pub(crate) fn named_time(self, i: usize, part: DayPart) -> Option<Phrase> {
        let before = self.before(i, 0)?;
        if !is_listed(BEFORE_NAMED, self.raw(before)) || !self.ends_phrase(i) {
            return None;
        }
        match part {
            DayPart::Noon => Some(exactly(i, i, HALF_DAY)),
            DayPart::Midnight => Some(exactly(i, i, 0)),
            _ => None,
        }
    }

    /// The hour that word `i` names as the end of a time: the last word of it, and its minutes.
    fn hour_at(self, i: usize) -> Option<(usize, u16)> {
        let word = self.raw(i);
        let hour = match word {
            "midnight" | "noon" => 12,
            _ => cardinal(word).or_else(|| figures(word))?,
        };
        let is_named = matches!(self.raw(i + 1), "o'clock" | "o’clock") && self.goes_on(i + 1);
        let last = if is_named { i + 1 } else { i };
        let is_hour = is_named
            || self.ends_phrase(i)
            || is_listed("a am every p pm precisely sharp this yesterday", self.raw(i + 1));
        let minutes = hour_of(hour).filter(|_| is_hour && self.goes_on(i))?;
        Some((last, minutes))
    }

    /// A time of day that ends with word `last`, with what is said of the half of the day.
    fn clock(self, first: usize, last: usize, minutes: u16) -> Phrase {
        let minutes = minutes % HALF_DAY;
        match self.half_after(last) {
            Some((last, is_pm)) => {
                let is_night = self.raw(last) == "night" && minutes < 5 * 60;
                let later = if is_pm && !is_night { HALF_DAY } else { 0 };
                exactly(first, last, minutes + later)
            }
            None => Phrase { first, last, time: Time::Clock { minutes, is_exact: false } },
        }
    }

    /// "In the morning", "p.m." after word `i`: the last word of it, and whether it is after noon.
    fn half_after(self, i: usize) -> Option<(usize, bool)> {
        let next = self.joined_after(i);
        match next {
            "am" | "AM" => Some((i + 1, false)),
            "pm" | "PM" => Some((i + 1, true)),
            "a" | "A" | "p" | "P" => {
                let is_half =
                    matches!(self.raw(i + 2), "m" | "M") && self.gap_after(i + 1).starts_with('.');
                is_half.then_some((i + 2, matches!(next, "p" | "P")))
            }
            "at" if self.raw(i + 2) == "night" => Some((i + 2, true)),
            "in" if self.raw(i + 2) == "the" => match self.raw(i + 3) {
                "morning" => Some((i + 3, false)),
                "afternoon" | "evening" => Some((i + 3, true)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A time of day of which the half of the day is known.
fn exactly(first: usize, last: usize, minutes: u16) -> Phrase {
    let minutes = minutes % (2 * HALF_DAY);
    Phrase { first, last, time: Time::Clock { minutes, is_exact: true } }
}

/// The minutes of an hour of the clock, after noon or midnight.
fn hour_of(hour: u32) -> Option<u16> {
    (1..=12).contains(&hour).then(|| hour as u16 % 12 * 60)
}
