//! Why a job has no output.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::sync::Arc;

/// Why a job has no output.
#[derive(Clone)]
pub struct JobError(Box<Cause>);

#[derive(Debug, Clone)]
struct Cause {
    message: String,
    kind: Kind,
    source: Option<Arc<dyn Error + Send + Sync>>,
    /// Whether another attempt would end in the same way.
    is_lasting: bool,
}

/// What the job did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Returned,
    Panicked,
    TookTooLong,
}

impl JobError {
    /// An error with a message.
    pub fn new(message: impl fmt::Display) -> Self {
        Self::of(message.to_string(), Kind::Returned, None)
    }

    /// The same error, which every further attempt would end in, so that none is made.
    #[must_use]
    pub fn lasting(mut self) -> Self {
        self.0.is_lasting = true;
        self
    }

    pub(crate) fn is_lasting(&self) -> bool {
        self.0.is_lasting
    }

    /// That of a job that came back after the timeout of its node, whatever it gave.
    pub(crate) fn took_too_long() -> Self {
        Self::of("the job took longer than the timeout".to_owned(), Kind::TookTooLong, None)
    }

    pub(crate) fn is_late(&self) -> bool {
        self.0.kind == Kind::TookTooLong
    }

    /// An error with a message that another error explains.
    pub fn with_source(
        message: impl fmt::Display,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        Self::of(message.to_string(), Kind::Returned, Some(Arc::new(source)))
    }

    /// The error of a job that panicked with `payload`.
    pub(crate) fn from_panic(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let error =
            Self::of(text.unwrap_or("a value that is no text").to_owned(), Kind::Panicked, None);
        dispose(payload);
        error
    }

    /// Whether the job panicked rather than returned an error.
    pub fn is_panic(&self) -> bool {
        self.0.kind == Kind::Panicked
    }

    fn of(message: String, kind: Kind, source: Option<Arc<dyn Error + Send + Sync>>) -> Self {
        Self(Box::new(Cause { message, kind, source, is_lasting: false }))
    }
}

/// What `call` returns, or its panic as an error.
///
/// The caller makes sure that nothing `call` touched is used again after a panic, other than to
/// drop it.
pub(crate) fn catch<R>(call: impl FnOnce() -> Result<R, JobError>) -> Result<R, JobError> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|payload| Err(JobError::from_panic(payload)))
}

/// Drops what nobody waits for, such as the payload of a panic. It may itself panic when it is dropped,
/// and again when that panic is.
pub(crate) fn dispose<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        std::mem::forget(payload);
    }
}

/// Drops everything, also where something panics when it is dropped: the first such panic is passed
/// on in the end, unless the thread panics already.
pub(crate) fn drop_all<T>(values: impl IntoIterator<Item = T>) {
    let mut first = None;
    for value in values {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value)))
            && let Some(payload) = first.replace(payload)
        {
            dispose(payload);
        }
    }
    match first {
        Some(payload) if !std::thread::panicking() => resume_unwind(payload),
        payload => dispose(payload),
    }
}

impl From<&str> for JobError {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for JobError {
    fn from(message: String) -> Self {
        Self::of(message, Kind::Returned, None)
    }
}

/// Says what `error` says, and has it for its source, unless it is a `JobError` already.
impl From<Box<dyn Error + Send + Sync>> for JobError {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::of(error.to_string(), Kind::Returned, Some(Arc::from(error))),
        }
    }
}

/// By hand, so that the source is what it was, not an `Arc` of it.
impl Error for JobError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_panic() { "panicked: " } else { "" })?;
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cause { message, kind, source, is_lasting: _ } = &*self.0;
        let mut shown = f.debug_struct("JobError");
        shown.field("message", message).field("kind", kind).field("source", source).finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::num::ParseIntError;

    use super::*;

    #[test]
    fn an_error_names_its_source() {
        let number = "x".parse::<u8>().expect_err("no digit");
        let error = JobError::with_source("the port is no number", number);
        assert_eq!(error.to_string(), "the port is no number");
        let source = error.source().and_then(|source| source.downcast_ref::<ParseIntError>());
        assert_eq!(
            source.map(ToString::to_string).as_deref(),
            Some("invalid digit found in string")
        );
    }

    #[test]
    fn a_payload_may_panic_when_it_is_dropped() {
        struct Bomb;

        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("boom");
            }
        }

        assert!(JobError::from_panic(Box::new(Bomb)).is_panic());
    }

    #[test]
    fn a_panic_keeps_its_message() {
        let text = |payload| JobError::from_panic(payload).to_string();
        assert_eq!(text(Box::new("plain")), "panicked: plain");
        assert_eq!(text(Box::new(String::from("owned"))), "panicked: owned");
        assert!(JobError::from_panic(Box::new(7)).is_panic());
        assert!(!JobError::new("no panic").is_panic());
    }
}
