//! When a part of the story is, as the heading or the line says that it begins with.

use crate::diagnostic::Span;
use crate::story::numbers::{begins_with_figure, cardinal};
use crate::story::prose::{Text, is_listed};
use crate::story::telling::Tense;
use crate::story::times::When;

/// How many words a line may have that says nothing but where and when it is.
const LONGEST_LINE: usize = 12;

/// Words of a heading or a line that tells of the past, whatever else it says.
const BEFORE: &str = "ago before earlier flashback previously";

/// Words of headings and lines that tell of nothing but a time.
const OF_TIME: &str = "back chapter day in now part past present the then today";

/// What "later" must stand with: after days nobody has changed.
const LONG: &str = "decade decades year years";

/// What is left when the past is named by it: "Last Summer".
const LAST: &str = "spring summer autumn fall winter month year";

/// Words without a capital between those of a line that has them.
const SMALL: &str = "a and at by in of on the to";

/// Words of lines that count time, which have no capital either.
const COUNTED: &str = "\
after afternoon autumn couple day days decade decades evening few from half hour hours later long many minute minutes \
month months morning next night nights same season seasons several some spring summer summers that time week weeks \
winter winters year years";

/// What parts a heading: "Chapter One: Then", "Anna (1911)", "One<br>Then".
const MARKS: [char; 11] = ['\n', '.', ',', ':', ';', '(', '-', '–', '—', '/', '|'];

impl Text<'_> {
    /// When what is below the heading is, whose words these are.
    pub(crate) fn when_headed(self) -> Option<When> {
        let words: Vec<String> =
            (0..self.len()).map(|i| self.word(i).text().to_lowercase()).collect();
        let has = |list| words.iter().any(|word| is_listed(list, word));
        if has(BEFORE) {
            return Some(When::Past);
        }
        let is_from_now = words.ends_with(&["from".to_owned(), "now".to_owned()]);
        if is_from_now || has("later") && has(LONG) {
            return Some(When::Later);
        }
        let year = |word: &String| {
            // "The 1940s" begin with that year.
            let year = word.strip_suffix('s').unwrap_or(word).parse().ok();
            year.filter(|year| (1000..3000).contains(year)).map(When::Year)
        };
        let begins = |i: &usize| *i == 0 || self.gap(*i).contains(MARKS);
        let starts = Vec::from_iter((0..words.len()).filter(begins));
        let ends = starts.iter().skip(1).copied().chain([words.len()]);
        let mut parts = starts.iter().zip(ends).map(|(&start, end)| &words[start..end]);
        let then_or_now = parts.find_map(then_or_now);
        then_or_now.or_else(|| words.iter().filter_map(year).next_back())
    }

    /// When what follows the paragraph at `span` is, whose words these are, if it says nothing but that, and
    /// where it is: "London, 2011", "Now", "Ten Years Earlier".
    pub(crate) fn when_lined(self, span: Span) -> Option<When> {
        let last = self.len().checked_sub(1).filter(|last| *last < LONGEST_LINE)?;
        if self.begins_quoted(span) || self.tense(last, last) != Tense::Unknown {
            return None;
        }
        let is_of_line = |i: usize| {
            let word = self.raw(i);
            self.word(i).is_capitalised()
                || begins_with_figure(word)
                || [SMALL, OF_TIME, BEFORE, COUNTED].iter().any(|list| is_listed(list, word))
                || cardinal(word).is_some()
        };
        let n_of_line = (0..=last).take_while(|&i| is_of_line(i)).count();
        if n_of_line > last {
            return self.when_headed();
        }
        // "Three weeks before the murder", which ends as no sentence does.
        let is_counted = begins_with_figure(self.raw(0)) || cardinal(self.raw(0)).is_some();
        let is_before = |i| is_listed(BEFORE, self.raw(i));
        let is_open = !self.prose()[self.end(last)..span.end as usize].contains(['.', '!', '?']);
        if is_counted && is_open && (0..n_of_line).any(is_before) {
            return Some(When::Past);
        }
        let year = self.year_number(last).filter(|_| self.gap(last).contains(','))?;
        u16::try_from(year).ok().map(When::Year)
    }
}

/// Whether the words of a heading or of a part of one, in lower case, tell of the past or the present and of nothing
/// else. "And Then There Was One" tells of neither.
fn then_or_now(words: &[String]) -> Option<When> {
    let is_of_time =
        |word: &String| is_listed(OF_TIME, word) || word.bytes().all(|it| it.is_ascii_digit());
    let has = |list| words.iter().any(|word| is_listed(list, word));
    if let [last, unit] = words
        && last == "last"
        && is_listed(LAST, unit)
    {
        return Some(When::Past);
    }
    match words.iter().all(is_of_time) {
        true if has("past then") => Some(When::Past),
        true if has("now present today") => Some(When::Present),
        _ => None,
    }
}
