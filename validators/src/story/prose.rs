//! Words, and what stands between them.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use crate::diagnostic::Span;

/// A word of prose: letters and digits, with apostrophes and unseen bytes only between them. In the 16 bytes of
/// it that all words are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packed {
    /// Its [`head`].
    pub(crate) head: u64,
    start: u32,
    /// Twice the length, and one more if it is not plain.
    rest: u32,
}

impl Packed {
    #[inline]
    fn new(head: u64, start: usize, len: usize, is_plain: bool) -> Self {
        Self { head, start: start as u32, rest: (len as u32) << 1 | u32::from(!is_plain) }
    }

    /// Its first byte in the prose.
    #[inline]
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after its last.
    #[inline]
    pub(crate) fn end(self) -> usize {
        self.start() + self.len()
    }

    /// How many bytes it has.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.rest as usize >> 1
    }

    /// Its bytes in the prose.
    #[inline]
    pub(crate) fn span(self) -> Span {
        Span { start: self.start, end: self.start + (self.rest >> 1) }
    }

    /// As it stands in the `prose`.
    #[inline]
    pub(crate) fn raw(self, prose: &str) -> &str {
        &prose[self.start()..self.end()]
    }

    /// With its text.
    #[inline]
    pub(crate) fn of(self, prose: &str) -> Word<'_> {
        let (raw, start) = (self.raw(prose), self.start());
        Word { raw, head: self.head, start, is_plain: self.is_plain() }
    }

    /// Whether it may be of a name, as far as its first byte and whether it is plain tell.
    #[inline]
    pub(crate) fn may_be_name(self) -> bool {
        !self.is_plain() | (self.head as u8).is_ascii_uppercase()
    }

    /// Twice its length, and one more if it is not plain; for all that are longer, that of one of 15 bytes.
    #[inline]
    pub(crate) fn form(self) -> usize {
        self.rest.min(30 | self.rest & 1) as usize
    }

    /// As in [`Word`].
    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        self.rest & 1 == 0
    }
}

/// A word with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The word as it stands in the prose. Markup inside it is NULs.
    pub(crate) raw: &'a str,
    /// Its [`head`].
    pub(crate) head: u64,
    /// Its first byte in the prose.
    pub(crate) start: usize,
    /// Whether it has nothing but letters and digits of ASCII.
    pub(crate) is_plain: bool,
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
        if self.is_plain || !self.raw.as_bytes().contains(&0) {
            Cow::Borrowed(self.raw)
        } else {
            Cow::Owned(self.raw.replace('\0', ""))
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
    words: &'a [Packed],
}

impl<'a> Text<'a> {
    pub(crate) fn new(prose: &'a str, words: &'a [Packed]) -> Self {
        Self { prose, words }
    }

    /// All of the prose, in which the paragraph is.
    #[inline]
    pub(crate) fn prose(self) -> &'a str {
        self.prose
    }

    /// Whether a quotation mark stands before the first word of the paragraph at `span`, whose words these are.
    pub(crate) fn begins_quoted(self, span: Span) -> bool {
        has_quotation_mark(&self.prose[span.start as usize..self.start(0)])
    }

    /// The first byte of word `i` in the prose.
    #[inline]
    pub(crate) fn start(self, i: usize) -> usize {
        self.words[i].start()
    }

    /// The byte after the last of word `i`.
    #[inline]
    pub(crate) fn end(self, i: usize) -> usize {
        self.words[i].end()
    }

    /// Word `i` without its text, if there is one.
    #[inline]
    pub(crate) fn get(self, i: usize) -> Option<Packed> {
        self.words.get(i).copied()
    }

    /// How many words there are.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.words.len()
    }

    /// Word `i`.
    #[inline]
    pub(crate) fn word(self, i: usize) -> Word<'a> {
        self.words[i].of(self.prose)
    }

    /// The index of the first word from byte `at` on. Takes the logarithm of the number of words.
    pub(crate) fn index(self, at: usize) -> usize {
        self.words.partition_point(|word| word.start() < at)
    }

    /// Word `i` as it stands in the prose; nothing if there is none.
    #[inline]
    pub(crate) fn raw(self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |word| word.raw(self.prose))
    }

    /// What stands before word `i`, back to the word before; nothing before the first.
    #[inline]
    pub(crate) fn gap(self, i: usize) -> &'a str {
        let end = self.start(i);
        &self.prose[i.checked_sub(1).map_or(end, |before| self.end(before))..end]
    }

    /// What stands after word `i`, on to the next; a line break after the last.
    pub(crate) fn gap_after(self, i: usize) -> &'a str {
        if i + 1 < self.len() { self.gap(i + 1) } else { "\n" }
    }

    /// Whether word `i` follows the one before it with one space, as most words do, or is the first: nothing
    /// that readers look for stands before it.
    #[inline]
    pub(crate) fn is_spaced(self, i: usize) -> bool {
        let start = self.start(i);
        i.checked_sub(1).is_none_or(|before| {
            self.end(before) + 1 == start && self.prose.as_bytes()[start - 1] == b' '
        })
    }

    /// Whether nothing stands before word `i` but a space, or a comma and one, as before nearly all words: no
    /// sentence ends there, nor does a speech begin.
    #[inline]
    pub(crate) fn runs_on(self, i: usize) -> bool {
        let start = self.start(i);
        i.checked_sub(1).is_none_or(|before| {
            let gap = &self.prose.as_bytes()[self.end(before)..start];
            matches!(gap, [b' '] | [b',', b' '])
        })
    }

    /// Whether word `i` follows the one before it with nothing but a space.
    #[inline]
    pub(crate) fn follows(self, i: usize) -> bool {
        self.is_spaced(i) || is_blank(self.gap(i))
    }
}

/// The words of `prose` within `span`, in order. Linear in as much of the span as is asked for.
pub(crate) fn words(prose: &str, span: Span) -> impl Iterator<Item = Word<'_>> {
    let (mut left, mut ahead) = (span.range(), BLOCK);
    let parts = std::iter::from_fn(move || {
        let start = left.start;
        let blank = || memchr(b' ', prose.as_bytes().get(start + ahead..left.end)?);
        // No word has a blank.
        left.start = blank().map_or(left.end, |at| start + ahead + at);
        // Who asks for more than the first few mostly asks for all.
        ahead *= 4;
        (start < left.end).then(|| packed(prose, Span::new(start..left.start)))
    });
    parts.flatten().map(|word| word.of(prose))
}

/// The same without their text.
pub(crate) fn packed(prose: &str, span: Span) -> Vec<Packed> {
    let mut words = Vec::with_capacity(most_words(span.range().len()));
    read_words(&mut words, prose, span);
    words
}

/// How many words `n_bytes` have at most, in nearly all texts: a word and the blank after it have five bytes or
/// more.
pub(crate) fn most_words(n_bytes: usize) -> usize {
    n_bytes / 5
}

/// Appends the words of `prose` within `span` to `words`, in order. Linear in the span.
///
/// The bytes are told apart a block of 64 at a time, because where a word ends is hard to predict for
/// a processor that looks at one byte after another. The idea is simdjson's (Langdale, Lemire: Parsing
/// gigabytes of JSON per second); vector instructions are left to the compiler. A block begins where the last
/// word or other character ends, or with the word that goes beyond the block before.
pub(crate) fn read_words(words: &mut Vec<Packed>, prose: &str, span: Span) {
    let (mut at, text) = (span.range().start, &prose[..span.range().end]);
    let mut last = [0; WINDOW];
    while at < text.len() {
        let start = at;
        // What is after the span is of no word, but may be looked at.
        let rest = &prose.as_bytes()[start..];
        let window = rest.first_chunk().unwrap_or_else(|| {
            last[..rest.len()].copy_from_slice(rest);
            &last
        });
        let (letters, others) = told_apart(window);
        let mut left = !from(text.len() - start);
        let mut letters = letters & left;
        loop {
            let others = others & left;
            let (starts, ends) = (letters & !(letters << 1), !letters & letters << 1);
            // Up to the first byte that is no letter of ASCII, but that a word may go on with.
            let before = others.wrapping_sub(1) & !others;
            let (mut firsts, mut plain) = (starts, ends & before);
            while plain != 0 {
                let (first, end) = (firsts.trailing_zeros() as usize, plain.trailing_zeros());
                firsts &= firsts.wrapping_sub(1);
                plain &= plain - 1;
                let n_bytes = end as usize - first;
                let head = window[first % BLOCK..]
                    .first_chunk()
                    .map_or(0, |&eight| u64::from_le_bytes(eight));
                let head = head & HEADS[n_bytes % BLOCK];
                words.push(Packed::new(head, start + first, n_bytes, true));
            }
            let other = others.trailing_zeros();
            if other == u64::BITS {
                break;
            }
            let is_after_letters = ends >> other & 1 == 1;
            let word = if is_after_letters { (starts & before).ilog2() } else { other };
            at = read_other(words, text, start + word as usize);
            left &= from(at - start);
            letters &= left;
        }
        at = at.max(start + BLOCK - letters.leading_ones() as usize);
        if at == start {
            at = read_other(words, text, start);
        }
    }
}

/// The end of the word that begins at byte `at`, which is appended to `words`, or of another character there.
#[inline(never)]
fn read_other(words: &mut Vec<Packed>, text: &str, at: usize) -> usize {
    if let Some(c) = text[at..].chars().next().filter(|&c| !is_letter(c)) {
        return at + c.len_utf8();
    }
    let rest = &text.as_bytes()[at..];
    let n_letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_plain = !rest.get(n_letters).is_some_and(|&byte| goes_on(byte));
    let end = if is_plain { at + n_letters } else { word_end(text, at + n_letters) };
    words.push(Packed::new(head(rest, end - at), at, end - at, is_plain));
    end
}

/// The bits from number `n` on.
#[inline]
fn from(n: usize) -> u64 {
    u64::MAX.checked_shl(n as u32).unwrap_or(0)
}

/// The first eight bytes of the word that `bytes` begin with, which has `n` bytes and one at least, as a
/// number, low bytes first. Readers know most words by it without a branch on how long they are.
#[inline]
pub(crate) fn head(bytes: &[u8], n: usize) -> u64 {
    if let Some(&eight) = bytes.first_chunk() {
        return u64::from_le_bytes(eight) & u64::MAX.wrapping_shr(64 - 8 * n.min(8) as u32);
    }
    let bytes = &bytes[..n];
    // Two halves that overlap, rather than a copy of some length.
    if let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(first), u32::from_le_bytes(last));
        return u64::from(first) | u64::from(last) << (8 * (n - 4));
    }
    let of = |at: usize| u64::from(bytes[at]) << (8 * at);
    of(0) | of(n / 2) | of(n - 1)
}

/// The [`head`] of a word whatever the case of its letters; few others have the same.
#[inline]
pub(crate) fn folded(head: u64) -> u64 {
    head | u64::from_le_bytes([b'a' - b'A'; 8])
}

/// A hash of the [`head`] of a word in 16 bits, whatever the case of its letters, for tables of words that all
/// words are looked up in.
#[inline]
pub(crate) fn slot(head: u64) -> u16 {
    (folded(head).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - u16::BITS)) as u16
}

/// How many bytes are told apart together.
const BLOCK: usize = 64;

/// So many bytes have the heads of all words that begin in a block.
const WINDOW: usize = BLOCK + 8;

/// Which bits the head of a word of so many bytes has.
static HEADS: [u64; BLOCK] = {
    let (mut heads, mut n) = ([u64::MAX; BLOCK], 0);
    while n < 8 {
        heads[n] = !(u64::MAX << (8 * n));
        n += 1;
    }
    heads
};

/// Of the bytes of the block that `window` begins with, which are letters and digits of ASCII, and which of the
/// others a word may go on with, a bit each.
#[inline]
fn told_apart(window: &[u8; WINDOW]) -> (u64, u64) {
    (bits(window, |byte| byte.is_ascii_alphanumeric()), bits(window, goes_on))
}

/// Of the bytes of a block those that `is` tells, a bit each. What the compiler makes of it has no branch.
#[inline]
fn bits(window: &[u8; WINDOW], is: impl Fn(u8) -> bool) -> u64 {
    // Each eight bytes have a bit of their own, so that all eights go into one number. A loop over numbers, because
    // zipped slices are seldom made into vector instructions where little is inlined.
    let mut marks = [0; BLOCK];
    for (n, mark) in marks.iter_mut().enumerate() {
        *mark = if is(window[n]) { EIGHTHS[n] } else { 0 };
    }
    let mut bits = 0;
    for &eight in marks.as_chunks().0 {
        bits |= u64::from_le_bytes(eight);
    }
    // Bit m of byte n is that of byte m of eight n (Warren: Hacker's Delight, 7-3).
    let bits = exchanged(bits, 7, 0x00aa_00aa_00aa_00aa);
    let bits = exchanged(bits, 14, 0x0000_cccc_0000_cccc);
    exchanged(bits, 28, 0x0000_0000_f0f0_f0f0)
}

/// A bit for each byte of a block, that of its eight.
const EIGHTHS: [u8; BLOCK] = {
    let (mut bits, mut n) = ([0; BLOCK], 0);
    while n < BLOCK {
        bits[n] = 1 << (n / 8);
        n += 1;
    }
    bits
};

/// With the bits of `mask` and those `by` higher in each other's place.
#[inline]
fn exchanged(bits: u64, by: u32, mask: u64) -> u64 {
    let differ = (bits ^ bits >> by) & mask;
    bits ^ differ ^ differ << by
}

/// Whether a word may go on with a byte that is no letter of ASCII.
#[inline]
fn goes_on(byte: u8) -> bool {
    // As a signed number whatever is not of ASCII is less than 0.
    byte as i8 <= 0 || byte == b'\''
}

/// Whether a word may consist of this character.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // Combining marks, for text that is not composed.
        '\u{300}'..='\u{36f}' => true,
        _ => is_alphanumeric(c),
    }
}

/// Whether `c` is a letter or a digit, without a table for dashes and quotation marks.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    !matches!(c, '\u{2000}'..='\u{206f}') && c.is_alphanumeric()
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
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let Some((&first, rest)) = word.split_first() else { return list.is_empty() };
    memchr_iter(first, list).any(|at| {
        let (before, after) = (&list[..at], &list[at + 1..]);
        matches!(before.last(), None | Some(b' '))
            && after.strip_prefix(rest).is_some_and(|it| matches!(it.first(), None | Some(b' ')))
    }) && !word.contains(&b' ')
}

/// The byte after a word that has come as far as `end`.
#[inline(never)]
fn word_end(text: &str, mut end: usize) -> usize {
    let mut at = end;
    let mut may_join = true;
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte == 0 {
            at += 1;
            continue;
        }
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
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(prose: &str, expected: &[&str]) {
        let span = Span::new(0..prose.len());
        let words: Vec<_> = words(prose, span).map(|word| word.text()).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn listed() {
        for word in ["she", "he", "her"] {
            assert!(is_listed("she he her", word), "{word}");
        }
        for word in ["", "s", "e", "hers", "sh", "er", "she he", "he "] {
            assert!(!is_listed("she he her", word), "{word}");
        }
    }

    #[test]
    fn kinds_of_bytes() {
        for byte in 0..=u8::MAX {
            for n in 0..BLOCK {
                for around in [b'a', b' ', 0xc3] {
                    let mut window = [around; WINDOW];
                    window[n] = byte;
                    let bits = |is: fn(u8) -> bool| {
                        (0..BLOCK).map(|n| u64::from(is(window[n])) << n).sum::<u64>()
                    };
                    let expected = (bits(|byte| byte.is_ascii_alphanumeric()), bits(goes_on));
                    assert_eq!(told_apart(&window), expected, "{byte} at {n}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn as_read_one_character_after_another(text in "([a-c9 '’é—“\0]|Ab ){0,150}") {
            let mut expected = Vec::new();
            let mut at = 0;
            for (start, c) in text.char_indices() {
                if start >= at && is_letter(c) {
                    at = word_end(&text, start);
                    expected.push(start..at);
                }
            }
            let words = words(&text, Span::new(0..text.len()));
            prop_assert_eq!(words.map(|word| word.span().range()).collect::<Vec<_>>(), expected);
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
