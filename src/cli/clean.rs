//! `storylint clean`: remove the cache of a story.

use std::path::PathBuf;

use clap::Args;

use super::story::current_folder;
use super::terminal::{Stop, Terminal};
use crate::cache::{CACHE, Cleaned, clean};
use crate::printable::printable;
use crate::report::{Status, counted};
use crate::sources::{Governing, Located, locate, reason};
use crate::workspace::{Chosen, members};

/// The arguments of `storylint clean`.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is lost but time: the next check reads every file anew. Text is never kept."
)]
pub(super) struct Clean {
    /// Files and folders of the story; the current folder if there are none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Clean {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let current = current_folder()?;
        // What is wrong with a pipeline file is no reason to keep anything.
        let members = members(&self.paths, &current, Chosen::Nearest, &[]).ok().flatten();
        let stories = match members {
            Some(members) => members.stories.into_iter().map(|(_, story)| story).collect(),
            None => vec![locate(&self.paths, &current, Governing::Nearest)?],
        };
        for story in stories {
            terminal.print(&forget(&story)?)?;
        }
        Ok(Status::Clean)
    }
}

/// Removes the cache of `story`. What there is to tell of it.
fn forget(story: &Located) -> Result<String, Stop> {
    let shown = printable(&story.shown.join(CACHE).display().to_string());
    let cleaned = clean(&story.root.join(CACHE)).map_err(|error| {
        Stop::error(format_args!("cannot remove `{shown}`: {}", reason(&error)))
    })?;
    Ok(match cleaned {
        Some(Cleaned { n_files, n_bytes }) => {
            let (files, size) = (counted(n_files, "file"), size(n_bytes));
            format!("Removed `{shown}`: {files}, {size}.\n")
        }
        None => format!("There is no cache: no `{shown}`.\n"),
    })
}

/// A number of bytes as people say it.
fn size(n_bytes: u64) -> String {
    match n_bytes {
        0..1_000 => counted(n_bytes as usize, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", n_bytes as f64 / 1e3),
        _ => format!("{:.1} MB", n_bytes as f64 / 1e6),
    }
}
