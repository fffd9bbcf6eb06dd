//! One name with its diacritics and without them.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix};
use crate::meta::{Group, Meta};
use crate::story::numbers::times;
use crate::story::prose::{is_listed, is_loud};
use crate::story::slip::folded;
use crate::story::{NameWord, Story};
use crate::validator::Validator;

/// The rule `characters/lost-diacritics`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LostDiacritics {
    /// Spellings that are right as they are.
    allow: Vec<String>,
}

/// What has diacritics is right if it is used at least once for so many times without,
const TIMES_AS_OFTEN: u32 = 3;

/// or for so many where the same name or title stands beside both: nobody types them by mistake.
const TIMES_AS_OFTEN_BESIDE: u32 = 12;

/// A shorter word may be any.
const LETTERS: usize = 4;

/// What stands in names of places before those of saints and others: "San Jose".
const OF_PLACES: &str = "Cape Fort Lake Mount New Port Puerto Rio San Santa";

impl Validator for LostDiacritics {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/lost-diacritics",
        summary: "A name with and without its diacritics",
        docs: "\
Finds every use of a name without the diacritics that it has elsewhere: `Alvaro` beside `Álvaro`.

A keyboard without the letter, a changed mind or a bad conversion leave both, and readers stumble.

```bad
Don Álvaro came. She saw Don Álvaro. Then Don Alvaro left.
```

```good
Don Álvaro came. She saw Don Álvaro. Then Don Álvaro left. She ate at the café, and called it a cafe.
```

Where a name nearly always stands without diacritics, the few uses with them are found instead, if the same
name or title stands beside both. What stands only beside other names may be somebody else, and is left
alone; so are words in capitals or of fewer than four letters, and spellings that a reference document has. Where nothing stands
beside either, so are words that the story also writes without a capital. The fix is not safe.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let [words, declared] = story.name_words();
        let lower = story.vocabulary();
        let mut allowed: FxHashSet<&str> = self.allow.iter().map(String::as_str).collect();
        allowed.extend(declared.iter().map(|word| &*word.text));
        // Who writes capitals often leaves the diacritics out.
        let is_asked =
            |word: &&NameWord| word.text.chars().count() >= LETTERS && !is_loud(&word.text);
        let words = words.iter().filter(is_asked);
        let marked = words.clone().filter(|word| !is_plain(word));
        let mut alike: FxHashMap<String, Vec<&NameWord>> =
            marked.map(|word| (folded(&word.text), Vec::new())).collect();
        if alike.is_empty() {
            return;
        }
        for word in words {
            if let Some(spellings) = alike.get_mut(&folded(&word.text)) {
                spellings.push(word);
            }
        }
        let alike = BTreeMap::from_iter(alike);
        for spellings in alike.values().filter(|spellings| spellings.len() > 1) {
            let (plain, marked): (Vec<&NameWord>, _) =
                spellings.iter().partition(|word| is_plain(word));
            let [plain] = *plain else { continue };
            let most = marked.into_iter().max_by_key(|word| word.n);
            let Some(marked) = most else { continue };
            let is_one = shares(plain, marked);
            let times = if is_one { TIMES_AS_OFTEN_BESIDE } else { TIMES_AS_OFTEN };
            let is_lost = marked.n * times >= plain.n;
            let (wrong, right) = if is_lost { (plain, marked) } else { (marked, plain) };
            let is_alone = wrong.beside.is_empty() || right.beside.is_empty();
            let is_place = || {
                !wrong.beside.is_empty()
                    && wrong.beside.iter().all(|word| is_listed(OF_PLACES, word))
            };
            let is_name =
                || [plain, marked].iter().all(|it| !lower.contains(&it.text.to_lowercase()));
            if (is_one || is_lost && is_alone && is_name() && !is_place())
                && !allowed.contains(&*wrong.text)
            {
                report(story, wrong, right, cx);
            }
        }
    }
}

/// Whether a word has no letter with a diacritic; a curly apostrophe is none.
fn is_plain(word: &NameWord) -> bool {
    word.text.chars().all(|c| c.is_ascii() || !c.is_alphabetic())
}

/// Whether the same name or title stands beside two spellings.
fn shares(one: &NameWord, other: &NameWord) -> bool {
    one.beside.iter().any(|word| other.beside.contains(word))
}

fn report(story: &Story, wrong: &NameWord, right: &NameWord, cx: &mut Context) {
    let known = right.places(story.names())[0];
    for place in wrong.places(story.names()) {
        let location = story.location(place);
        let (here, there) = (&wrong.text, &right.text);
        let message = format!("`{here}` here, but `{there}` elsewhere ({})", times(right.n));
        let finding = cx.report(location.clone(), message);
        finding
            .label(story.location(known), format!("`{there}` here"))
            .help("correct it, or allow the spelling in the options of this rule");
        if place.span.range().len() == here.len() {
            let edits = vec![Edit { location, replacement: there.clone() }];
            finding.fix(Fix { edits, is_safe: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn lost() {
        let found = check(
            &LostDiacritics::default(),
            "Then Don Álvaro came. They saw ⟦Alvaro⟧ there. Then ⟦Alvaro⟧ left.",
        );
        assert_eq!(found[0].message, "`Alvaro` here, but `Álvaro` elsewhere (once)");
        check(
            &LostDiacritics::default(),
            "They saw Ana Félix. Then Ana ⟦Felix⟧ left. He sang: felix culpa.",
        );
        check(
            &LostDiacritics::default(),
            "They saw Zoë Hale and Zoe Orme. The Café was a café, a Cafe.",
        );
    }

    #[test]
    fn gained() {
        let often = "They saw Don Felix there. ".repeat(13);
        check(&LostDiacritics::default(), &format!("{often}Then Don ⟦Félix⟧ came."));
        check(&LostDiacritics::default(), &format!("{often}Then Félix came."));
        let few = "They saw Don ⟦Felix⟧ there. ".repeat(10);
        check(&LostDiacritics::default(), &format!("{few}Then Don Félix came."));
    }

    #[test]
    fn places() {
        check(
            &LostDiacritics::default(),
            "They saw José. It rained in San Jose. José left San Jose.",
        );
    }

    #[test]
    fn in_capitals() {
        let turns = "ZOE\nNo.\n\nANNA\nYes.\n\n".repeat(8);
        let story = format!("-- a.fountain --\n{turns}Zoë laughs. Zoë leaves. Zoë weeps.\n");
        check(&LostDiacritics::default(), &story);
    }

    #[test]
    fn another_apostrophe() {
        check(&LostDiacritics::default(), "They saw Li’sar there. Then Li'sar left.");
    }

    #[test]
    fn allowed() {
        let allow = vec!["Zoe".to_owned()];
        check(&LostDiacritics { allow }, "They saw Zoë and Zoe.");
        let declared = "-- a.md --\nThey saw Zoë and Zoe.\n-- cast.md (reference) --\nA girl: Zoe.";
        check(&LostDiacritics::default(), declared);
    }
}
