//! `storylint clean`: remove the cache of a story.

use std::path::PathBuf;

use clap::Args;

use super::story::current_folder;
use super::terminal::{Stop, Terminal};
use crate::cache::{CACHE, Cleaned, clean};
use crate::printable::printable;
use crate::report::{Status, counted};
use crate::sources::{Governing, locate, reason};

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
        let located = locate(&self.paths, &current, Governing::Nearest)?;
        let shown = printable(&located.shown.join(CACHE).display().to_string());
        let cleaned = clean(&located.root.join(CACHE)).map_err(|error| {
            Stop::error(format_args!("cannot remove `{shown}`: {}", reason(&error)))
        })?;
        terminal.print(&match cleaned {
            Some(Cleaned { n_files, n_bytes }) => {
                let (files, size) = (counted(n_files, "file"), size(n_bytes));
                format!("Removed `{shown}`: {files}, {size}.\n")
            }
            None => format!("There is no cache: no `{shown}`.\n"),
        })?;
        Ok(Status::Clean)
    }
}

/// A number of bytes as people say it.
fn size(n_bytes: u64) -> String {
    match n_bytes {
        0..1_000 => counted(n_bytes as usize, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", n_bytes as f64 / 1e3),
        _ => format!("{:.1} MB", n_bytes as f64 / 1e6),
    }
}
