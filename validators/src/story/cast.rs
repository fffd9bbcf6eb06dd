//! The people of a story, and the names they go by.

use crate::story::facts::Facts;
use crate::story::place::Place;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Somebody: a person, or an animal or thing that acts and speaks as one.
    Person,
    /// Somewhere.
    Place,
    /// A firm, a regiment, a club, a ship.
    Organisation,
    /// A day, a book, a people, a language; whatever has a capital.
    Other,
}

/// Which pronouns stand for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

/// One of the names that somebody goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it is mostly written, without a possessive: `Mrs. Bennet`.
    pub text: Box<str>,
    /// Every use of it in running text, in reading order.
    pub places: Vec<Place>,
}

/// Who or what goes by some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Character {
    /// What it is.
    pub kind: Kind,
    /// If the text leaves one reading.
    pub gender: Option<Gender>,
    /// The names, the fullest first.
    pub forms: Vec<Form>,
}

/// Everybody and everything that has a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// In the order of first appearance.
    pub characters: Vec<Character>,
}

impl Cast {
    /// Who is who, from merged facts.
    pub fn of(facts: &Facts) -> Self {
        let characters = facts.names.uses.iter().map(|name| Character {
            kind: Kind::Person,
            gender: None,
            forms: vec![Form { text: name.text.clone(), places: name.places.clone() }],
        });
        Self { characters: characters.collect() }
    }

    /// The index of the character that is named at a place.
    pub fn named_at(&self, place: Place) -> Option<usize> {
        self.characters
            .iter()
            .position(|character| character.forms.iter().any(|form| form.places.contains(&place)))
    }
}
