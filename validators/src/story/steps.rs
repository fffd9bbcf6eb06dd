//! Spans of time and steps in it: how long something lasts, how much later or earlier it is.

use crate::story::numbers::cardinal;
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::quantities::{quarters, with_half};
use crate::story::times::{Amount, DayPart, From, Time, Unit};
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

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

/// What an amount is by the words after it, up to word `last`.
enum Relation {
    /// So much later than something, or earlier.
    Step { last: usize, is_later: bool, from: From },
    /// How old somebody or something is.
    Age { last: usize },
    /// Nothing that is read: "three years younger".
    Other,
    /// They say nothing of it.
    Unsaid,
}

/// Words that make "a day" or "an hour" an amount, and no "once a day".
static MAKES_AMOUNT: WordList = WordList::new(
    "\
About After For In Nearly Within about above after almost another barely beyond but by exactly for \
fully half hardly in just last lasted less more nearly of only over past quite scarcely spent take \
stayed taken takes than this took under waited within",
);

/// Words before which "last week" is no week by itself: "the last week", "his last week".
static DETERMINERS: WordList =
    WordList::new("The at for her his its my of our that the their these this those very your");

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
        let Some(quantity) = self.quantity(i, floor) else { return self.uncounted(i, counted) };
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
        match self.relation(first, last, counted.unit) {
            Relation::Step { last, is_later, from } => {
                let time = Time::Step { amount, is_later, from };
                return Some(Phrase { first, last, time });
            }
            Relation::Age { last } => return Some(self.age(first, last, amount)),
            Relation::Other => return None,
            Relation::Unsaid => {}
        }
        // "Once a day", "one day", "ten pounds a year".
        let before = self.raw_before(first);
        let is_amount = !quantity.is_article
            || (MAKES_AMOUNT.contains(before) && self.goes_on(first))
            || is_part;
        let is_often = matches!(before, "every" | "Every" | "each" | "per" | "first")
            || before == "in"
                && first >= 2
                && matches!(self.raw(first - 2), "once" | "times" | "twice")
            || self.gap(i) == "-";
        amount.is_rough |= self.raw(last + 1) == "and" && self.goes_on(last + 1);
        if !is_amount || is_often || quantity.most == u16::MAX {
            return None;
        }
        // "After three days he": not "after three days' march", nor "after three days of rain".
        let is_after = matches!(before, "after" | "After") && self.goes_on(first);
        if is_after && self.raw(last + 1) != "of" && !self.has_apostrophe(last) {
            let time = Time::Step { amount, is_later: true, from: From::Story };
            return Some(Phrase { first: first - 1, last, time });
        }
        if counted.unit == Unit::Minute && quantity.is_article {
            return None;
        }
        Some(Phrase { first, last, time: Time::Duration(amount) })
    }

    /// "Years passed", "years later", with the years at `i`.
    fn uncounted(self, i: usize, counted: Counted) -> Option<Phrase> {
        if counted.unit != Unit::Year || !counted.is_plural {
            return None;
        }
        let unit = counted.unit;
        let amount =
            Amount { least: counted.n.saturating_mul(2), most: u16::MAX, unit, is_rough: true };
        match self.relation(i, i, unit) {
            Relation::Step { last, is_later: true, from: From::Story } => {
                let time = Time::Step { amount, is_later: true, from: From::Story };
                Some(Phrase { first: i, last, time })
            }
            Relation::Step { .. } | Relation::Age { .. } | Relation::Other | Relation::Unsaid => {
                None
            }
        }
    }

    /// What an amount of `unit`, the words `first` to `last`, is by the words after it.
    fn relation(self, first: usize, last: usize, unit: Unit) -> Relation {
        let next = last + 1;
        let is_joined =
            self.goes_on(next) || self.gap_after(last) == "-" && self.raw(next) == "old";
        if !is_joined {
            return Relation::Unsaid;
        }
        let step = |last, is_later, from| Relation::Step { last, is_later, from };
        // "For three days after": how long it lasts. "The two months after": they themselves.
        let is_stretch = is_listed("For for the these those", self.raw_before(first));
        let after = self.raw(next + 1);
        match self.raw(next) {
            "later" if after != "than" => step(next, true, From::Story),
            // "Twenty years went by": of shorter times it may be that they had.
            "passed" | "elapsed" if unit == Unit::Year && self.ends_clause(next) => {
                step(next, true, From::Story)
            }
            "flew" | "passed" | "rolled" | "slid" | "slipped" | "went"
                if unit == Unit::Year && is_listed("away by past", after) =>
            {
                step(next + 1, true, From::Story)
            }
            "had" if unit == Unit::Year && self.are(next + 1, &["gone", "by"]) => {
                step(next + 2, true, From::Story)
            }
            "had" if unit == Unit::Year && after == "passed" && self.ends_clause(next + 1) => {
                step(next + 1, true, From::Story)
            }
            "after" | "afterwards" | "afterward" | "before" if is_stretch => Relation::Other,
            "afterwards" | "afterward" => step(next, true, From::Story),
            "hence" => step(next, true, From::Speaker),
            "after" | "before" => {
                // "Three days after that": from where the story is.
                let is_that = matches!(after, "that" | "this") && self.ends_phrase(next + 1);
                let from = if is_that { From::Story } else { self.counted_from(next) };
                step(next + usize::from(is_that), self.raw(next) == "after", from)
            }
            "earlier" | "previously" | "previous" if after != "than" => {
                step(next, false, From::Story)
            }
            "ago" => step(next, false, From::Speaker),
            "since" | "back" | "agone" if self.ends_clause(next) && !is_stretch => {
                step(next, false, From::Speaker)
            }
            "from" if after == "now" => step(next + 1, true, From::Speaker),
            "old" if after != "enough" && !self.is_name_after(next) => Relation::Age { last: next },
            "of" if after == "age" => Relation::Age { last: next + 1 },
            "in" if unit == Unit::Year && self.are(next + 1, &["the", "world"]) => {
                match self.is_lived(first) && self.ends_phrase(next + 2) {
                    true => Relation::Age { last: next + 2 },
                    false => Relation::Unsaid,
                }
            }
            "elder" | "older" | "younger" | "junior" | "senior" | "apart" | "too" | "to" => {
                Relation::Other
            }
            "past" if unit == Unit::Minute => Relation::Other,
            _ => Relation::Unsaid,
        }
    }

    /// "Yesterday", "to-morrow" and the like, the words `first` to `last`: so many days later, with the
    /// part of the day that may follow.
    pub(crate) fn day_by_name(self, first: usize, last: usize, days: i8, from: From) -> Phrase {
        let part = day_part(self.joined_after(last));
        let day = Counted { unit: Unit::Day, n: 1, is_plural: false, part };
        self.step(first, last + usize::from(part.is_some()), days, from, day)
    }

    /// "The next day", "last week", "the morning after", "that evening": word `i` is the noun.
    fn stepped(self, i: usize, floor: usize, counted: Counted) -> Option<Phrase> {
        let before = self.before(i, floor)?;
        let article = self.before(before, floor);
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
        let lead = self.raw_before(with_the);
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

    /// Whether the words from `i` on are `words`, with nothing but spaces before each.
    fn are(self, i: usize, words: &[&str]) -> bool {
        words.iter().zip(i..).all(|(word, i)| self.raw(i) == *word && self.goes_on(i))
    }

    /// Whether "lived" stands before word `i`, or before an adverb there.
    fn is_lived(self, i: usize) -> bool {
        let before = self.joined_before(i);
        let is_adverb =
            matches!(before, "about" | "almost" | "already" | "but" | "nearly" | "only");
        self.joined_before(i - usize::from(is_adverb)) == "lived"
    }

    /// Whether a name follows word `i`, to which it may belong: "old Tom".
    fn is_name_after(self, i: usize) -> bool {
        !self.ends_clause(i) && self.word(i + 1).is_capitalised() && self.raw(i + 1) != "I"
    }

    /// Whether an apostrophe stands after word `i`: "two years' absence".
    fn has_apostrophe(self, i: usize) -> bool {
        self.gap_after(i).starts_with(['\'', '’'])
    }
}

/// Whether "last week" is not "the last week" or "his last week", by the word before it.
fn is_free(before: &str) -> bool {
    !DETERMINERS.contains(before) && !is_possessive(before) && cardinal(before).is_none()
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
