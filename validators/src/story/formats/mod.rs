//! From text to documents, one format a file.

mod entities;
mod fountain;
mod html;
mod ink;
mod letter_titles;
mod letters;
mod markdown;
mod markdown_links;
mod markup;
mod masks;
mod page;
mod passages;
mod soundness;
mod text;
mod thoughts;
mod twee;
mod unseen;
mod verse;

use std::sync::Arc;

use memchr::memchr_iter;

use crate::story::allowances::read_allowances;
use crate::story::default_role::default_role;
use crate::story::document::Document;
use crate::story::role::Role;

type Parse = fn(&str, Role, Arc<String>) -> Document;

/// The endings of the names of files, in lower case, and what reads such files.
const FORMATS: [(&[&str], Parse); 6] = [
    (&["md", "markdown"], markdown::parse),
    (&["html", "htm", "xhtml"], html::parse),
    (&["fountain", "spmd"], fountain::parse),
    (&["ink"], ink::parse),
    (&["twee", "tw"], twee::parse),
    (&["txt"], text::parse),
];

/// The endings of the names of files that documents are read from, in lower case.
pub fn endings() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().flat_map(|(endings, _)| endings.iter().copied())
}

impl Document {
    /// Parses a file by the ending of its name: Markdown, HTML, Fountain, ink, Twee, or else plain
    /// text. There is no text that it refuses, up to 4 GiB. Without a role it gets the one that its
    /// path and content suggest. Linear in the text.
    pub fn parse(path: &str, role: impl Into<Option<Role>>, text: String) -> Self {
        Self::parse_shared(path, role, Arc::new(text))
    }

    /// [The same](Self::parse) of a text that others have, too.
    pub fn parse_shared(path: &str, role: impl Into<Option<Role>>, text: Arc<String>) -> Self {
        let role = role.into();
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_its = |it: &&str| it.eq_ignore_ascii_case(ending);
        let format = FORMATS.iter().find(|(endings, _)| endings.iter().any(is_its));
        let parse = format.map_or(text::parse as Parse, |&(_, parse)| parse);
        let mut document = parse(path, role.unwrap_or_default(), text);
        hide_soft_hyphens(&mut document.prose);
        if role.is_none() {
            (document.role, document.basis) = default_role(&document);
        }
        passages::find(&mut document);
        (document.allowances, document.misread) = read_allowances(&document);
        document
    }
}

/// Blanks what is only seen where a line ends with it.
fn hide_soft_hyphens(prose: &mut String) {
    const SOFT_HYPHEN: &[u8] = "\u{ad}".as_bytes();
    // Its last byte is rarer than its first, with which `«` begins, too.
    let ends = memchr_iter(SOFT_HYPHEN[1], prose.as_bytes()).filter_map(|last| last.checked_sub(1));
    let found: Vec<usize> = ends.filter(|&at| prose.as_bytes()[at] == SOFT_HYPHEN[0]).collect();
    if found.is_empty() {
        return;
    }
    let mut bytes = std::mem::take(prose).into_bytes();
    for at in found {
        bytes[at..at + SOFT_HYPHEN.len()].fill(0);
    }
    *prose = String::from_utf8(bytes).expect("whole characters are blanked");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::story::document::BlockKind;

    pub(super) fn document(path: &str, text: &str) -> Document {
        Document::parse(path, Role::Story, text.to_owned())
    }

    /// The prose of every block, with its kind before it.
    pub(super) fn blocks(document: &Document) -> Vec<String> {
        let block = |block: &crate::story::Block| {
            let kind = match block.kind {
                BlockKind::Heading(level) => format!("H{level}"),
                BlockKind::Paragraph => "P".to_owned(),
                BlockKind::Cue => "C".to_owned(),
                BlockKind::SceneBreak => "B".to_owned(),
                BlockKind::Other => "O".to_owned(),
            };
            format!("{kind} {}", document.prose_at(block.span).replace('\0', ""))
        };
        document.blocks.iter().map(block).collect()
    }

    /// The prose of every block, with its scope before it.
    pub(super) fn scopes(document: &Document) -> Vec<String> {
        let block = |block: &crate::story::Block| {
            format!("{:?} {}", block.scope, document.prose_at(block.span).replace('\0', ""))
        };
        document.blocks.iter().map(block).collect()
    }

    fn check(path: &str, text: &str) {
        let document = document(path, text);
        assert_eq!(*document.text, text);
        document.assert_sound();
    }

    /// Text made of pieces that mean something to a parser.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => "[a-zäé“”’ ]{1,8}",
            3 => proptest::sample::select(&[
                "\n", "\r\n", "\r", "\n\n", "---", "***", "# ", "> ", "- ", "1. ", "    ", "\t", "*",
                "_", "**", "`", "```", "[", "]", "(", ")", "![", "[[", "]]", "|", "|-|", "<!--",
                "-->", "<b>", "<br>", "<", ">", "&amp;", "&nGt;", "&#0;", "\\", "%%", "[^1]", "[^1]: ",
                "~~", "{#a}", "+++", "\u{feff}", "\u{ad}", "\0", "===", ": ", "[x] ", "https://a.b", "<a@b.c>",
                "<p>", "</p>", "<div class='poem'>", "</div>", "<!--", "<table>", "</table>", "<nav>",
                "</nav>", "<a href='", "'>", "<hr/>", "<h2>", "<title>", "</", "<![CDATA[", "&#151;",
                "&shy;", "&nbsp;", "=\"", "<pre>", "</pre>", "<blockquote>", "</blockquote>",
                "/*", "*/", "//", "->", "<-", "<>", "{", "}", "$a", ":: ", "<<", ">>", "(if: ", ".A",
                "INT. ", "~", "@", "!", "=", "BOB\n", "Title: ", "INCLUDE ", "VAR ", "''", "#", "^",
                "*** START OF THE PROJECT GUTENBERG", "CHAPTER I", "title: x", "[a]: b\n",
                "Dear Änn,\n\n", "“My dear Ann,--", "Yours ever,\nJÖ", "# Ann’s Diary\n\n", "3 May. ",
                "\n  The moon is up,\n  The sun is down.\n\n", "*I should go.*", "—Ann Hale\n\n",
            ][..]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn front_matter() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => "[a-zä0-9 ]{1,4}",
            5 => proptest::sample::select(&[
                "\n", "\n", "\r\n", "\r", ": ", ":", " = ", "\"", "'", "[", "]", "{", "}", "- ", ", ",
                "#", "&a", "*a", "<<: ", "|\n", ">\n", "\t", "  ", "? ", "!!int ", "1917-03-22",
                "\\", "%", "@", "\u{85}", "\u{2028}", "\u{feff}", "é",
            ][..]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_markdown(text in text()) {
            check("story.md", &text);
        }

        #[test]
        fn any_front_matter(
            fence in proptest::sample::select(&["---", "+++"][..]),
            text in front_matter(),
        ) {
            check("story.md", &format!("{fence}\ntitle: {text}\n{fence}\n"));
            check("story.md", &format!("{fence}\ntitle = {text}\n{fence}\n"));
            check("story.md", &format!("{fence}\n{text}\n{fence}\n"));
        }

        #[test]
        fn any_html(text in text()) {
            check("story.html", &text);
        }

        #[test]
        fn any_fountain(text in text()) {
            check("story.fountain", &text);
        }

        #[test]
        fn any_ink(text in text()) {
            check("story.ink", &text);
        }

        #[test]
        fn any_twee(text in text()) {
            check("story.twee", &format!(":: a\n{text}"));
        }

        #[test]
        fn any_text(text in text()) {
            check("story.txt", &text);
        }
    }

    #[test]
    fn soft_hyphens() {
        for ending in ["md", "txt", "html", "fountain", "ink"] {
            let document = document(&format!("story.{ending}"), "Un\u{ad}usual.");
            assert_eq!(blocks(&document), ["P Unusual."]);
        }
    }

    /// A line break first, an entity before an old Mac's line end, a tab after the last word, a
    /// control character alone: each once put prose outside of its block. The rest were findings without a place.
    #[test]
    fn shrunk() {
        for text in
            ["\\\n“", "# &nGt;\ré", "# ’\t", "\u{a0}", "---\n\u{85}\n---", "\u{1}", "\u{1}é"]
        {
            check("story.md", text);
        }
        check("story.md", "+++\ntitle = [ \n\n+++\n");
        check("story.md", "+++\ntitle = '0\r\n\n\n+++\n");
        check("story.md", "+++\n\r\r\nä = \n+++\n");
    }

    /// None of these may take more than linear time or a stack as deep as the text.
    #[test]
    fn hostile() {
        for piece in [
            "> ",
            "[",
            "![",
            "[[",
            "- ",
            "`",
            "*",
            "_*",
            "<",
            "&",
            "%%",
            "a ",
            "\n",
            "[^1]: ",
            "|",
            "<p>",
            "<div class='poem'>",
            "<a x=",
            "<a x='\"",
            "<!--",
            "</p",
            "<table>",
            "<title>",
            "<![CDATA[",
            "<div class=poem></p>",
            "<nav>",
            "<nav",
            "&#1",
            "<p x='",
            "<a href=a>",
            "<h1>",
            "Dear Ann,\n\n",
            "Yours,\n\n",
            "Diary\n\n3 May.\n\n",
            "*I go now.* ",
            "The moon is up,\n",
        ] {
            let text = piece.repeat(200_000 / piece.len());
            check("story.md", &text);
            check("story.txt", &text);
            for ending in ["html", "fountain", "ink"] {
                check(&format!("story.{ending}"), &text);
            }
            check("story.twee", &format!(":: a\n{text}"));
            check("story.md", &format!("---\n{text}\n---\n"));
        }
    }
}
