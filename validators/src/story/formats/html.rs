//! HTML and XHTML, as tidy or as broken as it comes.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::story::anchors::AnchorKind;
use crate::story::document::{BlockKind, Document, Role, Scope};
use crate::story::formats::entities::entity;
use crate::story::formats::markup::{Markup, Tag, raw_end};
use crate::story::formats::page::{self, Page};
use crate::story::prose::is_listed;
use crate::story::word_list::WordList;

/// Parses an HTML file. Linear in the text.
pub(crate) fn parse(path: &str, role: Role, text: Arc<String>) -> Document {
    page::document(path, role, text, |page| Reader::new(page).read())
}

/// How many scopes may be open within each other; what is deeper belongs to the last of them.
const DEEPEST: usize = 64;

/// Elements of which nothing is shown.
static HIDDEN: WordList = WordList::new(
    "audio button canvas datalist iframe math nav noscript object pre rp rt select \
    svg template video",
);

/// Elements in a line that show code.
const CODE: &str = "code kbd samp";

/// Elements whose content is no markup either.
static RAW: WordList = WordList::new("script style textarea title xmp");

/// Elements that stand by themselves, so that text before and after them is not of one paragraph.
static BLOCKS: WordList = WordList::new(
    "address article aside blockquote body caption center dd details dialog div dl \
    dt fieldset figcaption figure footer form header hgroup html li main menu ol p section summary \
    ul",
);

/// Elements without content, whether they say so or not.
static VOID: WordList =
    WordList::new("area base br col embed hr img input link meta param source track wbr");

struct Reader<'p, 'a> {
    page: &'p mut Page<'a>,
    text: &'a str,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(&'a str, usize)>,
    /// Where the code begins that is open.
    code: Option<usize>,
    /// The elements that set a scope, each with how many of its name are open within it.
    scopes: Vec<(&'a str, usize, Scope)>,
    /// How many tables are open, of which the outermost is a block.
    n_tables: usize,
    /// The level of the last heading, and whether what comes is a part of it.
    heading: (u8, bool),
    /// The link that has not ended.
    link: Option<usize>,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(page: &'p mut Page<'a>) -> Self {
        Self {
            text: page.text,
            page,
            hidden: None,
            code: None,
            scopes: Vec::new(),
            n_tables: 0,
            heading: (1, false),
            link: None,
        }
    }

    fn read(mut self) {
        let (mut shown, mut at) = (0, 0);
        while let Some(length) = memchr(b'<', &self.text.as_bytes()[at..]) {
            at += length;
            match Markup::read(self.text, at) {
                // A sign of its own: `a < b`.
                None => at += 1,
                Some(markup) => {
                    self.show(shown..at);
                    at = match markup {
                        Markup::Tag(tag) => self.tag(&tag, at),
                        Markup::Unseen { end } => end,
                    };
                    shown = at;
                }
            }
        }
        self.show(shown..self.text.len());
    }

    /// Makes text prose, with what its entities stand for.
    fn show(&mut self, range: Range<usize>) {
        if self.hidden.is_some() {
            return;
        }
        let (mut shown, mut at) = (range.start, range.start);
        while let Some(length) = memchr(b'&', &self.text.as_bytes()[at..range.end]) {
            at += length;
            match entity(&self.text[at..range.end]) {
                None => at += 1,
                Some((length, char)) => {
                    self.page.show(shown..at);
                    self.page.show_as(&char, at..at + length);
                    at += length;
                    shown = at;
                }
            }
        }
        self.page.show(shown..range.end);
    }

    /// Takes in the tag at `at`, and gives where to read on.
    fn tag(&mut self, tag: &Tag<'a>, at: usize) -> usize {
        let lower = tag.name.to_ascii_lowercase();
        let name = lower.as_str();
        let opens = !tag.closes && !tag.is_empty && !VOID.contains(name);
        self.read_link(tag, name, at);
        if opens && RAW.contains(name) {
            return raw_end(self.text, tag);
        }
        if !self.hide(tag, name, at, opens) {
            self.read_shown(tag, name, at, opens);
        }
        tag.end
    }

    /// Reads what a tag leads to, and its name.
    fn read_link(&mut self, tag: &Tag<'a>, name: &str, at: usize) {
        if name == "a" && tag.closes {
            if let Some(link) = self.link.take() {
                self.page.end_link(link, tag.end);
            }
        } else {
            let link = tag.link(self.text, at).map(|link| self.page.add_link(link));
            if name == "a" {
                self.link = link;
            }
        }
        if let Some(id) = tag.id() {
            self.page.anchor(AnchorKind::Id, &id, at..tag.end);
        }
    }

    /// Keeps track of what is hidden. Gives whether a tag is within that, or begins it.
    fn hide(&mut self, tag: &Tag<'a>, name: &str, at: usize, opens: bool) -> bool {
        // Code in a line ends with the block, whether its end is written or not.
        if self.hidden.is_some_and(|(hiding, _)| is_code(hiding))
            && (BLOCKS.contains(name) || is_listed("h1 h2 h3 h4 h5 h6 hr table", name))
        {
            self.show_again(at);
        }
        if let Some((hiding, depth)) = &mut self.hidden {
            if hiding.eq_ignore_ascii_case(name) {
                match tag.closes {
                    true => *depth -= 1,
                    false => *depth += usize::from(opens),
                }
                if *depth == 0 {
                    self.show_again(tag.end);
                }
            }
            return true;
        }
        let shows_code = is_code(name) && !self.page.is_in_heading() && self.n_tables == 0;
        let hides = opens && (HIDDEN.contains(name) || shows_code || tag.is_hidden());
        if hides {
            self.hidden = Some((tag.name, 1));
            let is_seen = !tag.is_hidden();
            self.code = (is_seen && (shows_code || name == "pre")).then_some(at);
            if name == "pre" && self.n_tables == 0 {
                self.page.add(BlockKind::Other, at..tag.end);
            }
        }
        hides
    }

    /// Takes in a tag of which something is shown.
    fn read_shown(&mut self, tag: &Tag<'a>, name: &str, at: usize, opens: bool) {
        match name {
            "br" => self.page.show_as("\n", at..tag.end),
            "table" => self.table(at..tag.end, tag.closes, opens),
            _ if self.n_tables > 0 => {}
            "hr" => self.page.add(BlockKind::SceneBreak, at..tag.end),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.heading.0 = level;
                let kind = if opens { BlockKind::Heading(level) } else { BlockKind::Paragraph };
                self.page.begin(kind, self.scope());
            }
            _ if BLOCKS.contains(name) => self.block(tag, name, opens),
            _ => {}
        }
    }

    /// Ends what is hidden, at `end`.
    fn show_again(&mut self, end: usize) {
        let hidden = self.hidden.take();
        if let Some(start) = self.code.take() {
            self.page.code(start..end, hidden.is_some_and(|(hiding, _)| is_code(hiding)));
        }
    }

    fn table(&mut self, range: Range<usize>, closes: bool, opens: bool) {
        let n_before = self.n_tables;
        self.n_tables = (n_before + usize::from(opens)).saturating_sub(usize::from(closes));
        if n_before == 0 && opens {
            self.page.begin(BlockKind::Other, self.scope());
            self.page.cover(range);
        } else if n_before == 1 && closes {
            self.page.cover(range);
            self.page.begin(BlockKind::Paragraph, self.scope());
        }
    }

    fn block(&mut self, tag: &Tag<'a>, name: &str, opens: bool) {
        if name == "hgroup" {
            self.heading.1 = opens;
        }
        let is_same = |(other, ..): &(&str, usize, Scope)| other.eq_ignore_ascii_case(name);
        let within = self.scopes.iter().rposition(is_same);
        let mut scope = None;
        if opens {
            scope = self.named_scope(tag, name);
            match scope {
                // Those of a paragraph end with it, whether its end is written or not.
                Some(scope) if name != "p" && self.scopes.len() < DEEPEST => {
                    self.scopes.push((tag.name, 0, scope));
                }
                _ => within.into_iter().for_each(|within| self.scopes[within].1 += 1),
            }
        } else if let Some(within) = within.filter(|_| tag.closes) {
            match self.scopes[within].1.checked_sub(1) {
                Some(n_open) => self.scopes[within].1 = n_open,
                None => self.scopes.truncate(within),
            }
        }
        let (level, is_title) = self.heading;
        let kind = if is_title { BlockKind::Heading(level) } else { BlockKind::Paragraph };
        self.page.begin(kind, scope.unwrap_or(self.scope()));
    }

    fn scope(&self) -> Scope {
        self.scopes.last().map_or(Scope::Body, |&(.., scope)| scope)
    }

    /// The scope that a block begins, if it says so.
    fn named_scope(&self, tag: &Tag<'_>, name: &str) -> Option<Scope> {
        let named = tag.words().find_map(|word| {
            let is = |list| is_listed(list, word);
            if is("diary letter telegram") {
                Some(Scope::Letter)
            } else if is("hymn lyrics poem poetry song stanza verse") {
                Some(Scope::Verse)
            } else if is("epigraph") {
                Some(Scope::Epigraph)
            } else if is("endnote endnotes footnote footnotes rearnote rearnotes sidenote") {
                Some(Scope::Note)
            } else {
                None
            }
        });
        let quotes =
            name == "blockquote" || tag.words().any(|word| is_listed("blockquot blockquote", word));
        named.or((quotes && self.scope() == Scope::Body).then_some(Scope::Quotation))
    }
}

/// Whether an element shows code in a line.
fn is_code(name: &str) -> bool {
    name.len() <= 4 && is_listed(CODE, &name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::DEEPEST;
    use crate::story::formats::tests::{blocks, document, scopes};
    use crate::story::references::LinkKind;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(blocks(&document("story.html", text)), expected, "{text:?}");
    }

    #[test]
    fn a_page() {
        check(
            "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE html>\n<html><head><title>No</title>\n\
             <style>p > a { }</style><script>if (a<b) '<p>no</p>'</script></head>\n<body>\n\
             <h1>The <i>Ford</i></h1>\n<p>It was <b>un</b>clear.</p><!-- <p>no</p> -->\n\
             <div>He\n\twent.</div><nav><p>No</p></nav></body></html>",
            &["H1 The Ford", "P It was unclear.", "P He\n\twent."],
        );
    }

    #[test]
    fn code() {
        check("<p>Press <CODE>a <b>b</b></CODE> now.", &["P Press ``````````````````````` now."]);
        check("<p>Press <kbd>a<p>Two.", &["P Press ``````", "P Two."]);
        check("<p>One.<pre><code>a</code></pre>Two.", &["P One.", "O ", "P Two."]);
        let text = "<p>Press <code>a</code>.</p><pre>b</pre>";
        let document = document("story.html", text);
        let code: Vec<_> = document.passages.iter().map(|it| &text[it.span.range()]).collect();
        assert_eq!(code, ["<code>a</code>", "<pre>b</pre>"]);
    }

    #[test]
    fn unclosed_or_unknown() {
        check(
            "<p>One<p>Two<ul><li>Three<li>Four</ul>Five",
            &["P One", "P Two", "P Three", "P Four", "P Five"],
        );
        check("<P CLASS=x>One <o:p></o:p></b>two</P>", &["P One two"]);
        check("<p>1 < 2 && 3 > 2 </ p>", &["P 1 < 2 && 3 > 2 </ p>"]);
        check("<p title='a > b' lang=en/>One<img alt=\">\">", &["P One"]);
        check("One<", &["P One<"]);
        check("One<p class=\"two", &["P One"]);
        check("One<!-- two", &["P One"]);
        check("One<title>two", &["P One"]);
    }

    #[test]
    fn entities() {
        check(
            "<p>&ldquo;Caf&eacute;&#8221;&#x2014;un&shy;usual &AMP; &nope; &#151; &#0; AT&T</p>",
            &["P “Café”—unusual & &nope; — \u{fffd} AT&T"],
        );
        let text = "<p>&nbsp;&hellip;so&rsquo; </p>";
        let document = document("story.html", text);
        assert_eq!(&text[document.blocks[0].span.range()], "&hellip;so&rsquo;");
    }

    #[test]
    fn lines() {
        check("<p>One<br/>two<BR>\nthree<br></p>", &["P One\ntwo\n\nthree"]);
    }

    #[test]
    fn scene_breaks() {
        check(
            "<p>One</p><hr class='x'/><p>Two</p><p>* &nbsp; *</p>Three",
            &["P One", "B ", "P Two", "B ", "P Three"],
        );
    }

    #[test]
    fn marks_in_the_text() {
        check(
            "<p>One<a epub:type='noteref' href='#n'>1</a><span class='x pagenum'>[Pg <span>2\
             </span>]</span> two<span role='doc-pagebreak' id='p3'/> three<b hidden>no</b></p>",
            &["P One two three"],
        );
    }

    #[test]
    fn titles() {
        check(
            "<hgroup><h2>I</h2><p>The <b>Ford</b></p></hgroup><p>One</p>",
            &["H2 I", "H2 The Ford", "P One"],
        );
    }

    #[test]
    fn tables_and_code() {
        check(
            "<table><tr><td><p>One</p></td><td>two</td></table>Three<pre>no</pre>",
            &["O Onetwo", "P Three", "O "],
        );
    }

    #[test]
    fn scoped() {
        let text = "<p>One</p><blockquote><p>Two</p><blockquote><p>Three</p></blockquote></blockquote>\
            <div class='letter'><div><p>Four</div><blockquote class='z3998:verse'>Five</blockquote>\
            </div><p class='poem'>Six<p>Seven<section epub:type='endnotes'><p>Eight";
        let document = document("story.html", text);
        assert_eq!(
            scopes(&document),
            [
                "Body One",
                "Quotation Two",
                "Quotation Three",
                "Letter Four",
                "Verse Five",
                "Verse Six",
                "Body Seven",
                "Note Eight",
            ]
        );
        let deep = format!("{}One", "<div class='poem'>".repeat(2 * DEEPEST));
        assert_eq!(scopes(&self::document("story.html", &deep)), ["Verse One"]);
    }

    #[test]
    fn links() {
        let text = "<a href='b.html?a=1&amp;b'>One <i>two</i></a><nav><a href=c.html>Three</nav>\
                    <img src=\"d.png\"/><a id='x'>Four</a>";
        let document = document("story.html", text);
        let links = document.links.iter();
        let links: Vec<_> = links
            .map(|link| {
                (&text[link.span.range()], link.target.as_str(), link.kind == LinkKind::Image)
            })
            .collect();
        assert_eq!(
            links,
            [
                ("<a href='b.html?a=1&amp;b'>One <i>two</i></a>", "b.html?a=1&b", false),
                ("<a href=c.html>", "c.html", false),
                ("<img src=\"d.png\"/>", "d.png", true),
            ]
        );
    }
}
