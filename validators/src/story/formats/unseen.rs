//! Parts of a text that nobody reads: comments, notes, macros.

use std::ops::Range;

use memchr::memmem;

/// Ranges of a text in order, none within another.
pub(super) struct Unseen(Vec<Range<usize>>);

impl Unseen {
    /// What stands from one of `pairs` of signs to its other, with both. One that is not closed
    /// opens nothing. Linear in the text.
    pub(super) fn between(text: &str, pairs: &[(&str, &str)]) -> Self {
        let find = |from: usize, what: &str| {
            memmem::find(&text.as_bytes()[from..], what.as_bytes()).map(|length| from + length)
        };
        let mut next: Vec<Option<usize>> = pairs.iter().map(|(open, _)| find(0, open)).collect();
        let mut unseen = Vec::new();
        while let Some((at, pair)) = (0..pairs.len()).filter_map(|p| Some((next[p]?, p))).min() {
            let (open, close) = pairs[pair];
            let Some(end) = find(at + open.len(), close).map(|end| end + close.len()) else {
                // Nor is any that comes later.
                next[pair] = None;
                continue;
            };
            unseen.push(at..end);
            for (next, (open, _)) in next.iter_mut().zip(pairs) {
                if next.is_some_and(|at| at < end) {
                    *next = find(end, open);
                }
            }
        }
        Self(unseen)
    }

    /// The parts of `range` that are seen.
    pub(super) fn seen(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.0.partition_point(|unseen| unseen.end <= range.start);
        let mut unseen = self.0[first..].iter().take_while(move |unseen| unseen.start < range.end);
        let mut start = Some(range.start);
        std::iter::from_fn(move || {
            let from = start?;
            let next = unseen.next();
            start = next.map(|unseen| unseen.end.min(range.end));
            Some(from..next.map_or(range.end, |unseen| unseen.start.max(from)))
        })
        .filter(|part| !part.is_empty())
    }

    /// `range` without what is unseen or blank at its ends.
    pub(super) fn trimmed(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let mut trimmed = range.start..range.start;
        for part in self.seen(range) {
            let seen = text[part.clone()].trim();
            if !seen.is_empty() {
                let start = seen.as_ptr() as usize - text.as_ptr() as usize;
                if trimmed.is_empty() {
                    trimmed.start = start;
                }
                trimmed.end = start + seen.len();
            }
        }
        trimmed
    }
}

#[cfg(test)]
mod tests {
    use super::Unseen;

    #[track_caller]
    fn check(text: &str, expected: &[&str], trimmed: &str) {
        let unseen = Unseen::between(text, &[("/*", "*/"), ("[[", "]]")]);
        let all = 0..text.len();
        let seen: Vec<_> = unseen.seen(all.clone()).map(|part| &text[part]).collect();
        assert_eq!(seen, expected);
        assert_eq!(&text[unseen.trimmed(text, all)], trimmed);
    }

    #[test]
    fn parts() {
        check("one", &["one"], "one");
        check("/*a*/", &[], "");
        check("one /* [[ */ two ]] [[a]]", &["one ", " two ]] "], "one /* [[ */ two ]]");
        check("[[a /* ]]b/*/ */[[[", &["b", "[[["], "b/*/ */[[[");
        check(" /*/ one", &[" /*/ one"], "/*/ one");
    }
}
