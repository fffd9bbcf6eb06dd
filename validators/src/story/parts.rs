//! What a document tells, says, thinks and quotes.

use crate::diagnostic::Span;
use crate::story::document::{Block, BlockKind, Document, Scope};
use crate::story::prose::{self, is_edge};
use crate::story::speech_reader::SpeechReader;

/// What a stretch of a document is to its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Told, and none of what follows.
    Narration,
    /// Said, with the marks around it.
    Speech,
    /// Thought, in italics.
    Thought,
    /// Quoted as a block.
    Quotation,
    /// In a letter or an entry of a diary.
    Letter,
    /// In a poem or a song.
    Verse,
    /// In a motto.
    Epigraph,
    /// In a footnote or an endnote.
    Note,
    /// A heading.
    Heading,
}

/// The parts of `document` in order, none within another and each within one block. Linear in the text.
pub(crate) fn parts(document: &Document) -> Vec<(Part, Span)> {
    let mut speeches = SpeechReader::default();
    for block in &document.blocks {
        let words = prose::packed(&document.prose, block.span);
        match (block.kind, block.scope) {
            (BlockKind::Cue, _) => speeches.read_cue(&document.prose, &words),
            (BlockKind::Paragraph, Scope::Speech) => {
                speeches.read_line(document, block.span, &words);
            }
            (BlockKind::Paragraph, Scope::Body) => {
                speeches.read(document, block.span, &words);
            }
            (BlockKind::Paragraph, _) => speeches.pass(),
            (BlockKind::Heading(_) | BlockKind::SceneBreak | BlockKind::Other, _) => {
                speeches.skip();
            }
        }
    }
    let speeches = speeches.finish();
    let said = speeches.iter().map(|speech| (Part::Speech, speech.place.span));
    let thoughts = document.passages.iter().filter(|it| it.scope == Scope::Thought);
    let mut apart: Vec<_> = said.chain(thoughts.map(|it| (Part::Thought, it.span))).collect();
    apart.sort_by_key(|(_, span)| span.start);
    let (mut parts, mut next) = (Vec::new(), 0);
    for block in &document.blocks {
        let part = match (block.kind, block.scope) {
            (BlockKind::Heading(_), _) => Part::Heading,
            (BlockKind::Cue | BlockKind::SceneBreak | BlockKind::Other, _) => continue,
            (BlockKind::Paragraph, Scope::Body | Scope::Thought | Scope::Code) => {
                while apart.get(next).is_some_and(|(_, span)| span.end <= block.span.start) {
                    next += 1;
                }
                split(&document.prose, block, &apart[next..], &mut parts);
                continue;
            }
            (BlockKind::Paragraph, Scope::Speech) => Part::Speech,
            (BlockKind::Paragraph, Scope::Quotation) => Part::Quotation,
            (BlockKind::Paragraph, Scope::Letter) => Part::Letter,
            (BlockKind::Paragraph, Scope::Verse) => Part::Verse,
            (BlockKind::Paragraph, Scope::Epigraph) => Part::Epigraph,
            (BlockKind::Paragraph, Scope::Note) => Part::Note,
        };
        parts.push((part, block.span));
    }
    parts
}

/// Appends what of `block` stands `apart`, and as narration what is left.
fn split(prose: &str, block: &Block, apart: &[(Part, Span)], parts: &mut Vec<(Part, Span)>) {
    let Span { start, end } = block.span;
    let mut told = start;
    let narrate = |parts: &mut Vec<(Part, Span)>, span: Span| {
        if span.start < span.end && !prose[span.range()].chars().all(is_edge) {
            parts.push((Part::Narration, span));
        }
    };
    for &(part, span) in apart.iter().take_while(|(_, span)| span.start < end) {
        let span = Span { start: span.start.max(told), end: span.end.min(end) };
        if span.start < span.end {
            narrate(parts, Span { start: told, end: span.start });
            parts.push((part, span));
            told = span.end;
        }
    }
    narrate(parts, Span { start: told, end });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    /// Checks the parts of a text, each as `Speech: its text`.
    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let document = Document::parse(path, Role::Story, text.to_owned());
        let shown = |(part, span): (Part, Span)| format!("{part:?}: {}", document.shown(span));
        let found: Vec<String> = parts(&document).into_iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn of_a_chapter() {
        check(
            "a.md",
            "# One\n\n“Go,” she said. “Now.”\n\nHe left. *Why does she hate me so?* he thought.\n\n\
             > A notice.\n\n---\n\n“Long ago,\n\n“it was.” She wept.",
            &[
                "Heading: One",
                "Speech: “Go,”",
                "Narration: she said.",
                "Speech: “Now.”",
                "Narration: He left.",
                "Thought: Why does she hate me so?",
                "Narration: he thought.",
                "Quotation: A notice.",
                "Speech: “Long ago,",
                "Speech: “it was.”",
                "Narration: She wept.",
            ],
        );
    }

    #[test]
    fn of_a_script() {
        check(
            "a.fountain",
            "INT. HALL - DAY\n\nAnn reads \"Gone\" on a sign.\n\nANN\nGo now.\n",
            &[
                "Heading: INT. HALL - DAY",
                "Narration: Ann reads \"Gone\" on a sign.",
                "Speech: Go now.",
            ],
        );
    }
}
