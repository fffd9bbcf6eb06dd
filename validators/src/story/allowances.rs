//! Reads what an author says is intended.

use rustc_hash::FxHashMap;

use crate::diagnostic::Span;
use crate::story::allowance::{Allowance, parse};
use crate::story::comments::{comments, value_of};
use crate::story::document::{Block, BlockKind, Document};
use crate::story::keys::Value;
use crate::story::lines::lines;

/// What a comment allows.
enum Reach {
    /// The next block, or the one that the comment is in.
    Next,
    /// The line of the comment.
    Line,
    /// From here on.
    Start,
    /// Up to here.
    End,
    /// The document.
    File,
}

/// What comments and front matter of `document` allow, in order, and where something is written that
/// allows nothing, with what is wrong with it. Linear in the text.
pub(crate) fn read_allowances(document: &Document) -> (Vec<Allowance>, Vec<(Span, String)>) {
    let (mut allowances, mut wrong) = (Vec::new(), Vec::new());
    let text = document.text.as_str();
    let all = Span::new(0..text.len());
    for key in document.keys().iter().filter(|key| key.name == "storylint-allow") {
        let mut rules = Vec::new();
        match &key.value {
            Value::Text(rule) => rules.push(rule.as_str()),
            Value::List(list) => rules.extend(list.iter().filter_map(|value| match value {
                Value::Text(rule) => Some(rule.as_str()),
                _ => None,
            })),
            _ => {}
        }
        let what = rules.join(", ");
        match parse(&what) {
            Ok(rules) if rules.len() == 1 => {
                let whole = Vec::from_iter(whole_key(text, key.span));
                let (rule, names) = rules.into_iter().next().expect("there is one");
                allowances.push(Allowance { rule, names, covers: all, span: key.span, whole });
            }
            Ok(rules) => allowances.extend(rules.into_iter().map(|(rule, names)| Allowance {
                rule,
                names,
                covers: all,
                span: key.span,
                whole: Vec::new(),
            })),
            Err(problem) => wrong.push((key.span, problem)),
        }
    }
    // Those that hold until further notice, by their rules.
    let mut open: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
    let mut line_starts = lines(text, 0).map(|line| line.start).peekable();
    let mut line = 0;
    for comment in comments(text, 0..text.len()) {
        let value = value_of(text, comment, "storylint");
        if value.is_none() && !is_meant(&text[comment.range()]) || is_code(document, comment) {
            continue;
        }
        let Some(value) = value else {
            wrong.push((comment, "it does not begin with `storylint: allow`".to_owned()));
            continue;
        };
        let (start, end) = (comment.range().start, comment.range().end);
        while let Some(next) = line_starts.next_if(|&next| next <= start) {
            line = next;
        }
        let inside = text[value.range()].trim();
        let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let reach = match word {
            "allow" => Reach::Next,
            "allow-line" => Reach::Line,
            "allow-start" => Reach::Start,
            "allow-end" => Reach::End,
            "allow-file" => Reach::File,
            _ => {
                wrong.push((value, format!("`{word}` is none of `allow`, `allow-line`, `allow-start`, `allow-end` and `allow-file`")));
                continue;
            }
        };
        let rules = match parse(rest.split(" -- ").next().unwrap_or_default()) {
            Ok(rules) => rules,
            Err(problem) => {
                wrong.push((value, problem));
                continue;
            }
        };
        let whole = whole(text, comment);
        let is_alone = rules.len() == 1;
        for (rule, names) in rules {
            let covers = match reach {
                Reach::Next => {
                    let at = document.blocks.partition_point(|it| it.span.range().end <= start);
                    let after = document.blocks[at..].iter();
                    let is_mark = |block: &Block| {
                        let text = &text[block.span.range()];
                        block.kind == BlockKind::SceneBreak
                            || block.kind == BlockKind::Other
                                && (text.starts_with("<!--") || text.starts_with("%%"))
                    };
                    let mut told = after.filter(|block| {
                        !is_mark(block)
                            && (block.kind != BlockKind::Other || block.span.range().start >= end)
                    });
                    told.next().map_or(Span::default(), |block| block.span)
                }
                Reach::Line => {
                    let next = line_starts.peek().copied().unwrap_or(text.len() + 1);
                    Span::new(line..next - 1)
                }
                Reach::Start => {
                    open.entry(rule.clone()).or_default().push(allowances.len());
                    Span::new(end..text.len())
                }
                Reach::File => all,
                Reach::End => {
                    match open.get_mut(&rule).and_then(Vec::pop) {
                        Some(at) => {
                            let opened: &mut Allowance = &mut allowances[at];
                            opened.covers.end = start as u32;
                            if is_alone && !opened.whole.is_empty() {
                                opened.whole.push(whole);
                            } else {
                                opened.whole.clear();
                            }
                        }
                        None => wrong.push((value, format!("`{rule}` is allowed from nowhere"))),
                    }
                    continue;
                }
            };
            let whole = if is_alone { vec![whole] } else { Vec::new() };
            allowances.push(Allowance { span: comment, rule, names, covers, whole });
        }
    }
    allowances.sort_by_key(|it| it.span.start);
    (allowances, wrong)
}

/// Whether a comment that does not begin as it should is likely meant to allow something.
fn is_meant(inside: &str) -> bool {
    let inside = inside.trim_start().to_ascii_lowercase();
    let rest =
        inside.strip_prefix("storylint").map(|rest| rest.trim_start_matches([':', ' ', '-']));
    rest.is_some_and(|rest| rest.starts_with("allow"))
}

/// Whether a comment is shown to readers, as code in Markdown is.
fn is_code(document: &Document, comment: Span) -> bool {
    let at = document.blocks.partition_point(|it| it.span.end <= comment.start);
    let Some(block) = document.blocks.get(at).filter(|it| it.span.start <= comment.start) else {
        return false;
    };
    let is_markdown = [".md", ".markdown"].iter().any(|ending| document.path.ends_with(ending));
    let (before, text) = document.text[..block.span.range().end].split_at(block.span.range().start);
    is_markdown
        && if block.kind == BlockKind::Other {
            ["```", "~~~"].iter().any(|fence| text.starts_with(fence))
                || ["    ", "\t"].iter().any(|indent| before.ends_with(indent))
        } else {
            document.prose[comment.range()].contains(|c: char| c != '\0' && !c.is_whitespace())
        }
}

/// The lines of the key of front matter at `span`, if it begins one: its own, and those of a list below it.
fn whole_key(text: &str, span: Span) -> Option<Span> {
    let start = span.range().start;
    if !text[..start].ends_with('\n') {
        return None;
    }
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next()?.len();
    let below = lines.take_while(|line| line.starts_with([' ', '\t']) || line.starts_with("- "));
    Some(Span::new(start..start + first + below.map(str::len).sum::<usize>()))
}

/// The comment that says what is at `span`, with its line and the empty one after it if nothing else
/// stands there, or with the spaces before it.
fn whole(text: &str, span: Span) -> Span {
    let range = span.range();
    let mark = |after: &str| if after.starts_with("%%") { ["%%"; 2] } else { ["<!--", "-->"] };
    let [open, close] = mark(&text[range.end..]);
    let (start, end) = (range.start - open.len(), range.end + close.len());
    let (before, after) = (&text[..start], &text[end..]);
    let kept = before.trim_end_matches([' ', '\t']);
    let line_end = |text: &str| {
        let rest = text.trim_start_matches([' ', '\t']);
        let ends = ["\r\n", "\n", "\r"].into_iter().find(|ends| rest.starts_with(ends));
        let length = text.len() - rest.len() + ends.map_or(0, str::len);
        (ends.is_some() || rest.is_empty()).then_some(length)
    };
    match line_end(after).filter(|_| kept.is_empty() || kept.ends_with(['\n', '\r'])) {
        Some(line) => {
            let blank = line_end(&after[line..]).unwrap_or(0);
            Span::new(kept.len()..end + line + blank)
        }
        None => Span::new(kept.len()..end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Role;

    /// The allowances in a text, each as `rule(names): what it covers`, and what is wrong.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let document = Document::parse("a.md", Role::Story, text.to_owned());
        let (allowances, wrong) = read_allowances(&document);
        let shown = allowances.iter().map(|it| {
            let names = it.names.join(", ");
            format!("{}({names}): {}", it.rule, text[it.covers.range()].trim())
        });
        (shown.collect(), wrong.into_iter().map(|(_, problem)| problem).collect())
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(
            read(text),
            (expected.iter().map(|it| it.to_string()).collect(), vec![]),
            "{text}"
        );
    }

    #[test]
    fn reaches() {
        check(
            "One.\n\n<!-- storylint: allow a/b -- he lies -->\n\nTwo.\n\nThree.",
            &["a/b(): Two."],
        );
        check(
            "One %% storylint: allow-line a/b %% two.\nThree.",
            &["a/b(): One %% storylint: allow-line a/b %% two."],
        );
        check(
            "<!-- storylint: allow-file a/*, * -->\n\nOne.",
            &[
                "a/*(): <!-- storylint: allow-file a/*, * -->\n\nOne.",
                "*(): <!-- storylint: allow-file a/*, * -->\n\nOne.",
            ],
        );
        check(
            "<!-- storylint: allow-start a/b -->\n\nOne.\n\n<!-- storylint: allow-end a/b -->\n\nTwo.",
            &["a/b(): -->\n\nOne.\n\n<!--"],
        );
        check(
            "---\nstorylint-allow: [a/b]\n---\nOne.",
            &["a/b(): ---\nstorylint-allow: [a/b]\n---\nOne."],
        );
    }

    #[test]
    fn one_after_another() {
        check(
            "<!-- storylint: allow a/b -->\n<!-- storylint: allow c/d -->\n\n<!-- e -->\n\n* * *\n\nTwo.",
            &["a/b(): Two.", "c/d(): Two."],
        );
    }

    #[test]
    fn in_code() {
        check(
            "One `<!-- storylint: allow a/b -->`.\n\n```\n<!-- storylint: allow a/b -->\n```\n\nTwo.",
            &[],
        );
        check("One.\n\n    <!-- storylint: allow a/b -->\n\nTwo.", &[]);
    }

    #[test]
    fn whole_comments() {
        for (text, rest) in [
            ("One.\n\n<!-- storylint: allow a/b -->\n\nTwo.", "One.\n\nTwo."),
            ("One. %% storylint: allow-line a/b %% Two.", "One. Two."),
            ("One. <!-- storylint: allow-line a/b -->\nTwo.", "One.\nTwo."),
            (
                "<!-- storylint: allow-start a/b -->\nOne.\n<!-- storylint: allow-end a/b -->",
                "One.\n",
            ),
            (
                "<!-- storylint: allow a/b, c/d -->\n\nTwo.",
                "<!-- storylint: allow a/b, c/d -->\n\nTwo.",
            ),
        ] {
            let document = Document::parse("a.md", Role::Story, text.to_owned());
            let (allowances, _) = read_allowances(&document);
            let mut kept = text.to_owned();
            for span in allowances[0].whole.iter().rev() {
                kept.replace_range(span.range(), "");
            }
            assert_eq!(kept, rest);
        }
    }

    #[test]
    fn names() {
        check("<!-- storylint: allow a/b(\"Al\", Bo) -->\n\nOne.", &["a/b(Al, Bo): One."]);
    }

    #[test]
    fn wrong() {
        for (text, problem) in [
            ("<!-- storylint: alow a/b -->", "`alow` is none of"),
            ("<!-- storylint: allow -->", "no rule is named"),
            ("<!-- storylint: allow a/b(\"c\" -->", "the names after `a/b` are not closed"),
            ("<!-- storylint: allow-end a/b -->", "`a/b` is allowed from nowhere"),
            ("<!-- storylint: allow a b -->", "`a b` names no rule"),
            ("<!-- storylint allow a/b -->", "it does not begin with `storylint: allow`"),
            ("<!-- Storylint: Allow a/b -->", "it does not begin with `storylint: allow`"),
        ] {
            let (allowances, wrong) = read(text);
            assert!(allowances.is_empty() && wrong[0].starts_with(problem), "{wrong:?}");
        }
    }
}
