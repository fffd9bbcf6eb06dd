//! Weekdays, months, seasons and holidays that are named without a date.

use crate::story::calendar::{Weekday, month_number};
use crate::story::dates::day_number;
use crate::story::numbers::figures;
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::steps::day_part;
use crate::story::times::{Holiday, Season, Time, Which};

/// Words that tell of a time when a holiday or a month is named.
const BEFORE: &str = "\
About After At Before By During In On Since Until about after at before by during in on past since \
till toward towards until";

/// Words after a month that is said of something else: "May flowers", "a June day".
const AFTER_OTHER: &str = "\
breeze day days flowers moon morning mornings night nights sky sun sunshine weather wind winds";

impl Text<'_> {
    /// "On Monday", "last Friday", "Saturday evening": word `i` is the weekday.
    pub(crate) fn weekday(self, i: usize, floor: usize, weekday: Weekday) -> Option<Phrase> {
        let (before, next) = (self.joined_before(i), self.joined_after(i));
        if let Some(holiday) = weekday_holiday(before, weekday) {
            let time = Time::Holiday(holiday, Which::Some);
            return Some(Phrase { first: i - 1, last: i, time });
        }
        let (first, which) = self.which_before(i, floor);
        let has_part = day_part(next).is_some();
        let is_said = matches!(before, "on" | "On" | "until" | "till")
            || which != Which::Some
            || has_part
            || matches!(next, "last" | "next");
        // "On Monday week", "on Monday the third", "every Monday", "Friday's".
        let is_other = matches!(next, "week" | "fortnight" | "the" | "se'nnight" | "or" | "and")
            || matches!(before, "every" | "each" | "a" | "Every")
            || next.starts_with(char::is_uppercase);
        if !is_said || is_other {
            return None;
        }
        let (last, which) = match next {
            "last" => (i + 1, Which::Last),
            "next" => (i + 1, Which::Next),
            _ if has_part => (i + 1, which),
            _ => (i, which),
        };
        Some(Phrase { first, last, time: Time::Weekday(weekday, which) })
    }

    /// "In March", "last June": word `i` is the month, no day or year stands beside it.
    pub(crate) fn month(self, i: usize, floor: usize) -> Option<Phrase> {
        let word = self.raw(i);
        let month = month_number(word)?;
        if let Some(phrase) = self.begun_month(i) {
            return Some(phrase);
        }
        if !self.goes_on(i) || word.len() < 4 && word != "May" {
            return None;
        }
        let (first, which) = self.which_before(i, floor);
        let before = self.raw(i - 1);
        // These are names too.
        let is_name = matches!(word, "April" | "May" | "June" | "March" | "Augustus");
        // "It was July", and no "It was June who".
        let verb = (i - 1).saturating_sub(usize::from(matches!(before, "already" | "now")));
        let is_it =
            matches!(self.raw(verb), "is" | "was") && matches!(self.raw_before(verb), "It" | "it");
        if is_it && self.ends_phrase(i) && !is_listed("that who whom whose", self.joined_after(i)) {
            return Some(Phrase {
                first: verb + 1,
                last: i,
                time: Time::Month(month, Which::Some),
            });
        }
        // "One July morning", "a hot July day". "It was a July evening" says which month it is.
        let article = (i.saturating_sub(2).max(floor)..i).rev().find(|&k| {
            is_listed("A An One a an one", self.raw(k)) && (k + 1..=i).all(|k| self.goes_on(k))
        });
        if let Some(first) = article
            && is_listed("afternoon day evening morning night", self.joined_after(i))
        {
            let which = if self.follows_it_was(first) { Which::This } else { Which::Some };
            return Some(Phrase { first, last: i + 1, time: Time::Month(month, which) });
        }
        let is_said = match before {
            "By" | "by" => !is_name,
            "in" | "In" | "of" | "since" | "until" | "till" | "during" | "early" | "late"
            | "mid" => before != "of" || !is_name || i >= 2 && self.is_part_of_month(i - 2),
            _ => match which {
                Which::Some => false,
                Which::This | Which::That => !is_name,
                Which::Last | Which::Next | Which::Following | Which::Previous => true,
            },
        };
        let next = self.joined_after(i);
        let gap = self.gap_after(i);
        let is_other = next.starts_with(char::is_uppercase) && next != "I"
            || is_listed(AFTER_OTHER, next)
            || gap.starts_with(['-', '\'', '’']) && !gap.contains(' ');
        let first = if which == Which::Some { self.of_month(i, floor).unwrap_or(i) } else { first };
        (is_said && !is_other).then_some(Phrase { first, last: i, time: Time::Month(month, which) })
    }

    /// Whether "It was" stands before word `i`.
    pub(crate) fn follows_it_was(self, i: usize) -> bool {
        self.joined_before(i) == "was" && matches!(self.joined_before(i - 1), "It" | "it")
    }

    /// "July had come": word `i`, with which a sentence begins, is the month that it is by then.
    fn begun_month(self, i: usize) -> Option<Phrase> {
        let month = month_number(self.raw(i)).filter(|_| self.raw(i).len() > 3)?;
        let begins = self.joined_after(i) == "had"
            && self.joined_after(i + 1) == "come"
            && (self.ends_clause(i + 2) || is_listed("and in round with", self.raw(i + 3)))
            && self.leads(i);
        let time = Time::Month(month, Which::This);
        begins.then_some(Phrase { first: i, last: i, time })
    }

    /// Where "the second week of" or "a hot day in" begins, before the month that is word `i`.
    fn of_month(self, i: usize, floor: usize) -> Option<usize> {
        let part = i.checked_sub(2).filter(|&part| part >= floor)?;
        let is_part = self.is_part_of_month(part)
            || is_listed("afternoon evening morning night", self.raw(part));
        let start = (part.saturating_sub(3).max(floor)..part)
            .rev()
            .take_while(|&k| self.goes_on(k + 1))
            .find(|&k| is_listed("A An The a an the", self.raw(k)))?;
        (is_part && self.goes_on(i) && self.goes_on(i - 1)).then_some(start)
    }

    /// "That winter", "the following spring": word `i` is the season.
    pub(crate) fn season(self, i: usize, floor: usize, season: Season) -> Option<Phrase> {
        let before = self.before(i, floor)?;
        let (first, which) = self.which_before(i, floor);
        let phrase =
            |first, last, which| Some(Phrase { first, last, time: Time::Season(season, which) });
        let is_spring = season == Season::Spring;
        if which != Which::Some {
            // "This spring" may be one of water or of steel.
            let is_time =
                !is_spring || !matches!(which, Which::This | Which::That) || self.ends_clause(i);
            return if is_time && self.ends_phrase(i) { phrase(first, i, which) } else { None };
        }
        let word = self.raw(before);
        if word != "the" || i < 2 + floor || !self.follows(before) {
            let is_season = is_listed("In early in late mid", word) && self.ends_phrase(i);
            return if is_season { phrase(i, i, which) } else { None };
        }
        let next = self.raw(i + 1);
        if self.ends_clause(i + 1) {
            match next {
                "after" => return phrase(before, i + 1, Which::Following),
                "before" => return phrase(before, i + 1, Which::Previous),
                _ => {}
            }
        }
        let is_of_year = next == "of" && is_year(self.raw(i + 2));
        let is_in = is_listed("During In all during in through throughout", self.raw(i - 2));
        let is_season = is_in && (is_of_year || !is_spring && self.ends_phrase(i));
        if is_season { phrase(before, i, which) } else { None }
    }

    /// "At Christmas", "New Year's Eve", "Michaelmas": word `i` begins the name of a holiday.
    pub(crate) fn holiday(self, i: usize, floor: usize) -> Option<Phrase> {
        let (holiday, last) = match (self.raw(i), self.joined_after(i)) {
            ("All", "Saints" | "Hallows") => (Holiday::AllSaints, i + 1),
            ("Boxing", "Day") => (Holiday::BoxingDay, i + 1),
            ("Candlemas", _) => (Holiday::Candlemas, i),
            ("Christmas" | "Xmas", "Day" | "day") => (Holiday::ChristmasDay, i + 1),
            ("Christmas" | "Xmas", "Eve" | "eve") => (Holiday::ChristmasEve, i + 1),
            ("Christmas", "time") => (Holiday::Christmas, i + 1),
            ("Christmas" | "Xmas", _) => (Holiday::Christmas, i),
            ("Easter", "Day" | "day") => (Holiday::EasterSunday, i + 1),
            ("Easter", "Sunday") => (Holiday::EasterSunday, i + 1),
            ("Easter", "Monday") => (Holiday::EasterMonday, i + 1),
            ("Easter", _) => (Holiday::Easter, i),
            ("Epiphany", _) => (Holiday::Epiphany, i),
            ("Hallowe'en" | "Hallowe’en" | "Halloween", _) => (Holiday::Halloween, i),
            ("Lady", "Day" | "day") => (Holiday::LadyDay, i + 1),
            ("Lammas", _) => (Holiday::Lammas, i),
            ("Martinmas", _) => (Holiday::Martinmas, i),
            ("May", "Day") => (Holiday::MayDay, i + 1),
            ("Michaelmas", "Day" | "day") => (Holiday::Michaelmas, i + 1),
            ("Michaelmas", _) => (Holiday::Michaelmas, i),
            ("Midsummer", "Day" | "day") => (Holiday::MidsummerDay, i + 1),
            ("Midsummer", "Eve" | "eve") => (Holiday::MidsummerEve, i + 1),
            ("New", "Year's" | "Year’s" | "Years") if self.goes_on(i + 2) => {
                match self.raw(i + 2) {
                    "Day" | "day" => (Holiday::NewYearsDay, i + 2),
                    "Eve" | "eve" => (Holiday::NewYearsEve, i + 2),
                    _ => return None,
                }
            }
            ("Pentecost" | "Whitsuntide" | "Whitsun", _) => (Holiday::Pentecost, i),
            ("Thanksgiving", "Day") => (Holiday::Thanksgiving, i + 1),
            ("Thanksgiving", _) => (Holiday::Thanksgiving, i),
            ("Twelfth", "Night") => (Holiday::TwelfthNight, i + 1),
            ("Valentine's" | "Valentine’s", "Day" | "day") => (Holiday::ValentinesDay, i + 1),
            _ => return None,
        };
        let (first, which) = self.which_before(i, floor);
        let before = self.joined_before(i);
        // "Christmas" alone is also of presents and trees; "Easter" and "Lammas" of islands and fields.
        let is_said = last > i || which != Which::Some || is_listed(BEFORE, before);
        let is_whole = self.ends_phrase(last)
            || last > i && !self.raw(last + 1).starts_with(char::is_uppercase);
        let is_often = matches!(before, "every" | "each" | "Every" | "Each");
        (is_said && is_whole && !is_often).then_some(Phrase {
            first,
            last,
            time: Time::Holiday(holiday, which),
        })
    }

    /// Which day, month or season word `i` is, by the words before it, and the first of these.
    fn which_before(self, i: usize, floor: usize) -> (usize, Which) {
        let Some(before) = self.before(i, floor) else { return (i, Which::Some) };
        let article = self.before(before, floor);
        let the = article.filter(|&it| matches!(self.raw(it), "the" | "The"));
        let is_whose = article
            .is_some_and(|it| is_listed("her his its my of our their very your", self.raw(it)));
        match (self.raw(before), the) {
            ("this" | "This", _) => (before, Which::This),
            ("that" | "That", _) if !self.is_subject(i) => (before, Which::That),
            ("same", Some(the)) => (the, Which::That),
            ("last" | "Last", None) if !is_whose => (before, Which::Last),
            ("next" | "Next", None) if !is_whose => (before, Which::Next),
            ("next" | "following" | "ensuing", Some(the)) => (the, Which::Following),
            ("previous" | "preceding", Some(the)) => (the, Which::Previous),
            _ => (i, Which::Some),
        }
    }

    /// Whether word `i`, before "of", is what a month has: "the beginning of".
    fn is_part_of_month(self, i: usize) -> bool {
        is_listed(
            "beginning day days end evening latter middle month morning part week weeks",
            self.raw(i),
        ) || day_number(self.raw(i)).is_some()
    }
}

/// The holiday that `weekday` is after the word `before`: "Good Friday".
fn weekday_holiday(before: &str, weekday: Weekday) -> Option<Holiday> {
    match (before, weekday) {
        ("Good", Weekday::Friday) => Some(Holiday::GoodFriday),
        ("Ash", Weekday::Wednesday) => Some(Holiday::AshWednesday),
        ("Palm", Weekday::Sunday) => Some(Holiday::PalmSunday),
        ("Easter", Weekday::Sunday) => Some(Holiday::EasterSunday),
        ("Easter", Weekday::Monday) => Some(Holiday::EasterMonday),
        ("Whit", Weekday::Monday) => Some(Holiday::WhitMonday),
        ("Whit", Weekday::Sunday) => Some(Holiday::Pentecost),
        _ => None,
    }
}

/// Whether `word` after "of" may be a year, or say which: "of 1850", "of that year".
fn is_year(word: &str) -> bool {
    word.len() == 4 && figures(word).is_some() || matches!(word, "that" | "That")
}
