//! Whether rules run, and how bad what they find is.

/// What a pipeline or a command line says of some rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// They do not run.
    Off,
    /// They run.
    On,
    /// They run, and what they find is worth knowing.
    Info,
    /// They run, and what they find is a warning.
    Warning,
    /// They run, and what they find is an error.
    Error,
}

impl Level {
    /// All, each with its word in pipelines and on the command line.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("off", Self::Off),
        ("on", Self::On),
        ("info", Self::Info),
        ("warning", Self::Warning),
        ("error", Self::Error),
    ];
}
