//! A pronoun of the wrong gender for the subject it must stand for.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Character, Gender, OwnPronoun, Place, Said, Story, position};
use crate::validator::Validator;

/// The rule `characters/pronoun-mismatch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PronounMismatch {
    /// Names of those of whom both `he` and `she` are said.
    allow: Vec<String>,
}

/// Somebody who was named within so many bytes may be tended to.
const NEAR: u32 = 1_000;

impl Validator for PronounMismatch {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/pronoun-mismatch",
        summary: "A pronoun of the wrong gender for its subject",
        docs: "\
Finds `he` for `she`, and `she` for `he`, where the grammar leaves one reading: `Anna found himself`, `Tom
shook her head`.

Somebody changed from a man to a woman while the story was written, or a slip of the pen; either way the
reader looks for a second person who is not there.

```bad
Anna woke. She knew her room. Anna rose, and she dressed. Anna took her coat. Then Anna said that she
was late. Anna asked herself why. Anna said she knew. At last Anna shook his head.
```

```good
Anna woke. She knew her room. Anna rose, and she dressed. Anna took her coat. Then Anna said that she
was late. Anna asked herself why. Anna said she knew. At last Anna shook his hand.
```

The subject must be named, and many titles and pronouns must tell whether that is a man or a woman; one is
enough where a title or a given name says so, and none else the opposite. Judged
are `himself` and `herself` right after the verb, and what people only do with what is their own, such as to
shake one's head, to clear one's throat or to lower one's voice. What may be done to others, such as to lift
a head, counts only where nobody else can be meant. A pronoun with another pronoun as its subject is left
alone, and so is every other that may stand for somebody else, and what is said.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let named = cast.people();
        let mut said = Said::of(&story.facts.speeches);
        let pronouns = story.facts.own_pronouns.iter().filter(|own| !said.holds(own.place));
        let pronouns = pronouns.filter_map(|own| Some((cast.named_at(own.subject)?, own)));
        let pronouns: Vec<(usize, OwnPronoun)> = pronouns.collect();
        let mut first: FxHashMap<(usize, Gender), Place> = FxHashMap::default();
        for &(who, own) in &pronouns {
            first.entry((who, own.gender)).or_insert(own.place);
        }
        for (who, own) in pronouns {
            let character = &cast.characters[who];
            let may_be_other = || {
                let first = own.place.span.start.saturating_sub(NEAR);
                let first = position(own.place.document, first);
                let from = named.partition_point(|&(it, _)| it.start() < first);
                let before =
                    named[from..].iter().take_while(|(it, _)| it.start() < own.place.start());
                before.into_iter().any(|&(_, other)| {
                    other as usize != who && cast.may_be(other as usize, own.gender)
                })
            };
            let gender = own.gender.other();
            if character.gender == Some(gender)
                && (character.is_surely(gender) || character.is_by_name(gender))
                && !(own.is_loose && may_be_other())
                && !character.is_one_of(&self.allow)
            {
                let right = first.get(&(who, gender));
                report(story, character, &own, right, cx);
            }
        }
    }
}

/// Reports a pronoun for `somebody`, and shows one that is right.
fn report(
    story: &Story,
    somebody: &Character,
    own: &OwnPronoun,
    right: Option<&Place>,
    cx: &mut Context,
) {
    let name = somebody.name();
    let [here, elsewhere] = [own.gender, own.gender.other()].map(Gender::pronoun);
    let message = format!("`{name}` is `{here}` here, but `{elsewhere}` elsewhere");
    let diagnostic = cx.report(story.location(own.place), message);
    diagnostic.label(story.location(own.subject), "its subject");
    if let Some(&right) = right {
        diagnostic.label(story.location(right), format!("`{elsewhere}` here"));
    }
    diagnostic.help("correct it, or allow the name in the options of this rule");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const ANNA: &str = "Anna woke. Anna said she rose. Anna knew her room. Then Anna said she was late. \
        Anna saw her coat. Anna found herself alone.\n\n";
    const TOM: &str = "Tom woke. Tom said he rose. Tom knew his room. Then Tom said he was late. \
        Tom saw his coat. Tom found himself alone.\n\n";

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let story = [ANNA, TOM, text].concat();
        let diagnostics = testing::check(&PronounMismatch::default(), &story);
        diagnostics.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn reflexive() {
        assert_eq!(
            check("Then Anna amused ⟦himself⟧."),
            ["`Anna` is `he` here, but `she` elsewhere"]
        );
        check("“Then Anna amused himself,” she read. “No,” said Anna, shaking ⟦his⟧ head.");
        check("Anna said he himself was to blame.");
        check("Tom hurried to explain ⟦herself⟧. Tom told Anna to amuse herself.");
    }

    #[test]
    fn own() {
        check("Anna nodded ⟦his⟧ head. Tom shrugged ⟦her⟧ shoulders.");
    }

    #[test]
    fn tended_to() {
        check("The soldier kissed her. Anna bit his lip.");
        check("Anna took off his shoes and put him to bed.");
        check("Nobody but Anna cleared his throat.");
        check("The soldier saw her, but Anna cleared ⟦his⟧ throat.");
    }

    #[test]
    fn loose() {
        check("Anna came in.\n\nThen Anna raised his head.");
        let far = "They waited there for a very long time. ".repeat(30);
        check(&format!("{far}Then Anna raised ⟦his⟧ head."));
        check(&format!("{far}He slept. Then Anna raised his head."));
    }

    #[test]
    fn not_sure() {
        check("Then Emma amused himself. Emma said he slept.");
    }

    #[test]
    fn by_name() {
        check("Emma rose, and she slept.\n\nEmma clears ⟦his⟧ throat.");
        check("Orla clears his throat. Mr. Orme sang. Mr. Orme shrugged ⟦her⟧ shoulders.");
        check("Emma rose, and he slept.\n\nEmma clears his throat.");
    }
}
