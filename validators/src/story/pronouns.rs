//! Whom "he" and "she" stand for.

use crate::diagnostic::Span;
use crate::story::antecedents::{Reach, gender_of, reach};
use crate::story::cast::{Cast, Gender};
use crate::story::document::Document;
use crate::story::facts::Facts;
use crate::story::paragraphs::{Company, paragraph_at};
use crate::story::place::Place;
use crate::story::prose::{self, Text};
use crate::story::speeches::Speeches;
use crate::story::word_forms::contracted;

/// A pronoun of the third person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThirdPerson {
    /// Where it is.
    pub place: Place,
    /// She or he.
    pub gender: Gender,
    /// What stands before it.
    pub reach: Reach,
}

/// Somebody whom a word stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Referent {
    /// Index into [`Cast::characters`].
    pub character: usize,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

/// How often each kind of evidence is right, in the novels of LitBank: the only name of the gender in
/// the paragraph; the subject of the sentence; the only name in the paragraphs before.
const PARAGRAPH: f32 = 0.95;
const SENTENCE: f32 = 0.96;
const BEFORE: f32 = 0.95;

/// and the only person of the gender in so many paragraphs before, or since the scene began.
const SCENE: f32 = 0.97;
const PARAGRAPHS: usize = 5;

/// Within so many bytes of the start of a sentence somebody is its subject: "Mr. ".
const OPENING: u32 = 6;

/// Those whom pronouns may stand for.
pub struct Referents<'a> {
    cast: &'a Cast,
    /// Where each paragraph starts.
    paragraphs: &'a [u64],
    /// Who is in each of them without a name.
    companies: &'a [Company],
    speeches: &'a Speeches,
}

impl<'a> Referents<'a> {
    /// From merged facts. Linear in speeches and paragraphs when it is first asked for.
    pub fn of(facts: &'a Facts, cast: &'a Cast) -> Self {
        let (paragraphs, companies) = (facts.paragraphs.starts(), facts.paragraphs.companies());
        Self { cast, paragraphs, companies, speeches: &facts.speeches }
    }

    /// The index of the speech that `place` is in. Takes the logarithm of the number of speeches.
    pub fn speech_at(&self, place: Place) -> Option<usize> {
        self.speeches.at(place)
    }

    /// Whom a pronoun stands for, if the text leaves one reading. What is said by somebody is left
    /// alone. Takes the logarithm of the number of names, and is linear in those of its paragraph
    /// and the two before it.
    pub fn resolve(&self, pronoun: &ThirdPerson) -> Option<Referent> {
        if self.speech_at(pronoun.place).is_some() {
            return None;
        }
        let (at, reach) = (pronoun.place.span.start, pronoun.reach);
        let here = pronoun.place.start();
        let paragraphs = self.paragraphs;
        let paragraph = paragraph_at(paragraphs, pronoun.place).checked_sub(1)?;
        let start = paragraphs[paragraph];
        let before = self.names(start, here);
        let may_be = |&&(_, who): &&(Place, u32)| self.cast.may_be(who as usize, pronoun.gender);
        // The only one of these that the pronoun can stand for, as it is first named.
        let only = |names: &[(Place, u32)]| {
            let mut fit = names.iter().filter(may_be);
            let first = *fit.next()?;
            let is_known = self.cast.characters[first.1 as usize].gender == Some(pronoun.gender);
            (is_known && fit.all(|name| name.1 == first.1)).then_some(first)
        };
        let sure = |character: u32, confidence| {
            Some(Referent { character: character as usize, confidence })
        };
        let rival = reach.rival.map(|back| at - back.min(at));
        let sentence = at - reach.sentence.min(at);
        let is_same = |name: &(Place, u32)| name.0.span.start >= sentence;
        if reach.is_object && before.last().is_some_and(is_same) {
            return None;
        }
        let in_sentence = &before[before.partition_point(|name| !is_same(name))..];
        if let Some((place, who)) = only(in_sentence)
            && place.span.start < sentence + OPENING
            && rival.is_none_or(|rival| rival < sentence)
            && reach.first.is_none_or(|first| at - first >= place.span.start)
        {
            return sure(who, SENTENCE);
        }
        // Of a long paragraph it would take too long to look at all names for each pronoun.
        let first = at - reach.first?.min(at);
        let is_named = before.iter().any(|name| may_be(&name));
        if is_named {
            let (place, who) = only(before)?;
            let is_told = self.speech_at(place).is_none();
            let is_clear = rival.is_none_or(|rival| rival < place.span.start);
            if is_told && is_clear && first > place.span.start {
                return sure(who, PARAGRAPH);
            }
        }
        if rival.is_some() || reach.is_object {
            return None;
        }
        // The paragraph before opens with the name, and none before that speaks of anybody else.
        let [older, last] = [2, 1].map(|n| paragraph.checked_sub(n).map(|i| paragraphs[i]));
        if !is_named
            && let Some(last) = last
            && let Some((place, who)) = only(self.names(last, start))
            && place.start() - last < OPENING.into()
            && older.is_none_or(|older| {
                self.names(older, last).iter().filter(may_be).all(|name| name.1 == who)
            })
        {
            return sure(who, BEFORE);
        }
        // Nobody else of the gender is there.
        let floor = paragraph.saturating_sub(PARAGRAPHS);
        let begins_scene = |&it: &usize| self.companies[it].begins_scene;
        let since = (floor..=paragraph).rev().find(begins_scene).unwrap_or(floor);
        let named = self.names(paragraphs[since], here);
        let (place, who) = only(named)?;
        let is_told = |name: &(Place, u32)| name.1 == who && self.speech_at(name.0).is_none();
        let is_alone = (paragraph_at(paragraphs, place) - 1..paragraph)
            .all(|it| !self.companies[it].has_unnamed(pronoun.gender));
        sure(who, SCENE).filter(|_| is_alone && named.iter().any(is_told))
    }

    /// The names from one position to before another.
    fn names(&self, from: u64, to: u64) -> &[(Place, u32)] {
        let named = self.cast.people();
        let index = |at: u64| named.partition_point(|name| name.0.start() < at);
        let from = index(from);
        &named[from..index(to).max(from)]
    }
}

/// All pronouns of the third person in a document, in order. Linear in its prose.
pub fn third_persons(document: &Document) -> Vec<ThirdPerson> {
    let mut found = Vec::new();
    for block in document.paragraphs() {
        let words = prose::packed(&document.prose, block.span);
        let text = Text::new(&document.prose, &words);
        for (i, word) in words.iter().enumerate() {
            let raw = text.raw(i);
            if let Some(gender) = gender_of(raw) {
                let pronoun = contracted(raw).map_or(raw, |it| it.0);
                found.push(ThirdPerson {
                    place: Place::alone(Span::new(word.start()..word.start() + pronoun.len())),
                    gender,
                    reach: reach(text, i, gender),
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Role};

    /// Checks whom the pronouns of a text stand for, as far as it leaves one reading.
    #[track_caller]
    fn check(text: &str, expected: &[Option<&str>]) {
        let document = Document::parse("a.md", Role::Story, text.into());
        let facts = Facts::of(&document);
        let cast = Cast::of(&facts);
        let referents = Referents::of(&facts, &cast);
        let pronouns = third_persons(&document);
        let found: Vec<_> = pronouns
            .iter()
            .map(|it| referents.resolve(it).map(|it| cast.characters[it.character].name()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn objects_are_no_subjects() {
        check("Then Anna came. Anna kissed her.", &[None]);
        check("Then Anna came. Anna told her that it rained.", &[None]);
        check("Then Anna came. Anna had never loved her.", &[None]);
        check("Then Anna came. Anna kissed her cat.", &[Some("Anna")]);
        check("Then Tom thought of a boss. He’d never liked him.", &[Some("Tom"), None]);
    }
}
