//! What tells this program from one that may find something else.

/// A hash of the sources and of the versions of libraries, made by `build.rs`: the same in every
/// checkout of them.
pub(super) const FINGERPRINT: &str = env!("STORYLINT_FINGERPRINT");
