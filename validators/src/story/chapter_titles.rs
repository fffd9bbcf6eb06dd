//! What chapters are called, by themselves and in tables of contents.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::document::{BlockKind, Document};
use crate::story::references::{LinkKind, split_path};

/// Words that call a chapter something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterTitle {
    /// What a reader sees, on one line.
    pub text: Box<str>,
    /// The heading, or the link of a table of contents.
    pub span: Span,
}

/// How many headings a chapter begins with, at most: `Book I`, `Chapter 3`, `The Ford`.
const MOST_HEADINGS: usize = 4;

/// The most bytes of a title that is kept.
const LONGEST: usize = 300;

/// The names of files that list chapters.
const CONTENTS: [&str; 5] = ["summary", "toc", "nav", "contents", "table-of-contents"];

/// The headings that `document` begins with. Linear in them.
pub(crate) fn own_titles(document: &Document) -> Vec<ChapterTitle> {
    let headings =
        document.blocks.iter().take_while(|block| matches!(block.kind, BlockKind::Heading(_)));
    let titles = headings.take(MOST_HEADINGS).map(|block| (block.span, document.shown(block.span)));
    titles.filter_map(title).collect()
}

/// What the links of `document` that have these indexes call the chapters they lead to, if it is a
/// table of contents. Linear in the links.
pub(crate) fn listed_titles(document: &Document, links: Range<usize>) -> Vec<ChapterTitle> {
    let name = split_path(&document.path).1;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    if !CONTENTS.contains(&&*stem) {
        return Vec::new();
    }
    let links = document.links[links].iter().filter(|link| link.kind == LinkKind::Link);
    let titles = links.map(|link| {
        let shown = document.shown(link.span);
        // Of a `nav` nothing is shown.
        let is_seen = shown.contains(char::is_alphanumeric);
        (link.span, if is_seen { shown } else { without_tags(&document.text[link.span.range()]) })
    });
    titles.filter_map(title).collect()
}

fn title((span, text): (Span, String)) -> Option<ChapterTitle> {
    let is_title = text.contains(char::is_alphanumeric) && text.len() <= LONGEST;
    is_title.then(|| ChapterTitle { text: text.into(), span })
}

/// What stands in `html` outside of tags, on one line.
fn without_tags(html: &str) -> String {
    let parts = html.split('<').map(|part| part.rsplit_once('>').map_or(part, |(_, text)| text));
    let text = parts.collect::<String>().replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, own: &[&str], listed: &[&str]) {
        let document = Document::parse(path, None, text.to_owned());
        let texts = |titles: Vec<ChapterTitle>| -> Vec<String> {
            titles.into_iter().map(|title| title.text.into()).collect()
        };
        assert_eq!(texts(own_titles(&document)), own);
        assert_eq!(texts(listed_titles(&document, 0..document.links.len())), listed);
    }

    #[test]
    fn of_chapters() {
        check(
            "a.md",
            "# Book *One*\n\n## The Ford\n\nText.\n\n# Two",
            &["Book One", "The Ford"],
            &[],
        );
        check("a.md", "Text.\n\n# Two\n\n[x](b.md)", &[], &[]);
        check(
            "a.xhtml",
            "<hgroup><h2>I</h2><p>The Ford</p></hgroup><p>Text.</p>",
            &["I", "The Ford"],
            &[],
        );
    }

    #[test]
    fn of_contents() {
        check(
            "x/SUMMARY.md",
            "# S\n\n- [One *two*](1.md)\n- [Draft]()",
            &["S"],
            &["One two", "Draft"],
        );
        check(
            "toc.xhtml",
            "<nav><h1>C</h1><ol><li><a href='1.xhtml'><span>I</span>: Fire &amp; Ash</a></ol></nav>",
            &[],
            &["I: Fire & Ash"],
        );
    }
}
