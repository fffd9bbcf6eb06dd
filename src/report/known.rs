//! What is known of a story, with places as people and programs count.

mod appearances;
mod passages;
mod times;
mod world;

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;
use storylint_validators::story::{
    self, Cast, DateMention, DocumentFacts, Facts, Gender, Kind, Role, Speech, Year, speakers,
};

use self::world::Believed;
pub(crate) use self::world::KnownBelief;
use crate::report::known::appearances::Appearances;
use crate::report::lines::{Point, Texts};
use crate::report::place::Place;
use crate::sources::Sources;

use passages::KnownPassage;
use times::{KnownPoint, KnownTime};

/// What is known of a story. All is in the order that it is printed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// People first, then places, organisations and others; of each kind the most named first.
    pub characters: Vec<KnownCharacter>,
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
    /// The files of the story in reading order, then the reference documents.
    pub documents: Vec<KnownDocument>,
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
    /// The names it goes by, the fullest first.
    pub forms: Vec<KnownForm>,
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
}

/// A date that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Date {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What the file has there.
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

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownDocument {
    /// As messages show it.
    pub file: String,
    /// What it is to the story.
    pub role: Role,
    /// Headings, paragraphs and the like.
    pub n_blocks: u32,
    /// Words of prose.
    pub n_words: u32,
    /// Parts between headings and scene breaks.
    pub n_scenes: u32,
}

impl Known {
    /// What `story` tells in the files that `within` accepts; of `reference` documents only that
    /// they are there, since their prose is not the story's. Linear in the facts and in the files
    /// of `sources` that they are about, but for sorting.
    pub(crate) fn of(
        story: &Facts,
        reference: &Facts,
        sources: &Sources,
        within: impl Fn(&str) -> bool,
    ) -> Self {
        let cast = Cast::of(story);
        let speakers = speakers(story, &cast);
        let beliefs = Believed::of(story, &cast, &speakers);
        let is_within =
            |place: story::Place| within(&story.documents[place.document as usize].path);
        let speeches = || story.speeches.iter().zip(&speakers).filter(|it| is_within(it.0.place));
        let dates = || story.dates.iter().filter(|date| is_within(date.place));
        let named = || {
            let forms = cast.characters.iter().flat_map(|character| &character.forms);
            forms.flat_map(|form| &form.places).copied().filter(|&place| is_within(place))
        };
        let said = speeches().map(|(speech, _)| speech.place);
        let passage = |(document, passage): (u32, &story::Passage)| story::Place {
            document,
            span: passage.span,
        };
        let passages =
            || passages::passages(&story.documents).filter(move |&it| is_within(passage(it)));
        let times = times::Told::of(story, is_within);
        let places = named().chain(said).chain(dates().map(|date| date.place));
        let places = places.chain(times.places()).chain(beliefs.places(is_within));
        let places = places.chain(passages().map(passage));
        let places = Places::new(places.collect(), &story.documents, sources);

        let mut characters: Vec<(usize, KnownCharacter)> = (cast.characters.iter().enumerate())
            .filter_map(|(i, known)| Some((i, character(known, &places, is_within)?)))
            .collect();
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
                    confidence: (f64::from(speaker.confidence) * 1000.0).round() / 1000.0,
                })
            }),
        };
        let speeches = speeches().map(speech).collect();
        let dates = dates().map(|date| places.date(date)).collect();
        let (times, timeline) = times.known(&places);
        let place = |place| places.of(place);
        let beliefs = beliefs.known(is_within, &index, place, |place| places.text(place));
        let passages = passages()
            .map(|it| KnownPassage::new(it.1, places.of(passage(it)), places.document_text(it.0)));
        let passages = passages.collect();
        let documents = story.documents.iter().chain(&reference.documents);
        let documents = documents.filter(|document| within(&document.path));
        let document = |document: &DocumentFacts| KnownDocument {
            file: sources.shown(&document.path),
            role: document.role,
            n_blocks: document.n_blocks,
            n_words: document.n_words,
            n_scenes: document.n_scenes,
        };
        let documents = documents.map(document).collect();
        let failures = Vec::new();
        Self {
            characters,
            speeches,
            passages,
            dates,
            times,
            timeline,
            beliefs,
            documents,
            failures,
        }
    }
}

/// A character as it is named at the places that `is_within` accepts, if it is.
fn character(
    known: &story::Character,
    places: &Places<'_>,
    is_within: impl Fn(story::Place) -> bool + Copy,
) -> Option<KnownCharacter> {
    let form = |form: &story::Form| {
        let uses = form.places.iter().filter(|&&place| is_within(place));
        let uses: Vec<Place> = uses.map(|&place| places.of(place)).collect();
        KnownForm { text: form.text.to_string(), n: uses.len(), places: uses }
    };
    let mut forms: Vec<KnownForm> = known.forms.iter().map(form).collect();
    forms.retain(|form| form.n > 0);
    let uses = known.forms.iter().flat_map(|form| &form.places);
    let first = uses.filter(|&&place| is_within(place)).min()?;
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
            |document| places.shown[document as usize].clone(),
        )?,
        forms,
    })
}

/// Where places of facts are in their files.
struct Places<'a> {
    documents: &'a [DocumentFacts],
    texts: Texts<'a>,
    shown: Vec<String>,
    /// By document and offset.
    points: HashMap<(u32, u32), Point>,
}

impl<'a> Places<'a> {
    /// Finds all at once and in order, since each is found from the one before it.
    fn new(
        places: Vec<story::Place>,
        documents: &'a [DocumentFacts],
        sources: &'a Sources,
    ) -> Self {
        let ends = |place: story::Place| {
            [place.span.start, place.span.end].map(|offset| (place.document, offset))
        };
        let mut offsets: Vec<(u32, u32)> = places.into_iter().flat_map(ends).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut texts = Texts::new(sources);
        let mut points = HashMap::with_capacity(offsets.len());
        for offsets in offsets.chunk_by(|a, b| a.0 == b.0) {
            let path = &documents[offsets[0].0 as usize].path;
            texts.read(path);
            let lines = texts.of(path);
            points.extend(offsets.iter().map(|&(document, offset)| {
                let at = lines.text.floor_char_boundary(offset as usize);
                ((document, offset), lines.point(at))
            }));
        }
        let shown = documents.iter().map(|document| sources.shown(&document.path)).collect();
        Self { documents, texts, shown, points }
    }

    fn of(&self, place: story::Place) -> Place {
        let file = self.shown[place.document as usize].clone();
        let point = |offset| self.points[&(place.document, offset)];
        Place::new(file, point(place.span.start), point(place.span.end))
    }

    /// What the file has at `place`.
    fn text(&self, place: story::Place) -> String {
        let lines = self.texts.of(&self.documents[place.document as usize].path);
        lines.text[lines.range(place.span)].to_owned()
    }

    /// The text of a document.
    fn document_text(&self, document: u32) -> &str {
        &self.texts.of(&self.documents[document as usize].path).text
    }

    fn date(&self, date: &DateMention) -> Date {
        Date {
            place: self.of(date.place),
            text: self.text(date.place),
            date: date.to_string(),
            weekday: date.weekday.map(story::Weekday::name),
            day: date.day.map(|(_, day)| day),
            month: date.day.map(|(month, _)| month).or(date.month),
            year: match date.year {
                Some(Year::Number(year)) => Some(year),
                Some(Year::Same) | None => None,
            },
            same_year: date.year == Some(Year::Same),
        }
    }
}
