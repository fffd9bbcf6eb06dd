//! What is said, and what the text beside it tells of the speaker.

use std::iter::Peekable;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::prose::{self, Text, Word};
use crate::story::quotes::{Marks, Quote, read_quotes};
use crate::story::tags::{Subject, Tag};

/// What the text beside a speech says about who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A name beside a verb of saying: where the name is.
    Name(Place),
    /// The name of somebody who does something beside the speech: where the name is.
    Acts(Place),
    /// "She said".
    She,
    /// "He said".
    He,
    /// "I said".
    I,
    /// Somebody who is neither named nor one of these: "said the old man".
    Other,
}

/// A stretch of text that is said, with its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speech {
    /// From the opening mark to the closing one, over several paragraphs where it opens again at
    /// each; to the end of the paragraph if it does not close.
    pub place: Place,
    /// Who the text beside it says that speaks.
    pub cue: Option<Cue>,
    /// How many paragraphs after the end of the speech before it starts.
    pub n_paragraphs: u32,
}

/// The speeches of documents, a few bytes each.
///
/// All stretches between marks of any kind are kept. Which of these marks are those of speech is
/// told from how many there are of each in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speeches {
    /// In the order of [`Facts::documents`](crate::story::Facts::documents).
    documents: Vec<DocumentSpeeches>,
}

impl Speeches {
    /// The speeches in reading order. Linear.
    pub fn iter(&self) -> impl Iterator<Item = Speech> + '_ {
        let documents = self.documents.iter().zip(0..);
        documents.flat_map(|(speeches, document)| speeches.iter(document))
    }

    /// These speeches, and after them those of later documents.
    pub(crate) fn merge(mut self, later: Self) -> Self {
        self.documents.extend(later.documents);
        self
    }
}

/// Tells of places in reading order whether they are said.
pub(crate) struct Said<'a> {
    speeches: Peekable<Box<dyn Iterator<Item = Place> + 'a>>,
}

impl<'a> Said<'a> {
    pub(crate) fn of(speeches: &'a Speeches) -> Self {
        let places: Box<dyn Iterator<Item = Place>> =
            Box::new(speeches.iter().map(|speech| speech.place));
        Self { speeches: places.peekable() }
    }

    /// Whether `place`, which is not before the last that was asked for, starts in a speech.
    pub(crate) fn holds(&mut self, place: Place) -> bool {
        let at = (place.document, place.span.start);
        while self.speeches.next_if(|it| (it.document, it.span.end) <= at).is_some() {}
        self.speeches.peek().is_some_and(|it| (it.document, it.span.start) <= at)
    }
}

/// The stretches between marks of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct DocumentSpeeches {
    counts: Counts,
    /// Each stretch as [`Stretch::write`] writes it.
    bytes: Vec<u8>,
}

/// How many stretches there are between marks of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    double: u32,
    single: u32,
    dash: u32,
}

/// There is a dash before at least one of so many speeches where dashes open speech.
const SPEECHES_PER_DASH: u32 = 4;

impl Counts {
    fn add(&mut self, quote: Quote) {
        match quote.marks {
            Marks::Double => self.double += 1,
            Marks::Single => self.single += u32::from(quote.is_closed),
            Marks::Dash => self.dash += 1,
        }
    }

    /// Whether `marks` are put around what is said.
    fn are_for_speech(self, marks: Marks) -> bool {
        let is_single = self.single > self.double;
        match marks {
            Marks::Double => !is_single,
            Marks::Single => is_single,
            Marks::Dash => self.dash * SPEECHES_PER_DASH >= self.double.max(self.single),
        }
    }
}

impl DocumentSpeeches {
    /// The speeches, in the document with the index `document`.
    fn iter(&self, document: u32) -> impl Iterator<Item = Speech> + '_ {
        let mut stretches = self.said().peekable();
        std::iter::from_fn(move || {
            let first = stretches.next()?;
            let (mut cue, mut last) = (first.cue, first);
            while let Some(next) = stretches.next_if(|next| next.continues(&last)) {
                cue = cue.or(next.cue);
                last = next;
            }
            let span = Span { end: last.span.end, ..first.span };
            let shifted = |cue| match cue {
                Cue::Name(place) => Cue::Name(place.shifted(document)),
                Cue::Acts(place) => Cue::Acts(place.shifted(document)),
                Cue::She | Cue::He | Cue::I | Cue::Other => cue,
            };
            Some(Speech {
                place: Place { document, span },
                cue: cue.map(shifted),
                n_paragraphs: first.n_paragraphs,
            })
        })
    }

    /// The stretches that are speech, none within another.
    fn said(&self) -> impl Iterator<Item = Stretch> + '_ {
        let mut bytes = self.bytes.as_slice();
        let (mut start, mut end, mut n_paragraphs) = (0, 0, 0);
        std::iter::from_fn(move || {
            loop {
                let mut stretch = Stretch::read(&mut bytes, start)?;
                start = stretch.span.start;
                n_paragraphs += stretch.n_paragraphs;
                if start >= end && self.counts.are_for_speech(stretch.marks) {
                    end = stretch.span.end;
                    stretch.n_paragraphs = std::mem::take(&mut n_paragraphs);
                    return Some(stretch);
                }
            }
        })
    }
}

/// A stretch of text between marks.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    marks: Marks,
    span: Span,
    is_closed: bool,
    /// Whether its paragraph starts with it.
    is_first: bool,
    /// How many paragraphs it is after the stretch before it.
    n_paragraphs: u32,
    /// With places in the document 0.
    cue: Option<Cue>,
}

impl Stretch {
    /// Whether it is the next paragraph of a speech that `last` is the paragraph before of.
    fn continues(&self, last: &Self) -> bool {
        !last.is_closed && self.is_first && self.n_paragraphs == 1 && self.marks == last.marks
    }

    /// Appends it, after a stretch that starts at `start`: that distance, the length, and a byte
    /// with the rest, after which come what is seldom needed, and the place of a name.
    fn write(&self, start: u32, bytes: &mut Vec<u8>) {
        write_number(self.span.start - start, bytes);
        write_number(self.span.end - self.span.start, bytes);
        let marks = match self.marks {
            Marks::Double => 0,
            Marks::Single => 1,
            Marks::Dash => 2,
        };
        let (cue, name) = match self.cue {
            None => (0, None),
            Some(Cue::Name(name)) => (1, Some(name)),
            Some(Cue::Acts(name)) => (2, Some(name)),
            Some(Cue::She) => (3, None),
            Some(Cue::He) => (4, None),
            Some(Cue::I) => (5, None),
            Some(Cue::Other) => (6, None),
        };
        let is_far = self.n_paragraphs != u32::from(self.is_first);
        bytes.push(
            marks
                | u8::from(self.is_closed) << 2
                | u8::from(self.is_first) << 3
                | u8::from(is_far) << 4
                | cue << 5,
        );
        if is_far {
            write_number(self.n_paragraphs, bytes);
        }
        if let Some(Place { span: name, .. }) = name {
            let distance = if name.start >= self.span.end {
                (name.start - self.span.end) << 1
            } else {
                self.span.start.saturating_sub(name.end) << 1 | 1
            };
            write_number(distance, bytes);
            write_number(name.end - name.start, bytes);
        }
    }

    /// The next stretch, after one that starts at `start`.
    fn read(bytes: &mut &[u8], start: u32) -> Option<Self> {
        let start = start + read_number(bytes)?;
        let end = start + read_number(bytes)?;
        let (&rest, after) = bytes.split_first()?;
        *bytes = after;
        let marks = match rest & 3 {
            0 => Marks::Double,
            1 => Marks::Single,
            _ => Marks::Dash,
        };
        let is_first = rest & 8 != 0;
        let n_paragraphs = if rest & 16 != 0 { read_number(bytes)? } else { u32::from(is_first) };
        let mut name = || {
            let (distance, length) = (read_number(bytes)?, read_number(bytes)?);
            let start = if distance & 1 == 0 {
                end + (distance >> 1)
            } else {
                start.saturating_sub((distance >> 1) + length)
            };
            Some(Place::alone(Span { start, end: start + length }))
        };
        let cue = match rest >> 5 {
            1 => Some(Cue::Name(name()?)),
            2 => Some(Cue::Acts(name()?)),
            3 => Some(Cue::She),
            4 => Some(Cue::He),
            5 => Some(Cue::I),
            6 => Some(Cue::Other),
            _ => None,
        };
        let (span, is_closed) = (Span { start, end }, rest & 4 != 0);
        Some(Self { marks, span, is_closed, is_first, n_paragraphs, cue })
    }
}

/// Seven bits a byte, low bits first.
fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (&byte, after) = bytes.split_first()?;
        *bytes = after;
        number |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

/// Collects the speeches of a document, paragraph by paragraph.
#[derive(Default)]
pub(crate) struct SpeechReader {
    speeches: DocumentSpeeches,
    /// Where the last stretch starts.
    start: u32,
    /// How many paragraphs began since then.
    n_paragraphs: u32,
    /// Who speaks next, as the end of the last paragraph has it: "Mary said:".
    introduced: Option<Tag>,
    quotes: Vec<Quote>,
}

/// A heading or a table counts for so many paragraphs.
const FAR: u32 = 100;

impl SpeechReader {
    /// Reads a paragraph, given as the words of it in order.
    pub(crate) fn read(&mut self, prose: &str, span: Span, words: &[Word<'_>]) {
        self.n_paragraphs += 1;
        let introduced = self.introduced.take();
        let text = Text::new(prose, words);
        let mut quotes = std::mem::take(&mut self.quotes);
        read_quotes(text, span, &mut quotes);
        for (i, &quote) in quotes.iter().enumerate() {
            let like = |other: &&Quote| other.marks == quote.marks;
            let before = quotes[..i].iter().rfind(like).map_or(span.start, |it| it.span.end);
            let after = quotes[i + 1..].iter().find(like).map_or(span.end, |it| it.span.start);
            let room = Span { start: before, end: after };
            let is_first = prose::is_blank(&prose[span.start as usize..quote.span.start as usize]);
            let tag = tag(text, quote.span, room, introduced.filter(|_| is_first));
            let stretch = Stretch {
                marks: quote.marks,
                span: quote.span,
                is_closed: quote.is_closed,
                is_first,
                n_paragraphs: self.n_paragraphs,
                cue: tag.map(cue),
            };
            stretch.write(self.start, &mut self.speeches.bytes);
            self.speeches.counts.add(quote);
            self.start = quote.span.start;
            self.n_paragraphs = 0;
        }
        if prose[span.range()].trim_end().ends_with([':', ',']) {
            let last = quotes.last().map_or(0, |quote| text.index(quote.span.end as usize));
            self.introduced = text.tag_before(last, words.len());
        }
        quotes.clear();
        self.quotes = quotes;
    }

    /// Passes over what is no paragraph.
    pub(crate) fn skip(&mut self) {
        self.n_paragraphs += FAR;
        self.introduced = None;
    }

    /// All speeches.
    pub(crate) fn finish(mut self) -> Speeches {
        self.speeches.bytes.shrink_to_fit();
        Speeches { documents: vec![self.speeches] }
    }
}

/// What stands beside `quote` within `room`, in which there is no other speech.
fn tag(text: Text<'_>, quote: Span, room: Span, introduced: Option<Tag>) -> Option<Tag> {
    let prose = text.prose();
    let first = text.index(room.start as usize);
    let (start, end) = (text.index(quote.start as usize), text.index(quote.end as usize));
    let after = text.tag_after(end, text.index(room.end as usize));
    let mut before = text.tag_before(first, start);
    if start > first {
        let gap = &prose[text.word(start - 1).end()..quote.start as usize];
        if gap.contains(['.', '!', '?', '…']) {
            before = before.map(|tag| Tag { says: false, ..tag });
        }
    }
    let inner = prose[quote.range()].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let says = |tag: &Tag| tag.says;
    if inner.ends_with('.') {
        before.filter(says).or(after.filter(says))
    } else {
        after.filter(says).or(before.filter(says))
    }
    .or(introduced.filter(says))
    .or(before)
    .or(after)
    .or(introduced)
}

fn cue(tag: Tag) -> Cue {
    match tag.subject {
        Subject::Name(span) if tag.says => Cue::Name(Place::alone(span)),
        Subject::Name(span) => Cue::Acts(Place::alone(span)),
        Subject::She => Cue::She,
        Subject::He => Cue::He,
        Subject::I => Cue::I,
        Subject::Other => Cue::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::story::document::{Document, Role};
    use crate::story::facts::Facts;

    use super::*;

    fn facts(text: &str) -> Facts {
        Facts::of(&Document::parse("a.md", Role::Story, text.into()))
    }

    /// Checks the speeches of a text, each with how many paragraphs it is after the one before it.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, u32)]) {
        let facts = facts(text);
        let speech = |speech: Speech| (&text[speech.place.span.range()], speech.n_paragraphs);
        assert_eq!(facts.speeches.iter().map(speech).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn over_several_paragraphs() {
        check(
            "“Long ago,” said Ann.\n\n“I was young.\n\n“You were not.” He wept.\n\n“Go on.”",
            &[("“Long ago,”", 1), ("“I was young.\n\n“You were not.”", 1), ("“Go on.”", 1)],
        );
    }

    #[test]
    fn never_closed() {
        check("“I was young.\n\nHe wept.\n\n“Go on.”", &[("“I was young.", 1), ("“Go on.”", 2)]);
    }

    #[test]
    fn marks_of_the_document() {
        check("“He said, ‘Go,’ and left.”", &[("“He said, ‘Go,’ and left.”", 1)]);
        check(
            "‘He said, “Go,” and left.’\n\n‘Go.’",
            &[("‘He said, “Go,” and left.’", 1), ("‘Go.’", 1)],
        );
        check("—Go! he said. He “said” so.", &[("—Go!", 1), ("He “said” so.", 0)]);
    }

    #[test]
    fn cues() {
        let text = "“A,” said Ann. “B,” he said.\n\n“C,” said a man.\n\n“D.”\n\nJon cried:\n\n“E.”";
        let facts = facts(text);
        let cue = |speech: Speech| match speech.cue {
            Some(Cue::Name(place) | Cue::Acts(place)) => &text[place.span.range()],
            Some(Cue::He) => "he",
            Some(Cue::Other) => "-",
            Some(Cue::She | Cue::I) | None => "",
        };
        let cues: Vec<_> = facts.speeches.iter().map(cue).collect();
        assert_eq!(cues, ["Ann", "he", "-", "", "Jon"]);
    }

    #[test]
    fn merged() {
        let merged = facts("“A,” said Ann.").merge(facts("‘B,’ said Jon.\n\n‘C.’"));
        let documents: Vec<_> = merged.speeches.iter().map(|it| it.place.document).collect();
        assert_eq!(documents, [0, 1, 1]);
    }
}
