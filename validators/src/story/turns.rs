//! Where the way of a reader through a story that branches parts, joins and ends.

use serde::{Deserialize, Serialize};

/// Something that leads a reader on, or not, within a knot of ink or a passage of Twee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// The byte at which it stands.
    pub(crate) at: u32,
    pub(crate) kind: TurnKind,
}

/// How a reader is led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TurnKind {
    /// One of several choices begins, within so many others: `*`, `**`.
    Choice(u8),
    /// The choices within so many others come together: `-`, `- -`.
    Gather(u8),
    /// The choice that has just begun is one of those only who fulfil a condition: `* {x}`.
    Condition,
    /// The first case of a condition begins: `{x:`, `<<if $x>>`.
    If,
    /// Another case of it begins: `- else:`, `<<else>>`.
    Else,
    /// It ends, and all of its cases go on here.
    EndIf,
    /// Nothing follows: `-> END`, `-> knot`.
    End,
    /// A reader goes back to where they came from: `->->`, `<<return>>`.
    Back,
    /// The divert that stands here waits for readers to come back: `-> tunnel ->`.
    Tunnel,
    /// What the divert that stands here leads to is shown, and then what follows: `<- thread`.
    Thread,
}
