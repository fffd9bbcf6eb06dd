//! Reads what is said, and what the text beside it tells of the speaker.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::cues;
use crate::story::document::Document;
use crate::story::marks::{Marks, Quote};
use crate::story::prose::{self, Packed, Text};
use crate::story::quotes::{may_begin_after, read_quotes};
use crate::story::speeches::{Counts, End, Speeches};
use crate::story::stretches::{Stretch, StretchWriter};
use crate::story::tags::{Tag, Who};

/// Collects the speeches of a document, block by block.
#[derive(Default)]
pub(crate) struct SpeechReader {
    counts: Counts,
    stretches: StretchWriter,
    end: End,
    quotes: Vec<Quote>,
    /// Who speaks, in a script.
    cue: Option<Tag>,
}

/// A heading or a table counts for so many paragraphs.
const FAR: u32 = 100;

impl SpeechReader {
    /// Reads a paragraph of `document`, given as the words of it in order.
    pub(crate) fn read(&mut self, document: &Document, span: Span, words: &[Packed]) {
        let Self { counts, stretches, end: ending, quotes, .. } = self;
        ending.n_paragraphs += 1;
        let prose = document.prose.as_str();
        let text = Text::new(prose, words);
        read_quotes(document, span, words, quotes);
        for (i, &quote) in quotes.iter().enumerate() {
            let like = |other: &&Quote| other.marks == quote.marks;
            let before = quotes[..i].iter().rfind(like).map_or(span.start, |it| it.span.end);
            let after = quotes[i + 1..].iter().find(like).map_or(span.end, |it| it.span.start);
            let [start, end] = [quote.span.start, quote.span.end].map(|at| text.index(at as usize));
            let tag = tag(text, quote.span, start..end, Span { start: before, end: after });
            let addressee = text.addressee(start, end);
            let is_first = prose::is_blank(&prose[span.start as usize..quote.span.start as usize]);
            let mut antecedent = None;
            if tag.is_some_and(Tag::has_pronoun) && !is_first {
                antecedent = text.antecedent(text.index(before as usize), start);
            }
            let Quote { marks, span, is_closed } = quote;
            let n_paragraphs = std::mem::take(&mut ending.n_paragraphs);
            let mut stretch = Stretch {
                marks,
                span,
                is_closed,
                is_first,
                n_paragraphs,
                tag,
                antecedent,
                addressee,
            };
            if is_first {
                ending.introduce(&mut stretch);
            }
            counts.add(stretch);
            stretches.push(&stretch);
        }
        (ending.introduced, ending.antecedent) = (None, None);
        if introducing(&prose[span.range()]).ends_with([':', ',']) {
            let last = quotes.last().map_or(0, |quote| text.index(quote.span.end as usize));
            ending.introduced = text.tag_before(last, words.len());
        }
        // Only what begins with a speech asks for it.
        if quotes.is_empty() && may_begin_after(document, span.end) {
            ending.antecedent = text.antecedent(0, words.len());
        }
    }

    /// Reads who speaks next in a script, given as the words of the cue.
    pub(crate) fn read_cue(&mut self, prose: &str, words: &[Packed]) {
        let name = cues::name(prose, words).map(|name| Who::Name(name.span));
        self.cue = Some(Tag { subject: name.unwrap_or(Who::Other), says: true });
        self.pass_over(0);
    }

    /// Reads a paragraph that a script gives somebody to say.
    pub(crate) fn read_line(&mut self, document: &Document, span: Span, words: &[Packed]) {
        let Some(cue) = self.cue else { return self.read(document, span, words) };
        self.pass_over(1);
        let n_paragraphs = std::mem::take(&mut self.end.n_paragraphs);
        let stretch = Stretch {
            marks: Marks::Cue,
            span,
            is_closed: false,
            is_first: true,
            n_paragraphs,
            tag: Some(cue),
            antecedent: None,
            addressee: None,
        };
        self.counts.add(stretch);
        self.stretches.push(&stretch);
    }

    /// Passes over a paragraph in which nobody speaks, whatever marks it has.
    pub(crate) fn pass(&mut self) {
        self.pass_over(1);
    }

    /// Passes over what is no paragraph.
    pub(crate) fn skip(&mut self) {
        self.cue = None;
        self.pass_over(FAR);
    }

    fn pass_over(&mut self, n_paragraphs: u32) {
        self.end.n_paragraphs += n_paragraphs;
        (self.end.introduced, self.end.antecedent) = (None, None);
    }

    /// What stands between marks in the paragraph that was read last.
    pub(crate) fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// All speeches.
    pub(crate) fn finish(self) -> Speeches {
        Speeches::alone(self.counts, self.stretches, self.end)
    }
}

/// `text` without a dash at its end, as it may stand before what is said: "She said:—".
fn introducing(text: &str) -> &str {
    text.trim_end_matches(|c: char| prose::is_edge(c) || matches!(c, '—' | '–' | '-' | '\u{2060}'))
}

/// What stands beside `quote`, which has these words, within `room`, in which there is no other speech.
fn tag(text: Text<'_>, quote: Span, Range { start, end }: Range<usize>, room: Span) -> Option<Tag> {
    let prose = text.prose();
    let inner =
        prose[quote.range()].trim_end_matches(|c: char| !prose::is_alphanumeric(c) && c != '.');
    let is_over = inner.ends_with('.');
    let rest = &prose[quote.end as usize..room.end as usize];
    let mut after = text.tag_after(end, text.index(room.end as usize));
    if is_over
        && introducing(rest).ends_with(':')
        && after.is_some_and(|tag| matches!(tag.subject, Who::Name(_)))
        && text.word(end).is_capitalised()
    {
        // It tells who speaks next.
        after = None;
    }
    let says = |tag: &Tag| tag.says;
    if !is_over && after.as_ref().is_some_and(says) {
        return after;
    }
    let first = text.index(room.start as usize);
    let mut before = text.tag_before(first, start);
    if start > first {
        let gap = &prose[text.word(start - 1).end()..quote.start as usize];
        if gap.contains(['.', '!', '?', '…']) {
            before = before.map(|tag| Tag { says: false, ..tag });
        }
    }
    before.filter(says).or(after.filter(says)).or(before).or(after)
}
