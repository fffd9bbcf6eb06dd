//! A fence that costs nothing to those who pass it often, and much to the one who passes it rarely.

use crate::sync::{OnceLock, Ordering, fence};

/// Whether the operating system offers it.
///
/// Dekker's pattern needs a fence between a write and a read on both sides. With `membarrier` one
/// side makes all running threads of the process pass a fence, which takes it 7 µs here, and the
/// other needs to hold back the compiler only (Dice, Huang and Yang, *Asymmetric Dekker
/// synchronization*, 2001).
fn is_asymmetric() -> bool {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    *REGISTERED.get_or_init(register)
}

/// The side that passes often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Light {
    is_asymmetric: bool,
}

impl Light {
    /// Nobody passes the other side.
    pub(crate) const NONE: Self = Self { is_asymmetric: true };

    pub(crate) fn new() -> Self {
        Self { is_asymmetric: is_asymmetric() }
    }

    /// Orders what stands before against what stands after, towards who passes [`heavy`].
    #[inline]
    pub(crate) fn fence(self) {
        if self.is_asymmetric {
            std::sync::atomic::compiler_fence(Ordering::SeqCst);
        } else {
            fence(Ordering::SeqCst);
        }
    }
}

/// The side that passes rarely.
pub(crate) fn heavy() {
    if is_asymmetric() {
        membarrier();
    } else {
        fence(Ordering::SeqCst);
    }
}

#[cfg(all(target_os = "linux", not(loom), not(shuttle)))]
mod system {
    use rustix::thread::{MembarrierCommand, membarrier as call};

    pub(super) fn register() -> bool {
        call(MembarrierCommand::RegisterPrivateExpedited).is_ok()
            && call(MembarrierCommand::PrivateExpedited).is_ok()
    }

    pub(super) fn membarrier() {
        call(MembarrierCommand::PrivateExpedited).expect("it worked when it was registered");
    }
}

#[cfg(not(all(target_os = "linux", not(loom), not(shuttle))))]
mod system {
    pub(super) fn register() -> bool {
        false
    }

    pub(super) fn membarrier() {
        unreachable!("it was not registered")
    }
}

use system::{membarrier, register};
