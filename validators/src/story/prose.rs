//! Words, and what stands between them.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// A word of prose: letters and digits, with apostrophes and unseen bytes only between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The word as it stands in the prose. Markup inside it is NULs.
    pub(crate) raw: &'a str,
    /// Its first byte in the prose.
    pub(crate) start: usize,
}

impl<'a> Word<'a> {
    /// The byte after its last.
    pub(crate) fn end(self) -> usize {
        self.start + self.raw.len()
    }

    /// Where it is.
    pub(crate) fn span(self) -> Span {
        Span::new(self.start..self.end())
    }

    /// The word as a reader sees it.
    pub(crate) fn text(self) -> Cow<'a, str> {
        if self.raw.as_bytes().contains(&0) {
            Cow::Owned(self.raw.replace('\0', ""))
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// Whether its first letter is a capital.
    pub(crate) fn is_capitalised(self) -> bool {
        starts_with_capital(self.raw)
    }
}

/// The words of a paragraph, and what stands between them.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    prose: &'a str,
    words: &'a [Word<'a>],
}

impl<'a> Text<'a> {
    pub(crate) fn new(prose: &'a str, words: &'a [Word<'a>]) -> Self {
        Self { prose, words }
    }

    /// All of the prose, in which the paragraph is.
    pub(crate) fn prose(self) -> &'a str {
        self.prose
    }

    /// How many words there are.
    pub(crate) fn len(self) -> usize {
        self.words.len()
    }

    /// Word `i`.
    pub(crate) fn word(self, i: usize) -> Word<'a> {
        self.words[i]
    }

    /// The index of the first word from byte `at` on. Takes the logarithm of the number of words.
    pub(crate) fn index(self, at: usize) -> usize {
        self.words.partition_point(|word| word.start < at)
    }

    /// Word `i` as it stands in the prose; nothing if there is none.
    pub(crate) fn raw(self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |word| word.raw)
    }

    /// What stands before word `i`, back to the word before; nothing before the first.
    pub(crate) fn gap(self, i: usize) -> &'a str {
        let start = i.checked_sub(1).map_or(self.words[i].start, |before| self.words[before].end());
        &self.prose[start..self.words[i].start]
    }

    /// Whether word `i` follows the one before it with nothing but a space.
    pub(crate) fn follows(self, i: usize) -> bool {
        is_blank(self.gap(i))
    }
}

/// The words of `prose` within `span`, in order. Linear in the span.
pub(crate) fn words(prose: &str, span: Span) -> impl Iterator<Item = Word<'_>> {
    let text = &prose[span.range()];
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = word_start(text, at)?;
        at = word_end(text, start);
        Some(Word { raw: &text[start..at], start: span.start as usize + start })
    })
}

/// Whether a word may consist of this character.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // Combining marks, for text that is not composed.
        '\u{300}'..='\u{36f}' => true,
        // Dashes and quotation marks, so that the most frequent ones need no table.
        '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether this character can be an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Whether the first letter of `word` is a capital.
#[inline]
pub(crate) fn starts_with_capital(word: &str) -> bool {
    match word.as_bytes().first() {
        Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
        _ => word.chars().next().is_some_and(char::is_uppercase),
    }
}

/// Whether `word` ends in capitals, as in "NO" or "McGURK".
pub(crate) fn is_loud(word: &str) -> bool {
    word.chars().rev().take(2).all(char::is_uppercase)
}

/// Whether a mark stands in `gap` that may open or close a speech.
pub(crate) fn has_quotation_mark(gap: &str) -> bool {
    gap.contains(['"', '\'', '“', '”', '‘', '’', '«', '»', '„', '‹', '›'])
}

/// Whether a reader sees nothing of `c` but a break.
pub(crate) fn is_edge(c: char) -> bool {
    c == '\0' || c.is_whitespace()
}

/// Whether a reader sees nothing but a break in `gap`.
pub(crate) fn is_blank(gap: &str) -> bool {
    gap == " " || gap.chars().all(is_edge)
}

/// Whether `word` is in `list`, in which one space parts the words. Linear in the list.
pub(crate) fn is_listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// The first byte of the next word from `at` on, if there is one.
fn word_start(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if is_letter(c) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
}

/// The byte after the word that starts at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let (mut at, mut end) = (start, start);
    let mut may_join = true;
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii_alphanumeric() {
            at += n_alphanumeric(&text.as_bytes()[at..]);
            (end, may_join) = (at, true);
        } else if byte == b' ' {
            break;
        } else if byte == 0 {
            at += 1;
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if is_letter(c) {
                (end, may_join) = (at, true);
            } else if is_apostrophe(c) && may_join {
                may_join = false;
            } else {
                break;
            }
        }
    }
    end
}

/// How many bytes at the start are letters and digits of ASCII. Eight are looked at together,
/// because most words are shorter and where they end is hard to predict.
fn n_alphanumeric(bytes: &[u8]) -> usize {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    /// The high bit of each byte that is from `first` to `last`, if those of `bytes` are not set.
    const fn within(bytes: u64, first: u8, last: u8) -> u64 {
        let first = u64::from_le_bytes([0x80 - first; 8]);
        let after = u64::from_le_bytes([0x7f - last; 8]);
        (bytes + first) & !(bytes + after) & HIGH
    }
    let mut n = 0;
    while let Some(&eight) = bytes[n..].first_chunk() {
        let eight = u64::from_le_bytes(eight);
        let low = eight & !HIGH;
        let lower = low | u64::from_le_bytes([b'a' - b'A'; 8]);
        let are = (within(low, b'0', b'9') | within(lower, b'a', b'z')) & !eight;
        let others = are ^ HIGH;
        if others != 0 {
            return n + others.trailing_zeros() as usize / 8;
        }
        n += 8;
    }
    n + bytes[n..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(prose: &str, expected: &[&str]) {
        let span = Span::new(0..prose.len());
        let words: Vec<_> = words(prose, span).map(|word| word.text()).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn letters_and_digits_of_ascii() {
        for byte in 0..=u8::MAX {
            for n in 0..=9 {
                let mut bytes = [b'a'; 18];
                bytes[n] = byte;
                let expected = if byte.is_ascii_alphanumeric() { 18 } else { n };
                assert_eq!(n_alphanumeric(&bytes), expected, "{byte} at {n}");
            }
        }
    }

    #[test]
    fn spaces_or_marks_between() {
        check("Go, \u{201c}he said\u{201d}--now.", &["Go", "he", "said", "now"]);
    }

    #[test]
    fn apostrophes() {
        check(
            "’Tis the boys’ and Ann's o'clock",
            &["Tis", "the", "boys", "and", "Ann's", "o'clock"],
        );
    }

    #[test]
    fn two_apostrophes_in_a_row_part_words() {
        check("rock''roll", &["rock", "roll"]);
    }

    #[test]
    fn markup_inside() {
        check("\0\0un\0believ\0able\0\0 end", &["unbelievable", "end"]);
    }

    #[test]
    fn other_alphabets() {
        check("Zoë e\u{301}tait à Łódź", &["Zoë", "e\u{301}tait", "à", "Łódź"]);
    }

    #[test]
    fn where_they_are() {
        let prose = "– a b\0c.";
        let last = words(prose, Span::new(4..prose.len())).last().expect("there are two");
        assert_eq!(&prose[last.span().range()], "b\0c");
    }
}
