//! The metadata at the head of a file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::keys::{self, Key};
use crate::story::lines::{first_line_start, lines};

/// The metadata at the head of a file, between `---` (YAML) or `+++` (TOML) lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// From the first fence to the last.
    pub span: Span,
    /// The top-level keys in order, or what is wrong with it and where.
    pub keys: Result<Vec<Key>, (Span, String)>,
}

impl FrontMatter {
    /// The front matter of `text`, if it has any.
    ///
    /// A story may well begin with a scene break. So what follows the fence must begin with a key,
    /// and if the fence is never closed, the key must be such as only programs have.
    pub(crate) fn cut(text: &str) -> Option<Self> {
        let mut lines = lines(text, first_line_start(text));
        let open = lines.next()?;
        let syntax = Syntax::of(text[open.clone()].trim_end())?;
        let mut body: Option<Range<usize>> = None;
        let mut first: Option<Range<usize>> = None;
        for line in lines {
            if syntax.closes(text[line.clone()].trim_end()) {
                let body = body.unwrap_or(line.start..line.start);
                let directly = first.as_ref().is_none_or(|first| first.start == body.start);
                let key = match first {
                    Some(first) => syntax.key(&text[first])?,
                    None => "",
                };
                let keys = syntax.parse(text, body);
                // `She said: "Go"` is a key to YAML.
                if key.contains(' ') && (keys.is_err() || !directly) {
                    return None;
                }
                return Some(Self { span: Span::new(open.start..line.end), keys });
            }
            let written = text[line.clone()].trim_ascii();
            if first.is_none() && !written.is_empty() && !written.starts_with('#') {
                syntax.key(&text[line.clone()])?;
                first = Some(line.clone());
            }
            body = Some(body.map_or(line.start, |body| body.start)..line.end);
        }
        Self::unclosed(text, syntax, open, first?)
    }

    /// The front matter from `open` to a blank line, if its `first` line was written for a program.
    fn unclosed(
        text: &str,
        syntax: Syntax,
        open: Range<usize>,
        first: Range<usize>,
    ) -> Option<Self> {
        let is_lower = |byte: u8| byte.is_ascii_lowercase() || b"_-".contains(&byte);
        if !syntax.key(&text[first.clone()])?.bytes().all(is_lower) {
            return None;
        }
        let end = lines(text, first.start)
            .take_while(|line| !text[line.clone()].trim().is_empty())
            .last()
            .map_or(first.end, |line| line.end);
        let fence = text[open.clone()].trim_end();
        let problem = format!("the `{fence}` that opens it is never closed");
        let place = Span::new(open.start..open.start + fence.len());
        Some(Self { span: Span::new(open.start..end), keys: Err((place, problem)) })
    }
}

#[derive(Clone, Copy)]
enum Syntax {
    Yaml,
    Toml,
}

impl Syntax {
    /// The syntax that a line opens.
    fn of(fence: &str) -> Option<Self> {
        match fence {
            "---" => Some(Self::Yaml),
            "+++" => Some(Self::Toml),
            _ => None,
        }
    }

    fn closes(self, line: &str) -> bool {
        match self {
            Self::Yaml => line == "---" || line == "...",
            Self::Toml => line == "+++",
        }
    }

    /// The name of the key that `line` sets, if it sets one.
    fn key(self, line: &str) -> Option<&str> {
        let (key, rest) = match self {
            Self::Yaml => line.split_once(':')?,
            Self::Toml if line.starts_with('[') => (line.trim_matches(['[', ']', ' ']), ""),
            Self::Toml => line.split_once('=')?,
        };
        let key = key.trim_end().trim_matches(['"', '\'']);
        let named = key.starts_with(char::is_alphanumeric)
            && key.chars().all(|char| char.is_alphanumeric() || " _-./".contains(char));
        (named && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
    }

    /// Where the value of the key that ends at `key_end` is written, if it is a single one on its line.
    fn written(self, text: &str, key_end: usize) -> Option<Span> {
        let sign = match self {
            Self::Yaml => ':',
            Self::Toml => '=',
        };
        let mut lines = lines(text, key_end);
        let line = &text[lines.next()?];
        let next = lines.next().map_or("", |line| &text[line]);
        let value = line.trim_start_matches(['"', '\'', ' ', '\t']).strip_prefix(sign)?;
        let value = value.trim_start();
        let start = key_end + line.len() - value.len();
        let goes_on = next.starts_with([' ', '\t']) && !next.trim().is_empty();
        let length = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = value[1..].find(quote)? + 2;
                let rest = value[end..].trim();
                (rest.is_empty() || rest.starts_with('#')).then_some(end)?
            }
            '[' | '{' | '|' | '>' | '&' | '*' | '!' | '#' => return None,
            _ if goes_on => return None,
            _ => value.find(" #").unwrap_or(value.len()),
        };
        let length = value[..length].trim_end().len();
        Some(Span::new(start..start + length))
    }

    /// The keys of `text[body]`, with spans in `text`.
    fn parse(self, text: &str, body: Range<usize>) -> Result<Vec<Key>, (Span, String)> {
        if text[body.clone()].trim().is_empty() {
            return Ok(Vec::new());
        }
        let mut source = text[body.clone()].to_owned();
        if !source.contains('\n') {
            // Neither YAML nor TOML ends lines the way old Macs did.
            source = source.replace('\r', "\n");
        }
        let keys = match self {
            Self::Yaml => keys::yaml(&source),
            Self::Toml => keys::toml(&source),
        };
        match keys {
            Ok(mut keys) => {
                for key in &mut keys {
                    key.span = key.span.shifted(body.start as u32);
                    key.written = self.written(text, key.span.range().end);
                }
                keys.sort_by_key(|key| key.span);
                Ok(keys)
            }
            Err((span, problem)) => Err((span.shifted(body.start as u32), problem)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::keys::Value;

    /// `name=value` for each key, checked to stand at its span; or what is wrong where.
    fn read(text: &str) -> String {
        let Some(front_matter) = FrontMatter::cut(text) else { return "none".to_owned() };
        match front_matter.keys {
            Ok(keys) => {
                let show = |key: Key| {
                    assert!(text[key.span.range()].contains(&key.name), "{key:?}");
                    if let (Some(written), Value::Text(value)) = (key.written, &key.value) {
                        assert!(text[written.range()].contains(&**value), "{key:?}");
                    }
                    format!("{}={}", key.name, show(key.value))
                };
                keys.into_iter().map(show).collect::<Vec<_>>().join(" ")
            }
            Err((span, problem)) => format!("{:?}: {problem}", &text[span.range()]),
        }
    }

    fn show(value: Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::Text(value) => format!("{value:?}"),
            Value::List(values) => {
                format!("{:?}", values.into_iter().map(show).collect::<Vec<_>>())
            }
            Value::Table(entries) => format!("{{{}}}", entries.len()),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(text), expected, "{text:?}");
    }

    #[test]
    fn yaml() {
        check(
            "---\n# A note.\ntitle: \"One\" \nchapter: 1\ndate: 1917-03-22\ncast: [Ann, 2]\nnote:\n\
             draft: false\nplace: {a: b}\n---\nText.",
            "title=\"One\" chapter=1 date=\"1917-03-22\" cast=[\"\\\"Ann\\\"\", \"2\"] note=null \
             draft=false place={1}",
        );
    }

    #[test]
    fn toml() {
        check(
            "+++\ntitle = \"One\"\ndate = 1917-03-22\nchapter = 1\n[extra]\nb = 1\n+++\nText.",
            "title=\"One\" date=\"1917-03-22\" chapter=1 extra={1}",
        );
    }

    #[test]
    fn quoted_keys() {
        check("---\nb: 1\n\"bä\": 2\n'c': 3\n---\n", "b=1 bä=2 c=3");
        check("+++\nb = 1\n\"bä\" = 2\n+++\n", "b=1 bä=2");
    }

    #[test]
    fn line_ends() {
        check("---\r\ntitle: One\r\näge: 2\r\n---\r\n", "title=\"One\" äge=2");
        check("---\rtitle: One\rage: 2\r---\r", "title=\"One\" age=2");
        check("\u{feff}---\ntitle: One\n...\n", "title=\"One\"");
    }

    #[test]
    fn empty() {
        check("---\n---\nText.", "");
        check("---\n# Nothing.\n\n---", "");
    }

    #[test]
    fn scene_breaks() {
        check("---\nHe left.\n---\nShe stayed.", "none");
        check("---\n\nHe left.", "none");
        check("---\n\nShe said: “Go.”\n\n---\n\n“I will”, he said: “now.”", "none");
        check("---\nAnn: Where are you?\n\nBob: Here.", "none");
        check("---\nShe said: \"Go,\" but\nhe: stayed: here.\n---\n", "none");
        check("----\ntitle: One\n----\n", "none");
        check("Text.\n---\ntitle: One\n---\n", "none");
        check("+++\nOne = one.\n", "none");
    }

    #[test]
    fn malformed() {
        check(
            "---\ntitle: The Ford: A Tale\n---\n",
            "\": A Tale\": a value with a colon in it needs quotation marks",
        );
        check(
            "---\ntitle: \"One\nage: 2\n---\n",
            "\"\\\"One\": this quotation mark is never closed",
        );
        check("---\nä: b\ntitle: A\ntitle: B\n---\n", "\"title: B\": `title` is set twice");
        check("---\na: b\nc\n---\n", "\"c\": a key is followed by `: `");
        check("---\na: b\n\tc: d\n---\n", "\"b\": lines are indented with spaces, not tabs");
        check("+++\na = b\n+++\n", "\"b\": string values must be quoted, expected literal string");
        check("+++\na = 1\na = 2\n+++\n", "\"a = 2\": duplicate key");
    }

    #[test]
    fn nothing_but_blanks() {
        // YAML has no form feeds.
        let front_matter = FrontMatter::cut("---\r\r\u{c}\r---\r").expect("it is closed");
        assert_eq!(front_matter.keys, Ok(Vec::new()));
    }

    #[test]
    fn unclosed() {
        check(
            "---\ntitle: One\nage: 2\n\nText.",
            "\"---\": the `---` that opens it is never closed",
        );
        let text = "---\ntitle: One\nage: 2\n\nText.";
        let span = FrontMatter::cut(text).map(|front_matter| front_matter.span.range());
        assert_eq!(span.map(|span| &text[span]), Some("---\ntitle: One\nage: 2"));
    }

    #[test]
    fn too_long() {
        let mut text = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        text.push_str("---\n");
        assert!(read(&text).ends_with("it is too long"), "{}", read(&text));
        let text = format!("---\ncast: [{}]\n---\n", "Ann, ".repeat(10_000));
        assert!(read(&text).ends_with("it is too long"));
    }
}
