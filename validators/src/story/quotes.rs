//! Stretches of text between quotation marks, a paragraph at a time.

use crate::diagnostic::Span;
use crate::story::dashes::{opens_with_dash, read_dash};
use crate::story::document::{Block, Document};
use crate::story::lazy_text::LazyText;
use crate::story::marks::{Marks, Quote};
use crate::story::mentions::{introduces, is_said};
use crate::story::prose::{self, Packed, is_blank, is_edge};
use crate::story::quotation_marks::{Lean, Surroundings, is_single};

/// Makes `quotes` what the paragraph `span` of `document` holds between marks of every kind, in order, given
/// as the words of it. What is between marks within marks of another kind may be among it, single marks within
/// double ones are not. Linear in the span.
pub(crate) fn read_quotes(
    document: &Document,
    span: Span,
    words: &[Packed],
    quotes: &mut Vec<Quote>,
) {
    quotes.clear();
    // A worker that reads a part of a large file does not wait for one that reads all of it.
    if document.keeps_words() {
        let all = self::quotes(document);
        let within = |at: u32| all.partition_point(|quote| quote.span.start < at);
        quotes.extend(&all[within(span.start)..within(span.end)]);
    } else {
        let read = || words.to_vec();
        let text = LazyText::new(&document.prose, &read);
        append_quotes(&text, span, Surroundings::of(&document.prose, span), quotes);
    }
}

/// Whether the paragraph of `document` after the one that ends at byte `end` begins with what stands between marks, or
/// may, where that is not known yet.
pub(crate) fn may_begin_after(document: &Document, end: u32) -> bool {
    if !document.keeps_words() {
        return true;
    }
    let all = quotes(document);
    let next = all.get(all.partition_point(|quote| quote.span.start < end));
    next.is_some_and(|next| is_blank(&document.prose[end as usize..next.span.start as usize]))
}

/// What all paragraphs of `document` hold between marks. Linear in the prose when it is first asked for.
pub(crate) fn quotes(document: &Document) -> &[Quote] {
    document.quotes.get_or_init(|| quotes_of(document))
}

fn quotes_of(document: &Document) -> Box<[Quote]> {
    let mut quotes = Vec::new();
    for Block { span, .. } in document.paragraphs() {
        let mut marks = document.marks(span).peekable();
        // Most that is told has none.
        if marks.peek().is_none() && !opens_with_dash(document.prose_at(span)) {
            continue;
        }
        // Few have quotes that only words tell from what is mentioned.
        let read = || match document.words.get() {
            Some(_) => document.packed_words(span).into_owned(),
            // Whoever reads all words keeps them; for these few no table is made.
            None => prose::packed(&document.prose, span),
        };
        let text = LazyText::new(&document.prose, &read);
        append_quotes(&text, span, marks, &mut quotes);
    }
    quotes.into()
}

/// Appends what the paragraph `span` with these `marks` holds between them, in order.
fn append_quotes<'a>(
    text: &LazyText<'_>,
    span: Span,
    marks: impl Iterator<Item = Surroundings<'a>>,
    quotes: &mut Vec<Quote>,
) {
    let prose = text.prose;
    let first = quotes.len();
    let mut doubles = Doubles::default();
    let mut singles = Singles::default();
    for around in marks {
        if is_single(around.mark) {
            // Single marks that are the inner ones make no stretches.
            if doubles.open.is_none() || singles.open.is_some() {
                singles.read(text, span, &around, doubles.open.map(|(start, _)| start), quotes);
            } else {
                doubles.read_inner(&around);
            }
        } else {
            doubles.read(text, span, &around, quotes);
        }
    }
    doubles.finish(prose, span, quotes);
    singles.finish(text, span, quotes);
    if opens_with_dash(&prose[span.range()]) {
        read_dash(text.text(), span, quotes);
    }
    quotes[first..].sort_by_key(|quote| quote.span.start);
}

/// The double mark that is open.
#[derive(Default)]
struct Doubles {
    open: Option<(usize, char)>,
    /// Whether a single mark is open within it, and a double one within that.
    inner: (bool, bool),
    /// Whether there was a stretch before in the paragraph.
    is_later: bool,
}

impl Doubles {
    fn read(
        &mut self,
        text: &LazyText<'_>,
        paragraph: Span,
        around: &Surroundings<'_>,
        quotes: &mut Vec<Quote>,
    ) {
        let prose = text.prose;
        let open = self.open.map(|(_, mark)| mark);
        if around.may_measure() && open.is_none_or(|open| open != around.mark) {
            return;
        }
        let lean = around.leans();
        let is_guillemet = |mark| matches!(mark, '«' | '»');
        if open.is_some_and(|open| is_guillemet(open) != is_guillemet(around.mark)) {
            return;
        }
        let opens = match (around.mark, open) {
            ('“', Some('„')) | ('”', Some(_)) => false,
            ('“' | '»', Some('“' | '”' | '"' | '»')) => lean != Lean::Left,
            ('"', Some(_)) => lean == Lean::Right,
            ('«', Some('»')) | ('»', Some('«')) => false,
            ('”' | '"', None) => lean != Lean::Left || around.lead.is_empty(),
            ('»', None) => lean == Lean::Right,
            _ => true,
        };
        match (self.open, opens) {
            (Some(_), true) if self.inner == (true, false) => self.inner.1 = true,
            (Some(_), false) if self.inner.1 => self.inner.1 = false,
            (Some((start, _)), false) => {
                self.inner = (false, false);
                let span = Span::new(start..around.at + around.mark.len_utf8());
                if is_said(text, paragraph, span, self.is_later) {
                    quotes.push(Quote { marks: Marks::Double, span, is_closed: true });
                    self.is_later = true;
                }
                self.open = None;
            }
            (Some((start, _)), true) => {
                // Its closing mark is missing.
                let span = up_to(prose, start, around.at);
                quotes.push(Quote { marks: Marks::Double, span, is_closed: true });
                self.open = Some((around.at, around.mark));
            }
            (None, true) => self.open = Some((around.at, around.mark)),
            (None, false) => {}
        }
    }

    /// Takes in a single mark.
    fn read_inner(&mut self, around: &Surroundings<'_>) {
        if around.opens_inner() {
            self.inner = (true, false);
        } else if around.may_close() {
            self.inner.0 = false;
        }
    }

    fn finish(self, prose: &str, span: Span, quotes: &mut Vec<Quote>) {
        if let Some((start, _)) = self.open {
            let span = up_to(prose, start, span.end as usize);
            quotes.push(Quote { marks: Marks::Double, span, is_closed: false });
        }
    }
}

/// The single mark that is open, and where it is closed if nothing better comes.
#[derive(Default)]
struct Singles {
    open: Option<usize>,
    /// The end of a mark that closes it or stands for a letter that is left out.
    weak: Option<usize>,
    /// Whether another is open within double marks within it.
    is_inner: bool,
    /// Whether there was a stretch before in the paragraph.
    is_later: bool,
}

impl Singles {
    fn read(
        &mut self,
        text: &LazyText<'_>,
        paragraph: Span,
        around: &Surroundings<'_>,
        double: Option<usize>,
        quotes: &mut Vec<Quote>,
    ) {
        let is_within = self.open.is_some_and(|open| double.is_some_and(|double| double > open));
        if is_within && around.mark != '’' && around.opens_speech() {
            self.is_inner = true;
        } else if is_within && self.is_inner && around.may_close() {
            self.is_inner = false;
        } else if around.mark != '’' && opens_single(around) {
            self.close(text, paragraph, quotes);
            self.open = Some(around.at);
        } else if self.open.is_some() && around.mark != '‘' && around.may_close() {
            let before = around.before();
            if before.is_whitespace() {
                return;
            }
            let end = around.at + around.mark.len_utf8();
            if before.is_alphanumeric() {
                self.weak.get_or_insert(end);
            } else {
                self.weak = Some(end);
                self.close(text, paragraph, quotes);
            }
        }
    }

    fn close(&mut self, text: &LazyText<'_>, paragraph: Span, quotes: &mut Vec<Quote>) {
        self.is_inner = false;
        if let (Some(start), Some(end)) = (self.open.take(), self.weak.take()) {
            let span = Span::new(start..end);
            if !is_said(text, paragraph, span, self.is_later) {
                return;
            }
            self.is_later = true;
            quotes.push(Quote { marks: Marks::Single, span, is_closed: true });
        }
    }

    fn finish(mut self, text: &LazyText<'_>, span: Span, quotes: &mut Vec<Quote>) {
        if self.weak.is_some() {
            self.close(text, span, quotes);
        } else if let Some(start) = self.open {
            let span = up_to(text.prose, start, span.end as usize);
            quotes.push(Quote { marks: Marks::Single, span, is_closed: false });
        }
    }
}

/// From byte `start` to `end`, without the spaces before that.
fn up_to(prose: &str, start: usize, end: usize) -> Span {
    Span::new(start..start + prose[start..end].trim_end_matches(is_edge).len())
}

/// Whether a single mark opens a speech, perhaps right after "said".
fn opens_single(around: &Surroundings<'_>) -> bool {
    let is_introduced = || {
        let lead = around.lead.trim_end_matches(is_edge);
        lead.len() < around.lead.len() && around.after().is_uppercase() && introduces(lead)
    };
    around.opens_speech() || is_introduced()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::prose;

    /// Checks what of a paragraph is between marks of a kind, each stretch in `⟦⟧`.
    #[track_caller]
    fn check(marks: Marks, marked: &str) {
        let prose = marked.replace(['⟦', '⟧'], "");
        let span = Span::new(0..prose.len());
        let read = || prose::packed(&prose, span);
        let text = LazyText::new(&prose, &read);
        let mut quotes = Vec::new();
        append_quotes(&text, span, Surroundings::of(&prose, span), &mut quotes);
        let mut found = String::new();
        let mut end = 0;
        for quote in quotes.iter().filter(|quote| quote.marks == marks) {
            let range = quote.span.range();
            found += &format!("{}⟦{}⟧", &prose[end..range.start], &prose[range.clone()]);
            end = range.end;
        }
        assert_eq!(found + &prose[end..], marked);
    }

    #[test]
    fn double_marks() {
        check(Marks::Double, "⟦“Go,”⟧ he said, ⟦“now.”⟧");
        check(Marks::Double, "⟦\"Go,\"⟧ he said--⟦\"now.\"⟧");
        check(Marks::Double, "⟦« Go »⟧, he said. ⟦«Now.»⟧");
        check(Marks::Double, "⟦»Go,«⟧ he said. ⟦»Now.«⟧");
        check(Marks::Double, "⟦„Go,“⟧ he said. ⟦„Now.”⟧");
        check(Marks::Double, "⟦”Go,”⟧ he said. ⟦”Now.”⟧");
        check(Marks::Double, "⟦“He said, ‘Go,’ and left.”⟧");
        check(Marks::Double, "⟦“I will go, said Ann.⟧ ⟦“Wait.”⟧");
        check(Marks::Double, "He rose. ⟦“It was long ago.⟧");
    }

    #[test]
    fn single_marks() {
        check(Marks::Single, "⟦‘Go,’⟧ he said, ⟦‘it’s late.’⟧");
        check(Marks::Single, "⟦'’Tis the boys' room,'⟧ he said. ⟦'An' 'e's out.'⟧");
        check(Marks::Single, "⟦'He said, \"Go,\" and left.'⟧");
        check(Marks::Single, "All said ⟦'Poor child!'⟧ and rose.");
        check(Marks::Single, "It was the boys' room, an' 'tis late.");
    }

    #[test]
    fn measures() {
        check(Marks::Double, "It was 12\" wide. ⟦“Go,”⟧ he said.");
    }
}
