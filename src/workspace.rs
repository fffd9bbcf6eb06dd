//! The stories of a workspace: which folders they are, and which of them are asked for.

use std::path::{Path, PathBuf};

use storylint_graph::{Faults, Layer, PipelineErrors, Spanned, Workspace};
use thiserror::Error;

use crate::extend::{built_in, from_file, partial};
use crate::pipelines::BuiltIn;
use crate::reading_order;
use crate::sources::{
    Globs, LocateError, Located, SourceError, Unread, common_folder, files, folder, folders,
    full_paths, is_within, located_at, pipeline_file_in, pipeline_files, resolve, why_not_found,
};

/// A workspace with the stories of it that are asked for.
pub(crate) struct Members {
    /// Where the workspace is.
    pub(crate) located: Located,
    /// Its pipeline file.
    pub(crate) file: Layer,
    /// The stories in reading order, at least one, each with its folder, relative to the workspace's.
    /// One without a pipeline file of its own has that of the workspace.
    pub(crate) stories: Vec<(String, Located)>,
    /// The files that all of them read as reference, relative to the workspace's folder.
    pub(crate) reference: Vec<String>,
}

/// A workspace of which nothing can be checked.
#[derive(Debug, Error)]
pub(crate) enum WorkspaceError {
    /// Paths that do not exist, or are of different stories.
    #[error(transparent)]
    Locate(#[from] LocateError),
    /// A path or a file that cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What is wrong with the workspace's file.
    #[error(transparent)]
    Pipeline(#[from] PipelineErrors),
    /// A path that the workspace leaves out.
    #[error("`{}` is excluded from the workspace `{file}`", path.display())]
    Excluded {
        /// The path as it was given.
        path: PathBuf,
        /// The workspace's file, as messages show it.
        file: String,
    },
    /// A path that is of no member.
    #[error("`{}` is in no member of the workspace `{file}`, which are {members}", path.display())]
    NoMember {
        /// The path as it was given.
        path: PathBuf,
        /// The workspace's file, as messages show it.
        file: String,
        /// The folders of all members.
        members: String,
    },
}

/// Which pipeline makes a workspace.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chosen<'a> {
    /// That of one of the files from the paths up to the root of their repository.
    Nearest,
    /// This file.
    File(&'a Path),
    /// This one, for the current folder if that holds all the paths, else for the one that does.
    BuiltIn(BuiltIn),
}

/// The workspace that `paths`, seen from the folder `current`, belong to: that of the pipeline that is
/// `chosen`. None if they are of no workspace.
///
/// # Errors
/// If only some of the paths belong to it, a pipeline file is wrong, or a path is not there.
pub(crate) fn members(
    paths: &[PathBuf],
    current: &Path,
    chosen: Chosen<'_>,
    arguments: &[Layer],
) -> Result<Option<Members>, WorkspaceError> {
    let full = full_paths(paths, current)?;
    let files: Vec<Option<PathBuf>> = match chosen {
        Chosen::BuiltIn(_) => vec![None],
        Chosen::File(file) => vec![Some(resolve(current, file)?)],
        Chosen::Nearest => pipeline_files(&full[0]).map(Some).collect(),
    };
    for file in files {
        let root = file.as_deref().map_or_else(|| above(&full, current), folder);
        let located = located_at(root.clone(), file.clone(), paths, &full, current);
        let layer = match chosen {
            Chosen::BuiltIn(pipeline) => built_in(pipeline),
            Chosen::File(path) => from_file(path)?,
            Chosen::Nearest => {
                let name = file.as_deref().and_then(Path::file_name).unwrap_or_default();
                from_file(&located.shown.path(name))?
            }
        };
        // Most files are read only once.
        if !layer.text.contains("workspace") {
            continue;
        }
        // What is wrong with one that is none is told of where it is opened as a story.
        let (pipeline, faults) = partial(None, layer.clone(), arguments.to_vec())?;
        let Some(workspace) = &pipeline.workspace else { continue };
        let without = excluded(workspace, &faults);
        let folders = folders_of(workspace, &root, &without, &faults);
        let reference = reference_of(workspace, &root, &folders, &faults);
        faults.refuse()?;
        let mut stories = Vec::new();
        // What is asked for of the files beside the members is so of each of them.
        let beside: Vec<Option<&Path>> =
            full.iter().map(|path| asked_beside(path, &root, &reference)).collect();
        let mut is_used: Vec<bool> = beside.iter().map(Option::is_some).collect();
        let beside = Vec::from_iter(beside.into_iter().flatten());
        for member in &folders {
            let own_root = root.join(member);
            let mut asked = Vec::new();
            for (path, is_used) in full.iter().zip(&mut is_used) {
                if concerns(path, &own_root) {
                    *is_used = true;
                    asked.push(path.clone());
                }
            }
            if !asked.is_empty() || !beside.is_empty() {
                let is_all = asked.iter().any(|path| own_root.starts_with(path));
                if is_all {
                    asked.clear();
                }
                let own = pipeline_file_in(&own_root).or(file.clone());
                let mut story = located_at(own_root, own, paths, &asked, current);
                if !is_all {
                    let up = way_up(member);
                    story.only.extend(beside.iter().map(|path| Path::new(&up).join(path)));
                }
                stories.push((member.clone(), story));
            }
        }
        if stories.len() > 1 {
            stories.iter_mut().for_each(|(member, it)| it.shown = located.shown.within(member));
        }
        match is_used.iter().position(|is_used| !is_used) {
            None => return Ok(Some(Members { located, file: layer, stories, reference })),
            // Another story, which is no member.
            Some(_) if stories.is_empty() && pipeline_files(&full[0]).next() != file => {}
            Some(other) => {
                let path = paths.get(other).cloned().unwrap_or_else(|| PathBuf::from("."));
                let within = full[other].strip_prefix(&root).ok().and_then(Path::to_str);
                if within.is_some_and(|it| without.leaves_out(it)) {
                    return Err(WorkspaceError::Excluded { path, file: layer.path });
                }
                let members: Vec<String> = folders.iter().map(|it| format!("`{it}`")).collect();
                return Err(WorkspaceError::NoMember {
                    path,
                    file: layer.path,
                    members: members.join(", "),
                });
            }
        }
    }
    Ok(None)
}

/// The folder `current`, if it holds all of the paths `full`, else the one that does.
fn above(full: &[PathBuf], current: &Path) -> PathBuf {
    let current = current.canonicalize().unwrap_or_else(|_| current.to_owned());
    let holds_all = full.iter().all(|path| path.starts_with(&current));
    if holds_all { current } else { common_folder(full) }
}

/// The way from the folder of `member` to that of its workspace: `../../`.
pub(crate) fn way_up(member: &str) -> String {
    "../".repeat(member.split('/').count())
}

/// What `path` asks for of the files `reference` beside the members of the workspace at `root`, relative to that.
fn asked_beside<'p>(path: &'p Path, root: &Path, reference: &[String]) -> Option<&'p Path> {
    let path = path.strip_prefix(root).ok()?;
    reference.iter().any(|file| Path::new(file).starts_with(path)).then_some(path)
}

/// Whether `path` asks for something of the member at `root`: it is of that, and of no story within it, or has it in it.
fn concerns(path: &Path, root: &Path) -> bool {
    let is_of_it = path.starts_with(root) || root.starts_with(path);
    is_of_it && pipeline_files(path).all(|file| !is_below(&file, root))
}

/// Whether `file` is in a folder below `root`.
fn is_below(file: &Path, root: &Path) -> bool {
    file.parent().is_some_and(|folder| folder != root && folder.starts_with(root))
}

/// Adds `pattern` to `globs` as `add` does; whether it is a glob.
fn add(
    globs: &mut Globs,
    add: fn(&mut Globs, &str) -> Result<(), String>,
    pattern: &Spanned<String>,
    faults: &Faults,
) -> bool {
    let added = add(globs, pattern.get_ref().trim_end_matches('/'));
    if let Err(error) = &added {
        let message = format!("`{}` is not a glob: {error}", pattern.get_ref());
        faults.add(pattern.span(), message, None);
    }
    added.is_ok()
}

/// Whether nothing of what `pattern` asks for is `unread`.
fn must_be_read<'u>(
    all: impl Iterator<Item = &'u Unread>,
    pattern: &Spanned<String>,
    faults: &Faults,
) -> bool {
    let mut are_read = true;
    for unread in all {
        are_read = false;
        let help = "`exclude` of `[workspace]` passes over what it names";
        faults.add(pattern.span(), unread.error.to_string(), Some(help.to_owned()));
    }
    are_read
}

/// What `workspace` excludes.
fn excluded(workspace: &Workspace, faults: &Faults) -> Globs {
    let mut globs = Globs::default();
    for pattern in &workspace.exclude {
        add(&mut globs, Globs::exclude, pattern, faults);
    }
    globs
}

/// The folders of the members of the workspace at `root`, but for those that it is `without`, in reading order.
fn folders_of(workspace: &Workspace, root: &Path, without: &Globs, faults: &Faults) -> Vec<String> {
    let (known, unread) = folders(root);
    let mut members: Vec<(&String, &Spanned<String>)> = Vec::new();
    for pattern in &workspace.members {
        let (mut all, mut globs) = (Globs::default(), without.clone());
        if !add(&mut all, Globs::include, pattern, faults) {
            continue;
        }
        add(&mut globs, Globs::include, pattern, faults);
        let n_before = members.len();
        members.extend(known.iter().filter(|folder| globs.matches(folder)).map(|it| (it, pattern)));
        // What is in a member is left to that.
        let is_beside =
            |unread: &&Unread| !members.iter().any(|(it, _)| is_within(&unread.path, it));
        let asked = unread.iter().filter(|unread| globs.may_take(unread)).filter(is_beside);
        let are_read = must_be_read(asked, pattern, faults);
        if are_read && members.len() == n_before {
            let shown = pattern.get_ref();
            let (message, help) = match shown.trim_end_matches('/') {
                "." | "" => (
                    format!("a workspace is no member of itself: `{shown}`"),
                    "its members are folders in that of the pipeline file",
                ),
                _ if known.iter().any(|folder| all.matches(folder)) => (
                    format!("all folders that match `{shown}` are excluded"),
                    "see `exclude` of `[workspace]`",
                ),
                name => {
                    let message = match why_not_found(&root.join(name)) {
                        Some(why) => format!("`{shown}` {why}"),
                        None => format!("no folder matches `{shown}`"),
                    };
                    (message, "members are folders, relative to that of the pipeline file")
                }
            };
            faults.add(pattern.span(), message, Some(help.to_owned()));
        }
    }
    reading_order::sort(&mut members, |(member, _)| member);
    members.dedup_by(|(later, _), (first, _)| later == first);
    for (inner, pattern) in &members {
        let is_around =
            |outer: &str| inner.strip_prefix(outer).is_some_and(|it| it.starts_with('/'));
        if let Some((outer, _)) = members.iter().find(|(outer, _)| is_around(outer)) {
            let message = format!("the member `{inner}` is in the member `{outer}`");
            faults.add(pattern.span(), message, None);
        }
    }
    members.into_iter().map(|(member, _)| member.clone()).collect()
}

/// The files beside the `members` of the workspace at `root` that each of these reads as reference.
fn reference_of(
    workspace: &Workspace,
    root: &Path,
    members: &[String],
    faults: &Faults,
) -> Vec<String> {
    if workspace.reference.is_empty() {
        return Vec::new();
    }
    let member_of = |path: &str| members.iter().find(|member| is_within(path, member));
    let (mut files, mut unread) = files(root);
    let of_members: Vec<String> = files.extract_if(.., |path| member_of(path).is_some()).collect();
    unread.retain(|unread| member_of(&unread.path).is_none());
    let mut all = Vec::new();
    for pattern in &workspace.reference {
        let mut globs = Globs::default();
        if !add(&mut globs, Globs::include, pattern, faults) {
            continue;
        }
        let with_excluded = globs.clone();
        for excluded in &workspace.exclude {
            // What is wrong with one is told of with the members.
            _ = globs.exclude_unless_named(excluded.get_ref());
        }
        let asked = unread.iter().filter(|unread| globs.may_take(unread));
        let are_read = must_be_read(asked, pattern, faults);
        if are_read && !files.iter().any(|path| globs.matches(path)) {
            let (shown, name) = (pattern.get_ref(), pattern.get_ref().trim_end_matches('/'));
            let of_member = of_members.iter().find(|path| globs.matches(path));
            let (message, help) = if files.iter().any(|path| is_within(path, name)) {
                let message = format!("`{shown}` is a folder, and no file");
                (message, format!("did you mean `{name}/**`?"))
            } else if files.iter().any(|path| with_excluded.matches(path)) {
                let message = format!("all files that match `{shown}` are excluded");
                (message, "see `exclude` of `[workspace]`".to_owned())
            } else if let Some(member) = of_member.and_then(|path| member_of(path)) {
                let message = format!("what matches `{shown}` is of the member `{member}`");
                (message, "`exclude` of `[workspace]` names folders that are no members".to_owned())
            } else {
                let message = format!("no file beside the members matches `{shown}`");
                (message, "globs are relative to the folder of the pipeline file".to_owned())
            };
            faults.add(pattern.span(), message, Some(help));
        }
        all.push(globs);
    }
    files.into_iter().filter(|path| all.iter().any(|globs| globs.matches(path))).collect()
}
