//! Speech after a dash, without marks where it ends.

use crate::diagnostic::Span;
use crate::story::marks::{Marks, Quote};
use crate::story::prose::{Text, is_edge};
use crate::story::word_list::WordList;

/// Whether `paragraph` opens with a dash.
pub(crate) fn opens_with_dash(paragraph: &str) -> bool {
    let visible = paragraph.trim_start_matches(is_edge);
    visible.starts_with(['—', '–', '―']) || visible.starts_with("--")
}

/// Appends the stretches of a paragraph that [opens with a dash](opens_with_dash), without what the narrator
/// puts between.
pub(crate) fn read_dash(text: Text<'_>, span: Span, quotes: &mut Vec<Quote>) {
    let prose = text.prose();
    let paragraph = &prose[span.range()];
    let visible = paragraph.trim_start_matches(is_edge);
    let n_words = text.len();
    let mut start = span.start as usize + (paragraph.len() - visible.len());
    let mut i = 0;
    let push = |start: usize, end: usize, quotes: &mut Vec<Quote>| {
        let end = start + prose[start..end].trim_end_matches(|c| is_edge(c) || c == '—').len();
        if prose[start..end].contains(char::is_alphanumeric) {
            let span = Span::new(start..end);
            quotes.push(Quote { marks: Marks::Dash, span, is_closed: true });
        }
    };
    while i + 1 < n_words {
        i += 1;
        let gap = text.gap(i);
        let spoken = gap.trim_end_matches(is_edge);
        let word = text.word(i);
        // "—Sí —dijo Juan—. Ven."
        let is_dashed = gap.ends_with(['—', '–'])
            && gap.trim_end_matches(['—', '–']).ends_with(is_edge)
            && word.raw.starts_with(char::is_lowercase);
        let is_tag = is_dashed
            || (spoken.ends_with([',', '!', '?', '.', '…'])
                && text.tag_after(i, n_words).is_some_and(|tag| tag.says));
        if !is_tag {
            continue;
        }
        let end = word.start - if is_dashed { '—'.len_utf8() } else { 0 };
        push(start, end, quotes);
        // The narrator's words end with the sentence, or with another dash.
        let mut n = 0;
        loop {
            i += 1;
            n += 1;
            if i >= n_words {
                return;
            }
            let gap = text.gap(i);
            let is_end = if is_dashed {
                gap.contains(['—', '–'])
            } else {
                gap.contains(['.', '!', '?', ':', '…'])
                    || (gap.starts_with(',') && n <= SHORT_TAG && !is_aside(text.word(i).raw))
            };
            if is_end {
                break;
            }
        }
        start = text.word(i).start;
    }
    push(start, span.end as usize, quotes);
}

/// After so few words of the narrator a comma may lead back to the speech: "he said, you see".
const SHORT_TAG: usize = 3;

/// Whether `word` rather goes on with what the narrator says: "he said, rising".
fn is_aside(word: &str) -> bool {
    word.ends_with("ing") || word.ends_with("ly") || ASIDES.contains(word)
}

static ASIDES: WordList =
    WordList::new("a an and as at but for from his her in looking on then to turning who with");

#[cfg(test)]
mod tests {
    use crate::story::prose;

    use super::*;

    /// Checks what of a paragraph is said after a dash, each stretch in `⟦⟧`.
    #[track_caller]
    fn check(marked: &str) {
        let prose = marked.replace(['⟦', '⟧'], "");
        let span = Span::new(0..prose.len());
        let words = prose::packed(&prose, span);
        let mut quotes = Vec::new();
        if opens_with_dash(&prose) {
            read_dash(Text::new(&prose, &words), span, &mut quotes);
        }
        let mut found = prose.clone();
        for quote in quotes.iter().rev() {
            let range = quote.span.range();
            found.replace_range(range.clone(), &format!("⟦{}⟧", &prose[range]));
        }
        assert_eq!(found, marked);
    }

    #[test]
    fn dashes() {
        check("⟦—Go!⟧ he said. ⟦It is late.⟧");
        check("⟦—Tell me, Ann,⟧ Jon said quietly.");
        check("⟦—The man I was with,⟧ said Jon Hale, ⟦says so.⟧");
        check("⟦—Sí⟧ —dijo Juan—. ⟦Ven.⟧");
        check("He rose—and went.");
    }
}
