//! Where a story is: its root, and the pipeline file that governs it.

use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::error::SourceError;
use super::read::NO_ORDINARY_FILE;
use super::shown::Shown;
use super::system::reason;

/// The names of pipeline files, in the order in which they are looked for.
pub(crate) const PIPELINE_NAMES: [&str; 2] = ["storylint.toml", ".storylint.toml"];

/// Where a story is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The folder that the story's paths are relative to.
    pub root: PathBuf,
    /// The pipeline file that governs the story, if there is one: in `root`, or that of its workspace.
    pub pipeline_file: Option<PathBuf>,
    /// The files and folders asked for, relative to `root`; none if that is all of it.
    pub only: Vec<PathBuf>,
    /// How a reader in the current folder would write what is in `root`.
    pub shown: Shown,
}

/// Which pipeline file governs a story.
#[derive(Debug, Clone, Copy)]
pub enum Governing<'a> {
    /// The nearest one from the paths up to the root of their repository, if there is one.
    Nearest,
    /// This one, if its folder holds all the paths; else none.
    File(&'a Path),
    /// None.
    Nothing,
}

/// Paths that no story can be found at. The message names them.
#[derive(Debug, Error)]
pub enum LocateError {
    /// There is nothing there, or it cannot be reached.
    #[error(transparent)]
    Unreadable(#[from] SourceError),
    /// A folder with two pipeline files, so that nobody could tell which of them counts.
    #[error("there are both `{}` and `{}`; keep one of them", files[0].display(), files[1].display())]
    TwoPipelines {
        /// Both, as messages show them.
        files: [PathBuf; 2],
    },
    /// Paths that belong to different stories.
    #[error("`{}` and `{}` belong to different stories; check them one after the other", paths[0].display(), paths[1].display())]
    TwoStories {
        /// Two of the paths as they were given.
        paths: [PathBuf; 2],
    },
}

/// Finds the story that `paths` belong to, seen from `current`, an absolute path.
///
/// Where a pipeline file governs, the story is the whole folder that holds it; else the story is
/// what `paths` hold.
///
/// # Errors
/// If a path does not exist, or two of them are not of one story.
pub fn locate(
    paths: &[PathBuf],
    current: &Path,
    governing: Governing<'_>,
) -> Result<Located, LocateError> {
    let full = full_paths(paths, current)?;
    let pipeline_file = match governing {
        Governing::Nothing => None,
        Governing::File(file) => {
            let file = resolve(current, file)?;
            let folder = folder(&file);
            full.iter().all(|path| path.starts_with(&folder)).then_some(file)
        }
        Governing::Nearest => {
            let nearest = nearest(&full[0]);
            if let Some(other) = full.iter().position(|path| self::nearest(path) != nearest) {
                let paths = [paths[0].clone(), paths[other].clone()];
                return Err(LocateError::TwoStories { paths });
            }
            nearest
        }
    };
    let root = match &pipeline_file {
        Some(file) => folder(file),
        None => common_folder(&full),
    };
    Ok(located_at(root, pipeline_file, paths, &full, current))
}

/// The story in the folder `root` of which `paths`, which are `full`, are asked for, as far as they are in
/// it.
pub(crate) fn located_at(
    root: PathBuf,
    pipeline_file: Option<PathBuf>,
    paths: &[PathBuf],
    full: &[PathBuf],
    current: &Path,
) -> Located {
    let absolute = paths.iter().any(|path| path.is_absolute());
    let shown = match canonical(current).strip_prefix(&root) {
        _ if absolute => root.clone().into(),
        Ok(within) => Shown::from_within(way(current, &root), within.to_owned()),
        Err(_) => way(current, &root).into(),
    };
    let only = full.iter().filter_map(|path| path.strip_prefix(&root).ok().map(Path::to_owned));
    let only: Vec<PathBuf> = only.collect();
    let everything = only.iter().any(|path| path.as_os_str().is_empty());
    Located { root, pipeline_file, only: if everything { Vec::new() } else { only }, shown }
}

/// The full paths of what `paths` name in the folder `current`, which is meant if they name nothing.
///
/// # Errors
/// If there is nothing at one of them.
pub(crate) fn full_paths(paths: &[PathBuf], current: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let given: &[PathBuf] = if paths.is_empty() { &[PathBuf::from(".")] } else { paths };
    given.iter().map(|path| resolve(current, path)).collect()
}

/// The full path of what `path` names in the folder `current`. A symbolic link stays one: it
/// belongs to the folder that it is in.
pub(crate) fn resolve(current: &Path, path: &Path) -> Result<PathBuf, SourceError> {
    let full = current.join(path);
    let resolved = match (full.parent(), full.file_name()) {
        (Some(parent), Some(name)) => {
            full.metadata().and_then(|_| parent.canonicalize()).map(|parent| parent.join(name))
        }
        _ => full.canonicalize(),
    };
    resolved.map_err(|error| {
        let file = path.ancestors().find(|path| current.join(path).is_file());
        let reason = match file.filter(|_| error.kind() == io::ErrorKind::NotADirectory) {
            Some(file) => format!("`{}` is a file, and taken as a whole", file.display()),
            None => reason(&error),
        };
        SourceError::Unreadable { path: path.display().to_string(), reason }
    })
}

/// The path itself if it is a folder, else the folder that holds it.
pub(crate) fn folder(path: &Path) -> PathBuf {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }.to_owned()
}

/// Whether `path`, in the current folder, is a symbolic link to a folder, which no walk follows.
pub(crate) fn is_link_to_folder(path: &Path) -> bool {
    path.is_symlink() && path.is_dir()
}

/// Why no walk finds the folder at `path`; none if there is no folder.
pub(crate) fn why_not_found(path: &Path) -> Option<&'static str> {
    if is_link_to_folder(path) {
        return Some("is a symbolic link to a folder, which is not followed");
    }
    path.is_dir().then_some("is a folder that is hidden or that a `.gitignore` names")
}

/// The nearest pipeline file from `path` up to the root of its repository.
fn nearest(path: &Path) -> Option<PathBuf> {
    pipeline_files(path).next()
}

/// The pipeline files from `path` up to the root of its repository, the nearest first.
pub(crate) fn pipeline_files(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    folders_up(path).into_iter().filter_map(|folder| pipeline_file_in(&folder))
}

/// The folders from `path` up to the root of its repository.
fn folders_up(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = folder(path).ancestors().map(Path::to_owned).collect();
    if let Some(root) = folders.iter().position(|folder| folder.join(".git").exists()) {
        folders.truncate(root + 1);
    }
    folders
}

/// Looks from the full path `path` for its nearest pipeline file, which messages show as seen from the
/// folder `current`.
///
/// # Errors
/// If it is one of two in its folder, or before it there is something by such a name that is no ordinary file.
pub(crate) fn must_be_one_pipeline(path: &Path, current: &Path) -> Result<(), LocateError> {
    for folder in folders_up(path) {
        let files = PIPELINE_NAMES.map(|name| folder.join(name));
        let shown = || PIPELINE_NAMES.map(|name| way(current, &folder).join(name));
        for (at, file) in files.iter().enumerate() {
            if let Some(reason) = why_no_file(file) {
                let path = shown()[at].display().to_string();
                return Err(SourceError::Unreadable { path, reason }.into());
            }
        }
        match files.iter().filter(|file| file.is_file()).count() {
            0 => {}
            1 => break,
            _ => return Err(LocateError::TwoPipelines { files: shown() }),
        }
    }
    Ok(())
}

/// Why what stands at `path` cannot be read as a file; none if it can be, or if nothing stands there.
fn why_no_file(path: &Path) -> Option<String> {
    path.symlink_metadata().ok()?;
    match path.metadata() {
        Ok(found) if found.is_dir() => Some("it is a folder".to_owned()),
        Ok(found) if !found.is_file() => Some(NO_ORDINARY_FILE.to_owned()),
        Ok(_) => None,
        Err(error) => Some(reason(&error)),
    }
}

/// The pipeline file in `folder`.
pub(crate) fn pipeline_file_in(folder: &Path) -> Option<PathBuf> {
    PIPELINE_NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// The folder that holds all of `paths`, at least one.
pub(crate) fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let mut common = folder(&paths[0]);
    for path in &paths[1..] {
        while !path.starts_with(&common) && common.pop() {}
    }
    common
}

fn canonical(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// The way from the folder `base` to `target`, both absolute.
fn way(base: &Path, target: &Path) -> PathBuf {
    let base = canonical(base);
    let mut common = base.as_path();
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
        let located = locate(&paths, &folder.path().join(current), Governing::Nearest).unwrap();
        let shown = located.shown.path("").display().to_string().replace('\\', "/");
        (shown, located.pipeline_file.is_some(), located.only.len())
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
