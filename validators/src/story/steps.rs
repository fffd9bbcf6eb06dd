//! Amounts of time: how long something lasts, how much later or earlier it is.

use crate::story::ages::is_rough;
use crate::story::numbers::{cardinal, is_word};
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::times::{Amount, DayPart, From, Time, Unit};

/// A word that time is counted in.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) unit: Unit,
    /// How many of the unit it is: a fortnight is two weeks.
    pub(crate) n: u16,
    /// Whether it is one, as in "day", or several.
    pub(crate) is_plural: bool,
    /// The part of a day that it is, if it is one.
    pub(crate) part: Option<DayPart>,
}

/// An amount before a word in which time is counted.
struct Quantity {
    first: usize,
    least: u16,
    most: u16,
    is_rough: bool,
    /// Whether it is "a" or "one", which need not count.
    is_article: bool,
    /// How many quarters of one it is; none if it is whole.
    quarters: u16,
}

impl Text<'_> {
    /// The time that word `i`, in which time is counted, is part of, from word `floor` on.
    pub(crate) fn counted(self, i: usize, floor: usize, counted: Counted) -> Option<Phrase> {
        if !counted.is_plural
            && let Some(phrase) = self.stepped(i, floor, counted)
        {
            return Some(phrase);
        }
        if counted.part.is_some_and(|part| part != DayPart::Night || !counted.is_plural) {
            return None;
        }
        let quantity = self.quantity(i, floor)?;
        let mut last = i;
        let mut amount = Amount {
            least: quantity.least.saturating_mul(counted.n),
            most: quantity.most.saturating_mul(counted.n),
            unit: counted.unit,
            is_rough: quantity.is_rough,
        };
        let is_part = quantity.quarters > 0;
        if is_part {
            amount = quarters(amount, quantity.quarters * counted.n)?;
        } else if self.are(i + 1, &["and", "a", "half"]) {
            last = i + 3;
            amount = with_half(amount, counted.n)?;
        } else if self.are(i + 1, &["or", "two"]) && !counted.is_plural {
            last = i + 2;
            amount.most = counted.n.saturating_mul(2);
        } else if self.are(i + 1, &["or", "so"]) {
            (last, amount.is_rough) = (i + 2, true);
        }
        let first = quantity.first;
        let step = |last, is_later, from| {
            Some(Phrase { first, last, time: Time::Step { amount, is_later, from } })
        };
        if self.goes_on(last + 1) || (self.has_gap(last + 1, "-") && self.raw(last + 1) == "old") {
            let next = last + 1;
            let from_here = self.counted_from(next);
            let before = first.checked_sub(1).map_or("", |before| self.raw(before));
            // "For three days after": how long it lasts. "The two months after": they themselves.
            let is_stretch = matches!(before, "for" | "For" | "the" | "these" | "those");
            match self.raw(next) {
                "later" if self.raw(next + 1) != "than" => return step(next, true, From::Story),
                "after" | "afterwards" | "afterward" | "before" if is_stretch => return None,
                "afterwards" | "afterward" => return step(next, true, From::Story),
                "hence" => return step(next, true, From::Speaker),
                "after" => return step(next, true, from_here),
                "before" => return step(next, false, from_here),
                "earlier" | "previously" | "previous" if self.raw(next + 1) != "than" => {
                    return step(next, false, From::Story);
                }
                "ago" => return step(next, false, From::Speaker),
                "since" | "back" | "agone" if self.ends_clause(next) && !is_stretch => {
                    return step(next, false, From::Speaker);
                }
                "from" if self.raw(next + 1) == "now" => {
                    return step(next + 1, true, From::Speaker);
                }
                "old" if self.raw(next + 1) != "enough" && !self.is_name_after(next) => {
                    return Some(self.age(first, next, amount));
                }
                "of" if self.raw(next + 1) == "age" => {
                    return Some(self.age(first, next + 1, amount));
                }
                "elder" | "older" | "younger" | "junior" | "senior" | "apart" | "too" | "to" => {
                    return None;
                }
                "past" if counted.unit == Unit::Minute => return None,
                _ => {}
            }
        }
        // "Once a day", "one day", "ten pounds a year".
        let before = first.checked_sub(1).map_or("", |before| self.raw(before));
        let is_amount =
            !quantity.is_article || (makes_amount(before) && self.goes_on(first)) || is_part;
        let is_often = matches!(before, "every" | "Every" | "each" | "per" | "first")
            || before == "in"
                && first >= 2
                && matches!(self.raw(first - 2), "once" | "times" | "twice")
            || self.has_gap(i, "-");
        amount.is_rough |= self.raw(last + 1) == "and" && self.goes_on(last + 1);
        if !is_amount || is_often || quantity.most == u16::MAX {
            return None;
        }
        // "After three days he": not "after three days' march", nor "after three days of rain".
        let is_after = matches!(before, "after" | "After") && self.goes_on(first);
        if is_after && self.raw(last + 1) != "of" && !self.is_possessive(last) {
            let time = Time::Step { amount, is_later: true, from: From::Story };
            return Some(Phrase { first: first - 1, last, time });
        }
        if matches!(counted.unit, Unit::Minute) && quantity.is_article {
            return None;
        }
        Some(Phrase { first, last, time: Time::Duration(amount) })
    }

    /// "Yesterday", "to-morrow" and the like: word `i`, which is so many days later for who says it.
    pub(crate) fn day_of_speaker(self, first: usize, i: usize, days: i8) -> Phrase {
        let part = if self.goes_on(i + 1) { day_part(self.raw(i + 1)) } else { None };
        match part {
            Some(part) => {
                let time = Time::Part { part, days, from: From::Speaker };
                Phrase { first, last: i + 1, time }
            }
            None => {
                let amount = Amount::exactly(u16::from(days.unsigned_abs()), Unit::Day);
                let time = Time::Step { amount, is_later: days > 0, from: From::Speaker };
                Phrase { first, last: i, time }
            }
        }
    }

    /// "The next day", "last week", "the morning after", "that evening": word `i` is the noun.
    fn stepped(self, i: usize, floor: usize, counted: Counted) -> Option<Phrase> {
        if i == floor || !self.goes_on(i) {
            return None;
        }
        let before = i - 1;
        let article = before.checked_sub(1).filter(|&it| it >= floor && self.follows(before));
        let article_word = article.map_or("", |it| self.raw(it));
        let has_the = matches!(article_word, "the" | "The");
        let is_day = counted.unit == Unit::Day;
        let with_the = if has_the { before - 1 } else { before };
        let word = self.raw(before);
        // The end with a "but one" after it, and by how many it goes on.
        let but_one = self.are(i + 1, &["but", "one"]);
        let (last, n) = if but_one { (i + 2, 2) } else { (i, 1) };
        let step = |first, last, n: i8, from| Some(self.step(first, last, n, from, counted));
        // "For the next week": how long it lasts.
        let lead = with_the.checked_sub(1).map_or("", |lead| self.raw(lead));
        if matches!(lead, "during" | "for" | "over" | "through" | "throughout" | "within") {
            return None;
        }
        match word {
            "next" | "Next" if has_the || is_day => step(with_the, last, n, From::Story),
            "next" | "Next" if is_free(article_word) => step(before, last, n, From::Speaker),
            "following" | "ensuing" if has_the => step(with_the, last, n, From::Story),
            "previous" | "preceding" if has_the => step(with_the, last, -n, From::Story),
            "last" | "Last" if is_free(article_word) && counted.part != Some(DayPart::Morning) => {
                // "Last day" is the final one.
                let is_said = !is_day || counted.part.is_some();
                if is_said { step(before, last, -n, From::Speaker) } else { None }
            }
            "that" | "That" if counted.part.is_some() && !self.is_subject(i) => {
                step(before, i, 0, From::Story)
            }
            "same" if counted.part.is_some() && has_the => step(with_the, i, 0, From::Story),
            "this" | "This" if counted.part.is_some() => step(before, i, 0, From::Speaker),
            "other" if has_the && is_day => {
                let amount = Amount { least: 1, most: 30, unit: Unit::Day, is_rough: true };
                let time = Time::Step { amount, is_later: false, from: From::Speaker };
                Some(Phrase { first: with_the, last: i, time })
            }
            "one" | "One" if is_day && article_word != "the" && self.leads(before) => {
                let is_phrase =
                    !matches!(self.raw(i + 1), "or" | "after" | "of" | "more" | "before")
                        || self.ends_clause(i);
                is_phrase.then_some(Phrase { first: before, last: i, time: Time::SomeDay })
            }
            "the" | "The" => self.beside(before, i, counted),
            "very" if has_the => self.beside(before - 1, i, counted),
            _ => None,
        }
    }

    /// "The day before", "the week after next": word `i` is the noun, `first` the article.
    fn beside(self, first: usize, i: usize, counted: Counted) -> Option<Phrase> {
        let next = i + 1;
        if !self.goes_on(next) {
            return None;
        }
        let step = |last, n: i8, from| Some(self.step(first, last, n, from, counted));
        let is_later = match self.raw(next) {
            "before" => false,
            "after" => true,
            "following" | "previous" if self.ends_clause(next) => {
                let n = if self.raw(next) == "following" { 1 } else { -1 };
                return step(next, n, From::Story);
            }
            _ => return None,
        };
        let n = if is_later { 1 } else { -1 };
        if self.counted_from(next) == From::Story {
            return step(next, n, From::Story);
        }
        match self.raw(next + 1) {
            "yesterday" if !is_later => step(next + 1, -2, From::Speaker),
            "tomorrow" if is_later => step(next + 1, 2, From::Speaker),
            "to" if is_later && self.raw(next + 2) == "morrow" => step(next + 2, 2, From::Speaker),
            "last" if !is_later => step(next + 1, -2, From::Speaker),
            "next" if is_later && self.ends_phrase(next + 1) => step(next + 1, 2, From::Speaker),
            _ => step(next, n, From::Event),
        }
    }

    /// What is meant by "before" or "after", which is word `i`: what follows it, or the story's time.
    fn counted_from(self, i: usize) -> From {
        let goes_on = is_listed("and at by from had in into on was were with", self.raw(i + 1));
        if self.ends_clause(i) || goes_on { From::Story } else { From::Event }
    }

    /// `n` days or the like later, earlier if below 0.
    fn step(self, first: usize, last: usize, n: i8, from: From, counted: Counted) -> Phrase {
        let time = match counted.part {
            Some(part) => Time::Part { part, days: n, from },
            None => {
                let n_units = u16::from(n.unsigned_abs()) * counted.n;
                let amount = Amount::exactly(n_units, counted.unit);
                Time::Step { amount, is_later: n > 0, from }
            }
        };
        Phrase { first, last, time }
    }

    /// How many of what word `i` counts, from word `floor` on: "two or three", "a few", "some".
    fn quantity(self, i: usize, floor: usize) -> Option<Quantity> {
        let is_joined = |i: usize| self.goes_on(i) || self.has_gap(i, "-");
        let mut end = i.checked_sub(1).filter(|&it| it >= floor && is_joined(i))?;
        if is_between(self.raw(end)) {
            end = end.checked_sub(1).filter(|&it| it >= floor && self.follows(it + 1))?;
        }
        let word = self.raw(end);
        let mut quantity = Quantity {
            first: end,
            least: 1,
            most: 1,
            is_rough: false,
            is_article: false,
            quarters: 0,
        };
        let back = |n: usize| end.checked_sub(n).filter(|&it| it >= floor);
        let is_a = |at: Option<usize>| at.is_some_and(|at| matches!(self.raw(at), "a" | "A"));
        match word {
            "a" | "an" | "A" | "An" => {
                quantity.is_article = true;
                // "Half an hour", "a quarter of an hour".
                if let Some(half) = back(1).filter(|&it| is_word(self.raw(it), "half")) {
                    (quantity.first, quantity.quarters) = (half, 2);
                } else if let Some(of) = back(1).filter(|&it| self.raw(it) == "of") {
                    match self.raw(back(2)?) {
                        "quarter" => {
                            let article = back(3).filter(|&it| matches!(self.raw(it), "a" | "A"));
                            (quantity.first, quantity.quarters) = (article.unwrap_or(of - 1), 1);
                        }
                        "quarters" if is_word(self.raw(back(3)?), "three") => {
                            (quantity.first, quantity.quarters) = (of - 2, 3);
                        }
                        "course" | "space" | "end" | "lapse" | "interval" | "absence" => {}
                        _ => return None,
                    }
                }
            }
            "half" => {
                let article = back(1).filter(|_| is_a(back(1)));
                (quantity.first, quantity.quarters) = (article.unwrap_or(end), 2);
            }
            "few" => {
                let is_phrase = is_a(back(1))
                    || back(1).is_some_and(|it| {
                        is_listed("last next past some these those", self.raw(it))
                    });
                let first = back(1).filter(|_| is_phrase)?;
                let first = if is_a(Some(first)) { first } else { end };
                quantity = Quantity { first, least: 2, most: 8, is_rough: true, ..quantity };
            }
            "several" | "Several" => {
                (quantity.least, quantity.most, quantity.is_rough) = (3, 12, true)
            }
            "some" | "Some" | "many" | "Many" => {
                (quantity.least, quantity.most, quantity.is_rough) = (2, u16::MAX, true)
            }
            "of" if self.raw(back(1)?) == "couple" => {
                let first = back(2).filter(|_| is_a(back(2)))?;
                quantity = Quantity { first, least: 2, most: 3, is_rough: true, ..quantity };
            }
            "couple" => {
                let first = back(1).filter(|_| is_a(back(1)))?;
                quantity = Quantity { first, least: 2, most: 3, is_rough: true, ..quantity };
            }
            _ => {
                let (first, n) = self.number_before(end, floor)?;
                let n = u16::try_from(n).ok()?;
                quantity.is_article = n == 1;
                (quantity.first, quantity.least, quantity.most) = (first, n, n);
                // "Two or three", "three to five", "between two and three".
                let join = first.checked_sub(1).filter(|&it| it > floor);
                let lesser = join.and_then(|join| {
                    let is_join = matches!(self.raw(join), "or" | "to" | "and")
                        && self.follows(first)
                        && self.follows(join);
                    let (at, n) = self.number_before(join - 1, floor).filter(|_| is_join)?;
                    let is_between =
                        at > floor && matches!(self.raw(at - 1), "between" | "Between");
                    (self.raw(join) != "and" || is_between).then_some((at, u16::try_from(n).ok()?))
                });
                if let Some((at, lesser)) = lesser.filter(|&(_, lesser)| lesser < n && lesser > 0) {
                    (quantity.first, quantity.least) = (at, lesser);
                }
            }
        }
        let first = quantity.first;
        // "Eighteen months and four days": neither alone is how long it is.
        let is_rest = first >= 2 && self.raw(first - 1) == "and" && is_unit(self.raw(first - 2));
        if is_rest {
            return None;
        }
        if first > floor && self.follows(first) {
            quantity.is_rough |= is_rough(self.raw(first - 1));
        }
        Some(quantity)
    }

    /// Whether the words from `i` on are `words`, with nothing but spaces before each.
    fn are(self, i: usize, words: &[&str]) -> bool {
        words.iter().zip(i..).all(|(word, i)| self.raw(i) == *word && self.goes_on(i))
    }

    /// Whether `gap` stands before word `i`, which there may not be.
    fn has_gap(self, i: usize, gap: &str) -> bool {
        i > 0 && i < self.len() && self.gap(i) == gap
    }

    /// Whether a name follows word `i`, to which it may belong: "old Tom".
    fn is_name_after(self, i: usize) -> bool {
        !self.ends_clause(i) && self.word(i + 1).is_capitalised() && self.raw(i + 1) != "I"
    }

    /// Whether an apostrophe stands after word `i`: "two years' absence".
    fn is_possessive(self, i: usize) -> bool {
        i + 1 < self.len() && self.gap(i + 1).starts_with(['\'', '’'])
    }
}

/// Whether time is counted in `word`.
fn is_unit(word: &str) -> bool {
    is_listed("day days hour hours minutes month months week weeks year years", word)
}

/// Whether "last week" is not "the last week" or "his last week", by the word before it.
fn is_free(before: &str) -> bool {
    !matches!(
        before,
        "the"
            | "The"
            | "her"
            | "his"
            | "its"
            | "my"
            | "our"
            | "their"
            | "your"
            | "of"
            | "very"
            | "at"
            | "these"
            | "this"
            | "that"
            | "those"
            | "for"
    ) && !before.ends_with("'s")
        && !before.ends_with("’s")
        && cardinal(before).is_none()
}

/// The part of a day that `word` names.
pub(crate) fn day_part(word: &str) -> Option<DayPart> {
    match word {
        "morning" => Some(DayPart::Morning),
        "afternoon" => Some(DayPart::Afternoon),
        "evening" => Some(DayPart::Evening),
        "night" => Some(DayPart::Night),
        "noon" => Some(DayPart::Noon),
        "midnight" => Some(DayPart::Midnight),
        _ => None,
    }
}

/// So many quarters of a unit: half an hour is thirty minutes.
fn quarters(amount: Amount, n: u16) -> Option<Amount> {
    let (least, unit) = match amount.unit {
        Unit::Hour => (15 * n, Unit::Minute),
        Unit::Day => (6 * n, Unit::Hour),
        Unit::Year => (3 * n, Unit::Month),
        Unit::Minute | Unit::Week | Unit::Month => return None,
    };
    Some(Amount { least, most: least, unit, ..amount })
}

/// `amount` and half a unit: "a year and a half" is eighteen months.
fn with_half(amount: Amount, n: u16) -> Option<Amount> {
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

/// Whether `word` may stand between a number and what is counted.
fn is_between(word: &str) -> bool {
    matches!(
        word,
        "bitter"
            | "blessed"
            | "calendar"
            | "clear"
            | "consecutive"
            | "dreadful"
            | "dull"
            | "endless"
            | "entire"
            | "full"
            | "good"
            | "happy"
            | "long"
            | "lonely"
            | "lunar"
            | "miserable"
            | "more"
            | "mortal"
            | "other"
            | "short"
            | "successive"
            | "summer"
            | "tedious"
            | "terrible"
            | "weary"
            | "whole"
            | "winter"
    )
}

/// Whether `word` before "a day" or "an hour" makes it an amount, and no "once a day".
fn makes_amount(word: &str) -> bool {
    matches!(
        word,
        "About"
            | "After"
            | "For"
            | "In"
            | "Nearly"
            | "Within"
            | "about"
            | "above"
            | "almost"
            | "after"
            | "another"
            | "barely"
            | "beyond"
            | "but"
            | "by"
            | "exactly"
            | "for"
            | "fully"
            | "half"
            | "hardly"
            | "in"
            | "just"
            | "lasted"
            | "last"
            | "less"
            | "more"
            | "nearly"
            | "of"
            | "only"
            | "over"
            | "past"
            | "quite"
            | "scarcely"
            | "spent"
            | "take"
            | "takes"
            | "taken"
            | "than"
            | "this"
            | "took"
            | "under"
            | "waited"
            | "within"
    )
}
