//! Which files a source node takes.

use globset::{GlobBuilder, GlobMatcher};

/// The files that an included pattern matches and no excluded one.
#[derive(Debug, Default)]
pub(crate) struct Globs {
    include: Vec<GlobMatcher>,
    exclude: Vec<GlobMatcher>,
}

impl Globs {
    /// Includes or excludes the files that `pattern` matches. ASCII case does not matter, `*` stays
    /// in its folder, and `**` does not.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(crate) fn add(&mut self, pattern: &str, included: bool) -> Result<(), String> {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let glob = GlobBuilder::new(pattern).literal_separator(true).case_insensitive(true).build();
        let globs = if included { &mut self.include } else { &mut self.exclude };
        globs.push(glob.map_err(|error| error.kind().to_string())?.compile_matcher());
        Ok(())
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let any = |globs: &[GlobMatcher]| globs.iter().any(|glob| glob.is_match(path));
        any(&self.include) && !any(&self.exclude)
    }
}
