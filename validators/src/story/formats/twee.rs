//! Twee 3: stories that branch, as Twine writes them.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::story::anchors::AnchorKind;
use crate::story::document::{BlockKind, Document, Role, Scope};
use crate::story::formats::page::{self, Page};
use crate::story::formats::unseen::Unseen;
use crate::story::lines::lines;
use crate::story::references::LinkKind;
use crate::story::turns::TurnKind;

/// Parses a Twee file: its passages with a line a paragraph. Linear in the text.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    page::document(path, role, text, |page| {
        let unseen = Unseen::between(page.text, &UNSEEN);
        let comments = Unseen::between(page.text, COMMENTS);
        let text = page.text;
        let mut is_told = false;
        let mut hooks = Hooks::default();
        for line in lines(page.text, 0) {
            page.begin(BlockKind::Paragraph, Scope::Body);
            match page.text[line.clone()].trim_start_matches('\u{feff}').strip_prefix("::") {
                Some(head) => {
                    is_told = passage(page, line.end - head.len()..line.end);
                    hooks = Hooks::default();
                }
                None if is_told => {
                    let parts = comments.seen(line.clone());
                    let mut macros = parts.flat_map(|part| macros(text, part)).peekable();
                    for part in unseen.seen(line) {
                        while let Some(it) = macros.next_if(|it| it.start < part.start) {
                            lead(page, it, &mut hooks);
                        }
                        show(page, part, &mut hooks);
                    }
                    macros.for_each(|it| lead(page, it, &mut hooks));
                }
                None => {}
            }
        }
    })
}

/// Comments, scripts, macros.
const UNSEEN: [(&str, &str); 5] =
    [("<!--", "-->"), ("/*", "*/"), ("/%", "%/"), ("<<script>>", "<</script>>"), ("<<", ">>")];

/// Those of them in which no macro is one.
const COMMENTS: &[(&str, &str)] = UNSEEN.split_at(4).0;

/// Passages that tell nothing.
const MACHINERY: [&str; 7] = [
    "StoryData",
    "StoryInit",
    "StoryIncludes",
    "StorySettings",
    "UserScript",
    "UserStylesheet",
    "StoryInterface",
];

/// Shows the name of a passage, whose line goes on with `head`, and says whether it tells anything.
fn passage(page: &mut Page<'_>, head: Range<usize>) -> bool {
    let text = &page.text[head.clone()];
    let name = text.split(['[', '{']).next().unwrap_or_default();
    let tags = text[name.len()..].strip_prefix('[').and_then(|tags| tags.split(']').next());
    let mut tags = tags.unwrap_or_default().split_whitespace();
    let is_told = !MACHINERY.contains(&name.trim())
        && !tags.any(|tag| matches!(tag, "script" | "stylesheet"));
    let start = head.start + name.len() - name.trim_start().len();
    page.anchor(AnchorKind::Passage, name.trim(), start..start + name.trim().len());
    page.begin(BlockKind::Heading(1), Scope::Body);
    if is_told {
        page.show(head.start..head.start + name.len());
    }
    page.begin(BlockKind::Paragraph, Scope::Body);
    is_told
}

/// The macros of SugarCube in a line, `<<name arguments>>`, without their marks.
fn macros(text: &str, line: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let starts =
        memmem::find_iter(&text.as_bytes()[line.clone()], b"<<").map(move |at| line.start + at + 2);
    starts.filter_map(|start| Some(start..start + near(&text[start..], ">>")?))
}

/// Notes where a macro leads, or what it begins or ends.
fn lead(page: &mut Page<'_>, it: Range<usize>, hooks: &mut Hooks) {
    let text = &page.text[it.clone()];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    let name = text.split(|c| !is_name(c)).next().unwrap_or_default();
    let (kind, n_before) = match name {
        "if" | "switch" => (Some(TurnKind::If), 0),
        "else" | "elseif" | "case" | "default" => (Some(TurnKind::Else), 0),
        "/if" | "/switch" => (Some(TurnKind::EndIf), 0),
        "back" | "return" => (Some(TurnKind::Back), 0),
        "goto" | "include" => (None, 0),
        "button" | "link" => {
            hooks.n_links += 1;
            (None, 1)
        }
        "/button" | "/link" => {
            hooks.n_links = hooks.n_links.saturating_sub(1);
            return;
        }
        _ => return,
    };
    if let Some(kind) = kind {
        return page.turn(it.start, kind);
    }
    let linked = text.find("[[").and_then(|at| {
        let link = &text[at..at + text[at..].find("]]")?];
        Some(link[target(link)].trim())
    });
    if let Some(target) = linked.or_else(|| strings(text).nth(n_before)) {
        // What is included is shown, and then what follows.
        if name == "include" {
            page.turn(it.start, TurnKind::Thread);
        }
        // Who clicks on a link goes on, but nobody else.
        if name == "goto" && hooks.n_links == 0 {
            page.turn(it.start, TurnKind::End);
        }
        page.link(target.to_owned(), it, LinkKind::Passage);
    }
}

/// What stands between quotation marks in the arguments of a macro.
fn strings(arguments: &str) -> impl Iterator<Item = &str> {
    let mut rest = arguments;
    std::iter::from_fn(move || {
        let open = rest.find(['"', '\''])?;
        let mark = char::from(rest.as_bytes()[open]);
        let (string, after) = rest[open + 1..].split_once(mark)?;
        rest = after;
        Some(string)
    })
}

/// The hooks of Harlowe that are open, `(if: $x)[…](else:)[…]`, and the links of SugarCube, in any number of lines.
#[derive(Default)]
struct Hooks {
    /// What begins with the next one.
    next: Option<TurnKind>,
    /// Whether each is a case of a condition.
    open: Vec<bool>,
    /// How many `<<link>>` are open.
    n_links: usize,
}

impl Hooks {
    /// Reads a macro `(name: …)`, or a bracket that opens or closes a hook, at `at`.
    fn read(&mut self, page: &mut Page<'_>, at: usize, end: usize) {
        let text = &page.text[at..end];
        match text.as_bytes()[0] {
            b'[' => {
                let kind = self.next.take();
                kind.into_iter().for_each(|kind| page.turn(at, kind));
                self.open.push(kind.is_some());
            }
            b']' => {
                let goes_on = || page.text[end..].trim_start().starts_with("(else");
                if self.open.pop() == Some(true) && !goes_on() {
                    page.turn(at, TurnKind::EndIf);
                }
            }
            b'(' => {
                let (name, arguments) = text[1..].split_once(':').unwrap_or_default();
                self.next = match name {
                    "if" | "unless" => Some(TurnKind::If),
                    "else" | "else-if" | "elseif" => Some(TurnKind::Else),
                    _ => None,
                };
                let target = match name {
                    "display" | "go-to" | "goto" => strings(arguments).next(),
                    "link-goto" => strings(arguments).last(),
                    "link-undo" | "undo" => {
                        page.turn(at, TurnKind::Back);
                        None
                    }
                    _ => None,
                };
                if let Some(target) = target {
                    match name {
                        "display" => page.turn(at, TurnKind::Thread),
                        "go-to" | "goto" if self.open.iter().all(|is_case| *is_case) => {
                            page.turn(at, TurnKind::End);
                        }
                        _ => {}
                    }
                    page.link(target.to_owned(), at..end, LinkKind::Passage);
                }
            }
            _ => {}
        }
    }
}

/// Makes a part of a line prose, without links, macros, tags and marks of emphasis.
fn show(page: &mut Page<'_>, part: Range<usize>, hooks: &mut Hooks) {
    let text = page.text;
    let (mut shown, mut at) = (part.start, part.start);
    while at < part.end {
        let Some((read, end)) = markup(&text[at..part.end], &text[part.start..at]) else {
            at += 1;
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        };
        page.show(shown..at);
        if !read.is_empty() {
            page.show(at + read.start..at + read.end);
        }
        // One of three brackets is a hook's own.
        let is_link = end > 1 && text[at..].starts_with("[[");
        if is_link && end > 2 {
            let target = text[at..at + end][target(&text[at..at + end - 2])].trim();
            page.link(target.to_owned(), at..at + end, LinkKind::Passage);
        } else if !is_link {
            hooks.read(page, at, at + end);
        }
        at += end;
        shown = at;
    }
    page.show(shown..part.end);
}

/// What a reader sees of the markup that `rest` begins with, and where that ends; `None` if it is
/// text.
fn markup(rest: &str, before: &str) -> Option<(Range<usize>, usize)> {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'[' if rest.starts_with("[[") && !rest.starts_with("[[[") => {
            // A link that does not end on its line is none.
            Some(near(rest, "]]").map_or((0..0, 2), |end| (label(&rest[..end]), end + 2)))
        }
        b'[' | b']' | b'{' | b'}' => Some((0..0, 1)),
        b'(' => {
            let name =
                rest[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
            let colon = 1 + name.count();
            let is_macro = colon > 1 && bytes.get(colon) == Some(&b':');
            is_macro.then(|| (0..0, macro_end(rest).unwrap_or(colon + 1)))
        }
        b'<' if bytes.get(1).is_some_and(|&byte| byte == b'/' || byte.is_ascii_alphabetic()) => {
            Some((0..0, near(rest, ">")? + 1))
        }
        b'$' if bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') => {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            Some((0..0, 1 + bytes[1..].iter().take_while(|byte| is_name(byte)).count()))
        }
        b'/' if rest.starts_with("//") && !before.ends_with(':') => Some((0..0, 2)),
        b'\'' if rest.starts_with("''") => Some((0..0, 2)),
        b'*' if rest.starts_with("**") => Some((0..0, 2)),
        b'_' if rest.starts_with("__") => Some((0..0, 2)),
        _ => None,
    }
}

/// The most bytes that markup within a line takes, which keeps reading a line linear.
const LONGEST_MARKUP: usize = 1000;

/// Where `what` stands in `text`, not far from its start.
fn near(text: &str, what: &str) -> Option<usize> {
    memmem::find(&text.as_bytes()[..text.len().min(LONGEST_MARKUP)], what.as_bytes())
}

/// Where a macro `(name: ..)` ends.
fn macro_end(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().take(LONGEST_MARKUP).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The passage that a link `[[label->passage`, or one of the other forms of it, leads to.
fn target(link: &str) -> Range<usize> {
    let end = link.find("][").unwrap_or(link.len());
    if let Some(at) = link[..end].rfind("->") {
        at + 2..end
    } else if let Some(at) = link[..end].find("<-") {
        2..at
    } else {
        link[..end].find('|').map_or(2, |at| at + 1)..end
    }
}

/// What is shown of a link `[[label->passage`, `[[passage<-label`, `[[label|passage` or `[[passage`.
fn label(link: &str) -> Range<usize> {
    let end = link.find("][").unwrap_or(link.len());
    if let Some(at) = link[..end].rfind("->") {
        2..at
    } else if let Some(at) = link[..end].find("<-") {
        at + 2..end
    } else {
        2..link[..end].find('|').unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use crate::story::formats::tests::{blocks, document};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.twee", text)), expected, "{text:?}");
    }

    #[test]
    fn passages() {
        check(
            "No\n:: StoryTitle\nThe Ford\n\n:: StoryData\n{\"a\": 1}\n:: Start [a b] {\"x\":\"1,2\"}\n\
             One.\nTwo.\r\n::Last\rThree.\n:: Code [script]\nno();",
            &["H1 StoryTitle", "P The Ford", "H1 Start", "P One.", "P Two.", "H1 Last", "P Three."],
        );
    }

    #[test]
    fn links() {
        check(
            ":: A\nGo [[north->Hall]], [[Hall<-south]], [[east|Hall]], [[West]] [[x|y][$a to 1]] or [[",
            &["H1 A", "P Go north, south, east, West x or"],
        );
    }

    #[test]
    fn macros() {
        check(
            ":: A\n<<if $a>>One<</if>> (if: $a is (b))[two], $name_1. $5 (he said: no)\n<<set\n$x>>\n\
             //So// ''it'' <b>is</b>. <!-- no\nno -->/* no */https://a.b",
            &["H1 A", "P One two, . $5 (he said: no)", "P So it is.", "P https://a.b"],
        );
    }
}
