//! A step in time that does not lead to the date beside it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::julian::{DAYS_APART, LAST_IN_EUROPE, is_kept};
use crate::story::{DatedStep, LaterDate, Story, dated_steps, later_dates, month_name};
use crate::validator::Validator;

/// The rule `timeline/relative-date`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RelativeDate {}

impl Validator for RelativeDate {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/relative-date",
        summary: "A step in time that does not lead to the date beside it",
        docs: "\
Finds a step in time with the date that it leads to, which is another one by the date before: three
days after the 25th of May is not the 1st of June. In letters and diaries `yesterday` and `three days
ago` are counted from the date line.

Readers who follow the days of a journey or of a case count along.

```bad
This was on the 25th of May. Three days later, on the 1st of June, they sailed.
```

```good
This was on the 25th of May. Three days later, on the 28th of May, they sailed.
They lay there for a week. Three days later, on the 9th of June, they saw land.
```

A date that is said to be so long ago tells what day it is: where April is `just two months ago`, nothing in
the same scene that is signed, or has happened, can be of October.

The step is counted from the last date of the same scene, and only if no time is told to have passed
since. What people say, rough steps (`some three days later`) and steps from something else (`three
days after the wedding`) are left alone, and weeks may be two days longer or shorter.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for step in dated_steps(&story.facts) {
            let Some((led, said, from)) = read(&step) else { continue };
            let is_right = |off: i32| off.abs() <= step.slack || is_of_both(story, &step, off);
            if step.n_days_off().is_none_or(is_right) || story.excludes(step.from.place, step.step)
            {
                continue;
            }
            let relation = if step.n_days < 0 { "before" } else { "after" };
            let n_days = match step.n_days.abs() {
                1 => "the day".to_owned(),
                n => format!("{n} days"),
            };
            let message = format!("{n_days} {relation} {from} is {led}, not {said}");
            let message = message[..1].to_uppercase() + &message[1..];
            cx.report(story.location(step.step), message)
                .label(story.location(step.from.place), format!("it is {from} here"));
        }
        for LaterDate { date, step, from } in later_dates(&story.facts) {
            if story.excludes(step, date.place) {
                continue;
            }
            let message =
                format!("It is {date} or later here, but {from} is said not to be so long ago");
            cx.report(story.location(date.place), message)
                .label(story.location(step), format!("so long ago is {from} here"));
        }
    }
}

/// Whether one date of a step that is `off` by so many days may be of the Julian calendar, and the other of ours.
fn is_of_both(story: &Story, step: &DatedStep, off: i32) -> bool {
    let mut years = [step.from, step.to].into_iter().filter_map(|date| date.numbered_year());
    DAYS_APART.contains(&off.abs()) && years.all(|year| year <= LAST_IN_EUROPE) && is_kept(story)
}

/// The date to which a step leads, the one that is said, and the one from which it is counted.
fn read(step: &DatedStep) -> Option<(String, String, String)> {
    let name = |(month, day): (u8, u8)| format!("{day} {}", month_name(month));
    Some((name(step.leads_to()?), name(step.to.day?), name(step.from.day?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&RelativeDate::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn steps() {
        let messages = check(
            "This was on the 25th of May.\n\n⟦Three days after that⟧, June the 1st, nothing had changed.",
        );
        assert_eq!(messages, ["3 days after 25 May is 28 May, not 1 June"]);
        check("It was now June 3. ⟦Two days later⟧, on the 8th of June, he left.");
        check("On 30 December he came. ⟦The next morning⟧, the 3rd of January, he left.");
        check("On 30 December he came. The next morning, the 31st of December, he left.");
        check("On 27 February he came. Two days later, on 1 March, he left.");
        check("On 27 February 1852 he came. ⟦Two days later⟧, on 1 March, he left.");
        check("On 3 May he came. A week later, on 11 May, he left.");
        check("On 3 May he came. ⟦Eight days later⟧, on 20 May, the will was read.");
        check("Moscow slept. It was 31 January. The next day, the 14th of February, he left.");
        check("Moscow slept. It was 31 January 2015. ⟦The next day⟧, 14 February 2015, he left.");
        check("On 3 May he came and stayed a fortnight. Two days later, on 19 May, he left.");
        check("On 3 May he came. He stayed until the sale. Two days later, on 12 May, he left.");
    }

    #[test]
    fn not_counted_from_the_date() {
        for between in [
            "He was away for three weeks.",
            "He stayed a few days.",
            "The next day he rested.",
            "On 1 April he had been ill.",
            "In June it rained.",
            "* * *",
        ] {
            check(&format!(
                "On 3 May he came.\n\n{between}\n\nTwo days later, on 20 June, he left."
            ));
        }
        check("On 3 May he came. “On 9 May I leave.” ⟦Two days later⟧, on 11 May, he left.");
    }

    #[test]
    fn other_steps() {
        for step in ["Some three days later", "A few days later", "Three days after the wedding"] {
            check(&format!("On 3 May he came. {step}, on 20 May, he left."));
        }
        check("On 3 May he came. “Three days later, on 20 May, he left.”");
        check("On 3 May he came. Three days later he would, on 20 May, be rich.");
    }

    #[test]
    fn after_today() {
        let today = "“It is the paper of April 27, 1890. Just two months ago,” he said.";
        let messages =
            check(&format!("{today}\n\n> It is closed. ⟦October 9, 1890⟧.\n\nHe laughed."));
        let message =
            "It is 9 October 1890 or later here, but 27 April 1890 is said not to be so long ago";
        assert_eq!(messages, [message]);
        check(&format!("{today} “And I was there on ⟦October 9, 1890⟧.”"));
        check(&format!(
            "{today} “And on July 1, 1890, I was there. On October 9, 1890, I will be there.”"
        ));
        check(&format!("{today} A few months later he came.\n\n> It is closed. October 9, 1890."));
        check(&format!("{today}\n\n* * *\n\n> It is closed. October 9, 1890."));
        check(
            "“It was on April 27, 1890. Two years ago I was there. On October 9, 1890, I arrived.”",
        );
        check("“It was ten months ago, on April 27, 1890. On October 9, 1890, I arrived.”");
        check("“It was a hundred years ago, on April 27, 1790. On October 9, 1896, I arrived.”");
        check("“It was two months ago, on April 27, 1890. On ⟦October 9, 1890⟧, I arrived.”");
    }

    #[test]
    fn in_a_diary() {
        check("# 5 May\n\nRain. ⟦Yesterday⟧, the 3rd of May, I wrote.");
        check("# 5 May\n\nRain. Yesterday, the 4th of May, I wrote.");
    }
}
