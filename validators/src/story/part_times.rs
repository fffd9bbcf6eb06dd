//! When a part of the story is, as the heading or the line says that it begins with.

use crate::diagnostic::Span;
use crate::story::numbers::begins_with_figure;
use crate::story::prose::{Text, has_quotation_mark, is_listed};
use crate::story::telling::Tense;
use crate::story::times::When;

/// How many words a line may have that says nothing but where and when it is.
const LONGEST_LINE: usize = 12;

/// Words of a heading that tells of the past, whatever else it says.
const BEFORE: &str = "ago before earlier flashback previously";

/// Words of headings and lines that tell of nothing but a time.
const OF_TIME: &str = "back chapter day in now part past present the then today";

impl Text<'_> {
    /// When what is below the heading is, whose words these are.
    pub(crate) fn when_headed(self) -> Option<When> {
        let words: Vec<String> =
            (0..self.len()).map(|i| self.word(i).text().to_lowercase()).collect();
        if words.iter().any(|word| is_listed(BEFORE, word)) {
            return Some(When::Past);
        }
        let year = |word: &String| {
            let year = word.parse().ok().filter(|year| (1000..3000).contains(year));
            year.map(When::Year)
        };
        then_or_now(&words).or_else(|| words.iter().filter_map(year).next_back())
    }

    /// When what follows the paragraph at `span` is, whose words these are, if it says nothing but that, and
    /// where it is: "London, 2011", "Now".
    pub(crate) fn when_lined(self, span: Span) -> Option<When> {
        let last = self.len().checked_sub(1).filter(|last| *last < LONGEST_LINE)?;
        let is_said = has_quotation_mark(&self.prose()[span.start as usize..self.start(0)]);
        if is_said || self.tense(last, last) != Tense::Unknown {
            return None;
        }
        let Some(year) = self.year_number(last) else {
            let words: Vec<String> = (0..=last).map(|i| self.raw(i).to_lowercase()).collect();
            return then_or_now(&words);
        };
        let is_name = |i: usize| self.word(i).is_capitalised() || begins_with_figure(self.raw(i));
        let is_line = self.gap(last).contains(',') || (0..last).all(is_name);
        u16::try_from(year).ok().filter(|_| is_line).map(When::Year)
    }
}

/// Whether the words of a heading or a line, in lower case, tell of the past or the present. "And Then There Was One" tells of
/// neither.
fn then_or_now(words: &[String]) -> Option<When> {
    let is_of_time =
        |word: &String| is_listed(OF_TIME, word) || word.bytes().all(|it| it.is_ascii_digit());
    let has = |list| words.iter().any(|word| is_listed(list, word));
    match words.iter().all(is_of_time) {
        true if has("past then") => Some(When::Past),
        true if has("now present today") => Some(When::Present),
        _ => None,
    }
}
