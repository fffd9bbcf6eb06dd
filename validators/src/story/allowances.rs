//! Reads what an author says is intended.

use rustc_hash::FxHashMap;

use crate::diagnostic::Span;
use crate::registry::Pattern;
use crate::story::alike::most_alike;
use crate::story::allowance::{Allowance, parse};
use crate::story::comments::value_of;
use crate::story::document::{Block, BlockKind, Document};
use crate::story::keys::{Key, Value};
use crate::story::lines::{first_line_start, lines};

/// The words that allow something.
const WORDS: [(&str, Reach); 5] = [
    ("allow", Reach::Next),
    ("allow-line", Reach::Line),
    ("allow-start", Reach::Start),
    ("allow-end", Reach::End),
    ("allow-file", Reach::File),
];

/// The words for it of other programs.
const FOREIGN: [&str; 5] = ["disable", "expect", "ignore", "skip", "suppress"];

/// Where a comment allows something.
#[derive(Clone, Copy)]
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

/// So many times an end is compared with a beginning that it may mean, which takes the product of their lengths.
const MOST_COMPARED: usize = 10_000;

/// What comments and front matter of `document` allow, in order, and where something is written that
/// allows nothing, or more than is meant, with a sentence about it. Linear in the text.
pub(crate) fn read_allowances(document: &Document) -> (Vec<Allowance>, Vec<(Span, String)>) {
    let text = document.text.as_str();
    let mut reader = Reader {
        document,
        text,
        allowances: Vec::new(),
        wrong: Vec::new(),
        open: FxHashMap::default(),
        n_compared: 0,
    };
    document.keys().iter().for_each(|key| reader.read_key(key));
    reader.read_unclosed();
    let mut line_starts = lines(text, 0).map(|line| line.start).peekable();
    let mut line = 0;
    for &comment in document.comments() {
        let Some(value) = reader.value(comment) else { continue };
        while let Some(next) = line_starts.next_if(|&next| next <= comment.range().start) {
            line = next;
        }
        let next = line_starts.peek().copied().unwrap_or(text.len() + 1);
        reader.read_comment(comment, value, Span::new(line..next - 1));
    }
    reader.finish()
}

/// Collects what is allowed.
struct Reader<'a> {
    document: &'a Document,
    text: &'a str,
    allowances: Vec<Allowance>,
    /// Where something allows nothing, and why.
    wrong: Vec<(Span, String)>,
    /// The allowances that hold until further notice, by their rules.
    open: FxHashMap<Box<str>, Vec<usize>>,
    /// How many beginnings were compared with ends that have none.
    n_compared: usize,
}

impl Reader<'_> {
    /// Reads a key of the front matter.
    fn read_key(&mut self, key: &Key) {
        if key.name != "storylint-allow" {
            if is_meant(&key.name) {
                let problem = "the key is called `storylint-allow`";
                self.wrong.push((key.span, problem.to_owned()));
            }
            return;
        }
        let mut rules = Vec::new();
        match &key.value {
            Value::Text(rule) => rules.push(rule.as_str()),
            Value::List(list) => rules.extend(list.iter().filter_map(|value| match value {
                Value::Text(rule) => Some(rule.as_str()),
                _ => None,
            })),
            _ => {}
        }
        match parse(&rules.join(", ")) {
            Ok(rules) => {
                let whole = whole_key(self.text, key.span).filter(|_| rules.len() == 1);
                let covers = Span::new(0..self.text.len());
                let allowance = |(rule, names)| {
                    let whole = Vec::from_iter(whole);
                    Allowance { rule, names, covers, span: key.span, whole }
                };
                self.allowances.extend(rules.into_iter().map(allowance));
            }
            Err(problem) => self.wrong.push((key.span, problem)),
        }
    }

    /// Finds comments that are meant to allow something, and never end.
    fn read_unclosed(&mut self) {
        let text = self.text;
        for span in self.document.unclosed_comments() {
            // What begins a line is shown because it never ends, and not as code within one.
            let begins_line = text[..span.range().start].lines().next_back() == Some("%%");
            let shown = if begins_line { Span { end: span.start, ..span } } else { span };
            if is_meant(&text[span.range()]) && !is_code(self.document, shown) {
                self.wrong.push((span, "the comment does not end on its line".to_owned()));
            }
        }
    }

    /// What a comment says to storylint, unless it says nothing to it, or nothing that can be read.
    fn value(&mut self, comment: Span) -> Option<Span> {
        let value = value_of(self.text, comment, "storylint");
        let inside = value.map(|value| self.text[value.range()].trim());
        let is_known = |inside| {
            let word = first_word(inside).0;
            word.is_empty() || reach(word).is_some()
        };
        if !inside.is_some_and(is_known) && !is_meant(&self.text[comment.range()])
            || is_code(self.document, comment)
        {
            return None;
        }
        let problem = match inside {
            None => "it does not begin with `storylint: allow`",
            Some("") => "nothing follows; write `storylint: allow` and a rule",
            Some(_) => return value,
        };
        self.wrong.push((comment, problem.to_owned()));
        None
    }

    /// Reads a comment that has this value and stands on this line.
    fn read_comment(&mut self, comment: Span, value: Span, line: Span) {
        let (word, rest) = first_word(self.text[value.range()].trim());
        let Some(reach) = reach(word) else {
            let all = WORDS.into_iter().map(|(word, _)| word);
            let near = most_alike(word, all, |it| it).unwrap_or("allow");
            self.wrong.push((value, format!("`{word}` is none of `allow`, `allow-line`, `allow-start`, `allow-end` and `allow-file`; did you mean `{near}`?")));
            return;
        };
        let rules = match parse(rest.split(" -- ").next().unwrap_or_default()) {
            Ok(rules) => rules,
            Err(problem) => {
                self.wrong.push((value, problem));
                return;
            }
        };
        let whole = if rules.len() == 1 { vec![whole(self.text, comment)] } else { Vec::new() };
        for (rule, names) in rules {
            let covers = match reach {
                Reach::Next => self.next_told(comment),
                Reach::Line => line,
                Reach::Start => {
                    self.open.entry(rule.clone()).or_default().push(self.allowances.len());
                    Span::new(comment.range().end..self.text.len())
                }
                Reach::File => Span::new(0..self.text.len()),
                Reach::End => {
                    self.end(&rule, comment, value, &whole);
                    continue;
                }
            };
            let whole = whole.clone();
            self.allowances.push(Allowance { span: comment, rule, names, covers, whole });
        }
    }

    /// Where the next block is that tells something, or the one that the comment is in.
    fn next_told(&self, comment: Span) -> Span {
        let text = self.text;
        let is_mark = |block: &Block| {
            let text = &text[block.span.range()];
            block.kind == BlockKind::SceneBreak
                || block.kind == BlockKind::Other
                    && (text.starts_with("<!--") || text.starts_with("%%"))
        };
        let mut told = blocks_from(self.document, comment).iter().filter(|block| {
            !is_mark(block) && (block.kind != BlockKind::Other || block.span.start >= comment.end)
        });
        told.next().map_or(Span::default(), |block| block.span)
    }

    /// Ends what the last `allow-start` of `rule` allows, by a comment with this value, which says nothing else if
    /// there is a `whole` of it.
    fn end(&mut self, rule: &str, comment: Span, value: Span, whole: &[Span]) {
        let is_open = self.open.get(rule).is_some_and(|it| !it.is_empty());
        let is_known = || Pattern::parse(rule).is_some();
        let near = if is_open || self.n_compared > MOST_COMPARED || is_known() {
            None
        } else {
            self.n_compared += self.open.len();
            most_alike(rule, self.open.iter().filter(|it| !it.1.is_empty()), |it| it.0)
        };
        let meant: Box<str> = near.map_or(rule.into(), |it| it.0.clone());
        if *meant != *rule {
            let problem = format!("there is no rule `{rule}`; did you mean `{meant}`?");
            self.wrong.push((value, problem));
        }
        let Some(at) = self.open.get_mut(&meant).and_then(Vec::pop) else {
            let problem = format!("`{rule}` is allowed from nowhere; `allow-start` begins it");
            self.wrong.push((value, problem));
            return;
        };
        let opened = &mut self.allowances[at];
        opened.covers.end = comment.start;
        if whole.is_empty() || opened.whole.is_empty() {
            opened.whole.clear();
        } else {
            opened.whole.extend_from_slice(whole);
        }
    }

    fn finish(self) -> (Vec<Allowance>, Vec<(Span, String)>) {
        let Self { mut allowances, wrong, open, .. } = self;
        let allows_nothing = |(span, problem)| (span, format!("This allows nothing: {problem}"));
        let mut wrong: Vec<_> = wrong.into_iter().map(allows_nothing).collect();
        let unended = open.into_values().flatten().map(|at| &allowances[at]);
        wrong.extend(unended.map(|it| {
            let rule = &it.rule;
            let message = format!(
                "`{rule}` is allowed from here to the end of the file; write `allow-end {rule}` where that \
                 ends, or `allow-file`"
            );
            (it.span, message)
        }));
        wrong.sort();
        allowances.sort_by_key(|it| it.span.start);
        (allowances, wrong)
    }
}

fn reach(word: &str) -> Option<Reach> {
    WORDS.into_iter().find(|&(known, _)| known == word).map(|(_, reach)| reach)
}

/// The first word of what a comment says, and the rest.
fn first_word(inside: &str) -> (&str, &str) {
    inside.split_once(char::is_whitespace).unwrap_or((inside, ""))
}

/// Whether what stands in a comment is likely meant to allow something: it is addressed to storylint, and then
/// has a word for it alone or before a rule, or a rule. One that only speaks of storylint does neither; and whose
/// first word is only like its name, as `storyline` is, must name a rule.
fn is_meant(inside: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '*');
    let is_letter = |c: char| c.is_alphanumeric() || c == '*';
    let mut words = inside.split(|c| !is_part(c)).filter(|word| word.contains(is_letter)).take(4);
    let Some(first) = words.next() else { return false };
    let first = first.to_lowercase().replace('_', "-").replace("story-lint", "storylint");
    let (name, glued) = first.split_once('-').unwrap_or((&first, ""));
    let is_name = name == "storylint";
    if !is_name && strsim::osa_distance(name, "storylint") > 2 {
        return false;
    }
    let words: Vec<String> = [glued.to_owned()]
        .into_iter()
        .filter(|it| !it.is_empty())
        .chain(words.map(str::to_lowercase))
        .collect();
    match &*words {
        [] => false,
        [word] => is_name && is_word(word) || is_rule(word),
        [word, next, ..] => is_word(word) && is_rule(next) || is_rule(word),
    }
}

/// Whether somebody may write `word` to allow something.
fn is_word(word: &str) -> bool {
    let verb = word.split('-').next().unwrap_or_default();
    strsim::osa_distance(verb, "allow") < 2 || FOREIGN.contains(&verb)
}

/// Whether `word` is meant to be a rule: one that there is, one that is misspelt, or the last part of one.
fn is_rule(word: &str) -> bool {
    let ids = || Pattern::All.entries().map(|entry| entry.meta.id);
    let is_last = |id: &str| id.split_once('/').is_some_and(|(_, last)| last == word);
    Pattern::parse(word).is_some()
        || ids().any(is_last)
        || word.contains('/') && most_alike(word, ids(), |id| id).is_some()
}

/// The block that `comment` begins in, if there is one, and all after it.
fn blocks_from(document: &Document, comment: Span) -> &[Block] {
    let blocks = &document.blocks;
    &blocks[blocks.partition_point(|it| it.span.end <= comment.start)..]
}

/// Whether a comment is shown to readers, as code in Markdown is.
fn is_code(document: &Document, comment: Span) -> bool {
    let block = blocks_from(document, comment).first();
    let Some(block) = block.filter(|it| it.span.start <= comment.start) else { return false };
    let is_markdown = [".md", ".markdown"].iter().any(|ending| document.path.ends_with(ending));
    let (before, text) = document.text[..block.span.range().end].split_at(block.span.range().start);
    is_markdown
        && if block.kind == BlockKind::Other {
            ["```", "~~~"].iter().any(|fence| text.starts_with(fence))
                || ["    ", "\t"].iter().any(|indent| before.ends_with(indent))
        } else {
            // By bytes: a comment may end within what an entity stands for.
            document.prose.as_bytes()[comment.range()]
                .iter()
                .any(|byte| *byte != 0 && !byte.is_ascii_whitespace())
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
/// stands there, with the spaces after it if it begins a line, or with those before it if what follows is apart from
/// what it would come to stand beside.
fn whole(text: &str, span: Span) -> Span {
    let range = span.range();
    let mark = |after: &str| if after.starts_with("%%") { ["%%"; 2] } else { ["<!--", "-->"] };
    let [open, close] = mark(&text[range.end..]);
    let (start, end) = (range.start - open.len(), range.end + close.len());
    let (before, after) = (&text[..start], &text[end..]);
    let kept = before.trim_end_matches([' ', '\t']);
    let is_first = kept.len() == first_line_start(text);
    let line_end = |text: &str| {
        let rest = text.trim_start_matches([' ', '\t']);
        let ends = ["\r\n", "\n", "\r"].into_iter().find(|ends| rest.starts_with(ends));
        let length = text.len() - rest.len() + ends.map_or(0, str::len);
        (ends.is_some() || rest.is_empty()).then_some(length)
    };
    let begins_line = is_first || kept.ends_with(['\n', '\r']);
    match line_end(after).filter(|_| begins_line) {
        Some(line) => {
            let blank = line_end(&after[line..]).unwrap_or(0);
            Span::new(kept.len()..end + line + blank)
        }
        None if begins_line => {
            Span::new(start..text.len() - after.trim_start_matches([' ', '\t']).len())
        }
        None if after.starts_with(char::is_whitespace) => Span::new(kept.len()..end),
        None => Span::new(start..end),
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
        let problem =
            |it: (Span, String)| it.1.trim_start_matches("This allows nothing: ").to_owned();
        (shown.collect(), wrong.into_iter().map(problem).collect())
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
        check("One.\n\n<!-- storylint: allow a/b --> Two.\n\nThree.", &["a/b(): Two."]);
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
            ("\u{feff}%% storylint: allow a/b %%\nOne.", "\u{feff}One."),
            ("One. %% storylint: allow-line a/b %% Two.", "One. Two."),
            ("One.\n\n<!-- storylint: allow a/b --> Two.", "One.\n\nTwo."),
            ("One. <!-- storylint: allow-line a/b -->\nTwo.", "One.\nTwo."),
            ("She <!-- storylint: allow-line a/b -->sat.", "She sat."),
            ("She sat<!-- storylint: allow-line a/b -->.", "She sat."),
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
        check("<!-- storylint: allow a/b(\"Al\", Bo,) -->\n\nOne.", &["a/b(Al, Bo): One."]);
    }

    #[test]
    fn wrong() {
        for (text, problem) in [
            ("<!-- storylint: alow style/echo -->", "`alow` is none of"),
            ("<!-- storylint: allow -->", "no rule is named"),
            ("<!-- storylint: allow a/b(\"c\" -->", "the names after `a/b` are not closed"),
            (
                "<!-- storylint: allow a/b() -->",
                "no name stands between the parentheses after `a/b`",
            ),
            ("<!-- storylint: allow-end a/b -->", "`a/b` is allowed from nowhere; `allow-start`"),
            ("<!-- storylint: -->", "nothing follows; write `storylint: allow` and a rule"),
            ("<!-- storylint - allow style/echo -->", "it does not begin with `storylint: allow`"),
            ("<!-- storylint: allow a b -->", "`a b` names no rule"),
            ("<!-- storylint allow style/* -->", "it does not begin with `storylint: allow`"),
            ("<!-- Storylint: Allow style/echo -->", "it does not begin with `storylint: allow`"),
            ("<!-- stroylint: allow style/echo -->", "it does not begin with `storylint: allow`"),
            ("<!-- storylint-disable style/echo -->", "it does not begin with `storylint: allow`"),
            ("<!-- story-lint: allow echo -->", "it does not begin with `storylint: allow`"),
            ("<!-- storylint: style/ehco -->", "`style/ehco` is none of"),
            ("<!-- storylint: ignore echo -->", "`ignore` is none of"),
            ("<!-- storylint:\tallow-lines style/echo -->", "`allow-lines` is none of"),
            ("%%\nstorylint: allow style/echo\n%%", "the comment does not end on its line"),
            (
                "One.\n\n%% storylint: allow style/echo\n\nTwo.",
                "the comment does not end on its line",
            ),
            ("<!-- storylint: allow\nstyle/echo -->", "the comment does not end on its line"),
            ("---\nstorylint_allow: style/echo\n---\nOne.", "the key is called `storylint-allow`"),
        ] {
            let (allowances, wrong) = read(text);
            assert!(allowances.is_empty() && wrong[0].starts_with(problem), "{wrong:?}");
        }
    }

    #[test]
    fn cut_within_an_entity() {
        for length in 160..180 {
            let text = format!("%%storylint: allow style/echo {}&DD;", "o".repeat(length));
            let (allowances, wrong) = read(&text);
            assert!(allowances.is_empty() && wrong.len() == 1, "{wrong:?}");
        }
    }

    #[test]
    fn without_end() {
        let start = "<!-- storylint: allow-start style/echo -->\n\nOne.\n\n";
        let (allowances, wrong) = read(start);
        assert_eq!(allowances.len(), 1);
        assert!(wrong[0].starts_with("`style/echo` is allowed from here to the end"), "{wrong:?}");
        let (_, wrong) = read(&format!("{start}<!-- storylint: allow-end style/ehco -->"));
        assert_eq!(wrong, ["there is no rule `style/ehco`; did you mean `style/echo`?"]);
        let (_, wrong) = read(&format!("{start}<!-- storylint: allow-end style/pov-slip -->"));
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }

    #[test]
    fn many_ends_take_linear_time() {
        let all = |what: &str| -> String {
            (0..20_000).map(|i| format!("%%storylint: {what}{i}%%\n")).collect()
        };
        let text = all("allow-start a/b") + &all("allow-end a/c");
        let document = Document::parse("a.md", Role::Story, text);
        assert_eq!(document.allowances.len(), 20_000);
    }

    #[test]
    fn only_speaks_of_it() {
        for text in [
            "<!-- storylint allows this if we ask it to -->",
            "<!-- storylint: see the manual -->",
            "<!-- storylint is run on every push; ignore what it says of style -->",
            "<!-- Storyline: allow her a week, then skip to May -->",
            "<!-- storyline -->",
            "<!-- a note\nof two lines -->\n\n%%\nand another\n%%",
            "`<!-- storylint: alow style/echo -->`",
            "---\nstoryline: allow\nstory: x\n---\nOne.",
        ] {
            check(text, &[]);
        }
    }
}
