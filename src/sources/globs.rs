//! Which files a source node takes.

use globset::{GlobBuilder, GlobMatcher};

use super::book;
use super::error::Unread;

/// The files that an included pattern matches and no excluded one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globs {
    include: Vec<GlobMatcher>,
    exclude: Vec<GlobMatcher>,
}

impl Globs {
    /// Includes the files that `pattern` matches. ASCII case does not matter, `*` stays in its
    /// folder, and `**` does not.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(crate) fn include(&mut self, pattern: &str) -> Result<(), String> {
        if let Some(excluded) = pattern.strip_prefix('!') {
            return Err(format!("what is not to be read is named in `exclude`: `{excluded}`"));
        }
        self.include.push(matcher(pattern)?);
        Ok(())
    }

    /// Excludes the files that `pattern` matches, and those in the folders that it matches.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(crate) fn exclude(&mut self, pattern: &str) -> Result<(), String> {
        if let Some(included) = pattern.strip_prefix('!') {
            return Err(format!("what is to be read is named in `include`: `{included}`"));
        }
        self.exclude.push(matcher(pattern)?);
        self.exclude.push(matcher(&format!("{pattern}/**"))?);
        Ok(())
    }

    /// [The same](Self::exclude), unless an included pattern names what `pattern` matches, or something in it.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(crate) fn exclude_unless_named(&mut self, pattern: &str) -> Result<(), String> {
        let mut other = Self::default();
        other.exclude(pattern)?;
        let named = |glob: &GlobMatcher| Vec::from_iter(plain_names(glob.glob().glob())).join("/");
        if !self.include.iter().any(|glob| other.leaves_out(&named(glob))) {
            self.exclude.append(&mut other.exclude);
        }
        Ok(())
    }

    /// Whether what is at `path` is excluded.
    pub(crate) fn leaves_out(&self, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.is_match(path))
    }

    /// Whether what could not be read may be taken, or something in it, as far as its path tells.
    pub(crate) fn may_take(&self, unread: &Unread) -> bool {
        let path = &*unread.path;
        let may_be_folder = !unread.is_file && !self.leaves_out(path);
        self.matches(path) || may_be_folder && self.include.iter().any(|it| may_reach(it, path))
    }

    /// Whether the file at `path` is taken; what is packed in a book is where the book is.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let book = book::split(path).map(|(book, _)| book);
        let any = |globs: &[GlobMatcher]| {
            globs.iter().any(|glob| glob.is_match(path) || book.is_some_and(|b| glob.is_match(b)))
        };
        any(&self.include) && !any(&self.exclude)
    }
}

/// The names in `glob` before the first that is no plain one.
fn plain_names(glob: &str) -> impl Iterator<Item = &str> {
    glob.split('/').take_while(|name| !name.contains(['*', '?', '[', '{', '\\']))
}

/// Whether `glob` may match files in `folder` or below it, by its plain names.
fn may_reach(glob: &GlobMatcher, folder: &str) -> bool {
    let glob = glob.glob().glob();
    let mut names = plain_names(glob).zip(folder.split('/'));
    let is_on_its_way = names.all(|(name, own)| name.eq_ignore_ascii_case(own));
    let n_folders = |path: &str| path.matches('/').count();
    let is_deep =
        glob.contains(['{', '[']) || glob.contains("**") || n_folders(glob) > n_folders(folder);
    // The root itself, in which all is.
    folder == "." || is_on_its_way && is_deep
}

fn matcher(pattern: &str) -> Result<GlobMatcher, String> {
    if pattern.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if pattern.starts_with('/') {
        return Err("it leaves the story's folder".to_owned());
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", None) => return Err("it leaves the story's folder".to_owned()),
            ("..", Some(last)) if last.contains(['*', '?', '[', '{']) => {
                return Err("`..` cannot come after what is not the name of a folder".to_owned());
            }
            ("..", Some(_)) => drop(parts.pop()),
            (part, _) => parts.push(part),
        }
    }
    let pattern = parts.join("/");
    let glob = GlobBuilder::new(&pattern).literal_separator(true).case_insensitive(true).build();
    Ok(glob.map_err(|error| error.kind().to_string())?.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(include: &str, exclude: &str, path: &str, expected: bool) {
        let mut globs = Globs::default();
        globs.include(include).unwrap();
        globs.exclude(exclude).unwrap();
        assert_eq!(globs.matches(path), expected);
    }

    #[test]
    fn stars_and_folders() {
        check("*.md", "-", "a.md", true);
        check("*.md", "-", "b/a.md", false);
        check("**/*.md", "-", "b/c/a.md", true);
        check("./b/*.md", "-", "b/a.md", true);
        check("c/../b/*.md", "-", "b/a.md", true);
        check("b/.//*.md", "-", "b/a.md", true);
    }

    #[test]
    fn folders_that_cannot_be_listed() {
        let reached = |include, folder| may_reach(&matcher(include).unwrap(), folder);
        for (include, folder) in [
            ("**/*.md", "a"),
            ("a/**", "A/b"),
            ("a/*/*.md", "a/b"),
            ("a/b/c/*.md", "a"),
            ("{a,b/c}/*.md", "b/c"),
            ("*.md", "."),
        ] {
            assert!(reached(include, folder), "{include} {folder}");
        }
        for (include, folder) in [("*.md", "a"), ("b/**", "a"), ("a/*.md", "a/b"), ("a/b/*", "a/c")]
        {
            assert!(!reached(include, folder), "{include} {folder}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        check("**/*.md", "-", "B/A.MD", true);
    }

    #[test]
    fn a_folder_is_excluded_with_what_it_holds() {
        for exclude in ["bible", "bible/", "./bible", ".//bible/./", "bible/*.md"] {
            check("**/*.md", exclude, "bible/cast.md", false);
        }
        check("**/*.md", "bible", "bible.md", true);
    }

    #[test]
    fn what_is_named_is_not_excluded_with_a_folder() {
        let takes = |include: &str, exclude: &str| {
            let mut globs = Globs::default();
            globs.include(include).unwrap();
            globs.exclude_unless_named(exclude).unwrap();
            globs.matches("bible/old/ann.md")
        };
        assert!(takes("bible/**", "bible") && takes("Bible/old/ann.md", "bible/*"));
        assert!(!takes("bible/**", "bible/old") && !takes("**/*.md", "bible"));
    }

    #[test]
    fn chapters_of_a_book() {
        check("*.epub", "-", "a.epub/text/b.xhtml", true);
        check("**/*.xhtml", "a.epub", "a.epub/text/b.xhtml", false);
        check("*.epub", "**/nav.*", "a.epub/nav.xhtml", false);
    }

    #[test]
    fn what_no_glob_can_say() {
        for wrong in ["[a", "!a.md", "../a.md", "a/../../b.md", "*/../a.md", "/a.md"] {
            assert!(Globs::default().include(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_says_nothing() {
        let wrong = |pattern: &str| {
            let mut globs = Globs::default();
            [globs.include(pattern), globs.exclude(pattern)].map(Result::unwrap_err)
        };
        assert_eq!(wrong(""), ["it is empty"; 2]);
        assert_eq!(wrong("/"), ["it leaves the story's folder"; 2]);
        let expected = |key| format!("what is {key}: `a`");
        let expected = ["not to be read is named in `exclude`", "to be read is named in `include`"]
            .map(expected);
        assert_eq!(wrong("!a"), expected);
    }
}
