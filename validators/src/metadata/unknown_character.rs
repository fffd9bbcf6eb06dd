//! Front matter that names somebody of whom the story knows nothing.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::alike::{MOST_SUGGESTIONS, most_alike};
use crate::story::full_name::FullName;
use crate::story::prose::is_listed;
use crate::story::slip::folded;
use crate::story::{NameUse, Place, Story};
use crate::validator::Validator;

/// The rule `metadata/unknown-character`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnknownCharacter {
    /// Names that front matter may have although the story does not have them.
    allow: Vec<String>,
}

/// Words for a point of view that is nobody's in particular.
const NOBODY: &str = "\
all author both close deep everyone first limited multi multiple narrator nobody none objective omni \
omniscient person second tba tbc tbd third unknown various";

/// Where a name stands in the front matter of so many documents or more, and in more than one of so
/// many that name anybody, it belongs to somebody whom the text never names.
const OFTEN: usize = 3;

impl Validator for UnknownCharacter {
    type Subject = Story;

    const META: Meta = Meta {
        id: "metadata/unknown-character",
        summary: "Front matter that names somebody who is nowhere in the story",
        docs: "\
Finds a name in the front matter of a chapter (`characters`, `cast`, `pov`, `povs`, `viewpoint`,
`pov-character`) of which no word is a name in the story, in a character sheet or in the pipeline. If
some name is spelt nearly so, it is suggested.

Mostly somebody was given another name, and the lists that programs draw from front matter still have
the old one.

```bad
-- 1.md --
---
characters: [Ann, Quillworth]
---
Ann waited for Bob.
-- 2.md --
---
characters: [Ann, Bob]
---
Then Bob came.
```

```good
-- 1.md --
---
pov: Ann Hale
---
Ann waited for Bob.
-- 2.md --
---
characters: [Mrs. Hale, Bob]
---
Then Bob came.
```

It is enough that one word of the name is in the story, anywhere and in whatever form. A name that
stands in the front matter of many chapters is taken for that of a narrator whom nobody calls by name.
If as many names are unknown as are known, or more, nothing is reported: front matter then says
something else.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        if !story.facts.declarations.iter().any(|it| it.is_mention) {
            return;
        }
        let declared = story.facts.reference_names.uses();
        let names = || story.names().iter().chain(&declared);
        let (mut words, common) = (words(story, names()), story.vocabulary());
        let mut documents = BTreeSet::new();
        let mut named: Vec<(&str, FullName, Place)> = Vec::new();
        let mentions = story.facts.declarations.iter().filter(|it| it.is_mention);
        for (names, place) in mentions.filter_map(|it| Some((&it.names, it.place?))) {
            documents.insert(place.document);
            let names = names.iter().flat_map(|name| single_names(name));
            let named_here = names.map(|name| (name, FullName::of(name), place));
            named.extend(
                named_here.filter(|(_, full, _)| !full.words.iter().all(|word| is_nobody(word))),
            );
        }
        let (known, unknown): (Vec<_>, Vec<_>) = named.into_iter().partition(|(_, full, _)| {
            has_one_of(full, &words) || full.words.iter().any(|word| common.contains(word))
        });
        // Who is called Ann may be Mrs. Hale of the next chapter.
        words.extend(known.iter().flat_map(|(_, full, _)| full.words.iter().cloned()));
        let known: BTreeSet<&str> = known.into_iter().map(|(name, ..)| name).collect();
        let mut places: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        for (name, _, place) in unknown.into_iter().filter(|it| !has_one_of(&it.1, &words)) {
            places.entry(name).or_default().push(place);
        }
        if places.len() > known.len() {
            return;
        }
        let mut n_suggestions = 0;
        for (name, places) in places {
            let n_documents =
                places.iter().map(|place| place.document).collect::<BTreeSet<_>>().len();
            let is_often = n_documents >= OFTEN && n_documents * OFTEN > documents.len();
            if is_often || self.allow.iter().any(|allowed| folded(allowed) == folded(name)) {
                continue;
            }
            n_suggestions += 1;
            let near = if n_suggestions <= MOST_SUGGESTIONS { near(names(), name) } else { None };
            for place in places {
                let message = format!("`{name}` is nowhere in the story");
                let finding = cx.report(story.location(place), message);
                if let Some((near, place)) = &near {
                    finding
                        .help(format!("did you mean `{near}`?"))
                        .label(story.location(*place), format!("`{near}` is named here"));
                }
            }
        }
    }
}

/// The names in what front matter may have for one: `Ann, Bob and Mrs. Hale (by letter)`.
fn single_names(written: &str) -> impl Iterator<Item = &str> {
    let parts = written.split([',', ';', '&', '/', '+']).flat_map(|part| part.split(" and "));
    parts.map(|part| part.split(['(', '[']).next().unwrap_or_default().trim()).filter(|part| {
        part.contains(char::is_alphabetic) && !part.to_lowercase().starts_with("the ")
    })
}

/// The parts of a word of a name that have a hyphen between them.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split([' ', '-']).filter(|part| part.chars().count() > 1)
}

/// Whether a part of a name is one of `words`.
fn has_one_of(name: &FullName, words: &FxHashSet<String>) -> bool {
    name.words.iter().flat_map(|word| parts(word)).any(|part| words.contains(part))
}

/// Whether a word of what stands for a name says that it is none.
fn is_nobody(word: &str) -> bool {
    is_listed(NOBODY, word)
}

/// All words of `names`, and of those that are declared.
fn words<'a>(story: &'a Story, names: impl Iterator<Item = &'a NameUse>) -> FxHashSet<String> {
    let facts = &story.facts;
    let mut words: FxHashSet<String> = FxHashSet::default();
    let declared = facts.declarations.iter().filter(|it| !it.is_mention).flat_map(|it| &it.names);
    let declared = declared.map(|name| &**name);
    for name in names.map(|name| &*name.text).chain(declared) {
        words.extend(name.split('.').flat_map(parts).map(folded));
    }
    words
}

/// Which of `names` `name` may be a misspelling of, with a place where it is.
fn near<'a>(names: impl Iterator<Item = &'a NameUse>, name: &str) -> Option<(&'a str, Place)> {
    let alike = names.filter(|other| other.text.len().abs_diff(name.len()) <= 3);
    let other = most_alike(name, alike, |other| &other.text)?;
    Some((&other.text, *other.places.first()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks chapters with the given front matter and the same text.
    #[track_caller]
    fn check_all(heads: &[&str]) -> Vec<Option<String>> {
        let text = "Ann Hale waited for Bob. “Well,” said the butler, “she is Elena’s friend.”";
        let chapters = heads.iter().enumerate();
        let chapters =
            chapters.map(|(n, head)| format!("-- {n}.md --\n---\n{head}\n---\n{text}\n"));
        let sheet = "-- characters.md (reference) --\n# Cast\n\n- **Zed**: a thief\n";
        let story = chapters.collect::<String>() + sheet;
        let found = check(&UnknownCharacter::default(), &story);
        found.into_iter().map(|finding| finding.help).collect()
    }

    #[test]
    fn unknown() {
        assert_eq!(check_all(&["characters: [Ann, Bob, ⟦Quillworth⟧]", "pov: Ann"]), [None]);
        assert_eq!(
            check_all(&["pov: ⟦Elenna⟧", "pov: Ann Hale", "cast:\n  - Bob\n  - ⟦Zack Orme⟧"]),
            [Some("did you mean `Elena`?".to_owned()), None]
        );
    }

    #[test]
    fn known() {
        check_all(&[
            "cast: [Ann, Mrs. Hale, Butler, ELENA, Zed, \"[[bob|Bob Orme]]\"]",
            "pov: Third Person",
        ]);
        check_all(&["pov: \"Ann, Bob\"", "pov: Omniscient", "characters: [The Captain, nobody]"]);
    }

    #[test]
    fn narrator() {
        check_all(&["pov: Ishmael", "pov: Ishmael", "pov: Ishmael", "cast: [Ann, Bob]"]);
    }

    #[test]
    fn other_than_names() {
        check_all(&["cast: [Wolf, Stag, Ann]", "pov: Raven"]);
    }
}
