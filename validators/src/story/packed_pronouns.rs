//! Pronouns that stand for the subject of their clause, in few bytes.

use crate::diagnostic::Span;
use crate::story::gender::Gender;
use crate::story::own_pronouns::OwnPronoun;
use crate::story::place::Place;
use crate::story::positions::{push_number, take_number, take_small};
use crate::story::postings::{Posting, PostingWriter, Postings};

/// The pronouns of documents, some six bytes each.
pub type OwnPronouns = Postings<OwnPronoun>;

impl OwnPronouns {
    /// Those of one document, in order: of each its length with what else it is, how far before its start the
    /// subject starts, and how long that is.
    pub(crate) fn of(pronouns: &[OwnPronoun]) -> Self {
        let mut writer = PostingWriter::default();
        for &OwnPronoun { subject, place, gender, is_loose } in pronouns {
            let [subject, span] = [subject, place].map(|it| it.span);
            let bytes = writer.begin(span.start);
            let kind = u64::from(gender == Gender::Male) << 1 | u64::from(is_loose);
            push_number(bytes, u64::from(span.end - span.start) << 2 | kind);
            push_number(bytes, u64::from(span.start - subject.start));
            push_number(bytes, u64::from(subject.end - subject.start));
        }
        writer.finish()
    }
}

impl Posting for OwnPronoun {
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self> {
        let rest = take_number(bytes)?;
        let end = start.checked_add((rest >> 2).try_into().ok()?)?;
        let subject = start.checked_sub(take_small(bytes)?)?;
        let subject = Span { start: subject, end: subject.checked_add(take_small(bytes)?)? };
        let [subject, place] = [subject, Span { start, end }].map(|span| Place { document, span });
        let gender = if rest & 2 == 0 { Gender::Female } else { Gender::Male };
        Some(Self { subject, place, gender, is_loose: rest & 1 == 1 })
    }
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
            assert!(OwnPronouns::alone(vec![byte; 30]).iter().count() <= 10, "{byte}");
        }
    }
}
