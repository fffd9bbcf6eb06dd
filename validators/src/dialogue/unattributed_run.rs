//! Turns in a row that do not say who speaks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{Place, Speaker, Speech, Story};
use crate::validator::Validator;

/// The rule `dialogue/unattributed-run`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnattributedRun {
    /// How many turns in a row may not say who speaks; with three people and more it is half as many.
    turns: usize,
}

impl Default for UnattributedRun {
    fn default() -> Self {
        Self { turns: 10 }
    }
}

/// Whoever spoke in so many turns before takes part.
const COMPANY: usize = 8;

impl Validator for UnattributedRun {
    type Subject = Story;

    const META: Meta = Meta {
        id: "dialogue/unattributed-run",
        summary: "Turns in a row that do not say who speaks",
        docs: "\
Finds more than ten speeches in a row, each a paragraph of its own, with nothing that tells who speaks: no
`said Ann`, nobody who does something beside, nobody who is called by name. Where three people and more spoke
just before, it is more than five.

Readers count back on their fingers, and if they miscount, the wrong one says it.

```bad turns = 3
“Now,” said Ann.

“Not yet,” said Jon.

“Are you there?”

“I am.”

“What do you see?”

“The sea.”
```

```good turns = 3
“Now,” said Ann.

“Not yet,” said Jon.

“Are you there?”

“I am.”

Ann took the glass from him. “What do you see?”

“The sea.”
```
",
        group: Group::Style,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let speeches = story.facts.speeches.all();
        let named: Vec<Place> = story.cast().people().iter().map(|&(place, _)| place).collect();
        let mut turns: Vec<Turn> = Vec::new();
        let mut rest = story.speakers();
        for turn in speeches.chunk_by(|_, next| next.n_paragraphs == 0) {
            let (speakers, later) = rest.split_at(turn.len());
            rest = later;
            turns.push(Turn::of(turn, speakers, &named));
        }
        let mut start = 0;
        for exchange in
            turns.chunk_by(|one, next| next.is_answer && one.place.document == next.place.document)
        {
            for bare in exchange.chunk_by(|one, next| one.is_bare == next.is_bare) {
                let before = &turns[start.max(COMPANY) - COMPANY..start];
                start += bare.len();
                let n_people = n_people(before, bare[0].place.document);
                let most = if n_people > 2 { self.turns / 2 } else { self.turns };
                if !bare[0].is_bare || bare.len() <= most {
                    continue;
                }
                let message = match n_people > 2 {
                    true => format!(
                        "{} speeches from here on do not say which of {n_people} people speaks",
                        bare.len()
                    ),
                    false => format!("{} speeches from here on do not say who speaks", bare.len()),
                };
                let last = bare[bare.len() - 1].place;
                cx.report(story.location(bare[0].place), message)
                    .label(story.location(last), "this is the last of them");
            }
        }
    }
}

/// A paragraph with speech.
struct Turn {
    /// Where its first speech is.
    place: Place,
    /// Whether it is the paragraph after the turn before.
    is_answer: bool,
    /// Whether nothing tells who speaks: no tag, nobody who does something, nobody who is addressed.
    is_bare: bool,
    /// Who speaks, if that is known.
    speaker: Option<usize>,
}

impl Turn {
    fn of(speeches: &[Speech], speakers: &[Option<Speaker>], named: &[Place]) -> Self {
        let [first, last] = [speeches[0].place, speeches[speeches.len() - 1].place];
        let next = named.partition_point(|it| *it < first);
        let names_somebody = named[next..]
            .first()
            .is_some_and(|it| it.document == first.document && it.span.start < last.span.end);
        Self {
            place: first,
            is_answer: speeches[0].n_paragraphs == 1,
            is_bare: !names_somebody && speeches.iter().all(|speech| speech.tag.is_none()),
            speaker: speakers.iter().flatten().map(|it| it.character).next(),
        }
    }
}

/// How many people are known to speak in `turns`, as far as they are in that document.
fn n_people(turns: &[Turn], document: u32) -> usize {
    let own = turns.iter().filter(|turn| turn.place.document == document);
    let mut people: Vec<usize> = own.filter_map(|turn| turn.speaker).collect();
    people.sort_unstable();
    people.dedup();
    people.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks two turns that are told of, and after them a text.
    #[track_caller]
    fn check(turns: usize, text: &str) {
        let start = "“A,” said Ann.\n\n“B,” said Jon.\n\n";
        testing::check(&UnattributedRun { turns }, &format!("{start}{text}"));
    }

    #[test]
    fn too_long() {
        check(3, "⟦“C.”⟧\n\n“D.”\n\n“E.”\n\n“F.”");
        check(4, "“C,” said Eve.\n\n⟦“D.”⟧\n\n“E.”\n\n“F.”");
    }

    #[test]
    fn told() {
        check(3, "“C.”\n\n“D.”\n\n“E.”\n\n“F,” he said.\n\n“G.”\n\n“H.”\n\n“I.”");
        check(3, "“C.”\n\n“D.”\n\n“E, Jon?”\n\n“F.”\n\n“G.”\n\nIt rained.\n\n“H.”\n\n“I.”");
    }
}
