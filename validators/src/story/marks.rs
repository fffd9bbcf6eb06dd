//! What sets a stretch of text apart.

use crate::diagnostic::Span;

/// What sets a stretch of text apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// `“”`, `""`, `«»`, `„“` and their like.
    Double,
    /// `‘’` and `''`.
    Single,
    /// A dash at the start of the paragraph.
    Dash,
    /// None, as a script has it: the name of who speaks stands above.
    Cue,
}

/// A stretch of text that may be speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    /// What sets it apart.
    pub(crate) marks: Marks,
    /// With its marks.
    pub(crate) span: Span,
    /// Whether it has a closing mark; if not, it ends with its paragraph.
    pub(crate) is_closed: bool,
}
