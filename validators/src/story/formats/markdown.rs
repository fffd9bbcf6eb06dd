//! CommonMark with front matter, wiki links, `%%comments%%`, tables, footnotes.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::diagnostic::Span;
use crate::story::anchors::{AnchorKind, slug};
use crate::story::document::{Block, BlockKind, CODE, Document, Passage, Role, Scope};
use crate::story::formats::markdown_links::{LinkReader, embed_end};
use crate::story::formats::masks::{MASK, comments, indents, readable};
use crate::story::formats::page::{empty, is_break};
use crate::story::front_matter::FrontMatter;
use crate::story::lines::first_line_start;
use crate::story::references::LinkKind;

/// The metadata options stay off: they take a scene between two `---` for metadata.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// The most bytes that an underlined heading has; what is longer is a paragraph before a break.
const LONGEST_HEADING: usize = 60;

/// Parses a Markdown file. Linear in the text.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    let front_matter = FrontMatter::cut(&text);
    let start = match &front_matter {
        Some(front_matter) => front_matter.span.range().end,
        None => first_line_start(&text),
    };
    let mut masked = comments(&text[start..]);
    masked.extend(indents(&text[start..]));
    let (mut body, returns) = readable(&text[start..], &masked);
    let leading = leading_comments(&body);
    if !leading.is_empty() {
        masked.extend(leading);
        body = readable(&text[start..], &masked).0;
    }
    let mut reader = Reader::new(&body);
    let mut events = Parser::new_ext(&body, OPTIONS).into_offset_iter();
    while let Some((event, range)) = events.next() {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event {
            let definition = events.reference_definitions().get(id);
            reader.links.definition = definition.map(|definition| definition.span.clone());
        }
        reader.read(event, range);
    }
    reader.close();
    reader.links.braces();
    for masked in masked {
        reader.prose[masked].fill(0);
    }
    for at in returns {
        if reader.prose[at] != 0 {
            reader.prose[at] = b'\r';
        }
    }
    let LinkReader { mut links, anchors, .. } = reader.links;
    for link in &mut links {
        let written = link.written.map(|written| written.shifted(start as u32));
        // `body` has another blank for a carriage return.
        link.written = written.filter(|it| text.get(it.range()) == Some(&*link.target));
    }
    // A file may be large, so it is not copied.
    reader.prose.splice(..0, std::iter::repeat_n(0, start));
    Document {
        prose: String::from_utf8(reader.prose).expect("whole characters are copied and blanked"),
        blocks: shifted(reader.blocks, start, |block| &mut block.span),
        links: shifted(links, start, |link| &mut link.span),
        anchors: shifted(anchors, start, |anchor| &mut anchor.span),
        passages: shifted(reader.passages, start, |passage| &mut passage.span),
        front_matter,
        ..empty(path, role, text)
    }
}

/// The ranges of comments that text follows on the line on which they end, if CommonMark takes them and that text
/// for HTML: to a writer it is a paragraph all the same.
fn leading_comments(body: &str) -> Vec<Range<usize>> {
    let is_followed = |at: usize| {
        let rest = body[at + "-->".len()..].trim_start_matches([' ', '\t', '\r']);
        !rest.is_empty() && !rest.starts_with('\n')
    };
    // It is parsed twice only where that may be.
    if !memmem::find_iter(body.as_bytes(), "-->").any(is_followed) {
        return Vec::new();
    }
    let blocks = Parser::new_ext(body, OPTIONS).into_offset_iter();
    let blocks = blocks.filter(|(event, _)| *event == Event::Start(Tag::HtmlBlock));
    let comment = |(_, range): (_, Range<usize>)| {
        let mut rest = body[range.clone()].trim_start();
        while rest.starts_with("<!--") {
            rest = rest.split_once("-->")?.1.trim_start();
        }
        let is_text = !rest.is_empty() && !rest.starts_with('<');
        is_text.then(|| range.start..range.end - rest.len())
    };
    blocks.filter_map(comment).collect()
}

/// `items` with their spans moved from the body into the file.
fn shifted<T>(mut items: Vec<T>, start: usize, span: fn(&mut T) -> &mut Span) -> Vec<T> {
    for item in &mut items {
        let span = span(item);
        *span = span.shifted(start as u32);
    }
    items
}

/// Turns the events of the parser into prose, blocks, links.
struct Reader<'a> {
    body: &'a str,
    /// As long as the body, NUL where nothing is shown.
    prose: Vec<u8>,
    blocks: Vec<Block>,
    links: LinkReader<'a>,
    /// The code in it.
    passages: Vec<Passage>,
    /// What the open heading is called, if it says so.
    heading_id: Option<Box<str>>,
    /// How many quotations are open, and whether a footnote is.
    n_quotations: usize,
    in_note: bool,
    /// The block being read, with the part of the body that it takes up so far.
    block: Option<(BlockKind, Option<Range<usize>>)>,
    /// Text before this place is not prose: it is in an image, a code block, a bare URL.
    hidden_until: usize,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str) -> Self {
        Self {
            body,
            prose: vec![0; body.len()],
            blocks: Vec::new(),
            links: LinkReader::new(body),
            passages: Vec::new(),
            heading_id: None,
            n_quotations: 0,
            in_note: false,
            block: None,
            hidden_until: 0,
        }
    }

    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.extend(&range);
                self.links.dangling_footnote(range.start);
                self.show(&text, range);
            }
            Event::Code(code) => {
                self.extend(&range);
                let is_in_heading = matches!(self.block, Some((BlockKind::Heading(_), _)));
                if is_in_heading && let Some(at) = self.body[range.clone()].find(&*code) {
                    // A title is read as a whole, but without backticks.
                    let start = range.start + at;
                    self.show(&code, start..start + code.len());
                } else if range.start >= self.hidden_until {
                    let shown = self.prose[range.clone()].iter_mut();
                    let written = self.body.as_bytes()[range.clone()].iter();
                    for (shown, &byte) in shown.zip(written) {
                        *shown = if matches!(byte, b'\n' | b'\r') { byte } else { CODE };
                    }
                    self.code(range);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                self.extend(&range);
                for at in range {
                    let byte = self.body.as_bytes()[at];
                    if matches!(byte, b'\n' | b'\r') {
                        self.prose[at] = byte;
                    }
                }
            }
            Event::InlineHtml(html) => {
                // Without a break of its own the words around `<br>` would grow together.
                if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) {
                    self.prose[range.start] = b'\n';
                }
                self.links.html(range.clone());
                self.extend(&range);
            }
            Event::FootnoteReference(label) => {
                self.links.link(&label, range.clone(), LinkKind::Footnote);
                self.extend(&range);
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.extend(&range);
            }
            Event::Rule => {
                self.open(BlockKind::SceneBreak, Some(range));
                self.close();
            }
            Event::TaskListMarker(_) | Event::Html(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph, None),
            Tag::Heading { level, id, .. } => {
                self.heading_id = id.map(|id| id.as_ref().into());
                self.open(BlockKind::Heading(level as u8), Some(range.start..range.start));
            }
            Tag::Table(_) => self.open(BlockKind::Other, Some(range)),
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                if matches!(tag, Tag::HtmlBlock) {
                    self.links.html(range.clone());
                }
                if matches!(tag, Tag::CodeBlock(_)) {
                    self.code(range.clone());
                }
                self.hidden_until = range.end;
                self.open(BlockKind::Other, Some(range));
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.n_quotations += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.close();
                self.links.name_footnote(&label, range);
                self.in_note = true;
            }
            Tag::List(_)
            | Tag::Item
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.close(),
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => self.extend(&range),
            Tag::Link { link_type, dest_url, .. } => {
                self.extend(&range);
                if matches!(link_type, LinkType::Autolink | LinkType::Email) {
                    self.hidden_until = range.end;
                }
                match link_type {
                    LinkType::Email => {}
                    LinkType::WikiLink { .. } => self.links.link(&dest_url, range, LinkKind::Wiki),
                    LinkType::Inline
                    | LinkType::Reference
                    | LinkType::ReferenceUnknown
                    | LinkType::Collapsed
                    | LinkType::CollapsedUnknown
                    | LinkType::Shortcut
                    | LinkType::ShortcutUnknown
                    | LinkType::Autolink => self.links.link(&dest_url, range, LinkKind::Link),
                }
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.extend(&range);
                if let Some(end) = embed_end(&self.body[range.clone()]) {
                    self.hidden_until = self.hidden_until.max(range.start + end);
                    return;
                }
                self.hidden_until = self.hidden_until.max(range.end);
                match link_type {
                    LinkType::WikiLink { .. } => self.links.link(&dest_url, range, LinkKind::Embed),
                    _ => self.links.link(&dest_url, range, LinkKind::Image),
                }
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.close();
                self.n_quotations -= 1;
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.in_note = false;
            }
            TagEnd::Paragraph
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::MetadataBlock(_) => self.close(),
            TagEnd::Heading(_) => {
                if let Some((kind, Some(range))) = &mut self.block
                    && *kind == BlockKind::Heading(2)
                    && !is_heading(&self.body[range.clone()])
                {
                    *kind = BlockKind::Paragraph;
                }
                self.close();
            }
            TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => {}
        }
    }

    /// Begins a block, which ends the one before.
    fn open(&mut self, kind: BlockKind, range: Option<Range<usize>>) {
        self.close();
        self.block = Some((kind, range));
    }

    /// Lets the block reach over `range`. Text outside of any is a paragraph: a short list has such.
    fn extend(&mut self, range: &Range<usize>) {
        let (_, reach) = self.block.get_or_insert((BlockKind::Paragraph, None));
        match reach {
            Some(reach) => reach.end = reach.end.max(range.end),
            None => *reach = Some(range.clone()),
        }
    }

    /// Ends the block, if one is open. A paragraph of nothing but comments is none.
    fn close(&mut self) {
        let Some((mut kind, Some(range))) = self.block.take() else { return };
        let end = range.start + self.body[range.clone()].trim_ascii_end().len();
        self.prose[end..range.end].fill(0);
        let n_masked = self.body[range.start..end].bytes().take_while(|&byte| byte == MASK).count();
        let start = if range.start + n_masked < end { range.start + n_masked } else { range.start };
        let span = Span::new(start..end);
        let written = &self.body.as_bytes()[span.range()];
        let masked = written.iter().all(|&byte| byte == MASK || byte.is_ascii_whitespace());
        let is_block = kind == BlockKind::Other || !masked;
        if kind == BlockKind::Paragraph && is_break(&self.body[span.range()]) {
            self.prose[span.range()].fill(0);
            kind = BlockKind::SceneBreak;
        }
        // A control character of that value in the file is no more seen than a mask.
        self.prose[range.start..start].fill(0);
        self.name_block(kind, span);
        if is_block {
            self.blocks.push(Block { kind, scope: self.scope(), span });
        } else {
            self.prose[span.range()].fill(0);
        }
    }

    fn scope(&self) -> Scope {
        match self.in_note {
            true => Scope::Note,
            false if self.n_quotations > 0 => Scope::Quotation,
            false => Scope::Body,
        }
    }

    /// Makes `text` prose, which stands at `range` as it is, or as the entity of a character.
    fn show(&mut self, text: &str, range: Range<usize>) {
        let written = &self.body[range.clone()];
        let entity = written.starts_with('&') && text.chars().nth(1).is_none();
        if range.start >= self.hidden_until
            && text.len() <= range.len()
            && (written == text || entity)
        {
            self.prose[range.start..range.start + text.len()].copy_from_slice(text.as_bytes());
        }
    }

    /// Notes that there is code at `range`.
    fn code(&mut self, range: Range<usize>) {
        self.passages.push(Passage::new(Scope::Code, Span::new(range)));
    }

    /// Reads the name that a heading has by its words or its `{#id}`, or a paragraph by a `^id` at its end.
    fn name_block(&mut self, kind: BlockKind, span: Span) {
        match kind {
            BlockKind::Heading(_) => match self.heading_id.take() {
                Some(id) => self.links.anchor(AnchorKind::Id, &id, span.range()),
                None => {
                    let shown = String::from_utf8_lossy(&self.prose[span.range()]);
                    self.links.anchor(AnchorKind::Heading, &slug(&shown), span.range());
                }
            },
            BlockKind::Paragraph => self.links.name_paragraph(span.range()),
            BlockKind::Cue | BlockKind::SceneBreak | BlockKind::Other => {}
        }
    }
}

/// Whether a heading is marked by `#` and not by a line under it.
fn is_atx(heading: &str) -> bool {
    let rest = heading.trim_start_matches('#');
    rest.len() < heading.len() && (rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Whether what CommonMark takes for a heading of the second level is one.
///
/// In fiction a `---` right under text is mostly a scene break after a forgotten blank line. So text
/// of several lines, of more than [`LONGEST_HEADING`] bytes, or with the end of a sentence stays a
/// paragraph.
fn is_heading(text: &str) -> bool {
    let words = text.trim_end_matches(['*', '_']);
    is_atx(text)
        || (text.len() <= LONGEST_HEADING
            && !text.contains(['\n', '\r'])
            && !words.ends_with(['.', '!', '?', '…', '"', '”', '’', '\'']))
}

#[cfg(test)]
mod tests {
    use super::LinkKind;
    use crate::story::formats::tests::{blocks, document};
    use crate::story::{Document, Role, Scope};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.md", text)), expected, "{text:?}");
    }

    #[test]
    fn labels_of_footnotes_with_other_spaces() {
        let label = "\u{57f} \u{c}\u{c}\u{57f}\u{57f}";
        let text = format!("[^{label}]: Note.\n");
        let document = Document::parse("a.md", Role::Story, text);
        document.assert_sound();
        let anchor = document.anchors.first().expect("it has a label");
        assert_eq!(document.text[anchor.span.range()], format!("[^{label}]"));
    }

    #[test]
    fn markup() {
        check("# The *Ford*\n\nIt was **un**clear.", &["H1 The Ford", "P It was unclear."]);
    }

    #[test]
    fn trailing_hashes() {
        check("## Two ##\r\nText.", &["H2 Two", "P Text."]);
    }

    #[test]
    fn line_ends() {
        check("One\ntwo\r\nthree\rfour.", &["P One\ntwo\r\nthree\rfour."]);
        check("One  \ntwo\\\nthree<br>four.", &["P One\ntwo\nthree\nfour."]);
        check("# One\rTwo.\r\rThree.", &["H1 One", "P Two.", "P Three."]);
        let links = document("story.md", "One <a href='b\rc'>two</a>.").links;
        assert_eq!(links.iter().map(|link| link.written).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn quotations_and_lists() {
        check(
            "> One\n> two.\n>\n> > Three.\n\n- four\n  - five\n- six\n\n  seven",
            &["P One\ntwo.", "P Three.", "P four", "P five", "P six", "P seven"],
        );
        check("- one\n  > two\n\n  # three\n- [x] four", &["P one", "P two", "H1 three", "P four"]);
    }

    #[test]
    fn references() {
        check(
            "See [the map](map.png \"Map\"), ![alt](map.png) [[ch 2]], [[ch 3|later]], ![[x.png]]\
             <https://example.org> and[^1] [not a link].\n\n[^1]: A note.",
            &["P See the map,  ch 2, later,  and [not a link].", "P A note."],
        );
    }

    #[test]
    fn embed_before_an_escaped_bracket() {
        let document = document("story.md", r"![[embed.png]] see \[x](nope.md)");
        assert!(document.links.is_empty(), "{:?}", document.links);
        assert!(document.prose.contains("see"), "{:?}", document.prose);
    }

    #[test]
    fn nothing_to_read() {
        check("One <!-- two --> <b>three</b>.", &["P One  three."]);
        check("<!-- one -->\n\n```\ncode\n```\n\nTwo.", &["O ", "O ", "P Two."]);
        check("| Ann | Bob |\n|-----|-----|\n| one | two |", &["O AnnBobonetwo"]);
    }

    #[test]
    fn comments() {
        check("One %%two\n\nthree%% four.", &["P One ", "P  four."]);
        check("%% note %%\n\n%% note %%\nOne.", &["P \nOne."]);
        check("It is 100%% sure.", &["P It is 100%% sure."]);
        check("```\n%% note\n```\n\nOne %%two%%.", &["O ", "P One ."]);
    }

    #[test]
    fn text_after_comments() {
        check("<!-- one --> Two\nthree.\n\nFour.", &["P Two\nthree.", "P Four."]);
        check("One\n<!-- two --><!-- three --> four.", &["P One\nfour."]);
        check("> - <!-- one\n>   two --> *three*.", &["P three."]);
        check("<!-- one\n\ntwo --> three.\r<!-- four -->\r", &["P three.", "O "]);
        check("<!-- one -->\nTwo.", &["O ", "P Two."]);
        check("  <!-- one --> Two.\n\n  <hr>", &["P Two.", "O "]);
        check("<!-- one --> <p>two</p>", &["O "]);
        check(
            "```\n<!-- one --> two\n<!--\n```\n\nThree. --> Four.",
            &["O ", "P Three. --> Four."],
        );
    }

    #[test]
    fn indented_paragraphs() {
        let text = "# One\n\n    He *went*\nhome.\n\n    “So?”\n\n\tThey sat.\n\nThe end.\n";
        check(text, &["H1 One", "P He went\nhome.", "P “So?”", "P They sat.", "P The end."]);
        let document = document("story.md", text);
        assert!(text[document.blocks[1].span.range()].starts_with("He"));
        check("One.\n\nTwo.\n\n    three\n\n    four\n", &["P One.", "P Two.", "O "]);
        let outline = "- one\n    - two\n    - three\n    - four";
        check(outline, &["P one", "P two", "P three", "P four"]);
    }

    #[test]
    fn code_spans() {
        check("Press ``a `b` c`` now.", &["P Press ``````````` now."]);
        check("Set `“a”` and `\"`.\n\n`x`", &["P Set ````````` and ```.", "P ```"]);
        check("# The `a`\n\nTwo.", &["H1 The a", "P Two."]);
        let code = |text: &str| {
            let document = document("story.md", text);
            let code = document.passages.iter().filter(|it| it.scope == Scope::Code);
            code.map(|it| text[it.span.range()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(code("---\na: b\n---\nPress `a` now."), ["`a`"]);
        assert_eq!(code("One.\n\n```\na\n```\n"), ["```\na\n```"]);
    }

    #[test]
    fn escapes() {
        check(
            r"A \*star\* &amp; &rsquo;tis &#8212; &nGt; &notit;",
            &["P A *star* & ’tis —  &notit;"],
        );
    }

    #[test]
    fn scene_breaks() {
        check(
            "One.\n\n---\n\nTwo.\n\n* * *\n\nThree.",
            &["P One.", "B ", "P Two.", "B ", "P Three."],
        );
        check("---\nOne.\n---\nTwo.", &["B ", "P One.", "P Two."]);
        check("One.\n\n\\* \\* \\*\n\nTwo.\n\n⁂", &["P One.", "B ", "P Two.", "B "]);
    }

    #[test]
    fn forgotten_blank_line() {
        check("He left.\n---\nShe stayed.", &["P He left.", "P She stayed."]);
        check("“He left”\n---", &["P “He left”"]);
        check("He left the house\nand went\n---", &["P He left the house\nand went"]);
        check("*He left.*\n---", &["P He left."]);
        check("The Ford\n---\nShe stayed.", &["H2 The Ford", "P She stayed."]);
        check("*The Ford*\n---", &["H2 The Ford"]);
        check("He left.\n===", &["H1 He left."]);
    }

    #[test]
    fn front_matter() {
        check("---\ntitle: One\n---\n# Two\n", &["H1 Two"]);
        check("\u{feff}# Two\n", &["H1 Two"]);
        check("\u{feff}---\ntitle: One\n---\n# Two\n", &["H1 Two"]);
    }

    #[test]
    fn places() {
        let text = "*One*\n\n## Two ##\n\nThree\n-----\n\n> [four](x) <b>\n\n---\n\n- **five**\n";
        let document = document("story.md", text);
        let places: Vec<_> =
            document.blocks.iter().map(|block| &text[block.span.range()]).collect();
        assert_eq!(places, ["*One*", "## Two", "Three", "[four](x) <b>", "---", "**five**"]);
    }

    #[test]
    fn links() {
        let text = "[a](<b c.md>) ![d](e%20f.png) [g] [[j#k|l]] ![[m]] [^n][^o] \\[^p]\n\n\
                    [g]: h.md#i\n[^n]: q";
        let document = document("story.md", text);
        let links: Vec<_> = document
            .links
            .iter()
            .map(|link| (&document.text[link.span.range()], &*link.target, link.kind))
            .collect();
        assert_eq!(
            links,
            [
                ("[a](<b c.md>)", "b c.md", LinkKind::Link),
                ("![d](e%20f.png)", "e%20f.png", LinkKind::Image),
                ("[g]", "h.md#i", LinkKind::Link),
                ("[[j#k|l]]", "j#k", LinkKind::Wiki),
                ("![[m]]", "m", LinkKind::Embed),
                ("[^n]", "n", LinkKind::Footnote),
                ("[^o]", "o", LinkKind::Footnote),
            ]
        );
    }
}
