//! What documents teach us, and how it adds up to the story.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Location, Span};
use crate::story::calendar::DateMention;
use crate::story::declared::date_comments;
use crate::story::document::{BlockKind, Document, Role};
use crate::story::front_matter::FrontMatter;
use crate::story::keys::Key;
use crate::story::name_reader::NameReader;
use crate::story::names::Names;
use crate::story::packed_times::Times;
use crate::story::paragraphs::{ParagraphReader, Paragraphs};
use crate::story::place::Place;
use crate::story::prose;
use crate::story::reckoning::Calendar;
use crate::story::references::Link;
use crate::story::speeches::{Said, SpeechReader, Speeches};
use crate::story::statement_reader::StatementReader;
use crate::story::statements::Statements;
use crate::story::time_reader::TimeReader;
use crate::story::times::TimeMention;

/// What a document is, without its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// The file, relative to the story's root, with `/` between its parts.
    pub path: Arc<str>,
    /// What the file is to the story.
    pub role: Role,
    /// Its first block, where a finding about the whole file is shown; empty if it has none.
    pub opening: Span,
    /// How many blocks it has.
    pub n_blocks: u32,
    /// How many words of prose, with those of headings.
    pub n_words: u32,
    /// The metadata at its head, if there is any.
    pub front_matter: Option<FrontMatter>,
    /// Its links and images, in order.
    pub links: Vec<Link>,
}

impl DocumentFacts {
    fn of(document: &Document, n_words: u32) -> Self {
        Self {
            path: Arc::clone(&document.path),
            role: document.role,
            opening: document.blocks.first().map_or_else(Span::default, |block| block.span),
            n_blocks: document.blocks.len() as u32,
            n_words,
            front_matter: document.front_matter.clone(),
            links: document.links.clone(),
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
    /// The words that are or may be names.
    pub names: Names,
    /// The dates named in the text.
    pub dates: Vec<DateMention>,
    /// The other times that are mentioned.
    pub times: Times,
    /// The calendar of the story's own by which dates were read, if it has one.
    pub calendar: Option<Arc<Calendar>>,
    /// What is said.
    pub speeches: Speeches,
    /// Where paragraphs start.
    pub(crate) paragraphs: Paragraphs,
    /// What is said of people, things and places.
    pub statements: Statements,
}

impl Facts {
    /// What `document` teaches. Linear in its text.
    pub fn of(document: &Document) -> Self {
        Self::by_calendar(document, None)
    }

    /// What `document` teaches, of which some dates are by the story's own `calendar`.
    pub fn by_calendar(document: &Document, calendar: Option<&Arc<Calendar>>) -> Self {
        let own = calendar.cloned();
        let calendar = calendar.map(|it| &**it);
        let mut names = NameReader::default();
        let mut times = TimeReader::default();
        let mut speeches = SpeechReader::default();
        let mut statements = StatementReader::default();
        let mut paragraphs = ParagraphReader::default();
        let mut words = Vec::new();
        let mut n_words = 0;
        let mut comments = date_comments(&document.text).peekable();
        for block in &document.blocks {
            let is_before = |comment: &Span| comment.start < block.span.end;
            while let Some(comment) = comments.next_if(is_before) {
                times.declare(&document.text, comment, calendar);
            }
            if block.kind == BlockKind::SceneBreak {
                times.add_break(block.span);
            }
            if block.kind == BlockKind::Other {
                speeches.skip();
                continue;
            }
            prose::read_words(&mut words, &document.prose, block.span);
            n_words += words.len() as u32;
            times.read(&document.prose, *block, &words, calendar);
            // Titles give every word a capital.
            if block.kind == BlockKind::Paragraph {
                names.read(&document.prose, block.span, &words);
                speeches.read(&document.prose, block.span, &words);
                statements.read(&document.prose, &words);
                paragraphs.read(block.span);
            } else {
                speeches.skip();
            }
        }
        comments.for_each(|comment| times.declare(&document.text, comment, calendar));
        let (dates, times) = times.finish();
        Self {
            documents: vec![DocumentFacts::of(document, n_words)],
            names: names.finish(),
            dates,
            times,
            calendar: own,
            speeches: speeches.finish(),
            statements: statements.finish(),
            paragraphs: paragraphs.finish(),
        }
    }

    /// The times that are mentioned, each with whether it is said: it stands in a speech. Linear.
    pub fn times_with_speech(&self) -> impl Iterator<Item = (TimeMention, bool)> + '_ {
        let mut said = Said::of(&self.speeches);
        self.times.iter().map(move |mention| (mention, said.holds(mention.place)))
    }

    /// These facts, and after them those of later documents.
    #[must_use]
    pub fn merge(mut self, later: Self) -> Self {
        let n_documents = self.documents.len() as u32;
        self.documents.extend(later.documents);
        self.names = self.names.merge(later.names, n_documents);
        self.dates.extend(later.dates.into_iter().map(|date| date.shifted(n_documents)));
        self.times = self.times.merge(later.times);
        self.calendar = self.calendar.or(later.calendar);
        self.speeches = self.speeches.merge(later.speeches);
        self.statements = self.statements.merge(later.statements);
        self.paragraphs = self.paragraphs.merge(later.paragraphs);
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
            "his sister ",
            "alias ",
            "a garden ",
            "Garden. ",
            "on Monday, 3 June 1850, ",
            "[there](b.md) ",
            "She was dead. ",
            "Elena’s blue eyes shone. ",
            "“Go,” said Elena. ",
            "‘I was ",
            "—Now.",
            "\n\n",
            "# One\n\n",
            "Three days later, ",
            "aged ten, ",
            "<!-- story-date: 1850-06-03 -->",
        ]);
        let text = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
        let document = (text, any::<bool>()).prop_map(|(text, has_calendar)| {
            let calendar = Some(Arc::default()).filter(|_| has_calendar);
            Facts::by_calendar(&Document::parse("a.md", Role::Story, text), calendar.as_ref())
        });
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
