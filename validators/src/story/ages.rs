//! How old somebody is, and whose age it is.

use crate::diagnostic::Span;
use crate::story::numbers::{begins_with_figure, cardinal, figures, is_rough, ordinal};
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_apostrophe, is_blank, is_listed};
use crate::story::telling::Tense;
use crate::story::times::{Amount, Time, Unit};
use crate::story::word_forms::{contracted, is_possessive};
use crate::story::word_list::WordList;

/// The oldest that anybody is said to be.
const OLDEST: u16 = 120;

/// What may stand between somebody and the verb.
const BETWEEN: &str = "\
already barely can't cannot could had hardly has have just may might must never now only scarcely \
should then will would";

/// Words with a capital that are nobody.
const NOBODY: &str = "\
After All Although And As Because Before Both But Each Even Everything For Here How If It Its Just Maybe \
Now Nor One Or Perhaps Since So Some Still Suppose That The Then There These They This Those Though Thus \
Till Unless Until We What When Where Whether Which While Why Yet";

/// Words that may stand between a verb and an age.
static ADVERBS: WordList = WordList::new(
    "\
about already almost at barely but close exactly fully hardly just least nearly nigh no not now \
only over past perhaps quite rising scarcely some still then under upon yet",
);

/// Pronouns that say whose age it is, and those of whom it is.
const WHOSE: &str = "Her His My Your her his my your";
const WHO: &str = "He I She You he she you";

/// The tens of years in which somebody is, from 20 on.
const TENS: [&str; 7] =
    ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"];

/// Titles that stand before a name with a period or without.
const TITLES: &str = "Captain Colonel Dr Lady Lord Miss Mr Mrs Ms Sir St";

/// Words around an age that is not exact.
static ROUGHLY: WordList = WordList::new(
    "\
about almost around barely close fewer hardly least less more most near nearly nigh odd or over past \
perhaps rising scarcely some than thereabouts towards under upwards",
);

/// The exact age of somebody who is named before it.
pub(crate) struct SaidAge {
    /// The name or the pronoun.
    pub(crate) whose: Span,
    /// The first word of the age.
    pub(crate) first: usize,
    /// The last one.
    pub(crate) last: usize,
    /// The age.
    pub(crate) years: u8,
    /// When it is.
    pub(crate) tense: Tense,
    /// Whether it is reached: "had turned forty".
    pub(crate) is_reached: bool,
}

impl Text<'_> {
    /// The age that `phrase` gives, if it is exact and somebody's who is named before it.
    pub(crate) fn exact_age(self, phrase: &Phrase, tense: Tense) -> Option<SaidAge> {
        let &Phrase { first, last, time } = phrase;
        let Time::Age { amount, whose: Some(whose) } = time else { return None };
        let Amount { least, most, unit, is_rough } = amount;
        let mut around = first.saturating_sub(3)..self.len().min(last + 2);
        let is_exact = least == most
            && unit == Unit::Year
            && !is_rough
            && (whose.start as usize) < self.word(first).start
            && !around.any(|i| ROUGHLY.contains(self.raw(i)));
        let years = u8::try_from(least).ok().filter(|_| is_exact)?;
        let is_reached = self.joined_before(first) == "turned";
        Some(SaidAge { whose, first, last, years, tense, is_reached })
    }

    /// An age that the words `first` to `last` give: "nineteen years old".
    pub(crate) fn age(self, first: usize, last: usize, amount: Amount) -> Phrase {
        let whose = self.subject_before(first).or_else(|| self.name_beside(first));
        Phrase { first, last, time: Time::Age { amount, whose } }
    }

    /// "Aged thirty": word `i` is "aged".
    pub(crate) fn aged(self, i: usize) -> Option<Phrase> {
        let is_about = is_listed("about but just nearly only some", self.raw(i + 1));
        let (last, amount) = self.years_after(i, is_about)?;
        let time = Time::Age { amount, whose: self.name_beside(i) };
        self.ends_phrase(last).then(|| Phrase { first: i, last: self.with_years(last), time })
    }

    /// "The age of nineteen": word `i` is "age".
    pub(crate) fn age_of(self, i: usize) -> Option<Phrase> {
        let before = self.raw_before(i);
        if !is_listed("advanced early mature ripe tender the", before)
            || self.joined_after(i) != "of"
        {
            return None;
        }
        let (last, amount) = self.years_after(i + 1, ADVERBS.contains(self.raw(i + 2)))?;
        if !self.ends_phrase(last) {
            return None;
        }
        let last = self.with_years(last);
        let at = (i.saturating_sub(2)..i).rev().find(|&i| matches!(self.raw(i), "at" | "At"));
        let whose = at.and_then(|at| self.actor_before(at).or_else(|| self.actor_after(at, last)));
        Some(Phrase { first: i, last, time: Time::Age { amount, whose } })
    }

    /// "A boy of ten", "a man about thirty": word `i` is what somebody of that age is.
    pub(crate) fn person_of(self, i: usize) -> Option<Phrase> {
        let (is_rough, fewest) = match self.joined_after(i) {
            "of" => {
                let rough = "about barely nearly only over perhaps some under";
                (is_listed(rough, self.raw(i + 2)), 2)
            }
            // "A man about seven" may be one at that hour.
            "about" => (true, 13),
            _ => return None,
        };
        let joint = if self.raw(i + 1) == "of" { i + 1 } else { i };
        let (last, amount) = self.years_after(joint, is_rough)?;
        let last = self.with_years(last);
        if amount.least < fewest || !self.ends_phrase(last) {
            return None;
        }
        // "Tom, a tall boy of ten", "Tom was a boy of ten".
        let article = (i.saturating_sub(4)..i)
            .rev()
            .find(|&i| matches!(self.raw(i), "A" | "An" | "a" | "an"));
        let article = article.filter(|&article| {
            (article + 1..=i).all(|i| self.follows(i))
                && !(article + 1..i).any(|i| is_listed("and for in of the to with", self.raw(i)))
                && !matches!(self.raw_before(article), "no" | "not")
        });
        if article.is_none() && joint == i {
            return None;
        }
        let whose = article.and_then(|it| self.subject_before(it).or_else(|| self.name_beside(it)));
        let time = Time::Age { amount: Amount { is_rough, ..amount }, whose };
        Some(Phrase { first: i, last, time })
    }

    /// "In her twentieth year": word `i` is "year" or "birthday", the ordinal is before it.
    pub(crate) fn year_of_life(self, i: usize, floor: usize) -> Option<Phrase> {
        let (first, n) = self.ordinal_before(i.checked_sub(1)?, floor)?;
        let possessive = first.checked_sub(1).filter(|&it| it >= floor)?;
        let is_joined = |i| self.follows(i) || self.gap(i) == "-";
        if !is_listed(WHOSE, self.raw(possessive)) || !(possessive + 1..=i).all(is_joined) {
            return None;
        }
        let is_birthday = self.raw(i) == "birthday";
        // A year of somebody's reign, office or studies goes on with "of" or "at".
        let goes_on = matches!(self.raw(i + 1), "of" | "at" | "as" | "in") && !self.ends_clause(i);
        // "Her first birthday away from home."
        if n == 1 || !is_birthday && (goes_on || n < 4) {
            return None;
        }
        let years = u16::try_from(if is_birthday { n } else { n - 1 }).ok();
        let amount = Amount::exactly(years.filter(|&years| years <= OLDEST)?, Unit::Year);
        let whose = Some(self.word(possessive).span());
        Some(Phrase { first, last: i, time: Time::Age { amount, whose } })
    }

    /// "She was twelve": word `i` is "was", "is" or "am". "She turned forty": it is "turned".
    pub(crate) fn is_aged(self, i: usize) -> Option<Phrase> {
        let mut at = i + 1;
        while at < self.len().min(i + 4) && ADVERBS.holds(self, at) && self.goes_on(at) {
            at += 1;
        }
        // Most verbs have no number after them.
        let word = self.raw(at);
        let is_number = begins_with_figure(word)
            || cardinal(word).is_some()
            || word == "a" && self.raw(at + 1) == "hundred";
        if !is_number || !self.goes_on(at) {
            return None;
        }
        let (last, amount) = self.years_at(at)?;
        // "He was one", "he was two" count; "he was second" does too.
        let least = if self.raw(i) == "turned" { 5 } else { 3 };
        // "Tom was fifty by then", "Tom was fifty at the time".
        let is_then = matches!(self.joined_after(last), "at" | "by")
            && is_listed("now that the then this", self.joined_after(last + 1));
        let goes_on = !is_then && is_listed("at by for from of on to", self.joined_after(last))
            || self.raw(last + 1) == "and" && self.number_at(last + 2).is_some();
        // "She turned forty last week."
        let ends = self.ends_phrase(last)
            || self.raw(i) == "turned"
                && is_listed("last this today tomorrow yesterday", self.joined_after(last));
        // "He was 1,80 m" and "was 30–12" are no ages.
        let gap = self.gap_after(last);
        let is_figure = figures(word).is_some() && gap.len() == 1 && !is_blank(gap);
        if amount.least < least || !ends || goes_on || is_figure {
            return None;
        }
        let whose = Some(self.subject_before_verb(i)?);
        let is_rough = (i + 1..at).any(|i| is_rough(self.raw(i)));
        let time = Time::Age { amount: Amount { is_rough, ..amount }, whose };
        Some(Phrase { first: at, last, time })
    }

    /// "At sixty, she": word `i` is "At", with which the sentence begins. Small numbers are those of a
    /// clock.
    pub(crate) fn at_age(self, i: usize) -> Option<Phrase> {
        let (last, amount) = self.years_after(i, false)?;
        let whose = self.actor_after(i, last)?;
        if amount.least <= 12 || begins_with_figure(self.raw(i + 1)) || self.gap_after(last) != ", "
        {
            return None;
        }
        let time = Time::Age { amount, whose: Some(whose) };
        Some(Phrase { first: i + 1, last, time })
    }

    /// "In her thirties": word `i` is the tens.
    pub(crate) fn decade_of_life(self, i: usize) -> Option<Phrase> {
        let tens = TENS.iter().position(|&tens| tens == self.raw(i))? as u16 * 10 + 20;
        let mut before = i.checked_sub(1)?;
        if matches!(self.raw(before), "early" | "late" | "middle" | "mid") {
            before = before.checked_sub(1)?;
        }
        let is_within = matches!(self.raw_before(before), "in" | "In" | "into" | "of");
        if !is_within || !is_listed("her his my your", self.raw(before)) {
            return None;
        }
        let amount = Amount { least: tens, most: tens + 9, unit: Unit::Year, is_rough: true };
        let whose = Some(self.word(before).span());
        Some(Phrase { first: i, last: i, time: Time::Age { amount, whose } })
    }

    /// The number of years after word `i`, or after an adverb there, and its last word.
    fn years_after(self, i: usize, has_adverb: bool) -> Option<(usize, Amount)> {
        let at = i + 1 + usize::from(has_adverb);
        self.years_at(at).filter(|_| (i + 1..=at).all(|i| self.goes_on(i)))
    }

    /// The number of years that starts with word `i`, and its last word: "nineteen", "four or five".
    fn years_at(self, i: usize) -> Option<(usize, Amount)> {
        if self.raw(i).starts_with(char::is_uppercase) {
            return None;
        }
        let years = |(last, n): (usize, u32)| {
            let n = u16::try_from(n).ok().filter(|n| (1..=OLDEST).contains(n))?;
            Some((last, n))
        };
        let (last, least) = years(self.number_at(i)?)?;
        let is_range = matches!(self.raw(last + 1), "or" | "to") && self.goes_on(last + 2);
        let most = if is_range { self.number_at(last + 2).and_then(years) } else { None };
        let (last, most) = most.filter(|&(_, most)| most > least).unwrap_or((last, least));
        // "Six or seven-and-twenty", "three- or four-and-twenty".
        let tens = most / 10 * 10;
        let least =
            if least < 10 && tens >= 20 && most % 10 == least + 1 { tens + least } else { least };
        Some((last, Amount { least, most, unit: Unit::Year, is_rough: false }))
    }

    /// The word up to which an age reaches that `last` ends, with "years" or "or so" after it.
    fn with_years(self, last: usize) -> usize {
        match self.raw(last + 1) {
            "years" | "summers" | "winters" if self.goes_on(last + 1) => last + 1,
            "or" if self.raw(last + 2) == "so" && self.goes_on(last + 2) => last + 2,
            _ => last,
        }
    }

    /// Of whom the verb speaks that stands before word `first`: "She was about ‸nineteen".
    fn subject_before(self, first: usize) -> Option<Span> {
        let mut verb = first.checked_sub(1)?;
        let mut is_joined = self.follows(first);
        while is_joined && ADVERBS.contains(self.raw(verb)) {
            is_joined = self.follows(verb);
            verb = verb.checked_sub(1)?;
        }
        let word = self.raw(verb);
        // "She had lived ‸twenty years in the world."
        if is_joined && is_listed("am are be been being is lived was were", word) {
            return self.subject_before_verb(verb);
        }
        // "She's about ‸nineteen."
        let apostrophe = word.find(is_apostrophe).filter(|_| is_joined)?;
        let is_short = match word.split_at(apostrophe) {
            ("I", verb) => matches!(verb, "'m" | "’m"),
            ("He" | "She" | "he" | "she", verb) => matches!(verb, "'s" | "’s"),
            _ => false,
        };
        let start = self.word(verb).start;
        is_short.then(|| Span::new(start..start + apostrophe))
    }

    /// The pronoun or name before the verb that is word `verb`.
    fn subject_before_verb(self, verb: usize) -> Option<Span> {
        let mut at = verb;
        for _ in 0..4 {
            if !self.goes_on(at) {
                return None;
            }
            at -= 1;
            // "Anna Hale, who was thirty".
            if self.raw(at) == "who" {
                return self.name_beside(at);
            }
            if !is_listed(BETWEEN, self.raw(at)) {
                return self.somebody(at);
            }
        }
        None
    }

    /// The pronoun or the name that ends with word `i`.
    fn somebody(self, i: usize) -> Option<Span> {
        let word = self.raw(i);
        // "She'd been nineteen."
        let pronoun = contracted(word).map_or(word, |(pronoun, _)| pronoun);
        if is_listed(WHO, pronoun) {
            let start = self.word(i).start;
            return Some(Span::new(start..start + pronoun.len()));
        }
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase)
                && word.len() > 1
                && !is_listed(NOBODY, word)
                && !is_possessive(word)
                && ordinal(word).is_none()
                && !word.ends_with("ly")
        };
        if !is_name(word) {
            return None;
        }
        let mut first = i;
        while first > 0
            && is_name(self.raw(first - 1))
            && (self.follows(first)
                || self.gap(first).strip_prefix('.').is_some_and(is_blank)
                    && is_listed(TITLES, self.raw(first - 1)))
        {
            first -= 1;
        }
        // "The house of Tom", "Ann and Tom", "than Tom": the name is only part of who it is.
        // ": for Tom was a boy of ten" goes on with a clause of its own.
        let is_reason = first >= 2 && self.raw(first - 1) == "for" && self.ends_clause(first - 2);
        let is_part = self.goes_on(first)
            && !is_reason
            && is_listed("and at by for from in like of or than to with", self.raw(first - 1));
        (!is_part).then(|| self.span_of(first, i))
    }

    /// The name that a comma parts from word `first`: "Tom Hesketh, ‸aged nine".
    fn name_beside(self, first: usize) -> Option<Span> {
        let before = first.checked_sub(1)?;
        let is_name = self.gap(first).trim() == "," && !is_listed(WHO, self.raw(before));
        self.somebody(before).filter(|_| is_name)
    }

    /// Who did something at an age, where the verb alone stands between: "She died ‸at the age of".
    fn actor_before(self, at: usize) -> Option<Span> {
        let mut i = at;
        for _ in 0..3 {
            if !self.goes_on(i) {
                return None;
            }
            i -= 1;
            if let Some(somebody) = self.somebody(i) {
                return (i + 1 < at).then_some(somebody);
            }
            let may_be_verb = self.raw(i).ends_with("ed")
                || is_listed(
                    "became began came died fell got had left lost married rose took was went",
                    self.raw(i),
                );
            if !may_be_verb {
                return None;
            }
        }
        None
    }

    /// Who the sentence goes on with: "At the age of nineteen, she".
    fn actor_after(self, at: usize, last: usize) -> Option<Span> {
        let is_next = self.leads(at) && matches!(self.gap_after(last).trim(), "," | "");
        let next = last + 1;
        (is_next && is_listed("I he she you", self.raw(next))).then(|| self.word(next).span())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// Checks how old whom a text says to be.
    #[track_caller]
    fn check(text: &str, expected: &[(u16, Option<&str>)]) {
        let facts = Facts::of_text("a.md", text);
        let ages = facts.times.iter().filter_map(|it| match it.time {
            Time::Age { amount, whose } => Some((amount.least, whose.map(|it| &text[it.range()]))),
            _ => None,
        });
        assert_eq!(ages.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn ages() {
        check("Ann Hale was twelve years old.", &[(12, Some("Ann Hale"))]);
        check("When she was twelve, she left.", &[(12, Some("she"))]);
        check("Tom, a tall boy of ten, left.", &[(10, Some("Tom"))]);
        check("A boy of ten, who left.", &[(10, None)]);
        check("Tom Hale, aged 30, left.", &[(30, Some("Tom Hale"))]);
        check("He died in his twentieth year.", &[(19, Some("his"))]);
        check("He had just turned forty.", &[(40, Some("He"))]);
        check("At the age of nineteen, she left.", &[(19, Some("she"))]);
        check("She died at the age of nineteen.", &[(19, Some("She"))]);
        check("He lost his wife at the age of nineteen.", &[(19, None)]);
        check("It was her nineteenth birthday.", &[(19, Some("her"))]);
        check("A man of six or seven-and-twenty.", &[(26, None)]);
        check("She’s nearly fifty years old.", &[(50, Some("She"))]);
        check("She was in her early thirties.", &[(30, Some("her"))]);
        check("Ann had lived nearly thirty years in the world.", &[(30, Some("Ann"))]);
        check(
            "They hid her: for Ann Hale was a girl of sixteen, whom he saw.",
            &[(16, Some("Ann Hale"))],
        );
        check("A stout man about three or four-and-fifty came.", &[]);
        check("A stout man about three or four-and-fifty, who came.", &[(53, None)]);
        check("Tom was a stout man about fifty.", &[(50, Some("Tom"))]);
        check("She turned thirty last week.", &[(30, Some("She"))]);
        check("Ann Hale, who was now thirty, rowed.", &[(30, Some("Ann Hale"))]);
        check("At seventy, she rowed.", &[(70, Some("she"))]);
        check("She held a child of four years old.", &[(4, None)]);
        check("Mr. Noel St. Orme is now thirty years of age.", &[(30, Some("Mr. Noel St. Orme"))]);
        check("Noel St.\u{a0}Orme was forty.", &[(40, Some("Noel St.\u{a0}Orme"))]);
    }

    #[test]
    fn no_ages() {
        check(
            "At seven, she left. At 60, she slowed. At sixty miles, she slowed. At sixty the wind",
            &[],
        );
        check(
            "A man about town, a man about ten, a word with the man about forty. He turned thirty pages.",
            &[],
        );
        check("He had lived thirty years in the town. He waited for Ann, who was out.", &[]);
        check("They were seven. It was twelve. She was one of six. He was ten and six.", &[]);
        check("A man of five feet, a man of two minds about it, a man of one idea.", &[]);
        check("It was his third year, and in his tenth year as a clerk; her first birthday.", &[]);
    }
}
