//! The pipelines that come with storylint.

/// A pipeline that comes with storylint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What `--config` calls it.
    pub name: &'static str,
    /// The pipeline file.
    pub text: &'static str,
}

/// What runs on a story that has no pipeline file.
pub const NOVEL: BuiltIn = BuiltIn { name: "novel", text: include_str!("../pipelines/novel.toml") };

/// What one file shows by itself.
pub const QUICK: BuiltIn = BuiltIn { name: "quick", text: include_str!("../pipelines/quick.toml") };

/// All of them.
pub const BUILT_IN: [BuiltIn; 2] = [NOVEL, QUICK];
