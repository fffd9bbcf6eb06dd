//! Where the speeches of a document are, and the words that follow each in its paragraph.

use std::borrow::Cow;

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::prose::{self, Packed, Text};
use crate::story::speeches::speech_spans;
use crate::story::tags;

/// Where the speeches of `document` are, in order. Linear in the document when it is first asked for.
pub(crate) fn said(document: &Document) -> &[Span] {
    document.said.get_or_init(|| speech_spans(document))
}

/// Calls `read` for each speech of `document`, with where it is, and the words after it in its
/// paragraph, as many as `n` at most, up to the next speech. Linear in the document.
pub(crate) fn after_speeches(document: &Document, n: usize, mut read: impl FnMut(Span, Text<'_>)) {
    let speeches = said(document);
    let mut blocks = document.blocks.iter().peekable();
    for (at, &speech) in speeches.iter().enumerate() {
        while blocks.next_if(|block| block.span.end < speech.end).is_some() {}
        let Some(&&block) = blocks.peek() else { break };
        let next = speeches.get(at + 1).map_or(u32::MAX, |next| next.start);
        let rest = Span { start: speech.end, end: block.span.end.min(next).max(speech.end) };
        let row = document.row(block.span).and_then(|row| first_of(row, rest, n));
        let words =
            row.map_or_else(|| Cow::Owned(prose::packed(&document.prose, rest)), Cow::Borrowed);
        read(speech, Text::new(&document.prose, &words[..n.min(words.len())]));
    }
}

/// The first words of a row within `span`, as many as `n` at most, if none of them goes beyond it: after a mark
/// that seems to be an apostrophe, `'Go,'said Ann.`, one does.
fn first_of(row: &[Packed], span: Span, n: usize) -> Option<&[Packed]> {
    let row = &row[row.partition_point(|word| word.span().end <= span.start)..];
    let n = row.iter().take(n).take_while(|word| word.span().start < span.end).count();
    let own = &row[..n];
    let is_within = |word: &Packed| word.span().start >= span.start && word.span().end <= span.end;
    own.iter().all(is_within).then_some(own)
}

/// The verb of saying among the words after a speech, if nothing but spaces parts it from the first.
pub(crate) fn verb_of_saying(text: Text<'_>) -> Option<usize> {
    (0..text.len())
        .take_while(|&i| i == 0 || text.follows(i))
        .find(|&i| tags::is_saying(text.raw(i)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    #[test]
    fn up_to_the_next_speech_or_the_end() {
        let text = "“No,” he said. “No!”\n\n“Yes,” said old Ann. She left.\n\n“Go\n\n“now.”";
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let mut found = Vec::new();
        after_speeches(&document, 3, |speech, words| {
            let words: Vec<&str> = (0..words.len()).map(|i| words.raw(i)).collect();
            found.push((&text[speech.range()], words.join(" ")));
        });
        let expected = [
            ("“No,”", "he said"),
            ("“No!”", ""),
            ("“Yes,”", "said old Ann"),
            ("“Go\n\n“now.”", ""),
        ];
        assert_eq!(found, expected.map(|(speech, words)| (speech, words.to_owned())));
    }
}
