//! What a file is to the story, and who says so.

use serde::{Deserialize, Serialize};

/// Whether a file tells the story or tells about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Narration: chapters.
    #[default]
    Story,
    /// What is declared beside the story: character sheets, tables of contents, title pages.
    Reference,
    /// The author's work on it: outlines, ideas, tasks. Nothing there is held to be true.
    Notes,
}

/// What says which role a file has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleBasis {
    /// The pipeline.
    #[default]
    Declared,
    /// A key of its front matter.
    FrontMatter,
    /// The name of the file.
    Name,
    /// The name of a folder that it is in.
    Folder,
    /// What the markup says that the page is.
    Markup,
    /// It is mostly tables.
    Tables,
    /// Nothing: then it is story.
    Nothing,
}
