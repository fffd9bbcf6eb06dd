//! A weekday that the calendar contradicts.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::julian;
use crate::story::{
    Calendar, DateMention, Scale, Story, Time, TimeMention, Weekday, Year, days_of_told_months,
    gregorian, month_name, weekday_of,
};

use crate::validator::Validator;

/// The rule `timeline/weekday-date`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WeekdayDate {}

impl Validator for WeekdayDate {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/weekday-date",
        summary: "A weekday that does not fit its date",
        docs: "\
Finds a weekday beside a date with a year that was another weekday, in headings, letters, diaries
or running text: `Tuesday, 3 June 1850`, `Sat. the 3rd of June, 1850`. A date `of the same year`
takes its year from the date before it, or must at least fit the weekday of that date.
A weekday that is denied (`It was never Monday, 1 June 2025`) is left alone, and so is one in a sentence
that says that it is forged, false or a mistake, or which one it was.

Readers look such dates up, and a wrong one shakes their trust in the whole chronology.

```bad
The letter was dated Tuesday, 3 June 1850.
```

```good
The letter was dated Monday, 3 June 1850.
```

Dates are right if they fit the calendar of today. Up to 1752, when Britain changed over, they may fit
the Julian calendar instead, and the year may begin in March. In stories that name the Tsar, Bolsheviks, Athens,
Belgrade, Bucharest, Kazan, Kiev, Moscow, Odessa, Petersburg, Petrograd, Russia, Siberia or Sofia, or somebody by his
father's name, as in Russia (`Petrovich`), it may be the Julian calendar up to 1923.
A weekday without a year is only judged if the year of its month is told shortly before it: stories turn the
year without saying so. `June, '89` is a year if other years of the story tell the century.

Dates by a `[calendar]` of the story's own are judged by its `weekdays` and `epoch-weekday`, if it has
one era at most: `Twoday, 5 Frostfall 12 AC`.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let last_julian = julian::last_year(story);
        // The date before that says most of the year.
        let mut anchor: Option<&DateMention> = None;
        for date in &story.facts.dates {
            let of = match date.year {
                Some(Year::Number(_)) => Some(date),
                Some(Year::Same) => anchor,
                Some(Year::Short(_)) | None => None,
            };
            if let Some(of) = of {
                judge(story, date, of, last_julian, cx);
            }
            let says_year = matches!(date.year, Some(Year::Number(_)));
            if says_year || (date.year.is_none() && date.weekday.is_some()) {
                anchor = Some(date);
            }
        }
        for (date, of) in days_of_told_months(&story.facts) {
            judge(story, &date, &of, last_julian, cx);
        }
        if let Some(calendar) = story.facts.calendar.as_deref().filter(|it| it.eras.len() <= 1) {
            for mention in story.facts.times.iter() {
                judge_own(story, mention, calendar, cx);
            }
        }
    }
}

/// Reports `date` if its weekday does not fit the year of `of`, which may be the date itself.
fn judge(story: &Story, date: &DateMention, of: &DateMention, last_julian: i16, cx: &mut Context) {
    let (Some(weekday), Some(day)) = (date.weekday, date.day) else { return };
    let name = day_name(day);
    if let Some(Year::Number(year)) = of.year {
        let Some(really) = weekday_on(year, day, false) else { return };
        let last_julian = if date.is_old_style { year } else { last_julian };
        if may_be(weekday, year, day, last_julian) || story.excludes(of.place, date.place) {
            return;
        }
        let message = format!("{name} {year} was a {}, not a {}", really.name(), weekday.name());
        let diagnostic = cx.report(story.location(date.place), message);
        if of != date {
            diagnostic.label(story.location(of.place), format!("the year is {year} here"));
        }
    } else if let (Some(other_weekday), Some(other_day)) = (of.weekday, of.day)
        && !can_share_year([(weekday, day), (other_weekday, other_day)])
        && !story.excludes(of.place, date.place)
    {
        let (other_name, other_weekday) = (day_name(other_day), other_weekday.name());
        let message = format!(
            "{name} is no {} in a year in which {other_name} is a {other_weekday}",
            weekday.name()
        );
        cx.report(story.location(date.place), message)
            .label(story.location(of.place), format!("{other_name} is a {other_weekday} here"));
    }
}

/// Reports a date by the story's own calendar if its weekday is another one. Of two eras it would not be
/// known which it is of.
fn judge_own(story: &Story, mention: TimeMention, calendar: &Calendar, cx: &mut Context) {
    let Time::Own { weekday: Some(said), day: Some(day), month, year: Some(year) } = mention.time
    else {
        return;
    };
    let Some(day) = calendar.day(i32::from(year), month, day) else { return };
    let (Some(really), Some(name)) = (calendar.weekday(day), Scale::Own.date(day, Some(calendar)))
    else {
        return;
    };
    if really != said {
        let [really, said] = [really, said].map(|it| &calendar.weekdays[usize::from(it)]);
        cx.report(story.location(mention.place), format!("{name} was {really}, not {said}"));
    }
}

/// "3 June".
fn day_name((month, day): (u8, u8)) -> String {
    format!("{day} {}", month_name(month))
}

/// The weekday of a date of the Gregorian calendar, or of the Julian one, if there is such a date.
fn weekday_on(year: i16, (month, day): (u8, u8), is_old_style: bool) -> Option<Weekday> {
    gregorian(year, month, day, is_old_style).map(weekday_of)
}

/// Whether the date was that weekday by one of the calendars that may have been meant.
fn may_be(weekday: Weekday, year: i16, day: (u8, u8), last_julian: i16) -> bool {
    julian::years(year, day).any(|year| {
        weekday_on(year, day, false) == Some(weekday)
            || year <= last_julian && weekday_on(year, day, true) == Some(weekday)
    })
}

/// Whether there is a year in which both days have their weekdays. The calendar repeats after 28
/// years within a century.
fn can_share_year(days: [(Weekday, (u8, u8)); 2]) -> bool {
    let is_right = |year, (weekday, day)| weekday_on(year, day, false) == Some(weekday);
    (2000..2028).any(|year| days.iter().all(|&day| is_right(year, day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&WeekdayDate::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    /// The findings in `text`, in which dates are by a calendar with `eras`.
    fn own(text: &str, eras: &[&str]) -> Vec<String> {
        testing::messages_by_calendar(&WeekdayDate::default(), text, eras)
    }

    #[test]
    fn by_the_storys_own_calendar() {
        let messages = own("On Twoday, 1 Sowing 1 AV, he left.", &["AV"]);
        assert_eq!(messages, ["1 Sowing 1 AV was Restday, not Twoday"]);
        let none: [&str; 0] = [];
        assert_eq!(own("On Restday, 1 Sowing 1 AV, he left.", &["AV"]), none);
        assert_eq!(own("On Oneday, the 2nd of Sowing, 1, he left.", &[]), none);
        assert_eq!(own("On Twoday, 11 Sowing 1, he left. On Twoday, 1 Sowing he came.", &[]), none);
        assert_eq!(own("On Twoday, 1 Sowing 1 BV, he left.", &["AV", "BV"]), none);
        assert_eq!(own("It was never Twoday, 1 Sowing 1 AV.", &["AV"]), none);
    }

    #[test]
    fn says_what_it_was() {
        let messages = check("It was ⟦Tuesday, 3 June 1850⟧.");
        assert_eq!(messages, ["3 June 1850 was a Monday, not a Tuesday"]);
    }

    #[test]
    fn orders() {
        check("On ⟦Tuesday, June 3, 1850⟧ it rained.");
        check("On ⟦Tuesday, June 3rd, 1850⟧ it rained.");
        check("On ⟦Tuesday, the 3rd of June, 1850⟧, it rained.");
        check("On ⟦Tuesday the third day of June in the year 1850⟧ it rained.");
        check("On ⟦Monday, June the twenty-fifth, 1850⟧ it rained.");
        check("It rained (⟦Tues. 3d June, 1850⟧).");
        check("On ⟦Tuesday morning, 3 June 1850⟧, it rained.");
    }

    #[test]
    fn weekday_after() {
        check("It rained on ⟦3 June 1850, a Tuesday⟧.");
        check("⟦3 June 1850 was a Tuesday⟧.");
        check("It rained on 2 June 1850, Sunday, and on 3 June 1850, Monday.");
    }

    #[test]
    fn in_headings() {
        check("# ⟦Tuesday, 3 June 1850⟧\n\nIt rained.");
    }

    #[test]
    fn right() {
        check("On Monday, 3 June 1850, it rained. On Sun., the 29th of February, 1852, it froze.");
    }

    #[test]
    fn same_year() {
        let messages = check(
            "It began on Wednesday, April 2.\n\nIt ended on ⟦Monday, the 26th of July, in that same year⟧.",
        );
        let message = "26 July is no Monday in a year in which 2 April is a Wednesday";
        assert_eq!(messages, [message]);
        check("It began in 1850. On ⟦Tuesday, June 3, of the same year⟧, it ended.");
        check("It began in 1850. In the same year, on Monday, 3 June, it ended.");
    }

    #[test]
    fn that_year_may_be_any() {
        check(
            "-- chapter-1.md --\nOn Monday, 3 June 1850 she left.\n\
             -- chapter-2.md --\nTuesday, 5 June of that year",
        );
    }

    #[test]
    fn denied() {
        check("No: it was never Monday, 1 June 2025.");
        check("Not Tuesday, 3 June 1850.");
        check("It wasn't a Friday, 3 June 1850. It wasn’t a Friday, 3 June 1850.");
        check("It could not have been on a Friday, 3 June 1850.");
        check("It was not. ⟦Friday, 3 June 1850⟧, it was.");
        check("It was not Monday, but ⟦Friday, 3 June 1850⟧.");
        check("He did not come until ⟦Friday, 3 June 1850⟧.");
    }

    #[test]
    fn known_to_be_wrong() {
        check(
            "“It was Monday, 14 June 1890,” lied Osric. The false entry was of Monday, 14 June 1890.",
        );
        check("The entry read Monday, 14 June 1890, but it had been a Saturday.");
        check("The entry read ⟦Monday, 14 June 1890⟧, but he had been away.");
        check("She read “Monday, 14 June 1890” there, and laughed, since it had been a Saturday.");
        check("She read ⟦Monday, 14 June 1890⟧ there, and laughed, since he had been away.");
    }

    #[test]
    fn in_a_month_whose_year_is_told() {
        let messages = check(
            "In May 1890 I wed. One night—it was in June, ’89—the bell rang. “It is ⟦Friday, June 19th⟧.”",
        );
        assert_eq!(messages, ["19 June 1889 was a Wednesday, not a Friday"]);
        check("In June 1889 he came. On Wednesday, June 19th, he left.");
        check("In June 1889 he came. Two years later, on Friday, June 19th, he left.");
        check("In June 1889 he came. On Friday, July 19th, he left.");
        check("In June 1889 he came. On Friday, June 6, of the next year, he left.");
        check("In June 1889 he came. In the winter he left. On Friday, June 6, he was back.");
        check("In June 1889 he came. He thought of Friday, June 6, when it had rained.");
        check("In June 1889 he came. “I was ten on Friday, June 6,” he said.");
        check("In June 1889 he came. “We will wed on ⟦Friday, June 6⟧,” he said.");
        check("He had it from a man who died in June 1889. On Friday, June 19th, he left.");
        check("-- a.md --\nIn June 1889 he came.\n-- b.md --\nOn Friday, June 19th, he left.");
    }

    #[test]
    fn without_a_year() {
        check("On Monday, 3 June, it rained. On Monday, 4 June, it froze.");
    }

    #[test]
    fn turn_of_the_year() {
        check("On Tuesday, 31 December 1850, he left. On Wednesday, 1 January, he came.");
    }

    #[test]
    fn two_days() {
        check("On Monday or Tuesday, 4 June 1850, and on Monday, the 2nd or 3rd of June, 1850.");
    }

    #[test]
    fn no_such_day() {
        check("On Monday, 31 June 1850, it rained.");
    }

    #[test]
    fn julian_calendar_in_russia() {
        check("They met on ⟦Monday, 14 December 1825⟧.");
        check("It was far to Petersburg. Monday, 14 December 1825.");
    }

    #[test]
    fn by_the_old_calendar() {
        check("On Wednesday, 25 October 1917, by the old calendar, they rose.");
        check("On Wednesday, 25 October 1917, Old Style, they rose.");
        check("On ⟦Monday, 25 October 1917⟧, by the old calendar, they rose.");
    }

    #[test]
    fn before_the_calendar_changed() {
        check("On Wednesday, 30 January 1649, it froze. On Tuesday, 30 January 1648, it froze.");
    }

    #[test]
    fn may_is_a_verb() {
        check("On Monday May 1850 men came. Sunday may 3 be enough for 1850?");
    }
}
