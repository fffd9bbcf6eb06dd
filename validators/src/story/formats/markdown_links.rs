//! The links of a Markdown text, and what has a name for them.

use std::ops::Range;

use memchr::{memchr, memmem};
use rustc_hash::FxHashSet;

use crate::diagnostic::Span;
use crate::story::anchors::{Anchor, AnchorKind, slug};
use crate::story::formats::markup::Markup;
use crate::story::references::{Link, LinkKind};

/// The most characters of a name in braces.
const LONGEST_ID: usize = 100;

/// Collects the links and the names.
pub(super) struct LinkReader<'a> {
    body: &'a str,
    pub(super) links: Vec<Link>,
    pub(super) anchors: Vec<Anchor>,
    /// Where what the next link refers to is defined, if it refers to something by a name.
    pub(super) definition: Option<Range<usize>>,
}

impl<'a> LinkReader<'a> {
    pub(super) fn new(body: &'a str) -> Self {
        Self { body, links: Vec::new(), anchors: Vec::new(), definition: None }
    }

    pub(super) fn link(&mut self, target: &str, range: Range<usize>, kind: LinkKind) {
        let written = match kind {
            LinkKind::Wiki | LinkKind::Embed => self.written(range.clone(), "[[", target),
            LinkKind::Link | LinkKind::Image => match self.definition.take() {
                Some(definition) => self.written(definition, "]:", target),
                None => self.written(range.clone(), "](", target),
            },
            LinkKind::Footnote | LinkKind::Divert | LinkKind::Passage => None,
        };
        self.links.push(Link { target: target.to_owned(), span: Span::new(range), written, kind });
    }

    /// Where `target` is written at `range`, after the last `opener` there.
    fn written(&self, range: Range<usize>, opener: &str, target: &str) -> Option<Span> {
        let text = &self.body[range.clone()];
        let rest = &text[text.rfind(opener)? + opener.len()..];
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix('<').unwrap_or(rest);
        let start = range.end - rest.len();
        rest.starts_with(target).then(|| Span::new(start..start + target.len()))
    }

    pub(super) fn anchor(&mut self, kind: AnchorKind, name: &str, range: Range<usize>) {
        if !name.is_empty() && !range.is_empty() {
            self.anchors.push(Anchor { kind, name: name.into(), span: Span::new(range) });
        }
    }

    /// Reads the label of a footnote, whose definition is at `range`.
    pub(super) fn name_footnote(&mut self, label: &str, range: Range<usize>) {
        let start = range.start + self.body[range.clone()].find("[^").unwrap_or(0);
        // The label has other spaces than the text.
        let end = self.body[start..range.end].find(']');
        let end = end.map_or(range.end, |length| start + length + 1);
        self.anchor(AnchorKind::Footnote, label, start..end);
    }

    /// Reads the `^id` at the end of the paragraph at `range`.
    pub(super) fn name_paragraph(&mut self, range: Range<usize>) {
        let text = &self.body[range.clone()];
        let before = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        let id = &text[before.len()..];
        if let Some(before) = before.strip_suffix('^')
            && (before.is_empty() || before.ends_with(char::is_whitespace))
        {
            self.anchor(AnchorKind::Block, id, range.start + before.len()..range.end);
        }
    }

    /// Reads the links and the names in the HTML at `range`.
    pub(super) fn html(&mut self, range: Range<usize>) {
        let html = &self.body[..range.end];
        let mut at = range.start;
        while let Some(length) = memchr(b'<', &html.as_bytes()[at..]) {
            at += length;
            let tag = match Markup::read(html, at) {
                None => {
                    at += 1;
                    continue;
                }
                Some(Markup::Unseen { end }) => {
                    at = end;
                    continue;
                }
                Some(Markup::Tag(tag)) => tag,
            };
            self.links.extend(tag.link(html, at));
            if let Some(id) = tag.id() {
                self.anchor(AnchorKind::Id, &id, at..tag.end);
            } else if let [b'h' | b'H', b'1'..=b'6'] = tag.name.as_bytes()
                && !tag.closes
                && let Some((words, after)) = html[tag.end..].split_once('<')
                && after.starts_with('/')
            {
                self.anchor(AnchorKind::Heading, &slug(words), at..tag.end);
            }
            at = tag.end;
        }
    }

    /// Reads the names that `{#id}` and `{: #id}` give to anything but a heading, and what a program
    /// that makes pages of the file fills in.
    pub(super) fn braces(&mut self) {
        // Most files have no brace at all.
        if memchr(b'{', self.body.as_bytes()).is_none() {
            return;
        }
        let n_before = self.anchors.len();
        // Those of headings are there already.
        let known: FxHashSet<Box<str>> =
            self.anchors.iter().map(|anchor| anchor.name.clone()).collect();
        for at in memmem::find_iter(self.body.as_bytes(), "#") {
            let before = self.body[..at].trim_end_matches(' ');
            let Some(before) = before.strip_suffix(':').unwrap_or(before).strip_suffix('{') else {
                continue;
            };
            let rest = &self.body[at + 1..];
            let is_named = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
            let end = rest.char_indices().take(LONGEST_ID).find(|&(_, c)| !is_named(c));
            let Some((length, ' ' | '}')) = end else { continue };
            let id = &rest[..length];
            if !before.ends_with('{') && !known.contains(id) {
                self.anchor(AnchorKind::Id, id, at..at + 1 + length);
            }
        }
        let find = |opener: &str| memmem::find(self.body.as_bytes(), opener.as_bytes());
        if let Some(at) = find("{{").or_else(|| find("{%")) {
            self.anchor(AnchorKind::Template, &self.body[at..at + 2], at..at + 2);
        }
        if self.anchors.len() > n_before {
            self.anchors.sort_by_key(|anchor| anchor.span.start);
        }
    }

    /// Links the reference to a footnote at `start` that the parser took for text, since there is no
    /// such footnote.
    pub(super) fn dangling_footnote(&mut self, start: usize) {
        let Some(rest) = self.body[start..].strip_prefix("[^") else { return };
        let label = rest.split(|c: char| c == ']' || c.is_whitespace()).next().unwrap_or_default();
        let is_label = !label.is_empty() && rest[label.len()..].starts_with(']');
        if is_label && !self.body[..start].ends_with('\\') {
            let end = start + label.len() + "[^]".len();
            self.link(label, start..end, LinkKind::Footnote);
        }
    }
}

/// Where an embed `![[file]]` ends that the parser took for the start of `image`, which it lets go on
/// to a `](target)` whose own `[` is escaped.
pub(super) fn embed_end(image: &str) -> Option<usize> {
    image.strip_prefix("![[")?;
    let (mut depth, mut escaped) = (0, false);
    for (at, byte) in image.bytes().enumerate() {
        match byte {
            _ if escaped => {}
            b'[' => depth += 1,
            b']' if depth == 1 => {
                let rest = &image[at + 1..];
                return (!rest.is_empty() && !rest.starts_with(['(', '['])).then_some(at + 1);
            }
            b']' => depth -= 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    None
}
