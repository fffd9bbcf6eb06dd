//! Stretches of text between quotation marks, a paragraph at a time.

use crate::diagnostic::Span;
use crate::story::prose::Text;
use crate::story::speech::{Lean, Surroundings};
use crate::story::tags;
use crate::story::word_list::WordList;

/// What sets a stretch of text apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// `“”`, `""`, `«»`, `„“` and their like.
    Double,
    /// `‘’` and `''`.
    Single,
    /// A dash at the start of the paragraph.
    Dash,
}

/// A stretch of text that may be speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    /// What sets it apart.
    pub(crate) marks: Marks,
    /// With its marks.
    pub(crate) span: Span,
    /// Whether it has a closing mark; if not, it ends with its paragraph.
    pub(crate) is_closed: bool,
}

/// Appends what the paragraph `span` holds between marks of every kind, in order. What is between
/// marks within marks of another kind may be among it, single marks within double ones are not.
/// Linear in the span.
pub(crate) fn read_quotes(text: Text<'_>, span: Span, quotes: &mut Vec<Quote>) {
    let prose = text.prose();
    let first = quotes.len();
    let mut doubles = Doubles::default();
    let mut singles = Singles::default();
    for around in Surroundings::of(prose, span) {
        if matches!(around.mark, '\'' | '‘' | '’') {
            // Single marks that are the inner ones are never looked at.
            if doubles.open.is_none() || singles.open.is_some() {
                singles.read(text, span, &around, quotes);
            }
        } else {
            doubles.read(text, span, &around, quotes);
        }
    }
    doubles.finish(prose, span, quotes);
    singles.finish(text, span, quotes);
    read_dash(text, span, quotes);
    quotes[first..].sort_by_key(|quote| quote.span.start);
}

/// The double mark that is open.
#[derive(Default)]
struct Doubles {
    open: Option<(usize, char)>,
    /// Whether there was a stretch before in the paragraph.
    is_later: bool,
}

impl Doubles {
    fn read(
        &mut self,
        text: Text<'_>,
        paragraph: Span,
        around: &Surroundings<'_>,
        quotes: &mut Vec<Quote>,
    ) {
        let prose = text.prose();
        let open = self.open.map(|(_, mark)| mark);
        if around.may_measure() && open.is_none_or(|open| open != around.mark) {
            return;
        }
        let (leans_left, leans_right) = match around.leans() {
            Lean::Left => (true, false),
            Lean::Right => (false, true),
            Lean::Neither => (false, false),
        };
        let opens = match (around.mark, open) {
            ('“', Some('„')) | ('”', Some(_)) => false,
            ('“', Some(_)) => !leans_left,
            ('"', Some(_)) => leans_right,
            ('«', Some('»')) | ('»', Some('«')) => false,
            ('”' | '"', None) => !leans_left || around.lead.is_empty(),
            ('»', None) => leans_right,
            _ => true,
        };
        match (self.open, opens) {
            (Some((start, _)), false) => {
                let span = Span::new(start..around.at + around.mark.len_utf8());
                if is_said(text, paragraph, span, self.is_later) {
                    quotes.push(Quote { marks: Marks::Double, span, is_closed: true });
                    self.is_later = true;
                }
                self.open = None;
            }
            (Some((start, _)), true) => {
                // Its closing mark is missing.
                let end = start + prose[start..around.at].trim_end_matches(is_edge).len();
                let span = Span::new(start..end);
                quotes.push(Quote { marks: Marks::Double, span, is_closed: true });
                self.open = Some((around.at, around.mark));
            }
            (None, true) => self.open = Some((around.at, around.mark)),
            (None, false) => {}
        }
    }

    fn finish(self, prose: &str, span: Span, quotes: &mut Vec<Quote>) {
        if let Some((start, _)) = self.open {
            let end = start + prose[start..span.end as usize].trim_end_matches(is_edge).len();
            let span = Span::new(start..end);
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
    /// Whether there was a stretch before in the paragraph.
    is_later: bool,
}

impl Singles {
    fn read(
        &mut self,
        text: Text<'_>,
        paragraph: Span,
        around: &Surroundings<'_>,
        quotes: &mut Vec<Quote>,
    ) {
        if around.mark != '’' && opens_single(around) {
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

    fn close(&mut self, text: Text<'_>, paragraph: Span, quotes: &mut Vec<Quote>) {
        if let (Some(start), Some(end)) = (self.open.take(), self.weak.take()) {
            let span = Span::new(start..end);
            if !is_said(text, paragraph, span, self.is_later) {
                return;
            }
            self.is_later = true;
            quotes.push(Quote { marks: Marks::Single, span, is_closed: true });
        }
    }

    fn finish(mut self, text: Text<'_>, span: Span, quotes: &mut Vec<Quote>) {
        if self.weak.is_some() {
            self.close(text, span, quotes);
        } else if let Some(start) = self.open {
            let span = Span::new(start..span.end as usize);
            quotes.push(Quote { marks: Marks::Single, span, is_closed: false });
        }
    }
}

/// Whether `quote`, which is closed, is said and not a title or a word that is only mentioned.
/// `is_later` if there is another before it in the paragraph.
fn is_said(text: Text<'_>, paragraph: Span, quote: Span, is_later: bool) -> bool {
    let prose = text.prose();
    let lead = &prose[paragraph.start as usize..quote.start as usize];
    let follows = prose[quote.end as usize..paragraph.end as usize].trim_start_matches(is_edge);
    let mut inner = prose[quote.range()].chars();
    inner.next();
    inner.next_back();
    let inner = inner.as_str();
    let Some(first) = inner.chars().find(|c| c.is_alphanumeric()) else { return false };
    let Some(end) = last(inner) else { return false };
    // Speech may break off in the middle for what the speaker does.
    let breaks_off = || {
        (is_later || last(lead).is_none())
            && follows.starts_with(['(', ';'])
            && inner.split_whitespace().nth(MIN_WORDS).is_some()
    };
    let ends = !end.is_alphanumeric() || breaks_off();
    // "It is late," thought Mary.
    if starts_with_thinking(follows) {
        return false;
    }
    let goes_on = || follows.starts_with(['—', '–', '-']) || starts_with_saying(follows);
    let is_introduced = || text.says_before(text.index(quote.start as usize), paragraph);
    match last(lead) {
        None if is_source(follows) => false,
        None => ends || follows.is_empty() || goes_on(),
        Some(before) if before.is_alphanumeric() => {
            let word = lead.trim_end_matches(is_edge).rsplit(|c: char| !c.is_alphanumeric()).next();
            ends && word.is_some_and(|word| !is_naming(word) && tags::is_saying(word))
        }
        Some(before) => {
            let is_odd = first.is_lowercase() || matches!(before, '—' | '–' | '-');
            (ends || goes_on())
                && (!is_odd || is_later || starts_with_saying(follows) || is_introduced())
        }
    }
}

/// Whether `word` rather comes before a name or a word than before speech: `called "the house,"`.
fn is_naming(word: &str) -> bool {
    matches!(word, "called" | "say" | "calling" | "pronounced" | "read")
}

/// Whether `text` says where the words before it are from: "—Shakespeare".
fn is_source(text: &str) -> bool {
    let name = text.trim_start_matches(['-', '—', '–', ' ']);
    name.len() < text.len() && text.len() < SOURCE_BYTES && name.starts_with(char::is_uppercase)
}

/// A speech that breaks off has more words than this.
const MIN_WORDS: usize = 4;

/// The most bytes of the source of a motto.
const SOURCE_BYTES: usize = 60;

/// Whether `text` starts with a verb of saying, or with one after "he", "she", "I".
fn starts_with_saying(text: &str) -> bool {
    let text = text.trim_start_matches(|c| c == ',' || is_edge(c));
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.next().is_some_and(|first| {
        tags::is_saying(first)
            || (matches!(first, "he" | "she" | "I") && words.next().is_some_and(tags::is_saying))
    })
}

/// Whether a single mark opens a speech, perhaps right after "said".
fn opens_single(around: &Surroundings<'_>) -> bool {
    let is_introduced = || {
        let lead = around.lead.trim_end_matches(is_edge);
        let word = lead.rsplit(|c: char| !c.is_alphanumeric()).next();
        word.is_some_and(|word| !is_naming(word) && tags::is_saying(word))
            && lead.len() < around.lead.len()
            && around.after().is_uppercase()
    };
    around.opens_speech() || is_introduced()
}

/// Whether `text` starts with "thought", or with "he thought".
fn starts_with_thinking(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.next().is_some_and(|first| {
        first == "thought"
            || (matches!(first, "he" | "she" | "I") && words.next() == Some("thought"))
    })
}

fn is_edge(c: char) -> bool {
    c == '\0' || c.is_whitespace()
}

/// The last character of `text` that a reader sees, spaces aside.
fn last(text: &str) -> Option<char> {
    text.trim_end_matches(is_edge).chars().next_back()
}

/// The stretches of a paragraph that opens with a dash, without what the narrator puts between.
fn read_dash(text: Text<'_>, span: Span, quotes: &mut Vec<Quote>) {
    let prose = text.prose();
    let paragraph = &prose[span.range()];
    let visible = paragraph.trim_start_matches(is_edge);
    if !visible.starts_with(['—', '–', '―']) && !visible.starts_with("--") {
        return;
    }
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
    use super::*;
    use crate::story::prose;

    /// Checks what of a paragraph is between marks of a kind, each stretch in `⟦⟧`.
    #[track_caller]
    fn check(marks: Marks, marked: &str) {
        let prose = marked.replace(['⟦', '⟧'], "");
        let span = Span::new(0..prose.len());
        let words: Vec<_> = prose::words(&prose, span).collect();
        let mut quotes = Vec::new();
        read_quotes(Text::new(&prose, &words), span, &mut quotes);
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
    fn dashes() {
        check(Marks::Dash, "⟦—Go!⟧ he said. ⟦It is late.⟧");
        check(Marks::Dash, "⟦—Tell me, Ann,⟧ Jon said quietly.");
        check(Marks::Dash, "⟦—The man I was with,⟧ said Jon Hale, ⟦says so.⟧");
        check(Marks::Dash, "⟦—Sí⟧ —dijo Juan—. ⟦Ven.⟧");
        check(Marks::Dash, "He rose—and went.");
    }

    #[test]
    fn mentioned_words() {
        check(Marks::Double, "The first “note,” of Europe, “Emma”, is called “the house,” here.");
        check(Marks::Double, "He played “The Poet and the Peasant.” She thought of “home.”");
        check(Marks::Double, "“Mine ear is open.” —Shakespeare");
        check(Marks::Double, "“How pretty they are!” thought Jon.");
        check(Marks::Double, "It came out, “as if it were gas.” Nobody moved.");
    }

    #[test]
    fn measures() {
        check(Marks::Double, "It was 12\" wide. ⟦“Go,”⟧ he said.");
    }
}
