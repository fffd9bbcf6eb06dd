//! The nodes that a pipeline declares.

use std::ops::Range;

use toml::Spanned;

use crate::command::Command;
use crate::pattern::PatternNode;
use crate::policy::Policy;

/// One node of a pipeline file. What it needs are its edges in the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The key of its table, which no other node of the pipeline has.
    pub name: String,
    /// What it does.
    pub kind: NodeKind,
    /// How it is run.
    pub policy: Policy,
    /// Where its name is, for [`Pipeline::error`](crate::Pipeline::error).
    pub span: Range<usize>,
}

/// What a node does.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Reads files of the story. Needs nothing.
    Source(Source),
    /// Runs validators. Needs sources.
    Validate(Validate),
    /// Looks for regular expressions. Needs sources.
    Pattern(PatternNode),
    /// Runs another program. Needs sources.
    Command(Command),
    /// Gathers findings and judges them. Needs validate, pattern, command or result nodes.
    Result(ResultNode),
}

/// The files that a source node reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Globs of the files to read; at least one.
    pub include: Vec<Spanned<String>>,
    /// Globs of the files not to read, although `include` has them.
    pub exclude: Vec<Spanned<String>>,
    /// The order of the files, if it is said.
    pub order: Option<Spanned<Order>>,
    /// What the files are to the story, if it is said; else each says it by its name and content.
    pub role: Option<Role>,
    /// Whether it may match no file.
    pub optional: bool,
}

/// The order in which the files of a source are read. Those of which it says nothing keep their
/// places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// By path: chapter-2 before chapter-10.
    Natural,
    /// That of the links in this file.
    Contents(String),
    /// By the value of this key in their front matter.
    Key(String),
    /// That of these files, and folders of files; at least one.
    Paths(Vec<Spanned<String>>),
}

/// What files are to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Narration.
    Story,
    /// What the author declares about the story.
    Reference,
    /// The author's work on it.
    Notes,
}

/// The validators that a validate node runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Validate {
    /// Rules (`family/rule`), families (`family/*`) or all of them (`*`); at least one. Whether
    /// there are such rules is not known here.
    pub validators: Vec<Spanned<String>>,
    /// Options by rule, in the order of the file; no rule is named twice.
    pub options: Vec<(Spanned<String>, toml::Table)>,
}

/// How a result node judges. (Its name leaves `Result` to the standard library.)
#[derive(Debug, Clone, PartialEq)]
pub struct ResultNode {
    /// The mildest finding that fails the run.
    pub fail_on: FailOn,
}

/// The mildest finding that fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// An error.
    #[default]
    Error,
    /// A warning.
    Warning,
    /// A remark.
    Info,
    /// None: the run succeeds whatever is found.
    Never,
}
