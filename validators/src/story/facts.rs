//! What documents teach us, and how it adds up to the story.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Location, Span};
use crate::story::allowance::Allowance;
use crate::story::anchors::Anchors;
use crate::story::calendar::DateMention;
use crate::story::chapter_titles::{ChapterTitle, listed_titles, own_titles};
use crate::story::declarations::Declaration;
use crate::story::document::{Block, BlockKind, Document, Passage, Role, RoleBasis, Scope};
use crate::story::first_person::{FirstPersonReader, FirstPersons};
use crate::story::front_matter::FrontMatter;
use crate::story::keys::{Key, Value};
use crate::story::name_reader::NameReader;
use crate::story::names::Names;
use crate::story::novelties::{NoveltyMention, read_novelties};
use crate::story::own_pronouns::read_own_pronouns;
use crate::story::packed_pronouns::OwnPronouns;
use crate::story::packed_times::Times;
use crate::story::paragraphs::{Company, ParagraphReader, Paragraphs};
use crate::story::positions::join_documents;
use crate::story::promises::{PromiseMention, read_promises};
use crate::story::prose::Text;
use crate::story::questions::{QuestionMention, read_questions};
use crate::story::reckoning::Calendar;
use crate::story::references::Links;
use crate::story::sheets::read_declarations;
use crate::story::sketches::{SketchReader, Sketches};
use crate::story::speech_reader::SpeechReader;
use crate::story::speeches::{Said, Speeches};
use crate::story::statement_reader::StatementReader;
use crate::story::statements::Statements;
use crate::story::story_dates::date_comments;
use crate::story::thing_reader::ThingReader;
use crate::story::thing_uses::ThingUses;
use crate::story::thread_marks::{ThreadMark, read_thread_marks};
use crate::story::time_reader::TimeReader;
use crate::story::times::{Break, TimeMention};
use crate::story::turns::Turn;
use crate::story::unpacked::Unpacked;
use crate::story::vocabulary::CommonWords;
use crate::story::watched::{Watched, Watcher};
use crate::story::word_reader::WordReader;

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
    /// The index of the first block that is read; not 0 in the facts of a later chunk.
    pub first_block: u32,
    /// How many blocks are read.
    pub n_blocks: u32,
    /// How many words of prose, with those of headings.
    pub n_words: u32,
    /// The metadata at its head, if there is any.
    pub front_matter: Option<Box<FrontMatter>>,
    /// How many scenes it has: parts between headings and scene breaks.
    pub n_scenes: u32,
    /// What of it is not simply told, in the order of where each begins.
    pub passages: Box<[Passage]>,
    /// Its links and images, in order.
    pub links: Links,
    /// What a link can lead to in it, in order.
    pub anchors: Anchors,
    /// Where a reader is led on within its knots and passages, in order.
    pub(crate) turns: Box<[Turn]>,
    /// The headings that it begins with.
    pub titles: Vec<ChapterTitle>,
    /// What its links call chapters, in order, if it is a table of contents.
    pub listed_titles: Vec<ChapterTitle>,
    /// What its author says is intended, in order.
    pub allowances: Box<[Allowance]>,
    /// For each passage the number of the last one before it that ends after it begins, counted from 1; 0 if
    /// there is none.
    #[serde(skip)]
    holders: Unpacked<Box<[u32]>>,
}

impl DocumentFacts {
    /// The facts of these blocks. What stands before the first block of all belongs to it.
    fn of(document: &Document, blocks: Range<usize>, n_words: u32) -> Self {
        let first = document.blocks.get(blocks.start);
        let start = first.filter(|_| blocks.start > 0).map_or(0, |block| block.span.start);
        let end = document.blocks.get(blocks.end).map_or(u32::MAX, |block| block.span.start);
        let link = |at| document.links.partition_point(|link| link.span.start < at);
        let anchor = |at| document.anchors.partition_point(|anchor| anchor.span.start < at);
        let turn = |at| document.turns.partition_point(|turn| turn.at < at);
        let allowance = |at| document.allowances.partition_point(|it| it.span.start < at);
        let passage = |at| document.passages.partition_point(|passage| passage.span.start < at);
        let n_scenes = blocks.clone().filter(|&i| begins_scene(document, i)).count();
        let front_matter = document.front_matter.as_ref().filter(|_| blocks.start == 0);
        Self {
            path: Arc::clone(&document.path),
            role: document.role,
            basis: document.basis,
            opening: first.map_or_else(Span::default, |block| block.span),
            first_block: blocks.start as u32,
            n_blocks: blocks.len() as u32,
            n_words,
            front_matter: front_matter.cloned().map(Box::new),
            n_scenes: n_scenes as u32,
            passages: document.passages[passage(start)..passage(end)].into(),
            links: Links::of(&document.links[link(start)..link(end)]),
            anchors: Anchors::of(&document.anchors[anchor(start)..anchor(end)]),
            turns: document.turns[turn(start)..turn(end)].into(),
            titles: if blocks.start == 0 { own_titles(document) } else { Vec::new() },
            listed_titles: listed_titles(document, link(start)..link(end)),
            allowances: document.allowances[allowance(start)..allowance(end)].into(),
            holders: Unpacked::default(),
        }
    }

    /// The innermost passage that holds byte `at`, if any does. Takes the logarithm of the number of passages,
    /// once they were gone through.
    pub fn passage_at(&self, at: u32) -> Option<&Passage> {
        let mut n = self.passages.partition_point(|passage| passage.span.start <= at);
        // None of those that are passed over holds even the start of the one after them.
        while let Some(last) = n.checked_sub(1) {
            if self.passages[last].span.end > at {
                return Some(&self.passages[last]);
            }
            n = self.holders()[last] as usize;
        }
        None
    }

    fn holders(&self) -> &[u32] {
        self.holders.get(|| {
            let mut open: Vec<u32> = Vec::new();
            let holder = |(passage, number): (&Passage, u32)| {
                let has_ended =
                    |&it: &u32| self.passages[it as usize - 1].span.end <= passage.span.start;
                while open.pop_if(|it| has_ended(it)).is_some() {}
                let holder = open.last().copied().unwrap_or(0);
                open.push(number);
                holder
            };
            self.passages.iter().zip(1..).map(holder).collect()
        })
    }

    /// Whether `later` is the chunk of the same document after this one.
    fn goes_on_in(&self, later: &Self) -> bool {
        later.first_block > 0
            && self.first_block + self.n_blocks == later.first_block
            && self.path == later.path
    }

    /// Those of a document of which these are consecutive chunks, one at least.
    fn joined(chunks: Vec<Self>) -> Self {
        let links = chunks.iter().flat_map(|it| it.links.iter());
        let anchors = chunks.iter().flat_map(|it| it.anchors.iter());
        let (links, anchors) = (Vec::from_iter(links), Vec::from_iter(anchors));
        let sum = |count: fn(&Self) -> u32| chunks.iter().map(count).sum();
        Self {
            path: Arc::clone(&chunks[0].path),
            role: chunks[0].role,
            basis: chunks[0].basis,
            opening: chunks[0].opening,
            first_block: chunks[0].first_block,
            n_blocks: sum(|it| it.n_blocks),
            n_words: sum(|it| it.n_words),
            front_matter: chunks[0].front_matter.clone(),
            n_scenes: sum(|it| it.n_scenes),
            passages: chunks.iter().flat_map(|it| &it.passages).cloned().collect(),
            links: Links::of(&links),
            anchors: Anchors::of(&anchors),
            turns: chunks.iter().flat_map(|it| &it.turns).copied().collect(),
            titles: chunks[0].titles.clone(),
            listed_titles: chunks.iter().flat_map(|it| &it.listed_titles).cloned().collect(),
            allowances: chunks.iter().flat_map(|it| &it.allowances).cloned().collect(),
            holders: Unpacked::default(),
        }
    }

    /// The keys of its front matter; none if it has none that can be read.
    pub fn keys(&self) -> &[Key] {
        self.front_matter.as_ref().and_then(|it| it.keys.as_deref().ok()).unwrap_or_default()
    }

    /// Whether the author says that it goes back in time.
    pub(crate) fn is_flashback(&self) -> bool {
        self.keys().iter().any(|key| key.name == "flashback" && key.value == Value::Bool(true))
    }

    /// The title that its front matter has, and where.
    pub(crate) fn title(&self) -> Option<(String, Span)> {
        let key = self.keys().iter().find(|key| key.name.eq_ignore_ascii_case("title"))?;
        let title = match &key.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => return None,
        };
        Some((title, key.span))
    }

    /// `span` in this file.
    pub fn location(&self, span: Span) -> Location {
        Location { path: Arc::clone(&self.path), span }
    }
}

/// Whether a scene begins with block `i`: a paragraph after a heading or a break, or the first one.
fn begins_scene(document: &Document, i: usize) -> bool {
    let is_told = |block: &Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Cue);
    is_told(&document.blocks[i])
        && i.checked_sub(1).is_none_or(|before| {
            matches!(document.blocks[before].kind, BlockKind::Heading(_) | BlockKind::SceneBreak)
        })
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
    /// Where somebody promises or vows to do something, and where that is spoken of.
    pub promises: Vec<PromiseMention>,
    /// What the story asks, and where that is known.
    pub questions: Vec<QuestionMention>,
    /// Pronouns that can only stand for the subject of their clause, which has a name.
    pub own_pronouns: OwnPronouns,
    /// Where something is named that there was not at all times.
    pub novelties: Vec<NoveltyMention>,
    /// Where things are named that stories set up.
    pub(crate) things: ThingUses,
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
    /// Where the narration says `I`.
    pub(crate) first_persons: FirstPersons,
    /// What its long paragraphs say.
    pub(crate) sketches: Sketches,
    /// What is said of people, things and places.
    pub statements: Statements,
}

impl Facts {
    /// What `document` teaches. Linear in its text.
    ///
    /// Of reference documents the names and dates are kept, of notes neither: what they say is no
    /// part of the story.
    pub fn of(document: &Document) -> Self {
        Self::by_calendar(document, None)
    }

    /// What `document` teaches, of which some dates are by the story's own `calendar`.
    pub fn by_calendar(document: &Document, calendar: Option<&Arc<Calendar>>) -> Self {
        Self::of_chunk(document, 0..document.blocks.len(), calendar)
    }

    /// What consecutive blocks of `document` teach, one at least unless it has none, of which some
    /// dates are by the story's own `calendar`, if it has one. Merged in order, the facts of all its
    /// [chunks](Document::chunks) are those of the document. Linear in the text.
    pub fn of_chunk(
        document: &Document,
        blocks: Range<usize>,
        calendar: Option<&Arc<Calendar>>,
    ) -> Self {
        let own = calendar.cloned();
        let calendar = calendar.map(|it| &**it);
        let eras = calendar.map_or(&[] as &[String], |it| it.eras.as_slice());
        let mut names = NameReader::in_bytes(document.bytes_of(&blocks).len());
        let mut times = TimeReader::default();
        let mut speeches = SpeechReader::default();
        let mut statements = StatementReader::default();
        let mut paragraphs = ParagraphReader::default();
        let (mut promises, mut questions) = (Vec::new(), Vec::new());
        let (mut own_pronouns, mut novelties) = (Vec::new(), Vec::new());
        let mut things = ThingReader::default();
        let mut sketches = SketchReader::default();
        let mut first_persons = FirstPersonReader::default();
        let mut reader = WordReader::of(document, &blocks);
        let (mut watched, mut elsewhere) = (Watched::default(), CommonWords::default());
        let mut n_words = 0;
        let mut comments = date_comments(document, document.bytes_of(&blocks)).peekable();
        for (block, number) in document.blocks[blocks.clone()].iter().zip(blocks.start..) {
            let is_before = |comment: &Span| comment.start < block.span.end;
            while let Some(comment) = comments.next_if(is_before) {
                times.declare(&document.text, comment, calendar);
            }
            if block.kind == BlockKind::SceneBreak {
                times.add_break(block.span, Break::default());
            }
            if block.kind == BlockKind::Other {
                speeches.skip();
                continue;
            }
            let words = reader.read(block.span);
            n_words += words.len() as u32;
            if document.role == Role::Notes {
                continue;
            }
            // Titles give every word a capital.
            let has_names = block.kind == BlockKind::Paragraph;
            watched.read(words, if has_names { names.common() } else { &mut elsewhere });
            times.read(&document.prose, *block, words, watched.by(Watcher::Times), calendar);
            if has_names {
                names.read(&document.prose, block.span, words, &watched, eras);
            }
            if block.kind == BlockKind::Cue {
                names.read_cue(&document.prose, words);
                speeches.read_cue(&document.prose, words);
                continue;
            }
            if block.kind == BlockKind::Paragraph && document.role == Role::Story {
                match block.scope {
                    Scope::Epigraph => speeches.pass(),
                    Scope::Speech => speeches.read_line(document, block.span, words),
                    Scope::Body
                    | Scope::Quotation
                    | Scope::Letter
                    | Scope::Verse
                    | Scope::Note
                    | Scope::Thought
                    | Scope::Code => speeches.read(document, block.span, words),
                }
                let unnamed = statements.read(
                    &document.prose,
                    words,
                    watched.by(Watcher::Statements),
                    &times.ages,
                );
                // A story may go on from file to file.
                let begins_scene = number > 0 && begins_scene(document, number);
                paragraphs.read(block.span, Company { begins_scene, unnamed });
                if block.scope == Scope::Body {
                    sketches.read(&document.prose, block.span, words);
                    let quotes = speeches.quotes();
                    let own = watched.by(Watcher::FirstPersons);
                    first_persons.read(document, words, block.span, quotes, own);
                }
                let text = Text::new(&document.prose, words);
                let own = watched.by(Watcher::Expectations);
                read_promises(text, own, &mut promises);
                read_questions(text, own, |at| document.is_thought(at), &mut questions);
                let own = watched.by(Watcher::OwnPronouns);
                read_own_pronouns(&document.prose, words, own, &mut own_pronouns);
                if !matches!(block.scope, Scope::Epigraph | Scope::Note) {
                    let named = watched.by(Watcher::Novelties);
                    read_novelties(&document.prose, words, named, &mut novelties);
                }
                things.read(&document.prose, words, &watched);
            } else {
                speeches.skip();
            }
        }
        reader.finish();
        comments.for_each(|comment| times.declare(&document.text, comment, calendar));
        let (mut dates, times) = times.finish();
        dates.shrink_to_fit();
        promises.shrink_to_fit();
        questions.shrink_to_fit();
        let (mut names, mut reference_names) = (names.finish(), Names::default());
        if document.role != Role::Story {
            std::mem::swap(&mut names, &mut reference_names);
        }
        // What is said once of a document is said in its first chunk.
        let is_first = blocks.start == 0;
        Self {
            documents: vec![DocumentFacts::of(document, blocks, n_words)],
            names,
            reference_names,
            declarations: if is_first { read_declarations(document) } else { Vec::new() },
            thread_marks: if is_first { read_thread_marks(document) } else { Vec::new() },
            promises,
            questions,
            own_pronouns: OwnPronouns::of(&own_pronouns),
            novelties,
            things: things.finish(),
            dates,
            times,
            calendar: own,
            speeches: speeches.finish(),
            statements: statements.finish(),
            paragraphs: paragraphs.finish(),
            first_persons: first_persons.finish(),
            sketches: sketches.finish(),
        }
    }

    /// The times that are mentioned, each with whether it is said: it stands in a speech. Linear.
    pub fn times_with_speech(&self) -> impl Iterator<Item = (TimeMention, bool)> + '_ {
        let mut said = Said::of(&self.speeches);
        self.times.iter().map(move |mention| (mention, said.holds(mention.place)))
    }

    /// These facts, and after them those of later documents, or of the next chunk of the last one.
    #[must_use]
    pub fn merge(self, later: Self) -> Self {
        Self::merged([self, later])
    }

    /// All these facts, [merged](Self::merge) in order. It takes less to merge many at once than one after
    /// another: what there is of a document in several chunks is joined once.
    pub fn merged(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        let mut last = None::<&DocumentFacts>;
        let goes_on = parts.iter().map(|part| {
            let both = last.zip(part.documents.first());
            last = part.documents.last().or(last);
            both.is_some_and(|(last, first)| last.goes_on_in(first))
        });
        let mut parts = Parts { go_on: goes_on.collect(), parts };
        let mut all = Self::default();
        let mut n_documents = 0;
        for (part, &goes_on) in parts.parts.iter_mut().zip(&parts.go_on) {
            // By how much its documents move on.
            let shift = n_documents - u32::from(goes_on);
            n_documents = shift + part.documents.len() as u32;
            let declarations = part.declarations.drain(..);
            all.declarations.extend(declarations.map(|it| it.shifted(shift)));
            all.thread_marks.extend(part.thread_marks.drain(..).map(|mark| mark.shifted(shift)));
            all.promises.extend(part.promises.drain(..).map(|it| it.shifted(shift)));
            all.questions.extend(part.questions.drain(..).map(|it| it.shifted(shift)));
            all.dates.extend(part.dates.drain(..).map(|date| date.shifted(shift)));
            all.novelties.extend(part.novelties.drain(..).map(|it| it.shifted(shift)));
            all.names.extend(std::mem::take(&mut part.names), shift);
            all.reference_names.extend(std::mem::take(&mut part.reference_names), shift);
            all.calendar = all.calendar.or(part.calendar.take());
        }
        // Facts are many, and are kept for long.
        all.dates.shrink_to_fit();
        all.novelties.shrink_to_fit();
        Self {
            documents: join_documents(parts.take(|it| &mut it.documents), DocumentFacts::joined),
            own_pronouns: OwnPronouns::merged(parts.take(|it| &mut it.own_pronouns)),
            things: ThingUses::merged(parts.take(|it| &mut it.things)),
            times: Times::merged(parts.take(|it| &mut it.times)),
            speeches: Speeches::merged(parts.take(|it| &mut it.speeches)),
            statements: Statements::merged(parts.take(|it| &mut it.statements)),
            paragraphs: Paragraphs::merged(parts.take(|it| &mut it.paragraphs)),
            first_persons: FirstPersons::merged(parts.take(|it| &mut it.first_persons)),
            sketches: Sketches::merged(parts.take(|it| &mut it.sketches)),
            ..all
        }
    }
}

/// Facts to be merged, each with whether its first document is the rest of the last one before it.
struct Parts {
    parts: Vec<Facts>,
    go_on: Vec<bool>,
}

impl Parts {
    /// What all of them have in one of their fields.
    fn take<T: Default>(
        &mut self,
        field: impl Fn(&mut Facts) -> &mut T,
    ) -> impl Iterator<Item = (T, bool)> {
        let own = self.parts.iter_mut().map(move |part| std::mem::take(field(part)));
        own.zip(self.go_on.iter().copied())
    }
}

#[cfg(test)]
impl Facts {
    /// Those of a file of the story.
    pub(crate) fn of_text(path: &str, text: &str) -> Self {
        Self::of(&Document::parse(path, Role::Story, text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Documents in which names, words and dates repeat, each cut into chunks of so many bytes.
    fn chunks() -> impl Strategy<Value = Vec<Facts>> {
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
            "the fishermen carried their baskets slowly along the frozen quay while the lanterns of \
             the ferry were burning in the harbour, and the constable slept until somebody called. ",
            "She was dead. ",
            "Elena shook her head. ",
            "Elena’s blue eyes shone. ",
            "| Name | Eyes |\n|---|---|\n| Ann | grey |\n\n",
            "<!-- thread: the letter -->",
            "He hid the letter. ",
            "a silver key ",
            "“Go,” said Elena. ",
            "‘I was ",
            "Elena said:",
            "“",
            "—Now.",
            "\n\n",
            "# One\n\n",
            "Three days later, ",
            "aged ten, ",
            "the telephone ",
            "<!-- story-date: 1850-06-03 -->",
        ]);
        let text = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
        let role = prop::sample::select(vec![Role::Story, Role::Reference, Role::Notes]);
        let document = (text, role, 1..40_usize, any::<bool>()).prop_map(
            |(text, role, n_bytes, has_calendar)| {
                let calendar = Some(Arc::default()).filter(|_| has_calendar);
                let document = Document::parse("a.md", role, text);
                let chunks = document.chunks(n_bytes).into_iter();
                let facts = |blocks| Facts::of_chunk(&document, blocks, calendar.as_ref());
                chunks.map(facts).collect::<Vec<_>>()
            },
        );
        prop::collection::vec(document, 0..4).prop_map(|documents| documents.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn merge_is_associative(chunks in chunks(), at in any::<[prop::sample::Index; 2]>()) {
            let mut at = at.map(|at| at.index(chunks.len() + 1));
            at.sort_unstable();
            let merged = |chunks: &[Facts]| {
                chunks.iter().cloned().fold(Facts::default(), Facts::merge)
            };
            let [a, b, c] =
                [&chunks[..at[0]], &chunks[at[0]..at[1]], &chunks[at[1]..]].map(merged);
            let left = a.clone().merge(b.clone()).merge(c.clone());
            prop_assert_eq!(left, a.merge(b.merge(c)));
        }

        #[test]
        fn many_at_once(chunks in chunks()) {
            let one_by_one = chunks.iter().cloned().fold(Facts::default(), Facts::merge);
            prop_assert_eq!(Facts::merged(chunks), one_by_one);
        }

        #[test]
        fn default_is_the_identity(chunks in chunks()) {
            let facts = chunks.into_iter().fold(Facts::default(), Facts::merge);
            prop_assert_eq!(&Facts::default().merge(facts.clone()), &facts);
            prop_assert_eq!(&facts.clone().merge(Facts::default()), &facts);
        }
    }

    #[test]
    fn passages() {
        let text =
            "ANN'S DIARY\n\n3 May. Rain.\n\n    The moon is up,\n    The sun is down.\n\nSnow.";
        let facts = Facts::of_text("a.txt", text);
        let scope = |word| {
            let at = text.find(word).expect("it is there") as u32;
            facts.documents[0].passage_at(at).map(|passage| passage.scope)
        };
        let scopes = ["DIARY", "Rain", "moon", "Snow"].map(scope);
        let (letter, verse) = (Some(Scope::Letter), Some(Scope::Verse));
        assert_eq!(scopes, [None, letter, verse, letter]);
        let document = &facts.documents[0];
        for at in 0..text.len() as u32 {
            let holds = |passage: &&Passage| passage.span.start <= at && at < passage.span.end;
            assert_eq!(document.passage_at(at), document.passages.iter().rfind(holds));
        }
    }

    #[test]
    fn places_are_shifted() {
        let text = "He waited. Elena came on 3 June 1850.";
        let one = Facts::of_text("a.md", text);
        let story = one.clone().merge(one);
        let elena = &story.names.uses()[0];
        let elena: Vec<u32> = elena.places.iter().map(|place| place.document).collect();
        let dates: Vec<u32> = story.dates.iter().map(|date| date.place.document).collect();
        assert_eq!((elena, dates), (vec![0, 1], vec![0, 1]));
    }
}
