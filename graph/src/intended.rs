//! What a pipeline says is intended.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::faults::Faults;
use crate::fields::{self, Fields};
use crate::key::{Key, Values};

/// Findings that `[[intended]]` allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Intended {
    /// A rule, a family (`links/*`), a group or all (`*`). Whether there is such a one is not known here.
    pub rule: Spanned<String>,
    /// Whom or what the findings must be about; anything if there are none.
    pub entities: Vec<String>,
    /// Globs of the files that the findings must be in; any if there are none.
    pub chapters: Vec<Spanned<String>>,
    /// Why, for people.
    pub reason: Option<String>,
    /// The lines that say so, with a comment directly above them, if they say nothing else, as a span for
    /// [`Pipeline::own_span`](crate::Pipeline::own_span).
    pub lines: Option<Range<usize>>,
}

/// The keys of an entry.
pub(crate) static KEYS: [Key; 4] = [
    Key::new("rule", Values::Rule, "a rule, a family (`links/*`), a group or all (`*`)").required(),
    Key::new(
        "entities",
        Values::Strings,
        "whom or what the findings are about; anything without it",
    )
    .or("[]"),
    Key::new(
        "chapters",
        Values::Strings,
        "globs of the files they are in, those that a workspace shares by their paths from its folder; all without it",
    )
    .or("[]"),
    Key::new("reason", Values::String, "why it is so, for people"),
];

/// Reads the array of tables `intended`.
pub(crate) fn read(faults: &Faults, value: &Spanned<DeValue<'_>>) -> Vec<Intended> {
    let entries = value.get_ref().as_array();
    if entries.is_none() {
        let error = fields::mismatch(faults.text(), "`intended`", "an array of tables", value);
        let help = "it is declared as `[[intended]]` with `rule = \"..\"`".to_owned();
        faults.push(error.with_help(help));
    }
    let entries = entries.into_iter().flat_map(|entries| entries.iter());
    entries.filter_map(|entry| read_one(faults, entry)).collect()
}

fn read_one(faults: &Faults, entry: &Spanned<DeValue<'_>>) -> Option<Intended> {
    let fields = Fields::of_row(faults, "`[[intended]]`", entry, &KEYS)?;
    let rule = fields.some_string("rule");
    let entities = fields.strings("entities").into_iter().map(Spanned::into_inner).collect();
    let chapters = fields.strings("chapters");
    let reason = fields.value("reason", |value| {
        value.as_str().filter(|reason| !reason.is_empty()).map(str::to_owned)
    });
    let (text, table) = (faults.text(), entry.get_ref().as_table()?);
    let values = table.iter().map(|(_, value)| value.span().end);
    let file = text.file_of(&entry.span());
    let lines = values.max().and_then(|end| {
        let own =
            lines(&text.content[file.clone()], entry.span().start - file.start, end - file.start)?;
        Some(own.start + file.start..own.end + file.start)
    });
    // What is wrong with the rest is told of one without a rule, too.
    let rule = rule.unwrap_or_else(|| Spanned::new(entry.span(), "*".to_owned()));
    Some(Intended { rule, entities, chapters, reason, lines })
}

/// The lines of `text` that hold the table from `start` to `end`, if it begins one, with the comment that stands
/// directly above it and an empty line after them.
fn lines(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
    let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    if !text[first..].starts_with("[[") {
        return None;
    }
    // A bare `#` parts what is said of one table from what is said of several, `#:schema` is for editors, and the end of
    // a string on several lines is no comment.
    let is_comment = |line: &&str| {
        let said = line.strip_prefix('#').map(str::trim);
        said.is_some_and(|it| !it.is_empty() && !it.starts_with(':'))
            && !["\"\"\"", "'''"].iter().any(|quotes| line.contains(quotes))
    };
    let comment = text[..first].split_inclusive('\n').rev().take_while(is_comment);
    let first = first - comment.map(str::len).sum::<usize>();
    let end = line_end(end);
    let is_blank = text[end..line_end(end)].trim().is_empty();
    Some(first..if is_blank { line_end(end) } else { end })
}
