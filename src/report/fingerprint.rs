//! What a finding is known by when lines have moved.

use std::ops::Range;

use storylint_validators::Diagnostic;

use crate::report::lines::at_each;
use crate::sources::Sources;

/// How many bytes on each side of a finding count, at most.
const NEAR: usize = 40;

/// A number for each of `findings`, in their order: for the rule, the file, the words that are marked and
/// those around them in the paragraph. It stays when anything else changes, and when lines are wrapped
/// anew. Findings of one rule that read alike share it.
pub(crate) fn fingerprints(findings: &[Diagnostic], sources: &Sources) -> Vec<u64> {
    let locations = findings.iter().map(|finding| &finding.location);
    at_each(sources, locations, 1, |at, lines, span| {
        let finding = &findings[at];
        let range = lines.range(span);
        let Range { start, end } = near(&lines.text, &range);
        let parts = [start..range.start, range.clone(), range.end..end];
        let words = parts.iter().flat_map(|part| {
            lines.text[part.clone()].split_whitespace().chain(std::iter::once("\n"))
        });
        let parts = [&*finding.rule, &*finding.location.path].into_iter().chain(words);
        parts.fold(FNV_BASIS, |hash, part| fnv(fnv(hash, part.as_bytes()), &[0]))
    })
}

/// `range` with what is near on both sides of it, in its paragraph.
fn near(text: &str, range: &Range<usize>) -> Range<usize> {
    let first = text.ceil_char_boundary(range.start.saturating_sub(NEAR));
    let last = text.floor_char_boundary(range.end.saturating_add(NEAR));
    let (before, after) = (&text[first..range.start], &text[range.end..last]);
    let breaks = ["\n\n", "\r\n\r\n", "\r\r"];
    let start = breaks.iter().filter_map(|blank| before.rfind(blank)).max();
    let end = breaks.iter().filter_map(|blank| after.find(blank)).min();
    first + start.unwrap_or(0)..range.end + end.unwrap_or(after.len())
}

/// Fowler, Noll and Vo's hash FNV-1a, because it is the same everywhere.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use storylint_validators::{Location, Severity, Span};

    use super::*;

    /// The fingerprint of a finding at the first `|word|` of `text`.
    fn fingerprint(text: &str) -> u64 {
        let start = text.find('|').expect("a start");
        let end = text.rfind('|').expect("an end") - 1;
        let bytes = text.replace('|', "").into_bytes();
        let sources = Sources::in_memory([("a.md".to_owned(), bytes)]);
        let location = Location { path: "a.md".into(), span: Span::new(start..end) };
        let finding = Diagnostic {
            location,
            rule: "a/b".into(),
            severity: Severity::Error,
            message: String::new(),
            labels: Vec::new(),
            help: None,
            fix: None,
        };
        fingerprints(&[finding], &sources)[0]
    }

    #[test]
    fn moved_and_wrapped_anew() {
        let one = fingerprint("One.\n\nIt was the |the boat| that he saw.\n\nTwo.");
        assert_eq!(one, fingerprint("It was the\n|the boat| that he\nsaw."));
        assert_eq!(
            one,
            fingerprint("New.\r\n\r\nIt was the |the\r\nboat| that he saw.\r\n\r\nTwo.")
        );
        for other in ["It was the |the boat| he saw.", "It was |the the boat| that he saw."] {
            assert_ne!(one, fingerprint(other));
        }
    }

    #[test]
    fn hashes_do_not_change() {
        assert_eq!(fnv(FNV_BASIS, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
