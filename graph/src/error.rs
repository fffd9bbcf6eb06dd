//! What is wrong with a pipeline file.

use std::ops::Range;
use std::sync::Arc;

use crate::text::{Place, Text};

/// One thing that is wrong with a pipeline file, and its place there.
///
/// `Display` writes it on one line, `path:line:column: message`; [`PipelineError::render`] shows
/// the line of the file too.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}:{}:{}: {message}", self.path(), self.line(), self.column())]
pub struct PipelineError {
    text: Arc<Text>,
    span: Range<usize>,
    earlier: Option<Range<usize>>,
    message: String,
    help: Option<String>,
}

impl PipelineError {
    pub(crate) fn new(text: &Arc<Text>, span: Range<usize>, message: impl AsRef<str>) -> Self {
        let message = visible(message.as_ref());
        Self { text: Arc::clone(text), span, earlier: None, message, help: None }
    }

    pub(crate) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into().as_deref().map(visible);
        self
    }

    /// Shows an earlier place too, with which the fault clashes.
    pub(crate) fn with_earlier(mut self, span: Range<usize>) -> Self {
        self.earlier = Some(span);
        self
    }

    /// The file, as it was named when it was parsed.
    pub fn path(&self) -> &str {
        self.text.path(&self.span)
    }

    /// The line where the fault starts, from 1.
    pub fn line(&self) -> usize {
        self.text.place(&self.span).line
    }

    /// The column where the fault starts, from 1. A character is one column, a tab too; a byte
    /// order mark is none.
    pub fn column(&self) -> usize {
        self.text.place(&self.span).columns.start
    }

    /// The bytes of the file that are at fault. None are, where the text lacks something.
    pub fn span(&self) -> Range<usize> {
        let start = self.text.file_of(&self.span).start;
        self.span.start - start..self.span.end - start
    }

    /// The same with its place in `text`, if that has its file.
    pub(crate) fn placed_in(self, text: &Arc<Text>) -> Self {
        let own = self.text.file_of(&self.span);
        match text.place_of(self.path(), &self.text.content[own.clone()]) {
            Some(start) => {
                let moved = |at: usize| at - own.start + start;
                let span = moved(self.span.start)..moved(self.span.end);
                Self { text: Arc::clone(text), span, ..self }
            }
            None => self,
        }
    }

    /// Whether its place is one of `text`.
    pub(crate) fn is_in(&self, text: &Arc<Text>) -> bool {
        Arc::ptr_eq(&self.text, text)
    }

    /// Where the fault starts in all of the text.
    pub(crate) fn start(&self) -> usize {
        self.span.start
    }

    /// What is wrong: one line without a final period.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The message and the lines at fault, in the manner of rustc and with a final line break.
    /// The fault is underlined with `^`, an earlier place that it clashes with, with `-`.
    ///
    /// ```text
    /// error: validate node `cast` needs `chapter`, which is not declared
    ///  --> storylint.toml:5:10
    ///   |
    /// 5 | needs = ["chapter"]
    ///   |          ^^^^^^^^^
    ///   = help: did you mean `chapters`?
    /// ```
    pub fn render(&self) -> String {
        let mut places = vec![(&self.span, '^')];
        places.extend(self.earlier.iter().map(|span| (span, '-')));
        let is_elsewhere = |span: &Range<usize>| self.text.path(span) != self.path();
        places.sort_by_key(|(span, _)| (is_elsewhere(span), span.start));
        let places = places
            .into_iter()
            .map(|(span, sign)| (self.text.path(span), self.text.place(span), sign));
        let places: Vec<_> = places.collect();

        let last_line = places.iter().map(|(_, place, _)| place.line).max().unwrap_or(0);
        let gutter = " ".repeat(last_line.to_string().len());
        let mut lines = vec![format!("error: {}", self.message)];
        for (n_before, places) in places.chunk_by(|(a, ..), (b, ..)| a == b).enumerate() {
            let (path, first, _) = &places[0];
            let (line, column) = match n_before {
                0 => (self.line(), self.column()),
                _ => (first.line, first.columns.start),
            };
            let arrow = if n_before == 0 { "-->" } else { ":::" };
            let path = visible(path);
            lines.push(format!("{gutter}{arrow} {path}:{line}:{column}"));
            lines.push(format!("{gutter} |"));
            for places in places.chunk_by(|(_, a, _), (_, b, _)| a.line == b.line) {
                let Place { line, text, .. } = places[0].1;
                let shown = shown(text, places[0].1.columns.start);
                let text: String = shown.iter().map(|(c, _)| c).collect();
                lines.push(format!("{line:>0$} | {1}", gutter.len(), visible(&text)));
                lines.push(format!("{gutter} | {}", underline(&shown, places)));
            }
        }
        lines.extend(self.help.iter().map(|help| format!("{gutter} = help: {help}")));
        lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
    }
}

/// The most characters that are shown of a line.
const WIDEST: usize = 160;

/// The characters of `line` with their columns; of a long one those around `column`.
fn shown(line: &str, column: usize) -> Vec<(char, usize)> {
    let mut all: Vec<_> = line.chars().zip(1..).collect();
    let n_before = column.saturating_sub(WIDEST / 2).min(all.len().saturating_sub(WIDEST));
    if all.len() > n_before + WIDEST {
        all.truncate(n_before + WIDEST);
        all.iter_mut().next_back().into_iter().for_each(|last| last.0 = '…');
    }
    all.drain(..n_before);
    all.iter_mut().take(n_before.min(1)).for_each(|first| first.0 = '…');
    all
}

/// The signs below the places of `text`. Tabs stay tabs, so that both lines are as wide.
fn underline(text: &[(char, usize)], places: &[(&str, Place<'_>, char)]) -> String {
    let is_in = |column| places.iter().find(|(_, place, _)| place.columns.contains(&column));
    let below = |(c, column)| match is_in(column) {
        Some((.., sign)) => *sign,
        None if c == '\t' => '\t',
        None => ' ',
    };
    let end = text.last().map_or(1, |(_, column)| column + 1);
    text.iter().copied().chain([(' ', end)]).map(below).collect()
}

/// `text` on one line: a control character could otherwise break the line or steer a terminal.
fn visible(text: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Underlines the first `^` of `content`, and the first `-` as an earlier place.
    #[track_caller]
    fn check(content: &str, expected: &str) {
        let at = |sign| content.find(sign).map(|at| at..at + 1);
        let text = Arc::new(Text::new("p.toml", content));
        let mut error = PipelineError::new(&text, at('^').expect("a fault"), "this is wrong");
        error.earlier = at('-');
        assert_eq!(error.render(), expected);
    }

    #[test]
    fn on_one_line() {
        check("- ^ x\n", "error: this is wrong\n --> p.toml:1:3\n  |\n1 | - ^ x\n  | - ^\n");
    }

    #[test]
    fn on_a_long_line() {
        let content = format!("{}^{}", "a".repeat(5000), "b".repeat(5000));
        let expected = format!(
            "error: this is wrong\n --> p.toml:1:5001\n  |\n1 | …{}^{}…\n  | {}^\n",
            "a".repeat(78),
            "b".repeat(79),
            " ".repeat(79)
        );
        check(&content, &expected);
    }

    #[test]
    fn on_two_lines() {
        let content = "\n-\n3\n4\n5\n6\n7\n8\n9\n  ^";
        let expected = "error: this is wrong
  --> p.toml:10:3
   |
 2 | -
   | -
10 |   ^
   |   ^
";
        check(content, expected);
    }

    #[test]
    fn in_two_files() {
        let mut text = Text::new("a.toml", "1\n2 -");
        let start = text.push("b.toml", "^");
        let text = Arc::new(text);
        let error = PipelineError::new(&text, start..start + 1, "this is wrong").with_earlier(4..5);
        let expected = "error: this is wrong
 --> b.toml:1:1
  |
1 | ^
  | ^
 ::: a.toml:2:3
  |
2 | 2 -
  |   -
";
        assert_eq!(error.render(), expected);
        assert_eq!(error.span(), 0..1);
    }

    #[test]
    fn tabs_stay_and_control_characters_do_not() {
        check(
            "\t\u{1b}[1m\t^",
            "error: this is wrong\n --> p.toml:1:7\n  |\n1 | \t\u{fffd}[1m\t^\n  | \t    \t^\n",
        );
    }

    #[test]
    fn a_message_is_one_line() {
        let text = Arc::new(Text::new("p.toml", ""));
        let error = PipelineError::new(&text, 0..0, "a\nb").with_help("c\r\nd".to_owned());
        assert_eq!(error.to_string(), "p.toml:1:1: a\u{fffd}b");
        assert_eq!(error.help(), Some("c\u{fffd}\u{fffd}d"));
    }
}
