//! The pipelines that come with storylint.

/// A pipeline that comes with storylint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What `--config` and `extends` call it.
    pub name: &'static str,
    /// The pipeline file, which may extend another one of them.
    pub text: &'static str,
}

impl BuiltIn {
    /// The texts that `key` of the node `kind.name` lists.
    pub(crate) fn texts(self, kind: &str, name: &str, key: &str) -> Vec<String> {
        let pipeline: toml::Table = self.text.parse().expect("a built-in pipeline is TOML");
        let texts = pipeline[kind][name][key].as_array().expect("the node has such a list");
        texts.iter().filter_map(|text| Some(text.as_str()?.to_owned())).collect()
    }
}

/// What runs on a story that has no pipeline file.
pub const NOVEL: BuiltIn = BuiltIn { name: "novel", text: include_str!("../pipelines/novel.toml") };

/// What one file shows by itself.
pub const QUICK: BuiltIn = BuiltIn { name: "quick", text: include_str!("../pipelines/quick.toml") };

/// All that can be asked of a story.
pub const STRICT: BuiltIn =
    BuiltIn { name: "strict", text: include_str!("../pipelines/strict.toml") };

/// Several books, each a story.
pub const SERIES: BuiltIn =
    BuiltIn { name: "series", text: include_str!("../pipelines/series.toml") };

/// A screenplay in Fountain.
pub const SCREENPLAY: BuiltIn =
    BuiltIn { name: "screenplay", text: include_str!("../pipelines/screenplay.toml") };

/// What a build server wants.
pub const CI: BuiltIn = BuiltIn { name: "ci", text: include_str!("../pipelines/ci.toml") };

/// All of them.
pub const BUILT_IN: [BuiltIn; 6] = [NOVEL, QUICK, STRICT, SERIES, SCREENPLAY, CI];
