//! Where things are named that stories set up, in few bytes.

use crate::diagnostic::Span;
use crate::story::fates::Fate;
use crate::story::place::Place;
use crate::story::positions::{push_number, take_small};
use crate::story::postings::{Posting, PostingWriter, Postings};
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
    pub(crate) place: Place,
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
    /// Writes the noun; what is before, after and done with it; the length; the modifier.
    pub(crate) fn write(&self, writer: &mut PostingWriter) {
        let Span { start, end } = self.place.span;
        let bytes = writer.begin(start);
        bytes.push(self.thing | u8::from(self.modifier != 0) << 7);
        let fate = self.fate.map_or(0, |fate| FATES + fate as u8);
        let done = self.weight.map_or(fate, |weight| 1 + weight as u8);
        bytes.push(self.determiner as u8 | u8::from(self.is_told) << 3 | done << 4);
        push_number(bytes, u64::from(end - start));
        if self.modifier != 0 {
            push_number(bytes, self.modifier.into());
        }
    }
}

/// The uses in documents, some six bytes each.
pub(crate) type ThingUses = Postings<ThingUse>;

impl Posting for ThingUse {
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self> {
        let (&[noun, rest], after) = bytes.split_first_chunk()?;
        *bytes = after;
        let span = Span { start, end: start.checked_add(take_small(bytes)?)? };
        let modifier = if noun & 128 != 0 { take_small(bytes)? as u16 } else { 0 };
        Some(Self {
            place: Place { document, span },
            thing: noun & 127,
            determiner: Determiner::ALL[usize::from(rest & 7)],
            modifier,
            is_told: rest & 8 != 0,
            weight: (rest >> 4).checked_sub(1).and_then(Weight::of),
            fate: (rest >> 4).checked_sub(FATES).and_then(Fate::of),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let uses = [
            ThingUse {
                place: Place::alone(Span { start: 7, end: 14 }),
                thing: 3,
                determiner: Determiner::Other,
                modifier: 0,
                is_told: true,
                weight: None,
                fate: Some(Fate::Used),
            },
            ThingUse {
                place: Place::alone(Span { start: 900, end: 1100 }),
                thing: 127,
                determiner: Determiner::A,
                modifier: 9000,
                is_told: false,
                weight: Some(Weight::Worn),
                fate: None,
            },
        ];
        let mut writer = PostingWriter::default();
        uses.iter().for_each(|it| it.write(&mut writer));
        assert_eq!(writer.finish::<ThingUse>().iter().collect::<Vec<_>>(), uses);
    }

    #[test]
    fn broken() {
        assert_eq!(ThingUses::alone(vec![0xff; 9]).iter().count(), 0);
        assert_eq!(ThingUses::alone(vec![0, 0, 0x80]).iter().count(), 0);
    }
}
