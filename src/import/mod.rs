//! The settings of other programs as a pipeline.

mod imported;
mod story_linter;
mod vale;

use std::path::Path;

pub(crate) use imported::{ImportError, Imported};

/// Adds what the file called `path` says in `text` to `imported`.
///
/// # Errors
/// If it is not known what such a file says, or it cannot be read as that.
pub(crate) fn import(imported: &mut Imported, path: &str, text: &str) -> Result<(), ImportError> {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        _ if name == "accept.txt" => vale::accept(imported, path, text),
        _ if name == "reject.txt" => vale::reject(imported, path, text),
        Some("yml" | "yaml" | "json") => story_linter::read(imported, path, text)?,
        _ => return Err(ImportError::Unknown(path.to_owned())),
    }
    Ok(())
}
