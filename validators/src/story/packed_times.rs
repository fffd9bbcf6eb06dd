//! Mentions of time in few bytes.

use std::convert;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::calendar::Weekday;
use crate::story::place::Place;
use crate::story::positions::{push_number, take_number, take_small};
use crate::story::postings::{Posting, PostingWriter, Postings};
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::times::{
    Amount, Break, DayPart, From, Holiday, Season, Sign, Time, TimeMention, Unit, When, Which,
};
use crate::story::unpacked::Unpacked;

/// The times that are mentioned in documents, some six bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    packed: Postings<TimeMention>,
    #[serde(skip)]
    all: Unpacked<Box<[TimeMention]>>,
}

impl Times {
    /// All mentions in reading order. Linear when they are first asked for.
    pub fn iter(&self) -> impl Iterator<Item = TimeMention> + '_ {
        self.all.get(|| self.packed.iter().collect()).iter().copied()
    }

    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        Postings::merged(parts.map(|(it, goes_on)| (it.packed, goes_on))).into()
    }
}

impl convert::From<Postings<TimeMention>> for Times {
    fn from(packed: Postings<TimeMention>) -> Self {
        Self { packed, all: Unpacked::default() }
    }
}

/// Writes a mention: the length, the telling and then the time: which it is in the low four bits of a byte, what
/// fits into the others there, and the rest in bytes of their own.
pub(crate) fn write(mention: &TimeMention, writer: &mut PostingWriter) {
    let TimeMention { place: Place { span, .. }, time, telling } = *mention;
    let bytes = writer.begin(span.start);
    push_number(bytes, span.range().len() as u64);
    let Telling { setting, tense, leads, heads } = telling;
    bytes.push(setting as u8 | (tense as u8) << 3 | u8::from(leads) << 6 | u8::from(heads) << 7);
    let mut put = |which: u8, low: u8, rest: &[u8]| {
        bytes.push(which | low << 4);
        bytes.extend_from_slice(rest);
    };
    match time {
        Time::Clock { minutes, is_exact } => {
            put(0, (minutes >> 8) as u8 | u8::from(is_exact) << 3, &[minutes as u8]);
        }
        Time::Part { part, days, from } => {
            put(1, part as u8, &[from as u8 | (days.cast_unsigned()) << 2]);
        }
        Time::Weekday(weekday, which) => put(2, weekday as u8, &[which as u8]),
        Time::Month(month, which) => put(3, month, &[which as u8]),
        Time::Season(season, which) => put(4, season as u8, &[which as u8]),
        Time::Holiday(holiday, which) => put(5, which as u8, &[holiday as u8]),
        Time::Step { amount, is_later, from } => {
            put(6, from as u8 | u8::from(is_later) << 2, &[]);
            write_amount(amount, bytes);
        }
        Time::Duration(amount) => {
            put(7, 0, &[]);
            write_amount(amount, bytes);
        }
        Time::Age { amount, whose } => {
            put(8, u8::from(whose.is_some()), &[]);
            write_amount(amount, bytes);
            if let Some(whose) = whose {
                let is_before = whose.start < span.start;
                let distance = u64::from(whose.start.abs_diff(span.start));
                push_number(bytes, distance << 1 | u64::from(is_before));
                push_number(bytes, whose.range().len() as u64);
            }
        }
        Time::Decade(year) => put(9, (year >> 8) as u8, &[year as u8]),
        Time::Century(century) => put(10, 0, &[century]),
        Time::DayOfMonth { day, months } => put(11, (months + 1) as u8, &[day]),
        Time::SomeDay => put(12, 0, &[]),
        Time::Break(Break { level, when }) => match when {
            None => put(14, level, &[]),
            Some(when) => put(14, level | TELLS_WHEN, &number_of(when).to_le_bytes()),
        },
        Time::Sign(sign) => put(15, sign as u8, &[]),
        Time::Own { weekday, month, day, year } => {
            let all = [weekday.is_some(), day.is_some(), year.is_some()];
            let known = all.iter().enumerate().map(|(i, &is)| u8::from(is) << i).sum();
            put(13, known, &[month]);
            bytes.extend(weekday);
            bytes.extend(day);
            bytes.extend(year.into_iter().flat_map(u16::to_le_bytes));
        }
    }
}

/// The bit beside the level of a break that tells when what follows is.
const TELLS_WHEN: u8 = 8;

/// What stands for no year of any heading, but for the past, the present and what is years later.
const PAST: u16 = 0;
const PRESENT: u16 = 1;
const LATER: u16 = 2;

fn number_of(when: When) -> u16 {
    match when {
        When::Past => PAST,
        When::Present => PRESENT,
        When::Later => LATER,
        When::Year(year) => year,
    }
}

fn when(number: u16) -> When {
    match number {
        PAST => When::Past,
        PRESENT => When::Present,
        LATER => When::Later,
        year => When::Year(year),
    }
}

fn write_amount(amount: Amount, bytes: &mut Vec<u8>) {
    let Amount { least, most, unit, is_rough } = amount;
    let is_range = least != most;
    bytes.push(unit as u8 | u8::from(is_rough) << 3 | u8::from(is_range) << 4);
    push_number(bytes, u64::from(least));
    if is_range {
        push_number(bytes, u64::from(most));
    }
}

impl Posting for TimeMention {
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self> {
        let end = start.checked_add(take_small(bytes)?)?;
        let telling = take(bytes)?;
        let telling = Telling {
            setting: pick(&SETTINGS, telling & 7)?,
            tense: pick(&TENSES, telling >> 3 & 7)?,
            leads: telling >> 6 & 1 == 1,
            heads: telling >> 7 == 1,
        };
        let head = take(bytes)?;
        let low = head >> 4;
        let time = match head & 15 {
            0 => Time::Clock {
                minutes: u16::from(low & 7) << 8 | u16::from(take(bytes)?),
                is_exact: low >> 3 == 1,
            },
            1 => {
                let rest = take(bytes)?;
                let days = rest.cast_signed() >> 2;
                Time::Part { part: pick(&DAY_PARTS, low)?, days, from: pick(&FROMS, rest & 3)? }
            }
            2 => Time::Weekday(pick(&Weekday::ALL, low)?, pick(&WHICH, take(bytes)?)?),
            3 if (1..=12).contains(&low) => Time::Month(low, pick(&WHICH, take(bytes)?)?),
            4 => Time::Season(pick(&SEASONS, low)?, pick(&WHICH, take(bytes)?)?),
            5 => Time::Holiday(pick(&HOLIDAYS, take(bytes)?)?, pick(&WHICH, low)?),
            6 => Time::Step {
                amount: read_amount(bytes)?,
                is_later: low >> 2 & 1 == 1,
                from: pick(&FROMS, low & 3)?,
            },
            7 => Time::Duration(read_amount(bytes)?),
            8 => {
                let amount = read_amount(bytes)?;
                let whose = if low == 1 { Some(read_whose(bytes, start)?) } else { None };
                Time::Age { amount, whose }
            }
            9 => Time::Decade(u16::from(low) << 8 | u16::from(take(bytes)?)),
            10 => Time::Century(take(bytes)?),
            11 => Time::DayOfMonth { day: take(bytes)?, months: low as i8 - 1 },
            12 => Time::SomeDay,
            14 => {
                let when = match low & TELLS_WHEN {
                    0 => None,
                    _ => Some(when(u16::from_le_bytes([take(bytes)?, take(bytes)?]))),
                };
                Time::Break(Break { level: low & !TELLS_WHEN, when })
            }
            15 => Time::Sign(pick(&SIGNS, low)?),
            13 => {
                let month = take(bytes)?;
                let mut known =
                    |bit: u8| if low >> bit & 1 == 1 { take(bytes).map(Some) } else { Some(None) };
                let (weekday, day, year) = (known(0)?, known(1)?, known(2)?);
                let year = match year {
                    Some(year) => Some(u16::from_le_bytes([year, take(bytes)?])),
                    None => None,
                };
                Time::Own { weekday, month, day, year }
            }
            _ => return None,
        };
        let place = Place { document, span: Span { start, end } };
        Some(Self { place, time, telling })
    }
}

fn read_amount(bytes: &mut &[u8]) -> Option<Amount> {
    let head = take(bytes)?;
    let mut number = || u16::try_from(take_number(bytes)?).ok();
    let least = number()?;
    let most = if head >> 4 & 1 == 1 { number()? } else { least };
    Some(Amount { least, most, unit: pick(&UNITS, head & 7)?, is_rough: head >> 3 & 1 == 1 })
}

fn read_whose(bytes: &mut &[u8], start: u32) -> Option<Span> {
    let distance = take_small(bytes)?;
    let start = if distance & 1 == 1 {
        start.checked_sub(distance >> 1)?
    } else {
        start.checked_add(distance >> 1)?
    };
    Some(Span { start, end: start.checked_add(take_small(bytes)?)? })
}

fn take(bytes: &mut &[u8]) -> Option<u8> {
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(byte)
}

fn pick<T: Copy>(all: &[T], index: u8) -> Option<T> {
    all.get(usize::from(index)).copied()
}

// Each in the order in which it is declared, since that is what is written.

const UNITS: [Unit; 6] = [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year];

const FROMS: [From; 3] = [From::Story, From::Speaker, From::Event];

const DAY_PARTS: [DayPart; 8] = [
    DayPart::Dawn,
    DayPart::Morning,
    DayPart::Noon,
    DayPart::Afternoon,
    DayPart::Evening,
    DayPart::Dusk,
    DayPart::Night,
    DayPart::Midnight,
];

const SIGNS: [Sign; 11] = [
    Sign::Snow,
    Sign::Ice,
    Sign::Hay,
    Sign::Harvest,
    Sign::Insects,
    Sign::RipeFruit,
    Sign::Heat,
    Sign::FallingLeaves,
    Sign::Blossom,
    Sign::SpringFlowers,
    Sign::BareTrees,
];

const SEASONS: [Season; 4] = [Season::Spring, Season::Summer, Season::Autumn, Season::Winter];

const WHICH: [Which; 7] = [
    Which::Some,
    Which::This,
    Which::That,
    Which::Last,
    Which::Next,
    Which::Following,
    Which::Previous,
];

const SETTINGS: [Setting; 6] = [
    Setting::Story,
    Setting::Heading,
    Setting::Speech,
    Setting::Letter,
    Setting::Apart,
    Setting::Declared,
];

const TENSES: [Tense; 5] =
    [Tense::Unknown, Tense::Past, Tense::Perfect, Tense::Present, Tense::Supposed];

const HOLIDAYS: [Holiday; 29] = [
    Holiday::AllSaints,
    Holiday::AshWednesday,
    Holiday::BoxingDay,
    Holiday::Candlemas,
    Holiday::Christmas,
    Holiday::ChristmasDay,
    Holiday::ChristmasEve,
    Holiday::Easter,
    Holiday::EasterMonday,
    Holiday::EasterSunday,
    Holiday::Epiphany,
    Holiday::FourthOfJuly,
    Holiday::GoodFriday,
    Holiday::Halloween,
    Holiday::LadyDay,
    Holiday::Lammas,
    Holiday::Martinmas,
    Holiday::MayDay,
    Holiday::Michaelmas,
    Holiday::MidsummerDay,
    Holiday::MidsummerEve,
    Holiday::NewYearsDay,
    Holiday::NewYearsEve,
    Holiday::PalmSunday,
    Holiday::Pentecost,
    Holiday::Thanksgiving,
    Holiday::TwelfthNight,
    Holiday::ValentinesDay,
    Holiday::WhitMonday,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let amount = Amount { least: 2, most: 300, unit: Unit::Year, is_rough: true };
        let age = Amount::exactly(19, Unit::Year);
        let span = |start, end| Some(Span { start, end });
        let mut times = vec![
            Time::Clock { minutes: 1439, is_exact: true },
            Time::Clock { minutes: 450, is_exact: false },
            Time::Step { amount, is_later: true, from: From::Event },
            Time::Step { amount, is_later: false, from: From::Speaker },
            Time::Duration(age),
            Time::Age { amount: age, whose: None },
            Time::Age { amount: age, whose: span(3, 5) },
            Time::Age { amount: age, whose: span(1200, 1203) },
            Time::Decade(1920),
            Time::Century(18),
            Time::DayOfMonth { day: 3, months: -1 },
            Time::DayOfMonth { day: 3, months: 1 },
            Time::SomeDay,
            Time::Break(Break::default()),
            Time::Break(Break { level: 0, when: Some(When::Past) }),
            Time::Break(Break { level: 1, when: Some(When::Present) }),
            Time::Break(Break { level: 2, when: Some(When::Later) }),
            Time::Break(Break { level: 6, when: Some(When::Year(2011)) }),
            Time::Own { weekday: None, month: 12, day: None, year: None },
            Time::Own { weekday: Some(9), month: 1, day: Some(40), year: Some(40_000) },
        ];
        times.extend(DAY_PARTS.map(|part| Time::Part { part, days: -1, from: From::Story }));
        times.extend(DAY_PARTS.map(|part| Time::Part { part, days: 2, from: From::Speaker }));
        times.extend(WHICH.map(|which| Time::Season(Season::Winter, which)));
        times.extend(SEASONS.map(|season| Time::Season(season, Which::Some)));
        times.extend((1..=12).map(|month| Time::Month(month, Which::Previous)));
        times.extend(Weekday::ALL.map(|weekday| Time::Weekday(weekday, Which::Next)));
        times.extend(SIGNS.map(Time::Sign));
        times.extend(HOLIDAYS.map(|holiday| Time::Holiday(holiday, Which::Previous)));
        times.extend(UNITS.map(|unit| Time::Duration(Amount { unit, ..amount })));
        let settings = SETTINGS.iter().cycle().zip(TENSES.iter().rev().cycle());
        let mentions: Vec<TimeMention> = (times.iter().zip(settings).enumerate())
            .map(|(i, (&time, (&setting, &tense)))| {
                let start = 1000 + 10 * i as u32;
                TimeMention {
                    place: Place::alone(Span { start, end: start + 5 }),
                    time,
                    telling: Telling { setting, tense, leads: i % 2 == 0, heads: i % 3 == 0 },
                }
            })
            .collect();
        let mut writer = PostingWriter::default();
        mentions.iter().for_each(|mention| write(mention, &mut writer));
        assert_eq!(Times::from(writer.finish()).iter().collect::<Vec<_>>(), mentions);
    }

    #[test]
    fn broken() {
        assert_eq!(Postings::<TimeMention>::alone(vec![0x80; 30]).iter().count(), 0);
        assert_eq!(Postings::<TimeMention>::alone(vec![1, 5, 0x7f, 1]).iter().count(), 0);
        assert_eq!(Postings::<TimeMention>::alone(vec![1, 5, 0, 15 | 11 << 4]).iter().count(), 0);
        // There is no thirteenth month.
        assert_eq!(Postings::<TimeMention>::alone(vec![1, 5, 0, 3 | 12 << 4, 0]).iter().count(), 1);
        assert_eq!(Postings::<TimeMention>::alone(vec![1, 5, 0, 3 | 13 << 4, 0]).iter().count(), 0);
    }
}
