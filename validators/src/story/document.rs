//! One parsed file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Location, Span};
use crate::story::allowance::Allowance;
use crate::story::anchors::Anchor;
use crate::story::comments::{comments, unclosed};
use crate::story::front_matter::FrontMatter;
use crate::story::keys::Key;
use crate::story::marks::Quote;
use crate::story::prose::{self, Packed, is_edge};
use crate::story::quotation_marks::{MarkTable, Surroundings};
use crate::story::references::Link;
pub(crate) use crate::story::role::{Role, RoleBasis};
use crate::story::turns::Turn;
use crate::story::word_table::WordTable;

/// What a block of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading with its level from 1 to 6.
    Heading(u8),
    /// A paragraph of running text, in a quotation or list too.
    Paragraph,
    /// The name of who speaks next, in a script.
    Cue,
    /// A mark between two scenes. Nothing of it is prose.
    SceneBreak,
    /// A table, a code block, raw HTML: nothing that rules of prose should read.
    Other,
}

/// What a block is part of, as far as its markup says so, or its text beyond doubt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The story as it is told, with all that is spoken in it.
    #[default]
    Body,
    /// What a script gives somebody to say, without quotation marks.
    Speech,
    /// What is quoted as a block.
    Quotation,
    /// A letter, an entry of a diary, a telegram.
    Letter,
    /// A poem, a song.
    Verse,
    /// A motto before a chapter.
    Epigraph,
    /// A footnote, an endnote.
    Note,
    /// Sentences in italics that somebody thinks: passages, never blocks.
    Thought,
    /// Code, in a line or in lines of its own: passages, never blocks. Nothing of it is prose.
    Code,
}

/// A part of a document that stands by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What it is part of.
    pub scope: Scope,
    /// Where it is.
    pub span: Span,
}

/// A stretch of a document that is not simply told: a letter, an entry of a diary, verse, a motto, a
/// note, a quotation, a thought, code. An entry may hold others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// What it is; [`Scope::Letter`] for an entry, too.
    pub scope: Scope,
    /// Where it is, with the date and the name of the writer.
    pub span: Span,
    /// When a letter is written, as far as the line over it says so.
    pub date: Option<Span>,
    /// The name under a letter, or in the title of a diary.
    pub writer: Option<Span>,
    /// The name in `Dear …,`.
    pub addressee: Option<Span>,
}

impl Passage {
    /// One of which nothing else is known.
    pub(crate) fn new(scope: Scope, span: Span) -> Self {
        Self { scope, span, date: None, writer: None, addressee: None }
    }
}

/// What every byte of code in a line is in the prose: no part of a word, and no blank between words.
pub(crate) const CODE: u8 = b'`';

/// One parsed file.
///
/// Beside the text it has the *prose*: as many bytes as the text, in which every byte that a reader
/// does not see (markup, link targets, code blocks, comments, front matter) is a NUL. A span in the
/// prose is a span in the file. A NUL stands for nothing: the letters on both sides of it touch.
/// What is written in another way than it is read, as `&rsquo;` or `<br>`, is in the prose as it is
/// read, with NULs after it. Code in a line is backticks there, which no reader of
/// words heeds. Ends of lines inside a paragraph stay.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file, relative to the story's root, with `/` between its parts.
    pub path: Arc<str>,
    /// What the file is to the story.
    pub role: Role,
    /// What says so.
    pub basis: RoleBasis,
    /// All of the file, in UTF-8, whatever it is on disk. A file may be large, so who else needs it shares it.
    pub text: Arc<String>,
    /// The text with all that is not prose blanked out by NULs.
    pub prose: String,
    /// The blocks in order, none inside another.
    pub blocks: Vec<Block>,
    /// What of it is not simply told, in the order of where each begins.
    pub passages: Vec<Passage>,
    /// The metadata at its head, if there is any.
    pub front_matter: Option<FrontMatter>,
    /// Its links and images, in order.
    pub links: Vec<Link>,
    /// What a link can lead to in it, in order.
    pub anchors: Vec<Anchor>,
    /// Where a reader is led on within its knots and passages, in order.
    pub(crate) turns: Vec<Turn>,
    /// What its author says is intended, in order.
    pub allowances: Vec<Allowance>,
    /// Where something is written that is meant to be an allowance and is none, or one without end, with a
    /// sentence about it.
    pub misread: Vec<(Span, String)>,
    /// What stands in its comments of one line, if any comment opens, once somebody asked for them.
    pub(crate) comments: OnceLock<Option<Box<[Span]>>>,
    /// The words of its blocks, once somebody asked for them.
    pub(crate) words: OnceLock<WordTable>,
    /// Where its quotation marks are, once somebody asked for them.
    pub(crate) marks: OnceLock<MarkTable>,
    /// What stands between marks in its paragraphs, once somebody asked for that.
    pub(crate) quotes: OnceLock<Box<[Quote]>>,
    /// The number of the convention of its quotation marks, if it has one, once somebody asked for it.
    pub(crate) convention: OnceLock<Option<usize>>,
    /// Where its speeches are, once somebody asked for them.
    pub(crate) said: OnceLock<Box<[Span]>>,
}

/// The words of a document that has more bytes are read anew for each that looks at them: kept, they take
/// three times as much as the text.
const WORDS_KEPT: usize = 1 << 20;

impl Document {
    /// The paragraphs of running text, in order.
    pub fn paragraphs(&self) -> impl Iterator<Item = Block> {
        self.blocks.iter().copied().filter(|block| block.kind == BlockKind::Paragraph)
    }

    /// The blocks in ranges that cover at least `n_bytes` each, but for the last; at least one range,
    /// for [`Facts::of_chunk`](crate::story::Facts::of_chunk). What a script gives somebody to say
    /// stays with the name above it, which alone tells who speaks. Linear in the blocks.
    pub fn chunks(&self, n_bytes: usize) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let (mut first, mut start) = (0, 0);
        let mut is_said = self.blocks.first().is_some_and(|block| block.kind == BlockKind::Cue);
        for (i, block) in self.blocks.iter().enumerate().skip(1) {
            let at = block.span.range().start;
            is_said = match block.kind {
                BlockKind::Cue => true,
                BlockKind::Paragraph => is_said && self.goes_on_with_speech(block),
                BlockKind::Heading(_) | BlockKind::SceneBreak | BlockKind::Other => false,
            };
            if at - start >= n_bytes && (!is_said || block.kind == BlockKind::Cue) {
                chunks.push(first..i);
                (first, start) = (i, at);
            }
        }
        chunks.push(first..self.blocks.len());
        chunks
    }

    /// Whether a paragraph after the name of who speaks is what they say, or how they say it.
    fn goes_on_with_speech(&self, block: &Block) -> bool {
        block.scope == Scope::Speech
            || self.prose_at(block.span).trim_start_matches(is_edge).starts_with('(')
    }

    /// The bytes that consecutive `blocks` have for themselves, with what is in no block before them,
    /// and after the last block of all.
    pub(crate) fn bytes_of(&self, blocks: &Range<usize>) -> Range<usize> {
        let end_before = |i: usize| i.checked_sub(1).map_or(0, |i| self.blocks[i].span.range().end);
        let is_last = blocks.end == self.blocks.len();
        end_before(blocks.start)..if is_last { self.text.len() } else { end_before(blocks.end) }
    }

    /// The keys of its front matter; none if it has none that can be read.
    pub fn keys(&self) -> &[Key] {
        self.front_matter.as_ref().and_then(|it| it.keys.as_deref().ok()).unwrap_or_default()
    }

    /// Where `value`, which is not empty, stands after its `key` in the front matter; the key, if it
    /// is written in another way.
    pub(crate) fn value_span(&self, key: &Key, value: &str) -> Span {
        let end = self.front_matter.as_ref().map_or(0, |it| it.span.range().end);
        let start = key.span.range().end;
        let found = self.text.get(start..end).and_then(|text| text.find(value));
        found.map_or(key.span, |at| Span::new(start + at..start + at + value.len()))
    }

    /// What stands in its [comments] of one line, in order. Linear in the text when it is first asked for.
    pub(crate) fn comments(&self) -> &[Span] {
        self.opened_comments().unwrap_or_default()
    }

    /// How comments begin that do not close on their line. Linear in the text of a document that has any.
    pub(crate) fn unclosed_comments(&self) -> Vec<Span> {
        self.opened_comments().map_or_else(Vec::new, |known| unclosed(&self.text, known))
    }

    fn opened_comments(&self) -> Option<&[Span]> {
        self.comments.get_or_init(|| comments(&self.text).map(Vec::into)).as_deref()
    }

    /// The words of the block at `span`, if they are kept.
    pub(crate) fn row(&self, span: Span) -> Option<&[Packed]> {
        if !self.keeps_words() {
            return None;
        }
        let blocks = self.blocks.iter().filter(|block| block.kind != BlockKind::Other);
        let table = || WordTable::of(&self.prose, blocks.map(|block| block.span));
        self.words.get_or_init(table).row(span)
    }

    /// The words of the block at `span`. Linear in the span if they are not kept.
    pub(crate) fn packed_words(&self, span: Span) -> Cow<'_, [Packed]> {
        let read = || Cow::Owned(prose::packed(&self.prose, span));
        self.row(span).map_or_else(read, Cow::Borrowed)
    }

    /// Whether its words are kept once they were read.
    pub(crate) fn keeps_words(&self) -> bool {
        self.prose.len() <= WORDS_KEPT
    }

    /// The quotation marks in the block at `span`. Linear in them, once they are found.
    pub(crate) fn marks(&self, span: Span) -> impl Iterator<Item = Surroundings<'_>> {
        self.marks.get_or_init(|| MarkTable::of(&self.prose)).within(&self.prose, span)
    }

    /// Whether somebody thinks what starts at byte `at`. Takes the logarithm of the number of passages, and
    /// so does not look for a thought that other passages have interrupted.
    pub(crate) fn is_thought(&self, at: u32) -> bool {
        let begun = self.passages.partition_point(|passage| passage.span.start <= at);
        let last = begun.checked_sub(1).map(|last| self.passages[last]);
        last.is_some_and(|it| it.scope == Scope::Thought && at < it.span.end)
    }

    /// The prose at `span`.
    pub fn prose_at(&self, span: Span) -> &str {
        &self.prose[span.range()]
    }

    /// How many words the prose at `span` has. Linear in the span.
    pub fn n_words(&self, span: Span) -> usize {
        prose::packed(&self.prose, span).len()
    }

    /// What a reader sees at `span`, on one line. Linear in the span.
    pub fn shown(&self, span: Span) -> String {
        let text = self.prose_at(span).replace('\0', "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `span` in this file.
    pub fn location(&self, span: Span) -> Location {
        Location { path: Arc::clone(&self.path), span }
    }
}
