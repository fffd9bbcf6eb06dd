//! How many of what time is counted in: "two or three", "a few", "half an".

use crate::story::numbers::{is_rough, is_word};
use crate::story::prose::{Text, is_listed};
use crate::story::times::{Amount, Unit};
use crate::story::word_list::WordList;

/// How many of what a word counts, as far as the words before it tell.
#[derive(Clone, Copy)]
pub(crate) struct Quantity {
    /// The first of these words.
    pub(crate) first: usize,
    /// At least so many.
    pub(crate) least: u16,
    /// At most so many; [`u16::MAX`] where the words do not tell.
    pub(crate) most: u16,
    /// Whether it is not exact: "about", "a few".
    pub(crate) is_rough: bool,
    /// Whether it is "a" or "one", which need not count.
    pub(crate) is_article: bool,
    /// How many quarters of one it is; none if it is whole.
    pub(crate) quarters: u16,
}

/// Words that may stand between a number and what is counted.
static BETWEEN: WordList = WordList::new(
    "\
bitter blessed calendar clear consecutive dreadful dull endless entire full good happy long lonely \
lunar miserable more mortal other short successive summer tedious terrible weary whole winter",
);

impl Text<'_> {
    /// How many of what word `i` counts, from word `floor` on: "two or three", "a few", "some".
    pub(crate) fn quantity(self, i: usize, floor: usize) -> Option<Quantity> {
        let is_joined = |i| self.follows(i) || self.gap(i) == "-";
        let mut end = i.checked_sub(1).filter(|&it| it >= floor && is_joined(i))?;
        if BETWEEN.contains(self.raw(end)) {
            end = self.before(end, floor)?;
        }
        let quantity = self.quantity_ending(end, floor)?;
        let first = quantity.first;
        // "Eighteen months and four days": neither alone is how long it is.
        if first >= 2 && self.raw(first - 1) == "and" && is_unit(self.raw(first - 2)) {
            return None;
        }
        let is_rough = self.before(first, floor).is_some_and(|it| is_rough(self.raw(it)));
        Some(Quantity { is_rough: is_rough || quantity.is_rough, ..quantity })
    }

    /// The quantity whose last word is `end`.
    fn quantity_ending(self, end: usize, floor: usize) -> Option<Quantity> {
        let one = Quantity {
            first: end,
            least: 1,
            most: 1,
            is_rough: false,
            is_article: false,
            quarters: 0,
        };
        let rough = |first, least, most| Quantity { first, least, most, is_rough: true, ..one };
        let back = |n: usize| end.checked_sub(n).filter(|&it| it >= floor);
        let article = |n: usize| back(n).filter(|&it| matches!(self.raw(it), "a" | "A"));
        Some(match self.raw(end) {
            "a" | "an" | "A" | "An" => {
                let one = Quantity { is_article: true, ..one };
                // "Half an hour", "a quarter of an hour", "in the course of an hour".
                match back(1).map_or("", |it| self.raw(it)) {
                    "half" | "Half" => Quantity { first: end - 1, quarters: 2, ..one },
                    "of" => match self.raw(back(2)?) {
                        "quarter" => {
                            Quantity { first: article(3).unwrap_or(end - 2), quarters: 1, ..one }
                        }
                        "quarters" if is_word(self.raw(back(3)?), "three") => {
                            Quantity { first: end - 3, quarters: 3, ..one }
                        }
                        "course" | "space" | "end" | "lapse" | "interval" | "absence" => one,
                        _ => return None,
                    },
                    _ => one,
                }
            }
            "half" => Quantity { first: article(1).unwrap_or(end), quarters: 2, ..one },
            "few" => match self.raw(back(1)?) {
                "a" | "A" => rough(end - 1, 2, 8),
                "last" | "next" | "past" | "some" | "these" | "those" => rough(end, 2, 8),
                _ => return None,
            },
            "several" | "Several" => rough(end, 3, 12),
            "some" | "Some" | "many" | "Many" => rough(end, 2, u16::MAX),
            "couple" => rough(article(1)?, 2, 3),
            "of" if self.raw(back(1)?) == "couple" => rough(article(2)?, 2, 3),
            _ => {
                let (first, n) = self.number_before(end, floor)?;
                let most = u16::try_from(n).ok()?;
                let lesser =
                    self.lesser(first, floor).filter(|(_, least)| (1..most).contains(least));
                let (first, least) = lesser.unwrap_or((first, most));
                Quantity { first, least, most, is_article: most == 1, ..one }
            }
        })
    }

    /// The number that is joined with another one, which begins with word `greater`, and its first
    /// word: "two or three", "three to five", "between two and three".
    fn lesser(self, greater: usize, floor: usize) -> Option<(usize, u16)> {
        let join = greater.checked_sub(1).filter(|&it| it > floor)?;
        let is_joined = self.follows(greater) && self.follows(join);
        let (first, n) = self.number_before(join - 1, floor).filter(|_| is_joined)?;
        let is_join = match self.raw(join) {
            "or" | "to" => true,
            "and" => first > floor && is_word(self.raw(first - 1), "between"),
            _ => false,
        };
        Some((first, u16::try_from(n).ok().filter(|_| is_join)?))
    }
}

/// Whether time is counted in `word`.
fn is_unit(word: &str) -> bool {
    is_listed("day days hour hours minutes month months week weeks year years", word)
}

/// So many quarters of a unit: half an hour is thirty minutes.
pub(crate) fn quarters(amount: Amount, n: u16) -> Option<Amount> {
    let (least, unit) = match amount.unit {
        Unit::Hour => (15 * n, Unit::Minute),
        Unit::Day => (6 * n, Unit::Hour),
        Unit::Year => (3 * n, Unit::Month),
        Unit::Minute | Unit::Week | Unit::Month => return None,
    };
    Some(Amount { least, most: least, unit, ..amount })
}

/// `amount` and half a unit: "a year and a half" is eighteen months.
pub(crate) fn with_half(amount: Amount, n: u16) -> Option<Amount> {
    let (whole, unit) = match amount.unit {
        Unit::Hour => (60, Unit::Minute),
        Unit::Day => (24, Unit::Hour),
        Unit::Month => (30, Unit::Day),
        Unit::Year => (12, Unit::Month),
        Unit::Minute | Unit::Week => return None,
    };
    let count = |units: u16| units.checked_mul(whole)?.checked_add(whole * n / 2);
    Some(Amount { least: count(amount.least)?, most: count(amount.most)?, unit, ..amount })
}
