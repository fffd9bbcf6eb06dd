//! The stages of reading facts, each by itself, for the benchmark.

use crate::story::calendar::DateMention;
use crate::story::document::{Block, Document};
use crate::story::name_reader::NameReader;
use crate::story::names::Names;
use crate::story::novelties::{NoveltyMention, read_novelties};
use crate::story::packed_times::Times;
use crate::story::promises::{PromiseMention, read_promises};
use crate::story::prose::{self, Text, Word};
use crate::story::questions::{QuestionMention, read_questions};
use crate::story::speeches::{SpeechReader, Speeches};
use crate::story::statement_reader::StatementReader;
use crate::story::statements::Statements;
use crate::story::thing_reader::ThingReader;
use crate::story::time_reader::TimeReader;
use crate::story::vocabulary::CommonWords;
use crate::story::watched::{Watched, Watcher};

/// Calls `read` for each paragraph, with its words, and those of them that readers look at.
fn each_paragraph(document: &Document, mut read: impl FnMut(Block, &[Word<'_>], &Watched)) {
    let (mut watched, mut common) = (Watched::default(), CommonWords::default());
    let mut words = Vec::new();
    for block in document.paragraphs() {
        prose::read_words(&mut words, &document.prose, block.span);
        watched.read(&words, &mut common);
        read(block, &words, &watched);
    }
}

/// How many words the paragraphs of `document` have.
pub fn words(document: &Document) -> usize {
    document.paragraphs().map(|block| prose::words(&document.prose, block.span).count()).sum()
}

/// The names in the paragraphs, words included.
pub fn names(document: &Document) -> Names {
    let mut names = NameReader::default();
    let (mut words, mut watched) = (Vec::new(), Watched::default());
    for block in document.paragraphs() {
        prose::read_words(&mut words, &document.prose, block.span);
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
    let mut words = Vec::new();
    for block in document.paragraphs() {
        document.read_words(&mut words, block.span);
        speeches.read(document, block.span, &words);
    }
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
        things.read(&document.prose, words, watched.by(Watcher::Things));
    });
    things.finish().iter().count()
}
