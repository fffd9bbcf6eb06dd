//! A document while it is read: its prose, its blocks, its links.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Span;
use crate::story::anchors::{Anchor, AnchorKind, slug};
use crate::story::document::{Block, BlockKind, CODE, Document, Passage, Role, RoleBasis, Scope};
use crate::story::references::{Link, LinkKind};
use crate::story::turns::{Turn, TurnKind};

/// What has been read of a text so far. Places are handed in in order.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    /// As long as the text, NUL where nothing is shown.
    prose: Vec<u8>,
    blocks: Vec<Block>,
    links: Vec<Link>,
    anchors: Vec<Anchor>,
    turns: Vec<Turn>,
    /// The code in it.
    passages: Vec<Passage>,
    /// The block being read, over all that was shown of it.
    open: Option<Block>,
    /// What the next block is.
    kind: BlockKind,
    /// What the next block is part of.
    scope: Scope,
}

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            prose: vec![0; text.len()],
            blocks: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            turns: Vec::new(),
            passages: Vec::new(),
            open: None,
            kind: BlockKind::Paragraph,
            scope: Scope::Body,
        }
    }

    /// Ends the open block; what is shown from now on is a block of this kind.
    pub(super) fn begin(&mut self, kind: BlockKind, scope: Scope) {
        self.close();
        (self.kind, self.scope) = (kind, scope);
    }

    /// Makes the text at `range` prose as it stands. Space before a block is none of it.
    pub(super) fn show(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let start = match self.open {
            Some(_) => range.start,
            None => range.end - text.trim_start_matches(is_space).len(),
        };
        if start < range.end {
            self.prose[start..range.end].copy_from_slice(&self.text.as_bytes()[start..range.end]);
            self.cover(start..range.end);
        }
    }

    /// Makes `shown` prose, which the text at `range` stands for and is no longer than that.
    pub(super) fn show_as(&mut self, shown: &str, range: Range<usize>) {
        if shown.len() <= range.len() && (self.open.is_some() || !shown.contains(is_space)) {
            self.prose[range.start..range.start + shown.len()].copy_from_slice(shown.as_bytes());
            self.cover(range);
        }
    }

    /// Lets the block reach over `range`, whether anything is shown there or not.
    pub(super) fn cover(&mut self, range: Range<usize>) {
        let Self { kind, scope, .. } = *self;
        let span = Span::new(range);
        let open = self.open.get_or_insert(Block { kind, scope, span });
        open.span.end = open.span.end.max(span.end);
    }

    /// Ends the open block. One that shows nothing is none; one of stars or the like is a break.
    pub(super) fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        if block.kind != BlockKind::Other {
            let range = block.span.range();
            let shown =
                str::from_utf8(&self.prose[range.clone()]).expect("whole characters are shown");
            let length = shown.trim_end_matches(is_space).len();
            let last = shown[..length].char_indices().next_back();
            let is_break = is_break(&shown[..length]);
            self.prose[range.start + length..range.end].fill(0);
            let Some((last, _)) = last else { return };
            block.span.end = self.end_of(range.start + last, range.start + length) as u32;
            if is_break && block.kind == BlockKind::Paragraph {
                self.prose[range].fill(0);
                block.kind = BlockKind::SceneBreak;
            }
        }
        self.blocks.push(block);
    }

    /// Where what shows the last character of a block ends, whose prose is at `start..end`.
    fn end_of(&self, start: usize, end: usize) -> usize {
        let (text, prose) = (self.text.as_bytes(), &self.prose);
        if text[start..end] == prose[start..end] {
            return end;
        }
        if self.passages.last().is_some_and(|code| code.span.range().end == end) {
            return end;
        }
        // It is written as an entity.
        text[end..].iter().position(|&byte| byte == b';').map_or(end, |length| end + length + 1)
    }

    /// Adds a block of which nothing is shown.
    pub(super) fn add(&mut self, kind: BlockKind, range: Range<usize>) {
        self.close();
        self.blocks.push(Block { kind, scope: self.scope, span: Span::new(range) });
    }

    /// Adds a link, and gives its number.
    pub(super) fn link(&mut self, target: String, range: Range<usize>, kind: LinkKind) -> usize {
        self.add_link(Link { target, span: Span::new(range), written: None, kind })
    }

    /// Adds a link, and gives its number.
    pub(super) fn add_link(&mut self, link: Link) -> usize {
        self.links.push(link);
        self.links.len() - 1
    }

    /// Lets a link reach to `end`.
    pub(super) fn end_link(&mut self, link: usize, end: usize) {
        self.links[link].span.end = end as u32;
    }

    /// Gives a name to what stands at `range`. Links lead to nothing that has none.
    pub(super) fn anchor(&mut self, kind: AnchorKind, name: &str, range: Range<usize>) {
        if !name.is_empty() {
            self.anchors.push(Anchor { kind, name: name.into(), span: Span::new(range) });
        }
    }

    /// Notes how a reader is led on at byte `at`.
    pub(super) fn turn(&mut self, at: usize, kind: TurnKind) {
        self.turns.push(Turn { at: at as u32, kind });
    }

    /// Notes that there is code at `range`, in a line or in a block of its own.
    pub(super) fn code(&mut self, range: Range<usize>, is_in_line: bool) {
        self.passages.push(Passage::new(Scope::Code, Span::new(range.clone())));
        if is_in_line {
            self.prose[range.clone()].fill(CODE);
            self.cover(range);
        }
    }

    /// Whether a heading is being read.
    pub(super) fn is_in_heading(&self) -> bool {
        matches!(self.open.map_or(self.kind, |open| open.kind), BlockKind::Heading(_))
    }

    /// Gives a heading that stands at `range` the name that its words make.
    pub(super) fn heading(&mut self, range: Range<usize>) {
        let text = self.text[range.clone()].trim_start();
        let range = range.end - text.len()..range.end;
        self.anchor(AnchorKind::Heading, &slug(text), range);
    }

    /// The prose, once all has been handed in.
    fn finish(&mut self) -> String {
        self.close();
        let prose = std::mem::take(&mut self.prose);
        String::from_utf8(prose).expect("whole characters are shown")
    }
}

/// Reads `text` as `read` shows it.
pub(super) fn document(
    path: &str,
    role: Role,
    text: Arc<String>,
    read: impl FnOnce(&mut Page<'_>),
) -> Document {
    let mut page = Page::new(&text);
    read(&mut page);
    let prose = page.finish();
    let Page { blocks, links, anchors, turns, passages, .. } = page;
    Document { blocks, prose, links, anchors, turns, passages, ..empty(path, role, text) }
}

/// A document of which nothing is read yet.
pub(super) fn empty(path: &str, role: Role, text: Arc<String>) -> Document {
    Document {
        path: path.into(),
        role,
        basis: RoleBasis::Declared,
        text,
        prose: String::new(),
        blocks: Vec::new(),
        passages: Vec::new(),
        front_matter: None,
        links: Vec::new(),
        anchors: Vec::new(),
        turns: Vec::new(),
        allowances: Vec::new(),
        misread: Vec::new(),
        comments: OnceLock::new(),
        words: OnceLock::new(),
        marks: OnceLock::new(),
        quotes: OnceLock::new(),
        convention: OnceLock::new(),
        said: OnceLock::new(),
    }
}

fn is_space(c: char) -> bool {
    c == '\0' || c == '\u{feff}' || c.is_whitespace()
}

/// Whether a paragraph is a scene break: a few stars, dashes or the like.
pub(super) fn is_break(paragraph: &str) -> bool {
    // In Markdown a backslash keeps stars from being markup.
    let is_mark = |c| {
        matches!(
            c,
            '*' | '-' | '–' | '—' | '#' | '~' | '=' | '_' | '+' | '·' | '•' | '⁂' | '§' | '\\'
        )
    };
    paragraph.chars().all(|c| is_space(c) || is_mark(c))
}

/// Whether a line is in capitals.
pub(super) fn is_capital(line: &str) -> bool {
    line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}
