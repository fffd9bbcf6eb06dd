//! When the parts of a story are, as headings and lines say.

use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::{Place, position};
use crate::story::role::Role;
use crate::story::times::{Break, From, Time, TimeMention, Unit, When};

/// Headings have levels from 1 to 6; above them is all of a document.
const N_LEVELS: usize = 7;

/// The parts of a story of which a heading, a line that they begin with, or the front matter says when they are. What
/// is said holds until something else is said, or a heading as high ends the part.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeadedTimes {
    /// Where parts begin, by document and byte, in reading order. Each document begins one.
    parts: Vec<((u32, u32), Option<When>)>,
}

impl HeadedTimes {
    /// Those of the documents of `facts`; none if all of the story is of one time, as below the title of a book,
    /// "Before the Flood". Linear in the mentions of time.
    pub(crate) fn of(facts: &Facts) -> Self {
        let (starts, companies) = (facts.paragraphs.starts(), facts.paragraphs.companies());
        let mut times = facts.times.iter().peekable();
        let mut parts: Vec<((u32, u32), Option<When>)> = Vec::new();
        for (number, document) in (0..).zip(&facts.documents) {
            let is_flashback = document.is_flashback();
            parts.push(((number, 0), is_flashback.then_some(When::Past)));
            let first = starts.partition_point(|start| *start < position(number, 0)) + 1;
            let begins_part = |place| {
                let paragraph = paragraph_at(starts, place);
                paragraph == first || paragraph > first && companies[paragraph - 1].begins_scene
            };
            // When it is below the headings of each level, with what lines say there.
            let (mut held, mut level) = ([None; N_LEVELS], 0);
            while let Some(mention) = times.next_if(|it| it.place.document == number) {
                let TimeMention { place, time, telling } = mention;
                let when = match time {
                    Time::Break(Break { level: deep @ 1.., when }) => {
                        level = usize::from(deep).min(N_LEVELS - 1);
                        when.or(held[level - 1])
                    }
                    Time::Break(Break { when: when @ Some(_), .. }) if begins_part(place) => when,
                    Time::Step { is_later, amount, .. } if telling.heads && begins_part(place) => {
                        match (is_later, amount.unit) {
                            (false, _) => Some(When::Past),
                            (true, Unit::Year) => Some(When::Later),
                            (true, _) => continue,
                        }
                    }
                    _ => continue,
                };
                held[level..].fill(when);
                if is_flashback {
                    continue;
                }
                match parts.last_mut() {
                    // Nothing was told before it.
                    Some((start, told)) if paragraph_at(starts, place) < first => {
                        (*start, *told) = ((number, 0), when);
                    }
                    _ => parts.push(((number, place.span.start), when)),
                }
            }
        }
        let is_told = |at: u32| facts.documents[at as usize].role == Role::Story;
        let mut told = parts.iter().filter(|((at, _), _)| is_told(*at)).map(|(_, when)| when);
        let first = told.next();
        if told.all(|when| Some(when) == first) {
            parts.clear();
        }
        Self { parts }
    }

    /// Whether what is at `place` is told of an earlier time, and not of that of the story.
    pub(crate) fn is_past(&self, place: Place) -> bool {
        self.at(place) == Some(When::Past)
    }

    /// Whether what is at `place` is told of an earlier time than what is at `other`, or in a part of the past that
    /// that is not in.
    pub(crate) fn is_earlier(&self, place: Place, other: Place) -> bool {
        match (self.at(place), self.at(other)) {
            _ if self.number(place) == self.number(other) => false,
            (Some(When::Past), _) | (Some(When::Year(_)), Some(When::Present)) => true,
            (Some(When::Year(year)), Some(When::Year(other))) => year < other,
            (one, Some(When::Later)) => one != Some(When::Later),
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
        self.parts[self.number(place)?].1
    }

    /// The number of the part that `place` is in.
    fn number(&self, place: Place) -> Option<usize> {
        let key = (place.document, place.span.start);
        self.parts.partition_point(|(start, _)| *start <= key).checked_sub(1)
    }
}

/// Where the story goes back by months or years, with what from: "three years earlier", "ten years ago".
pub(crate) fn steps_back(facts: &Facts) -> impl Iterator<Item = (TimeMention, From)> {
    facts.times.iter().filter_map(|mention| match mention.time {
        Time::Step { amount, is_later: false, from } => {
            matches!(amount.unit, Unit::Month | Unit::Year).then_some((mention, from))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    /// The texts of the first two paragraphs are told below `one` and `other`.
    fn places(one: &str, other: &str) -> (HeadedTimes, [Place; 2]) {
        let text = format!("# {one}\n\nTom sat.\n\n# {other}\n\nAnna sat.");
        let facts = Facts::of_text("a.md", &text);
        (HeadedTimes::of(&facts), ["Tom sat", "Anna sat"].map(|what| place_of(&text, what)))
    }

    fn place_of(text: &str, what: &str) -> Place {
        let start = text.find(what).unwrap() as u32;
        Place::alone(Span { start, end: start + 1 })
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
        assert!(!times.part(tom, anna) && !times.is_past(tom), "{one}, {other}");
    }

    #[test]
    fn told_apart() {
        check_earlier("Then", "Now");
        check_earlier("1944", "Now");
        check_earlier("Harwich, 1944", "Toronto, 3 May 1979");
        check_earlier("Before", "Chapter Two");
        check_earlier("Two\n\n*Eight years earlier*", "Three");
        check_earlier("1944\n\n## Chapter One", "1979\n\n## Chapter One");
        check_earlier("Chapter One: Then", "Chapter Two – Now");
        check_earlier("Anna (Then)", "Now: Anna");
        check_earlier("The 1910s", "The 1940s");
        check_earlier("One", "Two: Ten Years Later");
        check_earlier("Then\n\n## One\n\nIt rained.\n\n## Two", "Now\n\n## Three");
    }

    #[test]
    fn lines() {
        check_earlier("One\n\n*London, 1944*", "Two\n\n*London, 3 May 1979*");
        check_earlier("One\n\nLondon 1944", "Two\n\nMay 1979");
        check_earlier("One\r\n\r\n*Then*", "Two\r\n\r\n*Now*");
        check_earlier("One\n\nIt rained.\n\n***\n\n*Ten years ago*", "Two");
        check_earlier("One\n\n*Prologue: Ten Years Earlier*", "Two");
        check_earlier("One\n\n*Anna, then*", "Two\n\n*Anna, now*");
        check_earlier("One\n\nParis in the Summer of 1944", "Two\n\n1979, Paris");
        check_earlier("One", "Two\n\n*Twenty Years Later*");
        check_earlier("One", "Two\n\n*twenty years later*");
        check_same("One\n\nNobody came before.", "Two\n\nTwo days later");
        check_same("One\n\nIt rained.\n\n*London, 1944*", "Two\n\n*London, 1979*");
        check_same("One\n\nIt was in London, 1944", "Two\n\n*London, 1979*");
        check_same("One\n\n“London, 1944”", "Two\n\n*London, 1979*");
        check_same("One\n\n“Ten years ago.”", "Two");
        check_same("One\n\n“Ten years earlier we met,” said Anna.", "Two");
        check_same("One\n\nTen years earlier they had met.", "Two");
    }

    #[test]
    fn titles_of_books() {
        let text = "# Before the Flood\n\n## One\n\nTom sat.\n\n## Two\n\nAnna sat.";
        let times = |text: &str| HeadedTimes::of(&Facts::of_text("a.md", text));
        let tom = place_of(text, "Tom sat");
        assert!(!times(text).is_past(tom));
        assert!(times(&text.replace("## Two", "# Two")).is_past(tom));
    }

    #[test]
    fn in_html() {
        let text = "<h1>One<br>Now</h1>\n<p>Tom sat.</p>\n<div><h2 id='a'><i>Then</i></h2>\n<p>Anna sat.</p></div>";
        let times = HeadedTimes::of(&Facts::of_text("a.html", text));
        let [tom, anna] = ["Tom sat", "Anna sat"].map(|what| place_of(text, what));
        assert!(times.is_earlier(anna, tom) && !times.is_earlier(tom, anna));
    }

    #[test]
    fn of_one_time() {
        check_same("One", "Two");
        check_same("3 June 1850", "8 June 1850");
        check_same("1944", "1944");
        check_same("1944", "Two");
        // Either would be told apart from a part of the past.
        check_earlier("Then", "And Then There Was One");
        check_earlier("Then", "Two");
    }
}
