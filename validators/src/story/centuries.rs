//! Of which century a year is that the text writes with two figures.

use crate::story::calendar::{DateMention, Year};
use crate::story::facts::Facts;
use crate::story::role::Role;

/// How many years a short year may be from one that the story writes out.
const NEAR: i16 = 25;

/// The centuries that a year may be of, by their first years.
const CENTURIES: std::ops::RangeInclusive<i16> = 10..=21;

/// Gives the years that are written with two figures their century, if only one brings them near any year
/// that the documents of the story write out. Linear in the dates.
pub(crate) fn give_centuries(facts: &mut Facts) {
    let Facts { dates, documents, .. } = facts;
    if !dates.iter().any(|date| matches!(date.year, Some(Year::Short(_)))) {
        return;
    }
    // When a book was printed is no year of its story.
    let is_story =
        |date: &&DateMention| documents[date.place.document as usize].role == Role::Story;
    let of_story = dates.iter().filter(is_story);
    let mut years: Vec<_> = of_story.filter_map(DateMention::numbered_year).collect();
    years.sort_unstable();
    years.dedup();
    for date in dates {
        let Some(Year::Short(short)) = date.year else { continue };
        let near = CENTURIES.map(|century| century * 100 + i16::from(short)).filter(|year| {
            let after = years.partition_point(|it| it < year);
            let beside = [after.checked_sub(1), Some(after)].into_iter().flatten();
            beside.filter_map(|i| years.get(i)).any(|it| it.abs_diff(*year) <= NEAR as u16)
        });
        let near: Vec<_> = near.take(2).collect();
        if let [year] = near[..] {
            date.year = Some(Year::Number(year));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::story::Story;

    /// The years of the dates in `text`, as the story has them.
    fn years(text: &str) -> Vec<Option<Year>> {
        let facts = Facts::of_text("a.md", text);
        Story::new(facts, Arc::default()).facts.dates.iter().map(|date| date.year).collect()
    }

    #[test]
    fn of_the_story() {
        let [old, new] = [1890, 1889].map(|year| Some(Year::Number(year)));
        assert_eq!(years("In May 1890 he came. It was in June, ’89."), [old, new]);
        assert_eq!(years("It was on 3 June ’89, or in '89. In 1890 he came."), [new, new, old]);
        let short = Some(Year::Short(89));
        assert_eq!(years("In June, ’89, he came."), [short]);
        let far = [1790, 1890].map(|year| Some(Year::Number(year)));
        assert_eq!(years("In 1790 or in 1890. In ’89."), [far[0], far[1], short]);
    }

    #[test]
    fn no_years() {
        assert_eq!(years("In June ‘89’ stood there. In ’89–90. In June, o’89 and in 89."), []);
    }
}
