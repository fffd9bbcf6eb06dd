//! What headings say of when the parts below them are.

use crate::story::anchors::AnchorKind;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::prose::is_listed;
use crate::story::telling::Setting;
use crate::story::times::{From, Time, Unit};

/// When a part of a story is, as its heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// "Then", "Before", "Ten Years Ago".
    Past,
    /// "Now".
    Present,
    /// "London, 1944".
    Year(u16),
}

/// So many bytes after a heading may begin what belongs to it: "*Eight years earlier*", a heading below it.
const BELOW: u32 = 8;

/// The parts of a story of which headings, or the front matter, say when they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeadedTimes {
    /// Where parts begin, by document and byte, in reading order. Each document begins one.
    parts: Vec<((u32, u32), Option<When>)>,
}

impl HeadedTimes {
    /// Those of the documents of `facts`. Linear in the headings and the mentions of time.
    pub(crate) fn of(facts: &Facts) -> Self {
        let steps_back = steps_back(facts);
        let mut parts = Vec::new();
        for (number, document) in (0..).zip(&facts.documents) {
            if document.is_flashback() {
                parts.push(((number, 0), Some(When::Past)));
                continue;
            }
            parts.push(((number, 0), None));
            // The end of the heading before, and when the part below it is.
            let mut above = (0, None);
            for heading in document.anchors.iter().filter(|it| it.kind == AnchorKind::Heading) {
                let span = heading.span;
                let place = Place { document: number, span };
                let next = steps_back.partition_point(|it| *it <= place);
                let is_back = steps_back.get(next).is_some_and(|it| it.is_soon_after(place, BELOW));
                let when = if is_back { Some(When::Past) } else { when(&heading.name) };
                let (end, held) = above;
                let is_below = span.start.saturating_sub(end) <= BELOW;
                let when = when.or(held.filter(|_| is_below));
                parts.push(((number, span.start), when));
                above = (span.end, when);
            }
        }
        Self { parts }
    }

    /// Whether what is at `place` is told of an earlier time, and not of that of the story.
    pub(crate) fn is_past(&self, place: Place) -> bool {
        self.at(place) == Some(When::Past)
    }

    /// Whether what is at `place` is told of an earlier time than what is at `other`, or of the past.
    pub(crate) fn is_earlier(&self, place: Place, other: Place) -> bool {
        match (self.at(place), self.at(other)) {
            (Some(When::Past), _) | (Some(When::Year(_)), Some(When::Present)) => true,
            (Some(When::Year(year)), Some(When::Year(other))) => year < other,
            _ => false,
        }
    }

    /// Whether two places are told of different times. One of which nothing is said is of the present.
    pub(crate) fn part(&self, one: Place, other: Place) -> bool {
        match (self.at(one), self.at(other)) {
            (None, None | Some(When::Present | When::Year(_)))
            | (Some(When::Present | When::Year(_)), None) => false,
            (one, other) => one != other,
        }
    }

    fn at(&self, place: Place) -> Option<When> {
        let key = (place.document, place.span.start);
        let next = self.parts.partition_point(|(start, _)| *start <= key);
        self.parts[..next].last()?.1
    }
}

/// Where the narration goes back by months or years: "three years earlier".
pub(crate) fn steps_back(facts: &Facts) -> Vec<Place> {
    let is_back = |time: Time| match time {
        Time::Step { amount, is_later, from, .. } => {
            !is_later && from == From::Story && matches!(amount.unit, Unit::Month | Unit::Year)
        }
        _ => false,
    };
    let is_told = |setting| matches!(setting, Setting::Story | Setting::Heading);
    let times = facts.times.iter();
    times.filter(|it| is_told(it.telling.setting) && is_back(it.time)).map(|it| it.place).collect()
}

/// When the part below a heading is, whose words are joined by hyphens in `name`.
fn when(name: &str) -> Option<When> {
    let words = || name.split('-').filter(|word| !word.is_empty());
    let year = |word: &str| {
        let year = word.parse().ok().filter(|year| (1000..3000).contains(year));
        year.map(When::Year)
    };
    if words().any(|word| is_listed("ago before earlier flashback previously", word)) {
        return Some(When::Past);
    }
    // "And Then There Was One" tells of no time.
    let is_of_time = |word: &str| {
        is_listed("back chapter day in now part past present the then today", word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    if words().all(is_of_time) {
        if words().any(|word| is_listed("past then", word)) {
            return Some(When::Past);
        }
        if words().any(|word| is_listed("now present today", word)) {
            return Some(When::Present);
        }
    }
    words().filter_map(year).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    /// The texts of the first two paragraphs are told below `one` and `other`.
    fn places(one: &str, other: &str) -> (HeadedTimes, [Place; 2]) {
        let text = format!("# {one}\n\nTom sat.\n\n# {other}\n\nAnna sat.");
        let facts = Facts::of_text("a.md", &text);
        let at = |what| {
            let start = text.find(what).unwrap() as u32;
            Place::alone(Span { start, end: start + 1 })
        };
        (HeadedTimes::of(&facts), [at("Tom sat"), at("Anna sat")])
    }

    #[track_caller]
    fn check_earlier(one: &str, other: &str) {
        let (times, [tom, anna]) = places(one, other);
        assert!(times.is_earlier(tom, anna) && !times.is_earlier(anna, tom), "{one}, {other}");
        assert!(times.part(tom, anna) && times.part(anna, tom), "{one}, {other}");
    }

    #[track_caller]
    fn check_same(one: &str, other: &str) {
        let (times, [tom, anna]) = places(one, other);
        assert!(!times.is_earlier(tom, anna) && !times.is_earlier(anna, tom), "{one}, {other}");
        assert!(!times.part(tom, anna), "{one}, {other}");
    }

    #[test]
    fn told_apart() {
        check_earlier("Then", "Now");
        check_earlier("1944", "Now");
        check_earlier("Harwich, 1944", "Toronto, 3 May 1979");
        check_earlier("Before", "Chapter Two");
        check_earlier("Two\n\n*Eight years earlier*", "Three");
        check_earlier("1944\n\n## Chapter One", "1979\n\n## Chapter One");
    }

    #[test]
    fn of_one_time() {
        check_same("One", "Two");
        check_same("3 June 1850", "8 June 1850");
        check_same("1944", "Two");
        check_same("And Then There Was One", "Now We Are Six");
    }
}
