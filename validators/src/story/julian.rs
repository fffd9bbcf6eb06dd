//! Until when a story may count by the Julian calendar.

use std::ops::RangeInclusive;

use crate::story::Story;
use crate::story::prose::is_listed;

/// The last year in which a country of Europe kept the Julian calendar, or went over from it.
pub(crate) const LAST_IN_EUROPE: i16 = 1923;

/// The last year that Britain and its colonies began in March, by the Julian calendar.
pub(crate) const LAST_IN_BRITAIN: i16 = 1752;

/// Words of names whose stories may count by the Julian calendar until [`LAST_IN_EUROPE`]. Sofia may be somebody: that
/// costs little.
const WORDS: &str = "\
Athens Belgrade Bolshevik Bolsheviks Bucharest Czar Kazan Kiev Moscow Odessa Petersburg Petrograd Russia Siberia \
Sofia Tsar";

/// How names by the father's end there.
const PATRONYMICS: [&str; 4] = ["evich", "evna", "ovich", "ovna"];

/// How many days the calendars are apart, in those years in which stories count by both.
pub(crate) const DAYS_APART: RangeInclusive<i32> = 10..=13;

/// Whether a story names what tells that it may count by the Julian calendar until [`LAST_IN_EUROPE`].
pub(crate) fn is_kept(story: &Story) -> bool {
    let is_of_father = |word: &str| PATRONYMICS.iter().any(|end| word.ends_with(end));
    let [words, _] = story.name_words();
    words.iter().any(|word| is_listed(WORDS, &word.text) || is_of_father(&word.text))
}

/// The last year whose dates may be those of the Julian calendar.
pub(crate) fn last_year(story: &Story) -> i16 {
    if is_kept(story) { LAST_IN_EUROPE } else { LAST_IN_BRITAIN }
}

/// The years of today's reckoning that may be meant by `year` on the day `(month, day)`: up to 1752 the
/// year may have begun on 25 March.
pub(crate) fn years(year: i16, day: (u8, u8)) -> impl Iterator<Item = i16> {
    let was_next = year <= LAST_IN_BRITAIN && day < (3, 25);
    [Some(year), was_next.then_some(year + 1)].into_iter().flatten()
}
