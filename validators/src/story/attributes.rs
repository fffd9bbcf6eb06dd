//! What can be said of somebody or something, and the values that it can have.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::story::gender::Gender;
use crate::story::word_list::WordList;

/// What is said of somebody or something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Attribute {
    /// The colour of the eyes.
    Eyes,
    /// The colour of the hair.
    Hair,
    /// The colour of a beard, a moustache, whiskers.
    Beard,
    /// The colour of the skin.
    Complexion,
    /// Tall, stout.
    Build,
    /// How tall somebody is, in whole centimetres.
    Height,
    /// A scar: the value is where.
    Scar,
    /// Something is broken or wounded: the value is what.
    Wound,
    /// A part of the body is lost: the value is which.
    Missing,
    /// Left-handed or right-handed.
    Handedness,
    /// Blind, deaf, lame.
    Infirmity,
    /// Somebody is a relative: the value is what the object is to the subject.
    Kin,
    /// What somebody works as.
    Occupation,
    /// The subject was born; the object is the place.
    Birth,
    /// The subject lives at the object.
    Home,
    /// The subject is dead.
    Death,
    /// The subject is married; the object is to whom.
    Marriage,
    /// The subject comes to have the object.
    Gets,
    /// The subject no longer has the object.
    Loses,
    /// A thing is locked, burnt, broken.
    State,
    /// The subject comes to the object.
    Arrives,
    /// The subject leaves the object.
    Leaves,
    /// A place is north of the object.
    Direction,
    /// A place is an island, a village.
    PlaceKind,
    /// The colour of a thing.
    Colour,
    /// How old somebody is, in whole years.
    Age,
    /// Somebody may look, or work, otherwise than before: the value is which. Whom it is about, those who are
    /// named beside it tell.
    Change,
    /// Somebody breaks something there and then: the value is what.
    Injury,
}

impl Attribute {
    /// All, by number.
    pub(crate) const ALL: [Self; 28] = [
        Self::Eyes,
        Self::Hair,
        Self::Beard,
        Self::Complexion,
        Self::Build,
        Self::Height,
        Self::Scar,
        Self::Wound,
        Self::Missing,
        Self::Handedness,
        Self::Infirmity,
        Self::Kin,
        Self::Occupation,
        Self::Birth,
        Self::Home,
        Self::Death,
        Self::Marriage,
        Self::Gets,
        Self::Loses,
        Self::State,
        Self::Arrives,
        Self::Leaves,
        Self::Direction,
        Self::PlaceKind,
        Self::Colour,
        Self::Age,
        Self::Change,
        Self::Injury,
    ];

    /// The values that it can have, each as a word, parted by spaces. Those of kin, of places and of
    /// work go by the word itself, others by the first of the words for it. Those of heights and ages are
    /// numbers.
    fn values(self) -> &'static str {
        match self {
            Self::Eyes | Self::Hair | Self::Beard | Self::Complexion | Self::Colour => COLOURS,
            Self::Build => BUILDS,
            Self::Scar | Self::Wound | Self::Missing | Self::Injury => PARTS,
            Self::Handedness => "left right",
            Self::Infirmity => INFIRMITIES,
            Self::Kin => KIN,
            Self::Occupation => OCCUPATIONS,
            Self::State => STATES,
            Self::Direction => COMPASS,
            Self::PlaceKind => PLACES,
            Self::Change => CHANGES,
            Self::Age
            | Self::Height
            | Self::Birth
            | Self::Home
            | Self::Death
            | Self::Marriage
            | Self::Gets
            | Self::Loses
            | Self::Arrives
            | Self::Leaves => "",
        }
    }

    /// The value with the number `code`, if there is one.
    pub(crate) fn value(self, code: u8) -> Option<&'static str> {
        static HEIGHTS: LazyLock<Vec<String>> =
            LazyLock::new(|| (0..=u8::MAX).map(|n| format!("{n} cm")).collect());
        static AGES: LazyLock<Vec<String>> =
            LazyLock::new(|| (0..=u8::MAX).map(|n| n.to_string()).collect());
        match self {
            Self::Height => return Some(&HEIGHTS[usize::from(code)]),
            Self::Age => return Some(&AGES[usize::from(code)]),
            _ => {}
        }
        static VALUES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
            let values = |it: Attribute| it.values().split_ascii_whitespace().collect();
            Attribute::ALL.into_iter().map(values).collect()
        });
        VALUES[self as usize].get(usize::from(code)).copied()
    }
}

/// Spellings and shades of a colour go by one name.
pub(crate) const COLOURS: &str = "amber auburn black blond blue brown dark fair green grey hazel pink purple red sandy violet white yellow";

pub(crate) const BUILDS: &str = "fat lean plump short slender slim stout tall thin";

pub(crate) const INFIRMITIES: &str = "blind deaf lame one-eyed";

pub(crate) const PARTS: &str = "\
ankle arm breast brow cheek chest chin ear elbow eye eyebrow face finger foot forearm forehead hand head hip \
jaw knee leg lip neck nose palm shoulder side temple thigh throat thumb wrist";

pub(crate) const KIN: &str = "\
aunt brother cousin daughter father grandfather grandmother granddaughter grandson husband mother \
nephew niece sister son stepfather stepmother uncle wife";

/// Kin that are men, and women.
static MEN: WordList =
    WordList::new("brother father grandfather grandson husband nephew son stepfather uncle");
static WOMEN: WordList =
    WordList::new("aunt daughter grandmother granddaughter mother niece sister stepmother wife");

pub(crate) const OCCUPATIONS: &str = "\
actor actress advocate apothecary architect artist attorney baker banker barber barrister blacksmith \
bookseller brewer builder butcher carpenter chemist clergyman clerk coachman cobbler composer cook \
cooper curate dentist doctor draper dressmaker engineer farmer fisherman gamekeeper gardener goldsmith \
governess grocer housekeeper innkeeper jeweller joiner journalist judge lawyer librarian locksmith \
magistrate mason mechanic merchant midwife miller milliner miner musician novelist nurse painter \
pastor pharmacist photographer physician pilot plumber poet policeman postman potter printer professor \
publisher saddler sailor schoolmaster schoolmistress schoolteacher sculptor seamstress sexton shepherd \
shoemaker shopkeeper smuggler soldier solicitor surgeon surveyor tailor tanner teacher undertaker vicar \
waiter waitress watchmaker weaver wheelwright writer";

pub(crate) const STATES: &str = "broken burnt destroyed locked sunk torn unlocked";

pub(crate) const COMPASS: &str = "east north south west";

/// What may have changed.
pub(crate) const CHANGES: &str = "eyes kin looks work";

pub(crate) const PLACES: &str = "city harbour island port river town village";

/// The number of `word` in a list.
pub(crate) fn code(list: &str, word: &str) -> Option<u8> {
    list.split(' ').position(|listed| listed == word).map(|code| code as u8)
}

/// Which part of the body `word` is, as a number.
pub(crate) fn part(word: &str) -> Option<u8> {
    static TABLE: LazyLock<FxHashMap<&str, u8>> =
        LazyLock::new(|| PARTS.split(' ').zip(0..).collect());
    TABLE.get(word).copied()
}

/// Whether a relative is he or she; not known of cousins.
pub(crate) fn gender_of_kin(kin: &str) -> Option<Gender> {
    match kin {
        kin if MEN.contains(kin) => Some(Gender::Male),
        kin if WOMEN.contains(kin) => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order() {
        for list in
            [COLOURS, BUILDS, INFIRMITIES, PARTS, OCCUPATIONS, STATES, COMPASS, PLACES, CHANGES]
        {
            assert!(list.split(' ').is_sorted(), "{list}");
        }
        for (code, attribute) in Attribute::ALL.into_iter().enumerate() {
            assert_eq!(attribute as usize, code);
        }
    }

    #[test]
    fn values() {
        assert_eq!(Attribute::Hair.value(5), Some("brown"));
        assert_eq!(Attribute::Hair.value(99), None);
        assert_eq!(Attribute::Death.value(0), None);
        assert_eq!(gender_of_kin("aunt"), Some(Gender::Female));
        assert_eq!(gender_of_kin("cousin"), None);
    }
}
