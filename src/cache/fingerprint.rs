//! What tells this program from one that may find something else.

use std::sync::LazyLock;

/// A hash of the sources and of the versions of libraries, made by `build.rs`: the same in every
/// checkout of them.
pub(super) static FINGERPRINT: LazyLock<blake3::Hash> = LazyLock::new(|| {
    blake3::Hash::from_hex(env!("STORYLINT_FINGERPRINT")).expect("the build script writes a hash")
});
