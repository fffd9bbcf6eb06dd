//! Where a character is introduced and named.

use serde::Serialize;
use storylint_validators::story::{self, How};

use crate::report::place::Place;

/// Where somebody is named.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appearances {
    /// Where the text first tells who it is.
    pub introduction: Option<KnownIntroduction>,
    /// Names that the text says are this person's too.
    pub aliases: Vec<Place>,
    /// Where it is last named.
    pub last: Place,
    /// The files that name it, in reading order.
    pub documents: Vec<DocumentUses>,
}

/// Where and how the text tells who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownIntroduction {
    /// What tells it.
    pub how: How,
    /// Whether it is there that somebody is first named.
    pub at_first: bool,
    /// The name.
    #[serde(flatten)]
    pub place: Place,
}

/// How often a file names somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentUses {
    /// As messages show it.
    pub file: String,
    /// How often.
    pub n: usize,
}

impl Appearances {
    /// Those at the places that `is_within` accepts, if there are any. `place` and `file` say where a
    /// place and a document are.
    pub(crate) fn of(
        character: &story::Character,
        is_within: impl Fn(story::Place) -> bool,
        place: impl Fn(story::Place) -> Place,
        file: impl Fn(u32) -> String,
    ) -> Option<Self> {
        let uses = character.forms.iter().flat_map(|form| form.places.iter()).copied();
        let last = uses.filter(|&place| is_within(place)).max()?;
        let introduction = character.introduction.filter(|it| is_within(it.place));
        let introduction = introduction.map(|it| KnownIntroduction {
            how: it.how,
            at_first: character.is_introduced(),
            place: place(it.place),
        });
        let aliases = character.aliases.iter().copied().filter(|&place| is_within(place));
        let aliases = aliases.map(&place).collect();
        let is_read = |document| is_within(story::Place { document, ..story::Place::default() });
        let documents =
            character.documents().into_iter().filter(|&(document, _)| is_read(document));
        let documents = documents.map(|(document, n)| DocumentUses { file: file(document), n });
        Some(Self { introduction, aliases, last: place(last), documents: documents.collect() })
    }
}
