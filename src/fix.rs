//! Files with their findings mended.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use storylint_validators::{Edit, Fix};

use crate::patch::patch;
use crate::report::{Report, edge};
use crate::sources::{Decoded, Shown, SourceError, Sources};

/// A file as fixes leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The file, relative to the story's root.
    pub path: String,
    /// The file that this is if it is a symbolic link, relative to the root; else the same.
    file: String,
    /// Its bytes as they are.
    pub before: Vec<u8>,
    /// Its bytes as they would be.
    pub after: Vec<u8>,
    /// How many findings that mends.
    pub n_findings: usize,
}

/// What fixes do to a story.
#[derive(Debug, Default)]
pub struct Mending {
    /// The files that they change.
    pub files: Vec<Fixed>,
    /// Why other files cannot be changed: they are outside the story, cannot be read, or cannot write what a
    /// fix puts there.
    pub failures: Vec<SourceError>,
}

/// What the fixes in `report` do. Fixes that are not safe are left out unless `also_unsafe`, and so
/// are those that overlap or touch one before them: they are for the next time. Linear in the files, but
/// for sorting the edits.
pub fn fix(report: &Report, sources: &Sources, also_unsafe: bool) -> Mending {
    let fixes = report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let fixes = fixes.filter(|fix| fix.is_safe || also_unsafe);
    let mut chosen = Chosen { sources, names: BTreeMap::new(), files: BTreeMap::new() };
    fixes.for_each(|fix| chosen.add(fix));
    let failures = chosen.names.into_values().filter_map(Result::err).collect();
    let mut mending = Mending { files: Vec::new(), failures };
    for (file, edited) in chosen.files {
        match fixed(file, &edited, sources) {
            Ok(file) => mending.files.push(file),
            Err(error) => mending.failures.push(error),
        }
    }
    mending
}

/// What is to be edited, by file.
struct Chosen<'a> {
    sources: &'a Sources,
    /// The file that each name leads to: it may be there under several. Or why none can be written by that name.
    names: BTreeMap<&'a str, Result<PathBuf, SourceError>>,
    files: BTreeMap<PathBuf, Edited<'a>>,
}

/// What is to be edited in a file.
struct Edited<'a> {
    /// One of its names.
    path: &'a str,
    /// By where they start; none overlaps another.
    edits: BTreeMap<u32, &'a Edit>,
    n_findings: usize,
}

impl<'a> Chosen<'a> {
    /// Adds the edits of `fix` unless one overlaps or touches one that is there, or cannot be made.
    fn add(&mut self, fix: &'a Fix) {
        for edit in &fix.edits {
            let path = &*edit.location.path;
            self.names.entry(path).or_insert_with(|| self.sources.led_to(path));
        }
        let is_free = |edit: &Edit| {
            let span = edit.location.span;
            let Ok(name) = &self.names[&*edit.location.path] else { return false };
            let Some(file) = self.files.get(name) else { return true };
            let before = file.edits.range(..=span.end).next_back();
            before.is_none_or(|(_, other)| other.location.span.end < span.start)
        };
        if !fix.edits.iter().all(is_free) {
            return;
        }
        for (n_before, edit) in fix.edits.iter().enumerate() {
            let path = &*edit.location.path;
            let Ok(name) = &self.names[path] else { continue };
            let new = || Edited { path, edits: BTreeMap::new(), n_findings: 0 };
            let file = self.files.entry(name.clone()).or_insert_with(new);
            file.edits.insert(edit.location.span.start, edit);
            file.n_findings += usize::from(n_before == 0);
        }
    }
}

/// The file `file` as it is after what is to be edited.
fn fixed(file: PathBuf, edited: &Edited<'_>, sources: &Sources) -> Result<Fixed, SourceError> {
    let &Edited { path, ref edits, n_findings } = edited;
    // What was found by one name may be of another text than what was by the first.
    let others = edits.values().map(|edit| &*edit.location.path).filter(|other| *other != path);
    for other in BTreeSet::from_iter(others) {
        sources.unchanged(other)?;
    }
    let before = sources.unchanged(path)?;
    let Decoded { text, coding } = sources.decode(path, before.clone())?;
    let mut after = Vec::with_capacity(before.len());
    let (mut at, mut byte) = (0, 0);
    for edit in edits.values() {
        let Range { start, end } = edit.location.span.range();
        let (start, end) = (edge(&text, start), edge(&text, end));
        let (Some(kept), Some(replaced)) = (text.get(at..start), text.get(start..end)) else {
            return Err(sources.changed(path));
        };
        let Some(replacement) = coding.encode(&edit.replacement) else {
            let reason = format!("`{}` cannot be written in its encoding", edit.replacement);
            return Err(SourceError::Unwritable { path: sources.shown(path), reason });
        };
        let byte_start = byte + coding.length(kept);
        after.extend_from_slice(&before[byte..byte_start]);
        after.extend(replacement);
        (at, byte) = (end, byte_start + coding.length(replaced));
    }
    after.extend_from_slice(&before[byte..]);
    Ok(Fixed {
        path: path.to_owned(),
        file: Shown::default().text(file),
        before,
        after,
        n_findings,
    })
}

impl Fixed {
    /// Replaces the file on disk as a whole.
    ///
    /// # Errors
    /// If the system refuses, or the file is packed in a book or outside the story, or somebody changed it meanwhile.
    pub fn write(&self, sources: &Sources) -> Result<(), SourceError> {
        sources.unchanged(&self.path)?;
        sources.write(&self.path, &self.after)
    }

    /// What changes, as a patch that `git apply` and `patch` understand.
    pub fn patch(&self, sources: &Sources) -> Vec<u8> {
        patch(&sources.shown(&self.file), &self.before, &self.after)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use storylint_validators::{Diagnostic, Location, Severity, Span};

    use super::*;
    use crate::sources::Coding;

    fn edit((start, end, replacement): (usize, usize, &str)) -> Edit {
        let location = Location { path: "a.md".into(), span: Span::new(start..end) };
        Edit { location, replacement: replacement.to_owned() }
    }

    /// A finding that is mended by replacing stretches of `a.md`.
    fn finding(is_safe: bool, edits: &[(usize, usize, &str)]) -> Diagnostic {
        Diagnostic {
            location: Location { path: Arc::from("a.md"), span: Span::default() },
            rule: "a/b".into(),
            severity: Severity::Error,
            message: String::new(),
            labels: Vec::new(),
            help: None,
            fix: Some(Fix { edits: edits.iter().copied().map(edit).collect(), is_safe }),
        }
    }

    fn mended(bytes: &[u8], findings: Vec<Diagnostic>, also_unsafe: bool) -> (Vec<u8>, usize) {
        let sources = Sources::in_memory([("a.md".to_owned(), bytes.to_vec())]);
        let report = Report { findings, ..Report::default() };
        let files = fix(&report, &sources, also_unsafe).files;
        let n_findings = files.iter().map(|file| file.n_findings).sum();
        (files.into_iter().next().map_or(bytes.to_vec(), |file| file.after), n_findings)
    }

    #[test]
    fn what_overlaps_or_touches_waits() {
        let findings = vec![
            finding(true, &[(2, 4, "-")]),
            finding(true, &[(4, 5, "!")]),
            finding(true, &[(7, 8, "?"), (3, 9, "?")]),
            finding(true, &[(0, 1, "A"), (8, 8, "h")]),
        ];
        assert_eq!(mended(b"abcdefghij", findings, false), (b"Ab-efghhij".to_vec(), 2));
    }

    #[test]
    fn what_is_not_safe_is_asked_for() {
        let findings = || vec![finding(false, &[(0, 1, "x")])];
        assert_eq!(mended(b"abc", findings(), false), (b"abc".to_vec(), 0));
        assert_eq!(mended(b"abc", findings(), true), (b"xbc".to_vec(), 1));
    }

    #[test]
    fn bytes_that_are_not_edited_stay_as_they_are() {
        let findings = || vec![finding(true, &[(6, 7, "u")])];
        let one_byte = b"caf\xe9 bar caf\xe9";
        assert_eq!(mended(one_byte, findings(), false).0, b"caf\xe9 uar caf\xe9");
        // Half a character at the end.
        let wide = |text: &str| {
            [b"\xff\xfe", &*Coding::Utf16Le.encode(text).expect("it takes all"), b"\0\xd8"].concat()
        };
        let text = "a".repeat(200);
        let expected = wide(&text.replacen("aaaa", "aaau", 1));
        assert_eq!(mended(&wide(&text), findings(), false).0, expected);
    }

    #[test]
    fn what_the_encoding_cannot_write() {
        let text = b"caf\xe9 caf\xe9 caf\xe9";
        assert_eq!(mended(text, vec![finding(true, &[(0, 1, "\u{2019}")])], false).0[0], 0x92);
        let sources = Sources::in_memory([("a.md".to_owned(), text.to_vec())]);
        let findings = vec![finding(true, &[(0, 1, "\u{3b1}")])];
        let mending = fix(&Report { findings, ..Report::default() }, &sources, false);
        assert_eq!(mending.files, []);
        let expected = "cannot change `a.md`: `\u{3b1}` cannot be written in its encoding";
        assert_eq!(mending.failures[0].to_string(), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn as_if_made_one_by_one_from_the_end(
            places in prop::collection::btree_map(0..20_usize, 0..3_usize, 0..6),
        ) {
            let text = "abcdefghijklmnopqrstuvwxyz";
            let edits: Vec<_> =
                places.iter().map(|(&start, &length)| (start, start + length, "--")).collect();
            let findings = edits.iter().map(|&edit| finding(true, &[edit])).collect();
            let (after, n_findings) = mended(text.as_bytes(), findings, false);
            let mut apart: Vec<(usize, usize, &str)> = Vec::new();
            for edit in edits {
                if apart.last().is_none_or(|last| last.1 < edit.0) {
                    apart.push(edit);
                }
            }
            prop_assert_eq!(n_findings, apart.len());
            let mut expected = text.to_owned();
            for &(start, end, replacement) in apart.iter().rev() {
                expected.replace_range(start..end, replacement);
            }
            prop_assert_eq!(after, expected.into_bytes());
        }
    }
}
