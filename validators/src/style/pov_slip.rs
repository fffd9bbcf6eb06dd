//! A sentence in the first person where the story is told in the third.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{FirstPerson, Story, paragraph_at};
use crate::validator::Validator;

/// The rule `style/pov-slip`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PovSlip {}

/// So many paragraphs before one and after it are near.
const NEAR: usize = 100;

/// Fewer paragraphs near do not tell by whom the story is told.
const FEWEST_NEAR: usize = 12;

/// With no more of its paragraphs in the first person, one and one more of so many, a story has no narrator
/// who says `I`.
const ONE_OF: usize = 50;

/// Near a slip there may be so many more, and so many remarks of a narrator.
const MOST_SLIPS: usize = 2;
const MOST_REMARKS: usize = 1;

impl Validator for PovSlip {
    type Subject = Story;

    const META: Meta = Meta {
        id: "style/pov-slip",
        summary: "A sentence in the first person in a story told in the third",
        docs: "\
Finds a sentence of the narration that tells what `I` did, in a paragraph about others, where nothing near
is told in the first person: `She rose. I walked to the door.`

It is left over from a draft in which somebody of the story told it, and readers look for a narrator who is
not there.

```bad
She rose. I walked to the door and opened it. It was late, and he was gone.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.
```

```good
She rose. She walked to the door and opened it. It was late, and he was gone.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.

She went out, and he followed her.
```

Only sentences that begin with `I` and a verb of what one does are seen. Speech, letters, verse, notes and
thoughts are left alone, and so are remarks of a narrator: sentences with `you`, `reader`, `must` or `am`,
paragraphs with `we`, verbs such as `mentioned` and `saw`. Near are a hundred paragraphs before and after;
there must be twelve, and in a story of which more than one in fifty is in the first person a hundred, so
that chapters told by somebody else keep their voice.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let facts = &story.facts;
        let paragraphs = facts.paragraphs.starts();
        let all: Vec<(FirstPerson, usize)> =
            facts.first_persons.iter().map(|it| (it, paragraph_at(paragraphs, it.place))).collect();
        let is_third = all.len() * ONE_OF <= paragraphs.len() + ONE_OF;
        for (n, &(slip, paragraph)) in all.iter().enumerate().filter(|(_, (it, _))| it.slips) {
            let document = slip.place.document;
            let own = paragraphs.partition_point(|&(it, _)| it < document)
                ..paragraphs.partition_point(|&(it, _)| it <= document);
            let near = near(paragraph, &own);
            let before = all[..n].iter().rev().take_while(|it| near.contains(&it.1));
            let after = all[n + 1..].iter().take_while(|it| near.contains(&it.1));
            let [n_slips, n_others] =
                before.chain(after).fold([0, 0], |[slips, others], (it, _)| {
                    [slips + usize::from(it.slips), others + usize::from(!it.slips)]
                });
            let fewest = if is_third { FEWEST_NEAR } else { NEAR };
            if n_slips > MOST_SLIPS || n_others > MOST_REMARKS || near.len() < fewest {
                continue;
            }
            let message = "This is told in the first person, and what is around it in the third";
            cx.report(story.location(slip.place), message);
        }
    }
}

/// The numbers of the paragraphs near one with that number, among those of its document.
fn near(paragraph: usize, own: &Range<usize>) -> Range<usize> {
    paragraph.saturating_sub(NEAR).max(own.start)..(paragraph + NEAR).min(own.end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a text between others that are told in the third person.
    #[track_caller]
    fn check(text: &str) {
        let third = "She went out. “I follow,” he said.\n\n".repeat(40);
        testing::check(&PovSlip::default(), &format!("{third}{text}\n\n{third}"));
    }

    #[test]
    fn slips() {
        check("She rose. ⟦I walked⟧ to the door. It was late.");
        check("She rose.\n\nShe looked at him. ⟦I nodded⟧.\n\nIt was late.");
    }

    #[test]
    fn remarks() {
        check("She rose. I must confess that she was late.");
        check("She rose. I mentioned that he was late, and my reader knows it.");
    }

    #[test]
    fn told_by_somebody() {
        check("She rose. I walked off.\n\nHe took my hand.\n\nI laughed.\n\nShe saw me.");
        testing::check(&PovSlip::default(), "She rose. I walked to the door. It was late.");
    }
}
