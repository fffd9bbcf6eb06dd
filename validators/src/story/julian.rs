//! Until when a story may count by the Julian calendar.

use crate::story::Story;

/// The last year in which a country of Europe kept the Julian calendar, or went over from it.
const LAST_IN_EUROPE: i16 = 1923;

/// The last year that Britain and its colonies began in March, by the Julian calendar.
pub(crate) const LAST_IN_BRITAIN: i16 = 1752;

/// Places whose stories may count by the Julian calendar until [`LAST_IN_EUROPE`].
const PLACES: [&str; 12] = [
    "Athens",
    "Belgrade",
    "Bucharest",
    "Kazan",
    "Kiev",
    "Moscow",
    "Odessa",
    "Petersburg",
    "Petrograd",
    "Russia",
    "Siberia",
    "Sofia",
];

/// The last year whose dates may be those of the Julian calendar.
pub(crate) fn last_year(story: &Story) -> i16 {
    let [words, _] = story.name_words();
    let is_named = words.iter().any(|word| PLACES.contains(&&*word.text));
    if is_named { LAST_IN_EUROPE } else { LAST_IN_BRITAIN }
}

/// The years of today's reckoning that may be meant by `year` on the day `(month, day)`: up to 1752 the
/// year may have begun on 25 March.
pub(crate) fn years(year: i16, day: (u8, u8)) -> impl Iterator<Item = i16> {
    let was_next = year <= LAST_IN_BRITAIN && day < (3, 25);
    [Some(year), was_next.then_some(year + 1)].into_iter().flatten()
}
