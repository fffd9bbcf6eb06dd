//! A secret that is told, or spoken of, too early.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Place, Role, Story};
use crate::validator::Validator;

/// The rule `plot/knowledge-leak`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct KnowledgeLeak {
    /// What some do not know yet, by what the author calls it.
    secrets: BTreeMap<String, Secret>,
}

/// A name, and who knows it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Secret {
    /// The names that give it away, as the text has them, each with those that have more words: `Orme` is
    /// in `Jon Orme` too.
    names: Vec<String>,
    /// The chapter from whose beginning on the reader knows it, and everybody else who is not listed.
    revealed: Option<String>,
    /// People by name, each with the chapter from which on they know it.
    known_by: BTreeMap<String, String>,
}

/// How sure it must be who speaks.
const SURE: f32 = 0.95;

impl Validator for KnowledgeLeak {
    type Subject = Story;

    const META: Meta = Meta {
        id: "plot/knowledge-leak",
        summary: "A secret that is told, or spoken of by somebody, too early",
        docs: "\
Finds a name that is a secret, where the narration uses it before the chapter in which it is revealed, or
where somebody says it who does not know it yet. It looks for the secrets that its options declare.

Chapters are moved and revised, and whoever wrote the end has known all along who the stranger is. A reader
who is told in passing has lost the story.

```bad secrets.stranger = { names = [\"Jon Orme\"], revealed = \"chapter-2.md\" }
-- chapter-1.md --
The stranger laughed. So did Jon Orme when he was young.
-- chapter-2.md --
The stranger was Jon Orme.
```

```good secrets.stranger = { names = [\"Jon Orme\"], revealed = \"chapter-2.md\", known-by = { Mary = \"chapter-1.md\" } }
-- chapter-1.md --
The stranger laughed. “Jon Orme,” said Mary.
-- chapter-2.md --
The stranger was Jon Orme.
```

A chapter is a file, by its path or the end of it, or a heading in a file (`novel.md#chapter-3`). In a
pipeline it reads

    [validate.prose.options.\"plot/knowledge-leak\".secrets.stranger]
    names    = [\"Jon Orme\"]
    revealed = \"chapters/12.md\"
    known-by = { Mary = \"chapters/03.md\" }

Without `revealed`, only those in `known-by` are judged. A speech is judged if the text tells who speaks. A
letter and a thought are judged as narration is.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        if self.secrets.is_empty() {
            return;
        }
        let cast = story.cast();
        let referents = story.referents();
        for (title, secret) in &self.secrets {
            let part = |name: &str, cx: &mut Context| {
                let part = story.part(name);
                if let Some(first) = story.facts.documents.first().filter(|_| part.is_none()) {
                    let message = format!(
                        "The secret `{title}` is told in `{name}`, which no file or heading is"
                    );
                    cx.report(first.location(first.opening), message);
                }
                part
            };
            let revealed = secret.revealed.as_deref().and_then(|name| part(name, cx));
            let mut known_by = BTreeMap::new();
            for (name, place) in &secret.known_by {
                known_by.insert(name.as_str(), part(place, cx));
            }
            for (place, name) in named(story, &secret.names) {
                let mut from = revealed;
                let mut message = format!("`{name}` is named here, before `{title}` is revealed");
                if let Some(speech) = referents.speech_at(place) {
                    let speaker = story.speakers()[speech].filter(|it| it.confidence >= SURE);
                    let Some(speaker) = speaker else { continue };
                    let forms = &cast.characters[speaker.character].forms;
                    let told = forms.iter().find_map(|form| known_by.get(&*form.text));
                    from = told.map_or(revealed, |told| *told);
                    let event = if told.is_some() { "known to them" } else { "revealed" };
                    let who = cast.characters[speaker.character].name();
                    message = format!("`{who}` says `{name}` here, before `{title}` is {event}");
                }
                if let Some(from) = from.filter(|&from| place.start() < from.start()) {
                    cx.report(story.location(place), message)
                        .label(story.location(from), "it is from here on");
                }
            }
        }
    }
}

/// Where the story uses one of `names`, and which, in reading order.
fn named<'a>(story: &Story, names: &'a [String]) -> Vec<(Place, &'a str)> {
    let mut found = Vec::new();
    for it in story.names() {
        let words: Vec<&str> = it.text.split(' ').collect();
        let is_within = |name: &&String| {
            let name: Vec<&str> = name.split_whitespace().collect();
            !name.is_empty() && words.windows(name.len()).any(|words| words == name)
        };
        if let Some(name) = names.iter().find(is_within) {
            found.extend(it.places.iter().map(|&place| (place, name.as_str())));
        }
    }
    found.retain(|(place, _)| story.facts.documents[place.document as usize].role == Role::Story);
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let options = "secrets.it = { names = ['Orme'], revealed = 'b.md', \
                       known-by = { Ann = 'a.md', Tom = 'b.md#late' } }";
        let rule: KnowledgeLeak = toml::from_str(options).expect("these are options");
        testing::check(&rule, text).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn narration() {
        let messages =
            check("-- a.md --\nThen ⟦Jon Orme⟧ laughed.\n-- b.md --\nOrme.\n\n# Late\n\nOrme.\n");
        assert_eq!(messages, ["`Orme` is named here, before `it` is revealed"]);
    }

    #[test]
    fn speech() {
        let messages = check(
            "-- a.md --\n“He is Orme,” said Ann. “Is he ⟦Orme⟧?” said Mary.\n\
             -- b.md --\n“He is Orme,” said Mary. “Is he ⟦Orme⟧?” said Tom.\n\n\
             # Late\n\n“Orme,” said Tom.\n",
        );
        let mary = "`Mary` says `Orme` here, before `it` is revealed";
        let tom = "`Tom` says `Orme` here, before `it` is known to them";
        assert_eq!(messages, [mary, tom]);
    }

    #[test]
    fn no_such_chapter() {
        let messages = check("-- a.md --\n⟦She waited.⟧\n-- b.md --\nThere was no heading.\n");
        let message = "The secret `it` is told in `b.md#late`, which no file or heading is";
        assert_eq!(messages, [message]);
    }
}
