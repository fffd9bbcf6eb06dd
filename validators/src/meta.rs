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
    /// marked `bad` and `good` (both run as tests, with the options that follow the mark), and its
    /// known limits. Its options say what they are themselves.
    pub docs: &'static str,
    /// How far its findings can be trusted.
    pub group: Group,
}

impl Meta {
    /// All that it says, in Markdown.
    pub fn page(&self) -> String {
        let Self { id, summary, docs, group } = self;
        let (name, severity) = (group.name(), group.severity().name());
        let on = if group.is_on() { "on" } else { "off" };
        format!("# {id}\n\n{summary} ({name}: {on}, {severity}).\n\n{}\n", docs.trim())
    }

    /// The family of the rule: what stands before the slash.
    pub fn family(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(family, _)| family)
    }
}

/// How far the findings of a rule can be trusted, and so whether it runs unasked, and how bad they
/// are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// They are wrong in at most one case of twenty. Runs; errors.
    Correctness,
    /// They are wrong in at most one case of five. Runs; warnings.
    Suspicious,
    /// They are a matter of taste. Runs when asked for; warnings.
    Style,
    /// They are seldom worth a change. Runs when asked for; worth knowing.
    Pedantic,
    /// Nobody knows yet. Runs when asked for; warnings.
    Nursery,
}

impl Group {
    /// All of them, the most trusted first.
    pub const ALL: [Self; 5] =
        [Self::Correctness, Self::Suspicious, Self::Style, Self::Pedantic, Self::Nursery];

    /// The word for it in pipelines and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Suspicious => "suspicious",
            Self::Style => "style",
            Self::Pedantic => "pedantic",
            Self::Nursery => "nursery",
        }
    }

    /// Whether its rules run unasked.
    pub fn is_on(self) -> bool {
        matches!(self, Self::Correctness | Self::Suspicious)
    }

    /// How bad their findings are, unless a rule says more of one.
    pub fn severity(self) -> Severity {
        match self {
            Self::Correctness => Severity::Error,
            Self::Suspicious | Self::Style | Self::Nursery => Severity::Warning,
            Self::Pedantic => Severity::Info,
        }
    }
}
