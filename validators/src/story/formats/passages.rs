//! What a text shows to be a letter, verse, a motto without any markup that says so.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::document::{Block, BlockKind, Document, Passage, Scope};
use crate::story::formats::letter_titles::Title;
use crate::story::formats::letters::{self, Greeting};
use crate::story::formats::{thoughts, verse};
use crate::story::prose::is_edge;

/// A motto after a heading has no more bytes.
const LONGEST_MOTTO: usize = 600;

/// So many lines may stand over the greeting of a letter.
const MOST_HEADS: usize = 4;

/// Who or what a motto is from takes no more bytes.
const LONGEST_SOURCE: usize = 80;

/// Gives blocks of the body the scope that their text shows, and lists the passages beside those that
/// the markup shows within blocks. Linear in the blocks, and in the text of those that are looked at closely.
pub(super) fn find(document: &mut Document) {
    let Document { prose, blocks, .. } = document;
    for block in blocks.iter_mut() {
        let is_prose = block.kind == BlockKind::Paragraph && block.scope == Scope::Body;
        if is_prose && verse::is_verse(&document.text, prose, block.span) {
            block.scope = Scope::Verse;
        }
    }
    mottoes(document);
    let mut letters = letters(document);
    let entries = entries(document, &mut letters);
    letters.extend(entries);
    for (range, _) in &letters {
        for block in &mut document.blocks[range.clone()] {
            if matches!(block.kind, BlockKind::Heading(_)) {
                block.kind = BlockKind::Paragraph;
            }
            if block.kind == BlockKind::Paragraph
                && matches!(block.scope, Scope::Body | Scope::Quotation)
            {
                block.scope = Scope::Letter;
            }
        }
    }
    letters.sort_by_key(|(_, passage)| passage.span.start);
    let mut passages: Vec<Passage> = letters.into_iter().map(|(_, passage)| passage).collect();
    let n_letters = passages.len();
    for run in document.blocks.chunk_by(|a, b| a.scope == b.scope) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let span = Span { start: first.span.start, end: last.span.end };
        let is_told = match first.scope {
            Scope::Body | Scope::Speech => true,
            // A letter by its markup may be one by its text, too.
            Scope::Letter => {
                let known = &passages[..n_letters];
                let i = known.partition_point(|letter| letter.span.end <= span.start);
                known.get(i).is_some_and(|letter| letter.span.start < span.end)
            }
            Scope::Quotation
            | Scope::Verse
            | Scope::Epigraph
            | Scope::Note
            | Scope::Thought
            | Scope::Code => false,
        };
        if !is_told {
            passages.push(match first.scope {
                Scope::Letter => marked_letter(&document.prose, run),
                _ => Passage::new(first.scope, span),
            });
        }
    }
    passages.extend(thoughts(document));
    passages.append(&mut document.passages);
    passages.sort_by_key(|passage| passage.span.start);
    document.passages = passages;
}

/// A letter or an entry: its blocks, and what it says at its ends.
type Found = (Range<usize>, Passage);

/// The letters: each from its date, or what it begins with, to the name under it. Without a greeting
/// and a closing phrase there is none.
fn letters(document: &Document) -> Vec<Found> {
    let (prose, blocks) = (&document.prose, &document.blocks);
    let mut found = Vec::new();
    let mut end = 0;
    let mut i = 0;
    while i < blocks.len() {
        // What stands alone in capitals was taken for a heading.
        let may_greet = matches!(blocks[i].kind, BlockKind::Paragraph | BlockKind::Heading(_));
        let greeting = may_greet.then(|| letters::greeting(prose, blocks[i].span, false)).flatten();
        let Some(Greeting { addressee, head }) = greeting else {
            i += 1;
            continue;
        };
        // Each paragraph of a letter in marks begins with one.
        let begins = |block: &Block| letters::is_in_marks(prose, block.span);
        let is_in_marks = begins(&blocks[i]);
        let mut next = i + 1;
        let mut closing = letters::closing(prose, blocks[i].span).map(|writer| (i, writer));
        while closing.is_none()
            && next < blocks.len()
            && matches!(blocks[next].kind, BlockKind::Paragraph | BlockKind::Other)
            && (!is_in_marks || begins(&blocks[next]))
            && letters::greeting(prose, blocks[next].span, false).is_none()
        {
            closing = letters::closing(prose, blocks[next].span).map(|writer| (next, writer));
            if closing.is_none() && letters::leads_to_name(prose, blocks[next].span) {
                let name = blocks.get(next + 1).and_then(|it| letters::signature(prose, it.span));
                closing = name.map(|name| (next + 1, Some(name)));
            }
            next += 1;
        }
        let first = i;
        i = next;
        let Some((mut last, mut writer)) = closing else { continue };
        if writer.is_none()
            && let Some(block) = blocks.get(last + 1)
            && let Some(name) = letters::signature(prose, block.span)
        {
            (last, writer) = (last + 1, Some(name));
        }
        let heads = (end..first)
            .rev()
            .take(MOST_HEADS)
            .take_while(|&head| letters::is_head(prose, blocks[head]));
        let date =
            heads.clone().find_map(|head| Some((head, letters::date(prose, blocks[head].span)?)));
        let date = letters::date(prose, head).map(|date| (first, date)).or(date);
        let start = date.map_or(first, |(head, _)| head);
        let span = Span { start: blocks[start].span.start, end: blocks[last].span.end };
        let date = date.map(|(_, date)| date);
        found.push((
            start..last + 1,
            Passage { scope: Scope::Letter, span, date, writer, addressee },
        ));
        end = last + 1;
        i = end.max(i);
    }
    found
}

/// The letter that the markup of `blocks` says is one, with what it says at its ends.
fn marked_letter(prose: &str, blocks: &[Block]) -> Passage {
    let (first, last) = (blocks[0], blocks[blocks.len() - 1]);
    let span = Span { start: first.span.start, end: last.span.end };
    let heads = blocks.iter().take(1 + MOST_HEADS);
    let greeting = heads.clone().find_map(|block| letters::greeting(prose, block.span, true));
    let mut heads = heads.filter(|block| letters::is_head(prose, **block));
    let is_signed = blocks.len() > 1;
    let writer = if is_signed { letters::signature(prose, last.span) } else { None };
    let writer = writer
        .or_else(|| letters::closing(prose, last.span).flatten())
        .or_else(|| letters::name_after_dash(prose, last.span));
    Passage {
        date: heads.find_map(|block| letters::date(prose, block.span)),
        writer,
        addressee: greeting.and_then(|greeting| greeting.addressee),
        ..Passage::new(Scope::Letter, span)
    }
}

/// The entries of diaries: under a title that names a diary, from a date to the next. Of a letter under
/// its title, that tells who writes to whom.
fn entries(document: &Document, letters: &mut [Found]) -> Vec<Found> {
    let (prose, blocks) = (&document.prose, &document.blocks);
    let mut found: Vec<Found> = Vec::new();
    let mut current = Title::default();
    let mut is_open = false;
    let mut letters = letters.iter_mut().peekable();
    for (i, block) in blocks.iter().enumerate() {
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        if is_heading || block.kind == BlockKind::Paragraph {
            let title = Title::of(prose, *block);
            if is_heading || title.is_some() {
                (current, is_open) = (title.unwrap_or_default(), false);
                continue;
            }
        }
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        while letters.next_if(|(range, _)| range.end <= i).is_some() {}
        let letter = letters.peek_mut().filter(|(range, _)| range.contains(&i));
        let Title { has_entries: true, writer, addressee } = current else { continue };
        let is_letter = letter.is_some();
        if let Some((range, letter)) = letter
            && addressee.is_some()
            && range.start == i
        {
            (letter.writer, letter.addressee) = (writer.or(letter.writer), addressee);
            // Nothing else is told of what comes after it.
            (current, is_open) = (Title::default(), false);
            continue;
        }
        if let Some(date) = letters::entry(prose, block.span).filter(|_| !is_letter) {
            let date = Some(date);
            let passage =
                Passage { scope: Scope::Letter, span: block.span, date, writer, addressee };
            found.push((i..i + 1, passage));
            is_open = true;
        } else if let Some((range, passage)) = found.last_mut().filter(|_| is_open) {
            range.end = i + 1;
            passage.span.end = block.span.end;
        }
    }
    found
}

/// The thoughts in paragraphs of the body.
fn thoughts(document: &Document) -> impl Iterator<Item = Passage> {
    let mut thoughts = Vec::new();
    for block in document.paragraphs().filter(|block| block.scope == Scope::Body) {
        thoughts::read(&document.text, &document.prose, block.span, &mut thoughts);
    }
    thoughts.into_iter().map(|span| Passage::new(Scope::Thought, span))
}

/// Marks mottoes: right after a heading, verse, or a quotation with its source.
fn mottoes(document: &mut Document) {
    let Document { prose, blocks, .. } = document;
    let is_source = |span: Span| {
        let text = prose[span.range()].trim_start_matches(is_edge);
        let source = text.trim_start_matches(['—', '―', '–', '-']);
        source.len() < text.len()
            && span.range().len() <= LONGEST_SOURCE
            && source.trim_start_matches(is_edge).starts_with(char::is_uppercase)
            && !source.contains(['?', '!'])
    };
    for i in 1..blocks.len() {
        let (heading, motto) = (blocks[i - 1], blocks[i]);
        if !matches!(heading.kind, BlockKind::Heading(_))
            || motto.kind != BlockKind::Paragraph
            || motto.span.range().len() > LONGEST_MOTTO
        {
            continue;
        }
        let text = prose[motto.span.range()].trim_matches(is_edge);
        let has_source = blocks.get(i + 1).is_some_and(|next| is_source(next.span));
        let last_line = text.rfind('\n').map(|at| {
            let start = text.as_ptr() as usize - prose.as_ptr() as usize + at + 1;
            Span { start: start as u32, ..motto.span }
        });
        let is_quoted = text.starts_with(['“', '"', '‘', '\'', '«', '„'])
            || matches!(motto.scope, Scope::Quotation | Scope::Verse);
        let next = blocks.get(i + 1 + usize::from(has_source));
        let is_motto = match motto.scope {
            // Before more verse it is a poem with a title.
            Scope::Verse => next.is_some_and(|next| next.scope == Scope::Body),
            Scope::Body | Scope::Quotation => {
                is_quoted && (has_source || last_line.is_some_and(is_source))
            }
            Scope::Speech
            | Scope::Letter
            | Scope::Epigraph
            | Scope::Note
            | Scope::Thought
            | Scope::Code => false,
        };
        if is_motto {
            blocks[i].scope = Scope::Epigraph;
            if has_source {
                blocks[i + 1].scope = Scope::Epigraph;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::story::document::{Document, Scope};
    use crate::story::formats::tests::{document, scopes};

    /// Checks the scopes of the blocks that are not simply told.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = scopes(&document("story.txt", text));
        let others: Vec<_> = found.iter().filter(|block| !block.starts_with("Body")).collect();
        assert_eq!(others, expected, "{text:?}");
    }

    /// Checks the date, writer and addressee of each letter, `-` where there is none.
    #[track_caller]
    fn check_letters(path: &str, text: &str, expected: &[&str]) {
        let document: Document = document(path, text);
        let letters = document.passages.iter().filter(|passage| passage.scope == Scope::Letter);
        let part = |span: Option<crate::Span>| span.map_or("-", |span| &text[span.range()]);
        let shown = letters.map(|letter| {
            let [date, writer, to] = [letter.date, letter.writer, letter.addressee].map(part);
            format!("{date} | {writer} | {to}")
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn letters() {
        let text = "He read it.\n\nHighwater, 3 May.\n\nMy dear Ann,\n\nAll is well here.\n\nYours ever,\nJane Orme\n\nHe wept.";
        for path in ["story.txt", "story.md"] {
            check_letters(path, text, &["3 May | Jane Orme | Ann"]);
        }
        check(
            text,
            &[
                "Letter Highwater, 3 May.",
                "Letter My dear Ann,",
                "Letter All is well here.",
                "Letter Yours ever,\nJane Orme",
            ],
        );
        check_letters(
            "story.txt",
            "“Dear Sir,--The house is sold. I am, Sir, yours truly,\n\n“J. ORME.”\n\nHe wept.",
            &["- | J. ORME | Sir"],
        );
        check_letters(
            "story.txt",
            "Leeds, 3 April 1890\n\nMy dear Ann,\n\nAll is well.\n\nYours ever,\nLudwig van der Berg",
            &["3 April 1890 | Ludwig van der Berg | Ann"],
        );
        check_letters(
            "story.txt",
            "MY DEAR ANN,\n\n“All is well.\n\nYour affectionate Son,\n\nJ. F. ORME.\n\nHe wept.",
            &["- | J. F. ORME | ANN"],
        );
        check_letters(
            "story.txt",
            "Highwater, 3 May 1890.\nMy dear Ann,\nAll is well.\nYours ever,\nJane Orme",
            &["3 May 1890 | Jane Orme | Ann"],
        );
        check_letters(
            "story.txt",
            "“Dear Sir,--\n\n“All is well. I remain, dear sir, your neighbour and friend,\n\n“JON ORME”\n\nHe wept.",
            &["- | JON ORME | Sir"],
        );
        check_letters("story.txt", "“My dear Ann—all is well.\n\n“Yours ever, Jon.”", &[]);
        check_letters("story.txt", "“My dear Ann,” he said.\n\nYours ever, Jon", &[]);
        check_letters("story.txt", "My dear Ann,\n\nAll is well.\n\nHe wept.", &[]);
    }

    #[test]
    fn marked_letters() {
        let letter = |text: &str| format!("<blockquote class=\"letter\">{text}</blockquote>");
        for (text, expected) in [
            (
                "<p>“My dear Mr. Orme\u{2060}—All is well.</p><p>“Yours,</p><p>“Jane Hale.”</p>",
                "- | Jane Hale | Mr. Orme",
            ),
            (
                "<p>My dear <abbr class=\"title title-of-a-person\">Mr.</abbr> Orme—</p><p>All is well.</p>",
                "- | - | Mr.</abbr> Orme",
            ),
            ("<p>“Wait in patience.—Jane.”</p>", "- | Jane | -"),
            ("<p>3 May</p><p>Come at once.</p>", "3 May | - | -"),
            ("<p>Come at once. It is late.</p>", "- | - | -"),
        ] {
            check_letters("story.html", &letter(text), &[expected]);
        }
    }

    #[test]
    fn entries() {
        let text = "ANN HALE'S DIARY\n\n_3 May._--We left.\n\nIt rained.\n\n4 May. Highwater.--We came.\n\nCHAPTER TWO\n\n5 May was cold.";
        check_letters("story.txt", text, &["3 May | ANN HALE | -", "4 May | ANN HALE | -"]);
        let second = "_Jon Orme's Journal._\n\n5 May.\n\nDear Ann,\n\nAll is well.\n\nYours, Jon\n\n6 May. Rain.";
        check_letters("story.txt", second, &["5 May | Jon | Ann", "6 May | Jon Orme | -"]);
        check_letters("story.txt", "CHAPTER ONE\n\n3 May. We left.", &[]);
    }

    #[test]
    fn titles() {
        let titles = [
            ("Letter, Jon Orme to Mrs. Eve P. Hale.", "4 May | Jon Orme | Mrs. Eve P. Hale"),
            ("Letter from Miss Eve Hale to Jon Orme.", "4 May | Miss Eve Hale | Jon Orme"),
            ("Telegram, Orme, Highwater, to Hale, Whitby.", "4 May | Orme | Hale"),
            ("Letter, Orme & Son, Highwater, to Jon Hale.", "4 May | - | Jon Hale"),
            ("Letter, Eve Hale to Messrs. Orme, Carr & Co.", "4 May | Eve Hale | -"),
            ("Memorandum left by Eve Hale.", "4 May | Eve Hale | -"),
            ("Eve Hale’s Memorandum.", "4 May | Eve Hale | -"),
            ("Letter from London.", "4 May | - | -"),
            ("Jon Orme’s Diary—continued.", "4 May | Jon Orme | -"),
            ("(Pasted in Jon Orme’s Diary.)", "4 May | Ann Hale | -"),
            ("Letter writing was dull.", "4 May | Ann Hale | -"),
        ];
        for (title, expected) in titles {
            let text =
                format!("Ann Hale’s Journal.\n\n3 May. Rain.\n\n{title}\n\n4 May. Snow.\n\nFog.");
            check_letters("story.txt", &text, &["3 May | Ann Hale | -", expected]);
        }
        for title in [
            "Cutting from The Daily Post, 8 June",
            "Log of the Star.",
            "The Highwater Gazette, 8 June.",
        ] {
            let text = format!("Ann Hale’s Journal.\n\n3 May. Rain.\n\n{title}\n\n4 May. Snow.");
            check_letters("story.txt", &text, &["3 May | Ann Hale | -"]);
        }
        let signed = "Letter, Jon Orme to Eve Hale.\n\nMy dear Eve,\n\nAll is well.\n\nYours ever,\nJon\n\n4 May. Snow.";
        check_letters("story.txt", signed, &["- | Jon Orme | Eve Hale"]);
    }

    #[test]
    fn verses() {
        let song = "The moon is up, the sun is down,\nThe king has lost his golden crown,\nAnd no one knows the way to town.";
        check(&format!("She sang.\n\n{song}\n\nHe wept."), &[&format!("Verse {song}")]);
        check(
            "She sang:\n\n    The moon is up,\n    The sun is down.\n\nHe wept.",
            &["Verse The moon is up,\n    The sun is down."],
        );
        check("He went\nto the town\nand wept.", &[]);
        check("Jane Orme,\n3 High Street,\nHighwater.", &[]);
    }

    #[test]
    fn thoughts() {
        let check = |path: &str, text: &str, expected: &[&str]| {
            let document = document(path, text);
            let thoughts = document.passages.iter().filter(|it| it.scope == Scope::Thought);
            let thoughts: Vec<_> = thoughts.map(|it| &text[it.span.range()]).collect();
            assert_eq!(thoughts, expected, "{text:?}");
        };
        for (path, open, close) in
            [("a.md", "*", "*"), ("a.md", "_", "_"), ("a.txt", "_", "_"), ("a.html", "<i>", "</i>")]
        {
            let mark = |text: &str| text.replace('[', open).replace(']', close);
            let thought = "I should have gone.";
            check(path, &mark(&format!("He sat. [{thought}] It rained.")), &[thought]);
            check(path, &mark(&format!("[{thought}]")), &[thought]);
            check(path, &mark("[What is this?] He sat."), &["What is this?"]);
            let tagged = "He must not go,";
            check(path, &mark(&format!("[{tagged}] she thought.")), &[tagged]);
            check(path, &mark(&format!("[{tagged}] she said.")), &[]);
            for other in [
                "He was on the [Star of the Sea]. It rained.",
                "He read [How I Came Home] again.",
                "“No. [I will not go.] Never.”",
                "[It was the king.] He sat.",
                "[Never!] He sat.",
            ] {
                check(path, &mark(other), &[]);
            }
        }
        check("a.md", "He sat. **I should have gone.**", &[]);
    }

    #[test]
    fn mottoes() {
        check(
            "CHAPTER ONE\n\n“All roads end.”\n\n—Ann Hale\n\nHe went.",
            &["Epigraph “All roads end.”", "Epigraph —Ann Hale"],
        );
        check("CHAPTER ONE\n\n“Go.”\n\n—Why? asked Jon.", &[]);
        check("CHAPTER ONE\n\n“Go.”\n\nHe went.", &[]);
        let song = "    The moon is up,\n    The sun is down,\n    The king is drowned.";
        let verse = song.trim_start();
        check(&format!("CHAPTER ONE\n\n{song}\n\nHe went."), &[&format!("Epigraph {verse}")]);
        check(
            &format!("SONG\n\n{song}\n\n{song}"),
            &[&format!("Verse {verse}"), &format!("Verse {verse}")],
        );
    }
}
