//! What a rule says of itself.

use crate::diagnostic::Severity;

/// The description of a rule: what `storylint rules` lists and `storylint explain` prints.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `family/name`, which reads well after "allow".
    pub id: &'static str,
    /// One line, without a final period.
    pub summary: &'static str,
    /// Markdown: what it finds, why that matters to a reader, a bad and a good example in fences
    /// marked `bad` and `good` (both run as tests), its options, and its known limits.
    pub docs: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
}
