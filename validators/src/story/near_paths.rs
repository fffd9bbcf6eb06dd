//! Files that a path which leads nowhere may mean.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::story::alike::{MOST_SUGGESTIONS, most_alike, numbers};
use crate::story::references::{split_path, split_way_up};

/// How many characters of a path a message shows.
const LONGEST_SHOWN: usize = 200;

/// Suggests files for paths that lead nowhere, and knows what it suggested.
#[derive(Debug)]
pub(crate) struct NearPaths<'a> {
    files: &'a BTreeSet<String>,
    suggested: FxHashMap<String, Option<&'a str>>,
}

impl<'a> NearPaths<'a> {
    /// Among `files`.
    pub(crate) fn among(files: &'a BTreeSet<String>) -> Self {
        Self { files, suggested: FxHashMap::default() }
    }

    /// What to say to an author whose link in the file `from` leads to `path`, which does not exist.
    pub(crate) fn help(&mut self, from: &str, path: &str) -> Option<String> {
        let near = self.of(path)?;
        Some(if differ_in_accents(near, path) {
            format!("`{near}` writes its accents as other characters, which look the same")
        } else {
            format!("did you mean `{}`?", relative(from, near))
        })
    }

    /// The file that a link to `path` most likely means, for as many paths as anyone corrects.
    fn of(&mut self, path: &str) -> Option<&'a str> {
        if let Some(suggested) = self.suggested.get(path) {
            return *suggested;
        }
        if self.suggested.len() == MOST_SUGGESTIONS {
            return None;
        }
        let found = near(self.files, path);
        self.suggested.insert(path.to_owned(), found);
        found
    }
}

fn near<'a>(files: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    // Each story that has a file beside it has other files of its own.
    let (up, _) = split_way_up(path);
    let candidates = || files.iter().filter(|file| file.starts_with(up));
    let slashes = path.replace('\\', "/");
    if slashes != path
        && let Some(file) = files.get(&slashes)
    {
        return Some(file);
    }
    let (folder, name) = split_path(path);
    if !path.is_ascii()
        && let Some(file) = candidates().find(|file| differ_in_accents(file, path))
    {
        return Some(file);
    }
    let mut same = candidates().filter(|file| split_path(file).1 == name);
    if let (Some(file), None) = (same.next(), same.next()) {
        return Some(file);
    }
    let beside = candidates().filter(|file| {
        let (other_folder, other) = split_path(file);
        other_folder == folder && numbers(other).eq(numbers(name))
    });
    most_alike(name, beside, |file| split_path(file).1).map(String::as_str)
}

/// `text` as messages show it: not longer than anyone reads.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Whether two names differ in nothing but how they write accents: `é` as one character or as two.
fn differ_in_accents(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars().peekable(), other.chars().peekable());
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    loop {
        let pair = (one.next(), other.next());
        match pair {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let rest = if b.is_ascii_alphabetic() { &mut other } else { &mut one };
                let whole = if b.is_ascii_alphabetic() { a } else { b };
                if whole.is_ascii() || rest.next_if(|&c| is_accent(c)).is_none() {
                    return false;
                }
                while rest.next_if(|&c| is_accent(c)).is_some() {}
            }
            (None, Some(_)) | (Some(_), None) => return false,
        }
    }
}

/// `path` as a link in the file `from` has it.
fn relative(from: &str, path: &str) -> String {
    let mut folders = split_path(from).0.split('/').filter(|part| !part.is_empty()).peekable();
    let mut parts = path.split('/').peekable();
    while let (Some(folder), Some(part)) = (folders.peek(), parts.peek())
        && folder == part
    {
        folders.next();
        parts.next();
    }
    folders.map(|_| "..").chain(parts).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents() {
        let (composed, decomposed) = ("caf\u{e9}.md", "cafe\u{301}.md");
        assert!(differ_in_accents(composed, decomposed) && differ_in_accents(decomposed, composed));
        assert!(
            !differ_in_accents("cafe.md", decomposed) && !differ_in_accents("cafe.md", composed)
        );
        assert!(!differ_in_accents(composed, "caf\u{e9}.m") && !differ_in_accents("a", "b"));
    }

    #[test]
    fn long() {
        assert_eq!(shortened("a.md"), "a.md");
        assert_eq!(shortened(&"é".repeat(1000)).chars().count(), LONGEST_SHOWN + 1);
    }
}
