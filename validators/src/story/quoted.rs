//! What stands between quotation marks, whoever says or thinks it.

use crate::diagnostic::Span;
use crate::story::after_speech::said;
use crate::story::conventions::{Convention, MarkKind};
use crate::story::document::Document;

/// What is said, and what else of the paragraphs stands between marks as speech does: thoughts, and what
/// somebody is sure to say. In order, none within another. Linear in the prose.
pub(crate) fn quoted(document: &Document) -> Vec<Span> {
    let mut quoted = said(document).to_vec();
    let Some(convention) = Convention::of(document) else { return quoted };
    for block in document.paragraphs() {
        let mut start = None;
        for mark in convention.marks(document, block.span) {
            match (mark.kind, start) {
                (MarkKind::Open, None) | (MarkKind::Toggle, None) => start = Some(mark.at),
                (MarkKind::Close | MarkKind::Toggle, Some(at)) => {
                    quoted.push(Span::new(at..mark.at));
                    start = None;
                }
                (MarkKind::Open, Some(_)) | (MarkKind::Close, None) | (MarkKind::Measure, _) => {}
            }
        }
    }
    quoted.sort_unstable_by_key(|span| span.start);
    quoted.dedup_by(|later, span| {
        let is_within = later.start < span.end;
        span.end = if is_within { span.end.max(later.end) } else { span.end };
        is_within
    });
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    #[test]
    fn speech_and_thoughts() {
        let text = "“No,” he said. To them it was “Ah, she goes.”\n\n“Go\n\n“now.” She left.";
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let found: Vec<&str> = quoted(&document).iter().map(|it| &text[it.range()]).collect();
        assert_eq!(found, ["“No,”", "“Ah, she goes.", "“Go\n\n“now.”"]);
    }
}
