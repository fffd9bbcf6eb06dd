//! What a date says.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::story::lexicon::Lexicon;
use crate::story::place::Place;
use crate::story::telling::Telling;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// How a date says its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Year {
    /// By its number.
    Number(i16),
    /// As the year that was spoken of before: "of the same year".
    Same,
    /// By its last two figures, where no other year of the story tells the century: "'89".
    Short(u8),
}

/// A date that the text names, with what it says of it: at least the year, or the day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateMention {
    /// Where, with the weekday and the year.
    pub place: Place,
    /// The weekday beside it.
    pub weekday: Option<Weekday>,
    /// The month and the day of the month, both from 1. There may be no such day.
    pub day: Option<(u8, u8)>,
    /// The month, from 1, if no day is named.
    pub month: Option<u8>,
    /// The year.
    pub year: Option<Year>,
    /// Whether it says that it is of the Julian calendar: "O.S.".
    pub is_old_style: bool,
    /// How it is told of.
    pub telling: Telling,
}

impl Weekday {
    /// All, in the order of the calendar's week.
    pub(crate) const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// Its name in English.
    pub fn name(self) -> &'static str {
        WEEKDAYS[self as usize]
    }

    /// The weekday that `word` names or abbreviates.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        static LEXICON: LazyLock<Lexicon<Weekday>> = LazyLock::new(|| {
            let days = WEEKDAYS.into_iter().zip(Weekday::ALL);
            let others = [
                ("Tues", Weekday::Tuesday),
                ("Thur", Weekday::Thursday),
                ("Thurs", Weekday::Thursday),
            ];
            days.clone().chain(days.map(|(name, day)| (&name[..3], day))).chain(others).collect()
        });
        LEXICON.get(word)
    }
}

impl DateMention {
    /// The year, if it is named by its number.
    pub fn numbered_year(&self) -> Option<i16> {
        match self.year? {
            Year::Number(year) => Some(year),
            Year::Same | Year::Short(_) => None,
        }
    }

    /// The month that it names, with a day or alone, from 1.
    pub fn named_month(&self) -> Option<u8> {
        self.day.map(|(month, _)| month).or(self.month)
    }

    /// The same date after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        Self { place: self.place.shifted(n_documents), ..self }
    }
}

/// What it says and no more: `Tuesday, 3 October 1871`, `3 October of the same year`, `1871`.
impl fmt::Display for DateMention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weekday = self.weekday.map(|weekday| weekday.name().to_owned());
        let day = self.day.map(|(month, day)| format!("{day} {}", month_name(month)));
        let date = Vec::from_iter([weekday, day].into_iter().flatten()).join(", ");
        let year = self.year.map(|year| match year {
            Year::Number(year) => year.to_string(),
            Year::Same => "of the same year".to_owned(),
            Year::Short(year) => format!("'{year:02}"),
        });
        let month = self.month.map(|month| month_name(month).to_owned());
        let parts = [month, Some(date).filter(|date| !date.is_empty()), year];
        f.write_str(&Vec::from_iter(parts.into_iter().flatten()).join(" "))
    }
}

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of the month that `month` counts from 1.
///
/// # Panics
/// If there is no such month.
pub fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month) - 1]
}

/// How many days the month `month`, counted from 1, has at most.
pub(crate) fn most_days(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number of the month that `word` names or abbreviates, from 1.
pub(crate) fn month_number(word: &str) -> Option<u8> {
    static LEXICON: LazyLock<Lexicon<u8>> = LazyLock::new(|| {
        let months = MONTHS.into_iter().zip(1..);
        let short = months.clone().map(|(name, number)| (&name[..3], number));
        months.chain(short).chain([("Sept", 9)]).collect()
    });
    LEXICON.get(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_it_is_read() {
        let all = DateMention {
            place: Place::default(),
            weekday: Some(Weekday::Tuesday),
            day: Some((10, 3)),
            month: None,
            year: Some(Year::Number(1871)),
            is_old_style: false,
            telling: Telling::default(),
        };
        assert_eq!(all.to_string(), "Tuesday, 3 October 1871");
        let same = DateMention { weekday: None, year: Some(Year::Same), ..all };
        assert_eq!(same.to_string(), "3 October of the same year");
        let year = DateMention { weekday: None, day: None, ..all };
        assert_eq!(year.to_string(), "1871");
    }
}
