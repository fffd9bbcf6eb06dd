//! What the settings of other programs come to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use thiserror::Error;

use crate::pipelines::NOVEL;

/// What the settings of other programs say, in the terms of a pipeline.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// The file that says what the story is, and how it is checked.
    pub(super) settings: Option<String>,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) workers: Option<u64>,
    /// By rule, or pattern of rules.
    pub(super) levels: BTreeMap<String, &'static str>,
    /// The names of each person, the main one first.
    pub(super) cast: Vec<Vec<String>>,
    /// Of people, by their main name.
    pub(super) genders: BTreeMap<String, &'static str>,
    /// By rule and option.
    options: BTreeMap<(&'static str, &'static str), BTreeSet<String>>,
    /// What has no place in a pipeline, by the file that it is in and why that is so.
    left_out: BTreeMap<(String, &'static str), Vec<String>>,
}

/// A file that is not imported. The message names it.
#[derive(Debug, Error)]
pub(crate) enum ImportError {
    /// Its name tells of no settings that are known.
    #[error(
        "`{0}` is neither a `.story-linter.yml` nor the `accept.txt` or `reject.txt` of a vocabulary of Vale"
    )]
    Unknown(String),
    /// Two files say what the story is: neither is right about both.
    #[error("`{0}` and `{1}` are settings of two stories; import each by itself")]
    Several(String, String),
    /// It is not what its name promises.
    #[error("{0}: {1}")]
    Malformed(String, String),
}

impl Imported {
    /// Remembers that `what` of the file at `path` has no place in a pipeline.
    pub(super) fn leave_out(&mut self, path: &str, what: impl Into<String>, why: &'static str) {
        self.left_out.entry((path.to_owned(), why)).or_default().push(what.into());
    }

    /// Adds `value` to the list that is an option of a rule.
    pub(super) fn add_option(&mut self, rule: &'static str, option: &'static str, value: String) {
        self.options.entry((rule, option)).or_default().insert(value);
    }

    /// What is not taken over, a line for each file and reason.
    pub(crate) fn left_out(&self) -> String {
        let line = |((path, why), what): (&(String, &str), &Vec<String>)| {
            let what: Vec<String> = what.iter().map(|it| format!("`{it}`")).collect();
            format!("note: not taken over from `{path}`, {why}: {}\n", what.join(", "))
        };
        self.left_out.iter().map(line).collect()
    }

    /// The text of a pipeline file that says it, with the nodes of the built-in pipeline around it.
    pub(crate) fn to_toml(&self, from: &[String]) -> String {
        let from: Vec<String> = from.iter().map(|path| format!("`{path}`")).collect();
        let mut text = format!("# Made by `storylint import` from {}.\n", from.join(", "));
        if let Some(workers) = self.workers {
            _ = write!(text, "\n[run]\nworkers = {workers}\n");
        }
        if !self.levels.is_empty() {
            text += "\n[rules]\n";
        }
        for (pattern, level) in &self.levels {
            _ = writeln!(text, "{} = \"{level}\"", quoted(pattern));
        }
        let mut ids = BTreeSet::new();
        for names in &self.cast {
            let slug = id(&names[0]);
            let numbered = (2..).map(|n| format!("{slug}-{n}"));
            let mut candidates = [slug.clone()].into_iter().chain(numbered);
            let id = candidates.find(|id| ids.insert(id.clone())).expect("there is no end of them");
            _ = write!(text, "\n[cast.{}]\nnames = {}\n", key(&id), list(names));
            if let Some(gender) = self.genders.get(&names[0]) {
                _ = writeln!(text, "gender = \"{gender}\"");
            }
        }
        let include = if self.include.is_empty() {
            NOVEL.texts("source", "files", "include")
        } else {
            self.include.clone()
        };
        _ = write!(text, "\n[source.files]\ninclude = {}\n", list(&include));
        if !self.exclude.is_empty() {
            _ = writeln!(text, "exclude = {}", list(&self.exclude));
        }
        text += "optional = true\n\n[validate.story]\nneeds = [\"files\"]\nvalidators = [\"*\"]\n";
        let mut table = None;
        for ((rule, option), values) in &self.options {
            if table.replace(rule) != Some(rule) {
                _ = write!(text, "\n[validate.story.options.{}]\n", quoted(rule));
            }
            _ = writeln!(text, "{option} = {}", list(&Vec::from_iter(values.iter().cloned())));
        }
        text + "\n[result.verdict]\nneeds = [\"story\"]\nfail-on = \"error\"\n"
    }
}

/// The key of a table for whoever is called `name`.
fn id(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// `text` as a key of TOML, in quotes if need be.
fn key(text: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !text.is_empty() && text.chars().all(is_bare) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A list of strings in TOML, a line for each where there are many.
fn list(strings: &[String]) -> String {
    let quoted: Vec<String> = strings.iter().map(|text| quoted(text)).collect();
    match quoted.join(", ") {
        line if line.len() < 90 => format!("[{line}]"),
        _ => format!("[\n{}]", quoted.iter().map(|it| format!("    {it},\n")).collect::<String>()),
    }
}
