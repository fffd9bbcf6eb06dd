//! What an author declares of somebody or something beside the story.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::gender::Gender;
use crate::story::kinds::Kind;
use crate::story::place::Place;

/// What is declared of somebody or something: in a character sheet, in front matter, in the pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The names, the main one first; at least one.
    pub names: Vec<Box<str>>,
    /// What it is, if that is said.
    pub kind: Option<Kind>,
    /// If that is said.
    pub gender: Option<Gender>,
    /// What else is said, in order.
    pub attributes: Vec<DeclaredAttribute>,
    /// Where the main name is; nowhere, if the pipeline declares it.
    pub place: Option<Place>,
    /// Whether it is only said that there is such a person, as `pov: Ann` does, and not which names
    /// the person goes by.
    pub is_mention: bool,
}

/// Something declared of somebody: `eyes` are `green`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredAttribute {
    /// What it is of them, in lower case; of several words for the same always the same one.
    pub key: Box<str>,
    /// As it is written, without markup.
    pub value: Box<str>,
    /// Where the value is, in the document of the declaration.
    pub span: Span,
}

impl Declaration {
    /// What the pipeline declares.
    pub fn of_pipeline<'a>(
        names: impl IntoIterator<Item = &'a str>,
        kind: Option<Kind>,
        gender: Option<Gender>,
    ) -> Self {
        let names = names.into_iter().map(Box::from).collect();
        Self { names, kind, gender, attributes: Vec::new(), place: None, is_mention: false }
    }

    /// The same after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        Self { place: self.place.map(|place| place.shifted(n_documents)), ..self }
    }
}
