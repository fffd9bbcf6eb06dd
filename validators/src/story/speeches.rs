//! What is said, with what the text beside it tells of the speaker, in few bytes.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::document::{Block, Document};
use crate::story::marks::{Marks, Quote};
use crate::story::place::Place;
use crate::story::positions::join_documents;
use crate::story::prose;
use crate::story::quotes::quotes;
use crate::story::stretches::{Stretch, StretchReader, StretchWriter};
use crate::story::tags::Tag;
use crate::story::unpacked::Unpacked;

/// A stretch of text that is said, with its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speech {
    /// From the opening mark to the closing one, over several paragraphs where it opens again at
    /// each; to the end of the paragraph if it does not close.
    pub place: Place,
    /// Who the text beside it says that speaks.
    pub tag: Option<Tag>,
    /// The name before it in the document that a pronoun in `tag` seems to stand for.
    pub antecedent: Option<Span>,
    /// The name by which it calls somebody: where that is in the document.
    pub addressee: Option<Span>,
    /// How many paragraphs after the end of the speech before it starts.
    pub n_paragraphs: u32,
}

/// The speeches of documents, some four bytes each.
///
/// All stretches between marks of any kind are kept. Which of these marks are those of speech is
/// told from how many there are of each in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speeches {
    /// In the order of [`Facts::documents`](crate::story::Facts::documents).
    documents: Vec<DocumentSpeeches>,
    /// How the last of them ends.
    end: End,
    #[serde(skip)]
    all: Unpacked<Box<[Speech]>>,
    #[serde(skip)]
    places: Unpacked<Box<[Place]>>,
    #[serde(skip)]
    firsts: Unpacked<Box<[u32]>>,
}

impl Speeches {
    /// Those of one document, of whose stretches there are so many of each kind.
    pub(crate) fn alone(counts: Counts, stretches: StretchWriter, end: End) -> Self {
        let document = DocumentSpeeches { counts, bytes: stretches.finish() };
        Self { documents: vec![document], end, ..Self::default() }
    }

    /// Where the speeches are, in reading order. Linear when it is first asked for.
    pub fn places(&self) -> &[Place] {
        self.places.get(|| self.all().iter().map(|speech| speech.place).collect())
    }

    /// The index of the speech that `place` is in. Takes the logarithm of the number of those in its document.
    pub(crate) fn at(&self, place: Place) -> Option<usize> {
        let &[first, end] = self.firsts().get(place.document as usize..)?.first_chunk()?;
        let own = &self.places()[first as usize..end as usize];
        let last = own.partition_point(|it| it.span.start <= place.span.start).checked_sub(1)?;
        (own[last].span.end > place.span.start).then_some(first as usize + last)
    }

    /// How many are before each document, and in all.
    fn firsts(&self) -> &[u32] {
        let places = self.places();
        let n_before = |document| places.partition_point(|it| it.document < document) as u32;
        self.firsts.get(|| (0..=self.documents.len() as u32).map(n_before).collect())
    }

    /// The speeches in reading order.
    pub fn iter(&self) -> impl Iterator<Item = Speech> + '_ {
        self.all().iter().copied()
    }

    /// The same. Linear when it is first asked for.
    pub fn all(&self) -> &[Speech] {
        self.all.get(|| {
            let mut all = Vec::new();
            for (DocumentSpeeches { counts, bytes }, document) in self.documents.iter().zip(0..) {
                read_speeches(*counts, StretchReader::new(bytes), document, &mut all);
            }
            all.into()
        })
    }

    /// Whether somebody asked for them.
    pub(crate) fn is_read(&self) -> bool {
        self.all.is_read()
    }

    /// The speeches of consecutive parts of a story, each with whether its first document is the rest of the
    /// last one before it.
    pub(crate) fn merged(parts: impl Iterator<Item = (Self, bool)>) -> Self {
        let mut end = End::default();
        // Of each document how the part of it ended that comes before, if there is one.
        let parts = parts.map(|(part, goes_on)| {
            let before = Some(end).filter(|_| goes_on);
            if let Some(last) = part.documents.last() {
                end = part.end;
                if last.bytes.is_empty() && part.documents.len() == 1 {
                    end.n_paragraphs += before.map_or(0, |before| before.n_paragraphs);
                }
            }
            let befores = [before].into_iter().chain(std::iter::repeat(None));
            (part.documents.into_iter().zip(befores).collect(), goes_on)
        });
        let documents = join_documents(parts, |parts| (DocumentSpeeches::joined(parts), None));
        let documents = documents.into_iter().map(|(speeches, _)| speeches).collect();
        Self { documents, end, ..Self::default() }
    }
}

/// Tells of places in reading order whether they are said.
pub(crate) struct Said<'a> {
    /// The speeches that do not end before the last place that was asked for.
    rest: &'a [Place],
}

impl<'a> Said<'a> {
    pub(crate) fn of(speeches: &'a Speeches) -> Self {
        Self { rest: speeches.places() }
    }

    /// Whether `place`, which is not before the last that was asked for, starts in a speech.
    pub(crate) fn holds(&mut self, place: Place) -> bool {
        let at = place.start();
        let n_before = self.rest.iter().take_while(|it| it.end() <= at).count();
        self.rest = &self.rest[n_before..];
        self.rest.first().is_some_and(|it| it.start() <= at)
    }
}

/// The stretches between marks of one document, or of consecutive blocks of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct DocumentSpeeches {
    counts: Counts,
    /// All stretches, as a [`StretchWriter`] wrote them.
    #[serde(with = "serde_bytes")]
    bytes: Box<[u8]>,
}

/// What the end of some blocks tells of what is said after them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// How many paragraphs began since the start of the last stretch, or since the first block.
    pub(crate) n_paragraphs: u32,
    /// Who speaks next, as the end of the last block has it: "Mary said:".
    pub(crate) introduced: Option<Tag>,
    /// Whom a pronoun in the next block stands for, if nothing is said in the last, and that begins with a speech or
    /// may.
    pub(crate) antecedent: Option<Span>,
}

impl End {
    /// Lets the first stretch of the next block know what the end of the last one tells of it.
    pub(crate) fn introduce(&self, stretch: &mut Stretch) {
        stretch.tag = stronger(stretch.tag, self.introduced);
        if stretch.tag.is_some_and(Tag::has_pronoun) {
            stretch.antecedent = self.antecedent;
        }
    }
}

/// How many stretches there are between marks of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    double: u32,
    single: u32,
    dash: u32,
    cue: u32,
}

/// There is a dash before at least one of so many speeches where dashes open speech.
const SPEECHES_PER_DASH: u32 = 4;

impl Counts {
    pub(crate) fn add(&mut self, stretch: Stretch) {
        match stretch.marks {
            Marks::Double => self.double += 1,
            Marks::Single => self.single += u32::from(stretch.is_closed),
            Marks::Dash => self.dash += 1,
            Marks::Cue => self.cue += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.double += other.double;
        self.single += other.single;
        self.dash += other.dash;
        self.cue += other.cue;
    }

    /// Whether `marks` are put around what is said.
    fn are_for_speech(self, marks: Marks) -> bool {
        let is_single = self.single > self.double;
        // What a script puts between marks is read on a sign, or sung.
        let is_script = self.cue > 0;
        match marks {
            Marks::Cue => true,
            Marks::Double | Marks::Single | Marks::Dash if is_script => false,
            Marks::Double => !is_single,
            Marks::Single => is_single,
            Marks::Dash => self.dash * SPEECHES_PER_DASH >= self.double.max(self.single),
        }
    }
}

impl DocumentSpeeches {
    /// Those of consecutive blocks, each with how the blocks before them ended, if there are any.
    fn joined(parts: Vec<(Self, Option<End>)>) -> Self {
        let (mut counts, mut writer) = (Counts::default(), StretchWriter::default());
        for (part, before) in parts {
            counts.join(part.counts);
            let mut stretches = StretchReader::new(&part.bytes).peekable();
            if let Some((first, before)) = stretches.peek_mut().zip(before) {
                if first.is_first && first.n_paragraphs == 1 {
                    before.introduce(first);
                }
                first.n_paragraphs += before.n_paragraphs;
            }
            stretches.for_each(|stretch| writer.push(&stretch));
        }
        Self { counts, bytes: writer.finish() }
    }
}

/// Appends the speeches among `all` stretches of the document with the index `document`, of which there are so
/// many: those of them that are said, none within another.
fn read_speeches(
    counts: Counts,
    all: impl Iterator<Item = Stretch>,
    document: u32,
    speeches: &mut Vec<Speech>,
) {
    let (mut last, mut end, mut n_paragraphs) = (None, 0, 0);
    for mut stretch in all {
        n_paragraphs += stretch.n_paragraphs;
        if stretch.span.start < end || !counts.are_for_speech(stretch.marks) {
            continue;
        }
        end = stretch.span.end;
        stretch.n_paragraphs = std::mem::take(&mut n_paragraphs);
        let Stretch { span, tag, antecedent, addressee, n_paragraphs, .. } = stretch;
        match (speeches.last_mut(), &last) {
            (Some(speech), Some(last)) if stretch.continues(last) => {
                speech.place.span.end = end;
                if speech.tag.is_none() {
                    (speech.tag, speech.antecedent) = (tag, antecedent);
                }
                speech.addressee = speech.addressee.or(addressee);
            }
            _ => {
                let place = Place { document, span };
                speeches.push(Speech { place, tag, antecedent, addressee, n_paragraphs });
            }
        }
        last = Some(stretch);
    }
}

/// Where the speeches are in the paragraphs of `document`, whoever speaks: a heading ends none, and nobody's
/// name stands above them. Linear in the prose.
pub(crate) fn speech_spans(document: &Document) -> Box<[Span]> {
    let quotes = quotes(document);
    let (mut counts, mut n_paragraphs) = (Counts::default(), 0);
    let (mut stretches, mut quotes) = (Vec::with_capacity(quotes.len()), quotes.iter().peekable());
    for Block { span: paragraph, .. } in document.paragraphs() {
        n_paragraphs += 1;
        while let Some(quote) = quotes.next_if(|quote| quote.span.start < paragraph.end) {
            let Quote { marks, span, is_closed } = *quote;
            let before = Span { end: span.start, ..paragraph };
            let stretch = Stretch {
                marks,
                span,
                is_closed,
                is_first: prose::is_blank(document.prose_at(before)),
                n_paragraphs: std::mem::take(&mut n_paragraphs),
                tag: None,
                antecedent: None,
                addressee: None,
            };
            counts.add(stretch);
            stretches.push(stretch);
        }
    }
    let mut speeches = Vec::with_capacity(stretches.len());
    read_speeches(counts, stretches.into_iter(), 0, &mut speeches);
    speeches.into_iter().map(|speech| speech.place.span).collect()
}

/// What stands beside a speech, or what introduced it, if only that says that somebody speaks.
fn stronger(beside: Option<Tag>, introduced: Option<Tag>) -> Option<Tag> {
    match (beside, introduced) {
        (Some(Tag { says: false, .. }) | None, Some(Tag { says: true, .. })) | (None, _) => {
            introduced
        }
        (Some(_), _) => beside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::facts::Facts;
    use crate::story::tags::Who;

    fn facts(text: &str) -> Facts {
        Facts::of_text("a.md", text)
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
    fn tags() {
        let text = "“A,” said Ann. “B,” he said.\n\n“C,” said a man.\n\n“D.”\n\nJon cried:\n\n“E.”";
        let facts = facts(text);
        let subject = |speech: Speech| match speech.tag.map(|tag| tag.subject) {
            Some(Who::Name(name)) => &text[name.range()],
            Some(Who::He) => "he",
            Some(Who::Other) => "-",
            Some(Who::She | Who::I) | None => "",
        };
        let subjects: Vec<_> = facts.speeches.iter().map(subject).collect();
        assert_eq!(subjects, ["Ann", "he", "-", "", "Jon"]);
    }

    /// What stands after a speech may tell who speaks next.
    #[test]
    fn introduces_the_next() {
        let facts = facts("She went on:—\n\n“I go.” Jon said gravely:—\n\n“You stay.”");
        let subjects: Vec<_> =
            facts.speeches.iter().map(|it| it.tag.map(|it| it.subject)).collect();
        assert!(matches!(*subjects, [Some(Who::She), Some(Who::Name(_))]), "{subjects:?}");
    }

    #[test]
    fn merged() {
        let merged = facts("“A,” said Ann.").merge(facts("‘B,’ said Jon.\n\n‘C.’"));
        let documents: Vec<_> = merged.speeches.iter().map(|it| it.place.document).collect();
        assert_eq!(documents, [0, 1, 1]);
    }
}
