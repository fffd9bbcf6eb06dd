//! Somebody who acts after dying.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{
    Attribute, Belief, Form, From, Place, Said, Setting, Story, SubjectKind, Telling, Tense, Time,
    TimeMention, Unit, Who, paragraph_at, takes_a_place,
};
use crate::validator::Validator;

/// In so many bytes after a death the story may still tell what led up to it.
const NEAR: u32 = 4000;

/// So far after a death a deed counts of somebody who was only named before it.
const FAR: u32 = 3 * NEAR;

/// So many deaths of one who dies on several ways through the story are looked at.
const MOST: usize = 8;

/// In so many earlier paragraphs somebody is named if the story is about them when it tells of their death.
const NAMED: usize = 2;

/// Relatives who may be called as the dead were.
const CHILDREN: [&str; 5] = ["daughter", "grandson", "granddaughter", "nephew", "son"];

/// The rule `characters/acts-after-death`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ActsAfterDeath {}

impl Validator for ActsAfterDeath {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/acts-after-death",
        summary: "Somebody who dies, and later speaks or acts",
        docs: "\
Finds somebody who speaks or does something before and long after the narration says that they died.

Who dies in one draft may live on in the next, and a name may be the wrong one.

```bad
-- chapter-1.md --
“Good night,” said Tom. In the winter Tom died.
-- chapter-2.md --
“Good morning,” said Tom.
```

```good
-- chapter-1.md --
“Good night,” said Tom. They feared that Tom was dead. Tom nearly died. “Tom died,” said Anna.
-- chapter-2.md --
“Good morning,” said Tom.
```

The finding is at the death and shows what is done later. A death counts if it is told as happening then
(not \"the late Mr. Orme\", \"after her death\", \"had died\") of somebody by name, and an act if it is a speech
beside which the name stands, an arrival, a departure, a thing that is taken, what people do with what is
their own, such as to shake one's head, or anything else that a sentence tells of them first of all: \"Tom
opened the door\", \"That night Tom was singing\". Only such a sentence counts within two pages after a death,
since what else is spoken of there may lead up to it. A rumour, a game (\"“Bang,” said Mary\"), a death that is
soon undone (\"He was breathing\") and one after which they act in the same paragraph are none; nor does anybody
act in a picture, a letter, a dream or a memory that the sentence or the one before speaks of, or in a part of
an earlier time (below a heading or a line such as `Then`, `Ten years earlier`, `London, 2011` or `3 May`, up to the
next one), or soon after the text goes back (\"Two days earlier he came\", \"When I was six\"). A king or a lord who
is only known by title may have an heir of that name, as has whoever is also called `Young Mr. Orme` or `old Tom`.
Somebody who comes back as a ghost, and chapters that go back in time and do not say so by such a heading or
`flashback: true` in their front matter, are to be allowed.
In ink and Twee, nothing is compared with what no reader comes to on the same way, or only on a condition, such as
`{not dead: …}`.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut deaths: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        let mut acts: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            let is_named = belief.statement.subject.kind == SubjectKind::Name;
            let Some(character) = belief.asserted_of() else { continue };
            let place = belief.statement.place;
            // "They buried him". He who died may be another whom nobody names.
            let is_buried = place == belief.statement.subject.place;
            match belief.statement.attribute {
                Attribute::Death
                    if (is_named || is_buried)
                        && cast.characters[character].is_distinct_person() =>
                {
                    // Another one counts on another way through the story.
                    let deaths = deaths.entry(character).or_default();
                    if deaths.len() < MOST && deaths.iter().all(|it| story.excludes(*it, place)) {
                        deaths.push(place);
                    }
                }
                Attribute::Arrives | Attribute::Leaves | Attribute::Gets if is_named => {
                    acts.entry(character).or_default().push(place);
                }
                _ => {}
            }
        }
        if deaths.is_empty() {
            return;
        }
        for (speech, speaker) in story.facts.speeches.iter().zip(story.speakers()) {
            let is_named = speech.tag.is_some_and(|tag| matches!(tag.subject, Who::Name(_)));
            if let Some(speaker) = speaker.filter(|_| is_named) {
                acts.entry(speaker.character).or_default().push(speech.place);
            }
        }
        let mut said = Said::of(&story.facts.speeches);
        for own in story.facts.own_pronouns.iter().filter(|own| !said.holds(own.place)) {
            if let Some(character) = cast.named_at(own.subject) {
                acts.entry(character).or_default().push(own.subject);
            }
        }
        let deeds = Deeds::of(story, &deaths);
        let steps_back = story.facts.times.iter().filter(steps_back).map(|it| it.place);
        let steps_back = Vec::from_iter(steps_back);
        for (character, deaths) in deaths {
            let deeds = deeds.of_character.get(&character).map_or(&[][..], Vec::as_slice);
            let mut acts = acts.remove(&character).unwrap_or_default();
            acts.extend(deeds);
            acts.sort_unstable();
            let life = Life { story, character, acts: &acts, deeds, steps_back: &steps_back };
            for death in deaths {
                let Some(act) = life.act_after(death) else { continue };
                let name = cast.characters[character].name();
                cx.report(story.location(death), format!("`{name}` dies here, but acts later"))
                    .label(story.location(act), format!("`{name}` acts here"));
            }
        }
    }
}

/// What somebody who dies does, in reading order.
struct Life<'a> {
    story: &'a Story,
    character: usize,
    acts: &'a [Place],
    /// Those of them that the narration tells first of all in a sentence.
    deeds: &'a [Place],
    /// Where the story goes back in time.
    steps_back: &'a [Place],
}

impl Life<'_> {
    /// Where they act after that death, if it is theirs.
    fn act_after(&self, death: Place) -> Option<Place> {
        let Self { story, acts, deeds, .. } = *self;
        let forms = &story.cast().characters[self.character].forms;
        // The heir has the title.
        let is_title = |form: &Form| form.text.split(' ').next().is_some_and(takes_a_place);
        // Who speaks there and then is dead in a game, or undead, or the story goes back at once.
        let is_at_once = |&act: &Place| {
            act > death
                && paragraph(story, act) == paragraph(story, death)
                && !story.excludes(death, act)
        };
        let goes_on = acts.iter().any(is_at_once);
        let has_acted = acts.iter().any(|&it| it < death);
        let is_there = || has_acted || n_named_before(story, self.character, death) >= NAMED;
        if goes_on || forms.iter().all(is_title) || !is_there() {
            return None;
        }
        let is_now = |act: &&Place| {
            let is_of_then = act.since(self.steps_back).is_some_and(|n_bytes| n_bytes < NEAR);
            !is_of_then && !story.is_earlier(**act, death)
        };
        let soon = || deeds.iter().filter(|act| story_goes_on(story, death, **act)).find(is_now);
        let later = || acts.iter().filter(|act| is_long_after(**act, death)).find(is_now);
        let act = soon().or_else(later)?;
        (!self.has_heir(death)).then_some(*act)
    }

    /// Whether a name is first told after that death as that of a child of somebody: "his son Mick", of Michael.
    fn has_heir(&self, death: Place) -> bool {
        let forms = &self.story.cast().characters[self.character].forms;
        let is_first = |form: &Form, name: Place| {
            let first = form.places.first().filter(|it| it.document == name.document);
            first.is_some_and(|it| name.span.range().contains(&it.span.range().start))
        };
        self.story.world().beliefs.iter().any(|Belief { object, statement, .. }| {
            let name = statement.object.filter(|name| *name > death);
            *object == Some(self.character)
                && statement.attribute == Attribute::Kin
                && statement.value.is_some_and(|kin| CHILDREN.contains(&kin))
                && name.is_some_and(|name| forms.iter().any(|form| is_first(form, name)))
        })
    }
}

/// What the narration tells first of all in a sentence that people do.
struct Deeds {
    /// In reading order.
    of_character: BTreeMap<usize, Vec<Place>>,
}

impl Deeds {
    /// Those of people who die.
    fn of(story: &Story, deaths: &BTreeMap<usize, Vec<Place>>) -> Self {
        let (cast, referents) = (story.cast(), story.referents());
        let mut of_character: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for &place in story.names().iter().flat_map(|name| &name.deeds) {
            let character = cast.named_at(place).filter(|it| deaths.contains_key(it));
            if let Some(character) = character.filter(|_| referents.speech_at(place).is_none()) {
                of_character.entry(character).or_default().push(place);
            }
        }
        of_character.values_mut().for_each(|deeds| deeds.sort_unstable());
        Self { of_character }
    }
}

/// Whether the story goes back with a mention of time: "Eight months before the fire Anna was happy", "When I was six",
/// not "She had come eight months before the fire".
fn steps_back(mention: &TimeMention) -> bool {
    let Telling { setting, tense, leads, .. } = mention.telling;
    let is_back = match mention.time {
        Time::Step { is_later: false, from, amount } => {
            let is_told = from == From::Story || from == From::Event && tense == Tense::Past;
            is_told && (leads || amount.unit >= Unit::Month)
        }
        Time::Age { whose: Some(_), .. } => tense == Tense::Perfect,
        _ => false,
    };
    is_back && matches!(setting, Setting::Story | Setting::Heading)
}

/// Whether an act comes so long after a death that it leads up to it no more.
fn is_long_after(act: Place, death: Place) -> bool {
    act.document > death.document
        || act.document == death.document && act.span.start > death.span.end.saturating_add(NEAR)
}

/// Whether a deed is told in a paragraph after that of a death, not far from it.
fn story_goes_on(story: &Story, death: Place, deed: Place) -> bool {
    deed.document == death.document
        && deed.span.start < death.span.end.saturating_add(FAR)
        && paragraph(story, deed) > paragraph(story, death)
}

/// In how many paragraphs before that of a death somebody is named.
fn n_named_before(story: &Story, character: usize, death: Place) -> usize {
    let end = paragraph(story, death);
    let forms = &story.cast().characters[character].forms;
    let places = forms.iter().flat_map(|form| form.places.iter());
    let before: BTreeSet<usize> =
        places.map(|&place| paragraph(story, place)).filter(|&it| it < end).collect();
    before.len()
}

/// The number of the paragraph that a place is in.
fn paragraph(story: &Story, place: Place) -> usize {
    paragraph_at(story.facts.paragraphs.starts(), place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(death: &str) -> Vec<String> {
        let story = format!("-- a.md --\n“No,” said Tom. {death}\n-- b.md --\n“Yes,” said Tom.\n");
        let diagnostics = testing::check(&ActsAfterDeath::default(), &story);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn deaths() {
        assert_eq!(check("⟦Tom died⟧ in May."), ["`Tom` dies here, but acts later"]);
        check("They found ⟦Tom dead⟧ in May. ");
        check("Mary killed ⟦Tom⟧ in May.");
        check("Mary killed ⟦Tom⟧ with a knife.");
        check("They buried ⟦Tom⟧ in the churchyard.");
        check("⟦Tom was buried⟧ under an oak.");
        check("⟦Tom drowned⟧ in the lake. He had not come back.");
        check("⟦Tom died⟧ as Mary wept.");
        check("⟦Tom was killed⟧ at Hull.");
        check("⟦Tom died⟧ in the drawing-room. They brought her back to Hull.");
        check("Mary died. Tom had died. It was after Tom’s death. Tom nearly died.");
    }

    #[test]
    fn acts() {
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom took the key. ⟦Tom died⟧.\n-- b.md --\nTom went to London.\n",
        );
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom shook his head. ⟦Tom died⟧.\n-- b.md --\nTom found himself alone.\n",
        );
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\nTom took the key. Tom died.\n-- b.md --\nThey spoke of Tom. Tom had taken the key.\n",
        );
    }

    #[test]
    fn on_several_ways() {
        let check = |ink: &str| {
            let story = format!("-- a.ink --\n“No,” said Tom. Tom rose.\n{ink}");
            testing::check(&ActsAfterDeath::default(), &story);
        };
        check("* [Shoot] Tom died. -> END\n* [Talk] It rained.\n- Tom took the key.\n");
        check("{shot:\nTom died.\n- else:\nTom took the key.\n}\n");
        check("{shot:\n⟦Tom died⟧.\n}\nTom took the key.\n");
        check("{shot: ⟦Tom died⟧.|Tom sat down.} It rained.\n\nTom took the key.\n");
        check("{shot: Tom died.}\n* {not shot} [Talk] Tom took the key.\n");
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.twee --\n:: A\n“No,” said Tom. Tom rose.\n\
             <<if $x>>⟦Tom died⟧.<<else>>Tom sat down.<</if>>\nIt rained.\n\nTom took the key.\n",
        );
        check("* [Shoot] Tom died. -> END\n* [Wait] ⟦Tom died⟧.\n- Tom took the key.\n");
    }

    /// No finding where somebody dies so, or later acts so.
    #[track_caller]
    fn check_fine(death: &str, later: &str) {
        let story = format!(
            "-- a.md --\n“No,” said Tom.\n\nTom opened the door.\n\n{death}\n-- b.md --\n{later}\n"
        );
        testing::check(&ActsAfterDeath::default(), &story);
    }

    #[test]
    fn heirs() {
        let story = |name: &str| {
            format!(
                "-- a.md --\n“No,” said {name}. ⟦{name} died⟧.\n-- b.md --\n“Yes,” said {name}.\n"
            )
        };
        testing::check(&ActsAfterDeath::default(), &story("Mr. Orme"));
        let young =
            format!("{}\n\nYoung Mr. Orme rose.\n", story("Mr. Orme").replace(['⟦', '⟧'], ""));
        testing::check(&ActsAfterDeath::default(), &young);
        testing::check(
            &ActsAfterDeath::default(),
            "“No,” said Michael. Michael Orme died.\n\nHis son Mick rowed. “Yes,” said Mick.\n\nMick opened the door.\n",
        );
        let king = story("King Osric").replace(['⟦', '⟧'], "");
        testing::check(&ActsAfterDeath::default(), &king);
    }

    #[test]
    fn no_deaths() {
        for death in [
            "The rumour was that he was hurt. Tom was dead, they said in the inn.",
            "They said that he was found in the river. Tom was dead.",
            "Tom was dead, it was said.",
            "“Bang,” said Mary. Tom fell down. Tom was dead. “Now you,” said Mary.",
            "Tom was dead. Mary listened at his chest. He was breathing.",
            "Tom died. For four minutes Tom was dead. Then his heart began to beat.",
            "For three days Tom was dead. On the fourth the door opened.",
            "Old Tom died. The child was called Tom after him.",
            "In May old Tom died.",
            "In May old Mr. Tom died.",
            "Tom died many a long year before the passage was written.",
            "Tom drowned, or so it was written on the stone.",
            "Tom was killed off in chapter nine.",
            "Tom was dead. No. Tom was not dead.",
            "Tom died in her arms, and the curtain fell.",
            "Tom died in the arms of the Queen, to great applause.",
            "Tom died. The curtain came down.",
            "Tom died. At least, that was how she wrote it.",
            "Tom died. A minute later he respawned at the gate.",
            "Tom was hanged in effigy by the students.",
            "Mary beheaded Tom in clay.",
            "Tom was executed at dawn, in wax, for the museum.",
            "Tom drowned in debts.",
            "Tom died as Hamlet.",
            "Tom died on the table, and they brought him back.",
            "His heart stopped. Tom died. Then he coughed.",
            "Tom died for eleven seconds.",
            "Tom was killed in the first draft of her novel.",
            "Mary wrote another chapter. Tom died in it.",
            "Mary looked up. Tom died at forty, she said.",
            "Mary murdered Tom at tennis.",
            "Tom was killed at chess.",
            "Tom was murdered by the critics.",
            "Mary killed Tom with a look.",
            "Mary buried Tom in work.",
            "Tom was buried under the blankets.",
            "Tom killed himself laughing.",
            "“You’re dead!” cried the boys. Tom fell dead.",
            "In the drawing Tom was dead.",
            "He let it be known that Tom was dead.",
            "Tom died on the bridge. “I’m dead,” said Tom into the headset.",
        ] {
            check_fine(death, "Tom opened the door.");
        }
        check("⟦Tom died⟧. For a long time nobody spoke. He was not breathing.");
        check("“No,” they said. Mary wept. ⟦Tom died⟧. Her heart beat.");
    }

    #[test]
    fn no_acts() {
        for later in [
            "On the wedding photograph Tom shook his head. On the tape Tom laughed.",
            "Tom lay in the coffin. Tom smiled.",
            "She remembered the summer. Tom opened the door.",
            "Mary read the letter aloud. Tom wrote of the sea.",
        ] {
            check_fine("Tom died.", later);
        }
        for back in [
            "Three weeks before she was murdered, Mary ordered tea.",
            "Every Friday, when Mary was six, they went to the pier.",
            "I met him when I was eleven.",
        ] {
            check_fine("Tom died.", &format!("{back} Tom opened the door."));
        }
        for heading in ["# Before", "# Then", "# Ten Years Ago", "# Two\n\n## A Year Earlier"] {
            check_fine("Tom died.", &format!("{heading}\n\nTom opened the door.\n"));
        }
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.ink --\n“No,” said Tom.\n+ [Shoot] -> one\n+ [Talk] -> two\n\
             == one\nTom died.\n-> END\n== two\n“Yes,” said Tom. Tom opened the door.\n-> END\n",
        );
        check_fine("Tom died.", "That spring, a year before the war, he was happy. Tom opened it.");
        check_fine("Tom died.", "Three years earlier they met.\n\nTom opened the door.");
        check_fine("Tom died.", "---\nflashback: true\n---\nTom opened the door.\n");
        testing::check(
            &ActsAfterDeath::default(),
            "-- a.md --\n“No,” said Tom. ⟦Tom died⟧.\n-- b.md --\n# Before\n\nIt snowed.\n\n# After\n\nTom rose.\n",
        );
    }

    #[test]
    fn near() {
        testing::check(
            &ActsAfterDeath::default(),
            "“No,” said Tom. Tom died that night. “It is late,” said Tom.",
        );
        let tom = "Tom opened the door.\n\nTom died that night.\n\n";
        let check = |later: &str| {
            let story = format!("{}{later}", tom.replace("Tom died", "⟦Tom died⟧"));
            testing::check(&ActsAfterDeath::default(), &story);
        };
        check("Tom peeled an onion.");
        check("On the sixth morning Tom was peeling an onion.");
        let check = |later: &str| {
            testing::check(&ActsAfterDeath::default(), &format!("{tom}{later}"));
        };
        check("When Tom opened the door, Anna wept. The door that Tom opened was shut.");
        check("Tom had opened the door. Tom was missed. “Tom opened the door,” said Anna.");
        testing::check(
            &ActsAfterDeath::default(),
            "Tom died that night.\n\nIt began in May. Tom opened the door.",
        );
    }
}
