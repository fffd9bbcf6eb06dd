//! The keys of a pipeline's tables: their names, what they may be set to, and what they are for.

use crate::names;

/// The words of what is `named`.
pub(crate) const fn words<T, const N: usize>(named: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = named[at].0;
        at += 1;
    }
    words
}

/// A key that a table may have.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it may be set to.
    pub value: Values,
    /// Whether its table has to have it.
    pub is_required: bool,
    /// What counts without it, as TOML; nothing does, or what that is depends, if there is none.
    pub default: Option<&'static str>,
    /// What it is for: in Markdown, without a final period.
    pub doc: &'static str,
}

/// What a key may be set to.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The least.
        least: usize,
        /// The greatest.
        most: usize,
    },
    /// A list of at least one whole number.
    SomeIntegers {
        /// The least.
        least: usize,
        /// The greatest.
        most: usize,
    },
    /// Any text.
    String,
    /// A list of texts.
    Strings,
    /// A list of at least one text.
    SomeStrings,
    /// The last part of what names a rule: letters, digits, `-`, `_` and `.`.
    Id,
    /// A list of names of variables of the environment.
    Variables,
    /// What names rules: one, a family (`links/*`), a group, or all (`*`).
    Rule,
    /// A list of at least one of what names rules.
    Rules,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// One of these texts, or a list of them.
    Choices(&'static [&'static str]),
    /// A stretch of time, such as `"30s"`.
    Time,
    /// A number of bytes, such as `"64 MiB"`.
    Size,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A list of tables with these keys.
    Rows(&'static [Key]),
    /// Tables by name, each with these keys.
    Named(&'static [Key]),
    /// Levels by the rules, families or groups that have them.
    Levels,
    /// Tables of options by rule.
    Options,
    /// Any of these.
    AnyOf(&'static [Values]),
}

impl Key {
    /// A key that a table need not have.
    pub(crate) const fn new(name: &'static str, value: Values, doc: &'static str) -> Self {
        Self { name, value, is_required: false, default: None, doc }
    }

    /// The same key, which has to be there.
    pub(crate) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// The same key, without which `default` counts.
    pub(crate) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
}

impl Values {
    /// What each of a list of integers may be.
    pub(crate) fn of_each(self) -> Self {
        match self {
            Self::SomeIntegers { least, most } => Self::Integer { least, most },
            other => other,
        }
    }

    /// `n`, if it is one of these integers.
    pub(crate) fn holds(self, n: usize) -> Option<usize> {
        match self {
            Self::Integer { least, most } => Some(n).filter(|n| (least..=most).contains(n)),
            _ => None,
        }
    }

    /// How a message calls them: what stands after "must be".
    pub fn expected(self) -> String {
        match self {
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Integer { least, most } => format!("an integer from {least} to {most}"),
            Self::SomeIntegers { least, most } => {
                format!("a list of integers from {least} to {most}")
            }
            Self::String | Self::Rule | Self::Id => "a string that is not empty".to_owned(),
            Self::Strings | Self::SomeStrings | Self::Variables | Self::Rules => {
                "a list of strings".to_owned()
            }
            Self::Choice(names) | Self::Choices(names) => {
                let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                names::list(&quoted.iter().map(String::as_str).collect::<Vec<_>>(), "or")
            }
            Self::Time => "a time such as `\"30s\"`, `\"500ms\"` or `\"2m\"`".to_owned(),
            Self::Size => "a size such as `\"64 MiB\"` or `\"1 GB\"`".to_owned(),
            Self::Table(keys) => {
                let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                format!("a table `{{ {} }}`", names.join(", "))
            }
            Self::Rows(_) => "a list of tables".to_owned(),
            Self::Named(_) | Self::Options => "a table of tables".to_owned(),
            Self::Levels => "a table of levels".to_owned(),
            Self::AnyOf(values) => {
                let each: Vec<String> = values.iter().map(|values| values.expected()).collect();
                match each.split_last() {
                    Some((last, front)) if !front.is_empty() => {
                        format!("{} or {last}", front.join(", "))
                    }
                    _ => each.concat(),
                }
            }
        }
    }
}
