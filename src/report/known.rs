//! What is known of a story, with places as people and programs count.

mod appearances;
mod confidence;
pub(super) mod declared;
pub(super) mod files;
pub(super) mod outline;
pub(super) mod passages;
mod places;
pub(super) mod threads;
pub(super) mod times;
mod world;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use storylint_validators::story::{
    self, Clue, DateMention, Gender, Kind, Role, Speech, Story, Who, Year,
};

use self::appearances::Appearances;
use self::confidence::rounded;
use self::declared::KnownDeclaration;
use self::files::{KnownAnchor, KnownDocument, KnownLink};
use self::outline::{KnownHeading, KnownPronoun, KnownScene, Outline};
use self::places::Places;
use self::threads::{KnownPromise, KnownQuestion, KnownSetUp, KnownThread, KnownThreads};
use self::world::Believed;
pub(crate) use self::world::KnownBelief;
use crate::report::place::Place;
use crate::sources::Sources;

use passages::KnownPassage;
use times::{KnownPoint, KnownTime};

/// What is known of a story. All is in the order that it is printed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// People first, then places, organisations and others; of each kind the most named first.
    pub characters: Vec<KnownCharacter>,
    /// The headings, in reading order.
    pub headings: Vec<KnownHeading>,
    /// The parts between headings and scene breaks, in reading order.
    pub scenes: Vec<KnownScene>,
    /// The pronouns of which it is known whom they stand for, in reading order.
    pub pronouns: Vec<KnownPronoun>,
    /// How many pronouns of the third person are told.
    pub n_pronouns: usize,
    /// What is said, in reading order.
    pub speeches: Vec<KnownSpeech>,
    /// What is not simply told, in reading order.
    pub passages: Vec<KnownPassage>,
    /// The dates named, in reading order.
    pub dates: Vec<Date>,
    /// The other times that are mentioned, in reading order.
    pub times: Vec<KnownTime>,
    /// The mentions whose days are known, in reading order.
    pub timeline: Vec<KnownPoint>,
    /// What is said of people, things and places, in reading order.
    pub beliefs: Vec<KnownBelief>,
    /// What is declared of people, places and things.
    pub declarations: Vec<KnownDeclaration>,
    /// The threads that the author names, in the order in which they begin.
    pub threads: Vec<KnownThread>,
    /// Promises and vows, in reading order.
    pub promises: Vec<KnownPromise>,
    /// Questions that the story asks, in reading order.
    pub questions: Vec<KnownQuestion>,
    /// Things that the story gives weight, in reading order.
    pub set_ups: Vec<KnownSetUp>,
    /// The files of the story in reading order, then what is beside it, file by file.
    pub documents: Vec<KnownDocument>,
    /// The links in these files.
    pub links: Vec<KnownLink>,
    /// What can be linked to in these files.
    pub anchors: Vec<KnownAnchor>,
    /// What could not be read, a sentence each.
    pub failures: Vec<String>,
}

/// Who or what has names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownCharacter {
    /// The name that is used most.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// If the text leaves one reading.
    pub gender: Option<Gender>,
    /// How often it is named.
    pub n: usize,
    /// Where it is first named.
    pub first: Place,
    /// How it is introduced, where it is last named, and where how often.
    #[serde(flatten)]
    pub appearances: Appearances,
    /// Under which headings it is named how often.
    pub headings: Vec<HeadingUses>,
    /// What stands around its names that speaks for a kind and a gender, each with how often.
    pub evidence: BTreeMap<Clue, u32>,
    /// The names it goes by, the fullest first.
    pub forms: Vec<KnownForm>,
}

/// How often somebody is named under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingUses {
    /// Index into [`Known::headings`]; nothing before the first of a file.
    pub heading: Option<usize>,
    /// How often.
    pub n: usize,
}

/// One of somebody's names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownForm {
    /// The name.
    pub text: String,
    /// How often it is used.
    pub n: usize,
    /// Where, in reading order.
    pub places: Vec<Place>,
}

/// A stretch of text that is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownSpeech {
    /// With its marks.
    #[serde(flatten)]
    pub place: Place,
    /// Who says it, if that is known.
    pub speaker: Option<KnownSpeaker>,
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownSpeaker {
    /// Index into [`Known::characters`].
    pub character: usize,
    /// The name that is used most.
    pub name: String,
    /// Whether a name and a verb of saying stand beside the speech.
    pub explicit: bool,
    /// How sure that is, from 0 to 1, to three digits.
    pub confidence: f64,
    /// The name beside the speech, or the one that a pronoun there stands for.
    pub named_at: Option<Place>,
}

/// A date that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Date {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// What it is read as: `Tuesday, 3 October 1871`.
    pub date: String,
    /// The weekday in English.
    pub weekday: Option<&'static str>,
    /// The day of the month, from 1.
    pub day: Option<u8>,
    /// From 1.
    pub month: Option<u8>,
    /// If it is named by its number.
    pub year: Option<i16>,
    /// Whether it is in the year that was spoken of before.
    pub same_year: bool,
}

impl Known {
    /// What `story` tells in the files that `within` accepts. Linear in the facts and in the files
    /// of `sources` that they are about, but for sorting.
    pub(crate) fn of(told: &Story, sources: &Sources, within: impl Fn(&str) -> bool) -> Self {
        let story = &told.facts;
        let (cast, speakers) = (told.cast(), told.speakers());
        let beliefs = Believed::of(told);
        let is_within =
            |place: story::Place| within(&story.documents[place.document as usize].path);
        let speeches = || story.speeches.iter().zip(speakers).filter(|it| is_within(it.0.place));
        let is_story = |at: usize| story.documents[at].role == Role::Story;
        let asked_for =
            || (0..story.documents.len()).filter(|&at| within(&story.documents[at].path));
        let outline = Outline::of(told, sources, asked_for().filter(|&at| is_story(at)));
        let dates = || {
            let told = story.dates.iter().filter(|date| is_story(date.place.document as usize));
            told.filter(|date| is_within(date.place))
        };
        let named = || {
            let forms = cast.characters.iter().flat_map(|character| &character.forms);
            forms.flat_map(|form| form.places.iter()).copied().filter(|&place| is_within(place))
        };
        let said = speeches()
            .flat_map(|(speech, _)| [Some(speech.place), named_at(&speech)].into_iter().flatten());
        let passage = |(document, passage): (u32, &story::Passage)| story::Place {
            document,
            span: passage.span,
        };
        let passages =
            || passages::passages(&story.documents).filter(move |&it| is_within(passage(it)));
        let times = times::Told::of(story, is_within);
        let linked = (0..).zip(&story.documents).flat_map(|(document, it)| {
            let spans = it.links.iter().map(|link| link.span);
            let spans = spans.chain(it.anchors.iter().map(|anchor| anchor.span));
            spans.map(move |span| story::Place { document, span })
        });
        let places = named().chain(said).chain(dates().map(|date| date.place));
        let places = places.chain(times.places()).chain(beliefs.places(is_within));
        let places = places.chain(passages().map(passage));
        let places = places.chain(linked).chain(declared::all_places(story));
        let places = places.chain(threads::all_places(told)).chain(outline.places());
        let places = Places::new(places.collect(), &story.documents, sources);

        let evidence: HashMap<String, _> =
            story.names.uses().into_iter().map(|name| (name.text, name.evidence)).collect();
        let mut characters: Vec<(usize, KnownCharacter)> = Vec::new();
        for (i, known) in cast.characters.iter().enumerate() {
            let Some(mut character) = character(known, &places, &outline, is_within) else {
                continue;
            };
            let own = character.forms.iter().filter_map(|form| evidence.get(&form.text));
            for (clue, n) in own.flat_map(story::Evidence::seen) {
                *character.evidence.entry(clue).or_default() += n;
            }
            characters.push((i, character));
        }
        characters.sort_by_key(|(_, character)| (character.kind, Reverse(character.n)));
        let mut index = vec![None; cast.characters.len()];
        for (at, (i, _)) in characters.iter().enumerate() {
            index[*i] = Some(at);
        }
        let characters: Vec<_> = characters.into_iter().map(|(_, character)| character).collect();
        let speech = |(speech, speaker): (Speech, &Option<story::Speaker>)| KnownSpeech {
            place: places.of(speech.place),
            speaker: speaker.and_then(|speaker| {
                let character = index[speaker.character]?;
                Some(KnownSpeaker {
                    character,
                    name: characters[character].name.clone(),
                    explicit: speaker.is_explicit,
                    confidence: rounded(speaker.confidence),
                    named_at: named_at(&speech).map(|place| places.of(place)),
                })
            }),
        };
        let speeches = speeches().map(speech).collect();
        let dates = dates().map(|mention| date(mention, &places)).collect();
        let (times, timeline) = times.known(&places);
        let place = |place| places.of(place);
        let beliefs = beliefs.known(is_within, &index, place, |place| places.text(place));
        let passages = passages()
            .map(|it| KnownPassage::new(it.1, places.of(passage(it)), places.document_text(it.0)));
        let passages = passages.collect();
        let KnownThreads { threads, promises, questions, set_ups } =
            threads::known(told, &places, &index, is_within);
        let declarations = declared::declarations(story, &places, is_within);
        let (mut files, beside): (Vec<_>, Vec<_>) = asked_for().partition(|&at| is_story(at));
        files.extend(beside);
        let documents = files.iter().map(|&at| KnownDocument::of(&story.documents[at], &places));
        Self {
            documents: documents.collect(),
            links: files::links(told, &places, &files),
            anchors: files::anchors(told, &places, &files),
            headings: outline.headings(&places),
            scenes: outline.scenes(&places),
            pronouns: outline.pronouns(&places, &index),
            n_pronouns: outline.n_pronouns,
            characters,
            speeches,
            passages,
            dates,
            times,
            timeline,
            beliefs,
            declarations,
            threads,
            promises,
            questions,
            set_ups,
            failures: Vec::new(),
        }
    }
}

/// The name that tells who speaks: beside the speech, or the one that a pronoun there stands for.
fn named_at(speech: &Speech) -> Option<story::Place> {
    let span = match speech.tag?.subject {
        Who::Name(span) => Some(span),
        Who::She | Who::He => speech.antecedent,
        Who::I | Who::Other => None,
    };
    Some(story::Place { span: span?, ..speech.place })
}

/// A character as it is named at the places that `is_within` accepts, if it is.
fn character(
    known: &story::Character,
    places: &Places<'_>,
    outline: &Outline,
    is_within: impl Fn(story::Place) -> bool + Copy,
) -> Option<KnownCharacter> {
    let form = |form: &story::Form| {
        let uses = form.places.iter().filter(|&&place| is_within(place));
        let uses: Vec<Place> = uses.map(|&place| places.of(place)).collect();
        KnownForm { text: form.text.to_string(), n: uses.len(), places: uses }
    };
    let mut forms: Vec<KnownForm> = known.forms.iter().map(form).collect();
    forms.retain(|form| form.n > 0);
    let uses = known.forms.iter().flat_map(|form| form.places.iter());
    let first = uses.filter(|&&place| is_within(place)).min()?;
    let mut headings: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for &place in
        known.forms.iter().flat_map(|form| form.places.iter()).filter(|&&it| is_within(it))
    {
        *headings.entry(outline.heading_of(place)).or_default() += 1;
    }
    let headings = headings.into_iter().map(|(heading, n)| HeadingUses { heading, n });
    let most_used = forms.iter().rev().max_by_key(|form| form.n)?;
    Some(KnownCharacter {
        name: most_used.text.clone(),
        kind: known.kind,
        gender: known.gender,
        n: forms.iter().map(|form| form.n).sum(),
        first: places.of(*first),
        appearances: Appearances::of(
            known,
            is_within,
            |place| places.of(place),
            |document| places.file(document),
        )?,
        headings: headings.collect(),
        evidence: BTreeMap::new(),
        forms,
    })
}

fn date(date: &DateMention, places: &Places<'_>) -> Date {
    Date {
        place: places.of(date.place),
        text: places.text(date.place),
        date: date.to_string(),
        weekday: date.weekday.map(story::Weekday::name),
        day: date.day.map(|(_, day)| day),
        month: date.named_month(),
        year: date.numbered_year(),
        same_year: date.year == Some(Year::Same),
    }
}
