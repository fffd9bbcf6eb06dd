//! When the parts of a story are, as headings and lines say.

use crate::diagnostic::Span;
use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::{Place, position};
use crate::story::prose::{Text, packed};
use crate::story::role::Role;
use crate::story::telling::{Setting, Telling};
use crate::story::times::{Break, Time, TimeMention, Unit, When};

/// Headings have levels from 1 to 6; above them is all of a document.
const N_LEVELS: usize = 7;

/// The parts of a story of which a heading, a line that they begin with, or the front matter says when they are. What
/// is said holds until something else is said, or a heading as high ends the part.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeadedTimes {
    /// The [`position`]s at which parts begin, in reading order. Each document begins one.
    parts: Vec<(u64, Told)>,
}

/// What is said of when a part is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Told {
    when: Option<When>,
    /// The month and the day of the month.
    day: Option<(u8, u8)>,
}

impl HeadedTimes {
    /// Those of the documents of `facts`; none if all of the story is of one time, as below the title of a book,
    /// "Before the Flood". Linear in the mentions of time.
    pub(crate) fn of(facts: &Facts) -> Self {
        let (starts, companies) = (facts.paragraphs.starts(), facts.paragraphs.companies());
        let mut times = facts.times.iter().peekable();
        let mut dates = facts.dates.iter().peekable();
        let mut parts: Vec<(u64, Told)> = Vec::new();
        for (number, document) in (0..).zip(&facts.documents) {
            let is_flashback = document.is_flashback();
            let titled = || {
                let (title, _) = document.title()?;
                let words = packed(&title, Span::new(0..title.len()));
                Text::new(&title, &words).when_headed()
            };
            let when = if is_flashback { Some(When::Past) } else { titled() };
            let whole = Told { when, day: None };
            parts.push((position(number, 0), whole));
            let first = starts.partition_point(|start| *start < position(number, 0)) + 1;
            let begins_part = |place| {
                let paragraph = paragraph_at(starts, place);
                paragraph == first || paragraph > first && companies[paragraph - 1].begins_scene
            };
            // What is told below the headings of each level, with what lines say there.
            let (mut held, mut level) = ([whole; N_LEVELS], 0);
            let mut begin = |place: Place, level: usize, told, held: &mut [Told; N_LEVELS]| {
                held[level..].fill(told);
                if is_flashback {
                    return;
                }
                match parts.last_mut() {
                    // Nothing was told before it.
                    Some(part) if paragraph_at(starts, place) < first => {
                        *part = (position(number, 0), told);
                    }
                    _ => parts.push((place.start(), told)),
                }
            };
            loop {
                let next = times.next_if(|it| it.place.document == number);
                let is_before = |it: &&DateMention| {
                    it.place.document == number && next.is_none_or(|next| it.place < next.place)
                };
                while let Some(date) = dates.next_if(is_before) {
                    let Telling { setting, heads, .. } = date.telling;
                    let is_line = setting == Setting::Story && heads && begins_part(date.place);
                    if date.day.is_some() && (setting == Setting::Heading || is_line) {
                        let told = Told { day: date.day, ..held[level] };
                        begin(date.place, level, told, &mut held);
                    }
                }
                let Some(TimeMention { place, time, telling }) = next else { break };
                let when = match time {
                    Time::Break(Break { level: deep @ 1.., when }) => {
                        level = usize::from(deep).min(N_LEVELS - 1);
                        let above = held[level - 1];
                        let told = when.map_or(above, |_| Told { when, day: None });
                        begin(place, level, told, &mut held);
                        continue;
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
                begin(place, level, Told { when, day: None }, &mut held);
            }
        }
        let is_story = |at: u32| facts.documents[at as usize].role == Role::Story;
        let mut told = parts.iter().filter(|(at, _)| is_story((at >> 32) as u32));
        let first = told.next().map(|(_, told)| told);
        if told.all(|(_, told)| Some(told) == first) {
            parts.clear();
        }
        Self { parts }
    }

    /// Whether what is at `place` is told of an earlier time, and not of that of the story.
    pub(crate) fn is_past(&self, place: Place) -> bool {
        self.at(place).when == Some(When::Past)
    }

    /// Whether what is at `place` is told of an earlier time than what is at `other`, or in a part of the past that
    /// that is not in, or in one of a year where that is in one of which nothing is said.
    pub(crate) fn is_earlier(&self, place: Place, other: Place) -> bool {
        if self.number(place) == self.number(other) {
            return false;
        }
        let (one, other) = (self.at(place), self.at(other));
        match (one.when, other.when) {
            (Some(When::Year(year)), Some(When::Year(other))) if year != other => year < other,
            (Some(When::Past), _) | (Some(When::Year(_)), Some(When::Present)) => true,
            (when, Some(When::Later)) => when != Some(When::Later),
            (when, before) => match (one.day, other.day) {
                (Some(day), Some(other)) if when.is_some() && when == before => day < other,
                // From December to January it goes on, but where more than half a year lies between days of no year, they
                // may be of two.
                (Some(day), Some(other)) => {
                    let [day, other] =
                        [day, other].map(|(month, day)| i32::from(month) * 31 + i32::from(day));
                    (1..186).contains(&(other - day).rem_euclid(12 * 31))
                }
                _ => matches!((when, before), (Some(When::Year(_)), None)),
            },
        }
    }

    /// Whether two places are told of different times. One of which nothing is said is of the present.
    pub(crate) fn part(&self, one: Place, other: Place) -> bool {
        match (self.at(one).when, self.at(other).when) {
            (None, None | Some(When::Present | When::Year(_)))
            | (Some(When::Present | When::Year(_)), None) => false,
            (one, other) => one != other,
        }
    }

    fn at(&self, place: Place) -> Told {
        self.number(place).map_or_else(Told::default, |number| self.parts[number].1)
    }

    /// The number of the part that `place` is in.
    fn number(&self, place: Place) -> Option<usize> {
        self.parts.partition_point(|(start, _)| *start <= place.start()).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        check_earlier("One", "Two\n\n*Six months from now*");
        check_earlier("Last Summer", "Two");
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
        check_earlier("One\n\n*Two summers before*", "Two");
        check_earlier("One\n\n*Earlier that day*", "Two");
        check_earlier("One\n\n*Three weeks before the fire*", "Two");
        check_same("One\n\nTwo days before the fair he left.", "Two");
        check_same("One\n\nThe time of day.", "Two");
        check_earlier("One\n\n*Anna, then*", "Two\n\n*Anna, now*");
        check_earlier("One\n\nParis in the Summer of 1944", "Two\n\n1979, Paris");
        check_earlier("One", "Two\n\n*Twenty Years Later*");
        check_earlier("One", "Two\n\n*twenty years later*");
        check_same("One\n\nNobody came before.", "Two\n\nTwo days later");
        check_same("One\n\nIt rained.\n\n*London, 1944*", "Two");
        check_same("One\n\nIt was in London, 1944", "Two");
        check_same("One\n\n“London, 1944”", "Two");
        check_same("One\n\n“Ten years ago.”", "Two");
        check_same("One\n\n“Ten years earlier we met,” said Anna.", "Two");
        check_same("One\n\nTen years earlier they had met.", "Two");
    }

    /// Ages and looks are those of one time, however days are told apart.
    #[track_caller]
    fn check_days(one: &str, other: &str) {
        let (times, [tom, anna]) = places(one, other);
        assert!(times.is_earlier(tom, anna) && !times.is_earlier(anna, tom), "{one}, {other}");
        assert!(!times.part(tom, anna), "{one}, {other}");
    }

    #[test]
    fn days() {
        check_days("3 June 1850", "8 June 1850");
        check_days("Tuesday, 6 June", "Friday, 9 June 2017");
        check_days("30 December", "2 January");
        check_days("One\n\n*May 3*", "Two\n\n*May 4*");
        check_days("Summer 1944", "Two");
        check_days("June 3\n\n## One", "June 4\n\n## One");
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
    fn titles_in_front_matter() {
        let text = "---\ntitle: 'Anna: Then'\n---\n\n# One\n\nTom sat.\n\n# Now\n\nAnna sat.";
        let times = HeadedTimes::of(&Facts::of_text("a.md", text));
        assert!(
            times.is_past(place_of(text, "Tom sat")) && !times.is_past(place_of(text, "Anna sat"))
        );
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
        check_same("1944", "1944");
        // Either would be told apart from a part of the past.
        check_earlier("Then", "And Then There Was One");
        check_earlier("Then", "Two");
    }
}
