//! What the parser of Markdown is not to see: comments, and indents that are none of its code.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use crate::story::lines::lines;
use crate::story::quotation_marks::is_mark;

/// Stands for the bytes of a comment or an indent while the rest is parsed: no markup, no space.
pub(super) const MASK: u8 = 1;

/// The ranges of Obsidian comments, `%%` included. One that is not closed is text, and so is what
/// stands in fenced code, where `%%` opens a comment of a diagram.
pub(super) fn comments(body: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    if memchr(b'%', body.as_bytes()).is_none() {
        return comments;
    }
    let mut open = None;
    let mut in_code = false;
    for line in lines(body, 0) {
        let text = &body[line.clone()];
        let fence = ["```", "~~~"].iter().any(|fence| text.trim_start().starts_with(fence));
        if open.is_none() && fence {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for at in memmem::find_iter(text.as_bytes(), b"%%").map(|at| line.start + at) {
            match open.take() {
                Some(start) => comments.push(start..at + 2),
                None => open = Some(at),
            }
        }
    }
    comments
}

/// The indents of lines that would be code by them, in a text whose paragraphs are mostly set so.
pub(super) fn indents(body: &str) -> Vec<Range<usize>> {
    let (mut n_paragraphs, mut indents) = (0, Vec::new());
    if ["    ", "\t"].iter().all(|by| memmem::find(body.as_bytes(), by.as_bytes()).is_none()) {
        return indents;
    }
    let mut was_text = false;
    for line in lines(body, 0) {
        let text = body[line.clone()].trim_start_matches([' ', '\t']);
        let indent = line.start..line.end - text.len();
        let is_deep = indent.len() >= 4 || body[indent.clone()].contains('\t');
        // An item of a list, a quotation, a row of a table or a fence is no paragraph.
        let is_prose = text.starts_with(|c: char| c.is_alphabetic() || is_mark(c));
        if is_prose && (is_deep || !was_text) {
            n_paragraphs += 1;
        }
        if is_deep && is_prose {
            indents.push(indent);
        }
        was_text = !text.trim_end().is_empty();
    }
    if 2 * indents.len() > n_paragraphs && indents.len() > 2 { indents } else { Vec::new() }
}

/// `body` with the bytes of `masked` masked, and every line that ends in CR ending in LF, since
/// the parser knows CR only in some places; and where these are. As long as `body`.
pub(super) fn readable<'a>(body: &'a str, masked: &[Range<usize>]) -> (Cow<'a, str>, Vec<usize>) {
    let bytes = body.as_bytes();
    let returns: Vec<usize> =
        memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).collect();
    if masked.is_empty() && returns.is_empty() {
        return (Cow::Borrowed(body), returns);
    }
    let mut bytes = bytes.to_vec();
    for masked in masked {
        for byte in &mut bytes[masked.clone()] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = MASK;
            }
        }
    }
    for &at in &returns {
        bytes[at] = b'\n';
    }
    let readable = String::from_utf8(bytes).expect("whole characters are masked");
    (Cow::Owned(readable), returns)
}
