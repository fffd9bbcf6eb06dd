//! A regular expression that an author wrote, searched in linear time.

use std::fmt;
use std::ops::Range;

use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use thiserror::Error;

/// A regular expression. `^` and `$` are the ends of lines.
#[derive(Clone)]
pub(crate) struct Expression {
    /// As it is written.
    text: String,
    regex: Regex,
    /// With words that are of ASCII alone: where all other letters are missing it matches the same, and
    /// some ten times as fast (a dozen words in either case of letters: 446 to 43 MB/s), because the
    /// automaton gives up on quotation marks and dashes where it has to tell them from letters.
    ascii: Option<Regex>,
}

/// Why a text is no regular expression that is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What is wrong, as the end of a sentence.
    pub message: String,
    /// The bytes of the text at fault; all of it if it is none of them more than another.
    pub span: Option<Range<usize>>,
}

/// The most bytes that a compiled expression may take.
const MOST_BYTES: usize = 10 << 20;

impl Expression {
    /// # Errors
    /// If `text` is no regular expression, is a very large one, or matches where nothing is.
    pub(crate) fn new(text: &str) -> Result<Self, ExpressionError> {
        let error = |message: &str, span| ExpressionError { message: message.to_owned(), span };
        let mut parser = regex_syntax::ParserBuilder::new().multi_line(true).build();
        let hir = parser.parse(text).map_err(|wrong| match wrong {
            regex_syntax::Error::Parse(wrong) => {
                let span = wrong.span();
                error(&wrong.kind().to_string(), Some(span.start.offset..span.end.offset))
            }
            regex_syntax::Error::Translate(wrong) => {
                let span = wrong.span();
                error(&wrong.kind().to_string(), Some(span.start.offset..span.end.offset))
            }
            other => error(&other.to_string(), None),
        })?;
        let compile = |hir: &Hir| {
            let config = Regex::config().nfa_size_limit(Some(MOST_BYTES));
            let built = Regex::builder().configure(config).build_from_hir(hir);
            built.map_err(|wrong| match wrong.size_limit() {
                Some(_) => error("it takes more than 10 MiB to search for", None),
                None => error(&wrong.to_string(), None),
            })
        };
        let regex = compile(&hir)?;
        if regex.is_match("") {
            return Err(error("it matches where nothing is, and so everywhere", None));
        }
        let ascii = hir.properties().look_set().contains_word_unicode();
        let ascii = if ascii { Some(compile(&with_ascii_words(hir))?) } else { None };
        Ok(Self { text: text.to_owned(), regex, ascii })
    }

    /// The number of the group with a number or name.
    pub(crate) fn group(&self, name: &str) -> Option<usize> {
        let info = self.regex.group_info();
        let number = name.parse().ok().filter(|&n: &usize| n < info.group_len(FIRST));
        number.or_else(|| info.to_index(FIRST, name))
    }

    /// Calls `found` with the bytes of each match in `text`, and those of the groups. Linear in the text
    /// for each match.
    pub(crate) fn find(&self, text: &str, mut found: impl FnMut(Range<usize>, &Captures)) {
        let is_other =
            |c: char| !c.is_ascii() && regex_syntax::try_is_word_character(c).unwrap_or(true);
        let ascii = self.ascii.as_ref().filter(|_| text.is_ascii() || !text.contains(is_other));
        for captures in ascii.unwrap_or(&self.regex).captures_iter(text) {
            let whole = captures.get_match().map(|whole| whole.range()).unwrap_or_default();
            if !whole.is_empty() {
                found(whole, &captures);
            }
        }
    }
}

/// What it is made of says all; the automata are long.
impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}

/// There is one expression in each.
const FIRST: regex_automata::PatternID = regex_automata::PatternID::ZERO;

/// `hir` with other ends of words: those where letters, digits and `_` are of ASCII.
fn with_ascii_words(hir: Hir) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(with_ascii_words).collect();
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class @ (Class::Unicode(_) | Class::Bytes(_))) => Hir::class(class),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => other,
        }),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(with_ascii_words(*repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(mut capture) => {
            capture.sub = Box::new(with_ascii_words(*capture.sub));
            Hir::capture(capture)
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(expression: &str, text: &'t str) -> Vec<&'t str> {
        let mut all = Vec::new();
        let expression = Expression::new(expression).expect("it is one");
        expression.find(text, |range, _| all.push(&text[range]));
        all
    }

    #[test]
    fn ends_of_lines_and_of_words() {
        assert_eq!(found("^b.*$", "a\nbc\n"), ["bc"]);
        assert_eq!(found(r"\bna\b", "na “na” naïve"), ["na", "na"]);
        assert_eq!(found(r"(?i)\bCAFÉ\b", "a café’s café"), ["café", "café"]);
        assert_eq!(found(r"\Bve\b", "naïve ve"), ["ve"]);
        assert_eq!(found(r"x*\b", "xx y"), ["xx"]);
    }

    /// The two ways of searching find the same in any text of either kind.
    #[test]
    fn with_words_of_ascii() {
        let expression = Expression::new(r"\b(a|b.)+\B|\b{start}c\b{end}").expect("it is one");
        let ascii = expression.ascii.as_ref().expect("it looks for words");
        let letters = ["a", "b", "c", "’", "—", " ", "\n", "_"];
        for number in 0..8_usize.pow(5) {
            let digits = (0..5).map(|place| letters[number / 8_usize.pow(place) % 8]);
            let text: String = digits.collect();
            let [one, other] = [&expression.regex, ascii]
                .map(|regex| regex.find_iter(&text).map(|it| it.range()).collect::<Vec<_>>());
            assert_eq!(one, other, "{text:?}");
        }
    }

    #[test]
    fn groups() {
        let expression = Expression::new("(?<what>a)(b)").expect("it is one");
        assert_eq!(
            ["0", "2", "3", "what", "x"].map(|it| expression.group(it)),
            [Some(0), Some(2), None, Some(1), None]
        );
    }

    #[track_caller]
    fn check_refused(text: &str, message: &str, at: Option<&str>) {
        let error = Expression::new(text).expect_err("it is refused");
        assert_eq!(error.message, message);
        assert_eq!(error.span.map(|span| &text[span]), at);
    }

    #[test]
    fn refused() {
        check_refused("a(b", "unclosed group", Some("("));
        check_refused("é[", "unclosed character class", Some("["));
        check_refused(r"\pX", "Unicode property not found", Some(r"\pX"));
        check_refused(
            "(?=a)",
            "look-around, including look-ahead and look-behind, is not supported",
            Some("(?="),
        );
        check_refused(r"(a)\1", "backreferences are not supported", Some(r"\1"));
        check_refused(r"(\w{99}){99}", "it takes more than 10 MiB to search for", None);
        check_refused("a*", "it matches where nothing is, and so everywhere", None);
    }
}
