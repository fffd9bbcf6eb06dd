//! What documents teach us, and how it adds up to the story.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Location, Span};
use crate::story::anchors::Anchors;
use crate::story::calendar::DateMention;
use crate::story::dates::read_dates;
use crate::story::declarations::Declaration;
use crate::story::document::{BlockKind, Document, Role, RoleBasis};
use crate::story::front_matter::FrontMatter;
use crate::story::keys::Key;
use crate::story::name_reader::NameReader;
use crate::story::names::Names;
use crate::story::place::Place;
use crate::story::promises::read_promises;
use crate::story::prose;
use crate::story::references::Links;
use crate::story::sheets::read_declarations;
use crate::story::speeches::{SpeechReader, Speeches};
use crate::story::thread_marks::{ThreadMark, read_thread_marks};

/// What a document is, without its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// The file, relative to the story's root, with `/` between its parts.
    pub path: Arc<str>,
    /// What the file is to the story.
    pub role: Role,
    /// What says so.
    pub basis: RoleBasis,
    /// Its first block, where a finding about the whole file is shown; empty if it has none.
    pub opening: Span,
    /// How many blocks it has.
    pub n_blocks: u32,
    /// How many words of prose, with those of headings.
    pub n_words: u32,
    /// The metadata at its head, if there is any.
    pub front_matter: Option<FrontMatter>,
    /// Its links and images, in order.
    pub links: Links,
    /// What a link can lead to in it, in order.
    pub anchors: Anchors,
}

impl DocumentFacts {
    fn of(document: &Document, n_words: u32) -> Self {
        Self {
            path: Arc::clone(&document.path),
            role: document.role,
            basis: document.basis,
            opening: document.blocks.first().map_or_else(Span::default, |block| block.span),
            n_blocks: document.blocks.len() as u32,
            n_words,
            front_matter: document.front_matter.clone(),
            links: Links::of(&document.links),
            anchors: Anchors::of(&document.anchors),
        }
    }

    /// The keys of its front matter; none if it has none that can be read.
    pub fn keys(&self) -> &[Key] {
        self.front_matter.as_ref().and_then(|it| it.keys.as_deref().ok()).unwrap_or_default()
    }

    /// `span` in this file.
    pub fn location(&self, span: Span) -> Location {
        Location { path: Arc::clone(&self.path), span }
    }
}

/// What documents taught us, in reading order.
///
/// A monoid: [`Facts::default`] is the identity and [`Facts::merge`] is associative, so facts can be
/// merged in a tree of any shape as long as the order stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The documents in reading order.
    pub documents: Vec<DocumentFacts>,
    /// The words that are or may be names, in the story.
    pub names: Names,
    /// Those of reference documents.
    pub reference_names: Names,
    /// What is declared of people, places and things.
    pub declarations: Vec<Declaration>,
    /// Where threads that the author names are opened, taken up and closed.
    pub thread_marks: Vec<ThreadMark>,
    /// Where somebody promises or vows to do something.
    pub promises: Vec<Place>,
    /// The dates named in the text.
    pub dates: Vec<DateMention>,
    /// What is said.
    pub speeches: Speeches,
}

impl Facts {
    /// What `document` teaches. Linear in its text.
    ///
    /// Of reference documents the names and dates are kept, of notes neither: what they say is no
    /// part of the story.
    pub fn of(document: &Document) -> Self {
        let mut names = NameReader::default();
        let mut dates = Vec::new();
        let mut speeches = SpeechReader::default();
        let mut promises = Vec::new();
        let mut words = Vec::new();
        let mut n_words = 0;
        for block in &document.blocks {
            if block.kind == BlockKind::Other {
                speeches.skip();
                continue;
            }
            words.clear();
            words.extend(prose::words(&document.prose, block.span));
            n_words += words.len() as u32;
            if document.role == Role::Notes {
                continue;
            }
            read_dates(&document.prose, &words, &mut dates);
            // Titles give every word a capital.
            if block.kind == BlockKind::Paragraph {
                names.read(&document.prose, block.span, &words);
            }
            if block.kind == BlockKind::Paragraph && document.role == Role::Story {
                speeches.read(&document.prose, block.span, &words);
                read_promises(&document.prose, &words, &mut promises);
            } else {
                speeches.skip();
            }
        }
        dates.shrink_to_fit();
        let (mut names, mut reference_names) = (names.finish(), Names::default());
        if document.role != Role::Story {
            std::mem::swap(&mut names, &mut reference_names);
        }
        Self {
            documents: vec![DocumentFacts::of(document, n_words)],
            names,
            reference_names,
            declarations: read_declarations(document),
            thread_marks: read_thread_marks(document),
            promises,
            dates,
            speeches: speeches.finish(),
        }
    }

    /// These facts, and after them those of later documents.
    #[must_use]
    pub fn merge(mut self, later: Self) -> Self {
        let n_documents = self.documents.len() as u32;
        self.documents.extend(later.documents);
        self.names = self.names.merge(later.names, n_documents);
        self.reference_names = self.reference_names.merge(later.reference_names, n_documents);
        let declarations = later.declarations.into_iter();
        self.declarations.extend(declarations.map(|it| it.shifted(n_documents)));
        let marks = later.thread_marks.into_iter();
        self.thread_marks.extend(marks.map(|mark| mark.shifted(n_documents)));
        let promises = later.promises.into_iter();
        self.promises.extend(promises.map(|place| place.shifted(n_documents)));
        self.dates.extend(later.dates.into_iter().map(|date| date.shifted(n_documents)));
        self.speeches = self.speeches.merge(later.speeches);
        self
    }
}

/// The merged facts of all documents, with the files that the story's folder holds.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// The merged facts.
    pub facts: Facts,
    /// Every file below the story's root, with `/` between the parts of its path.
    pub files: Arc<BTreeSet<String>>,
}

impl Story {
    /// `place` as a location in a file.
    pub fn location(&self, place: Place) -> Location {
        self.facts.documents[place.document as usize].location(place.span)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Facts of documents in which names, words and dates repeat.
    fn facts() -> impl Strategy<Value = Facts> {
        let part = prop::sample::select(vec![
            "Elena ",
            "Mr. Hale ",
            "waited. ",
            "a garden ",
            "Garden. ",
            "on Monday, 3 June 1850, ",
            "[there](b.md) ",
            "| Name | Eyes |\n|---|---|\n| Ann | grey |\n\n",
            "<!-- thread: the letter -->",
            "“Go,” said Elena. ",
            "‘I was ",
            "—Now.",
            "\n\n",
            "# One\n\n",
        ]);
        let text = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
        let role = prop::sample::select(vec![Role::Story, Role::Reference, Role::Notes]);
        let document =
            (role, text).prop_map(|(role, text)| Facts::of(&Document::parse("a.md", role, text)));
        prop::collection::vec(document, 0..4)
            .prop_map(|facts| facts.into_iter().fold(Facts::default(), Facts::merge))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn merge_is_associative(a in facts(), b in facts(), c in facts()) {
            let left = a.clone().merge(b.clone()).merge(c.clone());
            prop_assert_eq!(left, a.merge(b.merge(c)));
        }

        #[test]
        fn default_is_the_identity(facts in facts()) {
            prop_assert_eq!(&Facts::default().merge(facts.clone()), &facts);
            prop_assert_eq!(&facts.clone().merge(Facts::default()), &facts);
        }
    }

    #[test]
    fn places_are_shifted() {
        let text = "He waited. Elena came on 3 June 1850.";
        let one = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let story = one.clone().merge(one);
        let elena = story.names.uses().next().expect("she is named");
        let elena: Vec<u32> = elena.places().map(|place| place.document).collect();
        let dates: Vec<u32> = story.dates.iter().map(|date| date.place.document).collect();
        assert_eq!((elena, dates), (vec![0, 1], vec![0, 1]));
    }
}
