//! The layers of a pipeline: what a file extends is found, built in or on the disk.

use std::path::{Path, PathBuf};

use storylint_graph::{Faults, Layer, Layers, Pipeline, PipelineErrors, did_you_mean};

use crate::pipelines::{BUILT_IN, BuiltIn, NOVEL};
use crate::sources::{SourceError, joined, read_pipeline};

/// Reads the pipeline that is `own`, over what all members of its workspace have, if it is of one,
/// and under `arguments`. Nodes are those of `novel` where nobody declares any.
///
/// # Errors
/// What is wrong with it, in whichever text.
pub(crate) fn layered(
    shared: Option<Layer>,
    own: Layer,
    arguments: Vec<Layer>,
) -> Result<Pipeline, PipelineErrors> {
    let (pipeline, faults) = partial(shared, own, arguments)?;
    faults.refuse()?;
    Ok(pipeline)
}

/// What is sound of the pipeline that [`layered`] reads, and what is wrong with it.
///
/// # Errors
/// As `layered`, where one of the texts cannot be read at all.
pub(crate) fn partial(
    shared: Option<Layer>,
    own: Layer,
    arguments: Vec<Layer>,
) -> Result<(Pipeline, Faults), PipelineErrors> {
    let layers = Layers { shared, own, arguments, default: Some(built_in(NOVEL)) };
    Pipeline::partial(&layers, &find)
}

/// The pipeline file at `path`, which messages show so.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn from_file(path: &Path) -> Result<Layer, SourceError> {
    Ok(Layer { path: path.display().to_string(), text: read_pipeline(path)? })
}

/// What messages call a pipeline that comes with the program, and its text.
pub(crate) fn built_in(BuiltIn { name, text }: BuiltIn) -> Layer {
    Layer { path: format!("{name} (built-in)"), text: text.to_owned() }
}

/// The pipeline that the file at `from` calls `name`: a built-in one, or a file, relative to it.
fn find(name: &str, from: &str) -> Result<Layer, (String, Option<String>)> {
    if let Some(known) = BUILT_IN.into_iter().find(|built_in| built_in.name == name) {
        return Ok(built_in(known));
    }
    if name.contains("://") {
        let help = "nothing is fetched: save it on the disk, and extend that file".to_owned();
        return Err((format!("`{name}` is no file"), Some(help)));
    }
    if !name.ends_with(".toml") && name.contains(['/', '\\']) {
        let inner = format!("{}/storylint.toml", name.trim_end_matches('/'));
        let is_folder = read_pipeline(&beside(Path::new(from), Path::new(&inner))).is_ok();
        let help = match is_folder {
            true => format!("did you mean `{inner}`?"),
            false => "the name of a file that is extended ends in `.toml`".to_owned(),
        };
        return Err((format!("`{name}` is no pipeline file"), Some(help)));
    }
    if !name.ends_with(".toml") {
        let names = BUILT_IN.map(|built_in| built_in.name);
        let help = did_you_mean(name, names).unwrap_or_else(|| {
            format!(
                "built-in pipelines are {}; the name of a file ends in `.toml`",
                names.join(", ")
            )
        });
        return Err((format!("there is no built-in pipeline `{name}`"), Some(help)));
    }
    if Path::new(name).is_absolute() {
        let help = "the file is named by its way from the one that extends it".to_owned();
        return Err((format!("`{name}` is not relative"), Some(help)));
    }
    let path = beside(Path::new(from), Path::new(name)).display().to_string();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path };
    match read_pipeline(Path::new(&path)) {
        Ok(text) => Ok(Layer { path, text }),
        Err(error) => Err((error.to_string(), None)),
    }
}

/// The path of what the file at `from` calls `name`: the same for the same file, however it is called.
fn beside(from: &Path, name: &Path) -> PathBuf {
    joined(from.parent().unwrap_or(Path::new("")), name.components())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_path_for_one_file() {
        let check = |from, name, expected| {
            assert_eq!(beside(Path::new(from), Path::new(name)), Path::new(expected));
        };
        check("storylint.toml", "./base.toml", "base.toml");
        check("storylint.toml", "../base.toml", "../base.toml");
        check("../a/storylint.toml", "../../b/c.toml", "../../b/c.toml");
        check("books/one/storylint.toml", "../../base.toml", "base.toml");
        check("/x/one.toml", "../base.toml", "/base.toml");
    }
}
