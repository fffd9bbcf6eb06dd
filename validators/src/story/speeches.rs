//! What is said, and by whom.

use serde::{Deserialize, Serialize};

use crate::story::cast::Cast;
use crate::story::facts::Facts;
use crate::story::place::Place;

/// What the text beside a speech says about who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cue {
    /// A name beside a verb of saying: where the name is.
    Name(Place),
}

/// A stretch of text between quotation marks, with these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speech {
    /// From the opening mark to the closing one; to the end of the paragraph if that does not close.
    pub place: Place,
    /// Who the text beside it says that speaks.
    pub cue: Option<Cue>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speaker {
    /// Index into [`Cast::characters`].
    pub character: usize,
    /// Whether a name and a verb of saying stand beside the speech.
    pub is_explicit: bool,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

/// For each of [`Facts::speeches`] who speaks, as far as the text leaves one reading.
pub fn speakers(facts: &Facts, _cast: &Cast) -> Vec<Option<Speaker>> {
    vec![None; facts.speeches.len()]
}
