//! The files that were read, what links to what, and what can be linked to.

use serde::Serialize;
use storylint_validators::story::{
    AnchorKind, Destination, DocumentFacts, LinkKind, LinkTargets, Role, RoleBasis, Story,
};

use super::places::Places;
use crate::report::place::Place;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownDocument {
    /// As messages show it.
    pub file: String,
    /// What it is to the story.
    pub role: Role,
    /// What says so.
    pub role_basis: RoleBasis,
    /// What is wrong with its front matter, if that cannot be read.
    pub front_matter_problem: Option<String>,
    /// Headings, paragraphs and the like.
    pub n_blocks: u32,
    /// Words of prose.
    pub n_words: u32,
    /// Parts between headings and scene breaks.
    pub n_scenes: u32,
}

/// A link, an image, a reference to a footnote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownLink {
    /// All of it.
    #[serde(flatten)]
    pub place: Place,
    /// What kind of link it is.
    pub kind: LinkKind,
    /// As it is written.
    pub target: String,
    /// Whether it leads to nothing that the story has.
    pub is_dangling: bool,
    /// The file of the story that it leads to.
    pub leads_to: Option<String>,
    /// What it leads to in that file.
    pub anchor: Option<Place>,
}

/// Something that a link can lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownAnchor {
    /// The heading, the tag or the mark.
    #[serde(flatten)]
    pub place: Place,
    /// What gives it the name.
    pub kind: AnchorKind,
    /// For a heading, if no heading before it has the same.
    pub name: String,
}

impl KnownDocument {
    pub(super) fn of(document: &DocumentFacts, places: &Places<'_>) -> Self {
        let keys = document.front_matter.as_ref().map(|front_matter| &front_matter.keys);
        let problem = keys.and_then(|keys| keys.as_ref().err()).map(|(_, problem)| problem.clone());
        Self {
            file: places.shown(&document.path),
            role: document.role,
            role_basis: document.basis,
            front_matter_problem: problem,
            n_blocks: document.n_blocks,
            n_words: document.n_words,
            n_scenes: document.n_scenes,
        }
    }
}

/// The links of the documents with the indexes `within`.
pub(super) fn links(story: &Story, places: &Places<'_>, within: &[usize]) -> Vec<KnownLink> {
    let targets = LinkTargets::of(story);
    let mut links = Vec::new();
    for &at in within {
        for link in story.facts.documents[at].links.iter() {
            let destination = targets.destination(at, &link);
            let (leads_to, anchor) = match destination {
                Destination::File(file) => (Some(places.shown(file)), None),
                Destination::Anchor(place) => {
                    let place = places.of(place);
                    (Some(place.file.clone()), Some(place))
                }
                Destination::Ambiguous([file, _]) => (Some(places.shown(file)), None),
                Destination::Outside
                | Destination::Beyond
                | Destination::NoAnchor(_)
                | Destination::OtherCase(_)
                | Destination::Nowhere => (None, None),
            };
            links.push(KnownLink {
                place: places.in_document(at, link.span),
                kind: link.kind,
                target: link.target,
                is_dangling: matches!(
                    destination,
                    Destination::NoAnchor(_) | Destination::OtherCase(_) | Destination::Nowhere
                ),
                leads_to,
                anchor,
            });
        }
    }
    links
}

/// The anchors of the documents with the indexes `within`.
pub(super) fn anchors(story: &Story, places: &Places<'_>, within: &[usize]) -> Vec<KnownAnchor> {
    let all = within
        .iter()
        .flat_map(|&at| story.facts.documents[at].anchors.iter().map(move |anchor| (at, anchor)));
    let known = all.map(|(at, anchor)| KnownAnchor {
        place: places.in_document(at, anchor.span),
        kind: anchor.kind,
        name: anchor.name.to_string(),
    });
    known.collect()
}
