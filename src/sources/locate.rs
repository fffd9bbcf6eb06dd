//! Where a story is: its root, and the pipeline file that governs it.

use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::system::reason;

/// The names of pipeline files, in the order in which they are looked for.
const PIPELINE_NAMES: [&str; 2] = ["storylint.toml", ".storylint.toml"];

/// Where a story is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The folder that the story's paths are relative to.
    pub root: PathBuf,
    /// The pipeline file in `root`, if one governs the story.
    pub pipeline: Option<PathBuf>,
    /// The files and folders asked for, unless that is all of `root`.
    pub only: Vec<PathBuf>,
    /// `root` as a reader in the current folder would write it.
    pub shown: PathBuf,
}

/// A path that no story can be found at. The message names it.
#[derive(Debug, Error)]
pub enum LocateError {
    /// There is nothing there, or it cannot be reached.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreachable {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Paths that belong to different stories.
    #[error(
        "`{}` and `{}` are governed by different pipelines; check them one after the other",
        paths[0].display(), paths[1].display()
    )]
    TwoStories {
        /// Two of the paths as they were given.
        paths: [PathBuf; 2],
    },
}

/// Finds the story that `paths` belong to, seen from `current`, an absolute path.
///
/// The pipeline file is looked for from each path up to the root of its repository, unless
/// `isolated`. Where there is one, the story is the whole folder that holds it; else the story is
/// what `paths` hold.
///
/// # Errors
/// If a path does not exist, or two of them are governed by different pipeline files.
pub fn locate(paths: &[PathBuf], current: &Path, isolated: bool) -> Result<Located, LocateError> {
    let given: &[PathBuf] = if paths.is_empty() { &[PathBuf::from(".")] } else { paths };
    let mut full = Vec::new();
    for path in given {
        full.push(current.join(path).canonicalize().map_err(|error| LocateError::Unreachable {
            path: path.clone(),
            reason: reason(&error),
        })?);
    }
    let mut pipelines = full.iter().map(|path| if isolated { None } else { pipeline_of(path) });
    let pipeline = pipelines.next().expect("there is a path");
    if let Some(other) = pipelines.position(|other| other != pipeline) {
        return Err(LocateError::TwoStories {
            paths: [given[0].clone(), given[other + 1].clone()],
        });
    }
    let root = match &pipeline {
        Some(file) => folder(file),
        None => common_folder(&full),
    };
    let absolute = given.iter().any(|path| path.is_absolute());
    let shown = if absolute {
        root.clone()
    } else {
        from(&current.canonicalize().unwrap_or_default(), &root)
    };
    let everything = full.iter().any(|path| root.starts_with(path));
    Ok(Located { root, pipeline, only: if everything { Vec::new() } else { full }, shown })
}

/// The path itself if it is a folder, else the folder that holds it.
fn folder(path: &Path) -> PathBuf {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }.to_owned()
}

fn pipeline_of(path: &Path) -> Option<PathBuf> {
    let start = folder(path);
    for folder in start.ancestors() {
        if let Some(name) = PIPELINE_NAMES.iter().find(|name| folder.join(name).is_file()) {
            return Some(folder.join(name));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let mut common = folder(&paths[0]);
    for path in &paths[1..] {
        while !path.starts_with(&common) {
            common.pop();
        }
    }
    common
}

/// The way from the folder `base` to `target`, both absolute.
fn from(base: &Path, target: &Path) -> PathBuf {
    let mut common = base;
    let mut way = PathBuf::new();
    while !target.starts_with(common) {
        way.push(Component::ParentDir);
        common = match common.parent() {
            Some(parent) => parent,
            None => return target.to_owned(),
        };
    }
    way.extend(target.strip_prefix(common).unwrap_or(target));
    way
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Makes `files` in a folder, looks from `current` for `paths`; gives what is shown for the
    /// root, whether a pipeline was found, and how many paths narrow the story.
    #[track_caller]
    fn check_located(files: &[&str], current: &str, paths: &[&str]) -> (String, bool, usize) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let located = locate(&paths, &folder.path().join(current), false).unwrap();
        let shown = located.shown.display().to_string().replace('\\', "/");
        (shown, located.pipeline.is_some(), located.only.len())
    }

    #[test]
    fn the_current_folder() {
        assert_eq!(check_located(&[".git/x", "a.md"], "", &[]), (String::new(), false, 0));
    }

    #[test]
    fn a_folder_beside() {
        let files = ["story/.git/x", "story/a.md", "here/x"];
        assert_eq!(check_located(&files, "here", &["../story"]), ("../story".into(), false, 0));
    }

    #[test]
    fn a_pipeline_above() {
        let files = [".git/x", "storylint.toml", "chapters/a.md"];
        assert_eq!(check_located(&files, "chapters", &["a.md"]), ("..".into(), true, 1));
    }

    #[test]
    fn no_pipeline_from_outside_the_repository() {
        let files = ["storylint.toml", "story/.git/x", "story/a.md"];
        assert_eq!(check_located(&files, "story", &[]), (String::new(), false, 0));
    }

    #[test]
    fn two_files_of_one_folder() {
        let files = [".git/x", "book/a.md", "book/b/c.md"];
        assert_eq!(
            check_located(&files, "", &["book/a.md", "book/b/c.md"]),
            ("book".into(), false, 2)
        );
    }
}
