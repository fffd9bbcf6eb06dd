//! Hours between two times of day that are not so many.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{CLOCK_ROUND, ClockStep, Story, clock_steps};
use crate::validator::Validator;

/// The rule `timeline/duration`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Duration {
    /// By how many minutes more or less a time may be.
    slack: u32,
}

impl Default for Duration {
    fn default() -> Self {
        Self { slack: 30 }
    }
}

impl Validator for Duration {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/duration",
        summary: "Hours between two times of day that are not so many",
        docs: "\
Finds hours or minutes that do not lead from one time of day to the next: two hours after three o'clock is
not seven.

Readers follow the clock through a night of waiting or an alibi.

```bad
At three o'clock he lay down. Two hours later, at seven o'clock, he rose.
```

```good
At three o'clock he lay down. Two hours later, at five o'clock, he rose.
He ate. An hour later, at seven o'clock, he left.
```

The first time must begin a sentence of the same scene, the second one stand beside the hours, and no
other time be told between. What people say is left alone, and so are rough hours.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Nursery,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for ClockStep { step, minutes, from: (from, at), to } in clock_steps(&story.facts) {
            let led = (from + minutes) % CLOCK_ROUND;
            let off = led.abs_diff(to);
            if off.min(CLOCK_ROUND - off) <= self.slack || story.excludes(at, step) {
                continue;
            }
            let [from, led, to] = [from, led, to].map(clock);
            let message = format!("{} after {from} is {led}, not {to}", amount(minutes));
            cx.report(story.location(step), message)
                .label(story.location(at), format!("it is {from} here"));
        }
    }
}

/// "7:30".
fn clock(minutes: u32) -> String {
    let hour = if minutes < 60 { 12 } else { minutes / 60 };
    format!("{hour}:{:02}", minutes % 60)
}

/// "2 hours", "90 minutes".
fn amount(minutes: u32) -> String {
    match (minutes, minutes % 60) {
        (60, _) => "1 hour".to_owned(),
        (_, 0) => format!("{} hours", minutes / 60),
        _ => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&Duration::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn hours() {
        let messages =
            check("At three o’clock he slept. ⟦Two hours later⟧, at seven o’clock, he rose.");
        assert_eq!(messages, ["2 hours after 3:00 is 5:00, not 7:00"]);
        check("It was eleven o’clock. ⟦Half an hour later⟧, at one o’clock, he rose.");
        check("It was eleven o’clock. Two hours later, at one o’clock, he rose.");
    }

    #[test]
    fn another_time() {
        for between in ["The next day he rested.", "He waited an hour or two.", "* * *"] {
            check(&format!(
                "At three o’clock he slept.\n\n{between}\n\nTwo hours later, at nine o’clock, he rose."
            ));
        }
        check("At three o’clock he slept. Some two hours later, at nine o’clock, he rose.");
        check("He had come at three o’clock. Two hours later, at nine o’clock, he rose.");
    }
}
