//! `storylint import`: the settings of other programs as a pipeline.

use std::path::PathBuf;

use clap::Args;

use super::terminal::{Stop, Terminal};
use crate::import::{Imported, import};
use crate::printable::printable;
use crate::report::Status;
use crate::sources::{create, of_vocabulary, read_pipeline};

/// The arguments of `storylint import`.
#[derive(Debug, Args)]
#[command(
    after_help = "The names that a vocabulary accepts are allowed by the rules that look for \
    misspelt ones, and the words that it rejects are forbidden by `style/house-style`. What has no \
    place in a pipeline is named."
)]
pub(super) struct Import {
    /// `.story-linter.yml`, or a vocabulary of Vale: its folder, or its `accept.txt` and `reject.txt`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the pipeline to this file, which must not be there yet, and not to the output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Import {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Status, Stop> {
        let mut imported = Imported::default();
        let mut names = Vec::new();
        for file in self.files.iter().flat_map(|path| of_vocabulary(path)) {
            let name = printable(&file.display().to_string());
            import(&mut imported, &name, &read_pipeline(&file)?).map_err(Stop::error)?;
            names.push(name);
        }
        let text = imported.to_toml(&names);
        let left_out = imported.left_out();
        let left_out: String =
            left_out.lines().flat_map(|line| [printable(line), "\n".to_owned()]).collect();
        terminal.complain(&left_out);
        match &self.output {
            None => terminal.print(&text)?,
            Some(file) => {
                let shown = file.display().to_string();
                create(file, &shown, text.as_bytes())?;
                terminal.print(&format!("Wrote `{}`.\n", printable(&shown)))?;
            }
        }
        Ok(Status::Clean)
    }
}
