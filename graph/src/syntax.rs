//! A text that is TOML, or what is wrong with it.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};
use toml_parser::parser::{RecursionGuard, parse_document};
use toml_parser::{ParseError, Source};

use crate::error::PipelineError;
use crate::text::Text;

/// What `text`, which is one file, holds, with places in it; nothing, if that is not TOML, of which all that is wrong is
/// added to `wrong`.
pub(crate) fn parse<'t>(
    text: &'t Arc<Text>,
    wrong: &mut Vec<PipelineError>,
) -> Option<DeTable<'t>> {
    let content = &text.content[text.file_of(&(0..0))];
    let (table, errors) = DeTable::parse_recoverable(content);
    if errors.is_empty() {
        return Some(table.into_inner());
    }
    let mut after = tell(text, content, errors, wrong);
    for _ in 1..MOST {
        // What a bracket hid that is not closed: the same text, as if all that comes before were empty lines.
        let Some(at) = after else { break };
        let hidden = blank(&content[..at]) + &content[at..];
        let mut errors = DeTable::parse_recoverable(&hidden).1;
        // Before the next table the bracket that was told of, or one around it, may be closed.
        let mut line_ends = at;
        let header = hidden[at..].split_inclusive('\n').find_map(|line| {
            line_ends += line.len();
            let rest = line.trim_start();
            rest.starts_with('[').then_some(line_ends - rest.len())
        });
        errors.retain(|error| header.is_some_and(|header| start(error) >= header));
        after = tell(text, &hidden, errors, wrong);
    }
    None
}

/// Adds to `wrong` what `errors` of `content`, which is `text` or the end of it, come to. If something is not closed,
/// the start of the line from which on it surely should be.
fn tell(
    text: &Arc<Text>,
    content: &str,
    mut errors: Vec<toml::de::Error>,
    wrong: &mut Vec<PipelineError>,
) -> Option<usize> {
    // A reader of so many brackets may give up before they end.
    let is_deep = errors.iter().any(|error| error.message().contains("recurs"));
    let open = if is_deep { None } else { open(content) };
    if let Some(Open { bracket, told }) = &open {
        errors.retain(|error| {
            let start = start(error);
            start < bracket.start || is_string(error.message()) && start < *told
        });
    }
    leave_out_what_follows(&mut errors, text);
    wrong.extend(errors.iter().map(|error| invalid(text, error)));
    let is_explained = |bracket: &Range<usize>| errors.iter().any(|it| start(it) > bracket.start);
    let Open { bracket, told } = open.filter(|open| !is_explained(&open.bracket))?;
    let (what, end) = match &content[bracket.clone()] {
        "[" => ("array", ']'),
        _ => ("inline table", '}'),
    };
    let message = format!("invalid TOML: unclosed {what}, expected `{end}`");
    wrong.push(PipelineError::new(text, bracket.clone(), message));
    let line = content[..told].rfind('\n').map_or(0, |newline| newline + 1);
    let next = || content[told..].find('\n').map(|newline| told + newline + 1);
    if line > bracket.start { Some(line) } else { next() }
}

/// As many bytes as `text` has, in lines that are empty.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

fn is_blank_before(content: &str, at: usize) -> bool {
    let line = &content[..at];
    line[line.rfind('\n').map_or(0, |newline| newline + 1)..].trim().is_empty()
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// Whether a parser's `message` is that a string is not closed, which may hide a bracket.
fn is_string(message: &str) -> bool {
    message.starts_with("invalid ") && message.contains(" string")
}

/// An array or inline table that is not closed.
struct Open {
    /// What opens it.
    bracket: Range<usize>,
    /// Where that is sure at the latest.
    told: usize,
}

/// The first array or inline table of `content` that is surely open where the next table or key begins.
///
/// The parser's errors of it are of what comes after, which may be far below.
fn open(content: &str) -> Option<Open> {
    let source = Source::new(content);
    let mut errors: Vec<ParseError> = Vec::new();
    // As deep as `toml` goes.
    let mut events = ();
    let mut receiver = RecursionGuard::new(&mut events, 80);
    parse_document(&source.lex().into_vec(), &mut receiver, &mut errors);
    let found = errors.iter().filter_map(|error| {
        let (bracket, told) = (error.context()?, error.unexpected()?.start());
        let after = content.get(told..)?;
        let is_open = match error.description() {
            "unclosed array" | "unclosed inline table" | "unexpected `=` in array" => true,
            // The header of a table.
            "missing key for inline table element" => {
                after.starts_with('[') && is_blank_before(content, told)
            }
            _ => false,
        };
        is_open.then(|| Open { bracket: bracket.start()..bracket.end(), told })
    });
    found.min_by_key(|open| open.told)
}

/// So many errors of the parser are told of: nobody reads more, and each takes a look at all of the text.
const MOST: usize = 100;

/// Sorts `errors` by their places in `text`, and takes those away that may only follow from others: of a line
/// all but the first, after which the parser guesses, and keys that are there twice because their table is.
fn leave_out_what_follows(errors: &mut Vec<toml::de::Error>, text: &Text) {
    errors.sort_by_key(start);
    errors.truncate(MOST);
    errors.dedup_by_key(|error| text.place(&(start(error)..start(error))).line);
    let mut twice = None;
    errors.retain(|error| {
        let before = &text.content[..start(error)];
        let header = before.rfind("\n[");
        if error.message() != "duplicate key" {
            return true;
        }
        if header == before.rfind('\n') {
            twice = header;
            return true;
        }
        header.is_none() || header != twice
    });
}

/// The error that the text is not TOML, in our words where the parser's own help nobody.
fn invalid(text: &Arc<Text>, error: &toml::de::Error) -> PipelineError {
    let span = error.span().unwrap_or_default();
    let found = &text.content[span.clone()];
    let message = match error.message() {
        "duplicate key" => &format!("duplicate key `{found}`"),
        "string values must be quoted, expected literal string" if found.is_empty() => {
            "a value is missing"
        }
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            "tables or arrays nested too deeply"
        }
        message if message.starts_with("invalid boolean") => "string values must be quoted",
        message => message
            .trim_end_matches(", expected nothing")
            .trim_end_matches(", expected literal string"),
    };
    let earlier = match error.message() {
        "duplicate key" => repeated(&text.content, &span),
        _ => None,
    };
    let error = PipelineError::new(text, span, format!("invalid TOML: {message}"));
    match earlier {
        Some(earlier) => error.with_earlier(earlier),
        None => error,
    }
}

/// Where the key stands that the one at `later` repeats: beside it, once that is called otherwise.
fn repeated(content: &str, later: &Range<usize>) -> Option<Range<usize>> {
    let mut renamed = content.to_owned();
    renamed.replace_range(later.clone(), &"_".repeat(later.len()));
    let table = DeTable::parse_recoverable(&renamed).0.into_inner();
    beside(&table, later, content[later.clone()].trim_matches(['"', '\'']))
}

/// Where the key `name` stands in the table that has a key at `place`.
fn beside(table: &DeTable<'_>, place: &Range<usize>, name: &str) -> Option<Range<usize>> {
    if table.keys().any(|key| key.span() == *place) {
        return Some(table.get_key_value(name)?.0.span());
    }
    table.values().find_map(|value| match value.get_ref() {
        DeValue::Table(inner) => beside(inner, place, name),
        DeValue::Array(items) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            tables.into_iter().find_map(|inner| beside(inner, place, name))
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `marked` is told of at each `⟦..⟧` only.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        let content = marked.replace(['⟦', '⟧'], "");
        let text = Arc::new(Text::new("p.toml", &content));
        let mut wrong = Vec::new();
        assert!(parse(&text, &mut wrong).is_none(), "{marked}");
        let found = wrong.iter().map(|error| (error.span().start, error.message().to_owned()));
        let starts = marked.match_indices('⟦').enumerate();
        let starts = starts.map(|(n, (at, mark))| at - n * (mark.len() + '⟧'.len_utf8()));
        let expected = starts.map(|at| (at, format!("invalid TOML: {expected}")));
        assert_eq!(Vec::from_iter(found), Vec::from_iter(expected));
    }

    #[test]
    fn an_array_that_stays_open() {
        let expected = "unclosed array, expected `]`";
        check("a = ⟦[⟧1, 2\nb = [3]\n[c]\nd = ⟦[⟧4", expected);
        check("a = ⟦[⟧\n  [1, 2],\n\n[b]\nc = 1\n", expected);
        check("a = ⟦[⟧1, [2]\nb = 1\n", expected);
        check("a = ⟦[⟧1,\n# the end\n", expected);
        check("[x]\na = ⟦[⟧'é'\n\n[y]\na = ⟦[⟧'b',\n\n[z]\na = ['c']\nb = ⟦[⟧1", expected);
        check("a = ⟦[⟧1, b = 2\nc = ⟦[⟧\n", expected);
        check("a = { b = ⟦[⟧1,\n c = 2 }\n", expected);
    }

    #[test]
    fn an_inline_table_that_stays_open() {
        let expected = "unclosed inline table, expected `}`";
        check("a = ⟦{⟧ b = 1\n[c]\nd = 2\n", expected);
        check("a = ⟦{⟧ b = 1,\n", expected);
    }

    #[test]
    fn a_comma_that_is_missing() {
        let expected = "missing comma between array elements, expected `,`";
        check("a = ['x' ⟦⟧'y']\nb = 3\n", expected);
        check("a = [\n  [1]\n  ⟦⟧[2]\n  ]", expected);
    }

    #[test]
    fn a_string_that_hides_the_bracket() {
        check("a = ['b]⟦⟧\nc = 1\n", "invalid literal string, expected `'`");
    }
}
