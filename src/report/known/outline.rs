//! The headings, scenes and pronouns of a story, which facts do not have: they are read from its files again.

use std::collections::HashMap;

use serde::Serialize;
use storylint_validators::story::{
    self, Block, BlockKind, Document, Referent, Story, third_persons,
};

use super::confidence::rounded;
use super::places::Places;
use crate::report::place::Place;
use crate::sources::Sources;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownHeading {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// From 1, the highest, to 6.
    pub level: u8,
    /// What stands there, as a reader sees it.
    pub text: String,
}

/// A part of a file between headings and scene breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownScene {
    /// From its first paragraph to its last.
    #[serde(flatten)]
    pub place: Place,
    /// The last heading before it in its file, as an index into `Known::headings`.
    pub heading: Option<usize>,
    /// Whether a scene break stands before it.
    pub after_break: bool,
    /// Words of prose.
    pub n_words: usize,
}

/// A "he" or "she", and whom it stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownPronoun {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, as a reader sees it.
    pub text: String,
    /// Whom it stands for, as an index into `Known::characters`.
    pub character: usize,
    /// How sure that is, from 0 to 1, to three digits.
    pub confidence: f64,
}

/// What the files of a story show of its structure, and whom their pronouns stand for.
pub(super) struct Outline {
    headings: Vec<(story::Place, u8, String)>,
    scenes: Vec<Scene>,
    pronouns: Vec<(story::Place, String, Referent)>,
    /// How many pronouns of the third person are told, with those of which it is not known whom they
    /// stand for.
    pub(super) n_pronouns: usize,
}

struct Scene {
    place: story::Place,
    heading: Option<usize>,
    after_break: bool,
    n_words: usize,
}

/// How sure a pronoun is that can only stand for the subject of its clause.
const OWN: f32 = 0.99;

impl Outline {
    /// That of the documents with the indexes `within`, in order, which are files of `told`. Linear in their text,
    /// but for looking up names.
    pub(super) fn of(told: &Story, sources: &Sources, within: impl Iterator<Item = usize>) -> Self {
        let mut outline =
            Self { headings: Vec::new(), scenes: Vec::new(), pronouns: Vec::new(), n_pronouns: 0 };
        let own = told.facts.own_pronouns.iter().filter(|it| !it.is_loose);
        let own = own.map(|it| (it.place, it.subject)).collect();
        for at in within {
            let facts = &told.facts.documents[at];
            // A file that is gone was read a moment ago.
            let Ok(text) = sources.text(&facts.path) else { continue };
            let document = Document::parse(&facts.path, facts.role, text);
            outline.read_blocks(&document, at as u32);
            outline.read_pronouns(&document, at as u32, told, &own);
        }
        outline
    }

    fn read_blocks(&mut self, document: &Document, at: u32) {
        let place = |span| story::Place { document: at, span };
        let (mut heading, mut is_open, mut after_break) = (None, false, false);
        for Block { kind, span, .. } in &document.blocks {
            match kind {
                BlockKind::Heading(level) => {
                    heading = Some(self.headings.len());
                    self.headings.push((place(*span), *level, document.shown(*span)));
                    (is_open, after_break) = (false, false);
                }
                BlockKind::SceneBreak => (is_open, after_break) = (false, true),
                BlockKind::Paragraph | BlockKind::Cue => {
                    let n_words = document.n_words(*span);
                    match self.scenes.last_mut().filter(|_| is_open) {
                        Some(scene) => {
                            scene.place.span.end = span.end;
                            scene.n_words += n_words;
                        }
                        None => {
                            let place = place(*span);
                            self.scenes.push(Scene { place, heading, after_break, n_words });
                        }
                    }
                    is_open = true;
                }
                BlockKind::Other => {}
            }
        }
    }

    /// Resolves the pronouns of a document. Some are known to stand for the subjects in `own`.
    fn read_pronouns(
        &mut self,
        document: &Document,
        at: u32,
        told: &Story,
        own: &HashMap<story::Place, story::Place>,
    ) {
        let (cast, referents) = (told.cast(), told.referents());
        for mut pronoun in third_persons(document) {
            pronoun.place.document = at;
            if referents.speech_at(pronoun.place).is_some() {
                continue;
            }
            self.n_pronouns += 1;
            let subject = own.get(&pronoun.place).and_then(|&subject| cast.named_at(subject));
            let sure = subject.map(|character| Referent { character, confidence: OWN });
            if let Some(referent) = sure.or_else(|| referents.resolve(&pronoun)) {
                let text = document.shown(pronoun.place.span);
                self.pronouns.push((pronoun.place, text, referent));
            }
        }
    }

    /// The places that it has.
    pub(super) fn places(&self) -> impl Iterator<Item = story::Place> {
        let headings = self.headings.iter().map(|(place, ..)| *place);
        let pronouns = self.pronouns.iter().map(|(place, ..)| *place);
        headings.chain(self.scenes.iter().map(|scene| scene.place)).chain(pronouns)
    }

    /// The heading that `place` is under, if there is one before it in its file.
    pub(super) fn heading_of(&self, place: story::Place) -> Option<usize> {
        let before = self.headings.partition_point(|(heading, ..)| *heading <= place);
        let last = before.checked_sub(1)?;
        (self.headings[last].0.document == place.document).then_some(last)
    }

    /// The headings in reading order.
    pub(super) fn headings(&self, places: &Places<'_>) -> Vec<KnownHeading> {
        let heading = |(place, level, text): &(story::Place, u8, String)| KnownHeading {
            place: places.of(*place),
            level: *level,
            text: text.clone(),
        };
        self.headings.iter().map(heading).collect()
    }

    /// The scenes in reading order.
    pub(super) fn scenes(&self, places: &Places<'_>) -> Vec<KnownScene> {
        let scene = |&Scene { place, heading, after_break, n_words }: &Scene| KnownScene {
            place: places.of(place),
            heading,
            after_break,
            n_words,
        };
        self.scenes.iter().map(scene).collect()
    }

    /// The pronouns of which it is known whom they stand for. Characters are those in `index`.
    pub(super) fn pronouns(
        &self,
        places: &Places<'_>,
        index: &[Option<usize>],
    ) -> Vec<KnownPronoun> {
        let pronoun = |(place, text, referent): &(story::Place, String, Referent)| {
            Some(KnownPronoun {
                place: places.of(*place),
                text: text.clone(),
                character: index[referent.character]?,
                confidence: rounded(referent.confidence),
            })
        };
        self.pronouns.iter().filter_map(pronoun).collect()
    }
}
