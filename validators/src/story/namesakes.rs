//! Whether two names that may be one person's are told of as two people's: "Tom laughed at Uncle Tom".

use std::ops::Range;

use crate::story::evidence::{self, Clue};
use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
use crate::story::name_words::Words;
use crate::story::prose;
use crate::story::titles::BEFORE_GIVEN;
use crate::story::word_list::WordList;

/// So many words at most stand between two names of one sentence.
const REACH: usize = 25;

/// Whoever does something to somebody is so many words before them at most: "Dick hit poor old Richard".
const NEAR: usize = 3;

/// Titles by which servants and strangers call whoever the story calls by the given name.
static CIVIL: WordList = WordList::new("madam master miss mr mrs squire");

/// Words that may tell how else somebody is called,
static CALLS: WordList = WordList::new(
    "\
alias call called calling calls christened instead known mean means meant name named names nicknamed or otherwise \
than",
);

/// and words that do so where few others stand between two names.
static ARE: WordList = WordList::new(
    "are as be became become been being but for if is like not of that turned was were when whether who whom",
);

/// Words before a name that somebody says is their own.
static ONESELF: WordList = WordList::new("am I’m I'm it’s it's me name’s name's");

/// A name, where its words stand, and whether its bearer does something.
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) words: Range<usize>,
    pub(crate) is_subject: bool,
}

/// Whether two names of a paragraph, between which there is no other, are two people's although one person might go by
/// both: each acts in one sentence, "Tom rowed, and Uncle Tom slept", the one to the other, "Dick hit Richard", the one
/// is spoken of by the other, "“Tom!” said Uncle Tom", or is another's relative, "Mr. Orme, his father". Nobody who
/// tells of one person calls them by two names in one breath: in 58 novels once, of a Lady Blanche.
pub(crate) fn are_two(words: Words<'_>, [one, other]: [&Named<'_>; 2]) -> bool {
    let (start, at) = (one.words.end, other.words.start);
    if at > start + REACH {
        return false;
    }
    let text = words.text;
    let are_single = one.words.len() == 1 && other.words.len() == 1;
    let is_alike = !are_single && shares_a_word(one.name, other.name);
    if !is_alike && ![one, other].iter().any(|it| given_names::is_short(text, it.words.start)) {
        return false;
    }
    let is_near = at <= start + NEAR;
    let is_tag = tags(words, [one, other]);
    let is_kin = text.after_comma(start) && text.is_kin_of_other(start);
    let is_clause = || {
        (one.is_subject || other.is_subject || is_near)
            && words.end_sentence(start..at + 1) == Some(false)
            && !(start..at).any(|i| CALLS.holds(text, i) || is_near && ARE.holds(text, i))
    };
    if !is_tag && !is_kin && !is_clause() {
        return false;
    }
    let [own, others] = [one, other].map(|it| FullName::of(it.name));
    let likeness = Likeness::of(&own, &others);
    // "Sir John" is Sir John Hale.
    let is_titled = is_alike
        && !(own.titles.is_empty() && others.titles.is_empty())
        && !(own.titles == others.titles && own.words.first() == others.words.first());
    // "Dick hit Richard", "Mrs. Hale to Mrs. John Hale".
    let reaches = || {
        is_near
            && at > start
            && !words.is_possessive(start - 1)
            && (start..=at).all(|i| text.is_spaced(i))
    };
    let whose = if text.raw(start) == "her" { Gender::Female } else { Gender::Male };
    match likeness {
        _ if is_kin && is_titled && others.words.len() > 1 && others.suits(whose) => true,
        Some(_) if is_tag => true,
        Some(Likeness::Titled) => one.is_subject || other.is_subject || reaches(),
        Some(Likeness::Short) => {
            one.is_subject && other.is_subject
                || reaches() && text.raw(start) != "to"
                || other.is_subject && text.raw(at - 1) == "and"
        }
        None => is_titled && reaches(),
    }
}

/// How two names that are two people's may be taken for one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The one is a title, other than what strangers would say, and the given name of the other: "Uncle Tom", "Tom".
    Titled,
    /// The given name of the one is short for that of the other: "Dick", "Richard".
    Short,
}

impl Likeness {
    pub(crate) fn of(one: &FullName, other: &FullName) -> Option<Self> {
        let is_titled = |one: &FullName, other: &FullName| {
            let word = one.last();
            !one.titles.is_empty()
                && one.words.len() == 1
                && other.titles.is_empty()
                && other.words.first().is_some_and(|first| first == word)
                && !one.is_titled(&CIVIL)
                && (one.is_titled(&BEFORE_GIVEN) || given_names::gender_of(word).is_some())
        };
        if is_titled(one, other) || is_titled(other, one) {
            return Some(Self::Titled);
        }
        let plain = |name: &FullName| name.titles.is_empty() && !name.words.is_empty();
        let is_short = |one: &FullName, other: &FullName| {
            given_names::long_for(&one.words[0]).contains(&other.words[0])
        };
        let may_be = plain(one) && plain(other) && (is_short(one, other) || is_short(other, one));
        may_be.then_some(Self::Short)
    }
}

/// Whether one of two names is said by the other: "“Tom!” said Uncle Tom", "Uncle Tom said, “Tom,". Who says "I'm Tom" is
/// Tom.
fn tags(words: Words<'_>, [one, other]: [&Named<'_>; 2]) -> bool {
    let (start, at) = (one.words.end, other.words.start);
    let has_mark = |i: usize| prose::has_quotation_mark(words.gap(i));
    let says = |i: usize| evidence::after(words.raw(i)) == Some(Clue::Said);
    if at == start {
        return says(other.words.end) && has_mark(start) && !names_oneself(words, one);
    }
    if at > start + 1 {
        return false;
    }
    let is_said = || evidence::before(words.raw(start)) == Some(Clue::Said);
    says(start) && has_mark(at) && !has_mark(start)
        || is_said() && has_mark(start) && !has_mark(at) && !names_oneself(words, one)
}

/// Whether who says a name rather says it of themselves.
fn names_oneself(words: Words<'_>, name: &Named<'_>) -> bool {
    let before = |n| name.words.start.checked_sub(n).map_or("", |i| words.raw(i));
    let is_who = matches!(before(2), "It" | "it" | "name" | "This" | "this");
    ONESELF.contains(before(1)) || before(1) == "is" && is_who
}

/// Whether the last word of one of two names that differ begins or ends the other.
fn shares_a_word(one: &str, other: &str) -> bool {
    let parts = |byte: &u8| matches!(byte, b' ' | b'.');
    let last = |name: &str| name.rfind(' ').map_or(0, |gap| gap + 1);
    // Most differ in their first and last letters.
    let is_part = |word: &str, name: &str| {
        let (own, all) = (word.as_bytes(), name.as_bytes());
        own.last() == all.last()
            && name.ends_with(word)
            && all[..all.len() - own.len()].last().is_none_or(parts)
            || own.first() == all.first()
                && name.starts_with(word)
                && all.get(own.len()).is_none_or(parts)
    };
    one != other && (is_part(&one[last(one)..], other) || is_part(&other[last(other)..], one))
}

#[cfg(test)]
mod tests {
    use crate::story::names::check_others;

    #[test]
    fn both_act() {
        check_others("Then Tom rowed, and Uncle Tom slept.", &[["Tom", "Uncle Tom"]]);
        check_others("Then Kate wept, and Catherine laughed.", &[["Kate", "Catherine"]]);
        check_others("Then Uncle\nTom rowed, and Tom slept.", &[["Uncle\nTom", "Tom"]]);
        check_others(
            "Then Sister Anne shut her eyes while Anne Hale sang.",
            &[["Sister Anne", "Anne Hale"]],
        );
    }

    #[test]
    fn one_acts_on_the_other() {
        check_others("Then Dick hit poor Richard.", &[["Dick", "Richard"]]);
        check_others("Then Mr. Hale told Joseph Hale.", &[["Mr. Hale", "Joseph Hale"]]);
        check_others("Mrs. Hale to Mrs. John Hale.", &[["Mrs. Hale", "Mrs. John Hale"]]);
        check_others("He danced with Deb, and Deborah sang.", &[["Deb", "Deborah"]]);
    }

    #[test]
    fn one_speaks_of_the_other() {
        check_others("“Anna!” said Lady Anna.", &[["Anna", "Lady Anna"]]);
        check_others("Then Uncle Tom said, “Tom, go.”", &[["Uncle Tom", "Tom"]]);
        check_others("“Where is Dick?” Richard asked.", &[["Dick", "Richard"]]);
    }

    #[test]
    fn relatives() {
        check_others(
            "Anna waited. Mr. Hale, her husband, was late. Joseph Hale slept.",
            &[["Anna", "Mr. Hale"]],
        );
        check_others(
            "Mr. Hale, his father, was early. Joseph Hale slept.",
            &[["Mr. Hale", "Joseph Hale"]],
        );
    }

    #[test]
    fn one_of_two_names() {
        for text in [
            "Then Tom rowed. Uncle Tom slept.",
            "Then Emma asked whether Miss Emma slept.",
            "Then Emma Hale slept, and Emma dreamt.",
            "Everybody called Robert Bob.",
            "Then Robert became Bob.",
            "Then Richard, otherwise Dick, slept.",
            "“Go, Uncle Tom.” Tom went.",
            "“They call me Dick,” said Richard.",
            "“I’m Dick,” Richard said.",
            "“It is Tom,” said Uncle Tom.",
            "Then Mr. Hale slept, and Hale was ill.",
        ] {
            check_others(text, &[]);
        }
    }
}
