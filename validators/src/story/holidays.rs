//! On which days holidays are.

use crate::story::calendar::Weekday;
use crate::story::day_count::{gregorian, month_and_day, weekday_of};
use crate::story::times::Holiday;

impl Holiday {
    /// The month and the day that it is on in a year of the Gregorian calendar, from 1; of days
    /// around a feast, that of the feast. Thanksgiving is that of the United States.
    pub fn day_in(self, year: i16) -> Option<(u8, u8)> {
        let from_easter = |n: i32| month_and_day(easter(year)? + n);
        match self {
            Self::AllSaints => Some((11, 1)),
            Self::AshWednesday => from_easter(-46),
            Self::BoxingDay => Some((12, 26)),
            Self::Candlemas => Some((2, 2)),
            Self::Christmas | Self::ChristmasDay => Some((12, 25)),
            Self::ChristmasEve => Some((12, 24)),
            Self::Easter | Self::EasterSunday => from_easter(0),
            Self::EasterMonday => from_easter(1),
            Self::Epiphany => Some((1, 6)),
            Self::FourthOfJuly => Some((7, 4)),
            Self::GoodFriday => from_easter(-2),
            Self::Halloween => Some((10, 31)),
            Self::LadyDay => Some((3, 25)),
            Self::Lammas => Some((8, 1)),
            Self::Martinmas => Some((11, 11)),
            Self::MayDay => Some((5, 1)),
            Self::Michaelmas => Some((9, 29)),
            Self::MidsummerDay => Some((6, 24)),
            Self::MidsummerEve => Some((6, 23)),
            Self::NewYearsDay => Some((1, 1)),
            Self::NewYearsEve => Some((12, 31)),
            Self::PalmSunday => from_easter(-7),
            Self::Pentecost => from_easter(49),
            Self::Thanksgiving => {
                let first = gregorian(year, 11, 1, false)?;
                let to_thursday =
                    (Weekday::Thursday as i32 - weekday_of(first) as i32).rem_euclid(7);
                month_and_day(first + to_thursday + 21)
            }
            Self::TwelfthNight => Some((1, 5)),
            Self::ValentinesDay => Some((2, 14)),
            Self::WhitMonday => from_easter(50),
        }
    }

    /// Whether it names one day, and no days around a feast.
    pub(crate) fn is_day(self) -> bool {
        !matches!(self, Self::Christmas | Self::Easter | Self::Pentecost)
    }
}

/// The day of Easter in a year, by the rule of Meeus, Jones and Butcher (Nature, 1876).
fn easter(year: i16) -> Option<i32> {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 19, year_number / 100, year_number % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    gregorian(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(Holiday::EasterSunday.day_in(1871), Some((4, 9)));
        assert_eq!(Holiday::EasterSunday.day_in(1943), Some((4, 25)));
        assert_eq!(Holiday::EasterSunday.day_in(2000), Some((4, 23)));
        assert_eq!(Holiday::EasterSunday.day_in(2024), Some((3, 31)));
        assert_eq!(Holiday::AshWednesday.day_in(2024), Some((2, 14)));
        assert_eq!(Holiday::WhitMonday.day_in(1871), Some((5, 29)));
        assert_eq!(Holiday::Thanksgiving.day_in(2024), Some((11, 28)));
        assert_eq!(Holiday::ChristmasEve.day_in(1850), Some((12, 24)));
    }

    #[test]
    fn of_any_year() {
        for year in [i16::MIN, -9999, -1, 0, 1, 9999, i16::MAX] {
            Holiday::EasterSunday.day_in(year);
            Holiday::Thanksgiving.day_in(year);
        }
    }
}
