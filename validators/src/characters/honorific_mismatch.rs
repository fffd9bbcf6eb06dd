//! A title that is another one everywhere else.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::numbers::times;
use crate::story::slip::folded;
use crate::story::word_list::WordList;
use crate::story::{
    Cast, Clue, FullName, Gender, Kind, NameUse, Place, Referents, Speech, Story, Tag, Time,
    TimeMention, Unit, Who, is_title,
};
use crate::validator::Validator;

/// The rule `characters/honorific-mismatch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HonorificMismatch {
    /// Titles with names that are right as they are: `Mrs. Hale`.
    allow: Vec<String>,
}

/// Titles that say man or woman, as [`FullName`] has them.
static GENDERED: WordList = WordList::new("aunt lady lord miss mr mrs ms sir uncle");

/// Those of them before a given name.
static BEFORE_GIVEN: WordList = WordList::new("aunt lady sir uncle");

/// Titles of which one person has one at a time.
static RANKS: WordList = WordList::new(
    "\
admiral archbishop baron bishop brigadier captain colonel commander commodore corporal count dr duke earl \
ensign general inspector judge lieutenant major marquis professor sergeant superintendent viscount",
);

/// A title is rare up to so many uses, or so many where neither a speech nor a given name tells whose it is,
const RARE: u32 = 3;
const RARE_ALONE: u32 = 2;

/// and somebody is known by another from so many on,
const KNOWN: u32 = 8;

/// which is used so many times as often.
const TIMES_AS_OFTEN: u32 = 5;

/// A wife may speak once in a short story about her husband: whoever speaks instead of somebody of the other
/// gender is taken for them if they are named so often by their title.
const OFTEN: u32 = 20;

/// Nobody but whoever is known by so many uses is taken for a person of the other gender who does something
/// while they are there.
const WELL_KNOWN: u32 = 40;

/// Within so many bytes on either side somebody is there,
const SCENE: u32 = 4_000;

/// and within so many whoever is known is meant, if somebody speaks, is called or does something who is named nowhere
/// else. In 60 novels no husband, wife or child of somebody known does so but those whom others call from afar.
const CLOSE: u32 = 800;

/// Within so many bytes two names stand together: "Mr. and Mrs. Hale".
const TOGETHER: u32 = 7;

impl Validator for HonorificMismatch {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/honorific-mismatch",
        summary: "A title that is another one everywhere else",
        docs: "\
Finds a title of the other gender, or of another rank, that somebody is given once or a few times, and that nobody has
elsewhere: `Lady Ernest` for `Sir Ernest`, `Captain Orme` for `Colonel Orme`.

Readers look for a husband, a wife or a brother who does not exist.

```bad
Sir Ernest rose. Then Sir Ernest spoke, and Sir Ernest was heard. Tom asked Sir Ernest why. Here
Lady Ernest sat down. At last Sir Ernest left. They called Sir Ernest back. Then Sir Ernest came. He
was not glad. At noon Sir Ernest slept.
```

```good
Sir Ernest rose. Then Sir Ernest spoke, and Sir Ernest was heard. Tom asked Sir Ernest why. Here
Sir Ernest sat down. At last Sir Ernest left. They called Sir Ernest back. Then Sir Ernest came. He
was not glad. At noon Sir Ernest slept. His sister, Lady Orme, slept too.
```

Wives, husbands and parents may be named once, and share the name. So a title of the other gender counts
only where it cannot be theirs, as after `Sir` or `Uncle` a given name stands; where the same sentence goes
on with the other pronoun (`Mr. Orme shook her head`); where the bearer of the title speaks; or where whoever
is known by the other title is one of the main characters, is named before and after, and the bearer does
something. Titles in what people say count only for the first two reasons. A name of a family, `the Hales`, or
of two people of whom one may bear the title, is left alone, and so is who is introduced as somebody's wife or
brother. A rank that changes for good is a promotion, and in a part of another time (below a heading or a line
such as `Then`, `Ten years earlier` or `London, 2011`, up to the next one) somebody may have another one.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let allowed: FxHashSet<FullName> = self.allow.iter().map(|it| FullName::of(it)).collect();
        let mut titled: BTreeMap<Vec<String>, Vec<Titled<'_>>> = BTreeMap::new();
        let may_be_titled = |used: &&NameUse| {
            // A title stands before something.
            used.text.contains([' ', '.']) && FullName::may_be_titled(&used.text)
        };
        for used in story.names().iter().filter(may_be_titled) {
            let name = FullName::of(&used.text);
            if !name.titles.is_empty() {
                titled.entry(name.words.clone()).or_default().push(Titled { name, used });
            }
        }
        let mut pairs = Vec::new();
        for all in titled.values() {
            for rare in all.iter().filter(|it| it.used.n() <= RARE && !allowed.contains(&it.name)) {
                // "Lady Ernest Hale", who is "Sir Ernest" elsewhere.
                let is_given = rare.name.is_titled(&BEFORE_GIVEN) && rare.name.words.len() == 2;
                let given = is_given.then(|| titled.get(&rare.name.words[..1])).flatten();
                let others = all.iter().chain(given.into_iter().flatten());
                let others = others.filter(|it| rare.differs_from(it));
                let Some(known) = others.max_by_key(|it| it.used.n()) else { continue };
                if known.used.n() >= KNOWN.max(TIMES_AS_OFTEN * rare.used.n()) {
                    pairs.push((rare, known));
                }
            }
        }
        if pairs.is_empty() {
            return;
        }
        let scenes = Scenes::of(story, &pairs);
        for (rare, known) in pairs {
            if Suspect::of(&scenes, rare, known).is_some_and(|it| it.is_slip()) {
                report(story, rare, known, cx);
            }
        }
    }
}

/// A name with a title, and its uses.
struct Titled<'a> {
    name: FullName,
    used: &'a NameUse,
}

impl Titled<'_> {
    /// Whether one person cannot have both titles.
    fn differs_from(&self, other: &Self) -> bool {
        let all = |list| self.name.is_titled(list) && other.name.is_titled(list);
        if all(&GENDERED) {
            self.name.gender() != other.name.gender()
        } else {
            // "Chief Inspector Heat" is called "Inspector Heat", too.
            let has = |one: &FullName, other: &FullName| {
                one.titles.iter().all(|title| other.titles.contains(title))
            };
            let is_shortened = has(&self.name, &other.name) || has(&other.name, &self.name);
            all(&RANKS) && !is_shortened
        }
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        self.used.places.iter().copied()
    }

    /// At how many of the uses the bearer does something.
    fn n_acts(&self) -> u32 {
        let acts = [Clue::Acts, Clue::Said, Clue::Is, Clue::Who];
        acts.map(|clue| self.used.evidence.count(clue)).iter().sum()
    }

    /// Whether a sentence that is about the bearer goes on with a pronoun of `gender`; whether any
    /// pronoun of it comes next.
    fn goes_on(&self, gender: Gender) -> (bool, bool) {
        let (own, later) = match gender {
            Gender::Female => ([Clue::She, Clue::Her], Clue::SheLater),
            Gender::Male => ([Clue::He, Clue::His], Clue::HeLater),
        };
        let count = |clue| self.used.evidence.count(clue) > 0;
        (own.into_iter().any(count), own.into_iter().chain([later]).any(count))
    }
}

/// Who is where.
struct Scenes<'a> {
    cast: &'a Cast,
    referents: Referents<'a>,
    /// The names beside speeches of whom these tell that they speak.
    speakers: FxHashSet<Place>,
    /// Where names end by which speeches call somebody.
    called: FxHashSet<(u32, u32)>,
    /// The people who have one of the surnames that are asked for, or nothing but that name.
    bearers: FxHashMap<String, Vec<usize>>,
    /// The last words of names, as far as they are these surnames or their plurals.
    lasts: FxHashSet<String>,
    /// Where the story goes back by months or years: "ten years before".
    steps_back: Vec<Place>,
    story: &'a Story,
}

impl<'a> Scenes<'a> {
    /// Who of the story is where, as far as the first of each pair asks.
    fn of(story: &'a Story, pairs: &[(&Titled<'_>, &Titled<'_>)]) -> Self {
        let cast = story.cast();
        // Few names have a word of these surnames.
        let words = pairs.iter().flat_map(|(rare, _)| rare.name.last().split(' '));
        let words: FxHashSet<String> =
            words.flat_map(|word| ["", "s", "es"].map(|end| format!("{word}{end}"))).collect();
        let is_asked = |text: &str| folded(text).split([' ', '.']).any(|it| words.contains(it));
        let mut bearers: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut lasts = FxHashSet::default();
        for (who, character) in cast.characters.iter().enumerate() {
            for form in character.forms.iter().filter(|form| is_asked(&form.text)) {
                let last = FullName::of(&form.text).words.pop().unwrap_or_default();
                if character.kind == Kind::Person {
                    bearers.entry(last.clone()).or_default().push(who);
                }
                lasts.insert(last);
            }
        }
        // Few speeches name somebody who has one of these titles.
        let places = pairs.iter().flat_map(|(rare, _)| rare.places());
        let ends: FxHashSet<(u32, u32)> = places.map(end).collect();
        let (mut speakers, mut called) = (FxHashSet::default(), FxHashSet::default());
        for Speech { place, tag, addressee, .. } in story.facts.speeches.iter() {
            let named =
                |span: Span| Some(Place { span, ..place }).filter(|it| ends.contains(&end(*it)));
            if let Some(Tag { subject: Who::Name(span), says: true }) = tag
                && let Some(speaker) = named(span)
            {
                speakers.insert(speaker);
            }
            if let Some(addressee) = addressee.and_then(named) {
                called.insert(end(addressee));
            }
        }
        let is_back = |it: &TimeMention| match it.time {
            Time::Step { amount, is_later: false, .. } => amount.unit >= Unit::Month,
            _ => false,
        };
        let steps_back = story.facts.times.iter().filter(is_back).map(|it| it.place).collect();
        let referents = story.referents();
        Self { cast, referents, speakers, called, bearers, lasts, steps_back, story }
    }

    /// Whether somebody speaks by the name at `place`.
    fn speaks(&self, place: Place) -> bool {
        self.speakers.contains(&place)
    }

    /// Whether `place` is in what is told, and not in what somebody says.
    fn is_told(&self, place: Place) -> bool {
        self.referents.speech_at(place).is_none()
    }

    /// Whether what is told at `place` is of years before, when somebody had another rank.
    fn is_long_ago(&self, place: Place) -> bool {
        self.story.headed_times().is_past(place)
            || place.since(&self.steps_back).is_some_and(|n_bytes| n_bytes <= CLOSE)
    }

    /// Whether several people of a surname are named together: "the Hales".
    fn is_family(&self, last: &str) -> bool {
        ["s", "es"].iter().any(|end| self.lasts.contains(&format!("{last}{end}")))
    }

    /// Whether there is somebody beside `person` who may bear the title, or surely is of its gender.
    fn has_other(&self, rare: &Titled<'_>, person: usize, surely: bool) -> bool {
        let is_other = |&who: &usize| {
            let names = self.cast.characters[who].forms.iter().map(|form| FullName::of(&form.text));
            // A surname alone may be anybody's.
            let mut names = names.filter(|name| name.words.len() + name.titles.len() > 1);
            let gender = rare.name.gender();
            who != person
                && gender.is_none_or(|gender| self.cast.may_be(who, gender))
                && (!surely || self.cast.characters[who].gender.is_some())
                && names.any(|name| name != rare.name)
        };
        self.bearers.get(rare.name.last()).is_some_and(|all| all.iter().any(is_other))
    }

    /// Whether `person`, or a title, stands right before `place`: "Mr. and Mrs. Hale".
    fn is_one_of_two(&self, person: usize, place: Place) -> bool {
        let start = place.span.start;
        let before = Span { start: start.saturating_sub(TOGETHER), end: start };
        let named = self.cast.named_at(Place { span: before, ..place });
        named.is_some_and(|who| who == person || is_title(self.cast.characters[who].name()))
    }
}

/// A title whose bearer may be the one who is known by another.
struct Suspect<'a> {
    scenes: &'a Scenes<'a>,
    rare: &'a Titled<'a>,
    known: &'a Titled<'a>,
    /// Who is known,
    person: usize,
    /// and where they are named otherwise, in order.
    places: Vec<Place>,
    /// Whether both titles are of one gender, and so differ in rank.
    is_rank: bool,
    /// Whether a pronoun of the gender of the rare title comes next anywhere.
    is_own_later: bool,
}

impl<'a> Suspect<'a> {
    /// `rare`, unless nobody is `known`, or the words around tell of somebody else.
    fn of(scenes: &'a Scenes<'a>, rare: &'a Titled<'a>, known: &'a Titled<'a>) -> Option<Self> {
        let person = known.used.places.first().and_then(|&place| scenes.cast.named_at(place))?;
        let (own, other) = (rare.name.gender(), known.name.gender());
        let is_rank = own == other;
        let (is_own, is_own_later) = own.map_or((false, false), |own| rare.goes_on(own));
        let introduces = |clue: &Clue| rare.used.evidence.count(*clue) > 0;
        let is_introduced = rare.used.introduction.is_some()
            || [Clue::Article, Clue::Called, Clue::Determined].iter().any(introduces);
        if is_own
            || is_introduced
            || is_rank && rare.places().all(|place| scenes.is_long_ago(place))
            || rare.places().any(|place| scenes.is_one_of_two(person, place))
        {
            return None;
        }
        let forms = scenes.cast.characters[person].forms.iter();
        let mut places: Vec<Place> = forms.flat_map(|form| form.places.iter()).copied().collect();
        // In another time the rank may have been another, or where no reader comes from here.
        let is_apart = |it, place| is_rank && scenes.story.parts(it, place);
        let tells_nothing = |it, place| end(it) == end(place) || is_apart(it, place);
        places.retain(|&place| !rare.places().any(|it| tells_nothing(it, place)));
        places.sort_unstable();
        Some(Self { scenes, rare, known, person, places, is_rank, is_own_later })
    }

    /// Whether the title is a slip wherever it stands.
    fn is_slip(&self) -> bool {
        let is_family = self.scenes.is_family(self.known.name.last());
        if self.is_at_hand(is_family) {
            return true;
        }
        !is_family
            && !self.scenes.has_other(self.rare, self.person, false)
            && (self.is_before_given() || self.rare.used.n() <= RARE_ALONE && self.is_meant())
    }

    /// Whether the bearer does what only somebody does who is there, in place of somebody of the other gender who is.
    fn is_at_hand(&self, is_family: bool) -> bool {
        let Self { scenes, rare, person, .. } = *self;
        if self.is_rank || self.n_known() < OFTEN || scenes.has_other(rare, person, true) {
            return false;
        }
        let acts = rare.n_acts() > 0 && rare.used.n() == 1 && !self.is_own_later;
        // Nobody is there for a moment only.
        let is_present = |place| {
            self.is_around(place, CLOSE)
                && (scenes.called.contains(&end(place)) || acts && scenes.is_told(place))
        };
        // Who speaks is somebody.
        rare.places().any(|place| scenes.speaks(place) || !is_family && is_present(place))
    }

    /// Whether the title is of the other gender, and stands before a given name, whose bearer has one gender.
    fn is_before_given(&self) -> bool {
        let known = &self.known.name;
        !self.is_rank
            && self.rare.name.is_titled(&BEFORE_GIVEN)
            && (known.has("sir") || known.given_gender() == known.gender())
    }

    /// Whether the sentence or the scene tells that the one who is known is meant.
    fn is_meant(&self) -> bool {
        let Self { scenes, rare, .. } = *self;
        let goes_on = |gender| rare.goes_on(gender).0;
        let is_other = !self.is_rank && self.known.name.gender().is_some_and(goes_on);
        let is_main = (self.is_rank || self.n_known() >= WELL_KNOWN) && !self.is_own_later;
        let is_near = |place| around(&self.places, place) != (None, None);
        let is_there = |place| self.is_around(place, SCENE) && scenes.is_told(place);
        is_other && rare.n_acts() > 0 && rare.places().any(is_near)
            || self.is_rank && rare.places().any(|place| scenes.speaks(place) && is_there(place))
            || is_main && rare.n_acts() >= rare.used.n() && rare.places().any(is_there)
    }

    /// How often the one who is known is named otherwise.
    fn n_known(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether the one who is known is named both before and after `place`, within so many bytes.
    fn is_around(&self, place: Place, n_bytes: u32) -> bool {
        let is_near = |it: Place| it.span.start.abs_diff(place.span.start) <= n_bytes;
        let (before, after) = around(&self.places, place);
        before.is_some_and(is_near) && after.is_some_and(is_near)
    }
}

/// Where a name at `place` ends.
fn end(place: Place) -> (u32, u32) {
    (place.document, place.span.end)
}

/// The nearest of `places`, which are sorted, before and after one, as far as they are of the same scene.
fn around(places: &[Place], place: Place) -> (Option<Place>, Option<Place>) {
    let at = places.partition_point(|it| *it < place);
    let is_near = |it: &Place| {
        it.document == place.document && it.span.start.abs_diff(place.span.start) <= SCENE
    };
    let before = places[..at].last().copied().filter(is_near);
    (before, places.get(at).copied().filter(is_near))
}

fn report(story: &Story, rare: &Titled<'_>, known: &Titled<'_>, cx: &mut Context) {
    let places = &known.used.places;
    for place in rare.places() {
        let (rare, known, n) = (&rare.used.text, &known.used.text, times(known.used.n()));
        let message = format!("`{rare}` here, but `{known}` elsewhere ({n})");
        let (before, after) = around(places, place);
        let there = before.or(after).unwrap_or(places[0]);
        cx.report(story.location(place), message)
            .label(story.location(there), format!("`{known}` here"))
            .help("correct it, or allow the title in the options of this rule");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(known: &str, n: usize, text: &str) -> Vec<String> {
        let story = format!(
            "{}\n{text}\nThen {known} slept.",
            format!("Then {known} spoke to them. ").repeat(n)
        );
        let diagnostics = testing::check(&HonorificMismatch::default(), &story);
        diagnostics.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn before_a_given_name() {
        let messages = check("Sir Ernest", 9, "They saw ⟦Lady Ernest⟧.");
        assert_eq!(messages, ["`Lady Ernest` here, but `Sir Ernest` elsewhere (10 times)"]);
        check("Aunt Jane", 9, "They saw ⟦Uncle Jane⟧.");
        check("Mr. Hale", 9, "They saw Lady Hale.");
    }

    #[test]
    fn with_the_other_pronoun() {
        check("Miss Orme", 9, "⟦Mr. Orme⟧ shook her head.");
        check("Miss Orme", 9, "They saw Mr. Orme, her father.");
        check("Miss Orme", 9, "Mr. Orme shook his head. Her hand lay still.");
    }

    #[test]
    fn who_does_something() {
        check("Miss Orme", 20, "“Go,” said ⟦Mr. Orme⟧. “Go.”");
        check("Miss Orme", 12, "“Go,” said Mr. Orme. “Go.”");
        check("Miss Orme", 50, "⟦Mr. Orme⟧ shook hands.");
        check("Miss Orme", 9, "Mr. Orme shook hands.");
        check("Miss Orme", 50, "“Mr. Orme shook hands,” said Tom.");
        check("Miss Orme", 50, "Her father, Mr. Orme, shook hands. Mr. and Mrs. Orme slept.");
    }

    #[test]
    fn who_is_there() {
        let near = "They saw Miss Orme. “Go, ⟦Mr. Orme⟧!” said Tom. Miss Orme left.";
        check("Miss Orme", 20, near);
        check(
            "Miss Orme",
            20,
            &near.replace(['⟦', '⟧'], "").replace("They", "They knew the Ormes, and"),
        );
        check("Miss Orme", 20, "“Go,” said ⟦Mr. Orme⟧. They knew the Ormes.");
        check("Miss Orme", 20, &("It rained all day. ".repeat(60) + "“Go, Mr. Orme!” said Tom."));
        check("Sir Ernest", 9, "They saw ⟦Lady Ernest Hale⟧.");
        check("Miss Orme", 50, &"Mr. Orme shook her head. They saw Miss Orme. ".repeat(3));
    }

    #[test]
    fn ranks() {
        check("Colonel Orme", 9, "⟦Captain Orme⟧ shook hands.");
        check("Colonel Orme", 9, "They spoke of Captain Orme.");
        check("Colonel Orme", 9, "It rained. Ten years before, Captain Orme shook hands.");
        check("Colonel Orme", 9, "\n\n# Then\n\nCaptain Orme shook hands.\n\n# Now\n\n");
        check("Chief Inspector Orme", 9, "Inspector Orme shook hands.");
    }

    #[test]
    fn ranks_of_other_years() {
        let check_below = |year: &str, captain: &str| {
            let colonel = "Then Colonel Orme spoke to them. ".repeat(9);
            let story = format!(
                "# 1944\n\n{colonel}\n\n# {year}\n\n{captain} shook hands.\n\n# 1944\n\n{colonel}"
            );
            testing::check(&HonorificMismatch::default(), &story);
        };
        check_below("1944", "⟦Captain Orme⟧");
        check_below("1911", "Captain Orme");
    }

    #[test]
    fn families() {
        check("Miss Orme", 50, "Mr. Orme shook her hand. They knew the Ormes.");
        check("Miss Orme", 50, "Mr. Orme shook her hand. They knew George Orme.");
    }

    #[test]
    fn allowed() {
        let rule = HonorificMismatch { allow: vec!["Lady Ernest".into()] };
        let story = "Sir Ernest spoke. ".repeat(9) + "Lady Ernest slept.";
        testing::check(&rule, &story);
    }
}
