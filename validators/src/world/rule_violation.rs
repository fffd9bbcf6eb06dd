//! What the author's own rules of the story forbid.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Attribute, Belief, Place, Story};
use crate::validator::Validator;

/// The rule `world/rule-violation`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleViolation {
    /// The rules of the story.
    rules: Vec<Law>,
}

/// Something that is never so, in all of the story or in a part of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Law {
    /// Whom or what it is about, by any of their names; anybody, if nobody is named.
    #[serde(default)]
    who: Vec<String>,
    /// What is not to be told of them: `named`, `speaks`, or something that `storylint facts` tells of
    /// people, things and places: `eyes`, `hair`, `height`, `scar`, `occupation`, `home`, `gets`,
    /// `loses`, `arrives`, `leaves`, `death` and others.
    #[schemars(with = "String")]
    what: What,
    /// What it must not be.
    #[serde(default)]
    never: Vec<String>,
    /// What alone it may be; without this and `never` it must not be at all.
    #[serde(default)]
    only: Vec<String>,
    /// The files or folders in which it holds.
    #[serde(default, rename = "in")]
    within: Vec<String>,
    /// The file before which it holds.
    before: Option<String>,
    /// The file after which it holds.
    after: Option<String>,
    /// What to say of it.
    message: Option<String>,
}

/// What a law is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
enum What {
    /// That the text names them.
    Named,
    /// That they speak.
    Speaks,
    /// That something is said of them.
    Is(Attribute),
}

impl TryFrom<String> for What {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match &*word {
            "named" => Ok(Self::Named),
            "speaks" => Ok(Self::Speaks),
            other => Attribute::deserialize(StrDeserializer::<Error>::new(other))
                .map(Self::Is)
                .map_err(|error| format!("{error}, `named`, `speaks`")),
        }
    }
}

/// How sure it must be who speaks.
const SURE: f32 = 0.9;

impl Validator for RuleViolation {
    type Subject = Story;

    const META: Meta = Meta {
        id: "world/rule-violation",
        summary: "Something that the author's own rules of the story forbid",
        docs: "\
Finds what the narration tells against the rules that the author declares for the story. Without rules it
finds nothing.

Every story has rules of its own: who is mute, whose eyes are green, which town nobody has seen before the
third part. Who makes such a rule forgets it a hundred pages later.

```bad rules = [{ who = [\"Anna\"], what = \"eyes\", only = [\"green\"] }]
It was late when Anna came home. Anna had blue eyes.
```

```good rules = [{ who = [\"Anna\"], what = \"eyes\", only = [\"green\"] }]
It was late when Anna came home. Anna had green eyes.
```

Rules are declared so:

    rules = [
        { who = [\"Anna\"], what = \"eyes\", only = [\"green\"] },
        { who = [\"Tom\"], what = \"speaks\", message = \"Tom is mute\" },
        { who = [\"Tom\"], what = \"arrives\", never = [\"Whitby\"], before = \"chapter-05.md\" },
        { who = [\"Elenna\"], what = \"named\", in = [\"part-1\"] },
    ]

Only what the narration asserts is judged, and only where it is clear of whom. Of those who must not be
named, or speak, the first place in each file is shown.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for law in &self.rules {
            let Some(documents) = law.documents(story) else { continue };
            let mut found: Vec<(Place, usize, Option<&Belief>)> = match law.what {
                What::Named => law.named(story),
                What::Speaks => law.speaking(story),
                What::Is(attribute) => law.told(story, attribute),
            };
            found.retain(|(place, ..)| documents[place.document as usize]);
            if !matches!(law.what, What::Is(_)) {
                found.sort_unstable_by_key(|&(place, character, _)| (character, place));
                found.dedup_by_key(|&mut (place, character, _)| (character, place.document));
            }
            for (place, character, belief) in found {
                let message = law.message(story, character, belief);
                cx.report(story.location(place), message);
            }
        }
    }
}

impl Law {
    /// For each document whether the law holds there; nothing if the story lacks a file that it names.
    fn documents(&self, story: &Story) -> Option<Vec<bool>> {
        let paths: Vec<&str> = story.facts.documents.iter().map(|it| &*it.path).collect();
        let number = |file: &Option<String>, none: usize| match file {
            Some(file) => paths.iter().position(|path| is_in(path, file)),
            None => Some(none),
        };
        let last = number(&self.before, paths.len())?;
        let first = if self.after.is_some() { number(&self.after, 0)? + 1 } else { 0 };
        let is_within = |path: &str| {
            self.within.is_empty() || self.within.iter().any(|place| is_in(path, place))
        };
        let holds = |(i, path): (usize, &&str)| (first..last).contains(&i) && is_within(path);
        Some(paths.iter().enumerate().map(holds).collect())
    }

    /// Whether the law is about a character.
    fn is_about(&self, story: &Story, character: usize) -> bool {
        self.who.is_empty() || story.cast().characters[character].is_one_of(&self.who)
    }

    fn named<'s>(&self, story: &'s Story) -> Vec<(Place, usize, Option<&'s Belief>)> {
        let characters = story.cast().characters.iter().enumerate();
        let about = characters.filter(|&(i, _)| self.is_about(story, i));
        about
            .flat_map(|(i, character)| {
                let places = character.forms.iter().flat_map(|form| form.places.iter());
                places.map(move |&place| (place, i, None))
            })
            .collect()
    }

    fn speaking<'s>(&self, story: &'s Story) -> Vec<(Place, usize, Option<&'s Belief>)> {
        let speeches = story.facts.speeches.iter().zip(story.speakers());
        speeches
            .filter_map(|(speech, speaker)| {
                let speaker = speaker.filter(|it| it.confidence >= SURE)?;
                let is_one = self.is_about(story, speaker.character);
                is_one.then_some((speech.place, speaker.character, None))
            })
            .collect()
    }

    /// What is told against the law of those whom it is about.
    fn told<'s>(
        &self,
        story: &'s Story,
        attribute: Attribute,
    ) -> Vec<(Place, usize, Option<&'s Belief>)> {
        let beliefs = story.world().beliefs.iter();
        beliefs
            .filter_map(|belief| {
                let Belief { statement, object, .. } = belief;
                let subject = belief.told_of().filter(|_| statement.attribute == attribute)?;
                let is_listed = |list: &[String]| {
                    let mut words = [statement.value, statement.thing].into_iter().flatten();
                    words.any(|it| list.iter().any(|word| word.eq_ignore_ascii_case(it)))
                        || object.is_some_and(|it| story.cast().characters[it].is_one_of(list))
                };
                let is_against = is_listed(&self.never)
                    || !self.only.is_empty() && !is_listed(&self.only)
                    || self.never.is_empty() && self.only.is_empty();
                let is_found = is_against && self.is_about(story, subject);
                is_found.then_some((statement.place, subject, Some(belief)))
            })
            .collect()
    }

    /// What to say where the law is broken.
    fn message(&self, story: &Story, character: usize, belief: Option<&Belief>) -> String {
        if let Some(message) = &self.message {
            return message.trim_end_matches('.').to_owned();
        }
        let name = |character: usize| story.cast().characters[character].name();
        let who = name(character);
        let Some(Belief { statement, object, .. }) = belief else {
            let does = if self.what == What::Speaks { "speaks" } else { "is named" };
            return format!("`{who}` {does} here, which a rule of the story forbids");
        };
        let attribute = toml::Value::try_from(statement.attribute).expect("it is a word");
        let attribute = attribute.as_str().unwrap_or_default();
        let words = [statement.value, statement.thing, object.map(name)].into_iter().flatten();
        let words: Vec<_> = words.collect();
        format!("A rule of the story forbids this of `{who}`: {attribute} {}", words.join(" "))
            .trim_end()
            .to_owned()
    }
}

/// Whether `path` is `place`, a file or a folder, or in it, wherever that is.
fn is_in(path: &str, place: &str) -> bool {
    let place = place.trim_matches('/');
    let starts = path.match_indices(place).map(|(at, _)| at);
    starts.into_iter().any(|at| {
        let rest = &path[at + place.len()..];
        (at == 0 || path[..at].ends_with('/')) && (rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(rule: &str, text: &str) -> Vec<String> {
        let options: toml::Table = format!("rules = [{rule}]").parse().expect("it is TOML");
        let rule: RuleViolation = options.try_into().expect("these are options");
        let diagnostics = testing::check(&rule, text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn attributes() {
        let text = "Then Anna came. ⟦Anna had blue eyes⟧. Anna had green eyes. Tom had blue eyes.";
        let messages = check(r#"{ who = ["anna"], what = "eyes", never = ["blue"] }"#, text);
        assert_eq!(messages, ["A rule of the story forbids this of `Anna`: eyes blue"]);
        check(
            r#"{ what = "eyes", only = ["blue"] }"#,
            "Then Anna came. ⟦Anna had green eyes⟧. Anna had blue eyes. “I have green eyes,” said Anna.",
        );
    }

    #[test]
    fn places() {
        let text = "He came to Whitby from York. He went to York. ⟦Whitby was a village⟧.";
        let messages = check(r#"{ what = "place-kind" }"#, text);
        assert_eq!(messages, ["A rule of the story forbids this of `Whitby`: place-kind village"]);
    }

    #[test]
    fn who_speaks() {
        let rule = r#"{ who = ["Tom"], what = "speaks", message = "Tom is mute." }"#;
        let messages = check(rule, "⟦“Go,”⟧ said Tom. “No,” said Anna. “Go,” said Tom.");
        assert_eq!(messages, ["Tom is mute"]);
    }

    #[test]
    fn parts_of_the_story() {
        let story = "-- a/1.md --\nThen Anna met ⟦Tom⟧ and Tom.\n-- a/2.md --\nThen Anna met Tom.\n\
                     -- b/3.md --\nThen Anna met Tom.\n";
        check(r#"{ who = ["Tom"], what = "named", before = "2.md" }"#, story);
        check(r#"{ who = ["Tom"], what = "named", in = ["a"], before = "a/2.md" }"#, story);
        check(
            r#"{ who = ["Tom"], what = "named", after = "3.md" }"#,
            &story.replace(['⟦', '⟧'], ""),
        );
        check(
            r#"{ who = ["Tom"], what = "named", before = "9.md" }"#,
            &story.replace(['⟦', '⟧'], ""),
        );
    }

    #[test]
    fn no_such_thing() {
        let options: toml::Table = r#"rules = [{ what = "eye" }]"#.parse().expect("it is TOML");
        let error = options.try_into::<RuleViolation>().expect_err("there is no `eye`");
        assert!(error.message().contains("`eyes`"), "{error}");
    }
}
