//! Date lines: dates that head what follows, as in a diary or above a letter.

use crate::story::document::{Block, BlockKind, Scope};
use crate::story::numbers::figures;
use crate::story::prose::{Text, is_listed};
use crate::story::telling::Tense;

/// How many words the line above a letter may have: a place and a date.
const LONGEST_LINE: usize = 12;

/// Whether a date, which is the words `first` to `last` of `block`, heads what follows: it is in a
/// heading; or it begins a paragraph, and a period or a dash follows it; or it ends a paragraph of a
/// few words.
pub(crate) fn is_line(text: Text<'_>, block: Block, first: usize, last: usize) -> bool {
    if matches!(block.kind, BlockKind::Heading(_)) {
        return true;
    }
    let is_last = last + 1 == text.len();
    if text.begins_quoted(block.span) {
        // Each paragraph of a letter may begin with a mark.
        return block.scope == Scope::Letter && first == 0 && is_last;
    }
    if first == 0 {
        let mut last = last;
        // "24 June, before morning."
        if text.gap_after(last).starts_with(',') {
            let after = (last + 1..text.len()).take_while(|&i| is_of_day(text.raw(i))).take(4);
            last = after.last().unwrap_or(last);
        }
        let gap = text.gap_after(last);
        return is_last
            || gap.trim_start_matches([')', ']', '\0']).starts_with(['.', '—', '–', ':'])
            || gap.starts_with("--");
    }
    is_last
        && text.len() <= LONGEST_LINE
        && text.gap(first).contains([',', '.', '\n'])
        && text.tense(first, last) == Tense::Unknown
}

/// Whether `word` may tell of a part of the day after a date.
fn is_of_day(word: &str) -> bool {
    is_listed(
        "a afternoon at before clock early evening late later m midnight morning night noon o'clock \
         o’clock p the",
        word,
    ) || word.len() <= 2 && figures(word).is_some()
}
