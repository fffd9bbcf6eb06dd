//! Pronouns that stand for the subject of their clause, in few bytes.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::gender::Gender;
use crate::story::own_pronouns::OwnPronoun;
use crate::story::place::Place;
use crate::story::positions::{join_documents, join_steps, push_number, take_number, take_small};

/// The pronouns of documents, some six bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPronouns {
    /// By document: of each the step from the start of the one before, its length with what else it is,
    /// how far before its start the subject starts, and how long that is.
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
}

impl OwnPronouns {
    /// Those of one document, in order.
    pub(crate) fn of(pronouns: &[OwnPronoun]) -> Self {
        let (mut bytes, mut start) = (Vec::new(), 0);
        for &OwnPronoun { subject, place, gender, is_loose } in pronouns {
            let [subject, span] = [subject, place].map(|it| it.span);
            push_number(&mut bytes, u64::from(span.start - start));
            let kind = u64::from(gender == Gender::Male) << 1 | u64::from(is_loose);
            push_number(&mut bytes, u64::from(span.end - span.start) << 2 | kind);
            push_number(&mut bytes, u64::from(span.start - subject.start));
            push_number(&mut bytes, u64::from(subject.end - subject.start));
            start = span.start;
        }
        Self { documents: vec![bytes.into()] }
    }

    /// All of them, in reading order. Linear.
    pub fn iter(&self) -> impl Iterator<Item = OwnPronoun> {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| pronouns(bytes, document))
    }

    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let last_start = |bytes: &[u8]| Some(pronouns(bytes, 0).last()?.place.span.start);
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        let documents = join_documents(parts, |parts| join_steps(parts, last_start));
        Self { documents }
    }
}

/// The pronouns in `bytes`, which are those of a document.
fn pronouns(mut bytes: &[u8], document: u32) -> impl Iterator<Item = OwnPronoun> {
    let mut start = 0_u32;
    std::iter::from_fn(move || {
        start = start.checked_add(take_small(&mut bytes)?)?;
        let rest = take_number(&mut bytes)?;
        let end = start.checked_add((rest >> 2).try_into().ok()?)?;
        let subject = start.checked_sub(take_small(&mut bytes)?)?;
        let subject = Span { start: subject, end: subject.checked_add(take_small(&mut bytes)?)? };
        let [subject, place] = [subject, Span { start, end }].map(|span| Place { document, span });
        let gender = if rest & 2 == 0 { Gender::Female } else { Gender::Male };
        Some(OwnPronoun { subject, place, gender, is_loose: rest & 1 == 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let place = |range| Place::alone(Span::new(range));
        let own = |start: usize, length, gender, is_loose| OwnPronoun {
            subject: place(start..start + 200),
            place: place(start + 300..start + 300 + length),
            gender,
            is_loose,
        };
        let all = [own(0, 3, Gender::Male, true), own(70_000, 7, Gender::Female, false)];
        assert_eq!(OwnPronouns::of(&all).iter().collect::<Vec<_>>(), all);
        let chunks = all.map(|it| OwnPronouns::of(&[it]));
        let merged =
            |goes_on| OwnPronouns::merged(chunks.clone().into_iter().zip([false, goes_on]));
        assert_eq!(merged(true), OwnPronouns::of(&all));
        let documents: Vec<u32> = merged(false).iter().map(|it| it.place.document).collect();
        assert_eq!(documents, [0, 1]);
    }

    #[test]
    fn broken() {
        for byte in [0, 1, 0x7f, 0xff] {
            assert!(pronouns(&[byte; 30], 0).count() <= 10, "{byte}");
        }
    }
}
