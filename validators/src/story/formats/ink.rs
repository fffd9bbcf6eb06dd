//! ink: stories that branch, as inkle writes them.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::story::anchors::AnchorKind;
use crate::story::document::{BlockKind, Document, Role, Scope};
use crate::story::formats::page::{self, Page};
use crate::story::formats::unseen::Unseen;
use crate::story::lines::lines;
use crate::story::references::LinkKind;
use crate::story::turns::TurnKind;

/// Parses an ink file: what a reader may get to see of it, in the order in which it is written. Of
/// alternatives that is the first. Linear in the text, but for sorting what is hidden of a line.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    page::document(path, role, text, |page| {
        let unseen = Unseen::between(page.text, &[("/*", "*/")]);
        let mut depth = 0;
        for line in lines(page.text, 0) {
            let seen = unseen.trimmed(page.text, line);
            let seen = seen.start..seen.start + without_comment(&page.text[seen.clone()]);
            read(page, &unseen, seen, &mut depth);
        }
    })
}

/// What lines begin with that are for the machine.
const STATEMENTS: [&str; 6] = ["VAR ", "CONST ", "LIST ", "EXTERNAL ", "TODO:", "~"];

/// The most bytes that the arguments of a knot take.
const LONGEST_ARGUMENTS: usize = 200;

/// Reads a line within `depth` braces that lines before it have opened.
fn read(page: &mut Page<'_>, unseen: &Unseen, line: Range<usize>, depth: &mut usize) {
    let text = &page.text[line.clone()];
    page.begin(BlockKind::Paragraph, Scope::Body);
    if text.is_empty() || STATEMENTS.iter().any(|statement| text.starts_with(statement)) {
        return;
    }
    if let Some(file) = text.strip_prefix("INCLUDE ") {
        page.link(file.trim().to_owned(), line, LinkKind::Link);
        return;
    }
    if let Some(rest) = text.strip_prefix('=') {
        let (level, kind) = match rest.starts_with('=') {
            true => (1, AnchorKind::Knot),
            false => (2, AnchorKind::Stitch),
        };
        // No condition goes on past a knot.
        *depth = 0;
        let head = rest.trim_start_matches(['=', ' ', '\t']);
        let head = head.strip_prefix("function ").unwrap_or(head).trim_start();
        page.anchor(kind, identifier(head), line.clone());
        page.add(BlockKind::Heading(level), line);
        return;
    }
    let mut turns: Vec<(usize, TurnKind)> = Vec::new();
    turns.extend(turn(text, *depth > 0).map(|kind| (line.start, kind)));
    links(page, line.clone(), &mut turns);
    let marked = text.trim_start_matches(['*', '+', '-', ' ', '\t']);
    if marked.len() < text.len()
        && let Some(label) = marked.strip_prefix('(')
    {
        let name = identifier(label);
        if label[name.len()..].starts_with(')') {
            let at = line.end - marked.len();
            page.anchor(AnchorKind::Label, name, at..at + name.len() + 2);
        }
    }
    let (start, is_choice) = past_marks(page.text, line.clone(), *depth > 0);
    let mut hidden = Vec::new();
    *depth = logic(page.text, start..line.end, *depth, &mut hidden, &mut turns);
    if is_choice && page.text[start..line.end].trim_start().starts_with('{') {
        turns.push((line.start, TurnKind::Condition));
    }
    turns.sort_by_key(|(at, _)| *at);
    turns.into_iter().for_each(|(at, kind)| page.turn(at, kind));
    if is_choice {
        brackets(page.text, start..line.end, &mut hidden);
    }
    diverts(page.text, start..line.end, &mut hidden);
    hidden.sort_by_key(|range| range.start);
    hidden.push(line.end..line.end);
    let mut shown = start;
    for range in hidden {
        if range.start > shown {
            for part in unseen.seen(shown..range.start) {
                page.show(part);
            }
        }
        shown = shown.max(range.end);
    }
}

/// What a line begins that stands within braces, or not.
fn turn(line: &str, in_braces: bool) -> Option<TurnKind> {
    let n = |signs: &[char]| {
        let marks = line.trim_start_matches(|c: char| signs.contains(&c) || c == ' ' || c == '\t');
        let n = line[..line.len() - marks.len()].matches(signs).count();
        // The dash of a divert is none.
        let n = n - usize::from(signs == ['-'] && marks.starts_with('>'));
        u8::try_from(n).unwrap_or(u8::MAX)
    };
    match line.as_bytes()[0] {
        b'*' | b'+' => Some(TurnKind::Choice(n(&['*', '+']))),
        b'-' => match n(&['-']) {
            0 => None,
            _ if in_braces => Some(TurnKind::Else),
            depth => Some(TurnKind::Gather(depth)),
        },
        _ => None,
    }
}

/// Adds the links to where a line leads, and what comes after: nothing, unless readers come back.
fn links(page: &mut Page<'_>, line: Range<usize>, turns: &mut Vec<(usize, TurnKind)>) {
    let text = &page.text[line.clone()];
    let mut end = 0;
    for (at, pair) in text.as_bytes().windows(2).enumerate() {
        if at < end || !matches!(pair, b"->" | b"<-") {
            continue;
        }
        end = at + 2;
        let after = text[end..].trim_start();
        let target = identifier(after);
        let rest = after[target.len()..].trim_start();
        // The arguments of a knot. Looking no further keeps reading a line linear.
        let last = rest
            .starts_with('(')
            .then(|| memchr(b')', &rest.as_bytes()[..rest.len().min(LONGEST_ARGUMENTS)]));
        let rest = last.flatten().map_or(rest, |last| rest[last + 1..].trim_start());
        let at = line.start + at;
        if !matches!(target, "" | "END" | "DONE") {
            let end = line.end - after.len() + target.len();
            page.link(target.to_owned(), at..end, LinkKind::Divert);
            let kind = match pair {
                b"<-" => Some(TurnKind::Thread),
                _ => rest.starts_with("->").then_some(TurnKind::Tunnel),
            };
            if let Some(kind) = kind {
                turns.push((at, kind));
                continue;
            }
        } else if target.is_empty() {
            // "->->" ends a tunnel; the second arrow of "-> tunnel ->" ends nothing.
            if !after.starts_with("->") {
                continue;
            }
            end += 2;
            turns.push((at, TurnKind::Back));
            // "->-> knot" goes on there.
            let rest = text[end..].trim_start();
            let target = identifier(rest);
            if !target.is_empty() {
                let last = line.end - rest.len() + target.len();
                page.link(target.to_owned(), at..last, LinkKind::Divert);
            }
        }
        turns.push((at, TurnKind::End));
    }
}

/// The name of a knot or a stitch that `text` begins with, with its knot's before it if it has that.
fn identifier(text: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    text.split(|c| !is_name(c)).next().unwrap_or_default()
}

/// The length of a line without the comment at its end.
fn without_comment(line: &str) -> usize {
    let comment = line.match_indices("//").find(|&(at, _)| !line[..at].ends_with(':'));
    comment.map_or(line.len(), |(at, _)| line[..at].trim_end().len())
}

/// Where a line begins after the marks of a choice or a gather and its label, or after the condition
/// of a branch within braces; and whether it is a choice.
fn past_marks(text: &str, line: Range<usize>, in_braces: bool) -> (usize, bool) {
    let rest = &text[line.clone()];
    let marks = |signs: &[char]| {
        let is_mark = |c: char| signs.contains(&c) || c == ' ' || c == '\t';
        let mut after = rest.trim_start_matches(is_mark);
        // The dash of a divert is none.
        if after.starts_with('>') && signs.contains(&'-') {
            after = &rest[rest.len() - after.len() - 1..];
        }
        after
    };
    let (after, is_choice) = match rest.chars().next() {
        Some('*' | '+') => (marks(&['*', '+']), true),
        Some('-') => (marks(&['-']), false),
        _ => (rest, false),
    };
    let mut start = line.end - after.len();
    let is_branch = in_braces && !is_choice && rest.starts_with('-');
    if let Some(label) = after.strip_prefix('(').and_then(|label| label.split_once(')'))
        && after.len() < rest.len()
        && label.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        start = line.end - label.1.len();
    } else if is_branch && let Some((_, branch)) = after.split_once(':') {
        start = line.end - branch.len();
    }
    (start, is_choice)
}

/// An open brace.
struct Brace {
    start: usize,
    colon: Option<usize>,
    bars: Vec<usize>,
}

/// Hides braces, their conditions, and all alternatives in them but the first that says anything.
/// Gives how many braces are open after the line; those that it opens or closes for other lines are turns.
fn logic(
    text: &str,
    line: Range<usize>,
    mut depth: usize,
    hidden: &mut Vec<Range<usize>>,
    turns: &mut Vec<(usize, TurnKind)>,
) -> usize {
    let bytes = text.as_bytes();
    // Where the line leads on.
    let n_turns = turns.len();
    let mut open: Vec<Brace> = Vec::new();
    let mut at = line.start;
    while at < line.end {
        match (bytes[at], open.last_mut()) {
            (b'\\', _) => {
                hidden.push(at..at + 1);
                at += 1;
            }
            (b'{', _) => open.push(Brace { start: at, colon: None, bars: Vec::new() }),
            (b':', Some(brace)) if brace.bars.is_empty() => {
                brace.colon.get_or_insert(at);
            }
            (b'|', Some(brace)) => brace.bars.push(at),
            (b'}', Some(_)) => {
                let brace = open.pop().expect("it is open");
                let first = turns[..n_turns].partition_point(|(turn, _)| *turn < brace.start);
                let leads = || turns[first..n_turns].first().is_some_and(|(turn, _)| *turn < at);
                // Of what has no condition the first is told, and leads on as if nothing were around it.
                if brace.colon.is_some() || leads() {
                    let bars = brace.bars.iter().map(|bar| (*bar, TurnKind::Else));
                    turns.extend([(brace.start, TurnKind::If)].into_iter().chain(bars));
                    turns.push((at, TurnKind::EndIf));
                }
                alternatives(text, brace, at, hidden);
            }
            (b'}', None) => {
                depth = depth.saturating_sub(1);
                turns.push((at, TurnKind::EndIf));
                hidden.push(at..at + 1);
            }
            _ => {}
        }
        at += 1;
    }
    // They go on in the lines after this one.
    for brace in &open {
        turns.push((brace.start, TurnKind::If));
        hidden.push(brace.start..brace.colon.unwrap_or(line.end - 1) + 1);
    }
    depth + open.len()
}

/// Hides what is not shown of a brace that ends at `end`.
fn alternatives(text: &str, brace: Brace, end: usize, hidden: &mut Vec<Range<usize>>) {
    let Brace { start, colon, bars } = brace;
    if colon.is_none() && bars.is_empty() {
        // The value of a variable.
        hidden.push(start..end + 1);
        return;
    }
    let first = colon.unwrap_or(start) + 1;
    hidden.push(start..first);
    let mut from = first;
    let mut is_shown = false;
    for bar in bars.into_iter().chain([end]) {
        let says = !text[from..bar].trim_matches([' ', '\t', '~', '&', '!']).is_empty();
        if says && !is_shown {
            is_shown = true;
            let signs = text[from..bar].trim_start_matches(['~', '&', '!']);
            hidden.push(from..bar - if colon.is_none() { signs.len() } else { bar - from });
            hidden.push(bar..bar + 1);
        } else {
            hidden.push(from..bar + 1);
        }
        from = bar + 1;
    }
}

/// Hides the brackets of a choice `one[two]three`, which is first offered as `one two` and then told
/// as `one three`; and `two`, unless that is all.
fn brackets(text: &str, line: Range<usize>, hidden: &mut Vec<Range<usize>>) {
    let Some((before, rest)) = text[line.clone()].split_once('[') else { return };
    let Some((within, after)) = rest.split_once(']') else { return };
    let open = line.start + before.len();
    let close = open + 1 + within.len();
    let told = after.split("->").next().unwrap_or_default();
    let is_condition = before.trim().is_empty() || before.trim().ends_with('}');
    if is_condition && told.trim().is_empty() {
        hidden.extend([open..open + 1, close..close + 1]);
    } else {
        hidden.push(open..close + 1);
    }
}

/// Hides where a line leads to, its tags, and the glue at its ends.
fn diverts(text: &str, line: Range<usize>, hidden: &mut Vec<Range<usize>>) {
    let shown = &text[line.clone()];
    let mut until = 0;
    for (at, byte) in shown.bytes().enumerate() {
        let rest = &shown.as_bytes()[at..];
        if at < until {
            continue;
        }
        let leads = rest.starts_with(b"->") || rest.starts_with(b"<-");
        let tags = byte == b'#' && !shown.as_bytes()[..at].ends_with(b"\\");
        until = if leads || tags {
            let ends: &[char] = if leads { &['}', '|', ']'] } else { &['}'] };
            at + shown[at..].find(ends).unwrap_or(shown.len() - at)
        } else if rest.starts_with(b"<>") {
            at + 2
        } else {
            continue;
        };
        hidden.push(line.start + at..line.start + until);
    }
}

#[cfg(test)]
mod tests {
    use crate::story::formats::tests::{blocks, document};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.ink", text)), expected, "{text:?}");
    }

    #[test]
    fn nothing_to_read() {
        check(
            "VAR x = 1\n// no\n/* no\nno */\nTODO: no\n~ x = 2\nINCLUDE b.ink\n-> start\n\
             === start ===\n= two\nOne. // no",
            &["H1 ", "H2 ", "P One."],
        );
        assert_eq!(document("story.ink", "INCLUDE b.ink").links[0].target, "b.ink");
    }

    #[test]
    fn targets() {
        let text = "* One -> a.b\n-> t ->\n{x: -> c | ->d} <- e\n-> END // -> f";
        let links = document("story.ink", text).links.into_iter();
        let links: Vec<_> = links.map(|link| text[link.span.range()].to_owned()).collect();
        assert_eq!(links, ["-> a.b", "-> t", "-> c", "->d", "<- e"]);
    }

    #[test]
    fn choices() {
        check(
            "* Hut 14[]. Locked. -> b\n\t* * (label) [Think]\n+ {x} {not y} \"Yes[.\"],\" I said.\n\
             - (opts) They wait. <>\n- -> b\n-> c ->\n<- d",
            &["P Hut 14. Locked.", "P Think", "P \"Yes,\" I said.", "P They wait."],
        );
    }

    #[test]
    fn logic() {
        check(
            "I {not x:am|was} {|here|} {y}{~one|two}. #tag\n{x: yes -> a|no}\nA {x:{y|z}|w} b.",
            &["P I am here one.", "P yes", "P A y b."],
        );
        check(
            "{x:\n\tOne.\n- else:\n\tTwo.\n}\n{\n- x > 1: Three: four.\n}\n- Five: six.",
            &["P One.", "P Two.", "P Three: four.", "P Five: six."],
        );
        check("1 \\{ 2 \\} \\# 3", &["P 1 { 2 } # 3"]);
    }
}
