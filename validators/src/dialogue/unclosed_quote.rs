//! A speech that is opened and never closed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::conventions::{self, Convention, Mark, MarkKind};
use crate::story::prose::{self, is_edge};
use crate::story::quotation_marks::is_mark;
use crate::story::tags;
use crate::story::unmarked_tags::{runs_into_tag, unmarked_end};
use crate::story::word_forms::may_be_name;
use crate::story::{Block, BlockKind, COMMON_WORDS, Document, Scope};
use crate::validator::Validator;

/// The rule `dialogue/unclosed-quote`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnclosedQuote {}

/// For so many speeches one more may stay open. Where there are more, the document leaves speeches
/// open on purpose, or sets its marks in a way that we do not know.
const SPEECHES_PER_SUSPECT: usize = 25;

/// Words that open a sentence without their first letters: "'Course I do", "'Fraid not".
const SHORTENED: &str =
    "ave course cos ere faith fraid kay nough nuff ow scuse sides spect spose tain";

/// Shorter paragraphs may be lines of verse or of a letter.
const LINE_BYTES: usize = 60;

/// How a speech ends that is cut off.
const BROKEN_OFF: [&str; 2] = ["—", "--"];

/// So many lines of a speech tell whether it is verse; where they were run together, so many words,
/// of which this many have a capital after a comma.
const VERSE_LINES: usize = 5;
const VERSE_WORDS: usize = 100;
const VERSE_CAPITALS: usize = 3;

/// A tag takes no more bytes.
const TAG_BYTES: usize = 200;

/// How many words of the speech are shown.
const SHOWN_WORDS: usize = 3;

impl Validator for UnclosedQuote {
    type Subject = Document;

    const META: Meta = Meta {
        id: "dialogue/unclosed-quote",
        summary: "A speech that is opened and never closed",
        docs: "\
Finds a speech whose closing quotation mark is missing: another speech opens before it is closed, or
its paragraph ends and the story goes on without it.

Readers take what follows for speech too, and have to go back to see who says what.

```bad
\"I shall go alone, said Ann, and she took her coat.

He did not answer.

\"Wait,\" he said at last.
```

```good
\"I shall go alone,\" said Ann, and she took her coat. \"It was a long time ago. You were not born.

\"I have never told anyone of it.\"

He did not answer.
```

The rule learns from each document which marks it puts around speech: curly or straight, double or
single, or `«»`, and says nothing where that is not clear. In stories with single marks the double
marks within speeches are judged too. What is shown is the word after which the mark seems to be missing: before `said Ann`
or a sentence such as `Ann looked up`, else at the end. A speech over several paragraphs opens again at each of them and
closes only at the end of the last. Apostrophes (`'tis`, `boys'`), measures (`12\" wide`), code spans, verse,
letters after a colon, speeches that are cut off with a dash and marks within marks are left alone. A document
with many open speeches is taken to mean it.

A mark that is missing at the end of a paragraph is not found where the next paragraph opens with
speech: the speech might go on there. It is found if the paragraph runs into words such as `, said Ann.`
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let Some(outer) = Convention::of(document) else { return };
        for convention in [Some(outer), outer.nested(document)].into_iter().flatten() {
            for speech in unclosed_speeches(document, convention) {
                let opening = opening(document, speech);
                let message =
                    format!("The speech `{}...` is never closed", document.shown(opening));
                cx.report(document.location(ending(document, speech)), message)
                    .label(document.location(opening), "it is opened here");
            }
        }
    }
}

/// The speeches between marks of one kind that are never closed, each from its opening mark to the
/// next, or to the end of its paragraph.
fn unclosed_speeches(document: &Document, convention: &Convention) -> Vec<Span> {
    let mut open = Vec::new();
    let read = |&block| Paragraph::read(document, block, convention, &mut open);
    // A speech may go on after a table, but not because a scene ends.
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::SceneBreak);
    let paragraphs: Vec<_> = blocks.map(read).collect();
    let mut speeches = Vec::new();
    for (i, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.open.is_none() && paragraph.unclosed.is_empty() {
            continue;
        }
        let goes_on = paragraph.open.is_some_and(|speech| {
            is_closed_next(&paragraphs, i, convention)
                || !runs_out(document, speech) && may_go_on(document, &paragraphs, i)
        });
        // A letter with its signature, or the paragraphs of a tale that were run together.
        let is_introduced = i.checked_sub(1).is_some_and(|before| {
            visible(document, paragraphs[before].block.span).ends_with([':', '—', '-'])
        });
        if is_introduced || (goes_on && paragraph.n_closed == 0) {
            continue;
        }
        let open = paragraph.open.filter(|_| !goes_on);
        let candidates = paragraph.unclosed.iter().copied().chain(open);
        let end = paragraph.block.span.end;
        let candidates = candidates.filter(|&it| !is_in_verse(document, Span { end, ..it }));
        speeches.extend(candidates.take(paragraph.n_opened.saturating_sub(paragraph.n_closed)));
    }
    let n_speeches: usize = paragraphs.iter().map(|paragraph| paragraph.n_opened).sum();
    if speeches.len() > 1 + n_speeches / SPEECHES_PER_SUSPECT {
        speeches.clear();
    }
    speeches
}

/// What the quotation marks of a block say. Speeches are spans from their opening mark to the
/// block's end.
struct Paragraph {
    block: Block,
    /// Its first mark.
    first: Option<MarkKind>,
    n_opened: usize,
    n_closed: usize,
    /// The speeches that are open where another opens.
    unclosed: Vec<Span>,
    /// The speech that is open at its end.
    open: Option<Span>,
}

impl Paragraph {
    /// Reads a block, with room for the speeches that are open, each within the one before.
    fn read(
        document: &Document,
        block: Block,
        convention: &Convention,
        open: &mut Vec<Span>,
    ) -> Self {
        let mut this =
            Self { block, first: None, n_opened: 0, n_closed: 0, unclosed: Vec::new(), open: None };
        if block.kind != BlockKind::Paragraph {
            return this;
        }
        open.clear();
        // Read so far for single marks, each byte once; and the last of them, if it opens a speech.
        let (mut read, mut single) = (block.span.start, None);
        for Mark { at, kind } in convention.marks(document, block.span) {
            let last = open.last().copied();
            let opens = match kind {
                MarkKind::Open => true,
                MarkKind::Close => false,
                MarkKind::Toggle => last.is_none(),
                MarkKind::Measure => {
                    let prose = document.prose.as_bytes();
                    if last.is_none_or(|last| prose[last.range().start] != prose[at]) {
                        continue;
                    }
                    false
                }
            };
            this.first.get_or_insert(if opens { MarkKind::Open } else { MarkKind::Close });
            if opens && last.is_some_and(|last| is_no_speech(document, convention, last, at)) {
                if !convention.is_single() {
                    this.n_opened += 1;
                    open.push(Span::new(at..block.span.end as usize));
                }
            } else if opens {
                this.n_opened += 1;
                let may_nest = last.filter(|_| !convention.is_single());
                let is_nested = may_nest.is_some_and(|last| {
                    let unread = Span::new(read.max(last.start) as usize..at);
                    read = unread.end;
                    single = conventions::open_single(&document.prose, unread, single);
                    single.is_some_and(|single| single > last.start as usize)
                });
                if !is_nested {
                    let unclosed = open.pop();
                    this.unclosed.extend(unclosed.map(|it| Span { end: at as u32, ..it }));
                }
                // “Yes--“ closes with the wrong mark.
                let (before, rest) = document.prose[..block.span.end as usize].split_at(at);
                let is_backwards = || {
                    !before.ends_with(char::is_whitespace)
                        && rest.trim_start_matches(is_mark).starts_with(char::is_whitespace)
                };
                if last.is_none() || !is_backwards() {
                    open.push(Span::new(at..block.span.end as usize));
                }
            } else {
                this.n_closed += 1;
                open.pop();
            }
        }
        this.open = open.first().copied();
        let is_in_lines = || {
            matches!(block.scope, Scope::Verse | Scope::Letter)
                || is_verse(document.prose_at(block.span))
        };
        if this.n_opened != this.n_closed && is_in_lines() {
            // Its lines, such as those of a signature, open speeches as they like.
            this.n_opened = this.n_closed;
        }
        this
    }
}

/// Whether the mark at `at`, which opens something while the speech `last` is open, opens no speech after
/// it, but one that it tells of, a word that is only mentioned, or a word with a letter left out.
fn is_no_speech(document: &Document, convention: &Convention, last: Span, at: usize) -> bool {
    let start = document.prose.floor_char_boundary(at - (at - last.range().start).min(TAG_BYTES));
    let before = document.prose[start..at].trim_end_matches(is_edge);
    let after =
        document.prose[at..last.end as usize].trim_start_matches(|c| is_mark(c) || is_edge(c));
    if convention.is_single() {
        let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let lower = word.to_lowercase();
        return prose::is_listed(SHORTENED, &lower)
            || may_be_name(word) && !COMMON_WORDS.contains(&lower) && !runs_into_tag(before);
    }
    let is_mention =
        before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_lowercase);
    let tells = || {
        before.ends_with(':') && !before.split(|c: char| !c.is_alphanumeric()).any(tags::is_saying)
    };
    is_mention || tells()
}

/// Whether a speech opens in verse, the lines of which may be run together.
fn is_in_verse(document: &Document, speech: Span) -> bool {
    let prose = &document.prose;
    let at = speech.start as usize;
    let line = prose[..at].bytes().rev().take(LINE_BYTES).position(|byte| byte == b'\n');
    let lines = prose[at - line.unwrap_or(0)..speech.end as usize].split_inclusive('\n');
    let lines: usize = lines.take(VERSE_LINES).map(str::len).sum();
    let start = at - line.unwrap_or(0);
    let mut end = None;
    let capitals = prose::words(prose, speech).take(VERSE_WORDS).filter(|word| {
        let gap = end.replace(word.end()).map_or("", |end| &prose[end..word.start]);
        gap.starts_with([',', ';'])
            && word.is_capitalised()
            && !may_be_name(word.raw)
            && word.raw != "I"
    });
    line.is_some() && is_verse(&prose[start..start + lines]) || capitals.count() >= VERSE_CAPITALS
}

/// Whether a speech that is open at the end of its paragraph runs into words of the narrator.
fn runs_out(document: &Document, speech: Span) -> bool {
    runs_into_tag(visible(document, speech))
        && conventions::open_single(&document.prose, speech, None).is_none()
}

/// Whether the next paragraph closes what is open at the end of paragraph `i`, without opening it again: an
/// excerpt between marks.
fn is_closed_next(paragraphs: &[Paragraph], i: usize, convention: &Convention) -> bool {
    let next = paragraphs.get(i + 1).and_then(|next| next.first);
    !convention.is_single() && next == Some(MarkKind::Close)
}

/// Whether the speech that is open at the end of paragraph `i` may well go on in the blocks after it.
fn may_go_on(document: &Document, paragraphs: &[Paragraph], i: usize) -> bool {
    let Some(next) = paragraphs.get(i + 1).filter(|next| next.block.kind == BlockKind::Paragraph)
    else {
        return true;
    };
    // Verse and letters stand within it.
    let is_set_off = |block: Block| matches!(block.scope, Scope::Verse | Scope::Letter);
    let this = visible(document, paragraphs[i].block.span);
    if is_set_off(next.block) || BROKEN_OFF.iter().any(|end| this.ends_with(end)) {
        return true;
    }
    let next = visible(document, next.block.span);
    // A line of verse, an address or a date, or the words before a letter.
    let is_line =
        |text: &str| !text.ends_with(['.', '!', '?', '…', '—', '-', '\'', '’', '"', '”', '»']);
    if is_line(this) || (next.len() < LINE_BYTES && is_line(next)) {
        return true;
    }
    // A letter or a tale over several paragraphs, that someone reads or tells.
    let went_on = i.checked_sub(1).is_some_and(|before| paragraphs[before].open.is_some());
    went_on
        || next.starts_with(is_mark)
        || paragraphs[i + 1..].iter().find_map(|later| later.first) == Some(MarkKind::Close)
}

/// The prose at `span` without what a reader does not see at its ends.
fn visible(document: &Document, span: Span) -> &str {
    document.prose_at(span).trim_matches(is_edge)
}

/// Whether most lines of a paragraph are short and start with a capital.
fn is_verse(paragraph: &str) -> bool {
    let (mut n_lines, mut n_verses) = (0, 0);
    for line in paragraph.trim().lines().map(|line| line.trim_matches(|c| is_edge(c) || is_mark(c)))
    {
        n_lines += 1;
        n_verses += usize::from(line.len() < LINE_BYTES && line.starts_with(char::is_uppercase));
    }
    n_lines > 1 && n_verses * 3 >= n_lines * 2
}

/// The mark that `speech` starts with, and the first words after it.
fn opening(document: &Document, speech: Span) -> Span {
    let last = prose::words(&document.prose, speech).take(SHOWN_WORDS).last();
    Span { end: last.map_or(speech.end, |word| word.span().end), ..speech }
}

/// The word after which the mark is missing that `speech` should end with.
fn ending(document: &Document, speech: Span) -> Span {
    let said = &document.prose[speech.range()];
    let end =
        speech.start as usize + unmarked_end(said.trim_end_matches(|c| is_edge(c) || is_mark(c)));
    let own = Span::new(speech.start as usize..end);
    let word = prose::words(&document.prose, own).last();
    Span::new(word.map_or(own.start as usize, |word| word.start)..end)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[track_caller]
    fn check(text: &str) {
        testing::check(&super::UnclosedQuote::default(), text);
    }

    #[test]
    fn before_another_speech() {
        check("\"I will go ⟦alone,⟧ said Ann. \"Wait here.\"");
    }

    #[test]
    fn at_the_end_of_a_paragraph() {
        check("She rose. “I will go ⟦alone.⟧\n\nNobody moved.\n\n“Wait,” said Jon.");
    }

    #[test]
    fn before_words_of_the_narrator() {
        check("\"Where are you ⟦going?⟧ asked Ann.\n\n\"Out,\" said Jon.");
        check("\"I will go ⟦alone,⟧ said Ann.\n\n\"Wait,\" said Jon.");
    }

    #[test]
    fn an_excerpt() {
        check(
            "“Go,” said Ann.\n\n“Her eyes shone, and she said.\n\n‘Listen to them!’ She left.”\n\n“No,” said Jon.",
        );
    }

    #[test]
    fn guillemets() {
        check("«I will go ⟦alone.⟧\n\nNobody moved.\n\n«Wait,» said Jon.");
    }

    #[test]
    fn single_marks() {
        check("‘I will go ⟦alone,⟧ said Ann, ‘if I must.’");
        check("'I will go ⟦alone,⟧ said Ann. 'Wait here.'");
    }

    #[test]
    fn speech_within_speech() {
        check("'She said \"I will go alone. I heard ⟦it.⟧'\n\nHe rose.\n\n'Did she say \"no\"?'");
        check("“He said, ‘I heard “no” and left,’ and so did I,” said Ann.");
    }

    /// In each pair of single marks there is speech after speech, all within the first one.
    #[test]
    fn many_speeches_within_one() {
        check(&format!("“He ‘said {}and.’”", "“a” ".repeat(100_000)));
        check(&format!("“He said {}and.”", "‘I heard “no” and left,’ ".repeat(20_000)));
    }

    #[test]
    fn over_several_paragraphs() {
        check("“It was long ago.\n\n“You were not born.\n\n“I was young.”\n\nHe wept.");
    }

    #[test]
    fn over_several_paragraphs_without_opening_again() {
        check("\"It was long ago.\n\nYou were not born.\n\nI was young.\" He wept.");
    }

    #[test]
    fn at_the_end_of_the_document() {
        check("“Wait,” said Ann. “It was long ago.");
    }

    #[test]
    fn before_a_heading() {
        check("“Wait,” said Ann. “It was long ago.\n\n## Two\n\n“Go on,” said Jon.");
    }

    #[test]
    fn before_a_letter() {
        check("“Listen,” said Ann. “He writes:\n\nCome at once.\n\n“What can he mean?”");
    }

    #[test]
    fn letter_after_a_colon() {
        check(
            "It ran:\n\n\"Come at once. Tell nobody.\n\"Jon Hale.\"\n\nShe wept. \"Why?\" she said.",
        );
    }

    #[test]
    fn verse() {
        check(
            "“Go on,” said Ann.\n\n“The moon is up,\nThe sun is down,\nThe king has lost his crown.\n\nShe wept.",
        );
    }

    #[test]
    fn verse_in_a_speech() {
        check("“Go,” said Ann. “I think of old lines:—\n\n> *The moon is up,*\n\nShe wept.");
        check("“Go,” said Ann. “I shall not—\n\nShe wept.\n\n“Go!” said Jon.");
        check(
            "She rose. “The moon is up, The sun is down; The king and queen, And all the town.\n\nShe wept.",
        );
    }

    #[test]
    fn words_within() {
        check("“It shall be “holy” to them. Go.\n\n“Now go.”\n\nHe went.");
        check("“Miss March: “Dear madam,”” said Ann.");
        check("‘Here now! ‘Zounds, come,’ said Ann.");
        check("“⟦Well--⟧“ I began.\n\nShe rose. “Why?” she said.");
    }

    #[test]
    fn apostrophes() {
        check("‘’Tis the boys’ room,’ said Ann, ‘and ’e’s in it.’");
        check("''Tis the boys' room,' said Ann. 'An' 'e's in it, 'ouse an' all.'");
        check("'That's all. 'Course, \"all\" is much,' said Ann. 'Go. 'Fraid not.'");
        check("'Go,' said Ann.\n\n'T is the king's.\n\n'Go,' said Jon.\n\n'No,' said Ann.");
    }

    #[test]
    fn inches() {
        check("\"Take the 6\" nails,\" said Jon. She took the 6\" nails.");
    }

    #[test]
    fn measures() {
        for speech in ["“Go,” said Ann.", "«Go,» said Ann.", "\"Go,\" said Ann.", "'Go,' said Ann."]
        {
            for measure in ["12\" wide and 3' long", "12\"x3\" and 5\"x6", "41° 24' 12\" N"] {
                check(&format!("{speech}\n\nIt was {measure}.\n\nShe went.\n\n{speech}"));
            }
        }
        check("“Go,” said Ann. She heard \"Highway 61\" play.\n\nShe went.\n\n“Go,” said Jon.");
        check("“It is 12\" ⟦wide,⟧ said Ann. “Go.”");
        check("“He said, ‘the 3' plank, “no” and left,’ and so did I,” said Ann.");
    }

    #[test]
    fn many_open_speeches() {
        check("“Go, said Ann. “Go.”\n\n“Go, said Jon. “Go.”\n\n“Go, said Eve. “Go.”");
    }

    #[test]
    fn two_conventions() {
        check(
            "“Go,” said Ann.\n\n\"Go,\" said Jon.\n\n“Go, said Eve.\n\n\"Go,\" said Ann. She went.",
        );
    }

    #[test]
    fn emphasis_around_speech() {
        check("*\"Go,\"* said Ann. **\"Go!\"** She went. \"*Now.*\"");
    }

    #[test]
    fn in_a_code_span() {
        check(
            "“Go,” said Ann.\n\nThe marks are `\"` and `“` here.\n\nShe went.\n\n“Go,” said Jon.",
        );
    }

    #[test]
    fn in_a_code_block() {
        check("\"Go,\" said Ann.\n\n```\n\"Go\n```\n\nShe went.");
    }
}
