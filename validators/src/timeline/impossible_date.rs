//! A date that no calendar has.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::julian;
use crate::story::{Said, Story, Time, month_name, most_days};

use crate::validator::Validator;

/// The rule `timeline/impossible-date`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ImpossibleDate {}

impl Validator for ImpossibleDate {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/impossible-date",
        summary: "A day that its month does not have",
        docs: "\
Finds a day of the month that there is not: `31 April`, `the thirtieth of February`, and 29 February in a
year that is no leap year. Dates by a `[calendar]` of the story's own are judged by the days of its months.

A date that cannot be is a slip of the pen or of the count, and all that is reckoned from it is wrong too.

```bad
He came on 31 April 1871, and on 29 February 1873 he was gone.
```

```good
He came on 30 April 1871, and on 29 February 1872 he was gone.
```

Up to 1752 the Julian calendar counts too, in which 1700 was a leap year, and the year may begin in March;
in stories of places that kept that calendar, up to 1923 (see `timeline/weekday-date`). A day that is
denied (`There is no 31st of June`), quoted, dreamt, forged, mocked or struck out is left alone, and so is
one of 30 or 31 February that somebody speaks of and that has no year: it means never.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let last_julian = julian::last_year(story);
        let mut said = Said::of(&story.facts.speeches);
        for date in &story.facts.dates {
            let Some((month, day)) = date.day else { continue };
            let is_never = month == 2 && day > 29 && date.year.is_none() && said.holds(date.place);
            let year = date.numbered_year();
            if is_never || has_day(year, (month, day), last_julian) {
                continue;
            }
            let name = month_name(month);
            let message = match year {
                Some(year) if (month, day) == (2, 29) => {
                    format!("February {year} had 28 days: {year} was no leap year")
                }
                _ => format!("There is no {day} {name}: {name} has {} days", most_days(month)),
            };
            cx.report(story.location(date.place), message);
        }
        let Some(calendar) = &story.facts.calendar else { return };
        for mention in story.facts.times.iter() {
            let Time::Own { day: Some(day), month, .. } = mention.time else { continue };
            let month = &calendar.months[usize::from(month) - 1];
            if day > month.days {
                let (name, n_days) = (&month.name, month.days);
                let message = format!("There is no {day} {name}: {name} has {n_days} days");
                cx.report(story.location(mention.place), message);
            }
        }
    }
}

/// Whether there is such a day, by one of the calendars that may have been meant.
fn has_day(year: Option<i16>, (month, day): (u8, u8), last_julian: i16) -> bool {
    let Some(year) = year.filter(|_| (month, day) == (2, 29)) else {
        return day <= most_days(month);
    };
    julian::years(year, (month, day)).any(|year| {
        let is_julian = year <= last_julian;
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0 || is_julian)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&ImpossibleDate::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn days_of_months() {
        let messages = check("It was ⟦31 June⟧, and then ⟦the thirty-first of November, 1850⟧.");
        let expected = [
            "There is no 31 June: June has 30 days",
            "There is no 31 November: November has 30 days",
        ];
        assert_eq!(messages, expected);
        check(
            "# ⟦31 September 1850⟧\n\nIt rained. On 31 May it froze; on ⟦1871-02-30⟧ it did not.",
        );
    }

    #[test]
    fn leap_years() {
        let messages = check("It was ⟦29 February 1850⟧. It was 29 February 1852 and 29 February.");
        assert_eq!(messages, ["February 1850 had 28 days: 1850 was no leap year"]);
        check("It was ⟦29 February 1900⟧, not 29 February 2000 or 29 February 1700.");
        check("It was 29 February 1647, and the year had not begun.");
        check("It was far to Moscow. It was 29 February 1900.");
    }

    #[test]
    fn never() {
        check("“I shall pay on the thirtieth of February,” he said. “Or on ⟦30 February 1850⟧.”");
        check("There is no 31st of June. There was no such day as the 31st of June.");
        check("He could not have come on 31 June.");
        check("On 29 February 1900 nothing happened, for there was none.");
        check("The 31st of June party met each year, since there was no such day.");
        check("On ⟦29 February 1900⟧ nothing happened, for there was no wind.");
    }

    #[test]
    fn known_to_be_wrong() {
        check("It was 31 April, a day that does not exist. He crossed out “31 June” and wrote.");
        check("“On the 31st of June.” She sat down. “I came on 31 June,” he lied.");
        check("In her dream it was 31 June. The forged letter was dated 31 June 1890.");
        check("It was a dream. He came on ⟦31 June⟧. “I came on ⟦31 June⟧,” he said.");
    }

    #[test]
    fn somebody() {
        check("At 31 June was a mother. It was ⟦31 June⟧.");
        check("When he turned 31 April left him. By the time he was 31 June had left him.");
    }

    #[test]
    fn by_the_storys_own_calendar() {
        let text = "On the 11th of Sowing, 1 AV, he left. On 10 Reaping he came.";
        let messages = testing::messages_by_calendar(&ImpossibleDate::default(), text, &["AV"]);
        assert_eq!(messages, ["There is no 11 Sowing: Sowing has 10 days"]);
    }

    #[test]
    fn numbers_of_other_things() {
        check("In June 31 men died, and in April 31 ships sank.");
        check(
            "At 31 April Street, No. 31 June Terrace, 31 April lambs died. Flight 31 April 1890.",
        );
        check("On page 31 June says so. Dated ⟦31 April⟧. He arrived ⟦31 April 1890⟧.");
    }
}
