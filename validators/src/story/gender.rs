//! Whether somebody is he or she.

use serde::{Deserialize, Serialize};

use crate::story::evidence::{Clue, Evidence};

/// Which pronouns stand for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

impl Gender {
    /// The opposite.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Female => Self::Male,
            Self::Male => Self::Female,
        }
    }

    /// "she", "he".
    pub(crate) fn pronoun(self) -> &'static str {
        match self {
            Self::Female => "she",
            Self::Male => "he",
        }
    }
}

/// So many times as much must speak for one gender as for the other.
const CLEAR: f32 = 3.0;

/// Pronouns alone must be so many,
const PRONOUNS: f32 = 4.0;

/// or so many if none speaks for the other: a short story names most people a few times,
const UNANIMOUS: f32 = 1.0;

/// and so many to speak against a given name.
const CONTRARY: f32 = 10.0;

/// What is known of somebody's gender.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signs {
    /// Uses of names with a title of women, and of men.
    pub(crate) titles: [u32; 2],
    /// Uses of names that begin with a given name of women, and of men.
    pub(crate) given: [u32; 2],
    /// What stands around all names.
    pub(crate) evidence: Evidence,
}

impl Signs {
    /// The gender, if the text leaves one reading.
    pub(crate) fn gender(&self) -> Option<Gender> {
        let titles = clear(self.titles.map(|n| n as f32), 1.0);
        if titles.is_some() {
            return titles;
        }
        let pronouns = self.pronouns();
        match clear(self.given.map(|n| n as f32), 1.0) {
            Some(given) => match clear(pronouns, CONTRARY) {
                Some(other) if other != given => None,
                _ => Some(given),
            },
            None if self.is_unanimous() => clear(pronouns, UNANIMOUS),
            None => clear(pronouns, PRONOUNS),
        }
    }

    /// The gender that titles tell, or else given names.
    pub(crate) fn named(&self) -> Option<Gender> {
        clear(self.titles.map(|n| n as f32), 1.0).or(clear(self.given.map(|n| n as f32), 1.0))
    }

    /// The gender, if the words around the names leave no doubt.
    pub(crate) fn clear_gender(&self) -> Option<Gender> {
        clear(self.pronouns(), CONTRARY)
    }

    /// Whether all pronouns and words say the same, and one of them is no "her" or "his", which may be
    /// another's.
    fn is_unanimous(&self) -> bool {
        let has = |clues: [Clue; 3]| clues.iter().any(|&clue| self.evidence.count(clue) > 0);
        self.pronouns().contains(&0.0)
            && (has([Clue::FemaleWord, Clue::She, Clue::SheLater])
                || has([Clue::MaleWord, Clue::He, Clue::HeLater]))
    }

    /// How many titles, and pronouns and words that are clear, speak for either.
    pub(crate) fn counts(&self) -> [u32; 2] {
        let count = |clues: [Clue; 3]| clues.map(|clue| self.evidence.count(clue)).iter().sum();
        let words: [u32; 2] = [
            count([Clue::FemaleWord, Clue::She, Clue::Her]),
            count([Clue::MaleWord, Clue::He, Clue::His]),
        ];
        [self.titles[0] + words[0], self.titles[1] + words[1]]
    }

    /// How much the words around the names speak for either.
    fn pronouns(&self) -> [f32; 2] {
        let sum = |clues: [(Clue, f32); 4]| {
            clues.iter().map(|&(clue, weight)| weight * self.evidence.count(clue) as f32).sum()
        };
        [
            sum([
                (Clue::FemaleWord, 2.0),
                (Clue::She, 1.0),
                (Clue::Her, 0.7),
                (Clue::SheLater, 0.5),
            ]),
            sum([(Clue::MaleWord, 2.0), (Clue::He, 1.0), (Clue::His, 1.0), (Clue::HeLater, 0.5)]),
        ]
    }
}

/// The gender for which enough speaks, and clearly more than for the other.
fn clear([female, male]: [f32; 2], enough: f32) -> Option<Gender> {
    if female >= enough && female >= CLEAR * male {
        Some(Gender::Female)
    } else if male >= enough && male >= CLEAR * female {
        Some(Gender::Male)
    } else {
        None
    }
}
