//! The words that follow a speech in its paragraph.

use crate::diagnostic::Span;
use crate::story::document::Document;
use crate::story::prose::{self, Text};
use crate::story::{stages, tags};

/// Calls `read` for each speech of `document`, with where it is, and the words after it in its
/// paragraph, as many as `n` at most, up to the next speech. Linear in the document.
pub(crate) fn after_speeches(document: &Document, n: usize, mut read: impl FnMut(Span, Text<'_>)) {
    let speeches: Vec<Span> = stages::speeches(document).iter().map(|it| it.place.span).collect();
    let mut blocks = document.blocks.iter().peekable();
    let mut words = Vec::new();
    for (at, &speech) in speeches.iter().enumerate() {
        while blocks.next_if(|block| block.span.end < speech.end).is_some() {}
        let Some(block) = blocks.peek() else { break };
        let next = speeches.get(at + 1).map_or(u32::MAX, |next| next.start);
        let rest = Span { start: speech.end, end: block.span.end.min(next).max(speech.end) };
        words.clear();
        words.extend(prose::words(&document.prose, rest).take(n));
        read(speech, Text::new(&document.prose, &words));
    }
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
