//! Where in a story something is.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;

/// A span in one of the documents of some facts.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Place {
    /// Index into [`Facts::documents`](crate::story::Facts::documents).
    pub document: u32,
    /// The bytes meant.
    pub span: Span,
}

impl Place {
    /// `span` in the only document of its facts.
    pub(crate) fn alone(span: Span) -> Self {
        Self { document: 0, span }
    }

    /// The [`position`] at which it starts.
    #[inline]
    pub(crate) fn start(self) -> u64 {
        position(self.document, self.span.start)
    }

    /// The [`position`] at which it ends.
    #[inline]
    pub(crate) fn end(self) -> u64 {
        position(self.document, self.span.end)
    }

    /// Whether it is in the same document as `other` and starts within so many bytes after its end.
    pub(crate) fn is_soon_after(self, other: Self, n_bytes: u32) -> bool {
        let gap = self.span.start.checked_sub(other.span.end);
        self.document == other.document && gap.is_some_and(|gap| gap <= n_bytes)
    }

    /// How many bytes it starts after the last of `earlier` places, which are in reading order, starts; none if that
    /// is in another document. Takes the logarithm of their number.
    pub(crate) fn since(self, earlier: &[Self]) -> Option<u32> {
        let last = earlier[..earlier.partition_point(|it| *it < self)].last()?;
        (last.document == self.document).then(|| self.span.start - last.span.start)
    }

    /// The same place after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        Self { document: self.document + n_documents, ..self }
    }
}

/// A byte of a document, as a number that is larger the later it is read: one comparison where the document and the
/// byte take two.
#[inline]
pub(crate) fn position(document: u32, byte: u32) -> u64 {
    u64::from(document) << u32::BITS | u64::from(byte)
}
