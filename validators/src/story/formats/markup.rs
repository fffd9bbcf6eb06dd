//! What begins with `<` in HTML: tags, comments, declarations.

use memchr::{memchr, memmem};

use crate::diagnostic::Span;
use crate::story::formats::entities::decoded;
use crate::story::references::{Link, LinkKind};
use crate::story::word_list::WordList;

/// Of what is in `class`, `epub:type` or `role`: marks in the text, not of it.
static MARKS: WordList = WordList::new(
    "backlink fnanchor noteref pagebreak pagenum pageno page-number \
    pg-boilerplate",
);

/// What begins with `<`.
pub(super) enum Markup<'a> {
    /// A tag, opening or closing.
    Tag(Tag<'a>),
    /// A comment, a declaration, an instruction.
    Unseen {
        /// Where it ends.
        end: usize,
    },
}

impl<'a> Markup<'a> {
    /// Reads what begins with the `<` at byte `at`; `None` if that stands for itself. Linear in it.
    pub(super) fn read(text: &'a str, at: usize) -> Option<Self> {
        let rest = &text.as_bytes()[at..];
        let until = |from: usize, what: &str| {
            let length = memmem::find(&rest[from..], what.as_bytes());
            at + length.map_or(rest.len(), |length| from + length + what.len())
        };
        let end = match *rest.get(1)? {
            b'!' if rest.starts_with(b"<!--") => until(2, "-->"),
            b'!' if rest.starts_with(b"<![CDATA[") => until(9, "]]>"),
            b'!' | b'?' => until(1, ">"),
            b'/' if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                return Some(Self::Tag(Tag::read(text, at, true)));
            }
            byte if byte.is_ascii_alphabetic() => {
                return Some(Self::Tag(Tag::read(text, at, false)));
            }
            _ => return None,
        };
        Some(Self::Unseen { end })
    }
}

/// A tag, read as the HTML Standard says; one that the end of the text cuts off ends there.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// Names and values, as they are written.
    pub(super) attributes: Vec<(&'a str, &'a str)>,
    /// Whether it is `</name>`,
    pub(super) closes: bool,
    /// or `<name/>`.
    pub(super) is_empty: bool,
    /// The byte after it.
    pub(super) end: usize,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str, at: usize, closes: bool) -> Self {
        let bytes = text.as_bytes();
        let start = at + 1 + usize::from(closes);
        let until = |from: usize, ends: fn(u8) -> bool| {
            let length = bytes[from..].iter().position(|&byte| ends(byte));
            length.map_or(bytes.len(), |length| from + length)
        };
        let past_space = |from| until(from, |byte| !byte.is_ascii_whitespace());
        let name_end = until(start, |byte| byte.is_ascii_whitespace() || b"/>".contains(&byte));
        let name = &text[start..name_end];
        let mut tag = Self { name, attributes: Vec::new(), closes, is_empty: false, end: name_end };
        loop {
            let from = past_space(tag.end);
            match bytes.get(from) {
                None => tag.end = from,
                Some(b'>') => tag.end = from + 1,
                Some(b'/') => {
                    tag.end = from + 1;
                    tag.is_empty = bytes.get(tag.end) == Some(&b'>');
                    continue;
                }
                Some(_) => {
                    let ends = |byte: u8| byte.is_ascii_whitespace() || b"/>=".contains(&byte);
                    let name_end = until(from + 1, ends);
                    let equals = past_space(name_end);
                    let mut value = name_end..name_end;
                    tag.end = name_end;
                    if bytes.get(equals) == Some(&b'=') {
                        let start = past_space(equals + 1);
                        (value, tag.end) = match bytes.get(start) {
                            Some(&quote @ (b'"' | b'\'')) => {
                                let length = memchr(quote, &bytes[start + 1..]);
                                let end = length.map_or(bytes.len(), |length| start + 1 + length);
                                (start + 1..end, bytes.len().min(end + 1))
                            }
                            _ => {
                                let is_end = |byte: u8| byte.is_ascii_whitespace() || byte == b'>';
                                let end = until(start, is_end);
                                (start..end, end)
                            }
                        };
                    }
                    // The first byte of a name may be part of a character.
                    let name = text.get(from..name_end).unwrap_or_default();
                    tag.attributes.push((name, &text[value]));
                    continue;
                }
            }
            return tag;
        }
    }

    /// The value of the first attribute of that name, whatever the case of its letters.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let found = self.attributes.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|&(_, value)| value)
    }

    /// What the element leads to or shows, if the tag, which is at byte `at` of `text`, says so.
    pub(super) fn link(&self, text: &str, at: usize) -> Option<Link> {
        if self.closes || self.attributes.is_empty() {
            return None;
        }
        let is = |name| self.name.eq_ignore_ascii_case(name);
        let (value, kind) = if is("a") {
            (self.attribute("href")?, LinkKind::Link)
        } else if is("img") {
            (self.attribute("src")?, LinkKind::Image)
        } else if is("image") {
            (self.attribute("href").or(self.attribute("xlink:href"))?, LinkKind::Image)
        } else {
            return None;
        };
        // The value is a part of the text.
        let start = value.as_ptr() as usize - text.as_ptr() as usize;
        let target = decoded(value);
        let written = (target == value).then(|| Span::new(start..start + value.len()));
        Some(Link { target, span: Span::new(at..self.end), written, kind })
    }

    /// The name by which links lead to the element.
    pub(super) fn id(&self) -> Option<String> {
        if self.closes || self.attributes.is_empty() {
            return None;
        }
        let name = || self.attribute("name").filter(|_| self.name.eq_ignore_ascii_case("a"));
        self.attribute("id").or_else(name).map(decoded)
    }

    /// What the tag says that its element is, in the words of HTML, EPUB and DAISY.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        let values = ["epub:type", "role", "class"].into_iter().filter_map(|n| self.attribute(n));
        values.flat_map(str::split_ascii_whitespace).map(|word| {
            let word = word.strip_prefix("z3998:").or(word.strip_prefix("se:")).unwrap_or(word);
            word.strip_prefix("doc-").unwrap_or(word)
        })
    }

    /// Whether nothing of its element is part of the text.
    pub(super) fn is_hidden(&self) -> bool {
        self.attribute("hidden").is_some() || self.words().any(|word| MARKS.contains(word))
    }
}

/// Where the content of an element that `tag` opens and that holds no markup ends.
pub(super) fn raw_end(text: &str, tag: &Tag<'_>) -> usize {
    let bytes = text.as_bytes();
    memmem::find_iter(&bytes[tag.end..], "</")
        .map(|length| tag.end + length)
        .find(|end| {
            let name = bytes[end + 2..].get(..tag.name.len());
            name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes()))
        })
        .unwrap_or(bytes.len())
}
