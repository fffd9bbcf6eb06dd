//! What mentions of time say.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::calendar::Weekday;
use crate::story::place::Place;
use crate::story::telling::Telling;

/// What time is counted in. Fortnights, decades and centuries are read as weeks and years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// How much time: "three days", "two or three weeks", "a few years".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// At least so many.
    pub least: u16,
    /// At most so many, as far as the words tell; [`u16::MAX`] where they do not.
    pub most: u16,
    /// Of what.
    pub unit: Unit,
    /// Whether it is rough: "about three weeks".
    pub is_rough: bool,
}

/// What a step in time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// The time that the story has come to: "three days later", "the next morning".
    Story,
    /// The time at which it is said or written: "three days ago", "to-morrow", "last week".
    Speaker,
    /// What is named beside it: "three days after the wedding".
    Event,
}

/// Part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DayPart {
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Evening,
    Dusk,
    Night,
    Midnight,
}

/// Season of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// Which of the days, months or seasons of a name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// "On Monday", "in March", "in the winter".
    Some,
    /// "This Monday", "this winter".
    This,
    /// "That Monday", "that winter", "the same".
    That,
    /// "Last Monday", "last winter": counted from where it is said.
    Last,
    /// "Next Monday": counted from where it is said.
    Next,
    /// "The following winter", "the next summer": counted from the story's time.
    Following,
    /// "The winter before", "the previous winter": counted from the story's time.
    Previous,
}

/// A day that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Holiday {
    AllSaints,
    AshWednesday,
    BoxingDay,
    Candlemas,
    /// The day or the days around it.
    Christmas,
    ChristmasDay,
    ChristmasEve,
    /// The day or the days around it.
    Easter,
    EasterMonday,
    EasterSunday,
    Epiphany,
    FourthOfJuly,
    GoodFriday,
    Halloween,
    LadyDay,
    Lammas,
    Martinmas,
    MayDay,
    Michaelmas,
    MidsummerDay,
    MidsummerEve,
    NewYearsDay,
    NewYearsEve,
    PalmSunday,
    Pentecost,
    Thanksgiving,
    TwelfthNight,
    ValentinesDay,
    WhitMonday,
}

/// A sign of the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sign {
    Snow,
    Ice,
    Hay,
    Harvest,
    Insects,
    RipeFruit,
    Heat,
    FallingLeaves,
    Blossom,
    SpringFlowers,
    BareTrees,
}

/// What a mention of time says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Time {
    /// A time of day in minutes, after midnight if `is_exact`; otherwise after midnight or noon:
    /// "half past seven".
    Clock {
        /// Below 1440, or below 720.
        minutes: u16,
        /// Whether the half of the day is known.
        is_exact: bool,
    },
    /// Part of a day so many days on: "the next morning", "last night", "that evening".
    Part {
        /// Which.
        part: DayPart,
        /// How many days later; earlier if below 0.
        days: i8,
        /// Than what.
        from: From,
    },
    /// A day of the week.
    Weekday(Weekday, Which),
    /// A month by its number from 1.
    Month(u8, Which),
    /// A season.
    Season(Season, Which),
    /// A holiday.
    Holiday(Holiday, Which),
    /// So much later than something, or earlier: "three days later", "ten years ago", "next week".
    Step {
        /// How much.
        amount: Amount,
        /// Whether it is later.
        is_later: bool,
        /// Than what.
        from: From,
    },
    /// How long something lasts: "for three weeks".
    Duration(Amount),
    /// How old somebody or something is.
    Age {
        /// How old.
        amount: Amount,
        /// The name or the pronoun of whose age it is, if it stands beside the age.
        whose: Option<Span>,
    },
    /// The ten years from this one on: "the 1920s".
    Decade(u16),
    /// A century by its number: "the eighteenth century".
    Century(u8),
    /// A day of the month in which it is written, or of one before or after: "the 3rd inst.".
    DayOfMonth {
        /// From 1.
        day: u8,
        /// How many months later; earlier if below 0.
        months: i8,
    },
    /// A day that may be any: "one morning".
    SomeDay,
    /// A heading, a line that tells when what follows is, or a break between scenes: any time may have passed.
    Break(Break),
    /// What shows the season out of doors.
    Sign(Sign),
    /// A date by the story's own [`Calendar`](crate::story::Calendar).
    Own {
        /// The day of the week beside it, from 0.
        weekday: Option<u8>,
        /// From 1.
        month: u8,
        /// From 1.
        day: Option<u8>,
        /// The year, if it is named.
        year: Option<u16>,
    },
}

/// What parts a story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Break {
    /// That of a heading, from 1 to 6; 0 of what is none.
    pub level: u8,
    /// When what follows is, as far as its words say so.
    pub when: Option<When>,
}

/// When a part of a story is, as a heading or a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// "Then", "Before", "Ten Years Ago".
    Past,
    /// "Now".
    Present,
    /// "Ten Years Later".
    Later,
    /// "London, 1944".
    Year(u16),
}

/// A time that the text mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeMention {
    /// Where.
    pub place: Place,
    /// What it says.
    pub time: Time,
    /// How it is told of.
    pub telling: Telling,
}

impl Time {
    /// Whether it parts a story, and is mentioned nowhere.
    pub fn is_break(self) -> bool {
        matches!(self, Self::Break(_))
    }
}

impl Amount {
    /// Just so many.
    pub fn exactly(n: u16, unit: Unit) -> Self {
        Self { least: n, most: n, unit, is_rough: false }
    }
}
