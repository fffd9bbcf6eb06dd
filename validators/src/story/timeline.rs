//! When the story is, as far as its text tells.

use crate::story::calendar::DateMention;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::points::Point;
use crate::story::role::Role;
use crate::story::speeches::Said;
use crate::story::story_clock::StoryClock;
use crate::story::telling::Setting;

/// The places of a story whose time is known, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// Each mention whose days are known.
    pub points: Vec<Point>,
}

impl Timeline {
    /// The timeline of what the documents of the story tell. Linear in the facts.
    pub fn of(facts: &Facts) -> Self {
        let mut clock = StoryClock::new(facts);
        let mut said = Said::of(&facts.speeches);
        let is_story = |document: u32| facts.documents[document as usize].role == Role::Story;
        let dates = facts.dates.iter().filter(|date| is_story(date.place.document));
        let times = facts.times.iter().filter(|time| is_story(time.place.document));
        let (mut dates, mut times) = (dates.peekable(), times.peekable());
        for document in (0..facts.documents.len() as u32).filter(|&it| is_story(it)) {
            clock.open_document(document);
            loop {
                let date = dates.peek().map(|date| date.place).filter(|it| it.document == document);
                let time = times.peek().map(|time| time.place).filter(|it| it.document == document);
                let Some(place) = [date, time].into_iter().flatten().min() else { break };
                let is_said = said.holds(place);
                if date == Some(place) {
                    let first = dates.next().expect("it was seen");
                    let is_end = |next: &&&DateMention| is_range(first, next);
                    let end = dates.peek().filter(is_end).copied();
                    clock.date(first, end, is_said);
                    if end.is_some() {
                        dates.next();
                    }
                } else {
                    clock.time(times.next().expect("it was seen"), is_said);
                }
            }
        }
        Self { points: clock.finish() }
    }

    /// The last point from which the story goes on, up to `place`. Logarithmic, and then linear in the
    /// points that do not.
    pub fn at(&self, place: Place) -> Option<&Point> {
        let end = self.points.partition_point(|point| point.place.start() <= place.start());
        self.points[..end].iter().rev().find(|point| point.moves)
    }
}

/// The longest gap between the two ends of a range.
const LONGEST_GAP: u32 = 8;

/// Whether two declared dates are the ends of a range: "1871-10-03 – 1871-10-05".
fn is_range(first: &DateMention, last: &DateMention) -> bool {
    let are_declared = [first, last].iter().all(|it| it.telling.setting == Setting::Declared);
    let (start, end) = (first.place, last.place);
    // Two dates may share a number: "June 3 May".
    let gap = end.span.start.checked_sub(start.span.end);
    are_declared && start.document == end.document && gap.is_some_and(|gap| gap <= LONGEST_GAP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::day_count::Days;
    use crate::story::points::Scale;

    /// Checks the points of a text: the words, the days, and whether the story goes on from there.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, bool)]) {
        let facts = Facts::of_text("a.md", text);
        let points = Timeline::of(&facts).points;
        let show = |day| Scale::Gregorian.date(day, None).expect("it is a date");
        let found: Vec<(&str, String, bool)> = (points.iter())
            .map(|point| {
                let Days { earliest, latest } = point.days;
                let days = match latest {
                    Some(latest) if latest == earliest => show(earliest),
                    Some(latest) => format!("{}..{}", show(earliest), show(latest)),
                    None => format!("{}..", show(earliest)),
                };
                (&text[point.place.span.range()], days, point.moves)
            })
            .collect();
        let found: Vec<_> =
            found.iter().map(|(text, days, moves)| (*text, days.as_str(), *moves)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn from_a_date_on() {
        check(
            "On 3 June 1850 he came. The next day he left. Three days later he was back.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("The next day", "1850-06-04", true),
                ("Three days later", "1850-06-07", true),
            ],
        );
        check(
            "On 3 June 1850 he came. A few days later, he left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("A few days later", "1850-06-04..1850-06-13", true),
            ],
        );
        check(
            "On 3 June 1850 he came. On 10 June he left.",
            &[("3 June 1850", "1850-06-03", true), ("10 June", "1850-06-10", true)],
        );
    }

    #[test]
    fn what_may_be_any_time() {
        check(
            "On 3 June 1850 he came. One day he left. The next day he was back.",
            &[("3 June 1850", "1850-06-03", true)],
        );
        check(
            "On 3 June 1850 he came.\n\n# Two\n\nThe next day he was back.",
            &[("3 June 1850", "1850-06-03", true)],
        );
    }

    #[test]
    fn looking_back() {
        check(
            "On 3 June 1850 he came. He had left two days before. The next day he was back.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("two days before", "1850-06-01", false),
                ("The next day", "1850-06-04", true),
            ],
        );
        check(
            "On 3 June 1850 he came. “On 5 June 1849 I left,” he said. On 1 May 1849 he had left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("5 June 1849", "1849-06-05", false),
                ("1 May 1849", "1849-05-01", false),
            ],
        );
        check("The next day he came. Ten years ago he left.", &[]);
    }

    #[test]
    fn declared() {
        check(
            "---\nstory-date: 1871-10-03\n---\n\nThe next day he came.",
            &[("story-date", "1871-10-03", true), ("The next day", "1871-10-04", true)],
        );
        check(
            "<!-- story-date: 1871-10-03 – 1871-10-05 -->\n\nHe came.",
            &[("1871-10-03", "1871-10-03..1871-10-05", true)],
        );
        check(
            "%% story-date: 3 October 1871 – 5 October 1871 %%\n\nHe came.",
            &[("3 October 1871", "1871-10-03..1871-10-05", true)],
        );
        check(
            "---\nwhen: 1871-10-03..1871-10-05\n---\n\nHe came.",
            &[("when", "1871-10-03..1871-10-05", true)],
        );
        check(
            "*Tuesday, 3 October 1871. Fog.*\n\nThe next day he came.",
            &[
                ("Tuesday, 3 October 1871", "1871-10-03", true),
                ("The next day", "1871-10-04", true),
            ],
        );
    }

    #[test]
    fn a_date_at_the_start_of_a_heading() {
        check(
            "30 December 1850\n===\n\nHe came. Three days later he left.",
            &[("30 December 1850", "1850-12-30", true), ("Three days later", "1851-01-02", true)],
        );
    }

    #[test]
    fn dates_that_share_a_number() {
        check("<!-- story-date: June 3 May -->\n\nHe came.", &[("June 3", "2001-06-03", true)]);
    }

    #[test]
    fn no_such_day() {
        check(
            "On 3 January 1848 he came. The 29th of February 1850 was no day.",
            &[("3 January 1848", "1848-01-03", true)],
        );
    }

    #[test]
    fn further_than_days_are_counted() {
        let later = "60,000 years later he left. ".repeat(100);
        let text = format!("On 3 June 1850 he came. {later} The following Friday he was back.");
        let facts = Facts::of_text("a.md", &text);
        assert_eq!(Timeline::of(&facts).points.len(), 101);
    }

    #[test]
    fn a_flashback() {
        check(
            "---\nstory-date: 1871-10-03\nflashback: true\n---\n\nOn 5 October 1871 he came.",
            &[("story-date", "1871-10-03", false), ("5 October 1871", "1871-10-05", false)],
        );
    }

    #[test]
    fn without_a_year() {
        check(
            "# 30 December\n\nHe came. Three days later he left.",
            &[("30 December", "2001-12-30", true), ("Three days later", "2002-01-02", true)],
        );
    }

    #[test]
    fn a_letter_between_quotation_marks() {
        let letter = |date| {
            format!(
                "<section epub:type=\"z3998:letter\">\n<p>“{date}.</p>\n<p>“Yesterday I left.”</p>\n</section>\n"
            )
        };
        let text = [letter("9 May"), letter("12 May")].concat();
        let facts = Facts::of_text("a.xhtml", &text);
        let points = Timeline::of(&facts).points;
        let found = points.iter().map(|it| (&text[it.place.span.range()], it.reason));
        let found: Vec<_> = found.filter(|it| it.1 == crate::story::Reason::Line).collect();
        assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), ["9 May", "12 May"]);
    }

    #[test]
    fn far_from_a_day_without_a_year() {
        check(
            "# 3 May\n\nHe came. Fifty years later he left. Two days later he was back.",
            &[("3 May", "2001-05-03", true)],
        );
        check(
            "# 3 May\n\nHe came. Half a year later he left.\n\n# 5 June\n\nHe was back.",
            &[("3 May", "2001-05-03", true), ("5 June", "2001-06-05", true)],
        );
        check(
            "# 3 May\n\nHe came. Two months later he left. He had been ill five weeks before.",
            &[
                ("3 May", "2001-05-03", true),
                ("Two months later", "2001-06-22..2001-07-12", true),
                ("five weeks before", "2001-05-16..2001-06-09", false),
            ],
        );
    }

    #[test]
    fn following() {
        check(
            "On Monday, 3 June 1850, he came. The following Friday he left.",
            &[
                ("Monday, 3 June 1850", "1850-06-03", true),
                ("The following Friday", "1850-06-07", true),
            ],
        );
        check(
            "On 3 June 1850 he came. The following spring he left.",
            &[
                ("3 June 1850", "1850-06-03", true),
                ("The following spring", "1851-03-01..1851-06-01", true),
            ],
        );
    }

    #[test]
    fn a_holiday() {
        check(
            "On 3 June 1850 he came. On Michaelmas Day he left. On Easter Monday he was back.",
            &[("3 June 1850", "1850-06-03", true), ("Michaelmas Day", "1850-09-29", true)],
        );
    }

    #[test]
    fn at_a_place() {
        let text = "On 3 June 1850 he came. He had left two days before.";
        let facts = Facts::of_text("a.md", text);
        let timeline = Timeline::of(&facts);
        let at = |start: u32| {
            let place = Place::alone(Span { start, end: start });
            timeline.at(place).map(|point| point.place.span.start)
        };
        assert_eq!([at(0), at(3), at(50)], [None, Some(3), Some(3)]);
    }
}
