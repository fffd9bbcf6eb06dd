//! What is said of people, things and places.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::antecedents::Reach;
use crate::story::attributes::Attribute;
use crate::story::place::Place;
use crate::story::positions::{push_number, take_small};
use crate::story::postings::{Posting, PostingWriter, Postings};
use crate::story::traits;

/// How something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Modality {
    /// It is so.
    Asserted,
    /// It is not so: "was not dead".
    Denied,
    /// Somebody thinks so, or it may be so: "if he were dead", "perhaps", "they said that".
    Supposed,
    /// It is a question.
    Asked,
    /// Somebody dreams so.
    Dreamt,
    /// It was so before: "had been a doctor".
    Recalled,
    /// It is to come: "will die".
    Future,
}

impl Modality {
    const ALL: [Self; 7] = [
        Self::Asserted,
        Self::Denied,
        Self::Supposed,
        Self::Asked,
        Self::Dreamt,
        Self::Recalled,
        Self::Future,
    ];
}

/// What the subject of a statement is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectKind {
    /// A name.
    Name,
    /// A noun with an article or an owner: "the lighthouse", "his father".
    Thing,
    /// "She", "her", and what stands before it.
    She(Reach),
    /// "He", "his".
    He(Reach),
    /// "I", "my".
    I,
    /// "You", "your".
    You,
}

/// Whom or what something is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Where it is named.
    pub place: Place,
    /// By what.
    pub kind: SubjectKind,
}

/// A side of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The left.
    Left,
    /// The right.
    Right,
}

/// Something that is said of somebody or something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// From the first of the words that say it to the last.
    pub place: Place,
    /// Whom or what it is said of.
    pub subject: Subject,
    /// What is said of them.
    pub attribute: Attribute,
    /// What it is, from a closed list, if the attribute has one: `blue`.
    pub value: Option<&'static str>,
    /// Of which side of the body.
    pub side: Option<Side>,
    /// What the subject or the object is, if it is one of a closed list of things or of relatives
    /// and has no name: `key`, `father`.
    pub thing: Option<&'static str>,
    /// The other one that it is about: the relative, the thing given, the town.
    pub object: Option<Place>,
    /// How it is said.
    pub modality: Modality,
}

/// What a statement is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) span: Span,
    pub(crate) subject: (SubjectKind, Span),
    pub(crate) attribute: Attribute,
    pub(crate) code: u8,
    pub(crate) side: Option<Side>,
    pub(crate) thing: Option<u8>,
    pub(crate) object: Option<Span>,
    pub(crate) modality: Modality,
}

impl Claim {
    /// Writes attribute and modality; kinds and sides; lengths, and where the parts are.
    pub(crate) fn write(&self, writer: &mut PostingWriter) {
        let Self { span, subject: (kind, subject), .. } = *self;
        let (code, reach) = match kind {
            SubjectKind::Name => (0, None),
            SubjectKind::Thing => (1, None),
            SubjectKind::She(reach) => (2, Some(reach)),
            SubjectKind::He(reach) => (3, Some(reach)),
            SubjectKind::I => (4, None),
            SubjectKind::You => (5, None),
        };
        let is_first = subject.start == span.start;
        let bytes = writer.begin(span.start);
        bytes.push((self.attribute as u8) << 3 | self.modality as u8);
        bytes.push(
            code | self.side.map_or(0, |side| 1 + side as u8) << 3
                | u8::from(self.object.is_some()) << 5
                | u8::from(is_first) << 6
                | u8::from(self.thing.is_some()) << 7,
        );
        let mut push = |number: u32| push_number(bytes, number.into());
        push(span.end - span.start);
        if self.attribute.value(0).is_some() {
            push(self.code.into());
        }
        if !is_first {
            push(subject.start - span.start);
        }
        push(subject.end - subject.start);
        if let Some(reach) = reach {
            push(reach.sentence << 1 | u32::from(reach.is_object));
            push(reach.first.map_or(0, |back| back + 1));
            push(reach.rival.map_or(0, |back| back + 1));
        }
        if let Some(thing) = self.thing {
            push(thing.into());
        }
        if let Some(object) = self.object {
            push(object.start - span.start);
            push(object.end - object.start);
        }
    }

    /// Takes the claim that starts at `start` off the front of `bytes`.
    fn take(bytes: &mut &[u8], start: u32) -> Option<Self> {
        let (&[head, rest], after) = bytes.split_first_chunk()?;
        *bytes = after;
        let attribute = *Attribute::ALL.get(usize::from(head >> 3))?;
        let modality = *Modality::ALL.get(usize::from(head & 7))?;
        let span = Span { start, end: start.checked_add(take_small(bytes)?)? };
        let has_value = attribute.value(0).is_some();
        let code = if has_value { take_small(bytes)? as u8 } else { 0 };
        let part = |bytes: &mut &[u8], is_first: bool| {
            let offset = if is_first { 0 } else { take_small(bytes)? };
            let first = start.checked_add(offset)?;
            Some(Span { start: first, end: first.checked_add(take_small(bytes)?)? })
        };
        let subject = part(bytes, rest & 64 != 0)?;
        let mut reach = || {
            let sentence = take_small(bytes)?;
            let first = take_small(bytes)?.checked_sub(1);
            let rival = take_small(bytes)?.checked_sub(1);
            Some(Reach { sentence: sentence >> 1, first, rival, is_object: sentence & 1 == 1 })
        };
        let kind = match rest & 7 {
            0 => SubjectKind::Name,
            1 => SubjectKind::Thing,
            2 => SubjectKind::She(reach()?),
            3 => SubjectKind::He(reach()?),
            4 => SubjectKind::I,
            _ => SubjectKind::You,
        };
        let thing = if rest & 128 != 0 { Some(take_small(bytes)? as u8) } else { None };
        let object = if rest & 32 != 0 { Some(part(bytes, false)?) } else { None };
        let side = [None, Some(Side::Left), Some(Side::Right), None][usize::from(rest >> 3 & 3)];
        let subject = (kind, subject);
        Some(Self { span, subject, attribute, code, side, thing, object, modality })
    }

    fn statement(&self, document: u32) -> Statement {
        let place = |span| Place { document, span };
        let (kind, subject) = self.subject;
        Statement {
            place: place(self.span),
            subject: Subject { place: place(subject), kind },
            attribute: self.attribute,
            value: self.attribute.value(self.code),
            side: self.side,
            thing: self.thing.and_then(traits::thing_of),
            object: self.object.map(place),
            modality: self.modality,
        }
    }
}

/// The statements of documents, some ten bytes each.
pub type Statements = Postings<Statement>;

impl Posting for Statement {
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self> {
        Claim::take(bytes, start).map(|claim| claim.statement(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let span = |start, end| Span { start, end };
        let reach = Reach { sentence: 300, first: None, rival: Some(0), is_object: true };
        let claims = [
            Claim {
                span: span(3, 40),
                subject: (SubjectKind::Name, span(3, 8)),
                attribute: Attribute::Kin,
                code: 2,
                side: None,
                thing: Some(7),
                object: Some(span(30, 40)),
                modality: Modality::Recalled,
            },
            Claim {
                span: span(3, 900),
                subject: (SubjectKind::She(reach), span(500, 503)),
                attribute: Attribute::Scar,
                code: 30,
                side: Some(Side::Right),
                thing: None,
                object: None,
                modality: Modality::Future,
            },
        ];
        let mut writer = PostingWriter::default();
        claims.iter().for_each(|claim| claim.write(&mut writer));
        let statements: Statements = writer.finish();
        assert_eq!(statements.iter().collect::<Vec<_>>(), claims.map(|claim| claim.statement(0)));
    }

    #[test]
    fn broken() {
        assert_eq!(Statements::alone(vec![0xff; 9]).iter().count(), 0);
        assert_eq!(Statements::alone(vec![0, 0, 0x80]).iter().count(), 0);
    }
}
