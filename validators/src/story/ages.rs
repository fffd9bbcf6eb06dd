//! How old somebody is, and whose age it is.

use crate::diagnostic::Span;
use crate::story::numbers::{cardinal, figures, ordinal};
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_blank, is_listed};
use crate::story::times::{Amount, Time, Unit};

/// The oldest that anybody is said to be.
const OLDEST: u32 = 120;

/// What may stand between somebody and the verb.
const BETWEEN: &str = "\
already barely can't cannot could had hardly has have just may might must never now only scarcely \
should then will would";

/// Words with a capital that are nobody.
const NOBODY: &str = "\
All And As Because Both But Each Even Everything For Here How If It Its Just Now Nor One Or So \
Some Still That The Then There These They This Those Though Thus We What When Where Whether Which \
While Why Yet";

/// Titles that stand before a name with a period or without.
const TITLES: &str = "Captain Colonel Dr Lady Lord Miss Mr Mrs Ms Sir St";

impl Text<'_> {
    /// An age that the words `first` to `last` give: "nineteen years old".
    pub(crate) fn age(self, first: usize, last: usize, amount: Amount) -> Phrase {
        let whose = self.subject_before(first).or_else(|| self.name_beside(first));
        Phrase { first, last, time: Time::Age { amount, whose } }
    }

    /// "Aged thirty": word `i` is "aged".
    pub(crate) fn aged(self, i: usize) -> Option<Phrase> {
        let about =
            matches!(self.raw(i + 1), "about" | "some" | "nearly" | "only" | "just" | "but");
        let at = i + 1 + usize::from(about);
        let (last, amount) = self.years_at(at)?;
        if !(i + 1..=at).all(|i| self.goes_on(i)) || !self.ends_phrase(last) {
            return None;
        }
        let last = self.with_years(last);
        let time = Time::Age { amount, whose: self.name_beside(i) };
        Some(Phrase { first: i, last, time })
    }

    /// "The age of nineteen": word `i` is "age".
    pub(crate) fn age_of(self, i: usize) -> Option<Phrase> {
        if self.raw(i + 1) != "of"
            || !matches!(
                self.raw(i.checked_sub(1)?),
                "the" | "tender" | "mature" | "early" | "advanced" | "ripe"
            )
        {
            return None;
        }
        let about = usize::from(is_adverb(self.raw(i + 2)));
        let (last, amount) = self.years_at(i + 2 + about)?;
        if !(i + 1..=i + 2 + about).all(|i| self.goes_on(i)) || !self.ends_phrase(last) {
            return None;
        }
        let last = self.with_years(last);
        let at = (i.saturating_sub(2)..i).rev().find(|&i| matches!(self.raw(i), "at" | "At"));
        let whose = at.and_then(|at| self.actor_before(at).or_else(|| self.actor_after(at, last)));
        Some(Phrase { first: i, last, time: Time::Age { amount, whose } })
    }

    /// "A boy of ten": word `i` is what somebody of that age is.
    pub(crate) fn person_of(self, i: usize) -> Option<Phrase> {
        if self.raw(i + 1) != "of" {
            return None;
        }
        let about = usize::from(matches!(
            self.raw(i + 2),
            "about" | "some" | "nearly" | "perhaps" | "over" | "only" | "barely" | "under"
        ));
        let (last, amount) = self.years_at(i + 2 + about)?;
        if amount.least < 2 || !(i + 1..=i + 2 + about).all(|i| self.goes_on(i)) {
            return None;
        }
        let years = self.with_years(last);
        if !self.ends_phrase(years) {
            return None;
        }
        // "Tom, a tall boy of ten", "Tom was a boy of ten".
        let article = (i.saturating_sub(4)..i).rev().find(|&i| matches!(self.raw(i), "a" | "an"));
        let is_no = |article: usize| article > 0 && matches!(self.raw(article - 1), "no" | "not");
        let article = article
            .filter(|&article| (article + 1..=i).all(|i| self.follows(i)) && !is_no(article));
        let whose = article.and_then(|it| self.subject_before(it).or_else(|| self.name_beside(it)));
        let amount = Amount { is_rough: about == 1 || amount.is_rough, ..amount };
        Some(Phrase { first: i, last: years, time: Time::Age { amount, whose } })
    }

    /// "In her twentieth year": word `i` is "year" or "birthday", the ordinal is before it.
    pub(crate) fn year_of_life(self, i: usize, floor: usize) -> Option<Phrase> {
        let (first, n) = self.ordinal_before(i.checked_sub(1)?, floor)?;
        let possessive = first.checked_sub(1).filter(|&it| it >= floor)?;
        let is_whose = matches!(
            self.raw(possessive),
            "her" | "his" | "my" | "your" | "Her" | "His" | "My" | "Your"
        );
        if !is_whose || !(possessive + 1..=i).all(|i| self.follows(i) || self.gap(i) == "-") {
            return None;
        }
        let is_birthday = self.raw(i) == "birthday";
        // A year of somebody's reign, office or studies goes on with "of" or "at".
        if !is_birthday
            && (matches!(self.raw(i + 1), "of" | "at" | "as" | "in") && !self.ends_clause(i)
                || n < 4)
        {
            return None;
        }
        // "Her first birthday away from home."
        if n == 1 {
            return None;
        }
        let years = if is_birthday { n } else { n - 1 };
        let amount =
            Amount::exactly(u16::try_from(years).ok().filter(|&n| n <= OLDEST as u16)?, Unit::Year);
        let whose = Some(self.word(possessive).span());
        Some(Phrase { first, last: i, time: Time::Age { amount, whose } })
    }

    /// "She was twelve": word `i` is "was", "is" or "am". "She turned forty": it is "turned".
    pub(crate) fn is_aged(self, i: usize) -> Option<Phrase> {
        let mut at = i + 1;
        while at < i + 4 && is_adverb(self.raw(at)) && self.goes_on(at) {
            at += 1;
        }
        // Most verbs have no number after them.
        let word = self.raw(at);
        let is_number = word.starts_with(|c: char| c.is_ascii_digit())
            || cardinal(word).is_some()
            || word == "a" && self.raw(at + 1) == "hundred";
        if !is_number || !self.goes_on(at) {
            return None;
        }
        let (last, amount) = self.years_at(at)?;
        let is_turning = self.raw(i) == "turned";
        // "He was one", "he was two" count; "he was second" does too.
        let least = if is_turning { 5 } else { 3 };
        if amount.least < least
            || !self.ends_phrase(last)
            || matches!(self.raw(last + 1), "to" | "at" | "for" | "on" | "by" | "from" | "of")
                && self.goes_on(last + 1)
            || self.raw(last + 1) == "and" && self.number_at(last + 2).is_some()
        {
            return None;
        }
        // "He was ten feet tall" goes on; "he was 1,80 m" and "was 30 – 12" are no ages.
        if figures(self.raw(at)).is_some()
            && last + 1 < self.len()
            && !self.gap(last + 1).contains(' ')
            && !is_blank(self.gap(last + 1))
            && self.gap(last + 1).len() < 2
        {
            return None;
        }
        let whose = self.subject_before_verb(i)?;
        let is_rough = (i + 1..at).any(|i| is_rough(self.raw(i)));
        let amount = Amount { is_rough: is_rough || amount.is_rough, ..amount };
        Some(Phrase { first: at, last, time: Time::Age { amount, whose: Some(whose) } })
    }

    /// "In her thirties": word `i` is the tens.
    pub(crate) fn decade_of_life(self, i: usize) -> Option<Phrase> {
        let tens = match self.raw(i) {
            "twenties" => 20,
            "thirties" => 30,
            "forties" => 40,
            "fifties" => 50,
            "sixties" => 60,
            "seventies" => 70,
            "eighties" => 80,
            _ => return None,
        };
        let mut before = i.checked_sub(1)?;
        if matches!(self.raw(before), "early" | "late" | "middle" | "mid") {
            before = before.checked_sub(1)?;
        }
        let is_whose = matches!(self.raw(before), "her" | "his" | "my" | "your");
        if !is_whose || !matches!(self.raw(before.checked_sub(1)?), "in" | "In" | "into" | "of") {
            return None;
        }
        let amount = Amount { least: tens, most: tens + 9, unit: Unit::Year, is_rough: true };
        let whose = Some(self.word(before).span());
        Some(Phrase { first: i, last: i, time: Time::Age { amount, whose } })
    }

    /// The number of years that starts with word `i`: "nineteen", "four or five", "30".
    fn years_at(self, i: usize) -> Option<(usize, Amount)> {
        if self.raw(i).starts_with(char::is_uppercase) {
            return None;
        }
        let years = |(last, n): (usize, u32)| (n <= OLDEST && n > 0).then_some((last, n as u16));
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
        while is_joined && is_adverb(self.raw(verb)) {
            is_joined = self.follows(verb);
            verb = verb.checked_sub(1)?;
        }
        let is_verb = matches!(
            self.raw(verb),
            "was" | "is" | "am" | "are" | "be" | "been" | "being" | "were"
        );
        if !is_joined || !is_verb {
            let word = self.raw(verb);
            let is_short = matches!(
                word,
                "I'm"
                    | "I’m"
                    | "he's"
                    | "he’s"
                    | "she's"
                    | "she’s"
                    | "He's"
                    | "He’s"
                    | "She's"
                    | "She’s"
            );
            let pronoun = word.find(['\'', '’']).filter(|_| is_joined && is_short)?;
            let start = self.word(verb).start;
            return Some(Span::new(start..start + pronoun));
        }
        self.subject_before_verb(verb)
    }

    /// The pronoun or name before the verb that is word `verb`.
    fn subject_before_verb(self, verb: usize) -> Option<Span> {
        let mut at = verb;
        for _ in 0..4 {
            if !self.goes_on(at) {
                return None;
            }
            at -= 1;
            if !is_listed(BETWEEN, self.raw(at)) {
                return self.somebody(at);
            }
        }
        None
    }

    /// The pronoun or the name that ends with word `i`.
    fn somebody(self, i: usize) -> Option<Span> {
        let word = self.raw(i);
        if matches!(word, "I" | "he" | "she" | "you" | "He" | "She" | "You") {
            return Some(self.word(i).span());
        }
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase) && word.len() > 1 && !is_listed(NOBODY, word)
                && !word.ends_with("'s") && !word.ends_with("’s") && ordinal(word).is_none()
                // "JOHN", but also "II".
                && !word.ends_with("ly")
        };
        if !is_name(word) {
            return None;
        }
        let mut first = i;
        while first > 0
            && is_name(self.raw(first - 1))
            && (self.follows(first)
                || self.gap(first) == ". " && is_listed(TITLES, self.raw(first - 1)))
        {
            first -= 1;
        }
        // "The house of Tom", "Ann and Tom", "Tom's brother Jon": the name is only part of who it is.
        let is_part = first > 0
            && self.follows(first)
            && matches!(
                self.raw(first - 1),
                "and"
                    | "of"
                    | "or"
                    | "than"
                    | "to"
                    | "with"
                    | "in"
                    | "at"
                    | "for"
                    | "by"
                    | "from"
                    | "like"
            );
        if is_part {
            return None;
        }
        Some(Span::new(self.word(first).start..self.word(i).end()))
    }

    /// The name that a comma parts from word `first`: "Tom Hesketh, ‸aged nine".
    fn name_beside(self, first: usize) -> Option<Span> {
        let before = first.checked_sub(1)?;
        if self.gap(first).trim() != ","
            || matches!(self.raw(before), "I" | "You" | "He" | "She" | "he" | "she" | "you")
        {
            return None;
        }
        self.somebody(before)
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
        if !self.leads(at)
            || last + 1 >= self.len()
            || !matches!(self.gap(last + 1).trim(), "," | "")
        {
            return None;
        }
        let next = self.raw(last + 1);
        let is_pronoun = matches!(next, "I" | "he" | "she" | "you");
        is_pronoun.then(|| self.word(last + 1).span())
    }
}

/// Whether what follows is no exact number.
pub(crate) fn is_rough(word: &str) -> bool {
    matches!(
        word,
        "about"
            | "above"
            | "almost"
            | "around"
            | "barely"
            | "hardly"
            | "least"
            | "nearly"
            | "nigh"
            | "not"
            | "over"
            | "perhaps"
            | "past"
            | "scarcely"
            | "some"
            | "under"
            | "yet"
            | "About"
            | "Almost"
            | "Hardly"
            | "Nearly"
            | "Perhaps"
            | "Scarcely"
            | "Some"
            | "than"
    )
}

/// Whether `word` may stand between a verb and an age.
fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "about"
            | "already"
            | "almost"
            | "at"
            | "barely"
            | "but"
            | "close"
            | "exactly"
            | "fully"
            | "hardly"
            | "just"
            | "least"
            | "nearly"
            | "nigh"
            | "no"
            | "not"
            | "now"
            | "only"
            | "over"
            | "past"
            | "perhaps"
            | "quite"
            | "rising"
            | "scarcely"
            | "some"
            | "still"
            | "then"
            | "under"
            | "upon"
            | "yet"
    )
}
