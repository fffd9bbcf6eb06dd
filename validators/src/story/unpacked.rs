//! What packed facts come to, kept once somebody asked for it.

use std::sync::OnceLock;

/// What is in packed facts, once somebody asked for it. It tells nothing that the facts do not, so any two are the
/// same.
#[derive(Debug, Clone)]
pub(crate) struct Unpacked<T>(OnceLock<T>);

impl<T> Unpacked<T> {
    /// It, as `read` reads it if nobody did.
    pub(crate) fn get(&self, read: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(read)
    }

    /// Whether somebody asked for it.
    pub(crate) fn is_read(&self) -> bool {
        self.0.get().is_some()
    }
}

impl<T> Default for Unpacked<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Unpacked<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Unpacked<T> {}
