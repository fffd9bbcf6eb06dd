//! Places of a story whose time is known.

use serde::{Deserialize, Serialize};

use crate::story::day_count::{Days, month_and_day, written};
use crate::story::place::Place;
use crate::story::reckoning::Calendar;

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
    /// `3 Frostfall 412 AC` by the story's own `calendar`, without an era if that has several. Nothing
    /// if it has no such day, or the day is one that nothing tells: [`Days::ANY`].
    pub fn date(self, day: i32, calendar: Option<&Calendar>) -> Option<String> {
        if day == Days::ANY {
            return None;
        }
        match self {
            Self::Gregorian => written(day),
            Self::SomeYear(_) => {
                let (month, day) = month_and_day(day)?;
                Some(format!("--{month:02}-{day:02}"))
            }
            Self::Own => {
                let calendar = calendar?;
                let (year, month, day) = calendar.date(day)?;
                let month = &calendar.months.get(usize::from(month) - 1)?.name;
                // Which of several eras it is, a number of a year does not tell.
                let era = match calendar.eras.as_slice() {
                    [era] if !era.trim().is_empty() => format!(" {era}"),
                    _ => String::new(),
                };
                Some(format!("{day} {month} {year}{era}"))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::reckoning::Month;

    #[test]
    fn dates() {
        assert_eq!(Scale::Gregorian.date(0, None).as_deref(), Some("1970-01-01"));
        assert_eq!(Scale::SomeYear(1).date(0, None).as_deref(), Some("--01-01"));
        // 2001 and a few thousand years before.
        assert_eq!(Scale::SomeYear(1).date(-1_000_000, None).as_deref(), Some("--02-04"));
        assert_eq!(Scale::Gregorian.date(i32::MAX, None), None);
        assert_eq!(Scale::Own.date(0, None), None);
    }

    #[test]
    fn any_day() {
        let months = vec![Month { name: "Thaw".to_owned(), days: 10 }];
        let calendar = Calendar { months, ..Calendar::default() };
        assert_eq!(Scale::Own.date(13, Some(&calendar)).as_deref(), Some("4 Thaw 2"));
        assert_eq!(Scale::Own.date(Days::ANY, Some(&calendar)), None);
        assert_eq!(Scale::Gregorian.date(Days::ANY, None), None);
    }
}
