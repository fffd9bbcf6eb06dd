//! A main character who is never named again after the first half.

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Modality, Place, Story};
use crate::validator::Validator;

/// The rule `characters/disappeared`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Disappeared {
    /// Names of those who are meant to go.
    allow: Vec<String>,
    /// How many times a story must name people to be judged; a shorter one is too short to be gone
    /// from for long.
    min_names: usize,
}

impl Default for Disappeared {
    fn default() -> Self {
        Self { allow: Vec::new(), min_names: 400 }
    }
}

/// Who has so many of the names in a half of the story, per cent, is one of its main characters.
const SHARE: usize = 8;

impl Validator for Disappeared {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/disappeared",
        summary: "A main character who is never named again after the first half",
        docs: "\
Finds somebody who is one of the main characters in the first half of the story, and who is not even named in
the second, although the story goes on with others, and nothing says that the person died or left.

Readers wait for whom they have come to know. Often a plan changed while the story was written.

```bad min-names = 10
Anna said no to Tom. Then Anna said yes. At last Anna laughed. Tom wept. Then Tom slept.

Then Tom said no to Emma. Emma said yes to Tom. Tom laughed. Emma and Tom slept.
```

```good min-names = 10
Anna said no to Tom. Then Anna said yes. At last Anna laughed. Tom wept. Then Tom slept.

Then Tom said no to Emma. Emma said yes to Tom. Tom wrote to Anna. Emma and Tom slept.
```

Somebody else must be a main character of both halves: in a collection of stories everybody goes. Who is only
called `her father` from then on counts as gone.
",
        group: Group::Pedantic,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let named = cast.people();
        if named.len() < self.min_names {
            return;
        }
        let (first, second) = named.split_at(named.len() / 2);
        let uses = |half: &[(Place, u32)]| {
            let mut uses = vec![0; cast.characters.len()];
            half.iter().for_each(|&(_, who)| uses[who as usize] += 1);
            uses
        };
        let (early, late) = (uses(first), uses(second));
        let is_main = |n: usize, half: &[(Place, u32)]| 100 * n >= SHARE * half.len();
        let stays = |who: usize| is_main(early[who], first) && is_main(late[who], second);
        if !(0..cast.characters.len()).any(stays) {
            return;
        }
        let explained = explained(story);
        for (who, character) in cast.characters.iter().enumerate() {
            let is_gone = is_main(early[who], first) && late[who] == 0;
            if !is_gone || explained.contains(&who) || character.is_one_of(&self.allow) {
                continue;
            }
            let (Some(start), Some(end)) = (character.first_place(), character.last_place()) else {
                continue;
            };
            let (name, n) = (character.name(), early[who]);
            let message = format!(
                "`{name}`, named {n} times in the first half of the story, is named here for the last time"
            );
            cx.report(story.location(end), message)
                .label(story.location(start), format!("`{name}` is first named here"))
                .help("tell what becomes of them, or allow the name in the options of this rule");
        }
    }
}

/// The people of whom it is said that they die or leave somewhere.
fn explained(story: &Story) -> FxHashSet<usize> {
    let told = story.world().beliefs.iter().filter(|belief| {
        matches!(belief.statement.attribute, Attribute::Death | Attribute::Leaves)
            && belief.statement.modality != Modality::Denied
    });
    told.filter_map(|belief| Some(belief.subject?.character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(rule: &Disappeared, text: &str) {
        let rest = "Then Tom said no to Emma. ".repeat(250);
        testing::check(rule, &[text, &rest].concat());
    }

    fn anna(last: &str) -> String {
        "Then Anna said no to Tom. ".repeat(100) + last
    }

    #[test]
    fn gone() {
        check(&Disappeared::default(), &anna("Then ⟦Anna⟧ said yes. "));
        check(
            &Disappeared { allow: vec!["Anna".into()], ..Disappeared::default() },
            &anna("Then Anna said yes. "),
        );
    }

    #[test]
    fn explained_or_named_again() {
        check(&Disappeared::default(), &anna("Anna died. "));
        let text = anna("") + &"Then Tom said no to Emma. ".repeat(250);
        testing::check(&Disappeared::default(), &(text + "They spoke of Anna."));
    }

    #[test]
    fn another_story() {
        let (one, two) = ("Then Anna said no to Tom. ", "Then Emma said no to Silas. ");
        testing::check(&Disappeared::default(), &(one.repeat(200) + &two.repeat(200)));
    }
}
