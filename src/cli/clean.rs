//! `storylint clean`: remove the cache of a story, or of each in a workspace.

use std::path::PathBuf;

use clap::Args;

use super::story::{StoryArguments, current_folder};
use super::terminal::{Stop, Terminal};
use crate::cache::{CACHE, Cleaned, clean};
use crate::printable::printable;
use crate::report::{Status, counted};
use crate::sources::{Governing, full_paths, locate, must_be_one_pipeline, reason};

/// The arguments of `storylint clean`.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is lost but time: the next check reads every file anew. What is kept are \
    facts and findings, which may quote words of the story; its text as a whole never is."
)]
pub(super) struct Clean {
    /// Files and folders of the story; the current folder if there are none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Clean {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let mut status = Status::Clean;
        let (mut removed, mut missing) = (String::new(), Vec::new());
        let stories = StoryArguments::default().with_paths(self.paths.clone()).located();
        let stories = match stories {
            Ok(stories) => stories,
            // What is wrong with a pipeline file is no reason to keep anything.
            Err(_) => {
                let current = current_folder()?;
                for path in full_paths(&self.paths, &current)? {
                    must_be_one_pipeline(&path, &current)?;
                }
                vec![locate(&self.paths, &current, Governing::Nearest)?]
            }
        };
        for story in stories {
            let shown = printable(&story.shown.text(CACHE));
            match clean(&story.root.join(CACHE)) {
                Ok(Some(Cleaned { n_files, n_bytes, is_left })) => {
                    let (files, size) = (counted(n_files, "file"), size(n_bytes));
                    removed += &match is_left {
                        false => format!("Removed `{shown}`: {files}, {size}.\n"),
                        true => {
                            format!("Removed {files} in `{shown}`, {size}, and left the others.\n")
                        }
                    };
                }
                Ok(None) => missing.push(format!("`{shown}`")),
                Err(error) => {
                    let reason = reason(&error);
                    terminal.complain(&format!("error: cannot remove `{shown}`: {reason}\n"));
                    status = Status::Incomplete;
                }
            }
        }
        if removed.is_empty() && status == Status::Clean {
            removed = format!("There is no cache: no {}.\n", missing.join(" or "));
        }
        terminal.print(&removed)?;
        Ok(status)
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
