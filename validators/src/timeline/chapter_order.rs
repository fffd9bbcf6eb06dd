//! A date line that runs back.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{DatedLine, Story, dated_lines};
use crate::validator::Validator;

/// The rule `timeline/chapter-order`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ChapterOrder {}

/// How many dates must be in order before one that is not is judged, and the part that may be out
/// of order, one of so many: where more are, the story is not told in order.
const FEWEST: usize = 3;
const ONE_OF: usize = 4;

impl Validator for ChapterOrder {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/chapter-order",
        summary: "A date line that is out of order by one slip",
        docs: "\
Finds a date above a chapter, a scene or an entry of a diary, or in a `<!-- story-date: … -->`, that is
earlier or later than the dates on both sides of it, which are in order, and would be in order itself
with another month or another year. Of the years before only the last one counts, in January and February,
when people write it out of habit.

Readers of diaries and dated chapters go by these lines, and the wrong one turns the story around.

```bad
# 28 April 1871

She waited.

# 2 May 1871

He came.

# 5 April 1871

They left.

# 9 May 1871

The end.
```

```good
# 28 April 1871

She waited.

# 2 May 1871

He came.

# 11 June 1851

They were children.

# 9 May 1871

The end.
```

Any other chapter that goes back is a flashback, and not judged, nor is one with `flashback: true` in its
front matter. The entries below one heading are compared with each other, as those of one writer. Stories in
which more than a quarter of the dates are out of order are not told in order. Dates in front matter are judged
by `metadata/date-order`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for lines in dated_lines(&story.facts) {
            let kept = in_order(&lines);
            let n_odd = lines.len() - kept.len();
            if kept.len() < FEWEST || n_odd * ONE_OF > lines.len() {
                continue;
            }
            for (before, after) in kept.iter().zip(&kept[1..]) {
                let [first, odd, last] = [*before, before + 1, *after].map(|i| &lines[i]);
                // Of several in a row, none is a slip.
                if after - before != 2 || !odd.may_be_between(first, last) {
                    continue;
                }
                let is_early = odd.day < first.day;
                let (other, order, place) =
                    if is_early { (first, "earlier", "before") } else { (last, "later", "after") };
                let message = format!("{} is {order} than the date {place} it", odd.date);
                cx.report(story.location(odd.date.place), message)
                    .label(story.location(other.date.place), format!("it is {} here", other.date));
            }
        }
    }
}

/// The indices of the most lines of which none is before another one that it follows.
fn in_order(lines: &[DatedLine]) -> Vec<usize> {
    // By length: the line with the earliest day that ends so long a run, after which line it is.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let at = ends.partition_point(|&end| lines[end].day <= line.day);
        before.push(at.checked_sub(1).map(|at| ends[at]));
        if at == ends.len() {
            ends.push(i);
        } else {
            ends[at] = i;
        }
    }
    let mut kept = Vec::from_iter(std::iter::successors(ends.last().copied(), |&i| before[i]));
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(dates: &[&str]) -> Vec<String> {
        let text: String = dates.iter().map(|date| format!("# {date}\n\nRain.\n\n")).collect();
        let diagnostics = testing::check(&ChapterOrder::default(), &text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn slips() {
        let messages = check(&["28 April 1871", "2 May 1871", "⟦5 April 1871⟧", "9 May 1871"]);
        assert_eq!(messages, ["5 April 1871 is earlier than the date before it"]);
        check(&["28 April", "2 May", "⟦5 April⟧", "9 May"]);
        check(&["28 April 1871", "⟦2 May 1877⟧", "5 May 1871", "9 May 1871"]);
        check(&["28 December", "2 January", "⟦5 December⟧", "9 January"]);
        check(&["28 December 1870", "2 January 1871", "⟦5 January 1870⟧", "9 January 1871"]);
    }

    #[test]
    fn in_order() {
        check(&["28 April 1871", "2 May 1871", "2 May 1871", "9 May 1872"]);
        check(&["28 December", "2 January", "5 February", "9 July", "1 January"]);
    }

    #[test]
    fn told_out_of_order() {
        check(&["28 April 1871", "2 May 1871", "11 June 1851", "9 May 1871"]);
        check(&["28 April 1871", "2 May 1871", "5 April 1871", "6 April 1871", "9 May 1871"]);
        check(&["28 April 1871", "2 May 1871", "29 April 1871", "9 May 1871"]);
        check(&["2 May 1871", "5 April 1871", "9 May 1871"]);
        check(&["28 April 1871", "2 May 1871", "5 May 1861", "9 May 1871"]);
        check(&["28 April 1871", "2 May 1871", "5 May 1870", "9 May 1871"]);
    }
}
