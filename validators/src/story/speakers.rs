//! Who says what.

use crate::story::cast::Cast;
use crate::story::facts::Facts;

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

/// For each of the speeches of `facts` who speaks, as far as the text leaves one reading.
pub fn speakers(facts: &Facts, _cast: &Cast) -> Vec<Option<Speaker>> {
    vec![None; facts.speeches.iter().count()]
}
