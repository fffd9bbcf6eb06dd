//! Where things are named that stories set up, in few bytes.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::fates::Fate;
use crate::story::place::Place;
use crate::story::positions::{join_documents, join_steps, push_number, take_small};
use crate::story::weights::Weight;

/// What stands before a noun and says which one is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Determiner {
    /// "A key".
    A,
    /// "The key", "that key".
    The,
    /// "His key".
    His,
    /// "Her key".
    Her,
    /// "My key".
    My,
    /// "Your key".
    Your,
    /// "Anna's key".
    Named,
    /// "Their key", "the doctor's key".
    Other,
}

impl Determiner {
    const ALL: [Self; 8] =
        [Self::A, Self::The, Self::His, Self::Her, Self::My, Self::Your, Self::Named, Self::Other];
}

/// A place at which a thing is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThingUse {
    /// From the article or the owner to the noun.
    pub(crate) span: Span,
    /// The number of the noun.
    pub(crate) thing: u8,
    pub(crate) determiner: Determiner,
    /// What tells it from others of its kind, as a number: "silver". 0 if nothing does.
    pub(crate) modifier: u16,
    /// Whether what follows may tell which one is meant: "the key that he had found".
    pub(crate) is_told: bool,
    /// What makes a reader expect that it returns.
    pub(crate) weight: Option<Weight>,
    /// What becomes of it, if nothing makes a reader expect it again.
    pub(crate) fate: Option<Fate>,
}

/// The number of the first [`Fate`] among all that is done with things.
const FATES: u8 = 12;

impl ThingUse {
    /// Appends it, after one that starts at `start`: the distance; the noun; what is before, after
    /// and done with it; the length; the modifier.
    pub(crate) fn write(&self, start: u32, bytes: &mut Vec<u8>) {
        push_number(bytes, u64::from(self.span.start - start));
        bytes.push(self.thing | u8::from(self.modifier != 0) << 7);
        let fate = self.fate.map_or(0, |fate| FATES + fate as u8);
        let done = self.weight.map_or(fate, |weight| 1 + weight as u8);
        bytes.push(self.determiner as u8 | u8::from(self.is_told) << 3 | done << 4);
        push_number(bytes, u64::from(self.span.end - self.span.start));
        if self.modifier != 0 {
            push_number(bytes, self.modifier.into());
        }
    }

    /// The next use, after one that starts at `start`.
    fn take(bytes: &mut &[u8], start: u32) -> Option<Self> {
        let start = start.checked_add(take_small(bytes)?)?;
        let (&[noun, rest], after) = bytes.split_first_chunk()?;
        *bytes = after;
        let span = Span { start, end: start.checked_add(take_small(bytes)?)? };
        let modifier = if noun & 128 != 0 { take_small(bytes)? as u16 } else { 0 };
        Some(Self {
            span,
            thing: noun & 127,
            determiner: Determiner::ALL[usize::from(rest & 7)],
            modifier,
            is_told: rest & 8 != 0,
            weight: (rest >> 4).checked_sub(1).and_then(Weight::of),
            fate: (rest >> 4).checked_sub(FATES).and_then(Fate::of),
        })
    }
}

/// The uses in documents, some six bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ThingUses {
    /// Those of each document.
    #[serde(with = "crate::story::packed_bytes")]
    documents: Vec<Box<[u8]>>,
}

impl ThingUses {
    /// Those of one document.
    pub(crate) fn alone(bytes: Vec<u8>) -> Self {
        Self { documents: vec![bytes.into_boxed_slice()] }
    }

    /// The uses in reading order. Linear.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Place, ThingUse)> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(bytes, document)| {
            uses(bytes).map(move |it| (Place { document, span: it.span }, it))
        })
    }

    /// These of consecutive parts of a story, each with whether its first document is the rest of the last one
    /// before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let last_start = |bytes: &[u8]| Some(uses(bytes).last()?.span.start);
        let parts = parts.map(|(it, goes_on)| (it.documents, goes_on));
        let documents = join_documents(parts, |parts| join_steps(parts, last_start));
        Self { documents }
    }
}

/// The uses in `bytes`.
fn uses(mut bytes: &[u8]) -> impl Iterator<Item = ThingUse> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let it = ThingUse::take(&mut bytes, start)?;
        start = it.span.start;
        Some(it)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let uses = [
            ThingUse {
                span: Span { start: 7, end: 14 },
                thing: 3,
                determiner: Determiner::Other,
                modifier: 0,
                is_told: true,
                weight: None,
                fate: Some(Fate::Used),
            },
            ThingUse {
                span: Span { start: 900, end: 1100 },
                thing: 127,
                determiner: Determiner::A,
                modifier: 9000,
                is_told: false,
                weight: Some(Weight::Worn),
                fate: None,
            },
        ];
        let (mut bytes, mut start) = (Vec::new(), 0);
        for it in uses {
            it.write(start, &mut bytes);
            start = it.span.start;
        }
        let read: Vec<_> = ThingUses::alone(bytes).iter().map(|(_, it)| it).collect();
        assert_eq!(read, uses);
    }

    #[test]
    fn broken() {
        assert_eq!(ThingUses::alone(vec![0xff; 9]).iter().count(), 0);
        assert_eq!(ThingUses::alone(vec![0, 0, 0x80]).iter().count(), 0);
    }
}
