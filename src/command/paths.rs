//! Paths as programs print them, to those of a story's files.

use std::collections::BTreeSet;
use std::path::Path;

/// Finds the files that a program means.
pub(super) struct Paths<'a> {
    /// The story's root, in each way in which a program may write it.
    pub(super) roots: Vec<String>,
    /// The folder that the program runs in, relative to the root.
    pub(super) cwd: &'a str,
    /// The files that it may mean, relative to the root.
    pub(super) files: &'a BTreeSet<String>,
}

impl Paths<'_> {
    /// The file that `path` names: absolute, relative to where the program runs, or as a URI.
    pub(super) fn find(&self, path: &str) -> Option<&str> {
        let decoded = percent_decoded(path);
        self.file(path).or_else(|| self.file(&decoded))
    }

    fn file(&self, path: &str) -> Option<&str> {
        let path = path.strip_prefix("file://").unwrap_or(path);
        let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
        let within = self.roots.iter().find_map(|root| path.strip_prefix(root)?.strip_prefix('/'));
        let relative = match within {
            Some(within) => normal(within)?,
            None if Path::new(&path).is_absolute() => return None,
            None => normal(&format!("{}/{path}", self.cwd))?,
        };
        self.files.get(&relative).map(String::as_str)
    }
}

/// `path` without `.` and `..`; `None` if it leaves the folder that it is relative to.
fn normal(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `text` with `%41` as `A`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%').then(|| after.get(..2)).flatten();
        let code = code.filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `path`, relative to the root, for a program that runs in `cwd`: an argument that is no option.
pub(super) fn argument(path: &str, cwd: &str) -> String {
    let up = "../".repeat(cwd.split('/').filter(|part| !matches!(*part, "" | ".")).count());
    let is_plain = path.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    match up.as_str() {
        "" if !is_plain => format!("./{path}"),
        up => format!("{up}{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found() {
        let files = BTreeSet::from(["a b/c.md", "-d.md", "e%20f.md", "é.md"].map(str::to_owned));
        let roots = vec!["/home/story".to_owned()];
        for (cwd, path, file) in [
            ("", "a b/c.md", Some("a b/c.md")),
            ("", "./a b/../a b/c.md", Some("a b/c.md")),
            ("a b", "c.md", Some("a b/c.md")),
            ("a b", "../-d.md", Some("-d.md")),
            ("", "/home/story/a b/c.md", Some("a b/c.md")),
            ("", "file:///home/story/a%20b/c.md", Some("a b/c.md")),
            ("", "a%20b/c.md", Some("a b/c.md")),
            ("", "e%20f.md", Some("e%20f.md")),
            ("", "%C3%A9.md", Some("é.md")),
            ("", "/home/other/a b/c.md", None),
            ("", "/home/story2/-d.md", None),
            ("", "../a b/c.md", None),
            ("", "c.md", None),
            ("", "%zz%", None),
        ] {
            let paths = Paths { roots: roots.clone(), cwd, files: &files };
            assert_eq!(paths.find(path), file, "{path} in {cwd}");
        }
    }

    #[test]
    fn arguments() {
        for (path, cwd, expected) in [
            ("a b.md", "", "a b.md"),
            ("-rf.md", "", "./-rf.md"),
            ("@x.md", ".", "./@x.md"),
            ("x/-y.md", "", "x/-y.md"),
            ("-x.md", "a/b", "../../-x.md"),
        ] {
            assert_eq!(argument(path, cwd), expected);
        }
    }
}
