//! A speech that is not in its speaker's voice.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::prose::{self, Text, is_apostrophe, is_listed};
use crate::story::word_forms::is_negated;
use crate::story::{Document, Facts, Place, Story};
use crate::validator::Validator;

/// The rule `dialogue/voice-drift`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct VoiceDrift {}

/// How sure it must be who speaks.
const SURE: f32 = 0.85;

/// So many forms of a kind in one speech are no chance.
const FEWEST: usize = 3;

/// Somebody's habit shows in so many forms, of which one of so many may be against it.
const HABIT: usize = 25;
const ONE_OF: usize = 25;

/// Words of dialect, beside those in -in'.
const DIALECT: &str = "\
Ain't Ain’t Dat Dem Dis Dunno Yer afeard ain't ain’t arter dat de dem dey dis dunno feyther fer gwine hev iss \
massa nae nowt oo sartin summat tha thysel wid wot yer yourn";

/// Verbs that are written in full before `not`.
const FULL: &str = "am are could did do does had has have is must should was were will would";

impl Validator for VoiceDrift {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/voice-drift",
        summary: "A speech that is not in its speaker's voice",
        docs: "\
Finds a speech against the habit of its speaker: somebody who never says `don't` and `I'm` does so three times,
or somebody who always does says `do not` and `I am`; somebody who speaks as it is written speaks in dialect.

Readers know people by their voices, and wonder who speaks.

```bad
“I do not want the lamp, and I am tired,” said Ann. “I cannot wait, and I will not go to the bay,” said Ann.
“I do not want the boat, and I am tired,” said Ann. “I cannot wait, and I will not go to the hill,” said Ann.
“I do not want the coat, and I am tired,” said Ann. “I cannot wait, and I will not go to the town,” said Ann.
“I do not want the bread, and I am tired,” said Ann. “I cannot wait, and I will not go to the inn,” said Ann.
“I do not want the horse, and I am tired,” said Ann. “I cannot wait, and I will not go to the mill,” said Ann.
“I do not want the book, and I am tired,” said Ann. “I cannot wait, and I will not go to the gate,” said Ann.
“I cannot wait, and I will not go to the well,” said Ann.

“I don’t care, I won’t go, and I’m off to bed,” said Ann.
```

```good
“I do not want the lamp, and I am tired,” said Ann. “I cannot wait, and I will not go to the bay,” said Ann.
“I do not want the boat, and I am tired,” said Ann. “I cannot wait, and I will not go to the hill,” said Ann.
“I do not want the coat, and I am tired,” said Ann. “I cannot wait, and I will not go to the town,” said Ann.
“I do not want the bread, and I am tired,” said Ann. “I cannot wait, and I will not go to the inn,” said Ann.
“I do not want the horse, and I am tired,” said Ann. “I cannot wait, and I will not go to the mill,” said Ann.
“I do not want the book, and I am tired,” said Ann. “I cannot wait, and I will not go to the gate,” said Ann.
“I cannot wait, and I will not go to the well,” said Ann.

“I do not care, I will not go, and I am off to bed,” said Ann.
```

A habit shows in twenty-five forms of one file, against which one in twenty-five may be. Only speeches are
judged of which it is known who speaks. People imitate others, and speak in another voice when they are
moved: such speeches are found, too.
",
        group: Group::Nursery,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        // What is said is in the document, and who says it in its facts.
        let story = Story::new(Facts::of(document), Arc::default());
        let mut spoken: BTreeMap<usize, Vec<(Place, Forms)>> = BTreeMap::new();
        for (speech, speaker) in story.facts.speeches.iter().zip(story.speakers()) {
            if let Some(speaker) = speaker.filter(|it| it.confidence >= SURE) {
                let forms = Forms::of(&document.prose, speech.place.span);
                spoken.entry(speaker.character).or_default().push((speech.place, forms));
            }
        }
        for (character, spoken) in spoken {
            let name = story.cast().characters[character].name();
            let total = spoken.iter().fold(Forms::default(), |all, (_, it)| all.with(it));
            for (place, forms) in &spoken {
                let [contracted, full] = [forms.contracted, forms.full];
                let [all_contracted, all_full] = [total.contracted - contracted, total.full - full];
                let is_against = |own: usize, other: usize, habit: usize, against: usize| {
                    own >= FEWEST && other == 0 && habit >= HABIT && against * ONE_OF <= habit
                };
                let message = if is_against(contracted, full, all_full, all_contracted) {
                    format!("`{name}` uses short forms here, and else `do not` and `I am`")
                } else if is_against(full, contracted, all_contracted, all_full) {
                    format!("`{name}` says `do not` or `I am` here, and else uses short forms")
                } else if is_against(
                    forms.dialect,
                    0,
                    total.words / 20,
                    total.dialect - forms.dialect,
                ) {
                    format!("`{name}` speaks in dialect here, and nowhere else")
                } else {
                    continue;
                };
                cx.report(document.location(place.span), message);
            }
        }
    }
}

/// How often some forms are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Forms {
    words: usize,
    /// `don't`, `I'm`.
    contracted: usize,
    /// `do not`, `I am`.
    full: usize,
    dialect: usize,
}

impl Forms {
    /// Those in `span`.
    fn of(prose: &str, span: Span) -> Self {
        let words = prose::packed(prose, span);
        let text = Text::new(prose, &words);
        let mut forms = Self { words: words.len(), ..Self::default() };
        for i in 0..text.len() {
            let word = text.raw(i);
            let before = if i > 0 && text.follows(i) { text.raw(i - 1) } else { "" };
            let is_full = word == "cannot"
                || word == "not" && is_listed(FULL, before)
                || word == "am" && before == "I";
            let is_dialect = is_listed(DIALECT, word)
                || word.len() > 3
                    && word.ends_with("in")
                    && text.gap_after(i).starts_with(is_apostrophe);
            forms.contracted += usize::from(is_negated(word) || is_listed("I'm I’m", word));
            forms.full += usize::from(is_full);
            forms.dialect += usize::from(is_dialect);
        }
        forms
    }

    fn with(self, other: &Self) -> Self {
        Self {
            words: self.words + other.words,
            contracted: self.contracted + other.contracted,
            full: self.full + other.full,
            dialect: self.dialect + other.dialect,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a text after others in which Ann speaks in full and Jon does not.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let talk = "“I do not,” said Ann.\n\n“I won’t and can’t,” said Jon.\n\n".repeat(25);
        let found = testing::check(&VoiceDrift::default(), &format!("{talk}{text}"));
        found.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn against_a_habit() {
        let messages = check("⟦“I don’t, I’m tired, and I won’t,”⟧ said Ann.");
        assert_eq!(messages, ["`Ann` uses short forms here, and else `do not` and `I am`"]);
        check("⟦“I do not see it, and I am tired, and I cannot wait,”⟧ said Jon.");
        check("“I don’t see it,” said Ann. “I do not, I am not,” said Eve.");
    }

    #[test]
    fn dialect() {
        let talk =
            "“It is a long way from here to the town, and the road is not good,” said Ann.\n\n"
                .repeat(40);
        let text = format!("{talk}⟦“You’re goin’ with yer man, and you know summat,”⟧ said Ann.");
        testing::check(&VoiceDrift::default(), &text);
    }
}
