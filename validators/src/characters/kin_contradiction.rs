//! Somebody whose wife or father has two names.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::{
    Attribute, Belief, Cast, Changes, From, FullName, Modality, Place, Story, SubjectKind, Time,
    TimeMention, Unit, paragraph_at,
};
use crate::validator::Validator;

/// The rule `characters/kin-contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct KinContradiction {}

/// Relatives of whom people have one at a time.
const SINGLE: [&str; 4] = ["father", "husband", "mother", "wife"];

/// So many names of one relative are compared.
const MOST_NAMES: usize = 20;

/// So many bytes after "ten years later" that is what is told.
const NEAR: u32 = 2000;

/// So many bytes after a year that is when somebody is whose husband or wife.
const NEAR_YEAR: u32 = 200;

impl Validator for KinContradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/kin-contradiction",
        summary: "Somebody whose wife, husband, father or mother has another name elsewhere",
        docs: "\
Finds a person whose wife, husband, father or mother is called by two names that cannot both be hers or his.

Those whom a story seldom names change their names most easily: nobody remembers in chapter 30 what the
ferryman's wife was called in chapter 2. Somebody does.

```bad
Tom Orme went home. His wife Anna was asleep.

It was late when Tom Orme went home again. Tom's wife Judith was asleep.
```

```good
Tom Orme went home. His wife Elizabeth was asleep.

It was late when Tom Orme went home again. Tom's wife Betty was asleep.
```

The finding is at the name that is told less often, or later, and shows the other place. What the narration
tells is judged, and what people say of their own family. Nicknames, other spellings and other names of one
person are no contradiction, nor is a name beside a title, which is a surname. If the story tells that one of
two wives or husbands dies, or `she` or `he` close by, or that the other one is married, that may be the second,
as may be whoever comes years later (\"Two years later …\", \"in 1880\", \"in 1899\"); so may a relative in a
part of another time (below a heading or a line such as `Then`, `Ten years earlier` or `London, 2011`, up to the
next one). Where it tells of somebody's first wife, of a widower or a stepfather, of a divorce, a wedding or an
adoption, or that one left the other, there may be more than one; and there are two where the first is named
again beside the second.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let cast = story.cast();
        let mut died = BTreeSet::new();
        // The paragraphs in which "she", or "he", dies.
        let mut fatal = BTreeSet::new();
        let paragraph = |place| paragraph_at(story.facts.paragraphs.starts(), place);
        let mut wed = BTreeSet::new();
        let mut told: BTreeMap<(usize, &str), Vec<Relative<'_>>> = BTreeMap::new();
        for belief in &story.world().beliefs {
            let subject = belief.subject.map(|it| it.character);
            match belief.statement.attribute {
                Attribute::Death => {
                    died.extend(subject);
                    if let SubjectKind::He(_) | SubjectKind::She(_) = belief.statement.subject.kind
                    {
                        fatal.insert(paragraph(belief.statement.place));
                    }
                }
                Attribute::Marriage => {
                    let two = subject.zip(belief.object);
                    wed.extend(
                        two.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]),
                    );
                }
                _ => {}
            }
            if let Some((whose, kin, relative)) = read(belief, cast) {
                let told = told.entry((whose, kin)).or_default();
                match told.iter().position(|it| it.text == relative.text) {
                    Some(at) => told[at].n += 1,
                    None if told.len() < MOST_NAMES => told.push(relative),
                    None => {}
                }
            }
        }
        let is_years_later = |it: &TimeMention| match it.time {
            Time::Step { amount, is_later: true, from: From::Story } => {
                amount.unit == Unit::Year && it.telling.leads
            }
            _ => false,
        };
        let years_later = LazyCell::new(|| {
            let times = story.facts.times.iter();
            Vec::from_iter(times.filter(is_years_later).map(|it| it.place))
        });
        let changes = LazyCell::new(|| Changes::of(&story.facts, cast, story.world()));
        for ((whose, kin), told) in told {
            let n_alike = |one: &Relative<'_>| {
                told.iter().filter(|it| it.fits(one)).map(|it| it.n).sum::<usize>()
            };
            let usual = told.iter().rev().max_by_key(|it| n_alike(it));
            let usual = usual.expect("something was told");
            let mut found: Vec<&Relative<'_>> = Vec::new();
            for it in &told {
                let (earlier, later) =
                    if it.place < usual.place { (it, usual) } else { (usual, it) };
                let places = [usual.place, it.place];
                let is_near_death = |place| {
                    let at = paragraph(place);
                    fatal.range(at.saturating_sub(1)..=at + 1).next().is_some()
                };
                // "Three years later Henry's wife, Anne, …"
                let is_years_later = || {
                    let since = later.place.since(&years_later);
                    since.is_some_and(|n_bytes| {
                        n_bytes < NEAR && !later.place.is_soon_after(earlier.place, n_bytes)
                    })
                };
                // "In 1899 Tom's wife Judith kept pigs", and in 1880 Anna kept hens.
                let [one, other] = places.map(|place| year_before(story, place));
                let may_be_second = matches!(kin, "husband" | "wife")
                    && (is_years_later()
                        || one.is_some() && other.is_some() && one != other
                        || wed.contains(&(whose, later.character))
                        || [usual, it].iter().any(|it| died.contains(&it.character))
                        || places.into_iter().any(is_near_death));
                // Whom a paragraph names again after the other one is somebody else, as the author knows.
                let is_beside = || {
                    let again = cast.characters[earlier.character].named_after(later.place);
                    again.is_some_and(|again| paragraph(again) == paragraph(later.place))
                };
                if it.fits(usual)
                    || is_beside()
                    || found.iter().any(|other| it.fits(other))
                    || may_be_second
                    || story.parts(it.place, usual.place)
                    || changes.is_told_near("kin", places)
                {
                    continue;
                }
                found.push(it);
                let (name, usually) = (it.text, usual.text);
                let whose = cast.characters[whose].name();
                let message =
                    format!("The {kin} of `{whose}` is `{name}` here, but `{usually}` elsewhere");
                cx.report(story.location(it.place), message)
                    .label(story.location(usual.place), format!("the {kin} is `{usually}` here"));
            }
        }
    }
}

/// A relative by one of her or his names.
struct Relative<'a> {
    character: usize,
    text: &'a str,
    name: FullName,
    /// The first place.
    place: Place,
    /// How often she or he is named so.
    n: usize,
}

/// The year that is named soon before `place`.
fn year_before(story: &Story, place: Place) -> Option<i16> {
    let dates = &story.facts.dates;
    let last = dates[..dates.partition_point(|date| date.place < place)].last();
    last.filter(|date| place.is_soon_after(date.place, NEAR_YEAR))?.numbered_year()
}

/// Whose relative a statement is about, which one, and who it is, if it may be judged.
fn read<'a>(belief: &Belief, cast: &'a Cast) -> Option<(usize, &'static str, Relative<'a>)> {
    let statement = belief.statement;
    let is_own = belief.speech.is_none() || statement.subject.kind == SubjectKind::I;
    let is_told = matches!(statement.modality, Modality::Asserted | Modality::Recalled);
    if statement.attribute != Attribute::Kin || !is_own || !is_told {
        return None;
    }
    let kin = statement.value.filter(|kin| SINGLE.contains(kin))?;
    let whose = belief.certain_subject()?;
    let (character, object) = (belief.object?, statement.object?);
    let is_before = |it: &Place| (it.document, it.span.end) <= (object.document, object.span.start);
    let is_there = |it: &&Place| it.document == object.document && it.span.start < object.span.end;
    let (text, place) = cast.characters[character].forms.iter().find_map(|form| {
        let at = form.places.get(form.places.partition_point(is_before));
        at.filter(is_there).map(|place| (&form.text, place))
    })?;
    let name = FullName::of(text);
    let is_named = name.titles.is_empty() && name.is_given();
    let is_person = cast.characters[whose].is_distinct_person();
    let relative = Relative { character, text, name, place: *place, n: 1 };
    (is_named && is_person).then_some((whose, kin, relative))
}

impl Relative<'_> {
    /// Whether both may be one person.
    fn fits(&self, other: &Self) -> bool {
        self.character == other.character || self.name.may_be(&other.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&KinContradiction::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn wives() {
        let messages = check(
            "Mr. Tom Orme rose. Tom’s wife Anna slept. Tom’s wife Anna woke.\n\n\
             “I told ⟦Judith Gale⟧, my old woman,” said Tom, “that it rained.”",
        );
        let expected = ["The wife of `Mr. Tom Orme` is `Judith Gale` here, but `Anna` elsewhere"];
        assert_eq!(messages, expected);
        check("Tom rose. Tom’s wife, Anna, slept. Then Tom sang. Tom’s wife, ⟦Judith⟧, woke.");
        check("Tom Orme’s father Will Orme slept. Tom Orme’s father ⟦John Orme⟧ woke.");
    }

    #[test]
    fn one_person() {
        check("Tom’s wife Elizabeth slept. Tom’s wife Betty woke. Tom’s wife Bettie rose.");
        check("Tom’s wife Anna slept. Tom’s wife Annie woke.");
        check("Tom’s father, Sir Will, slept. Tom’s father, Mr. Orme, woke.");
        check("Tom’s wife Anna Gale slept. Tom’s wife Anna Orme woke.");
        check("Tom’s wife Maria slept. Tom’s wife Anna Maria Orme woke.");
    }

    #[test]
    fn two_people() {
        check("Tom’s wife Anna slept. Will’s wife Judith woke. Tom’s sister Mary rose.");
        check("Tom’s wife Anna slept. Anna died. Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept. Tom married Judith. Tom’s wife Judith woke.");
        check("Tom’s wife, Anna, had left in May. Tom’s wife Judith woke.");
        check("Tom’s wife, Anna, was beheaded. Tom’s wife Judith woke.");
        check("Tom’s wife, Anna, slept. Anna was buried in ’98. Tom’s wife Judith woke.");
        check("Tom’s mother, Anna, died in May. Tom’s mother, Judith, woke.");
        check("Tom’s wife, Anna, slept. Two years later Tom’s wife Judith woke.");
        check("In 1880 Tom’s wife, Anna, slept.\n\nIn 1899 Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept. Tom wed Judith. Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept. Tom married again. Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept. Tom’s wife died. Tom’s wife Judith woke.");
        check("Tom’s wife Anna died. Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept.\n\nTom’s wife Judith woke. Anna rose.");
        check("Tom’s wife, Anna, left him. Tom’s wife Judith woke.");
        check("Tom’s wife Anna left her house. Tom’s wife ⟦Judith⟧ woke.");
        check("Tom’s father Will had adopted him. Tom’s father John was dead.");
        check("Tom’s wife, Anna, slept. She died.\n\nTom’s wife Judith woke.");
        check("# Now\n\nTom’s wife Anna slept.\n\n# Then\n\nTom’s wife Judith woke.");
        check("Tom’s wife Anna slept. Tom’s father died. Tom’s wife ⟦Judith⟧ woke.");
        check("Tom’s first wife, Anna, slept. Tom’s second wife, Judith, woke.");
        check(
            "Tom’s wife Anna slept. His first wife Mary had slept less. Tom’s wife Mary was old.",
        );
        check("Anna’s father Tom slept. Her stepfather Will sang. Anna’s father Will woke.");
        check("Tom’s wife Anna slept. In the play Tom’s wife Judith woke.");
        check("Tom’s wife Anna slept. “Tom’s wife Judith is ill,” said Mary.");
    }
}
