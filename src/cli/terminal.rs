//! Where output goes, in which colours, and what stops it.

use std::fmt::Display;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use storylint_graph::PipelineErrors;

use crate::baseline::BaselineError;
use crate::printable::printable;
use crate::report::Style;
use crate::sources::{LocateError, SourceError};
use crate::workspace::WorkspaceError;

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Colour {
    /// If the output is a terminal that has them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Why a command cannot go on: a message for the person who asked.
pub(super) struct Stop(pub(super) String);

impl Stop {
    /// What is wrong, on one line.
    pub(super) fn error(what: impl Display) -> Self {
        Self(format!("error: {}\n", printable(&what.to_string())))
    }

    /// The same with what to do about it, on one line.
    pub(super) fn with_help(self, help: impl Display) -> Self {
        Self(self.0 + &format!("help: {}\n", printable(&help.to_string())))
    }
}

impl From<LocateError> for Stop {
    fn from(error: LocateError) -> Self {
        Self::error(error)
    }
}

impl From<WorkspaceError> for Stop {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Pipeline(error) => error.into(),
            WorkspaceError::Locate(error) => error.into(),
            WorkspaceError::Source(error) => error.into(),
            WorkspaceError::Excluded { .. } => {
                Self::error(error).with_help("see `exclude` of `[workspace]`")
            }
            WorkspaceError::NoMember { .. } => {
                let help =
                    "`members` of `[workspace]` names stories, `reference` files beside them";
                Self::error(error).with_help(help)
            }
        }
    }
}

impl From<SourceError> for Stop {
    fn from(error: SourceError) -> Self {
        Self::error(error)
    }
}

impl From<BaselineError> for Stop {
    fn from(error: BaselineError) -> Self {
        Self::error(error)
    }
}

impl From<PipelineErrors> for Stop {
    fn from(errors: PipelineErrors) -> Self {
        Self(errors.render())
    }
}

/// Where output goes, and whether it may be coloured.
pub(super) struct Terminal {
    out: ColorChoice,
    err: ColorChoice,
}

impl Terminal {
    pub(super) fn new(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self {
                out: AutoStream::choice(&io::stdout()),
                err: AutoStream::choice(&io::stderr()),
            },
            Colour::Always => Self { out: ColorChoice::Always, err: ColorChoice::Always },
            Colour::Never => Self { out: ColorChoice::Never, err: ColorChoice::Never },
        }
    }

    /// How text for the output is to be rendered.
    pub(super) fn style(&self) -> Style {
        if self.out == ColorChoice::Never { Style::Plain } else { Style::Coloured }
    }

    /// Writes `text` to the output.
    pub(super) fn print(&self, text: &str) -> Result<(), Stop> {
        // Where nothing is to be stripped, it takes long to look for it byte by byte; all bytes are looked at
        // many at a time.
        let is_stripped = |it: u8| it.is_ascii_control() & !it.is_ascii_whitespace();
        let is_plain = !text.bytes().fold(false, |is_any, it| is_any | is_stripped(it));
        let choice = if is_plain { ColorChoice::AlwaysAnsi } else { self.out };
        write(AutoStream::new(io::stdout().lock(), choice), text.as_bytes())
    }

    /// Writes `bytes` to the output, as they are.
    pub(super) fn print_bytes(&self, bytes: &[u8]) -> Result<(), Stop> {
        write(io::stdout().lock(), bytes)
    }

    /// Writes `text` to the error output; there is nobody to tell if that fails.
    pub(super) fn complain(&self, text: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.err);
        _ = err.write_all(text.as_bytes());
    }
}

/// Writes `bytes` to `out`. That its reader has had enough is no error.
fn write(mut out: impl Write, bytes: &[u8]) -> Result<(), Stop> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Stop::error(format_args!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}
