//! Somebody speaks whom the story does not know.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Character, Kind, Place, Speech, Story, Who, is_title, slip};
use crate::validator::Validator;

/// The rule `dialogue/unknown-speaker`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnknownSpeaker {
    /// Whether nobody may speak whom neither a sheet nor front matter nor the pipeline declares, however
    /// often the story names them.
    declared_only: bool,
    /// Names that may speak although nobody knows them.
    allow: Vec<String>,
}

/// With fewer speeches of named people, a story is too short to know them.
const FEWEST_SPEECHES: usize = 20;

/// Formats of scripts, in which the name above what somebody says introduces them, a guard of one line too.
const SCRIPTS: [&str; 2] = [".fountain", ".spmd"];

impl Validator for UnknownSpeaker {
    type Subject = Story;

    const META: Meta = Meta {
        id: "dialogue/unknown-speaker",
        summary: "Somebody speaks whom the story does not know",
        docs: "\
Finds a speaker whom the story names nowhere else, in the middle of an exchange: `“Wait,” said Harold`, where
Jon would speak.

The name is left over from an earlier draft, or is that of another book, and readers turn back for somebody
whom they never met.

```bad
“No,” said Ann. “Why,” said Jon. “Look,” said Ann. “Where,” said Jon. “There,” said Ann.
“Oh,” said Jon. “See,” said Ann. “Yes,” said Jon. “Go,” said Ann. “Now,” said Jon.
“No,” said Ann. “Why,” said Jon. “Look,” said Ann. “Where,” said Jon. “There,” said Ann.
“Oh,” said Jon. “See,” said Ann. “Yes,” said Jon. “Go,” said Ann. “Now,” said Jon.

“Come,” said Ann.

“Wait,” said Harold.

“Well,” said Jon.
```

```good
“No,” said Ann. “Why,” said Jon. “Look,” said Ann. “Where,” said Jon. “There,” said Ann.
“Oh,” said Jon. “See,” said Ann. “Yes,” said Jon. “Go,” said Ann. “Now,” said Jon.
“No,” said Ann. “Why,” said Jon. “Look,” said Ann. “Where,” said Jon. “There,” said Ann.
“Oh,” said Jon. “See,” said Ann. “Yes,” said Jon. “Go,” said Ann. “Now,” said Jon.

“Come,” said Ann.

“Wait,” said Jon.

“Well,” said Jon.
```

Names with a title or a surname are left alone, scripts, in which whoever speaks is named above, and stories with
fewer than twenty speeches of named people.
What looks like a slip for a frequent name is found by `characters/name-variants`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let speeches = story.facts.speeches.all();
        let speakers = story.speakers();
        let mut told: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, speaker) in speakers.iter().enumerate() {
            if let Some(speaker) = speaker.filter(|it| it.is_explicit) {
                told.entry(speaker.character).or_default().push(i);
            }
        }
        let is_in_script = |place: Place| {
            let path = &story.facts.documents[place.document as usize].path;
            SCRIPTS.iter().any(|ending| path.ends_with(ending))
        };
        let n_told: usize = told.values().map(Vec::len).sum();
        let declared = Declared::of(story);
        let forms = cast.characters.iter().flat_map(|it| &it.forms);
        let parts: FxHashSet<&str> = forms
            .filter(|form| form.text.contains(' '))
            .flat_map(|it| it.text.split(' '))
            .collect();
        // They are found by `characters/name-variants`, with the name that is meant.
        let words = &story.name_words()[0];
        let slips = LazyCell::new(|| {
            let slips = story.misspelt().iter().map(|it| &*words[it.rare].text);
            slips.collect::<FxHashSet<&str>>()
        });
        for (&character, spoken) in &told {
            let somebody = &cast.characters[character];
            let (first, name) = (spoken[0], somebody.name());
            if somebody.kind != Kind::Person
                || somebody.is_one_of(&self.allow)
                || declared.has(somebody)
            {
                continue;
            }
            let Some(place) = named_beside(&speeches[first]) else { continue };
            if self.declared_only {
                let message = format!("`{name}` speaks here, and is declared nowhere");
                let diagnostic = cx.report(story.location(place), message);
                if let Some(near) = declared.near(name) {
                    diagnostic.help(format!("did you mean `{near}`?"));
                }
            } else if n_told >= FEWEST_SPEECHES
                && is_named_once(somebody)
                && !parts.contains(name)
                && !is_in_script(place)
                && !slips.contains(name)
            {
                // Whoever is heard once from afar takes no part in an exchange.
                let answers = speeches[first].n_paragraphs == 1;
                let is_answered = speeches.get(first + 1).is_some_and(|it| it.n_paragraphs == 1);
                if answers || is_answered {
                    let beside = if answers { first.checked_sub(1) } else { Some(first + 1) };
                    let message = format!("`{name}` speaks here, and is named nowhere else");
                    let diagnostic = cx.report(story.location(place), message);
                    if let Some(beside) = beside {
                        let other = story.location(speeches[beside].place);
                        diagnostic.label(other, "to whoever speaks here");
                    }
                }
            }
        }
    }
}

/// Where a speech has the name of who speaks beside it.
fn named_beside(speech: &Speech) -> Option<Place> {
    match speech.tag?.subject {
        Who::Name(span) => Some(Place { span, ..speech.place }),
        Who::She | Who::He | Who::I | Who::Other => None,
    }
}

/// Whether somebody is named only there, by one word and without a title.
fn is_named_once(somebody: &Character) -> bool {
    let [form] = &*somebody.forms else { return false };
    form.places.len() == 1 && !form.text.contains(' ')
}

/// Who is declared, by the words of their names.
struct Declared<'a> {
    words: FxHashSet<&'a str>,
}

impl<'a> Declared<'a> {
    fn of(story: &'a Story) -> Self {
        let all = story.facts.declarations.iter();
        let people = all.filter(|it| it.kind.is_none_or(|kind| kind == Kind::Person));
        let words = people.flat_map(|it| &it.names).flat_map(|name| words(name)).collect();
        Self { words }
    }

    /// Whether a word of one of the names of `somebody` is declared.
    fn has(&self, somebody: &Character) -> bool {
        somebody.forms.iter().any(|form| words(&form.text).any(|word| self.words.contains(word)))
    }

    /// The declared word that `name` may be a slip for; of several the first of the alphabet.
    fn near(&self, name: &str) -> Option<&'a str> {
        self.words.iter().copied().filter(|word| slip::between(name, word).is_some()).min()
    }
}

/// The words of a name without titles.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(' ').filter(|word| !is_title(word.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(declared_only: bool, text: &str) -> Vec<String> {
        let rule = UnknownSpeaker { declared_only, ..Default::default() };
        let found = testing::check(&rule, text);
        found.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn left_over() {
        let talk = "“A,” said Ann.\n\n“B,” said Jon.\n\n".repeat(12);
        let messages =
            check(false, &format!("{talk}“C,” said Ann.\n\n“D,” said ⟦Harold⟧.\n\n{talk}"));
        let message = "`Harold` speaks here, and is named nowhere else";
        assert_eq!(messages, [message]);
        check(
            false,
            &format!("{talk}“C,” said Ann.\n\n“D,” said Harold.\n\n{talk}Then Harold left."),
        );
        check(false, &format!("{talk}“C,” said Ann.\n\n“D,” said Mr. Harold.\n\n{talk}"));
        check(false, &format!("{talk}It rained.\n\n“D,” said Harold.\n\nIt rained.\n\n{talk}"));
        check(false, &format!("{talk}“D,” said Harold.\n\n“E,” said Tom Harold.\n\n{talk}"));
    }

    /// `characters/name-variants` finds it.
    #[test]
    fn misspelt() {
        let talk = "“A,” said Denise.\n\n“B,” said Malcolm.\n\n".repeat(12);
        check(false, &format!("{talk}“C,” said Denise.\n\n“D,” said Malcom.\n\n{talk}"));
        check(false, &format!("{talk}“C,” said Denise.\n\n“D,” said ⟦Harold⟧.\n\n{talk}"));
    }

    #[test]
    fn named_in_a_script() {
        let talk = "ANN\nA.\n\nJON\nB.\n\n".repeat(12);
        check(false, &format!("-- a.fountain --\nINT. HALL - DAY\n\n{talk}HAROLD\nD.\n\n{talk}"));
    }

    #[test]
    fn declared() {
        let cast = "-- cast.md (reference) --\n| Name | Age |\n|---|---|\n| Ann Hale | 30 |\n| Jon | 9 |\n\
                    | Mr. Orme | 50 |\n-- a.md --\n";
        let talk = "“A,” said Ann.\n\n“B,” said Jon.\n\n".repeat(4);
        let messages = check(true, &format!("{cast}{talk}“D,” said ⟦Harold⟧.\n\n“E,” said Orme."));
        assert_eq!(messages, ["`Harold` speaks here, and is declared nowhere"]);
        check(false, &format!("{cast}{talk}“D,” said Harold.\n\n“E,” said Orme."));
    }
}
