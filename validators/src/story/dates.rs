//! The dates that a text names.

use crate::diagnostic::Span;
use crate::story::calendar::{DateMention, Weekday, Year, month_number};
use crate::story::place::Place;
use crate::story::prose::Word;

const ORDINALS: &str = "\
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth \
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";

/// How many words there can be from the word that denies a weekday to it, and how many of them may say
/// anything of their own: "not, he said, on a".
const DENIAL_REACH: usize = 6;
const DENIAL_WORDS: usize = 2;

/// Appends the dates that a block names, given as the words of it in order. Linear in the words.
pub(crate) fn read_dates(prose: &str, words: &[Word<'_>], dates: &mut Vec<DateMention>) {
    let line = Line { prose, words };
    let mut next = 0;
    for i in 0..words.len() {
        if i < next {
            continue;
        }
        let date = match words[i].raw.as_bytes()[0] {
            b'A'..=b'Z' => line.date(i),
            b'0'..=b'9' => line.year_alone(i),
            _ => None,
        };
        if let Some(date) = date {
            next = date.last + 1;
            dates.push(date.mention(words));
        }
    }
}

/// A date as a run of words.
struct Date {
    first: usize,
    last: usize,
    weekday: Option<Weekday>,
    day: Option<(u8, u8)>,
    year: Option<Year>,
}

impl Date {
    fn mention(&self, words: &[Word<'_>]) -> DateMention {
        let span = Span::new(words[self.first].start..words[self.last].end());
        let Self { weekday, day, year, .. } = *self;
        DateMention { place: Place::alone(span), weekday, day, year }
    }
}

/// The words of a block in which dates are looked for.
struct Line<'a> {
    prose: &'a str,
    words: &'a [Word<'a>],
}

impl Line<'_> {
    /// The word at `i`, or nothing where there is none.
    fn word(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |word| word.raw)
    }

    /// What stands between the words at `i` and `i + 1`.
    fn gap(&self, i: usize) -> &str {
        match self.words.get(i..i + 2) {
            Some([left, right]) => &self.prose[left.end()..right.start],
            _ => "\n",
        }
    }

    /// Whether nothing but white space and some of `marks` stands after the word at `i`.
    fn gap_is(&self, i: usize, marks: &[char]) -> bool {
        let is_allowed = |c: char| c.is_whitespace() || c == '\0' || marks.contains(&c);
        i + 1 < self.words.len() && self.gap(i).chars().all(is_allowed)
    }

    /// The date whose month is the word at `month`.
    fn date(&self, month: usize) -> Option<Date> {
        let n = month_number(self.word(month))?;
        let (first, last, day) = match self.day_before(month) {
            Some((first, day)) => (first, month, Some((n, day))),
            None => match self.day_after(month) {
                Some((last, day)) => (month, last, Some((n, day))),
                None => (month, month, None),
            },
        };
        let mut date = Date { first, last, weekday: None, day, year: None };
        self.year_after(&mut date);
        if date.day.is_some() {
            self.weekday_before(&mut date);
            if date.weekday.is_none() {
                self.weekday_after(&mut date);
            }
            self.same_year_before(&mut date);
        }
        (date.day.is_some() || date.year.is_some()).then_some(date)
    }

    /// "3", "3rd of", "the third day of", "twenty-third of" before the month.
    fn day_before(&self, month: usize) -> Option<(usize, u8)> {
        let mut i = month.checked_sub(1)?;
        if self.word(i) == "of" {
            i = i.checked_sub(1)?;
            if self.word(i) == "day" {
                i = i.checked_sub(1)?;
            }
        }
        if !(i..month).all(|i| self.gap_is(i, &[])) {
            return None;
        }
        let (first, day) = self.number_ending(i)?;
        // "the 3rd or 4th of June", "3–4 June": which day the weekday means is not clear.
        let is_range = first.checked_sub(1).is_some_and(|before| {
            let is_joined = matches!(self.word(before), "and" | "or" | "to")
                || self.gap(before).contains(['-', '–', '—']);
            let other = if self.gap_is(before, &[]) { before.checked_sub(1) } else { Some(before) };
            let is_day = |word| word == "the" || day_number(word).is_some();
            is_joined && other.is_some_and(|other| is_day(self.word(other)))
        });
        if is_range {
            return None;
        }
        let first = match first.checked_sub(1) {
            Some(before) if self.word(before) == "the" && self.gap_is(before, &[]) => before,
            _ => first,
        };
        Some((first, day))
    }

    /// "3", "3rd", "the 3rd", "the twenty-third" after the month.
    fn day_after(&self, month: usize) -> Option<(usize, u8)> {
        let marks: &[char] = if self.word(month).len() <= 4 { &['.'] } else { &[] };
        if !self.gap_is(month, marks) {
            return None;
        }
        let i = if self.word(month + 1) == "the" { month + 2 } else { month + 1 };
        if let Some(tens) = tens(self.word(i)) {
            let ones = ordinal(self.word(i + 1)).filter(|&ones| ones < 10 && self.gap(i) == "-");
            if let Some(ones) = ones {
                return Some((i + 1, tens + ones));
            }
        }
        day_number(self.word(i)).map(|day| (i, day))
    }

    /// The day of the month whose last word is at `i`, and its first word.
    fn number_ending(&self, i: usize) -> Option<(usize, u8)> {
        let day = day_number(self.word(i))?;
        match i.checked_sub(1).and_then(|before| tens(self.word(before))) {
            Some(tens) if day < 10 && self.gap(i - 1) == "-" => Some((i - 1, tens + day)),
            _ => Some((i, day)),
        }
    }

    /// ", 1850", "in the year 1850", "of the same year" after the date.
    fn year_after(&self, date: &mut Date) {
        let mut i = date.last + 1;
        let mut same = false;
        while i <= date.last + 6 && self.gap_is(i - 1, &[',', '(', '.', '['][..]) {
            // A period ends the sentence unless the month is abbreviated.
            let ends = self.gap(i - 1).contains('.') && self.word(i - 1).len() > 4;
            let word = self.word(i);
            if ends {
                return;
            }
            match word {
                "in" | "of" | "the" | "that" | "very" | "our" | "Lord" => {}
                "same" => same = true,
                "year" if same => {
                    date.year = Some(Year::Same);
                    date.last = i;
                    return;
                }
                "year" => {}
                _ => {
                    if let Some(year) = self.year_number(i) {
                        date.year = Some(Year::Number(year));
                        date.last = i;
                    }
                    return;
                }
            }
            i += 1;
        }
    }

    /// "In the same year, on" before the date.
    fn same_year_before(&self, date: &mut Date) {
        let mut i = date.first;
        if i >= 1 && self.word(i - 1) == "on" {
            i -= 1;
        }
        let is_same = i >= 2
            && self.word(i - 1) == "year"
            && self.word(i - 2) == "same"
            && (i - 2..date.first).all(|i| self.gap_is(i, &[',']));
        if is_same && date.year.is_none() {
            date.year = Some(Year::Same);
        }
    }

    /// "Monday, ", "Mon. ", "Monday morning, the" before the date.
    fn weekday_before(&self, date: &mut Date) {
        let marks = [',', '.', '(', '—', '–'];
        let mut i = date.first;
        while let Some(before) = i.checked_sub(1).filter(|&before| self.gap_is(before, &marks)) {
            let word = self.word(before);
            if let Some(weekday) = Weekday::parse(word) {
                let is_abbreviated = word.len() <= 5;
                // "Monday or Tuesday, 3 June", "Monday-Tuesday, 3 June".
                let is_one_of_two = before.checked_sub(1).is_some_and(|i| {
                    let is_joined = matches!(self.word(i), "and" | "or" | "to");
                    let other = if is_joined { i.saturating_sub(1) } else { i };
                    let is_near = is_joined || self.gap_is(i, &[',', '-', '–', '/']);
                    is_near && Weekday::parse(self.word(other)).is_some()
                });
                let is_apart = !is_abbreviated && self.gap(before).contains('.');
                if !is_one_of_two && !is_apart && !self.is_denied(before) {
                    date.weekday = Some(weekday);
                    date.first = before;
                }
                return;
            }
            let is_between = matches!(
                word,
                "the" | "on" | "morning" | "afternoon" | "evening" | "night" | "noon" | "midnight"
            );
            if !is_between || self.gap(before).contains('.') {
                return;
            }
            i = before;
        }
    }

    /// Whether the sentence denies the weekday at `weekday`: "It was never Monday", "It could not
    /// have been on a Monday".
    fn is_denied(&self, weekday: usize) -> bool {
        let mut n_words = 0;
        for i in (weekday.saturating_sub(DENIAL_REACH)..weekday).rev() {
            if self.gap(i).contains(['.', '!', '?', '…', ':', ';']) {
                return false;
            }
            match self.word(i) {
                "not" | "Not" | "never" | "Never" | "cannot" => return true,
                word if word.ends_with("n't") || word.ends_with("n’t") => return true,
                // What follows is said again: "not Monday but Tuesday", "not until Tuesday".
                "and" | "but" | "since" | "till" | "until" => return false,
                "a" | "be" | "been" | "have" | "on" | "the" => {}
                _ => n_words += 1,
            }
            if n_words > DENIAL_WORDS {
                return false;
            }
        }
        false
    }

    /// ", Monday", "(a Monday", "was a Monday" after the date.
    fn weekday_after(&self, date: &mut Date) {
        let mut i = date.last + 1;
        let mut is_said = self.gap(date.last).contains([',', '(', '—']);
        while i <= date.last + 4 && self.gap_is(i - 1, &[',', '(', '—']) {
            match self.word(i) {
                "a" | "it" | "which" | "on" => {}
                "was" | "is" | "being" | "fell" => is_said = true,
                word => {
                    let Some(weekday) = Weekday::parse(word) else { return };
                    let belongs_to_next = (i + 1..i + 4)
                        .any(|i| day_number(self.word(i)).or(month_number(self.word(i))).is_some());
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

    /// "in 1850" where no month is named.
    fn year_alone(&self, i: usize) -> Option<Date> {
        let number = self.year_number(i)?;
        let before = self.word(i.checked_sub(1)?);
        let is_year = matches!(
            before,
            "in" | "In" | "of" | "since" | "Since" | "year" | "until" | "till" | "before" | "after"
        ) || ["spring", "summer", "autumn", "winter"].contains(&before);
        let year = Some(Year::Number(number));
        is_year.then_some(Date { first: i, last: i, weekday: None, day: None, year })
    }

    /// The number of a year, written in four digits. Not that of "1731/2" or "1850-51".
    fn year_number(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let year = word.parse().ok().filter(|year| (1000..2200).contains(year))?;
        let is_double = matches!(self.gap(i), "/" | "-" | "–")
            && self.word(i + 1).starts_with(|c: char| c.is_ascii_digit());
        (!is_double).then_some(year)
    }
}

/// A day of the month: "3", "3rd", "3d", "third", "thirtieth".
fn day_number(word: &str) -> Option<u8> {
    let n_digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return ordinal(word);
    }
    let is_ordinal = matches!(&word[n_digits..], "" | "st" | "nd" | "rd" | "th" | "d");
    let day = word[..n_digits].parse().ok().filter(|day| (1..=31).contains(day));
    day.filter(|_| is_ordinal && n_digits <= 2)
}

fn ordinal(word: &str) -> Option<u8> {
    match word {
        "twentieth" => Some(20),
        "thirtieth" => Some(30),
        _ => ORDINALS.split(' ').position(|name| name == word).map(|i| i as u8 + 1),
    }
}

fn tens(word: &str) -> Option<u8> {
    match word {
        "twenty" | "Twenty" => Some(20),
        "thirty" | "Thirty" => Some(30),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Facts, Role};

    /// What a date covers, and what it says.
    type Said<'a> = (&'a str, Option<Weekday>, Option<(u8, u8)>, Option<Year>);

    #[track_caller]
    fn check(text: &str, expected: &[Said<'_>]) {
        let facts = Facts::of(&Document::parse("a.txt", Role::Story, text.into()));
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
        check("Left in 1850.", &[("1850", None, june, YEAR)]);
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
    }
}
