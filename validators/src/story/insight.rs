//! What follows from the facts of a story.

/// A part of what follows from the facts of a story.
///
/// Whoever asks a [`Story`] for one works it out if nobody has, and others who ask meanwhile wait. Who has
/// several workers lets some work out first what others need.
///
/// [`Story`]: crate::story::Story
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Insight {
    /// The names in it.
    Names,
    /// The words that it writes without a capital.
    Vocabulary,
    /// What is said in it.
    Speeches,
    /// The words of its names.
    NameWords,
    /// Which of these look like slips for others.
    Misspelt,
    /// Who and what has a name in it.
    Cast,
    /// Who speaks.
    Speakers,
    /// What it has its readers believe.
    World,
    /// When it is.
    Timeline,
    /// What its author says that readers wait for, or its things do.
    Threads,
    /// What is promised or asked.
    Expectations,
    /// What its links can lead to.
    Links,
}

impl Insight {
    /// All of them. Each needs none but those before it.
    pub const ALL: [Self; 12] = [
        Self::Names,
        Self::Vocabulary,
        Self::Speeches,
        Self::NameWords,
        Self::Misspelt,
        Self::Cast,
        Self::Speakers,
        Self::World,
        Self::Timeline,
        Self::Threads,
        Self::Expectations,
        Self::Links,
    ];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Vocabulary => "vocabulary",
            Self::Speeches => "speeches",
            Self::NameWords => "name-words",
            Self::Misspelt => "misspelt",
            Self::Cast => "cast",
            Self::Speakers => "speakers",
            Self::World => "world",
            Self::Timeline => "timeline",
            Self::Threads => "threads",
            Self::Expectations => "expectations",
            Self::Links => "links",
        }
    }
}
