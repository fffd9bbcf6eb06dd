//! What a finding is known by when lines have moved.

use std::ops::Range;

use storylint_validators::Location;

use crate::report::lines::at_each;
use crate::sources::Sources;

/// How many words on each side of a finding count, at most.
const NEAR: usize = 6;

/// Within how many bytes on each side these are. What has no blanks counts as far as that.
const FAR: usize = 160;

/// A number for each of `places`, which are those of findings with their rules, in their order: for the rule, the file,
/// the words that are marked and those around them in the sentence. It stays when anything else changes, be it in the
/// same paragraph, and when lines are wrapped anew. Findings of one rule that read alike share it.
pub(crate) fn fingerprints(places: &[(&str, &Location)], sources: &Sources) -> Vec<u64> {
    let locations = places.iter().map(|(_, location)| *location);
    at_each(sources, locations, 1, |at, lines, span| {
        let (rule, location) = places[at];
        let range = lines.range(span);
        let sentence = sentence(&lines.text, &range);
        let [before, marked, after] =
            [sentence.start..range.start, range.clone(), range.end..sentence.end]
                .map(|part| lines.text[part].trim_start_matches('\u{feff}').split_whitespace());
        let named = [rule, &*location.path].into_iter();
        let before = before.rev().take(NEAR).chain(["\n"]);
        let marked = marked.chain(["\n"]);
        let after = after.take(NEAR).chain(["\n"]);
        let parts = named.chain(before).chain(marked).chain(after);
        parts.fold(FNV_BASIS, |hash, part| fnv(fnv(hash, part.as_bytes()), &[0]))
    })
}

/// `range` with what is on both sides of it in its sentence, as far as that is near. Where one ends for certain is
/// no matter here: after "Mr." fewer words count, and do so again.
fn sentence(text: &str, range: &Range<usize>) -> Range<usize> {
    let first = text.ceil_char_boundary(range.start.saturating_sub(FAR));
    let last = text.floor_char_boundary(range.end.saturating_add(FAR));
    let is_end = |&at: &usize| {
        text.is_char_boundary(at) && is_end_of_sentence(&text[first..at], &text[at..last])
    };
    let start = (first..=range.start).rev().find(is_end).unwrap_or(first);
    let end = (range.end..last).find(is_end).unwrap_or(last);
    start..end
}

/// Whether a sentence or a paragraph ends between `before` and `after`.
fn is_end_of_sentence(before: &str, after: &str) -> bool {
    let is_blank = |c: char| c.is_whitespace() || c == '<';
    let is_closing = |c| matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_');
    let is_stop = || before.trim_end_matches(is_closing).ends_with(['.', '!', '?', '…']);
    // `"Go!" he cried` is one.
    let goes_on = || after.trim_start().starts_with(char::is_lowercase);
    ["\n\n", "\r\n\r\n", "\r\r"].iter().any(|blank| after.starts_with(blank))
        || after.starts_with(is_blank) && is_stop() && !goes_on()
}

/// Fowler, Noll and Vo's hash FNV-1a, because it is the same everywhere.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use storylint_validators::Span;

    use super::*;

    /// The fingerprint of a finding at the first `|word|` of `text`.
    fn fingerprint(text: &str) -> u64 {
        let start = text.find('|').expect("a start");
        let end = text.rfind('|').expect("an end") - 1;
        let bytes = text.replace('|', "").into_bytes();
        let sources = Sources::in_memory([("a.md".to_owned(), bytes)]);
        let location = Location { path: "a.md".into(), span: Span::new(start..end) };
        fingerprints(&[("a/b", &location)], &sources)[0]
    }

    #[test]
    fn moved_and_wrapped_anew() {
        let one = fingerprint("One.\n\nIt was the |the boat| that he saw.\n\nTwo.");
        assert_eq!(one, fingerprint("It was the\n|the boat| that he\nsaw."));
        assert_eq!(
            one,
            fingerprint("New.\r\n\r\nIt was the |the\r\nboat| that he saw.\r\n\r\nTwo.")
        );
        assert_eq!(one, fingerprint("\u{feff}It was the |the boat| that he saw."));
        for other in ["It was the |the boat| he saw.", "It was |the the boat| that he saw."] {
            assert_ne!(one, fingerprint(other));
        }
    }

    #[test]
    fn sentences_beside_it() {
        let one = fingerprint("\"Go!\" It was the |the boat|.");
        for same in [
            "It was the |the boat|.",
            "He left. It was the |the boat|. She stayed.",
            "<p>He left.</p><p>He _left._ It was the |the boat|.</p>",
        ] {
            assert_eq!(one, fingerprint(same), "{same}");
        }
        assert_ne!(one, fingerprint("He saw that it was the |the boat|."));
        let cried = fingerprint("\"Go!\" |cried| Ann.");
        assert_ne!(cried, fingerprint("\"Stay!\" |cried| Ann."));
        assert_eq!(cried, fingerprint("He left. \"Go!\" |cried| Ann."));
        let whole = fingerprint("|It was the the boat.|");
        assert_eq!(whole, fingerprint("He left. |It was the the boat.| She stayed."));
    }

    #[test]
    fn long_lines_wrapped_anew() {
        let words = "of the harbour in which it always lay at night before they came ".repeat(20);
        let one = fingerprint(&format!("{words} |the boat| {words}"));
        let wrapped = words.replace(' ', "\r\n");
        assert_eq!(one, fingerprint(&format!("{wrapped} |the boat| {wrapped}")));
    }

    #[test]
    fn hashes_do_not_change() {
        assert_eq!(fnv(FNV_BASIS, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
