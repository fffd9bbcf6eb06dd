//! The stages of reading facts, each by itself, for the benchmark.

use crate::story::calendar::DateMention;
use crate::story::document::{Block, Document};
use crate::story::name_reader::NameReader;
use crate::story::names::Names;
use crate::story::novelties::{NoveltyMention, read_novelties};
use crate::story::packed_times::Times;
use crate::story::promises::{PromiseMention, read_promises};
use crate::story::prose::{self, Packed, Text};
use crate::story::questions::{QuestionMention, read_questions};
use crate::story::speech_reader::SpeechReader;
use crate::story::speeches::Speeches;
use crate::story::statement_reader::StatementReader;
use crate::story::statements::Statements;
use crate::story::thing_reader::ThingReader;
use crate::story::time_reader::TimeReader;
use crate::story::vocabulary::CommonWords;
use crate::story::watched::{Watched, Watcher};
use crate::story::word_reader::WordReader;

/// Calls `read` for each paragraph, with its words, and those of them that readers look at.
fn each_paragraph(document: &Document, mut read: impl FnMut(Block, &[Packed], &Watched)) {
    let (mut watched, mut common) = (Watched::default(), CommonWords::default());
    let mut reader = WordReader::of(document, &(0..document.blocks.len()));
    for block in document.paragraphs() {
        let words = reader.read(block.span);
        watched.read(words, &mut common);
        read(block, words, &watched);
    }
}

/// How many words the paragraphs of `document` have.
pub fn words(document: &Document) -> usize {
    let mut n_words = 0;
    each_paragraph(document, |_, words, _| n_words += words.len());
    n_words
}

/// The names in the paragraphs, words included.
pub fn names(document: &Document) -> Names {
    let (mut names, mut watched) = (NameReader::default(), Watched::default());
    for block in document.paragraphs() {
        let words = prose::packed(&document.prose, block.span);
        watched.read(&words, names.common());
        names.read(&document.prose, block.span, &words, &watched, &[]);
    }
    names.finish()
}

/// The times in the paragraphs, words included.
pub fn times(document: &Document) -> (Vec<DateMention>, Times) {
    let mut times = TimeReader::default();
    each_paragraph(document, |block, words, watched| {
        times.read(&document.prose, block, words, watched.by(Watcher::Times), None);
    });
    times.finish()
}

/// The promises and questions in the paragraphs, words included.
pub fn expectations(document: &Document) -> (Vec<PromiseMention>, Vec<QuestionMention>) {
    let (mut promises, mut questions) = (Vec::new(), Vec::new());
    each_paragraph(document, |_, words, watched| {
        let (text, own) = (Text::new(&document.prose, words), watched.by(Watcher::Expectations));
        read_promises(text, own, &mut promises);
        read_questions(text, own, |at| document.is_thought(at), &mut questions);
    });
    (promises, questions)
}

/// What the paragraphs name that there was not at all times, words included.
pub fn novelties(document: &Document) -> Vec<NoveltyMention> {
    let mut mentions = Vec::new();
    each_paragraph(document, |_, words, watched| {
        read_novelties(&document.prose, words, watched.by(Watcher::Novelties), &mut mentions);
    });
    mentions
}

/// The speeches in the paragraphs, words included.
pub fn speeches(document: &Document) -> Speeches {
    let mut speeches = SpeechReader::default();
    each_paragraph(document, |block, words, _| speeches.read(document, block.span, words));
    speeches.finish()
}

/// The statements in the paragraphs, words included.
pub fn statements(document: &Document) -> Statements {
    let mut statements = StatementReader::default();
    each_paragraph(document, |_, words, watched| {
        statements.read(&document.prose, words, watched.by(Watcher::Statements), &[]);
    });
    statements.finish()
}

/// How many things the paragraphs name, words included.
pub fn things(document: &Document) -> usize {
    let mut things = ThingReader::default();
    each_paragraph(document, |_, words, watched| {
        things.read(&document.prose, words, watched);
    });
    things.finish().iter().count()
}
