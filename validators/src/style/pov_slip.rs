//! A sentence in the first person where the story is told in the third, or the other way round.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{FirstPerson, Gender, Place, PovSlip as Slip, Story, position};
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

/// A story of so many paragraphs has no narrator who sees and thinks, if there are no more remarks than so many.
const LONG: usize = 200;
const FEW_REMARKS: usize = 2;

/// So many paragraphs before one and after it are beside it, of which more than so many are told by `I`.
const BESIDE: usize = 10;
const MINE: usize = 3;

/// Whoever is named in so many paragraphs before one may be meant in it.
const NAMED: usize = 2;

impl Validator for PovSlip {
    type Subject = Story;

    const META: Meta = Meta {
        id: "style/pov-slip",
        summary: "A sentence in the first person in a story told in the third, or the other way round",
        docs: "\
Finds a sentence of the narration that tells what `I` did, in a paragraph about others, where nothing near
is told in the first person: `She rose. I walked to the door.` And where `I` tell nearly everything, one that tells what
`he` or `she` did, in a paragraph that is about nobody else: `I was alone in my room. She opened the window.`

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

Of the first person only sentences that begin with `I` and a verb of what one does are seen. Speech, letters, verse, notes and
thoughts are left alone, and so are remarks of a narrator: sentences with `you`, `reader`, `must` or `am`,
paragraphs with `we`, verbs such as `mentioned` and, where a narrator says `I` more than twice, `saw`. Near are a
hundred paragraphs before and after; there must be twelve, and in a story of which more than one in fifty is in the
first person a hundred, so that chapters told by somebody else keep their voice.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let facts = &story.facts;
        let paragraphs = facts.paragraphs.starts();
        // They are in reading order.
        let mut n_begun = 0;
        let numbered = facts.first_persons.iter().map(|it| {
            let rest = paragraphs[n_begun..].iter();
            n_begun += rest.take_while(|&&start| start <= it.place.start()).count();
            (it, n_begun)
        });
        let all: Vec<(FirstPerson, usize)> = numbered.collect();
        let is_third = all.len() * ONE_OF <= paragraphs.len() + ONE_OF;
        // Whoever says `I` nowhere else has seen nothing.
        let n_told = all.iter().filter(|(it, _)| it.slip.is_none()).count();
        let has_narrator = n_told > FEW_REMARKS || paragraphs.len() < LONG;
        let is_slip = |it: &FirstPerson| match it.slip {
            Some(Slip::First) => true,
            Some(Slip::Knowing) => !has_narrator,
            Some(Slip::Third(_)) | None => false,
        };
        for (n, &(slip, paragraph)) in all.iter().enumerate() {
            let document = slip.place.document;
            if let Some(Slip::Third(gender)) = slip.slip {
                let is_mine = |it: &&(FirstPerson, usize)| {
                    it.0.place.document == document && it.1.abs_diff(paragraph) <= BESIDE
                };
                let beside = all[n.saturating_sub(BESIDE)..].iter().take(2 * BESIDE + 1);
                let n_mine = beside.filter(is_mine).count();
                if n_mine > MINE && !is_anybody_near(story, slip.place, paragraph, gender) {
                    let message = "This is told of another, and what is around it of `I`";
                    cx.report(story.location(slip.place), message);
                }
            }
            if !is_slip(&slip) {
                continue;
            }
            let first_of = |it: u32| paragraphs.partition_point(|&start| start < position(it, 0));
            let own = first_of(document)..first_of(document + 1);
            let near = near(paragraph, &own);
            let before = all[..n].iter().rev().take_while(|it| near.contains(&it.1));
            let after = all[n + 1..].iter().take_while(|it| near.contains(&it.1));
            let [n_slips, n_others] =
                before.chain(after).fold([0, 0], |[slips, others], (it, _)| {
                    if is_slip(it) { [slips + 1, others] } else { [slips, others + 1] }
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

/// Whether somebody of `gender` is named in the paragraphs before `place`, which is in the paragraph of that number, or
/// in it.
fn is_anybody_near(story: &Story, place: Place, paragraph: usize, gender: Gender) -> bool {
    let cast = story.cast();
    let (named, paragraphs) = (cast.people(), story.facts.paragraphs.starts());
    let Some(&start) = paragraphs.get(paragraph.saturating_sub(NAMED + 1)) else { return true };
    let from = named.partition_point(|(it, _)| it.start() < start);
    let names = named[from..].iter().take_while(|(it, _)| *it < place);
    let mut people = names.map(|&(_, who)| who as usize);
    people.any(|who| {
        let person = &cast.characters[who];
        person.gender == Some(gender) && !person.is_narrator
    })
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
        check("She looked at him. I opened the window, she thought. He was asleep.");
        check("She rose. I must confess that she was late.");
        check("She rose. I mentioned that he was late, and my reader knows it.");
    }

    #[test]
    fn knowing() {
        let third = "She went out. “I follow,” he said.\n\n".repeat(120);
        let check =
            |text: &str| testing::check(&PovSlip::default(), &format!("{third}{text}\n\n{third}"));
        check("She rose. ⟦I saw⟧ him at the door. It was late.");
        check(
            "She rose. I saw him at the door. It was late.\n\nOn my word!\n\nOn my word!\n\nSo I say.",
        );
    }

    #[test]
    fn to_the_third() {
        let first = "I went out, and I saw my house.\n\n".repeat(20);
        let check =
            |text: &str| testing::check(&PovSlip::default(), &format!("{first}{text}\n\n{first}"));
        check("I was alone in my room. ⟦She opened⟧ the window, and I put out my head.");
        check(
            "Ann Orme was there. Ann knew it.\n\nI was in my room. She opened the window, and I put out my head.",
        );
        check("I was in my room with a maid. She opened the window, and I put out my head.");
    }

    #[test]
    fn told_by_somebody() {
        check("She rose. I walked off.\n\nHe took my hand.\n\nI laughed.\n\nShe saw me.");
        testing::check(&PovSlip::default(), "She rose. I walked to the door. It was late.");
    }
}
