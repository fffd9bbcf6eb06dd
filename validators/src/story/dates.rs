//! The dates that a text names.

use crate::story::calendar::{DateMention, Weekday, Year, month_number, most_days};
use crate::story::numbers::{begins_with_figure, figures, ordinal};
use crate::story::place::Place;
use crate::story::prose::{Text, has_quotation_mark, is_listed};
use crate::story::telling::Telling;
use crate::story::word_list::WordList;

/// How many words there can be from the word that denies a weekday to it, and how many of them may say
/// anything of their own: "not, he said, on a".
const DENIAL_REACH: usize = 6;
const DENIAL_WORDS: usize = 2;

/// So many words before and after a date may say that it is wrong.
const DISOWNED_REACH: usize = 14;

/// Words of a sentence that owns that a date in it is wrong: dreamt, invented, struck out.
static DISOWNING: WordList = WordList::new(
    "\
absurd blunder crossed dream dreamed dreaming dreams dreamt erased error exist existed exists fake faked \
false falsely falsified fictitious forged forgery imaginary imagined impossible impossibly invented jeered \
jest jested joke joked joking lied misprint misread mistake mistaken mistakenly mock mocked mocking nonsense \
nonexistent pretended scoffed scratched sneered struck wrong wrongly",
);

/// Words before a figure that begins a date: "on 3 June". Not "page 3", "Flight 3",
/// or "at 31 June was a mother".
const BEFORE_DAY: &str = "\
about after and as before between but by dated for from in is of on only or since than the till to \
until was were when";

/// What a street is called after a month: "3 April Street".
const STREETS: &str = "\
Alley Avenue Bridge Close Court Crescent Drive Gardens Grove Hill House Lane Mews Park Place Road Row Square \
Street Terrace Way Yard";

/// Words after which a number may be a year.
const BEFORE_YEAR: &str = "\
In Since after autumn before in of since spring summer till until winter year";

/// Verbs and other words that end like plurals and may follow a date.
const NO_PLURALS: &str = "\
across always begins besides brings comes dawns dawned finds marks passes perhaps sees sometimes starts \
thus towards unless";

/// A date as a run of words.
#[derive(Default)]
pub(crate) struct Date {
    pub(crate) first: usize,
    pub(crate) last: usize,
    weekday: Option<Weekday>,
    day: Option<(u8, u8)>,
    month: Option<u8>,
    year: Option<Year>,
    is_old_style: bool,
}

impl Date {
    /// The date as a fact, told of as `telling`.
    pub(crate) fn mention(&self, text: Text<'_>, telling: Telling) -> DateMention {
        let Self { weekday, day, month, year, is_old_style, .. } = *self;
        let place = Place::alone(text.span_of(self.first, self.last));
        DateMention { place, weekday, day, month, year, is_old_style, telling }
    }

    /// Whether it names a day of some month.
    pub(crate) fn has_day(&self) -> bool {
        self.day.is_some()
    }
}

impl Text<'_> {
    /// Whether nothing but white space and some of `marks` stands after the word at `i`.
    fn gap_is(self, i: usize, marks: &[char]) -> bool {
        let is_allowed = |c: char| c.is_whitespace() || c == '\0' || marks.contains(&c);
        i + 1 < self.len() && self.gap_after(i).chars().all(is_allowed)
    }

    /// The date whose month is the word at `month`.
    pub(crate) fn date(self, month: usize) -> Option<Date> {
        let n = month_number(self.raw(month))?;
        // "The second June 19" is the second of something else.
        let is_day = |_: &_| self.raw(month - 1) == "of" || !self.is_before_figures(month);
        let (first, last, day) = match self.day_before(month).filter(is_day) {
            Some((first, day)) => (first, month, Some((n, day))),
            None => match self.day_after(month) {
                Some((last, day)) => (month, last, Some((n, day))),
                None => (month, month, None),
            },
        };
        let month = if day.is_none() { Some(n) } else { None };
        let mut date = Date { first, last, day, month, ..Date::default() };
        self.year_after(&mut date);
        if date.day.is_some() {
            self.weekday_before(&mut date);
            if date.weekday.is_none() {
                self.weekday_after(&mut date);
            }
            self.same_year_before(&mut date);
        }
        self.old_style_after(&mut date);
        let is_disowned = || self.is_disowned(date.first, date.last);
        // "There is no 31st of June."
        let is_none = date.day.is_some_and(|(month, day)| day > most_days(month));
        if is_none && (self.is_denied(date.first) || !self.is_framed(&date) || is_disowned()) {
            return None;
        }
        // "On 29 February 1900 nothing happened, for there was none."
        let is_leap_day = date.day == Some((2, 29)) && date.year.is_some();
        if is_leap_day && (self.is_denied(date.first) || is_disowned()) {
            return None;
        }
        // "The forged letter was dated Monday, 3 June."
        if date.weekday.is_some() && is_disowned() {
            date.weekday = None;
        }
        (date.day.is_some() || date.year.is_some()).then_some(date)
    }

    /// Whether the words around a date that cannot be make it a date at all: "on 31 June", but not
    /// "page 31", "31 June Street", "31 April lambs", or one that is only quoted.
    fn is_framed(self, date: &Date) -> bool {
        let &Date { first, last, .. } = date;
        let begins = first - usize::from(is_listed("On on", self.joined_before(first)));
        let before = self.prose()[..self.word(begins).start].chars().next_back();
        let after = self.prose()[self.word(last).end()..].chars().take(2);
        let is_mark = |c: char| has_quotation_mark(c.encode_utf8(&mut [0; 4]));
        if before.is_some_and(is_mark) && after.into_iter().any(is_mark) {
            return false;
        }
        if figures(self.raw(first)).is_none() {
            return true;
        }
        let word = self.raw_before(first).to_lowercase();
        // "When he turned 31 April left him", "by the time he was 31 June had gone".
        let is_age = word == "turned"
            || matches!(&*word, "was" | "is" | "were" | "am")
                && first > 1
                && is_listed("He I She You he she who you", self.raw(first - 2));
        if is_age {
            return false;
        }
        let follows_figure = match first {
            0 => false,
            _ if self.follows(first) => !is_listed(BEFORE_DAY, &word) && !word.ends_with("ed"),
            _ => matches!(&*word, "no" | "nos") && self.gap(first).starts_with('.'),
        };
        let is_name = is_listed(STREETS, self.joined_after(last));
        !follows_figure && !is_name && !self.is_before_things(last)
    }

    /// Whether the sentence of a date, which is the words `first` to `last`, says that it is wrong, that
    /// there is none, or which weekday it really was.
    fn is_disowned(self, first: usize, last: usize) -> bool {
        let begins = |i: usize| {
            let is_lower = self.raw(i).starts_with(char::is_lowercase);
            self.gap(i).contains(['.', '!', '?', '…']) && !is_lower && !self.is_after_short(i)
        };
        let floor = first.saturating_sub(DISOWNED_REACH);
        let start = (floor + 1..=first).rev().find(|&i| begins(i)).unwrap_or(floor);
        let end = self.len().min(last + 1 + DISOWNED_REACH);
        let end = (last + 1..end).find(|&i| begins(i)).unwrap_or(end);
        let is_none = |i: usize| match self.raw(i) {
            "none" => is_listed("is was", self.raw(i - 1)),
            "such" => self.raw(i - 1) == "no",
            // "Since it had been a Monday."
            "a" => {
                is_listed("been was", self.raw(i - 1)) && Weekday::parse(self.raw(i + 1)).is_some()
            }
            _ => false,
        };
        let is_read_on = |i: usize| is_listed("because for since though yet", self.raw(i));
        let mut reasons = (last + 1..end).skip_while(|&i| !is_read_on(i));
        if reasons.any(is_none) {
            return true;
        }
        let mut after = (last + 1..end).map(|i| self.raw(i));
        (start..first).map(|i| self.raw(i)).chain(after.clone()).any(|it| DISOWNING.contains(it))
            || after.any(|it| it == "but") && after.any(|it| Weekday::parse(it).is_some())
    }

    /// Whether a day in figures follows word `month`, and an ordinal in letters stands before it.
    fn is_before_figures(self, month: usize) -> bool {
        let day = self.day_after(month).filter(|&(last, _)| last == month + 1);
        let is_figure = |i| begins_with_figure(self.raw(i));
        day.is_some() && is_figure(month + 1) && !is_figure(month - 1)
    }

    /// "3", "3rd of", "the third day of", "twenty-third of" before the month.
    fn day_before(self, month: usize) -> Option<(usize, u8)> {
        let mut i = month.checked_sub(1)?;
        if self.raw(i) == "of" {
            i = i.checked_sub(1)?;
            if self.raw(i) == "day" {
                i = i.checked_sub(1)?;
            }
        }
        if !(i + 1..=month).all(|i| self.goes_on(i)) {
            return None;
        }
        let (first, day) = self.number_ending(i)?;
        // "the 3rd or 4th of June", "3–4 June": which day the weekday means is not clear.
        let is_range = first.checked_sub(1).is_some_and(|before| {
            let is_joined = matches!(self.raw(before), "and" | "or" | "to")
                || self.gap_after(before).contains(['-', '–', '—']);
            let other = if self.goes_on(first) { before.checked_sub(1) } else { Some(before) };
            let is_day = |word| word == "the" || day_number(word).is_some();
            is_joined && other.is_some_and(|other| is_day(self.raw(other)))
        });
        if is_range {
            return None;
        }
        let has_the = self.raw_before(first) == "the" && self.goes_on(first);
        Some((first - usize::from(has_the), day))
    }

    /// "3", "3rd", "the 3rd", "the twenty-third" after the month.
    fn day_after(self, month: usize) -> Option<(usize, u8)> {
        let word = self.raw(month);
        let is_abbreviated = word.len() <= 4 && !matches!(word, "May" | "June" | "July");
        let marks: &[char] = if is_abbreviated { &['.'] } else { &[] };
        if !self.gap_is(month, marks) {
            return None;
        }
        let i = month + 1 + usize::from(self.raw(month + 1) == "the");
        match self.ordinal_before(i + 1, i) {
            Some((first, day)) if first == i && day <= 31 => Some((i + 1, u8::try_from(day).ok()?)),
            _ => day_number(self.raw(i)).filter(|_| !self.counts_things(i)).map(|day| (i, day)),
        }
    }

    /// Whether word `i` is a figure that counts what the next word says: "In June 31 men died".
    fn counts_things(self, i: usize) -> bool {
        figures(self.raw(i)).is_some() && self.is_before_things(i)
    }

    /// Whether the word after word `i` is one for several people or things.
    fn is_before_things(self, i: usize) -> bool {
        let next = self.joined_after(i);
        let is_counted = match next.strip_suffix('s') {
            Some(stem) => stem.len() > 3 && !is_listed(NO_PLURALS, next),
            None => is_listed("children men of people women", next),
        };
        is_counted && next.starts_with(|c: char| c.is_ascii_lowercase())
    }

    /// The day of the month whose last word is at `i`, and its first word.
    fn number_ending(self, i: usize) -> Option<(usize, u8)> {
        let day = day_number(self.raw(i))?;
        match self.ordinal_before(i, 0) {
            Some((first, day)) if first < i && day <= 31 => Some((first, u8::try_from(day).ok()?)),
            _ => Some((i, day)),
        }
    }

    /// ", 1850", "in the year 1850", "of the same year" after the date.
    fn year_after(self, date: &mut Date) {
        let mut is_same = false;
        for i in date.last + 1..=date.last + 7 {
            // A period ends the sentence unless the month is abbreviated.
            let ends = self.gap_after(i - 1).contains('.') && self.raw(i - 1).len() > 4;
            let short = self.short_year(i);
            let marks: &[char] =
                if short.is_some() { &[',', '(', '’', '\''] } else { &[',', '(', '.', '['] };
            if ends || !self.gap_is(i - 1, marks) {
                return;
            }
            let year = match self.raw(i) {
                "in" | "of" | "the" | "that" | "very" | "our" | "Lord" => continue,
                "same" => {
                    is_same = true;
                    continue;
                }
                "year" if is_same => Some(Year::Same),
                "year" => continue,
                _ => short.or_else(|| self.year_number(i).map(Year::Number)),
            };
            let found = year.map(|year| (i, year)).or_else(|| self.year_in_words(i));
            if let Some((last, year)) = found {
                (date.year, date.last) = (Some(year), last);
            }
            return;
        }
    }

    /// "In the same year, on" before the date.
    fn same_year_before(self, date: &mut Date) {
        let i = date.first - usize::from(self.raw_before(date.first) == "on");
        let is_same = i >= 2
            && self.raw(i - 1) == "year"
            && self.raw(i - 2) == "same"
            && (i - 2..date.first).all(|i| self.gap_is(i, &[',']));
        if is_same && date.year.is_none() {
            date.year = Some(Year::Same);
        }
    }

    /// "Monday, ", "Mon. ", "Monday morning, the" before the date.
    fn weekday_before(self, date: &mut Date) {
        let marks = [',', '.', '(', '—', '–'];
        let mut i = date.first;
        while let Some(before) = i.checked_sub(1).filter(|&before| self.gap_is(before, &marks)) {
            let word = self.raw(before);
            if let Some(weekday) = Weekday::parse(word) {
                let is_abbreviated = word.len() <= 5;
                // "Monday or Tuesday, 3 June", "Monday-Tuesday, 3 June".
                let is_one_of_two = before.checked_sub(1).is_some_and(|i| {
                    let is_joined = matches!(self.raw(i), "and" | "or" | "to");
                    let other = if is_joined { i.saturating_sub(1) } else { i };
                    let is_near = is_joined || self.gap_is(i, &[',', '-', '–', '/']);
                    is_near && Weekday::parse(self.raw(other)).is_some()
                });
                let is_apart = !is_abbreviated && self.gap_after(before).contains('.');
                if !is_one_of_two && !is_apart && !self.is_denied(before) {
                    date.weekday = Some(weekday);
                    date.first = before;
                }
                return;
            }
            let is_between =
                is_listed("afternoon evening midnight morning night noon on the", word);
            if !is_between || self.gap_after(before).contains('.') {
                return;
            }
            i = before;
        }
    }

    /// Whether the sentence denies the weekday or the date that starts with word `at`: "It was never
    /// Monday", "It could not have been on a Monday".
    pub(crate) fn is_denied(self, at: usize) -> bool {
        let mut n_words = 0;
        for i in (at.saturating_sub(DENIAL_REACH)..at).rev() {
            if self.gap_after(i).contains(['.', '!', '?', '…', ':', ';']) {
                return false;
            }
            match self.raw(i) {
                "no" | "No" | "not" | "Not" | "never" | "Never" | "cannot" => return true,
                word if word.ends_with("n't") || word.ends_with("n’t") => return true,
                // What follows is said again: "not Monday but Tuesday", "not until Tuesday".
                "and" | "but" | "since" | "till" | "until" => return false,
                "a" | "as" | "be" | "been" | "have" | "on" | "such" | "the" => {}
                _ => n_words += 1,
            }
            if n_words > DENIAL_WORDS {
                return false;
            }
        }
        false
    }

    /// ", Monday", "(a Monday", "was a Monday" after the date.
    fn weekday_after(self, date: &mut Date) {
        let mut i = date.last + 1;
        let mut is_said = self.gap_after(date.last).contains([',', '(', '—']);
        while i <= date.last + 4 && self.gap_is(i - 1, &[',', '(', '—']) {
            match self.raw(i) {
                "a" | "it" | "which" | "on" => {}
                "was" | "is" | "being" | "fell" => is_said = true,
                word => {
                    let Some(weekday) = Weekday::parse(word) else { return };
                    let belongs_to_next = (i + 1..i + 4)
                        .any(|i| day_number(self.raw(i)).or(month_number(self.raw(i))).is_some());
                    if is_said && !belongs_to_next {
                        date.weekday = Some(weekday);
                        date.last = i;
                    }
                    return;
                }
            }
            i += 1;
        }
    }

    /// "O.S." or "by the old calendar" after the date.
    fn old_style_after(self, date: &mut Date) {
        let mut near = date.last + 1..date.last + 5;
        let is_old = |i| {
            is_listed("Julian Old old", self.raw(i))
                && is_listed("Calendar Reckoning Style calendar reckoning style", self.raw(i + 1))
        };
        if near.any(is_old) {
            date.is_old_style = true;
            return;
        }
        let o = date.last + 1;
        if self.raw(o) == "O" && self.raw(o + 1) == "S" && self.gap_after(o).starts_with('.') {
            (date.is_old_style, date.last) = (true, o + 1);
        }
    }

    /// "1871-10-03" or, where only one of the first two numbers can be the month, "13/10/1871".
    pub(crate) fn date_in_figures(self, i: usize) -> Option<Date> {
        let number = |i| self.raw(i).parse::<i16>().ok().filter(|&n| n >= 0);
        let mark = self.gap_after(i);
        let is_apart = |at: usize| !matches!(self.gap_after(at), "-" | "/" | ".");
        let is_whole = self.gap_after(i + 1) == mark
            && i + 2 < self.len()
            && is_apart(i + 2)
            && (i == 0 || is_apart(i - 1));
        let lengths = [i, i + 1, i + 2].map(|i| self.raw(i).len());
        if !is_whole {
            return None;
        }
        let numbers = [number(i)?, number(i + 1)?, number(i + 2)?];
        let (year, month, day) = match (mark, lengths, numbers) {
            ("-", [4, 2, 2], [year, month, day]) => (year, month, day),
            ("/" | ".", [1 | 2, 1 | 2, 4], [day @ 13..=31, month, year]) => (year, month, day),
            ("/", [1 | 2, 1 | 2, 4], [month, day @ 13..=31, year]) => (year, month, day),
            ("/" | ".", [1 | 2, 1 | 2, 4], [day, month, year]) if day == month => {
                (year, month, day)
            }
            _ => return None,
        };
        let is_date = (1..=12).contains(&month) && (1..=31).contains(&day) && year >= 1000;
        let day = Some((month as u8, day as u8));
        let year = Some(Year::Number(year));
        is_date.then_some(Date { first: i, last: i + 2, day, year, ..Date::default() })
    }

    /// "in 1850" where no month is named.
    pub(crate) fn year_alone(self, i: usize) -> Option<Date> {
        let number = self.year_number(i).map(Year::Number);
        let year = Some(number.or_else(|| self.short_year(i))?);
        // "The year was 1840."
        let is_told = || i > 1 && self.raw(i - 1) == "was" && self.raw(i - 2) == "year";
        (is_listed(BEFORE_YEAR, self.raw_before(i)) || is_told()).then_some(Date {
            first: i,
            last: i,
            year,
            ..Date::default()
        })
    }

    /// The year of which word `i` has the last two figures, after an apostrophe: "'89". Not "'89'".
    fn short_year(self, i: usize) -> Option<Year> {
        let word = self.raw(i);
        let year = figures(word).filter(|_| word.len() == 2)?;
        let before = self.gap(i).strip_suffix(['’', '\''])?;
        let is_quoted = self.gap_after(i).starts_with(['’', '\'', '-', '–', '/']);
        let is_apart = before.ends_with(|c: char| c.is_whitespace() || c == '(');
        (is_apart && !is_quoted).then_some(Year::Short(u8::try_from(year).ok()?))
    }

    /// The year that starts with word `i`, and its last word: "eighteen hundred and twenty-seven". Not
    /// "two thousand men".
    fn year_in_words(self, i: usize) -> Option<(usize, Year)> {
        let in_words = Some(i).filter(|&i| !begins_with_figure(self.raw(i)))?;
        let (last, year) = self.number_at(in_words)?;
        let year = i16::try_from(year).ok().filter(|year| (1000..2200).contains(year))?;
        (!self.is_before_things(last)).then_some((last, Year::Number(year)))
    }

    /// The number of a year, written in four digits. Not that of "1731/2" or "1850-51".
    pub(crate) fn year_number(self, i: usize) -> Option<i16> {
        let word = self.raw(i);
        let year = figures(word).filter(|year| word.len() == 4 && (1000..2200).contains(year))?;
        let is_double =
            matches!(self.gap_after(i), "/" | "-" | "–") && begins_with_figure(self.raw(i + 1));
        i16::try_from(year).ok().filter(|_| !is_double)
    }
}

/// A day of the month: "3", "3rd", "3d", "third", "thirtieth".
pub(crate) fn day_number(word: &str) -> Option<u8> {
    let n_digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let day = figures(word).or_else(|| ordinal(word)).filter(|_| n_digits <= 2)?;
    u8::try_from(day).ok().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// What a date covers, and what it says.
    type Said<'a> = (&'a str, Option<Weekday>, Option<(u8, u8)>, Option<Year>);

    #[track_caller]
    fn check(text: &str, expected: &[Said<'_>]) {
        let facts = Facts::of_text("a.txt", text);
        let show = |date: &DateMention| {
            (&text[date.place.span.range()], date.weekday, date.day, date.year)
        };
        assert_eq!(facts.dates.iter().map(show).collect::<Vec<_>>(), expected);
    }

    const YEAR: Option<Year> = Some(Year::Number(1850));

    #[test]
    fn orders() {
        let (june, june_3) = (None, Some((6, 3)));
        check("Left 3 June 1850.", &[("3 June 1850", None, june_3, YEAR)]);
        check("Left the 3rd of June.", &[("the 3rd of June", None, june_3, None)]);
        check("Left June the third, 1850.", &[("June the third, 1850", None, june_3, YEAR)]);
        check("Left in June 1850.", &[("June 1850", None, june, YEAR)]);
        check(
            "Left 3 June, one thousand eight hundred and fifty.",
            &[("3 June, one thousand eight hundred and fifty", None, june_3, YEAR)],
        );
        check(
            "Left 3 June in the year of our Lord eighteen hundred and fifty; rode.",
            &[("3 June in the year of our Lord eighteen hundred and fifty", None, june_3, YEAR)],
        );
        check("On 3 June one thousand men left.", &[("3 June", None, june_3, None)]);
        check("Left in 1850.", &[("1850", None, june, YEAR)]);
        check("The year was 1850.", &[("1850", None, june, YEAR)]);
        check("Left Sept. 3.", &[("Sept. 3", None, Some((9, 3)), None)]);
    }

    #[test]
    fn weekdays() {
        let monday = Some(Weekday::Monday);
        check("On Mon. 3 June, he", &[("Mon. 3 June", monday, Some((6, 3)), None)]);
        check("On 3 June, a Monday, he", &[("3 June, a Monday", monday, Some((6, 3)), None)]);
        check("On 3 June. Monday he", &[("3 June", None, Some((6, 3)), None)]);
        check("On Monday. June 3 was", &[("June 3", None, Some((6, 3)), None)]);
    }

    #[test]
    fn words_for_numbers() {
        let june_23 = Some((6, 23));
        check("the twenty-third of June", &[("the twenty-third of June", None, june_23, None)]);
        check("June twenty-third", &[("June twenty-third", None, june_23, None)]);
    }

    #[test]
    fn the_same_year() {
        let same = Some(Year::Same);
        check("3 June of the same year", &[("3 June of the same year", None, Some((6, 3)), same)]);
        check(
            "3 June in that same year",
            &[("3 June in that same year", None, Some((6, 3)), same)],
        );
        check("In the same year, on 3 June", &[("3 June", None, Some((6, 3)), same)]);
        // Which year "that year" is depends on what the paragraph is about.
        check("In that year, on 3 June", &[("3 June", None, Some((6, 3)), None)]);
    }

    #[test]
    fn no_dates() {
        check("It may be 3. They march 4 miles. He had 1850 sheep. In June he came.", &[]);
        check("The 3rd or 4th of June; 3–4 June.", &[]);
        check("In 1731/2.", &[]);
        // "June" is no abbreviation, so that the period ends a sentence.
        check("He left in June. 3 days later he was back.", &[]);
    }
}
